"""`attestle ssp`: markdown from the profile, OSCAL from the markdown."""

from __future__ import annotations

import click

from ..api import assembling
from ..errors import ExitCode
from .output import emit, find_root


@click.group()
def ssp() -> None:
    """Write or refresh the markdown, assemble it to OSCAL."""


@ssp.command(short_help="Markdown to OSCAL.")
@click.argument("system", required=False)
@click.option("--check", is_flag=True, help="Write nothing; exit 3 if a document would change.")
@click.pass_context
def assemble(ctx: click.Context, system: str | None, check: bool) -> None:
    """Make the four OSCAL documents of SYSTEM from its markdown: plan, plan of action, assessment plan and results."""
    change = assembling.assemble(find_root(ctx), system, check=check)
    for path in change.changed:
        done = ("would remove", "removed") if path in change.removed else ("would change", "wrote")
        emit(f"{done[0] if check else done[1]} {path}")
    if not change.documents:
        emit("nothing to assemble yet: no requirement is answered")
    elif not change.changed and not ctx.obj["quiet"]:
        emit("nothing to change: the documents are what the markdown makes")
    if ctx.obj["verbose"]:
        for pointer in change.kept:
            emit(f"kept, written by others: {pointer}")
    if check and change.changed:
        ctx.exit(int(ExitCode.WOULD_CHANGE))


@ssp.command(short_help="Write or refresh the markdown from the profile.")
@click.argument("system", required=False)
@click.option("--check", is_flag=True, help="Write nothing; exit 3 if a file would change.")
@click.pass_context
def generate(ctx: click.Context, system: str | None, check: bool) -> None:
    """Write missing requirement files and sections of SYSTEM and refresh what the catalog says in the others."""
    changed = assembling.generate(find_root(ctx), system, check=check)
    for path in changed:
        emit(f"{'would write' if check else 'wrote'} {path}")
    if not changed and not ctx.obj["quiet"]:
        emit("nothing to change")
    if check and changed:
        ctx.exit(int(ExitCode.WOULD_CHANGE))
