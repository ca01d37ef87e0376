"""Requirement files written from profile and plan, and refreshed from the catalog."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from ..authoring.line_ends import keep_line_ends
from ..authoring.refresh import (
    RefreshedFile,
    can_refresh_mend,
    has_left_profile,
    refresh_file,
    show_both_texts,
)
from ..authoring.system_files import write_requirement_file
from ..errors import WorkspaceError
from ..findings import Finding
from ..formats import reference_section
from ..formats.oscal_values import ImportNotes
from ..formats.text_file import decode_text
from ..lazy_dataclasses import dataclass
from ..model.baseline import Requirement
from ..model.objective_answers import RequirementAnswer
from ..model.workspace import Document, Work
from ..plan_import.plan_answers import make_answer_context, read_plan_answers
from ..store import files, layout
from ..uuids import fold_tree
from .assembled_outputs import read_existing
from .assembly import list_removed
from .clock import today
from .component_reuse import add_taken_sections
from .sound_systems import check_structure, load_work, name_requirement_file, refuse_errors

# What changes of files, by path (None = removed), and words on it for a person
Changes = tuple[dict[str, bytes | None], list[str]]
# What one file names in another: nothing that generating reads, and `validate` tells of it
_CODES_OF_NAMES = ("REF001", "REF002", "REF003", "REF004", "REF005")
# A section names a letter or component that there is none of: retiring it mends that
_CODES_OF_LOST_PLACES = ("SSP006", "REF002")


@dataclass(frozen=True, slots=True)
class Generated:
    """What generating did, or with `check` would do.

    The paths that change, words on what a person should look at, and which of the paths go.
    """

    changed: tuple[str, ...]
    words: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


def generate(root: Path, name: str | None = None, *, check: bool = False) -> tuple[str, ...]:
    """The paths that `regenerate` changes."""
    return regenerate(root, name, check=check).changed


def regenerate(
    root: Path, name: str | None = None, *, check: bool = False, from_json: bool = False
) -> Generated:
    """Write missing requirement files and sections, refresh the catalog's part of the others.

    What is missing is written from the plan's OSCAL document where there is one, all of the system
    if it has no folder. What lost its place is retired: sections in their file, a file of a
    requirement that left the profile in `retired/`. With `from_json` a text that the document has
    otherwise is put beside the file's.
    """
    if name and (plan := _find_plan_without_files(root, name)):
        # which reads plans of any tool, and takes a while to import
        from .plan_imports import import_ssp

        done = import_ssp(root, name, plan, files.read(root, plan), check=check)
        return Generated(done.written, tuple(f"chosen, please check: {it}" for it in done.chosen))
    work, found = load_work(root, name)
    outputs, words = _retire_files(root, work, found)
    words += _refuse_lasting_errors(root, work, found, outputs)
    # a document that cannot be read stops the command, also where nothing is asked of it
    document = read_existing(root, layout.document_path("system-security-plan", work.system.name))
    planned = _read_plan(work, document) if document and _needs_plan(work, from_json) else {}
    for requirement in work.baseline.requirements:
        in_plan = planned.get(requirement.id)
        if requirement.id in work.system.answers:
            changed, notes = _refresh_file(root, work, requirement, in_plan if from_json else None)
        else:
            changed, notes = _write_missing_file(root, work, requirement, in_plan)
        outputs |= changed
        words += notes
    changes = files.find_changes(root, add_taken_sections(root, work, outputs))
    paths = tuple(changes) if check else files.save(root, changes)
    return Generated(paths, tuple(words), list_removed(changes))


def _write_missing_file(
    root: Path, work: Work, requirement: Requirement, in_plan: RequirementAnswer | None
) -> Changes:
    """The file of a requirement that has none.

    The one that was retired, else what the plan's document says, else a blank one.
    """
    path = name_requirement_file(work.system.name, requirement)
    retired = layout.retired_file_path(work.system.name, path)
    if files.exists(root, retired):
        data = files.read(root, retired)
        back = refresh_file(decode_text(data).text, requirement, work.system.component_by_slug)
        if back is not None:
            note = f"{requirement.label} is in the profile again: its file came back from retired/"
            return {path: keep_line_ends(data, back.text), retired: None}, [note]
    if in_plan is not None:
        return {path: write_requirement_file(requirement, in_plan).encode()}, []
    owner = work.system.family_owner(requirement.family)
    return {path: reference_section.write_new_file(requirement, owner).encode()}, []


def _refresh_file(
    root: Path, work: Work, requirement: Requirement, in_plan: RequirementAnswer | None
) -> Changes:
    """The file with its reference section and missing sections brought up to date.

    The texts of the plan's document stand beside its own where these are asked for.
    """
    path = name_requirement_file(work.system.name, requirement)
    data = files.read(root, path)
    refreshed = refresh_file(decode_text(data).text, requirement, work.system.component_by_slug)
    if refreshed is None:
        return {}, []
    both = RefreshedFile(refreshed.text)
    if in_plan is not None:
        both = show_both_texts(refreshed.text, requirement, in_plan)
    notes = [f"{path}: {words}" for words in (*refreshed.words, *both.words)]
    return {path: keep_line_ends(data, both.text)}, notes


def _find_plan_without_files(root: Path, name: str) -> str:
    """The path of the plan of a system that has no folder yet, "" if there is none."""
    if files.list_names(root, layout.system_folder_path(name)) or not layout.SLUG.match(name):
        return ""
    path = layout.document_path("system-security-plan", name)
    return path if files.exists(root, path) else ""


def _read_plan(work: Work, document: Document) -> dict[str, RequirementAnswer]:
    """What the plan's document answers, by control id."""
    try:
        return read_plan_answers(
            fold_tree(document.body)[0],
            work.baseline,
            make_answer_context(work.system),
            ImportNotes(),
        )
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise WorkspaceError(
            f"{document.path} breaks the OSCAL schema; see where with: attestle validate"
        ) from error


