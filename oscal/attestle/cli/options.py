"""Options that several commands share and that need more than a line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from ..api import report_words
from ..formats.settings_forms import is_address
from ..store import folders

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


def _split_addresses(
    _ctx: click.Context, _param: click.Parameter, values: tuple[str, ...]
) -> dict[str, Path]:
    files = {}
    for value in values:
        # an address may have the sign in its query, the name of a file hardly
        address, _, file = value.rpartition("=")
        if not is_address(address) or not file:
            raise click.BadParameter(f'"{value}" is not URL=FILE')
        if not folders.is_file(Path(file)):
            raise click.BadParameter(f'there is no file "{file}"')
        files[address] = Path(file).absolute()
    return files


def local_catalogs(function: F) -> F:
    """`--catalog URL=FILE`, as the argument `addresses`."""
    words = (
        "Read FILE, a catalog or another document, where a document names the address URL; nothing"
        " is fetched. May be repeated."
    )
    return click.option(
        "--catalog",
        "addresses",
        multiple=True,
        callback=_split_addresses,
        metavar="URL=FILE",
        help=words,
    )(function)


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
