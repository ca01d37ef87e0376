"""Systems read with what earlier runs kept of them, for commands that only look."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType

from ..store import cache, file_states, layout, oscal_documents, own_fonts, systems
from ..store.kept_systems import SOURCES
from ..store.systems import SystemReading
from .validation.hashed_files import names_others
from .validation.known_answers import AskedSources, KnownAnswers


def read_kept_system(root: Path, name: str) -> SystemReading:
    """As `systems.read_system`; a command that writes reads the files themselves."""
    return _read_system(root, name)[0]


def rests_on_hashed(root: Path, name: str | None) -> bool:
    """Whether a system that can be read rests on nothing but files that are hashed."""
    reading, has_others = _read_system(root, systems.choose_system(root, name))
    return reading.work is not None and not has_others and not names_others(reading.work)


def _read_system(root: Path, name: str) -> tuple[SystemReading, bool]:
    """A system, and whether documents elsewhere were asked for."""
    known = _open_known(root, name)
    sources = AskedSources()
    fetch = oscal_documents.make_href_reader(root, find_read=sources.find)
    kept = known.open_system(root, name, MappingProxyType({})) if known else None
    reading = systems.read_system(root, name, fetch, kept)
    if known and kept and not sources.has_others:
        known.keep_systems(root, {name: kept})
        # files that changed during the run would be kept under the hash of what they were
        if known.fresh and file_states.is_unchanged(root, known.state):
            known.stored.put(known.fresh)
    return reading, sources.has_others


def _open_known(root: Path, name: str) -> KnownAnswers | None:
    number = len(systems.list_systems(root))
    if number > cache.MOST_SYSTEMS:
        return None
    answers = cache.open_cache(root)
    # what texts may hold rests on the fonts too, which stand anywhere
    if not answers.usable or own_fonts.read_named(root):
        return None
    tops, part = _choose_tops(name, is_only=number == 1)
    hashes = file_states.KnownHashes(answers, root, part)
    state = file_states.hash_state(root, tops, hashes)
    return (
        KnownAnswers(answers, file_states.hash_rule_set(answers), state) if state.complete else None
    )


def _choose_tops(name: str, *, is_only: bool) -> tuple[tuple[str, ...], str]:
    """What is hashed: all where there is no other system, as validation does, so that both know
    the same hashes; else what this system rests on. Of all systems each would be hashed for each.
    """
    if is_only:
        return layout.READ_FOLDERS, ""
    return (*SOURCES, layout.SETTINGS, layout.system_folder_path(name)), name
