"""`attestle rename`: a thing under another name, and everything that names it."""

from __future__ import annotations

import click

from ..api import thing_renames
from ..api.thing_renames import ThingRename
from .output import emit, emit_next, find_root

# Kind -> what the command says of itself
_KINDS = {
    "component": "Its file, sections of answers, inventory, connections, items and links.",
    "role": "Owners, approvals, families and users.",
    "provider": "Its file and matrix, answers, components, connections and links.",
}


@click.group()
def rename() -> None:
    """Give a component, role, provider or system another name, wherever files name it.

    All places or none. Comments and layout stay; documents follow with the next assembly.
    """


def _make_command(kind: str) -> click.Command:
    @click.command(name=kind, short_help=_KINDS[kind])
    @click.argument("old")
    @click.argument("new")
    @click.option("--system", metavar="SYSTEM", help="The system, where there are several.")
    @click.pass_context
    def command(ctx: click.Context, old: str, new: str, system: str | None) -> None:
        emit_change(thing_renames.rename_thing(find_root(ctx), kind, system, old, new))
        if not ctx.obj["quiet"]:
            emit_next(ctx, "attestle ssp assemble")

    command.help = f"Call OLD by the name NEW. {_KINDS[kind]}"
    return command


for _kind in _KINDS:
    rename.add_command(_make_command(_kind))


@rename.command(name="system", short_help="Its folder and its four documents.")
@click.argument("old")
@click.argument("new")
@click.pass_context
def rename_system(ctx: click.Context, old: str, new: str) -> None:
    """Call the system OLD by the name NEW: its folder, its documents, and the paths to them.

    The id and the title in system.md stay: others may know it by these.
    """
    emit_change(thing_renames.rename_system(find_root(ctx), old, new), brief=True)
    if not ctx.obj["quiet"]:
        emit_next(ctx, f"attestle ssp assemble {new}")


def emit_change(done: ThingRename, *, brief: bool = False) -> None:
    """The files of a change; many of a kind as a number."""
    for path in done.written if not brief else ():
        emit(f"{'removed' if path in done.removed else 'wrote'} {path}")
    for words in done.words:
        emit(words)
    kept = len(done.written) - len(done.removed)
    emit(f"{kept} file{'s' if kept != 1 else ''} written, {len(done.removed)} removed")
