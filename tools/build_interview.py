"""Builds the questions of interview sheets.

python tools/build_interview.py [--check]
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools"))
sys.path.insert(0, str(ROOT / "oscal"))

from attestle.data import HERE
from attestle.formats import strict_json
from attestle.formats.question_table import SHIPPED, build_question_table
from build_catalogs import padded
from generated import main

KINDS = ROOT / "tools/content/interview.yaml"
R2 = ROOT / "tools/content/nist-sp-800-171-r2"


def read_yaml(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def list_questions() -> Iterator[tuple[str, str]]:
    """Objective id and question, in the order of the catalog; ValueError where any lacks one."""
    asked = read_yaml(R2 / "questions.yaml")
    with (R2 / "objectives.csv").open(encoding="utf-8", newline="") as stream:
        rows = [(row["id"], row["letter"]) for row in csv.DictReader(stream)]
    named = {(number, letter) for number, letters in asked.items() for letter in letters}
    if odd := named ^ set(rows):
        raise ValueError(f"questions and objectives differ: {sorted(odd)}")
    for number, letter in rows:
        yield f"SP_800_171r2_{padded(number)}_obj.{letter}", asked[number][letter]


def outputs() -> dict[Path, bytes]:
    tree = {"objectives": dict(list_questions()), **read_yaml(KINDS)}
    build_question_table(tree)
    return {HERE / SHIPPED: strict_json.write_json(tree)}


if __name__ == "__main__":
    sys.exit(main(outputs, ROOT))
