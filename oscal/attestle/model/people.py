"""Parties, roles and users of a system: what `people.yaml` says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import field
from types import MappingProxyType

from ..lazy_dataclasses import dataclass
from .authored_values import NOWHERE, Source


@dataclass(frozen=True, slots=True)
class Party:
    uuid: str
    id: str
    name: str
    type: str = "organization"
    title: str | None = None
    email: str | None = None
    phone: str | None = None
    address: tuple[str, ...] = ()
    source: Source = NOWHERE


@dataclass(frozen=True, slots=True)
class Role:
    id: str
    title: str
    held_by: tuple[str, ...]
    description: str | None = None
    github: tuple[str, ...] = ()
    source: Source = NOWHERE
    interviewed: dt.date | None = None


@dataclass(frozen=True, slots=True)
class UserType:
    uuid: str
    id: str
    title: str
    description: str | None = None
    roles: tuple[str, ...] = ()
    privileged: bool | None = None
    external: bool = False
    count: int | None = None
    functions: tuple[str, ...] = ()
    source: Source = NOWHERE
    automated: bool = False


@dataclass(frozen=True, slots=True)
class People:
    """`people.yaml`; `families` maps a family code to the role that answers for it."""

    organization: str
    parties: tuple[Party, ...]
    roles: tuple[Role, ...]
    users: tuple[UserType, ...]
    families: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    source: Source = NOWHERE
