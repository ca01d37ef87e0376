"""What changes on disk while somebody works, and what that changes of the findings."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import PurePosixPath

from ...findings import Finding
from ...lazy_dataclasses import dataclass
from ...store import file_states, files, layout
from .targets import ENDINGS, Target

# What stands where, and whatever else a judgement rests on, by a name
Look = Mapping[str, object]
# A file that is written all the time does not keep the others from being judged
_MOST_LOOKS = 10
_TODAY = "the day"


@dataclass(frozen=True, slots=True)
class FindingsChange:
    """What is found that was not, and what is not found any more. Lines may have moved."""

    new: tuple[Finding, ...]
    gone: tuple[Finding, ...]


def look_at(target: Target) -> Look:
    """The files that a target is judged by as they stand: nothing of them is read.

    Beside documents by themselves may stand what they refer to, and new ones may come.
    """
    folders = layout.READ_FOLDERS if target.judges_workspace else ()
    tops = (*folders, *(target.documents or {}), *_list_beside(target))
    stamps = file_states.list_stamps(target.root, tops)
    # what is gone is no part of the next target, and would else seem to change again
    there = {path: stamp for path, stamp in stamps.items() if stamp}
    # what is overdue is another thing on another day
    return {**there, _TODAY: dt.date.today()}


def _list_beside(target: Target) -> Iterator[str]:
    for folder in sorted({PurePosixPath(path).parent for path in target.documents or {}}):
        for name in files.list_names(target.root, folder.as_posix()):
            if name.endswith(ENDINGS):
                yield (folder / name).as_posix()


def walk_changes(
    before: Look, look: Callable[[], Look], pause: Callable[[], None]
) -> Iterator[tuple[str, ...]]:
    """The paths that changed, each time something did and then stood still for a while.

    Editors write in steps: a file that is half saved, or gone for a moment, is not judged. `before`
    is how it looked before it was last judged, so that nothing is missed.
    """
    while True:
        pause()
        now = look()
        if now == before:
            continue
        for _ in range(_MOST_LOOKS):
            pause()
            last, now = now, look()
            if now == last:
                break
        changed = tuple(
            sorted(path for path in {*before, *now} if before.get(path) != now.get(path))
        )
        before = now
        # saved and taken back
        if changed:
            yield changed


def compare_findings(before: Iterable[Finding], now: Iterable[Finding]) -> FindingsChange:
    """By what is said of which place; of several alike as many as there are more."""
    old, new = list(before), list(now)
    return FindingsChange(_list_more(new, old), _list_more(old, new))


def _list_more(some: list[Finding], others: list[Finding]) -> tuple[Finding, ...]:
    left = Counter(map(_identify, others))
    more = []
    for item in some:
        if left[_identify(item)]:
            left[_identify(item)] -= 1
        else:
            more.append(item)
    return tuple(more)


def _identify(item: Finding) -> tuple[str, ...]:
    return (item.code, item.severity, item.path, item.pointer, item.message)
