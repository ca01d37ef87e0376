"""What teams have, taken in: SOC 2 controls, states of objectives, evidence."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from ..author import (
    evidence_import,
    flow,
    from_oscal,
    from_oscal_files,
    from_oscal_merge,
    soc2_import,
    states_import,
    trestle_markdown,
)
from ..errors import UsageError, WorkspaceError
from ..findings import Finding, ordered
from ..formats import columns, reference, soc2_controls, spreadsheet, strict_json
from ..formats.columns import Joined, Records, Spellings
from ..formats.problems import Problem
from ..formats.text import decode
from ..model.catalog import Requirement
from ..store import documents, files, layout
from .gapping import sound
from .loading import load_sound, now, one_system, schema_findings
from .making import new_files
from .reading import controls_of, profile_baseline

_SHEETS = 10


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: files written; things made of the rows placed of rows read; findings at
    the rows of the file; words to add.

    `passed_over` are rows that hold nothing to place, such as captions and totals: each is told,
    and none is a mistake.
    """

    written: tuple[str, ...]
    made: int
    placed: int
    rows: int
    findings: tuple[Finding, ...]
    unused: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    passed_over: int = 0

    @property
    def not_taken(self) -> int:
        return self.rows - self.placed - self.passed_over


def read_outside(path: Path) -> bytes:
    """A file of the user's choice, which need not be in a workspace."""
    return files.read_outside(path)


def records_of(
    file: str,
    data: bytes,
    sheet: str | None,
    spellings: Spellings,
    required: tuple[str, ...],
    given: Mapping[str, str],
    joined: Joined | None = None,
) -> Records:
    """The rows of the sheet named, else of the first visible one that has the columns."""
    first = spreadsheet.read(data, sheet)
    found = columns.find(first, spellings, required, given, joined)
    for name in first.others[:_SHEETS] if not found.records else ():
        other = columns.find(spreadsheet.read(data, name), spellings, required, given, joined)
        if other.records:
            words = (
                f'the sheet "{name}" was read, the first that has the columns; the others were not'
            )
            note = Problem(
                "OSC012", words, None, None, "name another one with --sheet", warning=True
            )
            found = replace(other, problems=(note, *other.problems))
            break
    errors = [item for item in found.problems if not item.warning]
    if not found.records and found.misuse:
        raise UsageError(
            f"{file}: {errors[0].message}{f'; {errors[0].hint}' if errors[0].hint else ''}"
        )
    problems = [documents.finding(file, item) for item in found.problems]
    if not found.records and errors:
        raise WorkspaceError(f"{file} cannot be imported; nothing was written", ordered(problems))
    if not found.records:
        raise WorkspaceError(f"{file} has headings but no rows", ordered(problems))
    return found


def findings_of(file: str, *groups: tuple[Problem, ...]) -> tuple[Finding, ...]:
    return ordered(documents.finding(file, item) for group in groups for item in group)


def controls(
    root: Path,
    name: str,
    file: str,
    data: bytes,
    given: Mapping[str, str],
    sheet: str | None = None,
    title: str | None = None,
) -> Imported:
    """A control inventory into `component-definitions/<name>`; rows of an earlier import are
    updated in place.
    """
    layout.check_slug(name, "set of controls")
    read = records_of(
        file,
        data,
        sheet,
        soc2_import.COLUMNS,
        soc2_import.REQUIRED,
        given,
        {"criteria": soc2_import.joined},
    )
    criteria = tuple(controls_of(root, soc2_controls.CRITERIA.split("/")[-2]).by_id)
    taken = soc2_import.controls(name, file, read.records, criteria, tuple(read.columns))
    findings = findings_of(file, read.problems, taken.problems)
    path = layout.document("component-definition", name)
    existing = sound(root, "component-definition", name).tree if files.exists(root, path) else None
    if not taken.controls:
        raise WorkspaceError(f"no row of {file} could be placed; nothing was written", findings)
    tree, gone = soc2_import.definition(name, title, "1.0", taken.controls, existing, now())
    written: tuple[str, ...] = ()
    if tree is not existing:
        from ..upstream.models import check_round_trip

        check_round_trip("component-definition", dict(tree))
        written = files.save(root, {path: strict_json.write(tree)})
    words = (
        (
            (
                f"{len(gone)} controls of earlier imports are not in this file and stay:"
                f" {', '.join(gone[:8])}{' ...' if len(gone) > 8 else ''}"
            ),
        )
        if gone
        else ()
    )
    rows = len(read.records) + read.left_out
    return Imported(
        written,
        len(taken.controls),
        taken.placed,
        rows,
        findings,
        read.unused,
        words,
        taken.passed_over,
    )


