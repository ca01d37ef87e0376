"""Spreadsheets taken in, and what the plan of a leveraged system exports.

One table holds every kind of spreadsheet; one function runs any of them.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import field, replace
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ..authoring.line_ends import keep_line_ends
from ..errors import UsageError, WorkspaceError
from ..findings import Finding, sort_findings
from ..formats import sheet_search, strict_json
from ..formats.problems import Problem
from ..formats.sheet_days import DayOrder
from ..formats.sheet_reading import SheetReading
from ..formats.sheet_records import Records
from ..formats.text_file import decode_text
from ..lazy_dataclasses import dataclass
from ..model.baseline import Requirement
from ..nearest import suggest_words
from ..sheet_import import (
    evidence_sheet,
    inventory_sheet,
    leveraged_plan,
    matrix_sheet,
    people_sheet,
    poam_sheet,
    soc2_control_sheet,
    states_sheet,
)
from ..sheet_import.importer import (
    ControlSetTarget,
    Importer,
    Placement,
    ProviderTarget,
    SheetRows,
    SystemTarget,
    Target,
)
from ..sheet_import.row_fates import RowFate, derive_fates
from ..store import files, layout, oscal_documents
from . import control_sets, gone_things, import_help, written_records
from .clock import today
from .finding_places import locate_in
from .sound_systems import check_schema_of, load_sound, view_system


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that is taken in: its name and bytes, the sheet of it that was asked for, and the
    heading that was given for a field; `days` are the orders of day and month of a saved map.
    """

    name: str
    data: bytes
    sheets: tuple[str, ...] = ()
    given: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    header_row: int | None = None
    like: str = ""
    days: Mapping[str, DayOrder] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class ImportChoices:
    """What an import goes into: a system, a provider of it, or a set of controls by its name.

    `replace` lets what people typed into the files give way to what the source says. `instead_of`
    names the set that the controls replace, `criteria_from` is a sheet that has their criteria.
    """

    system: str | None = None
    provider: str = ""
    name: str = ""
    title: str | None = None
    replace: bool = False
    instead_of: str = ""
    criteria_from: SourceFile | None = None
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did: files written; `things` made of the rows placed of rows read; findings at
    the rows of the file; words to add; what stood in the files and stands there no more.

    `passed_over` are rows that hold nothing to place, such as captions and totals: each is told,
    and none is a mistake.
    """

    things: str
    written: tuple[str, ...]
    made: int
    placed: int
    rows: int
    findings: tuple[Finding, ...]
    unused: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    passed_over: int = 0
    replaced: tuple[str, ...] = ()
    reading: SheetReading = field(default_factory=SheetReading)
    fates: tuple[RowFate, ...] = ()
    problems: tuple[Problem, ...] = ()
    is_dry: bool = False

    @property
    def not_taken(self) -> int:
        return self.rows - self.placed - self.passed_over


def read_outside(path: Path) -> bytes:
    """A file of the user's choice, which need not be in a workspace."""
    return files.read_outside(path)


def import_sheet(
    root: Path, kind: str, file: SourceFile, choices: ImportChoices | None = None
) -> ImportResult:
    """A spreadsheet of a kind that `IMPORTS` has."""
    return IMPORTS[kind](root, choices or ImportChoices(), file)


def import_leveraged(root: Path, file: SourceFile, choices: ImportChoices) -> ImportResult:
    """What the plan of a leveraged system exports, into the matrix of its provider."""
    target = open_provider(root, choices)
    plan = _read_plan(file)
    placement, rows = leveraged_plan.place_exports(target, plan)
    if not rows:
        raise WorkspaceError(
            f"{file.name} exports nothing: no by-component of it has an export with provided or"
            " responsibilities"
        )
    findings = _list_findings(file, placement.problems)
    source = f"{matrix_sheet.IMPORTER.things} of {file.name}"
    record = written_records.update_record(root, target.written, placement.texts, source)
    result = _save_placement(
        root,
        matrix_sheet.IMPORTER.things,
        placement,
        rows,
        findings,
        written_records.write_record(target.written, record),
        is_dry=choices.dry_run,
    )
    return replace(result, problems=placement.problems, fates=placement.fates)


