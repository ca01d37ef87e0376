"""The requirements a system answers: what a resolved profile says, without its JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Objective:
    """One assessment objective.

    `letter` is `a`..`o`; `label` is the printed id, such as `3.1.1[a]`.
    """

    id: str
    letter: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Method:
    """An assessment method (EXAMINE, INTERVIEW, TEST) with the kinds of objects it looks at."""

    name: str
    objects: str


@dataclass(frozen=True, slots=True)
class StatementItem:
    """A lettered part of a statement, in catalogs that have them."""

    id: str
    label: str
    prose: str


@dataclass(frozen=True, slots=True)
class HelpingCriterion:
    """A criterion of another framework whose evidence helps with a requirement, by a crosswalk of
    the workspace.
    """

    label: str
    title: str
    role: str
    reuse: str
    letters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Requirement:
    """One control of the baseline.

    `points` is None where the catalog gives none (3.12.4); `points_partial` is the deduction with
    partial credit; `poam_class` is `eligible`, `conditional` or `never` (32 CFR 170.21); `helps`
    come from the workspace's crosswalks.
    """

    id: str
    label: str
    cmmc_label: str
    title: str
    family: str
    family_title: str
    sort_id: str
    statement: str
    guidance: str
    objectives: tuple[Objective, ...]
    methods: tuple[Method, ...] = ()
    items: tuple[StatementItem, ...] = ()
    points: int | None = None
    points_partial: int | None = None
    poam_class: str = ""
    level1: tuple[str, ...] = ()
    requirement_type: str = ""
    summarised: bool = False
    helps: tuple[HelpingCriterion, ...] = ()

    @property
    def statement_id(self) -> str:
        """The id that NIST's catalogs give the statement itself."""
        return f"{self.id}_smt"

    def objective(self, letter: str) -> Objective | None:
        return next((item for item in self.objectives if item.letter == letter), None)


@dataclass(frozen=True, slots=True)
class Baseline:
    """The resolved profile of a system, requirements by sort-id."""

    profile: str
    title: str
    requirements: tuple[Requirement, ...]
    by_label: Mapping[str, Requirement] = field(default_factory=lambda: MappingProxyType({}))
    by_id: Mapping[str, Requirement] = field(default_factory=lambda: MappingProxyType({}))
    objective_labels: Mapping[str, tuple[Requirement, Objective]] = field(
        default_factory=lambda: MappingProxyType({})
    )

    @property
    def families(self) -> tuple[tuple[str, str], ...]:
        """Family code and title, in order."""
        return tuple(dict.fromkeys((item.family, item.family_title) for item in self.requirements))


def make_baseline(profile: str, title: str, requirements: tuple[Requirement, ...]) -> Baseline:
    """Put requirements in order and index them."""
    items = tuple(sorted(requirements, key=lambda item: (item.sort_id, item.id)))
    return Baseline(
        profile=profile,
        title=title,
        requirements=items,
        by_label=MappingProxyType({item.label: item for item in items}),
        by_id=MappingProxyType({item.id: item for item in items}),
        objective_labels=MappingProxyType(
            {obj.label: (item, obj) for item in items for obj in item.objectives}
        ),
    )
