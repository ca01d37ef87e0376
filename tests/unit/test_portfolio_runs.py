"""Many workspaces judged apart: what one of them does costs the others nothing, and the result is the
same however it was come by.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import warnings
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil
import pytest

from attestle.api.portfolio import cluster_runs
from attestle.api.portfolio.cluster_runs import ClusterAddress, Judges, judge_on_worker
from attestle.api.portfolio.judging import answer_task
from attestle.api.portfolio.portfolio_runs import JudgingManner, PortfolioQuestion, judge_portfolio
from attestle.api.portfolio.shipping import pack_place, unpack_shipment
from attestle.api.portfolio.tasks import JudgingLimits, JudgingTask, read_answer
from attestle.api.portfolio.warm_process import end_idle_cells, judge_apart
from attestle.errors import InternalError, UsageError
from attestle.model.portfolio import FOLDER, Portfolio, PortfolioPlace
from attestle.render.json_keys.portfolio_keys import list_portfolio_keys
from conftest import TINY, edit, snapshot
from portfolios import DAY, NUMBER, make_bare, make_places, make_workspace, plant_slow

Advance = Callable[[int, int], None]
# seconds for a cluster of this machine to be there
_TO_START = 60


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[str]]:
    yield make_places(tmp_path_factory.mktemp("portfolio") / "clients")
    end_idle_cells()


@pytest.fixture(autouse=True)
def _no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    """What one run worked out is not the answer of the next one."""
    monkeypatch.setenv("XDG_CACHE_HOME", os.devnull)


def judge(
    names: list[str],
    manner: JudgingManner | None = None,
    advance: Advance = lambda done, total: None,
    **given: Any,
) -> Portfolio:
    day = dt.date.fromisoformat(DAY)
    return judge_portfolio(
        PortfolioQuestion(tuple(names), day, manner or JudgingManner(), **given), advance
    )


def write(portfolio: Portfolio) -> str:
    return json.dumps(list_portfolio_keys(portfolio), indent=1)


@pytest.fixture(scope="module")
def expected(places: list[str], tmp_path_factory: pytest.TempPathFactory) -> str:
    """Of one process."""
    before = os.environ.get("XDG_CACHE_HOME", "")
    os.environ["XDG_CACHE_HOME"] = str(tmp_path_factory.mktemp("own"))
    try:
        return write(judge(places))
    finally:
        os.environ["XDG_CACHE_HOME"] = before


def test_each_place_is_one_line(places: list[str], expected: str) -> None:
    tree = json.loads(expected)
    assert len(places) == NUMBER
    top = Path(places[0]).parent
    failed = {
        Path(item["workspace"]).relative_to(top).as_posix(): item for item in tree["not_judged"]
    }
    kinds = {name: item["kind"] for name, item in failed.items()}
    assert kinds == {
        **{f"absent-{number}": "absent" for number in range(4)},
        "bare.git@no-such-branch": "revision",
        "broken": "broken",
        "bomb.zip": "refused",
        "nothing.zip": "refused",
        "folder": "absent",
        "empty": "absent",
        "pipe.zip": "absent",
        "second": "broken",
    }
    place, _, line = failed["broken"]["place"].rpartition(":")
    assert place == "ssp/demo/people.yaml"
    assert int(line) > 1
    names = {Path(item["workspace"]).relative_to(top).as_posix() for item in tree["systems"]}
    assert names >= {"sound-0", "client@home", "committed", "bare.git", "bare.git@HEAD~0", "links"}
    assert {"huge", "pipe", "answers", "settings"} <= names
    assert len(tree["repeated"]) == 3
    assert tree["counts"]["workspaces"] == NUMBER - 3


def test_what_cannot_be_read_is_told_first(places: list[str], expected: str) -> None:
    tree = json.loads(expected)
    by_name = {Path(item["workspace"]).name: item for item in tree["systems"]}
    assert "inventory.csv" in by_name["huge"]["unread"]
    assert "evidence.yaml" in by_name["pipe"]["unread"]
    assert by_name["huge"]["needs"][0]["key"] == "unread"
    assert by_name["committed"]["last_change"] == "2026-10-05"
    assert by_name["bare.git"]["last_change"] == "2026-10-05"
    assert by_name["sound-0"]["last_change"] is None
    assert {by_name["bare.git"]["kind"], by_name["sound-0"]["kind"]} == {"repository", "folder"}


def test_several_processes_say_the_same(places: list[str], expected: str) -> None:
    assert write(judge(places, JudgingManner(processes=2))) == expected


def test_nothing_is_written_into_workspaces(tmp_path: Path) -> None:
    folder = make_workspace(tmp_path / "client")
    bare = make_bare(tmp_path / "bare.git", make_workspace(tmp_path / "source"))
    before = snapshot(folder), snapshot(bare)
    judge([str(folder), str(bare)])
    assert (snapshot(folder), snapshot(bare)) == before
    with pytest.raises(UsageError, match="nothing is written"):
        judge([str(folder)], resume=folder / "run.jsonl")
    with pytest.raises(UsageError, match="nothing is written"):
        judge([str(folder)], outputs=(folder / "build",))


def test_a_run_goes_on_where_one_stopped(places: list[str], expected: str, tmp_path: Path) -> None:
    kept = tmp_path / "run.jsonl"

    def stop(done: int, total: int) -> None:
        if done > 10:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        judge(places, advance=stop, resume=kept)
    before = kept.read_bytes()
    assert before.count(b"\n") > 1
    kept.write_bytes(before + b"[" * 50_000 + b'\n{"place": "cut o')  # as a full disk leaves it
    assert write(judge(places, resume=kept)) == expected
    assert kept.read_bytes().startswith(before)
    whole = kept.read_bytes()
    assert write(judge(places, resume=kept)) == expected
    assert kept.read_bytes() == whole, "what is kept is judged anew"


def test_a_change_is_judged_anew(tmp_path: Path) -> None:
    folder, kept = make_workspace(tmp_path / "client"), tmp_path / "run.jsonl"
    [before] = judge([str(folder)], resume=kept).lines
    answer = next((folder / "ssp/demo/controls").rglob("*.md"))
    answer.write_text(answer.read_text(encoding="utf-8").replace("implemented", "planned"))
    [after] = judge([str(folder)], resume=kept).lines
    assert after.figures.met < before.figures.met


def test_another_file_keeps_no_run(tmp_path: Path) -> None:
    folder, other = make_workspace(tmp_path / "client"), tmp_path / "letter.txt"
    other.write_text("Dear Sir,\n", encoding="utf-8")
    with pytest.raises(UsageError, match="keeps no run"):
        judge([str(folder)], resume=other)
    assert other.read_text(encoding="utf-8") == "Dear Sir,\n"


def test_an_unchanged_workspace_is_not_judged_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By its content: a copy elsewhere is known too."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    end_idle_cells()
    first = judge([str(make_workspace(tmp_path / "client"))])
    kept = tmp_path / "cache/attestle/portfolio-1"
    assert kept.stat().st_mode & 0o777 == 0o700
    [answer] = [path for path in kept.iterdir() if b'"systems"' in path.read_bytes()]
    seal, _, text = answer.read_bytes().partition(b"\n")
    assert seal
    marked = text.replace(b"Client 0", b"Client X")
    new = hashlib.sha256(answer.name.encode() + marked).hexdigest().encode() + b"\n" + marked
    answer.write_bytes(new)
    [line] = judge([str(make_workspace(tmp_path / "copied"))]).lines
    assert line.figures.title == "Client X", "it was judged again"
    assert first.lines[0].figures.title == "Client 0"
    end_idle_cells()


@pytest.mark.parametrize("href", ["{}/catalogs", "file://{}/catalogs"])
def test_what_names_its_own_place_is_known_there_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, href: str
) -> None:
    """A copy leads into the first one, out of its own folder."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    end_idle_cells()
    first = make_workspace(tmp_path / "first")
    edit(first, "profiles/mini/profile.json", "trestle://catalogs", href.format(first))
    assert len(judge([str(first)]).lines) == 1
    other = shutil.copytree(first, tmp_path / "other")
    for _ in range(2):
        [failure] = judge([str(other)]).failures
        assert "REF008" in failure.failure.words
        assert len(judge([str(first)]).lines) == 1
    end_idle_cells()


