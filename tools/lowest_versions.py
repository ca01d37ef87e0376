"""Builds .ci/lowest.txt, the constraints under which every dependency has its lowest version.

python tools/lowest_versions.py [--check]

A lower bound that nobody tries is a guess: one job of CI installs these and runs the tests.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterable
from pathlib import Path

from generated import main

ROOT = Path(__file__).resolve().parents[1]
PLACE = ROOT / ".ci/lowest.txt"
HEAD = (
    "# Built by tools/lowest_versions.py from pyproject.toml: the lowest versions that it allows.\n"
)
_BOUND = re.compile(r"(?P<name>[A-Za-z0-9_.-]+)>=(?P<lowest>[0-9][0-9.]*)(,|$)")


def read_bounds(requirements: Iterable[str]) -> dict[str, str]:
    """The lowest version by name. Raises ValueError for a requirement that has none."""
    bounds = {}
    for text in requirements:
        found = _BOUND.match(text)
        if found is None:
            raise ValueError(f'"{text}" does not begin with its lowest version: NAME>=VERSION')
        bounds[found["name"]] = found["lowest"]
    return bounds


def list_constraints(project: dict[str, object]) -> list[str]:
    """Of what a user installs: what only the tests need has bounds of convenience."""
    needed, extras = project["dependencies"], project["optional-dependencies"]
    assert isinstance(needed, list)
    assert isinstance(extras, dict)
    bounds = read_bounds([*needed, *extras["timestamp"]])
    return [f"{name}=={bounds[name]}" for name in sorted(bounds, key=str.casefold)]


def outputs() -> dict[Path, bytes]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = "".join(f"{line}\n" for line in list_constraints(project))
    return {PLACE: (HEAD + lines).encode()}


if __name__ == "__main__":
    sys.exit(main(outputs, ROOT))
