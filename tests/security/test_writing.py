"""Writing is all or nothing: with the n-th call that fails, with a kill at any point, with two runs
at once.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from attestle.api import workspace_setup
from attestle.errors import InternalError, ToolkitError, UsageError
from attestle.store import files, write_lock, write_steps
from conftest import MEMORY_DISK, ROOT, Run, edit, examples, is_long, snapshot

SYSTEM = "ssp/demo"
NEW_SYSTEM = (
    "new", "system", "second-enclave", "--title", "Second", "--description", "d", "--organization", "o", "--information-type", "CUI",
    "--information-description", "i", "--user", "u", "--owner-role", "owner", "--owner-title", "Owner", "--profile", "mini",
)  # fmt: skip
# Runs the command line and kills itself before the n-th change of the disk; n = 0 only counts, into
# the file named.
DRIVER = """
import os, sys
kill_at, counter = int(sys.argv[1]), sys.argv[2]
del sys.argv[1:3]
root, seen = os.getcwd(), 0

def point():
    global seen
    seen += 1
    if seen == kill_at:
        os.kill(os.getpid(), 9)

def hook(event, args):
    if event in ("os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod"):
        if isinstance(args[0], (str, os.PathLike)) and os.fspath(args[0]).startswith(root):
            point()

real = os.fsync
def fsync(handle):
    point()
    real(handle)

os.fsync = fsync
sys.addaudithook(hook)
from attestle.cli import main
try:
    main()
finally:
    if not kill_at:
        open(counter, "w").write(str(seen))