def test_a_run_that_is_public_is_judged_by_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make_workspace(tmp_path / "client")
    before = judge_apart(make_task(folder))
    monkeypatch.setenv("CI_PROJECT_VISIBILITY", "public")
    end_idle_cells()
    after = judge_apart(make_task(folder))
    assert read_answer(before).key != read_answer(after).key
    end_idle_cells()


def make_task(folder: Path, seconds: int = 60, memory: int = 2048) -> JudgingTask:
    place = PortfolioPlace("x", str(folder), FOLDER)
    return JudgingTask(place, DAY, JudgingLimits(seconds, memory))


@pytest.mark.parametrize(
    ("limits", "kind"), [((1, 4096), "time"), ((120, 384), "memory")], ids=["time", "memory"]
)
def test_limits_end_one_workspace(tmp_path: Path, limits: tuple[int, int], kind: str) -> None:
    folder = make_workspace(tmp_path / "slow")
    plant_slow(folder)
    answer = read_answer(judge_apart(make_task(folder, *limits)))
    assert answer.found is not None
    [failure] = answer.found.failures
    assert failure.kind == kind
    assert answer.key == "", "it would be kept for who has more time"
    sound = read_answer(judge_apart(make_task(make_workspace(tmp_path / "sound"))))
    assert sound.found is not None
    assert len(sound.found.systems) == 1


