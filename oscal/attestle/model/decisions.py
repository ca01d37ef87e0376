"""Which framework when: questions, and the scenario that their answers give."""

from __future__ import annotations

from collections.abc import Mapping

from ..lazy_dataclasses import dataclass

NOT_KNOWN = "not-known"
# Answers, by question
Answers = Mapping[str, str]
# Question -> the answers that fit
Condition = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class DecisionQuestion:
    """`answers` are the words of each, by id; the last one is `not-known`."""

    id: str
    text: str
    answers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Scenario:
    """Where a company stands, and its next steps; `has_system` where a CMMC system is due."""

    id: str
    title: str
    when: Condition
    has_system: bool
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DecisionNote:
    when: Condition
    text: str


@dataclass(frozen=True, slots=True)
class DecisionTable:
    """Scenarios by rank: a later one asks for more, and the last one fits whatever is answered."""

    questions: tuple[DecisionQuestion, ...]
    scenarios: tuple[Scenario, ...]
    notes: tuple[DecisionNote, ...]
    profiles: Mapping[str, str]


def fits_answers(condition: Condition, answers: Answers) -> bool:
    """Whether every question of the condition has one of its answers."""
    return all(answers[key] in allowed for key, allowed in condition.items())


def choose_scenario(table: DecisionTable, answers: Answers) -> Scenario:
    return next(item for item in table.scenarios if fits_answers(item.when, answers))


def list_notes(table: DecisionTable, answers: Answers) -> tuple[str, ...]:
    return tuple(item.text for item in table.notes if fits_answers(item.when, answers))


def describe_situation(table: DecisionTable, answers: Answers) -> str:
    """The scenario with the answers it rests on, in one line."""
    words = "; ".join(f"{item.id}: {item.answers[answers[item.id]]}" for item in table.questions)
    return f"{choose_scenario(table, answers).title} ({words})"
