"""What the rules look at: the workspace, the day, and each system judged on that day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from ..assess.system_status import Status, evaluate_system
from ..findings import Finding
from ..model.baseline import Requirement
from ..model.system import ObjectiveAnswer, RequirementAnswer
from ..model.workspace import Work, Workspace


@dataclass(frozen=True)
class RuleInput:
    """`statuses` are computed when a rule first asks.

    `unread` are the authored files and folders with an error of their own. What they define or
    answer is not known, so no rule says that it is not there.
    """

    workspace: Workspace
    as_of: dt.date
    unread: frozenset[str] = frozenset()
    today: dt.date | None = None

    @cached_property
    def statuses(self) -> tuple[tuple[Work, Status], ...]:
        return tuple(
            (work, evaluate_system(work.system, work.baseline, self.as_of))
            for work in self.workspace.works
        )

    def list_unread(self, work: Work, folder: str) -> set[str]:
        """Names, without their ending, of the unread files directly in a folder of the system."""
        start = locate_file(work, f"{folder}/")
        return {
            path.removeprefix(start).rpartition(".")[0]
            for path in self.unread
            if path.startswith(start)
        }

    def is_unread(self, work: Work, name: str) -> bool:
        """Whether a file or folder of the system, or a folder above it, is unread."""
        parts = name.split("/")
        return any(
            locate_file(work, "/".join(parts[:end])) in self.unread
            for end in range(1, len(parts) + 1)
        )

    def is_answer_unread(self, work: Work, requirement: Requirement) -> bool:
        """Whether the requirement has a file that could not be read as an answer."""
        return requirement.id not in work.system.answers and self.is_unread(
            work, f"controls/{requirement.family}/{requirement.label}.md"
        )

    def is_in_doubt(self, work: Work, requirement: Requirement) -> bool:
        """Whether a requirement may be unmet only because a file it rests on is unread."""
        answer = work.system.answers.get(requirement.id)
        if answer is None:
            return self.is_answer_unread(work, requirement)
        if self.is_unread(work, "exceptions") or self.list_unread(work, "exceptions"):
            return True
        providers = self.list_unread(work, "providers")
        return any(
            objective.provider
            and (objective.provider in providers or self.is_unread(work, "providers"))
            for objective in (*answer.objectives.values(), *answer.statements.values())
        )


Rule = Callable[[RuleInput], Iterator[Finding]]


def locate_file(work: Work, name: str) -> str:
    """The path of an authored file from the workspace's root, named from the system's folder."""
    return f"ssp/{work.system.name}/{name}"


def walk_objectives(
    facts: RuleInput,
) -> Iterator[tuple[Work, RequirementAnswer, ObjectiveAnswer, str]]:
    """Every section of every file that is judged, with its printed id such as 3.1.1[a]."""
    for work in facts.workspace.works:
        for answer in work.system.answers.values():
            requirement = work.baseline.by_id[answer.control_id]
            units = {unit.section_id: unit.label for unit in requirement.units}
            given = answer.objectives if requirement.objectives else answer.statements
            for key, objective in given.items():
                if key in units:
                    yield work, answer, objective, units[key]


def find_owner(work: Work, answer: RequirementAnswer) -> str:
    """The role that answers for a requirement: the file's owner, else the family's."""
    requirement = work.baseline.by_id.get(answer.control_id)
    return answer.owner or (work.system.family_owner(requirement.family) if requirement else "")
