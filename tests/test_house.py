"""The manner of the code, held: width, length, decisions, names. What is counted is in tools/house.py."""

from __future__ import annotations

from pathlib import Path

import pytest

import house
from conftest import ROOT

PACKAGE = ROOT / "oscal/attestle"


@pytest.fixture(scope="module")
def measured() -> house.House:
    return house.measure(PACKAGE)


def test_lines_are_at_most_a_hundred_columns(measured: house.House) -> None:
    wide = measured.wide_lines
    assert len(wide) <= house.MOST_WIDE * measured.lines, "\n".join(wide[:20])


def test_modules_are_short(measured: house.House) -> None:
    long = {name: lines for name, lines in measured.lengths.items() if lines > house.MOST_MODULE}
    assert not long, long


def test_functions_are_short(measured: house.House) -> None:
    long = [item for item in measured.functions if item.lines > house.MOST_LINES]
    assert not long, "\n".join(f"{item.place}: {item.lines} lines" for item in long)


def test_functions_decide_little(measured: house.House) -> None:
    """No function takes more than 20 decisions, and at most one in twenty more than 10."""
    many = sorted(
        (item for item in measured.functions if item.decisions > house.USUAL_DECISIONS),
        key=lambda item: -item.decisions,
    )
    shown = "\n".join(f"{item.place}: {item.decisions} decisions" for item in many[:20])
    assert not many or many[0].decisions <= house.MOST_DECISIONS, shown
    assert len(many) <= house.MOST_BRANCHY * len(measured.functions), shown


def test_no_two_classes_have_one_name(measured: house.House) -> None:
    doubled = {name: places for name, places in measured.classes.items() if len(places) > 1}
    assert not doubled, doubled


def test_no_two_modules_have_one_name(measured: house.House) -> None:
    """Commands are named for what a user types, so a file of cli may share its name."""
    doubled = {name: places for name, places in measured.modules.items() if len(places) > 1}
    assert not doubled, doubled


def test_decisions_are_counted_with_booleans_inline_ifs_and_comprehensions(tmp_path: Path) -> None:
    (tmp_path / "one.py").write_text(
        "def decide(a, b):\n"
        "    if a and b or a:\n"  # if, and, or
        "        return [x for x in a if x]\n"  # comprehension and its if
        "    try:\n"
        "        return a if b else b\n"  # inline if
        "    except ValueError:\n"  # except
        "        return [lambda: 1 if a else 2]\n",  # a lambda's decision is the function's
        encoding="utf-8",
    )
    [function] = house.measure(tmp_path).functions
    assert function.decisions == 9
    assert function.lines == 7
