"""An order for a package, the audience that it names, and the result of making it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

from ..errors import UsageError
from ..formats.audience_table import change_audiences, read_audiences
from ..handover.manifest import Manifest
from ..handover.redaction import RedactionReport
from ..lazy_dataclasses import dataclass
from ..model.audiences import Audience, PackageContents
from ..model.shown_words import TextsChoice
from ..nearest import suggest_words
from ..store.workspace_settings import read_workspace_settings
from .binders import Progress


@dataclass(frozen=True, slots=True)
class PackageOrder:
    """What is asked for: an audience, words of its offers, the day, and what is allowed.

    `rules` is a file of redactions, `print_out` one from SPRS.
    """

    audience: str
    words: tuple[str, ...] = ()
    as_of: dt.date | None = None
    dirty: bool = False
    with_evidence: bool = False
    allow_findings: bool = False
    licensed_text: bool = False
    texts: TextsChoice | None = None
    oscal_version: str = ""
    xml: bool = False
    rules: Path | None = None
    print_out: Path | None = None
    processes: int | None = None


SILENT = Progress()


@dataclass(frozen=True, slots=True)
class PackageProgress:
    """What is told on the way: what will be packed, documents as they are made, bytes as they are
    written.
    """

    announce: Callable[[Audience, PackageContents], None] = lambda audience, contents: None
    documents: Progress = SILENT
    begin_writing: Callable[[int], None] = lambda size: None
    advance_writing: Callable[[int], None] = lambda size: None


@dataclass(frozen=True, slots=True)
class PackageResult:
    """What was written: the manifest, the SHA-256 of its bytes, which is what is signed, and what
    the documents name that is not in the workspace, or that their version cannot carry.
    `is_behind`: changes that are not committed stayed out.
    """

    audience: Audience
    manifest: Manifest
    manifest_sha256: str
    size: int
    missing: tuple[str, ...]
    losses: tuple[str, ...]
    last_line: str
    redacted: RedactionReport | None = None
    is_behind: bool = False


def list_audiences(root: Path) -> dict[str, Audience]:
    """Those that ship, as the settings of the workspace change them, and its own."""
    settings = read_workspace_settings(root).settings
    return change_audiences(read_audiences(), settings.audiences)


def find_audience(root: Path, order: PackageOrder) -> tuple[Audience, PackageContents]:
    """Raises UsageError for one that there is not, and for a word that it does not offer."""
    known = list_audiences(root)
    audience = known.get(order.audience)
    if audience is None:
        way_out = suggest_words(order.audience, known) or f"there are {', '.join(known)}"
        raise UsageError(f'there is no audience "{order.audience}"; {way_out}')
    for word in order.words:
        if word not in audience.offers:
            offered = ", ".join(audience.offers) or "nothing"
            raise UsageError(f'--with "{word}" is not offered to {audience.name}: {offered} is')
    return audience, audience.choose(order.words)
