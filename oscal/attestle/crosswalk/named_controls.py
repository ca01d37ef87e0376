"""The controls that a gap analysis names for an objective, and through which maps they reach it.

Names follow the fit of a control, grades follow the letters of the maps.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from ..formats.topic_table import read_topic_table
from ..lazy_dataclasses import dataclass
from ..model.baseline import Objective, Requirement
from ..model.crosswalk_maps import Map, Reuse
from ..model.frameworks import SP_800_171_R2
from ..model.soc2 import Soc2Control
from ..model.topics import Topic, TopicChoice, TopicTable
from .control_fit import ControlFit, ControlRanker
from .control_topics import find_topics
from .grades import Reach, grade_down

# Of the words that told the fit, so many are shown
_MOST_WORDS = 3


@dataclass(frozen=True, slots=True)
class NamedControl:
    """A control that fits an objective. `why` quotes its words; `criterion` is the one through
    which it counts, or the first it is listed under, "" where it has none.
    """

    control: Soc2Control
    criterion: str
    why: str


@dataclass(frozen=True, slots=True)
class ControlNames:
    """`controls` best first; `through` are the reaches of these that the letter knows, each with
    its grade for it; `satisfies` and `contributes` are the criteria whose maps know the letter and
    that controls are listed under; `matter` is what a control would speak of, in one of `phrases`
    where there are such; `topics` are all under which it is looked for.
    """

    controls: tuple[NamedControl, ...]
    through: tuple[Reach, ...]
    satisfies: tuple[str, ...]
    contributes: tuple[str, ...]
    matter: Topic | None
    phrases: tuple[str, ...] = ()
    topics: frozenset[str] = frozenset()


def name_controls(
    ranker: ControlRanker,
    requirement: Requirement,
    objective: Objective,
    maps: Sequence[Map],
    reaches: Sequence[Reach],
) -> ControlNames:
    """The controls that fit, and what they give by the letters of the maps.

    `reaches` are all controls under the criteria of the maps.
    """
    letter = objective.letter
    grades = {item.criterion: grade_letter(item, letter) for item in maps}
    known = [name for name, grade in grades.items() if grade is not Reuse.HABIT_ONLY]
    choices = choose_topics(ranker.table, requirement, objective, maps)
    text = f"{requirement.title} {objective.text}"
    fits = ranker.rank(choices, text, known)
    ids = {fit.control.uuid for fit in fits}
    through = [
        replace(reach, reuse=grade_down(grades[reach.map.criterion], reach.limits))
        for reach in reaches
        if reach.map.criterion in known and reach.control.uuid in ids
    ]
    order = {fit.control.uuid: number for number, fit in enumerate(fits)}
    through.sort(key=lambda reach: (reach.reuse.rank, order[reach.control.uuid]))
    listed = dict.fromkeys(reach.map.criterion for reach in reaches)
    return ControlNames(
        controls=tuple(_name_fit(fit, through, reaches) for fit in fits),
        through=tuple(through),
        satisfies=tuple(name for name in listed if grades[name] is Reuse.STRONG),
        contributes=tuple(name for name in listed if grades[name] is Reuse.PARTIAL),
        matter=ranker.table.topics[choices[0].topic] if choices else None,
        phrases=_find_phrases(choices),
        topics=frozenset(choice.topic for choice in choices),
    )


def _find_phrases(choices: Sequence[TopicChoice]) -> tuple[str, ...]:
    """The words that a control on the first topic must use; none where the topic alone would do."""
    asked = [choice.words for choice in choices if choice.topic == choices[0].topic]
    return asked[0] if asked and all(asked) else ()


def grade_letter(item: Map, letter: str) -> Reuse:
    """How far a map carries a letter: never farther than the map itself."""
    return max(item.find_grade(letter), item.reuse, key=lambda grade: grade.rank)


def choose_topics(
    table: TopicTable, requirement: Requirement, objective: Objective, maps: Iterable[Map]
) -> tuple[TopicChoice, ...]:
    """The topics under which an objective is looked for.

    Ours where it is one of ours; else those of its maps, or what its own words are about.
    """
    if requirement.framework is SP_800_171_R2 and objective.label in table.objectives:
        return table.objectives[objective.label]
    if named := dict.fromkeys(
        name for item in maps for name in item.topics if name in table.topics
    ):
        return tuple(map(TopicChoice, named))
    asked = Soc2Control("", objective.id, requirement.title, objective.text, ())
    _, found = find_topics(asked, table)
    best = sorted(found.values(), key=lambda match: -match.score)
    return tuple(TopicChoice(match.topic) for match in best[:_MOST_WORDS])


def _name_fit(fit: ControlFit, through: Sequence[Reach], reaches: Sequence[Reach]) -> NamedControl:
    ways = [*through, *reaches]
    criterion = next(
        (way.map.criterion for way in ways if way.control.uuid == fit.control.uuid), ""
    )
    criterion = criterion or next(iter(fit.control.criteria), "")
    return NamedControl(fit.control, criterion, ", ".join(fit.why[:_MOST_WORDS]))


def list_named_reaches(names: Iterable[ControlNames], reaches: Sequence[Reach]) -> Iterator[Reach]:
    """The reaches of a requirement whose controls are named for one of its objectives, best first:
    each with the best grade that it has there, and habit-only where no letter knows it.
    """
    known = list(names)
    named = {item.control.uuid for one in known for item in one.controls}
    best: dict[tuple[str, str], Reach] = {}
    for reach in sorted(
        (reach for one in known for reach in one.through), key=lambda reach: reach.reuse.rank
    ):
        best.setdefault((reach.control.uuid, reach.map.criterion), reach)
    for reach in reaches:
        if reach.control.uuid in named:
            lowest = replace(reach, reuse=Reuse.HABIT_ONLY)
            best.setdefault((reach.control.uuid, reach.map.criterion), lowest)
    yield from sorted(best.values(), key=lambda reach: reach.reuse.rank)


def count_others(
    names: Iterable[ControlNames], reaches: Iterable[Reach]
) -> tuple[tuple[str, int], ...]:
    """How many more controls are listed under each criterion of a requirement than are named."""
    named = {item.control.uuid for one in names for item in one.controls}
    others: dict[str, set[str]] = {}
    for reach in reaches:
        if reach.control.uuid not in named:
            others.setdefault(reach.map.criterion, set()).add(reach.control.uuid)
    return tuple((criterion, len(found)) for criterion, found in others.items())


def make_ranker(controls: tuple[Soc2Control, ...], elsewhere: Iterable[str] = ()) -> ControlRanker:
    """`elsewhere` are the uuids of controls that are told of another system."""
    return ControlRanker(read_topic_table(), controls, frozenset(elsewhere))