def states(
    root: Path,
    system: str | None,
    file: str,
    data: bytes,
    given: Mapping[str, str],
    sheet: str | None = None,
) -> Imported:
    """An objective spreadsheet into the requirement files of a system."""
    work = load_sound(root, system)
    read = records_of(file, data, sheet, states_import.COLUMNS, states_import.REQUIRED, given)

    def text_of(requirement: Requirement) -> tuple[str, str, bool]:
        path = layout.requirement_file(
            work.system.name, requirement.family, requirement.label, requirement.id
        )
        if not files.exists(root, path):
            return (
                path,
                reference.new_file(requirement, work.system.family_owner(requirement.family)),
                True,
            )
        return path, decode(files.read(root, path)).text, False

    taken = states_import.states(work, read.records, text_of)
    written = (
        files.save(root, {path: text.encode() for path, text in taken.files.items()})
        if taken.files
        else ()
    )
    rows = len(read.records) + read.left_out
    return Imported(
        written,
        taken.placed,
        taken.placed,
        rows,
        findings_of(file, read.problems, taken.problems),
        read.unused,
        (),
        taken.passed_over,
    )


def evidence(
    root: Path,
    system: str | None,
    file: str,
    data: bytes,
    given: Mapping[str, str],
    sheet: str | None = None,
    new_uuid: Callable[[], str] | None = None,
) -> Imported:
    """A list of artifacts into the evidence register of a system."""
    work = load_sound(root, system)
    read = records_of(file, data, sheet, evidence_import.COLUMNS, evidence_import.REQUIRED, given)
    path = f"{layout.system_folder(work.system.name)}/evidence.yaml"
    register = decode(files.read(root, path)).text if files.exists(root, path) else ""
    criteria = sorted(one_system(root, work).criteria)
    taken = evidence_import.evidence(
        work, register, read.records, criteria, new_uuid or (lambda: str(uuid.uuid4()))
    )
    written = files.save(root, {path: taken.text.encode()}) if taken.added or taken.updated else ()
    words = (f"{taken.added} items added, {taken.updated} updated",)
    rows = len(read.records) + read.left_out
    return Imported(
        written,
        taken.items,
        taken.placed,
        rows,
        findings_of(file, read.problems, taken.problems),
        read.unused,
        words,
        taken.passed_over,
    )


@dataclass(frozen=True, slots=True)
class ImportedPlan:
    """A plan taken in: files written, how many requirements have an answer, what stands in the
    document alone (pointer and reason), and what was chosen because the files ask for more than the
    document says.
    """

    written: tuple[str, ...]
    answered: int
    unplaced: tuple[tuple[str, str], ...]
    chosen: tuple[str, ...]
    dropped: tuple[
        str, ...
    ] = ()  # what the reader of the tool that wrote the markdown would have lost


def ssp(
    root: Path,
    name: str,
    file: str,
    data: bytes,
    profile: str | None = None,
    *,
    check: bool = False,
) -> ImportedPlan:
    """A System Security Plan of any tool into the files of a new system, beside the document
    itself; with `check` nothing is written.
    """
    layout.check_slug(name, "system")
    path = layout.document("system-security-plan", name)
    document, found = documents.parse(path, data)
    problems = [replace(item, path=file) for item in found]
    problems += (
        schema_findings(file, "system-security-plan", document.tree)
        if document.tree is not None
        else []
    )
    if document.tree is None or problems:
        raise WorkspaceError(
            f"{file} is no System Security Plan that can be read; nothing was written",
            ordered(problems),
        )
    plan = from_oscal_merge.with_uuids(dict(document.tree["system-security-plan"]))
    chosen = profile or _profile_of(root, plan)
    baseline = profile_baseline(root, chosen)
    taken = from_oscal.system_of(plan, baseline, name)

    def path_of(requirement: Requirement) -> str:
        return layout.requirement_file(name, requirement.family, requirement.label, requirement.id)

    outputs = from_oscal_files.files(taken.system, baseline, path_of)
    if files.names(root, layout.system_folder(name)):
        raise UsageError(
            f"{layout.system_folder(name)} exists already; choose another --name, or move it away"
        )
    document_there, _ = documents.read(root, path)
    if document_there is None:
        outputs = {path: strict_json.write(dict(document.tree)), **outputs}
    elif document_there.tree != document.tree:
        raise UsageError(
            f"{path} exists already and is another plan; choose another --name, or move it away"
        )
    written = tuple(sorted(outputs)) if check else _new_system(root, name, outputs)
    return ImportedPlan(
        written,
        sum(not item.is_blank for item in taken.system.answers.values()),
        taken.unplaced,
        taken.chosen,
    )


