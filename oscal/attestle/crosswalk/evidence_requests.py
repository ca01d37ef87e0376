"""What each owner is asked for, once for both audits: an artifact, the objectives and criteria that
it serves, and what has nothing yet.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from ..assess.evidence_uses import CitedObjective, EvidenceUse
from ..assess.freshness import explain_not_current, find_due_day
from ..lazy_dataclasses import dataclass
from ..model.baseline import Requirement
from ..model.crosswalk_maps import Map, Reuse
from ..model.engagement import Soc2Report
from ..model.evidence import EvidenceItem
from ..model.system import System
from .grades import find_category

# Grades with which evidence counts for something, and not the practice alone
_CARRIES_EVIDENCE = (Reuse.STRONG, Reuse.PARTIAL)


@dataclass(frozen=True, slots=True)
class EvidenceRequest:
    """One thing to bring. `item` is None where nobody has named an artifact yet; the objectives are
    then all of one requirement.

    `criteria` are those that the register names, `reached` those that the crosswalk adds: evidence
    for these objectives counts for them too. `owner` is the id of a role, "" where nobody is named.
    `doubt` says why what is there is not current.
    """

    owner: str
    item: EvidenceItem | None
    objectives: tuple[CitedObjective, ...]
    criteria: tuple[str, ...]
    reached: tuple[str, ...]
    doubt: str

    @property
    def due(self) -> dt.date | None:
        """The last day on which what is there serves; None where nothing is there."""
        return find_due_day(self.item) if self.item and not self.doubt else None

    @property
    def requirement(self) -> Requirement | None:
        return self.objectives[0].result.requirement if self.objectives else None


def list_requests(
    system: System,
    cited: Iterable[CitedObjective],
    uses: Iterable[EvidenceUse],
    maps: tuple[Map, ...],
    as_of: dt.date,
) -> tuple[EvidenceRequest, ...]:
    """By owner in the order of the roles, and for each first what is needed now, then by day."""
    report = system.engagement.soc2
    reach = _index_maps(maps, report)
    requests = [_request_item(use, reach, as_of) for use in uses]
    requests += _request_missing(system, cited, reach)
    places = {role.id: number for number, role in enumerate(system.people.roles)}
    last = dt.date.max

    def rank(request: EvidenceRequest) -> tuple[int, str, bool, dt.date]:
        place = places.get(request.owner, len(places) + (not request.owner))
        return place, request.owner, not request.doubt, request.due or last

    return tuple(sorted(requests, key=rank))


def group_by_owner(
    requests: Iterable[EvidenceRequest],
) -> Mapping[str, tuple[EvidenceRequest, ...]]:
    found: dict[str, list[EvidenceRequest]] = {}
    for request in requests:
        found.setdefault(request.owner, []).append(request)
    return {owner: tuple(items) for owner, items in found.items()}


def _index_maps(
    maps: tuple[Map, ...], report: Soc2Report | None
) -> Mapping[tuple[str, str], list[str]]:
    """Criteria by requirement and letter; where a report is known, those of its categories."""
    found: dict[tuple[str, str], list[str]] = {}
    for item in maps:
        category = find_category(item.criterion)
        is_audited = report is None or not category or category in report.criteria
        if item.reuse in _CARRIES_EVIDENCE and is_audited:
            for letter in (*item.letters, *item.contributes):
                found.setdefault((item.requirement, letter), []).append(item.criterion)
    return found


def _list_reached(
    objectives: Iterable[CitedObjective],
    reach: Mapping[tuple[str, str], list[str]],
    known: tuple[str, ...],
) -> tuple[str, ...]:
    named = {criterion.lower() for criterion in known}
    found = dict.fromkeys(
        criterion
        for entry in objectives
        for criterion in reach.get((entry.result.requirement.id, entry.judged.objective.letter), ())
    )
    return tuple(criterion for criterion in found if criterion.lower() not in named)


def _request_item(
    use: EvidenceUse, reach: Mapping[tuple[str, str], list[str]], as_of: dt.date
) -> EvidenceRequest:
    item = use.item
    reached = _list_reached(use.objectives, reach, item.criteria)
    doubt = explain_not_current(item, as_of)
    return EvidenceRequest(item.owner or "", item, use.objectives, item.criteria, reached, doubt)


def _request_missing(
    system: System,
    cited: Iterable[CitedObjective],
    reach: Mapping[tuple[str, str], list[str]],
) -> list[EvidenceRequest]:
    """One for each requirement with objectives whose answers cite nothing."""
    missing: dict[str, list[CitedObjective]] = {}
    for entry in cited:
        if entry.needs_evidence:
            missing.setdefault(entry.result.requirement.id, []).append(entry)
    requests = []
    for entries in missing.values():
        result = entries[0].result
        own = result.answer.owner if result.answer else ""
        owner = own or system.family_owner(result.requirement.family)
        reached = _list_reached(entries, reach, ())
        doubt = "no artifact is named yet"
        requests.append(EvidenceRequest(owner, None, tuple(entries), (), reached, doubt))
    return requests
