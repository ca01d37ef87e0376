"""`attestle init DIR`."""

from __future__ import annotations

from pathlib import Path

import click

from ..api import making
from .output import emit


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), metavar="DIR")
@click.option("--example", is_flag=True, help="With the example system, to look at and try things on.")
@click.pass_context
def init(ctx: click.Context, folder: Path, example: bool) -> None:
    """Make a workspace in DIR: the catalogs and profiles, ready for git."""
    written = making.init(folder, example=example)
    emit(f"made a workspace in {folder}: {len(written)} files")
    if ctx.obj["quiet"]:
        return
    emit("next:")
    emit(f"  cd {folder} && git init")
    emit("  attestle status" if example else "  attestle new system NAME")
