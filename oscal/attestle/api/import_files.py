"""What an import keeps besides: the map of its columns, and a report of every row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from ..authoring import review_files
from ..errors import UsageError, WorkspaceError
from ..formats import import_maps, strict_json
from ..formats.import_maps import ImportMap
from ..formats.sheet_reading import FoundBy, SheetReading
from ..formats.text_file import decode_text
from ..nearest import suggest_words
from ..sheet_import.row_fates import RowFate
from ..store import files, layout, oscal_documents
from .sheet_imports import IMPORTS, SourceFile, list_matches

_SCHEMA = "import-map"
# Columns that a later file can be asked for by their headings
_NAMED = (FoundBy.GIVEN, FoundBy.NAMED, FoundBy.CONTENT)
_HEADINGS = ("sheet", "row", "fate", "about", "became", "why")
# Signs with which a spreadsheet program takes a text for a formula
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def save_map(root: Path, name: str, kind: str, reading: SheetReading) -> tuple[str, ...]:
    """The columns as they were understood, into `imports/NAME.yaml`."""
    columns: dict[str, str] = {}
    for column in reading.columns:
        if column.found_by in _NAMED and column.heading:
            columns.setdefault(column.field, column.heading)
    row = reading.heading_rows[0] if len(set(reading.heading_rows)) == 1 else 0
    if not all(reading.heading_rows):
        columns = {}  # without headings the cells tell the columns again
    # the first row is where headings are looked for anyway
    sheets = tuple(filter(None, reading.sheets))
    saved = ImportMap(kind, sheets, row if row > 1 else 0, columns, reading.days)
    path, text = _place(name), import_maps.write_map(saved)
    is_known = files.exists(root, f"{review_files.SCHEMAS}/{_SCHEMA}.json")
    known = (_SCHEMA,) if is_known else ()
    return files.save(root, {path: review_files.add_schema_line(path, text.encode(), known)})


def _place(name: str) -> str:
    return f"{layout.IMPORTS}/{layout.check_slug(name, 'map of an import')}.yaml"


def apply_map(root: Path, name: str, kind: str, file: SourceFile) -> SourceFile:
    """The file with what a map says of it; what is asked for in the command goes before."""
    path = _place(name)
    if not files.exists(root, path):
        names = (one.removesuffix(".yaml") for one in files.list_names(root, layout.IMPORTS))
        known = [one for one in names if one != name]
        hint = suggest_words(name, known) or f"write it first with --save-map {name}"
        raise UsageError(f"there is no {path}; {hint}")
    decoded = decode_text(files.read(root, path))
    # a file that is no text is not an empty one
    saved, problems = (
        (None, decoded.problems) if decoded.problems else import_maps.read_map(decoded.text)
    )
    if saved is None:
        findings = [
            oscal_documents.as_finding(path, problem) for problem in dict.fromkeys(problems)
        ]
        raise WorkspaceError(f"{path} cannot be used; nothing was written", findings)
    if saved.kind != kind:
        raise UsageError(f"{path} is a map for: attestle import {saved.kind}")
    return replace(
        file,
        sheets=file.sheets or saved.sheets,
        header_row=file.header_row or saved.header_row or None,
        given={**saved.columns, **file.given},
        days=saved.days,
        like=path,
    )


def save_report(path: Path, fates: Iterable[RowFate]) -> None:
    """Every row with its fate, as CSV or JSON by the ending of the name."""
    rows = [
        (
            item.sheet,
            item.number,
            item.fate,
            item.about,
            "; ".join(item.became),
            "; ".join(item.why),
        )
        for item in fates
    ]
    ending = path.suffix.lower()
    if ending == ".json":
        data = strict_json.write_json(
            {"rows": [dict(zip(_HEADINGS, row, strict=True)) for row in rows]}
        )
    elif ending == ".csv":
        out = io.StringIO(newline="")
        csv.writer(out, lineterminator="\r\n").writerows([_HEADINGS, *map(_guard_row, rows)])
        data = out.getvalue().encode("utf-8-sig")
    else:
        raise UsageError(f"{path.name}: the report of an import is a .csv or a .json file")
    files.save_outside(path.parent, {path.name: data})


def check_report_name(path: Path) -> None:
    """Before anything is written: whether the report can be."""
    if path.suffix.lower() not in (".csv", ".json"):
        raise UsageError(f"{path.name}: the report of an import is a .csv or a .json file")


def _guard_row(row: tuple[object, ...]) -> list[str]:
    texts = [str(cell) for cell in row]
    return [f"'{text}" if text.startswith(_FORMULA) else text for text in texts]


def guess_kind(file: SourceFile) -> tuple[str, SheetReading, bool]:
    """The kind of spreadsheet that a file fits best, and whether it fits no other; raises
    UsageError where none or several fit equally.
    """
    # one column alone may be of many things
    found = [
        (_rate_reading(reading), kind, reading)
        for kind, reading in list_matches(file)
        if len(_list_fields(reading)) > 1
    ]
    if not found:
        kinds = ", ".join(IMPORTS)
        raise UsageError(f"{file.name} fits no kind of import; name one of: {kinds}")
    most = max(number for number, _, _ in found)
    best = [(kind, reading) for number, kind, reading in found if number == most]
    if len(best) > 1:
        kinds = " or ".join(kind for kind, _ in best)
        raise UsageError(f"{file.name} may be {kinds}; name one of them")
    kind, reading = best[0]
    return kind, reading, len(found) == 1


def _rate_reading(reading: SheetReading) -> int:
    """Fields of the file; those whose cells look like it count twice,
    for a name suits many kinds.
    """
    confirmed = {column.field for column in reading.columns if column.matching}
    return len(_list_fields(reading)) + len(confirmed)


def _list_fields(reading: SheetReading) -> set[str]:
    return {column.field for column in reading.columns}
