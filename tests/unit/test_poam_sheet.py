"""Plans of action in the tables of agencies and trackers: no item is lost in silence, and none is
closed by a word.
"""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from attestle.formats import frontmatter, yaml12
from attestle.sheet_import.row_fates import DOUBT, PASSED_OVER, REFUSED, TAKEN
from conftest import is_long
from register_sheets import Placed, place_sheet
from sheet_shapes import PlainTable, dress


def list_items(placed: Placed) -> list[dict[str, Any]]:
    texts = [text for path, text in placed.placement.texts.items() if "/poam/" in path]
    return [yaml12.read_yaml(frontmatter.split_front_matter(text).yaml).value for text in texts]


def test_the_table_of_an_agency_names_requirements_in_its_words() -> None:
    head = (
        "Weaknesses",
        "Responsible Office/ Organization",
        "Resource Estimate (funded / unfunded/ reallocation)",
        "Scheduled Completion Date",
        "Milestones with Interim Completion Dates",
        "Status (Ongoing or Complete)",
    )
    placed = place_sheet(
        "poam",
        (
            head,
            ("3.1.1 Accounts of leavers stay", "IT", "funded", "12/31/2026", "(1) Script 11/30/2026",
             "Ongoing"),
            ("Keys are not rotated (3.13.10[a], [b])", "IT", "", "1/31/2027", "", "Complete"),
            ("Something is amiss", "IT", "", "1/31/2027", "", ""),
            ("Total", "", "", "", "", ""),
        ),
    )  # fmt: skip
    first, second = list_items(placed)
    assert (first["objectives"], first["milestones"][0]["title"]) == (["3.1.1"], "Script")
    assert (second["objectives"], second["status"]) == (["3.13.10[a]", "3.13.10[b]"], "ongoing")
    assert placed.fates == {2: DOUBT, 3: DOUBT, 4: REFUSED, 5: PASSED_OVER}


@pytest.mark.parametrize(
    ("cell", "objectives", "told"),
    [
        ("3.1.1 - 3.1.2", ["3.1.1", "3.1.2"], ""),
        ("AC.L2-3.1.1[a]-[c]", ["3.1.1[a]", "3.1.1[b]", "3.1.1[c]"], ""),
        ("3.1.1[a] met\n3.1.1[b]", ["3.1.1[a]", "3.1.1[b]"], ""),
        ("3.1.1[a]; AC-2", ["3.1.1[a]"], "AC-2"),
        ("A.5.15, 3.1.2", ["3.1.2"], "A.5.15"),
        ("3.1.1[z], 3.1.2", ["3.1.2"], "3.1.1[z]"),
        ("3.13.11", ["3.13.11"], ""),
    ],
)
def test_cells_of_requirements_are_expanded_or_told(
    cell: str, objectives: list[str], told: str
) -> None:
    rows = (("Weakness", "Control", "Due"), ("Accounts stay", cell, "2027-01-31"))
    placed = place_sheet("poam", rows)
    [item] = list_items(placed)
    assert item["objectives"] == objectives
    assert (f'"{told}" is no objective' in placed.said) == bool(told)
    assert placed.fates == {2: DOUBT if told else TAKEN} or "Owner of the item" in placed.said


TABLE = PlainTable(
    {
        "id": ("POA&M ID", "Item #", "Weakness ID", "Finding ID"),
        "weakness": ("Weakness", "Deficiency", "Control Vulnerability Description", "Finding"),
        "requirement": ("Control", "Security Control Number", "CMMC Practice", "Maps to"),
        "scheduled": ("Due date", "Scheduled Completion Date", "Target date", "ECD"),
        "status": ("Status", "State", "Current status"),
        "owner": ("Owner", "POC", "Responsible Office"),
    },
    tuple(
        {
            "id": f"W-{number}",
            "weakness": f"Weakness number {number} was found by the people who looked for it",
            "requirement": f"3.1.{number}[a], 3.5.{1 + number % 9}",
            "scheduled": f"2027-01-{10 + number}",
            "status": ("Open", "Closed", "Completed", "Risk Accepted", "Perhaps")[number % 5],
            "owner": "IT",
        }
        for number in range(1, 13)
    ),
)


def test_plans_in_any_look_are_placed_and_no_item_is_closed_by_a_word() -> None:
    tries: int = 80 if is_long() else 4
    misses: list[tuple[object, ...]] = []
    for seed in range(tries):
        dressed = dress(TABLE, Random(seed))
        placed = place_sheet("poam", dressed.data)
        found = {item["objectives"][0]: item for item in list_items(placed)}
        for row in dressed.rows:
            item = found.get(row["requirement"].partition(",")[0], {})
            assert item.get("status", "ongoing") == "ongoing"
            same = (
                item.get("objectives") == row["requirement"].split(", "),
                str(item.get("scheduled-completion")) == row["scheduled"],
                item.get("owner") == "it",
            )
            if not all(same):
                misses.append((seed, dressed.how, dict(dressed.headings), same))
        assert len(placed.placement.fates) == placed.rows
    assert len({miss[0] for miss in misses}) <= tries * 0.05, misses[:3]
