"""What of the disk is looked at again and again, when it counts as changed, and what is told of it."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from pathlib import Path

import pytest

from attestle.api.validation.targets import Target
from attestle.api.validation.watched_changes import compare_findings, look_at, walk_changes
from attestle.findings import Finding, Severity

A, B = {"a": 1}, {"a": 2}


@pytest.mark.parametrize(
    ("looks", "number"),
    [
        ((A, A, A), 0),
        ((A, B, B, B), 1),
        # still being written
        ((A, B, {"a": 3}, {"a": 4}, {"a": 4}), 1),
        # gone for a moment, as an editor does that renames
        ((A, {}, A, A), 0),
        ((A, B, B, A, A), 2),
    ],
)
def test_a_change_counts_when_it_stands_still(
    looks: tuple[Mapping[str, object], ...], number: int
) -> None:
    found = []
    # so ends a generator whose looks are over
    with contextlib.suppress(RuntimeError):
        for changed in walk_changes(looks[0], iter(looks[1:]).__next__, lambda: None):
            found.append(changed)  # noqa: PERF402 - the list is kept when the looks are over
    assert found == [("a",)] * number


def test_what_is_written_all_the_time_keeps_nothing_back() -> None:
    looks = ({"log": number} for number in range(1000))
    assert next(walk_changes({}, looks.__next__, lambda: None)) == ("log",)


def test_every_file_of_a_workspace_is_looked_at(tiny: Path) -> None:
    target = Target(tiny)
    before = look_at(target)
    for path in ("ssp/demo/people.yaml", "attestle.toml", "catalogs/mini/catalog.json"):
        file = tiny / path
        file.write_bytes(file.read_bytes() + b"\n")
        now = look_at(target)
        assert {name for name in now if before.get(name) != now[name]} == {path}
        before = now
    (tiny / "ssp/demo/controls").rename(tiny / "ssp/demo/away")
    assert "ssp/demo/away/AC/3.1.1.md" in look_at(target)


def test_what_stands_beside_a_document_is_looked_at(tmp_path: Path) -> None:
    """It may be what the document refers to, or a new one."""
    for name in ("profile.json", "notes.txt"):
        (tmp_path / name).write_text("{}", encoding="utf-8")
    target = Target(tmp_path, (), False, {"profile.json": tmp_path / "profile.json"})
    before = look_at(target)
    for name in ("notes.txt", "catalog.yaml"):
        (tmp_path / name).write_text("a: b", encoding="utf-8")
    now = look_at(target)
    assert {name for name in now if before.get(name) != now[name]} == {"catalog.yaml"}
    (tmp_path / "catalog.yaml").unlink()
    assert look_at(target) == before


def make_finding(message: str, line: int) -> Finding:
    return Finding("SSP012", Severity.WARNING, "a.md", message, line=line)


def test_a_finding_that_moved_is_neither_new_nor_gone() -> None:
    before = (make_finding("one", 3), make_finding("two", 9), make_finding("two", 12))
    now = (make_finding("one", 5), make_finding("two", 11), make_finding("three", 1))
    change = compare_findings(before, now)
    assert [item.message for item in change.new] == ["three"]
    assert [item.message for item in change.gone] == ["two"]
