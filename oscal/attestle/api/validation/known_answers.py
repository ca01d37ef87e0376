"""What earlier runs said of parts of a workspace, and read of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from pathlib import Path
from typing import Any

from ...lazy_dataclasses import dataclass
from ...model.workspace import Document
from ...store import cache, file_states, layout
from ...store.kept_systems import SOURCES, KeptSystem
from ...store.reference_files import Addresses


@dataclass
class KnownAnswers:
    """What is known of single documents, of all of them, and of systems.

    `state` has the hashes of all files; what was worked out anew is gathered in `fresh`. What
    `rests_on_others`, on files that were not hashed, is not kept. What is found again by its folder
    is of use where that is lasting.
    """

    stored: cache.Cache
    rule_set: str
    state: file_states.FileState
    fresh: dict[str, Any] = field(default_factory=dict)
    rests_on_others: bool = False
    is_lasting: bool = True

    def open_system(self, root: Path, name: str, addresses: Addresses) -> KeptSystem | None:
        """What was read of a system; void where a file changed that is no answer."""
        if not self.is_lasting:
            return None
        folder = layout.system_folder_path(name)
        files = self.state.key(
            (*SOURCES, layout.SETTINGS, folder), without=layout.controls_folder_path(name)
        )
        key = cache.make_key(files, repr(sorted(addresses.items())))
        stored = self.stored.get(self._name_system(root, name))
        return KeptSystem(stored, key, self.state.hashes)

    def keep_systems(self, root: Path, kept: Mapping[str, KeptSystem]) -> None:
        for name, system in kept.items():
            value = system.collect()
            if value is not None:
                self.fresh[self._name_system(root, name)] = value

    def _name_system(self, root: Path, name: str) -> str:
        return cache.make_key("system", self.rule_set, str(root), name)


class AskedSources:
    """The documents of which a baseline is made, and whether others were asked for."""

    def __init__(self, find: Callable[[str], Document | None] = lambda _: None) -> None:
        self._find = find
        self.has_others = False

    def find(self, path: str) -> Document | None:
        self.has_others = self.has_others or path.split("/")[0] not in SOURCES
        return self._find(path)
