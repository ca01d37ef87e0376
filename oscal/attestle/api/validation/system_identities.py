"""What is unique in the world, of each system as digests: enough to say that none is in two
systems, and small however many systems there are.
"""

from __future__ import annotations

import hashlib
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator

from ...lazy_dataclasses import dataclass
from ...model.people import Party
from ...model.workspace import Work
from ...rules.identity_rules import walk_identities
from ...uuids import fold_uuid

_WIDTH = 8


@dataclass(frozen=True, slots=True)
class SystemIdentities:
    """Digests of all uuids and ids of a system but those of its parties, each once; and of the
    parties those of uuid and person, of which two systems may have the same.
    """

    own: tuple[int, ...]
    parties: tuple[tuple[int, int], ...]


def list_identities(work: Work) -> SystemIdentities:
    own: set[int] = set()
    parties: set[tuple[int, int]] = set()
    for uuid, thing, _ in walk_identities(work.system):
        if isinstance(thing, Party):
            parties.add((digest_uuid(uuid), _digest(uuid, str(thing.type), thing.name)))
        else:
            own.add(digest_uuid(uuid))
    facts = work.system.characteristics
    own |= {_digest("id", item.id, str(item.scheme)) for item in facts.ids}
    return SystemIdentities(tuple(sorted(own)), tuple(sorted(parties)))


def list_document_identities(uuids: Iterable[str]) -> SystemIdentities:
    """Documents among themselves: the uuid of a system is that of its plan too."""
    return SystemIdentities(tuple(sorted({digest_document(uuid) for uuid in uuids})), ())


def digest_uuid(uuid: str) -> int:
    """Of one in small letters."""
    return _digest("uuid", uuid)


def digest_document(uuid: str) -> int:
    return _digest("document", fold_uuid(uuid))


def _digest(*parts: str) -> int:
    total = hashlib.blake2b("\0".join(parts).encode(), digest_size=_WIDTH)
    return int.from_bytes(total.digest(), "big")


class IdentityLedger:
    """The digests of the systems so far, in sorted runs of which each is as long as all before it
    when it is made: a look takes a few steps, and a digest eight bytes.
    """

    def __init__(self) -> None:
        self._runs: list[array[int]] = []
        self._parties: dict[int, int] = {}

    def take(self, system: SystemIdentities) -> bool:
        """Whether nothing of it is in a system before it, parties that are the same aside."""
        keys = {key for key, _ in system.parties}
        is_alone = not any(
            self._has(key) or key in self._parties or key in keys for key in system.own
        )
        is_alone = is_alone and all(
            self._parties.setdefault(key, person) == person and not self._has(key)
            for key, person in system.parties
        )
        self._add(array("Q", system.own))
        return is_alone

    def list_keys(self) -> Iterator[int]:
        """Of everything in the systems so far."""
        yield from self._parties
        for run in self._runs:
            yield from run

    def _has(self, key: int) -> bool:
        for run in self._runs:
            place = bisect_left(run, key)
            if place < len(run) and run[place] == key:
                return True
        return False

    def _add(self, run: array[int]) -> None:
        while self._runs and len(self._runs[-1]) <= len(run):
            run = array("Q", sorted((*self._runs.pop(), *run)))
        self._runs.append(run)
