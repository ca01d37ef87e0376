"""A site made anew whenever a file that it is made from changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from ...errors import ToolkitError
from ...findings import Finding
from ...lazy_dataclasses import dataclass
from ...store import file_states, head_files
from ..validation.targets import Target
from ..validation.watched_changes import Look, look_at, walk_changes
from .live_pages import LivePages

# More lines above a page leave no page to read
_MOST_TROUBLES = 5
_COMMIT = "the present commit"
KEPT = (
    "A file cannot be read as it stands. Until it can, you see the last state that could be read."
)
LEFT_OUT = "Something is wrong in the files, and is left out of these pages or wrong in them."
NOT_MADE = "The pages cannot be made as the files stand."


@dataclass(frozen=True, slots=True)
class MadePages:
    """Files by path in the site, what is wrong in those that they are made from, and which of these
    could not be read, or not wholly.
    """

    files: Mapping[str, bytes]
    errors: tuple[Finding, ...] = ()
    unread: frozenset[str] = frozenset()


MakePages = Callable[[], MadePages]


@dataclass(frozen=True, slots=True)
class ShownChange:
    """What was done about a change: `paths` are the files that changed, `made` says whether pages
    were made, `headline` and `troubles` what is wrong.
    """

    paths: tuple[str, ...]
    made: bool
    headline: str = ""
    troubles: tuple[str, ...] = ()


class SiteWatch:
    """Keeps the pages up with the files."""

    def __init__(self, pages: LivePages, make: MakePages) -> None:
        self._pages = pages
        self._make = make
        self._unread: frozenset[str] = frozenset()

    def update(self, paths: tuple[str, ...] = ()) -> ShownChange:
        """What cannot be made now may be in a moment: until then the pages that are shown stay."""
        try:
            made = self._make()
        except (ToolkitError, OSError) as error:
            return self._warn(paths, NOT_MADE, _list_reasons(error))
        # one more that cannot be read is being edited; one that could not be before is known
        if made.unread - self._unread and not self._pages.is_empty:
            return self._warn(paths, KEPT, _list_troubles(made.errors, made.unread))
        self._unread = made.unread
        headline = LEFT_OUT if made.errors else ""
        troubles = _list_troubles(made.errors, made.unread)
        self._pages.show(made.files, headline, troubles)
        return ShownChange(paths, True, headline, troubles)

    def _warn(
        self, paths: tuple[str, ...], headline: str, troubles: tuple[str, ...]
    ) -> ShownChange:
        self._pages.warn(headline, troubles)
        return ShownChange(paths, False, headline, troubles)

    def follow(
        self, before: Look, look: Callable[[], Look], pause: Callable[[], None]
    ) -> Iterator[ShownChange]:
        """`before` is how the files looked before the pages were made."""
        for paths in walk_changes(before, look, pause):
            yield self.update(paths)


def make_look(
    root: Path, look_beside: Callable[[], Look] = lambda: MappingProxyType({})
) -> Callable[[], Look]:
    """The files of a workspace, the day, and which commit is the present one: nothing of them is
    read. `look_beside` has whatever else pages are made from, by names for people.
    """
    target = Target(root)
    # of another folder than the workspace where that is a part of a repository
    heads = head_files.find_head_files(root)

    def look() -> Look:
        stamps = tuple(file_states.read_place_stamp(path) for path in heads)
        return {**look_at(target), _COMMIT: stamps, **look_beside()}

    return look


def _list_reasons(error: ToolkitError | OSError) -> tuple[str, ...]:
    findings: Sequence[Finding] = getattr(error, "findings", ())
    said = [] if findings else [str(error)]
    return (*said, *_list_troubles([item for item in findings if item.is_error], frozenset()))


def _list_troubles(errors: Sequence[Finding], unread: frozenset[str]) -> tuple[str, ...]:
    """Those of files that could not be read first: they are why others are wrong."""
    ordered = sorted(errors, key=lambda item: item.path not in unread)
    lines = [_describe_finding(item) for item in ordered[:_MOST_TROUBLES]]
    more = len(ordered) - _MOST_TROUBLES
    return (*lines, *([f"and {more} more; run: attestle validate"] if more > 0 else []))


def _describe_finding(item: Finding) -> str:
    line = f":{item.line}" if item.line else ""
    hint = f" ({item.hint})" if item.hint else ""
    return f"{item.path}{line}: {item.message}{hint}"
