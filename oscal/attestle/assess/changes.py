"""What changed between two states of a system, in the words of the work."""

from __future__ import annotations

import datetime as dt

from ..lazy_dataclasses import dataclass
from ..model.system import System
from .value_changes import FieldChange


@dataclass(frozen=True, slots=True)
class WordChange:
    """A piece of a word difference: `kind` is same, added, removed or skipped."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class ObjectiveChange:
    """One objective; before and after are "" where nothing was stated.

    Lists hold what came and what went.
    """

    label: str
    state: tuple[str, str]
    rating: tuple[str, str]
    met: tuple[bool, bool]
    evidence_added: tuple[str, ...]
    evidence_removed: tuple[str, ...]
    fields: tuple[FieldChange, ...]
    prose: tuple[WordChange, ...]

    @property
    def is_empty(self) -> bool:
        return (
            not (self.evidence_added or self.evidence_removed or self.fields or self.prose)
            and self.state[0] == self.state[1]
            and self.rating[0] == self.rating[1]
        )


@dataclass(frozen=True, slots=True)
class SectionChange:
    """The section of a component, by its title."""

    title: str
    fields: tuple[FieldChange, ...]
    prose: tuple[WordChange, ...]


@dataclass(frozen=True, slots=True)
class RequirementChange:
    """A requirement with anything changed in it.

    `objectives` and `sections` are those that changed; `fields` are what the file says beside its
    owner.
    """

    label: str
    title: str
    points: int | None
    met: tuple[bool, bool]
    ready: tuple[bool, bool]
    owner: tuple[str, str]
    objectives: tuple[ObjectiveChange, ...]
    sections: tuple[SectionChange, ...]
    fields: tuple[FieldChange, ...] = ()


@dataclass(frozen=True, slots=True)
class ThingChange:
    """An entry of a register (component, POA&M item, evidence, ...) or a file of the system.

    `how` is added, removed, changed, renamed or completed; `keys` are those that differ, with both
    values: of what was renamed the id first. `details` are the same, down to the entry of a list
    and the field of it.
    """

    what: str
    id: str
    title: str
    how: str
    keys: tuple[FieldChange, ...] = ()
    details: tuple[FieldChange, ...] = ()


@dataclass(frozen=True, slots=True)
class UnrecordedVersion:
    """A version that came, and of which the record of changes says nothing."""

    version: str
    date: dt.date


@dataclass(frozen=True, slots=True)
class Changes:
    """Everything between two states, both judged on the same day.

    Scores are implemented and assessor-ready. `unrecorded` is the later version where it is another
    and the record of changes has no row of it. `systems` are the later and the earlier state, which
    know the names of what changed.
    """

    implemented: tuple[int | None, int | None]
    assessor_ready: tuple[int | None, int | None]
    met: tuple[int, int]
    requirements: tuple[RequirementChange, ...]
    things: tuple[ThingChange, ...]
    unrecorded: UnrecordedVersion | None = None
    systems: tuple[System, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not self.requirements and not self.things


@dataclass(frozen=True, slots=True)
class Compared:
    """`before` and `after` name the revisions; "" is the workspace as it stands.

    A system may be new or gone. `marking` is what it says of itself, last.
    """

    system: str
    title: str
    before: str
    after: str
    as_of: dt.date
    how: str
    changes: Changes | None
    marking: str | None = None
