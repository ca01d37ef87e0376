"""What changed in a system, for a pull request, of readable length."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ...assess.changes import Changes, Compared, RequirementChange, WordChange
from ..document_model import (
    Bullet,
    Bullets,
    Chapter,
    DocumentModel,
    Manner,
    Quotation,
    Span,
    SpanLine,
    Spans,
    TextLine,
)
from .diff_record import build_record_chapter
from .diff_wording import (
    MOST_CHARACTERS,
    build_figures,
    explain_field,
    explain_met,
    explain_owner,
    explain_thing,
    group_objectives,
    name_revisions,
)

MOST_REQUIREMENTS = 40  # a comment that is longer is not read, and hosts cut it
MANNERS: dict[str, Manner] = {"added": "added", "removed": "removed"}


def build_diff_document(item: Compared) -> DocumentModel:
    """As the report, with every requirement and everything beside the answers."""
    report = build_diff_report(item, most=None)
    return replace(report, title=f"Changes {name_revisions(item)}", subject=item.title, depth=1)


def build_diff_report(item: Compared, most: int | None = MOST_REQUIREMENTS) -> DocumentModel:
    """With no more than so many requirements, and as many things beside them."""
    title, changes = f"{item.title}: {name_revisions(item)}", item.changes
    if changes is None or changes.is_empty:
        text = item.how if changes is None else "Nothing changed in the plan."
        return DocumentModel(title, parts=(TextLine(text),), depth=2, dense=True)
    note = TextLine("Neither score is an SPRS result.")
    chapters = [_requirement(entry) for entry in changes.requirements[:most]]
    left_out = len(changes.requirements) - len(chapters)
    if left_out:
        last = chapters[-1]
        chapters[-1] = replace(last, parts=(*last.parts, _left_out(left_out)))
    return DocumentModel(
        title,
        parts=(build_figures(changes), note),
        chapters=(
            *chapters,
            *_things(changes, most),
            *filter(None, (build_record_chapter(changes),)),
        ),
        date=item.as_of,
        depth=2,
        dense=True,
        tail=True,
    )


def _left_out(number: int) -> SpanLine:
    words = Span(f"... and {number} more requirements; see ")
    return SpanLine((words, Span("attestle diff", "code"), Span(".")))


def _requirement(entry: RequirementChange) -> Chapter:
    title = f"{entry.label} {entry.title}{explain_met(entry)}"
    return Chapter(1, title, parts=(Bullets(tuple(_bullets(entry))),))


def _bullets(entry: RequirementChange) -> Iterator[Bullet]:
    for text in explain_owner(entry):
        yield Bullet((Span(text),))
    for label, change, prose in group_objectives(entry.objectives):
        quoted = (Quotation(shorten_words(prose)),) if prose else ()
        yield Bullet((Span(f"{label}: {change}"),), quoted)
    for section in entry.sections:
        keys = "; ".join(map(explain_field, section.fields))
        title = f"{section.title}: {keys}" if keys else section.title
        quoted = (Quotation(shorten_words(section.prose)),) if section.prose else ()
        yield Bullet((Span(title),), quoted)


def _things(changes: Changes, most: int | None) -> Iterator[Chapter]:
    things = tuple(explain_thing(entry) for entry in changes.things[:most])
    if things:
        yield Chapter(1, "Beside the answers", parts=(Bullets(things),))


def shorten_words(pieces: tuple[WordChange, ...]) -> Spans:
    """No longer than anyone reads in a summary; the cut falls between two words."""
    spans: list[Span] = []
    room = MOST_CHARACTERS
    for piece in pieces:
        if len(piece.text) > room:
            spans.append(Span(f"{piece.text[:room].rpartition(' ')[0]} ...", _manner(piece)))
            break
        spans.append(Span(piece.text, _manner(piece)))
        room -= len(piece.text)
    return tuple(spans)


def _manner(piece: WordChange) -> Manner:
    return MANNERS.get(piece.kind, "plain")
