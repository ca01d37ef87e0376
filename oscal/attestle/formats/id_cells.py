"""The one reader of cells that name requirements or objectives, in every usual spelling.

What a cell names is expanded as a whole or refused as a whole; nothing behind the first id is
dropped. Criteria are read in `criteria_cells`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import field

from ..lazy_dataclasses import dataclass
from ..model.baseline import Baseline, Objective, Requirement
from . import labels

# An objective; the requirement alone where no letter is said and it has several objectives
Subject = tuple[Requirement, Objective] | Requirement
_Unit = tuple[Requirement, Objective]

_JOIN = r"[,;/|&+\n]|\band\b|\bor\b"
_SPAN = r"[-\u2010-\u2015\u2212~]|\.{2,3}|\u2026|\bto\b|\bthrough\b|\bthru\b"
_KEYS = rf"[a-z](?:\s*(?:{_SPAN}|{_JOIN})\s*[a-z])*"
_LABEL = r"(?<![\w.])(?:[A-Z]{2}\.L[123]-)?\d{1,2}\.\d{1,2}\.\d{1,2}(?!\d|\.\d)"
# As the Level 1 guide and FAR 52.204-21 print them
_LEVEL1 = r"(?<![\w.])(?:[A-Z]{2}\.L1-)?b\.1\.[ivx]+(?![\w.])"
_CLAUSE = r"(?<![\w.])(?:(?:FAR\s*)?52\.204-21\s*)?\(?b\)?\s*\(1\)\s*\([ivx]+\)"
_TOKEN = re.compile(
    rf"(?P<label>{_LABEL})|(?P<level1>{_LEVEL1}|{_CLAUSE})"
    rf"|\[\s*(?P<square>{_KEYS})\s*\]|\(\s*(?P<round>{_KEYS})\s*\)"
    rf"|(?P<join>{_JOIN})|(?P<span>{_SPAN})|(?P<word>[^\s,;/|&+\[(]+|[\[(])",
    re.I,
)
# Single letters that stand without brackets: `a`, `.a`, `a:`, `a-d`
_BARE_KEYS = re.compile(rf"[._:]?(?P<keys>{_KEYS})[:.)]?\Z", re.I)
_NUMBER = re.compile(r"\d{1,2}\Z")
# Words that say no more than what kind of id follows
_LEADING = re.compile(
    r"\s*(?:(?:nist|sp|800-171|r(?:ev\.?|evision)? ?2|cmmc|practice|requirement|control|objective"
    r"|level [12]|ao|far|determine (?:if|whether))(?:\b|(?<=\.))[\s:#.-]*)*",
    re.I,
)
# Words of a cell that look like an id that was not understood
_ID_LIKE = re.compile(r"\d\.\d|\[\s*[a-z0-9]{0,3}\s*(?:[\],]|\Z)|[A-Z]{2}\.L[123]", re.I)
_KEY_TOKEN = re.compile(rf"[a-z](?![a-z])|{_SPAN}|{_JOIN}", re.I)
_SPAN_ONLY = re.compile(rf"(?:{_SPAN})\Z", re.I)


@dataclass(frozen=True, slots=True)
class SubjectCell:
    """What the cells of a row are about, in order and each once; or what could not be expanded.

    Where something is refused there are no subjects.
    """

    subjects: tuple[Subject, ...] = ()
    refused: tuple[str, ...] = ()

    @property
    def only(self) -> Subject | None:
        return self.subjects[0] if len(self.subjects) == 1 else None


class _UnreadableId(Exception):
    """Something in the cell that cannot be expanded; the argument quotes it."""


@dataclass(slots=True)
class _Item:
    """Requirements that one id names, with the letters behind it; `after_span` where it ends one.

    Several requirements are one of Level 1: its letters run through all of them.
    """

    requirements: tuple[Requirement, ...]
    after_span: bool = False
    units: list[_Unit] = field(default_factory=list)

    def list_units(self) -> list[tuple[str, _Unit]]:
        """The letters that it has, with what each stands for."""
        pairs = [(item, unit) for item in self.requirements for unit in item.units]
        if len(self.requirements) == 1:
            return [(unit.letter, (item, unit)) for item, unit in pairs]
        return [(chr(ord("a") + number), pair) for number, pair in enumerate(pairs)]

    def add_keys(self, keys: str, *, is_span: bool) -> None:
        """The letters of `a`, `a, b`, `a-d`; with `is_span` from the last one taken on."""
        letters, units = zip(*self.list_units(), strict=True)
        last = units.index(self.units[-1]) if self.units else -1
        spanning = is_span and bool(self.units)
        for token in _KEY_TOKEN.findall(keys.lower()):
            if token not in letters:
                if len(token) == 1 and token.isalpha():
                    raise _UnreadableId(f"[{token}]")
                spanning = _SPAN_ONLY.match(token) is not None
                continue
            here = letters.index(token)
            if spanning and here <= last:
                raise _UnreadableId(keys)
            self.units += units[last + 1 : here + 1] if spanning else units[here : here + 1]
            last, spanning = here, False

    def list_subjects(self) -> Iterator[Subject]:
        if self.units:
            yield from self.units
            return
        for item in self.requirements:
            yield (item, item.units[0]) if len(item.units) == 1 else item


def read_subjects(
    baseline: Baseline, objective: str, requirement: str = "", letter: str = ""
) -> SubjectCell:
    """What a row is about, from the cells of its objective, requirement and letter."""
    if baseline.framework.sheet_label is None:
        found = _find_printed(baseline, objective.strip(), requirement.strip(), letter.strip())
        return SubjectCell(found)
    try:
        items = _read_row(baseline, objective.strip(), requirement.strip(), letter.strip())
        subjects = tuple(dict.fromkeys(_expand_items(baseline, items)))
    except _UnreadableId as err:
        return SubjectCell((), (str(err.args[0]),))
    return SubjectCell(subjects)


def _read_row(baseline: Baseline, written: str, asked: str, letter: str) -> list[_Item]:
    """The ids of the cells together; an objective's own id goes before that of its requirement."""
    named = bool(_find_exactly(baseline, written)) or _names_label(written)
    texts = [written] if named or not asked else [asked, written[_skip_leading(written) :]]
    if named and asked and asked != written:
        _compare_requirements(baseline, written, asked)
    items = _read_text(baseline, "\n".join(texts))
    if not letter or not items:
        return items
    keys = _BARE_KEYS.match(letter.replace("[", "").replace("]", "").strip("() "))
    if keys is None or len(items) > 1:
        raise _UnreadableId(letter)
    of_letter = _Item(items[0].requirements)
    of_letter.add_keys(keys["keys"], is_span=False)
    if items[0].units and not set(items[0].units) <= set(of_letter.units):
        raise _UnreadableId(f"{written} with the letter {letter}")
    return [of_letter]


