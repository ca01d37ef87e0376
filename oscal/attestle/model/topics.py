"""What a control of a SOC 2 programme may be about, and which topics an objective is looked for
under.
"""

from __future__ import annotations

from collections.abc import Mapping

from ..lazy_dataclasses import dataclass

KINDS = ("document", "record", "setting", "place")


@dataclass(frozen=True, slots=True)
class Topic:
    """A kind of control. `words` are the phrases that teams use for it, `hints` support it and
    never make it alone, `excluded` speak against it; `kind` is the evidence that it leaves, `name`
    what a sentence calls it.
    """

    id: str
    title: str
    words: tuple[str, ...]
    hints: tuple[str, ...]
    excluded: tuple[str, ...]
    families: tuple[str, ...]
    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class TopicChoice:
    """A topic under which an objective is looked for.

    With `words`, a control must also use one of them.
    """

    topic: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TopicTable:
    """`objectives` maps `3.1.8[b]` to its choices, best first; none where no kind of control is
    about it. `points` maps a point of focus (`cc6.1.2`) to the topics that it is about.
    """

    topics: Mapping[str, Topic]
    objectives: Mapping[str, tuple[TopicChoice, ...]]
    points: Mapping[str, tuple[str, ...]]
