"""What every page of a site has around its document: head with its policy, marking, ways to other
pages, search, foot.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping

from ...lazy_dataclasses import dataclass
from ..document_model import list_drawings
from ..forms.html import CHARSET, VIEWPORT, escape, write_main
from ..forms.html_drawings import DRAWING_STYLE
from ..forms.html_links import PageLinks
from ..forms.html_looks import LOOKS
from ..forms.html_pages import write_print_style
from ..forms.html_prose import HtmlProse
from ..kinds.site_content import LOOK
from ..plain_parts import list_own_properties, write_provenance
from .site_map import HOME, PARTS, SitePage
from .site_places import SitePlaces
from .site_search import INDEX

# Pages of the first rank, as they are called where they are offered
_NAMES: Mapping[str, str] = {HOME: "Overview", PARTS: "Components and inventory"}
# A script that is added to every page may ask where it came from, and no other place
_LIVE_POLICY = "; connect-src 'self'"


@dataclass(frozen=True, slots=True)
class SiteFrame:
    """What is the same around all pages: the name of the site, the pages of the first rank with
    their addresses, `parts` the pages that a section of several has beside each other, style sheet
    and script. `live` is a script besides, "" for none.
    """

    name: str
    sections: tuple[tuple[str, str], ...]
    parts: Mapping[str, tuple[tuple[str, str], ...]]
    titles: Mapping[str, str]
    places: SitePlaces
    style: str
    script: str
    live: str = ""


def name_section(page: SitePage) -> str:
    return _NAMES.get(page.path, page.title)


def find_links(page: SitePage, frame: SiteFrame) -> PageLinks:
    return PageLinks(page.path, frame.places.pages, frame.places.hovers)


def write_page(page: SitePage, frame: SiteFrame, main: str | None = None) -> bytes:
    """`main` is what `write_page_main` says of the page, where that is known."""
    document, links = page.document, find_links(page, frame)
    main = write_page_main(page, frame) if main is None else main
    drawing_style = DRAWING_STYLE if any(list_drawings(document)) else ""
    style = f"{frame.style}{drawing_style}{write_print_style(document)}"
    body = "\n".join(_list_lines(page, frame, links, main))
    scripts = "".join(f"<script>{text}</script>\n" for text in (frame.script, frame.live) if text)
    head = _write_head(page, frame, style)
    return (
        f'<!doctype html>\n<html lang="en">\n<head>{head}<style>{style}</style></head>\n<body>\n'
        f"{body}\n{scripts}</body>\n</html>\n"
    ).encode()


def _write_head(page: SitePage, frame: SiteFrame, style: str) -> str:
    title = page.title if page.path == HOME else f"{page.title} - {frame.name}"
    facts = "".join(
        f'<meta name="attestle-{escape("-".join(name.lower().split()))}" content="{escape(value)}">'
        for name, value in list_own_properties(page.document)
    )
    policy = write_policy(style, tuple(filter(None, (frame.script, frame.live))))
    if frame.live:
        policy += _LIVE_POLICY
    return (
        f'{CHARSET}<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">{VIEWPORT}'
        '<meta name="robots" content="noindex,nofollow"><meta name="referrer"'
        ' content="no-referrer">'
        f"<title>{escape(title)}</title>{facts}"
    )


def write_policy(style: str, scripts: tuple[str, ...]) -> str:
    """Nothing but this style sheet and these scripts; one of them loads the index, wherever the
    page lies: `'self'` is no place of files in every browser.
    """
    allowed = " ".join(f"'{hash_source(text)}'" for text in scripts)
    return (
        f"default-src 'none'; style-src '{hash_source(style)}'; script-src {allowed}"
        " 'strict-dynamic'; img-src data:; base-uri 'none'; form-action 'none'"
    )


def hash_source(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"


def write_page_main(page: SitePage, frame: SiteFrame) -> str:
    """The document itself; nothing in it is of marking, draft or provenance."""
    document, look, links = page.document, LOOKS[LOOK], find_links(page, frame)
    prose = HtmlProse(
        escape,
        frame.places.prose,
        document.pictures,
        below=1,
        links=links,
        has_styles=not look.is_site,
    )
    return "\n".join(write_main(document, look, links, prose))


def _list_lines(page: SitePage, frame: SiteFrame, links: PageLinks, main: str) -> Iterator[str]:
    document = page.document
    yield '<a class="skip" href="#main">To the page</a>'
    yield '<header class="top">'
    yield from _list_marks(document.marking, "mark")
    yield from _list_marks(document.draft, "draft")
    yield '<div class="bar">'
    yield f'<a class="home" href="{links.find_page(HOME)}">{escape(frame.name)}</a>'
    yield from _list_sections(page, frame, links)
    yield from _write_search(links)
    yield "</div></header>"
    yield from _list_trail(page, frame, links)
    yield from _list_parts(page, frame, links)
    yield '<main id="main" tabindex="-1">'
    yield main
    yield from _list_neighbours(page, frame, links)
    yield "</main>"
    yield '<footer class="foot">'
    yield f'<p class="note">{escape(write_provenance(document.provenance))}</p>'
    yield from _list_marks(document.draft, "draft")
    yield from _list_marks(document.marking, "mark")
    yield "</footer>"


def _list_marks(text: str, look: str) -> Iterator[str]:
    if text:
        yield f'<p class="{look}">{escape(text)}</p>'


def _list_sections(page: SitePage, frame: SiteFrame, links: PageLinks) -> Iterator[str]:
    yield '<nav class="sections" aria-label="Pages"><ul>'
    for name, path in frame.sections:
        here = ' aria-current="page"' if path == page.path else ""
        here = here or (' class="within"' if path == page.section else "")
        yield f'<li><a href="{links.find_page(path)}"{here}>{escape(name)}</a></li>'
    yield "</ul></nav>"


def _list_parts(page: SitePage, frame: SiteFrame, links: PageLinks) -> Iterator[str]:
    parts = frame.parts.get(page.section, ())
    if not any(path == page.path for _, path in parts):
        return
    yield '<nav class="parts" aria-label="Pages of this section"><ul>'
    for name, path in parts:
        here = ' aria-current="page"' if path == page.path else ""
        yield f'<li><a href="{links.find_page(path)}"{here}>{escape(name)}</a></li>'
    yield "</ul></nav>"


def _write_search(links: PageLinks) -> Iterator[str]:
    """Shown by the script alone: without it there is nothing to search with."""
    root = links.find_page(HOME).removesuffix(HOME)
    yield f'<div class="search" role="search" data-root="{root}" data-index="{INDEX}" hidden>'
    yield (
        '<input id="search" type="search" role="combobox" aria-label="Search this site"'
        ' aria-expanded="false" aria-controls="found" aria-autocomplete="list"'
        ' aria-haspopup="listbox"'
        ' autocomplete="off" spellcheck="false" placeholder="Search (press /)">'
    )
    yield '<div class="panel" hidden><div id="found" role="listbox" aria-label="Search results"></div>'
    yield '<p aria-hidden="true"></p></div>'
    yield '<p id="told" class="unseen" role="status" aria-live="polite"></p>'
    yield "</div>"


def _list_trail(page: SitePage, frame: SiteFrame, links: PageLinks) -> Iterator[str]:
    if not page.trail:
        return
    yield '<nav class="trail" aria-label="Where you are"><ol>'
    for path in page.trail:
        yield f'<li><a href="{links.find_page(path)}">{escape(frame.titles[path])}</a></li>'
    yield f'<li aria-current="page">{escape(page.title)}</li>'
    yield "</ol></nav>"


def _list_neighbours(page: SitePage, frame: SiteFrame, links: PageLinks) -> Iterator[str]:
    if not (page.before or page.after):
        return
    yield '<nav class="around" aria-label="Neighbours">'
    for path, look, word in ((page.before, "before", "Before"), (page.after, "after", "Next")):
        if path:
            title = escape(frame.titles[path])
            place = links.find_page(path)
            yield f'<a class="{look}" href="{place}" rel="{"prev" if look == "before" else "next"}">'
            yield f"<small>{word}</small>{title}</a>"
    yield "</nav>"
