"""How high each block and slot stands: one above the other without touching, and as close as that
allows to what it is connected with.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from ...lazy_dataclasses import dataclass
from .box_sizes import LEADING, SMALL_SIZE
from .column_plan import BOX_GAP, LANE, Block, Plan, Slot

# Points round the boxes of a frame, and between blocks
FRAME_INSET, BLOCK_GAP = 5.0, 7.0
HEAD_LINE = SMALL_SIZE * LEADING
# Above the frames within the boundary: its title
BOUNDARY_HEAD = HEAD_LINE + 9.0
ROUNDS = 6


@dataclass(frozen=True, slots=True)
class Room:
    """From where to where something may stand."""

    top: float
    bottom: float


def stack_blocks(plan: Plan) -> None:
    """Everything from above, in its order, as close as may be."""
    start = find_start(plan)
    for stack in range(len(plan.stacks)):
        fill_stack(plan.list_blocks(stack), start)


def fill_stack(blocks: Sequence[Block], start: float) -> None:
    """The blocks of one stack; what leads over the boundary stands above the start."""
    inner = _list_inner(blocks)
    for at, block in enumerate(block for block in blocks if block.is_over):
        block.height = measure_block(block)
        _move_block(block, at * LANE)
    top = start
    for block, gap in zip(inner, _list_gaps(inner), strict=True):
        block.height = measure_block(block)
        _move_block(block, top + gap)
        top += gap + block.height


def _list_inner(blocks: Iterable[Block]) -> list[Block]:
    """Those that stand between the edges of the drawing and lead over nothing."""
    return [block for block in blocks if not block.is_over]


def _list_gaps(blocks: Sequence[Block]) -> list[float]:
    """What lies above each of them."""
    return [0.0, *(_find_gap(one, other) for one, other in pairwise(blocks))][: len(blocks)]


def find_start(plan: Plan) -> float:
    """Where the blocks begin: below the lines that lead over the boundary, and its title."""
    over = [
        sum(block.is_over for block in plan.list_blocks(stack)) for stack in range(len(plan.stacks))
    ]
    lanes = max(over, default=0)
    room = lanes * LANE + (LANE if lanes else 0)
    return room + (BOUNDARY_HEAD if plan.drawing.boundary else 0)


def measure_block(block: Block) -> float:
    inner = max((_measure_column(slots) for slots in block.slots.values()), default=0.0)
    return inner + measure_head(block) + (FRAME_INSET if block.frame else 0)


def measure_head(block: Block) -> float:
    """The room above the boxes of a frame, for its title."""
    return HEAD_LINE * block.head + FRAME_INSET + 3 if block.frame else 0.0


def _measure_column(slots: Sequence[Slot]) -> float:
    gaps = sum(_find_slot_gap(one, other) for one, other in pairwise(slots))
    return sum(slot.height for slot in slots) + gaps


def _find_slot_gap(one: Slot, other: Slot) -> float:
    return BOX_GAP if one.box and other.box else 2.0


def _find_gap(one: Block, other: Block) -> float:
    return 2.0 if one.is_lane and other.is_lane else BLOCK_GAP


def _move_block(block: Block, top: float) -> None:
    """The block with all of its slots, which stand in the middle of it."""
    block.top = top
    start = top + measure_head(block)
    room = block.height - measure_head(block) - (FRAME_INSET if block.frame else 0)
    for slots in block.slots.values():
        at = start + (room - _measure_column(slots)) / 2
        gaps = [0.0, *(_find_slot_gap(one, other) for one, other in pairwise(slots))]
        for slot, gap in zip(slots, gaps, strict=False):
            slot.y = at + gap + slot.height / 2
            at += gap + slot.height


def settle_places(plan: Plan) -> None:
    """Blocks and slots towards what they are connected with, in the room that the tallest stack
    gives.
    """
    start = find_start(plan)
    blocks = _list_inner(plan.blocks)
    room = Room(start, max((block.top + block.height for block in blocks), default=start))
    for stack in range(len(plan.stacks)):
        inner = _list_inner(plan.list_blocks(stack))
        _spread_blocks(inner, [_find_centre(block, inner, room) for block in inner], room)
    for turn in range(ROUNDS):
        stacks = range(len(plan.stacks))
        for stack in stacks if turn % 2 == 0 else reversed(stacks):
            inner = _list_inner(plan.list_blocks(stack))
            _spread_blocks(inner, [block.top + _find_pull(block) for block in inner], room)
            for block in inner:
                _settle_slots(block)


def _find_centre(block: Block, inner: Sequence[Block], room: Room) -> float:
    top, bottom = inner[0].top, inner[-1].top + inner[-1].height
    return block.top + (room.top + room.bottom - top - bottom) / 2


def _find_pull(block: Block) -> float:
    """How far its neighbours outside are below it."""
    ways = [
        hop.find_other(slot).y - slot.y
        for slots in block.slots.values()
        for slot in slots
        for hop in (*slot.left, *slot.right)
        if hop.find_other(slot).block is not block
    ]
    return sum(ways) / len(ways) if ways else 0.0


def _spread_blocks(blocks: Sequence[Block], wanted: Sequence[float], room: Room) -> None:
    least = [block.height for block in blocks]
    gaps = [_find_gap(one, other) for one, other in pairwise(blocks)]
    for block, top in zip(blocks, spread(wanted, least, gaps, room), strict=True):
        _shift_block(block, top - block.top)


def _shift_block(block: Block, way: float) -> None:
    block.top += way
    for slots in block.slots.values():
        for slot in slots:
            slot.y += way


def _settle_slots(block: Block) -> None:
    inset = FRAME_INSET if block.frame else 0
    room = Room(block.top + measure_head(block), block.top + block.height - inset)
    for slots in block.slots.values():
        wanted = [_find_wanted(slot) - slot.height / 2 for slot in slots]
        least = [slot.height for slot in slots]
        gaps = [_find_slot_gap(one, other) for one, other in pairwise(slots)]
        for slot, top in zip(slots, spread(wanted, least, gaps, room), strict=True):
            slot.y = top + slot.height / 2


def _find_wanted(slot: Slot) -> float:
    """The middle of its neighbours; a box holds to its place, too, so that boxes stay in rows."""
    places = [hop.find_other(slot).y for hop in (*slot.left, *slot.right)]
    if slot.box:
        places.append(slot.y)
    return sum(places) / len(places) if places else slot.y


def spread(
    wanted: Sequence[float], sizes: Sequence[float], gaps: Sequence[float], room: Room
) -> list[float]:
    """Tops as close as may be to those that are wanted, in their order, none touching another, all
    within the room (pool adjacent violators).
    """
    offsets = [0.0]
    for size, gap in zip(sizes, gaps, strict=False):
        offsets.append(offsets[-1] + size + gap)
    pools: list[tuple[float, int]] = []
    for want, offset in zip(wanted, offsets, strict=False):
        mean, number = want - offset, 1
        while pools and pools[-1][0] > mean:
            other, members = pools.pop()
            mean = (mean * number + other * members) / (number + members)
            number += members
        pools.append((mean, number))
    levels = [mean for mean, number in pools for _ in range(number)]
    most = room.bottom - (offsets[-1] + sizes[-1]) if sizes else room.bottom
    return [
        max(room.top, min(level, most)) + offset
        for level, offset in zip(levels, offsets, strict=False)
    ]
