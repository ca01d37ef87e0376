"""What changed in a system, for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from ...assess.changes import Changes, Compared, RequirementChange
from ..document_model import DocumentModel
from ..document_parts import Chapter, TextLine
from .diff_record import build_record_lines
from .diff_wording import (
    explain_field,
    explain_met,
    explain_owner,
    explain_thing,
    group_objectives,
    name_revisions,
    write_words,
)
from .status_wording import write_score


def build_diff_lines(item: Compared) -> DocumentModel:
    title = f"{item.title} ({item.system}), {name_revisions(item)}, judged as of {item.as_of}"
    changes = item.changes
    if changes is None or changes.is_empty:
        text = item.how if changes is None else "nothing changed"
        return DocumentModel(title, parts=(TextLine(text),))
    chapters = [_requirement(entry) for entry in changes.requirements]
    things = tuple(TextLine(explain_thing(entry)) for entry in changes.things)
    chapters += [Chapter(1, "", parts=things)] if things else []
    chapters += filter(None, (build_record_lines(changes),))
    return DocumentModel(title, parts=(TextLine(_figures(changes)),), chapters=tuple(chapters))


def _figures(changes: Changes) -> str:
    implemented = _arrow(tuple(map(write_score, changes.implemented)))
    ready = _arrow(tuple(map(write_score, changes.assessor_ready)))
    met = _arrow(tuple(map(str, changes.met)))
    return f"score implemented {implemented}, assessor-ready {ready}, met {met}"


def _arrow(pair: tuple[str, ...]) -> str:
    return " → ".join(dict.fromkeys(pair))


def _requirement(entry: RequirementChange) -> Chapter:
    title = f"{entry.label} {entry.title}{explain_met(entry)}"
    return Chapter(1, title, parts=tuple(_changes(entry)))


def _changes(entry: RequirementChange) -> Iterator[TextLine]:
    for text in explain_owner(entry):
        yield TextLine(text, depth=2)
    for label, change, prose in group_objectives(entry.objectives):
        yield TextLine(f"{label}: {change}", depth=2)
        if prose:
            yield TextLine(write_words(prose), depth=4)
    for section in entry.sections:
        keys = "; ".join(map(explain_field, section.fields))
        words = write_words(section.prose) if section.prose else ""
        yield TextLine(f"{section.title}: {'; '.join(filter(None, (keys, words)))}", depth=2)
