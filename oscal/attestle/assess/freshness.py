"""Whether evidence is current, and whether it can show that something happens."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from ..iso_days import add_days
from ..model.evidence import EvidenceItem, EvidencePlace, FoundFile

DEFAULT_CADENCE_DAYS = 365  # of evidence that states no cadence (docs/reference/files.md)
# What lays something down; that it happens needs a trace of its happening
_LAYS_DOWN = ("policy", "procedure")


def find_due_day(item: EvidenceItem) -> dt.date | None:
    """The last day on which the item is current, None if it was never collected."""
    if item.collected is None:
        return None
    return add_days(item.collected, item.cadence or DEFAULT_CADENCE_DAYS)


def list_missing_places(item: EvidenceItem) -> tuple[str, ...]:
    """The local places of the item at which there is nothing."""
    return tuple(location for location, looked in item.found.items() if not looked.exists)


def list_wrong_hashes(item: EvidenceItem) -> Iterator[tuple[EvidencePlace, FoundFile]]:
    """Places that have another hash than the register gives, with what stands there."""
    for place in item.places:
        looked = item.found.get(place.location)
        if looked and place.sha256 and looked.sha256 and place.sha256.lower() != looked.sha256:
            yield place, looked


def can_show_operation(item: EvidenceItem) -> bool:
    """Whether the item can show that something happens; what it is must be known for that."""
    return bool(item.kind) and item.kind not in _LAYS_DOWN


def explain_not_current(item: EvidenceItem, as_of: dt.date) -> str:
    """Empty if the item is current, else the first thing that keeps it from being so.

    Current is what is final, owned, collected on or before the day, not past its cadence, and
    stands at each of its local places with the hash that it claims.
    """
    if item.status != "final":
        return f"{item.id} is a draft"
    if not item.owner:
        return f"{item.id} has no owner"
    return _explain_day(item, as_of) or _explain_places(item)


def _explain_day(item: EvidenceItem, as_of: dt.date) -> str:
    due = find_due_day(item)
    if item.collected is None or due is None:
        return f"{item.id} has not been collected"
    if item.collected > as_of:
        return f"{item.id} is collected only on {item.collected.isoformat()}"
    if due < as_of:
        return f"{item.id} was due again on {due.isoformat()}"
    return ""


def _explain_places(item: EvidenceItem) -> str:
    missing = list_missing_places(item)
    if missing:
        return f"{item.id}: there is nothing at {missing[0]}"
    if any(list_wrong_hashes(item)):
        return f"the file of {item.id} does not have the registered hash"
    return ""
