"""`--catalog URL=FILE`, which commands share that read documents others refer to."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from ..formats.settings_forms import is_address
from ..store import folders

F = TypeVar("F", bound=Callable[..., Any])


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
