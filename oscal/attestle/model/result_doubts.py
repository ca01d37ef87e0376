"""What stands beside a good word of an auditor and takes something from it: a footnote, a part of
the period, a second attempt.

Beside the good word only words count as harmless that are known to be; in other sentences those
that raise a doubt.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from .vocabulary import fold_word

_EMPHASIS = re.compile(r"(\*{1,3}|_{1,3})(?=\S)([^*_]+?)(?<=\S)\1")
# `noted*`, `Pass (1)`, `noted\u00b2`: what it says stands elsewhere
_FOOTNOTE = re.compile(
    r"[\w.)]\s?[*\u2020\u2021\u00a7\u00b9\u00b2\u00b3\u2070-\u2079]"
    r"|\w ?[(\[]\d{1,2}[)\]](?=\s*(?:[.;,]|\Z))"
)
_PLACEHOLDER = re.compile(r"\s*[\[<{].*[\]>}]\s*\Z", re.S)
_SENTENCES = re.compile(r"(?<=[.!])\s+|(?<=\?)\s+(?!(?:none|no|nil|n|0)\b)|\n", re.I)
# A question that its own sentence does not answer
_QUESTION = re.compile(r"\?\s*\Z")
_WORD = re.compile(r"[^\W_]+(?:['/&][^\W_]+)*")
_NEUTRAL = frozenset((
    "the", "a", "an", "and", "of", "in", "on", "at", "for", "to", "by", "from", "with",
    "within", "during", "throughout", "as", "per", "upon", "based", "our", "this", "these",
    "all", "each", "every", "any", "both", "its", "through", "we", "i", "ii", "relevant",
    "such", "result", "results", "conclusion", "outcome", "test", "tests", "tested", "testing",
    "audit", "auditor", "auditors", "auditor's", "service", "review", "inspection",
    "inspections", "inquiry", "inquiries", "reperformance", "procedures", "procedure",
    "performed", "period", "fiscal", "year", "examination", "engagement", "report", "sample",
    "samples", "sampled", "sampling", "selection", "selections", "selected", "population",
    "instance", "instances", "control", "controls", "activity", "activities", "criterion",
    "criteria", "was", "were", "is", "are", "been", "be", "has", "have", "noted", "identified",
    "found", "observed", "detected", "reported", "concluded", "determined", "passed", "pass",
    "yes", "ok", "clean", "effective", "effectively", "effectiveness", "operating", "operated",
    "operation", "toe", "type", "result's", "therefore", "thus", "status", "which", "being",
    "satisfactory", "met",
))  # fmt: skip
# Harmless where the operation is spoken of too: both tests of one control
_OF_DESIGN = frozenset(("tod", "design", "designed", "suitably", "appropriately", "implemented"))
_OF_OPERATION = re.compile(r"\b(?:toe|operat\w+)\b")
_DAY = r"(?:[a-z]{3,9} \d{1,2} ?,? \d{4}|\d{1,2} [a-z]{3,9} \d{4}|\d{4} \d\d \d\d)"
_WHOLE = re.compile(
    rf"\b(?:period|year)(?: ended| ending| from| of)? {_DAY}(?: (?:to|through|and) {_DAY})?"
    r"|\bin all material respects\b|\b(\d+) ?(?:of|out of|/) ?(?:the )?\1\b"
)
# A sentence of all that was looked at
_OF_ALL = re.compile(r"(?:all|each|every|both)\b|(\d+) ?(?:of|out of|/) ?(?:the )?\1\b")
_DOUBT = re.compile(
    r"\b(?:refer|see|footnote|section|appendix|annex|except\w*|only|until|prior|previous\w*|last|earlier"
    r"|so far|to date|interim|draft|preliminary|expected|expects?|would|should|could|may|might|if|unless"
    r"|to be|to follow|tb[acd]|open|outstanding|defer\w*|postpone\w*|await\w*|remain\w*|available"
    r"|provided|limited|limitation|exclud\w*|skip\w*|waive\w*|replac\w*|adjust\w*|second|again|re ?test\w*"
    r"|improve\w*|recommend\w*|attention|minor|some|few|most\w*|part|partly|half|certain|other|others|not|no"
    r"|never|none|n't|without|stopp?ed|ended|ceas\w+|suspend\w*|discontinu\w*|n/a)\b"
)


def has_doubt(text: str, good: re.Pattern[str], is_procedure: Callable[[str], bool]) -> bool:
    """Whether a text, which has a phrase that `good` finds, says more than that phrase, and than
    what the auditor did.
    """
    plain = _EMPHASIS.sub(r"\2", text.replace("\u2019", "'"))
    if _FOOTNOTE.search(plain) or _PLACEHOLDER.match(plain):
        return True
    has_operation = bool(_OF_OPERATION.search(fold_word(plain)))
    return any(
        _is_doubtful(sentence, good, is_procedure, has_operation=has_operation)
        for sentence in _SENTENCES.split(plain)
    )


def _is_doubtful(
    sentence: str,
    good: re.Pattern[str],
    is_procedure: Callable[[str], bool],
    *,
    has_operation: bool,
) -> bool:
    folded = fold_word(sentence)
    matches = [match for match in good.finditer(folded) if match[0].strip()]
    begins_with_test = is_procedure(folded)
    if not matches:
        return not begins_with_test and bool(_DOUBT.search(folded))
    if _QUESTION.search(sentence):
        return True
    rest = _between(folded, matches)
    is_of_all = _OF_ALL.match(rest[0]) and not _DOUBT.search(rest[0])
    words = _list_words(rest[1:] if begins_with_test or is_of_all else rest, matches)
    known = _NEUTRAL | _OF_DESIGN if has_operation else _NEUTRAL
    return any(word not in known and not _is_count(word) for word in words)


def _list_words(texts: Sequence[str], matches: Sequence[re.Match[str]]) -> list[str]:
    """The words beside the good phrases, and those within that say of what there is none."""
    inner = [word for match in matches for word in _list_inner(match[0])]
    return _WORD.findall(_WHOLE.sub(" ", " ".join((*texts, *inner))))


def _between(folded: str, matches: list[re.Match[str]]) -> list[str]:
    """What stands before, between and behind the good phrases."""
    ends = [0, *(match.end() for match in matches)]
    starts = [*(match.start() for match in matches), len(folded)]
    return [folded[end:start].strip() for end, start in zip(ends, starts, strict=True)]


def _list_inner(phrase: str) -> list[str]:
    """The words between `no` and what there is none of: `no further exceptions`."""
    match = _ADJECTIVES.match(phrase)
    return match[1].split() if match else []


_ADJECTIVES = re.compile(
    r"(?:no|not any|without(?: any)?|zero|0|0 of \d+|nil)((?: [a-z]+)*?)"
    r" (?:exception|deviation|failure|finding|issue|discrepanc|deficienc)"
)


def _is_count(word: str) -> bool:
    """A number of what was looked at; nothing shows nothing."""
    return word.isdigit() and int(word) > 0
