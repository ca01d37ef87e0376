"""How well a heading names a field: compared as written, then by its words in any order."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

_SIGNS = re.compile(r"[^a-z0-9]+")
_WORDS = re.compile(r"[^a-z0-9#]+")
# `HeadingWords`, as programs name columns
_HUMPS = re.compile(r"(?<=[a-z])(?=[A-Z])")
# Words that change nothing about what a column holds
_FILLERS = frozenset((
    "the", "of", "for", "a", "an", "in", "to", "s", "your", "our", "cmmc", "current", "column",
    "field", "required", "optional", "if", "any", "please", "select",
))  # fmt: skip
# Words that mean one thing in a heading, so that each spelling need not be listed
_ONE_WORD: Mapping[str, str] = MappingProxyType({
    "reference": "id", "ref": "id", "number": "id", "no": "id", "key": "id", "code": "id",
    "identifier": "id", "#": "id", "num": "id", "nr": "id",
    "organisation": "organization", "responsibilities": "responsibility", "criterion": "criteria",
    "categories": "category", "statuses": "status", "policies": "policy", "artefact": "artifact",
    "desc": "description", "practise": "practice", "ctl": "control", "ctrl": "control",
    "cntrl": "control", "req": "requirement", "reqt": "requirement", "assmt": "assessment",
})  # fmt: skip
# Of a column with such a word the cells speak of another time or another case than now
_ELSEWHEN = frozenset((
    "previous", "prior", "last", "old", "former", "target", "planned", "goal", "expected",
    "desired", "future", "example", "sample", "proposed", "intended", "draft", "initial",
    "projected", "baseline", "suggested",
))  # fmt: skip
_DATED = re.compile(
    r"(?:\bq(?P<before>[1-4])\W*)?(?:\b(?:fy|cy)?\W?(?P<year>20\d\d)\b|\bfy\W?(?P<short>\d\d)\b)"
    r"(?:\W*q(?P<behind>[1-4])\b)?",
    re.I,
)
_EXACT, _LOOSE, _ENDING = 1.0, 0.7, 0.5
# So much less is each later spelling of a field
_STEP = 0.002
# A spelling `* Owner` is any heading that ends with the word
_ANY = "* "


def fold_heading(text: str) -> str:
    """A heading without case, blanks and signs, and without the `u_` of own columns of a CMDB."""
    return _SIGNS.sub("", text.lower().removeprefix("u_"))


@functools.lru_cache(maxsize=8192)
def split_heading(text: str) -> tuple[str, ...]:
    """The words of a heading that say what its column holds, each in one form."""
    words = [word for word in _WORDS.split(_HUMPS.sub(" ", text).lower()) if word]
    words = [_ONE_WORD.get(word, word) for word in words if word not in _FILLERS]
    return tuple(
        word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
        for word in words
    )


def speaks_of_another_time(heading: str) -> bool:
    """`Target state`, `Previous result`: never taken but by an exact name."""
    return any(word in _ELSEWHEN for word in _WORDS.split(heading.lower()))


def mark_earlier(headings: Sequence[str]) -> list[str]:
    """The headings, of which those that differ from another in an earlier year, or quarter, alone
    say that they speak of another time, and the latest is without its time: `Status 2025` beside
    `Status 2026`.
    """
    dated: dict[str, dict[int, tuple[int, int]]] = {}
    for index, text in enumerate(headings):
        match = _DATED.search(text)
        stem = fold_heading(_DATED.sub(" ", text)) if match else ""
        if match and stem:
            dated.setdefault(stem, {})[index] = _read_time(match)
    marked = list(headings)
    for times in dated.values():
        latest = max(times.values())
        for index, time in times.items() if min(times.values()) < latest else ():
            text = " ".join(_DATED.sub(" ", headings[index]).split())
            marked[index] = text if time == latest else f"previous {text}"
    return marked


def _read_time(match: re.Match[str]) -> tuple[int, int]:
    """Year and quarter."""
    year = int(match["year"] or match["short"])
    return year % 100, int(match["before"] or match["behind"] or 0)


def measure_name(heading: str, field: str, words: Iterable[str]) -> float:
    """0 where a heading does not name the field, else up to 1; earlier spellings go first."""
    folded = fold_heading(heading)
    if not folded:
        return 0.0
    best = 0.0
    for index, word in enumerate((*words, field)):
        best = max(best, _measure_word(heading, folded, word) - _STEP * index)
    return best


def _measure_word(heading: str, folded: str, word: str) -> float:
    if word.startswith(_ANY):
        ending = split_heading(word)
        ours = split_heading(heading)
        ends_so = len(ours) > len(ending) and ours[-len(ending) :] == ending
        return _ENDING if ends_so and not speaks_of_another_time(heading) else 0.0
    if fold_heading(word) == folded:
        return _EXACT
    ours = split_heading(heading)
    is_loose = len(ours) > 1 and sorted(ours) == sorted(split_heading(word))
    return _LOOSE if is_loose else 0.0
