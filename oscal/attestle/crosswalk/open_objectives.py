"""An open objective, and the exceptions through which open ones count as met."""

from __future__ import annotations

from collections.abc import Sequence

from ..assess.objectives import JudgedObjective
from ..lazy_dataclasses import dataclass
from ..model.baseline import Objective
from ..model.crosswalk_maps import Reuse
from ..model.documented_exceptions import DocumentedException

TEMPORARY = "temporary-deficiency"


@dataclass(frozen=True, slots=True)
class OpenObjective:
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


def list_exceptions(gaps: Sequence[OpenObjective]) -> list[DocumentedException]:
    """The exceptions, if every gap counts as met through one; else none."""
    exceptions = [
        gap.judged.excused for gap in gaps if gap.judged and gap.judged.excused and not gap.done
    ]
    return exceptions if len(exceptions) == len(gaps) else []
