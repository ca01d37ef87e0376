"""A drawing laid out in layers from left to right: cycles broken, columns filled, crossings
reduced, heights settled, lines led through the channels between columns.

By construction no line runs through a box, no frame holds what is not its own, and a label stands
where nothing runs but its own line: between its box and the channel.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache

from ...lazy_dataclasses import dataclass
from ..document_parts import Drawing
from .box_sizes import PRINTED_FACE, Face, measure_height
from .column_plan import BARE_PORT, BOX_GAP, LABELLED_PORT, Plan, plan_columns
from .column_widths import ColumnWidths, measure_columns
from .line_ports import grow_boxes, place_ports
from .line_routes import route_lines
from .part_areas import count_title_lines, place_boxes, place_frames, place_legend, shift_drawing
from .placed_drawing import PlacedDrawing
from .slot_order import order_slots
from .slot_places import settle_places

# Points of the room on a landscape page below a heading, where nothing is drawn smaller than it is
PAGE_WIDTH, PAGE_HEIGHT = 684.0, 394.0
# Heights of columns that are tried, as parts of the page; of many boxes only the last one
TARGETS = (0.3, 0.4, 0.5, 0.6, 0.72, 0.86, 1.0, 1.3)
MANY = 80
# What a crossing costs, as a part of the scale, and the most that all of them do
CROSSING_COST, MOST_COST = 0.004, 0.3
# Points beside a box, at least, for its lines
LEAST_ROOM = 30.0
# A drawing is never blown up more than this
LARGEST_SCALE = 1.6


@dataclass(frozen=True, slots=True)
class _Trial:
    plan: Plan
    widths: ColumnWidths
    crossings: int


def place_drawing(drawing: Drawing, face: Face = PRINTED_FACE) -> PlacedDrawing:
    """The best of several layouts: the largest on a page, with few crossings."""
    return _choose_layout(_strip(drawing), face)


def _strip(drawing: Drawing) -> Drawing:
    """The drawing without what moves nothing."""
    return replace(drawing, name="", title="", alt="", number=0, parts=())


@lru_cache(maxsize=256)
def _choose_layout(drawing: Drawing, face: Face) -> PlacedDrawing:
    return max(_list_layouts(drawing, face), key=_judge)


def _list_layouts(drawing: Drawing, face: Face) -> Iterator[PlacedDrawing]:
    heights = {box.key: measure_height(face, box) for box in drawing.boxes}
    targets = TARGETS if len(drawing.boxes) <= MANY else TARGETS[-1:]
    for part in targets:
        yield _finish(_try_layout(drawing, face, heights, part * PAGE_HEIGHT))


def find_scale(
    placed: PlacedDrawing, width: float = PAGE_WIDTH, height: float = PAGE_HEIGHT
) -> float:
    """By how much it may grow in the room, or must shrink."""
    return min(width / placed.width, height / placed.height, LARGEST_SCALE)


# asked again after every edit while a site is served, of drawings that hardly ever change
@lru_cache(maxsize=256)
def can_be_legible(drawing: Drawing, face: Face = PRINTED_FACE) -> bool:
    """Whether any layout of it fits on a landscape page as large as it is drawn."""
    bare = _strip(drawing)
    if _estimate_area(bare, face) > PAGE_WIDTH * PAGE_HEIGHT:
        return False
    return any(find_scale(placed) >= 1 for placed in _list_layouts(bare, face))


def _estimate_area(drawing: Drawing, face: Face) -> float:
    """The least that the boxes take with the room beside them: what needs more is never tried."""
    port = find_port(drawing)
    ends = Counter(key for line in drawing.lines for key in (line.start, line.end))
    heights = (
        max(measure_height(face, box), ends[box.key] / 2 * port) + BOX_GAP for box in drawing.boxes
    )
    return sum(heights) * (face.box_width + LEAST_ROOM)


def _judge(placed: PlacedDrawing) -> tuple[bool, float]:
    """What can be read goes before what has fewer crossings."""
    scale = find_scale(placed)
    return scale >= 1, scale * (1 - min(MOST_COST, placed.crossings * CROSSING_COST))


def _try_layout(
    drawing: Drawing, face: Face, heights: Mapping[str, float], target: float
) -> _Trial:
    plan = plan_columns(drawing, face, heights, target)
    port = find_port(drawing)
    grow_boxes(plan, port)
    widths = measure_columns(plan)
    for block in plan.blocks:
        block.head = count_title_lines(plan, block, widths)
    crossings = order_slots(plan)
    settle_places(plan)
    place_ports(plan, port)
    return _Trial(plan, widths, crossings)


def find_port(drawing: Drawing) -> float:
    """Between two lines at a side of a box: more where their labels stand between them."""
    return LABELLED_PORT if any(line.label for line in drawing.lines) else BARE_PORT


def _finish(trial: _Trial) -> PlacedDrawing:
    plan, widths = trial.plan, trial.widths
    boxes, frames = place_boxes(plan, widths), place_frames(plan, widths)
    lines = route_lines(plan, widths)
    placed = PlacedDrawing(0, 0, frames, boxes, lines, (), trial.crossings)
    return place_legend(plan.face, shift_drawing(placed), plan.drawing.legend)
