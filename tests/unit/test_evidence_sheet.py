"""Lists of artifacts as teams have them: every row is in the register or told, and none counts for
more than the sheet says.
"""

from __future__ import annotations

from random import Random

import pytest

from attestle.sheet_import.row_fates import DOUBT, PASSED_OVER, REFUSED, TAKEN
from conftest import is_long
from register_sheets import Rows, place_sheet
from sheet_shapes import PlainTable, dress

A, B = "a" * 64, "b" * 64


def test_columns_are_found_by_what_is_in_them() -> None:
    placed = place_sheet(
        "evidence",
        (
            ("Evidence Name", "Where it is kept", "Last refreshed", "Who", "Renewal date",
             "Mapped requirements", "Approval"),
            ("MFA settings", "https://a.example/1", "25/10/2026", "it@acme.example", "25/10/2027",
             "3.5.3[a]-[c]", "Approved"),
            ("Policy pack", "https://a.example/2", "03/04/2026", "IT", "", "3.1.1-2", "In review"),
        ),
    )  # fmt: skip
    settings, policy = placed.list_evidence().values()
    assert (str(settings["collected"]), settings["cadence"]) == ("2026-10-25", 365)
    assert settings["objectives"] == ["3.5.3[a]", "3.5.3[b]", "3.5.3[c]"]
    assert (settings["status"], policy["status"]) == ("final", "draft")
    assert policy["objectives"][-1] == "3.1.2[b]"
    assert placed.reading.unused == ()


@pytest.mark.parametrize(
    ("written", "status"),
    [("Final", "final"), ("", "draft"), ("Needs update", "draft"), ("Rejected", "draft"),
     ("N/A", "draft"), ("Not approved", "draft")],
)  # fmt: skip
def test_only_what_is_said_to_be_final_is_final(written: str, status: str) -> None:
    rows = (("Title", "Location", "Status"), ("Roster", "a/b.xlsx", written))
    [item] = place_sheet("evidence", rows).list_evidence().values()
    assert item["status"] == status


def test_a_list_without_a_status_is_told_once_and_is_no_evidence_yet() -> None:
    rows = (("Algorithm", "Hash", "Path"), ("SHA256", A, "c:\\a.pdf"), ("SHA256", B, "c:\\b.pdf"))
    placed = place_sheet("evidence", rows)
    assert placed.said.count("no status: taken as draft") == 1
    assert "rows 2, 3" in placed.said
    assert {item["status"] for item in placed.list_evidence().values()} == {"draft"}
    assert placed.fates == {2: DOUBT, 3: DOUBT}


HEAD = ("ID", "Title", "Location", "Status", "Collected", "Hash")


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (("Final", "2026-10-01", ""), ("Draft", "2026-10-01", ""), {"status": "draft"}),
        (("Final", "2026-10-01", ""), ("Final", "2026-09-01", ""), {"collected": "2026-09-01"}),
        (("Final", "", A), ("Final", "", B), {"sha256": None}),
    ],
)
def test_of_two_rows_of_one_artifact_what_claims_less_is_taken(
    first: tuple[str, ...], second: tuple[str, ...], expected: dict[str, str | None]
) -> None:
    for rows in ((first, second), (second, first)):
        sheet = (HEAD, *(("E-1", "Roster", "a.pdf", *row) for row in rows))
        placed = place_sheet("evidence", sheet)
        [item] = placed.list_evidence().values()
        for key, value in expected.items():
            assert (str(item[key]) if key in item else None) == value
        assert "what claims less was taken" in placed.said
        assert placed.fates[3] == DOUBT


def test_several_files_are_one_item() -> None:
    sheet: Rows = (
        HEAD,
        ("E-1", "Roster", "https://a.example/1\nhttps://a.example/2", "Final", "", f"{A}\n{B}"),
        ("E-2", "Plan", "x/a.pdf", "Final", "", ""),
        ("E-2", "Plan", "x/b.pdf", "Final", "", B),
        ("E-3", "Log, of all; hosts", "Vanta > Documents; drawer", "Final", "", ""),
    )
    first, second, third = place_sheet("evidence", sheet).list_evidence().values()
    assert first["locations"] == [
        {"location": "https://a.example/1", "sha256": A},
        {"location": "https://a.example/2", "sha256": B},
    ]
    assert second["locations"] == [{"location": "x/a.pdf"}, {"location": "x/b.pdf", "sha256": B}]
    assert third["location"] == "Vanta > Documents; drawer", "words are no list of files"


