"""The spellings of SOC 2 criteria in the cells of spreadsheets: lists, spans, other frameworks."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..lazy_patterns import make_pattern

# CC6.1, CC 6.01, CC6.1.2 (a point of focus), CC6.x; not CC6.1-2026
_CRITERION = make_pattern(
    r"(?<![a-z0-9.])(CC|PI|A|C|P)["
    r" _-]?0*(\d{1,2})(?:\.|[ \t]+\.[ \t]*)(?:0*(\d{1,2})|[x*])(?:\.\d+)*"
    r"(?:[-\u2012-\u2015\u2212](\d{1,2})(?![\d.]))?(?![a-z0-9])",
    re.I,
)
# A criterion without its letters; the empty group stands where the letters would
_BARE = make_pattern(r"(?<![a-z0-9.])()0*(\d{1,2})\.0*(\d{1,2})(?:\.\d+)*()(?![a-z0-9.])", re.I)
# What stands between the two ends of a span, and between two ids of a list
_SPAN = make_pattern(r"\s*(?:[-\u2010-\u2015\u2212~]|\.{2,3}|\u2026|to|through|thru)\s*\Z", re.I)
_NEXT = make_pattern(
    r"\s*(?:[-\u2010-\u2015\u2212~,;/&+|\n]|\.{2,3}|\u2026|and|to|through|thru)\s*\Z", re.I
)
_ID_LIKE = make_pattern(r"[A-Z]{1,4}[ ._-]?\d[\w.()-]*", re.I)
_GLUE = (
    "and",
    "to",
    "through",
    "thru",
    "soc 2",
    "soc2",
    "tsc",
    "tsc 2017",
    "2017 tsc",
    "aicpa tsc",
)
# Words beside a criterion that are its wording and not a list of names
_MOST_WORDS_OF_ITEM = 3
_LONGEST_ITEM = 60
_CATEGORY = make_pattern(
    r"(?:common criteria|security|availability|confidentiality|processing integrity|privacy)\b",
    re.I,
)

# Names of other frameworks: ids behind one are of that framework, unless only SOC 2 has such ids
_FOREIGN = make_pattern(
    r"\b(?:ISO(?:/IEC)?|HIPAA|PCI|NIST|GDPR|CIS|HITRUST|FedRAMP|CSA|CCM|COBIT|CMMC|CCPA|SOX|NIS ?2"
    r"|DORA|C5|TISAX|CJIS|Annex|ISMS)\b",
    re.I,
)
_OWN = make_pattern(r"\b(?:SOC ?2?|TSC|TSP|AICPA|trust services?)(?=\b|[_\d])", re.I)
# What ends the list of another framework's ids
_NEW_LIST = make_pattern(r"[;|\n]|\0")
# What looks like a criterion and was read as none
_CRITERION_LIKE = make_pattern(r"(?<![A-Za-z0-9.])(?:CC|PI|A|C|P)[ _-]?\d[\w.()*-]*")
# A cell of nothing but numbers in a column of criteria: `6.1, 6.2`
_ONLY_BARE = make_pattern(r"\s*\d{1,2}\.\d{1,2}(?:[\s,;/&|]+\d{1,2}\.\d{1,2})*\s*\Z")


def read_criteria(cell: str, known: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The criteria that a cell names in any usual spelling, and the words in it that name none.

    The ids are in lower case, such as `cc6.1`.

    A point of focus (`CC6.1.2`) names its criterion; `CC6.1 - CC6.3`, `CC6.1-6.3` and `CC6.x` name
    several. `known` are the ids there are, in order.
    `CC6.1-3` names three. Numbers
    alone (`6.1, 6.2`) are of the common criteria. What stands behind the name of another framework
    is of that framework.
    """
    text = re.sub("[\u2010\u2011]", "-", cell)
    if _ONLY_BARE.match(text):
        text = re.sub(r"\d+\.\d+", r"CC\g<0>", text)
    criteria: dict[str, None] = {}
    unknown: dict[str, None] = {}
    between: list[str] = []
    end, previous = 0, ""
    for match in _find_ids(text):
        between.append(text[end : match.start()])
        identity = _name_criterion(match, previous)
        is_span = bool(previous) and _SPAN.match(between[-1]) is not None
        for one in _list_named(match, identity, previous if is_span else "", known):
            matching = _match_criterion(one, known)
            criteria |= dict.fromkeys(matching)
            if not matching:
                unknown[one.upper()] = None
        end, previous = match.end(), identity
    between.append(text[end:])
    words = _list_other_words("\0".join(between), has_criteria=bool(criteria or unknown))
    return tuple(criteria), tuple(dict.fromkeys((*unknown, *words)))


