"""Where a repository lives, by its settings and by the run of a code host."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from attestle.api.report_words import shows_words
from attestle.api.repository_places import find_place
from attestle.formats.settings_values import RepositoryRecord, Settings
from attestle.model.repository_place import RepositoryPlace

EVENTS: tuple[tuple[object, bool], ...] = (
    ({"repository": {"private": False}}, True),
    ({"repository": {"private": False, "visibility": "public"}}, True),
    ({"repository": {"private": True, "visibility": "private"}}, False),
    ({"repository": {"private": True, "visibility": "internal"}}, False),
    ({"repository": {"visibility": "public"}}, True),
    ({"repository": {"private": "no"}}, False),
    ({"repository": ["private"]}, False),
    ({"pull_request": {"head": {"repo": {"private": False}}}}, False),
    ([], False),
)


@pytest.mark.parametrize(("event", "is_public"), EVENTS)
def test_the_event_of_a_run_says_whether_the_repository_is_public(
    tmp_path: Path, event: object, is_public: bool
) -> None:
    path = tmp_path / "event.json"
    path.write_text(json.dumps(event), encoding="utf-8")
    found = find_place(Settings(), {"GITHUB_EVENT_PATH": str(path)})
    assert found == RepositoryPlace(False, "the event of this run" if is_public else "")


@pytest.mark.parametrize("data", [b"", b"{", b"\xff", b'{"repository": {"private": false}} x'])
def test_an_event_that_cannot_be_read_says_nothing(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "event.json"
    path.write_bytes(data)
    assert not find_place(Settings(), {"GITHUB_EVENT_PATH": str(path)}).is_public
    for other in (tmp_path, tmp_path / "none.json"):
        assert not find_place(Settings(), {"GITHUB_EVENT_PATH": str(other)}).is_public


@pytest.mark.parametrize("word", ["public", "internal", "private", "", "PUBLIC "])
def test_gitlab_says_it_in_a_variable(word: str) -> None:
    found = find_place(Settings(), {"CI_PROJECT_VISIBILITY": word})
    assert found.is_public is (word == "public")


def test_one_that_says_public_is_enough() -> None:
    private = Settings(repository=RepositoryRecord(public=False))
    public = Settings(repository=RepositoryRecord(public=True))
    run = {"CI_PROJECT_VISIBILITY": "public"}
    assert find_place(private, {}) == RepositoryPlace(True)
    assert find_place(private, run).is_public
    assert find_place(public, {}) == RepositoryPlace(True, "attestle.toml: public")
    assert find_place(public, {"CI_PROJECT_VISIBILITY": "private"}).is_public


def test_of_settings_that_are_not_sound_nobody_says_what_they_lack() -> None:
    assert not find_place(Settings(), {}).is_recorded
    assert find_place(Settings(), {}, is_sound=False).is_recorded


@pytest.mark.parametrize("summaries", ["", "short", "full"])
@pytest.mark.parametrize("purpose", ["summary", "comment"])
def test_in_public_no_report_shows_words(summaries: str, purpose: str) -> None:
    assert not shows_words(purpose, summaries, is_public=True)
    expected = summaries == "full" or (summaries == "" and purpose == "summary")
    assert shows_words(purpose, summaries, is_public=False) is expected
