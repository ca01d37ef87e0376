"""The spellings of requirement, objective and criterion ids, and what each means in a catalog.

Accepted: what `model/frameworks.py` says for the catalog, such as `3.1.1`, `03.01.01`,
`AC.L2-3.1.1`, always the control id; with an objective `[a]` behind a label, or the objective's
own id.
"""

from __future__ import annotations

from ..model.baseline import Baseline, Objective, Requirement


def normalize_label(baseline: Baseline, text: str) -> str:
    """The label of the requirement that a spelling names, else the text in its normal form."""
    found = baseline.find_requirement(text)
    if found:
        return found.label
    framework = baseline.framework
    return framework.normalize_label(text) if framework.printed_labels else text.strip()


def find_requirement(baseline: Baseline, text: str) -> Requirement | None:
    """The requirement that a spelling names."""
    return baseline.find_requirement(text)


def normalize_objective(baseline: Baseline, text: str) -> str:
    """The printed id (`3.1.1[a]`) of any spelling of an objective, else the text in its form.

    The label of a requirement stays one, also where that has a single objective.
    """
    pair = baseline.find_unit(text)
    if pair:
        return pair[1].label
    framework = baseline.framework
    if framework.printed_labels:
        return framework.normalize_unit(text)
    return normalize_label(baseline, text)


def find_objective(baseline: Baseline, text: str) -> tuple[Requirement, Objective] | None:
    """The objective that a spelling names.

    A requirement with a single objective may be named without its letter.
    """
    by_label = baseline.find_unit(text)
    if by_label:
        return by_label
    stem, separator, letter = text.strip().rpartition("_obj.")
    control = baseline.by_id.get(stem) if separator else baseline.find_requirement(text)
    if control is None:
        return _find_by_id(baseline, text.strip())
    if separator:
        item = control.objective(letter)
        return (control, item) if item else None
    return (control, control.units[0]) if len(control.units) == 1 else None


def _find_by_id(baseline: Baseline, identity: str) -> tuple[Requirement, Objective] | None:
    """A unit by the id that its catalog gives it, such as `a-1_smt.b`."""
    if not identity:
        return None
    pairs = baseline.objective_labels.values()
    return next((pair for pair in pairs if pair[1].id == identity), None)
