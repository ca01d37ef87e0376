"""The criteria that a row of a control inventory names, beside the requirements of other frameworks
that the same cell may name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import field

from ..formats.criteria_cells import read_criteria
from ..formats.problems import Problem
from ..formats.sheet_columns import NearestHints
from ..formats.sheet_records import Record, report_row
from ..lazy_dataclasses import dataclass
from .grouped_rows import GroupedRows
from .points_of_focus import spell_points
from .sheet_rows import MOST_QUOTED, fold_cell

# Unknown words of one cell that are told; of more there is only the number
_MOST_WORDS_TOLD = 5
_POINT_OF_FOCUS = re.compile(
    r"(?<![a-z0-9.])(CC|PI|A|C|P)[ _-]?0*(\d{1,2})\.0*(\d{1,2})\.0*(\d{1,2})(?![\d.])", re.I
)
_SOC2_NAME = re.compile(
    r"soc[ _-]?2(?!\d)|\btsc\b|\btsp\b|trust serv|aicpa|\bssae\b|\bat-c\b|common criteria", re.I
)
# Names of frameworks, whose ids may look like criteria: A1.2 of ISO 27001 is none
_OTHER_NAME = re.compile(
    r"\b(?:ISO(?:[ /-]?IEC)?|IEC|NIST|HIPAA|HITECH|PCI|GDPR|CCPA|CPRA|CIS|HITRUST|COBIT|COSO|FEDRAMP|"
    r"CMMC|CSA|CCM|SOX|ITGC|DORA|NIS ?2|TISAX|C5|CSF|FFIEC|GLBA|NYDFS|SOC[ _-]?1|SOC[ _-]?3|"
    r"ESSENTIAL EIGHT|CYBER ESSENTIALS|CJIS|ITAR|FISMA|MVSP|ANNEX)(?![a-z])"
    r"(?:[ /_-]?(?:IEC )?\d{3,5}(?:-\d+)?)?(?:[: ]\(?20\d\d\)?)?",
    re.I,
)
# What only SOC 2 has: letters of two signs
_SURE = re.compile(r"(?<![a-z0-9])(?:CC|PI)[ _-]?\d{1,2}\.\d", re.I)
_ITEM = re.compile(r"[^;|\n,]+[;|\n,]*")
# `6.1, 6.2`: common criteria, of which there are nine series
_BARE = re.compile(r"(?<![\d.])[1-9]\.\d{1,2}(?![\d.])")
_BARE_LIST = re.compile(rf"{_BARE.pattern}(?:[\s,;/|&+-]+(?:and )?{_BARE.pattern})*")
# An id that somebody meant to be a criterion
_MEANT = re.compile(r"(?:CC|PI|A|C|P)[ _-]?\d[\d. ]*\Z", re.I)


def _note_bare() -> GroupedRows:
    return GroupedRows(
        "1 row names criteria without their letters: read as common criteria, 6.1 as CC6.1",
        "{} rows name criteria without their letters: read as common criteria, 6.1 as CC6.1",
        "write the letters: CC6.1, A1.2, C1.1",
    )


def _note_points() -> GroupedRows:
    return GroupedRows(
        "1 row names points of focus: read as their criterion, and kept",
        "{} rows name points of focus: read as their criteria, and kept",
    )


@dataclass(frozen=True, slots=True)
class RowCriteria:
    """`points` are the points of focus that are named below the criteria, such as `cc6.1.2`."""

    ids: tuple[str, ...]
    points: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class CriteriaReader:
    """`known` are the criteria there are; other frameworks are told once each, for all rows."""

    known: Sequence[str]
    hints: NearestHints
    bare: GroupedRows = field(default_factory=_note_bare)
    points: GroupedRows = field(default_factory=_note_points)
    _notes: dict[str, GroupedRows] = field(default_factory=dict)

    def read(self, record: Record) -> RowCriteria:
        """The criteria of a row; none where it is of another framework."""
        framework = fold_cell(record["framework"])
        if is_foreign(framework):
            self._note(framework[:MOST_QUOTED], record)
            return RowCriteria(())
        cell, foreign = part_frameworks(spell_points(record["criteria"]))
        if _BARE_LIST.fullmatch(cell.strip()):
            cell = _BARE.sub(r"CC\g<0>", cell)
            self.bare.add(record)
        ids, unknown = read_criteria(cell, self.known)
        meant = [word for word in unknown if _MEANT.match(word)]
        others = [word for word in unknown if word not in meant and _is_telling(word, ids)]
        for word in foreign:
            self._note(word, record)
        for word in others:
            self._note(f'"{fold_cell(word)[:MOST_QUOTED]}", which is no criterion', record)
        problems = (self._report_unknown(record, meant),) if meant else ()
        points = list_points(cell, ids)
        if points:
            self.points.add(record)
        return RowCriteria(ids, points, problems)

    def report(self) -> list[Problem]:
        notes = (self.bare, self.points, *self._notes.values())
        return [problem for note in notes for problem in note.report()]

    def _note(self, name: str, record: Record) -> None:
        """What a row names besides: a framework, or a word."""
        name = name.replace("{", "").replace("}", "")
        note = GroupedRows(
            f"1 row also names {name}; left out", f"{{}} rows also name {name}; left out"
        )
        self._notes.setdefault(name.casefold(), note).add(record)

    def _report_unknown(self, record: Record, words: Sequence[str]) -> Problem:
        quoted = ", ".join(f'"{word}"' for word in words[:_MOST_WORDS_TOLD])
        if len(words) > _MOST_WORDS_TOLD:
            quoted += f" and {len(words) - _MOST_WORDS_TOLD} more"
        what = "is no criterion and was" if len(words) == 1 else "are no criteria and were"
        hint = self.hints(words[0].upper()) or "write ids such as CC6.1, A1.2, C1.1"
        return report_row(record, f"{quoted} {what} left out", hint, warning=True)


def _is_telling(word: str, ids: Sequence[str]) -> bool:
    """Whether a word may be an id: not the wording beside one, nor a name of SOC 2, nor a sign."""
    if not any(map(str.isalnum, word)) or _SOC2_NAME.fullmatch(word.strip(" _-:")):
        return False
    return not ids or any(map(str.isdigit, word))


def is_foreign(framework: str) -> bool:
    """Whether a column that names the framework of a row names another one and SOC 2 not."""
    return bool(framework) and not _SOC2_NAME.search(framework)


def part_frameworks(cell: str) -> tuple[str, tuple[str, ...]]:
    """What a cell says of SOC 2, and the names of other frameworks in it.

    What follows the name of a framework is of that framework, up to the name of SOC 2 or an id
    that only SOC 2 has.
    """
    ours: list[str] = []
    names: dict[str, None] = {}
    is_other = False
    for item in _ITEM.findall(cell):
        other = _OTHER_NAME.search(item)
        soc2, sure = _SOC2_NAME.search(item), _SURE.search(item)
        if other:
            names[fold_cell(other[0])] = None
            # in one item the framework that is named last is the one of the id
            is_other = not _ends_with_ours(item, other.start())
            kept = item if not is_other else item[: other.start()]
            ours.append(_OTHER_NAME.sub(" ", kept))
            continue
        is_other = is_other and not (soc2 or sure)
        if not is_other:
            ours.append(item)
    return "".join(ours), tuple(names)


def _ends_with_ours(item: str, start: int) -> bool:
    return any(
        match is not None for match in (_SURE.search(item, start), _SOC2_NAME.search(item, start))
    )


def list_points(cell: str, criteria: Sequence[str]) -> tuple[str, ...]:
    """The points of focus that a cell names below its criteria, such as `cc6.1.2`."""
    points: dict[str, None] = {}
    for match in _POINT_OF_FOCUS.finditer(cell):
        criterion = f"{match[1].lower()}{match[2]}.{match[3]}"
        if criterion in criteria:
            points[f"{criterion}.{match[4]}"] = None
    return tuple(points)
