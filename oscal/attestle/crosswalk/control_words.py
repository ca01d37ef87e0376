"""The words of a control, cut to their stems, and phrases found among them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from ..lazy_dataclasses import dataclass
from ..model.soc2 import Soc2Control

_WORD = re.compile(r"[^\W_]+")
_WORD_OR_COMMA = re.compile(r"[^\W_]+|,")
# What parts the items of a list
_PARTING = frozenset({",", "and", "or"})
_SENTENCE = re.compile(r"(?<=[.;:])\s+|\n")
# Beyond this many words that are not of the phrase, its words are no phrase any more
_WIDEST_GAP = 4
# The same where its words stand in another order
_WIDEST_TURNED = 2
_SHORTEST_STEM = 3
# `former` is not of `form`
_SHORTEST_BEFORE_ER = 5
# Before words that count as they stand, and not by their stems
EXACT = "="
# Of a longer mention only the words of the phrase are quoted
_LONGEST_QUOTE = 7
# Longest first
_ENDINGS = (
    *("isations", "izations", "isation", "ization", "ations", "ation", "ments", "ment", "ings"),
    *("ing", "ions", "ion", "ers", "ed", "er", "es", "s", "e", "y"),
)
# Words that say nothing of the matter
STOP = frozenset({
    "a", "an", "and", "are", "as", "at", "be", "been", "before", "by", "each", "every", "for",
    "from", "has", "have", "in", "into", "is", "it", "its", "may", "must", "of",
    "on", "one", "or", "our", "that", "the", "their", "there", "they", "this", "to", "up", "was",
    "we", "were", "what", "when", "where", "which", "who", "whom", "with", "after",
    "all", "any", "but", "can", "only", "than", "then", "these", "those", "over", "under", "so",
    "such",
})  # fmt: skip


@lru_cache(maxsize=20_000)
def cut_stem(word: str) -> str:
    """A word without its ending: `locked`, `locks` and `lock` are the same."""
    word = word.casefold()
    for ending in _ENDINGS:
        shortest = _SHORTEST_BEFORE_ER if ending in ("er", "ers") else _SHORTEST_STEM
        if word.endswith(ending) and len(word) - len(ending) >= shortest:
            stem = word[: -len(ending)]
            is_doubled = stem[-1] == stem[-2] and stem[-1] in "bdgmnprt"
            return stem[:-1] if is_doubled and len(stem) > _SHORTEST_STEM else stem
    return word


@lru_cache(maxsize=5_000)
def cut_phrase(text: str) -> tuple[str, ...]:
    """The stems of a phrase; words that say nothing stay out."""
    words = [word.casefold() for word in _WORD.findall(text)]
    if text.startswith(EXACT):
        return tuple(EXACT + word for word in words if word not in STOP)
    return tuple(cut_stem(word) for word in words if word not in STOP) or tuple(words)


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence of a control: its words and commas, which of them say something or part what does,
    by their places, with their stems ("" of what parts); and how much a mention in it counts.
    """

    words: tuple[str, ...]
    places: tuple[int, ...]
    stems: tuple[str, ...]
    weight: float

    def find(self, phrase: Sequence[str]) -> str:
        """The words of the passage that are the phrase, near together in any order; "" if none."""
        found = []
        for wanted in phrase:
            if not (at := self._find_stem(wanted)):
                return ""
            found.append(at)
        for start in sorted({place for at in found for place in at}):
            chosen = [next((place for place in at if place >= start), None) for at in found]
            taken = sorted({place for place in chosen if place is not None})
            if None in chosen:
                return ""
            if len(taken) == len(set(phrase)) and self._is_near(taken, chosen):
                return self._quote(taken)
        return ""

    def _is_near(self, taken: Sequence[int], chosen: Sequence[int | None]) -> bool:
        """Whether the words of a phrase stand together.

        In another order than the phrase's they stand nearer, and nothing parts them: `control and
        all applications` is no application control.
        """
        between = self.stems[taken[0] : taken[-1]]
        parts = between.count("")
        is_turned = list(chosen) != taken
        if is_turned and parts:
            return False
        widest = _WIDEST_TURNED if is_turned else _WIDEST_GAP
        return len(between) - parts < len(taken) + widest

    def _find_stem(self, wanted: str) -> list[int]:
        if wanted.startswith(EXACT):
            texts = [EXACT + self.words[place].casefold() for place in self.places]
            return [number for number, text in enumerate(texts) if text == wanted]
        if wanted not in self.stems:
            return []
        return [number for number, stem in enumerate(self.stems) if stem == wanted]

    def _quote(self, taken: Sequence[int]) -> str:
        first, last = self.places[taken[0]], self.places[taken[-1]]
        whole = tuple(word for word in self.words[first : last + 1] if word != ",")
        if len(whole) > _LONGEST_QUOTE:
            whole = tuple(self.words[self.places[number]] for number in taken)
        return " ".join(whole)


# What a mention counts where it stands
_TITLE, _OPENING, _LATER, _EVIDENCE = 1.0, 0.9, 0.6, 0.45


def cut_passages(control: Soc2Control) -> tuple[Passage, ...]:
    """The sentences of a control, those that say most of it first."""
    return tuple(_list_passages(control))


def _list_passages(control: Soc2Control) -> Iterator[Passage]:
    description = " ".join(control.description.split())
    if control.title != control.id and not _is_made_of(control.title, description):
        yield _cut_passage(control.title, _TITLE)
    weight = _OPENING
    for sentence in _SENTENCE.split(description):
        yield _cut_passage(sentence, weight)
        # what stands before a colon only names what follows
        weight = weight if sentence.endswith(":") else _LATER
    for text in control.evidence:
        yield _cut_passage(text, _EVIDENCE)


def _is_made_of(title: str, description: str) -> bool:
    """Whether a title is the first sentence of the text, or its beginning with dots behind it, and
    so says nothing of its own.
    """
    start = title.removesuffix("...").strip()
    if not description.startswith(start):
        return False
    return start != title or description[len(start) :][:1] in ("", ".", ";")


def _cut_passage(text: str, weight: float) -> Passage:
    words = tuple(_WORD_OR_COMMA.findall(text))
    kept = [(place, word.casefold()) for place, word in enumerate(words)]
    kept = [(place, word) for place, word in kept if word not in STOP or word in _PARTING]
    stems = tuple("" if word in _PARTING else cut_stem(word) for _, word in kept)
    return Passage(words, tuple(place for place, _ in kept), stems, weight)
