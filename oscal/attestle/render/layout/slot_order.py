"""The order of blocks and slots from above to below, so that few lines cross: each goes where what
it is connected with stands, sweep by sweep, and the best of all sweeps stays.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Callable, Iterable

from .column_plan import Block, Hop, Plan, Slot
from .slot_places import fill_stack, find_start, stack_blocks

SWEEPS = 8
Order = tuple[list[Block], list[tuple[Block, dict[int, list[Slot]]]]]


def order_slots(plan: Plan) -> int:
    """Order blocks and slots; the number of crossings that are left."""
    stack_blocks(plan)
    start = find_start(plan)
    best, least = _keep_order(plan), count_crossings(plan)
    for sweep in range(SWEEPS):
        if not least:
            break
        forward = sweep % 2 == 0
        stacks = range(len(plan.stacks))
        for stack in stacks if forward else reversed(stacks):
            fill_stack(_sort_stack(plan, stack, forward), start)
        found = count_crossings(plan)
        if found < least:
            best, least = _keep_order(plan), found
    _restore_order(plan, best)
    stack_blocks(plan)
    return least


def _keep_order(plan: Plan) -> Order:
    inner = [
        (block, {column: list(slots) for column, slots in block.slots.items()})
        for block in plan.blocks
    ]
    return list(plan.blocks), inner


def _restore_order(plan: Plan, order: Order) -> None:
    plan.blocks = order[0]
    for block, slots in order[1]:
        block.slots = slots


def _sort_stack(plan: Plan, stack: int, forward: bool) -> list[Block]:
    """Blocks by what they are connected with outside, slots of a block by their neighbours."""
    found = plan.list_blocks(stack)
    wanted = {id(block): _find_middle_of_block(block) for block in found}
    found.sort(key=lambda block: (not block.is_over, wanted[id(block)]))
    others = [block for block in plan.blocks if block.stack != stack]
    plan.blocks = [*others, *found]
    columns = plan.stacks[stack]
    for block in found:
        for column in columns if forward else reversed(columns):
            if slots := block.slots.get(column):
                slots.sort(key=_make_slot_key(forward))
    return found


def _find_middle_of_block(block: Block) -> float:
    """Where its neighbours outside are, else where it is."""
    places = [
        hop.find_other(slot).y
        for slots in block.slots.values()
        for slot in slots
        for hop in (*slot.left, *slot.right)
        if hop.find_other(slot).block is not block
    ]
    return sum(places) / len(places) if places else block.top + block.height / 2


def _make_slot_key(forward: bool) -> Callable[[Slot], float]:
    def find_middle(slot: Slot) -> float:
        hops = (slot.left if forward else slot.right) or (*slot.left, *slot.right)
        return sum(hop.find_other(slot).y for hop in hops) / len(hops) if hops else slot.y

    return find_middle


def count_crossings(plan: Plan) -> int:
    """Pairs of lines that cross between two columns."""
    total = 0
    for column in range(plan.columns):
        hops = [hop for slot in plan.list_slots(column) for hop in slot.right if hop.start is slot]
        total += _count_inversions(hop for hop in hops if not hop.turns)
    return total


def _count_inversions(hops: Iterable[Hop]) -> int:
    passed: list[float] = []
    total = 0
    for _, end in sorted((hop.start.y, hop.end.y) for hop in hops):
        total += len(passed) - bisect_right(passed, end)
        insort(passed, end)
    return total
