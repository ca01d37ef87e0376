"""Ids that the reasons of a judgement name, said in words: `ev-x is a draft` with the title of the
artifact. For documents; terminal and JSON have the ids alone.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from ..assess.freshness import explain_not_current
from ..assess.system_status import RequirementResult, Status
from ..crosswalk.gaps import GapReport, RequirementGap
from ..crosswalk.projects import Project
from ..lazy_dataclasses import dataclass
from ..model.evidence import EvidenceItem
from ..model.system import System


@dataclass(frozen=True, slots=True)
class ReasonNames:
    """`phrases` are sentences about artifacts and providers as a judgement words them, each with
    the same in names: an id may be a common word, so it is never looked for alone.
    """

    phrases: Mapping[str, str]
    exceptions: Mapping[str, str]

    def name_ids(self, text: str) -> str:
        """The text with a title before each id that it rests on."""
        return self._name_exceptions(self._name_phrases(text))

    def _name_phrases(self, text: str) -> str:
        """Reasons stand behind each other with semicolons; what holds of all is in parentheses."""
        if not any(phrase in text for phrase in self.phrases):
            return text
        # the longest first: one may be the beginning of another
        ordered = sorted(self.phrases, key=len, reverse=True)
        either = "|".join(map(re.escape, ordered))
        pattern = rf"(?:^|(?<=; ))(?:{either})(?=$|; | \()"
        return re.sub(pattern, lambda found: self.phrases[found[0]], text)

    def _name_exceptions(self, text: str) -> str:
        return re.sub(r"(?<=[Tt]he exception )[\w-]+(?:, [\w-]+)*", self._name_list, text)

    def _name_list(self, found: re.Match[str]) -> str:
        """Several that are named in one sentence; a word that is none stays."""
        return ", ".join(self.exceptions.get(slug, slug) for slug in found[0].split(", "))


def read_reason_names(system: System, as_of: dt.date) -> ReasonNames:
    exceptions = {item.slug: _name_both(item.title, item.slug) for item in system.exceptions}
    return ReasonNames(dict(_list_phrases(system, as_of)), exceptions)


def _list_phrases(system: System, as_of: dt.date) -> Iterator[tuple[str, str]]:
    for item in system.evidence:
        if doubt := explain_not_current(item, as_of):
            yield doubt, explain_not_current(_name_item(item), as_of)
    for provider in system.providers:
        words = "the matrix of {} has no row for it"
        named = _name_both(provider.title, provider.slug)
        yield words.format(provider.slug), words.format(named)


def _name_item(item: EvidenceItem) -> EvidenceItem:
    return replace(item, id=_name_both(item.title, item.id))


def _name_both(title: str, key: str) -> str:
    return f"{title} ({key})" if title else key


def name_gap_reasons(report: GapReport) -> GapReport:
    """The analysis with names in what people read of it: what is open, and the projects."""
    if report.system is None:
        return report
    names = read_reason_names(report.system, report.as_of)
    gaps = tuple(_name_gap(item, names) for item in report.requirements)
    return replace(report, requirements=gaps)


def _name_gap(item: RequirementGap, names: ReasonNames) -> RequirementGap:
    objectives = tuple(
        replace(entry, open_because=names.name_ids(entry.open_because)) if entry.is_open else entry
        for entry in item.objectives
    )
    project = _name_project(item.project, names) if item.project else None
    return replace(item, objectives=objectives, project=project)


def _name_project(made: Project, names: ReasonNames) -> Project:
    because, completion = names.name_ids(made.effort_because), names.name_ids(made.completion)
    return replace(made, effort_because=because, completion=completion)


def name_status_reasons(status: Status) -> Status:
    """The judgement with names in what each objective lacks, and why it is open."""
    names = read_reason_names(status.system, status.as_of)
    return replace(status, results=tuple(_name_result(item, names) for item in status.results))


def _name_result(item: RequirementResult, names: ReasonNames) -> RequirementResult:
    objectives = tuple(
        replace(entry, reason=names.name_ids(entry.reason), lacks=names.name_ids(entry.lacks))
        if entry.reason or entry.lacks
        else entry
        for entry in item.objectives
    )
    return replace(item, objectives=objectives)
