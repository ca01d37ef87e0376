"""A site in a browser, from `file://`: search, filters, keys, both schemes, wide and narrow."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from attestle.api.sites import render_site
from browser_driver import CHROMIUM, NO_BROWSER, Browser, open_browser
from conftest import ROOT

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason=NO_BROWSER)
DAY = dt.date(2026, 11, 24)
FOUND = "[...document.querySelectorAll('#found a b')].map(part => part.textContent)"
CHOSEN = "document.querySelector('#found [aria-selected=true] b')?.textContent"
TOLD = "document.getElementById('told').textContent"
IS_OPEN = "!document.querySelector('.panel').hidden"
HAS_INDEX = "!!self.attestleIndex"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    made = render_site(ROOT, "example-enclave", as_of=DAY, revision="0123", has_history=False)
    for path, data in made.files.items():
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_bytes(data)
    return folder


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    home = tmp_path_factory.mktemp("browser")
    with open_browser(home) as found:
        yield found
    shutil.rmtree(home, ignore_errors=True)


def ask(browser: Browser, text: str) -> None:
    """As a reader does: `/` from anywhere, then the words."""
    browser.press("/")
    browser.wait_until(HAS_INDEX)
    browser.evaluate("document.getElementById('search').select()")
    browser.type(text)
    browser.wait_until(IS_OPEN)


def open_page(browser: Browser, site: Path, path: str, width: int = 1280) -> None:
    browser.show(width)
    browser.open((site / path).as_uri())
    browser.troubles.clear()


def test_the_search_finds_from_any_page_by_beginnings_of_words(
    browser: Browser, site: Path
) -> None:
    open_page(browser, site, "requirements/3.4.8.html")
    ask(browser, "fail alert")
    assert "3.3.4 Audit Failure Alerting" in browser.evaluate(FOUND)[:3]
    assert "result" in browser.evaluate(TOLD)
    # a title goes before a text that has the word somewhere
    browser.evaluate("document.getElementById('search').select()")
    browser.type("session lock")
    browser.wait_until(f"{FOUND}[0] === '3.1.10 Session Lock'")
    assert not browser.troubles


def test_a_label_finds_its_requirement_and_an_objective_its_place(
    browser: Browser, site: Path
) -> None:
    open_page(browser, site, "index.html")
    ask(browser, "3.1.1")
    assert browser.evaluate(FOUND)[0] == "3.1.1 Authorized Access Control"
    browser.evaluate("document.getElementById('search').select()")
    browser.type("3.5.3[b]")
    browser.wait_until(f"{FOUND}[0] === '3.5.3[b]'")
    browser.press("Enter")
    browser.wait_until("location.hash === '#objective-3.5.3-b'")
    assert browser.evaluate("location.pathname.endsWith('/requirements/3.5.3.html')")
    assert browser.evaluate("!!document.querySelector(':target')")


def test_a_word_with_a_typing_error_is_guessed_and_said(browser: Browser, site: Path) -> None:
    open_page(browser, site, "index.html")
    ask(browser, "marcing")
    assert "3.8.4 Media Markings" in browser.evaluate(FOUND)
    assert "looked for" in browser.evaluate(TOLD)
    browser.evaluate("document.getElementById('search').select()")
    browser.type("qqxzzy")
    browser.wait_until(f"{TOLD}.startsWith('No results')")
    assert browser.evaluate(FOUND) == []


def test_the_keys_lead_through_the_results(browser: Browser, site: Path) -> None:
    open_page(browser, site, "families/AC.html")
    ask(browser, "remote access")
    first, second, *_ = browser.evaluate(FOUND)
    browser.press("ArrowDown")
    assert browser.evaluate(CHOSEN) == first
    browser.press("ArrowDown")
    assert browser.evaluate(CHOSEN) == second
    browser.press("ArrowUp")
    assert browser.evaluate(CHOSEN) == first
    active = "document.getElementById('search').getAttribute('aria-activedescendant')"
    assert browser.evaluate(active) == "found-0"
    browser.press("Escape")
    assert not browser.evaluate(IS_OPEN)
    assert browser.evaluate("document.activeElement.id") == "search"
    # a slash in the field is a sign like any other
    browser.press("/")
    assert browser.evaluate("document.getElementById('search').value").endswith("/")


def test_rows_are_chosen_by_what_stands_in_their_columns(browser: Browser, site: Path) -> None:
    open_page(browser, site, "requirements.html")
    visible = "[...document.querySelectorAll('table.filtered tbody tr')].filter(row => row.offsetParent).length"
    assert browser.evaluate(visible) == 110
    choose = (
        "(name, value) => { const label = [...document.querySelectorAll('.filters label')]"
        ".find(item => item.firstChild.textContent === name); const field = label.querySelector('select, input');"
        "field.value = value; field.dispatchEvent(new Event('input')); }"
    )
    browser.evaluate(f"({choose})('Standing', 'Not met')")
    assert browser.evaluate(visible) == 6
    count = "document.querySelector('.filters output').textContent"
    assert browser.evaluate(count) == "6 of 110 rows"
    browser.evaluate(f"({choose})('Family', 'CM')")
    assert browser.evaluate(visible) == 2
    browser.evaluate(f"({choose})('Containing', 'user-installed')")
    assert browser.evaluate(visible) == 1


def test_a_link_says_what_it_leads_to_for_the_pointer_and_the_keys(
    browser: Browser, site: Path
) -> None:
    open_page(browser, site, "index.html")
    browser.evaluate("document.querySelector('main a[title]').focus()")
    said = browser.evaluate("document.getElementById('hover').textContent")
    assert said.endswith("(a summary in attestle's words)")
    assert browser.evaluate("document.activeElement.getAttribute('aria-describedby')") == "hover"
    browser.press("Escape")
    assert browser.evaluate("document.getElementById('hover').hidden")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_no_page_scrolls_sideways_and_each_keeps_to_its_policy(
    browser: Browser, site: Path, width: int, scheme: str
) -> None:
    pages = [
        *sorted(site.glob("*.html")),
        site / "families/CM.html",
        site / "requirements/3.13.11.html",
        # an author's table of four columns
        site / "requirements/3.13.10.html",
    ]
    grounds = set()
    for page in pages:
        browser.show(width, scheme=scheme)
        browser.troubles.clear()
        browser.asked.clear()
        browser.open(page.as_uri())
        assert browser.evaluate("document.documentElement.scrollWidth") <= width, page
        assert not browser.troubles, page
        assert all(item.startswith(("file:", "data:")) for item in browser.asked), page
        grounds.add(browser.evaluate("getComputedStyle(document.body).backgroundColor"))
    assert grounds == {"rgb(255, 255, 255)" if scheme == "light" else "rgb(20, 25, 31)"}


def test_a_long_choice_makes_no_page_wider(browser: Browser, site: Path) -> None:
    open_page(browser, site, "evidence.html", 390)
    browser.evaluate("document.querySelector('select').add(new Option('w'.repeat(300)))")
    assert browser.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize(
    ("path", "selector"),
    [
        ("evidence.html", "td a[href^=http] small"),
        ("people.html", "td a[href^=mailto]"),
        ("plan-of-action.html", ".card :is(h3, h4)"),
    ],
)
def test_no_address_and_no_title_makes_a_page_wider(
    browser: Browser, site: Path, path: str, selector: str, width: int
) -> None:
    open_page(browser, site, path, width)
    browser.evaluate(f"document.querySelector('{selector}').textContent = 'a_'.repeat(120)")
    assert browser.evaluate("document.documentElement.scrollWidth") <= width


def test_a_chart_can_be_read_on_a_telephone(browser: Browser, site: Path) -> None:
    open_page(browser, site, "index.html", 390)
    chart = '<figure class="chart"><svg viewBox="0 0 720 230"><text x="9" y="99">88</text></svg>'
    browser.evaluate(f"document.querySelector('main').insertAdjacentHTML('afterbegin', '{chart}')")
    assert (
        browser.evaluate("document.querySelector('.chart text').getBoundingClientRect().height") > 9
    )


def test_without_a_script_nothing_is_offered_that_does_not_work(
    browser: Browser, site: Path
) -> None:
    browser.send("Emulation.setScriptExecutionDisabled", value=True)
    try:
        open_page(browser, site, "requirements.html")
        assert not browser.evaluate("document.querySelector('.search').offsetParent")
        assert browser.evaluate("document.querySelectorAll('.filters').length") == 0
    finally:
        browser.send("Emulation.setScriptExecutionDisabled", value=False)