def _read_plan(file: SourceFile) -> dict[str, Any]:
    form = oscal_documents.find_form(file.name, file.data)
    tree, problems = oscal_documents.read_tree(form, file.data)
    if not problems and (not isinstance(tree, dict) or "system-security-plan" not in tree):
        hint = "give the OSCAL plan of the leveraged system"
        problems = (Problem("OSC003", "it is no system security plan", hint=hint),)
    findings = [oscal_documents.as_finding(file.name, problem) for problem in problems]
    # the schema says nothing useful of what is no plan at all
    findings = findings or check_schema_of(file.name, "system-security-plan", tree)
    if findings:
        raise WorkspaceError(
            f"{file.name} cannot be imported; nothing was written",
            locate_in(form, file.data, findings),
        )
    return dict(tree)


def open_system(root: Path, choices: ImportChoices) -> SystemTarget:
    """A system whose files have no error that makes their meaning doubtful."""
    work = load_sound(root, choices.system)

    def find_text(path: str) -> str | None:
        return decode_text(files.read(root, path)).text if files.exists(root, path) else None

    def requirement_path(requirement: Requirement) -> str:
        return layout.requirement_file_path(
            work.system.name, requirement.family, requirement.label, requirement.id
        )

    return SystemTarget(
        work,
        layout.system_folder_path(work.system.name),
        find_text,
        requirement_path,
        lambda: sorted(view_system(root, work).criteria),
        lambda: str(uuid.uuid4()),
        choices.replace,
        today,
        written_records.read_record(root, work.system.name),
    )


def open_provider(root: Path, choices: ImportChoices) -> ProviderTarget:
    """A provider that the system has."""
    work = load_sound(root, choices.system)
    name, slug = work.system.name, choices.provider
    by_slug = work.system.provider_by_slug
    if slug not in by_slug:
        hint = suggest_words(slug, by_slug) or f"make it first: attestle new provider {name} {slug}"
        raise UsageError(f'{name} has no provider "{slug}"; {hint}')
    path = f"{layout.system_folder_path(name)}/providers/{slug}.csv"
    written = written_records.read_record(root, name)
    return ProviderTarget(work, by_slug[slug], path, choices.replace, written)


def open_control_set(root: Path, choices: ImportChoices) -> ControlSetTarget:
    """A set of controls, there already or not."""
    return control_sets.open_control_set(
        root,
        choices.name,
        choices.title,
        choices.instead_of,
        may_replace=choices.replace,
        criteria_of=_read_criteria_of(choices.criteria_from) if choices.criteria_from else None,
    )


def _read_criteria_of(file: SourceFile) -> Mapping[str, str]:
    """The criteria that a sheet gives to controls, by id and by title."""
    importer = soc2_control_sheet.CRITERIA_IMPORTER
    return soc2_control_sheet.index_criteria(_read_records(file, importer).records)


def import_controls(
    importer: Importer[ControlSetTarget],
    open_target: Callable[[Path, ImportChoices], ControlSetTarget],
    root: Path,
    choices: ImportChoices,
    file: SourceFile,
) -> ImportResult:
    """Controls, in place of an earlier set where one is named."""
    old = choices.instead_of
    drop = control_sets.drop_set(root, old) if old and old != choices.name else {}
    result = run_importer(importer, open_target, root, choices, file, drop)
    if not drop:
        return result
    return replace(result, words=(*result.words, f"the set {old} was replaced"))


def run_importer(
    importer: Importer[Target],
    open_target: Callable[[Path, ImportChoices], Target],
    root: Path,
    choices: ImportChoices,
    file: SourceFile,
    dropped: Mapping[str, bytes | None] = MappingProxyType({}),
) -> ImportResult:
    """Any kind: what it goes into, its rows, what is written, the tallies; `dropped` is what is
    written besides.
    """
    target = open_target(root, choices)
    read = _read_records(file, importer.adapt(target))
    rows = SheetRows(file.name, read.records, tuple(read.columns))
    placement = importer.place_rows(target, rows)
    trace = gone_things.trace_import(root, importer, target, placement, file.name, choices.replace)
    placement = trace.placement
    findings = _list_findings(file, (*read.problems, *placement.problems))
    if importer.must_place and not placement.made:
        raise WorkspaceError(
            f"no row of {file.name} could be placed; nothing was written", findings
        )
    result = _save_placement(
        root,
        importer.things,
        placement,
        len(read.records) + read.left_out,
        findings,
        {**dropped, **trace.files},
        is_dry=choices.dry_run,
    )
    if choices.replace and not choices.dry_run:
        removed = gone_things.remove_gone(root, choices.system, trace.gone)
        result = replace(result, words=(*result.words, *removed))
    problems = (*read.problems, *placement.problems)
    return replace(
        result,
        unused=read.unused,
        reading=read.reading,
        fates=placement.fates
        or derive_fates(read.records, problems, importer.required, placement.became),
        problems=problems,
    )


