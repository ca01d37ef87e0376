"""What a request gets: pages that were made, by their exact path, and nothing by any other way."""

from __future__ import annotations

import json

import pytest

from attestle.api.serving.live_history import LiveHistory
from attestle.api.serving.live_pages import NO_PAGE, LivePages
from attestle.api.serving.page_answers import (
    PageAnswer,
    PageRequest,
    answer_request,
    name_hosts,
    write_event,
)
from attestle.api.serving.served_site import make_site_maker
from conftest import TINY

POLICY = "default-src 'none'; script-src 'sha256-abc='"
HOME = (
    b'<!doctype html><meta http-equiv="Content-Security-Policy"'
    b' content="default-src &#39;none&#39;; script-src &#39;sha256-abc=&#39;"><p>home</p>'
)
FILES = {
    "index.html": HOME,
    "requirements/3.1.1.html": b"<p>one</p>",
    "families/index.html": b"<p>families</p>",
    "picture.svg": b"<svg/>",
    "calendar.ics": b"BEGIN:VCALENDAR",
    "plan.docx": b"PK",
    "no-ending": b"x",
}
HOSTS = name_hosts(8171)


@pytest.fixture
def pages() -> LivePages:
    shown = LivePages()
    shown.show(FILES)
    return shown


def ask(
    pages: LivePages,
    target: str = "/",
    *headers: tuple[str, str],
    method: str = "GET",
    host: str = "127.0.0.1:8171",
) -> PageAnswer:
    return answer_request(PageRequest(method, target, (("Host", host), *headers)), pages, HOSTS)


def header(answer: PageAnswer, name: str) -> str:
    [value] = [value for key, value in answer.headers if key == name]
    return value


@pytest.mark.parametrize(
    ("target", "path"),
    [
        ("/", "index.html"),
        ("/index.html", "index.html"),
        ("/index.html?x=/etc/passwd#y", "index.html"),
        ("/requirements/3.1.1.html", "requirements/3.1.1.html"),
        ("/requirements/3%2E1.1.html", "requirements/3.1.1.html"),
        ("/families/", "families/index.html"),
        ("/no-ending", "no-ending"),
    ],
)
def test_a_page_is_found_by_its_path(pages: LivePages, target: str, path: str) -> None:
    answer = ask(pages, target)
    assert (answer.status, answer.body) == (200, FILES[path])


@pytest.mark.parametrize(
    "target",
    [
        "/../../etc/passwd",
        "/..%2f..%2fetc%2fpasswd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/requirements/../index.html",
        "/./index.html",
        "//index.html",
        "//evil.example/index.html",
        "/requirements",
        "/requirements/",
        "/index.html/",
        "/INDEX.HTML",
        "/index.html%00.txt",
        "/index.html%0d%0aX: y",
        "/attestle.toml",
        "/ssp/demo/system.md",
        "/C:/Windows/win.ini",
        "/-/nothing",
        "//[::1/",
        "/%2d/events",
    ],
)
def test_nothing_else_is_found(pages: LivePages, target: str) -> None:
    answer = ask(pages, target)
    assert answer.status == 404
    assert answer.stream is None
    assert b"passwd" not in answer.body


@pytest.mark.parametrize(
    "target",
    ["http://127.0.0.1:8171/", "*", "", "index.html", "/%ff", "/" + "a" * 5000],
)
def test_what_is_no_path_is_refused(pages: LivePages, target: str) -> None:
    assert ask(pages, target).status == 400


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8171",
        "127.0.0.1",
        "127.0.0.1:80",
        "127.0.0.1:8171.evil.example",
        "127.0.0.1.evil.example:8171",
        "0.0.0.0:8171",
        "[::1]:8171",
        "127.0.0.2:8171",
        "2130706433:8171",
        "localhost.:8171",
        "evil@127.0.0.1:8171",
        "",
    ],
)
def test_another_name_of_this_place_gets_nothing(pages: LivePages, host: str) -> None:
    answer = ask(pages, host=host)
    assert answer.status == 403
    assert b"home" not in answer.body
    assert ask(pages, "/-/events?page=/", host=host).stream is None


def test_the_names_of_this_place(pages: LivePages) -> None:
    assert ask(pages, host="localhost:8171").status == 200
    assert ask(pages, host="LocalHost:8171").status == 200
    none = PageRequest("GET", "/", ())
    twice = PageRequest("GET", "/", (("Host", HOSTS[0]), ("host", "evil.example")))
    for request in (none, twice):
        assert answer_request(request, pages, HOSTS).status == 403
    assert name_hosts(80) == ("127.0.0.1:80", "localhost:80", "127.0.0.1", "localhost")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "get"])
def test_nothing_but_reading(pages: LivePages, method: str) -> None:
    answer = ask(pages, method=method)
    assert answer.status == 405
    assert header(answer, "Allow") == "GET, HEAD"


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "https://127.0.0.1:8171", "x"])
def test_a_page_of_another_place_may_not_listen(pages: LivePages, origin: str) -> None:
    assert ask(pages, "/-/events?page=/", ("Origin", origin)).status == 403
    assert ask(pages, "/", ("Origin", origin)).status == 403


