"""Systems read with what earlier runs kept of them, for commands that only look."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType

from ..store import cache, file_states, layout, oscal_documents, own_fonts, systems
from ..store.systems import SystemReading
from .validation.known_answers import AskedSources, KnownAnswers


def read_kept_system(root: Path, name: str) -> SystemReading:
    """As `systems.read_system`; a command that writes reads the files themselves."""
    known = _open_known(root)
    sources = AskedSources()
    fetch = oscal_documents.make_href_reader(root, find_read=sources.find)
    kept = known.open_system(root, name, MappingProxyType({})) if known else None
    reading = systems.read_system(root, name, fetch, kept)
    if known and kept and not sources.has_others:
        known.keep_systems(root, {name: kept})
        # files that changed during the run would be kept under the hash of what they were
        if known.fresh and file_states.is_unchanged(root, known.state):
            known.stored.put(known.fresh)
    return reading


def _open_known(root: Path) -> KnownAnswers | None:
    answers = cache.open_cache(root)
    # what texts may hold rests on the fonts too, which stand anywhere
    if not answers.usable or own_fonts.read_named(root):
        return None
    hashes = file_states.KnownHashes(answers, root)
    state = file_states.hash_state(root, layout.READ_FOLDERS, hashes)
    return (
        KnownAnswers(answers, file_states.hash_rule_set(answers), state) if state.complete else None
    )
