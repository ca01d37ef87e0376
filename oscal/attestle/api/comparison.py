"""What changed in a system between two revisions."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from ..assess.changes import Compared
from ..assess.status_comparison import compare_statuses
from ..assess.system_status import Status, evaluate_system
from ..errors import UsageError
from ..model.counted_names import MOST_NAMED, name_some
from ..store import oscal_documents, revisions, systems
from ..uuids import fold_uuid
from .clock import today


def compare_revisions(
    root: Path,
    before: str,
    after: str = revisions.WORKING_TREE,
    *,
    system: str | None = None,
    as_of: dt.date | None = None,
) -> tuple[Compared, ...]:
    """Each system in two revisions.

    Both are judged on one day, so that only what people changed makes a difference.
    """
    day = as_of or today()
    with (
        revisions.checkout_revision(root, before) as old,
        revisions.checkout_revision(root, after) as new,
    ):
        earlier = _find_earlier_names(old, new)
        names = sorted({*systems.list_systems(old), *systems.list_systems(new)})
        names = [name for name in names if name not in earlier.values()]
        if system is not None and system not in names:
            known = name_some(names, MOST_NAMED)
            raise UsageError(f'there is no system "{system}" in either revision; {known}')
        return tuple(
            _compare_system(name, earlier.get(name, name), (before, old), (after, new), day)
            for name in names
            if system in (None, name)
        )


def _find_earlier_names(old: Path, new: Path) -> dict[str, str]:
    """The old name of each system that stands under another one now: its uuid stayed."""
    gone = sorted({*systems.list_systems(old)} - {*systems.list_systems(new)})
    come = sorted({*systems.list_systems(new)} - {*systems.list_systems(old)})
    if not gone or not come:
        return {}
    uuids = {_read_uuid(old, name): name for name in gone}
    found = ((name, uuids.get(_read_uuid(new, name), "")) for name in come)
    return {name: earlier for name, earlier in found if earlier}


def _read_uuid(root: Path, name: str) -> str:
    """The uuid of a system; one that cannot be read has one of its own."""
    work, _ = systems.load_system(root, name, oscal_documents.make_href_reader(root))
    return fold_uuid(work.system.characteristics.uuid) if work else f"{root}/{name}"


def _compare_system(
    name: str, earlier: str, before: tuple[str, Path], after: tuple[str, Path], day: dt.date
) -> Compared:
    """One system in two revisions, each given by its name and its folder."""
    old, new = _judge(before[1], earlier, day), _judge(after[1], name, day)
    judged = new or old
    title = judged.system.characteristics.name if judged else name
    changes = compare_statuses(old, new) if old and new else None
    how = f"renamed from {earlier}" if earlier != name else _explain(old, new)
    marking = judged.system.characteristics.marking if judged else None
    return Compared(name, title, before[0], after[0], day, how, changes, marking)


def _explain(old: Status | None, new: Status | None) -> str:
    """Why there is nothing to compare, or that there is."""
    if old is None and new is None:
        return "cannot be read in either revision"
    if old is None:
        return "added, or unreadable before"
    return "removed, or unreadable now" if new is None else "changed"


def _judge(root: Path, name: str, day: dt.date) -> Status | None:
    if name not in systems.list_systems(root):
        return None
    work, _ = systems.load_system(root, name, oscal_documents.make_href_reader(root))
    return evaluate_system(work.system, work.baseline, day) if work else None
