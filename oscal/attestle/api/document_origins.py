"""Provenance of a document: the revision it is made from, the OSCAL plan beside it,
tool and day.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from types import MappingProxyType

from ..errors import ToolkitError
from ..model.workspace import Work
from ..render.requirement_words import describe_words
from ..render.table_cells import NOT_RECORDED
from ..store import files, layout
from ..store.own_template import read_template_path
from ..store.source_revision import read_source_revision
from .assembled_outputs import build_outputs
from .clock import now
from .statuses import JudgedSystem

_PLAN = "system-security-plan"
# What every document is made from, and what further ones of some kinds
_SOURCES = ("catalogs", "profiles", layout.SETTINGS)
_SOURCES_OF: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "gap": ("mapping-collections", "component-definitions"),
        "crosswalk": ("mapping-collections",),
        "site": ("mapping-collections",),
    }
)
NOT_ASSEMBLED = "not assembled"
NOT_CURRENT = "not up to date"


Facts = tuple[tuple[str, str], ...]


def list_provenance(
    root: Path,
    kind: str,
    as_of: dt.date,
    judged: JudgedSystem | None,
    revision: str | None,
    plan_facts: Facts | None = None,
) -> Facts:
    """Names and values; the `revision` is read from version control where none is given, and the
    `plan_facts` are looked up where they are not at hand.
    """
    if plan_facts is None:
        plan_facts = list_plan_facts(root, judged) if judged else ()
    if revision is None:
        template = read_template_path(root)
        sources = (*_list_sources(kind, judged), *([template] if template else []))
        revision = read_source_revision(root, sources)
    return (
        ("Revision", revision),
        *plan_facts,
        *_list_words(judged),
        ("Tool", f"attestle {version('attestle')}"),
        ("As of", as_of.isoformat()),
    )


def _list_sources(kind: str, judged: JudgedSystem | None) -> tuple[str, ...]:
    folders = [layout.system_folder_path(judged.work.system.name)] if judged else []
    folders += [layout.TEXTS] if _list_words(judged) else []
    return (*folders, *_SOURCES, *_SOURCES_OF.get(kind, ()))


def _list_words(judged: JudgedSystem | None) -> Facts:
    """Whose words the requirements have, where a publisher's were laid beside."""
    words = describe_words(judged.work.baseline) if judged else ""
    return (("Requirement texts", words),) if words else ()


def list_plan_facts(root: Path, judged: JudgedSystem) -> Facts:
    """The OSCAL plan as the workspace holds it. One of other content than the document's is named
    by no hash, because who compares the two would take them for the same.
    """
    system = judged.work.system
    path = layout.document_path(_PLAN, system.name)
    data = files.read_current(root, path)
    if data is None:
        digest = NOT_ASSEMBLED
    elif any(item.is_error for item in judged.read) or data != _build_plan(root, judged.work, path):
        digest = NOT_CURRENT
    else:
        digest = hashlib.sha256(data).hexdigest()
    return (*name_plan(judged), ("OSCAL SSP SHA-256", digest))


def name_plan(judged: JudgedSystem) -> Facts:
    """Which plan it is, without a look at what is assembled of it."""
    return (("SSP UUID", judged.work.system.characteristics.uuid or NOT_RECORDED),)


def _build_plan(root: Path, work: Work, path: str) -> bytes | None:
    """The plan as it should stand; None where it cannot be built."""
    try:
        return build_outputs(root, work, now()).files[path]
    except ToolkitError:
        return None
