"""Spreadsheets taken in: SOC 2 controls, states of objectives, evidence."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from ..errors import UsageError, WorkspaceError
from ..findings import Finding, sort_findings
from ..formats import reference_section, sheet_columns, spreadsheet, strict_json
from ..formats.problems import Problem
from ..formats.sheet_columns import Joined, Records, Spellings
from ..formats.text_file import decode_text
from ..model.baseline import Requirement
from ..model.frameworks import SOC2_TSC
from ..sheet_import import evidence_sheet, soc2_control_sheet, states_sheet
from ..store import files, layout, oscal_documents
from .catalog_lookup import read_controls_of
from .gap_reports import read_sound_document
from .sound_systems import load_sound, now, view_system

# A workbook of more sheets is searched no further: nobody keeps a register on the eleventh
_SHEETS = 10


@dataclass(frozen=True, slots=True)
class ImportResult:
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


def read_records(
    file: str,
    data: bytes,
    sheet: str | None,
    spellings: Spellings,
    required: tuple[str, ...],
    given: Mapping[str, str],
    joined: Joined | None = None,
) -> Records:
    """The rows of the sheet named, else of the first visible one that has the columns."""
    first = spreadsheet.read_spreadsheet(data, sheet)
    found = sheet_columns.find_records(first, spellings, required, given, joined)
    for name in first.others[:_SHEETS] if not found.records else ():
        other = sheet_columns.find_records(
            spreadsheet.read_spreadsheet(data, name), spellings, required, given, joined
        )
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
    problems = [oscal_documents.as_finding(file, item) for item in found.problems]
    if not found.records and errors:
        raise WorkspaceError(
            f"{file} cannot be imported; nothing was written", sort_findings(problems)
        )
    if not found.records:
        raise WorkspaceError(f"{file} has headings but no rows", sort_findings(problems))
    return found


def as_findings(file: str, *groups: tuple[Problem, ...]) -> tuple[Finding, ...]:
    return sort_findings(
        oscal_documents.as_finding(file, item) for group in groups for item in group
    )


def import_controls(
    root: Path,
    name: str,
    file: str,
    data: bytes,
    given: Mapping[str, str],
    sheet: str | None = None,
    title: str | None = None,
) -> ImportResult:
    """A control inventory into `component-definitions/<name>`; rows of an earlier import are
    updated in place.
    """
    layout.check_slug(name, "set of controls")
    read = read_records(
        file,
        data,
        sheet,
        soc2_control_sheet.COLUMNS,
        soc2_control_sheet.REQUIRED,
        given,
        {"criteria": soc2_control_sheet.join_criteria},
    )
    criteria = tuple(read_controls_of(root, SOC2_TSC.catalog).by_id)
    taken = soc2_control_sheet.read_control_sheet(
        name, file, read.records, criteria, tuple(read.columns)
    )
    findings = as_findings(file, read.problems, taken.problems)
    path = layout.document_path("component-definition", name)
    existing = (
        read_sound_document(root, "component-definition", name).tree
        if files.exists(root, path)
        else None
    )
    if not taken.controls:
        raise WorkspaceError(f"no row of {file} could be placed; nothing was written", findings)
    tree, gone = soc2_control_sheet.build_definition(
        name, title, "1.0", taken.controls, existing, now()
    )
    written: tuple[str, ...] = ()
    if tree is not existing:
        from ..upstream.models import check_round_trip

        check_round_trip("component-definition", dict(tree))
        written = files.save(root, {path: strict_json.write_json(tree)})
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
    return ImportResult(
        written,
        len(taken.controls),
        taken.placed,
        rows,
        findings,
        read.unused,
        words,
        taken.passed_over,
    )


def import_states(
    root: Path,
    system: str | None,
    file: str,
    data: bytes,
    given: Mapping[str, str],
    sheet: str | None = None,
) -> ImportResult:
    """An objective spreadsheet into the requirement files of a system."""
    work = load_sound(root, system)
    read = read_records(file, data, sheet, states_sheet.COLUMNS, states_sheet.REQUIRED, given)

    def text_of(requirement: Requirement) -> tuple[str, str, bool]:
        path = layout.requirement_file_path(
            work.system.name, requirement.family, requirement.label, requirement.id
        )
        if not files.exists(root, path):
            return (
                path,
                reference_section.write_new_file(
                    requirement, work.system.family_owner(requirement.family)
                ),
                True,
            )
        return path, decode_text(files.read(root, path)).text, False

    taken = states_sheet.read_states_sheet(work, read.records, text_of)
    written = (
        files.save(root, {path: text.encode() for path, text in taken.files.items()})
        if taken.files
        else ()
    )
    rows = len(read.records) + read.left_out
    return ImportResult(
        written,
        taken.placed,
        taken.placed,
        rows,
        as_findings(file, read.problems, taken.problems),
        read.unused,
        (),
        taken.passed_over,
    )


def import_evidence(
    root: Path,
    system: str | None,
    file: str,
    data: bytes,
    given: Mapping[str, str],
    sheet: str | None = None,
    new_uuid: Callable[[], str] | None = None,
) -> ImportResult:
    """A list of artifacts into the evidence register of a system."""
    work = load_sound(root, system)
    read = read_records(file, data, sheet, evidence_sheet.COLUMNS, evidence_sheet.REQUIRED, given)
    path = f"{layout.system_folder_path(work.system.name)}/evidence.yaml"
    register = decode_text(files.read(root, path)).text if files.exists(root, path) else ""
    criteria = sorted(view_system(root, work).criteria)
    taken = evidence_sheet.read_evidence_sheet(
        work, register, read.records, criteria, new_uuid or (lambda: str(uuid.uuid4()))
    )
    written = files.save(root, {path: taken.text.encode()}) if taken.added or taken.updated else ()
    words = (f"{taken.added} items added, {taken.updated} updated",)
    rows = len(read.records) + read.left_out
    return ImportResult(
        written,
        taken.items,
        taken.placed,
        rows,
        as_findings(file, read.problems, taken.problems),
        read.unused,
        words,
        taken.passed_over,
    )
