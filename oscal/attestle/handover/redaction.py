"""Which values of a system must not leave with a package, and what stands in their place.

The authored text is changed before anything is made of it, so that no document, property,
alternative text or sheet ever holds the value. One value has one name everywhere, so that a reader
still sees what belongs together.
"""

from __future__ import annotations

import html
import ipaddress
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from typing import Any

from ..errors import UsageError
from ..lazy_dataclasses import dataclass

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
# Also as mail programs are kept from making links of it: 192.0.2[.]1
_DOT = r"(?:\\?\.|\[\.\])"
_V4 = rf"(?<![\w.])(?:\d{{1,3}}{_DOT}){{3}}\d{{1,3}}(?:/\d{{1,2}}|-\d{{1,3}})?(?![\w.]*\d)"
_V4_IN_V6 = r"(?<![\w:.])(?:[0-9A-Fa-f]{0,4}:){2,7}(?:\d{1,3}\.){3}\d{1,3}(?:/\d{1,3})?(?![\w:])"
_V6 = r"(?<![\w:.])(?:[0-9A-Fa-f]{1,4})?(?::[0-9A-Fa-f]{0,4}){2,7}(?:/\d{1,3})?(?![\w:])"
_MAC = (
    r"(?<![\w:-])(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}(?![\w:-])"
    r"|(?<![\w.])(?:[0-9A-Fa-f]{4}\.){2}[0-9A-Fa-f]{4}(?![\w.])"
)
_ADDRESS = re.compile(f"{_MAC}|{_V4_IN_V6}|{_V4}|{_V6}")
# What an author may write inside a value without changing what a reader sees: signs that show
# nothing, markup and breaks between words, a backslash before a sign, an entity for a letter
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_MARKUP = r"[*`~\\]|<!--(?:(?!-->).){0,200}-->|</?[A-Za-z][^<>\n]{0,80}>|\]\([^()\n]{0,200}\)"
_GAP = rf"(?:\s|{_MARKUP})+"
# Parts of a person's name are joined in names of files and accounts too
_GAP_OF_NAMES = rf"(?:\s|[-_.,]|{_MARKUP})+"
_BEFORE, _BEHIND = r"(?<![^\W_])", r"(?![^\W_])"
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
    `forbidden` are all values that were to go, found or not: one may be spelled so that it hides.
    """

    values: Mapping[str, int]
    places: int
    pictures: int
    words: Mapping[str, str]
    forbidden: tuple[str, ...]


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
        self.forbidden = tuple(map(_fold, exact))
        if len(exact) > _MOST_VALUES:
            raise UsageError(f"more than {_MOST_VALUES} values are to be taken out")
        for value, kind in exact.items():
            self._kinds[_fold(value)] = kind
        self._patterns = {value: _make_pattern(value, kind) for value, kind in exact.items()}
        self._pattern = _join_patterns(self._patterns.values()) if exact else None
        self._meant: dict[str, str] = {}
        self._hosts = _make_host_pattern(wild) if wild else None

    def redact(self, text: str) -> str:
        """The text without the values, in Unicode's form C: a value may be written in another."""
        text = _ENTITY.sub(_show_entity, unicodedata.normalize("NFC", _UNSEEN.sub("", text)))
        if self._hosts:
            text = self._hosts.sub(lambda match: self._replace(match[0], "hosts"), text)
        if self._pattern:
            text = self._pattern.sub(self._replace_known, text)
        if self._find_addresses:
            text = _ADDRESS.sub(self._replace_address, text)
        return text

    def _replace_known(self, match: re.Match[str]) -> str:
        """Every spelling of a value has the value's word."""
        value = self._meant.get(match[0])
        if value is None:
            value = next(
                item
                for item, pattern in self._patterns.items()
                if re.fullmatch(pattern, match[0], re.IGNORECASE | re.DOTALL)
            )
            self._meant[match[0]] = value
        return self._replace(value, self._kinds[_fold(value)])

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

    @property
    def wanted(self) -> tuple[str, ...]:
        """The values that were to go and those that were found besides, folded."""
        return tuple(dict.fromkeys((*self._words, *self.forbidden)))


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


def _make_pattern(value: str, kind: str) -> str:
    """Blanks of a value may be any blanks: an author's line may end between two words. A person's
    family name may come first.
    """
    words = ["".join(map(_write_sign, word)) for word in value.split()]
    gap = _GAP_OF_NAMES if kind == "names" else _GAP
    if kind != "names" or len(words) == 1 or not value.replace(" ", "").isalpha():
        return gap.join(words)
    return f"{gap.join(words)}|{gap.join([words[-1], *words[:-1]])}"


def _write_sign(sign: str) -> str:
    return re.escape(sign) if sign.isalnum() else rf"\\?{re.escape(sign)}"


def _join_patterns(patterns: Iterable[str]) -> re.Pattern[str]:
    whole = f"{_BEFORE}(?:{'|'.join(patterns)}){_BEHIND}"
    return re.compile(whole, re.IGNORECASE | re.DOTALL)


def _show_entity(match: re.Match[str]) -> str:
    """Only a sign that is no markup: `&lt;` stays what it is."""
    sign = html.unescape(match[0])
    return sign if len(sign) == 1 and (sign.isalnum() or sign in "\u00a0-.@:") else match[0]


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
        ipaddress.ip_network(re.sub(r"[\\\[\]]", "", text).partition("-")[0], strict=False)
    except ValueError:
        return False
    # "::" alone is a mark of many languages
    return len(text) > 2


def find_survivors(texts: Iterable[tuple[str, str]], values: Iterable[str]) -> Iterator[str]:
    """Places in which one of the values stands all the same; `texts` are names and their texts."""
    wanted = "|".join(re.escape(value) for value in values if value)
    if not wanted:
        return
    pattern = re.compile(f"{_BEFORE}(?:{wanted}){_BEHIND}")
    for name, text in texts:
        if pattern.search(_fold(unicodedata.normalize("NFC", text))):
            yield name
