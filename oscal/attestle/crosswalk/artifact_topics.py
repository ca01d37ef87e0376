"""What an artifact of the register is about, told from its title and note."""

from __future__ import annotations

from functools import lru_cache

from ..formats.topic_table import read_topic_table
from ..model.evidence import EvidenceItem
from ..model.soc2 import Soc2Control
from .control_topics import find_topics

# Less than this is said in passing
_LEAST = 0.45


def find_artifact_topics(item: EvidenceItem) -> frozenset[str]:
    return _find_topics(item.title, item.note or "")


@lru_cache(maxsize=2_000)
def _find_topics(title: str, note: str) -> frozenset[str]:
    told = Soc2Control("", "", title, note, ())
    _, found = find_topics(told, read_topic_table())
    return frozenset(match.topic for match in found.values() if match.score >= _LEAST)
