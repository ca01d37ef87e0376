"""What a requirement file answers: per objective, per statement item and per component."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import field
from types import MappingProxyType

from ..lazy_dataclasses import dataclass
from .answers import COMPONENT, OBJECTIVE, has_telling_field
from .authored_values import NOWHERE, Source
from .baseline import Objective


@dataclass(frozen=True, slots=True)
class Approval:
    role: str
    date: dt.date


@dataclass(frozen=True, slots=True)
class ObjectiveAnswer:
    """What a requirement file says of one objective.

    `state` is "" while nothing is stated. `prose` is the section without a component;
    `by_component` the sections with one. `provides` and `leaves` are told to the customers of the
    system: what they get, and what is left to them. `lines` gives the line of each field, of
    the first line of the prose as `prose`, and of that of a component's as `prose of SLUG`.
    """

    letter: str
    state: str = ""
    evidence: tuple[str, ...] = ()
    provider: str = ""
    missing: str = ""
    rationale: str = ""
    approved: Approval | None = None
    provides: str = ""
    leaves: str = ""
    note: str = ""
    title: str = ""
    prose: str = ""
    by_component: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    present: bool = True
    lines: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    source: Source = NOWHERE

    @property
    def is_told(self) -> bool:
        """The section without a component says anything."""
        return bool(self.prose.strip()) or has_telling_field(OBJECTIVE, self)


@dataclass(frozen=True, slots=True)
class ComponentAnswer:
    """A component section: which objectives it speaks to, and how; `taken_from` is `NAME MARK` if
    it came from a component-definition.
    """

    component: str
    objectives: tuple[str, ...] = ()
    status: str = "implemented"
    title: str = ""
    prose: str = ""
    taken_from: str = ""
    provides: str = ""
    leaves: str = ""
    source: Source = NOWHERE

    @property
    def is_blank(self) -> bool:
        """Nothing told: neither a text nor what customers get and have to do."""
        return not self.prose.strip() and not has_telling_field(COMPONENT, self)

    @property
    def is_emptied(self) -> bool:
        """It was taken over and says nothing now: what the definition says does not hold here."""
        return bool(self.taken_from) and self.is_blank


@dataclass(frozen=True, slots=True)
class RequirementAnswer:
    """One requirement file; `statements` are answers to statement items, by part id, in catalogs
    that have them.
    """

    control_id: str
    label: str
    owner: str = ""
    partial_credit: str = ""
    parameters: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    components: tuple[ComponentAnswer, ...] = ()
    objectives: Mapping[str, ObjectiveAnswer] = field(default_factory=lambda: MappingProxyType({}))
    statements: Mapping[str, ObjectiveAnswer] = field(default_factory=lambda: MappingProxyType({}))
    lines: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    source: Source = NOWHERE

    def find_answer(self, unit: Objective) -> ObjectiveAnswer | None:
        """What the file says of something that is judged in its requirement."""
        answers = self.objectives if unit.kind == "objective" else self.statements
        return answers.get(unit.section_id)

    @property
    def is_blank(self) -> bool:
        """Nothing answered and nothing stated: the sections are there, but empty."""
        answers = (*self.objectives.values(), *self.statements.values())
        return (
            not self.parameters
            and all(part.is_blank for part in self.components)
            and not any(
                item.is_told or any(text.strip() for text in item.by_component.values())
                for item in answers
            )
        )
