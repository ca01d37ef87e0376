"""What rests on each artifact of the register: the answers that cite it, and all else that names
it. The optional lists of the register itself are not asked: they may say less than the answers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..lazy_dataclasses import dataclass
from ..model.evidence import EvidenceItem
from ..model.milestones import PoamItem
from ..model.providers import Provider
from ..model.system import System
from .objectives import NOT_APPLICABLE, JudgedObjective
from .system_status import RequirementResult, Status

_WORDS = re.compile(r"[^\s,;]+")


@dataclass(frozen=True, slots=True)
class CitedObjective:
    """An objective with its requirement, and the artifacts that its answer cites.

    `unknown` are cited ids that the register does not have.
    """

    result: RequirementResult
    judged: JudgedObjective
    items: tuple[EvidenceItem, ...]
    unknown: tuple[str, ...]

    @property
    def label(self) -> str:
        return self.judged.objective.label

    @property
    def needs_evidence(self) -> bool:
        """It applies, and its answer cites nothing that is in the register."""
        return not self.items and self.judged.rating != NOT_APPLICABLE


@dataclass(frozen=True, slots=True)
class EvidenceUse:
    """One artifact, the objectives whose answers cite it, and what else names it."""

    item: EvidenceItem
    objectives: tuple[CitedObjective, ...]
    poam: tuple[PoamItem, ...]
    providers: tuple[Provider, ...]

    @property
    def is_cited(self) -> bool:
        return bool(self.objectives or self.poam or self.providers)


def list_cited_objectives(status: Status) -> tuple[CitedObjective, ...]:
    """Every objective of the profile, in order."""
    register = status.system.evidence_by_id
    return tuple(
        CitedObjective(
            result,
            judged,
            tuple(register[key] for key in judged.answer.evidence if key in register),
            tuple(key for key in judged.answer.evidence if key not in register),
        )
        for result in status.results
        for judged in result.objectives
    )


def list_evidence_uses(
    system: System, cited: tuple[CitedObjective, ...]
) -> tuple[EvidenceUse, ...]:
    """Every artifact, in the order of the register."""
    by_item: dict[str, dict[str, CitedObjective]] = {}
    for entry in cited:
        for item in entry.items:
            by_item.setdefault(item.id, {})[entry.label] = entry
    return tuple(
        EvidenceUse(
            item,
            tuple(by_item.get(item.id, {}).values()),
            tuple(entry for entry in system.poam if item.id in entry.completion_evidence),
            tuple(entry for entry in system.providers if item.id in _list_named(entry)),
        )
        for item in system.evidence
    )


def _list_named(provider: Provider) -> Iterator[str]:
    """Words of a provider's rows, and its authorization: among them are ids of the register."""
    yield from provider.authorization.evidence if provider.authorization else ()
    for row in provider.matrix_rows:
        yield from _WORDS.findall(row.evidence)
