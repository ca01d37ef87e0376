"""What a process remembers of requirement files changes nothing of what it reads."""

from __future__ import annotations

from pathlib import Path

import pytest

from attestle.api.sound_systems import load_work
from attestle.findings import Finding
from attestle.model.objective_answers import RequirementAnswer
from attestle.store import recent_answers
from conftest import edit

ANSWER = "ssp/demo/controls/AC/3.1.1.md"
Read = tuple[RequirementAnswer, tuple[Finding, ...]]


@pytest.fixture(autouse=True)
def _nothing_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recent_answers, "_RECENT", [])


def read(root: Path) -> Read:
    work, findings = load_work(root, "demo")
    answer = next(item for item in work.system.answers.values() if item.source.path == ANSWER)
    return answer, findings


def read_anew(root: Path) -> Read:
    recent_answers._RECENT.clear()
    return read(root)


def test_a_text_is_taken_apart_once(tiny: Path) -> None:
    first = read(tiny)
    assert read(tiny)[0] is first[0]
    assert read_anew(tiny)[0] is not first[0]
    assert read_anew(tiny) == first


def test_an_edit_and_its_way_back_are_read(tiny: Path) -> None:
    before = read(tiny)
    edit(tiny, ANSWER, "- Evidence: ev-roster", "- Evidence: ev-roster, ev-other")
    edited = read(tiny)
    assert edited != before
    assert edited == read_anew(tiny)
    edit(tiny, ANSWER, "- Evidence: ev-roster, ev-other", "- Evidence: ev-roster")
    assert read(tiny) == before


def test_what_is_wrong_is_told_each_time(tiny: Path) -> None:
    edit(tiny, ANSWER, "- Evidence: ev-roster", "- Evidenze: ev-roster")
    told = read(tiny)[1]
    assert [item for item in told if item.path == ANSWER]
    assert read(tiny)[1] == told


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("catalogs/mini/catalog.json", '"prose": "', '"prose": "Other '),
        ("ssp/demo/components/doorkeeper.md", "title: ", "title: Other "),
        ("ssp/demo/evidence.yaml", "title: ", "title: Other "),
    ],
)
def test_other_files_decide_what_a_text_means(tiny: Path, path: str, old: str, new: str) -> None:
    read(tiny)
    file = tiny / path
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    assert read(tiny) == read_anew(tiny)


def test_few_systems_are_remembered(tiny: Path) -> None:
    evidence = tiny / "ssp/demo/evidence.yaml"
    text = evidence.read_text(encoding="utf-8")
    for turn in range(8):
        evidence.write_text(text.replace("title: ", f"title: {turn} "), encoding="utf-8")
        read(tiny)
    assert len(recent_answers._RECENT) == 4
