"""An assembly that had nothing to change is not done again while nothing changed that it rests on.

Only that is kept: whatever has to be written is read and built anew.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from ..store import cache, file_states, files, layout, own_fonts
from .assembled_change import AssembledChange
from .clock import today

# To hash the files of more systems takes longer than to assemble one
_MOST_SYSTEMS = 16


def assemble_kept(root: Path, name: str | None, *, check: bool) -> AssembledChange:
    """As `assembly.assemble`, with what the user's cache knows."""
    answers = cache.open_cache(root)
    if not answers.usable or not _is_cheap(root):
        return _assemble(root, name, check=check)
    version = file_states.hash_rule_set(answers)
    known = file_states.KnownHashes(answers, root)
    state = file_states.hash_state(root, layout.READ_FOLDERS, known)
    given = repr((str(root), name, check, today()))
    key = cache.make_key("assembled", version, given, state.key())
    before = _unpack_change(answers.get(key)) if state.complete else None
    if before is not None:
        # what an interrupted run left is cleared away in any case
        written = () if check else files.save(root, {})
        return replace(before, changed=written)
    change = _assemble(root, name, check=check)
    if state.complete and _is_lasting(root, name, change) and file_states.is_unchanged(root, state):
        answers.put({key: [change.documents, list(change.kept), list(change.uncarried)]})
    return change


def _is_lasting(root: Path, name: str | None, change: AssembledChange) -> bool:
    """Whether there was nothing to change, and all that this rests on is hashed."""
    from .kept_readings import rests_on_hashed

    return not change.changed and not change.lost and rests_on_hashed(root, name)


def _is_cheap(root: Path) -> bool:
    """Whether it is quickly told what everything rests on: what texts may hold rests on fonts of
    one's own too, which stand anywhere.
    """
    return len(files.list_names(root, layout.SSP)) <= _MOST_SYSTEMS and not own_fonts.read_named(
        root
    )


def _assemble(root: Path, name: str | None, *, check: bool) -> AssembledChange:
    # the builders are loaded only where something has to be built
    from .assembly import assemble
    from .kept_readings import read_kept_system

    return assemble(root, name, check=check, read_system=read_kept_system)


def _unpack_change(value: Any) -> AssembledChange | None:
    """None of what is no answer."""
    try:
        documents, kept, uncarried = value
        return AssembledChange((), tuple(kept), int(documents), uncarried=tuple(uncarried))
    except (TypeError, ValueError):
        return None
