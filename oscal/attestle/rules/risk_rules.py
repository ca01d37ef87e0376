"""OSC030: risks of OSCAL documents that are open past their deadline."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from ..findings import Finding
from ..iso_days import read_moment
from ..model.workspace import Document
from .document_notes import Note, as_objects, place_notes
from .rule_input import Rule, RuleInput, is_of_system

Tree = Mapping[str, Any]
# Other words may mean that somebody accepted the risk, and then no deadline counts
_OPEN = ("open", "investigating", "remediating", "deviation-requested")


def overdue_risks(facts: RuleInput) -> Iterator[Finding]:
    """OSC030: a risk that is open has time left.

    The deadline of a plan of action counts on the day of the run; that of a result, which is not
    kept up to date, on the day that the result ends.
    """
    for document in facts.workspace.documents:
        if document.tree is not None and not is_of_system(facts.workspace, document):
            yield from place_notes(document, _check_document(document, facts.as_of))


def _check_document(document: Document, as_of: dt.date) -> Iterator[Note]:
    if document.model == "plan-of-action-and-milestones":
        yield from _check_risks(document.body, as_of)
    elif document.model == "assessment-results":
        for result in as_objects(document.body.get("results")):
            end = read_moment(result.get("end"))
            yield from _check_risks(result, min(end.date(), as_of) if end else as_of)


def _check_risks(holder: Tree, day: dt.date) -> Iterator[Note]:
    for risk in as_objects(holder.get("risks")):
        status, deadline = risk.get("status"), read_moment(risk.get("deadline"))
        is_open = isinstance(status, str) and status.lower() in _OPEN
        if is_open and deadline and deadline.date() < day:
            name = risk.get("title", risk.get("uuid"))
            yield Note(
                "OSC030",
                (risk, "deadline"),
                f'the risk "{name}" is {status}, and its deadline was {deadline.date()}',
                "close it, or record a new deadline and why",
            )


RULES: tuple[Rule, ...] = (overdue_risks,)
