"""My week: what a role has to look at, the overdue first, on a terminal and in markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...assess.changes import RequirementChange
from ...assess.role_duties import (
    LOOKS_AHEAD_DAYS,
    DueEntry,
    RoleWeek,
    UnansweredRequirement,
    count_days,
)
from ...model.counted_names import count_things
from ..document_model import DocumentModel
from ..document_parts import Bullet, Bullets, Chapter, DocumentPart, Span, TextLine
from ..inserted_parameters import insert_in_document
from ..name_lookup import write_keys
from .diff_wording import (
    cut_value,
    explain_met,
    explain_owner,
    explain_thing,
    group_objectives,
    shorten_text,
    write_words,
)

# Of each list, where all of it would not fit a screen
FEW = 10


def build_role_week(week: RoleWeek) -> DocumentModel:
    """For a page: how it stands first, then all of it."""
    return _build_week(week, _list_chapters(week, 0), (_write_end(week),))


def build_role_week_lines(week: RoleWeek, *, full: bool = True) -> DocumentModel:
    """For a terminal, where the end is what one sees first. Not `full`, it fits a screen: of each
    list the first, of each text the beginning, and a count.
    """
    end = Chapter(1, "", parts=(_write_end(week),))
    return _build_week(week, (*_list_chapters(week, 0 if full else FEW), end))


def _build_week(
    week: RoleWeek, chapters: tuple[Chapter, ...], parts: tuple[DocumentPart, ...] = ()
) -> DocumentModel:
    status = week.status
    why = week.changes.why
    unknown = (f"what changed is not known: {why}",) if why else ()
    document = DocumentModel(
        title=f"{status.system.characteristics.name}: {week.role.title}",
        notices=(f"as of {status.as_of}", *unknown),
        parts=parts,
        chapters=chapters,
    )
    return insert_in_document(document, status.baseline, status.system)


def _list_chapters(week: RoleWeek, most: int) -> tuple[Chapter, ...]:
    """Those that have anything; at `most` so many of each, all where it is 0."""
    lists = (
        ("Overdue", [_write_due(week, item) for item in week.overdue]),
        (f"Due within {LOOKS_AHEAD_DAYS} days", [_write_due(week, item) for item in week.due]),
        ("Later on the plan of action", [_write_due(week, item) for item in week.later]),
        ("Not answered", [_write_unanswered(item) for item in week.unanswered]),
        (_name_changes(week), list(_list_changes(week, is_short=bool(most)))),
    )
    return tuple(
        Chapter(1, title, parts=tuple(_list_first(items, most))) for title, items in lists if items
    )


def _write_end(week: RoleWeek) -> TextLine:
    return TextLine(write_headline(week), "label")


def _list_first(items: Sequence[Bullet], most: int) -> Iterator[DocumentPart]:
    shown = items[:most] if most else items
    yield Bullets(tuple(shown))
    if len(items) > len(shown):
        yield TextLine(f"and {len(items) - len(shown)} more; --full names each", "note")


def _write_due(week: RoleWeek, item: DueEntry) -> Bullet:
    """The day, what is due, and for evidence what will have none."""
    entry = item.entry
    number = count_days(entry, week.status.as_of)
    labels = f" ({', '.join(item.labels)})" if item.labels else ""
    spans = [
        Span(f"{entry.day.isoformat()} ", "strong"),
        Span(f"({_write_distance(number)}) {entry.title}{labels}"),
    ]
    if item.alone:
        has = "has" if len(item.alone) == 1 else "have"
        lapsed = f"{has} no current evidence" if number < 0 else "will have no current evidence"
        spans.append(Span(f"; without it {', '.join(item.alone)} {lapsed}"))
    return Bullet(tuple(spans))


def _write_distance(number: int) -> str:
    if number == 0:
        return "today"
    days = count_things(abs(number), "day")
    return f"{days} ago" if number < 0 else f"in {days}"


def _write_unanswered(item: UnansweredRequirement) -> Bullet:
    asked = item.result.requirement
    letters = write_keys(entry.objective.letter for entry in item.objectives)
    path = item.result.answer.source.path if item.result.answer else ""
    where = f" ({path})" if path else ""
    return Bullet((Span(f"{asked.label}{letters} ", "strong"), Span(f"{asked.title}{where}")))


def _name_changes(week: RoleWeek) -> str:
    return f"Changed since {week.changes.since}"


def _list_changes(week: RoleWeek, *, is_short: bool) -> Iterator[Bullet]:
    """Requirements with what changed in words, then entries of registers."""
    cut = cut_value if is_short else shorten_text
    for item in week.changes.requirements:
        below = tuple(Bullet((Span(cut(line)),)) for line in _list_words(item))
        head = Span(f"{item.label} {item.title}{explain_met(item)}", "strong")
        yield Bullet((head,), (Bullets(below),) if below else ())
    for thing in week.changes.things:
        title = f" ({thing.title})" if thing.title and thing.title != thing.id else ""
        yield Bullet((Span(f"{cut(explain_thing(thing))}{title}"),))


def _list_words(item: RequirementChange) -> Iterator[str]:
    yield from explain_owner(item)
    for label, change, prose in group_objectives(item.objectives):
        words = f": {write_words(prose)}" if prose else ""
        yield f"{label} {change}{words}"
    for section in item.sections:
        yield f"{section.title}: {write_words(section.prose)}" if section.prose else section.title


def write_headline(week: RoleWeek) -> str:
    """`2 overdue, 5 due within 30 days, 12 objectives not answered, 3 changed`."""
    changed = len(week.changes.requirements) + len(week.changes.things)
    number = week.unanswered_objectives
    words = week.status.baseline.short_unit_words[number != 1]
    told = "changes not known" if week.changes.why else f"{changed} changed"
    return (
        f"{week.role.id}: {len(week.overdue)} overdue, {len(week.due)} due within"
        f" {LOOKS_AHEAD_DAYS} days, {number} {words} not answered, {told}"
    )
