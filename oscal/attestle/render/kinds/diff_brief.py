"""What changed in a system without a word that its authors wrote: for a comment, or for anybody.

Objectives with their states, scores and counts; ids and labels of the catalog, but no text, title
or name of the plan.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ...assess.changes import Changes, Compared, ObjectiveChange
from ..document_model import DocumentModel
from ..document_parts import Bullets, Chapter, DocumentPart, Grid, GridColumn, TextLine
from ..table_cells import text_cell
from .diff_wording import build_figures, explain_met, name_revisions

MOST_ROWS = 100  # a comment that is longer is not read, and hosts cut it


def build_diff_brief(item: Compared) -> DocumentModel:
    title, changes = f"{item.system}: {name_revisions(item)}", item.changes
    if changes is None or changes.is_empty:
        text = item.how if changes is None else "Nothing changed in the plan."
        return DocumentModel(title, parts=(TextLine(text),), depth=2, dense=True)
    parts: list[DocumentPart] = [
        build_figures(changes),
        TextLine("Neither score is an SPRS result."),
        *_list_states(changes),
    ]
    return DocumentModel(
        title,
        parts=tuple(parts),
        chapters=tuple(_list_counts(changes)),
        date=item.as_of,
        depth=2,
        dense=True,
        tail=True,
    )


def _list_states(changes: Changes) -> Iterator[DocumentPart]:
    """Requirements that are met now or no longer, and objectives with another state or rating."""
    turned = [f"{entry.label}{explain_met(entry)}" for entry in changes.requirements
              if explain_met(entry)]  # fmt: skip
    if turned:
        yield Bullets(tuple(_cut_list(turned, "requirements")))
    moved = [item for item in _walk_objectives(changes) if _has_moved(item)]
    if moved:
        columns = tuple(GridColumn(name) for name in ("objective", "state", "now", "rating", "now"))
        rows = tuple(tuple(map(text_cell, _describe(item))) for item in moved[:MOST_ROWS])
        yield Grid("Objectives", columns, rows)
    if len(moved) > MOST_ROWS:
        yield TextLine(f"... and {len(moved) - MOST_ROWS} more objectives")


def _walk_objectives(changes: Changes) -> Iterator[ObjectiveChange]:
    for entry in changes.requirements:
        yield from entry.objectives


def _has_moved(item: ObjectiveChange) -> bool:
    return item.state[0] != item.state[1] or item.rating[0] != item.rating[1]


def _describe(item: ObjectiveChange) -> tuple[str, ...]:
    states = (state or "unstated" for state in item.state)
    ratings = (rating.replace("-", " ") or "none" for rating in item.rating)
    return item.label, *states, *ratings


def _cut_list(texts: list[str], what: str) -> Iterator[str]:
    yield from texts[:MOST_ROWS]
    if len(texts) > MOST_ROWS:
        yield f"... and {len(texts) - MOST_ROWS} more {what}"


def _list_counts(changes: Changes) -> Iterator[Chapter]:
    """How much changed of what is not told: texts, evidence, fields, registers."""
    told = [f"{name}: {number}" for name, number in _count_changes(changes).items() if number]
    if told:
        yield Chapter(1, "In numbers", parts=(Bullets(tuple(told)),))


def _count_changes(changes: Changes) -> Counter[str]:
    """In the order of what they are about; what did not change is 0 or not there."""
    counts: Counter[str] = Counter({"requirements with a change": len(changes.requirements)})
    for item in _walk_objectives(changes):
        counts["texts of objectives"] += bool(item.prose)
        counts["items of evidence added"] += len(item.evidence_added)
        counts["items of evidence taken out"] += len(item.evidence_removed)
        counts["other fields of objectives"] += len(item.fields)
    counts["texts of components"] += sum(len(entry.sections) for entry in changes.requirements)
    counts.update(f"{entry.what}, {entry.how}" for entry in changes.things)
    return counts
