"""`attestle poam`: the plan of action, kept in files that people edit."""

from __future__ import annotations

import datetime as dt

import click

from ..api import planning
from ..errors import ExitCode
from .output import day_option, emit, emit_json, find_root, format_option

_DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.group()
def poam() -> None:
    """List the plan of action, open items for gaps, close them, move milestones."""


@poam.command(name="list")
@click.argument("system", required=False)
@format_option("text", "json")
@click.option("--all", "everything", is_flag=True, help="With completed items.")
@day_option
@click.pass_context
def list_(ctx: click.Context, system: str | None, form: str, everything: bool, as_of: dt.datetime | None) -> None:
    """List items with kind, owner, what is unmet, the next milestone and the days left."""
    found = planning.listed(find_root(ctx), system, as_of.date() if as_of else None)
    entries = [entry for entry in found.entries if everything or entry.item.status == "ongoing"]
    if form == "json":
        emit_json(
            {
                "system": found.work.system.name,
                "as_of": found.status.as_of.isoformat(),
                "items": [_dict(entry) for entry in entries],
                "without_item": list(found.without),
            }
        )
        return
    for entry in entries:
        item = entry.item
        late = (
            f"OVERDUE by {-entry.days_left} days"
            if entry.overdue
            else f"{entry.days_left} days left"
            if item.status == "ongoing"
            else f"complete {item.completed}"
        )
        emit(f"{item.slug:<34} {item.kind:<12} {item.scheduled_completion}  {late}", style="red" if entry.overdue else "bold")
        emit(f"    {item.title} ({item.owner})")
        emit(
            f"    objectives {', '.join(item.objectives)}; unmet: {', '.join(entry.unmet) or 'none'}{f'; 180 days end on {entry.limit}' if entry.limit else ''}"
        )
        step = next((step for step in item.milestones if step.completed is None), None)
        if step and item.status == "ongoing":
            emit(f"    next: {step.title} by {step.date}{f' (moved {len(step.changes)} times)' if step.changes else ''}")
    emit(f"{len(entries)} items" if entries else "no items")
    if found.without:
        emit(f"not met and without an item: {', '.join(found.without)}; open them with: attestle poam sync", style="yellow")


def _dict(entry: planning.Entry) -> dict[str, object]:
    item = entry.item
    return {
        "id": item.slug, "uuid": item.uuid, "title": item.title, "kind": item.kind, "status": item.status, "owner": item.owner, "objectives": list(item.objectives),
        "unmet": list(entry.unmet), "systems_affected": list(item.systems_affected), "identified": item.identified.isoformat(),
        "scheduled_completion": item.scheduled_completion.isoformat(), "days_left": entry.days_left, "overdue": entry.overdue,
        "limit": entry.limit.isoformat() if entry.limit else None, "completed": item.completed.isoformat() if item.completed else None,
        "milestones": [
            {"title": step.title, "date": step.date.isoformat(), "completed": step.completed.isoformat() if step.completed else None,
             "changes": [{"date": change.date.isoformat(), "was": change.was.isoformat(), "why": change.why} for change in step.changes]}
            for step in item.milestones
        ],
    }  # fmt: skip


@poam.command()
@click.argument("system", required=False)
@click.option("--check", is_flag=True, help="Write nothing; exit 3 if items would be opened.")
@day_option
@click.pass_context
def sync(ctx: click.Context, system: str | None, check: bool, as_of: dt.datetime | None) -> None:
    """Open an item for every unmet requirement that has none. What people wrote is never touched.

    The kind is poam where engagement.yaml has a conditional-status date and 32 CFR 170.21 lets the requirement stay open; otherwise remediation.
    """
    paths = planning.sync(find_root(ctx), system, as_of.date() if as_of else None, write=not check)
    for path in paths:
        emit(f"{'would write' if check else 'wrote'} {path}")
    if not paths:
        emit("nothing to open: every unmet requirement has an item")
    if check and paths:
        ctx.exit(int(ExitCode.WOULD_CHANGE))


@poam.command()
@click.argument("system")
@click.argument("item")
@click.option("--evidence", multiple=True, metavar="ID", help="An item of evidence.yaml that shows the completion; may be repeated.")
@click.option("--on", type=_DAY, metavar="DATE", help="Day of the completion; today if not given.")
@click.option("--milestones", is_flag=True, help="Complete the open milestones on the same day.")
@click.pass_context
def close(ctx: click.Context, system: str, item: str, evidence: tuple[str, ...], on: dt.datetime | None, milestones: bool) -> None:
    """Mark ITEM complete. Refused while its evidence is not current or its objectives are not met."""
    for path in planning.close(find_root(ctx), system, item, evidence, on.date() if on else None, milestones=milestones):
        emit(f"wrote {path}")
    emit(f"{item} is complete")


@poam.command()
@click.argument("system")
@click.argument("item")
@click.argument("milestone")
@click.argument("date", type=_DAY)
@click.option("--why", required=True, metavar="TEXT", help="Why the date moves; it stays in the item.")
@click.pass_context
def move(ctx: click.Context, system: str, item: str, milestone: str, date: dt.datetime, why: str) -> None:
    """Give MILESTONE (its number or title) of ITEM another DATE; the earlier date stays in its history."""
    paths = planning.move(find_root(ctx), system, item, milestone, date.date(), why)
    for path in paths:
        emit(f"wrote {path}")
    if not paths:
        emit("nothing to change: it has that date")
