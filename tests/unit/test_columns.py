"""Headings found under what stands above them, in whatever order and spelling."""

from __future__ import annotations

import pytest

from attestle.formats import sheet_search
from attestle.formats.heading_names import fold_heading
from attestle.formats.problems import Problem
from attestle.formats.sheet import Sheet, SheetRow
from attestle.formats.sheet_columns import NearestHints, find_records, split_cell
from attestle.formats.sheet_records import Records
from attestle.formats.wanted_columns import Spellings
from attestle.sheet_import import (
    evidence_sheet,
    inventory_sheet,
    soc2_control_columns,
    states_sheet,
)

FIELDS: Spellings = {
    "control": ("Control ID", "ID"),
    "title": ("Title", "Control Objective"),
    "text": ("Description", "Control"),
    "criteria": ("TSC",),
}
NEEDED = ("control", "text")


def sheet(*rows: tuple[str, ...], problems: tuple[Problem, ...] = ()) -> Sheet:
    return Sheet(
        tuple(SheetRow(number, row) for number, row in enumerate(rows, 1) if any(row)), problems
    )


def errors(found: Records) -> list[str]:
    return [item.message for item in found.problems if not item.warning]


def test_headings_are_found_below_a_title_and_compared_without_signs() -> None:
    found = find_records(
        sheet(
            ("Acme, Inc.",),
            (),
            ("As of", "2026"),
            ("TSC", "control-id", "DESCRIPTION:", "Comment"),
            ("CC6.1", "AC-1", "text", "x"),
        ),
        FIELDS,
        NEEDED,
        {},
    )
    [record] = found.records
    assert (
        record.number,
        record["control"],
        record["text"],
        record["criteria"],
        record["title"],
    ) == (5, "AC-1", "text", "CC6.1", "")
    assert found.unused == ("Comment",)
    assert found.columns == {"control": "control-id", "text": "DESCRIPTION:", "criteria": "TSC"}


def test_a_spelling_goes_before_the_bare_name_of_the_field() -> None:
    """`Control` is the text where there is a `Control ID` beside it, and the id where there is
    none.
    """
    found = find_records(sheet(("Control ID", "Control"), ("AC-1", "text")), FIELDS, NEEDED, {})
    assert (found.records[0]["control"], found.records[0]["text"]) == ("AC-1", "text")
    found = find_records(sheet(("Control", "Description"), ("AC-1", "text")), FIELDS, NEEDED, {})
    assert (found.records[0]["control"], found.records[0]["text"]) == ("AC-1", "text")


def test_what_was_asked_for_goes_first_even_if_another_field_has_that_spelling() -> None:
    found = find_records(
        sheet(("ID", "Control Objective", "Description"), ("AC-1", "mine", "other")),
        FIELDS,
        NEEDED,
        {"text": "control objective"},
    )
    assert not errors(found)
    assert (found.records[0]["text"], found.records[0]["title"]) == ("mine", "")


@pytest.mark.parametrize(
    ("given", "words_"),
    [
        ({"txt": "Description"}, '"txt" is no field'),
        ({"text": "Descr"}, 'there is no column "Descr"'),
    ],
)
def test_a_wrong_map_is_a_misuse(given: dict[str, str], words_: str) -> None:
    found = find_records(sheet(("ID", "Description"), ("AC-1", "text")), FIELDS, NEEDED, given)
    assert found.misuse
    assert not found.records
    assert any(words_ in message for message in errors(found))


def test_a_missing_column_is_told_with_the_way_out() -> None:
    found = find_records(sheet(("ID", "Descriptoin"), ("AC-1", "text")), FIELDS, NEEDED, {})
    assert not found.misuse
    [problem] = [item for item in found.problems if not item.warning]
    assert problem.line == 1
    assert "Descriptoin" in problem.hint
    assert "--map text=HEADING" in problem.hint
    assert errors(find_records(sheet(("a", "b"), ("1", "2")), FIELDS, NEEDED, {})) == [
        "no row with headings was found"
    ]


def test_two_rows_of_headings_are_read_together() -> None:
    found = find_records(
        sheet(
            ("Control ID", "Description", "Testing", ""),
            ("", "", "Procedure", "TSC"),
            ("AC-1", "text", "looked", "CC6.1"),
        ),
        FIELDS,
        NEEDED,
        {},
    )
    [record] = found.records
    assert (record["control"], record["criteria"]) == ("AC-1", "CC6.1")
    assert any(
        "second row of headings" in item.message and item.line == 2 for item in found.problems
    )
    split = find_records(
        sheet(
            ("Control ID", "Description", "", ""),
            ("", "", "TSC", "Title"),
            ("AC-1", "text", "CC6.1", "Access"),
        ),
        FIELDS,
        (*NEEDED, "criteria"),
        {},
    )
    assert [(item["criteria"], item["title"]) for item in split.records] == [("CC6.1", "Access")]
    grouped = find_records(
        sheet(("Control", "", "SOC 2"), ("ID", "Description", "TSC"), ("AC-1", "text", "CC6.1")),
        FIELDS,
        NEEDED,
        {},
    )
    assert [item["criteria"] for item in grouped.records] == ["CC6.1"]


