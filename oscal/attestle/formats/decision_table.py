"""The table of decisions that ships with the package."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Any

from ..data import read_data
from ..model.decisions import (
    NOT_KNOWN,
    Condition,
    DecisionNote,
    DecisionQuestion,
    DecisionTable,
    Scenario,
)

SHIPPED = "decision.json"


@cache
def read_decision_table() -> DecisionTable:
    return build_decision_table(json.loads(read_data(SHIPPED)))


def build_decision_table(tree: Mapping[str, Any]) -> DecisionTable:
    """The table of a tree; ValueError where a condition or a profile names no answer, a question
    cannot be answered with not-known, or some answers give no scenario.
    """
    questions = tuple(
        DecisionQuestion(item["id"], item["text"], MappingProxyType(dict(item["answers"])))
        for item in tree["questions"]
    )
    scenarios = tuple(
        Scenario(
            item["id"], item["title"], _read_condition(item), item["system"], tuple(item["steps"])
        )
        for item in tree["scenarios"]
    )
    notes = tuple(DecisionNote(_read_condition(item), item["text"]) for item in tree["notes"])
    profiles = MappingProxyType(dict(tree["profiles"]))
    if scenarios[-1].when:
        raise ValueError("the last scenario must fit whatever is answered")
    _check_answers(questions, [*(item.when for item in scenarios), *(item.when for item in notes)])
    return DecisionTable(questions, scenarios, notes, profiles)


def _read_condition(item: Mapping[str, Any]) -> Condition:
    return MappingProxyType({key: tuple(words) for key, words in item.get("when", {}).items()})


def _check_answers(questions: Sequence[DecisionQuestion], conditions: Sequence[Condition]) -> None:
    known = {item.id: item.answers for item in questions}
    for item in questions:
        if list(item.answers)[-1] != NOT_KNOWN:
            raise ValueError(f"{item.id} cannot be answered with {NOT_KNOWN} at the end")
    for condition in conditions:
        for key, words in condition.items():
            for word in words:
                if word not in known.get(key, {}):
                    raise ValueError(f'"{word}" answers no question "{key}"')
