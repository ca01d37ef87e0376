"""`attestle crosswalk`: look at mappings, check them, hand them on, and build a team's own."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from ..api import catalog_lookup, crosswalk_comparisons, crosswalks, rendering
from ..api.sheet_imports import read_outside
from ..crosswalk.map_rows import find_open_letters
from ..errors import ExitCode, UsageError
from ..model.crosswalk_maps import Provenance
from ..render.forms.text import WIDTH
from ..render.json_keys.finding_keys import list_finding_keys
from ..render.kinds.control_maps import ControlMaps
from ..render.registry import render_document
from .documents import emit_document, emit_written
from .options import mapped_columns, out_option, to_option
from .output import (
    emit,
    emit_findings,
    emit_json,
    find_root,
    format_option,
    summarize_findings,
)

_NAME = click.option(
    "--name", metavar="NAME", help="The crosswalk; the one that ships if not given."
)


def _require_text(_ctx: click.Context, _param: click.Parameter, value: str) -> str:
    if not value.strip():
        raise click.BadParameter("it cannot be empty")
    return value.strip()


@click.group()
def crosswalk() -> None:
    """Show, check, export and build mappings between SOC 2 criteria and requirements."""


@crosswalk.command()
@click.argument("control")
@_NAME
@format_option("text", "json")
@click.pass_context
def show(ctx: click.Context, control: str, name: str | None, form: str) -> None:
    """Show what maps to a requirement or from a criterion: 3.1.1, AC.L2-3.1.1, cc6.1."""
    root = find_root(ctx)
    found = _find_maps(root, control, name)
    if form == "json":
        from ..render.json_keys.crosswalk_keys import list_control_keys

        emit_json(list_control_keys(found))
    else:
        emit_document("control-maps", form, found)


def _find_maps(root: Path, control: str, name: str | None) -> ControlMaps:
    sides = crosswalks.list_sides(root, name)
    made = sides.crosswalk
    _, item = catalog_lookup.find_control(root, control)
    letters = [objective.letter for objective in item.objectives]
    return ControlMaps(
        sides,
        item,
        made.of_requirement(item.id) or made.of_criterion(item.id),
        tuple(
            entry
            for entry in (*made.unmapped_targets, *made.unmapped_sources)
            if entry.control == item.id
        ),
        find_open_letters(made, item.id, letters),
        crosswalks.find_overlays(root, made, item.id),
    )


@crosswalk.command()
@_NAME
@format_option("text", "json")
@click.option(
    "--against",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Lay a table (CSV or xlsx) or an OSCAL mapping of somebody else beside it instead.",
)
@click.option(
    "--sheet", metavar="NAME", help="The sheet of a workbook; the first visible one if not given."
)
@click.option(
    "--to",
    "forms",
    type=click.Choice(["xlsx"]),
    multiple=True,
    help="Write what --against found to a file.",
)
@out_option
@mapped_columns
@click.pass_context
def check(
    ctx: click.Context,
    /,
    name: str | None,
    form: str,
    *,
    against: Path | None,
    sheet: str | None,
    forms: tuple[str, ...],
    out: Path,
    given: dict[str, str],
) -> None:
    """Check that ids exist, words are legal, coverage equals letters, nothing is both mapped and
    unmapped, and profile and maps agree.
    """
    if against is not None:
        _compare(
            find_root(ctx), name, against, form, forms=forms, out=out, given=given, sheet=sheet
        )
        return
    if forms or sheet or given:
        raise UsageError("--to, --sheet and --map are of --against FILE")
    findings = crosswalks.check_crosswalks(find_root(ctx), name)
    if form == "json":
        emit_json({"findings": [list_finding_keys(item) for item in findings]})
    else:
        emit_findings(findings)
        emit(summarize_findings(findings) if findings else "no findings")
    if any(item.is_error for item in findings):
        ctx.exit(int(ExitCode.FINDINGS))


def _compare(
    root: Path,
    name: str | None,
    file: Path,
    form: str,
    *,
    forms: tuple[str, ...],
    out: Path,
    given: dict[str, str],
    sheet: str | None,
) -> None:
    found = crosswalk_comparisons.compare_crosswalk(
        root, name, file.name, read_outside(file), given, sheet
    )
    if form == "json":
        from ..render.json_keys.crosswalk_keys import list_comparison_keys

        emit_json(list_comparison_keys(found))
    else:
        emit_document("crosswalk-comparison", form, found, width=WIDTH)
    if forms:
        data = render_document("crosswalk-comparison", "xlsx", found)
        emit_written(root, out, {f"{found.sides.crosswalk.name}-against.xlsx": data})


@crosswalk.command(name="export")
@_NAME
@to_option("crosswalk", required=True)
@out_option
@click.pass_context
def export_(ctx: click.Context, name: str | None, forms: tuple[str, ...], out: Path) -> None:
    """Write the maps, a matrix, what is unmapped and net-new work as a document."""
    outputs = rendering.render(find_root(ctx), "crosswalk", name, forms)
    emit_written(find_root(ctx), out, outputs)


@crosswalk.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--name", required=True, metavar="NAME", help="Name of your crosswalk.")
@click.option("--title", metavar="TEXT", help="Its title.")
@click.option(
    "--version",
    default="1.0",
    show_default=True,
    callback=_require_text,
    help="Version of the table.",
)
@click.option(
    "--date",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="Day of the table; today if not given.",
)
@click.option("--reviewer", default="", metavar="ROLE", help="Who reviewed it.")
@click.option(
    "--method",
    type=click.Choice(["human", "automation", "hybrid"]),
    default="human",
    show_default=True,
    help="How the judgements were made.",
)
@click.option(
    "--sheet", metavar="NAME", help="The sheet of a workbook; the first visible one if not given."
)
@click.option(
    "--like",
    metavar="NAME",
    help="Between the resources of this crosswalk; the one that ships if not given.",
)
@mapped_columns
@click.pass_context
def build(
    ctx: click.Context,
    file: Path,
    name: str,
    title: str | None,
    version: str,
    date: dt.datetime | None,
    reviewer: str,
    method: str,
    sheet: str | None,
    like: str | None,
    given: dict[str, str],
) -> None:
    """Build a team's own table (CSV or xlsx: criterion, requirement, reuse, letters, rationale,
    ...) into an OSCAL mapping-collection.

    Its judgements go before those that ship, pair by pair; the relationship no-relationship takes a
    shipped map away.
    """
    day = date.date() if date else dt.date.today()
    facts = Provenance(
        title=(title or "").strip() or name,
        version=version,
        date=day.isoformat(),
        description=f"Judgements of the organisation, built from {file.name}.",
        method=method,
        # a table that nobody answers for is a draft
        status="complete" if reviewer.strip() else "draft",
        reviewer=reviewer.strip(),
        file=file.name,
    )
    path, number, notes = crosswalks.build_crosswalk(
        find_root(ctx), name, read_outside(file), facts, given, like, sheet
    )
    emit_findings(notes, err=True)
    emit(f"wrote {path}: {number} map{'s' if number != 1 else ''}")
