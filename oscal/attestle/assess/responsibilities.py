"""Who does what for every objective of a profile: the responsibility matrices of the providers,
with what no row of them says.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping

from ..lazy_dataclasses import dataclass
from ..model.providers import MatrixRow, Provider
from .objectives import JudgedObjective
from .system_status import RequirementResult, Status

PROVIDER, SHARED, ORGANISATION, UNRECORDED = "provider", "shared", "organisation", ""
# In the order in which people read them; the last is what no row says
RESPONSIBILITIES = (PROVIDER, SHARED, ORGANISATION, UNRECORDED)


@dataclass(frozen=True, slots=True)
class ObjectiveShare:
    """What a provider's matrix says of one objective: its row, None where it has none.

    `is_named`: the answer of the plan names this provider.
    """

    result: RequirementResult
    judged: JudgedObjective
    row: MatrixRow | None
    is_named: bool

    @property
    def responsibility(self) -> str:
        return self.row.responsibility if self.row else UNRECORDED

    @property
    def is_claimed_without_row(self) -> bool:
        """The answer rests on a row that is not there, or gives the provider no part."""
        has_part = self.responsibility in (PROVIDER, SHARED)
        return self.is_named and not has_part


@dataclass(frozen=True, slots=True)
class ProviderMatrix:
    """Every objective of the profile once, in order (more than once only where several rows are);
    `stray` are rows of what the profile does not have.
    """

    provider: Provider
    shares: tuple[ObjectiveShare, ...]
    stray: tuple[MatrixRow, ...]

    @property
    def counts(self) -> Mapping[str, int]:
        """By responsibility, every one named."""
        tally = Counter(share.responsibility for share in self.shares)
        return {word: tally[word] for word in RESPONSIBILITIES}

    @property
    def newest_day(self) -> dt.date | None:
        return max((row.date for row in self.provider.matrix_rows if row.date), default=None)


def list_matrices(status: Status) -> tuple[ProviderMatrix, ...]:
    """One of each provider, in the order of their files."""
    return tuple(_read_matrix(status, provider) for provider in status.system.providers)


def _read_matrix(status: Status, provider: Provider) -> ProviderMatrix:
    rows: dict[str, list[MatrixRow]] = {}
    for row in provider.matrix_rows:
        rows.setdefault(row.objective, []).append(row)
    shares = tuple(
        ObjectiveShare(result, judged, row, judged.answer.provider == provider.slug)
        for result in status.results
        for judged in result.objectives
        for row in rows.get(judged.objective.label, (None,))
    )
    known = status.baseline.objective_labels
    stray = tuple(row for row in provider.matrix_rows if row.objective not in known)
    return ProviderMatrix(provider, shares, stray)
