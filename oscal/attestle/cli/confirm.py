"""`attestle confirm`: answers that a sheet gave for whole requirements, after somebody looked."""

from __future__ import annotations

import click

from ..api import confirmations
from ..errors import UsageError
from .output import emit, find_root


@click.command()
@click.argument("system", required=False)
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option("--all", "everything", is_flag=True, help="Every such answer; demands --by.")
@click.option("--by", default="", metavar="ROLE", help="The role that looked; kept in the note.")
@click.pass_context
def confirm(
    ctx: click.Context, system: str | None, ids: tuple[str, ...], everything: bool, by: str
) -> None:
    """Take away the note of answers that rest on a row for a whole requirement (SSP035), once
    somebody looked at the objectives.

    ID is a requirement or an objective. Without one it lists what is left to look at.
    """
    root = find_root(ctx)
    if system is not None and not confirmations.is_system(root, system):
        # the one system may be left out
        ids, system = (system, *ids), None
    if everything and not by:
        raise UsageError("--all needs --by ROLE: who looked at all of them")
    if everything and ids:
        raise UsageError("give ids or --all, not both")
    if not ids and not everything:
        found = confirmations.list_unconfirmed(root, system)
        for item in found:
            emit(f"{item.objective.label:<12} {item.state:<16} {item.note}")
        emit(
            f"{len(found)} objectives are left to look at"
            if found
            else "nothing is left to confirm"
        )
        return
    done = confirmations.confirm_answers(root, system, ids, by)
    for path in done.written:
        emit(f"wrote {path}")
    emit(
        f"{len(done.answers)} objectives confirmed" if done.answers else "nothing to confirm there"
    )
