"""Control inventories of three firms: the example's, and two in other words."""

from __future__ import annotations

import csv

from attestle.formats.criteria_cells import read_criteria
from attestle.formats.topic_table import read_topic_table
from attestle.model.soc2 import Soc2Control
from conftest import ROOT

TABLE = read_topic_table()
FILES = {
    "example": ROOT / "tools/content/example-soc2/controls.csv",
    "small": ROOT / "tests/data/inventories/small.csv",
    "large": ROOT / "tests/data/inventories/large.csv",
}
CRITERIA = tuple(
    f"{series}{number}.{place}"
    for series, count in (("cc", 9), ("a", 1), ("c", 1), ("pi", 1), ("p", 8))
    for number in range(1, count + 1)
    for place in range(1, 10)
)


def read_inventory(name: str) -> tuple[Soc2Control, ...]:
    controls = []
    with FILES[name].open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            identity = row.get("Control ID") or row["Control #"]
            text = row.get("Control Description") or row["Control Activity"]
            criteria = row.get("Trust Services Criteria") or row["TSC"]
            controls.append(
                Soc2Control(
                    uuid=identity,
                    id=identity,
                    title=row.get("Control Title") or text,
                    description=text,
                    criteria=tuple(read_criteria(criteria, CRITERIA)[0]),
                    evidence=(row.get("Evidence") or row["Test Performed"],),
                    status=row["Status"].lower(),
                )
            )
    return tuple(controls)
