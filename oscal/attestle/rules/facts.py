"""What the rules look at: the workspace, the day, and each system judged on that day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from ..assess.status import Status, evaluate
from ..findings import Finding
from ..model.system import RequirementAnswer
from ..model.workspace import Work, Workspace


@dataclass(frozen=True)
class Facts:
    """`statuses` are computed when a rule first asks."""

    workspace: Workspace
    as_of: dt.date

    @cached_property
    def statuses(self) -> tuple[tuple[Work, Status], ...]:
        return tuple((work, evaluate(work.system, work.baseline, self.as_of)) for work in self.workspace.works)


Rule = Callable[[Facts], Iterator[Finding]]


def owner_of(work: Work, answer: RequirementAnswer) -> str:
    """The role that answers for a requirement: the file's owner, else the family's."""
    requirement = work.baseline.by_id.get(answer.control_id)
    return answer.owner or (work.system.family_owner(requirement.family) if requirement else "")
