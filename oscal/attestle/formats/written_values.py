"""What imports wrote into the files of a system, as hashes: `imported.csv` of that system.

A value that still is what an import wrote is the import's, and the next one may change it; any
other is somebody's own. Without the file everything is somebody's own.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import field, replace
from types import MappingProxyType

from ..lazy_dataclasses import dataclass
from .csv_tables import read_table, write_table
from .problems import Problem
from .written_things import LEFT, LISTS, STATE, Things, list_things

COLUMNS = ("file", "thing", "source", "values")
# Before the key of what an import wrote and somebody took out since: it stays out
_TAKEN_OUT = "out."
# Where a thing that somebody took out as a whole stays out: sections of answers
_ANSWERS = "controls/"
# Enough that two values of one key never meet by chance, and short enough for a line of a review
_DIGITS = 12
_PAIR = re.compile(r"([\w.-]+):([0-9a-f]{12})\Z")
_HINT = "delete the file if in doubt: then every value counts as typed by somebody"


@dataclass(frozen=True, slots=True)
class _WrittenThing:
    """The sheet that wrote it last, and by key the hashes of values that imports wrote."""

    source: str
    hashes: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class WrittenValues:
    """By file, from the folder of the system, and thing in it."""

    folder: str = ""
    _things: Mapping[tuple[str, str], _WrittenThing] = field(
        default_factory=lambda: MappingProxyType({})
    )

    def has_value(self, path: str, thing: str, key: str, value: str) -> bool:
        """Whether an import wrote this value, which stands there still; of a list every item."""
        known = self._things.get((self._shorten(path), thing))
        hashes = known.hashes.get(key, frozenset()) if known else frozenset()
        return all(_hash_value(item) in hashes for item in _split_value(key, value))

    def is_taken_out(self, path: str, thing: str, key: str, value: str = "") -> bool:
        """Whether an import wrote it, and somebody took it out since; to be asked of what does not
        stand there. Without a value it is about whatever stood under that key.
        """
        known = self._things.get((self._shorten(path), thing))
        if known is None:
            return False
        hashes = _list_known(known, key)
        return _hash_value(value) in hashes if value else bool(hashes)

    def list_put_back(self, path: str, before: str, after: str) -> Iterator[str]:
        """What an import puts there that an earlier one wrote and somebody took out since: names of
        things, and keys of things that are there.
        """
        file = self._shorten(path)
        old = list_things(file, before)
        for thing, values in list_things(file, after).items():
            if (file, thing) not in self._things:
                continue
            if thing not in old:
                yield thing
                continue
            for key, value in values.items():
                items = set(_split_value(key, value)) - set(
                    _split_value(key, old[thing].get(key, ""))
                )
                is_back = key in LISTS or key not in old[thing]
                if is_back and any(self.is_taken_out(path, thing, key, one) for one in items):
                    yield f"{thing} ({key})"

    def is_contested(self, path: str, thing: str, key: str) -> bool:
        """Whether imports of two branches wrote different values: somebody chose the one that
        stands there when the branches met.
        """
        known = self._things.get((self._shorten(path), thing))
        return known is not None and len(known.hashes.get(key, ())) > 1

    def has_thing(self, path: str, thing: str) -> bool:
        return (self._shorten(path), thing) in self._things

    def list_untouched(self, path: str, text: str, source: str) -> Iterator[str]:
        """Things of a file that sheets of this name wrote, every value of them, and nobody else."""
        for thing, values in list_things(self._shorten(path), text).items():
            known = self._things.get((self._shorten(path), thing))
            if known is None or _fold_source(known.source) != _fold_source(source):
                continue
            if all(self.has_value(path, thing, key, value) for key, value in values.items()):
                yield thing

    def record(self, path: str, before: str, after: str, source: str) -> WrittenValues:
        """With what an import changed in a file; what somebody else changed since is forgotten."""
        file = self._shorten(path)
        old, new = list_things(file, before), list_things(file, after)
        kept = {place: known for place, known in self._things.items() if place[0] != file}
        for thing, values in new.items():
            known = self._record_thing(file, thing, old, values, source)
            if known is not None:
                kept[file, thing] = known
        for place, known in self._things.items():
            is_out = place[1] not in old and place[1] not in new and file.startswith(_ANSWERS)
            if place[0] == file and is_out:
                kept[place] = known
        return replace(self, _things=MappingProxyType(kept))

    def _record_thing(
        self, file: str, thing: str, old: Things, values: Mapping[str, str], source: str
    ) -> _WrittenThing | None:
        before, known = old.get(thing, {}), self._things.get((file, thing))
        changed = {key for key, value in values.items() if not is_same(before.get(key, ""), value)}
        if not changed:
            return known
        own = {
            key: self._list_own((file, thing), key, before.get(key, ""), value)
            for key, value in values.items()
        }
        # an import that adds to what somebody wrote does not make the whole its own
        was_left = self.has_value(file, thing, LEFT, before.get(LEFT, ""))
        if LEFT in changed and STATE not in changed and not was_left:
            own.pop(LEFT)
        hashes = {key: found for key, found in own.items() if found}
        hashes |= _list_taken_out(known, before, values)
        return _WrittenThing(source, MappingProxyType(hashes)) if hashes else None

    def _list_own(
        self, place: tuple[str, str], key: str, before: str, value: str
    ) -> frozenset[str]:
        """The hashes of what an import put there, now or earlier."""
        old = {fold_blanks(item) for item in _split_value(key, before)}
        return frozenset(
            _hash_value(item)
            for item in _split_value(key, value)
            if fold_blanks(item) not in old or self.has_value(*place, key, item)
        )

    def keep_things(self, path: str, text: str) -> WrittenValues:
        """Of a file only the things that it has; of an empty text none."""
        file = self._shorten(path)
        present = list_things(file, text) if text else {}
        kept = {
            place: known
            for place, known in self._things.items()
            if place[0] != file or place[1] in present
        }
        return replace(self, _things=MappingProxyType(kept))

    def keep_files(self, paths: Collection[str]) -> WrittenValues:
        """Of these files only; paths are from the root."""
        files = {self._shorten(path) for path in paths}
        kept = {place: known for place, known in self._things.items() if place[0] in files}
        return replace(self, _things=MappingProxyType(kept))

    def list_files(self) -> tuple[str, ...]:
        """Paths from the root."""
        return tuple(dict.fromkeys(f"{self.folder}/{file}" for file, _ in self._things))

    def move_files(self, moved: Mapping[str, str]) -> WrittenValues:
        """With files under other paths in the folder of the system."""
        named = {
            (moved.get(file, file), thing): known for (file, thing), known in self._things.items()
        }
        return replace(self, _things=MappingProxyType(named))

    def write(self) -> str:
        """One line a thing, in order, so that two branches meet in as few lines as they can."""
        rows = [
            (file, thing, known.source, " ".join(_write_pairs(known)))
            for (file, thing), known in sorted(self._things.items())
        ]
        return write_table(COLUMNS, rows)

    def _shorten(self, path: str) -> str:
        return path.removeprefix(f"{self.folder}/") if self.folder else path


def _list_known(known: _WrittenThing, key: str) -> frozenset[str]:
    """The hashes of what an import wrote under a key, whether it stands there or was taken out."""
    nothing: frozenset[str] = frozenset()
    return known.hashes.get(key, nothing) | known.hashes.get(f"{_TAKEN_OUT}{key}", nothing)


def _list_taken_out(
    known: _WrittenThing | None, before: Mapping[str, str], after: Mapping[str, str]
) -> dict[str, frozenset[str]]:
    """By key what earlier imports wrote, what the file had no more when this one came, and what
    this one did not put back.
    """
    found: dict[str, frozenset[str]] = {}
    keys = {key.removeprefix(_TAKEN_OUT) for key in known.hashes} if known else set()
    for key in keys - {LEFT}:
        if key not in LISTS and (key in before or key in after):
            continue
        present = (*_split_value(key, before.get(key, "")), *_split_value(key, after.get(key, "")))
        gone = _list_known(known, key) - set(map(_hash_value, present)) if known else frozenset()
        if gone:
            found[f"{_TAKEN_OUT}{key}"] = gone
    return found


def read_written(text: str, folder: str) -> tuple[WrittenValues, tuple[Problem, ...]]:
    """What the text says, as far as it can be read.

    A thing may have several lines after a merge: what either side wrote, an import wrote.
    """
    table = read_table(text, COLUMNS)
    problems = [replace(item, warning=True, hint=_HINT) for item in table.problems]
    things: dict[tuple[str, str], _WrittenThing] = {}
    for row in table.rows:
        place = row.cells["file"], row.cells["thing"]
        if place == COLUMNS[:2]:
            continue  # the heading of the other side of a merge
        pairs = [_PAIR.match(word) for word in row.cells["values"].split()]
        if not pairs or None in pairs:
            message = (
                f'"{row.cells["values"][:40]}" is not what an import writes; the line says nothing'
            )
            problems.append(Problem("OSC012", message, row.line, None, _HINT, warning=True))
            continue
        known = things.get(place)
        hashes = dict(known.hashes) if known else {}
        for pair in filter(None, pairs):
            hashes[pair[1]] = hashes.get(pair[1], frozenset()) | {pair[2]}
        things[place] = _WrittenThing(row.cells["source"], MappingProxyType(hashes))
    return WrittenValues(folder, MappingProxyType(things)), tuple(problems)


def _split_value(key: str, value: str) -> tuple[str, ...]:
    """The items of a list, each of which somebody may have added; any other value as one."""
    if key not in LISTS:
        return (value,)
    return tuple(item.strip() for item in value.split(",") if item.strip())


def is_same(old: str, new: str) -> bool:
    """Whether two values are the same but for blanks."""
    return fold_blanks(old) == fold_blanks(new)


def fold_blanks(text: str) -> str:
    return ", ".join(" ".join(part.split()) for part in text.split(","))


def _hash_value(value: str) -> str:
    return hashlib.sha256(fold_blanks(value).encode()).hexdigest()[:_DIGITS]


def _write_pairs(known: _WrittenThing) -> Iterable[str]:
    for key in sorted(known.hashes):
        yield from (f"{key}:{text}" for text in sorted(known.hashes[key]))


def _fold_source(name: str) -> str:
    """The letters of a file's name: a sheet is saved again with a day or a number in its name."""
    return "".join(re.findall(r"[^\W\d_]+", name.casefold()))
