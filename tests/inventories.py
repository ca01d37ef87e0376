"""Control inventories of five firms, read as an import reads them: the example's, two in other words,
and two by somebody who had not seen how controls are found.
"""

from __future__ import annotations

from functools import cache

from attestle.formats import sheet_search
from attestle.formats.topic_table import read_topic_table
from attestle.model.soc2 import Soc2Control
from attestle.sheet_import.soc2_control_sheet import IMPORTER, read_control_sheet
from conftest import ROOT

TABLE = read_topic_table()
FILES = {
    "example": ROOT / "tools/content/example-soc2/controls.csv",
    "small": ROOT / "tests/data/inventories/small.csv",
    "large": ROOT / "tests/data/inventories/large.csv",
    "saas": ROOT / "tests/data/inventories/saas.csv",
    "msp": ROOT / "tests/data/inventories/msp.csv",
}
CRITERIA = tuple(
    f"{series}{number}.{place}"
    for series, count in (("cc", 9), ("a", 1), ("c", 1), ("pi", 1), ("p", 8))
    for number in range(1, count + 1)
    for place in range(1, 10)
)


@cache
def read_inventory(name: str) -> tuple[Soc2Control, ...]:
    table = sheet_search.find_table(FILES[name].read_bytes(), IMPORTER.want_columns({}))
    order = tuple(table.columns)
    return read_control_sheet(name, FILES[name].name, table.records, CRITERIA, order).controls
