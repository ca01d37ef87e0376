"""Rows of responsibility matrices, from what the parts of a plan inherit and satisfy.

Only of providers that the files have; what other tools inherit names none, and stays in the
document.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from ..formats.oscal_values import fold_line, get_items, get_object, get_own_prop, get_text
from ..model.baseline import Baseline
from ..model.providers import MatrixRow
from ..trees import Tree

_RESPONSIBILITIES = ("provider", "organisation", "shared")
# The end of the description where the matrix did not say what the provider does
_UNSAID = ", as its responsibility matrix says."


def read_matrices(
    plan: Tree, baseline: Baseline, providers: Collection[str]
) -> dict[str, tuple[MatrixRow, ...]]:
    """By provider, in the order of the plan; of several for one objective the first."""
    rows: dict[tuple[str, str], MatrixRow] = {}
    for label, entry in _walk_parts(plan, baseline):
        for slug, row in _read_rows(label, entry):
            rows.setdefault((slug, label), row)
    return {
        slug: tuple(row for (owner, _), row in rows.items() if owner == slug) for slug in providers
    }


def _read_rows(label: str, entry: Tree) -> Iterator[tuple[str, MatrixRow]]:
    """The rows of a by-component, each with its provider."""
    satisfied = {
        get_own_prop(item, "provider"): fold_line(get_text(item, "description"))
        for item in reversed(get_items(entry, "satisfied"))
    }
    for item in get_items(entry, "inherited"):
        slug, responsibility = (get_own_prop(item, name) for name in ("provider", "responsibility"))
        # without our prop there was no row that it could have come from
        if responsibility in _RESPONSIBILITIES:
            provided = fold_line(get_text(item, "description"))
            provided = "" if provided.endswith(_UNSAID) else provided
            yield slug, MatrixRow(label, responsibility, provided, satisfied.get(slug, ""))


def _walk_parts(plan: Tree, baseline: Baseline) -> Iterator[tuple[str, Tree]]:
    """Each by-component with the label of what it answers."""
    labels = {
        unit.id: unit.label for requirement in baseline.requirements for unit in requirement.units
    }
    requirements = get_items(get_object(plan, "control-implementation"), "implemented-requirements")
    for requirement in requirements:
        for statement in get_items(requirement, "statements"):
            label = labels.get(get_text(statement, "statement-id"))
            for entry in get_items(statement, "by-components") if label else ():
                yield str(label), entry
