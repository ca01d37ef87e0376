"""An answer that is known from an earlier run needs no reader of systems and no rule."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from conftest import ROOT

_SCRIPT = (
    "import sys\nfrom attestle.cli.root import root\n"
    "root(['validate'], standalone_mode=False)\n"
    "heavy = {'attestle.rules', 'attestle.store.systems', 'attestle.api.sound_systems'}\n"
    "print('loaded:', *sorted(heavy & set(sys.modules)))\n"
)


def validate(root: Path, cache: Path) -> str:
    """The modules that were loaded and are not needed where the answer is known."""
    done = subprocess.run(
        [sys.executable, "-c", _SCRIPT],
        cwd=root,
        env={**os.environ, "XDG_CACHE_HOME": str(cache), "PYTHONPATH": str(ROOT / "oscal")},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.splitlines()[-1].removeprefix("loaded:").strip()


def test_a_second_run_loads_no_reader(tiny: Path, tmp_path: Path) -> None:
    assert "attestle.rules" in validate(tiny, tmp_path / "cache")
    assert validate(tiny, tmp_path / "cache") == ""
