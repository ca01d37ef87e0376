"""Cells of the tables of a system: of the form that the same key has in YAML, told at their place."""

from __future__ import annotations

from pathlib import Path

import pytest

import attestle
from attestle.formats.csv_tables import find_column
from conftest import AS_OF, Run, edit

UUID = "1ed6e24f-8a23-470b-a813-cbf048398ae1"
INVENTORY = "ssp/demo/inventory.csv"


@pytest.mark.parametrize(
    "wrong",
    [
        "not-a-uuid",
        UUID.upper(),
        UUID[:-1],
        UUID.replace("-4", "-1"),
        f"{{{UUID}}}",
        '"a\nb"',
        "x" * 3000,
    ],
    ids=["word", "capitals", "short", "version", "braces", "lines", "long"],
)
def test_a_wrong_uuid_is_told_at_its_cell_and_stops_assembling(
    wrong: str, tiny: Path, run: Run
) -> None:
    edit(tiny, INVENTORY, UUID, wrong)
    [found] = attestle.validate(tiny, as_of=AS_OF)
    assert (found.code, found.path, found.line, found.column) == ("OSC012", INVENTORY, 2, 1)
    assert "assembly fills in a new one" in found.hint
    assert len(found.message) < 100
    result = run(tiny, "ssp", "assemble", "demo")
    assert result.exit_code == 1
    assert "OSC012" in result.output
    assert "pattern" not in result.output


def test_the_way_out_mends_it(tiny: Path, run: Run) -> None:
    edit(tiny, INVENTORY, UUID, "")
    assert run(tiny, "validate", "--fix", "--no-cache").exit_code == 0
    assert run(tiny, "ssp", "assemble", "demo").exit_code == 0


def test_a_wrong_day_of_a_matrix_is_told_at_its_cell(tiny: Path) -> None:
    path = "ssp/demo/providers/cloudharbor.csv"
    text = (tiny / path).read_text(encoding="utf-8")
    line = next(line for line in text.split("\n") if "2026-09-01" in line)
    edit(tiny, path, line, line.replace("2026-09-01", "2026-02-30"))
    [found] = [item for item in attestle.validate(tiny, as_of=AS_OF) if item.code == "OSC012"]
    assert found.message == '"2026-02-30" is not a day'
    assert found.line == text.split("\n").index(line) + 1
    assert line[(found.column or 0) - 1 :].startswith("2026-09-01")


@pytest.mark.parametrize(
    ("line", "index", "column"),
    [("a,b,c", 0, 1), ("a,b,c", 2, 5), ('"a,b",c', 1, 7), ('"a ""x"", y",,z', 2, 15), ("a,", 1, 3)],
)
def test_the_column_of_a_cell(line: str, index: int, column: int) -> None:
    assert find_column(line, index) == column


def test_a_cell_below_the_first_line_of_its_row_has_no_column() -> None:
    assert find_column('a,"b', 2) is None


def test_rows_that_end_in_carriage_returns_are_told_at_their_line(tiny: Path) -> None:
    edit(tiny, INVENTORY, UUID, "wrong")
    file = tiny / INVENTORY
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r"))
    [found] = [item for item in attestle.validate(tiny, as_of=AS_OF) if item.path == INVENTORY]
    assert (found.line, found.column) == (2, 1)
