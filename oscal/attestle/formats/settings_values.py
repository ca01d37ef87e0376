"""What `attestle.toml` says, as values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import field
from types import MappingProxyType

from ..lazy_dataclasses import dataclass
from .path_globs import matches_path
from .settings_forms import is_address


@dataclass(frozen=True, slots=True)
class PathSettings:
    """Codes, or beginnings of codes, that are left out of the files that a glob names."""

    path: str
    ignore: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AcceptedFinding:
    """Findings of a code that somebody answers for; `until` None means without an end."""

    code: str
    path: str
    reason: str
    by: str
    date: dt.date
    until: dt.date | None = None
    line: int = 1


@dataclass(frozen=True, slots=True)
class RepositoryRecord:
    """What is recorded of the place where the repository lives.

    None and "" mean that it is not recorded.
    """

    host: str = ""
    public: bool | None = None
    decided_by: str = ""
    date: dt.date | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class AudienceSettings:
    """Who receives a package: its documents, their forms, OSCAL models and further parts, whether
    the authored files go along. None where nothing is said.
    """

    name: str
    title: str
    kinds: tuple[str, ...] | None = None
    forms: tuple[str, ...] | None = None
    models: tuple[str, ...] | None = None
    parts: tuple[str, ...] | None = None
    source: bool | None = None


@dataclass(frozen=True, slots=True)
class KindMarking:
    """The marking of a kind of documents for an audience."""

    kind: str
    audience: str
    text: str


@dataclass(frozen=True, slots=True)
class SettingsDay:
    """A day by which something is said to have happened, and where it stands."""

    key: str
    day: dt.date
    line: int


def _make_empty() -> Mapping[str, tuple[str, ...]]:
    return MappingProxyType({})


def _make_no_references() -> Mapping[str, str]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Settings:
    """What the file chooses.

    `select` empty means everything; words that are "" and tables that are None or empty, that
    nothing is said of them. `approvals` are the roles that approve, by what they approve.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fail_on: str = ""
    baseline: str = ""
    known_tools: tuple[str, ...] = ()
    paths: tuple[PathSettings, ...] = ()
    summaries: str = ""
    oscal_version: str = ""
    approvals: Mapping[str, tuple[str, ...]] = field(default_factory=_make_empty)
    accepted: tuple[AcceptedFinding, ...] = ()
    repository: RepositoryRecord | None = None
    template: str = ""
    fonts: tuple[str, ...] = ()
    texts: str = ""
    markings: tuple[KindMarking, ...] = ()
    audiences: tuple[AudienceSettings, ...] = ()
    revoked_keys: tuple[str, ...] = ()
    references: Mapping[str, str] = field(default_factory=_make_no_references)
    past_days: tuple[SettingsDay, ...] = ()

    @property
    def addresses(self) -> Mapping[str, str]:
        """The document of the workspace that stands in the place of each address."""
        return {name: path for name, path in self.references.items() if is_address(name)}

    def leaves_out(self, code: str, path: str) -> bool:
        """Whether a finding of this code in this file is suppressed."""
        if (self.select and not code.startswith(self.select)) or (
            self.ignore and code.startswith(self.ignore)
        ):
            return True
        return any(
            code.startswith(item.ignore) and matches_path(item.path, path) for item in self.paths
        )
