"""POA001-POA008: the plan of action says what the answers say, and what 32 CFR 170.21 allows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ..assess.poam_coverage import UncoveredRequirement, list_uncovered
from ..assess.scores import Unmet
from ..assess.system_status import RequirementResult, Status
from ..codes import make_finding
from ..findings import Finding
from ..iso_days import add_days
from ..model.authored_values import Source
from ..model.milestones import PoamItem
from ..model.workspace import Work
from .rule_input import Rule, RuleInput


def _list_labels(work: Work, item: PoamItem) -> set[str]:
    """The requirements that an item is about, as far as the profile has them."""
    named = map(work.baseline.find_requirement_of, item.objectives)
    return {requirement.label for requirement in named if requirement}


def _report_item(
    code: str, item: PoamItem, message: str, hint: str, source: Source | None = None
) -> Finding:
    """At the begin of the item's file, or where a part of it begins."""
    return make_finding(
        code,
        item.source.path,
        message,
        line=(source or item.source).line,
        owner=item.owner,
        hint=hint,
    )


def forbidden_item(facts: RuleInput) -> Iterator[Finding]:
    """POA001: an open item of kind poam is allowed by 170.21, and closes within 180 days."""
    for work, status in facts.statuses:
        for item in work.system.poam:
            if item.kind == "poam" and item.status != "complete":
                yield from _report_forbidden(facts, work, status, item)
                yield from _report_late(work, item)


def _report_forbidden(
    facts: RuleInput, work: Work, status: Status, item: PoamItem
) -> Iterator[Finding]:
    """For each requirement of the item that may not stay open."""
    results = _index_results(status)
    for label in sorted(_list_labels(work, item)):
        result = results.get(label)
        if not status.scored:
            reason = _explain_no_poam(work)
        elif result is not None and _is_forbidden(facts, work, result):
            reason = f"{label} may not stay open under a conditional status"
        else:
            continue
        yield _report_item(
            "POA001",
            item,
            f"{item.slug}: {reason}",
            "make it kind: remediation and close it before the assessment",
        )


def _explain_no_poam(work: Work) -> str:
    if work.baseline.framework.poam:
        return "Level 1 has no POA&M"
    return f"{work.baseline.profile} has no conditional status that an item of kind poam is for"


def _index_results(status: Status) -> dict[str, RequirementResult]:
    return {result.requirement.label: result for result in status.results}


def _is_forbidden(facts: RuleInput, work: Work, result: RequirementResult) -> bool:
    """Whether a requirement is unmet and may not be; in doubt it may be met."""
    if result.met or Unmet(result.requirement, result.partial).poam_allowed:
        return False
    return not facts.is_in_doubt(work, result.requirement)


def _report_late(work: Work, item: PoamItem) -> Iterator[Finding]:
    aim = work.system.engagement.cmmc
    start = aim.conditional_status_date if aim else None
    rule = work.baseline.framework.poam
    if start is None or rule is None:
        return
    limit = add_days(start, rule.close_out_days)
    if item.scheduled_completion > limit:
        yield _report_item(
            "POA001",
            item,
            f"{item.slug} is scheduled for {item.scheduled_completion}, after the"
            f" {rule.close_out_days} days end on"
            f" {limit}",
            f"schedule it for {limit} at the latest",
        )


def missing_item(facts: RuleInput) -> Iterator[Finding]:
    """POA002: what is not met stands in an open item (170.24(c)(2)(i)(B)(6))."""
    for work, status in facts.statuses:
        if facts.is_unread(work, "poam") or facts.list_unread(work, "poam"):
            continue
        items = [item for item in work.system.poam if item.status == "ongoing"]
        for uncovered in list_uncovered(status.results, items):
            yield from _report_uncovered(facts, work, uncovered)


def _report_uncovered(
    facts: RuleInput, work: Work, uncovered: UncoveredRequirement
) -> Iterator[Finding]:
    """Only for what is answered: a blank file or a mistyped state is no gap yet."""
    answer, label = uncovered.result.answer, uncovered.result.requirement.label
    if answer is None or answer.is_blank or answer.source.path in facts.unread:
        return
    names = ", ".join(uncovered.labels)
    if uncovered.items:
        message = f"{names} {_be(uncovered.labels)} not met and in no open item"
        path = uncovered.items[0].source.path
        hint = f"add {names} to the objectives of {path}, or open an item of its own"
    else:
        message = f"{label} is not met and has no open item in the plan of action"
        folder = f"ssp/{work.system.name}/poam"
        hint = (
            f"add {uncovered.labels[0]} to the objectives of an item in {folder}/; or run: attestle"
            f" new poam {work.system.name} SLUG --objective {uncovered.labels[0]}"
        )
    yield make_finding(
        "POA002",
        answer.source.path,
        message,
        line=_find_line(uncovered) if uncovered.items else 1,
        owner=answer.owner or work.system.family_owner(uncovered.result.requirement.family),
        hint=hint,
    )


