"""An objective that speaks of what another defines waits for it."""

from __future__ import annotations

import pytest

from attestle.crosswalk.dependent_letters import list_missing_definitions
from building import shipped


def find_objective(label: str, letter: str) -> str:
    [found] = [item for item in shipped().by_label[label].objectives if item.letter == letter]
    return found.id


@pytest.mark.parametrize(
    ("label", "letter", "settled", "missing"),
    [
        ("3.1.1", "a", [], []),
        ("3.1.1", "d", [], [("3.1.1", "a")]),
        ("3.1.1", "d", [("3.1.1", "a")], []),
        ("3.1.1", "d", [("3.1.2", "a")], [("3.1.1", "a")]),
        ("3.4.7", "c", [("3.4.7", "a")], [("3.4.7", "b")]),
        ("3.4.7", "c", [], [("3.4.7", "a"), ("3.4.7", "b")]),
        ("3.4.2", "a", [], [("3.4.1", "a")]),
    ],
)
def test_what_is_missing(
    label: str, letter: str, settled: list[tuple[str, str]], missing: list[tuple[str, str]]
) -> None:
    [objective] = [item for item in shipped().by_label[label].objectives if item.letter == letter]
    known = {find_objective(*item) for item in settled}
    assert list_missing_definitions(objective, known) == tuple(
        find_objective(*item) for item in missing
    )
