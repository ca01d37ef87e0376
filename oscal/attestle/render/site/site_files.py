"""A site as files: every page, the index of its search, its calendar, and a word to robots."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from ...formats.icalendar import write_calendar
from ...formats.site_assets import SiteAssets
from ..document_model import DocumentModel
from ..document_parts import Chapter
from ..forms.html_looks import LOOKS
from ..frame import DocumentFrame, put_frame
from ..kinds.site_content import LOOK, SiteContent
from ..kinds.site_evidence import CALENDAR_FILE
from .page_memory import PageMemory
from .site_frame import SiteFrame, name_section
from .site_map import HOME, SYSTEM, SitePage, list_site_pages
from .site_places import find_site_places
from .site_search import INDEX, write_search_index

ROBOTS = "robots.txt"
_ROBOTS_TEXT = b"User-agent: *\nDisallow: /\n"


def write_site(
    content: SiteContent,
    frame: DocumentFrame,
    assets: SiteAssets,
    live: str = "",
    memory: PageMemory | None = None,
) -> dict[str, bytes]:
    """Bytes by path; the same content gives the same bytes, with a `memory` or without."""
    pages = tuple(_put_frame(page, frame) for page in list_site_pages(content))
    places = find_site_places(pages, content.status.baseline, content.system)
    facts = content.system.characteristics
    around = SiteFrame(
        facts.short_name or facts.name,
        tuple((name_section(page), page.path) for page in pages if page.path == page.section),
        {SYSTEM: _list_parts(pages, SYSTEM)},
        {page.path: name_section(page) for page in pages},
        places,
        f"{LOOKS[LOOK].style}{assets.style}",
        assets.script,
        live,
    )
    made = (memory or PageMemory()).write_pages(pages, around)
    # a calendar is as of a day; the moment in it is a part of its form
    stamp = dt.datetime.combine(content.as_of, dt.time(), dt.UTC)
    made[CALENDAR_FILE] = write_calendar(
        content.entries, stamp=stamp, name=facts.name, marking=frame.marking
    )
    made[INDEX] = write_search_index(content, pages, places, frame.marking)
    made[ROBOTS] = _ROBOTS_TEXT
    return made


def _put_frame(page: SitePage, frame: DocumentFrame) -> SitePage:
    """Marking, draft and provenance stand on every page, the title block and what only the first
    page of a document has on the first one.
    """
    framed = put_frame(page.document, frame)
    if page.path == HOME:
        return replace(page, document=_put_title_last(framed))
    kept: DocumentModel = replace(
        framed, front=page.document.front, designation=None, organization=""
    )
    return replace(page, document=kept)


def _list_parts(pages: tuple[SitePage, ...], section: str) -> tuple[tuple[str, str], ...]:
    """The pages of a section, its own first."""
    others = (page for page in pages if page.section == section != page.path)
    return (("Description", section), *((page.title, page.path) for page in others))


def _put_title_last(document: DocumentModel) -> DocumentModel:
    """Who opens a site wants to know how the system stands; what the document is stands below."""
    if document.front is None:
        return document
    about = Chapter(1, "About this plan", "about", (document.front,))
    return replace(document, chapters=(*document.chapters, about), front=None)