def test_a_first_row_of_the_table_is_no_second_heading() -> None:
    for row in (("AC-1", "text"), ("", "text without an id"), ("AC-1", "", "", "stray note")):
        found = find_records(sheet(("ID", "Description"), row), FIELDS, NEEDED, {})
        assert len(found.records) == 1, row


def test_headings_that_stand_again_are_passed_over() -> None:
    head = ("ID", "Description")
    found = find_records(sheet(head, ("AC-1", "a"), head, ("AC-2", "b"), head), FIELDS, NEEDED, {})
    assert [item["control"] for item in found.records] == ["AC-1", "AC-2"]
    assert any("row 3, 5" in item.message for item in found.problems)


def test_a_heading_that_stands_twice_is_told() -> None:
    found = find_records(
        sheet(("ID", "Description", "description"), ("AC-1", "first", "second")), FIELDS, NEEDED, {}
    )
    assert found.records[0]["text"] == "first"
    assert any("stands twice" in item.message for item in found.problems)


def test_a_row_that_was_left_out_leaves_the_others() -> None:
    found = find_records(
        sheet(("ID", "Description"), ("AC-1", "a"), problems=(Problem("OSC012", "too long", 3),)),
        FIELDS,
        NEEDED,
        {},
    )
    assert len(found.records) == 1
    assert found.left_out == 1
    assert not find_records(Sheet((), (Problem("OSC012", "no table"),)), FIELDS, NEEDED, {}).records


def test_captions_and_totals() -> None:
    rows = (
        ("ID", "Description", "TSC"),
        ("Logical access",),
        ("AC-1",),
        ("Total", "", "85"),
        ("Total number of controls: 85",),
        ("TOT-1", "Totals are checked", "CC6.1"),
    )
    records = find_records(sheet(*rows), FIELDS, NEEDED, {}).records
    assert [item.is_caption for item in records] == [True, False, False, True, False]
    assert [item.is_total for item in records] == [False, False, True, True, False]


def test_further_columns_add_to_a_field() -> None:
    kinds = {"criteria": soc2_control_columns.join_criteria}
    rows = (
        ("ID", "Description", "TSC", "TSC 2", "CC7.1", "Availability"),
        ("AC-1", "a", "CC6.1", "CC6.2", "x", "A1.2"),
        ("AC-2", "b", "", "", "-", "Yes"),
    )
    first, second = find_records(sheet(*rows), FIELDS, NEEDED, {}, kinds).records
    assert first["criteria"].split("\n") == ["CC6.1", "CC6.2", "CC7.1", "A1.2"]
    assert second["criteria"] == ""
    mapped = find_records(sheet(*rows), FIELDS, NEEDED, {"criteria": "TSC 2"}, kinds)
    assert mapped.records[0]["criteria"] == "CC6.2", "what was asked for is all that is taken"


@pytest.mark.parametrize("module", [soc2_control_columns, states_sheet, evidence_sheet])
def test_spellings_name_one_field_first(module: object) -> None:
    """The first spelling of a field is what messages ask for: it must lead to that field and no
    other.
    """
    fields: Spellings = module.COLUMNS  # type: ignore[attr-defined]
    firsts = {name: fields[name][0] for name in fields}
    header = tuple(firsts.values())
    found = find_records(sheet(header, tuple("x" for _ in header)), fields, (), {})
    for name, heading in firsts.items():
        assert fold_heading(found.columns.get(name, heading)) == fold_heading(heading), name


def test_words_and_hints() -> None:
    assert split_cell("a, b;c|d\n e,,") == ["a", "b", "c", "d", "e"]
    hint = NearestHints(("alpha", "beta"), most=1)
    assert hint("alpah") == 'did you mean "alpha"?'
    assert hint("beto") == "", "only as many as somebody would read"
    assert hint("alpah") == 'did you mean "alpha"?'


@pytest.mark.parametrize(
    "rows",
    [
        (("Asset ID", "Asset Name", "Category", "Owner", "CUI"),
         ("A1", "Laptop", "CUI", "System Owner", "processes")),
        (("Asset Name", "Category", "Owner", "CUI"),
         ("Laptop", "CUI", "System Owner", "processes")),
        (("Asset ID", "", "Asset Name", "Category", "Owner"),
         ("A1", "spare", "Server", "CUI", "System Owner")),
    ],
)  # fmt: skip
def test_a_row_of_words_that_may_be_headings_is_no_second_row_of_them(
    rows: tuple[tuple[str, ...], ...],
) -> None:
    others = tuple(("B2", "Badge", "OOS", "Owner", "") for _ in range(2))
    wanted = inventory_sheet.IMPORTER.want_columns({})
    found = sheet_search.find_table(
        "\n".join(",".join(row) for row in (*rows, *others)).encode(), wanted, (), None
    )
    assert not any("second row of headings" in item.message for item in found.problems)
    assert found.records[0].number == 2
