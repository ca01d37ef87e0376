"""A gap written as a project: owner, systems, completion criteria, and the item that plans it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from ..assess.poam_coverage import covers_unit
from ..assess.system_status import RequirementResult
from ..lazy_dataclasses import dataclass
from ..model.baseline import Requirement
from ..model.components import THIS_SYSTEM
from ..model.documented_exceptions import DocumentedException
from ..model.milestones import PoamItem
from ..model.system import System
from .grades import Reach
from .open_objectives import TEMPORARY, OpenObjective, list_exceptions
from .project_artifacts import propose_artifact
from .project_effort import estimate_effort

# what spreadsheets say where a control is for every system, or for none that has a name
_NO_SYSTEM = frozenset(
    {"", "all", "all systems", "any", "n/a", "na", "none", "-", "company", "entity"}
)


@dataclass(frozen=True, slots=True)
class Project:
    """What closes the gaps of a requirement.

    `poam` is the slug of the open item that already plans it, "" where the project is a proposal.
    """

    title: str
    owner: str
    systems: tuple[str, ...]
    artifact: str
    completion: str
    effort: str
    effort_because: str
    poam: str


def plan_project(
    requirement: Requirement,
    gaps: Sequence[OpenObjective],
    reaches: tuple[Reach, ...],
    result: RequirementResult | None,
    system: System | None,
    usual_owner: str = "",
) -> Project:
    """The project that closes these gaps.

    From the plan of action where it has an item for these objectives, else proposed from the
    catalog and the answer. `usual_owner` owns most SOC 2 controls of the family: the proposal where
    nothing else names anybody.
    """
    effort, reason = estimate_effort(requirement, gaps, reaches)
    item = _find_item(requirement, gaps, system) if system else None
    if item:
        return Project(
            title=item.title,
            owner=item.owner,
            systems=item.systems_affected,
            artifact=item.required_artifact,
            completion=_complete_criteria(requirement, item, gaps),
            effort=effort,
            effort_because=reason,
            poam=item.slug,
        )
    return Project(
        title=f"{requirement.label} {requirement.title}",
        owner=_choose_owner(requirement, reaches, result, system) or usual_owner,
        systems=_list_systems(gaps, reaches, result),
        artifact=propose_artifact(requirement, gaps, system),
        completion=_describe_completion(gaps),
        effort=effort,
        effort_because=reason,
        poam="",
    )


def _find_item(
    requirement: Requirement, gaps: Sequence[OpenObjective], system: System
) -> PoamItem | None:
    """The open item that names most of the open objectives.

    Of those that name as many, one that is not operational.
    """

    def count_covered(item: PoamItem) -> int:
        return sum(covers_unit(item, requirement, gap.objective) for gap in gaps)

    items = [item for item in system.poam if item.status != "complete" and count_covered(item)]
    return max(
        items,
        key=lambda item: (count_covered(item), item.kind != "operational"),
        default=None,
    )


def _complete_criteria(
    requirement: Requirement, item: PoamItem, gaps: Sequence[OpenObjective]
) -> str:
    """The completion criteria of an item, and those of open objectives that it does not name."""
    rest = [gap for gap in gaps if not covers_unit(item, requirement, gap.objective)]
    more = f"Not in the item: {_describe_completion(rest)}" if rest else ""
    return " ".join(filter(None, (item.completion_criteria, more)))


def find_most_common(owners: Iterable[str]) -> str:
    """Who stands most often; "" where nobody does."""
    tally = Counter(owner for owner in owners if owner)
    return tally.most_common(1)[0][0] if tally else ""


def _choose_owner(
    requirement: Requirement,
    reaches: tuple[Reach, ...],
    result: RequirementResult | None,
    system: System | None,
) -> str:
    """The requirement's owner, the family's, else whoever owns most controls that reach it.

    The one role that a new system has for everything goes last: nobody gave it this work.
    """
    own = result.answer.owner if result and result.answer else ""
    named = own or (system.family_owner(requirement.family) if system else "")
    is_default = system is not None and [role.id for role in system.people.roles] == [named]
    of_controls = find_most_common(reach.control.owner for reach in reaches)
    return of_controls or named if is_default else named or of_controls


def _list_systems(
    gaps: Sequence[OpenObjective], reaches: tuple[Reach, ...], result: RequirementResult | None
) -> tuple[str, ...]:
    """What the work is done on.

    With a plan: components whose sections name the open letters, else those of the requirement,
    else the whole system. Before: the systems of the controls.
    """
    if result is None:
        systems = (reach.control.system for reach in reaches)
        return tuple(
            dict.fromkeys(name for name in systems if name.strip().lower() not in _NO_SYSTEM)
        )
    named = [*_list_components(gaps, result), *_list_named_components(gaps)]
    return tuple(dict.fromkeys(named)) or (THIS_SYSTEM,)


def _list_components(gaps: Sequence[OpenObjective], result: RequirementResult) -> list[str]:
    """Components with a section that names an open letter, else all with a section."""
    letters = {gap.objective.letter for gap in gaps}
    parts = [
        part
        for part in (result.answer.components if result.answer else ())
        if part.component != THIS_SYSTEM and not part.is_emptied
    ]
    speaking = [part for part in parts if letters & set(part.objectives)]
    return [part.component for part in speaking or parts]


def _list_named_components(gaps: Sequence[OpenObjective]) -> list[str]:
    """Components that have a text of their own under an open objective."""
    slugs = [slug for gap in gaps if gap.judged for slug in gap.judged.answer.by_component]
    return [slug for slug in slugs if slug != THIS_SYSTEM]


_EACH, _THIS = "Each is", "This is"
_IS_DESCRIBED = "described, and shown by final, current evidence that the plan cites."
_IS_IN_FORCE = (
    "in force, described in the plan, and shown by final, current evidence that it cites."
)
# A letter before the text of its objective
_LETTER = re.compile(r"\[[a-z]+\](?= )")


def _describe_completion(gaps: Sequence[OpenObjective]) -> str:
    lasting = [item for item in list_exceptions(gaps) if item.kind != TEMPORARY]
    if lasting and len(lasting) == len(gaps):
        return _describe_exceptions(lasting)
    texts = " ".join(
        f"[{gap.objective.letter}] {' '.join(gap.objective.text.split())}" for gap in gaps
    )
    ending = _IS_DESCRIBED if all(gap.done for gap in gaps) else _IS_IN_FORCE
    return f"{texts} {_EACH if len(gaps) > 1 else _THIS} {ending}"


def join_completions(completions: Iterable[tuple[str, str]]) -> str:
    """Those of several requirements, by their labels: what ends alike ends once, and letters stand
    behind the label of their requirement.
    """
    by_ending: dict[str, list[str]] = {"": []}
    for label, text in completions:
        told, _, ending = max(
            (text.rpartition(f" {subject} ") for subject in (_EACH, _THIS)),
            key=lambda parts: parts[1],
        )
        if ending not in (_IS_DESCRIBED, _IS_IN_FORCE):
            told, ending = text, ""
        by_ending.setdefault(ending, []).append(_LETTER.sub(rf"{label}\g<0>", told))
    parts = [" ".join(by_ending.pop(""))]
    for ending, texts in by_ending.items():
        told = " ".join(texts)
        subject = _EACH if len(_LETTER.findall(told)) > 1 else _THIS
        parts.append(f"{told} {subject} {ending}")
    return " ".join(filter(None, parts))


def _describe_exceptions(exceptions: Sequence[DocumentedException]) -> str:
    """What has to go on where every gap counts as met through a lasting exception."""
    names = ", ".join(dict.fromkeys(item.slug for item in exceptions))
    due = min((item.review_date for item in exceptions if item.review_date), default=None)
    return (
        f"The exception {names} is reviewed{f' by {due}' if due else ''}, and its mitigations"
        " are in force, described, and shown by current evidence."
    )