def _names_label(text: str) -> bool:
    match = _TOKEN.match(text, _skip_leading(text))
    return match is not None and match.lastgroup in ("label", "level1")


def _skip_leading(text: str) -> int:
    match = _LEADING.match(text)
    return match.end() if match else 0


def _compare_requirements(baseline: Baseline, written: str, asked: str) -> None:
    """Two columns that name different requirements are read as neither."""
    cells = [_read_text(baseline, text) for text in (written, asked) if _names_label(text)]
    sets = [{one.id for item in items for one in item.requirements} for items in cells]
    if len(sets) == 2 and not sets[0] & sets[1]:
        raise _UnreadableId(f"{written} beside {asked}")


def _find_exactly(baseline: Baseline, text: str) -> list[_Item]:
    """A cell that holds one printed id and nothing else."""
    pair = labels.find_objective(baseline, text)
    requirement = labels.find_requirement(baseline, text)
    if pair is None or requirement is not None:
        return [_Item((requirement,))] if requirement else []
    return [_Item((pair[0],), units=[pair])]


def _read_text(baseline: Baseline, text: str) -> list[_Item]:
    exact = _find_exactly(baseline, text.strip())
    return exact or _CellParser(baseline).parse_text(text)


class _CellParser:
    """Goes through the tokens of a cell once.

    After words, an id or a letter in brackets is one of the cell only at the beginning of an item
    of a list or of a line: elsewhere it may be quoted, and the cell is refused.
    """

    def __init__(self, baseline: Baseline) -> None:
        self._baseline = baseline
        self._items: list[_Item] = []
        self._joint = ""
        self._has_words = False

    def parse_text(self, text: str) -> list[_Item]:
        tokens = list(_TOKEN.finditer(text, _skip_leading(text)))
        for index, token in enumerate(tokens):
            kind, value = token.lastgroup or "word", token[token.lastgroup or 0]
            following = tokens[index + 1].lastgroup if index + 1 < len(tokens) else None
            if kind in ("join", "span"):
                # a dash behind a sign of a list is punctuation
                self._joint = self._joint or kind
            elif kind in ("label", "level1"):
                self._add_label(kind, value)
            elif kind == "square" or (kind == "round" and not self._has_words and self._items):
                self._add_keys(value)
            else:
                self._add_word(value, following)
        return self._items

    def _add_label(self, kind: str, value: str) -> None:
        is_first = not self._items and not self._has_words
        if not is_first and (not self._items or not self._joint):
            raise _UnreadableId(value)
        if self._joint == "span" and self._has_words:
            raise _UnreadableId(value)
        requirements = _find_named(self._baseline, kind, value)
        self._items.append(_Item(requirements, self._joint == "span"))
        self._joint, self._has_words = "", False

    def _add_keys(self, keys: str) -> None:
        if not self._items or (self._has_words and self._joint != "join"):
            raise _UnreadableId(f"[{keys}]")
        self._items[-1].add_keys(keys, is_span=self._joint == "span")
        self._joint, self._has_words = "", False

    def _add_word(self, word: str, following: str | None) -> None:
        """Single letters right behind an id, the end of `3.1.1-4`, or wording."""
        if self._items and not self._has_words:
            keys = _BARE_KEYS.match(word)
            closed = word[-1:] in (":", ")") or following in (None, "join", "span")
            if keys and closed:
                self._add_keys(keys["keys"])
                return
            if self._joint == "span" and _NUMBER.match(word):
                self._add_last_number(word)
                return
        if _ID_LIKE.search(word) or word == "[":
            raise _UnreadableId(word)
        self._joint, self._has_words = "", True

    def _add_last_number(self, word: str) -> None:
        first = self._items[-1].requirements[0].label
        self._add_label("label", f"{first.rpartition('.')[0]}.{word}")


