"""The daily commands beside trestle's, in one run: seconds (best of several) and the ratio between
them.

    python tools/bench/daily.py [REPEATS]

Machines are noisy: read the ratios, and compare runs only on one machine.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ATTESTLE = (sys.executable, "-m", "attestle")
TRESTLE = (sys.executable, "-c", "from trestle.cli import run; run()")
FOLDERS = (
    "catalogs", "profiles", "mapping-collections", "component-definitions", "ssp", "system-security-plans", "plan-of-action-and-milestones",
    "assessment-plans", "assessment-results", ".trestle",
)  # fmt: skip
CASES = (
    ("--help", ("--help",), ("--help",)),
    (
        "validate the whole workspace",
        ("validate", "--no-cache", "--as-of", "2026-11-24"),
        ("validate", "-a"),
    ),
    ("validate, nothing changed", ("validate", "--as-of", "2026-11-24"), ("validate", "-a")),
    ("ssp assemble, unchanged", ("ssp", "assemble", "--check"), None),
    ("status", ("status", "--as-of", "2026-11-24"), None),
)


def best(command: tuple[str, ...], folder: Path, repeats: int) -> float:
    """The fastest of several runs, in seconds."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        subprocess.run(
            command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True
        )  # a command that fails is no measure
        times.append(time.perf_counter() - start)
    return min(times)


def edited(folder: Path, repeats: int) -> float:
    """One answer edited, then assembled: trestle's models check what is written."""
    path = folder / "ssp/example-enclave/controls/AC/3.1.1.md"
    times = []
    for _ in range(repeats):
        with path.open("a", encoding="utf-8") as file:
            file.write("\nOne more sentence.\n")
        times.append(best((*ATTESTLE, "ssp", "assemble"), folder, 1))
    return min(times)


def main() -> None:
    repeats = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for part in FOLDERS:
            shutil.copytree(ROOT / part, folder / part)
        print(f"{'case':<34} {'attestle':>9} {'trestle':>9} {'ratio':>7}")
        for title, ours, theirs in CASES:
            mine = best((*ATTESTLE, *ours), folder, repeats)
            other = best((*TRESTLE, *theirs), folder, repeats) if theirs else None
            print(
                f"{title:<34} {mine:>8.2f}s {f'{other:>8.2f}s' if other else '':>9}"
                f" {f'{other / mine:>6.1f}x' if other else '':>7}"
            )
        print(f"{'ssp assemble, one edit':<34} {edited(folder, repeats):>8.2f}s")


if __name__ == "__main__":
    main()
