"""What a control is about, told from its own words, or as its source says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import chain

from ..lazy_dataclasses import dataclass
from ..model.soc2 import Soc2Control
from ..model.topics import Topic, TopicTable
from .control_words import EXACT, Passage, cut_passages, cut_phrase

# What further mentions and hints add to the best mention
_FURTHER, _MOST_FURTHER = 0.12, 3
_HINT, _MOST_HINTS = 0.06, 3
# What is left of a topic that a word speaks against
_EXCLUDED = 0.3
# What is left of a topic of a point of focus that the source does not name, what one that it names
# counts more, and what a point counts that no word of the control tells
_OTHER_POINT, _NAMED_POINT, _ONLY_POINT = 0.6, 0.1, 0.5
# A point that is about more kinds of controls than this tells none of them by itself
_MOST_OF_POINT = 2
# What a topic counts at least beside a stronger one of the same control
_LEAST_SHARE = 0.3


@dataclass(frozen=True, slots=True)
class TopicMatch:
    """A topic of a control: `score` up to about 1.3, and the words that told it."""

    topic: str
    score: float
    words: tuple[str, ...]


def find_topics(
    control: Soc2Control, table: TopicTable
) -> tuple[tuple[Passage, ...], dict[str, TopicMatch]]:
    """The passages of a control, and its topics by id.

    Topics that the source names stand in place of what the words would tell; points of focus that
    it names narrow what they may tell.
    """
    topics = table.topics
    passages = cut_passages(control)
    if named := [name for name in control.topics if name in topics]:
        return passages, {name: TopicMatch(name, 1.0, (topics[name].title,)) for name in named}
    used = frozenset(stem for item in passages for stem in item.stems)
    told = [match for topic in topics.values() if (match := _match_topic(passages, topic, used))]
    found = _narrow_topics(control, table, told)
    best = max((match.score for match in found), default=1.0)
    return passages, {match.topic: _weigh_share(match, best) for match in found}


def _narrow_topics(
    control: Soc2Control, table: TopicTable, told: Iterable[TopicMatch]
) -> Iterable[TopicMatch]:
    """What the words told, by the points of focus that the source names.

    Topics of another point of the same criterion count less; where no word tells a topic of a point
    that is about one or two, the point itself does.
    """
    found = {match.topic: match for match in told}
    named = [point for point in control.points if point in table.points]
    mine = {topic for point in named for topic in table.points[point]}
    for topic in _list_other_topics(control, table, named) & set(found):
        found[topic] = replace(found[topic], score=found[topic].score * _OTHER_POINT)
    for topic in mine & set(found):
        found[topic] = replace(found[topic], score=found[topic].score + _NAMED_POINT)
    for point in named:
        topics = table.points[point]
        if len(topics) <= _MOST_OF_POINT and not set(topics) & set(found):
            found |= {topic: TopicMatch(topic, _ONLY_POINT, (point.upper(),)) for topic in topics}
    return found.values()


def _list_other_topics(control: Soc2Control, table: TopicTable, named: Sequence[str]) -> set[str]:
    """What the criteria of the named points are about besides them.

    A criterion under which the source names no point is about all of its own.
    """
    narrowed = {point.rpartition(".")[0] for point in named}
    mine, others = set(chain.from_iterable(table.points[point] for point in named)), set[str]()
    for point, topics in table.points.items():
        criterion = point.rpartition(".")[0]
        if criterion in narrowed:
            others.update(topics)
        elif criterion in control.criteria:
            mine.update(topics)
    return others - mine


def _weigh_share(match: TopicMatch, best: float) -> TopicMatch:
    """What is said in passing counts less where the control is about something else."""
    share = _LEAST_SHARE + (1 - _LEAST_SHARE) * match.score / best
    return TopicMatch(match.topic, match.score * share, match.words)


def _match_topic(
    passages: Sequence[Passage], topic: Topic, used: frozenset[str]
) -> TopicMatch | None:
    """`used` are the stems of all the passages."""
    mentions = list(_list_mentions(passages, topic.words, used))
    if not mentions:
        return None
    words = _drop_parts(word.casefold() for _, word in sorted(mentions, reverse=True))
    hints = {word.casefold() for _, word in _list_mentions(passages, topic.hints, used)}
    score = max(weight for weight, _ in mentions)
    score += _FURTHER * min(len(words) - 1, _MOST_FURTHER)
    score += _HINT * min(len(hints), _MOST_HINTS)
    strong = [item for item in passages if item.weight >= score / 2]
    if any(_list_mentions(strong, topic.excluded, used)):
        score *= _EXCLUDED
    return TopicMatch(topic.id, score, words)


def _drop_parts(quotes: Iterable[str]) -> tuple[str, ...]:
    """Each quote once, and none whose words all stand in another."""
    found = list(dict.fromkeys(quotes))
    words = {text: set(text.split()) for text in found}
    return tuple(text for text in found if not any(words[text] < words[other] for other in found))


def _list_mentions(
    passages: Sequence[Passage], phrases: tuple[str, ...], used: frozenset[str]
) -> Iterator[tuple[float, str]]:
    """Each phrase where it is said best: what that counts, and the words."""
    for stems, needed in _cut_phrases(phrases):
        # most phrases have a word that the control never uses, and need no look at its sentences
        if not needed <= used:
            continue
        found = [(item.weight, words) for item in passages if (words := item.find(stems))]
        if found:
            yield max(found)


@cache
def _cut_phrases(phrases: tuple[str, ...]) -> tuple[tuple[tuple[str, ...], frozenset[str]], ...]:
    """The stems of each phrase, and those that are compared as stems: the others as words."""
    cut = [cut_phrase(phrase) for phrase in phrases]
    return tuple(
        (stems, frozenset(stem for stem in stems if not stem.startswith(EXACT))) for stems in cut
    )
