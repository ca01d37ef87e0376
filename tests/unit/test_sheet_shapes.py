"""Tables in the looks that people give them: found at the first try, with no cell misread."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from random import Random

import openpyxl
import pytest

from attestle.formats.sheet_days import DayOrder, find_day_order, read_ordered_day
from attestle.formats.sheet_reading import FoundBy
from attestle.formats.sheet_records import Records
from attestle.formats.sheet_search import find_table
from attestle.formats.wanted_columns import WantedColumns
from conftest import is_long
from sheet_shapes import PlainTable, dress

CONTROLS = WantedColumns(
    {
        "control": ("Control ID", "Control #", "ID"),
        "description": ("Control Description", "Description", "Control"),
        "criteria": ("Trust Services Criteria", "TSC", "Criteria"),
        "owner": ("Control Owner", "Owner"),
        "collected": ("Collected", "Date"),
    },
    ("control", "description", "criteria"),
    kinds={
        "control": ("code",),
        "description": ("sentence",),
        "criteria": ("criteria",),
        "owner": ("mail", "role"),
        "collected": ("day",),
    },
    carried=("criteria",),
    joins=("control",),
)
STATES = WantedColumns(
    {
        "objective": ("Objective", "Assessment Objective", "Requirement", "ID"),
        "state": ("State", "Status"),
        "missing": ("Missing", "Gap"),
    },
    ("objective", "state"),
    kinds={"objective": ("objective", "requirement"), "state": ("state",)},
    positions={
        "state": lambda heading: heading if heading.lower() in ("met", "not met", "n/a") else ""
    },
)
CONTROL_TABLE = PlainTable(
    {
        "control": ("Control ID", "Ref", "Code", "Control Key", "Our number"),
        "description": ("Description", "What we do", "Control", "Activity", "Statement"),
        "criteria": (
            "TSC",
            "SOC2 ref",
            "TSC Reference",
            "Mapped requirements",
            "Framework sections",
        ),
        "owner": ("Owner", "Control Owner"),
    },
    tuple(
        {
            "control": f"AC-{number}",
            "description": f"Access number {number} is granted on a request that was approved.",
            "criteria": f"CC6.{1 + number % 8}, CC{1 + number % 9}.1",
            "owner": ("it@northlane.example", "people@northlane.example")[number % 2],
        }
        for number in range(1, 13)
    ),
)
STATE_TABLE = PlainTable(
    {
        "objective": ("Objective", "Determination", "AO", "What is judged", "Requirement Key"),
        "state": ("State", "Status", "MET / NOT MET", "How it stands", "Verdict"),
        "missing": ("Missing", "Gap"),
    },
    tuple(
        {
            "objective": f"3.{family}.1[{letter}]",
            "state": ("Met", "Not Met", "Partially Met", "N/A")[(family + ord(letter)) % 4],
            "missing": ("", "the list of service accounts", "", "")[(family + ord(letter)) % 4],
        }
        for family in (1, 3, 5, 13)
        for letter in "abc"
    ),
)


def read_rows(found: Records, fields: Sequence[str]) -> list[dict[str, str]]:
    return [
        {name: record[name] for name in fields}
        for record in found.records
        if not (record.is_caption or record.is_total)
    ]


@pytest.mark.parametrize(
    ("table", "wanted"),
    [(CONTROL_TABLE, CONTROLS), (STATE_TABLE, STATES)],
    ids=("controls", "states"),
)
def test_dressed_tables_come_out_as_they_went_in(table: PlainTable, wanted: WantedColumns) -> None:
    tries = 240 if is_long() else 12
    fields = wanted.required
    plain = [{name: row[name] for name in fields} for row in table.rows]
    failures = []
    for seed in range(tries):
        dressed = dress(table, Random(seed))
        rows = read_rows(find_table(dressed.data, wanted), fields)
        if rows != plain:
            failures.append((seed, dressed.how, dict(dressed.headings), rows[:1]))
        # what comes out is never another value than what stands in that row
        states = {row["objective"]: row["state"] for row in table.rows} if "state" in fields else {}
        assert all(
            row["state"] == states.get(row["objective"], row["state"]) for row in rows if states
        )
    assert len(failures) <= tries * 0.05, failures


def write_book(**sheets: Sequence[Sequence[str]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for title, lines in sheets.items():
        page = book.create_sheet(title)
        for line in lines:
            page.append(list(line))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def write_lines(*lines: str) -> bytes:
    return "\n".join(lines).encode()


def list_found(found: Records) -> Mapping[str, tuple[str, FoundBy]]:
    return {item.field: (item.heading, item.found_by) for item in found.reading.columns}


def tell(found: Records) -> str:
    return "\n".join(problem.message + " | " + problem.hint for problem in found.problems)


def test_a_column_of_criteria_is_the_criteria_whatever_it_is_called() -> None:
    found = find_table(
        write_lines(
            "ID,Control,Criteria",
            "AC-1,CC6.1,Access is granted on a request",
            "AC-2,CC6.2,Access is reviewed in each quarter",
            "AC-3,CC6.3,Access ends on the last day",
        ),
        CONTROLS,
    )
    assert list_found(found)["criteria"] == ("Control", FoundBy.CONTENT)
    assert found.records[0]["description"] == "Access is granted on a request"
    assert '"Criteria" holds sentences, so it was not taken for criteria' in tell(found)
    [criteria] = [item for item in found.reading.columns if item.field == "criteria"]
    assert (criteria.matching, criteria.filled) == (3, 3)


def test_a_column_of_another_time_is_not_the_state() -> None:
    lines = ("Objective,Target status", "3.1.1[a],Met", "3.1.1[b],Met", "3.1.1[c],Met")
    found = find_table(write_lines(*lines), STATES)
    assert not found.records
    assert '"Target status" (states)' in tell(found), "it is offered, not taken"


def test_a_table_without_headings_is_told_by_its_cells() -> None:
    lines = [f"AC-{number},Access is granted on a request,CC6.{number}" for number in (1, 2, 3)]
    found = find_table(write_lines(*lines), CONTROLS)
    assert [record["criteria"] for record in found.records] == ["CC6.1", "CC6.2", "CC6.3"]
    assert found.reading.heading_rows == (0,)
    assert list_found(found)["criteria"][0] == "column C"
    assert "no row of headings was found" in tell(found)


def test_marks_choose_the_value_of_their_column() -> None:
    found = find_table(
        write_lines(
            "Objective,Met,Not Met,N/A,Remarks",
            "3.1.1[a],X,,,fine",
            "3.1.1[b],,X,,",
            "3.1.1[c],x,x,,both",
            "3.1.1[d],,,,none",
        ),
        STATES,
    )
    assert [record["state"] for record in found.records] == ["Met", "Not Met", "Met\nNot Met", ""]
    assert list_found(found)["state"][1] is FoundBy.POSITION


def test_headings_within_the_table_carry_their_value_down() -> None:
    found = find_table(
        write_lines(
            "Control ID,Description,Owner",
            "CC6.1 Logical access",
            "AC-1,Access is granted on a request,it@northlane.example",
            "AC-2,Access is reviewed in each quarter,it@northlane.example",
            "Other duties",
            "AC-3,Access ends on the last day,it@northlane.example",
        ),
        CONTROLS,
    )
    rows = [record for record in found.records if not record.is_caption]
    assert [record["criteria"] for record in rows] == ["CC6.1 Logical access"] * 2 + [""]
    assert rows[0].carried == {"criteria"}


def test_sheets_of_one_shape_are_read_together_and_specimens_are_not() -> None:
    head = ("Control ID", "Description", "TSC")
    access = [head, ("AC-1", "Access is granted on a request", "CC6.1")]
    change = [head, ("CH-1", "Changes are reviewed by another person", "CC8.1")]
    example = [head, ("XX-1", "This is how a row of this sheet looks", "CC1.1")]
    data = write_book(Cover=[("Northlane",)], Access=access, Change=change, Example=example)
    found = find_table(data, CONTROLS)
    assert [(record.sheet, record["control"]) for record in found.records] == [
        ("Access", "AC-1"),
        ("Change", "CH-1"),
    ]
    assert found.reading.sheets == ("Access", "Change")
    assert "the others were not: Cover, Example" in tell(found)


def test_two_sheets_are_joined_by_an_id() -> None:
    controls = [("Control ID", "Description"), ("AC-1", "Access is granted"), ("AC-2", "Reviews")]
    mapping = [("Control ID", "Criteria"), ("AC-1", "CC6.1"), ("AC-1", "CC6.2"), ("AC-2", "CC6.3")]
    found = find_table(write_book(Controls=controls, Mapping=mapping), CONTROLS)
    assert [(record["description"], record["criteria"]) for record in found.records] == [
        ("Access is granted", "CC6.1\nCC6.2"),
        ("Reviews", "CC6.3"),
    ]
    assert found.reading.sheets == ("Controls", "Mapping")


def test_errors_speak_of_the_nearest_sheet_and_list_all_headings() -> None:
    data = write_book(
        Cover=[("Northlane", "2026")],
        Register=[("Code", "What", "Mail"), *(("AC-1", "a b c d e f", "a@b.example"),) * 3],
    )
    words = tell(find_table(data, CONTROLS))
    assert 'sheet "Register": no column for "criteria"' in words
    assert '"Code" (ids); "What" (sentences); "Mail" (e-mail addresses)' in words


def test_hidden_rows_are_read_and_told() -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for line in (
        ("Control ID", "Description", "TSC"),
        ("AC-1", "a", "CC6.1"),
        ("AC-2", "b", "CC6.2"),
    ):
        page.append(line)
    page.row_dimensions[3].hidden = True
    out = io.BytesIO()
    book.save(out)
    found = find_table(out.getvalue(), CONTROLS)
    assert [record.is_hidden for record in found.records] == [False, True]
    assert "1 rows are hidden" not in tell(found)
    assert "a row is hidden" in tell(found)


def test_hidden_columns_are_told_whether_they_were_read_or_not() -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for line in (
        ("Control ID", "Description", "TSC", "Owner", "Colour", "", "Shape"),
        ("AC-1", "a", "CC6.1", "IT", "red", "", "round"),
    ):
        page.append(line)
    for name in "DEF":
        page.column_dimensions[name].hidden = True
    out = io.BytesIO()
    book.save(out)
    found = find_table(out.getvalue(), CONTROLS)
    assert found.records[0]["owner"] == "IT"
    told = (
        'columns are hidden in the sheet: "Owner" (D) was read like the others; "Colour" (E) was not'
        " used"
    )
    [problem] = [item for item in found.problems if item.message == told]
    assert problem.warning
    page.column_dimensions.group("D", "F", hidden=False)
    out = io.BytesIO()
    book.save(out)
    assert "hidden" not in tell(find_table(out.getvalue(), CONTROLS))


@pytest.mark.parametrize(
    ("cells", "order"),
    [
        (("25/03/2026", "03/04/2026"), DayOrder.DAY_FIRST),
        (("3/25/2026", "3/4/2026"), DayOrder.MONTH_FIRST),
        (("3/4/2026", "5/6/2026"), None),
        (("25/3/2026", "3/25/2026"), None),
    ],
)
def test_a_column_of_days_shows_its_own_order(
    cells: tuple[str, ...], order: DayOrder | None
) -> None:
    assert find_day_order(cells) == order
    lines = [f"AC-{at},Access is granted,CC6.1,{cell}" for at, cell in enumerate(cells)]
    found = find_table(write_lines("Control ID,Description,TSC,Collected", *lines), CONTROLS)
    days = {DayOrder.DAY_FIRST: "2026-04-03", DayOrder.MONTH_FIRST: "2026-03-04", None: cells[1]}
    assert found.records[1]["collected"] == days[order]


def test_short_years_need_a_known_order() -> None:
    day = read_ordered_day("3/4/26", DayOrder.DAY_FIRST)
    assert day is not None
    assert day.isoformat() == "2026-04-03"
    assert read_ordered_day("26/11/24", DayOrder.DAY_FIRST) is None, "it could begin with the year"


def test_the_row_of_headings_can_be_named() -> None:
    data = write_lines("a,b,c", "Control ID,Description,TSC", "AC-1,text,CC6.1")
    named = find_table(data, CONTROLS, header_row=2)
    assert [record["control"] for record in named.records] == ["AC-1"]
    assert "row 9 is no row of headings" in tell(find_table(data, CONTROLS, header_row=9))


def zip_parts(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name in names:
            package.writestr(name, "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (zip_parts("[Content_Types].xml", "word/document.xml"), "Word document"),
        (zip_parts("[Content_Types].xml", "ppt/presentation.xml"), "PowerPoint"),
        (zip_parts("Index/Document.iwa"), "Apple Numbers"),
        (b"\x08Jo Park ".ljust(55) + "\x08Jo Park ".ljust(55).encode("utf-16-le"), "lock file"),
        (b"{\\rtf1 text}", "word processor"),
        (b"%PDF-1.7 x", "PDF"),
    ],
)
def test_other_files_are_refused_by_what_they_are(data: bytes, what: str) -> None:
    found = find_table(data, CONTROLS)
    assert not found.records
    assert what in tell(found)


def test_bars_between_cells_are_read() -> None:
    lines = ("Control ID|Description|TSC", "AC-1|Access, as asked; for all|CC6.1")
    found = find_table(write_lines(*lines), CONTROLS)
    assert found.records[0]["description"] == "Access, as asked; for all"
