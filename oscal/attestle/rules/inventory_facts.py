"""What the rows of an inventory count and name in series, and where a text says otherwise."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from ..lazy_dataclasses import dataclass
from ..lazy_patterns import make_pattern
from ..model.inventory import Asset

_NUMBER_WORDS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen", "twenty",
)  # fmt: skip
# The two ways in which the name of a row counts: "Reading desks, 3" and "app-01 to app-04"
_COUNTED_NAME = make_pattern(r"(?P<name>[^,(]*?\w)\s*,\s*(?P<number>\d{1,5})\s*\Z")
_HOST_RANGE = make_pattern(
    r"(?<![\w-])(?P<stem>[a-z][a-z0-9]*(?:-[a-z][a-z0-9]*)*)-(?P<first>\d{1,4}) to"
    r" (?P=stem)-(?P<last>\d{1,4})(?!\w)"
)
# What follows one of these only tells more of the things that are counted
_QUALIFIER = make_pattern(r" (?:of|for|in|with|at|on|under|from|without) ")
_ASSET_ID = make_pattern(r"(?P<stem>[A-Z]{2,}(?:-[A-Z]+)*-)(?P<number>\d{2,})\Z")
# Fewer ids that begin alike may be chance, and a text may use the same letters for something else
_FEWEST_IDS = 3
# Of so many rows with one name every sum is compared: 2 to the 8th sums at most
_MOST_COUNTS = 8


@dataclass(frozen=True, slots=True)
class Mismatch:
    """What a text says otherwise than the inventory; `offset` is where in the text."""

    offset: int
    message: str
    hint: str = "correct the text or the row"


@dataclass(frozen=True, slots=True)
class CountedName:
    """How many things of one name, in small letters, the rows count."""

    name: str
    counts: list[int]
    sums: set[int]

    def find_mismatches(self, text: str) -> Iterator[Mismatch]:
        # most names are in no text, and to compile a pattern takes longer than to look
        is_plain = text.isascii() and self.name.isascii()
        if is_plain and self.name not in text.lower():
            return
        number = rf"{'|'.join(_NUMBER_WORDS)}|\d{{1,5}}"
        mention = re.compile(rf"(?<![\w.,-])({number}) {re.escape(self.name)}(?!\w)", re.I)
        for match in mention.finditer(text):
            if _read_number(match[1]) not in self.sums:
                counts = " and ".join(str(count) for count in self.counts[:_MOST_COUNTS])
                yield Mismatch(match.start(), f'"{match[0]}", but the inventory counts {counts}')


@dataclass(frozen=True, slots=True)
class HostRange:
    """Hosts of one row, such as app-01 to app-04; `mention` matches the name of one."""

    mention: re.Pattern[str]
    stem: str
    first: int
    last: int

    def find_mismatches(self, text: str) -> Iterator[Mismatch]:
        for match in self.mention.finditer(text):
            if not self.first <= int(match[1]) <= self.last:
                yield Mismatch(
                    match.start(),
                    f"{match[0]} is named, but the inventory has {self.stem}-{self.first:02} to"
                    f" {self.stem}-{self.last:02}",
                )


@dataclass(frozen=True, slots=True)
class IdSeries:
    """Ids of rows that begin alike; `mention` matches whatever would be one of them."""

    mention: re.Pattern[str]
    ids: set[str]

    def find_mismatches(self, text: str) -> Iterator[Mismatch]:
        for match in self.mention.finditer(text):
            if match[0] not in self.ids:
                yield Mismatch(
                    match.start(),
                    f"{match[0]} is named, but no row of the inventory has that id",
                    "correct the id, or add the asset",
                )


InventoryFact = CountedName | HostRange | IdSeries


def read_counts(assets: tuple[Asset, ...]) -> list[InventoryFact]:
    """By the last two words of each counted name, such as `container hosts`."""
    by_name: dict[str, list[int]] = {}
    for asset in assets:
        name, count = _read_count(asset.name)
        words = _QUALIFIER.split(name.strip().casefold())[0].split()
        # one word, such as `hosts`, may mean others too; what is no plural is not counted in prose
        if len(words) >= 2 and words[-1].endswith("s"):
            by_name.setdefault(" ".join(words[-2:]), []).append(count)
    return [CountedName(name, counts, _add_up(counts)) for name, counts in by_name.items()]


def _read_count(name: str) -> tuple[str, int]:
    """What the name of a row counts, and how many; "" and 0 if it counts nothing."""
    counted = _COUNTED_NAME.match(name)
    if counted:
        return counted["name"], int(counted["number"])
    hosts = _HOST_RANGE.search(name)
    if hosts:
        return name[: hosts.start()], int(hosts["last"]) - int(hosts["first"]) + 1
    return "", 0


def _add_up(counts: list[int]) -> set[int]:
    """Every count that some of the rows add up to: a text may speak of all of them or of a few."""
    counts = counts[:_MOST_COUNTS]
    return {
        sum(some)
        for size in range(1, len(counts) + 1)
        for some in itertools.combinations(counts, size)
    }


def _read_number(word: str) -> int:
    return int(word) if word.isdigit() else _NUMBER_WORDS.index(word.lower())


def read_named_ranges(assets: tuple[Asset, ...]) -> list[InventoryFact]:
    """What rows name in series: hosts, then ids."""
    return [*_read_host_ranges(assets), *_read_id_series(assets)]


def _read_host_ranges(assets: tuple[Asset, ...]) -> list[HostRange]:
    """Of two ranges of one stem the later row counts."""
    ranges = {
        match["stem"]: (int(match["first"]), int(match["last"]))
        for asset in assets
        for match in _HOST_RANGE.finditer(asset.name)
    }
    return [
        HostRange(re.compile(rf"(?<![\w-]){re.escape(stem)}-(\d{{1,4}})(?![\w-])"), stem, *span)
        for stem, span in ranges.items()
    ]


def _read_id_series(assets: tuple[Asset, ...]) -> list[IdSeries]:
    """Ids by what they begin with, where enough rows have the same."""
    by_stem: dict[str, set[str]] = {}
    for asset in assets:
        match = _ASSET_ID.match(asset.id)
        if match:
            by_stem.setdefault(match["stem"], set()).add(asset.id)
    return [
        IdSeries(re.compile(rf"(?<![\w-]){re.escape(stem)}\d{{2,}}(?![\w-])"), ids)
        for stem, ids in by_stem.items()
        if len(ids) >= _FEWEST_IDS
    ]