def _needs_plan(work: Work, from_json: bool) -> bool:
    """Whether its texts are asked for, or files are missing that it may have answers for."""
    return from_json or any(
        requirement.id not in work.system.answers for requirement in work.baseline.requirements
    )


def _retire_files(root: Path, work: Work, found: Sequence[Finding]) -> Changes:
    """The files of requirements that left the profile, moved to `retired/`."""
    system = work.system.name
    outputs: dict[str, bytes | None] = {}
    words: list[str] = []
    # SSP007: a requirement file has no place in the profile
    for path in sorted({item.path for item in found if item.code == "SSP007"}):
        if not layout.is_requirement_file(system, path):
            continue
        data, target = files.read(root, path), layout.retired_file_path(system, path)
        # a file of that name may hold what was retired before
        if files.exists(root, target):
            continue
        if has_left_profile(decode_text(data).text, work.baseline):
            outputs |= {path: None, target: data}
            words.append(
                f"{path}: its requirement left the profile; the file moved to {target}, where"
                " nothing is counted"
            )
    return outputs, words


def _refuse_lasting_errors(
    root: Path, work: Work, found: Sequence[Finding], retired: Mapping[str, bytes | None]
) -> list[str]:
    """Stop at errors in the files of the system, but for those that retiring mends, and for names
    in other files of what is gone: words on where these are.
    """
    findings = check_structure(root, work, found, today())
    errors = [item for item in findings if item.is_error and item.path not in retired]
    lasting = [item for item in errors if not _is_mended_by_retiring(root, work, item)]
    outside = [item for item in lasting if _is_name_elsewhere(work, item)]
    refuse_errors(work, [item for item in lasting if item not in outside])
    return [f"still to be changed, {_write_place(item)}: {item.message}" for item in outside]


def _is_name_elsewhere(work: Work, item: Finding) -> bool:
    """Whether a file names what is not there, and generating needs neither.

    A section of an answer that is about no component at all is a mistake in what is generated.
    """
    is_answer = layout.is_requirement_file(work.system.name, item.path)
    return item.code in _CODES_OF_NAMES and not (is_answer and item.code == "REF002")


def _write_place(item: Finding) -> str:
    return f"{item.path}:{item.line}" if item.line else item.path


def _is_mended_by_retiring(root: Path, work: Work, item: Finding) -> bool:
    """Whether the finding is that a section, or a letter it names, has no place any more."""
    if item.code not in _CODES_OF_LOST_PLACES or item.line is None:
        return False
    for answer in work.system.answers.values():
        if answer.source.path == item.path:
            text = decode_text(files.read(root, item.path)).text
            requirement = work.baseline.by_id[answer.control_id]
            return can_refresh_mend(text, requirement, work.system.component_by_slug, item.line)
    return False
