"""A site follows the files that it is made from, and stays while they are broken."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from attestle.api.score_history import read_score_history
from attestle.api.serving import live_history
from attestle.api.serving.live_history import NOT_YET, LiveHistory
from attestle.api.serving.live_pages import LivePages
from attestle.api.serving.served_site import make_site_maker
from attestle.api.serving.site_watch import (
    KEPT,
    LEFT_OUT,
    NOT_MADE,
    MadePages,
    MakePages,
    SiteWatch,
    make_look,
)
from attestle.api.sites import render_site
from attestle.api.statuses import judge_status
from attestle.errors import WorkspaceError
from attestle.findings import Finding, Severity
from conftest import AS_OF, NO_HANG, edit
from packed import commit

ANSWER = "ssp/demo/controls/AC/3.1.1.md"
PAGE = "requirements/3.1.1.html"


class FakeSite:
    """Pages that a test decides on."""

    def __init__(self) -> None:
        self.made = MadePages({"index.html": b"one"})
        self.error: Exception | None = None

    def __call__(self) -> MadePages:
        if self.error:
            raise self.error
        return self.made


def make_error(path: str = "ssp/demo/a.md") -> Finding:
    return Finding("OSC010", Severity.ERROR, path, "it is wrong", line=7, hint="mend it")


@pytest.fixture
def site() -> FakeSite:
    return FakeSite()


@pytest.fixture
def pages() -> LivePages:
    return LivePages()


@pytest.fixture
def watch(site: FakeSite, pages: LivePages) -> SiteWatch:
    watch = SiteWatch(pages, site)
    watch.update()
    return watch


def test_what_changed_is_shown(site: FakeSite, pages: LivePages, watch: SiteWatch) -> None:
    site.made = MadePages({"index.html": b"two", "new.html": b"x"})
    change = watch.update(("a.md",))
    assert (change.paths, change.made, change.headline) == (("a.md",), True, "")
    assert pages.find_file("index.html") == b"two"
    site.made = MadePages({"index.html": b"two"})
    watch.update()
    assert pages.find_file("new.html") is None


def test_the_site_stays_while_a_file_is_broken(
    site: FakeSite, pages: LivePages, watch: SiteWatch
) -> None:
    site.made = MadePages({"index.html": b"less"}, (make_error(),), frozenset({"ssp/demo/a.md"}))
    assert not watch.update().made
    state = pages.read_state("index.html")
    assert pages.find_file("index.html") == b"one"
    assert state.headline == KEPT
    assert state.troubles == ("ssp/demo/a.md:7: it is wrong (mend it)",)
    site.made = MadePages({"index.html": b"mended"})
    watch.update()
    assert pages.find_file("index.html") == b"mended"
    assert not pages.read_state("index.html").headline


def test_what_was_broken_from_the_start_does_not_hold_up_the_rest(
    site: FakeSite, pages: LivePages
) -> None:
    broken = frozenset({"ssp/demo/a.md"})
    site.made = MadePages({"index.html": b"less"}, (make_error(),), broken)
    watch = SiteWatch(pages, site)
    assert watch.update().made
    assert pages.read_state("index.html").headline == LEFT_OUT
    site.made = MadePages({"index.html": b"edited"}, (make_error(),), broken)
    watch.update()
    assert pages.find_file("index.html") == b"edited"


def test_errors_that_leave_the_files_readable_are_told(
    site: FakeSite, pages: LivePages, watch: SiteWatch
) -> None:
    errors = tuple(make_error(f"ssp/demo/{number}.md") for number in range(8))
    site.made = MadePages({"index.html": b"two"}, errors)
    assert watch.update().made
    state = pages.read_state("index.html")
    assert pages.find_file("index.html") == b"two"
    assert state.headline == LEFT_OUT
    assert len(state.troubles) == 6
    assert state.troubles[-1] == "and 3 more; run: attestle validate"


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (
            WorkspaceError("nothing to read", [make_error()]),
            "ssp/demo/a.md:7: it is wrong (mend it)",
        ),
        (WorkspaceError("nothing to read"), "nothing to read"),
        (OSError("no such disk"), "no such disk"),
    ],
)
def test_a_site_that_cannot_be_made_stays_and_says_why(
    site: FakeSite, pages: LivePages, watch: SiteWatch, error: Exception, said: str
) -> None:
    site.error = error
    assert not watch.update().made
    assert pages.find_file("index.html") == b"one"
    assert pages.read_state("index.html").headline == NOT_MADE
    assert pages.read_state("index.html").troubles == (said,)


@pytest.fixture(autouse=True)
def _await_history(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first pages have all that is known of earlier weeks, however busy the machine is."""
    monkeypatch.setattr(live_history, "_PATIENCE", NO_HANG)


