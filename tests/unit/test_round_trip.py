"""Markdown to OSCAL, and from the OSCAL alone to markdown again: the same prose byte for byte, at
every level, and the same OSCAL.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attestle.assembly.implemented_requirements import build_implemented_requirement
from attestle.authoring.system_files import write_requirement_file
from attestle.formats import frontmatter, strict_json
from attestle.formats import requirement_answers as reading
from attestle.formats.oscal_values import ImportNotes
from attestle.formats.sections import Field, Section, Sections, read_sections, write_sections
from attestle.formats.text_file import decode_text
from attestle.model.authored_values import Source
from attestle.model.baseline import Baseline, Objective, Requirement, StatementItem, make_baseline
from attestle.model.components import Component
from attestle.model.objective_answers import RequirementAnswer
from attestle.model.people import Role
from attestle.model.system import System
from attestle.plan_import.plan_answers import make_answer_context, read_plan_answers
from building import system as built_system
from conftest import examples
from prose_lines import LINE

REQUIREMENT = Requirement(
    "ac-2.1", "AC-2(1)", "", "Account Management", "AC", "Access Control", "ac-02.01", "The organization:", "",
    objectives=(Objective("ac-2.1_obj.a-1", "a-1", "AC-2(1)[a-1]", "One"), Objective("ac-2.1_obj.b", "b", "AC-2(1)[b]", "Two")),
    items=(StatementItem("ac-2.1_smt.a", "a.", "Item"), StatementItem("ac-2.1_smt.a.1", "1.", "Nested item")),
)  # fmt: skip
PATH = "ssp/demo/controls/AC/ac-2.1.md"
# what may carry prose: marker, and the fields that make it an answer even where the prose is blank
PLACES: tuple[tuple[str, tuple[str, ...], tuple[Field, ...]], ...] = (
    ("component", ("this-system",), (Field("Objectives", "a-1, b", 0),)),
    ("component", ("okta",), (Field("Objectives", "b", 0), Field("Status", "partial", 0))),
    ("objective", ("a-1",), (Field("State", "implemented", 0), Field("Note", "look - here: twice", 0))),
    ("objective", ("a-1", "okta"), ()),
    ("objective", ("b",), (Field("State", "not-applicable", 0), Field("Rationale", "none of it", 0), Field("Approved", "owner, 2026-01-02", 0))),
    ("statement", ("ac-2.1_smt",), (Field("State", "planned", 0), Field("Missing", "all", 0), Field("Rationale", "too early", 0))),
    ("statement", ("ac-2.1_smt.a",), (Field("State", "partial", 0), Field("Evidence", "ev, ev-draft", 0), Field("Missing", "a half", 0))),
    ("statement", ("ac-2.1_smt.a", "okta"), ()),
    ("statement", ("ac-2.1_smt.a.1",), (Field("State", "alternative", 0),)),
)  # fmt: skip
PROSE = st.lists(LINE, max_size=8).map("\n".join)


def demo() -> tuple[System, Baseline]:
    known = make_baseline("demo", "Demo", (REQUIREMENT,))
    okta = Component(
        "0b1c3d4e-0000-4000-8000-000000000001", "Okta", "software", "spa", "owner", slug="okta"
    )
    start = built_system(known)
    people = replace(start.people, roles=(Role("owner", "Owner", ("organization",)),))
    return replace(start, people=people, components=(okta,)), known


def sections_of(text: str) -> Sections:
    decoded = decode_text(text.encode())
    assert not decoded.problems, "valid prose is never refused"
    parts = frontmatter.split_front_matter(decoded.text)
    assert not parts.problems
    found = read_sections(parts.body, parts.body_line)
    assert not found.problems, "valid prose is never refused"
    return found


def answered(text: str) -> RequirementAnswer:
    answer, problems = reading.read_answers(
        sections_of(text),
        REQUIREMENT,
        RequirementAnswer("ac-2.1", "AC-2(1)", owner="owner", source=Source(PATH)),
        {"okta": "Okta"},
    )
    assert not [item for item in problems if not item.warning]
    return answer


def plan_of(system: System, answer: RequirementAnswer) -> dict[str, Any]:
    """The implemented requirement as a document has it: as bytes, read again."""
    tree = build_implemented_requirement(
        replace(system, answers=MappingProxyType({REQUIREMENT.id: answer})), REQUIREMENT
    )
    assert tree is not None
    plan, problems = strict_json.read_json(
        strict_json.write_json({"control-implementation": {"implemented-requirements": [tree]}})
    )
    assert not problems
    assert isinstance(plan, dict)
    return plan


def prose_of(text: str) -> dict[tuple[str, ...], str]:
    return {
        section.key: section.prose
        for section in sections_of(text).sections
        if section.kind != "reference"
    }


@settings(max_examples=examples(), deadline=None)
@given(st.lists(PROSE, min_size=len(PLACES), max_size=len(PLACES)))
def test_what_generate_writes_from_the_document_is_what_was_typed(proses: list[str]) -> None:
    system, known = demo()
    typed = [
        Section(kind, ids, f"Title {number}", fields, prose)
        for number, ((kind, ids, fields), prose) in enumerate(zip(PLACES, proses, strict=True))
    ]
    text = write_sections(
        'requirement: "AC-2(1)"\nowner: owner\n', "# AC-2(1) Account Management", typed
    )
    if decode_text(text.encode()).problems:
        return  # the three marks of an unresolved merge in their order, which are refused
    plan = plan_of(system, answered(text))
    report = ImportNotes()
    told = read_plan_answers(plan, known, make_answer_context(system), report)[REQUIREMENT.id]
    assert report.unplaced == []
    again = write_requirement_file(REQUIREMENT, told)
    back, before = prose_of(again), prose_of(text)
    for section in typed:
        if section.fields or before[section.key].strip():
            assert back[section.key] == before[section.key]
        assert "\r" in section.prose or before[section.key] == section.prose  # CR LF becomes LF
    assert plan_of(system, answered(again)) == plan
    assert (
        write_requirement_file(
            REQUIREMENT,
            read_plan_answers(
                plan_of(system, answered(again)), known, make_answer_context(system), ImportNotes()
            )[REQUIREMENT.id],
        )
        == again
    )


@pytest.mark.parametrize(
    "prose",
    [
        "- State: implemented\n\nlater",
        "\n\n- State: planned",
        "## x <!-- @objective b -->",
        "```\n## y <!-- @draft -->",
        "a\n\n\n",
        "\n",
        "---\nkey: value\n---",
        "=======\ntitle\n=======",
        "<<<<<<< left\ntext",
        ">>>>>>> right",
        "<!-- @objective a -->",
        "[^1]: note\n\n[r]: https://x.example",
        "| a \\| b |\n|---|\n| c |",
        "x" * 100_000,
        "{{ insert: param, ac-2_prm_1 }}",
        "\u202e\u05d0\U0001f600\U0010fffd\ufeff",
        "a\rb\r\rc",
        "\x01\x1b\x7f\x85\u2028",
    ],
    ids=range(18),
)
def test_hard_texts_come_back_from_the_document(prose: str) -> None:
    system, known = demo()
    for kind, ids, fields in PLACES:
        text = write_sections(
            'requirement: "AC-2(1)"\nowner: owner\n',
            "# AC-2(1)",
            [Section(kind, ids, "Title", fields, prose)],
        )
        plan = plan_of(system, answered(text)) if fields or prose.strip() else None
        if plan is not None:
            again = write_requirement_file(
                REQUIREMENT,
                read_plan_answers(plan, known, make_answer_context(system), ImportNotes())[
                    REQUIREMENT.id
                ],
            )
            assert prose_of(again)[(kind, *ids)] == prose


# The whole way, with files


def alone(root: Path, *args: str) -> str:
    """A command in a process of its own: files are taken away in between, which one process would
    not let pass.
    """
    command = [sys.executable, "-m", "attestle", "--root", str(root), *args]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_example_generated_from_its_document_assembles_to_the_same_document(copy: Path) -> None:
    folder = copy / "ssp/example-enclave/controls"
    document = copy / "system-security-plans/example-enclave/system-security-plan.json"
    alone(copy, "ssp", "assemble", "example-enclave")
    before = document.read_bytes()
    typed = {path.name: sections(path) for path in folder.glob("*/*.md")}
    shutil.rmtree(folder)
    alone(copy, "ssp", "generate", "example-enclave")
    assert {path.name: sections(path) for path in folder.glob("*/*.md")} == typed
    alone(copy, "ssp", "assemble", "example-enclave")
    assert document.read_bytes() == before


def sections(path: Path) -> dict[tuple[str, ...], str]:
    """The prose of a file, without drafts and blank sections, which are in no document."""
    return {
        key: prose
        for key, prose in prose_of(path.read_text(encoding="utf-8")).items()
        if key[0] not in ("draft", "retired") and prose.strip()
    }


def test_files_that_exist_are_not_written_over(copy: Path) -> None:
    folder = copy / "ssp/example-enclave/controls/AC"
    kept = (folder / "3.1.1.md").read_bytes() + b"\nAn edit that no document has yet.\n"
    (folder / "3.1.1.md").write_bytes(kept)
    (folder / "3.1.2.md").unlink()
    written = alone(copy, "ssp", "generate", "example-enclave")
    assert [line for line in written.splitlines() if "/AC/" in line] == [
        "wrote ssp/example-enclave/controls/AC/3.1.2.md"
    ]
    assert (folder / "3.1.1.md").read_bytes() == kept
