"""The table of topics that ships with the package."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from ..data import read_data
from ..model.topics import KINDS, Topic, TopicChoice, TopicTable

SHIPPED = "topics.json"


@cache
def read_topic_table() -> TopicTable:
    return build_topic_table(json.loads(read_data(SHIPPED)))


def build_topic_table(tree: Mapping[str, Any]) -> TopicTable:
    """The table of a tree; ValueError where a topic has no words,
    or an objective an unknown one.
    """
    topics = {item["id"]: _read_topic(item) for item in tree["topics"]}
    objectives = {
        label: tuple(
            TopicChoice(choice["topic"], tuple(choice.get("words", ()))) for choice in choices
        )
        for label, choices in tree["objectives"].items()
    }
    points = {point: tuple(names) for point, names in tree.get("points", {}).items()}
    named = {choice.topic for choices in objectives.values() for choice in choices}
    named |= {name for names in points.values() for name in names}
    if unknown := named - set(topics):
        raise ValueError(f"topics that are not in the table: {', '.join(sorted(unknown))}")
    return TopicTable(
        MappingProxyType(topics), MappingProxyType(objectives), MappingProxyType(points)
    )


def _read_topic(item: Mapping[str, Any]) -> Topic:
    if not item["words"] or item["kind"] not in KINDS:
        raise ValueError(f"{item['id']} has no words, or is of no known kind")
    return Topic(
        id=item["id"],
        title=item["title"],
        words=tuple(item["words"]),
        hints=tuple(item.get("hints", ())),
        excluded=tuple(item.get("not", ())),
        families=tuple(item["families"]),
        kind=item["kind"],
        name=item.get("name", item["id"].replace("-", " ")),
    )
