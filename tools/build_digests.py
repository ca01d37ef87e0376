"""Builds the digests of official sentences, by which a user's file of a publication is judged.

python tools/build_digests.py [--check]
"""

from __future__ import annotations

import csv
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools"))
sys.path.insert(0, str(ROOT / "oscal"))

from attestle.data import HERE
from attestle.formats import strict_json
from attestle.formats.official_digests import SHIPPED
from generated import main

CONTENT = ROOT / "tools/content"
TABLE = "official-digests.csv"
_SHA256 = re.compile(r"[0-9a-f]{64}\Z")


def outputs() -> dict[Path, bytes]:
    tables = sorted(CONTENT.glob(f"*/{TABLE}"))
    tree = {table.parent.name: {"digests": read_digests(table)} for table in tables}
    return {HERE / SHIPPED: strict_json.write_json(tree)}


def read_digests(table: Path) -> dict[str, dict[str, object]]:
    """A row without a whole digest, or a second one for a label, stops the builder."""
    digests: dict[str, dict[str, object]] = {}
    with table.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["id"] in digests or not _SHA256.match(row["sha256"]):
                raise ValueError(f"{table.name}: the row of {row['id']} is not usable")
            digests[row["id"]] = {
                "sha256": row["sha256"],
                "characters": int(row["characters"]),
                "sources": int(row["sources_agreeing"]),
            }
    return digests


if __name__ == "__main__":
    sys.exit(main(outputs, ROOT))
