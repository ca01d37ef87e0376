"""What changed since an affirmation: what may change compliance before the rest."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from ...assess.compliance_changes import ComplianceChanges, NotedChange
from ...lazy_dataclasses import dataclass
from ..document_model import DocumentModel
from ..document_parts import Chapter, TextLine

QUESTION = (
    "Is any of this a significant change? Then a new assessment and affirmation may be due. You"
    " decide; record it under decisions in system.md."
)
FEW = 12


@dataclass(frozen=True, slots=True)
class ComplianceContent:
    system: str
    before: dt.date
    after: dt.date
    revisions: tuple[str, str]
    changes: ComplianceChanges


def build_compliance_lines(content: ComplianceContent, *, full: bool = True) -> DocumentModel:
    """Not `full`, it fits a screen: of each kind a few, and a count."""
    changes = content.changes
    old, new = content.revisions
    few = 0 if full else FEW
    chapters = [
        Chapter(1, "may change compliance", parts=tuple(_list_notes(changes.may_change, 2 * few))),
        Chapter(1, "lapsed without anybody's doing", parts=tuple(_list_notes(changes.lapsed, few))),
        Chapter(1, "the rest", parts=tuple(_list_notes(changes.rest, few))),
    ]
    end = QUESTION if changes.may_change or changes.lapsed else _write_end(changes)
    return DocumentModel(
        title=f"{content.system}: {content.before} ({old}) to {content.after} ({new})",
        chapters=(
            *(chapter for chapter in chapters if chapter.parts),
            Chapter(1, "", parts=(TextLine(end, "label"),)),
        ),
    )


def _write_end(changes: ComplianceChanges) -> str:
    if changes.is_empty:
        return "Nothing changed."
    return "Nothing here changes compliance by itself."


def _list_notes(notes: Sequence[NotedChange], most: int) -> Iterator[TextLine]:
    shown = notes[:most] if most else notes
    for note in shown:
        yield TextLine(f"{note.about}: {note.what}", depth=2, hang=2)
    if len(notes) > len(shown):
        yield TextLine(f"and {len(notes) - len(shown)} more; --full names each", depth=2)
