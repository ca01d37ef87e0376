"""What a browser gets for a request: a page that was made, or why not. Nothing here opens a file or
a connection: a path is looked up among the pages, and that is all that becomes of it.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from types import MappingProxyType
from urllib.parse import parse_qs, unquote, urlsplit

from ...data import read_data
from ...lazy_dataclasses import dataclass
from ...render.site.site_frame import hash_source
from .live_pages import NO_PAGE, LivePages, PageState

INDEX = "index.html"
# Under a sign that no page of a site begins with
EVENTS = "/-/events"
# Longer targets name no page
_MOST_TARGET = 2000
_KINDS: Mapping[str, str] = MappingProxyType(
    {
        ".html": "text/html; charset=utf-8",
        ".css": "text/css; charset=utf-8",
        ".js": "text/javascript; charset=utf-8",
        ".json": "application/json",
        ".txt": "text/plain; charset=utf-8",
        ".ics": "text/calendar; charset=utf-8",
        ".svg": "image/svg+xml",
        ".png": "image/png",
        ".jpg": "image/jpeg",
        ".jpeg": "image/jpeg",
        ".gif": "image/gif",
        ".webp": "image/webp",
    }
)
# What is not shown but saved
_OTHER_KIND = "application/octet-stream"
_META_POLICY = re.compile(
    rb'<meta http-equiv="Content-Security-Policy" content="([^"<>]*)"', re.IGNORECASE
)
_NO_CONTENT = "default-src 'none'; base-uri 'none'; form-action 'none'"
# What a page forbids others cannot be said inside a page
_NO_FRAMES = "; frame-ancestors 'none'"
# Signs that would end a header
_HEADER_ENDS = re.compile(r"[^\x20-\x7e]")
_HEADERS = (
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("X-Robots-Tag", "noindex, nofollow"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
)
Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class PageRequest:
    """`headers` by names as they came; a name may come twice."""

    method: str
    target: str
    headers: Headers

    def list_values(self, name: str) -> tuple[str, ...]:
        return tuple(value.strip() for key, value in self.headers if key.lower() == name)


@dataclass(frozen=True, slots=True)
class PageAnswer:
    """`stream` is the page whose states follow one after the other,
    where the answer is a stream.
    """

    status: HTTPStatus
    headers: Headers
    body: bytes = b""
    stream: str | None = None


def read_live_script() -> str:
    """What makes a page follow the edits; added to pages that are served and to no others."""
    return read_data("site/live.js").decode()


def name_hosts(port: int) -> tuple[str, ...]:
    """What a request may call this place. Another name leads here only by a trick: that of a site
    whose name its owner points to this machine, to read through the browser what is served here.
    """
    hosts = ("127.0.0.1", "localhost")
    return (*(f"{host}:{port}" for host in hosts), *(hosts if port == 80 else ()))


def answer_request(request: PageRequest, pages: LivePages, hosts: Sequence[str]) -> PageAnswer:
    if refused := _refuse_origin(request, hosts):
        return refused
    if request.method not in ("GET", "HEAD"):
        allowed = (("Allow", "GET, HEAD"),)
        return explain_refusal(HTTPStatus.METHOD_NOT_ALLOWED, "only GET and HEAD", allowed)
    if not request.target.startswith("/") or len(request.target) > _MOST_TARGET:
        return explain_refusal(HTTPStatus.BAD_REQUEST, "no path of this site")
    try:
        parts = urlsplit(f"http://{hosts[0]}{request.target}")
        path = unquote(parts.path, errors="strict")
    except ValueError:
        return explain_refusal(HTTPStatus.BAD_REQUEST, "no path of this site")
    if parts.path == EVENTS:
        return _open_stream(parts.query)
    return _answer_path(name_page(path), pages)


def name_page(path: str) -> str:
    """The path in the site that an address names."""
    inside = path.removeprefix("/")
    return f"{inside}{INDEX}" if inside.endswith("/") or not inside else inside


def _refuse_origin(request: PageRequest, hosts: Sequence[str]) -> PageAnswer | None:
    """What comes by another name of this machine, or from a page that is none of ours."""
    named = [value.lower() for value in request.list_values("host")]
    if len(named) != 1 or named[0] not in hosts:
        return explain_refusal(
            HTTPStatus.FORBIDDEN, f"this is http://{hosts[0]}/, and is read by no other name"
        )
    origins = request.list_values("origin")
    if any(origin.lower() not in {f"http://{host}" for host in hosts} for origin in origins):
        return explain_refusal(HTTPStatus.FORBIDDEN, "pages of other places get nothing from here")
    # a link to a page may stand anywhere; what a page of another place loads by itself
    # is another thing
    sites, modes = request.list_values("sec-fetch-site"), request.list_values("sec-fetch-mode")
    if any(site in ("cross-site", "same-site") for site in sites) and modes != ("navigate",):
        return explain_refusal(HTTPStatus.FORBIDDEN, "pages of other places get nothing from here")
    return None


def _open_stream(query: str) -> PageAnswer:
    [address, *_] = parse_qs(query).get("page", ["/"])
    headers = _list_headers("text/event-stream; charset=utf-8", _NO_CONTENT)
    return PageAnswer(HTTPStatus.OK, headers, stream=name_page(address))


def _answer_path(path: str, pages: LivePages) -> PageAnswer:
    data = pages.find_file(path)
    if data is None:
        return _answer_missing(pages)
    ending = path[path.rfind(".") :].lower() if "." in path else ""
    kind = _KINDS.get(ending, _OTHER_KIND)
    more: list[tuple[str, str]] = []
    if kind == _OTHER_KIND:
        more.append(("Content-Disposition", "attachment"))
    if ending == ".html":
        policy = _read_policy(data)
        # the script compares it with what the stream says
        more.append(("Server-Timing", f'state;desc="{pages.read_state(path).state}"'))
    else:
        # a picture that is opened by itself is a document too
        policy = f"{_NO_CONTENT}; sandbox"
    return PageAnswer(HTTPStatus.OK, _list_headers(kind, policy, more), data)


def _read_policy(data: bytes) -> str:
    """What the page says of itself in its head; without that nothing in it acts."""
    found = _META_POLICY.search(data)
    policy = html.unescape(found[1].decode("utf-8", "replace")) if found else _NO_CONTENT
    return _HEADER_ENDS.sub(" ", policy)


def _answer_missing(pages: LivePages) -> PageAnswer:
    """A page that comes, or comes back, is shown as soon as it is there."""
    script = read_live_script()
    home = "" if pages.is_empty else '<p><a href="/">To the first page</a></p>'
    body = (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>No such page</title></head>\n<body><main><h1>No such page</h1>{home}</main>\n"
        f"<script>{script}</script></body></html>\n"
    ).encode()
    policy = f"{_NO_CONTENT}; script-src '{hash_source(script)}'; connect-src 'self'"
    state = (("Server-Timing", f'state;desc="{NO_PAGE}"'),)
    return PageAnswer(HTTPStatus.NOT_FOUND, _list_headers(_KINDS[".html"], policy, state), body)


def write_event(state: PageState) -> bytes:
    """As the script of a page reads it."""
    told = {"state": state.state, "headline": state.headline, "troubles": state.troubles}
    # on one line: a line feed would end the value
    return b"data: " + json.dumps(told).encode() + b"\n\n"


def explain_refusal(status: HTTPStatus, why: str, more: Headers = ()) -> PageAnswer:
    body = f"{status.value}: {why}\n".encode()
    return PageAnswer(status, _list_headers(_KINDS[".txt"], _NO_CONTENT, more), body)


def _list_headers(kind: str, policy: str, more: Iterable[tuple[str, str]] = ()) -> Headers:
    return (
        ("Content-Type", kind),
        ("Content-Security-Policy", f"{policy}{_NO_FRAMES}"),
        *_HEADERS,
        *more,
    )
