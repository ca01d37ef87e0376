"""The controls of a SOC 2 programme, as a team or its auditor lists them."""

from __future__ import annotations

from dataclasses import dataclass

from .system import NOWHERE, Source

OPERATING, DESIGNED, RETIRED = "operating", "designed", "retired"


@dataclass(frozen=True, slots=True)
class Soc2Control:
    """One control. `criteria` are control ids (`cc6.1`); `status` is operating, designed or retired.

    `result` is the auditor's word on the test, "" where none is known; `evidence` are the words of the export, and ids of the
    register where they are such; `file` and `row` say where it was imported from.
    """

    uuid: str
    id: str
    title: str
    description: str
    criteria: tuple[str, ...]
    owner: str = ""
    frequency: str = ""
    evidence: tuple[str, ...] = ()
    result: str = ""
    status: str = OPERATING
    system: str = ""
    file: str = ""
    row: int = 0
    source: Source = NOWHERE

    @property
    def untested(self) -> bool:
        """The auditor says that the control did not come up in the period."""
        return "not tested" in self.result.lower() or "no occurrence" in self.result.lower()

    @property
    def deviates(self) -> bool:
        """The auditor noted an exception."""
        text = self.result.lower().replace("no exception", "")
        return "exception" in text or "deviation" in text or "qualified" in text or text.strip() in ("fail", "failed", "ineffective")
