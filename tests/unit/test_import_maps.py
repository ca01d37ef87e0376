"""Maps of imports: what is written is read again, and what is wrong in one is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from attestle.api.import_help import describe_columns, write_letters
from attestle.formats.import_maps import ImportMap, read_map, write_map
from attestle.formats.problems import Problem
from attestle.formats.sheet_days import DayOrder
from attestle.formats.sheet_records import Record, report_row, report_rows
from attestle.sheet_import.row_fates import DOUBT, PASSED_OVER, REFUSED, TAKEN, derive_fates
from conftest import Run


@pytest.mark.parametrize(
    "saved",
    [
        ImportMap("states", columns={"state": "Met?"}),
        ImportMap(
            "controls", ('a "b": c', "no"), 7, {"control": "# - {x}", "criteria": "TSC \u2713 'y'"}
        ),
        ImportMap("evidence", columns={}, days={"collected": DayOrder.MONTH_FIRST}),
    ],
)
def test_map_is_read_as_it_was_written(saved: ImportMap) -> None:
    text = write_map(saved)
    found, problems = read_map(text)
    assert problems == ()
    assert found is not None
    assert (found.kind, found.sheets, found.header_row) == (
        saved.kind,
        saved.sheets,
        saved.header_row,
    )
    assert dict(found.columns) == dict(saved.columns)
    assert dict(found.days) == dict(saved.days)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("- a\n", "must be keys and values"),
        ("kind: states\ncolumns: {}\nsheeet: x\n", "sheeet"),
        ("columns: {}\n", "kind"),
        ("kind: states\n", "columns"),
        ("kind: states\ncolumns: {state: 3}\n", "state"),
        ("kind: sates\ncolumns: {}\n", "sates"),
        ("kind: evidence\ncolumns: {}\ndays: {collected: month}\n", "month"),
        ("kind: states\nheader-row: -1\ncolumns: {}\n", "header-row"),
        ("kind: [", ""),
    ],
)
def test_what_is_wrong_in_a_map_is_told(text: str, words: str) -> None:
    found, problems = read_map(text)
    assert found is None
    assert words in problems[0].message


def test_validate_names_the_line_and_the_way_out(tiny: Path, run: Run) -> None:
    folder = tiny / "imports"
    folder.mkdir()
    (folder / "good.yaml").write_text('kind: states\ncolumns:\n  state: "Met?"\n')
    before = run(tiny, "validate", str(folder)).output
    assert "imports/" not in before
    (folder / "bad.yaml").write_text("kind: states\ncolumns:\n  sate: X\n")
    (folder / "slip.yaml").write_text("kind: sttes\ncolumns: {}\nheader-row: none\n")
    (folder / "torn.yaml").write_text("<<<<<<< a\nkind: x\n=======\nkind: y\n>>>>>>> b\n")
    (folder / "notes.txt").write_text("a note\n")
    done = run(tiny, "validate", str(folder))
    assert done.exit_code == 1
    said = " ".join(done.output.split())
    for words in (
        'imports/bad.yaml 3:3 error OSC011 "sate" is no field',
        'did you mean "state"?',
        'imports/slip.yaml 1:1 error OSC011 "sttes" is no value of "kind"',
        '3:1 error OSC011 "header-row" must be a whole number',
        "imports/torn.yaml 1:1 error OSC004 unresolved merge conflict",
        "warning OSC012 not read: the maps of imports end in .yaml",
    ):
        assert words in said, said
    assert "good.yaml" not in said


def test_a_map_keeps_the_order_of_days(tiny: Path, tmp_path: Path, run: Run) -> None:
    first = tmp_path / "first.csv"
    first.write_text("ID,Title,Location,Collected\nev-x,X,x,09/25/2026\nev-y,Y,y,03/04/2026\n")
    keep = ("import", "evidence", str(first), "--save-map", "list")
    assert run(tiny, *keep).exit_code == 0
    kept = (tiny / "imports/list.yaml").read_text()
    assert kept.endswith("days:\n  collected: month-first\n")
    later = tmp_path / "later.csv"
    later.write_text("ID,Title,Location,Collected\nev-z,Z,z,05/06/2026\n")
    register = tiny / "ssp/demo/evidence.yaml"
    assert run(tiny, "import", "evidence", str(later)).exit_code == 0
    assert "2026-05-06" not in register.read_text(), "it could be two days"
    assert run(tiny, "import", "evidence", str(later), "--like", "list").exit_code == 0
    assert "2026-05-06" in register.read_text()
    later.write_text("ID,Title,Location,Collected\nev-v,V,v,25/06/2026\nev-w,W,w,01/02/2026\n")
    assert run(tiny, "import", "evidence", str(later), "--like", "list").exit_code == 0
    assert "2026-02-01" in register.read_text(), "the cells go before the map"


def test_rows_have_the_fate_that_their_messages_tell() -> None:
    problems = (
        Problem("OSC012", "bad; the row was not taken", 3),
        Problem("OSC012", "a title; the row was passed over", 4, warning=True),
        Problem("OSC012", "left out", 5, warning=True),
        Problem("OSC012", "too long", 9),
        Problem("OSC012", "of the file", None, warning=True),
    )
    records = [Record(row, {"title": f"thing {row}"}, sheet="S") for row in (2, 3, 4, 5)]
    fates = derive_fates(records, problems)
    assert {item.sheet for item in fates} == {"S"}
    assert fates[0].about == "thing 2"
    assert [(item.number, item.fate) for item in fates] == [
        (2, TAKEN),
        (3, REFUSED),
        (4, PASSED_OVER),
        (5, DOUBT),
        (9, REFUSED),
    ]


def test_a_message_of_several_rows_tells_the_fate_of_each_in_its_sheet() -> None:
    records = [Record(row, {}, sheet=sheet) for sheet in ("A", "B") for row in (2, 3)]
    problem = report_rows(records[1:3], "2 rows say nonsense; not taken", warning=False)
    fates = derive_fates(records, (problem,))
    assert [(item.sheet, item.number, item.fate) for item in fates] == [
        ("A", 2, TAKEN),
        ("A", 3, REFUSED),
        ("B", 2, REFUSED),
        ("B", 3, TAKEN),
    ]


def test_rows_of_one_number_on_two_sheets_have_each_their_own_fate() -> None:
    first, second = (Record(2, {}, sheet=name, is_of_many=True) for name in ("AC", "IA"))
    problems = (
        report_row(second, "no state; the row was not taken"),
        report_rows((first, second), "read as partial"),
    )
    fates = derive_fates((first, second), problems, became={("AC", 2): ("3.1.1[a] partial",)})
    assert [(item.sheet, item.fate, item.became) for item in fates] == [
        ("AC", DOUBT, ("3.1.1[a] partial",)),
        ("IA", REFUSED, ()),
    ]
    assert fates[0].why == ('read as partial (sheet "AC" row 2, sheet "IA" row 2)',)
    assert len(fates[1].why) == 2


def test_columns_of_a_file_that_does_not_fit_are_named_by_letter() -> None:
    data = b"A list of things,,\nRef,Thing,Where\n1,door,hall\n"
    [problem] = describe_columns(data, None, ("title", "location"))
    assert 'A "Ref", B "Thing", C "Where"' in problem.message
    assert "--map title=A --map location=B" in problem.hint
    assert [write_letters(index) for index in (0, 25, 26, 701)] == ["A", "Z", "AA", "ZZ"]
    assert describe_columns(b"\n", None, ("title",)) == ()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"<<<<<<< a\nkind: states\n=======\nkind: poam\n>>>>>>> b\n", "unresolved merge conflict"),
        (b"kind: st\xe9\n", "not UTF-8"),
        (b"kind: \0\n", "NUL byte"),
    ],
)
def test_a_damaged_map_is_not_called_empty(tiny: Path, run: Run, data: bytes, words: str) -> None:
    (tiny / "imports").mkdir(exist_ok=True)
    (tiny / "imports" / "mine.yaml").write_bytes(data)
    sheet = tiny.parent / "s.csv"
    sheet.write_text("Objective,State\n3.1.1[a],Met\n")
    done = run(tiny, "import", "states", str(sheet), "--like", "mine")
    assert done.exit_code == 1
    assert words in done.output
    assert "is empty" not in done.output
