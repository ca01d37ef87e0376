"""How far apart the columns stand: room for the labels at the sides of their boxes, and for the
lines between them.
"""

from __future__ import annotations

from ...lazy_dataclasses import dataclass
from ..drawings import DrawnLine
from .column_plan import Plan

# Points: beyond a label, of an arrow with its shaft, of a line that only leaves, of nothing
LABEL_ROOM, ARROW_ROOM, STUB, NO_STUB = 5.0, 9.0, 4.0, 0.0
# From the sides of a box, or what stands there, to the frame
FRAME_SIDE, BOUNDARY_SIDE = 4.0, 7.0
# Of a channel: at least, for each line in it, at most
CHANNEL, CHANNEL_OF_LINE, WIDEST_CHANNEL, EMPTY_CHANNEL = 12.0, 1.4, 44.0, 6.0
TURN_STEP, FIRST_TURN = 3.4, 6.0


@dataclass(slots=True)
class ColumnWidths:
    """`x` is the left side of the boxes of each column; `left` and `right` the room beside them in
    which lines lie straight; `channels` are the widths between those, each right of its column.
    """

    box: float
    x: list[float]
    left: list[float]
    right: list[float]
    channels: list[float]

    def find_left(self, column: int) -> float:
        return self.x[column] - self.left[column]

    def find_right(self, column: int) -> float:
        return self.x[column] + self.box + self.right[column]


def measure_columns(plan: Plan) -> ColumnWidths:
    number = plan.columns
    widths = ColumnWidths(
        plan.face.box_width, [], [NO_STUB] * number, [NO_STUB] * number, [0.0] * number
    )
    _measure_stubs(plan, widths)
    for stack, columns in enumerate(plan.stacks):
        for column in columns:
            is_last = column == columns[-1]
            widths.channels[column] = _measure_channel(plan, column, between=is_last)
            if is_last and stack == len(plan.stacks) - 1 and not _count_hops(plan, column):
                widths.channels[column] = 0.0
    at = 0.0
    before = ""
    for stack, columns in enumerate(plan.stacks):
        side = plan.sides[stack]
        if plan.drawing.boundary and (side == "within") != (before == "within"):
            at += BOUNDARY_SIDE
        before = side
        at += FRAME_SIDE
        for column in columns:
            at += widths.left[column]
            widths.x.append(at)
            at += widths.box + widths.right[column]
            at += FRAME_SIDE if column == columns[-1] else 0
            at += widths.channels[column]
    return widths


def _measure_stubs(plan: Plan, widths: ColumnWidths) -> None:
    for path in plan.paths:
        first, last = path.hops[0], path.hops[-1]
        left_box, right_box = first.start, last.end
        if first.turns and len(path.hops) == 1:
            left_box, right_box = first.start, first.end
        label = _measure_start(plan, path.line)
        turns = any(hop.turns for hop in path.hops)
        tail, head = (right_box, left_box) if path.is_backward else (left_box, right_box)
        for slot, room in ((tail, label), (head, ARROW_ROOM)):
            is_right = turns or slot is left_box
            side = widths.right if is_right else widths.left
            side[slot.column] = max(side[slot.column], room)


def _measure_start(plan: Plan, line: DrawnLine) -> float:
    tip = ARROW_ROOM if line.both else STUB
    return tip - STUB + plan.face.measure(line.label) + LABEL_ROOM if line.label else tip


def _count_hops(plan: Plan, column: int) -> int:
    return sum(hop.start is slot for slot in plan.list_slots(column) for hop in slot.right)


def measure_turns(plan: Plan, column: int) -> float:
    """How far the lines go out that turn back into the column."""
    turning = {id(hop) for slot in plan.list_slots(column) for hop in slot.right if hop.turns}
    return FIRST_TURN + TURN_STEP * (len(turning) - 1) if turning else 0.0


def _measure_channel(plan: Plan, column: int, *, between: bool) -> float:
    """A channel between two stacks is wider than one within."""
    hops = {id(hop): hop for slot in plan.list_slots(column) for hop in slot.right}
    if not hops:
        return EMPTY_CHANNEL
    room = CHANNEL + CHANNEL_OF_LINE * len(hops) if between else CHANNEL
    return max(min(room, WIDEST_CHANNEL), measure_turns(plan, column) + TURN_STEP)
