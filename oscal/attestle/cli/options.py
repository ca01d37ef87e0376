"""Options that several commands share and that need more than a line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click
from click.core import ParameterSource

from ..api import report_words
from ..errors import UsageError
from ..render.registry import check_forms, list_forms

F = TypeVar("F", bound=Callable[..., Any])


def _split_pairs(
    _ctx: click.Context, _param: click.Parameter, values: tuple[str, ...]
) -> dict[str, str]:
    headings = {}
    for value in values:
        field, sign, heading = value.partition("=")
        if not sign or not field.strip() or not heading.strip():
            raise click.BadParameter(f'"{value}" is not FIELD=HEADING')
        headings[field.strip().lower()] = heading.strip()
    return headings


def report_purpose(function: F) -> F:
    """`--for summary|comment`, as the argument `purpose`, and `--settings-from REV`.

    By them a report of a pull request has the words of its authors, or does without.
    """
    asked = click.option(
        "--for",
        "purpose",
        type=click.Choice(report_words.PURPOSES),
        help="For the summary of a run, or for a comment: with the words of the authors only where"
        " the settings and the place of the repository allow it.",
    )
    settings = click.option(
        "--settings-from",
        default="",
        metavar="REV",
        help="The settings that decide on it as git has them at this revision.",
    )
    return asked(settings(function))


def mapped_columns(function: F) -> F:
    """`--map FIELD=HEADING`, as the argument `given`."""
    words = "Take the column with this heading for a field; may be repeated."
    return click.option(
        "--map", "given", multiple=True, callback=_split_pairs, metavar="FIELD=HEADING", help=words
    )(function)


def write_forms(forms: Sequence[str]) -> str:
    """`docx, pdf and md`."""
    *first, last = forms
    return f"{', '.join(first)} and {last}" if first else last


class _FileForms(click.ParamType[tuple[str, ...]]):
    """Forms in which a document is written to files, with commas between several; of a `kind` that
    is known, only those that it has.
    """

    name = "form"

    def __init__(self, kind: str | None) -> None:
        self.kind = kind
        self.forms = list_forms(kind) if kind else ()

    def convert(
        self,
        value: str | tuple[str, ...],
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> tuple[str, ...]:
        if isinstance(value, tuple):
            return value
        forms = tuple(form for part in value.split(",") if (form := part.strip())) or (value,)
        for form in forms if self.kind else ():
            self._check(form, param, ctx)
        return forms

    def _check(self, form: str, param: click.Parameter | None, ctx: click.Context | None) -> None:
        try:
            check_forms(self.kind or "", (form,))
        except UsageError as error:
            way_out = f"; on the terminal: --format {form}" if form in _list_formats(ctx) else ""
            self.fail(f"{error}{way_out}", param, ctx)


def _join_forms(
    _ctx: click.Context, _param: click.Parameter, values: tuple[tuple[str, ...], ...]
) -> tuple[str, ...]:
    """Those of every `--to`, each once."""
    return tuple(dict.fromkeys(form for forms in values for form in forms))


def _list_formats(ctx: click.Context | None) -> Sequence[str]:
    """What the command prints, where it prints more than lines."""
    for item in ctx.command.params if ctx else ():
        if item.name == "form" and isinstance(item.type, click.Choice):
            return tuple(item.type.choices)
    return ()


def to_option(*kinds: str, words: str = "", required: bool = False) -> Callable[[F], F]:
    """`--to FORM`, as the argument `forms`: the files of these kinds, of which a command writes one
    or more.
    """
    forms = tuple(dict.fromkeys(form for kind in kinds for form in list_forms(kind)))
    # of several kinds the one is not known before the words are read
    judge = _FileForms(kinds[0] if len(kinds) == 1 else None)
    has = "" if len(kinds) == 1 else ", as the document has them"
    text = (
        f"Write a file: {', '.join(forms)}{has}; several with commas between, or repeated. {words}"
    ).rstrip()
    return click.option(
        "--to",
        "forms",
        metavar="FORM",
        multiple=True,
        required=required,
        type=judge,
        callback=_join_forms,
        help=text,
    )


def out_option(function: F) -> F:
    """`--out DIR`."""
    return click.option(
        "--out",
        type=click.Path(file_okay=False, path_type=Path),
        metavar="DIR",
        default=Path("build"),
        show_default=True,
        help="Folder to write to.",
    )(function)


def check_printed(ctx: click.Context, forms: Sequence[str]) -> None:
    """Raises UsageError where files and something for the terminal are asked for at once."""
    if forms and ctx.get_parameter_source("form") is ParameterSource.COMMANDLINE:
        raise UsageError(
            "--to writes files and --format is for the terminal; leave out one of them"
        )


def full_option(function: F) -> F:
    """`--full`."""
    return click.option(
        "--full",
        is_flag=True,
        help="As text: all that is open, one by one, where otherwise it is a screen of the whole.",
    )(function)
