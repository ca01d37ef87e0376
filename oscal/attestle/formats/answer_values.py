"""The values of the fields of a section, checked at their lines, and what is gathered of a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from types import MappingProxyType
from typing import Any

from ..iso_days import read_iso_day
from ..lazy_dataclasses import dataclass
from ..lazy_patterns import make_pattern
from ..model.answers import COMPONENT_STATUSES, FIELDS_OF, STATE_WORDS, Place, Value
from ..model.baseline import Requirement
from ..model.objective_answers import Approval, ComponentAnswer, ObjectiveAnswer
from ..model.words import (
    EXCEPTION_STATE,
    UNKNOWN_COMPONENT_STATUS,
    find_exception_kind,
    read_component_status,
    read_state,
)
from ..nearest import suggest_claim
from .answer_names import AnswerNames
from .problems import Problem
from .sections import Field, Section

STATES = STATE_WORDS
COMPONENT_STATUS = COMPONENT_STATUSES

_COMMAS = make_pattern("[,;\uff0c\uff1b\u3001]")

# All lines of one key; where one too many stands, the last one holds
_Items = tuple[Field, ...]


@dataclass(slots=True)
class GatheredAnswers:
    """What has been gathered of one file."""

    requirement: Requirement
    path: str
    titles: Mapping[str, str]
    names: AnswerNames
    problems: list[Problem] = field(default_factory=list)
    objectives: dict[str, ObjectiveAnswer] = field(default_factory=dict)
    statements: dict[str, ObjectiveAnswer] = field(default_factory=dict)
    components: list[ComponentAnswer] = field(default_factory=list)

    def report(self, code: str, message: str, line: int, hint: str) -> None:
        self.problems.append(Problem(code, message, line, None, hint))

    def warn(self, code: str, message: str, line: int, hint: str) -> None:
        """At the beginning of a line."""
        self.problems.append(Problem(code, message, line, 1, hint, warning=True))


def read_values(gathered: GatheredAnswers, section: Section) -> dict[str, Any]:
    """What the fields of a section say, by attribute."""
    values: dict[str, Any] = {}
    for row in FIELDS_OF[section.kind]:
        items = tuple(item for item in section.fields if item.key == row.key)
        if items:
            read_value = (
                _read_provider if row.place is Place.PROVIDER else _VALUE_READERS[row.value]
            )
            values[row.attribute] = read_value(gathered, items)
    return values


def _read_text(_: GatheredAnswers, items: _Items) -> str:
    return items[-1].value


def _read_ids(gathered: GatheredAnswers, items: _Items) -> tuple[str, ...]:
    return gathered.names.evidence.read_ids(items[-1].value)


def _read_provider(gathered: GatheredAnswers, items: _Items) -> str:
    return gathered.names.providers.find_id(items[-1].value) or items[-1].value


def _read_state(gathered: GatheredAnswers, items: _Items) -> str:
    item = items[-1]
    kind = find_exception_kind(item.value)
    if kind:
        gathered.problems.append(
            Problem(
                "SSP027",
                f'"{item.value}" is no state but an exception: read as {EXCEPTION_STATE}',
                item.line,
                None,
                f"write it down in exceptions/ with the kind {kind}, and here: - State:"
                f" {EXCEPTION_STATE}",
                warning=True,
            )
        )
    return _read_word(gathered, item, read_state(item.value), STATES)


def _read_status(gathered: GatheredAnswers, items: _Items) -> str:
    words = [
        _read_word(gathered, item, read_component_status(item.value), COMPONENT_STATUS)
        for item in items
    ]
    return words[-1] or (UNKNOWN_COMPONENT_STATUS if items[-1].value else COMPONENT_STATUS[0])


def _read_letters(gathered: GatheredAnswers, items: _Items) -> tuple[str, ...]:
    letters = [item.letter for item in gathered.requirement.units]
    named = []
    for item in items:
        for word in _split_list(item.value):
            letter = word[1:-1] if word.startswith("[") and word.endswith("]") else word
            if letter not in letters:
                report_letter(gathered, letter, item.line)
            named.append(letter)
    return tuple(named)


def report_letter(gathered: GatheredAnswers, letter: str, line: int) -> None:
    letters = [item.letter for item in gathered.requirement.units]
    plain = letter.strip("[]()").lower()
    hint = f"its letters are {', '.join(letters)}" if letters else "it has no objectives"
    if plain in letters:
        hint = f'did you mean "{plain}"?'
    message = f'{gathered.requirement.label} has no objective "{letter}"'
    gathered.report("SSP006", message, line, hint)


def _split_list(value: str) -> list[str]:
    return [word.strip() for word in _COMMAS.sub(",", value).split(",") if word.strip()]


def _read_word(
    gathered: GatheredAnswers, item: Field, meaning: str, allowed: tuple[str, ...]
) -> str:
    """What the value of a field means if it means one of the words; "" else, which is reported."""
    if meaning in allowed:
        return meaning
    if item.value:
        message = f'"{item.value}" is no value of {item.key}'
        gathered.report("SSP005", message, item.line, suggest_claim(item.value, allowed))
    return ""


def _read_approval(gathered: GatheredAnswers, items: _Items) -> Approval | None:
    """A role and a day, such as `ciso, 2026-11-25`."""
    item = items[-1]
    if not item.value:
        return None
    role, _, day = (part.strip() for part in item.value.rpartition(","))
    date = read_iso_day(day)
    if date is not None and role:
        return Approval(gathered.names.roles.find_id(role) or role, date)
    loose = gathered.names.read_approval(item.value)
    if loose is None:
        message = f'"{item.value}" is no approval'
        hint = gathered.names.suggest_approval(item.value)
        gathered.report("SSP005", message, item.line, hint)
        return None
    return Approval(*loose)


_VALUE_READERS: Mapping[Value, Callable[[GatheredAnswers, _Items], Any]] = MappingProxyType(
    {
        Value.STATE: _read_state,
        Value.STATUS: _read_status,
        Value.TEXT: _read_text,
        Value.IDS: _read_ids,
        Value.OBJECTIVES: _read_letters,
        Value.APPROVAL: _read_approval,
    }
)
