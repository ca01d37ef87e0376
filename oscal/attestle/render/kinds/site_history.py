"""Both scores over the commits of a repository, for the first page of a site."""

from __future__ import annotations

from collections.abc import Iterator

from ...assess.score_points import ScoreHistory, ScorePoint
from ...assess.system_status import Status
from ...model.counted_names import count_things
from ..document_parts import Chapter, ChartLine, DocumentPart, LineChart, TextLine

TITLE = "How it came to this"


def build_history(history: ScoreHistory, status: Status) -> Chapter:
    """One point alone is no history, and what stands in the tiles is not drawn again."""
    points = history.points
    known = [item for item in points if not item.why_not]
    parts: list[DocumentPart] = []
    if len(known) > 1:
        parts.append(_draw(points, status))
    else:
        parts.append(TextLine(_explain_none(points), "note"))
    parts += [TextLine(f"{text[0].upper()}{text[1:]}.", "note") for text in history.notes if text]
    return Chapter(1, TITLE, "history", tuple(parts))


def _explain_none(points: tuple[ScorePoint, ...]) -> str:
    *earlier, present = points
    if present.why_not:
        return f"The files as they stand cannot be judged: {present.why_not}."
    failed = next((item.why_not for item in earlier if item.why_not), "")
    if failed:
        return f"Earlier weeks cannot be judged: {failed}."
    return "There is one week so far. From the next one on the scores are drawn here over time."


def _draw(points: tuple[ScorePoint, ...], status: Status) -> LineChart:
    days = tuple(item.day for item in points)
    rule = status.score_rule
    plan = rule.plan if rule else ""
    notes = tuple("; ".join(_list_notes(item, plan)) for item in points)
    if rule is None:
        met = tuple(None if item.why_not else item.met for item in points)
        line = ChartLine("Requirements met", "first", met)
        return LineChart("Requirements met over time", days, (line,), notes)
    lines = (
        ChartLine("Score, implemented", "first", tuple(item.scores.implemented for item in points)),
        ChartLine(
            "Score, assessor-ready", "second", tuple(item.scores.assessor_ready for item in points)
        ),
    )
    levels = ((f"{rule.conditional_minimum} conditional", rule.conditional_minimum),)
    return LineChart("Scores over time", days, lines, notes, levels)


def _list_notes(item: ScorePoint, plan: str) -> Iterator[str]:
    """`plan` is the requirement that a score rests on, "" where there are none."""
    if item.commit:
        yield item.commit if item.is_committed else f"{item.commit}, with changes not committed"
    if item.why_not:
        yield f"cannot be judged: {item.why_not}"
        return
    yield f"{item.met} of {item.requirements} requirements met"
    if plan and item.scores.implemented is None:
        yield f"no score without a current plan ({plan})"
    elif plan and item.scores.assessor_ready is None:
        yield f"no assessor-ready score while {plan} is not assessor-ready"
    if item.unanswered:
        yield f"{item.unanswered} not answered"
    if item.unread:
        yield f"{count_things(item.unread, 'file')} could not be read"
