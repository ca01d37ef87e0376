"""Which pages a site has, how they are called and where each of them stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, count

from ...formats.file_names import choose_stem, fold_name
from ...lazy_dataclasses import dataclass
from ..document_model import DocumentModel
from ..inserted_parameters import insert_in_document
from ..kinds.site_content import SiteContent
from ..kinds.site_crosswalk import build_matrix_page
from ..kinds.site_evidence import build_calendar_page, build_evidence_page
from ..kinds.site_overview import build_overview
from ..kinds.site_poam import build_poam_page
from ..kinds.site_requirement import build_requirement_page
from ..kinds.site_requirements import (
    build_family_page,
    build_requirements_page,
    group_families,
)
from ..kinds.site_system import (
    build_boundary_page,
    build_parts_page,
    build_people_page,
    build_system_page,
)
from ..kinds.ssp_draft import mark_unread

HOME = "index.html"
REQUIREMENTS = "requirements.html"
CALENDAR = "calendar.html"
SYSTEM = "system.html"
PARTS = "components.html"


@dataclass(frozen=True, slots=True)
class SitePage:
    """`path` is its address in the site; `section` that of the page of the first rank
    that it belongs to; `trail` are the addresses of the pages above it, `before` and
    `after` of its neighbours.
    """

    path: str
    document: DocumentModel
    section: str
    trail: tuple[str, ...] = ()
    before: str = ""
    after: str = ""

    @property
    def title(self) -> str:
        return self.document.title


def list_site_pages(content: SiteContent) -> tuple[SitePage, ...]:
    """Every page, those of the first rank first, in the order in which they are offered."""
    top = tuple(_list_top(content))
    below = tuple(_list_families(content))
    single = _join_neighbours(tuple(_list_requirements(content)))
    return tuple(_finish(page, content) for page in (*top, *below, *single))


def _finish(page: SitePage, content: SiteContent) -> SitePage:
    """With values in place of parameters, and what could not be read said where it is missing."""
    chapters = mark_unread(page.document.chapters, content.plan.state)
    document = replace(page.document, chapters=chapters, pictures=content.plan.pictures)
    baseline = content.status.baseline
    return replace(page, document=insert_in_document(document, baseline, content.system))


def _list_top(content: SiteContent) -> Iterator[SitePage]:
    pages = [
        (HOME, build_overview(content)),
        (REQUIREMENTS, build_requirements_page(content)),
        ("plan-of-action.html", build_poam_page(content)),
        ("evidence.html", build_evidence_page(content)),
        (CALENDAR, build_calendar_page(content)),
    ]
    if content.sides:
        pages.append(("crosswalk.html", build_matrix_page(content, content.sides)))
    for path, document in pages:
        yield SitePage(path, document, path, () if path == HOME else (HOME,))
    for path, document in (
        # what is written of a part of the system goes before what is drawn of it
        ("boundary.html", build_boundary_page(content)),
        (SYSTEM, build_system_page(content)),
        (PARTS, build_parts_page(content)),
        ("people.html", build_people_page(content)),
    ):
        yield SitePage(path, document, SYSTEM, (HOME,) if path == SYSTEM else (HOME, SYSTEM))


def _list_families(content: SiteContent) -> Iterator[SitePage]:
    paths = _name_family_pages(content)
    for family, group in group_families(content.status).items():
        document = build_family_page(content, group)
        yield SitePage(paths[family], document, REQUIREMENTS, (HOME, REQUIREMENTS))


def _list_requirements(content: SiteContent) -> Iterator[SitePage]:
    taken: set[str] = set()
    families = _name_family_pages(content)
    for group in group_families(content.status).values():
        for result in group:
            item = result.requirement
            # of two frameworks in one profile both may have a 3.1.1
            stem = _take_stem(taken, choose_stem(item.label, item.id), choose_stem(item.id))
            trail = (HOME, REQUIREMENTS, families[item.family])
            document = build_requirement_page(content, result)
            yield SitePage(f"requirements/{stem}.html", document, REQUIREMENTS, trail)


def _name_family_pages(content: SiteContent) -> dict[str, str]:
    taken: set[str] = set()
    families = group_families(content.status)
    return {item: f"families/{_take_stem(taken, choose_stem(item))}.html" for item in families}


def _take_stem(taken: set[str], *stems: str) -> str:
    """The first that no page has yet, else the last with a number: some file systems take AC-1 and
    ac-1 for one.
    """
    numbered = (f"{stems[-1]}-{number}" for number in count(2))
    stem = next(item for item in chain(stems, numbered) if fold_name(item) not in taken)
    taken.add(fold_name(stem))
    return stem


def _join_neighbours(pages: tuple[SitePage, ...]) -> tuple[SitePage, ...]:
    paths = ("", *(page.path for page in pages), "")
    return tuple(
        replace(page, before=paths[place], after=paths[place + 2])
        for place, page in enumerate(pages)
    )
