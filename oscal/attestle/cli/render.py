"""`attestle render`: documents for people."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from ..api import rendering, workspace_setup
from ..errors import ExitCode, UsageError
from .output import day_option, emit, emit_left_out_errors, find_root

DEFAULT_KIND = "ssp"


@click.command()
@click.argument("words", nargs=-1, metavar="[KIND] [SYSTEM]")
@click.option(
    "--what",
    type=click.Choice(list(rendering.SUBJECTS)),
    help=f"Which document, where no KIND is given.  [default: {DEFAULT_KIND}]",
)
@click.option(
    "--to",
    "forms",
    metavar="FORM",
    multiple=True,
    help="docx, md, xlsx, html or csv, as the document has them; may be repeated. The first one of"
    " the document if not given.",
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("build"),
    show_default=True,
    help="Folder to write to.",
)
@click.option(
    "--final",
    is_flag=True,
    help="Refuse, with the list, while anything keeps the plan from being final.",
)
@day_option
@click.pass_context
def render(
    ctx: click.Context,
    words: tuple[str, ...],
    what: str | None,
    forms: tuple[str, ...],
    out: Path,
    final: bool,
    as_of: dt.datetime | None,
) -> None:
    """Render a document of SYSTEM, or of a crosswalk with its name in place of a system:
    ssp (docx, md, html), poam (docx, xlsx, md), crm (xlsx, docx, md), evidence (xlsx, md), gap
    (xlsx, html, md, docx), status (md, docx), crosswalk (csv, xlsx, md, docx, html).

    The first word is a KIND if it is one, else a SYSTEM.
    """
    kind, name = _read_words(words, what)
    day = as_of.date() if as_of else None
    rendered = rendering.render_files(
        find_root(ctx), kind, name, forms, as_of=day, final=final, out=out
    )
    for path in workspace_setup.write_out(out, dict(rendered.files)):
        emit(f"wrote {path}")
    if emit_left_out_errors(rendered.errors, "the draft leaves"):
        ctx.exit(int(ExitCode.FINDINGS))


def _read_words(words: tuple[str, ...], what: str | None) -> tuple[str, str | None]:
    """Kind of the document and name of the system."""
    kind, rest = what or DEFAULT_KIND, words
    if what is None and words and words[0] in rendering.SUBJECTS:
        kind, *rest_words = words
        rest = tuple(rest_words)
    if len(rest) > 1:
        raise UsageError(f'"{rest[1]}" is one word too many; write: attestle render KIND SYSTEM')
    return kind, rest[0] if rest else None
