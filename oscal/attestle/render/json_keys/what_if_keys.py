"""The object `if` of `status --if ... --format json`."""

from __future__ import annotations

from ...crosswalk.remaining_work import RemainingRequirement, WhatIf
from .status_keys import list_status_keys

# Of the keys of a status those that tell how it would stand
_TOLD = (
    "scores",
    "score_reason",
    "conditional_eligible",
    "requirements",
    "to_conditional",
    "to_final",
)


def list_what_if_keys(content: WhatIf) -> dict[str, object]:
    """The keys of the status as it is, and what would be in one object more."""
    then = list_status_keys(content.after)
    implemented, ready = content.after.final
    told = {
        "asked": {item.label: item.word for item in content.asked},
        "presumed": [
            {
                "objective": item.label,
                "as": item.word,
                "state": item.state,
                "rating": item.rating,
                "implemented": item.implemented,
                "assessor_ready": item.assessor_ready,
            }
            for item in content.presumed
        ],
        **{key: then[key] for key in _TOLD},
        "final_eligible": {"implemented": implemented, "assessor_ready": ready},
        "remains": [_list_remaining_keys(item) for item in content.remaining],
        "effort_unknown_because": content.unknown or None,
    }
    return {**list_status_keys(content.before), "if": told}


def _list_remaining_keys(item: RemainingRequirement) -> dict[str, object]:
    return {
        "requirement": item.result.requirement.label,
        "points": item.points,
        "effort": item.effort or None,
        "effort_because": item.effort_because or None,
        "points_per_effort": item.ratio,
        "opens_score": item.opens_score,
        "poam_allowed": item.may_stay_open,
        "for_conditional": item.is_needed,
    }
