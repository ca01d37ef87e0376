"""The class of effort of a project: by how much is new, not an estimate of days."""

from __future__ import annotations

from collections.abc import Sequence

from ..assess.objectives import COVERED, NOT_ADDRESSED, NOT_APPLICABLE
from ..model.baseline import Requirement
from ..model.crosswalk_maps import Reuse
from .grades import Reach
from .open_objectives import TEMPORARY, OpenObjective, list_exceptions

# So many new objectives change practice and technology, and not a setting
MANY = 4


def estimate_effort(
    requirement: Requirement, gaps: Sequence[OpenObjective], reaches: tuple[Reach, ...]
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


def _weigh_paper(gaps: Sequence[OpenObjective]) -> tuple[str, str] | None:
    """The effort where everything counts as met, or is in force."""
    if all(map(_waits_for_scope, gaps)):
        return "small", "only the decision on the CUI scope is missing"
    if exceptions := list_exceptions(gaps):
        through = f"counts as met through the exception {exceptions[0].slug}"
        if any(item.kind == TEMPORARY for item in exceptions):
            return "medium", f"{through}; the deficiency is still to be corrected"
        return "small", f"{through}; its review and its mitigations go on"
    if all(gap.done or gap.rating == COVERED for gap in gaps):
        return "small", "it is in force; the description or current evidence is missing"
    return None


def _waits_for_scope(gap: OpenObjective) -> bool:
    is_met = gap.judged is None or gap.judged.met
    return is_met and gap.rating in (COVERED, NOT_APPLICABLE)


def _weigh_new_work(
    requirement: Requirement, gaps: Sequence[OpenObjective], reaches: tuple[Reach, ...]
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


def _is_new_work(gap: OpenObjective) -> bool:
    return gap.rating == NOT_ADDRESSED and gap.reuse in (Reuse.NONE, Reuse.HABIT_ONLY)


def _weigh_reuse(gaps: Sequence[OpenObjective]) -> tuple[str, str] | None:
    if all(gap.unanswered and gap.reuse is Reuse.STRONG for gap in gaps):
        return (
            "small",
            "SOC 2 evidence reaches every objective; confirm it in this system and describe it",
        )
    return None
