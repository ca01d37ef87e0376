"""A gap written as a project: owner, systems, artifact, completion criteria, class of effort."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from ..assess.objectives import COVERED, NOT_ADDRESSED, NOT_APPLICABLE, PARTIAL, JudgedObjective
from ..assess.poam_coverage import covers_unit
from ..assess.system_status import RequirementResult
from ..lazy_dataclasses import dataclass
from ..model.baseline import Objective, Requirement
from ..model.components import THIS_SYSTEM
from ..model.crosswalk_maps import Reuse
from ..model.documented_exceptions import DocumentedException
from ..model.evidence import EvidenceItem
from ..model.milestones import PoamItem
from ..model.system import System
from .grades import Reach

# So many new objectives change practice and technology, and not a setting
MANY = 4
TEMPORARY = "temporary-deficiency"
# More objects than this are a list and no artifact
MOST_OBJECTS = 3
# what spreadsheets say where a control is for every system, or for none that has a name
_NO_SYSTEM = frozenset(
    {"", "all", "all systems", "any", "n/a", "na", "none", "-", "company", "entity"}
)
# words that every objective and every list of objects has
_COMMON = frozenset(
    [
        "with",
        "that",
        "this",
        "which",
        "their",
        "them",
        "system",
        "systems",
        "those",
        "from",
        "each",
        "list",
        "record",
        "records",
        "whose",
        "other",
    ]
)
# an objective that asks for a decision on paper, and an object that is such paper
_DEFINES = re.compile(
    r"\b(is|are|been|and) (\w+ )?(laid"
    r" down|listed|named|chosen|decided|settled|described|identified)\b|\b(written|in"
    r" writing|document|policy|maintained list)\b"
)
_RULE = re.compile(r"\b(polic(y|ies)|procedures?|standards?|rules?)\b")
_WORD = re.compile(r"[a-z]{4,}")


@dataclass(frozen=True, slots=True)
class OpenRequirement:
    """An open objective: its rating, the best reuse that reaches it, and how it was judged.

    `judged` is None before there is a plan.
    """

    objective: Objective
    rating: str
    reuse: Reuse
    judged: JudgedObjective | None

    @property
    def unanswered(self) -> bool:
        return self.judged is None or not self.judged.answer.state

    @property
    def done(self) -> bool:
        """The plan says that it is in force: what lacks is on paper."""
        return self.judged is not None and self.judged.counts


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
    gaps: Sequence[OpenRequirement],
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
    effort, reason = _estimate_effort(requirement, gaps, reaches)
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
        artifact=_propose_artifact(requirement, gaps, system),
        completion=_describe_completion(gaps),
        effort=effort,
        effort_because=reason,
        poam="",
    )


def _find_item(
    requirement: Requirement, gaps: Sequence[OpenRequirement], system: System
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
    requirement: Requirement, item: PoamItem, gaps: Sequence[OpenRequirement]
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
    gaps: Sequence[OpenRequirement], reaches: tuple[Reach, ...], result: RequirementResult | None
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


def _list_components(gaps: Sequence[OpenRequirement], result: RequirementResult) -> list[str]:
    """Components with a section that names an open letter, else all with a section."""
    letters = {gap.objective.letter for gap in gaps}
    parts = [
        part
        for part in (result.answer.components if result.answer else ())
        if part.component != THIS_SYSTEM and not part.is_emptied
    ]
    speaking = [part for part in parts if letters & set(part.objectives)]
    return [part.component for part in speaking or parts]


def _list_named_components(gaps: Sequence[OpenRequirement]) -> list[str]:
    """Components that have a text of their own under an open objective."""
    slugs = [slug for gap in gaps if gap.judged for slug in gap.judged.answer.by_component]
    return [slug for slug in slugs if slug != THIS_SYSTEM]


def _propose_artifact(
    requirement: Requirement, gaps: Sequence[OpenRequirement], system: System | None
) -> str:
    """Evidence that is cited and not current, made good.

    Else the objects an assessor examines that are nearest to what is open.
    """
    cited = _list_stale_evidence(gaps, system) if system else []
    if cited:
        return "; ".join(dict.fromkeys(_describe_renewal(item) for item in cited))
    objects = _list_objects(requirement)
    chosen = _choose_objects(objects, gaps)[: max(1, min(MOST_OBJECTS, len(gaps)))]
    named = [item for item in objects if item in chosen]
    return "; ".join(named) or f"a record that shows {requirement.label}"


def _list_stale_evidence(gaps: Sequence[OpenRequirement], system: System) -> list[EvidenceItem]:
    """What answers cite that are in force, and that is not current."""
    register = system.evidence_by_id
    answers = [
        gap.judged.answer for gap in gaps if gap.judged and gap.done and gap.rating == PARTIAL
    ]
    return [register[key] for answer in answers for key in answer.evidence if key in register]


def _list_objects(requirement: Requirement) -> list[str]:
    """What an assessor examines, as the catalog lists it."""
    examine = next(
        (method.objects for method in requirement.methods if method.name == "EXAMINE"), ""
    )
    return [line.removeprefix("- ").strip() for line in examine.split("\n") if line.strip()]


def _describe_renewal(item: EvidenceItem) -> str:
    return (
        f"{item.title} ({item.id}),"
        f" {'in final form' if item.status != 'final' else 'collected anew'}"
    )


def _choose_objects(objects: Sequence[str], gaps: Sequence[OpenRequirement]) -> list[str]:
    """For each open objective the object that shares most words with it.

    A rule where it asks for one, else a record of the practice.
    """
    chosen: dict[str, None] = {}
    for gap in gaps:
        chosen[_choose_object(objects, gap.objective.text.lower(), chosen)] = None
    return list(chosen)


def _choose_object(objects: Sequence[str], text: str, taken: Collection[str]) -> str:
    wanted, asks_for_rule = _list_stems(text), _DEFINES.search(text) is not None
    fit = [item for item in objects if asks_for_rule or not _RULE.search(item)] or objects
    free = [item for item in fit if item not in taken] or fit

    def weigh(item: str) -> int:
        # a shared word counts more than that the object is a rule, which many are
        is_rule = asks_for_rule and _RULE.search(item) is not None
        return 2 * len(wanted & _list_stems(item)) + is_rule

    return max(free, key=weigh, default="")


def _list_stems(text: str) -> set[str]:
    """The first five letters of each word that says something, so that its forms agree."""
    return {word[:5] for word in _WORD.findall(text.lower()) if word not in _COMMON}


def _list_exceptions(gaps: Sequence[OpenRequirement]) -> list[DocumentedException]:
    """The exceptions, if every gap counts as met through one; else none."""
    exceptions = [
        gap.judged.excused for gap in gaps if gap.judged and gap.judged.excused and not gap.done
    ]
    return exceptions if len(exceptions) == len(gaps) else []


_EACH, _THIS = "Each is", "This is"
_IS_DESCRIBED = "described, and shown by final, current evidence that the plan cites."
_IS_IN_FORCE = (
    "in force, described in the plan, and shown by final, current evidence that it cites."
)
# A letter before the text of its objective
_LETTER = re.compile(r"\[[a-z]+\](?= )")


def _describe_completion(gaps: Sequence[OpenRequirement]) -> str:
    lasting = [item for item in _list_exceptions(gaps) if item.kind != TEMPORARY]
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


def _estimate_effort(
    requirement: Requirement, gaps: Sequence[OpenRequirement], reaches: tuple[Reach, ...]
) -> tuple[str, str]:
    """A class by how much is new, not an estimate of days.

    small: nothing but paper is missing. large: at least four objectives are new, or all of them are
    and SOC 2 evidence can never carry them (such as validated cryptography), so that practice and
    technology change. medium: the rest.
    """
    return (
        _weigh_paper(gaps)
        or _weigh_new_work(requirement, gaps, reaches)
        or _weigh_reuse(gaps)
        or ("medium", "something exists and must be completed")
    )


def _weigh_paper(gaps: Sequence[OpenRequirement]) -> tuple[str, str] | None:
    """The effort where everything counts as met, or is in force."""
    if all(map(_waits_for_scope, gaps)):
        return "small", "only the decision on the CUI scope is missing"
    if exceptions := _list_exceptions(gaps):
        through = f"counts as met through the exception {exceptions[0].slug}"
        if any(item.kind == TEMPORARY for item in exceptions):
            return "medium", f"{through}; the deficiency is still to be corrected"
        return "small", f"{through}; its review and its mitigations go on"
    if all(gap.done or gap.rating == COVERED for gap in gaps):
        return "small", "it is in force; the description or current evidence is missing"
    return None


def _waits_for_scope(gap: OpenRequirement) -> bool:
    is_met = gap.judged is None or gap.judged.met
    return is_met and gap.rating in (COVERED, NOT_APPLICABLE)


def _weigh_new_work(
    requirement: Requirement, gaps: Sequence[OpenRequirement], reaches: tuple[Reach, ...]
) -> tuple[str, str] | None:
    """The effort where something is addressed nowhere, and SOC 2 gives a habit at most."""
    number = sum(map(_is_new_work, gaps))
    words = f"{number} objective{'s are' if number != 1 else ' is'} new work"
    if number >= MANY:
        return "large", words
    cannot = next((text for reach in reaches for text in reach.map.cannot), "")
    if cannot and number == len(requirement.units):
        return "large", f"{words}, and SOC 2 evidence cannot carry: {cannot}"
    return ("medium", words) if number else None


def _is_new_work(gap: OpenRequirement) -> bool:
    return gap.rating == NOT_ADDRESSED and gap.reuse in (Reuse.NONE, Reuse.HABIT_ONLY)


def _weigh_reuse(gaps: Sequence[OpenRequirement]) -> tuple[str, str] | None:
    if all(gap.unanswered and gap.reuse is Reuse.STRONG for gap in gaps):
        return (
            "small",
            "SOC 2 evidence reaches every objective; confirm it in this system and describe it",
        )
    return None
