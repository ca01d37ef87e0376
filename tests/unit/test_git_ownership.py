"""Git is asked for the history of a workspace, and for nobody else's."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from attestle.api.portfolio.judging import answer_task
from attestle.api.portfolio.tasks import JudgingLimits, JudgingTask
from attestle.store.git_ownership import find_foreign
from attestle.store.portfolio_places import find_place
from portfolios import DAY, commit, make_bare, make_workspace


@pytest.fixture(scope="module")
def victim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = make_workspace(tmp_path_factory.mktemp("other") / "victim", 7)
    commit(folder)
    return folder


def _git(folder: Path, *args: str) -> None:
    safe = ("-c", "protocol.file.allow=always", "-c", "user.name=a", "-c", "user.email=a@b.example")
    subprocess.run(["git", *safe, "-C", str(folder), *args], check=True, capture_output=True)


def _borrow(folder: Path, victim: Path) -> None:
    _begin(folder, victim)
    (folder / "objects/info").mkdir(parents=True)
    (folder / "objects/info/alternates").write_text(f"{victim}/.git/objects\n", encoding="utf-8")


def _link_objects(folder: Path, victim: Path) -> None:
    _begin(folder, victim)
    (folder / "objects").symlink_to(victim / ".git/objects")


def _link_one(folder: Path, victim: Path) -> None:
    _begin(folder, victim)
    for path in (victim / ".git/objects").rglob("*"):
        target = folder / "objects" / path.relative_to(victim / ".git/objects")
        target.parent.mkdir(parents=True, exist_ok=True)
        if path.is_file():
            target.symlink_to(path)


def _share(folder: Path, victim: Path) -> None:
    _begin(folder, victim)
    (folder / "objects").mkdir()
    (folder / "commondir").write_text(f"{victim}/.git\n", encoding="utf-8")


def _begin(folder: Path, victim: Path) -> None:
    """A repository whose HEAD is the commit of another one."""
    (folder / "refs").mkdir(parents=True)
    done = subprocess.run(
        ["git", "-C", str(victim), "rev-parse", "HEAD"], check=True, capture_output=True
    )
    (folder / "HEAD").write_bytes(done.stdout)


def _name_it(folder: Path, victim: Path) -> None:
    make_workspace(folder, 8)
    (folder / ".git").write_text(f"gitdir: {victim}/.git\n", encoding="utf-8")


def _link_it(folder: Path, victim: Path) -> None:
    make_workspace(folder, 8)
    (folder / ".git").symlink_to(victim / ".git")


@pytest.mark.parametrize("plant", [_borrow, _link_objects, _link_one, _share, _name_it, _link_it])
def test_no_line_tells_of_another_client(
    tmp_path: Path, victim: Path, plant: Callable[[Path, Path], None]
) -> None:
    folder = tmp_path / "hostile"
    plant(folder, victim)
    assert find_foreign(folder)
    found = answer_task(_ask(f"{folder}@HEAD")).found
    assert found is not None
    assert not found.systems
    [failure] = found.failures
    assert "leads git out of it" in failure.words
    if (folder / ".trestle").exists():
        line = answer_task(_ask(str(folder))).found
        assert line is not None
        assert [(item.title, item.last_change) for item in line.systems] == [("Client 8", None)]


def _ask(name: str) -> JudgingTask:
    return JudgingTask(find_place(name), DAY, JudgingLimits())


def test_a_pipe_among_objects_is_not_waited_for(tmp_path: Path, victim: Path) -> None:
    folder = Path(shutil.copytree(victim, tmp_path / "copied"))
    os.mkfifo(folder / ".git/objects/ab")
    assert find_foreign(folder) == ".git/objects/ab"


def test_what_is_its_own_is_fine(tmp_path: Path, victim: Path) -> None:
    assert find_foreign(victim) == ""
    assert find_foreign(victim / "ssp") == "", "the repository is above it"
    assert find_foreign(make_bare(tmp_path / "bare.git", make_workspace(tmp_path / "source"))) == ""
    source = tmp_path / "source"
    _git(source, "worktree", "add", "-q", str(tmp_path / "tree"))
    assert (tmp_path / "tree/.git").is_file()
    assert find_foreign(tmp_path / "tree") == ""
    above = tmp_path / "above"
    above.mkdir()
    _git(above, "init", "-q")
    _git(above, "submodule", "add", "-q", str(source), "client")
    assert (above / "client/.git").is_file()
    assert find_foreign(above / "client") == ""
