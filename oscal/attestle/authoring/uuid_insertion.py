"""Missing uuids put into authored files, of which every other byte stays as it is."""

from __future__ import annotations

import copy
import csv
import io
import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..errors import InternalError
from ..formats import frontmatter, yaml12, yaml_edit
from ..formats.text_file import decode_text
from ..lazy_dataclasses import dataclass

# Where the YAML parser begins a new line
_YAML_LINE = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_TABLE_LINE = re.compile("\r\n|[\n\r]")
# A cell, in quotes or not, and what ends it
_CELL = re.compile(r'("(?:[^"]|"")*"[^,\r\n]*|[^,\r\n]*)(,|\r\n|[\r\n]|\Z)')


@dataclass(frozen=True, slots=True)
class TextEdit:
    """`new` in place of what stands from `start` to `end`, in text with LF line ends."""

    start: int
    end: int
    new: str


@dataclass(frozen=True, slots=True)
class _ScannedRow:
    """Where the cells of a row stand; `line` is the one where it begins, from 1."""

    line: int
    cells: tuple[tuple[int, int], ...]


def insert_uuids(path: str, data: bytes, uuids: Mapping[str, str]) -> bytes:
    """The file with a uuid for each object that is named.

    In a table by the line of its row, elsewhere by pointer. Raises InternalError where the layout
    does not let it.
    """
    text = decode_text(data).text
    edits = _edit_table(text, uuids) if path.endswith(".csv") else _edit_yaml(text, uuids)
    changed = _apply_edits(data, edits)
    check = _is_right_table if path.endswith(".csv") else _is_right_yaml
    if not check(text, decode_text(changed).text, uuids):
        raise InternalError(
            f"{path} is laid out in a way that no uuid can be put in without risk; nothing was"
            " written, add it by hand"
        )
    return changed


def _split_yaml(text: str) -> tuple[str, int]:
    """The YAML of a file and where it begins: the whole, or the front matter."""
    parts = frontmatter.split_front_matter(text)
    # a YAML file may begin with --- too
    if text.startswith("---") and not parts.problems:
        return parts.yaml, text.index("\n") + 1
    return text, 0


def _edit_yaml(text: str, uuids: Mapping[str, str]) -> list[TextEdit]:
    """`uuid` as the first key of each mapping, or as the value of the key that has none."""
    source, begin = _split_yaml(text)
    document = yaml12.read_yaml(source)
    starts = document.starts
    lines = [0, *(found.end() for found in _YAML_LINE.finditer(source))]
    edits = []
    for pointer, uuid in uuids.items():
        if f"{pointer}/uuid" in document.lines:
            start, end = yaml_edit.find_value(source, f"{pointer}/uuid")
            blank = " " if source[start - 1] == ":" else ""
            edits.append(TextEdit(begin + start, begin + end, f"{blank}{uuid}"))
            continue
        # front matter with nothing in it has no mapping yet
        row, column = starts.get(pointer, (0, 0))
        at = begin + lines[row] + column
        if text[at : at + 1] == "{":
            comma = "" if text[at + 1 :].lstrip().startswith("}") else ", "
            edits.append(TextEdit(at + 1, at + 1, f"uuid: {uuid}{comma}"))
        else:
            edits.append(TextEdit(at, at, f"uuid: {uuid}\n{' ' * column}"))
    return edits


def _is_right_yaml(before: str, after: str, uuids: Mapping[str, str]) -> bool:
    """Whether the file says what it said, and the uuids."""
    expected = copy.deepcopy(yaml12.read_yaml(_split_yaml(before)[0]).value)
    expected = {} if expected is None else expected
    for pointer, uuid in uuids.items():
        item: Any = expected
        for token in pointer.split("/")[1:]:
            item = item[int(token)] if isinstance(item, list) else item[token]
        if not isinstance(item, dict):
            return False
        item["uuid"] = uuid
    return bool(yaml12.read_yaml(_split_yaml(after)[0]).value == expected)


def _edit_table(text: str, uuids: Mapping[str, str]) -> list[TextEdit]:
    """The cells of the column `uuid`, which becomes the first one if it is not there."""
    header, *rows = _scan_rows(text)
    names = [text[start:end].strip().strip('"') for start, end in header.cells]
    if "uuid" in names:
        place = names.index("uuid")
        wanted = ((row.cells[place], uuids.get(str(row.line))) for row in rows if row.cells[place:])
        return [TextEdit(start, end, uuid) for (start, end), uuid in wanted if uuid]
    first = header.cells[0][0]
    edits = [TextEdit(first, first, "uuid,")]
    for row in rows:
        at = row.cells[0][0]
        # a spreadsheet program leaves rows of nothing but commas
        if not all(_is_blank(text[start:end]) for start, end in row.cells):
            edits.append(TextEdit(at, at, f"{uuids.get(str(row.line), '')},"))
    return edits


def _is_blank(cell: str) -> bool:
    return not cell.strip().strip('"').strip()


def _scan_rows(text: str) -> Iterator[_ScannedRow]:
    at, line = 0, 1
    while at < len(text):
        cells, begin = [], at
        while found := _CELL.match(text, at):
            cells.append(found.span(1))
            at = found.end()
            if found[2] != ",":
                break
        yield _ScannedRow(line, tuple(cells))
        line += len(_TABLE_LINE.findall(text, begin, at))


def _is_right_table(before: str, after: str, uuids: Mapping[str, str]) -> bool:
    """Whether the rows hold what they held, and the uuids."""
    old, new = _read_rows(before), _read_rows(after)
    filled = {str(line): cells.get("uuid", "") for line, cells in new.items()}
    return all(filled.get(line) == uuid for line, uuid in uuids.items()) and (
        _drop_uuids(old) == _drop_uuids(new)
    )


def _read_rows(text: str) -> dict[int, dict[str, str]]:
    """Cells by column, by the line of the row; blank rows are none."""
    reader = csv.reader(io.StringIO(text, newline=""))
    header = [cell.strip() for cell in next(reader)]
    rows, line = {}, reader.line_num + 1
    for cells in reader:
        if any(cell.strip() for cell in cells):
            rows[line] = dict(zip(header, cells, strict=False))
        line = reader.line_num + 1
    return rows


def _drop_uuids(rows: Mapping[int, dict[str, str]]) -> dict[int, dict[str, str]]:
    return {
        line: {name: cell for name, cell in cells.items() if name != "uuid"}
        for line, cells in rows.items()
    }


def _apply_edits(data: bytes, edits: Sequence[TextEdit]) -> bytes:
    """The edits made in the bytes of the file, with its line ends and byte order mark."""
    text = data.decode("utf-8")
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    text = text.removeprefix(mark)
    # in text with LF line ends each CRLF before a place has moved it to the left by one
    ends = [found.start() - number for number, found in enumerate(re.finditer("\r\n", text))]
    newline = "\r\n" if ends else "\n"
    # from the end of the file, so that no place moves before it is used
    for edit in sorted(edits, key=lambda edit: edit.start, reverse=True):
        start, end = (place + bisect_left(ends, place) for place in (edit.start, edit.end))
        text = text[:start] + edit.new.replace("\n", newline) + text[end:]
    return (mark + text).encode()
