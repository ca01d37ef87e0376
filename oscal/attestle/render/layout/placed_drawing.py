"""A drawing whose every part has its place, in points from the upper left corner."""

from __future__ import annotations

from ...lazy_dataclasses import dataclass
from ..drawings import BoxLook, LegendItem, LineLook, Side

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Area:
    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    def overlaps(self, other: Area) -> bool:
        return (
            self.x < other.right
            and other.x < self.right
            and self.y < other.bottom
            and other.y < self.bottom
        )

    def holds(self, other: Area) -> bool:
        return (
            self.x <= other.x
            and self.y <= other.y
            and other.right <= self.right
            and other.bottom <= self.bottom
        )


@dataclass(frozen=True, slots=True)
class PlacedText:
    """A line of text in the area that it may fill; `middle` sets it in the middle of that."""

    text: str
    area: Area
    size: float
    bold: bool = False
    middle: bool = False


@dataclass(frozen=True, slots=True)
class PlacedFrame:
    """`key` is "" for the boundary, which holds the other frames."""

    key: str
    area: Area
    title: tuple[PlacedText, ...]
    side: Side


@dataclass(frozen=True, slots=True)
class PlacedBox:
    key: str
    area: Area
    texts: tuple[PlacedText, ...]
    look: BoxLook


@dataclass(frozen=True, slots=True)
class Curve:
    """From where the path is, by two points that pull it, to `end`."""

    first: Point
    second: Point
    end: Point


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """A path from box to box; a piece is a straight line to a point, or a curve. The arrow is at
    its end, and `label` lies along the straight piece at its start.
    """

    from_key: str
    to_key: str
    start: Point
    pieces: tuple[Point | Curve, ...]
    look: LineLook
    label: PlacedText | None = None
    both: bool = False


@dataclass(frozen=True, slots=True)
class PlacedLegend:
    item: LegendItem
    sign: Area
    text: PlacedText


@dataclass(frozen=True, slots=True)
class PlacedDrawing:
    width: float
    height: float
    frames: tuple[PlacedFrame, ...]
    boxes: tuple[PlacedBox, ...]
    lines: tuple[PlacedLine, ...]
    legend: tuple[PlacedLegend, ...] = ()
    crossings: int = 0
