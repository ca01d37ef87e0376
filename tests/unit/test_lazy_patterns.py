"""Patterns and libraries that come when they are needed are what they would be at once."""

from __future__ import annotations

import importlib
import json
import re
from typing import Any

import pytest

from attestle.lazy_modules import LazyModule
from attestle.lazy_patterns import LazyPattern, make_pattern
from conftest import ROOT

PACKAGE = ROOT / "oscal/attestle"


def test_every_pattern_can_be_compiled() -> None:
    """None of them fails only where somebody needs it."""
    names = (
        path.relative_to(PACKAGE.parent).with_suffix("").as_posix().replace("/", ".")
        for path in sorted(PACKAGE.rglob("*.py"))
        if "make_pattern(" in path.read_text(encoding="utf-8")
    )
    found: list[Any] = [
        value
        for name in names
        for value in vars(importlib.import_module(name)).values()
        if isinstance(value, LazyPattern)
    ]
    assert len(found) > 100
    for item in found:
        assert item.flags == re.compile(item.pattern, item.flags).flags


@pytest.mark.parametrize("flags", [0, re.I, re.I | re.M])
def test_a_pattern_answers_as_a_compiled_one(flags: int) -> None:
    lazy, real = make_pattern(r"^(?P<word>a\w*)", flags), re.compile(r"^(?P<word>a\w*)", flags)
    text = "Apple\nant bee"
    assert lazy.pattern == real.pattern
    assert lazy.flags == real.flags
    assert lazy.groupindex == real.groupindex
    assert lazy.findall(text) == real.findall(text)
    assert lazy.sub("-", text) == real.sub("-", text)
    assert [match["word"] for match in lazy.finditer(text)] == real.findall(text)


def test_a_pattern_that_is_wrong_says_so() -> None:
    with pytest.raises(re.error):
        make_pattern("(").search("")


def test_a_library_is_the_one_of_its_name() -> None:
    library: Any = LazyModule("json")
    assert library.dumps is json.dumps
    assert "dumps" in vars(library)
    with pytest.raises(AttributeError):
        _ = library.nothing
    with pytest.raises(ModuleNotFoundError):
        _ = LazyModule("no_such_library").anything
