"""The status of a control and the results of its tests, as cells have them: together, in several
columns, or in each other's place. Of what contradicts itself the worse is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import field

from ..formats.problems import Problem
from ..formats.sheet_records import Record
from ..lazy_dataclasses import dataclass
from ..model.audit_results import (
    AuditResult,
    begins_with_test,
    describes_procedure,
    list_bad_news,
    list_told_results,
    read_result,
    tells_result,
    tells_test,
)
from ..model.soc2 import DESIGNED, INHERITED, NOT_OPERATING, NOT_STATED, OPERATING
from ..model.vocabulary import fold_word, list_hint, read_word
from ..model.words import CONTROL_VOCABULARY, says_nothing
from .grouped_rows import GroupedRows
from .sheet_rows import fold_cell
from .soc2_control_columns import DESIGN_MARK
from .soc2_control_evidence import split_evidence
from .unknown_words import UnknownWords

# Between a status and what is said of it: `Operating - no exceptions noted`
_PARTS = re.compile(r"\s*[:;,|/(\n]\s*|\s+[-\u2013\u2014]\s+")
_SENTENCES = re.compile(r"(?<=[.;!?])\s+|\s+[-\u2013\u2014]\s+|\s*[/(]\s*")
_CARVED_OUT = re.compile(
    r"(?:(?:the |this )?control (?:is|was) )?(?:fully |partially |partly )?(?:inherited|carved?[ -]out|"
    r"outsourced)\b(?! (?:requests?|controls? (?:are|were)))|(?:[a-z]+ly )?(?:performed|operated|"
    r"managed) by (?:an? |the |our )*(?:sub-?service|third[ -]part|vendor|cloud provider|service provider)",
    re.I,
)
_RANKS = {meaning.word: meaning.rank for meaning in CONTROL_VOCABULARY.meanings}
_WORDS = frozenset(word for meaning in CONTROL_VOCABULARY.meanings for word in meaning.words)
RESPONSE = "Management's response"


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


def _tell_inherited() -> UnknownWords:
    return UnknownWords(
        "status",
        "kept as inherited, which is not operating here",
        "what a provider does for you stands in its responsibility matrix:"
        " attestle import matrix FILE --provider SLUG",
        sense="that somebody else performs the control",
    )


def _tell_result(outcome: str) -> UnknownWords:
    return UnknownWords(
        "status",
        outcome,
        list_hint(word for word in CONTROL_VOCABULARY.words),
        sense="the result of a test where the status stands",
    )


def _tell_procedures() -> GroupedRows:
    return GroupedRows(
        "1 row says what was tested and not with what result: read as no result",
        "{} rows say what was tested and not with what result: read as no result",
        "a column of results, such as: No exceptions noted; name it with --map result=HEADING",
    )


@dataclass(frozen=True, slots=True)
class StatusWords:
    """Words of statuses and results that nobody knows, and tests without results, told once for all
    rows.
    """

    statuses: UnknownWords = field(default_factory=_tell_statuses)
    results: UnknownWords = field(default_factory=_tell_results)
    procedures: GroupedRows = field(default_factory=_tell_procedures)
    inherited: UnknownWords = field(default_factory=_tell_inherited)
    # a result where the status stands: one that is a status as well, and one that is none
    status_results: UnknownWords = field(
        default_factory=lambda: _tell_result("read as not operating, and as a result")
    )
    results_alone: UnknownWords = field(
        default_factory=lambda: _tell_result("read as that, and as no status")
    )

    def report(self) -> list[Problem]:
        notes = (
            self.statuses, self.inherited, self.status_results, self.results_alone, self.results,
            self.procedures,
        )  # fmt: skip
        return [problem for note in notes for problem in note.report()]


def choose_worst(statuses: Iterable[str]) -> str:
    """The worst of those that are said; NOT_STATED if none is."""
    said = [status for status in statuses if status != NOT_STATED]
    return min(said, key=_RANKS.__getitem__, default=NOT_STATED)


def read_status(words: StatusWords, record: Record) -> tuple[str, str]:
    """The status that a row says, and the result that stands in the same cell ("" if none does).

    A word that is not known is never read as operating; an empty cell says nothing.
    """
    of_design: list[str] = []
    others: list[str] = []
    results: list[str] = []
    for line in record["status"].split("\n"):
        is_design = line.startswith(DESIGN_MARK)
        status, result = _read_line(words, record, line.removeprefix(DESIGN_MARK))
        if is_design:
            of_design.append(DESIGNED if status == OPERATING else status)
        else:
            others.append(status)
            results.append(result)
    others += [INHERITED] * _is_carved_out(words, record)
    whole = choose_worst(others)
    design = choose_worst(of_design)
    if design == DESIGNED and whole != NOT_STATED:
        # sound by design: then what is said of its operation decides
        design = NOT_STATED
    return choose_worst((whole, design)), "; ".join(filter(None, results))


def _is_carved_out(words: StatusWords, record: Record) -> bool:
    """Whether the test or its result says that somebody else performs the control."""
    parts = (
        part for name in ("tests", "result") for part in _SENTENCES.split(fold_cell(record[name]))
    )
    found = next(filter(_CARVED_OUT.match, parts), "")
    if found:
        words.inherited.add(record, found)
    return bool(found)


def _read_line(words: StatusWords, record: Record, text: str) -> tuple[str, str]:
    """The status and the result in one cell, which may be both, or a result alone."""
    if not fold_cell(text):
        return NOT_STATED, ""
    meaning = read_word(CONTROL_VOCABULARY, text)
    if meaning is not None:
        return meaning.word, _find_known_result(words, record, meaning.word, text)
    known, rest = _part_words(text)
    said = fold_cell(text)
    if INHERITED in known:
        words.inherited.add(record, text)
        # whatever else is said, it does not operate here
        return choose_worst(known), "; ".join(filter(tells_result, map(fold_cell, rest)))
    if any(map(_says_unknown, rest)):
        words.statuses.add(record, text)
        return NOT_OPERATING, said if read_result(said) is AuditResult.DEVIATED else ""
    if rest and not known and read_result(said) is not AuditResult.CLEAN:
        words.results_alone.add(record, text)
    return choose_worst(known), "; ".join(map(fold_cell, rest))


def _find_known_result(words: StatusWords, record: Record, status: str, text: str) -> str:
    """The result that the words of a status are as well: `The control did not operate`."""
    if status == INHERITED:
        words.inherited.add(record, text)
    # the word of the status itself says no more than the status
    is_result = fold_word(text) not in _WORDS and tells_result(text)
    if not is_result or read_result(text) is not AuditResult.DEVIATED:
        return ""
    words.status_results.add(record, text)
    return fold_cell(text)


def _says_unknown(text: str) -> bool:
    """Whether a part of a status is neither empty nor a result."""
    result = read_result(text)
    return result is AuditResult.UNKNOWN or (
        result is AuditResult.NOT_STATED and bool(fold_word(text))
    )


def _part_words(text: str) -> tuple[list[str], list[str]]:
    """The statuses in a cell, and the parts of it that are none."""
    known, rest = [], []
    for part in filter(None, _PARTS.split(text.rstrip(") "))):
        meaning = read_word(CONTROL_VOCABULARY, part)
        if meaning is None:
            rest.append(part)
        else:
            known.append(meaning.word)
    return known, rest


def read_results(words: StatusWords, record: Record, beside_status: str) -> str:
    """What the cells of results say, the status cell and results in other columns, and what
    management answered to it.
    """
    text = _join_lines(record["result"])
    told = list_results_elsewhere(record)
    for one in (text, *told):
        if read_result(one) is AuditResult.UNKNOWN:
            words.results.add(record, one)
    result = "; ".join(dict.fromkeys(filter(None, (text, *told, beside_status))))
    is_tested = describes_procedure(record["result"]) or describes_procedure(record["tests"])
    if is_tested and read_result(result) is AuditResult.NOT_STATED:
        words.procedures.add(record)
    response = fold_cell(record["response"])
    if says_nothing(response) or not result:
        return result
    return f"{result}. {RESPONSE}: {response}"


def _join_lines(cell: str) -> str:
    """Lines that each tell a result, as of several columns; else one text that is wrapped."""
    lines = [fold_cell(line) for line in cell.split("\n") if fold_cell(line)]
    are_results = all(read_result(line) is not AuditResult.UNKNOWN for line in lines)
    return ("; " if are_results else " ").join(dict.fromkeys(lines))


def list_results_elsewhere(record: Record) -> list[str]:
    """The results of tests that a row tells in its columns of tests, evidence and descriptions.

    What stands in a column of results goes before a test of which only a reader knows the result;
    a result in so many words counts wherever it stands, in a description only a bad one.
    """
    has_result = bool(fold_cell(record["result"]))
    is_told = _tells_of_test(record["tests"], has_result)
    found = [fold_cell(record["tests"])] if is_told else [*list_bad_news(record["tests"])]
    for item in split_evidence(record["evidence"]):
        is_test = begins_with_test(item) and _tells_of_test(item, has_result)
        found += [item] if is_test or tells_result(item) else []
    for name in ("title", "description"):
        told = list_told_results(record[name])
        found += [one for one in told if read_result(one) is AuditResult.DEVIATED]
    return list(dict.fromkeys(found))


def _tells_of_test(text: str, has_result: bool) -> bool:
    if tells_result(text):
        return True
    return not has_result and tells_test(text) and not describes_procedure(text)
