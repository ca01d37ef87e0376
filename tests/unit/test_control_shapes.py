"""Inventories of controls in the shapes that workbooks of teams and auditors have, in many variations:
each row is in a control with its own criteria and its own result, and none ends better.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from random import Random

import openpyxl
import pytest

from attestle.formats import sheet_search
from attestle.model.audit_results import read_result
from attestle.sheet_import.soc2_control_sheet import IMPORTER, SheetControls, read_control_sheet
from conftest import is_long

TEXTS = (
    "Access to production is approved by the manager before it is granted",
    "Access rights are reviewed each quarter by the owners of systems",
    "Changes are reviewed by a peer before they are deployed",
    "Backups are tested by the operators twice a year and repaired",
    "Incidents are recorded in the tracker and closed after a review",
    "Vendors are assessed every year by the security team before renewal",
    "Laptops are encrypted and managed by the device service",
    "Logs are kept for one year in a separate account",
    "New people are screened before their first day of work",
)
CRITERIA = ("CC6.1", "CC6.2", "CC6.3", "CC7.1", "CC7.2", "CC8.1", "A1.2", "C1.1", "CC9.2")
IDS = ("Control ID", "Ref", "Control #", "Code", "No.", "Control Number", "ID")
TEXT_HEADINGS = (
    "Control",
    "Description",
    "Control Description",
    "Control Activity",
    "What we do",
    "Controls specified by the organization",
)
CRITERIA_HEADINGS = ("TSC", "Criteria", "Trust Services Criteria", "SOC 2", "Framework Mapping")
RESULT_HEADINGS = ("Result", "Results of Tests", "Test Result", "Conclusion", "Auditor Conclusion")
RESULTS = (
    "No exceptions noted",
    "No deviations identified",
    "Exception noted",
    "1 of 25 selections lacked approval",
    "Deviation: two of 40 items were late",
)
TEST_HEADINGS = (
    "Test of Controls",
    "Tests performed by the service auditor",
    "Audit procedures",
    "Testing",
    "Remarks of the firm",
    "Evidence",
)
# What an auditor did, and what came of it
PROCEDURES = (
    "For a sample of 25 accounts, inspected the approved request.",
    "Inquired of the owner; inspected two reviews.",
    "Observed a deployment.",
)
PROSE_RESULTS = (
    ("", ""),
    ("No exceptions noted.", "No exceptions noted"),
    ("1 exception noted.", "Exception noted"),
    ("Exception: 3 of 25 had no approval.", "Exception noted"),
    ("Two deviations were identified.", "Exception noted"),
    ("The control did not operate in the third quarter.", "Exception noted"),
)
Lines = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Row:
    """What should come out of a row; a shape without results has none."""

    id: str
    text: str
    criterion: str
    result: str


def make_rows(random: Random) -> list[Row]:
    prefix = random.choice(("AC-", "C", "CTL.", ""))
    return [
        Row(
            f"{prefix}{index + 1:02}" if prefix else f"{index // 3 + 1}.{index % 3 + 1}",
            text,
            CRITERIA[index],
            random.choice(RESULTS),
        )
        for index, text in enumerate(TEXTS)
    ]


def write_lines(lines: Lines, sign: str = ",") -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=sign).writerows(lines)
    return out.getvalue().encode()


def write_book(sheets: Sequence[tuple[str, Lines]]) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for name, lines in sheets:
        page = book.create_sheet(name)
        for line in lines:
            page.append(list(line))
    del book["Sheet"]
    book.save(out)
    return out.getvalue()


def head_rows(random: Random) -> tuple[bytes, list[Row]]:
    """A row of a criterion above its controls."""
    lines = [[random.choice(IDS), random.choice(TEXT_HEADINGS), random.choice(RESULT_HEADINGS)]]
    sign, last, rows = random.choice((" ", " - ", ": ", " \u2013 ")), "", []
    for row in make_rows(random):
        if not last or random.random() < 0.6:
            last = row.criterion
            wording = f"{sign}The entity does what the criterion asks"
            lines.append([last + (wording if random.random() < 0.7 else ""), "", ""])
        rows.append(replace(row, criterion=last))
        lines.append([row.id, row.text, row.result])
    return write_lines(lines, random.choice(",;\t")), rows


def part_sheets(random: Random) -> tuple[bytes, list[Row]]:
    """A sheet for each category, headed and ordered in its own way."""
    rows, sheets = make_rows(random), []
    for place, name in enumerate(("Security", "Availability", "Privacy")):
        heads = [
            random.choice(names)
            for names in (IDS, TEXT_HEADINGS, CRITERIA_HEADINGS, RESULT_HEADINGS)
        ]
        order = random.sample(range(4), 4)
        lines = [
            [cells[index] for index in order]
            for cells in (
                heads,
                *((row.id, row.text, row.criterion, row.result) for row in rows[place * 3 :][:3]),
            )
        ]
        sheets.append((name, [*([["Northlane Inc."]] if random.random() < 0.3 else []), *lines]))
    cover = [("Cover", [["Northlane"], ["Version", "2"]])]
    return write_book([*(cover if random.random() < 0.5 else []), *sheets]), rows


def join_sheets(random: Random) -> tuple[bytes, list[Row]]:
    """Controls, their criteria and their tests on three sheets."""
    rows = make_rows(random)

    def list_lines(heads: Sequence[str], name: str) -> list[list[str]]:
        shuffled = random.sample(rows, len(rows))
        head = [random.choice(IDS), random.choice(heads)]
        return [head, *([row.id, getattr(row, name)] for row in shuffled)]

    sheets = [
        ("Controls", list_lines(TEXT_HEADINGS, "text")),
        ("Mapping", list_lines(CRITERIA_HEADINGS, "criterion")),
        ("Tests", list_lines(RESULT_HEADINGS, "result")),
    ]
    return write_book(random.sample(sheets, 3)), rows


def mark_criteria(random: Random) -> tuple[bytes, list[Row]]:
    """A column for each criterion, with a mark where a control serves it."""
    rows = [replace(row, result="") for row in make_rows(random)]
    mark = random.choice(("X", "x", "\u2713", "Yes", "\u25cf"))
    head = [random.choice(IDS), random.choice(TEXT_HEADINGS), *CRITERIA]
    lines = [
        [
            row.id,
            row.text,
            *(
                mark if name == row.criterion else random.choice(("", "", "No", "-"))
                for name in CRITERIA
            ),
        ]
        for row in rows
    ]
    return write_lines([head, *lines]), rows


def list_ids(random: Random) -> tuple[bytes, list[Row]]:
    """A row for each criterion that lists its controls."""
    rows = [
        replace(row, id=f"AC-{index}", criterion=random.choice(CRITERIA[:3]), text="", result="")
        for index, row in enumerate(make_rows(random), 1)
    ]
    sign = random.choice((", ", "; ", "\n"))
    lines = [
        [name, sign.join(row.id for row in rows if row.criterion == name)]
        for name in dict.fromkeys(row.criterion for row in rows)
    ]
    head = [random.choice(("Criteria", "TSC")), random.choice(("Controls", "Related controls"))]
    return write_lines([head, *lines]), rows


def tell_tests(random: Random) -> tuple[bytes, list[Row]]:
    """The auditor's tests in prose with what came of them, and no column of results."""
    heads = [random.choice(names) for names in (IDS, TEXT_HEADINGS, CRITERIA_HEADINGS)]
    lines, rows = [[*heads, random.choice(TEST_HEADINGS)]], []
    for row in make_rows(random):
        said, result = random.choice(PROSE_RESULTS)
        rows.append(replace(row, result=result))
        text = f"{random.choice(PROCEDURES)} {said}".strip()
        lines.append([row.id, row.text, row.criterion, text])
    order = random.sample(range(4), 4)
    return write_lines([[line[index] for index in order] for line in lines]), rows


