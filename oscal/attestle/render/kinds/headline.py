"""The headline that ends a status and a gap analysis: scores or why there is none, how far the
objectives are, the habits that carry over.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ...assess.habits import HabitStanding, judge_habits
from ...assess.objectives import COVERED, is_described
from ...assess.system_status import Status
from ...formats.project_table import read_project_rules
from ...lazy_dataclasses import dataclass
from ..document_parts import CellRow, DocumentPart, Grid, GridColumn, TextLine, Tone
from ..table_cells import text_cell
from .status_wording import explain_no_score, write_score, write_yes

# Pieces of work that the headline names; the rest is a count
FEW = 5
# Labels that a line names before it counts
MOST_LABELS = 10


@dataclass(frozen=True, slots=True)
class ObjectiveCounts:
    """Objectives with a state, with an answer in words, and with current evidence that covers."""

    total: int
    stated: int
    answered: int
    evidenced: int


def count_objective_work(status: Status) -> ObjectiveCounts:
    pairs = [(result, item) for result in status.results for item in result.objectives]
    return ObjectiveCounts(
        total=len(pairs),
        stated=sum(not item.is_unanswered for _, item in pairs),
        answered=sum(
            not item.is_unanswered and is_described(result.answer, item.objective)
            for result, item in pairs
        ),
        evidenced=sum(item.rating == COVERED for _, item in pairs),
    )


def list_headline(status: Status) -> Iterator[DocumentPart]:
    yield from list_scores(status)
    counts = count_objective_work(status)
    units = status.baseline.short_unit_words[1]
    yield TextLine(
        f"{counts.total} {units}: {counts.stated} stated, {counts.answered} answered in words,"
        f" {counts.evidenced} evidenced"
    )
    yield from _tell_excused(status)


def _tell_excused(status: Status) -> Iterator[TextLine]:
    """The points that would be missing without a documented exception."""
    excused = [item for item in status.results if item.met and item.needs_exception]
    points = sum(item.requirement.points or 0 for item in excused)
    if status.scored and points:
        labels = name_labels([item.requirement.label for item in excused], full=False)
        yield TextLine(f"{points} points count as met only through an exception: {labels}")


def list_scores(status: Status) -> Iterator[DocumentPart]:
    met = sum(item.met for item in status.results)
    ready = sum(item.ready for item in status.results)
    total = len(status.results)
    if not status.scored:
        yield TextLine(
            f"requirements met      {met} of {total} implemented, {ready} of {total}"
            " assessor-ready (this profile has no score)"
        )
        return
    scores, conditional, final = status.scores, status.conditional, status.final
    rows = (
        (
            f"score (of {scores.maximum})",
            *map(write_score, (scores.implemented, scores.assessor_ready)),
        ),
        ("requirements met", f"{met} of {total}", f"{ready} of {total}"),
        ("conditional possible", *map(write_yes, conditional)),
        ("final possible", *map(write_yes, final)),
    )
    columns = (
        GridColumn("", width=21),
        GridColumn("implemented", width=11, align="right"),
        GridColumn("assessor-ready", width=16, align="right"),
    )
    tones: tuple[Tone, ...] = ("label", "body", "body", "body")
    yield Grid("", columns, tuple(map(_write_figures, rows, tones)))
    if why := explain_no_score(status):
        yield TextLine(why, "bad")


def _write_figures(row: tuple[str, ...], tone: Tone) -> CellRow:
    return ((TextLine(row[0], tone),), *(text_cell(text) for text in row[1:]))


def list_habits(status: Status) -> Iterator[TextLine]:
    """A line for each habit, one where no artifact is registered; none in other frameworks."""
    if status.scored and not status.system.evidence:
        yield TextLine("habits that carry over from SOC 2", "label")
        told = "no artifact is registered that shows them; attestle gap judges the controls"
        yield TextLine(told, "bad", depth=2)
    elif status.scored:
        standings = judge_habits(status, read_project_rules().habits)
        yield from write_habits(standings, "the evidence register")


def write_habits(standings: Iterable[HabitStanding], basis: str) -> Iterator[TextLine]:
    yield TextLine(f"habits that carry over from SOC 2, by {basis}", "label")
    for item in standings:
        tone: Tone = "body" if item.standing == "running" else "bad"
        yield TextLine(
            f"{item.habit.title:<15} {item.standing:<8} {item.because}", tone, depth=2, hang=25
        )


def name_labels(labels: Sequence[str], *, full: bool) -> str:
    """All of them, or the first and how many more there are."""
    if full or len(labels) <= MOST_LABELS + 1:
        return ", ".join(labels)
    return f"{', '.join(labels[:MOST_LABELS])} and {len(labels) - MOST_LABELS} more"
