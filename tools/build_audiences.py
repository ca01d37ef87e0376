"""Builds the table of who receives what in a package.

python tools/build_audiences.py [--check]
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
from attestle.formats.audience_table import SHIPPED, build_audiences
from generated import main

SOURCE = ROOT / "tools/content/audiences.yaml"


def outputs() -> dict[Path, bytes]:
    tree = yaml.safe_load(SOURCE.read_text(encoding="utf-8"))
    build_audiences(tree)
    return {HERE / SHIPPED: strict_json.write_json(tree)}


if __name__ == "__main__":
    sys.exit(main(outputs, ROOT))
