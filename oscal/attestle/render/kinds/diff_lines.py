"""What changed in a system, for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from ...assess.changes import Changes, Compared, RequirementChange, WordChange
from ..document_model import Chapter, DocumentModel, TextLine
from .diff_wording import explain_met, explain_thing, group_objectives, name_revisions, shorten_text
from .status_wording import write_score

SIGNS = {"added": ("{+", "+}"), "removed": ("[-", "-]")}


def build_diff_lines(item: Compared) -> DocumentModel:
    title = f"{item.title} ({item.system}), {name_revisions(item)}, judged as of {item.as_of}"
    changes = item.changes
    if changes is None or changes.is_empty:
        text = item.how if changes is None else "nothing changed"
        return DocumentModel(title, parts=(TextLine(text),))
    chapters = [_requirement(entry) for entry in changes.requirements]
    things = tuple(TextLine(explain_thing(entry)) for entry in changes.things)
    chapters += [Chapter(1, "", parts=things)] if things else []
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
    for label, change, prose in group_objectives(entry.objectives):
        yield TextLine(f"{label}: {change}", depth=2)
        if prose:
            yield TextLine(_write_words(prose), depth=4)
    for title, pieces in entry.sections:
        yield TextLine(f"{title}: {_write_words(pieces)}", depth=2)


def _write_words(pieces: tuple[WordChange, ...]) -> str:
    """`[-gone-]` and `{+new+}`, on one line."""
    signs = (SIGNS.get(piece.kind, ("", "")) for piece in pieces)
    words = zip(signs, pieces, strict=True)
    return shorten_text("".join(f"{start}{piece.text}{end}" for (start, end), piece in words))