def test_our_own_pages_may_listen(pages: LivePages) -> None:
    for origin in ("http://127.0.0.1:8171", "http://localhost:8171"):
        answer = ask(pages, "/-/events?page=%2Frequirements%2F3.1.1.html", ("Origin", origin))
        assert answer.stream == "requirements/3.1.1.html"
    assert ask(pages, "/-/events").stream == "index.html"
    assert header(answer, "Content-Type").startswith("text/event-stream")


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_what_another_page_loads_by_itself_is_refused(pages: LivePages, site: str) -> None:
    loaded = (("Sec-Fetch-Site", site), ("Sec-Fetch-Mode", "no-cors"))
    assert ask(pages, "/", *loaded).status == 403
    followed = (("Sec-Fetch-Site", site), ("Sec-Fetch-Mode", "navigate"))
    assert ask(pages, "/", *followed).status == 200
    own = (("Sec-Fetch-Site", "same-origin"), ("Sec-Fetch-Mode", "cors"))
    assert ask(pages, "/", *own).status == 200


@pytest.mark.parametrize(
    "target", ["/", "/picture.svg", "/calendar.ics", "/plan.docx", "/missing", "/%ff"]
)
def test_every_answer_forbids_what_it_can(pages: LivePages, target: str) -> None:
    answer = ask(pages, target)
    policy = header(answer, "Content-Security-Policy")
    assert policy.startswith("default-src 'none'")
    assert policy.endswith("; frame-ancestors 'none'")
    assert "unsafe" not in policy
    assert header(answer, "Cache-Control") == "no-store"
    assert header(answer, "X-Content-Type-Options") == "nosniff"
    assert header(answer, "X-Frame-Options") == "DENY"
    assert header(answer, "Cross-Origin-Resource-Policy") == "same-origin"
    assert not any("\r" in value or "\n" in value for _, value in answer.headers)


def test_a_page_is_held_to_its_own_policy(pages: LivePages) -> None:
    assert header(ask(pages), "Content-Security-Policy") == f"{POLICY}; frame-ancestors 'none'"
    assert "script-src" not in header(
        ask(pages, "/requirements/3.1.1.html"), "Content-Security-Policy"
    )


@pytest.mark.parametrize(
    ("target", "kind"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/picture.svg", "image/svg+xml"),
        ("/calendar.ics", "text/calendar; charset=utf-8"),
        ("/plan.docx", "application/octet-stream"),
        ("/no-ending", "application/octet-stream"),
    ],
)
def test_kinds(pages: LivePages, target: str, kind: str) -> None:
    answer = ask(pages, target)
    assert header(answer, "Content-Type") == kind
    saved = [value for key, value in answer.headers if key == "Content-Disposition"]
    assert saved == (["attachment"] if kind == "application/octet-stream" else [])


def test_a_picture_by_itself_runs_nothing(pages: LivePages) -> None:
    assert "; sandbox" in header(ask(pages, "/picture.svg"), "Content-Security-Policy")


def test_a_page_tells_its_state(pages: LivePages) -> None:
    state = pages.read_state("index.html").state
    assert header(ask(pages), "Server-Timing") == f'state;desc="{state}"'
    assert header(ask(pages, "/missing"), "Server-Timing") == f'state;desc="{NO_PAGE}"'


def test_a_missing_page_waits_to_be_there() -> None:
    empty = LivePages()
    answer = ask(empty)
    assert answer.status == 404
    assert b"EventSource" in answer.body
    assert b'href="/"' not in answer.body
    assert "connect-src 'self'" in header(answer, "Content-Security-Policy")


def test_an_event_is_one_line_whatever_it_says(pages: LivePages) -> None:
    pages.warn("a\nb", ["c\r\n\r\ndata: {}", "\u2028</script>"])
    event = write_event(pages.read_state("index.html"))
    assert event.startswith(b"data: ")
    assert event.endswith(b"\n\n")
    assert event.count(b"\n") == 2
    assert b"\r" not in event
    told = json.loads(event[6:])
    assert told["troubles"] == ["c\r\n\r\ndata: {}", "\u2028</script>"]


def test_only_what_changed_is_another_page(pages: LivePages) -> None:
    before = {path: pages.read_state(path) for path in FILES}
    pages.show({**FILES, "index.html": b"<p>new</p>"})
    after = {path: pages.read_state(path) for path in FILES}
    assert [path for path in FILES if before[path] != after[path]] == ["index.html"]
    pages.warn("broken", ["file:1: what"])
    assert pages.read_state("index.html").state == after["index.html"].state
    pages.show(FILES)
    assert pages.read_state("index.html") == before["index.html"]


def test_pages_of_a_system_allow_the_script_that_serve_adds() -> None:
    made = make_site_maker(TINY, None, LiveHistory(TINY, 1))()
    shown = LivePages()
    shown.show(made.files)
    answer = ask(shown)
    assert b"EventSource" in answer.body
    assert "connect-src 'self'" in header(answer, "Content-Security-Policy")
