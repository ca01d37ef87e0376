"""`attestle portfolio` on the command line: places, forms, gates, what is refused, how it stops."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from attestle.api.portfolio.warm_process import end_idle_cells
from conftest import ROOT, Run
from packed import CHEAP, commit, pack
from portfolios import DAY, break_yaml, make_workspace, plant_slow

ARGS = ("portfolio", "--as-of", DAY, "--jobs", "1")


@pytest.fixture(scope="module")
def clients(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    top = tmp_path_factory.mktemp("top") / "clients"
    for number, name in enumerate(("alder", "birch")):
        make_workspace(top / name, number)
    yield top
    end_idle_cells()


def test_text_json_and_files(clients: Path, tmp_path: Path, run: Run) -> None:
    names = [str(clients / name) for name in ("alder", "birch")]
    text = run(clients, *ARGS, *names)
    assert text.exit_code == 0, text.output
    assert f"Portfolio in {clients}" in text.output
    assert "2 systems in 2 workspaces" in text.output
    data = run(clients, *ARGS, *names, "--format", "json")
    tree = json.loads(data.stdout)
    assert [item["title"] for item in tree["systems"]] == ["Client 0", "Client 1"]
    out = tmp_path / "out"
    done = run(clients, *ARGS, *names, "--to", "html,xlsx", "--out", str(out))
    assert done.exit_code == 0, done.output
    page = (out / "portfolio.html").read_text(encoding="utf-8")
    assert page.count("Client 0") == 1
    assert (out / "portfolio.xlsx").read_bytes()[:2] == b"PK"


def test_since_and_gates(clients: Path, tmp_path: Path, run: Run) -> None:
    names = [str(clients / name) for name in ("alder", "birch")]
    before = tmp_path / "before.json"
    before.write_text(run(clients, *ARGS, names[0], "--format", "json").stdout, encoding="utf-8")
    text = run(clients, *ARGS, *names, "--since", str(before))
    assert "0 better, 0 worse, 1 new, 0 gone" in text.output
    gate = run(clients, *ARGS, *names, "--require", "final")
    assert gate.exit_code == 1
    assert "--require final is not met by" in gate.output
    other = run(clients, *ARGS, *names, "--since", str(clients / "alder/attestle.toml"))
    assert other.exit_code == 2
    assert "is no report of a portfolio" in other.output


def test_a_list_and_standard_input(clients: Path, run: Run) -> None:
    listed = clients.parent / "list.txt"
    listed.write_text("# ours\nclients/alder\nclients/alder/../birch\n", encoding="utf-8")
    tree = json.loads(run(clients, *ARGS, "--list", str(listed), "--format", "json").stdout)
    assert tree["counts"] == {"workspaces": 2, "systems": 2, "not_judged": 0}
    given = f"{clients / 'alder'}\n"
    done = run(clients, *ARGS, "--list", "-", "--format", "json", user_input=given)
    assert json.loads(done.stdout)["counts"]["workspaces"] == 1


def test_a_broken_one_exits_1(clients: Path, tmp_path: Path, run: Run) -> None:
    broken = make_workspace(tmp_path / "broken")
    break_yaml(broken)
    done = run(clients, *ARGS, str(clients / "alder"), str(broken))
    assert done.exit_code == 1
    assert "broken file: ssp/demo/people.yaml:" in done.output
    assert "1 system in 2 workspaces; 1 not judged" in done.output


@pytest.mark.parametrize(
    ("args", "words"),
    [
        ((), "name the workspaces"),
        (("x", "--ship"), "name it with --scheduler"),
        (("x", "--tls-ca", "a.pem"), "name it with --scheduler"),
        (("x", "--scheduler", "tls://h:1", "--tls-ca", "a.pem"), "belong together"),
        (("x", "--scheduler", "tcp://h:1", "--jobs", "2"), "--jobs is of this machine"),
        (("x", "--to", "html", "--format", "json"), "--to writes files"),
    ],
)
def test_wrong_usage(clients: Path, run: Run, args: tuple[str, ...], words: str) -> None:
    done = run(clients, "portfolio", *args)
    assert (done.exit_code, words in done.output) == (2, True), done.output


def test_documents_go_into_no_workspace(clients: Path, run: Run) -> None:
    names = (str(clients / "alder"), "--to", "html", "--out", str(clients / "alder/build"))
    done = run(clients, *ARGS, *names)
    assert done.exit_code == 2
    assert not (clients / "alder/build").exists()


def test_a_package_is_judged_on_another_day(tmp_path: Path, run: Run) -> None:
    """As the workspace would be, with what was recorded of its evidence; a changed one is refused."""
    workspace = make_workspace(tmp_path / "workspace")
    settings = workspace / "attestle.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + CHEAP, encoding="utf-8")
    commit(workspace)
    package = pack(run, workspace, "archive")
    data = bytearray(package.read_bytes())
    data[len(data) // 2] ^= 1
    changed = tmp_path / "changed.zip"
    changed.write_bytes(data)
    names = [str(workspace), str(package), str(changed)]
    args = ("portfolio", "--as-of", "2027-06-01", "--jobs", "1", "--format", "json")
    tree = json.loads(run(tmp_path, *args, *names).stdout)
    by_kind = {item["kind"]: item for item in tree["systems"]}
    folder, packed = by_kind["folder"], by_kind["package"]
    for key in ("scores", "eligibility", "requirements", "objectives", "poam", "evidence", "uuid"):
        assert packed[key] == folder[key], key
    assert packed["findings"]["error"] == folder["findings"]["error"]
    assert packed["last_change"] == DAY
    [refused] = tree["not_judged"]
    assert (refused["kind"], Path(refused["workspace"]).name) == ("refused", "changed.zip")


def _begin_slow(tmp_path: Path) -> tuple[subprocess.Popen[bytes], list[psutil.Process], Path]:
    """A run that has judged two of three workspaces, its processes, and what it keeps."""
    slow = make_workspace(tmp_path / "slow")
    plant_slow(slow)
    sound, kept = make_workspace(tmp_path / "sound"), tmp_path / "run.jsonl"
    places = [str(sound), str(slow), str(make_workspace(tmp_path / "other", 2))]
    command = [sys.executable, "-m", "attestle", "portfolio", "--as-of", DAY, "--jobs", "2"]
    limits = ("--seconds", "600", "--memory", "8192", "--resume", str(kept))
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "oscal"), "TMPDIR": str(scratch)}
    process = subprocess.Popen(
        [*command, *limits, *places],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
        cwd=tmp_path,
        start_new_session=True,
    )
    end = time.monotonic() + 60
    while time.monotonic() < end and (not kept.exists() or kept.read_bytes().count(b"\n") < 3):
        time.sleep(0.05)
    children = psutil.Process(process.pid).children(recursive=True)
    assert children
    return process, children, kept


def test_ctrl_c_ends_everything_and_what_is_done_is_kept(tmp_path: Path) -> None:
    process, children, kept = _begin_slow(tmp_path)
    # as a terminal does: every process of the group hears it
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130, errors
    assert errors.decode().strip() == "error: stopped; nothing was changed"
    _, alive = psutil.wait_procs(children, timeout=20)
    assert not alive
    assert kept.read_bytes().count(b'"record"') == 2
    assert not list((tmp_path / "scratch").glob("attestle-*"))
    shutil.rmtree(tmp_path / "slow")


@pytest.mark.skipif(sys.platform != "linux", reason="who began a process is told on Linux")
def test_nothing_goes_on_for_a_run_that_was_killed(tmp_path: Path) -> None:
    process, children, _ = _begin_slow(tmp_path)
    process.kill()
    process.communicate(timeout=60)
    _, alive = psutil.wait_procs(children, timeout=20)
    assert not alive
    left = [path for path in (tmp_path / "scratch").glob("attestle-*/**/*") if path.is_file()]
    assert not left, "a copy of somebody's files is left"
    shutil.rmtree(tmp_path / "slow")
