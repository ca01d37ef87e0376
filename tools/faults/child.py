"""The process in which commands run while one of their calls on the disk goes wrong.

`run.py` starts it and sends a request a line: folder, words of the command, and what happens at
which call. Each command runs in a fork, so that all of them share the time that imports take. The
calls are watched before anything of attestle is loaded; nothing else than `run.py` sets the
variable without which this does nothing.
"""

from __future__ import annotations

import errno
import json
import os
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

VARIABLE = "ATTESTLE_FAULTS"
SMALL = Path(__file__).resolve().parents[2] / "tests/cases/_base"
# What changes the disk, by the audit event that Python raises before it; `write` and `fsync` have
# none and are wrapped
_EVENTS = {
    "os.rename": "rename",
    "os.link": "link",
    "os.remove": "unlink",
    "os.rmdir": "rmdir",
    "os.mkdir": "mkdir",
    "os.chmod": "chmod",
}
_WRITING = os.O_WRONLY | os.O_RDWR
_real_write, _real_pwrite, _real_fsync = os.write, os.pwrite, os.fsync


class Watch:
    """Counts the calls below a folder, and does what was asked for before the n-th."""

    def __init__(self) -> None:
        self.root = ""
        self.kinds: frozenset[str] = frozenset()
        self.at = 0
        self.act: Callable[[], None] = lambda: None
        self.seen: list[str] = []
        # what is done at a call makes calls of its own
        self.is_acting = False

    def meet(self, kind: str, path: str) -> None:
        if self.is_acting or kind not in self.kinds or not path.startswith(self.root):
            return
        self.seen.append(kind)
        if len(self.seen) == self.at:
            self.is_acting = True
            try:
                self.act()
            finally:
                self.is_acting = False


WATCH = Watch()


def find_path(place: Any, folder: int = -1) -> str:
    """The absolute path that a call is about, of a descriptor too."""
    if isinstance(place, int):
        return os.readlink(f"/proc/self/fd/{place}")
    base = find_path(folder) if folder != -1 else os.getcwd()
    return os.path.normpath(os.path.join(base, os.fsdecode(place)))


def watch_event(event: str, args: tuple[Any, ...]) -> None:
    if not WATCH.root:
        return
    if event == "open" and isinstance(args[0], str | bytes | os.PathLike):
        # the opener of a class library gives no flags of its own
        flags = args[2] if isinstance(args[2], int) else 0
        WATCH.meet("open" if flags & _WRITING else "read", find_path(args[0]))
    elif event in _EVENTS:
        # the descriptor of a folder that a relative name belongs to stands last, or there is none
        folder = args[-1] if event in ("os.remove", "os.rmdir", "os.mkdir") else -1
        WATCH.meet(_EVENTS[event], find_path(args[0], folder))


def write(handle: int, data: Any, *place: int) -> int:
    """Half of what is to be written is on the disk when the call fails."""
    real = _real_pwrite if place else _real_write
    try:
        WATCH.meet("write", find_path(handle) if WATCH.root else "")
    except OSError:
        real(handle, bytes(data)[: len(data) // 2], *place)
        raise
    return real(handle, data, *place)


def fsync(handle: int) -> None:
    WATCH.meet("fsync", find_path(handle) if WATCH.root else "")
    _real_fsync(handle)


def make_act(what: dict[str, Any]) -> Callable[[], None]:
    """What happens at the call: a kill, a signal, an error, or somebody who saves a file."""

    def fail() -> NoReturn:
        number = getattr(errno, what["error"])
        raise OSError(number, os.strerror(number), "a file")

    def save() -> None:
        path = Path(what["path"])
        path.parent.mkdir(parents=True, exist_ok=True)
        if what["manner"] == "rename":
            beside = path.with_name(f"{path.name}~")
            beside.write_bytes(
                (path.read_bytes() if path.exists() else b"") + what["text"].encode()
            )
            beside.replace(path)
        else:
            with path.open("ab") as file:
                file.write(what["text"].encode())

    if "signal" in what:
        return lambda: os.kill(os.getpid(), what["signal"])
    if "error" in what:
        return fail
    return save if "path" in what else lambda: None


def run_command(request: dict[str, Any]) -> NoReturn:
    """In the fork: the command with its outputs in files; the process ends as the command does."""
    os.chdir(request["root"])
    for number, name in ((1, "out"), (2, "err")):
        handle = os.open(request[name], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(handle, number)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.argv = ["attestle", *request["words"]]
    code = 1
    try:
        from attestle.cli import main

        WATCH.kinds, WATCH.at = frozenset(request["kinds"]), request["at"]
        WATCH.act = make_act(request["what"])
        WATCH.root = request["watched"]
        main()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        traceback.print_exc()
    WATCH.root = ""
    sys.stdout.flush()
    sys.stderr.flush()
    Path(request["seen"]).write_text(json.dumps(WATCH.seen))
    os._exit(code)


def _warm_up() -> None:
    """What takes long to import or to make, once: modules, schemas, and trestle's models."""
    import attestle.api.rendering
    import attestle.api.sheet_imports
    import attestle.cli.root
    import attestle.render.forms.docx  # noqa: F401
    from attestle.api.assembly import assemble
    from attestle.upstream.models import check_round_trip

    assemble(SMALL, "demo", check=True)
    for path in SMALL.glob("*/*/*.json"):
        check_round_trip(path.stem, json.loads(path.read_bytes()))


def serve() -> None:
    """Requests on standard input, and the exit code of each on standard output."""
    sys.addaudithook(watch_event)
    os.write, os.pwrite, os.fsync = write, write, fsync  # type: ignore[assignment]
    _warm_up()
    for line in sys.stdin:
        identity = os.fork()
        if not identity:
            run_command(json.loads(line))
        _, status = os.waitpid(identity, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__" and VARIABLE in os.environ:
    serve()
