"""What an import says: what was understood, one line per kind of message, the files."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from ..formats.problem_groups import ProblemGroup, group_problems, write_spans
from ..formats.problems import Problem
from ..formats.sheet_reading import ColumnReading, SheetReading
from .output import MOST_FINDINGS, emit, escape_line_feeds

_WIDTH = 100
# Spans of rows in one line; a file of which every other row is wrong has thousands
_MOST_SPANS = 200
# As many of one kind are told in full
_FEW = 2
_COLOURS = {"error": "red", "warning": "yellow", "note": "cyan"}
# More files than that are told by folder
_FEW_FILES = 8


def emit_reading(name: str, reading: SheetReading) -> None:
    """`I read sheet "Testing", row 7 is the heading: Control # -> id, ...; not used: ...`."""
    if not reading.columns:
        return
    rows = [str(row) for row in reading.heading_rows if row]
    sheets = [f'"{sheet}"' for sheet in reading.sheets if sheet]
    what = f"sheet{'s' if len(sheets) > 1 else ''} {', '.join(sheets)}" if sheets else name
    where = f"row {', '.join(dict.fromkeys(rows))} is the heading" if rows else "without headings"
    columns = ", ".join(map(_describe_column, _unite_columns(reading.columns)))
    _emit_wrapped(f"I read {what}, {where}: {columns}")
    if reading.unused:
        _emit_wrapped(f"columns not used: {', '.join(reading.unused)}")


def _unite_columns(columns: Sequence[ColumnReading]) -> list[ColumnReading]:
    """Columns that several sheets have under one heading, with the cells of all."""
    united: dict[tuple[str, str], ColumnReading] = {}
    for column in columns:
        known = united.get((column.heading, column.field))
        united[column.heading, column.field] = (
            column
            if known is None
            else replace(
                known,
                matching=known.matching + column.matching,
                filled=known.filled + column.filled,
            )
        )
    return list(united.values())


def _describe_column(column: ColumnReading) -> str:
    counted = f" ({column.matching} of {column.filled} cells)" if column.filled else ""
    heading = " ".join(column.heading.split()) or "rows of headings"
    return f"{heading} -> {column.field}{counted}"


def _emit_wrapped(text: str) -> None:
    for line in _wrap(text, "  "):
        emit(line)


def _wrap(text: str, indent: str) -> list[str]:
    return textwrap.wrap(
        escape_line_feeds(text),
        _WIDTH,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def emit_problems(problems: Sequence[Problem], *, every: bool) -> None:
    """One line for each kind of message with its rows, errors first; with `every` one by one."""
    alike = [[problem] for problem in problems] if every else [problems]
    groups = [group for items in alike for group in group_problems(items)]
    shown = len(groups) if every else MOST_FINDINGS
    for group in groups[:shown]:
        _emit_group(group, every=every)
    if len(groups) > shown:
        emit(f"... and {len(groups) - shown} more kinds; see every one with --all", err=True)


def _emit_group(group: ProblemGroup, *, every: bool) -> None:
    name = "row" if len(group.rows) == 1 else "rows"
    # where the message lists its rows, that is enough
    is_listed = not group.rows or group.lists_rows
    rows = "" if is_listed else f"{name} {write_spans(group.rows)}: "
    more = "" if every or len(group.problems) <= _FEW else " (each of them: --all)"
    text = f"{group.severity}: {rows}{group.message}{more}"
    emit(escape_line_feeds(text), err=True, style=_COLOURS[group.severity])
    if group.hint:
        emit(escape_line_feeds(f"    -> {group.hint}"), err=True)


def emit_replaced(texts: Sequence[str], *, every: bool) -> None:
    """What stood in a file and goes: the first ones, and how many there are."""
    for text in texts if every else texts[:_FEW_FILES]:
        emit(f"replaced: {text}", err=True)
    if len(texts) > _FEW_FILES and not every:
        emit(f"replaced: {len(texts) - _FEW_FILES} more; each of them with --all", err=True)


def emit_files(paths: Sequence[str], *, is_dry: bool, loud: bool) -> None:
    """Each file, or the number of each folder where there are many."""
    verb = "would write" if is_dry else "wrote"
    if loud or len(paths) <= _FEW_FILES:
        for path in paths:
            emit(f"{verb} {path}")
        return
    for folder, number in Counter(map(_find_folder, paths)).items():
        emit(f"{verb} {number} file{'s' if number > 1 else ''} in {folder} (list them with -v)")


def _find_folder(path: str) -> str:
    """Families of requirements have a folder each in that of the system's `controls`."""
    folder = PurePosixPath(path).parent
    return str(folder.parent if folder.parent.name == "controls" else folder)


def name_rows(problems: Sequence[Problem]) -> str:
    """The rows of the file that have an error, as far as they have a number."""
    errors = [problem for problem in problems if problem.is_error]
    numbers = sorted({row for group in group_problems(errors) for row in group.rows})
    return f": {write_spans(numbers, _MOST_SPANS)}" if numbers else ""
