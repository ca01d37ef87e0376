"""Numbering definitions: bullets, and one numbered list for every ordered list an author wrote."""

from __future__ import annotations

from dataclasses import field

from ...lazy_dataclasses import dataclass
from .ooxml import Node, w

DEEPEST = 9
BULLETS = "\u2022\u2013\u2022\u2013\u2022\u2013\u2022\u2013\u2022"
HIGHEST = 32767  # Word counts no further
STEP, STEP_IN_CELL = 360, 220


@dataclass(slots=True)
class Numbering:
    """Hands out list ids. Abstract ids: 1 bullets, 2 numbers, 3 and 4 the same for cells."""

    lists: list[tuple[int, int | None, int]] = field(default_factory=list)

    def list_bullets(self, in_cell: bool) -> int:
        """All bullet lists of a kind share one id."""
        return 2 if in_cell else 1

    def add_ordered(self, start: int, level: int, in_cell: bool) -> int:
        """A list of its own, so that it starts at `start` and never goes on from the one before."""
        self.lists.append((4 if in_cell else 2, start, min(level, DEEPEST - 1)))
        return 2 + len(self.lists)

    def build_part(self) -> Node:
        kinds = (
            (1, True, STEP),
            (2, False, STEP),
            (3, True, STEP_IN_CELL),
            (4, False, STEP_IN_CELL),
        )
        abstracts = [_abstract(number, bullet, step) for number, bullet, step in kinds]
        nums = [
            w("num", w("abstractNumId", val=1), numId=1),
            w("num", w("abstractNumId", val=3), numId=2),
        ]
        for place, (abstract, start, level) in enumerate(self.lists, 3):
            override = w(
                "lvlOverride", w("startOverride", val=min(start or 0, HIGHEST)), ilvl=level
            )
            nums.append(w("num", w("abstractNumId", val=abstract), override, numId=place))
        return w("numbering", *abstracts, *nums)


def _abstract(number: int, bullet: bool, step: int) -> Node:
    levels = [_level(place, bullet, step) for place in range(DEEPEST)]
    return w(
        "abstractNum", w("multiLevelType", val="hybridMultilevel"), *levels, abstractNumId=number
    )


def _level(place: int, bullet: bool, step: int) -> Node:
    label = BULLETS[place] if bullet else f"%{place + 1}."
    return w(
        "lvl",
        w("start", val=1),
        w("numFmt", val="bullet" if bullet else "decimal"),
        w("lvlText", val=label),
        w("lvlJc", val="left"),
        w("pPr", w("ind", left=step * (place + 1), hanging=step)),
        ilvl=place,
    )
