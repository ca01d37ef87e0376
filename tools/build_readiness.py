"""Builds the list that `attestle ready` goes through.

python tools/build_readiness.py [--check]
"""

from __future__ import annotations

import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools"))
sys.path.insert(0, str(ROOT / "oscal"))

from attestle.assess.readiness_judgement import JUDGES
from attestle.data import HERE
from attestle.formats import strict_json
from attestle.formats.readiness_table import SHIPPED, build_readiness_table
from generated import main

SOURCE = ROOT / "tools/content/readiness.yaml"


def outputs() -> dict[Path, bytes]:
    tree = yaml.safe_load(SOURCE.read_text(encoding="utf-8"))
    build_readiness_table(tree, JUDGES)
    return {HERE / SHIPPED: strict_json.write_json(tree)}


if __name__ == "__main__":
    sys.exit(main(outputs, ROOT))
