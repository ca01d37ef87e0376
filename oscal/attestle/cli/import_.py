"""`attestle import`: what teams have. Every row that cannot be placed is told by its number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from ..api import plan_imports, sheet_imports
from ..api.sheet_imports import ImportChoices, ImportResult, SourceFile
from ..errors import ExitCode, UsageError
from ..findings import Finding
from ..store import folders
from .options import local_catalogs, mapped_columns
from .output import MOST_FINDINGS, emit, emit_findings, find_root

# Spans of rows in one line; a file of which every other row is wrong has thousands
_MOST_SPANS = 200
_FILE = click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
_SHEET = click.option(
    "--sheet",
    metavar="NAME",
    help="The sheet of a workbook; otherwise the first one that has the columns.",
)
_SYSTEM = click.option(
    "--system", metavar="SYSTEM", help="The system, where the workspace has several."
)


_REPLACE = click.option(
    "--replace",
    is_flag=True,
    help="Where a file says something else already, take what the source says; told line by line.",
)


@click.group(name="import")
def import_() -> None:
    """Take in a spreadsheet (CSV or xlsx); columns are found by their names, or named with
    --map.
    """


@import_.command()
@_FILE
@click.option(
    "--name", required=True, metavar="NAME", help="Name of the set of controls, such as acme-soc2."
)
@click.option("--title", metavar="TEXT", help="Its title.")
@_SHEET
@mapped_columns
@click.pass_context
def controls(
    ctx: click.Context,
    file: Path,
    name: str,
    title: str | None,
    sheet: str | None,
    given: dict[str, str],
) -> None:
    """SOC 2 controls: id, description, criteria; also title, owner, frequency, evidence, result,
    status, system.

    Writes component-definitions/NAME. Importing a newer export updates the same controls in place.
    """
    choices = ImportChoices(name=name, title=title)
    root, rows = find_root(ctx), _read_file(file, sheet, given)
    _report(ctx, file, sheet_imports.import_sheet(root, "controls", rows, choices))


@import_.command()
@_FILE
@_SYSTEM
@_SHEET
@_REPLACE
@mapped_columns
@click.pass_context
def states(
    ctx: click.Context,
    file: Path,
    system: str | None,
    sheet: str | None,
    replace: bool,
    given: dict[str, str],
) -> None:
    """States of objectives: objective, state; also requirement, letter, missing, rationale,
    approved-by, approved-on, owner, evidence, provider, implementation, note.

    Writes the fields into the requirement files. Prose that is there is never touched; evidence is
    added to; other fields that say something else stay, unless --replace.
    """
    choices = ImportChoices(system=system, replace=replace)
    root, rows = find_root(ctx), _read_file(file, sheet, given)
    _report(ctx, file, sheet_imports.import_sheet(root, "states", rows, choices))


@import_.command()
@_FILE
@_SYSTEM
@_SHEET
@_REPLACE
@mapped_columns
@click.pass_context
def evidence(
    ctx: click.Context,
    file: Path,
    system: str | None,
    sheet: str | None,
    replace: bool,
    given: dict[str, str],
) -> None:
    """Artifacts: title, location; also id, owner, collected, period, cadence, status, hash,
    objectives, criteria, note.

    Adds to the system's evidence.yaml, and completes items with the same id, with --replace changes
    them; comments there stay.
    """
    choices = ImportChoices(system=system, replace=replace)
    root, rows = find_root(ctx), _read_file(file, sheet, given)
    _report(ctx, file, sheet_imports.import_sheet(root, "evidence", rows, choices))


@import_.command()
@click.argument("source", metavar="FILE|DIR", type=click.Path(path_type=Path))
@click.option(
    "--name", required=True, metavar="NAME", help="Name of the system, such as example-enclave."
)
@click.option(
    "--profile",
    metavar="PROFILE",
    help="The profile that the plan answers, where it does not name one of the workspace.",
)
@click.option(
    "--poam",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The plan of action that attestle wrote for this plan, where it is not in the workspace.",
)
@local_catalogs
@click.pass_context
def ssp(
    ctx: click.Context,
    source: Path,
    name: str,
    profile: str | None,
    poam: Path | None,
    addresses: dict[str, Path],
) -> None:
    """A System Security Plan: OSCAL (JSON, YAML or XML) of any tool, or a folder of SSP markdown
    as compliance-trestle writes it.

    Writes ssp/NAME. A document is kept as JSON in system-security-plans/NAME: what the files do not
    show stays there.
    """
    root, loud = find_root(ctx), ctx.obj["verbose"]
    if folders.is_folder(source):
        if poam is not None:
            raise UsageError("a folder of markdown has no plan of action; leave out --poam")
        done = plan_imports.import_trestle_ssp(root, name, source, profile, addresses=addresses)
    else:
        data = sheet_imports.read_outside(source)
        action = (poam.name, sheet_imports.read_outside(poam)) if poam else None
        done = plan_imports.import_ssp(
            root, name, source.name, data, profile, poam=action, addresses=addresses
        )
    emit(
        f"wrote {len(done.written)} files of the system {name}; {done.answered} requirements have"
        " an answer"
    )
    for words in done.chosen:
        emit(f"chosen, please check: {words}")
    _emit_places(
        [f"{place}: {why}" for place, why in done.unplaced], "places stand in no file", loud
    )
    _emit_places(done.dropped, "places that trestle's own reader drops are kept", loud)
    emit(f"next: attestle validate ssp/{name}, then attestle ssp assemble {name}")


_PROVIDER = click.option(
    "--provider",
    required=True,
    metavar="SLUG",
    help="The provider under providers/ whose matrix it is.",
)


@import_.command()
@_FILE
@_PROVIDER
@_SYSTEM
@_SHEET
@_REPLACE
@mapped_columns
@click.pass_context
def matrix(
    ctx: click.Context,
    file: Path,
    provider: str,
    system: str | None,
    sheet: str | None,
    replace: bool,
    given: dict[str, str],
) -> None:
    """A provider's responsibility matrix: objective (or requirement), responsibility; also
    provider-does, organisation-does, evidence, date.

    Writes providers/SLUG.csv. A row for a whole requirement is spread over its objectives.
    """
    choices = ImportChoices(system=system, provider=provider, replace=replace)
    rows, root = _read_file(file, sheet, given), find_root(ctx)
    _report(ctx, file, sheet_imports.import_sheet(root, "matrix", rows, choices))


@import_.command()
@_FILE
@_PROVIDER
@_SYSTEM
@_REPLACE
@click.pass_context
def leveraged(
    ctx: click.Context, file: Path, provider: str, system: str | None, replace: bool
) -> None:
    """What the OSCAL plan (JSON, YAML or XML) of a leveraged system exports: provided and left to
    you, into providers/SLUG.csv.
    """
    choices = ImportChoices(system=system, provider=provider, replace=replace)
    root, plan = find_root(ctx), _read_file(file)
    _report(ctx, file, sheet_imports.import_leveraged(root, plan, choices))


@import_.command()
@_FILE
@_SYSTEM
@_SHEET
@_REPLACE
@mapped_columns
@click.pass_context
def inventory(
    ctx: click.Context,
    file: Path,
    system: str | None,
    sheet: str | None,
    replace: bool,
    given: dict[str, str],
) -> None:
    """Assets: id, name, category; also component, owner, location, cui, justification.

    Adds to the system's inventory.csv, and completes assets with the same id, with --replace
    changes them.
    """
    choices = ImportChoices(system=system, replace=replace)
    root, rows = find_root(ctx), _read_file(file, sheet, given)
    _report(ctx, file, sheet_imports.import_sheet(root, "inventory", rows, choices))


@import_.command()
@_FILE
@_SYSTEM
@_SHEET
@_REPLACE
@mapped_columns
@click.pass_context
def poam(
    ctx: click.Context,
    file: Path,
    system: str | None,
    sheet: str | None,
    replace: bool,
    given: dict[str, str],
) -> None:
    """A plan of action: weakness, objectives (or requirement); also title, owner, resources,
    scheduled completion, milestones, changes, how identified, status, tickets.

    Writes poam/*.md. What is said to be complete stays open unless its evidence is registered.
    """
    choices = ImportChoices(system=system, replace=replace)
    root, rows = find_root(ctx), _read_file(file, sheet, given)
    _report(ctx, file, sheet_imports.import_sheet(root, "poam", rows, choices))


@import_.command()
@_FILE
@_SYSTEM
@_SHEET
@_REPLACE
@mapped_columns
@click.pass_context
def people(
    ctx: click.Context,
    file: Path,
    system: str | None,
    sheet: str | None,
    replace: bool,
    given: dict[str, str],
) -> None:
    """People and teams: name; also role, title, email, phone, families they answer for.

    Adds parties and roles to the system's people.yaml, and completes those that are there.
    """
    choices = ImportChoices(system=system, replace=replace)
    root, rows = find_root(ctx), _read_file(file, sheet, given)
    _report(ctx, file, sheet_imports.import_sheet(root, "people", rows, choices))


def _read_file(
    file: Path, sheet: str | None = None, given: Mapping[str, str] | None = None
) -> SourceFile:
    return SourceFile(file.name, sheet_imports.read_outside(file), sheet, given or {})


def _emit_places(entries: Sequence[str], what: str, loud: bool) -> None:
    """How many there are; each of them with -v."""
    if entries:
        emit(f"{len(entries)} {what}{'' if loud else '; list them with -v'}")
    for entry in entries if loud else ():
        emit(f"  {entry}")


def _report(ctx: click.Context, file: Path, result: ImportResult) -> None:
    """What was placed and where, then every row that was not, or only in part."""
    errors = [finding for finding in result.findings if finding.is_error]
    _emit_first_findings(result.findings, errors)
    for path in result.written:
        emit(f"wrote {path}")
    for words in result.replaced:
        emit(f"replaced: {words}", err=True)
    if not result.written:
        emit("nothing to change")
    emit(f"{result.made} {result.things} from {result.rows} rows of {file.name}")
    for text in result.words:
        emit(text)
    if result.unused:
        emit(f"columns not used: {', '.join(result.unused)}")
    if result.not_taken:
        emit(f"{result.not_taken} rows were not taken{_name_rows(errors)}", err=True)
        ctx.exit(int(ExitCode.FINDINGS))


def _emit_first_findings(findings: Sequence[Finding], errors: Sequence[Finding]) -> None:
    """As many as somebody would read; where there are more, the errors go first."""
    if len(findings) > MOST_FINDINGS:
        findings = [*errors, *(finding for finding in findings if not finding.is_error)]
    emit_findings(findings[:MOST_FINDINGS], err=True)
    if len(findings) > MOST_FINDINGS:
        emit(f"... and {len(findings) - MOST_FINDINGS} more such messages", err=True)


def _name_rows(errors: Sequence[Finding]) -> str:
    """The rows of the file that have an error, as far as they have a number."""
    numbers = sorted({finding.line for finding in errors if finding.line is not None})
    return f": {_write_spans(numbers)}" if numbers else ""


def _write_spans(numbers: Sequence[int]) -> str:
    """`3, 5-90, 102`."""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    texts = [str(first) if first == last else f"{first}-{last}" for first, last in spans]
    more = f" and {len(texts) - _MOST_SPANS} more places" if len(texts) > _MOST_SPANS else ""
    return ", ".join(texts[:_MOST_SPANS]) + more
