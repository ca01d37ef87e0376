"""What changed in a system between two revisions."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from ..assess.changes import Compared, compare_statuses
from ..assess.system_status import Status, evaluate_system
from ..errors import UsageError
from ..store import oscal_documents, revisions, systems
from .sound_systems import today


def compare_revisions(
    root: Path,
    before: str,
    after: str = revisions.WORKING_TREE,
    *,
    system: str | None = None,
    as_of: dt.date | None = None,
) -> tuple[Compared, ...]:
    """Each system, judged on one day at both revisions, so that only what people changed makes a
    difference.
    """
    day = as_of or today()
    with (
        revisions.checkout_revision(root, before) as old,
        revisions.checkout_revision(root, after) as new,
    ):
        names = sorted({*systems.list_systems(old), *systems.list_systems(new)})
        if system is not None and system not in names:
            raise UsageError(
                f'there is no system "{system}" in either revision; {", ".join(names)}'
            )
        return tuple(
            _one(old, new, name, before, after, day) for name in names if system in (None, name)
        )


def _one(old: Path, new: Path, name: str, before: str, after: str, day: dt.date) -> Compared:
    left, right = _status(old, name, day), _status(new, name, day)
    known = right or left
    title = known.system.characteristics.name if known else name
    if left is None or right is None:
        how = (
            "cannot be read in either revision"
            if known is None
            else "added, or unreadable before"
            if left is None
            else "removed, or unreadable now"
        )
        return Compared(name, title, before, after, day, how, None)
    return Compared(name, title, before, after, day, "changed", compare_statuses(left, right))


def _status(root: Path, name: str, day: dt.date) -> Status | None:
    if name not in systems.list_systems(root):
        return None
    work, _ = systems.load_system(root, name, oscal_documents.make_href_reader(root))
    return evaluate_system(work.system, work.baseline, day) if work else None
