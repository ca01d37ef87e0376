"""Which characters can be printed: those of the fonts that ship with the typesetter, and of the
fonts of one's own.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from types import MappingProxyType

from ..data import read_data
from ..lazy_patterns import make_pattern
from ..model.counted_names import name_some
from .font_files import FontFace, join_families
from .problems import Problem

TABLE = "font-characters.txt"
# Words of its lines: whether the regular face alone draws a range, or the bold and slanted ones too
UPRIGHT, ALL_FACES = "upright", "all"
# Joiners, selectors and marks of direction have no shape, and no font needs one for them
_SHAPELESS = make_pattern(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028\u2029\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff]"
)
# Lines of a file, and characters of a line, that are told one by one
MOST_LINES, MOST_NAMED = 20, 3
_COMMENT = make_pattern(r"<!--.*?-->", re.S)
# The colon of a field is read, and not printed
_FIELD_COLON = make_pattern(r"^(\s*[-*\u2013\u2022][^\n:\uff1a]{1,30})\uff1a", re.M)
_SPACES = "\t\n\r\x0c\x85"


def find_missing(text: str, own: frozenset[int] = frozenset()) -> Iterator[str]:
    """The characters of a text that no font has, each once, in the order of the text."""
    if text.isascii():
        return iter(())
    return (sign for sign in dict.fromkeys(text) if ord(sign) not in own and _is_missing(sign))


def report_missing(text: str, own: frozenset[int] = frozenset()) -> Iterator[Problem]:
    """SSP034: the lines of an authored file that print a number in place of a character.

    What stands in comments is printed nowhere.
    """
    if not text.isascii() and any(find_missing(text, own)):
        shown = _COMMENT.sub(lambda match: "\n" * match[0].count("\n"), text)
        shown = _FIELD_COLON.sub(r"\1:", shown)
        lines = (
            (at, tuple(find_missing(line, own))) for at, line in enumerate(shown.split("\n"), 1)
        )
        found = [(at, signs) for at, signs in lines if signs]
        for place, (at, signs) in enumerate(found[:MOST_LINES], 1):
            left = len(found) - MOST_LINES if place == MOST_LINES else 0
            yield _report_line(at, signs, left)


def _report_line(line: int, signs: tuple[str, ...], left: int) -> Problem:
    """`left` is the number of further lines of which nothing more is said."""
    named = name_some(tuple(map(describe_character, signs)), MOST_NAMED)
    lines = f"; so do {left} more lines" if left > 0 else ""
    message = f"no font has {named}: a PDF prints {name_character(signs[0])}{lines}"
    hint = "write a word, or name a font that has it in [render] fonts of attestle.toml"
    return Problem("SSP034", message, line, hint=hint, warning=True)


def name_missing(text: str, own: frozenset[int] = frozenset()) -> str:
    """The text with the number in place of each character that no font has."""
    if text.isascii():
        return text
    missing = frozenset(find_missing(text, own))
    named = "".join(name_character(sign) if sign in missing else sign for sign in text)
    # What joined or chose the shape of a character that is not there would stand alone
    return named if named == text else _SHAPELESS.sub("", named)


def name_undrawn(text: str, own: frozenset[int] = frozenset()) -> str:
    """As `name_missing`, for a drawing: there a letter and the marks on it are drawn with one font,
    and no font has them all. A mark that makes one character with its letter stays, any other is
    named, and what has no shape is left out.
    """
    if text.isascii():
        return text
    signs: list[str] = []
    for sign in _SHAPELESS.sub("", text):
        if unicodedata.category(sign).startswith("M"):
            letter = signs[-1] if signs and signs[-1].isalpha() else ""
            joined = unicodedata.normalize("NFC", letter + sign)
            signs[-1:] = (
                [joined] if letter and len(joined) == 1 else [*signs[-1:], name_character(sign)]
            )
        else:
            signs.append(sign)
    return name_missing("".join(signs), own)


def name_character(sign: str) -> str:
    return f"[U+{ord(sign):04X}]"


def describe_character(sign: str) -> str:
    """Its number, with the name that Unicode gives it where it has one."""
    name = unicodedata.name(sign, "")
    return f"U+{ord(sign):04X} {name}".rstrip()


def list_ranges(characters: Iterable[int]) -> Iterator[tuple[int, int]]:
    """The characters as ranges, first and last of each."""
    start = last = -1
    for code in sorted(characters):
        if code == last + 1 and start >= 0:
            last = code
            continue
        if start >= 0:
            yield start, last
        start = last = code
    if start >= 0:
        yield start, last


def split_upright(text: str) -> list[str]:
    """The text in stretches; every second one, from the second on, is drawn in regular letters
    only, because bold and slanted faces lack it.
    """
    return [text] if text.isascii() else _list_upright().split(text)


def write_table(families: Sequence[Sequence[FontFace]]) -> str:
    """The table of what these families have, a range a line, first what the regular face alone
    draws and then what all faces do; characters of private use mean something else in every font.
    """
    regular = {code for faces in families for code in faces[0].characters}
    every = {code for faces in families for code in join_families(faces)[0].characters}
    parts = ((UPRIGHT, regular - every), (ALL_FACES, regular & every))
    return "".join(
        f"{start:04X}-{end:04X} {word}\n"
        for word, codes in parts
        for start, end in list_ranges(code for code in codes if _has_meaning(code))
    )


def _has_meaning(code: int) -> bool:
    return unicodedata.category(chr(code)) not in ("Co", "Cs", "Cc")


@cache
def _read_table() -> Mapping[str, str]:
    """What a class of a pattern names, by the word of its lines."""
    found = {UPRIGHT: "", ALL_FACES: ""}
    for word, (start, end) in _walk_table():
        found[word] += f"{_escape(start)}-{_escape(end)}"
    return MappingProxyType(found)


def _walk_table() -> Iterator[tuple[str, tuple[int, int]]]:
    """The word of each line, and the first and last character of its range."""
    for line in read_data(TABLE).decode().splitlines():
        ends, word = line.split()
        start, _, end = ends.partition("-")
        yield word, (int(start, 16), int(end, 16))


def _is_missing(sign: str) -> bool:
    """Whether a character is in no range of the table, and would have a shape."""
    is_outside = bisect_right(_list_bounds(), ord(sign)) % 2 == 0
    return is_outside and sign not in _SPACES and not _SHAPELESS.match(sign)


@cache
def _list_bounds() -> tuple[int, ...]:
    """Where the ranges of the table begin and end by turns; a pattern of them takes
    long to compile.
    """
    bounds: list[int] = []
    for start, end in sorted(span for _, span in _walk_table()):
        if bounds and start <= bounds[-1]:
            bounds[-1] = max(bounds[-1], end + 1)
        else:
            bounds += (start, end + 1)
    return tuple(bounds)


@cache
def _list_upright() -> re.Pattern[str]:
    """Stretches of regular letters; an accent takes the letter that it stands on along."""
    upright = _read_table()[UPRIGHT]
    accents = "".join(chr(code) for code in range(0x300, 0x370))
    return re.compile(f"((?:.(?=[{accents}])(?=[{upright}]))?[{upright}]+)", re.S)


def _escape(code: int) -> str:
    return f"\\U{code:08x}"
