"""`attestle evidence`: hashes and freshness of the register."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
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
    items = {item.id: item for item in work.system.evidence}
    for key, value in hashes.items():
        registered = items[key].sha256
        note = (
            ""
            if registered and registered.lower() == value
            else "  not registered"
            if not registered
            else "  DIFFERS from the register"
        )
        emit(f"{value}  {items[key].location}{note}")
    emit(f"{len(hashes)} local files of {len(items)} items", err=True)
    if write:
        for path in statuses.write_hashes(root, work, hashes):
            emit(f"wrote {path}", err=True)
    if folder is not None:
        for path in workspace_setup.write_out(
            folder, build_hash_logs({items[key].location: value for key, value in hashes.items()})
        ):
            emit(f"wrote {path}", err=True)


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
    rows = [_describe(item, hashes, day) for item in work.system.evidence]
    if form == "json":
        emit_json({"system": work.system.name, "as_of": day.isoformat(), "evidence": rows})
    else:
        for row in rows:
            state = "current" if row["current"] else "NOT CURRENT"
            emit(
                f"{row['id']:<34} {state:<12} due {row['due'] or '-':<11}"
                f" {row['why'] or row['title']}",
                style=None if row["current"] else "yellow",
            )
        emit(
            f"{sum(bool(row['current']) for row in rows)} of {len(rows)} items are current on {day}"
        )
    if any(row["file"] == "differs" for row in rows):
        ctx.exit(int(ExitCode.VERIFICATION))
    if any(row["file"] == "absent" for row in rows):
        ctx.exit(int(ExitCode.FINDINGS))


def _describe(item: EvidenceItem, hashes: Mapping[str, str], day: dt.date) -> dict[str, object]:
    due, why = find_due_day(item), explain_not_current(item, day)
    return {
        "id": item.id,
        "title": item.title,
        "owner": item.owner or "",
        "due": due.isoformat() if due else None,
        "current": not why,
        "why": why,
        "file": _describe_file(item, hashes),
    }


def _describe_file(item: EvidenceItem, hashes: Mapping[str, str]) -> str:
    if not item.location.startswith("evidence/"):
        return "elsewhere"
    if item.id not in hashes:
        return "absent"
    is_other = item.sha256 and hashes[item.id] != item.sha256.lower()
    return "differs" if is_other else "fine"
