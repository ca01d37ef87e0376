"""`attestle render`: documents for people."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from ..api import rendering
from ..errors import ExitCode, UsageError
from ..model.shown_words import TextsChoice
from ..render.registry import BINDER, BINDER_FORMS, SITE, list_forms
from .all_systems import PerSystem
from .binders import write_binder
from .documents import emit_written
from .options import out_option, to_option, write_forms
from .output import day_option, emit_left_out_errors, find_root
from .sites import write_site

DEFAULT_KIND = "ssp"
_KINDS = (*rendering.SUBJECTS, BINDER, SITE)


def _write_help() -> str:
    """Every kind with its forms, as the registry has them."""
    kinds = ", ".join(f"{kind} ({', '.join(list_forms(kind))})" for kind in rendering.SUBJECTS)
    return (
        "Render a document of SYSTEM, or of a crosswalk with its name in place of a system:"
        f" {kinds}.\n\n{BINDER} is the binder: every one of them in {write_forms(BINDER_FORMS)}, as"
        f" far as it comes in them, and a page that lists them. {SITE} are pages to read in a"
        " browser,"
        " with a search; --out names a folder that is empty or an earlier site, none that hosts"
        " publish.\n\nThe first word is a KIND if it is"
        " one, else a SYSTEM."
    )


class RenderCommand(PerSystem):
    """A document of every system; a crosswalk is of none."""

    def refuse_beside_all(self, ctx: click.Context) -> None:
        kind, name = _read_words(ctx.params["words"], ctx.params["what"])
        if name:
            raise UsageError(f'"{name}" and --all: name one system, or ask for all of them')
        if kind == "crosswalk":
            raise UsageError("a crosswalk is of no system: render it without --all")
        super().refuse_beside_all(ctx)


@click.command(cls=RenderCommand, help=_write_help())
@click.argument("words", nargs=-1, metavar="[KIND] [SYSTEM]")
@click.option(
    "--what",
    type=click.Choice(_KINDS),
    help=f"Which document, where no KIND is given.  [default: {DEFAULT_KIND}]",
)
@to_option(*rendering.SUBJECTS, words="The first one of the document if not given.")
@out_option
@click.option(
    "--final",
    is_flag=True,
    help="Refuse, with the list, while anything keeps the plan from being final.",
)
@click.option(
    "--texts",
    type=click.Choice([str(choice) for choice in TextsChoice]),
    help=(
        "Whose words of requirements are printed: attestle's summaries, the publisher's where"
        " attestle catalog text laid them down, or these with ours in short.  [default: as"
        " attestle.toml says, else both; words that may not be copied only where this is given]"
    ),
)
@click.option(
    "--here",
    is_flag=True,
    help=f"Write a {SITE} also into a folder that hosts publish, or of a public repository.",
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
    texts: str | None,
    here: bool,
    as_of: dt.datetime | None,
) -> None:
    kind, name = _read_words(words, what)
    day = as_of.date() if as_of else None
    root, chosen = find_root(ctx), TextsChoice(texts) if texts else None
    if kind == BINDER:
        code = write_binder(root, name, forms, as_of=day, final=final, out=out, texts=chosen)
        ctx.exit(int(code))
    if kind == SITE:
        code = write_site(
            root, name, forms, as_of=day, final=final, out=out, texts=chosen, is_here=here
        )
        ctx.exit(int(code))
    if here:
        raise UsageError(f"--here is for a site; write: attestle render {SITE} --out DIR --here")
    rendered = rendering.render_files(
        root, kind, name, forms, as_of=day, final=final, out=out, texts=chosen
    )
    emit_written(root, out, dict(rendered.files))
    if emit_left_out_errors(rendered.errors, "the draft leaves"):
        ctx.exit(int(ExitCode.FINDINGS))


def _read_words(words: tuple[str, ...], what: str | None) -> tuple[str, str | None]:
    """Kind of the document and name of the system."""
    kind, rest = what or DEFAULT_KIND, words
    if what is None and words and words[0] in _KINDS:
        kind, *rest_words = words
        rest = tuple(rest_words)
    if len(rest) > 1:
        raise UsageError(f'"{rest[1]}" is one word too many; write: attestle render KIND SYSTEM')
    return kind, rest[0] if rest else None
