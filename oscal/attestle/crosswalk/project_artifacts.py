"""The artifact that a project is to bring: evidence made good, or what an assessor examines."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from ..assess.objectives import PARTIAL
from ..model.baseline import Requirement
from ..model.evidence import EvidenceItem
from ..model.system import System
from .open_objectives import OpenObjective

# More objects than this are a list and no artifact
MOST_OBJECTS = 3

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


def propose_artifact(
    requirement: Requirement, gaps: Sequence[OpenObjective], system: System | None
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


def _list_stale_evidence(gaps: Sequence[OpenObjective], system: System) -> list[EvidenceItem]:
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


def _choose_objects(objects: Sequence[str], gaps: Sequence[OpenObjective]) -> list[str]:
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
