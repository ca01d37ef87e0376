"""Cells that say which side is responsible: the provider, the organisation, or both."""

from __future__ import annotations

import re

from ..model.vocabulary import read_word
from ..model.words import ORGANISATION, PROVIDER, RESPONSIBILITY_VOCABULARY, SHARED

# What stands between the names of several sides: `CSP / Customer`
_SIDES = re.compile(r"\s*(?:/|\+|&|,|;|\||\n|\band\b)\s*")
_IN_BRACKETS = re.compile(r"\([^()]*\)")
_OUR_PART = re.compile(
    r"\b(?:customer|client|tenant|osc|osa|organi[sz]ation|user|you|shared|partial|partly|except|but"
    r"|not|must|requires?|configur\w+)\b",
    re.I,
)
_NOT_INHERITED = ("not inherited", "not inheritable")
_FULLY = re.compile(r"^(?:fully )(?=customer|csp|provider|organi[sz]ation)")


def read_responsibility(text: str, provider: frozenset[str] = frozenset()) -> str:
    """`CSP`, `Customer / Provider`, `Shared (see notes)` as one of our three words; "" if it is
    none. `provider` are names of the provider itself.

    What is inherited and is not is nobody's but ours, and the provider's alone is nothing of which
    brackets say that we have a part in it.
    """
    side = _read_sides(text, provider)
    in_brackets = " ".join(_IN_BRACKETS.findall(text))
    return SHARED if side == PROVIDER and _OUR_PART.search(in_brackets) else side


def _read_sides(text: str, provider: frozenset[str]) -> str:
    lines = _IN_BRACKETS.sub(" ", text).replace("-", " ").replace("_", " ").lower().split("\n")
    word = "\n".join(filter(None, map(_strip_side, lines)))
    whole = _read_side(" ".join(word.split()), provider)
    if whole:
        return whole
    parts = [part for part in _SIDES.split(word) if part]
    sides = {_read_side(part, provider) for part in parts}
    if "" in sides or not sides:
        return ""
    if any(part in _NOT_INHERITED for part in parts):
        return ORGANISATION
    return sides.pop() if len(sides) == 1 else SHARED


def _strip_side(line: str) -> str:
    word = _FULLY.sub("", " ".join(line.split()).strip(" .:*"))
    return word.removesuffix(" responsibility").removesuffix(" responsible").strip()


def _read_side(word: str, provider: frozenset[str]) -> str:
    if word in provider:
        return PROVIDER
    meaning = read_word(RESPONSIBILITY_VOCABULARY, word)
    return meaning.word if meaning else ""
