"""A vocabulary: meanings in an order from the worst to the best, and how a written word
finds its own.

A word that no table has means nothing: it is never read as the best one. The tables are in `words`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from ..lazy_dataclasses import dataclass
from ..lazy_patterns import make_pattern
from ..nearest import is_degree, is_negation, strip_negation

# Signs that a person does not see, such as a blank without width or the mark of a coloured sign
_INVISIBLE = make_pattern(r"[\ufe00-\ufe0f]")
_DASHES = make_pattern(r"[-_\u2010-\u2015\u2212]")
_EMPHASIS = make_pattern(r"[\s()\[\]*`~\"\u201c\u201d]+")
# A star behind a word, which no star before it opens as emphasis: what it says stands elsewhere
_FOOTNOTE = make_pattern(r"^[^*]*\w[^*\w]*\*+\s*\Z")
_PERCENT = make_pattern(r"\d{1,2}(?:[.,]\d+)? ?%")


@dataclass(frozen=True, slots=True)
class Meaning:
    """`word` is what is written for it in a file; `words` are what people write, folded; `phrases`
    match what they write in more words than a table can list, folded too.
    """

    word: str
    rank: int
    words: tuple[str, ...]
    phrases: re.Pattern[str] | None = None


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The meanings that a cell or field can have.

    `denied` is the meaning of a denied word of the best one ("" if that says nothing), `partly`
    that of a best word of which only a part holds.
    """

    noun: str
    meanings: tuple[Meaning, ...]
    denied: str = ""
    partly: str = ""

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(meaning.word for meaning in self.meanings)

    @property
    def best(self) -> Meaning:
        return max(self.meanings, key=lambda meaning: meaning.rank)


def fold_word(text: str) -> str:
    """A word without what does not change its meaning: case, emphasis, brackets, dashes, blanks of
    any kind, and signs that nobody sees.
    """
    # plain letters, which most cells of a sheet have alone, need no look at each sign
    shown = text if text.isascii() else _remove_unseen(text)
    plain = _EMPHASIS.sub(" ", _DASHES.sub(" ", shown.replace("\u2019", "'").casefold()))
    return plain.strip(" .:;,!")


def _remove_unseen(text: str) -> str:
    signs = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))
    return "".join(sign for sign in signs if unicodedata.category(sign) != "Cf")


def read_word(vocabulary: Vocabulary, text: str) -> Meaning | None:
    """What a word means; None for one that is not known, and for an empty one."""
    if _FOOTNOTE.search(text):
        return None
    folded = fold_word(text)
    exact = _find_exact(vocabulary, folded)
    if exact is not None or not folded:
        return exact
    if vocabulary.partly and _PERCENT.fullmatch(folded):
        return _get_meaning(vocabulary, vocabulary.partly)
    return _find_phrase(vocabulary, folded) or _read_compound(vocabulary, folded)


def _find_exact(vocabulary: Vocabulary, folded: str) -> Meaning | None:
    return next((item for item in vocabulary.meanings if folded in item.words), None)


def _find_phrase(vocabulary: Vocabulary, folded: str) -> Meaning | None:
    found = (
        item for item in vocabulary.meanings if item.phrases and item.phrases.fullmatch(folded)
    )
    return min(found, key=lambda item: item.rank, default=None)


def _get_meaning(vocabulary: Vocabulary, word: str) -> Meaning | None:
    return next((item for item in vocabulary.meanings if item.word == word), None)


def _read_compound(vocabulary: Vocabulary, folded: str) -> Meaning | None:
    """A best word that is denied, or holds in part: `isn't in place`, `largely implemented`.

    Denied twice it says nothing.
    """
    words = [word.replace("'", "") for word in folded.split()]
    good = [word for item in vocabulary.best.words for word in item.split()]
    turned = {word: strip_negation(word, good) for word in words}
    denials = sum(is_negation(word) or bool(turned[word]) for word in words)
    in_part = any(map(is_degree, words))
    rest = " ".join(
        turned[word] or word for word in words if not (is_negation(word) or is_degree(word))
    )
    if _find_exact(vocabulary, rest) is not vocabulary.best or denials > 1:
        return None
    if denials:
        return _get_meaning(vocabulary, vocabulary.denied)
    return _get_meaning(vocabulary, vocabulary.partly) if in_part else None


def list_hint(words: Iterable[str]) -> str:
    return f"one of: {', '.join(words)}"
