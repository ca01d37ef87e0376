"""What a site is made from, and the words that its pages share."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import replace

from ...assess.score_points import ScoreHistory
from ...assess.system_status import RequirementResult, Status
from ...crosswalk.map_rows import CrosswalkSides
from ...lazy_dataclasses import dataclass
from ...model.baseline import Objective, Requirement
from ...model.calendar_entries import CalendarEntry
from ...model.shown_words import ShownWords
from ...model.system import System
from ..document_model import DocumentModel
from ..document_parts import Chapter, DocumentPart, Mark, Shade
from ..name_lookup import NameLookup
from ..rating_shades import mark_shade
from ..requirement_words import choose_words
from .ssp import PlanContent

LOOK = "site"
# The number of a section of the plan, which pages of a site do not have
_SECTION_NUMBER = re.compile(r"(?:\d+|[A-Z])(?:\.\d+)*\s")
# state of an objective -> how far it is; a state that is not here says no more than its word
_STATE_SHADES: dict[str, Shade] = {
    "implemented": "good",
    "inherited": "good",
    "alternative": "good",
    "partial": "fair",
    "planned": "poor",
    "not-implemented": "bad",
    "unstated": "bad",
}


@dataclass(frozen=True, slots=True)
class SiteContent:
    """A plan as it stands, with names in place of ids in its reasons; `sides` is the crosswalk that
    the matrix shows, None where the workspace has none; `entries` are the days by which something
    is due, `history` the scores of earlier weeks.
    """

    plan: PlanContent
    status: Status
    names: NameLookup
    sides: CrosswalkSides | None = None
    entries: tuple[CalendarEntry, ...] = ()
    history: ScoreHistory | None = None

    @property
    def system(self) -> System:
        return self.status.system

    @property
    def as_of(self) -> dt.date:
        return self.status.as_of


def make_page(
    title: str, *chapters: Chapter, parts: tuple[DocumentPart, ...] = ()
) -> DocumentModel:
    return DocumentModel(title, chapters, parts, look=LOOK)


def change_chapters(chapter: Chapter, change: Callable[[Chapter], Chapter]) -> Chapter:
    """A chapter with what becomes of it and of every one below it."""
    inner = tuple(change_chapters(item, change) for item in chapter.chapters)
    return replace(change(chapter), chapters=inner)


def raise_chapter(chapter: Chapter, level: int) -> Chapter:
    """A chapter of a longer document with the level that it has on a page,
    and those below it too.
    """
    by = level - chapter.level
    return change_chapters(chapter, lambda item: replace(item, level=max(item.level + by, 1)))


def drop_number(chapter: Chapter) -> Chapter:
    """Without the number that its section has in the plan."""
    return replace(chapter, title=_SECTION_NUMBER.sub("", chapter.title, count=1))


def name_standing(result: RequirementResult) -> Mark:
    """How far a requirement is, in one word."""
    if result.not_applicable:
        return mark_shade("Not applicable", "none")
    if result.ready:
        return mark_shade("Assessor-ready", "good")
    return mark_shade("Met", "fair") if result.met else mark_shade("Not met", "bad")


def mark_state(state: str, title: str) -> Mark:
    return mark_shade(title, _STATE_SHADES.get(state, "none"))


def write_hover(unit: Requirement | Objective, *, is_summary: bool) -> str:
    """What a requirement or objective asks, and whose words these are."""
    own = unit.statement if isinstance(unit, Requirement) else unit.text
    text = choose_words(unit.published, own).strip()
    return f"{text} ({describe_source(unit.published, is_summary=is_summary)})" if text else ""


def describe_source(published: ShownWords | None, *, is_summary: bool) -> str:
    if published:
        return f"the publisher's words, from {published.source}" if published.source else "official"
    return "a summary in attestle's words" if is_summary else "the words of the catalog"


def name_family(family: str, title: str) -> str:
    return f"{family} {title}" if title and title != family else family
