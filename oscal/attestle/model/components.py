"""Components of a system: the files under `components/`."""

from __future__ import annotations

import datetime as dt

from ..lazy_dataclasses import dataclass
from .authored_values import NOWHERE, Source

ASSET_CATEGORIES = ("cui", "spa", "crma", "specialized", "out-of-scope")
HANDLING = ("stores", "processes", "transmits", "backs-up")

# The slug of the component that stands for the system as a whole
THIS_SYSTEM = "this-system"


@dataclass(frozen=True, slots=True)
class CryptographicModule:
    uuid: str
    name: str
    status: str
    used_for: str
    certificate: str | None = None
    standard: str | None = None
    looked_up: dt.date | None = None
    protects: str | None = None
    source: Source = NOWHERE


@dataclass(frozen=True, slots=True)
class Component:
    """`components/<slug>.md`; the slug is its id everywhere in the authored files."""

    uuid: str
    title: str
    type: str
    category: str
    owner: str
    status: str = "operational"
    purpose: str | None = None
    provider: str | None = None
    vendor: str | None = None
    version: str | None = None
    definition: str | None = None
    zone: str | None = None
    holds: tuple[str, ...] = ()
    cryptographic_modules: tuple[CryptographicModule, ...] = ()
    slug: str = ""
    description: str = ""
    source: Source = NOWHERE
