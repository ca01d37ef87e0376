"""Generated content is what its source builds."""

from __future__ import annotations

import subprocess
import sys

import pytest

from conftest import ROOT


@pytest.mark.parametrize(
    "builder", sorted(path.name for path in (ROOT / "tools").glob("build_*.py"))
)
def test_committed_files_are_built_from_their_source(builder: str) -> None:
    done = subprocess.run(
        [sys.executable, f"tools/{builder}", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
