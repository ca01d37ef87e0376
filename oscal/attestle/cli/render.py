"""`attestle render`: documents for people."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from ..api import rendering, workspace_setup
from .output import day_option, emit, find_root


@click.command()
@click.argument("system", required=False)
@click.option(
    "--what", type=click.Choice(["ssp"]), default="ssp", show_default=True, help="Which document."
)
@click.option(
    "--to",
    "forms",
    type=click.Choice(["docx", "md"]),
    multiple=True,
    default=("docx",),
    show_default=True,
    help="May be repeated.",
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("build"),
    show_default=True,
    help="Folder to write to.",
)
@day_option
@click.pass_context
def render(
    ctx: click.Context,
    system: str | None,
    what: str,
    forms: tuple[str, ...],
    out: Path,
    as_of: dt.datetime | None,
) -> None:
    """Render the System Security Plan of SYSTEM to Word or markdown."""
    outputs = rendering.render_ssp(find_root(ctx), system, forms, as_of.date() if as_of else None)
    for path in workspace_setup.write_out(out, outputs):
        emit(f"wrote {path}")
