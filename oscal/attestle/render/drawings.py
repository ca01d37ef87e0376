"""What a drawing is made of: frames, boxes and lines with their words, before anybody knows where
each stands.
"""

from __future__ import annotations

from typing import Literal

from ..lazy_dataclasses import dataclass

# Where a box without a frame stands, and a frame: left or right of the boundary, or within it
Side = Literal["left", "right", "within", "apart"]
# How a box is filled; its words say the same
BoxLook = Literal["cui", "spa", "crma", "specialized", "out-of-scope", "outside", "plain"]
# `cui` carries what is protected, `runs` leads from a component to who runs it
LineLook = Literal["cui", "plain", "runs"]


@dataclass(frozen=True, slots=True)
class DrawnFrame:
    """A zone; `side` is `within` the boundary, beside it, or `apart` where that is not recorded."""

    key: str
    title: str
    side: Side = "within"


@dataclass(frozen=True, slots=True)
class DrawnBox:
    """`frame` is the key of the frame that it stands in; without one it stands at its `side`."""

    key: str
    title: str
    lines: tuple[str, ...] = ()
    frame: str = ""
    side: Side = "left"
    look: BoxLook = "plain"


@dataclass(frozen=True, slots=True)
class DrawnLine:
    """An arrow from box to box, with a short label at its start; `both` gives it two tips."""

    start: str
    end: str
    label: str = ""
    look: LineLook = "plain"
    both: bool = False


@dataclass(frozen=True, slots=True)
class LegendItem:
    """What a look means: of a line, of a box, or "" for words alone."""

    text: str
    line: LineLook | None = None
    box: BoxLook | None = None
