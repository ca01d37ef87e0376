"""What is kept of a system comes back as it was read, and nothing else comes out of an entry."""

from __future__ import annotations

import dataclasses
import json
import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from attestle.api.kept_readings import read_kept_system
from attestle.model.shown_words import ShownWords
from attestle.store import cache, file_states, layout, oscal_documents, requirement_files, systems
from attestle.store.kept_systems import KeptSystem
from attestle.store.model_entries import CLASSES, NotKept, pack_value, unpack_value
from conftest import ROOT
from filled_system import write_filled_system

SYSTEM = "demo"
ANSWER = "ssp/demo/controls/AC/3.1.1.md"


@pytest.fixture(autouse=True)
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache/attestle/findings-1"


def read(root: Path, name: str = SYSTEM) -> Any:
    return systems.read_system(root, name, oscal_documents.make_href_reader(root)).work


def describe(value: Any) -> Any:
    """With the class of everything, which equality does not ask: 1 == True, () == a named tuple."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {item.name: getattr(value, item.name) for item in dataclasses.fields(value)}
        return (value.__class__.__name__, describe(fields))
    if isinstance(value, Mapping):
        rows = [(describe(key), describe(part)) for key, part in value.items()]
        return (value.__class__.__name__, rows)
    if isinstance(value, tuple | list):
        return (value.__class__.__name__, [describe(part) for part in value])
    return (value.__class__.__name__, repr(value))


def through_json(value: Any) -> Any:
    return unpack_value(json.loads(json.dumps(pack_value(value))))


@pytest.mark.parametrize("variant", [0, 1])
def test_a_system_with_every_key_comes_back(tiny: Path, variant: int) -> None:
    write_filled_system(tiny, variant)
    work = read(tiny)
    assert describe(through_json(work.system)) == describe(work.system)
    assert describe(through_json(work.baseline)) == describe(work.baseline)


def test_the_example_comes_back() -> None:
    work = read(ROOT, "example-enclave")
    assert describe(through_json(work.system)) == describe(work.system)
    assert describe(through_json(work.baseline)) == describe(work.baseline)


def test_every_class_of_a_system_is_known() -> None:
    names = {item.__name__ for item in CLASSES}
    assert {"System", "RequirementAnswer", "ObjectiveAnswer", "EvidenceItem"} < names
    assert len(CLASSES) == len(set(CLASSES))


def test_words_of_a_publisher_are_not_kept(tiny: Path) -> None:
    requirement = read(tiny).baseline.requirements[0]
    with pytest.raises(NotKept):
        pack_value(replace(requirement, published=ShownWords("words of theirs")))


@pytest.mark.parametrize(
    "value",
    [[10_000, "a"], [-99], [True, 1], ["x"], [0, *["a"] * 99], [-5, "no number"], [-3, "a"]],
)
def test_what_is_no_entry_is_refused(value: Any) -> None:
    with pytest.raises((TypeError, ValueError, IndexError)):
        unpack_value(value)


def entries(kept: Path) -> list[Path]:
    return sorted(path for path in kept.iterdir() if path.stat().st_size > 5000)


def test_a_second_reading_is_from_before_and_the_same(
    tiny: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = read_kept_system(tiny, SYSTEM)
    text = (tiny / ANSWER).read_text(encoding="utf-8")
    (tiny / ANSWER).write_text(f"{text}\nOne more sentence.\n", encoding="utf-8")
    asked: list[str] = []
    read_anew = requirement_files._read_anew

    def note(loader: Any, recent: Any, path: str, kept: Any) -> Any:
        asked.append(path)
        return read_anew(loader, recent, path, kept)

    monkeypatch.setattr(requirement_files, "_read_anew", note)
    second = read_kept_system(tiny, SYSTEM)
    assert asked == [ANSWER]
    assert first.work != second.work
    assert second.work == read(tiny)


def test_only_the_user_can_read_what_is_kept(tiny: Path, kept: Path) -> None:
    read_kept_system(tiny, SYSTEM)
    assert kept.stat().st_mode & 0o077 == 0
    assert entries(kept)
    assert [path for path in kept.iterdir() if path.stat().st_mode & 0o077] == []


def test_without_a_folder_nothing_is_kept(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", os.devnull)
    assert read_kept_system(tiny, SYSTEM).work == read(tiny)


def test_an_entry_that_was_tampered_with_is_none(tiny: Path, kept: Path) -> None:
    wanted = read_kept_system(tiny, SYSTEM).work
    for path in entries(kept):
        path.write_bytes(path.read_bytes().replace(b"Doorkeeper", b"Gatekeeper"))
    assert read_kept_system(tiny, SYSTEM).work == wanted


def test_a_sealed_entry_of_another_form_is_none(tiny: Path) -> None:
    state = file_states.hash_state(tiny, layout.READ_FOLDERS)
    for value in ({"key": "k", "frame": 3}, {"key": "k", "frame": {"findings": []}}, [1], "x", {}):
        one = KeptSystem(value, "k", state.hashes)
        assert one.find_frame() is None
        assert one.find_answer(ANSWER) is None
        assert one.find_verdict("a", "b") is None
    odd = {"key": "k", "answers": {ANSWER: [state.hashes[ANSWER], [0, 1, 2]]}, "texts": [4]}
    one = KeptSystem(odd, "k", state.hashes)
    one.open_findings("c")
    assert one.find_answer(ANSWER) is None
    assert one.find_findings(ANSWER) is None


def test_a_file_that_was_just_written_is_read_again(tiny: Path, tmp_path: Path) -> None:
    """Its time may not change if it is written once more within the step of a clock."""
    answers = cache.open_cache(tiny)
    names = [path.relative_to(tiny).as_posix() for path in tiny.rglob("*.md")]
    for path in names:
        os.utime(tiny / path, ns=(1, 1))
    file_states.hash_state(tiny, names, file_states.KnownHashes(answers, tiny))
    known = file_states.KnownHashes(answers, tiny)
    stamps = file_states.list_stamps(tiny, names)
    # the time of the change of each is now, whatever else was set
    assert [known.find_hash(path, stamps[path]) for path in names] == [""] * len(names)
    old = {path: (*stamp[:4], 1, 1) for path, stamp in stamps.items()}
    for path, stamp in old.items():
        known.note_hash(path, stamp, "h")
    known.save()
    again = file_states.KnownHashes(answers, tiny)
    assert [again.find_hash(path, old[path]) for path in names] == ["h"] * len(names)
    for at in range(6):
        other = tuple(value + (place == at) for place, value in enumerate(old[ANSWER]))
        assert again.find_hash(ANSWER, other) == ""


def test_the_hash_of_the_rules_is_that_of_their_content(
    tiny: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = cache.open_cache(tiny)
    wanted = file_states.hash_rule_set()
    for _ in range(2):
        monkeypatch.setattr(file_states, "_RULE_SETS", {})
        assert file_states.hash_rule_set(answers) == wanted
