"""What changed in a system, for a pull request, of readable length."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ...assess.changes import Changes, Compared, RequirementChange, ThingChange, WordChange
from ...assess.value_changes import FieldChange
from ...assess.word_changes import compare_words
from ..document_model import DocumentModel
from ..document_parts import (
    Bullet,
    Bullets,
    Chapter,
    Manner,
    Quotation,
    Span,
    SpanLine,
    Spans,
    TextLine,
)
from ..name_lookup import write_title
from .diff_names import DiffNames, read_diff_names
from .diff_record import build_record_chapter
from .diff_wording import (
    MOST_CHARACTERS,
    MOST_KEYS,
    MOST_OF_VALUE,
    build_figures,
    cut_value,
    explain_field,
    explain_met,
    explain_owner,
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
    names = read_diff_names(changes.systems)
    chapters = [_requirement(entry, names) for entry in changes.requirements[:most]]
    left_out = len(changes.requirements) - len(chapters)
    if left_out:
        last = chapters[-1]
        chapters[-1] = replace(last, parts=(*last.parts, _left_out(left_out)))
    return DocumentModel(
        title,
        parts=(build_figures(changes), note),
        chapters=(
            *chapters,
            *_things(changes, names, most),
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


def _requirement(entry: RequirementChange, names: DiffNames) -> Chapter:
    title = f"{entry.label} {entry.title}{explain_met(entry)}"
    return Chapter(1, title, parts=(Bullets(tuple(_bullets(_name_change(entry, names)))),))


def _name_change(entry: RequirementChange, names: DiffNames) -> RequirementChange:
    """Owners and artifacts by name; fields of an answer keep the words of its file."""
    old, new = (names.name_field(("owner", owner, ""))[1] for owner in entry.owner)
    objectives = tuple(
        replace(
            item,
            evidence_added=tuple(map(names.name_evidence, item.evidence_added)),
            evidence_removed=tuple(map(names.name_evidence, item.evidence_removed)),
        )
        for item in entry.objectives
    )
    return replace(entry, owner=(old, new), objectives=objectives)


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


def _things(changes: Changes, names: DiffNames, most: int | None) -> Iterator[Chapter]:
    """What came, went or changed in registers and files, with both values of each field."""
    shown = [_thing(entry, names) for entry in changes.things[:most]]
    if left := len(changes.things) - len(shown):
        command = (Span(f"... and {left} more; see "), Span("attestle diff", "code"), Span("."))
        shown.append(Bullet(command))
    if shown:
        yield Chapter(1, "Beside the answers", parts=(Bullets(tuple(shown)),))


def _thing(entry: ThingChange, names: DiffNames) -> Bullet:
    what = write_title(entry.what)
    known = f" {entry.title} ({entry.id})" if entry.id != entry.what else ""
    fields = entry.details
    how = f" {entry.how}"
    if entry.how == "renamed":
        how = f" renamed; it was {entry.keys[0][1]}"
    lines = [_field(names.name_field(change)) for change in fields[:MOST_KEYS]]
    if len(fields) > MOST_KEYS:
        lines.append(Bullet((Span(f"... and {len(fields) - MOST_KEYS} more"),)))
    spans = (Span(what), Span(known, "strong"), Span(how))
    return Bullet(tuple(filter(_has_text, spans)), (Bullets(tuple(lines)),) if lines else ())


def _has_text(span: Span) -> bool:
    return bool(span.text)


def _field(change: FieldChange) -> Bullet:
    """Before and after; of long texts what differs in them."""
    name, before, after = (" ".join(text.split()) for text in change)
    if before and after and max(len(before), len(after)) > MOST_OF_VALUE:
        return Bullet((Span(f"{name}: "), *shorten_words(compare_words(before, after))))
    values = (cut_value(before) or "not recorded", cut_value(after) or "not recorded")
    return Bullet((Span(f"{name}: {' → '.join(values)}"),))


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
