"""Requirement files written from the profile and the plan's document, and refreshed from the catalog."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

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
from ..model.baseline import Requirement
from ..model.system import RequirementAnswer
from ..model.workspace import Document, Work
from ..plan_import.plan_answers import make_answer_context, read_plan_answers
from ..rules import STRUCTURE
from ..rules import run_rules as check_rules
from ..rules.rule_input import RuleInput
from ..store import files, layout
from .assembly import read_existing
from .component_reuse import add_taken_sections
from .sound_systems import list_unread_paths, load_work, locate_findings, today, view_system


@dataclass(frozen=True, slots=True)
class Generated:
    """What generating did, or with `check` would do: the paths that change, words on what a person
    should look at, and which paths go.
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
    plan = name and _find_plan_without_files(root, name)
    if name and plan:
        # which reads plans of any tool, and takes a while to import
        from .plan_imports import import_ssp

        return Generated(import_ssp(root, name, plan, files.read(root, plan), check=check).written)
    work, outputs, words = _retire_files(root, name)
    system = work.system
    document = read_existing(root, layout.document_path("system-security-plan", system.name))
    planned = _read_plan(work, document) if document and (from_json or _lacks(work)) else {}
    for requirement in work.baseline.requirements:
        in_plan = planned.get(requirement.id)
        if requirement.id not in system.answers:
            changed, notes = _write_missing_file(root, work, requirement, in_plan)
        else:
            changed, notes = _refresh_file(root, work, requirement, in_plan if from_json else None)
        outputs |= changed
        words += notes
    outputs = add_taken_sections(root, work, outputs)
    todo = files.find_changes(root, outputs)
    return Generated(
        tuple(todo) if check else files.save(root, todo),
        tuple(words),
        tuple(path for path, data in todo.items() if data is None),
    )


Changes = tuple[dict[str, bytes | None], list[str]]


def _file_path(work: Work, requirement: Requirement) -> str:
    return layout.requirement_file_path(
        work.system.name, requirement.family, requirement.label, requirement.id
    )


def _write_missing_file(
    root: Path, work: Work, requirement: Requirement, in_plan: RequirementAnswer | None
) -> Changes:
    """The file of a requirement that has none: the one that was retired, else what the plan's
    document says, else a blank one.
    """
    path = _file_path(work, requirement)
    retired = layout.retired_file_path(work.system.name, path)
    if files.exists(root, retired):
        text = decode_text(files.read(root, retired)).text
        back = refresh_file(text, requirement, work.system.component_by_slug)
        if back is not None:
            note = f"{requirement.label} is in the profile again: its file came back from retired/"
            return {path: back.text.encode(), retired: None}, [note]
    if in_plan is not None:
        return {path: write_requirement_file(requirement, in_plan).encode()}, []
    owner = work.system.family_owner(requirement.family)
    return {path: reference_section.write_new_file(requirement, owner).encode()}, []


def _refresh_file(
    root: Path, work: Work, requirement: Requirement, in_plan: RequirementAnswer | None
) -> Changes:
    """The file with its reference section and missing sections brought up to date, and the texts of
    the plan's document beside its own where these are asked for.
    """
    path = _file_path(work, requirement)
    text = decode_text(files.read(root, path)).text
    refreshed = refresh_file(text, requirement, work.system.component_by_slug)
    if refreshed is None:
        return {}, []
    both = RefreshedFile(refreshed.text)
    if in_plan is not None:
        both = show_both_texts(refreshed.text, requirement, in_plan)
    notes = [f"{path}: {words}" for words in (*refreshed.words, *both.words)]
    return {path: both.text.encode()}, notes


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
            dict(document.body), work.baseline, make_answer_context(work.system), ImportNotes()
        )
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise WorkspaceError(
            f"{document.path} breaks the OSCAL schema; see where with: attestle validate"
        ) from error


def _lacks(work: Work) -> bool:
    return any(
        requirement.id not in work.system.answers for requirement in work.baseline.requirements
    )


def _retire_files(root: Path, name: str | None) -> tuple[Work, dict[str, bytes | None], list[str]]:
    """The system, without the errors that retiring mends; the files of requirements that left the
    profile, moved to `retired/`.
    """
    work, found = load_work(root, name)
    system = work.system.name
    outputs: dict[str, bytes | None] = {}
    words: list[str] = []
    # SSP007: a requirement file has no place in the profile
    for path in sorted({item.path for item in found if item.code == "SSP007"}):
        if not layout.is_requirement_file(system, path):
            continue
        data, target = files.read(root, path), layout.retired_file_path(system, path)
        if files.exists(root, target) or not has_left_profile(
            decode_text(data).text, work.baseline
        ):
            continue
        outputs |= {path: None, target: data}
        words.append(
            f"{path}: its requirement left the profile; the file moved to {target}, where"
            " nothing is counted"
        )
    rule_input = RuleInput(view_system(root, work), today(), list_unread_paths(found))
    findings = locate_findings(root, [*found, *check_rules(rule_input, STRUCTURE)])
    errors = [
        item
        for item in findings
        if item.is_error
        and item.path not in outputs
        and not _is_mended_by_retiring(root, work, item)
    ]
    if errors:
        number = f"{len(errors)} error{'s' if len(errors) != 1 else ''}"
        folder = layout.system_folder_path(system)
        raise WorkspaceError(f"{number} in {folder}; nothing was written", errors)
    return work, outputs, words


def _is_mended_by_retiring(root: Path, work: Work, item: Finding) -> bool:
    """Whether the finding is that a section, or a letter it names, has no place any more."""
    answer = next(
        (answer for answer in work.system.answers.values() if answer.source.path == item.path), None
    )
    if item.code not in ("SSP006", "REF002") or answer is None or item.line is None:
        return False
    text = decode_text(files.read(root, item.path)).text
    return can_refresh_mend(
        text, work.baseline.by_id[answer.control_id], work.system.component_by_slug, item.line
    )
