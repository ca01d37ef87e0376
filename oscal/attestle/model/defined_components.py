"""Components as a component-definition describes them: written once, with answers for requirements
and criteria.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from types import MappingProxyType

from ..lazy_dataclasses import dataclass
from ..uuids import fold_uuid
from .authored_values import NOWHERE, Source


@dataclass(frozen=True, slots=True)
class DefinedAnswer:
    """What a component does for one control. `control_id` is as its document spells it; `letters`
    are the objectives it names.

    `parts` are texts under statements of the control, by statement id, which is an objective's id
    in our convention.
    """

    control_id: str
    text: str
    letters: tuple[str, ...] = ()
    parts: tuple[tuple[str, str], ...] = ()
    status: str = "implemented"
    source: Source = NOWHERE


@dataclass(frozen=True, slots=True)
class DefinedComponent:
    """One component of a definition; `answers` by control id."""

    uuid: str
    type: str
    title: str
    description: str
    purpose: str = ""
    vendor: str = ""
    version: str = ""
    category: str = ""
    answers: Mapping[str, DefinedAnswer] = field(default_factory=lambda: MappingProxyType({}))
    source: Source = NOWHERE


@dataclass(frozen=True, slots=True)
class ComponentDefinition:
    """A document of `component-definitions/`; components that stand for SOC 2 controls are left
    out.
    """

    name: str
    title: str
    components: tuple[DefinedComponent, ...]
    source: Source = NOWHERE

    def component(self, wanted: str) -> DefinedComponent | None:
        """The component with that uuid or title; without a word, the only one there is."""
        if not wanted:
            return self.components[0] if len(self.components) == 1 else None
        uuid = fold_uuid(wanted)
        return next(
            (
                item
                for item in self.components
                if wanted == item.title or uuid == fold_uuid(item.uuid)
            ),
            None,
        )


@dataclass(frozen=True, slots=True)
class TakenSection:
    """An answer as the component section of a requirement file holds it; `mark` tells it from every
    other text.
    """

    letters: tuple[str, ...]
    status: str
    prose: str
    mark: str
