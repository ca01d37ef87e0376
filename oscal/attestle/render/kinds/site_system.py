"""The pages of the system itself: what it is and where its boundary lies, what it is made of, and
who answers for what.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ...model.components import ASSET_CATEGORIES
from ...model.people import Party
from ..document_model import DocumentModel
from ..document_parts import (
    AuthoredProse,
    Chapter,
    DocumentCell,
    FactList,
    Grid,
    GridColumn,
    Picture,
    TextLine,
)
from ..name_lookup import CATEGORIES
from ..table_cells import NOT_RECORDED, text_cell
from .boundary import DRAWN_NOTICE, BoundaryContent, build_boundary
from .site_content import SiteContent, change_chapters, drop_number, make_page, raise_chapter
from .ssp_environment import build_environment
from .ssp_identification import write_categorization

# The sections of chapter 2 of the plan that each page shows, by their anchors
_SYSTEM = ("boundary", "network", "data-flow", "interconnections")
_PARTS = ("components", "inventory", "providers", "cryptography")
_PEOPLE = ("roles",)
# Anchors of the pictures, whose page is another than that of what is written of them
_DRAWN = "drawn-"
# Titles of sections of the plan down to this level have a number; below it stand authors' titles
_NUMBERED = 3


def build_system_page(content: SiteContent) -> DocumentModel:
    facts = content.system.characteristics
    about = Chapter(
        1, "What it is", "description", (AuthoredProse(facts.description, facts.source.path),)
    )
    return make_page(
        "System",
        *((about,) if facts.description.strip() else ()),
        *map(_refer_to_pictures, _list_sections(content, _SYSTEM)),
        parts=(_build_facts(content),),
    )


def _refer_to_pictures(chapter: Chapter) -> Chapter:
    """Those that people drew stand beside those drawn from the model, on a page of their own."""
    parts = tuple(part for part in chapter.parts if not isinstance(part, Picture))
    if parts == chapter.parts:
        return chapter
    return replace(
        chapter, parts=(TextLine("Pictures", target=f"{_DRAWN}{chapter.anchor}"), *parts)
    )


def _build_facts(content: SiteContent) -> FactList:
    facts = content.system.characteristics
    rows: tuple[tuple[str, DocumentCell], ...] = (
        ("Version of the plan", text_cell(f"{facts.version} of {facts.version_date.isoformat()}")),
        (
            "Last review",
            text_cell(facts.ssp_reviewed.isoformat() if facts.ssp_reviewed else "", NOT_RECORDED),
        ),
        (
            "Categorization",
            text_cell(
                write_categorization(facts.information_types, facts.sensitivity), NOT_RECORDED
            ),
        ),
        ("Status", text_cell((facts.status or "").capitalize(), NOT_RECORDED)),
    )
    return FactList(rows, brief=True, look="tiles facts")


def build_boundary_page(content: SiteContent) -> DocumentModel:
    """The pictures that are drawn from the model, each beside what people drew, and what the model
    lacks for them.
    """
    made = build_boundary(
        BoundaryContent(content.plan.work, content.plan.pictures, content.plan.status.unread)
    )
    chapters = (
        drop_number(replace(chapter, anchor=f"{_DRAWN}{chapter.anchor}", fresh=False))
        for chapter in made.chapters
    )
    notice = TextLine(f"{DRAWN_NOTICE}.", "note")
    lacks = TextLine("What the model lacks for them", target=f"{_DRAWN}{made.chapters[-1].anchor}")
    return make_page("Boundary", *chapters, parts=(notice, lacks))


def build_parts_page(content: SiteContent) -> DocumentModel:
    assets = content.system.assets
    counts = [
        (
            content.names.put_term(f"{CATEGORIES[key]}s"),
            sum(item.category == key for item in assets),
        )
        for key in ASSET_CATEGORIES
    ]
    rows = tuple((name, text_cell(str(number))) for name, number in counts)
    return make_page(
        "Components and inventory",
        *_list_sections(content, _PARTS),
        parts=(FactList(rows, brief=True, look="tiles facts"),),
    )


def build_people_page(content: SiteContent) -> DocumentModel:
    roles = tuple(_list_sections(content, _PEOPLE))
    inner = tuple(raise_chapter(item, 1) for chapter in roles for item in chapter.chapters)
    return make_page("People", *inner, *_list_parties(content))


def _list_parties(content: SiteContent) -> Iterator[Chapter]:
    people = content.system.people
    if not people.parties:
        return
    columns = (
        GridColumn("Name"),
        GridColumn("Title"),
        GridColumn("Roles"),
        GridColumn("How to reach"),
    )
    rows = tuple(
        (
            text_cell(item.name),
            text_cell(item.title or ""),
            tuple(TextLine(role.title) for role in people.roles if item.id in role.held_by),
            _write_contact(item),
        )
        for item in people.parties
    )
    yield Chapter(1, "People and organizations", "parties", (Grid("Parties", columns, rows),))


def _write_contact(item: Party) -> DocumentCell:
    mail = (TextLine(item.email, href=f"mailto:{item.email}"),) if item.email else ()
    phone = (TextLine(item.phone),) if item.phone else ()
    return (*mail, *phone) or text_cell("", NOT_RECORDED)


def _list_sections(content: SiteContent, anchors: tuple[str, ...]) -> Iterator[Chapter]:
    """Sections of the plan, as it has them, without their numbers."""
    environment = build_environment(content.system, content.status.baseline, content.names)
    known = {chapter.anchor: chapter for chapter in environment.chapters}
    for anchor in anchors:
        if chapter := known.get(anchor):
            plain = change_chapters(
                chapter, lambda item: drop_number(item) if item.level <= _NUMBERED else item
            )
            yield replace(raise_chapter(plain, 1), fresh=False)
