"""Builds what the example company has of SOC 2: the control inventory as its auditor hands it over
(xlsx), and the same imported.

python tools/build_example.py [--check]
"""

from __future__ import annotations

import csv
import datetime as dt
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools"))
sys.path.insert(0, str(ROOT / "oscal"))

from attestle.formats import sheet_columns, spreadsheet, strict_json
from attestle.render.document_model import DocumentModel
from attestle.render.document_parts import Chapter, Grid, GridColumn, TextLine
from attestle.render.forms.xlsx import write
from attestle.render.table_cells import text_cell
from attestle.sheet_import import soc2_control_columns, soc2_control_set, soc2_control_sheet
from build_catalogs import controls, tsc_catalog
from generated import main

SOURCE = ROOT / "tools/content/example-soc2/controls.csv"
NAME = "quillhaven-soc2"
WORKBOOK = "ssp/example-enclave/evidence/soc2-controls.xlsx"
DATE = dt.date(2026, 11, 12)
WIDTHS = (10, 34, 80, 22, 26, 14, 50, 30, 12, 20)


def workbook() -> bytes:
    """The inventory with a title and notes above its headings, as auditors write them."""
    with SOURCE.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    notes = [
        "Fernbrook Assurance LLP: controls tested for the period 2025-10-01 to 2026-09-30",
        "Quillhaven Systems, Inc.; sample data of an invented company",
    ]
    title = "SOC 2 Type 2: description of controls and results of tests"
    columns_ = tuple(
        GridColumn(name, width=width) for name, width in zip(header, WIDTHS, strict=True)
    )
    lines = (TextLine(title, "label"), *(TextLine(note, "note") for note in notes))
    grid = Grid("Controls", columns_, tuple(tuple(map(text_cell, row)) for row in rows))
    return write(
        DocumentModel(
            title="SOC 2 controls of Quillhaven Systems",
            chapters=(Chapter(1, "Controls", parts=(*lines, grid)),),
            date=DATE,
        )
    )


def same_rows(old: bytes, new: bytes) -> bool:
    """Another release of the writer may pack the same cells in other bytes;
    only the cells count.
    """
    return [row.cells for row in spreadsheet.read_spreadsheet(old).rows] == [
        row.cells for row in spreadsheet.read_spreadsheet(new).rows
    ]


def outputs() -> dict[Path, bytes]:
    data = workbook()
    target = ROOT / WORKBOOK
    if target.exists() and same_rows(target.read_bytes(), data):
        data = target.read_bytes()
    records = sheet_columns.find_records(
        spreadsheet.read_spreadsheet(data),
        soc2_control_columns.COLUMNS,
        soc2_control_columns.REQUIRED,
        {},
    )
    known = [item["id"] for item in controls(tsc_catalog()["catalog"]["groups"])]
    taken = soc2_control_sheet.read_control_sheet(NAME, target.name, records.records, known)
    wrong = [item for item in (*records.problems, *taken.problems) if not item.warning]
    if wrong:
        raise SystemExit(f"{SOURCE}: {wrong[0].message} (row {wrong[0].line})")
    tree = soc2_control_set.build_definition(
        NAME,
        "SOC 2 controls of Quillhaven Systems",
        "1.0",
        taken.controls,
        None,
        f"{DATE.isoformat()}T00:00:00+00:00",
    )
    return {
        target: data,
        ROOT / f"component-definitions/{NAME}/component-definition.json": strict_json.write_json(
            tree
        ),
    }


if __name__ == "__main__":
    sys.exit(main(outputs, ROOT))
