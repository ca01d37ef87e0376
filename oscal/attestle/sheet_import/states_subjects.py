"""What a row of states is about: one objective, several, or a requirement as a whole."""

from __future__ import annotations

from dataclasses import dataclass

from ..formats.sheet_columns import Record
from ..model.baseline import Objective, Requirement
from ..model.workspace import Work
from .sheet_rows import find_subjects


@dataclass(frozen=True, slots=True)
class RowSubject:
    """One requirement that a row names, with the objectives of it that it names; none: all of it."""

    requirement: Requirement
    objectives: tuple[Objective, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether it speaks of several objectives at once without naming one."""
        return not self.objectives


def list_subjects(work: Work, record: Record) -> tuple[RowSubject, ...] | None:
    """The requirements and objectives of a row; None where one of its ids names nothing."""
    found = find_subjects(work, record).subjects
    named: dict[str, tuple[Requirement, list[Objective]]] = {}
    whole = {subject.id for subject in found if isinstance(subject, Requirement)}
    for subject in found:
        requirement = subject if isinstance(subject, Requirement) else subject[0]
        _, objectives = named.setdefault(requirement.id, (requirement, []))
        if not isinstance(subject, Requirement):
            objectives.append(subject[1])
    return (
        tuple(
            RowSubject(requirement, () if requirement.id in whole else tuple(objectives))
            for requirement, objectives in named.values()
        )
        or None
    )
