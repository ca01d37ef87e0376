"""Which objectives wait for another one that lays down what they speak of."""

from __future__ import annotations

from collections.abc import Collection

from ..model.baseline import Objective


def list_missing_definitions(objective: Objective, settled: Collection[str]) -> tuple[str, ...]:
    """The ids of its defining objectives that are not settled, in their order.

    Settled is what the crosswalk satisfies or the plan states as implemented. While one is missing
    the evidence for this objective contributes and does not satisfy: "as defined" has no meaning
    where nothing is defined.
    """
    return tuple(identity for identity in objective.defined_by if identity not in settled)
