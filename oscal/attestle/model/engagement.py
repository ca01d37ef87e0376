"""Reports, aims and acceptances: what `engagement.yaml` says of SOC 2 and CMMC."""

from __future__ import annotations

import datetime as dt

from ..lazy_dataclasses import dataclass
from .authored_values import NOWHERE, Period, Source


@dataclass(frozen=True, slots=True)
class Deviation:
    uuid: str
    criterion: str
    description: str
    control: str | None = None


@dataclass(frozen=True, slots=True)
class CarveOut:
    uuid: str
    provider: str
    services: str


@dataclass(frozen=True, slots=True)
class Soc2Report:
    uuid: str
    report_type: str
    criteria: tuple[str, ...]
    opinion: str
    auditor: str
    system_in_description: bool
    period: Period | None = None
    as_of: dt.date | None = None
    deviations: tuple[Deviation, ...] = ()
    carve_outs: tuple[CarveOut, ...] = ()


@dataclass(frozen=True, slots=True)
class Affirmation:
    """An affirmation in SPRS (32 CFR 170.22)."""

    date: dt.date
    name: str
    title: str
    contact: str


@dataclass(frozen=True, slots=True)
class CmmcAim:
    uuid: str
    target_level: int
    assessment_type: str
    conditional_status_date: dt.date | None = None
    status: str | None = None
    status_date: dt.date | None = None
    uid: str | None = None
    affirmed: tuple[Affirmation, ...] = ()


@dataclass(frozen=True, slots=True)
class Acceptance:
    uuid: str
    customer: str
    accepts: str
    date: dt.date
    location: str = ""
    until: dt.date | None = None
    source: Source = NOWHERE


@dataclass(frozen=True, slots=True)
class Engagement:
    """`engagement.yaml`."""

    soc2: Soc2Report | None = None
    cmmc: CmmcAim | None = None
    acceptances: tuple[Acceptance, ...] = ()
    situation: str | None = None
    decided_by: str | None = None
    date: dt.date | None = None
    advisers: tuple[str, ...] = ()
    source: Source = NOWHERE