@pytest.mark.parametrize(
    ("word", "kind"),
    [("Screen Shot", "screenshot"), ("Config export", "configuration"), ("Policy document", "policy"),
     ("Meeting Minutes", "record"), ("Report", "record"), ("PDF", None)],
)  # fmt: skip
def test_kinds_are_read_in_the_words_of_teams(word: str, kind: str | None) -> None:
    rows = (("Type", "Title", "Location"), (word, "Thing of the month", "x/y.bin"))
    placed = place_sheet("evidence", rows)
    [item] = placed.list_evidence().values()
    assert item.get("kind") == kind
    assert ("is no kind of evidence" in placed.said) == (kind is None)


def test_what_has_no_place_is_told_with_its_row() -> None:
    sheet = (
        ("Title", "Location", "Collected", "Requirements"),
        ("Roster", "a.pdf", "2027-01-01", "AC-2, 3.1.1[z], 3.1.2[a]"),
        ("", "", "Access control family", ""),
        ("Alone", "", "2026-01-01", ""),
    )
    placed = place_sheet("evidence", sheet)
    [item] = placed.list_evidence().values()
    assert (item["objectives"], "collected" in item) == (["3.1.2[a]"], False)
    for words in ("has not come yet", '"AC-2" is no', '"3.1.1[z]" is no', "no location"):
        assert words in placed.said
    assert placed.fates == {2: DOUBT, 3: PASSED_OVER, 4: REFUSED}


SEVERAL = """evidence:
  - uuid: 00000000-0000-4000-8000-00000000000a
    id: e-1
    title: Roster
    locations:
      - location: a.pdf
      - location: b.pdf
    status: final
"""


@pytest.mark.parametrize(("place", "is_kept"), [("a.pdf", False), ("c.pdf", True)])
def test_an_item_with_several_places_is_completed_and_they_stay(place: str, is_kept: bool) -> None:
    sheet = (HEAD, ("E-1", "Roster", place, "", "2026-10-01", ""))
    placed = place_sheet("evidence", sheet, {"ssp/demo/evidence.yaml": SEVERAL})
    [item] = placed.list_evidence().values()
    assert str(item["collected"]) == "2026-10-01"
    assert [entry["location"] for entry in item["locations"]] == ["a.pdf", "b.pdf"]
    assert ("c.pdf" in placed.said) == is_kept


TABLE = PlainTable(
    {
        "title": ("Evidence Name", "Artifact", "Document Title", "Title"),
        "location": ("Location", "Link", "Where it lies", "URL", "Stored at"),
        "collected": ("Collected", "Uploaded", "Last updated", "Date"),
        "objectives": ("Requirements", "CMMC practice", "Mapped to", "Supports"),
        "status": ("Status", "Approval", "State", "Document status"),
        "owner": ("Owner", "Responsible", "Uploaded by"),
    },
    tuple(
        {
            "title": f"Artifact of month {number}",
            "location": f"https://store.example/{number}",
            "collected": f"2026-0{1 + number % 9}-1{number % 10}",
            "objectives": f"3.1.{1 + number % 9}[a], 3.5.{1 + number % 9}[a]",
            "status": ("Approved", "Draft", "In review", "Rejected", "Needs work", "")[number % 6],
            "owner": ("it@acme.example", "IT")[number % 2],
        }
        for number in range(1, 13)
    ),
)


def test_lists_in_any_look_are_placed_and_no_row_is_better_than_written() -> None:
    tries: int = 80 if is_long() else 4
    misses: list[tuple[object, ...]] = []
    for seed in range(tries):
        dressed = dress(TABLE, Random(seed))
        placed = place_sheet("evidence", dressed.data)
        found = {item["title"]: item for item in placed.list_evidence().values()}
        for row in dressed.rows:
            item = found.get(row["title"])
            if item is None:
                misses.append((seed, dressed.how, row["title"]))
                continue
            assert item["status"] == ("final" if row["status"] == "Approved" else "draft")
            if (
                str(item.get("collected")) != row["collected"]
                or item.get("objectives") != row["objectives"].split(", ")
                or "owner" not in item
            ):
                misses.append((seed, dressed.how, dict(dressed.headings)))
        told = {fate.number for fate in placed.placement.fates}
        assert len(told) == placed.rows
        assert sum(fate in (TAKEN, DOUBT) for fate in placed.fates.values()) >= len(found)
    assert len({miss[0] for miss in misses}) <= tries * 0.05, misses[:3]
