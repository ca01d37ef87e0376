"""Ids in the reasons of ratings, said by title: a file for people names what a terminal names by id.

What an author wrote stays as it is, also where an id of the register stands in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ..assess.objectives import JudgedObjective
from ..assess.system_status import RequirementResult, Status
from ..crosswalk.gap_analysis import GapReport, RequirementGap
from ..crosswalk.projects import Project
from ..model.system import System


def name_reasons(status: Status) -> Status:
    """The same status, whose reasons name evidence by title."""
    results = (
        replace(
            result,
            objectives=tuple(_name_reason(entry, status.system) for entry in result.objectives),
        )
        for result in status.results
    )
    return replace(status, results=tuple(results))


def _name_reason(entry: JudgedObjective, system: System) -> JudgedObjective:
    reason = entry.reason
    if not reason or reason == entry.answer.missing:
        return entry
    for key in entry.answer.evidence:
        item = system.evidence_by_id.get(key)
        if item is not None:
            reason = _put_title(reason, key, item.title)
    return replace(entry, reason=reason) if reason != entry.reason else entry


def _put_title(text: str, key: str, title: str) -> str:
    """The title in quotes for an id that stands as a word of its own."""
    return re.sub(rf"(?<![\w.-]){re.escape(key)}(?![\w-])", lambda _: f'"{title}"', text)


def name_gap_reasons(report: GapReport) -> GapReport:
    """The same analysis, whose reasons and projects name evidence and exceptions by title."""
    if report.system is None or report.status is None:
        return report
    pairs = zip(report.requirements, report.status.results, strict=True)
    requirements = tuple(_name_gap(item, result, report.system) for item, result in pairs)
    return replace(report, requirements=requirements, status=name_reasons(report.status))


def _name_gap(item: RequirementGap, result: RequirementResult, system: System) -> RequirementGap:
    if not item.open_objectives:
        return item
    changes = tuple(_list_changes(result, system))
    objectives = tuple(
        replace(entry, open_because=_change(entry.open_because, changes))
        for entry in item.objectives
    )
    project = _name_project(item.project, system) if item.project else None
    return replace(item, objectives=objectives, project=project)


def _list_changes(result: RequirementResult, system: System) -> Iterator[tuple[str, str]]:
    for entry in result.objectives:
        named = _name_reason(entry, system).reason
        if named != entry.reason:
            yield entry.reason, named
        if entry.excused:
            yield (
                f"through the exception {entry.excused.slug}",
                f'through the exception "{entry.excused.title}"',
            )


def _change(text: str, changes: tuple[tuple[str, str], ...]) -> str:
    for old, new in changes:
        text = text.replace(old, new)
    return text


def _name_project(made: Project, system: System) -> Project:
    """Its sentences are our own but for the texts of objectives, which name no exception."""
    completion, effort = made.completion, made.effort_because
    for item in system.exceptions:
        if item.slug in f"{completion} {effort}":
            completion = _put_title(completion, item.slug, item.title)
            effort = _put_title(effort, item.slug, item.title)
    return replace(made, completion=completion, effort_because=effort)
