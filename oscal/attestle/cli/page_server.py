"""Requests from this machine to answers, for `attestle serve`: sockets and threads, and no file."""

from __future__ import annotations

import contextlib
import errno
import io
import socketserver
import sys
import threading
import time
import traceback
from collections.abc import Iterator
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from typing import Any

from ..api.serving.live_pages import LivePages
from ..api.serving.page_answers import (
    PageAnswer,
    PageRequest,
    answer_request,
    explain_refusal,
    name_hosts,
    write_event,
)
from ..errors import UsageError
from .output import emit
from .root import write_log

ADDRESS = "127.0.0.1"
# Seconds within which a request has to be there as a whole, however slowly it comes
REQUEST_SECONDS = 10
# Between two signs of life on a stream, which tell whether the other side is still there
_STREAM_SECONDS = 10
# Bytes of the first line of a request
_MOST_LINE = 8192
# A browser opens six; others than browsers get no more of this machine than that
MOST_CONNECTIONS = 64


class PageServer(socketserver.ThreadingTCPServer):
    """Answers on this machine alone until it is closed; a thread for each connection."""

    # elsewhere it would let another program take the port as well
    allow_reuse_address = sys.platform != "win32"
    daemon_threads = True
    block_on_close = False
    request_queue_size = MOST_CONNECTIONS

    def __init__(self, port: int, pages: LivePages) -> None:
        self.pages = pages
        self._free = threading.BoundedSemaphore(MOST_CONNECTIONS)
        super().__init__((ADDRESS, port), _Handler)
        self.port = int(self.socket.getsockname()[1])
        self.hosts = name_hosts(self.port)

    @property
    def address(self) -> str:
        return f"http://{ADDRESS}:{self.port}/"

    def verify_request(self, request: Any, client_address: Any) -> bool:
        """Beyond the number a connection is closed at once, so that those there are go on."""
        return self._free.acquire(blocking=False)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._free.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that went away, or a request that never came whole, is nobody's trouble."""
        error = sys.exception()
        if error is not None and not isinstance(error, OSError):
            log = write_log("".join(traceback.format_exception(error)))
            emit(f"error: a request was not answered ({type(error).__name__}){log}", err=True)


@contextlib.contextmanager
def open_server(port: int, pages: LivePages) -> Iterator[PageServer]:
    """Raises UsageError where the port cannot be had."""
    try:
        server = PageServer(port, pages)
    except OSError as error:
        raise UsageError(_explain_port(port, error)) from error
    thread = threading.Thread(target=server.serve_forever, args=(0.1,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        pages.close()
        server.shutdown()
        server.server_close()


def _explain_port(port: int, error: OSError) -> str:
    way_out = "name another one with --port, or 0 for any that is free"
    if error.errno == errno.EADDRINUSE:
        return f"another program has port {port} of this machine, maybe another serve; {way_out}"
    if error.errno in (errno.EACCES, errno.EPERM):
        return f"port {port} is not for every user; {way_out}"
    return f"port {port}: {error.strerror or error}; {way_out}"


class _TimedReader(io.RawIOBase):
    """Bytes of a connection until a moment: each piece has what is left of the time,
    not all of it.
    """

    def __init__(self, connection: Any, seconds: float) -> None:
        self._connection = connection
        self._end = time.monotonic() + seconds

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._connection.settimeout(left)
        return int(self._connection.recv_into(buffer))


class _Handler(BaseHTTPRequestHandler):
    server: PageServer
    server_version = "attestle"
    sys_version = ""
    protocol_version = "HTTP/1.1"
    # what changed is told at once
    disable_nagle_algorithm = True
    # of what is written
    timeout = REQUEST_SECONDS

    def setup(self) -> None:
        super().setup()
        self.rfile = io.BufferedReader(_TimedReader(self.connection, REQUEST_SECONDS))

    def handle_one_request(self) -> None:
        try:
            if not self._read_request():
                self.close_connection = True
                return
        except TimeoutError:
            self.close_connection = True
            return
        request = PageRequest(self.command, self.path, tuple(self.headers.items()))
        self._send(answer_request(request, self.server.pages, self.server.hosts))

    def _read_request(self) -> bool:
        self.raw_requestline = self.rfile.readline(_MOST_LINE + 1)
        if len(self.raw_requestline) > _MOST_LINE:
            self.requestline, self.request_version = "", self.protocol_version
            self.send_error(HTTPStatus.REQUEST_URI_TOO_LONG)
            return False
        return bool(self.raw_requestline) and self.parse_request()

    def _send(self, answer: PageAnswer) -> None:
        # one answer for a connection: what is left of a request is never taken for another one
        self.close_connection = True
        # who asks in no version is told in this one too
        self.request_version = self.protocol_version
        self.connection.settimeout(REQUEST_SECONDS)
        self.send_response_only(answer.status)
        for name, value in answer.headers:
            self.send_header(name, value)
        if answer.stream is None:
            self.send_header("Content-Length", str(len(answer.body)))
        self.send_header("Connection", "close")
        self.end_headers()
        if self.command == "HEAD":
            return
        self.wfile.write(answer.body)
        if answer.stream is not None:
            self._stream(answer.stream)

    def _stream(self, page: str) -> None:
        """Every state of a page, the present one first,
        until the browser goes or the server ends.
        """
        pages = self.server.pages
        told = pages.read_state(page)
        self.wfile.write(write_event(told))
        while not pages.is_closed:
            state = pages.await_change(page, told, _STREAM_SECONDS)
            # a comment, which shows whether somebody still reads
            self.wfile.write(b":\n\n" if state == told else write_event(state))
            told = state

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """What is no request at all: told in the same way as every refusal,
        and without its words.
        """
        self.command = getattr(self, "command", None) or "GET"
        status = HTTPStatus(code)
        self._send(explain_refusal(status, status.phrase))

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """A line for every picture helps nobody."""
