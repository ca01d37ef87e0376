"""The difference of two states tells every key that anything can have, with what was and what is."""

from __future__ import annotations

import datetime as dt
import enum
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from attestle.assess.changes import Compared
from attestle.assess.status_comparison import compare_statuses
from attestle.assess.system_status import evaluate_system
from attestle.model.system import System
from attestle.model.workspace import Work
from attestle.render.forms import markdown, text
from attestle.render.kinds.diff_lines import build_diff_lines
from attestle.render.kinds.diff_report import build_diff_report
from attestle.store import oscal_documents, systems
from conftest import TINY, examples
from filled_system import write_filled_system

DAY = dt.date(2026, 11, 24)
# Identities, what is derived, and what no reader is told by itself: where a value came from
NOT_VALUES = frozenset(("uuid", "source", "found", "present", "lines", "written_days", "name"))
# What things are known by: another one is another thing, or a new name
IDENTITIES = frozenset(("id", "slug"))
# Telling one change takes a judgement of the whole system: one of so many in the short form
STEP = max(1, 400 // examples(400))


def load(root: Path, variant: int) -> Work:
    shutil.copytree(TINY, root)
    write_filled_system(root, variant)
    work, _ = systems.load_system(root, "demo", oscal_documents.make_href_reader(root))
    assert work is not None
    return work


def vary(value: Any) -> Any:
    """Another value of the same type; None for what cannot be varied."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, enum.Enum):
        return None
    if isinstance(value, int):
        return value + 1
    if isinstance(value, dt.date):
        return value + dt.timedelta(days=1)
    return f"{value} anew" if isinstance(value, str) and value else None


def walk(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any, Any, Any]]:
    """Path of every leaf, the whole with another value there, and both values."""
    if is_dataclass(value) and not isinstance(value, type):
        for item in fields(value):
            is_left_out = item.name in IDENTITIES or (path and item.name in NOT_VALUES)
            if is_left_out or not item.init:
                continue
            for below, whole, old, new in walk(getattr(value, item.name), (*path, item.name)):
                yield below, replace(value, **{item.name: whole}), old, new
    elif isinstance(value, tuple):
        for index, entry in enumerate(value):
            for below, whole, old, new in walk(entry, (*path, str(index))):
                yield below, (*value[:index], whole, *value[index + 1 :]), old, new
    elif isinstance(value, Mapping):
        for key, entry in value.items():
            for below, whole, old, new in walk(entry, (*path, str(key))):
                yield below, MappingProxyType({**value, key: whole}), old, new
    elif (other := vary(value)) is not None:
        yield path, other, value, other


def is_told(path: tuple[str, ...]) -> bool:
    """Answers are told by objective, in tests of their own; the name is that of the folder."""
    return path[0] not in ("answers", "name", "written_days")


@pytest.mark.parametrize("variant", [0, 1])
def test_every_value_that_changes_is_told_with_both_values(variant: int, tmp_path: Path) -> None:
    work = load(tmp_path / "w", variant)
    before = evaluate_system(work.system, work.baseline, DAY)
    changed: list[tuple[tuple[str, ...], System, Any, Any]] = list(walk(work.system))
    told = [entry for entry in changed if is_told(entry[0])]
    assert len(told) > 200
    for path, system, old, new in told[variant::STEP]:
        changes = compare_statuses(before, evaluate_system(system, work.baseline, DAY))
        compared = Compared("demo", "Demo", "v1", "", DAY, "changed", changes)
        lines = text.write(build_diff_lines(compared)).decode()
        name = "/".join(path)
        assert not changes.is_empty, name
        values = [" ".join(str(value).split()) for value in (old, new)]
        body = " ".join(lines.split())
        for value in values:
            # of a long text what differs in it
            assert value in body or (len(value) > 80 and "anew" in body), f"{name}: {lines}"
        assert "→" in body or "{+" in body, f"{name}: {lines}"
        page = " ".join(markdown.write(build_diff_report(compared)).decode().split())
        assert "→" in page or "anew" in page, name
        assert any(item.details for item in changes.things), name