def _find_named(baseline: Baseline, kind: str, value: str) -> tuple[Requirement, ...]:
    if kind == "label":
        found = labels.find_requirement(baseline, value.upper())
        named: tuple[Requirement, ...] = (found,) if found else ()
    else:
        number = re.sub(r"[()\s]+", ".", value.lower().rpartition("1")[2]).strip(".")
        named = tuple(
            item
            for item in baseline.requirements
            if any(name.lower().endswith(f"b.1.{number}") for name in item.level1)
        )
    if not named:
        raise _UnreadableId(value)
    return named


def _expand_items(baseline: Baseline, items: Iterable[_Item]) -> Iterator[Subject]:
    previous: _Item | None = None
    for item in items:
        if item.after_span and previous is not None:
            yield from _list_between(baseline, previous, item)
        yield from item.list_subjects()
        previous = item


def _list_between(baseline: Baseline, first: _Item, last: _Item) -> list[Subject]:
    """What stands between the ends of a span, which are of one family and of one kind."""
    low, high = first.requirements[-1], last.requirements[0]
    quoted = f"{low.label} to {high.label}"
    if low.family != high.family or bool(first.units) != bool(last.units):
        raise _UnreadableId(quoted)
    family = [item for item in baseline.requirements if item.family == low.family]
    if first.units:
        units = [(item, unit) for item in family for unit in item.units]
        start, end = units.index(first.units[-1]), units.index(last.units[0])
        between: list[Subject] = [*units[start + 1 : end]]
    else:
        start, end = family.index(low), family.index(high)
        named = [_Item((item,)) for item in family[start + 1 : end]]
        between = [subject for item in named for subject in item.list_subjects()]
    if end <= start:
        raise _UnreadableId(quoted)
    return between


