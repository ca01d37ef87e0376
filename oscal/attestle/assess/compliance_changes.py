"""What changed since an affirmation, sorted: what may change compliance, and the rest.

32 CFR 170.22 has the affirming official state that what was assessed is still so. Whether a change
is a significant one is for people to decide; here it is only told apart what they have to look at.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from ..lazy_dataclasses import dataclass
from .changes import Changes, ObjectiveChange, RequirementChange, ThingChange
from .objectives import COVERED, JudgedObjective
from .system_status import Status

# Keys of an entry by which the scope, or who answers for it, is another; None: any change of it
_WEIGHTY: Mapping[str, frozenset[str] | None] = MappingProxyType(
    {
        "asset": frozenset(("category", "component", "cui", "kinds", "location", "justification")),
        "component": frozenset(
            ("category", "provider", "status", "type", "zone", "holds", "cryptographic-modules")
        ),
        "provider": frozenset(
            (
                "cloud", "cui", "security-protection-data", "authorization", "services",
                "agreement", "matrix", "matrix row",
            )
        ),
        "exception": None,
        "boundary": None,
        "network": None,
        "data flow": None,
        "system": frozenset(
            (
                "profile", "cui-scope", "scope-type", "information-types", "interconnections",
                "connections", "zones", "external-services", "cryptographic-modules", "cage",
                "sensitivity", "status", "separation-of-duties",
            )
        ),
    }
)  # fmt: skip
# What is in scope as a whole: one more or one less changes it
_REGISTERS = ("asset", "component", "provider", "exception")


@dataclass(frozen=True, slots=True)
class NotedChange:
    """`about` is an objective, or a thing with its kind; `what` says what became of it."""

    about: str
    what: str


@dataclass(frozen=True, slots=True)
class ComplianceChanges:
    """`may_change` are for people to decide on; `lapsed` are among them those that nobody made: the
    days of evidence ran out.
    """

    may_change: tuple[NotedChange, ...]
    lapsed: tuple[NotedChange, ...]
    rest: tuple[NotedChange, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.may_change or self.lapsed or self.rest)


def sort_changes(before: Status, after: Status, changes: Changes) -> ComplianceChanges:
    """`changes` are those between both, each judged on its own day."""
    may_change: list[NotedChange] = []
    lapsed: list[NotedChange] = []
    rest: list[NotedChange] = []
    judged = _index_objectives(after)
    for requirement in changes.requirements:
        for item in requirement.objectives:
            note = _describe_objective(item)
            if _is_lapsed(item, judged.get(item.label)):
                why = judged[item.label].reason
                lapsed.append(NotedChange(item.label, f"its evidence no longer covers it: {why}"))
            elif _is_worse(item):
                may_change.append(note)
            else:
                rest.append(note)
        rest += _describe_rest(requirement)
    for thing in changes.things:
        (may_change if _is_weighty(thing) else rest).append(_describe_thing(thing))
    may_change += _compare_scores(changes)
    return ComplianceChanges(tuple(may_change), tuple(lapsed), tuple(rest))


def _index_objectives(status: Status) -> dict[str, JudgedObjective]:
    return {item.objective.label: item for result in status.results for item in result.objectives}


def _is_untouched(item: ObjectiveChange) -> bool:
    """Nobody changed a word of it."""
    edits = (item.evidence_added, item.evidence_removed, item.fields, item.prose)
    return item.state[0] == item.state[1] and not any(edits)


def _is_lapsed(item: ObjectiveChange, judged: JudgedObjective | None) -> bool:
    return (
        judged is not None
        and _is_untouched(item)
        and item.rating[0] == COVERED
        and item.rating[1] != COVERED
    )


def _is_worse(item: ObjectiveChange) -> bool:
    """It was met and is not, its evidence covered it and does not, or it lost some."""
    was_met, is_met = item.met
    lost_cover = item.rating[0] == COVERED != item.rating[1]
    became_exempt = "not-applicable" in item.state and item.state[0] != item.state[1]
    is_gone = not item.rating[1]
    return bool(
        (was_met and not is_met)
        or lost_cover
        or became_exempt
        or is_gone
        or (item.evidence_removed and not item.evidence_added)
    )


def _describe_objective(item: ObjectiveChange) -> NotedChange:
    parts = []
    if item.met[0] != item.met[1]:
        parts.append("now met" if item.met[1] else "no longer met")
    if item.state[0] != item.state[1]:
        parts.append(f"state {item.state[0] or 'none'} -> {item.state[1] or 'none'}")
    if item.rating[0] != item.rating[1]:
        parts.append(f"rating {item.rating[0] or 'none'} -> {item.rating[1] or 'none'}")
    parts += [f"evidence {key} added" for key in item.evidence_added]
    parts += [f"evidence {key} removed" for key in item.evidence_removed]
    parts += [f"{key} changed" for key, _, _ in item.fields]
    if item.prose:
        parts.append("its text changed")
    return NotedChange(item.label, ", ".join(parts))


def _describe_rest(change: RequirementChange) -> Iterator[NotedChange]:
    """What a requirement says beside its objectives."""
    parts = [f"the section {item.title} changed" for item in change.sections]
    parts += [f"{key} changed" for key, _, _ in change.fields]
    if change.owner[0] != change.owner[1]:
        parts.append(f"owner {change.owner[0] or 'none'} -> {change.owner[1] or 'none'}")
    if parts:
        yield NotedChange(change.label, ", ".join(parts))


def _is_weighty(thing: ThingChange) -> bool:
    if thing.what not in _WEIGHTY:
        return False
    if thing.how in ("added", "removed"):
        return thing.what in _REGISTERS or _WEIGHTY[thing.what] is None
    keys = _WEIGHTY[thing.what]
    return keys is None or any(key in keys for key, _, _ in thing.keys)


def _describe_thing(thing: ThingChange) -> NotedChange:
    about = thing.what if thing.what == thing.id else f"{thing.what} {thing.id}"
    if not thing.keys:
        return NotedChange(about, thing.how)
    shown = "; ".join(f"{key}: {old or 'none'} -> {new or 'none'}" for key, old, new in thing.keys)
    return NotedChange(about, f"{thing.how}: {shown}")


def _compare_scores(changes: Changes) -> Iterator[NotedChange]:
    """A score that fell, or that there is no more."""
    for name, (old, new) in (
        ("implemented score", changes.implemented),
        ("assessor-ready score", changes.assessor_ready),
    ):
        if old is not None and (new is None or new < old):
            yield NotedChange(name, f"{old} -> {'none' if new is None else new}")
