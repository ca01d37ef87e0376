"""Builds the pages of SPRS that the entry sheet follows.

python tools/build_sprs.py [--check]
"""

from __future__ import annotations

import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools"))
sys.path.insert(0, str(ROOT / "oscal"))

from attestle.data import HERE
from attestle.formats import strict_json
from attestle.formats.entry_table import SHIPPED, build_entry_table
from attestle.render.kinds.sprs_facts import FACTS
from generated import main

SOURCE = ROOT / "tools/content/sprs.yaml"


def outputs() -> dict[Path, bytes]:
    tree = yaml.safe_load(SOURCE.read_text(encoding="utf-8"))
    build_entry_table(tree, FACTS)
    return {HERE / SHIPPED: strict_json.write_json(tree)}


if __name__ == "__main__":
    sys.exit(main(outputs, ROOT))
