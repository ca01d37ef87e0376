"""Exceptions of a system: the files under `exceptions/`."""

from __future__ import annotations

import datetime as dt

from ..lazy_dataclasses import dataclass
from .authored_values import NOWHERE, Source


@dataclass(frozen=True, slots=True)
class DocumentedException:
    """`exceptions/<slug>.md`; the scope lists requirements or objectives."""

    uuid: str
    title: str
    kind: str
    scope: tuple[str, ...]
    rationale: str | None = None
    mitigations: str | None = None
    approver: str | None = None
    date: dt.date | None = None
    review_date: dt.date | None = None
    implemented_before: dt.date | None = None
    operational_item: str | None = None
    limited_subset: str | None = None
    slug: str = ""
    text: str = ""
    source: Source = NOWHERE
