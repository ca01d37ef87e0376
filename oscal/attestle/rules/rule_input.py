"""What the rules look at: the workspace, the day, and each system judged on that day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property

from ..assess.system_status import Status, evaluate_system
from ..findings import Finding, Severity
from ..formats.file_names import name_requirement_file
from ..lazy_dataclasses import dataclass
from ..model.answers import CLAIMS
from ..model.baseline import Requirement
from ..model.frameworks import PROTECTED
from ..model.objective_answers import ObjectiveAnswer, RequirementAnswer
from ..model.published_texts import TextFacts
from ..model.repository_place import RepositoryPlace
from ..model.workspace import Document, Work, Workspace


@dataclass(frozen=True)
class RuleInput:
    """`statuses` are computed when a rule first asks.

    `unread` are the authored files and folders with an error of their own. What they define or
    answer is not known, so no rule says that it is not there.
    Without a `place` nothing is said of where the repository lives, without `texts` nothing of the
    publisher's words.
    """

    workspace: Workspace
    as_of: dt.date
    unread: frozenset[str] = frozenset()
    today: dt.date | None = None
    place: RepositoryPlace | None = None
    texts: TextFacts | None = None

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
        file = name_requirement_file(requirement.family, requirement.label, requirement.id)
        return requirement.id not in work.system.answers and self.is_unread(work, file)

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
# What is assembled from the files of a system
_ASSEMBLED = (
    "system-security-plan",
    "assessment-plan",
    "assessment-results",
    "plan-of-action-and-milestones",
)


def is_of_system(workspace: Workspace, document: Document) -> bool:
    """Whether a document is made of files of a system, in which its texts are judged."""
    return document.model in _ASSEMBLED and document.name in workspace.systems


def list_claimed(work: Work, labels: Iterable[str]) -> list[str]:
    """Those of the objectives of a plan that are claimed, in the order given."""
    claimed = []
    for label in labels:
        pair = work.baseline.objective_labels.get(label)
        answer = work.system.answers.get(pair[0].id) if pair else None
        stated = answer.find_answer(pair[1]) if answer and pair else None
        if stated and stated.state in CLAIMS:
            claimed.append(label)
    return claimed


def has_claims(work: Work) -> bool:
    """Whether anything at all is said to be done."""
    return any(
        objective.state in CLAIMS
        for answer in work.system.answers.values()
        for objective in (*answer.objectives.values(), *answer.statements.values())
    )


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


def grade_scope(work: Work) -> Severity | None:
    """The severity of a finding about what 32 CFR 170.19(c) wants shown: that of its code, but a
    note at Level 1, of which 170.19(b) asks no plan, inventory, picture or matrix.
    """
    return None if work.baseline.term == PROTECTED else Severity.NOTE


def find_owner(work: Work, answer: RequirementAnswer) -> str:
    """The role that answers for a requirement: the file's owner, else the family's."""
    requirement = work.baseline.by_id.get(answer.control_id)
    return answer.owner or (work.system.family_owner(requirement.family) if requirement else "")
