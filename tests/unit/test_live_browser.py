"""Pages that follow the edits, in a browser: loaded again when they changed, and what is wrong above."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from attestle.api.serving.live_history import LiveHistory
from attestle.api.serving.live_pages import LivePages
from attestle.api.serving.served_site import make_site_maker
from attestle.api.serving.site_watch import KEPT, SiteWatch
from attestle.cli.page_server import PageServer, open_server
from browser_driver import CHROMIUM, NO_BROWSER, Browser, open_browser
from conftest import AS_OF

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason=NO_BROWSER)
ANSWER = "ssp/demo/controls/AC/3.1.1.md"
PAGE = "requirements/3.1.1.html"
BOX = "document.getElementById('live-troubles')"


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    home = tmp_path_factory.mktemp("browser")
    with open_browser(home) as found:
        yield found
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
def pages() -> LivePages:
    return LivePages()


@pytest.fixture
def watch(tiny: Path, pages: LivePages) -> SiteWatch:
    made = SiteWatch(pages, make_site_maker(tiny, None, LiveHistory(tiny, 1), as_of=AS_OF))
    made.update()
    return made


@pytest.fixture
def server(watch: SiteWatch, pages: LivePages) -> Iterator[PageServer]:
    with open_server(0, pages) as opened:
        yield opened


def says(text: str) -> str:
    return f"document.body && document.body.innerText.includes({json.dumps(text)})"


def test_a_page_is_loaded_again_when_it_changed(
    tiny: Path, browser: Browser, server: PageServer, watch: SiteWatch
) -> None:
    browser.troubles.clear()
    browser.open(f"{server.address}{PAGE}")
    browser.evaluate("self.isOld = true")
    path = tiny / ANSWER
    path.write_text(f"{path.read_text()}\nA sentence that was not there.\n")
    watch.update()
    browser.wait_until(says("A sentence that was not there."))
    assert browser.evaluate("self.isOld") is None
    # its own script, the search and the stream are all that its policy lets in
    assert not browser.troubles
    assert all(address.startswith(server.address) for address in browser.asked if ":" in address)


def test_a_page_that_did_not_change_is_left_alone(
    tiny: Path, browser: Browser, server: PageServer, watch: SiteWatch, pages: LivePages
) -> None:
    browser.open(f"{server.address}people.html")
    browser.evaluate("self.isOld = true")
    path = tiny / ANSWER
    path.write_text(f"{path.read_text()}\nA sentence that was not there.\n")
    watch.update()
    # the next thing that it is told comes after that
    pages.warn("still here", [])
    browser.wait_until(f"!{BOX}.hidden")
    assert browser.evaluate("self.isOld") is True


def test_what_is_wrong_stands_above_the_page_until_it_is_mended(
    tiny: Path, browser: Browser, server: PageServer, watch: SiteWatch
) -> None:
    browser.open(f"{server.address}{PAGE}")
    browser.evaluate("self.isOld = true")
    path = tiny / ANSWER
    text = path.read_text()
    path.write_text(text.replace("---\n", "---\nowner: [\n", 1))
    watch.update()
    browser.wait_until(f"!{BOX}.hidden")
    said = browser.evaluate(f"{BOX}.innerText")
    assert KEPT in said
    assert f"{ANSWER}:" in said
    assert browser.evaluate(f"{BOX}.getAttribute('role')") == "status"
    path.write_text(text)
    watch.update()
    browser.wait_until(f"{BOX}.hidden")
    # the same bytes as before: nothing was loaded again
    assert browser.evaluate("self.isOld") is True


def test_words_of_a_file_never_act(browser: Browser, server: PageServer, pages: LivePages) -> None:
    browser.open(f"{server.address}{PAGE}")
    pages.warn("<img src=x onerror='self.acted=1'>", ["<script>self.acted=1</script>"])
    browser.wait_until(f"!{BOX}.hidden")
    time.sleep(0.1)
    assert browser.evaluate("self.acted") is None
    assert browser.evaluate(f"{BOX}.querySelectorAll('img, script').length") == 0


def test_a_page_that_is_not_there_comes_when_it_is(
    browser: Browser, server: PageServer, pages: LivePages
) -> None:
    browser.open(f"{server.address}new.html")
    assert browser.evaluate(says("No such page"))
    pages.show({"new.html": b"<!doctype html><p>It is here now."})
    browser.wait_until(says("It is here now."))