def _be(names: Sequence[str]) -> str:
    return "is" if len(names) == 1 else "are"


def _find_line(uncovered: UncoveredRequirement) -> int:
    """Where the first of the objectives is answered, else the begin of the file."""
    lines = (entry.answer.source.line for entry in uncovered.objectives)
    return next(filter(None, lines), 1)


def needless_item(facts: RuleInput) -> Iterator[Finding]:
    """POA003: an open poam or remediation item is about something that is not met."""
    for work, status in facts.statuses:
        met = {result.requirement.label for result in status.results if result.met}
        for item in work.system.poam:
            labels = _list_labels(work, item)
            if item.kind != "operational" and item.status == "ongoing" and labels and labels <= met:
                yield _report_item(
                    "POA003",
                    item,
                    f"{item.slug} is open, but {', '.join(sorted(labels))} counts as met",
                    "complete the item, or correct the state of the objective",
                )


def wrong_operational_item(facts: RuleInput) -> Iterator[Finding]:
    """POA004: an operational item is about what was implemented before, and is reviewed.

    170.24(b)(1)(ii).
    """
    for work, status in facts.statuses:
        results = _index_results(status)
        for item in work.system.poam:
            if item.kind == "operational":
                yield from _report_incomplete_operational(work, item)
                yield from _report_unmet_operational(facts, work, results, item)


def _report_incomplete_operational(work: Work, item: PoamItem) -> Iterator[Finding]:
    before = item.implemented_before or _is_rolled_out(work, item)
    needed = (("implemented-before", before), ("reviews", item.reviews))
    for name, value in needed:
        if not value:
            yield _report_item(
                "POA004",
                item,
                f"{item.slug} is operational but has no {name}",
                f"add {name}, or make it kind: remediation",
            )


def _is_rolled_out(work: Work, item: PoamItem) -> bool:
    """Whether an exception says of the item which limited subset a roll-out has not reached yet."""
    return any(
        exception.operational_item == item.slug and exception.limited_subset
        for exception in work.system.exceptions
    )


def _report_unmet_operational(
    facts: RuleInput, work: Work, results: Mapping[str, RequirementResult], item: PoamItem
) -> Iterator[Finding]:
    if item.status != "ongoing":
        return
    unmet = [
        label
        for label in sorted(_list_labels(work, item) & results.keys())
        if not results[label].met and not facts.is_in_doubt(work, results[label].requirement)
    ]
    if unmet:
        yield _report_item(
            "POA004",
            item,
            f"{item.slug} is operational, but {', '.join(unmet)} is not met",
            "document a temporary deficiency, or make it kind: remediation",
        )


def hasty_completion(facts: RuleInput) -> Iterator[Finding]:
    """POA005: a complete item has its day and its evidence."""
    for work in facts.workspace.works:
        for item in work.system.poam:
            if item.status != "complete":
                continue
            needed = (
                ("completed", item.completed),
                ("completion-evidence", item.completion_evidence),
            )
            for name, value in needed:
                if not value:
                    message = f"{item.slug} is complete but has no {name}"
                    yield _report_item("POA005", item, message, f"add {name}")


def overdue_item(facts: RuleInput) -> Iterator[Finding]:
    """POA006: an open item, or an open milestone of it, is not past its date."""
    for work in facts.workspace.works:
        for item in work.system.poam:
            if item.status != "ongoing":
                continue
            if item.scheduled_completion < facts.as_of:
                yield _report_item(
                    "POA006",
                    item,
                    f"{item.slug} was scheduled for {item.scheduled_completion}",
                    "complete it, or record a new date and why",
                )
            for milestone in item.milestones:
                if milestone.completed is None and milestone.date < facts.as_of:
                    yield _report_item(
                        "POA006",
                        item,
                        f'{item.slug}: the milestone "{milestone.title}" was due on'
                        f" {milestone.date}",
                        "set completed, or give it a new date",
                        milestone.source,
                    )


def differing_level(facts: RuleInput) -> Iterator[Finding]:
    """POA007, POA008: the status that is aimed at is that of the profile which is answered."""
    for work in facts.workspace.works:
        aim = work.system.engagement.cmmc
        level = work.baseline.framework.levels.get(work.baseline.profile)
        if aim is None or level is None or aim.target_level == level:
            continue
        is_above = aim.target_level > level
        yield make_finding(
            "POA007" if is_above else "POA008",
            work.system.engagement.source.path,
            f"the target is Level {aim.target_level}, and the profile {work.baseline.profile} has"
            f" the requirements of Level {level}",
            pointer="/cmmc/target-level",
            hint=(
                "answer a profile of that level, or lower the target: nothing of the plan speaks"
                " for what the profile does not have"
                if is_above
                else "correct it unless more than the target asks for is meant"
            ),
        )


RULES: tuple[Rule, ...] = (
    differing_level,
    forbidden_item,
    missing_item,
    needless_item,
    wrong_operational_item,
    hasty_completion,
    overdue_item,
)
