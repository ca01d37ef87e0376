"""Findings from an earlier run where nothing changed that they rest on, worked out anew elsewhere.

The checks themselves are loaded only when an answer has to be worked out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ...findings import Finding, sort_findings
from ...formats.settings_file import Settings
from ...store import cache, files, layout
from .known_answers import KnownAnswers
from .targets import Target, is_below

_TOPS = (*layout.MODELS, layout.SSP, layout.SETTINGS)


def find_all(
    meant: Target, chosen: Settings, as_of: dt.date, kept: cache.Cache
) -> tuple[Finding, ...]:
    own = (
        tuple(
            item
            for item in _find_in_workspace(meant.root, chosen, as_of, kept)
            if is_below(item.path, meant.paths)
        )
        if meant.judges_workspace
        else ()
    )
    return sort_findings(
        (*own, *(find_in_documents(meant, as_of, kept) if meant.documents else ()))
    )


def _find_in_workspace(
    root: Path, chosen: Settings, as_of: dt.date, kept: cache.Cache
) -> tuple[Finding, ...]:
    """From before if nothing changed that the answer rests on; otherwise anew, and documents that
    did not change from before.
    """
    if not kept.usable:
        from . import workspace_checks

        return workspace_checks.check_workspace(root, as_of, known_tools=chosen.known_tools)
    version, state = cache.hash_rule_set(), cache.hash_state(root, _TOPS)
    name = cache.make_key("workspace", version, as_of.isoformat(), *chosen.known_tools, state.key())
    before = cache.unpack_findings(kept.get(name)) if state.complete else None
    if before is not None:
        return before
    from . import workspace_checks

    answers = KnownAnswers(kept, version, state) if state.complete else None
    found = workspace_checks.check_workspace(
        root, as_of, known_tools=chosen.known_tools, answers=answers
    )
    if answers is not None and cache.is_unchanged(root, state):
        kept.put({**answers.fresh, name: cache.pack_findings(found)})
    return found


def find_in_documents(meant: Target, as_of: dt.date, kept: cache.Cache) -> tuple[Finding, ...]:
    """Documents by themselves, each from before if it is the same."""
    found: list[Finding] = []
    fresh: dict[str, Any] = {}
    read = make_reader(meant)
    version = cache.hash_rule_set() if kept.usable else ""
    for path in meant.documents or {}:
        try:
            data = read(path)
        except files.Unreadable as error:
            found += error.findings
            continue
        name = (
            cache.make_key("alone", version, as_of.isoformat(), path, data) if kept.usable else ""
        )
        one = cache.unpack_findings(kept.get(name)) if kept.usable else None
        if one is None:
            from . import loose_documents

            one = loose_documents.check_loose_documents({path: data}, as_of)
            fresh[name] = cache.pack_findings(one)
        found += one
    kept.put(fresh if kept.usable else {})
    return sort_findings(found)


def make_reader(meant: Target) -> Callable[[str], bytes]:
    """Bytes by the path of a finding. Raises FileNotFoundError or Unreadable."""

    def read(path: str) -> bytes:
        given_ = (meant.documents or {}).get(path)
        if isinstance(given_, bytes):
            return given_
        return files.read(meant.root, path)

    return read
