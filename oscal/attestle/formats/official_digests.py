"""Whether a sentence is the publisher's: digests of canonical forms, never the sentences.

The canonical form has letters a to z and digits only, so that line breaks, quotes and dashes of a
transcription change nothing, and every other letter does.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType

from ..data import read_data
from ..lazy_patterns import make_pattern
from ..model.published_texts import Agreement, OfficialDigest, PublishedText, TextSource, TextUnit

SHIPPED = "official-digests.json"
Digests = Mapping[str, OfficialDigest]
_MARK = make_pattern(r"\[[0-9]+\]")
_OTHER = make_pattern(r"[^a-z0-9]+")
_RAISED = make_pattern("[\u00b9\u00b2\u00b3\u2070\u2074-\u2079]+")
# A mark that lost its form on the way out of a page: a number right behind a word or a stop
_FALLEN_MARK = make_pattern(r"(?<=[a-z.,;:)])[0-9]{1,3}(?=[\s.,;:]|\Z)")
# Transcribers take these for an apostrophe and a dash; Unicode calls them otherwise
_APOSTROPHES = str.maketrans({"\u00b4": "'", "\u02bc": "'", "\u2212": "-"})
_PARENTHESIS = make_pattern(r"\s*\([^()]*\)")


@cache
def read_digests(catalog: str) -> Digests:
    """The digests that ship for a catalog by printed label; empty where none do."""
    records = json.loads(read_data(SHIPPED)).get(catalog, {}).get("digests", {})
    return MappingProxyType(
        {
            label: OfficialDigest(item["sha256"], item["characters"], item["sources"])
            for label, item in records.items()
        }
    )


def write_canonical(text: str) -> str:
    """Unicode NFKC, without footnote marks such as `[3]`, lower case, a-z and 0-9 only."""
    text = _MARK.sub("", unicodedata.normalize("NFKC", text))
    return _OTHER.sub("", text.lower())


def has_foreign_signs(text: str) -> bool:
    """Whether a text shows what its canonical form leaves out and a reader takes for words: letters
    of another script, strokes through letters, pictures, a number in brackets of another width.
    """
    folded = unicodedata.normalize("NFKC", text.translate(_APOSTROPHES))
    if not text.isascii() and len(_MARK.findall(folded)) > len(_MARK.findall(text)):
        return True
    return any(not sign.isascii() and unicodedata.category(sign)[0] in "LNMSC" for sign in folded)


def digest_text(text: str) -> str:
    return hashlib.sha256(write_canonical(text).encode()).hexdigest()


def judge_text(unit: TextUnit, text: str, source: TextSource, digests: Digests) -> PublishedText:
    """A text with what its digest says of it; marks of footnotes that hid its agreement are left
    out of it.
    """
    wanted = digests.get(unit.label)
    if wanted is None:
        return PublishedText(unit, text, digest_text(text), source)
    for reading in _list_readings(text):
        if digest_text(reading) == wanted.sha256 and not has_foreign_signs(reading):
            return PublishedText(unit, reading, wanted.sha256, source, Agreement.OFFICIAL)
    if wanted.sources == 1:
        # one publisher's file keeps a parenthesis that the other drops; nothing proves what stands
        # in it, so the words are taken without it
        reading = _clean(_PARENTHESIS.sub("", text))
        if digest_text(reading) == wanted.sha256 and not has_foreign_signs(reading):
            return PublishedText(unit, reading, wanted.sha256, source, Agreement.OFFICIAL)
    why = _explain_difference(unit.label, text, digests)
    return PublishedText(unit, text, digest_text(text), source, Agreement.DIFFERS, why)


def _list_readings(text: str) -> Iterator[str]:
    """The text, and without what may be marks of footnotes."""
    yield _clean(_MARK.sub("", text))
    yield _clean(_RAISED.sub("", _MARK.sub("", text)))
    yield _clean(_FALLEN_MARK.sub("", _RAISED.sub("", _MARK.sub("", text))))


def _clean(text: str) -> str:
    return " ".join(text.split())


def _explain_difference(label: str, text: str, digests: Digests) -> str:
    found = digest_text(text)
    if found == digests[label].sha256:
        return "has the publisher's letters among signs that are not in the publication"
    others = [name for name, item in digests.items() if item.sha256 == found]
    if others:
        return f"has the words of {', '.join(others)}"
    wanted, more = digests[label], len(write_canonical(text)) - digests[label].characters
    size = f"{abs(more)} letter{'' if abs(more) == 1 else 's'} and digits"
    how = f"has {size} {'more' if more > 0 else 'less'} than the publisher's words"
    if not more:
        how = "is as long as the publisher's words, and has other letters"
    note = "; sources of this sentence differ in a parenthesis" if wanted.sources == 1 else ""
    return how + note