def test_a_package_that_is_too_large_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "large.zip"
    with path.open("wb") as file:
        file.truncate(2 * 1024**3)
    [failure] = judge([str(path)]).failures
    assert (failure.failure.kind, failure.failure.words) == (
        "refused",
        "it is larger than 1024 MB",
    )


def test_what_is_ended_from_outside_is_told(tmp_path: Path) -> None:
    folder = make_workspace(tmp_path / "slow")
    plant_slow(folder)
    found: list[bytes] = []
    end_idle_cells()
    thread = threading.Thread(
        target=lambda: found.append(judge_apart(make_task(folder, 300, 8192)))
    )
    thread.start()
    fork = _await(
        lambda: next((item for item in _list_forks() if item.cpu_times().user > 0.2), None)
    )
    fork.send_signal(signal.SIGKILL)
    thread.join(60)
    answer = read_answer(found[0])
    assert answer.found is not None
    [failure] = answer.found.failures
    assert (failure.kind, "SIGKILL" in failure.words) == ("ended", True)


def test_a_lost_cell_is_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Twice ended, it is told."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    folder = make_workspace(tmp_path / "slow")
    plant_slow(folder)
    found: list[bytes] = []
    end_idle_cells()
    thread = threading.Thread(
        target=lambda: found.append(judge_apart(make_task(folder, 300, 8192)))
    )
    thread.start()
    for _ in range(2):
        fork = _await(lambda: next(iter(_list_forks()), None))
        cell = fork.parent()
        assert cell is not None
        cell.kill()
        if sys.platform != "linux":
            fork.kill()
        _, alive = psutil.wait_procs([cell, fork], timeout=30)
        assert not alive, "it would go on for nobody"
    thread.join(60)
    answer = read_answer(found[0])
    assert answer.found is not None
    assert [item.kind for item in answer.found.failures] == ["ended"]
    assert not list(tmp_path.glob("attestle-*")), "a copy of somebody's files is left"


def _list_forks() -> list[psutil.Process]:
    """Processes in which a workspace is being judged."""
    cells = [item for item in psutil.Process().children() if _is_cell(item)]
    return [fork for cell in cells for fork in cell.children() if _is_cell(fork)]


def _is_cell(process: psutil.Process) -> bool:
    try:
        return any("portfolio.cell" in word for word in process.cmdline())
    except psutil.Error:
        return False


def _await(find: Callable[[], Any], seconds: float = _TO_START) -> Any:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if (found := find()) is not None:
            return found
        time.sleep(0.02)
    raise AssertionError("it did not happen in time")