def _list_named(
    match: re.Match[str], identity: str, previous: str, known: Sequence[str]
) -> list[str]:
    """The criteria that one id stands for: those of the span it ends, and of the one it begins."""
    named = _list_span(previous, identity, known) if previous else [identity]
    series, _, first = identity.partition(".")
    last = match[4]
    # `CC6.1-1` and `CC6.1-01` are a point of focus, or somebody's own numbers
    if not last or last.startswith("0") or not first.isdigit() or int(last) <= int(first):
        return named
    if f"{series}.{last}" not in known:
        return [f"{identity}-{last}"]
    return [*named, *(f"{series}.{number}" for number in range(int(first) + 1, int(last) + 1))]


def _name_criterion(match: re.Match[str], previous: str) -> str:
    """The id of a criterion; without letters it is of the series of the one before."""
    series = match[1].lower() or _get_letters(previous)
    return f"{series}{match[2]}.{match[3] or 'x'}"


def _get_letters(identity: str) -> str:
    return identity.rstrip("0123456789.x")


def _match_criterion(identity: str, known: Sequence[str]) -> list[str]:
    """The criterion, or all of a series such as `cc6.x`; none if there is none."""
    if identity.endswith(".x"):
        return [one for one in known if one.startswith(identity[:-1])]
    return [identity] if identity in known else []


def _find_ids(text: str) -> list[re.Match[str]]:
    """Ids in order; one without its letters counts right behind another one (`CC6.1, 6.2`)."""
    full = [
        match
        for match in _CRITERION.finditer(text)
        if _is_id(match) and not _is_foreign(text, match)
    ]
    covered = {place for match in full for place in range(match.start(), match.end())}
    bare = [match for match in _BARE.finditer(text) if match.start() not in covered]
    ids: list[re.Match[str]] = []
    for match in sorted([*full, *bare], key=lambda match: match.start()):
        if match[1] or (ids and _NEXT.match(text[ids[-1].end() : match.start()])):
            ids.append(match)
    return ids


def _is_id(match: re.Match[str]) -> bool:
    """A single small letter with a blank behind it is a word: "a 1.2" is no criterion."""
    return len(match[1]) == 2 or match[1].isupper() or match[0][1].isdigit()


def _is_foreign(text: str, match: re.Match[str]) -> bool:
    """Whether another framework is named in front; `CC` and `PI` are of SOC 2 all the same."""
    if len(match[1]) == 2:
        return False
    before = _NEW_LIST.split(text[: match.start()])[-1]
    foreign = [found.end() for found in _FOREIGN.finditer(before)]
    own = [
        found.end()
        for found in (*_OWN.finditer(before), *_CRITERION.finditer(before))
        if found[0][:2].upper() in ("CC", "PI") or not found.re.groups
    ]
    return bool(foreign) and foreign[-1] > max(own, default=-1)


def _list_span(first: str, last: str, known: Sequence[str]) -> list[str]:
    """The criteria behind `first` up to `last` of one series; of two series, `last` alone."""
    low_series, _, low = first.partition(".")
    high_series, _, high = last.partition(".")
    if low_series == high_series and low.isdigit() and high.isdigit():
        numbers = range(int(low) + 1, int(high) + 1)
        return [f"{low_series}.{number}" for number in numbers] or [last]
    if first in known and last in known and _get_letters(first) == _get_letters(last):
        return list(known[known.index(first) + 1 : known.index(last) + 1]) or [last]
    return [last]


def _list_other_words(text: str, *, has_criteria: bool) -> list[str]:
    """What is left of a cell and should be told: words of a list that are no criteria.

    The wording of a criterion that stands beside its id is not told.
    """
    if has_criteria:
        text = re.sub(r"\([^()]*\)", "", text)
    stripped = (item.strip(" \t.:()[]-\u2013\u2014") for item in re.split(r"[\0,;|/\n]+", text))
    items = [item for item in stripped if _names_something(item)]
    if has_criteria and any(len(item.split()) > _MOST_WORDS_OF_ITEM for item in items):
        names = (_CRITERION_LIKE.findall(item) for item in items if not _ID_LIKE.fullmatch(item))
        alone = [item for item in items if _ID_LIKE.fullmatch(item)]
        return [*alone, *(name for found in names for name in found)]
    return [_shorten(item) for item in items]


def _names_something(item: str) -> bool:
    return item != "" and not _CATEGORY.match(item) and item.lower() not in _GLUE


def _shorten(item: str) -> str:
    return item if len(item) <= _LONGEST_ITEM else f"{item[: _LONGEST_ITEM - 3]}..."
