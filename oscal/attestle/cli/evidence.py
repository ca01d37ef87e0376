"""`attestle evidence`: hashes and freshness of the register."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from ..api import statuses, workspace_setup
from ..api.sound_systems import today
from ..assess.freshness import explain_not_current, find_due_day
from ..errors import ExitCode
from ..handover.hash_logs import build_hash_logs
from ..model.system import EvidenceItem
from .output import day_option, emit, emit_json, find_root, format_option


@click.group()
def evidence() -> None:
    """Hashes and freshness of evidence."""


@evidence.command(name="hash")
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
    items = work.system.evidence_by_id
    for key, value in hashes.items():
        emit(f"{value}  {items[key].location}{_compare_hash(items[key], value)}")
    emit(f"{len(hashes)} local files of {len(items)} items", err=True)
    if write:
        for path in statuses.write_hashes(root, work, hashes):
            emit(f"wrote {path}", err=True)
    if folder is not None:
        logs = build_hash_logs({items[key].location: value for key, value in hashes.items()})
        for path in workspace_setup.write_out(folder, logs):
            emit(f"wrote {path}", err=True)


def _compare_hash(item: EvidenceItem, value: str) -> str:
    if not item.sha256:
        return "  not registered"
    return "" if item.sha256.lower() == value else "  DIFFERS from the register"


@evidence.command()
@click.argument("system", required=False)
@format_option("text", "json")
@day_option
@click.pass_context
def check(ctx: click.Context, system: str | None, form: str, as_of: dt.datetime | None) -> None:
    """Say which items are current, which are not and why.

    Exit 5 if a file does not have its registered hash.
    """
    day = as_of.date() if as_of else today()
    work, hashes = statuses.hash_evidence(find_root(ctx), system)
    rows = [_judge_item(item, hashes.get(item.id), day) for item in work.system.evidence]
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


def _judge_item(item: EvidenceItem, value: str | None, day: dt.date) -> dict[str, object]:
    """The keys of `evidence check --format json` for an item; `value` is the hash of its file."""
    due = find_due_day(item)
    reason = explain_not_current(item, day)
    return {
        "id": item.id,
        "title": item.title,
        "owner": item.owner or "",
        "due": due.isoformat() if due else None,
        "current": not reason,
        "why": reason,
        "file": _judge_file(item, value),
    }


def _judge_file(item: EvidenceItem, value: str | None) -> str:
    if not item.location.startswith("evidence/"):
        return "elsewhere"
    if value is None:
        return "absent"
    return "differs" if item.sha256 and item.sha256.lower() != value.lower() else "fine"


def _emit_rows(rows: list[dict[str, object]], day: dt.date) -> None:
    for row in rows:
        state = "current" if row["current"] else "NOT CURRENT"
        emit(
            f"{row['id']:<34} {state:<12} due {row['due'] or '-':<11} {row['why'] or row['title']}",
            style=None if row["current"] else "yellow",
        )
    current = sum(bool(row["current"]) for row in rows)
    emit(f"{current} of {len(rows)} items are current on {day}")
