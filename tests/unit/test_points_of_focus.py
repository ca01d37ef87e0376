"""Points of focus as cells name them in words."""

from __future__ import annotations

import pytest

from attestle.sheet_import.points_of_focus import spell_points
from attestle.sheet_import.soc2_control_criteria import list_points


@pytest.mark.parametrize(
    ("cell", "points"),
    [
        ("CC6.2 PoF 1-3, CC6.3", ["cc6.2.1", "cc6.2.2", "cc6.2.3"]),
        ("CC5.3 - PoF 1 and 6", ["cc5.3.1", "cc5.3.6"]),
        ("CC6.8 PoF 1; CC6.8 PoF 2", ["cc6.8.1", "cc6.8.2"]),
        ("CC6.1-POF10", ["cc6.1.10"]),
        ("CC 6.1 (points of focus 2, 4), CC7.2", ["cc6.1.2", "cc6.1.4"]),
        ("A1.2 point of focus 8", ["a1.2.8"]),
        ("CC6.1 PoF 2, 7.2", ["cc6.1.2"]),
        ("CC6.3.2", ["cc6.3.2"]),
        ("CC6.1, CC6.2", []),
    ],
)
def test_points_are_read_in_the_ways_people_write_them(cell: str, points: list[str]) -> None:
    criteria = ["cc5.3", "cc6.1", "cc6.2", "cc6.3", "cc6.8", "cc7.2", "a1.2"]
    assert list(list_points(spell_points(cell), criteria)) == points


def test_a_cell_without_such_words_stays_as_it_is() -> None:
    for cell in ("CC6.1 - CC6.3", "CC6.1, 6.2", "ISO 27001: A.5.15", "CC6.1 Logical access (2022)"):
        assert spell_points(cell) == cell
