"""Letters of a RACI chart: who is responsible or accountable does it, who is asked or told does not."""

from __future__ import annotations

import pytest

from attestle.formats import sheet_search
from attestle.formats.cell_kinds import is_consulted, is_raci
from attestle.sheet_import.matrix_sheet import IMPORTER as MATRIX
from attestle.sheet_import.soc2_control_sheet import IMPORTER as CONTROLS
from attestle.sheet_import.states_sheet import IMPORTER as STATES
from register_sheets import place_sheet, write_csv

TOLD = "C and I say who is asked or told, not who does it: only R and A were used"


@pytest.mark.parametrize("cell", ["C", "I", "c", "C/I", "I, C"])
def test_who_is_asked_or_told_does_nothing(cell: str) -> None:
    assert is_consulted(cell)


@pytest.mark.parametrize("cell", ["R", "A", "R/A", "A, C", "x", "no", "", "CC6.1", "Consulted"])
def test_other_cells_are_no_such_letters(cell: str) -> None:
    assert not is_consulted(cell)
    assert is_raci(cell) is (cell[:1] in ("R", "A"))


@pytest.mark.parametrize("title", ["CC6.1", "CC6.1 Access"])
def test_under_a_criterion_only_those_who_do_it_count(title: str) -> None:
    rows = (
        ("Control ID", "Control Activity", title, "CC6.2"),
        ("AC-1", "Access is granted on an approved request.", "R", "C"),
        ("AC-2", "Access is reviewed in each quarter.", "I", "A"),
        ("AC-3", "Accounts are removed at the exit.", "c", "R/A"),
    )
    found = sheet_search.find_table(write_csv(rows), CONTROLS.want_columns({}))
    assert [record["criteria"] for record in found.records] == ["CC6.1", "CC6.2", "CC6.2"]
    [problem] = [item for item in found.problems if item.message == TOLD]
    assert problem.rows == (("", 2), ("", 3), ("", 4))
    assert problem.warning


@pytest.mark.parametrize(
    "heads", [("Provider", "Customer"), ("What the provider does", "What the customer does")]
)
def test_for_a_requirement_only_those_who_do_it_count(heads: tuple[str, str]) -> None:
    rows = (("Requirement", *heads), ("3.1.1", "R", "C"), ("3.1.2", "I", "A"), ("3.1.3", "A", "R"))
    placed = place_sheet("matrix", rows)
    matrix = placed.list_matrix()
    assert matrix["3.1.2[a]"]["responsibility"] == "organisation"
    assert matrix["3.1.3[a]"]["responsibility"] == "shared"
    read = sheet_search.find_table(write_csv(rows), MATRIX.want_columns({})).problems
    every = (*placed.placement.problems, *read)
    assert sum(item.message.startswith(TOLD) for item in every) == 1


def test_who_answers_for_a_state_does_not_make_it_so() -> None:
    rows = (
        ("Requirement", "Met", "Not Met"),
        ("3.1.1", "R", ""),
        ("3.1.2", "x", ""),
        ("3.1.3", "", "x"),
    )
    found = sheet_search.find_table(write_csv(rows), STATES.want_columns({}))
    assert "Met" not in [record["state"] for record in found.records[:1]]
