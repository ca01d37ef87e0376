"""Every row of the tables of states and fields, taken through every room that has to know it:
reading, rules, assembly, import, writing, differences, documents and the objective spreadsheet.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from types import MappingProxyType, ModuleType
from typing import Any

import pytest

from attestle.assembly import implemented_requirements, oscal_parts
from attestle.assess import check_boxes, objectives, status_comparison
from attestle.assess.system_status import Status, evaluate_system
from attestle.authoring import system_files
from attestle.formats import answer_values, frontmatter, requirement_answers, sections
from attestle.formats.oscal_values import ImportNotes
from attestle.formats.sheet import Sheet, SheetRow
from attestle.formats.sheet_columns import find_records
from attestle.model.answers import (
    COMPONENT,
    FIELDS,
    FIELDS_OF,
    OBJECTIVE,
    STATE_OF,
    STATEMENT,
    STATES,
    AnswerField,
    AnswerState,
    Box,
    Counts,
    Value,
)
from attestle.model.authored_values import Source
from attestle.model.baseline import Baseline, make_baseline
from attestle.model.components import Component
from attestle.model.objective_answers import (
    Approval,
    ComponentAnswer,
    ObjectiveAnswer,
    RequirementAnswer,
)
from attestle.model.people import Role
from attestle.model.providers import MatrixRow, Provider
from attestle.model.system import System
from attestle.model.workspace import Work, make_workspace
from attestle.plan_import import plan_answers
from attestle.render.document_model import walk_chapters
from attestle.render.document_parts import CheckBoxes, FactList
from attestle.render.forms import docx, markdown
from attestle.render.kinds import ssp_objectives
from attestle.render.kinds.ssp import PlanContent, build_plan
from attestle.render.plain_parts import join_cell
from attestle.rules import answer_rules
from attestle.rules.rule_input import RuleInput
from attestle.sheet_import import states_edits, states_rows, states_sheet
from attestle.sheet_import.typed_values import TypedValues
from building import shipped
from building import system as built_system
from tables import check_each

REQUIREMENT = shipped().by_label["3.1.1"]
BASELINE: Baseline = make_baseline("cmmc-level-2", "One requirement", (REQUIREMENT,))
PATH = "ssp/demo/controls/AC/3.1.1.md"
APPROVED_ON = dt.date(2027, 1, 2)  # later than every other day of the system
IDS = {OBJECTIVE: "a", STATEMENT: REQUIREMENT.statement_id, COMPONENT: "okta"}
# what stands behind the key, and what it is as an attribute; a text is its own value
WRITTEN: Mapping[Value, tuple[str, Any]] = {
    Value.STATE: ("implemented", "implemented"),
    Value.STATUS: ("partial", "partial"),
    Value.IDS: ("ev, ev-stale", ("ev", "ev-stale")),
    Value.OBJECTIVES: ("a, b", ("a", "b")),
    Value.APPROVAL: (f"owner, {APPROVED_ON}", Approval("owner", APPROVED_ON)),
}
SHOWN = {Value.IDS: ("ev", "ev-stale"), Value.OBJECTIVES: ("objectives a, b",)}
ROWS = [(kind, row) for kind, rows in FIELDS_OF.items() for row in rows]
OBJECTIVE_ROWS = FIELDS_OF[OBJECTIVE]
Answer = ObjectiveAnswer | ComponentAnswer


def name_row(value: object) -> str | None:
    if isinstance(value, AnswerField):
        return value.key
    if isinstance(value, AnswerState):
        return value.word
    return value.__name__.rpartition(".")[2] if isinstance(value, ModuleType) else None


def sample(row: AnswerField) -> tuple[str, Any]:
    if row.key == "Provider":
        return "cloud", "cloud"
    text = f"zebra {row.key.lower()} 7"
    return WRITTEN.get(row.value, (text, text))


def field_of(key: str) -> AnswerField:
    [row] = [row for row in FIELDS if row.key == key]
    return row


def lines_of(kind: str, row: AnswerField) -> dict[str, str]:
    """The field, with a state that it belongs to where the section has states."""
    if kind == COMPONENT:
        return {row.key: sample(row)[0]}
    state = STATE_OF[(row.only_with or ("implemented",))[0]]
    return lines_of_state(state) | {row.key: sample(row)[0]}


def lines_of_state(state: AnswerState) -> dict[str, str]:
    return {"State": state.word} | {key: sample(field_of(key))[0] for key in state.needs}


def demo(answer: RequirementAnswer | None = None) -> System:
    start = built_system(BASELINE)
    matrix = tuple(MatrixRow(item.label, "provider", "It does.") for item in REQUIREMENT.objectives)
    return replace(
        start,
        people=replace(start.people, roles=(Role("owner", "Head of All", ("organization",)),)),
        components=(Component("c1", "Okta", "software", "spa", "owner", slug="okta"),),
        providers=(
            Provider("p1", "Zebra Cloud", True, (), "owner", slug="cloud", matrix_rows=matrix),
        ),
        answers=MappingProxyType({REQUIREMENT.id: answer} if answer else {}),
    )


def work_of(answer: RequirementAnswer | None) -> Work:
    return Work(demo(answer), BASELINE)


def status_of(answer: RequirementAnswer) -> Status:
    return evaluate_system(demo(answer), BASELINE, APPROVED_ON)


def write_text(kind: str, lines: Mapping[str, str]) -> str:
    fields = "".join(f"- {key}: {value}\n" for key, value in lines.items())
    marker = f"## Title <!-- @{kind} {IDS[kind]} -->"
    return f'---\nrequirement: "3.1.1"\n---\n# 3.1.1 Title\n\n{marker}\n{fields}\nHow it is.\n'


def read(text: str) -> RequirementAnswer:
    parts = frontmatter.split_front_matter(text)
    body = sections.read_sections(parts.body, parts.body_line)
    start = RequirementAnswer(REQUIREMENT.id, "3.1.1", owner="owner", source=Source(PATH))
    answer, problems = requirement_answers.read_answers(body, REQUIREMENT, start, {"okta": "Okta"})
    assert not [*parts.problems, *body.problems, *problems]
    return answer


def pick(kind: str, answer: RequirementAnswer) -> Answer:
    if kind == COMPONENT:
        [part] = [part for part in answer.components if part.component == IDS[COMPONENT]]
        return part
    return (answer.objectives if kind == OBJECTIVE else answer.statements)[IDS[kind]]


def values_of(kind: str, answer: RequirementAnswer) -> dict[str, object]:
    part = pick(kind, answer)
    return {row.key: getattr(part, row.attribute) for row in FIELDS_OF[kind]}


def assemble_and_import(answer: RequirementAnswer) -> RequirementAnswer:
    system = demo(answer)
    tree = implemented_requirements.build_implemented_requirement(system, REQUIREMENT)
    plan = {"control-implementation": {"implemented-requirements": [tree]}}
    context = plan_answers.make_answer_context(system)
    return plan_answers.read_plan_answers(plan, BASELINE, context, ImportNotes())[REQUIREMENT.id]


@dataclass(frozen=True, slots=True)
class Shown:
    markdown: str
    word: str
    state: str
    box: str


def render(answer: RequirementAnswer) -> Shown:
    """Both forms of the plan as text without their syntax; state and box of the objective."""
    model = build_plan(PlanContent(work_of(answer), status_of(answer)))
    parts = [part for item in walk_chapters(model.chapters) for part in item.parts]
    [boxes] = [part for part in parts if isinstance(part, CheckBoxes)]
    [first] = [item for item in walk_chapters(model.chapters) if item.title.startswith("3.1.1[a]")]
    [state] = [
        cell
        for part in first.parts
        if isinstance(part, FactList)
        for name, cell in part.rows
        if name == "State"
    ]
    with zipfile.ZipFile(io.BytesIO(docx.write(model))) as package:
        word = re.sub(r"<[^>]*>", "", package.read("word/document.xml").decode())
    return Shown(
        re.sub(r"[\\*`]", "", markdown.write(model).decode()),
        word,
        join_cell(state),
        next((box.label for box in boxes.boxes if box.checked), ""),
    )


def place_sheet_row(lines: Mapping[str, str]) -> str:
    """The text of a new file after a sheet with one row was taken over."""
    cells = {"Objective": "3.1.1[a]"}
    for key, value in lines.items():
        columns = field_of(key).columns
        parts = value.split(", ") if len(columns) > 1 else [value]
        cells |= {headings[0]: part for (_, headings), part in zip(columns, parts, strict=True)}
    sheet = Sheet((SheetRow(1, tuple(cells)), SheetRow(2, tuple(cells.values()))))
    found = find_records(sheet, states_sheet.COLUMNS, states_sheet.REQUIRED, {})
    assert not found.problems
    assert not found.unused
    reader = states_rows.StateRowReader(work_of(None))
    rows, _ = reader.read_rows(found.records)
    problems = reader.problems
    before = write_text(COMPONENT, {})
    typed = TypedValues("a file", may_replace=False)
    applied = states_edits.apply_states(
        work_of(None), before, rows.get(REQUIREMENT.id, []), typed, problems
    )
    assert (problems, typed.kept, typed.replaced) == ([], [], [])
    return applied.text or ""


def walk_field(kind: str, row: AnswerField) -> None:
    lines = lines_of(kind, row)
    answer = read(write_text(kind, lines))
    typed = values_of(kind, answer)
    assert typed[row.key] == sample(row)[1] or row.value is Value.STATE
    assert typed["State" if kind != COMPONENT else row.key]
    imported = assemble_and_import(answer)
    assert values_of(kind, imported) == typed
    written = system_files.write_requirement_file(REQUIREMENT, imported)
    assert f"\n- {row.key}: {lines[row.key]}\n" in written
    assert values_of(kind, read(written)) == typed
    if row.value is Value.APPROVAL:
        assert oscal_parts.find_newest_day(demo(answer)) == APPROVED_ON
    if kind == OBJECTIVE:
        walk_difference(row, answer)
    if kind == OBJECTIVE and row.columns:
        assert f"\n- {row.key}: {lines[row.key]}\n" in place_sheet_row(lines)
    walk_documents(kind, row, answer)


def walk_difference(row: AnswerField, answer: RequirementAnswer) -> None:
    part = answer.objectives["a"]
    blank = next(item.default for item in fields(part) if item.name == row.attribute)
    without = replace(part, **{row.attribute: blank})  # type: ignore[arg-type]
    before = replace(answer, objectives=MappingProxyType({"a": without}))
    difference = status_comparison.compare_statuses(status_of(before), status_of(answer))
    told: set[str] = set()
    for change in (item for part in difference.requirements for item in part.objectives):
        told |= {key for key, _, new in change.fields if new == row.write_value(sample(row)[1])}
        told |= {"State"} if change.state[0] != change.state[1] else set()
        told |= {"Evidence"} if change.evidence_added else set()
    assert told == {row.key}


def walk_documents(kind: str, row: AnswerField, answer: RequirementAnswer) -> None:
    """Sections of statements show their text only, and where a text was taken from is no part of
    the plan.
    """
    if kind == STATEMENT or row.key == "Taken from":
        return
    shown = render(answer)
    words = SHOWN.get(row.value, (f"{row.lead} {sample(row)[0]}".strip(),))
    if row.key == "Provider":
        words = ("Zebra Cloud",)
    if row.value is Value.APPROVAL:
        words = (f"{row.lead} Head of All, {APPROVED_ON}",)
    if row.value is Value.STATE:
        words = (STATE_OF["implemented"].title,)
    if row.value is Value.STATUS:
        words = ("Okta: partial",)
    for word in words:
        assert word in shown.markdown
        assert word in shown.word


def walk_state(state: AnswerState) -> None:
    answer = read(write_text(OBJECTIVE, lines_of_state(state)))
    assert answer.objectives["a"].state == state.word
    assert find_needs(answer) == []
    bare = read(write_text(OBJECTIVE, {"State": state.word}))
    assert find_needs(bare) == list(state.needs)
    judged = judge(bare)
    assert (judged.rating, judged.reason) != (objectives.NOT_ADDRESSED, "nothing is stated")
    assert judge(answer).counts == (
        state.counts in (Counts.ALWAYS, Counts.WITH_PROVIDER, Counts.WITH_APPROVAL)
    )
    imported = assemble_and_import(answer)
    assert imported.objectives["a"].state == state.word
    written = system_files.write_requirement_file(REQUIREMENT, imported)
    assert read(written).objectives["a"].state == state.word
    shown = render(replace(answer, objectives=MappingProxyType(
        {item.letter: answer.objectives["a"] for item in REQUIREMENT.objectives}
    )))  # fmt: skip
    assert shown.state == state.title
    is_checked = state.box is Box.PLANNED or judge(answer).counts
    assert shown.box == (state.box if is_checked else "")
    assert state.title in shown.markdown
    assert state.title in shown.word
    for synonym in state.synonyms:
        text = place_sheet_row({**lines_of_state(state), "State": synonym})
        assert f"\n- State: {state.word}\n" in text


def judge(answer: RequirementAnswer) -> objectives.JudgedObjective:
    [result] = status_of(answer).results
    return result.objectives[0]


def find_needs(answer: RequirementAnswer) -> list[str]:
    facts = RuleInput(make_workspace((), (work_of(answer),), frozenset()), APPROVED_ON)
    return [
        item.message.split('"')[1]
        for item in answer_rules.incomplete_state(facts)
        if item.code == "SSP010"
    ]


@pytest.mark.parametrize(("kind", "row"), ROWS, ids=name_row)
def test_every_field_comes_through_every_room(kind: str, row: AnswerField) -> None:
    walk_field(kind, row)


@pytest.mark.parametrize("state", STATES, ids=name_row)
def test_every_state_comes_through_every_room(state: AnswerState) -> None:
    walk_state(state)


def drop_field(table: Any, row: AnswerField) -> Any:
    """A table of a room without what it says of one field."""
    if isinstance(table, tuple):
        return tuple(item for item in table if item not in (row, row.key))
    columns = {name for name, _ in row.columns}
    return {
        key: drop_field(value, row) if key in FIELDS_OF else value
        for key, value in table.items()
        if key not in columns
    }


def drop_state(table: Any, state: AnswerState) -> Any:
    if isinstance(table, tuple):
        return tuple(item for item in table if item != state.word)
    return {
        key: value for key, value in table.items() if state.word not in (key, value)
    }  # words of states are the keys of most tables, and the values of the one of synonyms


Rows = list[tuple[str, AnswerField]]
DIFFERING = [(OBJECTIVE, row) for row in OBJECTIVE_ROWS if row.key not in ("State", "Evidence")]
SHOWN_BY_LEAD = [(kind, row) for kind, row in ROWS if row.lead and kind != STATEMENT]
WITH_COLUMNS = [(OBJECTIVE, row) for row in OBJECTIVE_ROWS if row.columns]
FIELD_ROOMS: tuple[tuple[ModuleType, str, Rows], ...] = (
    (sections, "FIELDS", ROWS),
    (answer_values, "FIELDS_OF", ROWS),
    (implemented_requirements, "FIELDS_OF", ROWS),
    (plan_answers, "FIELDS_OF", ROWS),
    (system_files, "FIELDS_OF", ROWS),
    (oscal_parts, "APPROVALS", [(OBJECTIVE, field_of("Approved"))]),
    (status_comparison, "FIELDS_OF", DIFFERING),
    (ssp_objectives, "FIELDS_OF", SHOWN_BY_LEAD),
    (states_sheet, "COLUMNS", WITH_COLUMNS),
    (states_rows, "FIELDS_OF", WITH_COLUMNS),
)
STATE_ROOMS: tuple[tuple[ModuleType, str, tuple[AnswerState, ...]], ...] = (
    (answer_values, "STATES", STATES),
    (answer_rules, "STATE_OF", tuple(state for state in STATES if state.needs)),
    (objectives, "STATE_OF", STATES),
    (implemented_requirements, "STATE_OF", STATES),
    (plan_answers, "STATE_OF", STATES),
    # what needs more than its own fields checks no box in the walk either
    (
        check_boxes,
        "STATE_OF",
        tuple(row for row in STATES if row.counts is not Counts.WITH_ADJUDICATION),
    ),
    (ssp_objectives, "STATES", STATES),
    (states_rows, "STATE_WORDS", STATES),
)


@check_each(
    ("room", "table", "kind", "row"),
    [(room, table, kind, row) for room, table, rows in FIELD_ROOMS for kind, row in rows],
    ids=name_row,
)
def test_the_walk_fails_where_one_room_does_not_know_a_field(
    room: ModuleType, table: str, kind: str, row: AnswerField
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(room, table, drop_field(getattr(room, table), row))
        with pytest.raises((AssertionError, LookupError)):
            walk_field(kind, row)


@check_each(
    ("room", "table", "state"),
    [(room, table, state) for room, table, states in STATE_ROOMS for state in states],
    ids=name_row,
)
def test_the_walk_fails_where_one_room_does_not_know_a_state(
    room: ModuleType, table: str, state: AnswerState
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(room, table, drop_state(getattr(room, table), state))
        with pytest.raises((AssertionError, LookupError)):
            walk_state(state)
