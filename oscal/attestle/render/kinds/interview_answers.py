"""The pages behind an interview sheet: a line of what the plan says,
and where its evidence lies.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ...assess.freshness import explain_not_current
from ...assess.objectives import JudgedObjective
from ...assess.system_status import RequirementResult, Status
from ...model.evidence import EvidenceItem
from ..document_parts import (
    CellPart,
    CellRow,
    Chapter,
    DocumentCell,
    Grid,
    GridColumn,
    Mark,
    TextLine,
)
from ..name_lookup import STATES
from ..prose import plain_text, walk_lines
from ..prose_parser import parse_prose
from ..table_cells import text_cell
from .interview_wording import PLAN_NOTICE

# A line of a landscape page, about
MOST_CHARACTERS = 200
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9\"(])")
_COLUMNS = (
    GridColumn("Objective", 1.0),
    GridColumn("State", 1.2),
    GridColumn("What the plan says", 3.9),
    GridColumn("Evidence", 3.2),
    GridColumn("Where it lies", 3.0),
    GridColumn("Current", 0.9),
)


def build_plan_pages(
    status: Status, results: Sequence[RequirementResult], title: str, anchor: str
) -> Iterator[Chapter]:
    """None for who does not receive the answers of the plan."""
    if "answers" in status.withheld:
        return
    rows = tuple(
        row
        for result in results
        for item in result.objectives
        for row in _list_rows(status, result, item)
    )
    grid = Grid(f"{title}: what the plan says", _COLUMNS, rows)
    first = TextLine(PLAN_NOTICE, "note")
    name = f"{title}: What the Plan Says"
    yield Chapter(1, name, anchor, (first, grid), wide=True, fresh=True)


def _list_rows(
    status: Status, result: RequirementResult, item: JudgedObjective
) -> Iterator[CellRow]:
    """A row for each artifact, the answer in the first of them."""
    said = (
        text_cell(item.objective.label),
        text_cell(STATES.get(item.state, item.state)),
        _write_said(result, item),
    )
    register = status.system.evidence_by_id
    keys = dict.fromkeys(item.answer.evidence)
    shown = [_write_evidence(status, key, register.get(key)) for key in keys]
    for number, evidence in enumerate(shown or [(text_cell("", "none cited"), (), ())]):
        yield (*(said if number == 0 else ((),) * len(said)), *evidence)


def _write_said(result: RequirementResult, item: JudgedObjective) -> DocumentCell:
    answer = item.answer
    lines: list[CellPart] = []
    text = find_first_line(_list_texts(result, item))
    if text:
        lines.append(TextLine(text))
    for lead, value in (("Missing:", answer.missing), ("Rationale:", answer.rationale)):
        if value:
            lines.append(TextLine(shorten_line(value), lead=lead))
    return tuple(lines) or text_cell("", "nothing")


def _list_texts(result: RequirementResult, item: JudgedObjective) -> Iterator[str]:
    """The answer itself, then what components say to the objective."""
    yield item.answer.prose
    yield from item.answer.by_component.values()
    for part in result.answer.components if result.answer else ():
        if item.objective.letter in part.objectives:
            yield part.prose


def find_first_line(texts: Iterator[str]) -> str:
    """The first sentence that is written in any of them, as plain text."""
    for text in texts:
        for line in walk_lines(parse_prose(text)) if text.strip() else ():
            if words := shorten_line(plain_text(line)):
                return words
    return ""


def shorten_line(text: str) -> str:
    """The first sentence, cut at a word where it is longer than a line."""
    first = _SENTENCE_END.split(" ".join(text.split()), maxsplit=1)[0]
    if len(first) <= MOST_CHARACTERS:
        return first
    return f"{first[:MOST_CHARACTERS].rsplit(' ', 1)[0]} ..."


def _write_evidence(status: Status, key: str, item: EvidenceItem | None) -> CellRow:
    if item is None:
        return text_cell(key), text_cell("", "not in the register"), (Mark("no", "bad"),)
    places = tuple(TextLine(place.location, href=place.location) for place in item.places)
    doubt = explain_not_current(item, status.as_of)
    shown = (
        Mark("yes", "good") if not doubt else Mark(f"no: {doubt.removeprefix(f'{key} ')}", "bad")
    )
    title = TextLine(item.title), TextLine(item.id, "quiet")
    return title, places or text_cell("", "no place is recorded"), (shown,)
