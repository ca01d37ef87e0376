"""Where on the sides of its boxes each line begins and ends."""

from __future__ import annotations

from collections.abc import Sequence

from .column_plan import Hop, Plan, Slot

# Points above the uppermost line of a side, where its label stands, and below the lowest
ABOVE, BELOW = 9.8, 4.0


def grow_boxes(plan: Plan, port: float) -> None:
    """Boxes as high as the lines at their busier side ask for."""
    for block in plan.blocks:
        for slots in block.slots.values():
            for slot in slots:
                if slot.box:
                    ports = max(len(slot.left), len(slot.right))
                    slot.height = max(slot.height, (ports - 1) * port + ABOVE + BELOW)


def place_ports(plan: Plan, port: float) -> None:
    """The lines of each side from above to below as their other ends stand."""
    for block in plan.blocks:
        for slots in block.slots.values():
            for slot in slots:
                _place_side(slot, sorted(slot.left, key=lambda hop: _sort_port(slot, hop)), port)
                _place_side(slot, sorted(slot.right, key=lambda hop: _sort_port(slot, hop)), port)


def _sort_port(slot: Slot, hop: Hop) -> tuple[int, float]:
    """Lines that turn go outside of those that do not, the longest of them round the others."""
    other = hop.find_other(slot)
    if not hop.turns:
        return 1, other.y
    return (0 if other.y < slot.y else 2), -other.y


def _place_side(slot: Slot, hops: Sequence[Hop], port: float) -> None:
    if slot.box is None:
        for hop in hops:
            _set_port(slot, hop, slot.y)
        return
    top, bottom = slot.y - slot.height / 2 + ABOVE, slot.y + slot.height / 2 - BELOW
    middle = min(max(slot.y, top + (len(hops) - 1) * port / 2), bottom - (len(hops) - 1) * port / 2)
    for at, hop in enumerate(hops):
        _set_port(slot, hop, middle + (at - (len(hops) - 1) / 2) * port)


def _set_port(slot: Slot, hop: Hop, y: float) -> None:
    if hop.start is slot:
        hop.start_port = y
    if hop.end is slot:
        hop.end_port = y
