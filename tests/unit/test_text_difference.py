"""Differences of texts that repeat themselves: found with bounded work, and nothing is lost."""

from __future__ import annotations

import ast
import difflib
import random
import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attestle.assess.word_changes import compare_words
from attestle.authoring.line_ends import keep_line_ends
from attestle.nearest import find_nearest
from attestle.text_difference import Opcode, match_ends, match_entries
from conftest import ROOT

MOST_SECONDS = 2
WORDS = ("gate", "badge", "log", "review", "key", "door", "alarm", "visit")
ENTRIES = st.lists(st.sampled_from("abc"), max_size=12)


def one_line(size: int, period: int) -> str:
    return "the door is locked\n" * (size // 19 + period)


def some_lines(size: int, period: int) -> str:
    return "".join(f"l{number % period}\n" for number in range(size // 3))


def shuffled_lines(size: int, period: int) -> str:
    lines = [f"the {WORDS[number % 8]} is checked\n" for number in range(size // 22)]
    random.Random(period).shuffle(lines)
    return "".join(lines)


def one_word(size: int, period: int) -> str:
    return "w " * (size // 2 + period)


def no_blanks(size: int, period: int) -> str:
    return "".join("!?.,:;"[number % period] for number in range(size))


@pytest.mark.parametrize("size", [3_600, 12_700, 60_000])
@pytest.mark.parametrize(
    "write",
    [one_line, some_lines, shuffled_lines, one_word, no_blanks],
    ids=lambda item: item.__name__,
)
def test_texts_that_repeat_themselves_are_compared_in_time(
    write: Callable[[int, int], str], size: int
) -> None:
    old, new = write(size, 5), write(size, 3)
    start = time.process_time()
    pieces = compare_words(old, new)
    assert time.process_time() - start < MOST_SECONDS
    assert pieces


def test_a_text_that_cannot_be_matched_is_said_to_be_rewritten() -> None:
    old, new = "Begin. " + some_lines(12_700, 7), "Begin. " + some_lines(12_700, 5)
    first, *pieces = compare_words(old, new)
    assert (first.kind, first.text) == ("skipped", "(the text was rewritten) ")
    assert [piece.kind for piece in pieces if piece.kind in ("removed", "added")] == [
        "removed",
        "added",
    ]


def test_one_word_of_ordinary_prose_is_still_found() -> None:
    prose = " ".join(f"{WORDS[number % 8]}{number}" for number in range(1200))
    pieces = compare_words(prose, prose.replace("log602", "book"))
    assert [(piece.kind, piece.text) for piece in pieces if piece.kind in ("removed", "added")] == [
        ("removed", "log602"),
        ("added", "book"),
    ]


def apply(opcodes: list[Opcode], before: list[str], after: list[str]) -> tuple[list[str], ...]:
    """Both sides put together again from the stretches; equal ones must be equal."""
    left: list[str] = []
    right: list[str] = []
    for kind, a, b, c, d in opcodes:
        assert kind != "equal" or before[a:b] == after[c:d]
        assert kind == "equal" or (b > a) == (kind != "insert")
        assert kind == "equal" or (d > c) == (kind != "delete")
        left += before[a:b]
        right += after[c:d]
    return left, right


@given(ENTRIES, ENTRIES)
def test_the_ends_cover_both_sides(before: list[str], after: list[str]) -> None:
    assert apply(match_ends(before, after), before, after) == (before, after)


@given(ENTRIES, ENTRIES)
def test_short_sequences_are_matched_as_difflib_does(before: list[str], after: list[str]) -> None:
    known = difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    assert match_entries(before, after) == [tuple(item) for item in known]


def test_line_ends_of_a_file_that_repeats_itself_are_kept_in_time() -> None:
    lines = "- a: b\r\n" * 20_000
    edited = lines.replace("\r\n", "\n").replace("- a: b\n", "- a: c\n", 1)
    start = time.process_time()
    kept = keep_line_ends(lines.encode(), edited)
    assert time.process_time() - start < MOST_SECONDS
    assert kept.decode() == lines.replace("- a: b", "- a: c", 1)


def test_a_text_is_no_misspelt_name() -> None:
    text = "".join(map(chr, range(0x4E00, 0x4E00 + 2000))) * 30
    start = time.process_time()
    assert find_nearest(text + "x", [text]) == ""
    assert time.process_time() - start < MOST_SECONDS


def test_difflib_is_asked_where_its_work_has_a_bound() -> None:
    users = {
        path.name
        for path in (ROOT / "oscal/attestle").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Import) and any(alias.name == "difflib" for alias in node.names)
    }
    assert users == {"nearest.py", "text_difference.py"}
