"""The tables of states and fields: at one with the answers they fill, with themselves, and with what
is said of them.
"""

from __future__ import annotations

import re
from dataclasses import fields

from attestle.model.answers import (
    COMPONENT,
    COMPONENT_STATUSES,
    FIELDS,
    FIELDS_OF,
    OBJECTIVE,
    STATE_WORDS,
    STATEMENT,
    STATES,
    Counts,
)
from attestle.model.objective_answers import ComponentAnswer, ObjectiveAnswer
from attestle.model.words import read_state
from conftest import ROOT

REQUIREMENT_FILE = (ROOT / "docs/reference/requirement-file.md").read_text("utf-8")
IMPORTS = (ROOT / "docs/reference/imports.md").read_text("utf-8")


def read_table(text: str, first_heading: str) -> list[list[str]]:
    """The cells of the rows below a heading of a markdown table."""
    lines = text.split(f"| {first_heading} |", 1)[1].split("\n\n", 1)[0].split("\n")[2:]
    return [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines]


def code_words(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def test_every_field_has_an_attribute_in_the_answers_of_its_kinds() -> None:
    owners = {OBJECTIVE: ObjectiveAnswer, STATEMENT: ObjectiveAnswer, COMPONENT: ComponentAnswer}
    for kind, rows in FIELDS_OF.items():
        assert {row.attribute for row in rows} <= {item.name for item in fields(owners[kind])}


def test_the_tables_agree_with_themselves() -> None:
    assert sorted(row.rank for row in STATES) == list(range(len(STATES)))
    assert len({word for row in STATES for word in row.synonyms}) == sum(
        len(row.synonyms) for row in STATES
    )
    keys = {row.key for row in FIELDS_OF[OBJECTIVE]}
    for state in STATES:
        assert set(state.needs) <= keys
        assert state.oscal in COMPONENT_STATUSES
        assert state.is_spelled_out == (state.oscal != state.word)
    for row in FIELDS:
        assert set(row.only_with) <= set(STATE_WORDS)


def test_the_reference_has_every_state_with_what_it_needs_and_what_it_is() -> None:
    rows = {cells[0].strip("`"): cells[1:] for cells in read_table(REQUIREMENT_FILE, "state")}
    assert list(rows) == list(STATE_WORDS)
    for state in STATES:
        needs, oscal, box, counts = rows[state.word]
        named = [word for word in code_words(needs) if word in {row.key for row in FIELDS}]
        assert named == list(state.needs)
        assert oscal.partition(",")[0] == state.oscal
        assert state.box.startswith(box)
        assert (counts == "no") == (state.counts is Counts.NEVER)
        assert (counts == "yes") == (state.counts is Counts.ALWAYS)


def test_the_reference_has_every_field() -> None:
    told = read_table(REQUIREMENT_FILE, "field of an objective")
    assert [key for cells in told for key in code_words(cells[0])] == [
        row.key for row in FIELDS_OF[OBJECTIVE]
    ]
    [sentence] = re.findall(r"A component section has .*?too;", REQUIREMENT_FILE, re.S)
    words = code_words(sentence)
    assert {row.key for row in FIELDS_OF[COMPONENT]} <= set(words)
    assert [word for word in words if word in COMPONENT_STATUSES] == list(COMPONENT_STATUSES)


def test_the_reference_names_columns_of_the_objective_spreadsheet_as_they_are() -> None:
    known = {name: headings for row in FIELDS_OF[OBJECTIVE] for name, headings in row.columns}
    seen = set()
    for cells in read_table(IMPORTS.split("\n## States\n")[1], "field"):
        names = [name for name in code_words(cells[0]) if name in known]
        seen.update(names)
        headings = {heading for name in names for heading in known[name]}
        assert not names or set(re.split("[,;] ", cells[2])) <= headings
    assert seen == set(known)


def test_the_reference_names_words_for_states_as_they_are() -> None:
    for cells in read_table(IMPORTS.split("\n## States\n")[1], "state"):
        [state] = code_words(cells[0])
        for word in cells[1].lower().replace("-", " ").split(", "):
            assert read_state(word) == state
