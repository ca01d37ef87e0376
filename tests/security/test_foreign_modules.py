"""The current folder is a checkout of anybody: no process of ours takes a module from there."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import ROOT
from portfolios import DAY, make_workspace

# What processes import when they begin
NAMES = ("joblib", "multiprocessing", "json", "orjson", "attestle", "cloudpickle", "encodings")
COMMANDS = {
    "portfolio": ("portfolio", "first", "second", "--as-of", DAY, "--jobs", "2"),
    "systems": ("--root", "several", "status", "--all", "--as-of", DAY, "--jobs", "2"),
    "binder": ("--root", "first", "render", "all", "--as-of", DAY, "--to", "md", "--out", "out"),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_no_module_of_the_current_folder_runs(tmp_path: Path, name: str) -> None:
    here = tmp_path / "here"
    here.mkdir()
    marker = tmp_path / "ran"
    for module in NAMES:
        (here / f"{module}.py").write_text(f"open({str(marker)!r}, 'a').write({module!r})\n")
    make_workspace(here / "first")
    make_workspace(here / "second", 1)
    several = make_workspace(here / "several")
    shutil.copytree(several / "ssp/demo", several / "ssp/other")
    # as an installed command is started: what stands first on the path is its own folder
    script = tmp_path / "bin/attestle"
    script.parent.mkdir()
    script.write_text("from attestle.cli import main\nif __name__ == '__main__':\n    main()\n")
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "oscal")}
    environment.pop("PYTHONSAFEPATH", None)
    done = subprocess.run(
        [sys.executable, str(script), *COMMANDS[name]],
        cwd=here,
        env=environment,
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert not marker.exists(), marker.read_text(encoding="utf-8")
    assert done.returncode in (0, 1), done.stderr
    assert done.stdout, "it did nothing"
