"""Every rule over plans that people would write: what it says of them is so.

`expected.json` of each plan holds every finding, whether the plan really has that gap, and why.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from attestle.findings import Severity
from honest_plans import NAMES, lay_plan, place, read_note, validate_plan


@pytest.mark.parametrize("name", NAMES)
def test_each_finding_is_known(name: str, tmp_path: Path) -> None:
    """Of the documents, which a tool makes, no error is said; the rest is for their own tests."""
    lay_plan(name, tmp_path / "workspace")
    found = validate_plan(tmp_path / "workspace")
    authored = [item for item in found if item.path.startswith("ssp/")]
    assert not [item for item in found if item not in authored and item.severity is Severity.ERROR]
    assert [(item.code, place(item), item.severity.value) for item in authored] == [
        (row["code"], row["at"], row["severity"]) for row in read_note(name)["findings"]
    ]


@pytest.mark.parametrize("name", NAMES)
def test_hardly_a_finding_is_false(name: str) -> None:
    """A code with more than one false finding in a plan would have to be a note."""
    rows = read_note(name)["findings"]
    assert all(row["why"] for row in rows)
    false = Counter(row["code"] for row in rows if not row["true"] and row["severity"] != "note")
    assert not [code for code, count in false.items() if count > 1]


def test_no_honest_plan_has_an_error() -> None:
    rows = [row for name in NAMES for row in read_note(name)["findings"]]
    assert len(NAMES) == 10
    assert not [row for row in rows if row["severity"] == "error"]
    assert sum(not row["true"] for row in rows) <= 1
