"""`attestle poam`: the plan of action, kept in files that people edit."""

from __future__ import annotations

import datetime as dt
import textwrap

import click

from ..api import poam_items
from ..api.poam_items import PoamList
from ..assess.poam_entries import PoamEntry
from ..authoring.poam_files import COMPLETION
from ..errors import ExitCode, UsageError
from ..model.milestones import Milestone, PoamItem
from ..render.forms.text import WIDTH
from ..store.systems import list_systems
from .all_systems import PerSystem
from .output import day_option, emit, emit_json, find_root, format_option
from .system_first import SystemFirst
from .terminal import find_width

# Indents what belongs to the item above
_PAD = "    "
_DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.group()
def poam() -> None:
    """List the plan of action, open items for gaps, close them, move milestones."""


@poam.command(name="list", cls=PerSystem, short="--all-systems")
@click.argument("system", required=False)
@format_option("text", "json")
@click.option("--all", "everything", is_flag=True, help="With completed items.")
@day_option
@click.pass_context
def list_(
    ctx: click.Context, system: str | None, form: str, everything: bool, as_of: dt.datetime | None
) -> None:
    """List items with kind, owner, what is unmet, the next milestone and the days left."""
    plan = poam_items.list_items(find_root(ctx), system, as_of.date() if as_of else None)
    entries = [entry for entry in plan.entries if everything or entry.item.status == "ongoing"]
    if form == "json":
        emit_json(_describe_plan(plan, entries))
        return
    for entry in entries:
        _emit_entry(entry)
    emit(f"{len(entries)} item{'s' if len(entries) != 1 else ''}" if entries else "no items")
    _emit_unplanned(plan)


def _emit_unplanned(plan: PoamList) -> None:
    """What is open and in no item."""
    if plan.without:
        _emit_wrapped(
            f"not met and without an item: {', '.join(plan.without)}; open them with: attestle"
            " poam sync",
            style="yellow",
        )
    if plan.unnamed:
        _emit_wrapped(
            f"not met, and not named by the item of their requirement: {', '.join(plan.unnamed)};"
            " add them to its objectives",
            style="yellow",
        )


def _emit_entry(entry: PoamEntry) -> None:
    item = entry.item
    emit(
        f"{item.slug:<34} {item.kind:<12} {item.scheduled_completion}  {_describe_days(entry)}",
        style="red" if entry.overdue else "bold",
    )
    _emit_wrapped(f"{item.title} ({item.owner})", _PAD)
    clock = f"; 180 days end on {entry.limit}" if entry.limit else ""
    _emit_wrapped(
        f"objectives {', '.join(item.objectives)}; unmet:"
        f" {', '.join(entry.unmet) or 'none'}{clock}",
        _PAD,
    )
    if item.status == "ongoing":
        _emit_next_milestone(item)


def _describe_days(entry: PoamEntry) -> str:
    """How long there still is, or how long ago it was due."""
    if entry.item.status != "ongoing":
        return f"complete {entry.item.completed}"
    days = abs(entry.days_left)
    number = f"{days} day{'s' if days != 1 else ''}"
    return f"OVERDUE by {number}" if entry.overdue else f"{number} left"


def _emit_next_milestone(item: PoamItem) -> None:
    step = next((step for step in item.milestones if step.completed is None), None)
    if step is None:
        return
    words = {0: "", 1: " (moved once)"}
    moved = words.get(len(step.changes), f" (moved {len(step.changes)} times)")
    _emit_wrapped(f"next: {step.title} by {step.date}{moved}", _PAD)


def _emit_wrapped(text: str, pad: str = "", style: str | None = None) -> None:
    for line in textwrap.wrap(
        text,
        find_width() or WIDTH,
        initial_indent=pad,
        subsequent_indent=f"{pad}  ",
        break_long_words=False,
        break_on_hyphens=False,
    ):
        emit(line, style=style)


def _describe_plan(plan: PoamList, entries: list[PoamEntry]) -> dict[str, object]:
    """The keys of `poam list --format json`."""
    return {
        "system": plan.work.system.name,
        "as_of": plan.status.as_of.isoformat(),
        "items": [_describe_entry(entry) for entry in entries],
        "without_item": list(plan.without),
        "objectives_without_item": list(plan.unnamed),
    }


