"""A gap written as a project: owner, systems, artifact, completion criteria, and a class of effort with its reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ..assess.objectives import NOT_ADDRESSED, PARTIAL, UNDOCUMENTED
from ..assess.status import RequirementResult
from ..model.catalog import Objective, Requirement
from ..model.crosswalk import Reuse
from ..model.system import PoamItem, System
from .grades import Reach

MANY = 4
# objective, rating, best reuse
Open = tuple[Objective, str, Reuse]


@dataclass(frozen=True, slots=True)
class Project:
    """`poam` is the slug of the open item that already plans it, "" where the project is a proposal."""

    title: str
    owner: str
    systems: tuple[str, ...]
    artifact: str
    completion: str
    effort: str
    effort_because: str
    poam: str


def project(requirement: Requirement, gaps: Sequence[Open], found: tuple[Reach, ...], result: RequirementResult | None, system: System | None) -> Project:
    """From the plan of action where it has an item for these objectives, else proposed from the catalog and the answer."""
    item = _planned(gaps, system)
    effort, why = _effort(gaps, result)
    if item:
        return Project(item.title, item.owner, item.systems_affected, item.required_artifact, item.completion_criteria, effort, why, item.slug)
    return Project(
        title=f"{requirement.label} {requirement.title}",
        owner=_owner(requirement, found, result, system),
        systems=_systems(gaps, found, result),
        artifact=_artifact(requirement, gaps),
        completion=_completion(gaps),
        effort=effort,
        effort_because=why,
        poam="",
    )


def _planned(gaps: Sequence[Open], system: System | None) -> PoamItem | None:
    labels = {objective.label for objective, _, _ in gaps}
    return next((item for item in system.poam if item.status != "complete" and labels & set(item.objectives)), None) if system else None


def _owner(requirement: Requirement, found: tuple[Reach, ...], result: RequirementResult | None, system: System | None) -> str:
    """The requirement's owner, the family's, else whoever owns most of the controls that reach it."""
    own = (result.answer.owner if result and result.answer else "") or (system.family_owner(requirement.family) if system else "")
    owners = Counter(reach.control.owner for reach in found if reach.control.owner)
    return own or (owners.most_common(1)[0][0] if owners else "")


def _systems(gaps: Sequence[Open], found: tuple[Reach, ...], result: RequirementResult | None) -> tuple[str, ...]:
    """Components whose sections name the open letters, else the systems of the controls."""
    letters = {objective.letter for objective, _, _ in gaps}
    parts = result.answer.components if result and result.answer else ()
    named = [part.component for part in parts if part.component != "this-system" and letters & set(part.objectives)]
    named += [part.component for part in parts if part.component != "this-system" and not named]
    return tuple(dict.fromkeys(named or [reach.control.system for reach in found if reach.control.system]))


def _artifact(requirement: Requirement, gaps: Sequence[Open]) -> str:
    """The first kinds of objects that an assessor examines, as many as are open."""
    examine = next((method.objects for method in requirement.methods if method.name == "EXAMINE"), "")
    objects = [line.removeprefix("- ").strip() for line in examine.split("\n") if line.strip()]
    return "; ".join(objects[: max(1, min(3, len(gaps)))]) or f"a record that shows {requirement.label}"


def _completion(gaps: Sequence[Open]) -> str:
    return (
        " ".join(f"[{objective.letter}] {' '.join(objective.text.split())}" for objective, _, _ in gaps)
        + " Each is described in the plan and backed by current evidence."
    )


def _effort(gaps: Sequence[Open], result: RequirementResult | None) -> tuple[str, str]:
    """small: only writing and evidence are missing; large: much is new; medium: the rest."""
    done = {objective.objective.letter for objective in result.objectives if objective.met} if result else set()
    new = [objective for objective, rating, reuse in gaps if rating == NOT_ADDRESSED and reuse in (Reuse.NONE, Reuse.HABIT_ONLY)]
    paper = all(rating in (UNDOCUMENTED, PARTIAL) and (objective.letter in done or result is None) for objective, rating, _ in gaps)
    if paper:
        return "small", "it is done; the description or current evidence is missing"
    if len(new) >= MANY:
        return "large", f"{len(new)} objectives are new work"
    if new:
        return "medium", f"{len(new)} objective{'s are' if len(new) > 1 else ' is'} new work"
    return "medium", "something exists and must be completed"
