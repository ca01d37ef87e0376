"""`attestle serve`: on this machine alone, with edits shown within a second, whatever others send."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from attestle.api.serving.live_pages import LivePages
from attestle.api.serving.site_watch import KEPT, SiteWatch, make_look
from attestle.cli import page_server
from attestle.cli.page_server import PageServer, open_server
from conftest import AS_OF, NO_HANG, Run, edit

ANSWER = "ssp/demo/controls/AC/3.1.1.md"
PAGE = "/requirements/3.1.1.html"
# Seconds between a save and the page: what the command promises
WITHIN = 1.0


@pytest.fixture
def pages() -> LivePages:
    shown = LivePages()
    shown.show({"index.html": b"<p>home</p>", "a.html": b"<p>a</p>"})
    return shown


@pytest.fixture
def server(pages: LivePages) -> Iterator[PageServer]:
    with open_server(0, pages) as opened:
        yield opened


def connect(server: PageServer) -> socket.socket:
    return socket.create_connection(("127.0.0.1", server.port), timeout=NO_HANG)


def read_all(connection: socket.socket) -> bytes:
    data = b""
    while piece := connection.recv(65536):
        data += piece
    return data


def send(server: PageServer, raw: bytes) -> bytes:
    with connect(server) as connection:
        # what is refused is not read to its end
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            connection.sendall(raw)
        try:
            return read_all(connection)
        except ConnectionResetError:
            return b""


def get(server: PageServer, target: str, *headers: str, method: str = "GET") -> bytes:
    lines = [f"{method} {target} HTTP/1.1", f"Host: 127.0.0.1:{server.port}", *headers]
    return send(server, "\r\n".join([*lines, "", ""]).encode("latin-1"))


def read_status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


def test_a_page_and_its_head(server: PageServer) -> None:
    answer = get(server, "/")
    assert read_status(answer) == 200
    head, _, body = answer.partition(b"\r\n\r\n")
    assert body == b"<p>home</p>"
    assert b"Connection: close" in head
    assert b"Python" not in head
    assert get(server, "/", method="HEAD").partition(b"\r\n\r\n")[2] == b""
    assert b"Content-Length: 11" in get(server, "/", method="HEAD")


def test_it_listens_on_this_machine_alone(server: PageServer) -> None:
    assert server.socket.family is socket.AF_INET
    assert server.socket.getsockname()[0] == "127.0.0.1"
    assert server.address == f"http://127.0.0.1:{server.port}/"


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n", 403),
        (b"GET / HTTP/1.1\r\n\r\n", 403),
        (b"GET / HTTP/1.0\r\n\r\n", 403),
        (b"GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n\r\n", 403),
        (b"nonsense\r\n\r\n", 400),
        (b"GET / HTTP/9.9\r\n\r\n", 505),
        (b"GET / HTTP/x\r\n\r\n", 400),
        (b"BREW / HTTP/1.1\r\n\r\n", 403),
        (b"GET /" + b"a" * 20000 + b" HTTP/1.1\r\n\r\n", 414),
        (b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 200 + b"\r\n", 431),
        (b"GET / HTTP/1.1\r\nX: " + b"y" * 100_000 + b"\r\n\r\n", 431),
    ],
)
def test_what_is_no_request_of_ours_is_refused(server: PageServer, raw: bytes, status: int) -> None:
    answer = send(server, raw)
    assert read_status(answer) == status
    assert b"home" not in answer
    assert b"default-src 'none'" in answer
    assert read_status(get(server, "/")) == 200


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\r\n\r\n",
        b"GET /\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"\x00" * 5000 + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1:1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nBad Header\r\n\r\n",
        b"GET / HTTP/1.1\r\nContent-Length: 999999999\r\n\r\nabc",
        b"GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n",
    ],
)
def test_rubbish_harms_nobody(server: PageServer, raw: bytes) -> None:
    with connect(server) as connection:
        connection.sendall(raw)
        connection.shutdown(socket.SHUT_WR)
        assert b"home" not in read_all(connection)
    assert read_status(get(server, "/")) == 200


def test_a_second_request_in_one_connection_is_not_answered(server: PageServer) -> None:
    one = f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n\r\n".encode()
    assert send(server, one + one).count(b"HTTP/1.1 200") == 1


def test_who_sends_slowly_blocks_nobody_and_is_cut_off(
    server: PageServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_server, "REQUEST_SECONDS", 1)
    slow = [connect(server) for _ in range(20)]
    for connection in slow:
        connection.sendall(b"GET / HTTP/1.1\r\nX-A: ")
    start = time.monotonic()
    assert read_status(get(server, "/")) == 200
    # a byte now and then is no longer life than the time that there is for all of them
    while time.monotonic() - start < 1.5:
        for connection in slow:
            with contextlib.suppress(OSError):
                connection.sendall(b"y")
        time.sleep(0.2)
    for connection in slow:
        with contextlib.suppress(ConnectionResetError):
            assert read_all(connection) == b""
        connection.close()
    assert time.monotonic() - start < NO_HANG


def test_beyond_the_number_connections_are_closed_and_those_there_are_go_on(
    server: PageServer,
) -> None:
    held = [connect(server) for _ in range(page_server.MOST_CONNECTIONS)]
    asked = f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n\r\n".encode()
    held[0].sendall(b"GET / HTTP/1.1\r\n")
    time.sleep(0.3)
    assert send(server, asked) == b""
    held[1].sendall(asked)
    assert read_status(read_all(held[1])) == 200
    for connection in held:
        connection.close()
    limit = time.monotonic() + NO_HANG
    while not (answer := send(server, asked)) and time.monotonic() < limit:
        time.sleep(0.05)
    assert read_status(answer) == 200


class Listener:
    """A stream of events as a page reads it."""

    def __init__(self, port: int, page: str) -> None:
        self._connection = socket.create_connection(("127.0.0.1", port), timeout=NO_HANG)
        self._connection.sendall(
            f"GET /-/events?page={page} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode()
        )
        self._file = self._connection.makefile("rb")
        while self._file.readline().strip():
            pass

    def read(self) -> dict[str, object]:
        for line in self._file:
            if line.startswith(b"data: "):
                told: dict[str, object] = json.loads(line[6:])
                return told
        raise EOFError

    def close(self) -> None:
        self._file.close()
        self._connection.close()


def test_a_stream_tells_every_state(server: PageServer, pages: LivePages) -> None:
    listener = Listener(server.port, "/a.html")
    first = listener.read()
    pages.show({"index.html": b"<p>other</p>", "a.html": b"<p>a</p>"})
    pages.warn("broken", ["file.md:3: why"])
    second = listener.read()
    # another page changed, so that nothing is told of this one but what is wrong
    assert (second["state"], second["headline"]) == (first["state"], "broken")
    assert second["troubles"] == ["file.md:3: why"]
    pages.show({"a.html": b"<p>new</p>"})
    assert listener.read()["state"] != first["state"]
    pages.show({})
    assert listener.read()["state"] == "none"
    listener.close()


def test_many_listeners_hold_up_no_page(server: PageServer, pages: LivePages) -> None:
    listeners = [Listener(server.port, "/") for _ in range(10)]
    for listener in listeners:
        listener.read()
    assert read_status(get(server, "/")) == 200
    pages.show({"index.html": b"new"})
    assert len({listener.read()["state"] for listener in listeners}) == 1
    for listener in listeners:
        listener.close()


def test_streams_end_with_the_server(pages: LivePages) -> None:
    with open_server(0, pages) as opened:
        listener = Listener(opened.port, "/")
        listener.read()
    with pytest.raises(EOFError):
        listener.read()
    listener.close()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", opened.port), timeout=5)


def test_a_save_is_told_within_a_second(tiny: Path, server: PageServer, pages: LivePages) -> None:
    """By a maker that takes no time: what is left is how soon a save is seen and told."""
    from attestle.api.serving.site_watch import MadePages
    from attestle.cli.serve import _PAUSE

    path = tiny / ANSWER
    watch = SiteWatch(pages, lambda: MadePages({"index.html": path.read_bytes()}))
    look = make_look(tiny)
    watch.update()
    ended = threading.Event()

    def pause() -> None:
        if ended.wait(_PAUSE):
            raise EOFError

    def follow() -> None:
        with contextlib.suppress(EOFError):
            list(watch.follow(before, look, pause))

    before = look()
    thread = threading.Thread(target=follow)
    thread.start()
    listener = Listener(server.port, "/")
    listener.read()
    took = []
    for number in range(3):
        saved = time.monotonic()
        path.write_text(f"{path.read_text()}\nSentence {number}.\n")
        listener.read()
        took.append(time.monotonic() - saved)
    ended.set()
    thread.join()
    listener.close()
    # a machine that does much else at once is late now and then
    assert min(took) < WITHIN / 2


class Served:
    """The command as a process."""

    def __init__(self, root: Path, *words: str) -> None:
        command = (sys.executable, "-m", "attestle", "--root", str(root), "serve", *words)
        self.process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            env={**os.environ, "PYTHONUNBUFFERED": "1", "NO_COLOR": "1"},
        )
        self._lines: queue.Queue[str] = queue.Queue()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()
        self.port = int(self.read_until(r"http://127\.0\.0\.1:(\d+)/"))

    def _read(self) -> None:
        for line in self.process.stdout or ():
            self._lines.put(line)

    def read_until(self, pattern: str) -> str:
        limit = time.monotonic() + NO_HANG
        while True:
            line = self._lines.get(timeout=max(0.1, limit - time.monotonic()))
            if found := re.search(pattern, line):
                return found[found.lastindex or 0]

    def get(self, target: str) -> bytes:
        with socket.create_connection(("127.0.0.1", self.port), timeout=NO_HANG) as connection:
            asked = f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n\r\n"
            connection.sendall(asked.encode())
            return read_all(connection)

    def stop(self) -> int:
        self.process.send_signal(signal.SIGINT)
        code = self.process.wait(NO_HANG)
        self.end()
        return code

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        self._reader.join()
        if self.process.stdout:
            self.process.stdout.close()


@pytest.fixture
def served(tiny: Path) -> Iterator[Served]:
    process = Served(tiny, "--port", "0", "--as-of", AS_OF.isoformat())
    yield process
    process.end()


def test_a_site_follows_edits_and_stays_while_a_file_is_broken(tiny: Path, served: Served) -> None:
    listener = Listener(served.port, PAGE)
    first = listener.read()
    assert not first["headline"]
    path = tiny / ANSWER
    text = path.read_text()
    path.write_text(f"{text}\nA sentence that was not there.\n")
    second = listener.read()
    assert second["state"] != first["state"]
    assert b"A sentence that was not there." in served.get(PAGE)
    broken = text.replace("---\n", "---\nowner: [\n", 1)
    path.write_text(broken)
    third = listener.read()
    assert (third["state"], third["headline"]) == (second["state"], KEPT)
    assert re.match(rf"{ANSWER}:\d+: ", str(third["troubles"][0]))  # type: ignore[index]
    assert b"A sentence that was not there." in served.get(PAGE)
    served.read_until(rf"{ANSWER}:\d+: ")
    path.write_text(text)
    mended = listener.read()
    assert (mended["state"], mended["headline"]) == (first["state"], "")
    listener.close()
    assert b"attestle.toml" not in served.get("/../attestle.toml")
    assert served.stop() == 130


def test_a_port_that_is_taken(tiny: Path, run: Run, server: PageServer) -> None:
    result = run(tiny, "serve", "--port", str(server.port))
    assert result.exit_code == 2
    assert f"another program has port {server.port}" in result.output
    assert "--port" in result.output


def test_what_cannot_be_served(tiny: Path, run: Run) -> None:
    result = run(tiny, "serve", "demmo")
    assert result.exit_code == 2
    assert 'did you mean "demo"?' in result.output
    assert run(tiny, "serve", "--port", "70000").exit_code == 2


def test_the_browser_is_opened_where_that_is_asked_for(
    tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script, opened = tmp_path / "browser.py", tmp_path / "opened"
    script.write_text(f"import sys; open({str(opened)!r}, 'w').write(sys.argv[1])")
    monkeypatch.setenv("BROWSER", f"{sys.executable} {script} %s")
    process = Served(tiny, "--port", "0", "--as-of", AS_OF.isoformat(), "--open")
    try:
        limit = time.monotonic() + NO_HANG
        while not (opened.exists() and opened.read_text()) and time.monotonic() < limit:
            time.sleep(0.05)
        assert opened.read_text() == f"http://127.0.0.1:{process.port}/"
    finally:
        process.end()


def test_a_site_that_cannot_be_made_yet_comes_when_it_can(tiny: Path) -> None:
    plan = tiny / "ssp/demo/system.md"
    text = plan.read_text()
    plan.write_text("nothing")
    process = Served(tiny, "--port", "0", "--as-of", AS_OF.isoformat())
    try:
        assert read_status(process.get("/")) == 404
        listener = Listener(process.port, "/")
        assert listener.read()["troubles"]
        plan.write_text(text)
        assert listener.read()["state"] != "none"
        listener.close()
        assert read_status(process.get("/")) == 200
    finally:
        process.end()


def test_the_site_is_not_written_anywhere(tiny: Path, served: Served) -> None:
    names = {path.name for path in tiny.iterdir()}
    served.get("/")
    edit(tiny, ANSWER, "State: implemented", "State: planned\nMissing: all")
    served.read_until("changed: ")
    assert {path.name for path in tiny.iterdir()} == names
