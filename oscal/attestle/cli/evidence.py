"""`attestle evidence`: hashes and freshness of the register."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from ..api import statuses, workspace_setup
from ..api.clock import today
from ..assess.freshness import (
    explain_not_current,
    find_due_day,
    list_missing_places,
    list_wrong_hashes,
)
from ..errors import ExitCode
from ..handover.hash_logs import build_hash_logs
from ..model.evidence import EvidenceItem
from .all_systems import PerSystem
from .output import day_option, emit, emit_json, find_root, format_option


@click.group()
def evidence() -> None:
    """Hashes and freshness of evidence."""


@evidence.command(name="hash", cls=PerSystem, single=("folder",))
@click.argument("system", required=False)
@click.option("--write", is_flag=True, help="Write the hashes into evidence.yaml.")
@click.option(
    "--log",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Also write the artifact log and its hash log there.",
)
@click.pass_context
def hash_(ctx: click.Context, system: str | None, write: bool, folder: Path | None) -> None:
    """SHA-256 of every local file of the register."""
    root = find_root(ctx)
    work, hashes = statuses.hash_evidence(root, system)
    registered = {
        (item.id, place.location): place.sha256
        for item in work.system.evidence
        for place in item.places
    }
    for key, value in hashes.items():
        emit(f"{value}  {key[1]}{_compare_hash(registered[key], value)}")
    emit(f"{len(hashes)} local files of {len(work.system.evidence)} items", err=True)
    if write:
        for path in statuses.write_hashes(root, work, hashes):
            emit(f"wrote {path}", err=True)
    if folder is not None:
        logs = build_hash_logs({location: value for (_, location), value in hashes.items()})
        for path in workspace_setup.write_out(folder, logs):
            emit(f"wrote {path}", err=True)


def _compare_hash(registered: str | None, value: str) -> str:
    if not registered:
        return "  not registered"
    return "" if registered.lower() == value else "  DIFFERS from the register"


@evidence.command(cls=PerSystem)
@click.argument("system", required=False)
@format_option("text", "json")
@day_option
@click.pass_context
def check(ctx: click.Context, system: str | None, form: str, as_of: dt.datetime | None) -> None:
    """Say which items are current, which are not and why.

    Exit 5 if a file does not have its registered hash.
    """
    day = as_of.date() if as_of else today()
    work, _ = statuses.hash_evidence(find_root(ctx), system)
    rows = [_judge_item(item, day) for item in work.system.evidence]
    if form == "json":
        emit_json({"system": work.system.name, "as_of": day.isoformat(), "evidence": rows})
    else:
        _emit_rows(rows, day)
    kinds = {row["file"] for row in rows}
    # a file that is not what was registered outweighs one that is not there
    if "differs" in kinds:
        ctx.exit(int(ExitCode.VERIFICATION))
    if "absent" in kinds:
        ctx.exit(int(ExitCode.FINDINGS))


def _judge_item(item: EvidenceItem, day: dt.date) -> dict[str, object]:
    """The keys of `evidence check --format json` for an item."""
    due = find_due_day(item)
    reason = explain_not_current(item, day)
    return {
        "id": item.id,
        "title": item.title,
        "owner": item.owner or "",
        "kind": item.kind or None,
        "due": due.isoformat() if due else None,
        "current": not reason,
        "why": reason,
        "file": _judge_files(item),
    }


def _judge_files(item: EvidenceItem) -> str:
    if not item.found:
        return "elsewhere"
    if list_missing_places(item):
        return "absent"
    return "differs" if any(list_wrong_hashes(item)) else "fine"


def _emit_rows(rows: list[dict[str, object]], day: dt.date) -> None:
    for row in rows:
        state = "current" if row["current"] else "NOT CURRENT"
        emit(
            f"{row['id']:<34} {state:<12} due {row['due'] or '-':<11} {row['why'] or row['title']}",
            style=None if row["current"] else "yellow",
        )
    current = sum(bool(row["current"]) for row in rows)
    emit(f"{current} of {len(rows)} items are current on {day}")
