"""What an import says: what was understood, one line per kind of message, the files."""

from __future__ import annotations

import re
import textwrap
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from ..findings import Finding
from ..formats.sheet_reading import ColumnReading, SheetReading
from .output import MOST_FINDINGS, describe_finding, emit, escape_line_feeds
from .terminal import find_width

_WIDTH = 100
# Spans of rows in one line; a file of which every other row is wrong has thousands
_MOST_SPANS = 200
# Messages that differ in names and numbers only are of one kind
_NAMES = re.compile(r'"[^"]*"|[\w.\[\]()-]*\d[\w.\[\]()-]*')
# As many of one kind are told one by one
_FEW = 2
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
    columns = ", ".join(map(_describe_column, reading.columns))
    _emit_wrapped(f"I read {what}, {where}: {columns}")
    if reading.unused:
        _emit_wrapped(f"columns not used: {', '.join(reading.unused)}")
    for note in reading.notes:
        _emit_wrapped(f"note: {note}")


def _describe_column(column: ColumnReading) -> str:
    counted = f" ({column.matching} of {column.filled} cells)" if column.filled else ""
    heading = " ".join(column.heading.split()) or column.found_by.value
    return f"{heading} -> {column.field}{counted}"


def _emit_wrapped(text: str) -> None:
    for line in textwrap.wrap(
        text,
        find_width() or _WIDTH,
        subsequent_indent="  ",
        break_long_words=False,
        break_on_hyphens=False,
    ):
        emit(line)


def emit_messages(
    findings: Sequence[Finding], topics: Mapping[Finding, str], *, every: bool
) -> None:
    """Errors first, those of one kind together with their rows; with `every` one by one."""
    kinds: dict[tuple[str, ...], list[Finding]] = {}
    for item in findings:
        key = (item.severity.value, item.code, topics.get(item) or _NAMES.sub("*", item.message))
        kinds.setdefault((*key, str(len(kinds))) if every else key, []).append(item)
    groups = sorted(kinds.values(), key=lambda group: not group[0].is_error)
    if not groups:
        return
    emit(escape_line_feeds(groups[0][0].path), err=True, style="bold")
    for group in groups if every else groups[:MOST_FINDINGS]:
        for text, style in _describe_group(group):
            emit(text, err=True, style=style)
    if len(groups) > MOST_FINDINGS and not every:
        emit(
            f"... and {len(groups) - MOST_FINDINGS} more kinds; see every one with --all", err=True
        )


def _describe_group(group: Sequence[Finding]) -> Iterator[tuple[str, str | None]]:
    shown = group if len(group) <= _FEW else group[:1]
    for item in shown:
        yield from describe_finding(item)
    if len(shown) < len(group):
        numbers = sorted({item.line for item in group if item.line is not None})
        same = len({item.message for item in group}) == 1
        words = "the same" if same else "messages of this kind"
        rows = f"rows {write_spans(numbers)}" if numbers else "the file"
        yield f"    {len(group)} {words}: {rows} (each of them: --all)", None


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
    for folder, number in Counter(str(PurePosixPath(path).parent) for path in paths).items():
        emit(f"{verb} {number} file{'s' if number > 1 else ''} in {folder} (list them with -v)")


def name_rows(errors: Sequence[Finding]) -> str:
    """The rows of the file that have an error, as far as they have a number."""
    numbers = sorted({finding.line for finding in errors if finding.line is not None})
    return f": {write_spans(numbers)}" if numbers else ""


def write_spans(numbers: Sequence[int]) -> str:
    """`3, 5-90, 102`."""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    texts = [str(first) if first == last else f"{first}-{last}" for first, last in spans]
    more = f" and {len(texts) - _MOST_SPANS} more places" if len(texts) > _MOST_SPANS else ""
    return ", ".join(texts[:_MOST_SPANS]) + more
