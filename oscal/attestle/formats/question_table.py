"""The questions of an assessor that ship with the package."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from ..data import read_data
from ..model.interview_questions import DEMANDS, QuestionTable

SHIPPED = "interview-questions.json"
# The longest one that is asked in one breath
MOST_CHARACTERS = 160


@cache
def read_question_table() -> QuestionTable:
    return build_question_table(json.loads(read_data(SHIPPED)))


def build_question_table(tree: Mapping[str, Any]) -> QuestionTable:
    """The table of a tree; ValueError where a kind has no question, or a text is none."""
    table = QuestionTable(
        MappingProxyType(dict(tree["objectives"])),
        MappingProxyType(dict(tree["general"])),
        MappingProxyType(dict(tree["further"])),
    )
    for message in _list_defects(table):
        raise ValueError(message)
    return table


def _list_defects(table: QuestionTable) -> Iterator[str]:
    for name, kinds in (("general", table.general), ("further", table.further)):
        if tuple(kinds) != DEMANDS:
            yield f"{name} has {', '.join(kinds)}, and not {', '.join(DEMANDS)}"
    texts = {**table.by_objective, **table.general, **table.further}
    for key, text in texts.items():
        is_question = text.endswith("?") and text[:1].isupper() and text == " ".join(text.split())
        if not is_question or len(text) > MOST_CHARACTERS:
            yield f"{key} is no question that can be asked: {text}"
    asked: dict[str, str] = {}
    for key, text in table.by_objective.items():
        if other := asked.get(text):
            yield f"{key} is asked what {other} is asked"
        asked[text] = key
