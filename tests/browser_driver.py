"""An installed Chromium, driven over a pipe: each message is JSON with a zero byte behind it
(`--remote-debugging-pipe`; it reads from descriptor 3 and writes to 4). No library, no port.
"""

from __future__ import annotations

import fcntl
import json
import os
import select
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any

CHROMIUM = (
    shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
)
NO_BROWSER = "needs an installed Chromium"
# A page is ready in a fraction of it, also on a machine with much to do
_PATIENCE = 60.0
_OPTIONS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-extensions",
    "--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage",
    "--remote-debugging-pipe",
)  # fmt: skip
_KEYS = {
    "Enter": (13, "\r"), "Escape": (27, ""), "ArrowDown": (40, ""), "ArrowUp": (38, ""),
    "Tab": (9, "\t"), "/": (191, "/"),
}  # fmt: skip


def _place_ends(start: int, end: int) -> None:
    """In the new process: where the browser looks for them; first out of the way of each other."""
    away = [fcntl.fcntl(item, fcntl.F_DUPFD, 64) for item in (start, end)]
    os.dup2(away[0], 3)
    os.dup2(away[1], 4)


class RefusedError(Exception):
    """The browser did not do what it was asked."""


class Browser:
    """One page of a browser. `troubles` are what it said of broken policies and failed scripts, and
    `asked` the addresses that the page asked for.
    """

    def __init__(self, home: Path) -> None:
        to_us, self._their_end = os.pipe()
        their_start, to_them = os.pipe()
        self._process = subprocess.Popen(
            [str(CHROMIUM), *_OPTIONS, f"--user-data-dir={home}", "about:blank"],
            pass_fds=(3, 4),
            preexec_fn=partial(_place_ends, their_start, self._their_end),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(their_start)
        os.close(self._their_end)
        self._in, self._out = to_us, to_them
        self._rest = b""
        self._number = 0
        self.troubles: list[str] = []
        self.asked: list[str] = []
        self._loads = 0
        self._session: str | None = None
        target = self.send("Target.createTarget", url="about:blank")["targetId"]
        attached = self.send("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.send(f"{domain}.enable")

    def __enter__(self) -> Browser:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        os.close(self._out)
        os.close(self._in)
        self._process.terminate()
        self._process.wait()

    def send(self, method: str, **params: Any) -> Any:
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._out, json.dumps(message).encode() + b"\0")
        for answer in self._read_messages():
            if answer.get("id") == self._number:
                if "error" in answer:
                    raise RefusedError(str(answer["error"]))
                return answer["result"]
        raise AssertionError(f"the browser ended during {method}")

    def _read_messages(self) -> Iterator[dict[str, Any]]:
        end = time.monotonic() + _PATIENCE
        while time.monotonic() < end:
            while b"\0" in self._rest:
                text, _, self._rest = self._rest.partition(b"\0")
                message = json.loads(text)
                self._note(message)
                yield message
            if select.select([self._in], [], [], 0.2)[0]:
                data = os.read(self._in, 1 << 20)
                if not data:
                    return
                self._rest += data
        raise AssertionError("the browser does not answer")

    def _note(self, message: dict[str, Any]) -> None:
        params = message.get("params", {})
        match message.get("method"):
            case "Page.loadEventFired":
                self._loads += 1
            case "Runtime.exceptionThrown":
                self.troubles.append(str(params["exceptionDetails"]))
            case "Log.entryAdded":
                self.troubles.append(params["entry"]["text"])
            case "Network.requestWillBeSent":
                self.asked.append(params["request"]["url"])

    def open(self, address: str) -> None:
        before = self._loads
        self.send("Page.navigate", url=address)
        self.wait_until("document.readyState === 'complete'")
        end = time.monotonic() + _PATIENCE
        while self._loads == before and time.monotonic() < end:
            self.evaluate("0")

    def evaluate(self, script: str) -> Any:
        answer = self.send(
            "Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True
        )
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def wait_until(self, script: str) -> None:
        """Wait for a condition, which the page may break off by going elsewhere."""
        end = time.monotonic() + _PATIENCE
        while time.monotonic() < end:
            # a page that is about to go answers nothing any more
            with suppress(RefusedError):
                if self.evaluate(script):
                    return
            time.sleep(0.02)
        raise AssertionError(f"never: {script}")

    def show(self, width: int, *, scheme: str = "light") -> None:
        self.send(
            "Emulation.setDeviceMetricsOverride",
            width=width, height=900, deviceScaleFactor=1, mobile=False,
        )  # fmt: skip
        feature = {"name": "prefers-color-scheme", "value": scheme}
        self.send("Emulation.setEmulatedMedia", features=[feature])

    def press(self, key: str) -> None:
        code, text = _KEYS[key]
        facts = {"key": key, "windowsVirtualKeyCode": code}
        typed = {"text": text} if text else {}
        self.send("Input.dispatchKeyEvent", type="keyDown", **facts, **typed)
        self.send("Input.dispatchKeyEvent", type="keyUp", **facts)

    def type(self, text: str) -> None:
        self.send("Input.insertText", text=text)


@contextmanager
def open_browser(home: Path) -> Iterator[Browser]:
    with Browser(home) as browser:
        yield browser
