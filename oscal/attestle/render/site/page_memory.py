"""Pages that were written before, for who writes a site again and again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ...lazy_dataclasses import dataclass
from .site_frame import SiteFrame, write_page, write_page_main
from .site_map import SitePage


@dataclass(frozen=True, slots=True)
class _Written:
    """A page as it was made, what it says itself, and its bytes."""

    page: SitePage
    main: str
    data: bytes


class PageMemory:
    """A page that is made of equal values, with the same around it, is the same bytes: comparing
    two is a small part of the time that it takes to write one. Where a page differs in its frame
    alone, as all do when a draft counts one answer more, what it says itself is kept.
    """

    def __init__(self) -> None:
        self._around: SiteFrame | None = None
        self._written: dict[str, _Written] = {}

    def write_pages(self, pages: Iterable[SitePage], around: SiteFrame) -> dict[str, bytes]:
        if around != self._around:
            self._around, self._written = around, {}
        self._written = {page.path: self._write(page, around) for page in pages}
        return {path: item.data for path, item in self._written.items()}

    def _write(self, page: SitePage, around: SiteFrame) -> _Written:
        known = self._written.get(page.path)
        if known is None or not _says_same(known.page, page):
            main = write_page_main(page, around)
        elif _list_frame(known.page) == _list_frame(page):
            return known
        else:
            main = known.main
        return _Written(page, main, write_page(page, around, main))


def _says_same(one: SitePage, other: SitePage) -> bool:
    """Whether all is equal but for what `write_page_main` says nothing of."""
    if one.document == other.document:
        return replace(one, document=other.document) == other
    marking, draft, provenance = _list_frame(other)
    framed = replace(one.document, marking=marking, draft=draft, provenance=provenance)
    return framed == other.document and replace(one, document=other.document) == other


def _list_frame(page: SitePage) -> tuple[str, str, tuple[tuple[str, str], ...]]:
    document = page.document
    return document.marking, document.draft, document.provenance
