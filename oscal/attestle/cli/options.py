"""Options that several commands share and that need more than a line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

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


def mapped_columns(function: F) -> F:
    """`--map FIELD=HEADING`, as the argument `given`."""
    words = "Take the column with this heading for a field; may be repeated."
    return click.option(
        "--map", "given", multiple=True, callback=_split_pairs, metavar="FIELD=HEADING", help=words
    )(function)
