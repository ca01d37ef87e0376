"""`attestle import`: what teams have. Every row that cannot be placed is told by its number."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from ..api import plan_imports, provider_imports, sheet_imports
from ..errors import ExitCode
from .options import mapped_columns
from .output import MOST_FINDINGS, emit, emit_findings, find_root

_FILE = click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
_SHEET = click.option(
    "--sheet",
    metavar="NAME",
    help="The sheet of a workbook; otherwise the first one that has the columns.",
)
_SYSTEM = click.option(
    "--system", metavar="SYSTEM", help="The system, where the workspace has several."
)


@click.group(name="import")
def import_() -> None:
    """Take in a spreadsheet (CSV or xlsx); columns are found by their names, or named with --map."""


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
    _report(
        ctx,
        file,
        sheet_imports.import_controls(
            find_root(ctx), name, file.name, sheet_imports.read_outside(file), given, sheet, title
        ),
        "controls",
    )


@import_.command()
@_FILE
@_SYSTEM
@_SHEET
@mapped_columns
@click.pass_context
def states(
    ctx: click.Context, file: Path, system: str | None, sheet: str | None, given: dict[str, str]
) -> None:
    """States of objectives: objective, state; also requirement, letter, missing, rationale,
    approved-by, approved-on, owner, evidence, provider, implementation, note.

    Writes the fields into the requirement files. Prose that is there is never touched; evidence is
    added to.
    """
    _report(
        ctx,
        file,
        sheet_imports.import_states(
            find_root(ctx), system, file.name, sheet_imports.read_outside(file), given, sheet
        ),
        "objectives",
    )


@import_.command()
@_FILE
@_SYSTEM
@_SHEET
@mapped_columns
@click.pass_context
def evidence(
    ctx: click.Context, file: Path, system: str | None, sheet: str | None, given: dict[str, str]
) -> None:
    """Artifacts: title, location; also id, owner, collected, period, cadence, status, hash,
    objectives, criteria, note.

    Adds to the system's evidence.yaml, and updates items with the same id; comments there stay.
    """
    _report(
        ctx,
        file,
        sheet_imports.import_evidence(
            find_root(ctx), system, file.name, sheet_imports.read_outside(file), given, sheet
        ),
        "artifacts",
    )


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
@click.pass_context
def ssp(ctx: click.Context, source: Path, name: str, profile: str | None) -> None:
    """A System Security Plan: OSCAL JSON of any tool, or a folder of SSP markdown as
    compliance-trestle writes it.

    Writes ssp/NAME. A JSON document is kept in system-security-plans/NAME: what the files do not
    show stays there.
    """
    root, loud = find_root(ctx), ctx.obj["verbose"]
    done = (
        plan_imports.import_trestle_ssp(root, name, source, profile)
        if source.is_dir()
        else plan_imports.import_ssp(
            root, name, source.name, sheet_imports.read_outside(source), profile
        )
    )
    emit(
        f"wrote {len(done.written)} files of the system {name}; {done.answered} requirements have"
        " an answer"
    )
    for words in done.chosen:
        emit(f"chosen, please check: {words}")
    _listed([f"{place}: {why}" for place, why in done.unplaced], "places stand in no file", loud)
    _listed(done.dropped, "places that trestle's own reader drops are kept", loud)
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
@mapped_columns
@click.pass_context
def matrix(
    ctx: click.Context,
    file: Path,
    provider: str,
    system: str | None,
    sheet: str | None,
    given: dict[str, str],
) -> None:
    """A provider's responsibility matrix: objective (or requirement), responsibility; also
    provider-does, organisation-does, evidence, date.

    Writes providers/SLUG.csv. A row for a whole requirement is spread over its objectives.
    """
    data = sheet_imports.read_outside(file)
    _report(
        ctx,
        file,
        provider_imports.import_matrix(
            find_root(ctx), system, provider, file.name, data, given, sheet
        ),
        "objectives",
    )


@import_.command()
@_FILE
@_PROVIDER
@_SYSTEM
@click.pass_context
def leveraged(ctx: click.Context, file: Path, provider: str, system: str | None) -> None:
    """What the OSCAL plan (JSON) of a leveraged system exports: provided and left to you, into
    providers/SLUG.csv.
    """
    _report(
        ctx,
        file,
        provider_imports.import_leveraged(
            find_root(ctx), system, provider, file.name, sheet_imports.read_outside(file)
        ),
        "objectives",
    )


@import_.command()
@_FILE
@_SYSTEM
@_SHEET
@mapped_columns
@click.pass_context
def inventory(
    ctx: click.Context, file: Path, system: str | None, sheet: str | None, given: dict[str, str]
) -> None:
    """Assets: id, name, category; also component, owner, location, cui, justification.

    Adds to the system's inventory.csv, and updates assets with the same id.
    """
    _report(
        ctx,
        file,
        provider_imports.import_inventory(
            find_root(ctx), system, file.name, sheet_imports.read_outside(file), given, sheet
        ),
        "assets",
    )


def _listed(entries: Sequence[str], what: str, loud: bool) -> None:
    if entries:
        emit(f"{len(entries)} {what}{'' if loud else '; list them with -v'}")
    for entry in entries if loud else ():
        emit(f"  {entry}")


def _report(ctx: click.Context, file: Path, done: sheet_imports.ImportResult, what: str) -> None:
    """What was placed and where, then every row that was not, or only in part."""
    errors = [item for item in done.findings if item.is_error]
    shown = (
        done.findings
        if len(done.findings) <= MOST_FINDINGS
        else [*errors, *(item for item in done.findings if not item.is_error)]
    )
    emit_findings(shown[:MOST_FINDINGS], err=True)
    if len(shown) > MOST_FINDINGS:
        emit(f"... and {len(shown) - MOST_FINDINGS} more such messages", err=True)
    for path in done.written:
        emit(f"wrote {path}")
    if not done.written:
        emit("nothing to change")
    emit(f"{done.made} {what} from {done.rows} rows of {file.name}")
    for text in done.words:
        emit(text)
    if done.unused:
        emit(f"columns not used: {', '.join(done.unused)}")
    if done.not_taken:
        numbers = sorted({item.line for item in errors if item.line is not None})
        emit(
            f"{done.not_taken} rows were not taken{f': {_spans(numbers)}' if numbers else ''}",
            err=True,
        )
        ctx.exit(int(ExitCode.FINDINGS))


def _spans(numbers: list[int]) -> str:
    """`3, 5-90, 102`."""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    texts = [str(first) if first == last else f"{first}-{last}" for first, last in spans]
    return ", ".join(texts[:200]) + (
        f" and {len(texts) - 200} more places" if len(texts) > 200 else ""
    )
