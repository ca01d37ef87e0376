"""Workspaces to try things on: a fresh copy of the example for each test that changes it."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

ROOT = Path(__file__).resolve().parents[1]
AS_OF = dt.date(2026, 11, 24)
PARTS = (
    ".trestle/config.ini", "catalogs", "mapping-collections", "component-definitions", "profiles", "ssp", "system-security-plans",
    "plan-of-action-and-milestones", "assessment-plans", "assessment-results",
)  # fmt: skip
Run = Callable[..., Result]
# NIST's published OSCAL examples, which are not part of this repository: name a folder that holds
# them to test on them too
NIST = Path(os.environ.get("ATTESTLE_NIST_EXAMPLES", ROOT / "no-examples"))
# seconds: a bound that only something quadratic or endless breaks; speed is measured in tools/bench
NO_HANG = 60


def examples(quick: int = 200) -> int:
    """How many examples a property test tries: `ATTESTLE_EXAMPLES=10000 python3 tools/dev.py test
    -k sections` for the long form.
    """
    return int(os.environ.get("ATTESTLE_EXAMPLES", quick))


@pytest.fixture(scope="session")
def _cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(autouse=True)
def _no_colour(monkeypatch: pytest.MonkeyPatch, _cache: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(_cache))
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)


@pytest.fixture(scope="session")
def example() -> Path:
    """The repository itself, which is a workspace: for tests that only read."""
    return ROOT


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the repository's workspace, to change."""
    target = tmp_path / "workspace"
    for part in PARTS:
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(source, target / part)
        else:
            (target / part).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, target / part)
    return target


@pytest.fixture
def run() -> Run:
    """Run a command line in a workspace; the traceback of a crash is the test's."""

    def invoke(root: Path, *args: str, user_input: str | None = None) -> Result:
        from attestle.cli.root import root as command

        return CliRunner().invoke(
            command,
            ["--root", str(root), *args],
            input=user_input,
            prog_name="attestle",
            env=dict(os.environ),
        )

    return invoke


def edit(root: Path, path: str, old: str, new: str) -> None:
    """Replace one place in a file; it must be there exactly once."""
    file = root / path
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{path}: {old!r} stands {text.count(old)} times"
    file.write_text(text.replace(old, new), encoding="utf-8")


def snapshot(root: Path) -> dict[str, bytes]:
    """Every file of a folder with its bytes."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and path.name != "attestle.lock"
    }
