"""What keeps a plan from being final, from the findings of its files, its answers and approvals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from ..assess.plan_state import (
    APPROVERS,
    PlanState,
    judge_plan_state,
    list_incomplete,
    list_unanswered,
)
from ..assess.system_status import RequirementResult, Status
from ..codes import make_finding
from ..errors import WorkspaceError
from ..findings import Finding, sort_findings
from ..model.workspace import Work
from ..render.draft_reasons import list_reasons
from ..render.frame import SUBJECTS_OF_APPROVAL
from ..render.name_lookup import build_lookup
from ..store.workspace_settings import read_workspace_settings
from .finding_places import locate_findings
from .sound_systems import check_content, name_requirement_file


def judge_draft(
    root: Path,
    work: Work,
    found: Sequence[Finding],
    status: Status,
    approval_of: str = "plan",
) -> PlanState:
    """The state of a plan, or of a document approved by itself; `found` is what reading its files
    found.
    """
    errors = [item for item in check_content(root, work, found, status.as_of) if item.is_error]
    unread = [item for item in locate_findings(root, found) if item.is_error]
    paths = {
        name_requirement_file(work.system.name, result.requirement): result
        for result in status.results
    }
    answers: dict[str, tuple[Finding, ...]] = {}
    for item in unread:
        if item.path in paths:
            label = paths[item.path].requirement.label
            answers[label] = (*answers.get(label, ()), item)
    approvers = read_approvers(root, approval_of)
    return judge_plan_state(status, errors, unread, answers, approvers, approval_of)


def read_approvers(root: Path, approval_of: str = "plan") -> tuple[str, ...]:
    """The roles that approve: what the settings name, else the usual ones."""
    return read_workspace_settings(root).settings.approvals.get(approval_of, APPROVERS)


def refuse_draft(status: Status, state: PlanState) -> None:
    """Stop who asked for the final plan, with everything that keeps it from being final.

    Raises WorkspaceError.
    """
    if not state.is_final:
        findings = sort_findings([*state.errors, *_list_reasons(status, state)])
        reasons = ", ".join(list_reasons(state, build_lookup(status.system)))
        raise WorkspaceError(f"the plan is not final: {reasons}; nothing was written", findings)


def _list_reasons(status: Status, state: PlanState) -> Iterator[Finding]:
    """What is no error and keeps the plan a draft all the same."""
    told = " ".join(item.message for item in state.errors)
    for result in status.results:
        yield from _list_open_answers(status, result, told)
    facts = status.system.characteristics
    for role in state.unapproved:
        yield make_finding(
            "SSP026",
            facts.source.path,
            f"version {facts.version} of {SUBJECTS_OF_APPROVAL[state.approval_of]} is not approved"
            f" by {role}",
            line=1,
            owner=role,
            hint="add the approval to system.md, under approvals, with this version",
        )


def _list_open_answers(status: Status, result: RequirementResult, told: str) -> Iterator[Finding]:
    requirement = result.requirement
    path = name_requirement_file(status.system.name, requirement)
    owner = result.answer.owner if result.answer else ""
    owner = owner or status.system.family_owner(requirement.family)
    if silent := list_unanswered(result):
        letters = "".join(f"[{item.objective.letter}]" for item in silent)
        message = f"{requirement.label} has no state for {letters}"
        yield make_finding("SSP009", path, message, line=1, owner=owner)
    for item in list_incomplete(result):
        label = item.objective.label
        if label not in told:
            line = item.answer.source.line
            message = f"{label}: {item.lacks}"
            yield make_finding("SSP010", path, message, line=line, owner=owner)
