"""Which controls of a company a practitioner would open for an objective, best first.

The topics of the controls against those of the objective decide; among controls of one topic the
words of the objective, weighed by how rare they are among the controls. Where nothing reaches the
threshold, nothing is named.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import field
from functools import lru_cache
from itertools import chain

from ..formats.topic_table import read_topic_table
from ..lazy_dataclasses import dataclass
from ..model.soc2 import RETIRED, Soc2Control
from ..model.topics import TopicChoice, TopicTable
from .control_topics import TopicMatch, find_topics
from .control_words import Passage, cut_phrase

MOST = 3
# Below this nothing is named; beside a best control, one that has this share of its score
_THRESHOLD = 0.45
_BESIDE = 0.9
# What a topic counts that is not the first of an objective
_LATER_CHOICES = (1.0, 0.75, 0.65, 0.6)
# What the words of the objective and a criterion of its maps add at most
_WORDS = 0.25
_CRITERION = 0.08
# What a control of another system counts
_ELSEWHERE = 0.7
# The usual constants of the ranking by words
_SATURATION, _LENGTH = 1.2, 0.6


@dataclass(frozen=True, slots=True)
class ControlFit:
    """A control that fits an objective, and the words that told so."""

    control: Soc2Control
    score: float
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _ReadControl:
    control: Soc2Control
    passages: tuple[Passage, ...]
    topics: dict[str, TopicMatch]
    stems: Counter[str]


@dataclass(frozen=True, slots=True)
class ControlRanker:
    """An inventory with its words read once; controls that are retired stay out.

    `elsewhere` are the uuids of controls of another system, which come behind those of this one.
    """

    table: TopicTable
    controls: tuple[Soc2Control, ...]
    elsewhere: frozenset[str] = frozenset()
    _read: tuple[_ReadControl, ...] = field(init=False, repr=False)
    _rarity: dict[str, float] = field(init=False, repr=False)
    _mean_length: float = field(init=False, repr=False)

    def __post_init__(self) -> None:
        kept = [item for item in self.controls if item.status != RETIRED]
        is_shipped = self.table is read_topic_table()
        read = tuple(
            _read_once(item) if is_shipped else _read_control(item, self.table) for item in kept
        )
        object.__setattr__(self, "_read", read)
        object.__setattr__(self, "_rarity", _weigh_stems([item.stems for item in read]))
        lengths = [sum(item.stems.values()) for item in read]
        object.__setattr__(self, "_mean_length", sum(lengths) / len(lengths) if lengths else 0.0)

    def rank(
        self, choices: Sequence[TopicChoice], text: str, criteria: Collection[str] = ()
    ) -> tuple[ControlFit, ...]:
        """The controls that fit an objective with this text, one to three or none.

        `criteria` are those of the maps that lead to it.
        """
        scored = [(item, *_score_topics(item, choices)) for item in self._read]
        found = [(item, score, why) for item, score, why in scored if score >= _THRESHOLD]
        words = [self._score_words(item, cut_phrase(text)) for item, _, _ in found]
        most = max(words, default=0.0) or 1.0
        fits = [
            ControlFit(
                item.control,
                self._weigh_place(item)
                * (
                    score
                    + _WORDS * by_words / most
                    + _CRITERION * bool(set(criteria) & set(item.control.criteria))
                ),
                why,
            )
            for (item, score, why), by_words in zip(found, words, strict=True)
        ]
        fits.sort(key=lambda fit: (-fit.score, fit.control.id))
        return tuple(fit for fit in fits[:MOST] if fit.score >= _BESIDE * fits[0].score)

    def _weigh_place(self, item: _ReadControl) -> float:
        return _ELSEWHERE if item.control.uuid in self.elsewhere else 1.0

    def _score_words(self, item: _ReadControl, stems: Sequence[str]) -> float:
        length = sum(item.stems.values())
        norm = _SATURATION * (1 - _LENGTH + _LENGTH * length / self._mean_length)
        return sum(
            self._rarity.get(stem, 0.0) * count * (_SATURATION + 1) / (count + norm)
            for stem in dict.fromkeys(stems)
            if (count := item.stems[stem])
        )


# Controls that are remembered: several systems of a workspace name those of one programme
_MOST_REMEMBERED = 1024


@lru_cache(maxsize=_MOST_REMEMBERED)
def _read_once(control: Soc2Control) -> _ReadControl:
    """A control with the table that is shipped, which is what nearly all of the time goes into."""
    return _read_control(control, read_topic_table())


def _read_control(control: Soc2Control, table: TopicTable) -> _ReadControl:
    passages, topics = find_topics(control, table)
    stems = Counter(stem for item in passages for stem in item.stems if stem)
    return _ReadControl(control, passages, topics, stems)


def _weigh_stems(texts: Sequence[Counter[str]]) -> dict[str, float]:
    """How rare each stem is among the controls."""
    number = Counter(chain.from_iterable(texts))
    return {
        stem: math.log(1 + (len(texts) - count + 0.5) / (count + 0.5))
        for stem, total in number.items()
        if (count := min(total, sum(stem in text for text in texts)))
    }


def _score_topics(
    item: _ReadControl, choices: Sequence[TopicChoice]
) -> tuple[float, tuple[str, ...]]:
    """The best of the topics of an objective that a control has, and the words that told it."""
    best: tuple[float, tuple[str, ...]] = (0.0, ())
    for number, choice in enumerate(choices):
        match = item.topics.get(choice.topic)
        if match is None or not _uses_words(item, choice.words):
            continue
        share = _LATER_CHOICES[min(number, len(_LATER_CHOICES) - 1)]
        best = max(best, (match.score * share, match.words), key=lambda pair: pair[0])
    return best


def _uses_words(item: _ReadControl, phrases: Sequence[str]) -> bool:
    if not phrases:
        return True
    return any(passage.find(cut_phrase(phrase)) for phrase in phrases for passage in item.passages)
