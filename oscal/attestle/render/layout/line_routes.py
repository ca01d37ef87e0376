"""The way of each line: straight beside its boxes and past the columns, curved in the channels."""

from __future__ import annotations

from collections.abc import Iterator

from .box_sizes import SMALL_SIZE
from .column_plan import Hop, Path, Plan, Slot
from .column_widths import FIRST_TURN, TURN_STEP, ColumnWidths
from .placed_drawing import Area, Curve, PlacedLine, PlacedText, Point

# Two points of a curve lie this part of its width away from its ends, and a turn this far out
PULL, TURN_PULL = 0.5, 4 / 3
# Points between a label and its line, and how high it is in its size
LABEL_RISE, LABEL_HEIGHT = 1.3, 1.04
# From the box to its label, past a tip where there is one
LABEL_INSET, TIP_INSET = 2.0, 6.0


def route_lines(plan: Plan, widths: ColumnWidths) -> tuple[PlacedLine, ...]:
    depths = _find_depths(plan)
    return tuple(_route_path(plan, path, widths, depths) for path in plan.paths)


def _find_depths(plan: Plan) -> dict[int, float]:
    """How far each turn goes out into its channel: the longer the farther."""
    depths: dict[int, float] = {}
    for column in range(plan.columns):
        turns = {
            id(hop): hop for slot in plan.list_slots(column) for hop in slot.right if hop.turns
        }
        ranked = sorted(turns.values(), key=lambda hop: abs(hop.start_port - hop.end_port))
        for at, hop in enumerate(ranked):
            depths[id(hop)] = FIRST_TURN + at * TURN_STEP
    return depths


def _route_path(
    plan: Plan, path: Path, widths: ColumnWidths, depths: dict[int, float]
) -> PlacedLine:
    hops = path.hops
    slots = list(_list_slots(path))
    start: Point = (_find_side(slots[0], hops[0], widths), _find_port(slots[0], hops[0]))
    pieces: list[Point | Curve] = []
    for slot, hop in zip(slots, hops, strict=False):
        other = hop.find_other(slot)
        pieces += _route_hop(slot, other, hop, widths, depths)
    end = (_find_side(slots[-1], hops[-1], widths), _find_port(slots[-1], hops[-1]))
    pieces.append(end)
    if path.is_backward:
        start, pieces = _reverse(start, pieces)
    label = _place_label(plan, path, start, pieces[0])
    line = path.line
    return PlacedLine(line.start, line.end, start, tuple(pieces), line.look, label, line.both)


def _list_slots(path: Path) -> Iterator[Slot]:
    """The slots in the order of the way: the hops' own is from left to right."""
    hops = path.hops
    if len(hops) == 1:
        yield from (hops[0].start, hops[0].end)
        return
    slot = hops[0].start if hops[0].end in (hops[1].start, hops[1].end) else hops[0].end
    yield slot
    for hop in hops:
        slot = hop.find_other(slot)
        yield slot


def _is_right(slot: Slot, hop: Hop) -> bool:
    """Whether the stretch leaves at the right side of the slot."""
    return hop.turns or hop.start is slot


def _find_port(slot: Slot, hop: Hop) -> float:
    return hop.start_port if hop.start is slot else hop.end_port


def _find_side(slot: Slot, hop: Hop, widths: ColumnWidths) -> float:
    return widths.x[slot.column] + (widths.box if _is_right(slot, hop) else 0)


def _find_edge(slot: Slot, hop: Hop, widths: ColumnWidths) -> float:
    """Where the channel begins."""
    is_right = _is_right(slot, hop)
    return widths.find_right(slot.column) if is_right else widths.find_left(slot.column)


def _route_hop(
    slot: Slot, other: Slot, hop: Hop, widths: ColumnWidths, depths: dict[int, float]
) -> Iterator[Point | Curve]:
    """Out to the channel, and through it."""
    x, y = _find_edge(slot, hop, widths), _find_port(slot, hop)
    to_x, to_y = _find_edge(other, hop, widths), _find_port(other, hop)
    yield x, y
    if hop.turns:
        out = x + depths[id(hop)] * TURN_PULL
        yield Curve((out, y), (out, to_y), (to_x, to_y))
    elif abs(y - to_y) < 0.05:
        yield to_x, to_y
    else:
        pull = (to_x - x) * PULL
        yield Curve((x + pull, y), (to_x - pull, to_y), (to_x, to_y))


def _reverse(start: Point, pieces: list[Point | Curve]) -> tuple[Point, list[Point | Curve]]:
    """The same way from its other end."""
    ends = [start, *(piece.end if isinstance(piece, Curve) else piece for piece in pieces)]
    turned: list[Point | Curve] = []
    for end, piece in zip(ends[-2::-1], pieces[::-1], strict=True):
        if isinstance(piece, Curve):
            turned.append(Curve(piece.second, piece.first, end))
        else:
            turned.append(end)
    return ends[-1], turned


def _place_label(plan: Plan, path: Path, start: Point, then: Point | Curve) -> PlacedText | None:
    text = path.line.label
    if not text or isinstance(then, Curve):
        return None
    width = plan.face.measure(text)
    height = SMALL_SIZE * LABEL_HEIGHT
    inset = TIP_INSET if path.line.both else LABEL_INSET
    x = start[0] + inset if then[0] > start[0] else start[0] - inset - width
    return PlacedText(text, Area(x, start[1] - LABEL_RISE - height, width, height), SMALL_SIZE)