def make_maker(root: Path) -> MakePages:
    return make_site_maker(root, None, LiveHistory(root, 1), as_of=AS_OF)


def walk_looks(*looks: Mapping[str, object]) -> Iterator[Mapping[str, object]]:
    yield from looks


def test_it_is_made_anew_when_a_file_changed_and_stands_still(
    site: FakeSite, pages: LivePages, watch: SiteWatch
) -> None:
    looks = walk_looks({"a": 1}, {"a": 2}, {"a": 3}, {"a": 3}, {"a": 3})
    site.made = MadePages({"index.html": b"three"})
    change = next(watch.follow({"a": 1}, lambda: next(looks), lambda: None))
    assert change.paths == ("a",)
    assert pages.find_file("index.html") == b"three"


def test_a_look_sees_edits_and_commits(tiny: Path) -> None:
    commit(tiny)
    look = make_look(tiny)
    first = look()
    assert look() == first
    edit(tiny, ANSWER, "State: implemented", "State: planned\nMissing: all")
    second = look()
    assert second != first
    commit(tiny)
    third = look()
    assert third != second
    subprocess.run(["git", "-C", str(tiny), "switch", "-q", "-c", "other"], check=True)
    assert look() != third


def test_an_edited_page_is_made_anew_and_others_are_the_same_bytes(tiny: Path) -> None:
    make = make_maker(tiny)
    before = make().files
    path = tiny / ANSWER
    path.write_text(f"{path.read_text()}\nA sentence that was not there.\n")
    after = make().files
    assert b"A sentence that was not there." in after[PAGE]
    same = [path for path, data in before.items() if after[path] is data]
    assert PAGE not in same
    assert "people.html" in same


def test_what_is_kept_changes_no_byte(tiny: Path) -> None:
    make = make_maker(tiny)
    make()
    edit(tiny, ANSWER, "State: implemented", "State: planned\nMissing: all")
    edit(tiny, "ssp/demo/system.md", "name: ", "name: Other ")
    assert make().files == make_maker(tiny)().files


def test_a_file_that_cannot_be_read_is_named(tiny: Path) -> None:
    (tiny / ANSWER).write_text("---\nrequirement: [\n---\n")
    made = make_maker(tiny)()
    assert made.unread == {ANSWER}
    assert any(item.path == ANSWER and item.line for item in made.errors)


def test_settings_with_an_error_are_named(tiny: Path) -> None:
    (tiny / "attestle.toml").write_text("[[[\n")
    made = make_maker(tiny)()
    assert [(item.path, item.line) for item in made.errors][-1] == ("attestle.toml", 1)


def test_pages_that_are_not_served_have_no_such_script(tiny: Path) -> None:
    assert all(b"EventSource" not in data for data in render_site(tiny, as_of=AS_OF).files.values())


def test_earlier_weeks_appear_when_they_are_judged(
    tiny: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(live_history, "_PATIENCE", 0)
    commit(tiny)
    status = judge_status(tiny, None, AS_OF)[0]
    history = LiveHistory(tiny, 1)
    look = make_look(tiny, lambda: {"the scores of earlier weeks": history.runs})
    before = look()
    first = history.read(status)
    assert first.notes in ((NOT_YET,), ())
    _await(lambda: history.runs == 1)
    assert look() != before
    found = history.read(status)
    assert found == read_score_history(tiny, present=status, processes=1)
    assert len(found.points) == 2
    # another commit is judged too, and until then the others are there
    path = tiny / ANSWER
    path.write_text(f"{path.read_text()}\nMore.\n")
    commit(tiny)
    assert len(history.read(status).points) == 2
    _await(lambda: history.runs == 2)
    assert history.read(status) == read_score_history(tiny, present=status, processes=1)
    history.close()


def _await(is_so: Callable[[], bool]) -> None:
    limit = time.monotonic() + NO_HANG
    while not is_so():
        assert time.monotonic() < limit
        time.sleep(0.01)


def test_served_pages_show_the_earlier_weeks(
    tiny: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    commit(tiny)
    made = make_maker(tiny)().files["index.html"].decode()
    status = judge_status(tiny, None, AS_OF)[0]
    days = [point.day for point in read_score_history(tiny, present=status, processes=1).points]
    assert len(days) == 2
    chart = made.partition('<figure class="chart">')[2].partition("</figure>")[0]
    assert all(day.isoformat() in chart for day in days)


def test_without_history_the_pages_say_why(tiny: Path) -> None:
    status = judge_status(tiny, None, AS_OF)[0]
    history = LiveHistory(tiny, 1)
    history.read(status)
    _await(lambda: history.runs == 1)
    assert history.read(status).notes == ("not under version control",)
