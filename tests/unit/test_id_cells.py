"""Cells that name requirements, objectives or criteria: expanded as a whole, or refused."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path

import pytest

from attestle.api.catalog_lookup import read_profile_baseline
from attestle.formats.criteria_cells import read_criteria
from attestle.formats.id_cells import (
    looks_like_criteria,
    looks_like_objective,
    looks_like_requirement,
    read_subjects,
)
from attestle.model.baseline import Baseline
from tables import check_each

_ROOT = Path(__file__).parents[2]
_KNOWN = (
    *(f"cc{series}.{n}" for series, most in ((1, 5), (6, 8), (7, 5)) for n in range(1, most + 1)),
    "a1.1", "a1.2", "a1.3", "c1.1", "c1.2", "p6.1",
)  # fmt: skip


@cache
def _baseline() -> Baseline:
    return read_profile_baseline(_ROOT, "cmmc-level-2")


def _read(objective: str, requirement: str = "", letter: str = "") -> str:
    found = read_subjects(_baseline(), objective, requirement, letter)
    assert not (found.subjects and found.refused)
    names = [one[1].label if isinstance(one, tuple) else one.label for one in found.subjects]
    return " ".join(names)


@check_each(
    ("cell", "names"),
    [
        ("3.1.5[a]-[d]", "3.1.5[a] 3.1.5[b] 3.1.5[c] 3.1.5[d]"),
        ("3.1.6[a], [b]", "3.1.6[a] 3.1.6[b]"),
        ("3.1.7[a] & [b]", "3.1.7[a] 3.1.7[b]"),
        ("3.1.8[a]; 3.1.8[b]", "3.1.8[a] 3.1.8[b]"),
        ("3.1.9 [a] and [b]", "3.1.9[a] 3.1.9[b]"),
        ("3.1.5[a,b]", "3.1.5[a] 3.1.5[b]"),
        ("3.1.5[a-c]", "3.1.5[a] 3.1.5[b] 3.1.5[c]"),
        ("3.1.5 a, b", "3.1.5[a] 3.1.5[b]"),
        ("3.1.5a-c", "3.1.5[a] 3.1.5[b] 3.1.5[c]"),
        ("3.1.5[a] \u2013 3.1.5[c]", "3.1.5[a] 3.1.5[b] 3.1.5[c]"),
        ("3.1.5[d]-3.1.6[b]", "3.1.5[d] 3.1.6[a] 3.1.6[b]"),
        ("AC.L2-3.1.1[a]", "3.1.1[a]"),
        ("ac.l2-3.1.1.a", "3.1.1[a]"),
        ("AC.L1-b.1.i[a]", "3.1.1[a]"),
        ("B.1.I", "3.1.1"),
        ("52.204-21(b)(1)(i)", "3.1.1"),
        ("PE.L1-b.1.ix[c]", "3.10.4"),
        ("03.01.01", "3.1.1"),
        ("3.1.1 (a)", "3.1.1[a]"),
        ("3.1.1a", "3.1.1[a]"),
        ("3.1.1-[a]", "3.1.1[a]"),
        ("3.1.1[a] a list of users is kept", "3.1.1[a]"),
        ("3.1.1[a]: the user(s), and processes, are known", "3.1.1[a]"),
        ("3.1.1 Limit access to users and to devices", "3.1.1"),
        ("3.1.1, 3.1.2", "3.1.1 3.1.2"),
        ("3.1.1-3.1.3", "3.1.1 3.1.2 3.1.3"),
        ("3.1.1-3", "3.1.1 3.1.2 3.1.3"),
        ("NIST SP 800-171 3.1.1[b]", "3.1.1[b]"),
        ("SP_800_171r2_03.01.01", "3.1.1"),
    ],
)  # fmt: skip
def test_spelling_of_ids_is_expanded(cell: str, names: str) -> None:
    assert _read(cell) == names.replace("3.10.4", _read("3.10.4"))


@pytest.mark.parametrize(
    "cell",
    [
        "3.1.1[a] as in 3.1.2[b]",
        "3.1.5[d]-[a]",
        "3.1.1[z]",
        "3.1.1[a], [z]",
        "3.1.1-3.99.9",
        "3.1.1-3.2.1",
        "3.1.1[a] of the list and not [c]",
        "3.1.1[a",
        "3.1.1[a], 9.9",
        "see 3.1.1",
        "users are identified",
    ],
)
def test_cell_that_cannot_be_expanded_names_nothing(cell: str) -> None:
    assert _read(cell) == ""


@pytest.mark.parametrize(
    ("cells", "names"),
    [
        (("users are identified", "3.1.1", "[a]"), "3.1.1[a]"),
        (("[a] users are identified", "3.1.1", ""), "3.1.1[a]"),
        (("[a] users\n[b] processes", "3.1.1 Limit access", ""), "3.1.1[a] 3.1.1[b]"),
        (("", "3.1.1", "a-c"), "3.1.1[a] 3.1.1[b] 3.1.1[c]"),
        (("a)", "3.1.1", ""), "3.1.1[a]"),
        (("Determine if: [a] users", "", ""), ""),
        (("3.1.1[a]", "3.1.2", ""), ""),
        (("3.1.1[a]", "AC.L2-3.1.1", "b"), ""),
        (("3.1.1[a]", "AC.L2-3.1.1", "a"), "3.1.1[a]"),
    ],
)
def test_cells_of_a_row_are_read_together(cells: tuple[str, str, str], names: str) -> None:
    assert _read(*cells) == names


def test_random_lists_and_spans_name_what_they_hold() -> None:
    draw = random.Random(14)
    items = [item for item in _baseline().requirements if len(item.units) > 2]
    for _ in range(300):
        item = draw.choice(items)
        letters = [unit.letter for unit in item.units]
        parts, expected = [], []
        for _ in range(draw.randint(1, 3)):
            low = draw.randrange(len(letters))
            high = draw.randrange(low, len(letters))
            form = draw.choice(("[{}]", "({})", "[ {} ]"))
            dash = draw.choice(("-", " - ", "\u2013", " to ", " through ", ".."))
            ends = [form.format(letters[place]) for place in dict.fromkeys((low, high))]
            parts.append(dash.join(ends))
            expected += letters[low : high + 1]
        prefix = draw.choice(("", f"{item.family.upper()[:2]}.L2-"))
        join = draw.choice((", ", "; ", " and ", " & ", "/", "\n"))
        cell = prefix + item.label + join.join(parts)
        wanted = dict.fromkeys(f"{item.label}[{letter}]" for letter in expected)
        assert _read(cell) == " ".join(wanted), cell


@pytest.mark.parametrize(
    ("cell", "criteria", "told"),
    [
        ("CC6.1-3", "cc6.1 cc6.2 cc6.3", ""),
        ("CC6.1\u20133", "cc6.1 cc6.2 cc6.3", ""),
        ("CC6.1-1", "cc6.1", ""),
        ("CC6.1-26", "", "CC6.1-26"),
        ("CC6.1, CC 6 . 7", "cc6.1 cc6.7", ""),
        ("CC6.1, 6.2", "cc6.1 cc6.2", ""),
        ("6.1, 6.2", "cc6.1 cc6.2", ""),
        ("SOC 2: CC6.1 / ISO A.5.15", "cc6.1", "ISO A.5.15"),
        ("ISO 27001 A1.2", "", "ISO 27001 A1.2"),
        ("CC6.1; ISO 27001 A1.2, A1.3; A1.1", "cc6.1 a1.1", "ISO 27001 A1.2"),
        ("Security: CC6.1-CC6.3; A1.2", "cc6.1 cc6.2 cc6.3 a1.2", ""),
        ("CC6.1 Logical access, CC9.9z: something of its own kind here", "cc6.1", "CC9.9z"),
    ],
)
def test_spelling_of_criteria_is_expanded_or_told(cell: str, criteria: str, told: str) -> None:
    found, words = read_criteria(cell, _KNOWN)
    assert " ".join(found) == criteria
    assert told in " ".join(words)


def test_kinds_of_id_cells_are_told_apart() -> None:
    for cell in ("3.1.1", "AC.L2-3.1.1", "03.01.01 Limit access", "AC.L1-b.1.i", "3.1.1 a user"):
        assert looks_like_requirement(cell), cell
        assert not looks_like_objective(cell), cell
    for cell in ("3.1.1[a]", "AC.L2-3.1.1.a", "3.1.1 (a) users", "AC.L1-b.1.i[a]", "3.1.5[a]-[d]"):
        assert looks_like_objective(cell), cell
        assert not looks_like_requirement(cell), cell
    for cell in ("CC6.1", "SOC 2: CC6.1 / ISO A.5.15", "cc 6.1", "A1.2"):
        assert looks_like_criteria(cell), cell
    for cell in ("3.1.1", "Access is limited", "ISO 27001 A1.2", ""):
        assert not looks_like_criteria(cell), cell
