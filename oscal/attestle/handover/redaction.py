"""Which values of a system must not leave with a package, and what stands in their place.

The authored text is changed before anything is made of it, so that no document, property,
alternative text or sheet ever holds the value. One value has one name everywhere, so that a reader
still sees what belongs together.
"""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..errors import UsageError

# What rules may name; each kind has its own word in place of a value
KINDS = ("addresses", "hosts", "names", "serials", "texts")
# In small letters, so that a word may stand where an id, a file name or a host is asked for
_WORDS = {
    "addresses": "redacted-address",
    "hosts": "redacted-host",
    "names": "redacted-name",
    "serials": "redacted-serial",
    "texts": "redacted-text",
}
_NO_MAILBOX = "redacted.invalid"
# Shorter values are found in too many words that have nothing to do with them
SHORTEST = 3
_MOST_VALUES = 5000
_V4 = r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?:/\d{1,2}|-\d{1,3})?(?![\w.]*\d)"
_V6 = r"(?<![\w:.])(?:[0-9A-Fa-f]{1,4})?(?::[0-9A-Fa-f]{0,4}){2,7}(?:/\d{1,3})?(?![\w:])"
_MAC = r"(?<![\w:-])(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}(?![\w:-])"
_ADDRESS = re.compile(f"{_MAC}|{_V4}|{_V6}")
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"


@dataclass(frozen=True, slots=True)
class RedactionRules:
    """`everything` are the kinds of which all that is known goes; `values` further ones by kind. A
    host may be `*.example.org`, which is every name below it.
    """

    everything: frozenset[str] = frozenset()
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RedactionReport:
    """How many values of each kind were replaced, and how often; `pictures` that were blanked.
    `words` are what stands in the place of each value, which is folded: for the sender alone.
    """

    values: Mapping[str, int]
    places: int
    pictures: int
    words: Mapping[str, str]


def read_rules(tree: Any) -> RedactionRules:
    """`addresses: all`, or a list of values for each kind. Raises UsageError."""
    if not isinstance(tree, dict) or not tree:
        raise UsageError(f"rules name what is to be taken out: {', '.join(KINDS)}")
    everything, values = set(), {}
    for kind, given in tree.items():
        if kind not in KINDS:
            raise UsageError(f'no rule is called "{kind}"; there are {", ".join(KINDS)}')
        if given == "all" and kind != "texts":
            everything.add(kind)
        else:
            values[kind] = _read_values(kind, given)
    return RedactionRules(frozenset(everything), values)


def _read_values(kind: str, given: object) -> tuple[str, ...]:
    if isinstance(given, list) and all(map(_is_value, given)):
        return tuple(dict.fromkeys(item.strip() for item in given))
    way_out = "a list of values" if kind == "texts" else "all, or a list of values"
    raise UsageError(f'"{kind}" takes {way_out}, each of {SHORTEST} characters or more')


def _is_value(item: object) -> bool:
    return isinstance(item, str) and len(item.strip().removeprefix("*.")) >= SHORTEST


class Redactor:
    """Replaces values, and remembers which: the same value has the same word everywhere."""

    def __init__(self, known: Mapping[str, Iterable[str]], *, find_addresses: bool) -> None:
        """`known` are the values by kind; with `find_addresses` every network address goes too."""
        self._words: dict[str, str] = {}
        self._numbers: Counter[str] = Counter()
        self._kinds: dict[str, str] = {}
        self.places = 0
        self._find_addresses = find_addresses
        exact, wild = _split_values(known)
        if len(exact) > _MOST_VALUES:
            raise UsageError(f"more than {_MOST_VALUES} values are to be taken out")
        for value, kind in exact.items():
            self._kinds[_fold(value)] = kind
        self._pattern = _make_pattern([*exact]) if exact else None
        self._hosts = _make_host_pattern(wild) if wild else None

    def redact(self, text: str) -> str:
        """The text without the values, in Unicode's form C: a value may be written in another."""
        text = unicodedata.normalize("NFC", text)
        if self._hosts:
            text = self._hosts.sub(lambda match: self._replace(match[0], "hosts"), text)
        if self._pattern:
            text = self._pattern.sub(
                lambda match: self._replace(match[0], self._kinds[_fold(match[0])]), text
            )
        if self._find_addresses:
            text = _ADDRESS.sub(self._replace_address, text)
        return text

    def _replace_address(self, match: re.Match[str]) -> str:
        return self._replace(match[0], "addresses") if _is_address(match[0]) else match[0]

    def _replace(self, value: str, kind: str) -> str:
        key = _fold(value)
        if key not in self._words:
            self._numbers[kind] += 1
            word = f"{_WORDS[kind]}-{self._numbers[kind]}"
            self._words[key] = f"{word}@{_NO_MAILBOX}" if "@" in value else word
        self.places += 1
        return self._words[key]

    @property
    def counts(self) -> Mapping[str, int]:
        return dict(self._numbers)

    @property
    def words(self) -> Mapping[str, str]:
        """The values that were found, folded, each with its word."""
        return dict(self._words)


def _split_values(known: Mapping[str, Iterable[str]]) -> tuple[dict[str, str], list[str]]:
    """Values by their kind, the longest first; and the domains of which every name goes."""
    exact: dict[str, str] = {}
    wild: list[str] = []
    for kind in KINDS:
        for value in known.get(kind, ()):
            if kind == "hosts" and value.startswith("*."):
                wild.append(value[2:])
            elif len(value) >= SHORTEST:
                exact.setdefault(unicodedata.normalize("NFC", value), kind)
    return dict(sorted(exact.items(), key=lambda pair: -len(pair[0]))), wild


def _make_pattern(values: list[str]) -> re.Pattern[str]:
    """Blanks of a value may be any blanks: an author's line may end between two words."""
    parts = (r"\s+".join(map(re.escape, value.split())) for value in values)
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)", re.IGNORECASE)


def _make_host_pattern(domains: list[str]) -> re.Pattern[str]:
    names = "|".join(re.escape(domain) for domain in sorted(domains, key=len, reverse=True))
    return re.compile(rf"(?<![\w.-])(?:{_LABEL}\.)*(?:{names})(?![\w-]|\.\w)", re.IGNORECASE)


def _fold(value: str) -> str:
    return " ".join(value.split()).casefold()


def _is_address(text: str) -> bool:
    """No version number, no clause: `3.1.12.4` is an address by its form, `03.01.01.02` is none."""
    if re.fullmatch(_MAC, text):
        return True
    try:
        ipaddress.ip_network(text.partition("-")[0], strict=False)
    except ValueError:
        return False
    # "::" alone is a mark of many languages
    return len(text) > 2


def find_survivors(texts: Iterable[tuple[str, str]], values: Iterable[str]) -> Iterator[str]:
    """Places in which one of the values stands all the same; `texts` are names and their texts."""
    wanted = "|".join(re.escape(value) for value in values if value)
    if not wanted:
        return
    pattern = re.compile(rf"(?<!\w)(?:{wanted})(?!\w)")
    for name, text in texts:
        if pattern.search(_fold(unicodedata.normalize("NFC", text))):
            yield name
