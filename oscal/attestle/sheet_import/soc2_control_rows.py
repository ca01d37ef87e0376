"""A row of a control inventory as a SOC 2 control, with what is wrong about it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ..formats import soc2_controls
from ..formats.problems import Problem
from ..formats.sheet_columns import NearestHints, Record, report_row, split_cell
from ..model.audit_results import AuditResult, read_result
from ..model.soc2 import NOT_OPERATING, NOT_STATED, Soc2Control
from ..model.words import CONTROL_VOCABULARY, list_hint, read_word
from .sheet_rows import MOST_QUOTED, fold_cell
from .unknown_words import UnknownWords

# Unknown words of one cell that are told; of more there is only the number
_MOST_WORDS_TOLD = 5
# Signs of a title that is made from the first sentence of a description
_LONGEST_TITLE = 90
# What is longer in the cell of criteria is their wording and names none
_LONGEST_CRITERIA = 60
# Of two rows of one control, the first that fills one of these is taken
_SAID_ONCE = ("owner", "frequency", "system", "status", "title")


def _tell_statuses() -> UnknownWords:
    return UnknownWords(
        "status", "read as not operating", list_hint(word for word in CONTROL_VOCABULARY.words)
    )


def _tell_results() -> UnknownWords:
    return UnknownWords(
        "result of a test",
        "not counted as a test without exceptions",
        "such as: No exceptions noted, Exception noted, Not tested",
    )


@dataclass(frozen=True, slots=True)
class ControlSource:
    """What the rows belong to: the set, the file, the criteria that there are; and the words of
    statuses and results that are told once for all rows.
    """

    name: str
    file: str
    criteria: Sequence[str]
    hints: NearestHints
    statuses: UnknownWords = field(default_factory=_tell_statuses)
    results: UnknownWords = field(default_factory=_tell_results)

    def report_words(self) -> list[Problem]:
        return [*self.statuses.report(), *self.results.report()]


def has_more_criteria(record: Record, criteria: Sequence[str]) -> bool:
    """A row without id, title and description that has criteria, and not their wording."""
    if record["description"] or record["title"] or len(record["criteria"]) > _LONGEST_CRITERIA:
        return False
    return bool(soc2_controls.read_criteria(record["criteria"], criteria)[0])


def find_refusal(record: Record, identity: str, earlier: Soc2Control | None) -> Problem | None:
    """Why a row is no control, or not the one that it says."""
    if not identity:
        message = "no control id; the row was not taken"
        return report_row(record, message, "fill in the id, or delete the row")
    if not any(record[field] for field in ("description", "title", "criteria")):
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
    return one.casefold().split() == other.casefold().split()


def shorten(text: str) -> str:
    """A text in one line, with dots where it is too long to be quoted in a message."""
    text = fold_cell(text)
    return f"{text[: MOST_QUOTED - 3]}..." if len(text) > MOST_QUOTED else text


def read_control_row(
    source: ControlSource, record: Record, identity: str
) -> tuple[Soc2Control, list[Problem]]:
    """The control of one row."""
    criteria, unknown = soc2_controls.read_criteria(record["criteria"], source.criteria)
    problems = [_report_unknown_criteria(source, record, unknown)] if unknown else []
    result = fold_cell(record["result"])
    outcome = read_result(result)
    if outcome is AuditResult.UNKNOWN:
        source.results.add(record, result)
    control = Soc2Control(
        uuid=soc2_controls.derive_control_uuid(source.name, identity),
        id=identity,
        title=fold_cell(record["title"] or _take_first_words(record["description"]) or identity),
        description=record["description"].strip() or record["title"].strip() or identity,
        criteria=criteria,
        owner=fold_cell(record["owner"]),
        frequency=fold_cell(record["frequency"]),
        evidence=tuple(split_cell(record["evidence"])),
        result=result,
        status=_read_status(source, record),
        system=fold_cell(record["system"]),
        file=source.file,
        row=record.number,
    )
    return control, problems


def _read_status(source: ControlSource, record: Record) -> str:
    """A word that is not known is never read as operating; an empty cell says nothing."""
    text = record["status"]
    if not fold_cell(text):
        return NOT_STATED
    meaning = read_word(CONTROL_VOCABULARY, text)
    if meaning is None:
        source.statuses.add(record, text)
    return meaning.word if meaning else NOT_OPERATING


def _report_unknown_criteria(
    source: ControlSource, record: Record, words: Sequence[str]
) -> Problem:
    quoted = ", ".join(f'"{word}"' for word in words[:_MOST_WORDS_TOLD])
    if len(words) > _MOST_WORDS_TOLD:
        quoted += f" and {len(words) - _MOST_WORDS_TOLD} more"
    what = "is no criterion and was" if len(words) == 1 else "are no criteria and were"
    hint = source.hints(words[0].upper()) or "write ids such as CC6.1, A1.2, C1.1"
    return report_row(record, f"{quoted} {what} left out", hint, warning=True)


def _take_first_words(text: str) -> str:
    """The first sentence, cut between two words where it is too long for a title."""
    sentence = re.split(r"(?<=[.;])\s", fold_cell(text))[0].rstrip(".;")
    if len(sentence) <= _LONGEST_TITLE:
        return sentence
    return f"{sentence[: _LONGEST_TITLE - 3].rsplit(' ', 1)[0]} ..."


def unite_controls(
    first: Soc2Control, second: Soc2Control, record: Record
) -> tuple[Soc2Control, list[Problem]]:
    """Two rows of one control: lists and results of tests of both, all else as it was said first,
    unless it was not said.
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
    if description and not _is_same_text(first.description, description):
        values["description"] = description
    results = [result for result in (*first.result.split("; "), second.result) if result]
    united = replace(
        first,
        criteria=tuple(dict.fromkeys((*first.criteria, *second.criteria))),
        evidence=tuple(dict.fromkeys((*first.evidence, *second.evidence))),
        result="; ".join(dict.fromkeys(results)),
        **values,
    )
    return united, problems
