"""The bytes behind references: files below the allowed root, and those in the place of addresses.

Nothing is parsed here, so that who only asks whether a file is what it was loads no reader.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import field
from pathlib import Path
from types import MappingProxyType

from ..lazy_dataclasses import dataclass
from . import files

# The file in the place of each address: a path from the root where the settings name it, any file
# where the user does
Addresses = Mapping[str, str | Path]


def _make_empty() -> Addresses:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class ReferenceFiles:
    """Where documents are looked for that others refer to.

    Paths start from `root`; without one nothing but addresses is read.
    """

    root: Path | None
    addresses: Addresses = field(default_factory=_make_empty)

    def read(self, path: str) -> bytes:
        """Raises FileNotFoundError or Unreadable."""
        place = self.addresses.get(path, path)
        if isinstance(place, Path):
            return files.read_outside(place)
        if self.root is None:
            raise FileNotFoundError(path)
        return files.read(self.root, place)

    def find_name(self, path: str) -> str:
        """The name of the file, whose ending tells its form."""
        place = self.addresses.get(path, path)
        return place.name if isinstance(place, Path) else place


class CurrentHashes(Mapping[str, str]):
    """What the files that an answer rests on are now, hashed when asked for."""

    def __init__(self, referenced: ReferenceFiles) -> None:
        self._referenced = referenced

    def __getitem__(self, path: str) -> str:
        try:
            return hashlib.sha256(self._referenced.read(path)).hexdigest()
        except (FileNotFoundError, files.Unreadable):
            return ""

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0
