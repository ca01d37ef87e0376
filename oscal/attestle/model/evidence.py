"""Evidence of a system: the register in `evidence.yaml`, and what stands at its places."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import field
from types import MappingProxyType

from ..lazy_dataclasses import dataclass
from .authored_values import NOWHERE, Period, Source

# What evidence may be (docs/reference/files.md)
EVIDENCE_KINDS = (
    "policy", "procedure", "record", "configuration", "screenshot", "ticket", "log", "test",
    "contract", "observation",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class EvidencePlace:
    """Where an artifact, or a part of it, is kept; a folder has the hash of its lines of hashes."""

    location: str
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class FoundFile:
    """What stands at a local place: `sha256` in lower-case hex where one is registered to compare
    with; `other_line_ends` has the hashes of the same text with the line ends of other systems.
    """

    exists: bool
    sha256: str = ""
    other_line_ends: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EvidenceItem:
    """One artifact of the register, in one place or in several (`locations`).

    `found` tells what stands at each place under `evidence/`; other places are not looked at.
    """

    uuid: str
    id: str
    title: str
    location: str = ""
    owner: str | None = None
    sha256: str | None = None
    collected: dt.date | None = None
    period: Period | None = None
    cadence: int | None = None
    status: str = "final"
    objectives: tuple[str, ...] = ()
    criteria: tuple[str, ...] = ()
    note: str | None = None
    kind: str = ""
    locations: tuple[EvidencePlace, ...] = ()
    found: Mapping[str, FoundFile] = field(default_factory=lambda: MappingProxyType({}))
    source: Source = NOWHERE

    @property
    def places(self) -> tuple[EvidencePlace, ...]:
        """Every place with the hash that is registered for it."""
        own = (EvidencePlace(self.location, self.sha256),) if self.location else ()
        return (*own, *self.locations)


@dataclass(frozen=True, slots=True)
class EvidenceRegister:
    """`evidence.yaml`."""

    evidence: tuple[EvidenceItem, ...] = ()
    source: Source = NOWHERE
