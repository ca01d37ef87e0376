"""A crosswalk of the workspace laid beside a table or an OSCAL document of somebody else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from ..crosswalk import crosswalk_table
from ..crosswalk.map_rows import CrosswalkSides
from ..crosswalk.table_comparison import (
    OtherTable,
    TableComparison,
    compare_table,
    read_other_maps,
    read_other_records,
)
from ..errors import WorkspaceError
from ..formats import mapping_collection, sheet_search, strict_json
from ..formats.wanted_columns import WantedColumns
from ..store import oscal_documents
from .crosswalks import find_control_of, list_sides


def compare_crosswalk(
    root: Path,
    name: str | None,
    file: str,
    data: bytes,
    given: Mapping[str, str],
    sheet: str | None = None,
) -> TableComparison:
    """Raises WorkspaceError for a file in which no pair can be read."""
    sides = list_sides(root, name)
    is_oscal = data.lstrip().startswith(b"{")
    other = (
        _read_oscal(sides, file, data) if is_oscal else _read_table(sides, file, data, given, sheet)
    )
    if not other.letters:
        raise WorkspaceError(f"{file} holds no pair of a criterion and a requirement")
    return compare_table(sides, other)


def _read_oscal(sides: CrosswalkSides, file: str, data: bytes) -> OtherTable:
    tree, problems = strict_json.read_json(data)
    if not isinstance(tree, dict):
        wrong = [oscal_documents.as_finding(file, item) for item in problems]
        raise WorkspaceError(f"{file} cannot be compared", wrong)
    maps = [
        replace(
            item,
            criterion=find_control_of(sides.source, item.criterion),
            requirement=find_control_of(sides.target, item.requirement),
        )
        for made in mapping_collection.read_crosswalks(file, file, tree)
        for item in made.maps
    ]
    return read_other_maps(file, maps)


def _read_table(
    sides: CrosswalkSides, file: str, data: bytes, given: Mapping[str, str], sheet: str | None
) -> OtherTable:
    wanted = WantedColumns(crosswalk_table.COLUMNS, tuple(crosswalk_table.REQUIRED), given)
    read = sheet_search.find_table(data, wanted, (sheet,) if sheet else ())
    wrong = [oscal_documents.as_finding(file, item) for item in read.problems]
    if any(item.is_error for item in wrong):
        raise WorkspaceError(f"{file} cannot be compared", wrong)
    return read_other_records(file, read.records, sides)