def trestle_ssp(
    root: Path,
    name: str,
    folder: Path,
    profile: str | None = None,
    *,
    new_uuid: Callable[[], str] | None = None,
    stamp: str | None = None,
) -> ImportedPlan:
    """The SSP markdown that compliance-trestle generates, edited by people, into the files of a new
    system.
    """
    layout.check_slug(name, "system")
    tree = {
        path.relative_to(folder).as_posix(): files.read_outside(path)
        for path in sorted(folder.rglob("*.md"))
        if path.is_file()
    }
    if not tree:
        raise UsageError(f"{folder} holds no markdown")
    chosen = profile or _profile_of(
        root, {"import-profile": {"href": trestle_markdown.profile_of(tree)}}
    )
    baseline = profile_baseline(root, chosen)
    found = trestle_markdown.read(
        tree, baseline, name, (new_uuid or (lambda: str(uuid.uuid4())))(), stamp or now()
    )
    taken = from_oscal.system_of(found.plan, baseline, name)
    if not found.plan["control-implementation"]["implemented-requirements"]:
        raise UsageError(
            f"no file of {folder} is a control of the profile {chosen}:"
            f" {'; '.join(found.problems[:3])}"
        )
    system = replace(
        taken.system, characteristics=replace(taken.system.characteristics, this_system_uuid="")
    )

    def path_of(requirement: Requirement) -> str:
        return layout.requirement_file(name, requirement.family, requirement.label, requirement.id)

    outputs = from_oscal_files.files(system, baseline, path_of)
    for control, drafts in found.drafts.items():
        path = path_of(baseline.by_id[control])
        outputs[path] = from_oscal_files.with_drafts(outputs[path].decode(), drafts).encode()
    written = _new_system(root, name, outputs)
    unplaced = (
        *taken.unplaced,
        *((text.partition(":")[0], text.partition(": ")[2]) for text in found.problems),
    )
    return ImportedPlan(
        written,
        sum(not item.is_blank for item in system.answers.values()),
        unplaced,
        taken.chosen,
        tuple(found.dropped),
    )


def _new_system(root: Path, name: str, outputs: dict[str, bytes]) -> tuple[str, ...]:
    """Write a system that is not there yet, each file checked against its schema first."""
    if files.names(root, layout.system_folder(name)):
        raise UsageError(
            f"{layout.system_folder(name)} exists already; choose another --name, or move it away"
        )
    folder = f"{layout.system_folder(name)}/"
    kinds = {
        item: known[0] if (known := flow.schema_line(item)) else "requirement"
        for item in outputs
        if item.startswith(folder) and not item.endswith(".csv")
    }
    return new_files(root, outputs, kinds)


def _profile_of(root: Path, plan: Mapping[str, object]) -> str:
    """The profile of the workspace that a plan names: by its path, or by the path that a resource
    of its back matter has.
    """
    known = files.names(root, "profiles")
    imported, matter = plan.get("import-profile"), plan.get("back-matter")
    href = str(imported.get("href", "")) if isinstance(imported, dict) else ""
    places = [href]
    for item in (matter.get("resources") or ()) if isinstance(matter, dict) else ():
        if isinstance(item, dict) and f"#{item.get('uuid')}" == href:
            places += [str(link.get("href", "")) for link in item.get("rlinks") or ()]
    for place in places:
        parts = place.split("/")
        if (
            len(parts) >= 3
            and parts[-3] == "profiles"
            and parts[-1] == "profile.json"
            and parts[-2] in known
        ):
            return parts[-2]
    raise UsageError(
        f'the plan names its profile as "{href}", which is none of the workspace; say which one it'
        f" is with --profile: {', '.join(known) or 'there is none yet'}"
    )
