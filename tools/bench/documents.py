"""Processor time of every document of the example in each of its forms, and of the binder.

    python tools/bench/documents.py [KIND ...]

Each is made in a process of its own, as the command makes it, start of Python included. What is
over its limit is marked, and the run then fails.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

from attestle.api.rendering import SUBJECTS
from attestle.render.registry import BINDER, list_forms

ROOT = Path(__file__).resolve().parents[2]
# seconds: what people wait for, and what the whole takes on one processor
LIMIT = 3.0
LIMITS = {("ssp", "docx"): 5.0, ("ssp", "pdf"): 5.0, (BINDER, "all"): 40.0}


def measure(*words: str) -> float:
    """Seconds of processor time, of the program and all that it starts, on one processor."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with tempfile.TemporaryDirectory() as folder:
        command = (sys.executable, "-m", "attestle", "--root", str(ROOT), "render", *words)
        dated = ("--as-of", "2026-11-24", "--out", folder)
        subprocess.run(
            (*command, *dated),
            stdout=subprocess.DEVNULL,
            check=True,
            preexec_fn=use_one_processor,
        )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def use_one_processor() -> None:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def main() -> None:
    kinds = sys.argv[1:] or [*SUBJECTS, BINDER]
    over = 0
    for kind in kinds:
        for form in ("all",) if kind == BINDER else list_forms(kind):
            words = (kind,) if kind == BINDER else (kind, "--to", form)
            taken, limit = measure(*words), LIMITS.get((kind, form), LIMIT)
            over += taken > limit
            print(f"{kind:<10} {form:<5} {taken:>6.2f}s {'over' if taken > limit else ''}".rstrip())
    sys.exit(1 if over else 0)


if __name__ == "__main__":
    main()