def _find_printed(baseline: Baseline, written: str, asked: str, letter: str) -> tuple[Subject, ...]:
    """In a catalog with ids of its own: the cells as they are printed, lists of such ids, or their
    first words.
    """
    key = letter or written
    joined = [f"{asked}[{key.strip('[]. ')}]", f"{asked}{key}"] if asked and key else []
    if letter:
        return _find_first(baseline, joined)
    cells = [text for text in (written, asked) if text]
    whole = _find_first(baseline, [*cells[:1], *joined])
    return whole or _find_pieces(baseline, cells)


def _find_pieces(baseline: Baseline, cells: list[str]) -> tuple[Subject, ...]:
    """All items of a list of printed ids, else what the first words name; nothing where a list
    holds ids beside what is none.
    """
    pieces = [piece.strip() for piece in re.split(r"[,;|\n]+", cells[0] if cells else "")]
    listed = [_find_first(baseline, [piece]) for piece in pieces if piece]
    named = [found for found in listed if found]
    if len(named) > 1:
        every = dict.fromkeys(one for found in named for one in found)
        return tuple(every) if len(named) == len(listed) else ()
    words = [text.split()[0] for text in cells]
    requirements = (labels.find_requirement(baseline, text) for text in (*cells, *words))
    requirement = next(filter(None, requirements), None)
    return _find_first(baseline, words) or ((requirement,) if requirement else ())


def _find_first(baseline: Baseline, spellings: Iterable[str]) -> tuple[Subject, ...]:
    """What the first of the spellings names that names anything."""
    found = (labels.find_objective(baseline, text) for text in spellings)
    pair = next(filter(None, found), None)
    return (pair,) if pair else ()


_REQUIREMENT_CELL = re.compile(rf"(?:{_LABEL}|{_LEVEL1}|{_CLAUSE})", re.I)
_OBJECTIVE_CELL = re.compile(
    rf"(?:{_LABEL}|{_LEVEL1}|{_CLAUSE})\s*[.:-]?\s*"
    r"(?:\[\s*[a-z]\b|\(\s*[a-z]\s*\)|[a-z](?=[\s:,;)\]-]|\Z)(?!\s+[a-z]{2}))",
    re.I,
)
_CRITERIA_CELL = re.compile(
    r"\W*(?:(?:SOC ?2?|TSC|TSP|AICPA|2017|security)[\s:_()-]*)*"
    r"(?:CC|PI|A|C|P)[ _-]?\d{1,2}\s*\.\s*(?:\d{1,2}|[x*])(?![a-z0-9])",
    re.I,
)


def looks_like_requirement(text: str) -> bool:
    """Whether a cell begins with the id of a requirement and with no letter behind it."""
    start = _skip_leading(text)
    return bool(_REQUIREMENT_CELL.match(text, start)) and not looks_like_objective(text)


def looks_like_objective(text: str) -> bool:
    """Whether a cell begins with the id of an objective."""
    return bool(_OBJECTIVE_CELL.match(text, _skip_leading(text)))


def looks_like_criteria(text: str) -> bool:
    """Whether a cell begins with a criterion of SOC 2."""
    return bool(_CRITERIA_CELL.match(text))
