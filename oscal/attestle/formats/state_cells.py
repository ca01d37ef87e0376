"""What the cell of a state says: one word, several of which the worst counts, words by letter,
boxes of which one is ticked, or the points that a requirement costs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..model.answers import STATE_OF
from ..model.words import read_state
from .heading_names import fold_heading

# `[a] Met`, `b: Not Met`, `(c) - Met`; `[x] Met` is a box
_BY_LETTER = re.compile(
    r"\s*(?:\[\s*(?P<one>[a-o])\s*\]|\(\s*(?P<two>[a-o])\s*\)|(?P<three>[a-o])\s*[:=)\].-])"
    r"\s*[:=-]?\s*(?P<word>\S.*?)\s*\Z",
    re.I | re.S,
)
_PARTS = re.compile(r"[;\n|]+|,(?=\s*[\[(]?\s*[a-z]\s*[\]):=.-])", re.I)
# A box before a word: ticked, or empty
_BOX = re.compile(
    r"(?P<box>[\u2610-\u2612\u25a0\u25a1]|[\[(]\s*[xX\u2713\u2714]?\s*[\])])\s*(?P<word>[^\u2610-\u2612\u25a0\u25a1\[\]()\n]*)"
)
_EMPTY_BOX = re.compile(r"[\u2610\u25a1]|[\[(]\s*[\])]")
# Headings of the points that a requirement takes off: `Score`, `Points deducted`
_POINTS = frozenset(map(fold_heading, (
    "Score", "SPRS Score", "Points", "Points deducted", "Deduction", "Points lost", "Deducted",
    "DoD Score", "Assessment Score", "Scoring", "Score impact", "Points subtracted",
)))  # fmt: skip
_NUMBER = re.compile(r"[-\u2212\u2013]?\s*\d+(?:\.0+)?\Z")
# `a`, `[b]`, `Objective C`, `[d] Status`
_LETTER_HEADING = re.compile(
    r"\W*(?:(?:assessment\s+)?(?:objective|obj|ao|status|state|result|finding|determination|met)"
    r"[\s:_#-]*)?[\[(]?\s*\b([a-o])\s*(?:[\])][\s:_-]*|[\s:_-]+|\Z)"
    r"(?:status|state|result|finding|determination|met|met\s*/\s*not\s+met)?\W*\Z",
    re.I,
)
POINTS = "points: "
# Stands for the requirement as a whole among its letters
WHOLE = ""


def add_points(heading: str, cell: str) -> str | None:
    """What a column of points adds to a state; None where the heading is of no such column."""
    if fold_heading(heading) not in _POINTS:
        return None
    return f"{POINTS}{cell}" if _NUMBER.match(cell.strip()) else ""


def read_letter_heading(heading: str) -> str:
    """The letter of an objective that heads a column, "" if none."""
    match = _LETTER_HEADING.match(heading)
    return match[1].lower() if match else ""


def read_heading(heading: str) -> str:
    """The state that a mark below a heading stands for, "" where the heading is no state."""
    return heading if read_state(heading) and len(heading) <= 40 else ""


def part_points(cell: str) -> tuple[str, int | None]:
    """The words of a cell, and the points that stand beside them."""
    lines = cell.split("\n")
    points = [line.removeprefix(POINTS) for line in lines if line.startswith(POINTS)]
    words = "\n".join(line for line in lines if not line.startswith(POINTS)).strip()
    if not points:
        return words, None
    return words, int(float(re.sub(r"[\u2212\u2013]", "-", points[0]).replace(" ", "")))


def read_points(points: int, known: bool) -> str:
    """The state that points stand for.

    Nothing taken off means met only in a sheet that takes off points elsewhere (`known`): in a
    blank one it means that nobody has come to it yet.
    """
    if points < 0:
        return "not met"
    return "met" if points == 0 and known else ""


def split_letters(cell: str) -> dict[str, str]:
    """Letter and word of each part; empty where one of the parts has no letter."""
    if read_state(cell):
        return {}
    parts = [part for part in _PARTS.split(cell) if part.strip()]
    found: dict[str, str] = {}
    if len(parts) > 1 and read_state(parts[0]) and not _BY_LETTER.match(parts[0]):
        # a word for the requirement as a whole, or for the first letter, stands before the others
        found[WHOLE] = parts.pop(0)
    for part in parts:
        match = _BY_LETTER.match(part)
        if match is None:
            return {}
        letter = (match["one"] or match["two"] or match["three"]).lower()
        found[letter] = f"{found[letter]}\n{match['word']}" if letter in found else match["word"]
    return found


def list_words(cell: str) -> list[str]:
    """The words of a cell: those with a ticked box, or one in each line."""
    boxes = [match for match in _BOX.finditer(cell) if match["word"].strip()]
    empty = [match for match in boxes if _EMPTY_BOX.match(match["box"])]
    # a single empty box with a word behind it says no
    if len(boxes) > 1:
        return [match["word"].strip() for match in boxes if match not in empty]
    if boxes and not empty:
        return [boxes[0]["word"].strip()]
    lines = [line.strip() for line in cell.split("\n") if line.strip()]
    return lines if len(lines) > 1 and all(map(read_state, lines)) else [cell.strip()]


def has_empty_boxes(cell: str) -> bool:
    """Whether a cell offers several states and none of them is ticked."""
    boxes = [match for match in _BOX.finditer(cell) if match["word"].strip()]
    return len(boxes) > 1 and all(_EMPTY_BOX.match(match["box"]) for match in boxes)


def is_state_cell(cell: str) -> bool:
    """Whether a cell holds states and nothing else, in whichever of these forms."""
    if has_empty_boxes(cell):
        return all(read_state(match["word"].strip()) for match in _BOX.finditer(cell))
    words = list(split_letters(cell).values()) or list_words(cell)
    return bool(words) and all(map(read_state, words))


def find_worst(states: Iterable[str]) -> str:
    """The lowest of the states, by the table of ranks."""
    return min(states, key=lambda word: STATE_OF[word].rank)
