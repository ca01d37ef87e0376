"""The topics that a row of a control inventory names itself, in place of what its words tell."""

from __future__ import annotations

import re

from ..formats.problems import Problem
from ..formats.sheet_records import Record, report_row
from ..formats.topic_table import read_topic_table
from ..nearest import suggest_words


def read_topics(record: Record) -> tuple[tuple[str, ...], list[Problem]]:
    """Topics by their ids, and a warning for each word that is none."""
    known = read_topic_table().topics
    words = dict.fromkeys(_fold_topic(text) for text in re.split(r"[,;\n]", record["topics"]))
    words.pop("", None)
    unknown = [
        report_row(
            record,
            f'"{word}" is no topic; its words tell what the control is about',
            suggest_words(word, known),
            warning=True,
        )
        for word in words
        if word not in known
    ]
    return tuple(word for word in words if word in known), unknown


def _fold_topic(text: str) -> str:
    return "-".join(text.casefold().split())