class Cluster:
    """A scheduler and two workers on this machine, each a process of its own."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "scheduler.json"
        self._processes = [self._begin("scheduler", "--port", "0", "--scheduler-file")]
        _await(lambda: self._file.stat().st_size or None if self._file.exists() else None)
        self.workers = [
            self._begin("worker", "--nthreads", "1", "--no-nanny", "--scheduler-file")
            for _ in range(2)
        ]
        self.address: str = json.loads(self._file.read_text(encoding="utf-8"))["address"]

    def _begin(self, kind: str, *args: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-W", "ignore", "-m", "dask", kind, "--no-dashboard"]
        return subprocess.Popen(
            [*command, "--host", "127.0.0.1", *args, str(self._file)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def end(self) -> None:
        for process in (*self.workers, *self._processes):
            process.kill()
            process.wait()


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    made = Cluster(tmp_path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield made
    made.end()


def test_a_cluster_says_the_same_also_without_a_worker(
    places: list[str], expected: str, cluster: Cluster
) -> None:
    done: list[int] = []

    def lose_worker(number: int, total: int) -> None:
        done.append(number)
        if number > 12 and cluster.workers[0].poll() is None:
            cluster.workers[0].kill()

    manner = JudgingManner(cluster=ClusterAddress(cluster.address))
    assert write(judge(places, manner, lose_worker)) == expected
    assert cluster.workers[0].wait(10) == -signal.SIGKILL
    assert done == sorted(set(done)), "something was told twice"


def test_workspaces_are_shipped(tmp_path: Path, cluster: Cluster) -> None:
    bare = make_bare(tmp_path / "bare.git", make_workspace(tmp_path / "source", 1))
    linked = make_workspace(tmp_path / "linked", 2)
    (linked / "ssp/demo/evidence/link").symlink_to("/etc")
    names = [str(make_workspace(tmp_path / "client")), str(bare), str(linked)]
    manner = JudgingManner(cluster=ClusterAddress(cluster.address), ships=True)
    shipped = judge(names, manner)
    read = judge(names[:2])
    assert shipped.lines == read.lines
    [failure] = shipped.failures
    assert failure.failure.kind == "size"
    assert "evidence/link is no file" in failure.failure.words


def test_what_is_shipped_is_the_same_workspace(tmp_path: Path) -> None:
    """With names that no zip file has, folders without a file, and more files than a form brings."""
    folder = make_workspace(tmp_path / "client")
    (folder / "ssp/hollow").mkdir()
    (folder / "catalogs/hollow").mkdir()
    for name in (b"x\xff", b"a\nb"):
        (folder / os.fsdecode(b"ssp/demo/" + name)).write_bytes(b"x")
    for number in range(5_100):
        (folder / f"ssp/demo/evidence/{number}").touch()
    task = make_task(folder)
    shipped = replace(task, shipped=pack_place(task.place))
    assert answer_task(shipped).found == answer_task(task).found


@pytest.mark.parametrize("path", ["/etc/x", "a/../../x", "", 5])
def test_a_shipment_that_leads_out_is_none(tmp_path: Path, path: object) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        package.writestr("head.json", json.dumps({"days": {}, "files": [path], "folders": []}))
        package.writestr("files/0", "x")
    with pytest.raises(UsageError, match="no workspace"):
        unpack_shipment(made.getvalue(), tmp_path)


def test_no_cluster_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster_runs, "_TO_CONNECT", 1)
    manner = JudgingManner(cluster=ClusterAddress("tcp://127.0.0.1:9"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with pytest.raises(InternalError, match="no cluster answers"):
            judge([str(TINY)], manner)


def test_other_rules_are_refused(tmp_path: Path) -> None:
    """By the worker, whatever was asked of it before."""
    task = make_task(make_workspace(tmp_path / "client"))
    here = judge_on_worker(task, Judges("0.0.0", "other"))
    assert isinstance(here, Judges)
    assert here.tool != "0.0.0"
    assert isinstance(judge_on_worker(task, here), bytes)
