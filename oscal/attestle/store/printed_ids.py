"""Ids of requirements and objectives that people typed, brought to the labels of the catalog."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from ..formats import labels
from ..model.baseline import Baseline
from ..model.providers import Provider
from ..model.system import SelfAssessment, System


def print_ids(system: System, baseline: Baseline) -> System:
    """The system with each id of the profile as its catalog prints it.

    What names nothing is kept, in its usual form, so that a rule can tell it.
    """
    to_label = partial(labels.normalize_objective, baseline)
    return replace(
        system,
        assessment=_print_results(system.assessment, baseline),
        providers=tuple(_print_matrix(item, baseline) for item in system.providers),
        evidence=tuple(
            replace(item, objectives=tuple(map(to_label, item.objectives)))
            for item in system.evidence
        ),
        poam=tuple(
            replace(
                item, objectives=tuple(_print_planned(baseline, text) for text in item.objectives)
            )
            for item in system.poam
        ),
        exceptions=tuple(
            replace(item, scope=tuple(_print_scope(baseline, text) for text in item.scope))
            for item in system.exceptions
        ),
    )


def _print_results(assessment: SelfAssessment | None, baseline: Baseline) -> SelfAssessment | None:
    if assessment is None:
        return None
    results = tuple(
        replace(row, objective=labels.normalize_objective(baseline, row.objective))
        for row in assessment.results
    )
    return replace(assessment, results=results)


def _print_matrix(provider: Provider, baseline: Baseline) -> Provider:
    matrix = tuple(
        replace(row, objective=labels.normalize_objective(baseline, row.objective))
        for row in provider.matrix_rows
    )
    return replace(provider, matrix_rows=matrix)


def _print_planned(baseline: Baseline, text: str) -> str:
    """An objective, or a requirement as a whole where the spelling is of no objective."""
    requirement = None if baseline.find_unit(text) else baseline.find_requirement(text)
    return requirement.label if requirement else labels.normalize_objective(baseline, text)


def _print_scope(baseline: Baseline, text: str) -> str:
    """An objective, or a requirement as a whole."""
    if "[" in text:
        return labels.normalize_objective(baseline, text)
    return labels.normalize_label(baseline, text)
