"""What git knows of a folder. A workspace without git simply has no history."""

from __future__ import annotations

import subprocess
from pathlib import Path


def history(root: Path, folder: str, most: int = 50) -> list[tuple[str, str]]:
    """The newest commits that touched the folder: day (YYYY-MM-DD) and subject, newest first."""
    command = ["git", "-C", str(root), "log", f"--max-count={most}", "--date=short", "--format=%ad%x00%s", "--", folder]
    try:
        done = subprocess.run(command, capture_output=True, check=False, timeout=20, text=True, encoding="utf-8", errors="replace")
    except (OSError, subprocess.TimeoutExpired):
        return []
    if done.returncode:
        return []
    pairs = (line.partition("\0") for line in done.stdout.split("\n") if line)
    return [(day, subject) for day, _, subject in pairs]