def read(data: bytes) -> SheetControls | None:
    for required in (IMPORTER.required, *IMPORTER.also_enough):
        wanted = replace(IMPORTER.want_columns({}), required=required)
        found = sheet_search.find_table(data, wanted)
        if found.records:
            known = [name.lower() for name in CRITERIA]
            return read_control_sheet("a", "c", found.records, known, tuple(found.columns))
    return None


@pytest.mark.parametrize(
    "shape",
    [head_rows, part_sheets, join_sheets, mark_criteria, list_ids, tell_tests],
    ids=lambda one: one.__name__,
)
def test_shapes_are_placed_at_the_first_try_and_never_better_than_written(
    shape: Callable[[Random], tuple[bytes, list[Row]]],
) -> None:
    tries = 60 if is_long() else 4
    failures = []
    for seed in range(tries):
        data, rows = shape(Random(seed))
        sheet = read(data)
        controls = {item.id: item for item in sheet.controls} if sheet else {}
        wrong = []
        for row in rows:
            item = controls.get(row.id)
            if item is None:
                wrong.append((row.id, "is not there"))
                continue
            assert set(item.criteria) <= {row.criterion.lower()}, (seed, row)
            assert not row.result or read_result(item.result) <= read_result(row.result), (
                seed,
                row,
            )
            if not item.criteria or read_result(item.result) != read_result(row.result):
                wrong.append((row.id, item.result))
        if wrong or len(controls) != len(rows):
            failures.append((seed, wrong[:3]))
    assert len(failures) <= tries * 0.05, failures
