"""`attestle remove`: a thing that nothing names any more."""

from __future__ import annotations

import click

from ..api import thing_removals
from ..api.control_sets import remove_control_set
from ..store import systems
from .output import emit, find_root
from .rename import emit_change

# Kind -> what the command says of itself
_KINDS = {
    "component": "Its file; sections of answers about it are retired.",
    "role": "Its entry in people.yaml.",
    "provider": "Its file and its matrix.",
    "evidence": "Its entry in the register; the artifact itself stays.",
    "poam": "The item of the plan of action.",
}


@click.group()
def remove() -> None:
    """Take a thing out. Refused while a file names it, with the list of places."""


def _make_command(kind: str) -> click.Command:
    @click.command(name=kind, short_help=_KINDS[kind])
    @click.argument("identity", metavar="ID")
    @click.option("--system", metavar="SYSTEM", help="The system, where there are several.")
    @click.pass_context
    def command(ctx: click.Context, identity: str, system: str | None) -> None:
        emit_change(thing_removals.remove_thing(find_root(ctx), kind, system, identity))

    command.help = f"Take ID out. {_KINDS[kind]}"
    return command


for _kind in _KINDS:
    remove.add_command(_make_command(_kind))


@remove.command(short_help="A row of the inventory.")
@click.argument("identity", metavar="ID")
@click.option("--system", metavar="SYSTEM", help="The system, where there are several.")
@click.pass_context
def asset(ctx: click.Context, identity: str, system: str | None) -> None:
    """Take the asset ID out of the inventory."""
    emit_change(thing_removals.remove_asset(find_root(ctx), system, identity))


@remove.command(short_help="A set of SOC 2 controls.")
@click.argument("name")
@click.option("--replace", is_flag=True, help="Even if files of a system name its controls.")
@click.pass_context
def controls(ctx: click.Context, name: str, *, replace: bool) -> None:
    """Take the set of controls NAME out: component-definitions/NAME. What others have in the same
    document stays.
    """
    done = remove_control_set(find_root(ctx), name, replace=replace)
    for path in done.written:
        emit(f"{'wrote' if done.kept else 'removed'} {path}")
    for item in done.citations:
        emit(f"still named: {item.control} in {item.path}:{item.line}", err=True)
    stays = f"; {done.kept} components of others stay" if done.kept else ""
    number = len(done.removed)
    emit(f"{number} control{'s are' if number != 1 else ' is'} out{stays}")


@remove.command(short_help="A system with all of its files and documents.")
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_context
def system(ctx: click.Context, name: str, *, yes: bool) -> None:
    """Take the system NAME out: everything under ssp/NAME, and its four documents."""
    root = find_root(ctx)
    # a question about a system that there is not would be answered in vain
    name = systems.choose_system(root, name)
    if not yes:
        click.confirm(f"Remove everything under ssp/{name} and its documents?", abort=True)
    emit_change(thing_removals.remove_system(root, name), brief=True)
    emit(f"ssp/{name} is gone; git may still have it")