def _describe_entry(entry: PoamEntry) -> dict[str, object]:
    item = entry.item
    return {
        "id": item.slug,
        "uuid": item.uuid,
        "title": item.title,
        "kind": item.kind,
        "status": item.status,
        "owner": item.owner,
        "objectives": list(item.objectives),
        "unmet": list(entry.unmet),
        "systems_affected": list(item.systems_affected),
        "identified": item.identified.isoformat(),
        "scheduled_completion": item.scheduled_completion.isoformat(),
        "days_left": entry.days_left,
        "overdue": entry.overdue,
        "limit": entry.limit.isoformat() if entry.limit else None,
        "completed": item.completed.isoformat() if item.completed else None,
        "milestones": [_describe_milestone(step) for step in item.milestones],
    }


def _describe_milestone(step: Milestone) -> dict[str, object]:
    return {
        "title": step.title,
        "date": step.date.isoformat(),
        "completed": step.completed.isoformat() if step.completed else None,
        "changes": [
            {"date": change.date.isoformat(), "was": change.was.isoformat(), "why": change.why}
            for change in step.changes
        ],
    }


@poam.command(cls=PerSystem)
@click.argument("system", required=False)
@click.option("--check", is_flag=True, help="Write nothing; exit 3 if items would be opened.")
@day_option
@click.pass_context
def sync(ctx: click.Context, system: str | None, check: bool, as_of: dt.datetime | None) -> None:
    """Open an item for every unmet requirement that has none. What people wrote is never touched.

    The kind is poam where engagement.yaml has a conditional-status date and 32 CFR 170.21 lets the
    requirement stay open; otherwise remediation.
    """
    synced = poam_items.sync_items(
        find_root(ctx), system, as_of.date() if as_of else None, write=not check
    )
    for path in synced.opened:
        emit(f"{'would write' if check else 'wrote'} {path}")
    for labels, path in synced.to_extend:
        emit(f"in no item: {', '.join(labels)}; add to the objectives of {path}", style="yellow")
    if not synced.opened:
        emit("nothing to open: every unmet requirement has an item")
    if check and synced.opened:
        ctx.exit(int(ExitCode.WOULD_CHANGE))


@poam.command(cls=SystemFirst)
@click.argument("system", metavar="[SYSTEM]")
@click.argument("item")
@click.option(
    "--evidence",
    multiple=True,
    metavar="ID",
    help="An item of evidence.yaml that shows the completion; may be repeated.",
)
@click.option("--on", type=_DAY, metavar="DATE", help="Day of the completion; today if not given.")
@click.option("--milestones", is_flag=True, help="Complete the open milestones on the same day.")
@click.pass_context
def close(
    ctx: click.Context,
    system: str,
    item: str,
    evidence: tuple[str, ...],
    on: dt.datetime | None,
    milestones: bool,
) -> None:
    """Mark ITEM complete: a slug, its beginning, or the requirement that it is about.

    Refused while its evidence is not current or its objectives are not met.
    """
    for path in poam_items.close_item(
        find_root(ctx), system, item, evidence, on.date() if on else None, milestones=milestones
    ):
        emit(f"wrote {path}")
    emit(f"{item} is complete")


@poam.command()
@click.argument("words", nargs=-1, required=True, metavar="[SYSTEM] ITEM [MILESTONE] DATE")
@click.option(
    "--why", required=True, metavar="TEXT", help="Why the date moves; it stays in the item."
)
@click.pass_context
def move(ctx: click.Context, words: tuple[str, ...], why: str) -> None:
    """Give MILESTONE (its number or title) of ITEM another DATE (YYYY-MM-DD), or ITEM itself where
    no milestone is named, or scheduled-completion; the earlier date stays.
    """
    root = find_root(ctx)
    system, item, milestone, day = _sort_words(words, list_systems(root))
    date = _DAY.convert(day, None, ctx)
    paths = poam_items.move_milestone(root, system, item, milestone, date.date(), why)
    for path in paths:
        emit(f"wrote {path}")
    if not paths:
        emit("nothing to change: it has that date")


def _sort_words(words: tuple[str, ...], known: tuple[str, ...]) -> tuple[str | None, str, str, str]:
    """System, item, milestone and day; of three words the first is a system if one is called so."""
    match words:
        case (system, item, milestone, day):
            return system, item, milestone, day
        case (system, item, day) if system in known:
            return system, item, COMPLETION, day
        case (item, milestone, day):
            return None, item, milestone, day
        case (item, day):
            return None, item, COMPLETION, day
    raise UsageError("give an item and a day: attestle poam move ITEM [MILESTONE] DATE --why TEXT")
