"""Providers of a system and their responsibility matrices: the files under `providers/`."""

from __future__ import annotations

import datetime as dt

from ..lazy_dataclasses import dataclass
from .authored_values import NOWHERE, Source

MATRIX_COLUMNS = (
    "objective", "responsibility", "provider-does", "organisation-does", "evidence", "date",
)  # fmt: skip
# Further columns of a responsibility matrix: who does it, by name of the role
MATRIX_ROLES = ("provider-role", "organisation-role")


@dataclass(frozen=True, slots=True)
class Authorization:
    kind: str
    date: dt.date
    id: str | None = None
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One objective in a provider's responsibility matrix: provider, organisation or shared."""

    objective: str
    responsibility: str
    provider_does: str = ""
    organisation_does: str = ""
    evidence: str = ""
    date: dt.date | None = None
    source: Source = NOWHERE
    provider_role: str = ""
    organisation_role: str = ""


@dataclass(frozen=True, slots=True)
class MatrixReference:
    """A responsibility matrix that the provider publishes: it gives no row."""

    document: str
    location: str
    version: str | None = None
    date: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Provider:
    """`providers/<slug>.md`: `matrix_rows` are those of `<slug>.csv`, `matrix` one of the
    provider's own that the file names, which gives no row.
    """

    uuid: str
    title: str
    cloud: bool
    services: tuple[str, ...]
    owner: str
    cui: tuple[str, ...] = ()
    security_protection_data: bool | None = None
    authorization: Authorization | None = None
    agreement: str | None = None
    slug: str = ""
    description: str = ""
    matrix: MatrixReference | None = None
    matrix_rows: tuple[MatrixRow, ...] = ()
    source: Source = NOWHERE
