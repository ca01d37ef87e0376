"""Scores over the commits of a system: one point a week, each judged on its own day."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from attestle.api import affirmations, score_history
from attestle.api.committed_statuses import judge_head
from attestle.api.score_history import read_score_history
from attestle.assess.score_points import ScoreHistory
from attestle.store import cache, past_commits
from attestle.store.past_commits import list_weekly_commits
from conftest import edit, snapshot

# a Tuesday
LAST = dt.date(2026, 11, 24)
ANSWER = "ssp/demo/controls/AC/3.1.1.md"
UUID = "uuid: "


@pytest.fixture(autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))


def git(root: Path, *words: str, day: dt.date = LAST) -> str:
    at = f"{day.isoformat()}T10:00:00+00:00"
    who = {
        f"GIT_{part}_{key}": value
        for part in ("AUTHOR", "COMMITTER")
        for key, value in (("NAME", "A Role"), ("EMAIL", "role@demo.example"), ("DATE", at))
    }
    done = subprocess.run(
        ["git", "-C", str(root), "-c", "commit.gpgsign=false", *words],
        check=True,
        capture_output=True,
        env={**os.environ, **who},
    )
    return done.stdout.decode().strip()


def commit(root: Path, day: dt.date, message: str = "a state") -> str:
    if not (root / ".git").exists():
        git(root, "init", "-q", "-b", "main")
    git(root, "add", "-A")
    git(root, "commit", "-q", "--allow-empty", "-m", message, day=day)
    return git(root, "rev-parse", "HEAD")[:12]


def weeks(number: int) -> dt.date:
    """So many weeks before the last day."""
    return LAST - dt.timedelta(weeks=number)


def touch(root: Path, text: str) -> None:
    path = root / ANSWER
    path.write_text(path.read_text() + f"\n{text}\n")


def read(root: Path, **more: object) -> ScoreHistory:
    return read_score_history(root, "demo", as_of=LAST, processes=1, **more)  # type: ignore[arg-type]


@pytest.fixture
def versioned(tiny: Path) -> Path:
    commit(tiny, weeks(3))
    return tiny


def list_days(history: ScoreHistory) -> list[dt.date]:
    return [item.day for item in history.points]


def test_the_last_commit_of_each_week_is_a_point(versioned: Path) -> None:
    touch(versioned, "one")
    commit(versioned, weeks(2))
    touch(versioned, "two")
    second = commit(versioned, weeks(2) + dt.timedelta(days=2))
    before = snapshot(versioned)
    history = read(versioned)
    assert snapshot(versioned) == before
    assert list_days(history) == [weeks(3), weeks(2) + dt.timedelta(days=2), LAST]
    assert [item.commit for item in history.points[1:]] == [second, second]
    assert all(item.is_committed and not item.why_not for item in history.points)
    assert not history.notes


def test_each_point_is_judged_on_its_own_day(versioned: Path) -> None:
    for point in read(versioned).points[:-1]:
        replayed = affirmations.replay_day(versioned, "demo", point.day).status
        assert point.scores == replayed.scores
        assert dict(point.ratings) == replayed.ratings
        assert point.unanswered == replayed.objectives_unstated


def test_a_commit_of_other_files_is_no_point(versioned: Path) -> None:
    (versioned / "README.md").write_text("read me")
    commit(versioned, weeks(1))
    assert list_days(read(versioned)) == [weeks(3), LAST]


def test_a_change_of_what_it_is_made_from_is_a_point(versioned: Path) -> None:
    catalog = next((versioned / "catalogs").rglob("*.json"))
    catalog.write_text(catalog.read_text() + "\n")
    commit(versioned, weeks(1))
    assert list_days(read(versioned)) == [weeks(3), weeks(1), LAST]


def test_what_is_not_committed_is_the_last_point_and_says_so(versioned: Path) -> None:
    touch(versioned, "one")
    head = commit(versioned, LAST - dt.timedelta(days=1))
    assert list_days(read(versioned)) == [weeks(3), LAST]
    edit(versioned, ANSWER, "State: implemented", "State: planned\nMissing: all of it")
    *_, committed, last = read(versioned).points
    assert (committed.day, committed.commit) == (LAST - dt.timedelta(days=1), head)
    assert committed.is_committed
    assert not last.is_committed
    assert last.commit == head
    assert last.met < committed.met


def test_a_branch_counts_from_when_it_was_merged(versioned: Path) -> None:
    git(versioned, "switch", "-q", "-c", "work")
    touch(versioned, "one")
    commit(versioned, weeks(2))
    git(versioned, "switch", "-q", "main")
    git(versioned, "merge", "-q", "--no-ff", "-m", "merge", "work", day=weeks(1))
    assert list_days(read(versioned)) == [weeks(3), weeks(1), LAST]


def test_a_commit_that_cannot_be_judged_says_why(versioned: Path) -> None:
    plan = versioned / "ssp/demo/system.md"
    text = plan.read_text()
    plan.write_text("no front matter")
    commit(versioned, weeks(2))
    plan.write_text(text)
    commit(versioned, weeks(1))
    _, broken, mended, _ = read(versioned).points
    assert "ssp/demo/system.md" in broken.why_not
    assert broken.scores.implemented is None
    assert not mended.why_not
    assert read(versioned).points[1] == broken


def test_a_file_that_cannot_be_read_is_counted(versioned: Path) -> None:
    answer = versioned / ANSWER
    text = answer.read_text()
    answer.write_bytes(b"\xff\xfe\x00")
    commit(versioned, weeks(2))
    answer.write_text(text)
    commit(versioned, weeks(1))
    whole, broken, *_ = read(versioned).points
    assert (whole.unread, broken.unread) == (0, 1)
    assert broken.unanswered > whole.unanswered


def test_what_may_have_told_something_worse_leaves_no_figure(versioned: Path) -> None:
    """Without a self-assessment the answers of the author would count, which may be better."""
    path = "ssp/demo/assessment.yaml"
    (versioned / path).write_text("results: [\n")
    commit(versioned, weeks(2))
    (versioned / path).unlink()
    commit(versioned, weeks(1))
    _, broken, mended, _ = read(versioned).points
    assert broken.why_not == f"cannot be read: {path}"
    assert (broken.scores.implemented, dict(broken.ratings)) == (None, {})
    assert not mended.why_not
    # as the files stand no figure is better known
    (versioned / path).write_text("results: [\n")
    assert read(versioned).points[-1].why_not == f"cannot be read: {path}"


def test_a_system_that_was_called_otherwise_is_followed(versioned: Path) -> None:
    touch(versioned, "one")
    commit(versioned, weeks(2))
    git(versioned, "mv", "ssp/demo", "ssp/portal")
    commit(versioned, weeks(1))
    history = read_score_history(versioned, "portal", as_of=LAST, processes=1)
    assert [item.system for item in history.points] == ["demo", "demo", "portal", "portal"]
    assert not any(item.why_not for item in history.points)
    assert history.notes == (f"until {weeks(2)} the system was called demo",)


def test_a_copy_with_a_uuid_of_its_own_is_not_taken_for_it(versioned: Path) -> None:
    subprocess.run(
        ["cp", "-r", str(versioned / "ssp/demo"), str(versioned / "ssp/other")], check=True
    )
    plan = versioned / "ssp/other/system.md"
    own = next(line for line in plan.read_text().splitlines() if line.startswith(UUID))
    plan.write_text(plan.read_text().replace(own, f"{UUID}5a9cbd5d-0a6f-4f62-8a0a-0d2f3c0f0b5e"))
    commit(versioned, weeks(1))
    history = read_score_history(versioned, "other", as_of=LAST, processes=1)
    assert list_days(history) == [weeks(1), LAST]


def test_a_system_that_was_away_for_a_while(versioned: Path) -> None:
    git(versioned, "rm", "-q", "-r", "ssp/demo")
    commit(versioned, weeks(2))
    git(versioned, "checkout", "-q", "HEAD~1", "--", "ssp/demo")
    commit(versioned, weeks(1))
    _, away, back, _ = read(versioned).points
    assert away.why_not == f"demo was not there on {weeks(2)}"
    assert not back.why_not


def test_what_is_of_later_than_the_day_is_left_out(versioned: Path) -> None:
    touch(versioned, "one")
    commit(versioned, LAST + dt.timedelta(weeks=5))
    assert list_days(read(versioned)) == [weeks(3), LAST]


def test_the_oldest_points_are_left_out_beyond_the_number(versioned: Path) -> None:
    for number in (2, 1):
        touch(versioned, f"week {number}")
        commit(versioned, weeks(number))
    history = read(versioned, most=2)
    assert list_days(history) == [weeks(1), LAST]
    assert history.notes == (f"what was before {weeks(1)} is left out",)
    assert list_days(read(versioned, most=1)) == [LAST]


def test_without_history_there_is_the_present(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    history = read(tiny)
    assert (list_days(history), history.notes) == ([LAST], ("not under version control",))
    assert not history.points[0].is_committed
    git(tiny, "init", "-q")
    assert read(tiny).notes == ("nothing is committed yet",)
    monkeypatch.setenv("PATH", "")
    [note] = read(tiny).notes
    assert note.startswith("git is not on the PATH")


def test_a_shallow_clone_says_that_there_is_more(versioned: Path, tmp_path: Path) -> None:
    touch(versioned, "one")
    commit(versioned, weeks(1))
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", "--depth=1", f"file://{versioned}", str(clone))
    history = read(clone)
    assert list_days(history) == [weeks(1), LAST]
    assert "git fetch --unshallow" in history.notes[0]


def test_a_workspace_may_be_a_folder_of_its_repository(tiny: Path, tmp_path: Path) -> None:
    top = tmp_path / "repository"
    top.mkdir()
    tiny.rename(top / "workspace")
    commit(top, weeks(2))
    git(top, "mv", "workspace/ssp/demo", "workspace/ssp/portal")
    commit(top, weeks(1))
    history = read_score_history(top / "workspace", "portal", as_of=LAST, processes=1)
    assert [item.system for item in history.points] == ["demo", "portal", "portal"]
    assert not any(item.why_not for item in history.points)


def test_what_was_judged_once_is_not_judged_again(
    versioned: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    touch(versioned, "one")
    commit(versioned, weeks(1))
    first = read(versioned)
    monkeypatch.setattr(score_history, "judge_commit", None)
    assert read(versioned) == first


def test_what_is_kept_is_used_only_as_it_was_written(versioned: Path) -> None:
    first = read(versioned)
    [entry, *_] = list_weekly_commits(versioned, "demo", "", LAST).commits
    values: tuple[object, ...] = ({}, [], "x", {"scores": [1], "ratings": {}, "counts": []})
    for value in values:
        answers = cache.open_cache(versioned)
        kept = score_history._Keeper(answers, versioned)
        answers.put({kept._name(score_history._Past(entry)): value})
        assert read(versioned) == first


def test_several_processes_find_the_same(
    versioned: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(score_history, "_LEAST_APART", 1)
    touch(versioned, "one")
    commit(versioned, weeks(1))
    alone = read(versioned)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "another"))
    apart = read_score_history(versioned, "demo", as_of=LAST, processes=2)
    assert apart == alone


def test_a_clock_that_was_wrong_does_not_stop_it(versioned: Path) -> None:
    touch(versioned, "one")
    commit(versioned, weeks(5))
    history = read(versioned)
    assert list_days(history) == [weeks(5), weeks(3), LAST]
    assert past_commits._read_day("99999999999999999") == dt.date.max


def test_artifacts_that_no_commit_holds_are_told(versioned: Path) -> None:
    register = versioned / "ssp/demo/evidence.yaml"
    text = register.read_text()
    assert "location: " in text
    place = next(line for line in text.splitlines() if line.strip().startswith("location: "))
    register.write_text(text.replace(place, f"{place.split(':')[0]}: evidence/report.txt"))
    folder = versioned / "ssp/demo/evidence"
    folder.mkdir(exist_ok=True)
    (folder / "report.txt").write_text("a report")
    (versioned / ".gitignore").write_text("ssp/demo/evidence/\n")
    commit(versioned, weeks(1))
    history = read(versioned)
    assert [item.unseen for item in history.points[1:]] == [1, 0]
    assert "evidence whose files are not committed" in history.notes[0]


def _walk_wrong(history: ScoreHistory) -> Iterator[str]:
    for point in history.points:
        if point.why_not:
            yield point.why_not


def test_content_that_git_lacks_is_told_and_asked_for_again(
    versioned: Path, tmp_path: Path
) -> None:
    touch(versioned, "one")
    commit(versioned, weeks(1))
    git(versioned, "config", "uploadpack.allowFilter", "true")
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", "--filter=blob:none", f"file://{versioned}", str(clone))
    [why] = _walk_wrong(read(clone))
    assert "fetch the repository without --filter" in why
    git(clone, "fetch", "-q", "--refetch", "--no-filter", "origin")
    assert not list(_walk_wrong(read(clone)))


def test_a_present_that_is_known_is_not_judged_again(versioned: Path) -> None:
    status = judge_head(versioned, "demo", LAST).status
    marked = replace(status, unread=(ANSWER,))
    assert read_score_history(versioned, present=marked, processes=1).points[-1].unread == 1
