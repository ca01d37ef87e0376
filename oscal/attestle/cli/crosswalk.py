"""`attestle crosswalk`: look at mappings, check them, hand them on, and build a team's own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import click

from ..api import catalog_lookup, crosswalks, gap_reports, workspace_setup
from ..api.sheet_imports import read_outside
from ..crosswalk.export import open_letters
from ..errors import ExitCode
from ..model.crosswalk_maps import Map, Provenance, name_grade
from .options import mapped_columns
from .output import (
    emit,
    emit_findings,
    emit_json,
    find_root,
    finding_dict,
    format_option,
    summarize_findings,
)

_NAME = click.option(
    "--name", metavar="NAME", help="The crosswalk; the one that ships if not given."
)


def _filled(_ctx: click.Context, _param: click.Parameter, value: str) -> str:
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
    made = crosswalks.list_sides(root, name)
    _, item = catalog_lookup.find_control(root, control)
    maps = made.crosswalk.of_requirement(item.id) or made.crosswalk.of_criterion(item.id)
    gaps = [
        entry
        for entry in (*made.crosswalk.unmapped_targets, *made.crosswalk.unmapped_sources)
        if entry.control == item.id
    ]
    known = [objective.letter for objective in item.objectives]
    still = open_letters(made.crosswalk, item.id, known)
    others = crosswalks.find_overlays(root, made.crosswalk, item.id)
    if form == "json":
        emit_json(
            {
                "control": item.label,
                "title": item.title,
                "open_letters": list(still),
                "unmapped_because": gaps[0].reason if gaps else None,
                "scope_dependent": made.crosswalk.scope_dependent.get(item.id, ""),
                "maps": [_dict(made, entry) for entry in maps],
                "elsewhere": [
                    {"crosswalk": where, **_dict(made, entry)} for where, entry in others
                ],
            }
        )
        return
    emit(f"{item.label} {item.title}", style="bold")
    for gap in gaps:
        emit(f"nothing maps: {gap.reason}")
    if not gaps and not maps:
        emit(f"no map in {made.crosswalk.name}")
    for entry in maps:
        for text, style in _lines(made, entry, of_requirement=bool(known)):
            emit(text, style=style)
    if known and maps:
        emit(f"in no map: {', '.join(f'[{letter}]' for letter in still) or 'no objective'}")
    if item.id in made.crosswalk.scope_dependent:
        emit(f"depends on the CUI scope: {made.crosswalk.scope_dependent[item.id]}")
    for where, entry in others:
        for text, style in _lines(made, entry, of_requirement=bool(known), where=where):
            emit(text, style=style)


def _dict(made: crosswalks.CrosswalkSides, entry: Map) -> dict[str, object]:
    target = made.target.by_id.get(entry.requirement)
    return {
        "criterion": entry.criterion,
        "requirement": target.label if target else entry.requirement,
        "relationship": entry.relationship,
        "role": entry.role,
        "reuse": name_grade(entry),
        "letters": list(entry.letters),
        "coverage": entry.coverage,
        "confidence": entry.confidence,
        "rationale": entry.rationale,
        "scope": entry.scope,
        "top_up": list(entry.top_up),
        "cannot": list(entry.cannot),
    }


def _lines(
    made: crosswalks.CrosswalkSides, entry: Map, *, of_requirement: bool, where: str = ""
) -> Iterator[tuple[str, str | None]]:
    other = (
        made.source.by_id.get(entry.criterion)
        if of_requirement
        else made.target.by_id.get(entry.requirement)
    ) or None
    name = (
        f"{other.label} {other.title}"
        if other
        else entry.criterion
        if of_requirement
        else entry.requirement
    )
    letters = "".join(f"[{letter}]" for letter in entry.letters) or "no objective"
    yield "", None
    judged = f"{entry.role}, {entry.reuse}, {letters}" if entry.role else "not graded"
    yield (
        (
            f"{f'[{where}] ' if where else ''}{name}: {judged} ({entry.relationship}, confidence"
            f" {entry.confidence})"
        ),
        "cyan",
    )
    if entry.rationale:
        yield f"  {entry.rationale}", None
    for word, texts in (
        ("only if", (entry.scope,)),
        ("to add", entry.top_up),
        ("cannot carry", entry.cannot),
    ):
        if shown := "; ".join(text for text in texts if text):
            yield f"  {word}: {shown}", None


@crosswalk.command()
@_NAME
@format_option("text", "json")
@click.pass_context
def check(ctx: click.Context, name: str | None, form: str) -> None:
    """Check that ids exist, words are legal, coverage equals letters, nothing is both mapped and
    unmapped, and profile and maps agree.
    """
    found = crosswalks.check_crosswalks(find_root(ctx), name)
    if form == "json":
        emit_json({"findings": [finding_dict(item) for item in found]})
    else:
        emit_findings(found)
        emit(summarize_findings(found) if found else "no findings")
    if any(item.is_error for item in found):
        ctx.exit(int(ExitCode.FINDINGS))


@crosswalk.command(name="export")
@_NAME
@click.option(
    "--to",
    "forms",
    multiple=True,
    required=True,
    type=click.Choice(["csv", "xlsx", "md", "html"]),
    help="May be repeated.",
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("build"),
    show_default=True,
    help="Folder to write to.",
)
@click.pass_context
def export_(ctx: click.Context, name: str | None, forms: tuple[str, ...], out: Path) -> None:
    """Write the maps, a matrix, what is unmapped and net-new work as a document."""
    for path in workspace_setup.write_out(
        out, gap_reports.crosswalk_documents(find_root(ctx), name, forms)
    ):
        emit(f"wrote {path}")


@crosswalk.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--name", required=True, metavar="NAME", help="Name of your crosswalk.")
@click.option("--title", metavar="TEXT", help="Its title.")
@click.option(
    "--version", default="1.0", show_default=True, callback=_filled, help="Version of the table."
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
        (title or "").strip() or name,
        version,
        day.isoformat(),
        f"Judgements of the organisation, built from {file.name}.",
        method,
        "complete" if reviewer.strip() else "draft",
        reviewer.strip(),
        file.name,
    )
    path, number, notes = crosswalks.build_crosswalk(
        find_root(ctx), name, read_outside(file), facts, given, like, sheet
    )
    emit_findings(notes, err=True)
    emit(f"wrote {path}: {number} map{'s' if number != 1 else ''}")