_Run = partial[ImportResult]
# kind, as its command is called -> its importer, and what opens the place that it goes into
IMPORTS: Mapping[str, _Run] = MappingProxyType({
    "controls": partial(import_controls, soc2_control_sheet.IMPORTER, open_control_set),
    "states": partial(run_importer, states_sheet.IMPORTER, open_system),
    "evidence": partial(run_importer, evidence_sheet.IMPORTER, open_system),
    "inventory": partial(run_importer, inventory_sheet.IMPORTER, open_system),
    "matrix": partial(run_importer, matrix_sheet.IMPORTER, open_provider),
    "poam": partial(run_importer, poam_sheet.IMPORTER, open_system),
    "people": partial(run_importer, people_sheet.IMPORTER, open_system),
})  # fmt: skip


def list_matches(file: SourceFile) -> list[tuple[str, SheetReading]]:
    """The kinds whose columns a file has, with what was understood of it."""
    matches = []
    for kind, run in IMPORTS.items():
        importer = run.args[0]
        for required in (importer.required, *importer.also_enough):
            wanted = replace(importer.want_columns({}), required=required)
            read = sheet_search.find_table(file.data, wanted, file.sheets, file.header_row)
            if read.records:
                matches.append((kind, read.reading))
                break
    return matches


def _save_placement(
    root: Path,
    things: str,
    placement: Placement,
    rows: int,
    findings: tuple[Finding, ...],
    dropped: Mapping[str, bytes | None] = MappingProxyType({}),
    *,
    is_dry: bool = False,
) -> ImportResult:
    """All files or none; OSCAL documents are parsed through trestle first."""
    outputs: dict[str, bytes | None] = {
        path: keep_line_ends(files.read_current(root, path) or b"", text)
        for path, text in placement.texts.items()
    }
    for path, tree in placement.documents.items():
        # trestle is slow to load, and most kinds write no OSCAL
        from ..upstream.models import check_round_trip

        check_round_trip(str(layout.find_model(path)), dict(tree))
        outputs[path] = strict_json.write_json(tree)
    written = {**outputs, **dropped}
    # the record of what is written goes first: whatever stops a run in between, the next one knows
    changed = {path: written[path] for path in (*dropped, *outputs)}
    return ImportResult(
        things,
        tuple(files.find_changes(root, changed)) if is_dry else files.save(root, changed),
        placement.made,
        placement.placed,
        rows,
        findings,
        words=placement.words,
        replaced=placement.replaced,
        passed_over=placement.passed_over,
        is_dry=is_dry,
    )


def _list_findings(file: SourceFile, problems: Iterable[Problem]) -> tuple[Finding, ...]:
    return sort_findings(oscal_documents.as_finding(file.name, problem) for problem in problems)


def _read_records(file: SourceFile, importer: Importer[Target]) -> Records:
    """The rows of the sheet named, else of the first visible one that has the columns."""
    wanted = replace(importer.want_columns(file.given), days=file.days)
    read = sheet_search.find_table(file.data, wanted, file.sheets, file.header_row)
    for required in () if read.records or read.misuse else importer.also_enough:
        other = sheet_search.find_table(
            file.data, replace(wanted, required=required), file.sheets, file.header_row
        )
        if other.records:
            return other
    if read.records:
        return read
    errors = [problem for problem in read.problems if not problem.warning]
    if read.misuse:
        hint = f"; {errors[0].hint}" if errors[0].hint else ""
        place = f"{file.like} does not fit {file.name}" if file.like else file.name
        raise UsageError(f"{place}: {errors[0].message}{hint}")
    findings = _list_findings(file, read.problems)
    if errors:
        seen = import_help.describe_columns(
            file.data, file.sheets[0] if file.sheets else None, importer.required
        )
        findings += _list_findings(file, seen)
        raise WorkspaceError(f"{file.name} cannot be imported; nothing was written", findings)
    raise WorkspaceError(f"{file.name} has headings but no rows", findings)
