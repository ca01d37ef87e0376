"""The options that every import of a spreadsheet has."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click

from ..lazy_dataclasses import dataclass
from .options import mapped_columns


@dataclass(frozen=True, slots=True)
class SheetOptions:
    """What is asked for of the file, and what is kept of the import."""

    sheets: tuple[str, ...]
    header_row: int | None
    given: Mapping[str, str]
    dry_run: bool
    every: bool
    save_map: str | None
    like: str | None
    report: Path | None


# Those that do not speak of a sheet
_ACCOUNT_OPTIONS = (
    click.option("--dry-run", is_flag=True, help="Say what would be done, and write nothing."),
    click.option(
        "--all", "every", is_flag=True, help="Every message, not one for each kind of them."
    ),
    click.option(
        "--report",
        type=click.Path(dir_okay=False, path_type=Path),
        metavar="FILE",
        help="Write every row and what became of it to a .csv or .json file.",
    ),
)
_FIELDS = tuple(SheetOptions.__dataclass_fields__)
_OPTIONS = (
    click.option(
        "--sheet",
        "sheets",
        multiple=True,
        metavar="NAME",
        help="The sheet of a workbook; otherwise the one that has the columns. May be repeated.",
    ),
    click.option(
        "--header-row",
        type=click.IntRange(min=1),
        metavar="N",
        help="The row of the headings; otherwise it is looked for.",
    ),
    mapped_columns,
    *_ACCOUNT_OPTIONS[:-1],
    click.option(
        "--save-map",
        metavar="NAME",
        help="Keep the columns in imports/NAME.yaml for the next time.",
    ),
    click.option("--like", metavar="NAME", help="Take the columns from imports/NAME.yaml."),
    _ACCOUNT_OPTIONS[-1],
)


def sheet_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """All of them, as the one argument `asked`."""

    @functools.wraps(function)
    def call(**values: Any) -> Any:
        asked = SheetOptions(**{name: values.pop(name) for name in _FIELDS})
        return function(asked=asked, **values)

    for option in reversed(_OPTIONS):
        call = option(call)
    return call


def account_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """What an import of something else than a sheet can be asked for too."""
    for option in reversed(_ACCOUNT_OPTIONS):
        function = option(function)
    return function
