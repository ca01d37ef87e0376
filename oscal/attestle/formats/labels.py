"""The spellings of requirement, objective and criterion ids, and what each means in a catalog.

Accepted: `3.1.1`, `03.01.01`, `AC.L2-3.1.1`, the control id; with an objective `[a]` behind the
first three, or the objective's own id.
"""

from __future__ import annotations

import re

from ..model.baseline import Baseline, Objective, Requirement

_REQUIREMENT = re.compile(
    r"(?:[A-Z]{2}\.L[123]-)?0*(0|[1-9]\d*)\.0*(0|[1-9]\d*)\.0*(0|[1-9]\d*)(e?)\Z"
)
_OBJECTIVE = re.compile(r"(?P<requirement>.+?)\[(?P<letter>[a-z])\]\Z")


def normalize_label(text: str) -> str:
    """`AC.L2-3.1.1`, `03.01.01` and `3.1.1` are all `3.1.1`; anything else stays as it is."""
    match = _REQUIREMENT.match(text.strip())
    return f"{match[1]}.{match[2]}.{match[3]}{match[4]}" if match else text.strip()


def find_requirement(baseline: Baseline, text: str) -> Requirement | None:
    """The requirement that a spelling names."""
    return baseline.by_id.get(text.strip()) or baseline.by_label.get(normalize_label(text))


def normalize_objective(text: str) -> str:
    """The printed id (`3.1.1[a]`) of any spelling of an objective."""
    match = _OBJECTIVE.match(text.strip())
    if match:
        return f"{normalize_label(match['requirement'])}[{match['letter']}]"
    return text.strip()


def find_objective(baseline: Baseline, text: str) -> tuple[Requirement, Objective] | None:
    """The objective that a spelling names.

    A requirement with a single objective may be named without its letter.
    """
    by_label = baseline.objective_labels.get(normalize_objective(text))
    if by_label:
        return by_label
    stem, separator, letter = text.strip().rpartition("_obj.")
    control = baseline.by_id.get(stem) if separator else find_requirement(baseline, text)
    if control is None:
        return None
    if separator:
        item = control.objective(letter)
        return (control, item) if item else None
    return (control, control.objectives[0]) if len(control.objectives) == 1 else None
