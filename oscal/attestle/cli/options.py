"""Options that several commands share and that need more than a line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from ..api import report_words

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
