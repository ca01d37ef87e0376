"""The controls of a SOC 2 programme, as a team or its auditor lists them."""

from __future__ import annotations

from ..lazy_dataclasses import dataclass
from .authored_values import NOWHERE, Source

OPERATING, DESIGNED, RETIRED = "operating", "designed", "retired"
# Said of a control that does not do what it should, and of one whose status nobody understands
NOT_OPERATING = "not-operating"
# Somebody else performs it: a provider, or an organisation that the report leaves out
INHERITED = "inherited"
# Nobody said anything
NOT_STATED = ""
STATUSES = (OPERATING, DESIGNED, INHERITED, NOT_OPERATING, RETIRED, NOT_STATED)


@dataclass(frozen=True, slots=True)
class Soc2Control:
    """One control. `criteria` are control ids (`cc6.1`); `status` is one of STATUSES.

    `result` is the auditor's word on the test, "" where none is known; `evidence` are the words of
    the export, and ids of the register where they are such; `file` and `row` say where it was
    imported from; `points` are the points of focus below its criteria that the source names
    (`cc6.1.2`), `topics` the topics that it names.
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
    status: str = NOT_STATED
    system: str = ""
    file: str = ""
    row: int = 0
    points: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    source: Source = NOWHERE
