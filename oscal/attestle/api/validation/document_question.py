"""What is asked of the documents of a workspace, and what is answered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path

from ...findings import Finding
from ...lazy_dataclasses import dataclass
from ...model.baseline import make_baseline
from ...model.people import People
from ...model.system import System
from ...model.workspace import Work
from ...store.reference_files import Addresses

_NOBODY = People("", (), (), ())


@dataclass(frozen=True, slots=True)
class DocumentQuestion:
    """What the judgement of documents rests on besides the files in their folders.

    `owners` are the systems that could be read, with nothing but their description; `systems` the
    names of all.
    """

    root: Path
    as_of: dt.date
    systems: tuple[str, ...]
    owners: tuple[Work, ...]
    addresses: Addresses


@dataclass(frozen=True, slots=True)
class JudgedDocuments:
    """Findings with their places, and the labels of every criterion that a catalog has.

    It may rest on files in no folder of documents, and on documents that were not among those given
    (`leads_to_others`). `uuids` are those of the documents, where it was worked out anew.
    """

    findings: tuple[Finding, ...]
    criteria: frozenset[str]
    rests_on_others: bool = False
    leads_to_others: bool = False
    uuids: tuple[str, ...] = ()


def narrow_owners(works: Iterable[Work]) -> tuple[Work, ...]:
    """Systems with their description alone, so that nothing else can be asked of them."""
    nothing = make_baseline("", "", ())
    return tuple(
        Work(System(work.system.name, work.system.characteristics, _NOBODY), nothing)
        for work in works
    )
