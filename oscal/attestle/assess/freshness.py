"""Whether evidence is current."""

from __future__ import annotations

import datetime as dt

from ..model.system import EvidenceItem

DEFAULT_CADENCE_DAYS = 365  # of evidence that states no cadence (docs/reference/files.md)


def find_due_day(item: EvidenceItem) -> dt.date | None:
    """The last day on which the item is current, None if it was never collected."""
    if item.collected is None:
        return None
    return item.collected + dt.timedelta(days=item.cadence or DEFAULT_CADENCE_DAYS)


def has_other_hash(item: EvidenceItem) -> bool:
    """The register gives a hash, the file is at hand, and they disagree."""
    return bool(item.sha256 and item.file_sha256 and item.sha256.lower() != item.file_sha256)


def explain_not_current(item: EvidenceItem, as_of: dt.date) -> str:
    """Empty if the item is current, else the first thing that keeps it from being so.

    Current is what is final, owned, collected, not past its cadence, and has the hash it claims.
    """
    due = find_due_day(item)
    if item.status != "final":
        return f"{item.id} is a draft"
    if not item.owner:
        return f"{item.id} has no owner"
    if due is None:
        return f"{item.id} has not been collected"
    if due < as_of:
        return f"{item.id} was due again on {due.isoformat()}"
    if has_other_hash(item):
        return f"the file of {item.id} does not have the registered hash"
    return ""
