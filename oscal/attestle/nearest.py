"""The known word that was probably meant, and how that is said.

A word is never answered with one of another sense: `unimplemented` is not `implemented`, and
`partly final` is not `final`, however near the letters are.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from functools import lru_cache

from .lazy_patterns import make_pattern

# Ratio of difflib below which two words have no more in common than chance gives short words
_CUTOFF = 0.6
# No name that somebody misspelt is longer; to compare whole texts takes cubic time
_LONGEST_WORD = 300
# A list of more words than this is no hint but a page
_MOST_LISTED = 8
# Letters that are compared for the hints out of one list: about a second. A document may name
# thousands of ids that its catalog of thousands does not have; those after get no hint
_MOST_LETTERS = 5_000_000
# A shorter list takes no time that counts, however often it is asked
_LONGEST_FREE_LIST = 100
# Known words of fewer letters are one slip away from too many others
_SHORTEST_CORRECTED = 4
_NEGATIONS = frozenset((
    "no", "non", "not", "never", "none", "neither", "nor", "without", "lack", "lacks", "lacking",
    "cannot", "cant", "isnt", "arent", "wasnt", "werent", "doesnt", "didnt", "hasnt", "havent",
    "wont", "fail", "fails", "failed", "failing", "nothing", "hardly", "barely", "un",
))  # fmt: skip
# What turns the word behind it round where it is glued to it
_PREFIXES = ("non", "not", "un", "in", "im", "ir", "il", "dis", "mis", "de", "a")
_DEGREES = frozenset((
    "partial", "partially", "partly", "part", "half", "largely", "mostly", "mainly", "some",
    "somewhat", "nearly", "almost", "substantially", "semi", "limited", "incompletely",
    "sometimes", "informally", "conditionally", "majority",
))  # fmt: skip
_SEPARATORS = make_pattern(r"[^a-z0-9]+")


def split_words(text: str) -> tuple[str, ...]:
    """The words of a text without case and signs; `isn't` is one."""
    plain = text.casefold().replace("'", "").replace("\u2019", "")
    return tuple(word for word in _SEPARATORS.split(plain) if word)


def is_negation(word: str) -> bool:
    return word in _NEGATIONS


def is_degree(word: str) -> bool:
    """Whether the word says that what follows is not whole."""
    return word in _DEGREES


def strip_negation(word: str, known: Iterable[str]) -> str:
    """The known word that is turned round in it, such as `implemented` in `unimplemented`; "" if
    none is.
    """
    options = frozenset(known)
    rests = (word[len(prefix) :] for prefix in _PREFIXES if word.startswith(prefix))
    return next((rest for rest in rests if rest in options and word not in options), "")


def has_same_sense(word: str, other: str) -> bool:
    """Whether both deny as often, and both or neither speak of a part."""
    ours, others = split_words(word), split_words(other)
    return _count_negations(ours, others) == _count_negations(others, ours) and any(
        map(is_degree, ours)
    ) == any(map(is_degree, others))


def _count_negations(words: tuple[str, ...], others: tuple[str, ...]) -> int:
    return sum(is_negation(word) or _is_turned_round(word, others) for word in words)


def _is_turned_round(word: str, others: tuple[str, ...]) -> bool:
    """Whether it is nearer to one of the others without its prefix."""
    rests = (word[len(prefix) :] for prefix in _PREFIXES if word.startswith(prefix))
    pairs = [(rest, other) for rest in rests if rest for other in others]
    return any(
        _measure_ratio(rest, other) > max(_CUTOFF, _measure_ratio(word, other))
        for rest, other in pairs
    )


def _measure_ratio(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, one, other).ratio()


def find_close_word(word: str, known: Iterable[str], cutoff: float) -> str:
    """The known word of the greatest likeness from a ratio of difflib on, "" if there is none."""
    return next(iter(_list_close_words(word, known, cutoff, 1)), "")


def _list_close_words(word: str, known: Iterable[str], cutoff: float, most: int) -> list[str]:
    """The nearest first; none for what is longer than a name."""
    if len(word) > _LONGEST_WORD:
        return []
    options = [option for option in known if len(option) <= _LONGEST_WORD]
    return difflib.get_close_matches(word, options, n=most, cutoff=cutoff)


def find_nearest(word: str, known: Iterable[str]) -> str:
    """The known word of the same sense that is nearest to a written one, "" if none is near.

    Written as it is, else without case and with hyphens for blanks and underscores.
    """
    return _find(word, tuple(known))


class _LetterCount:
    """How many letters were compared with a list so far. No clock: each machine hints alike."""

    def __init__(self, options: tuple[str, ...]) -> None:
        self._number = len(options)
        self._length = sum(map(len, options))
        self._left = _MOST_LETTERS

    def take(self, word: str) -> bool:
        """Count a word; whether it may still be compared."""
        if self._number > _LONGEST_FREE_LIST:
            self._left -= self._number * len(word) + self._length
        return self._left >= 0


@lru_cache(maxsize=64)
def _count_letters(options: tuple[str, ...]) -> _LetterCount:
    return _LetterCount(options)


@lru_cache(maxsize=1024)
def _find(word: str, options: tuple[str, ...]) -> str:
    if not _count_letters(options).take(word):
        return ""
    match = _match_closest(word, options)
    if match:
        return match
    folded = {option.casefold(): option for option in reversed(options)}
    plain = word.strip().casefold().replace("_", "-").replace(" ", "-")
    return folded.get(_match_closest(plain, tuple(folded)), "")


def _match_closest(word: str, options: tuple[str, ...]) -> str:
    """The nearest of the first few that have the same sense."""
    near = _list_close_words(word, options, _CUTOFF, _MOST_LISTED)
    return next((option for option in near if has_same_sense(word, option)), "")


def ask_nearest(word: str, known: Iterable[str]) -> str:
    """A question that names the nearest known word, "" if none is near."""
    nearest = find_nearest(word, known)
    return f'did you mean "{nearest}"?' if nearest else ""


def suggest_words(word: str, known: Iterable[str]) -> str:
    """The question, else the known words while they are few; "" if there is nothing to say."""
    options = tuple(known)
    question = ask_nearest(word, options)
    if question or not 0 < len(options) <= _MOST_LISTED:
        return question
    return f"one of: {', '.join(options)}"


def find_slip(word: str, known: Iterable[str]) -> str:
    """The known word that a slip of one letter made this of; "" if none is, or more than one.

    For words that claim something: the first letter stands, and a word of another sense is none.
    """
    plain = "-".join(word.casefold().replace("_", " ").replace("-", " ").split())
    matches = [
        option
        for option in known
        if len(option) >= _SHORTEST_CORRECTED and _is_slip(plain, option.casefold())
    ]
    if len(matches) != 1:
        return ""
    ours, others = split_words(word), split_words(matches[0])
    denies_alike = _count_negations(ours, others) == _count_negations(others, ours)
    return matches[0] if denies_alike else ""


def _is_slip(word: str, option: str) -> bool:
    """Whether one letter is too much, lacks, is another, or two have changed places."""
    if word == option:
        return True
    if word[:1] != option[:1] or not word.replace("-", "").isalpha():
        return False
    if abs(len(word) - len(option)) > 1:
        return False
    start = next(
        (i for i, pair in enumerate(zip(word, option, strict=False)) if pair[0] != pair[1]), -1
    )
    if start < 0:
        start = min(len(word), len(option))
    ours, others = word[start:], option[start:]
    return (
        ours[1:] == others[1:]
        or ours[1:] == others
        or ours == others[1:]
        or (ours[:2] == others[1::-1] and ours[2:] == others[2:])
    )


def suggest_claim(word: str, known: Iterable[str]) -> str:
    """The hint for a word that claims something: the one that a slip made it of, else all of them.

    Nearness alone is no reason to offer one: the nearest word may claim more than was written.
    """
    options = tuple(known)
    slip = find_slip(word, options)
    return f'did you mean "{slip}"?' if slip else f"one of: {', '.join(options)}"
