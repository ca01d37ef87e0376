"""The columns of a drawing: which box stands in which, frame by frame, and which slots a line
passes through from one to the other.

Stacks stand side by side: what is outside on the left, the zones in the direction in which most
arrows lead, what is apart, what is outside on the right. A stack holds blocks one above the other,
each a frame with its boxes, and has as many columns as its widest block.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from itertools import pairwise
from math import ceil

from ...lazy_dataclasses import dataclass
from ..document_parts import Drawing
from ..drawings import DrawnBox, DrawnFrame, DrawnLine, Side
from .box_ranks import rank_things, split_by_height
from .box_sizes import Face

# Points: between boxes of a column, between two lines that pass, and of a line with a label
BOX_GAP, LANE, LABELLED_PORT, BARE_PORT = 7.0, 6.0, 10.6, 5.0
SIDES: tuple[Side, ...] = ("left", "within", "apart", "right")


@dataclass(slots=True, eq=False)
class Block:
    """Boxes that stand together, or a line that passes by all of them; `is_over` leads it round the
    boundary instead of through it. `slots` are those of each column, from above; `head` is the
    number of lines of the title of its frame.
    """

    stack: int
    frame: DrawnFrame | None = None
    is_lane: bool = False
    is_over: bool = False
    slots: dict[int, list[Slot]] = field(default_factory=dict)
    head: int = 0
    top: float = 0.0
    height: float = 0.0


@dataclass(slots=True, eq=False)
class Slot:
    """A place in a column: of a box, or of a line that passes; `y` is its middle."""

    block: Block
    column: int
    height: float
    box: DrawnBox | None = None
    y: float = 0.0
    left: list[Hop] = field(default_factory=list)
    right: list[Hop] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Hop:
    """A stretch of a line through the channel right of a column: to the next column, or back into
    the same one. Ports are where it leaves its slots.
    """

    start: Slot
    end: Slot
    start_port: float = 0.0
    end_port: float = 0.0

    @property
    def turns(self) -> bool:
        return self.start.column == self.end.column

    def find_other(self, slot: Slot) -> Slot:
        return self.end if slot is self.start else self.start


@dataclass(slots=True, eq=False)
class Path:
    """The stretches of a line from left to right; `is_backward` where its arrow leads to the left.

    The first slot is that of the box at its left end.
    """

    line: DrawnLine
    hops: list[Hop]
    is_backward: bool


@dataclass(slots=True)
class Plan:
    """`stacks` has the columns of each stack, `sides` what stands in it."""

    drawing: Drawing
    face: Face
    blocks: list[Block]
    stacks: list[range]
    sides: list[Side]
    paths: list[Path] = field(default_factory=list)

    def list_blocks(self, stack: int) -> list[Block]:
        return [block for block in self.blocks if block.stack == stack]

    @property
    def columns(self) -> int:
        return self.stacks[-1].stop if self.stacks else 0

    def list_slots(self, column: int) -> Iterator[Slot]:
        for block in self.blocks:
            yield from block.slots.get(column, ())


Group = tuple[DrawnFrame | None, list[DrawnBox]]


def plan_columns(drawing: Drawing, face: Face, heights: Mapping[str, float], target: float) -> Plan:
    """The drawing in columns of about the height asked for."""
    links = Counter((line.start, line.end) for line in drawing.lines)
    plan = Plan(drawing, face, [], [], [])
    for side in SIDES:
        groups = _list_groups(drawing, side, links)
        for run in _share_groups(groups, heights, target):
            _add_stack(plan, side, run, heights, links)
    slots = {slot.box.key: slot for block in plan.blocks for slot in _walk_slots(block) if slot.box}
    for line in drawing.lines:
        if line.start != line.end and line.start in slots and line.end in slots:
            plan.paths.append(_trace_path(plan, line, slots[line.start], slots[line.end]))
    return plan


def _share_groups(
    groups: Sequence[Group], heights: Mapping[str, float], target: float
) -> list[list[tuple[Group, int]]]:
    """The groups of each stack, each with the number of its columns."""
    columns: list[int] = []
    size: dict[int, float] = {}
    for at, (_, boxes) in enumerate(groups):
        height = sum(heights[box.key] for box in boxes)
        columns.append(max(1, ceil(height / target)))
        size[at] = (height + len(boxes) * BOX_GAP) / columns[at] + 2 * BOX_GAP
    number = min(max(1, ceil(sum(size.values()) / target)), max(1, len(groups)))
    runs = split_by_height(range(len(groups)), size, number)
    return [[(groups[at], columns[at]) for at in run] for run in runs]


def _walk_slots(block: Block) -> Iterator[Slot]:
    for slots in block.slots.values():
        yield from slots


def _list_groups(drawing: Drawing, side: Side, links: Counter[tuple[str, str]]) -> list[Group]:
    """What stands at a side: its frames in the direction of the arrows, and what has no frame."""
    frames = {frame.key: frame for frame in drawing.frames if frame.side == side}
    members: dict[str, list[DrawnBox]] = {key: [] for key in frames}
    alone = [box for box in drawing.boxes if not box.frame and box.side == side]
    for box in drawing.boxes:
        if box.frame in members:
            members[box.frame].append(box)
    order = rank_things(list(frames), _weigh_frames(drawing, frames, links))
    groups: list[Group] = [(frames[key], members[key]) for key in order]
    return [*groups, (None, alone)] if alone else groups


def _weigh_frames(
    drawing: Drawing, frames: Mapping[str, DrawnFrame], links: Counter[tuple[str, str]]
) -> Counter[tuple[str, str]]:
    """How many lines lead from frame to frame."""
    frame_of = {box.key: box.frame for box in drawing.boxes}
    found: Counter[tuple[str, str]] = Counter()
    for (start, end), number in links.items():
        pair = frame_of.get(start, ""), frame_of.get(end, "")
        if pair[0] in frames and pair[1] in frames:
            found[pair] += number
    return found


def _add_stack(
    plan: Plan,
    side: Side,
    groups: Sequence[tuple[Group, int]],
    heights: Mapping[str, float],
    links: Counter[tuple[str, str]],
) -> None:
    start, stack = plan.columns, len(plan.stacks)
    wide = 1
    for (frame, boxes), number in groups:
        block = Block(stack, frame)
        by_key = {box.key: box for box in boxes}
        inner = {pair: links[pair] for pair in links if pair[0] in by_key and pair[1] in by_key}
        runs = split_by_height(rank_things(list(by_key), inner), heights, min(number, len(boxes)))
        wide = max(wide, len(runs))
        for column, run in enumerate(runs, start):
            block.slots[column] = [Slot(block, column, heights[key], by_key[key]) for key in run]
        plan.blocks.append(block)
    plan.stacks.append(range(start, start + wide))
    plan.sides.append(side)


def _trace_path(plan: Plan, line: DrawnLine, start: Slot, end: Slot) -> Path:
    """The slots that a line passes through, new ones where it passes a column."""
    is_backward = end.column < start.column
    first, last = (end, start) if is_backward else (start, end)
    if first.block is last.block:
        inner = range(first.column + 1, last.column)
        slots = [first, *_pass_columns(first.block, inner), last]
    elif first.block.stack == last.block.stack:
        edge = plan.stacks[first.block.stack].stop
        ahead = _pass_columns(first.block, range(first.column + 1, edge))
        back = _pass_columns(last.block, range(last.column + 1, edge))
        slots = [first, *ahead, *back[::-1], last]
    else:
        slots = [first, *_list_between(plan, first, last), last]
    hops = [_join_slots(one, other) for one, other in pairwise(slots)]
    return Path(line, hops, is_backward)


def _list_between(plan: Plan, first: Slot, last: Slot) -> list[Slot]:
    """Out of the block of the first, by the stacks between, into the block of the last."""
    stacks = plan.stacks
    slots = _pass_columns(first.block, range(first.column + 1, stacks[first.block.stack].stop))
    is_foreign = "within" not in (plan.sides[first.block.stack], plan.sides[last.block.stack])
    for stack in range(first.block.stack + 1, last.block.stack):
        is_over = is_foreign and plan.sides[stack] == "within"
        lane = Block(stack, None, is_lane=True, is_over=is_over)
        plan.blocks.append(lane)
        slots += _pass_columns(lane, stacks[stack])
    return slots + _pass_columns(last.block, range(stacks[last.block.stack].start, last.column))


def _pass_columns(block: Block, columns: range) -> list[Slot]:
    slots = [Slot(block, column, LANE) for column in columns]
    for slot in slots:
        block.slots.setdefault(slot.column, []).append(slot)
    return slots


def _join_slots(one: Slot, other: Slot) -> Hop:
    """A stretch between neighbours, its left slot first;
    in one column both have it at the right.
    """
    start, end = (other, one) if other.column < one.column else (one, other)
    hop = Hop(start, end)
    start.right.append(hop)
    (end.right if hop.turns else end.left).append(hop)
    return hop
