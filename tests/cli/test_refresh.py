"""`ssp generate` after the catalog, the profile or a component changed: what lost its place is
retired, and comes back with it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attestle.formats.field_lines import FIELDS
from attestle.formats.retired_sections import SectionPlaces, settle_sections
from attestle.formats.sections import Field, Section, read_sections, write_sections
from attestle.model.baseline import Objective, Requirement
from conftest import ROOT, Run, edit, examples

PLANS = ROOT / "tests/data/plans"
Tree = dict[str, Any]
FIRST = "ssp/gate/controls/AC/AC-1.md"


@pytest.fixture
def gate(tmp_path: Path, run: Run) -> Path:
    root = tmp_path / "gate"
    for path in (".trestle", "catalogs/harbour", "profiles/harbour"):
        (root / path).mkdir(parents=True)
    (root / ".trestle/config.ini").write_text("[task]\n")
    (root / "catalogs/harbour/catalog.json").write_bytes((PLANS / "catalog.json").read_bytes())
    (root / "profiles/harbour/profile.json").write_bytes((PLANS / "profile.json").read_bytes())
    assert run(root, "import", "ssp", str(PLANS / "harbour.json"), "--name", "gate").exit_code == 0
    return root


def alter(root: Path, change: Callable[[list[Tree]], None]) -> None:
    """The controls of the first family changed."""
    file = root / "catalogs/harbour/catalog.json"
    tree = json.loads(file.read_bytes())
    change(tree["catalog"]["groups"][0]["controls"])
    file.write_text(json.dumps(tree))


def without(part: str) -> Callable[[list[Tree]], None]:
    def change(controls: list[Tree]) -> None:
        controls[0]["parts"] = [item for item in controls[0]["parts"] if item["id"] != part]

    return change


def drop_first(controls: list[Tree]) -> None:
    del controls[0]


def generated(root: Path, run: Run, *options: str) -> str:
    result = run(root, "ssp", "generate", "gate", *options)
    assert result.exit_code == 0, result.output
    assert run(root, "ssp", "generate", "gate", "--check").exit_code == 0, (
        "a second run has nothing to do"
    )
    return result.output


def text(root: Path, path: str = FIRST) -> str:
    return (root / path).read_text(encoding="utf-8")


def test_an_objective_that_is_gone_leaves_its_answer_retired_and_gets_it_back(
    gate: Path, run: Run
) -> None:
    before = text(gate)
    alter(gate, without("ac-1_obj.b"))
    output = generated(gate, run)
    assert f"{FIRST}: retired, its place is gone: @objective b" in output
    assert "<!-- @retired objective b -->\n\n- State: implemented\n\nReviewed in spring.\n" in text(
        gate
    )
    assert run(gate, "ssp", "assemble", "gate").exit_code == 0
    plan = (gate / "system-security-plans/gate/system-security-plan.json").read_text(
        encoding="utf-8"
    )
    assert "Whole answer." in plan
    (gate / "catalogs/harbour/catalog.json").write_bytes((PLANS / "catalog.json").read_bytes())
    assert f"{FIRST}: came back: @objective b" in generated(gate, run)
    assert text(gate) == before


def test_a_blank_section_of_an_objective_that_is_gone_goes_too(gate: Path, run: Run) -> None:
    assert "<!-- @objective a -->" in text(gate)
    alter(gate, without("ac-1_obj.a"))
    assert "retired" not in generated(gate, run)
    assert "objective a" not in text(gate)


def test_a_letter_that_never_was_is_a_mistake_and_stops_the_command(gate: Path, run: Run) -> None:
    edit(gate, FIRST, "<!-- @objective b -->", "<!-- @objective q -->")
    alter(gate, without("ac-1_obj.b"))
    before = text(gate)
    result = run(gate, "ssp", "generate", "gate")
    assert result.exit_code == 1
    assert 'no objective "q"' in result.output
    assert text(gate) == before


def test_only_the_reference_section_changes_with_the_words_of_the_catalog(
    gate: Path, run: Run
) -> None:
    before = text(gate)

    def change(controls: list[Tree]) -> None:
        controls[0]["parts"][1]["prose"] = "rules are written down"

    alter(gate, change)
    generated(gate, run)
    old, new = (
        [line for line in value.splitlines() if "written by attestle" not in line]
        for value in (before, text(gate))
    )
    assert [line for line in new if line not in old] == ["- **[a]** rules are written down"]
    assert len(old) == len(new)


def test_a_new_objective_gets_a_section(gate: Path, run: Run) -> None:
    def change(controls: list[Tree]) -> None:
        controls[0]["parts"].append(
            {"id": "ac-1_obj.c", "name": "assessment-objective", "prose": "rules are read"}
        )

    alter(gate, change)
    generated(gate, run)
    assert "## [c] <!-- @objective c -->\n" in text(gate)


def test_what_a_removed_component_did_is_retired(gate: Path, run: Run) -> None:
    (gate / "ssp/gate/components/opening-the-gate.md").unlink()
    output = generated(gate, run)
    assert "retired, its place is gone: @statement ac-1_smt.a.2 opening-the-gate" in output
    assert (
        "<!-- @retired statement ac-1_smt.a.2 opening-the-gate -->\n\nThe keeper owns them.\n"
        in text(gate)
    )


def test_a_slip_in_the_name_of_a_component_is_no_removal(gate: Path, run: Run) -> None:
    edit(gate, FIRST, "@component log-keeper", "@component log-keper")
    result = run(gate, "ssp", "generate", "gate")
    assert result.exit_code == 1
    assert 'unknown component "log-keper"' in result.output


def test_the_file_of_a_requirement_that_left_the_profile_moves_to_where_nothing_counts(
    gate: Path, run: Run
) -> None:
    before = text(gate)
    alter(gate, drop_first)
    output = generated(gate, run)
    assert (
        "its requirement left the profile; the file moved to ssp/gate/retired/AC/AC-1.md" in output
    )
    assert not (gate / FIRST).exists()
    assert text(gate, "ssp/gate/retired/AC/AC-1.md") == before
    assert not [line for line in run(gate, "validate").output.splitlines() if "SSP007" in line]
    (gate / "catalogs/harbour/catalog.json").write_bytes((PLANS / "catalog.json").read_bytes())
    assert "AC-1 is in the profile again: its file came back" in generated(gate, run)
    assert text(gate) == before
    assert not (gate / "ssp/gate/retired/AC/AC-1.md").exists()


def test_both_texts_are_shown_where_the_document_has_another(gate: Path, run: Run) -> None:
    file = gate / "system-security-plans/gate/system-security-plan.json"
    file.write_text(
        file.read_text(encoding="utf-8").replace("Reviewed in spring.", "Reviewed in autumn."),
        encoding="utf-8",
    )
    before = text(gate)
    assert generated(gate, run) == "nothing to change\n"
    assert text(gate) == before, "without the option the markdown stands"
    result = run(gate, "ssp", "generate", "gate", "--from-json")
    assert result.exit_code == 0
    assert "the document has another text, both are there: @objective b" in result.output
    conflict = (
        "\n<<<<<<< markdown\nReviewed in spring.\n=======\nReviewed in autumn.\n>>>>>>> document\n"
    )
    assert conflict in text(gate)
    refused = run(gate, "ssp", "assemble", "gate")
    assert refused.exit_code == 1
    assert "unresolved merge conflict" in refused.output
    edit(gate, FIRST, conflict, "\nReviewed in autumn.\n")
    assert run(gate, "ssp", "assemble", "gate").exit_code == 0
    assert "Reviewed in autumn." in file.read_text(encoding="utf-8")


# Retiring and coming back lose no byte

REQUIREMENT = Requirement(
    "c",
    "1.1.1",
    "",
    "T",
    "AC",
    "Access",
    "1",
    "",
    "",
    objectives=(Objective("c_obj.a", "a", "1.1.1[a]", "x"),),
)
WITHOUT = Requirement(
    "c",
    "1.1.1",
    "",
    "T",
    "AC",
    "Access",
    "1",
    "",
    "",
    objectives=(Objective("c_obj.z", "z", "1.1.1[z]", "x"),),
)
LINES = st.one_of(
    st.sampled_from(
        (
            "",
            " ",
            "- State: implemented",
            "- Stat: x",
            "* Note: y",
            "  more",
            "## x <!-- @objective a -->",
            "\\## x <!-- @y -->",
            "```",
            "text",
            "- a",
            "---",
        )
    ),
    st.text(st.characters(exclude_characters="\n\r\0", exclude_categories=["Cs"]), max_size=10),
)
PROSE = st.lists(LINES, max_size=6).map("\n".join)
VALUES = (Field("State", "partial", 0), Field("Missing", "a half: more", 0))


@settings(max_examples=examples(), deadline=None)
@given(PROSE, st.sampled_from([(), VALUES[:1], VALUES]))
def test_a_section_that_comes_back_is_as_it_was(prose: str, fields: tuple[Field, ...]) -> None:
    section = Section("objective", ("a",), "[a] Title", fields, prose)
    gone, words = settle_sections(
        [section], SectionPlaces(WITHOUT, (), "- **[a]** x", changed=True)
    )
    if not prose.strip() and not fields:
        assert gone == []
        return
    assert len(words) == 1
    found = read_sections(write_sections("", "# T", gone).split("---\n", 2)[2])
    assert not found.problems
    [kept] = found.sections
    assert kept.kind == "retired"
    [back], _ = settle_sections([kept], SectionPlaces(REQUIREMENT, ()))
    assert (back.kind, back.ids, back.title, back.prose) == (
        "objective",
        ("a",),
        "[a] Title",
        prose,
    )
    assert [(item.key, item.value) for item in back.fields] == [
        (item.key, item.value) for item in fields
    ]
    assert set(FIELDS["objective"]) >= {item.key for item in back.fields}


def test_what_other_files_still_name_is_told_and_stops_no_retiring(tiny: Path, run: Run) -> None:
    for name in ("doorkeeper", "file-store"):
        (tiny / f"ssp/demo/components/{name}.md").unlink()
    edit(tiny, "ssp/demo/evidence.yaml", '["3.1.1[a]"]', '["3.1.1[q]"]')
    result = run(tiny, "ssp", "generate")
    assert result.exit_code == 0, result.output
    answer = (tiny / "ssp/demo/controls/AC/3.1.1.md").read_text(encoding="utf-8")
    assert "<!-- @retired component doorkeeper -->" in answer
    told = [line for line in result.output.splitlines() if line.startswith("still to be changed")]
    assert any('inventory.csv:2: unknown component "file-store"' in line for line in told)
    assert any("evidence.yaml:" in line and '"3.1.1[q]"' in line for line in told)
    shown = run(tiny, "validate", str(tiny / "ssp/demo/evidence.yaml")).output
    assert "3.1.1 has no objective q" in shown


def test_a_marker_that_was_never_right_still_stops_generating(tiny: Path, run: Run) -> None:
    path = tiny / "ssp/demo/controls/AC/3.1.1.md"
    edit(tiny, "ssp/demo/controls/AC/3.1.1.md", "@component doorkeeper", "@component doorkeper")
    before = path.read_bytes()
    assert run(tiny, "ssp", "generate").exit_code == 1
    assert path.read_bytes() == before
