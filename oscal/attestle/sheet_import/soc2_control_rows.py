"""A row of a control inventory as a SOC 2 control, with what is wrong about it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import field, replace
from typing import Any

from ..formats import soc2_controls
from ..formats.criteria_cells import read_criteria
from ..formats.problems import Problem
from ..formats.sheet_records import Record, report_row
from ..lazy_dataclasses import dataclass
from ..model.soc2 import Soc2Control
from ..model.vocabulary import read_word
from ..model.words import CONTROL_VOCABULARY
from .grouped_rows import GroupedRows
from .sheet_rows import MOST_QUOTED, fold_cell, strip_number
from .soc2_control_criteria import CriteriaReader
from .soc2_control_evidence import list_tests, split_evidence
from .soc2_control_status import StatusWords, choose_worst, read_results, read_status
from .soc2_control_topics import read_topics

# Signs of a title that is made from the first sentence of a description
_LONGEST_TITLE = 90
# What is longer in the cell of criteria is their wording and names none
_LONGEST_CRITERIA = 60
# Of a text that is cut off in another row, so many signs have to be the same
_SHORTEST_BEGINNING = 40
# Signs of an id that is made from a title
_LONGEST_ID = 48
# Of two rows of one control, the first that fills one of these is taken
_SAID_ONCE = ("owner", "frequency", "system", "title")
# What a row without an id, a title and a description goes on with
_CONTINUED = ("result", "status", "evidence", "tests")


def _note_nameless() -> GroupedRows:
    return GroupedRows(
        "1 row has no control id: it has one made of its title",
        "{} rows have no control id: they have one made of their titles",
        "a column of ids keeps controls the same when their titles change",
    )


@dataclass(frozen=True, slots=True)
class ControlSource:
    """What the rows belong to: the set and the file; and what is told once for all rows."""

    name: str
    file: str
    criteria: CriteriaReader
    words: StatusWords = field(default_factory=StatusWords)
    nameless: GroupedRows = field(default_factory=_note_nameless)

    def report_words(self) -> list[Problem]:
        return [*self.words.report(), *self.nameless.report(), *self.criteria.report()]


def is_continuation(
    record: Record, last: Soc2Control | None, criteria: Sequence[str], *, may_have_criteria: bool
) -> bool:
    """Whether a row without id, title and description goes on with the control above it: with a
    further test, or with criteria that are not their wording and head no rows below.
    """
    if last is None or any(fold_cell(record[name]) for name in ("control", "description", "title")):
        return False
    if (
        record.filled == 1
        and record["status"]
        and read_word(CONTROL_VOCABULARY, record["status"]) is None
    ):
        # the foot of a page below the column of statuses
        return False
    if any(fold_cell(record[name]) for name in _CONTINUED):
        return not record.is_total
    if len(record["criteria"]) > _LONGEST_CRITERIA or not may_have_criteria:
        return False
    return bool(read_criteria(record["criteria"], criteria)[0])


def find_identity(source: ControlSource, record: Record) -> str:
    """The id of a row, made of its title where the sheet has none; "" if it has no title either."""
    identity = fold_cell(record["control"])
    if identity or not (fold_cell(record["title"]) or fold_cell(record["description"])):
        return identity
    source.nameless.add(record)
    title = fold_cell(record["title"]) or _take_first_words(record["description"])
    words = "-".join(re.findall(r"[^\W_]+", title.casefold()))[:_LONGEST_ID].strip("-")
    # a long title may begin like another one
    is_cut = len(title) > _LONGEST_ID or not fold_cell(record["title"])
    digest = hashlib.sha256(fold_cell(record["description"] or title).casefold().encode())
    return f"{words}-{digest.hexdigest()[:4]}" if is_cut or not words else words


def find_refusal(record: Record, identity: str, earlier: Soc2Control | None) -> Problem | None:
    """Why a row is no control, or not the one that it says."""
    if not identity:
        message = "no control id, title or description; the row was not taken"
        return report_row(record, message, "fill them in, or delete the row")
    if not any(record[name] for name in ("description", "title", "criteria")):
        message = f'"{shorten(identity)}" has no description and no criteria; the row was not taken'
        return report_row(record, message, "fill them in, or delete the row")
    if earlier is None or not record["description"]:
        return None
    if _is_same_text(record["description"], earlier.description):
        return None
    message = (
        f'the control "{identity}" stands in row {earlier.row} already with another description;'
        " this row was not taken"
    )
    hint = (
        "the id is a number in the sheet, where 1.10 is 1.1: format the column as text"
        if "control" in record.stored
        else "give it an id of its own, or join the two rows"
    )
    return report_row(record, message, hint)


def _is_same_text(one: str, other: str) -> bool:
    """The same words, also where one text is cut off."""
    first, second = sorted((fold_cell(one).casefold(), fold_cell(other).casefold()), key=len)
    beginning = first.rstrip(". \u2026")
    is_beginning = len(beginning) >= _SHORTEST_BEGINNING and second.startswith(beginning)
    return first == second or is_beginning


def shorten(text: str) -> str:
    """A text in one line, with dots where it is too long to be quoted in a message."""
    text = fold_cell(text)
    return f"{text[: MOST_QUOTED - 3]}..." if len(text) > MOST_QUOTED else text


def read_control_row(
    source: ControlSource, record: Record, identity: str
) -> tuple[Soc2Control, list[Problem]]:
    """The control of one row."""
    criteria = source.criteria.read(record)
    status, beside_status = read_status(source.words, record)
    topics, unknown = read_topics(record)
    control = Soc2Control(
        uuid=soc2_controls.derive_control_uuid(source.name, identity),
        id=identity,
        title=fold_cell(record["title"] or _take_first_words(record["description"]) or identity),
        description=record["description"].strip() or record["title"].strip() or identity,
        criteria=criteria.ids,
        owner=fold_cell(record["owner"]),
        frequency=fold_cell(record["frequency"]),
        evidence=(*split_evidence(record["evidence"]), *list_tests(record["tests"])),
        result=read_results(source.words, record, beside_status),
        status=status,
        system=fold_cell(record["system"]),
        file=source.file,
        row=record.number,
        points=criteria.points,
        topics=topics,
    )
    return control, [*criteria.problems, *unknown]


def _take_first_words(text: str) -> str:
    """The first sentence, cut between two words where it is too long for a title."""
    sentence = re.split(r"(?<=[.;])\s", strip_number(fold_cell(text)))[0].rstrip(".;")
    if len(sentence) <= _LONGEST_TITLE:
        return sentence
    return f"{sentence[: _LONGEST_TITLE - 3].rsplit(' ', 1)[0]} ..."


def unite_controls(
    first: Soc2Control, second: Soc2Control, record: Record
) -> tuple[Soc2Control, list[Problem]]:
    """Two rows of one control: lists and results of tests of both, the worse status, all else as it
    was said first, unless it was not said.
    """
    values: dict[str, Any] = {}
    problems = []
    for name in _SAID_ONCE:
        present, other = getattr(first, name), getattr(second, name)
        if not record[name]:
            continue
        if not present:
            values[name] = other
        elif present != other:
            message = (
                f'"{first.id}" has the {name} "{shorten(present)}" in row {first.row};'
                f' "{shorten(other)}" was not taken'
            )
            problems.append(report_row(record, message, warning=True))
    description = record["description"].strip()
    is_longer = len(fold_cell(description)) > len(fold_cell(first.description))
    if is_longer or (description and not _is_same_text(first.description, description)):
        values["description"] = description
    problems += _report_statuses(first, second, record)
    united = replace(
        first,
        criteria=tuple(dict.fromkeys((*first.criteria, *second.criteria))),
        points=tuple(dict.fromkeys((*first.points, *second.points))),
        topics=tuple(dict.fromkeys((*first.topics, *second.topics))),
        evidence=tuple(dict.fromkeys((*first.evidence, *second.evidence))),
        result=_unite_results(first.result, second.result),
        status=choose_worst((first.status, second.status)),
        **values,
    )
    return united, problems


def _unite_results(*results: str) -> str:
    texts = [text for result in results for text in result.split("; ") if text]
    return "; ".join(dict.fromkeys(texts))


def _report_statuses(first: Soc2Control, second: Soc2Control, record: Record) -> list[Problem]:
    if not (first.status and second.status) or first.status == second.status:
        return []
    message = (
        f'"{first.id}" is {first.status} in row {first.row} and {second.status} here; the worse of'
        " the two was taken"
    )
    return [report_row(record, message, warning=True)]


def lower_control(
    first: Soc2Control, second: Soc2Control, refusal: Problem
) -> tuple[Soc2Control, Problem]:
    """What a row that was not taken says against the control that has its id: a worse status, a
    result of a test.
    """
    lowered = replace(
        first,
        status=choose_worst((first.status, second.status)) if first.status else second.status,
        result=_unite_results(first.result, second.result),
    )
    if lowered == first:
        return first, refusal
    return lowered, replace(
        refusal, message=f"{refusal.message}, but what it says of status and test counts if worse"
    )
