"""The figures of a system's status as tables, for every document that states them."""

from __future__ import annotations

from collections.abc import Iterator

from ...assess.system_status import Status
from ..document_parts import DocumentPart, Grid, GridColumn, TextLine
from ..table_cells import text_cell
from .status_wording import explain_no_score, write_score, write_yes


def list_score_parts(status: Status) -> Iterator[DocumentPart]:
    """Both scores, and below them why there is none."""
    yield build_scores(status)
    if why := explain_no_score(status):
        yield TextLine(f"Score {why}.", "note")


def build_scores(status: Status) -> Grid:
    """Both scores and what they allow; without scores only what is met."""
    total = len(status.results)
    met = sum(item.met for item in status.results)
    ready = sum(item.ready for item in status.results)
    rows: list[tuple[str, ...]] = [(f"Requirements met (of {total})", str(met), str(ready))]
    if status.scored:
        scores = status.scores
        both = map(write_score, (scores.implemented, scores.assessor_ready))
        rows.insert(0, (f"Score (of {scores.maximum})", *both))
        rows.append(("Conditional status possible", *map(write_yes, status.conditional)))
        rows.append(("Final status possible", *map(write_yes, status.final)))
    columns = (
        GridColumn("", 2.0, 30),
        GridColumn("Implemented", 1.0, 16, "right"),
        GridColumn("Assessor-ready", 1.0, 16, "right"),
    )
    return Grid("Scores", columns, tuple(tuple(map(text_cell, row)) for row in rows), "figures")