"""


EPOCH = "1790000000"


def litter(root: Path) -> list[str]:
    return [path.relative_to(root).as_posix() for path in root.rglob(".attestle-*")]


def drive(root: Path, kill_at: int, *args: str) -> int:
    """Run a command that is killed before its n-th change of the disk; with 0, how many there are."""
    counter = root.parent / "count"
    environment = {**os.environ, "SOURCE_DATE_EPOCH": EPOCH}
    done = subprocess.run(
        [sys.executable, "-c", DRIVER, str(kill_at), str(counter), *args],
        cwd=root,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == (-signal.SIGKILL if kill_at else 0), done.stdout + done.stderr
    return 0 if kill_at else int(counter.read_text())


def prepare_assemble(root: Path) -> None:
    edit(root, f"{SYSTEM}/system.md", "version: ", "version: 9.")


def prepare_fix(root: Path) -> None:
    for path in (*(root / SYSTEM / "components").iterdir(), root / SYSTEM / "poam/flow-rules.md"):
        path.write_text(
            "\n".join(
                line for line in path.read_text().split("\n") if not line.startswith("uuid: ")
            )
        )


def prepare_hash(root: Path) -> None:
    path = root / SYSTEM / "evidence.yaml"
    path.write_text(
        "\n".join(line for line in path.read_text().split("\n") if "sha256:" not in line)
    )


COMMANDS: dict[str, tuple[Callable[[Path], None] | None, tuple[str, ...]]] = {
    "assemble": (prepare_assemble, ("ssp", "assemble")),
    "hash": (prepare_hash, ("evidence", "hash", "--write")),
    "new": (None, NEW_SYSTEM),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_kill_at_any_point(
    tiny: Path, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Every file is the old or the new one, a new folder is there as a whole or not at all, and the
    next run leaves no litter.
    """
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)
    prepare, args = COMMANDS[name]
    if prepare:
        prepare(tiny)
    before = snapshot(tiny)
    clean = tmp_path / "clean"
    shutil.copytree(tiny, clean)
    total = drive(clean, 0, *args)
    after = snapshot(clean)
    assert total > 2
    number = min(total, examples() // len(COMMANDS) if is_long() else 2)
    for point in sorted({1 + (2 * index + 1) * total // (2 * number) for index in range(number)}):
        tried = tmp_path / f"kill-{point}"
        shutil.copytree(tiny, tried)
        drive(tried, point, *args)
        now = {path: data for path, data in snapshot(tried).items() if ".attestle-" not in path}
        if name == "new":
            assert set(now) in (set(before), set(after)), point
        else:
            assert set(now) == set(before), point
            assert all(data in (before[path], after[path]) for path, data in now.items()), point
        if set(now) == set(before):
            assert run(tried, *args).exit_code == 0
            assert set(snapshot(tried)) == set(after)
        else:
            assert run(tried, "ssp", "generate", "second-enclave").exit_code == 0
        if name != "new":
            assert snapshot(tried) == after
        assert not litter(tried)
        shutil.rmtree(tried)


@pytest.mark.parametrize("leftover", ["killed", "an older lock", "an empty marker"])
def test_init_that_was_stopped_can_be_run_again(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch, leftover: str
) -> None:
    """At whatever point: what marks a workspace is made last, and what is there is taken."""
    clean = tmp_path / "clean"
    clean.mkdir()
    total = drive(clean, 0, "init", ".", "--example")
    after = snapshot(clean)
    late = [total - back for back in (range(total) if is_long() else (1, 3, 5))]
    for point in late if leftover == "killed" else (0,):
        tried = tmp_path / f"tried-{point}"
        tried.mkdir()
        if point:
            drive(tried, point, "init", ".", "--example")
        else:
            (tried / ".trestle").mkdir()
        if leftover == "an older lock":
            (tried / write_lock.LOCK).touch()
        if snapshot(tried) != after:
            monkeypatch.chdir(tried)
            assert run(tried, "init", ".", "--example").exit_code == 0
        assert snapshot(tried) == after, point
        assert not litter(tried), point


def test_init_that_was_stopped_leaves_files_of_others_alone(tmp_path: Path) -> None:
    """A file that is not what would be written is somebody's, whatever else is there."""
    workspace_setup.init(tmp_path)
    shutil.rmtree(tmp_path / ".trestle")
    (tmp_path / "attestle.toml").write_text("# mine\n")
    with pytest.raises(UsageError, match=r"has attestle\.toml already"):
        workspace_setup.init(tmp_path)
    assert not (tmp_path / ".trestle").exists()
    (tmp_path / "attestle.toml").unlink()
    (tmp_path / ".gitignore").write_text("mine\n")
    assert set(workspace_setup.init(tmp_path)) == {"attestle.toml", ".trestle/config.ini"}
    assert (tmp_path / ".gitignore").read_text() == "mine\n"
    with pytest.raises(UsageError, match="is a workspace already"):
        workspace_setup.init(tmp_path)


def test_a_kill_between_renames_is_mended_by_the_next_run(tiny: Path, run: Run) -> None:
    """Repairs in several files: each is whole, and the next run does the rest."""
    prepare_fix(tiny)
    before = snapshot(tiny)
    drive(tiny, 9, "validate", "--fix")  # after the lock, each of the three is staged in two steps
    assert (
        len(
            [
                path
                for path, data in snapshot(tiny).items()
                if path in before and data != before[path]
            ]
        )
        == 1
    )
    assert run(tiny, "validate", "--fix").exit_code == 0
    assert not litter(tiny)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / ".trestle").mkdir()
    (tmp_path / "a").mkdir()
    for name in ("one", "two", "three"):
        (tmp_path / f"a/{name}.txt").write_bytes(b"old")
    (tmp_path / "model/x").mkdir(parents=True)
    (tmp_path / "model/x/model.json").write_bytes(b"{}")
    return tmp_path


CHANGES: dict[str, bytes | None] = {
    "a/one.txt": b"new", "a/two.txt": b"new", "a/four.txt": b"new", "b/c/five.txt": b"new", "b/six.txt": b"new", "model/x/model.json": None,
    "a/three.txt": None,
}  # fmt: skip


def failing(
    real: Callable[..., Any], fail_at: int, calls: list[int], code: int
) -> Callable[..., Any]:
    """The function, whose n-th call fails."""

    def fake(*args: Any, **kwargs: Any) -> Any:
        calls.append(1)
        if len(calls) == fail_at:
            raise OSError(code, os.strerror(code), "somewhere")
        return real(*args, **kwargs)

    return fake


RENAMES = ("exchange", "hard links", "plain renames")


def choose_renames(monkeypatch: pytest.MonkeyPatch, way: str) -> None:
    """How a system replaces files: some cannot let two change places, and some have no links."""
    if way != "exchange":
        monkeypatch.setattr(write_steps, "exchange_files", lambda one, other: False)
    if way == "plain renames":

        def refuse(*_: Any, **__: Any) -> None:
            raise OSError(errno.EPERM, "no links here")

        monkeypatch.setattr(os, "link", refuse)


FUNCTIONS = ("open", "write", "fsync", "rename", "replace", "link", "mkdir", "chmod", "exchange_files")  # fmt: skip


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize(
    ("way", "fail_at"),
    [
        *((RENAMES[0], fail_at) for fail_at in range(1, 12)),
        *((way, at) for way in RENAMES[1:] for at in (range(1, 12) if is_long() else (2, 4))),
    ],
)
def test_the_nth_call_that_fails(
    root: Path, monkeypatch: pytest.MonkeyPatch, function: str, fail_at: int, way: str
) -> None:
    """Everything old, or everything new; the message says which."""
    before = snapshot(root)
    calls: list[int] = []
    choose_renames(monkeypatch, way)
    place = write_steps if function == "exchange_files" else os
    real = getattr(place, function)
    fake = failing(real, fail_at, calls, 28)
    if function == "open":  # to write, and not to read
        monkeypatch.setattr(
            os,
            function,
            lambda path, flags, *more, **named: (fake if flags & os.O_WRONLY else real)(
                path, flags, *more, **named
            ),
        )
    else:
        monkeypatch.setattr(place, function, fake)
    error: ToolkitError | None = None
    try:
        files.save(root, CHANGES)
    except InternalError as raised:
        error = raised
    monkeypatch.undo()
    after = snapshot(root)
    new = {path: data for path, data in CHANGES.items() if data is not None} | {
        ".trestle/attestle.lock": b""
    }
    if error is None or "everything is written" in str(error):
        assert after == {path: data for path, data in new.items() if "lock" not in path}
        assert not (root / "model/x").exists()
    else:
        assert after == before
        assert not (root / "b").exists()
    assert not litter(root)


def test_an_interrupt_takes_everything_back(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = snapshot(root)
    real, calls = os.rename, list[int]()

    def interrupted(*args: Any) -> None:
        real(*args)
        calls.append(1)
        if len(calls) == 2:
            signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(os, "rename", interrupted)
    with pytest.raises(KeyboardInterrupt):
        files.save(root, CHANGES)
    assert snapshot(root) == before
    assert not litter(root)


def test_an_edit_made_meanwhile_is_not_overwritten(root: Path) -> None:
    files.read(root, "a/one.txt")
    assert not files.exists(root, "a/none.txt")
    (root / "a/one.txt").write_bytes(b"somebody's edit")
    with pytest.raises(UsageError, match="changed by somebody else"):
        files.save(root, {"a/one.txt": b"new", "a/two.txt": b"new"})
    assert (root / "a/one.txt").read_bytes() == b"somebody's edit"
    assert (root / "a/two.txt").read_bytes() == b"old"
    (root / "a/none.txt").write_bytes(b"somebody's file")
    with pytest.raises(UsageError, match="changed by somebody else"):
        files.save(root, {"a/none.txt": b"new"})


def save_as_editors_do(path: Path, text: str, manner: str) -> None:
    """Into the file that is there, or into a new one that takes its name."""
    if manner == "rename":
        beside = path.with_name(f"{path.name}~")
        beside.write_text(text)
        beside.replace(path)
    else:
        with path.open("a" if manner == "append" else "w") as file:
            file.write(text)


SENTENCE = "a sentence that somebody types"
# Every call by which a command changes the disk; before each of them somebody may save
EVENTS = ("open", "os.rename", "os.link", "os.remove", "os.rmdir", "os.mkdir", "os.chmod")
_watchers: list[Callable[[str], None]] = []


def _tell_watchers(event: str, args: tuple[Any, ...]) -> None:
    if event in EVENTS and _watchers:
        _watchers[-1](event)


sys.addaudithook(_tell_watchers)


def save_at(root: Path, point: int, name: str, manner: str) -> tuple[ToolkitError | None, int]:
    """Write while somebody saves a file before the n-th call; the error, how many calls."""
    seen = 0

    def watch(_: str) -> None:
        nonlocal seen
        seen += 1
        if seen == point:
            _watchers.clear()
            (root / name).parent.mkdir(exist_ok=True)
            save_as_editors_do(root / name, SENTENCE, manner)
            _watchers.append(watch)

    _watchers.append(watch)
    try:
        files.save(root, CHANGES)
    except ToolkitError as error:
        return error, seen
    finally:
        _watchers.clear()
    return None, seen


# Without an exchange a file that takes the name in the very last moment cannot be seen
MANNERS = (
    *(("exchange", manner) for manner in ("append", "overwrite", "rename")),
    *(("hard links", manner) for manner in ("append", "overwrite")),
)


@pytest.mark.parametrize(("way", "manner"), MANNERS)
@pytest.mark.parametrize("name", ["a/one.txt", "a/three.txt", "a/four.txt", "b/six.txt"])
def test_what_somebody_saves_at_any_moment_is_kept(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str, manner: str, name: str
) -> None:
    """A file that is replaced, one that is removed, a new one, and one in a new folder."""
    choose_renames(monkeypatch, way)
    before = snapshot(root)
    step = 1 if is_long() else 7
    point, number, refused = 0, step + 1, 0
    while (point := point + step) < number:
        work = tmp_path / f"try-{point}"
        for path, data in before.items():
            (work / path).parent.mkdir(parents=True, exist_ok=True)
            (work / path).write_bytes(data)
        (work / ".trestle").mkdir()
        for path in CHANGES:  # as a command does before it decides what to write
            if files.exists(work, path):
                files.read(work, path)
        error, number = save_at(work, point, name, manner)
        after = snapshot(work)
        assert SENTENCE.encode() in after[name], (point, after)
        assert not litter(work), point
        if error is None:
            continue
        refused += 1
        assert "changed by somebody else" in str(error), point
        assert str(error).startswith(name) or name.startswith(str(error).split()[0]), point
        rest = {path: data for path, data in after.items() if path != name}
        assert rest == {path: data for path, data in before.items() if path != name}, point
    assert refused > (5 if is_long() else 0)


def test_a_new_file_takes_no_name_that_somebody_else_took(root: Path) -> None:
    assert files.list_names(root, "a") == ("one.txt", "three.txt", "two.txt")
    assert files.list_names(root, "absent") == ()
    (root / "a/four.txt").write_text(SENTENCE)
    (root / "absent").mkdir()
    (root / "absent/x.txt").write_text(SENTENCE)
    for name in ("a/four.txt", "absent/x.txt"):
        with pytest.raises(UsageError, match=f"{name} was changed by somebody else"):
            files.save(root, {name: b"new", "a/five.txt": b"new"})
        assert (root / name).read_text() == SENTENCE
    assert not (root / "a/five.txt").exists()


def test_nothing_to_write_writes_nothing(root: Path) -> None:
    (root / ".trestle").rmdir()
    assert files.save(root, {"a/one.txt": b"old", "a/absent.txt": None}) == ()
    assert not (root / ".trestle").exists()


def test_litter_goes_whatever_is_written_next(root: Path, tmp_path: Path) -> None:
    """A killed run has listed what it wrote; a list of somebody else leads nowhere."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (root / "linked").symlink_to(outside)
    for folder in (root / "a", root / "model/x", outside):
        (folder / ".attestle-00ff").write_bytes(b"x")
    paths = ["model/x/model.json", "linked/x", "../outside/x", str(outside / "x"), 7]
    (root / write_lock.LOCK).write_text(json.dumps(paths))
    assert files.save(root, {}) == ()
    assert litter(root / "model") == []
    assert litter(root / "a")
    assert (outside / ".attestle-00ff").exists()
    assert (root / write_lock.LOCK).read_bytes() == b""
    (root / write_lock.LOCK).write_text("{")
    assert files.save(root, {"a/one.txt": b"new"}) == ("a/one.txt",)


def test_litter_goes_even_when_nothing_is_to_be_written(root: Path) -> None:
    (root / "a/.attestle-00ff").mkdir()
    (root / "a/.attestle-00ff/half").write_bytes(b"x")
    (root / "a/.attestle-11aa").symlink_to("/etc")
    files.save(root, {"a/one.txt": b"old"})
    assert not litter(root)
    assert Path("/etc").is_dir()


@pytest.mark.parametrize("place", ["link", "file link", "fifo", "folder"])
def test_the_lock_is_a_plain_file(root: Path, place: str) -> None:
    """Nothing outside is touched, nothing waits, and a message says what is wrong."""
    outside = root / "outside"
    outside.mkdir()
    lock = root / write_lock.LOCK
    if place == "link":
        (root / ".trestle").rmdir()
        (root / ".trestle").symlink_to(outside)
    elif place == "file link":
        lock.symlink_to(outside / "x")
    elif place == "fifo":
        os.mkfifo(lock)
    else:
        lock.mkdir()
    if place == "fifo":
        files.save(root, {"a/one.txt": b"new"})
    else:
        with pytest.raises(ToolkitError):
            files.save(root, {"a/one.txt": b"new"})
    assert not list(outside.iterdir())


def test_two_runs_at_once(tiny: Path) -> None:
    """Six processes register an item each: what a process reports as written is there."""
    command = [
        sys.executable,
        "-m",
        "attestle",
        "new",
        "evidence",
        "demo",
        "--title",
        "t",
        "--owner",
        "it",
        "--location",
        "the safe",
    ]
    runs = [
        subprocess.Popen(
            [*command[:6], f"ev-new-{n}", *command[6:]],
            cwd=tiny,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for n in range(6)
    ]
    for run in runs:
        run.communicate(timeout=60)
    text = (tiny / SYSTEM / "evidence.yaml").read_text()
    written = [n for n, run in enumerate(runs) if run.returncode == 0]
    assert written
    assert {run.returncode for run in runs} <= {0, 2}
    assert [n for n in range(6) if f"ev-new-{n}" in text] == written
    assert not litter(tiny)


@pytest.mark.skipif(
    os.geteuid() != 0 or not shutil.which("setpriv"), reason="needs another user to be refused as"
)
def test_a_folder_that_cannot_be_written(tiny: Path) -> None:
    prepare_assemble(tiny)
    before = snapshot(tiny)
    for path in (tiny, *tiny.parents):
        if path.is_relative_to("/tmp") or path.is_relative_to(MEMORY_DISK):
            path.chmod(path.stat().st_mode | 0o055)
    done = subprocess.run(
        [
            "setpriv",
            "--reuid=65534",
            "--regid=65534",
            "--clear-groups",
            sys.executable,
            "-m",
            "attestle",
            "ssp",
            "assemble",
        ],
        cwd=tiny,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "HOME": "/tmp"},
    )
    if "No module named" in done.stderr or done.returncode == 126:
        pytest.skip("the other user cannot run this Python")
    assert done.returncode == 4, done.stderr
    assert "nothing was written" in done.stderr
    assert snapshot(tiny) == before


def test_this_checkout_has_no_litter() -> None:
    assert not [
        path for folder in ("ssp", "catalogs", "profiles") for path in litter(ROOT / folder)
    ]
