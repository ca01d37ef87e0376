"""Interview sheets: who is asked what, without an answer in sight, and what nobody answers for."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from types import MappingProxyType
from typing import Any

import pytest
import yaml

from attestle.assess.accountable_roles import share_requirements
from attestle.assess.system_status import Status, evaluate_system
from attestle.formats.question_table import build_question_table, read_question_table
from attestle.model.evidence import EvidenceItem
from attestle.model.objective_answers import ObjectiveAnswer
from attestle.model.people import Party, People, Role
from attestle.model.published_texts import list_units
from attestle.model.shown_words import ShownWords
from attestle.model.system import System
from attestle.render.document_model import DocumentModel, walk_chapters
from attestle.render.forms.docx_tables import build_table
from attestle.render.forms.ooxml import Node, paragraph, run, write_part
from attestle.render.forms.pdf_tables import build_grid
from attestle.render.forms.typst_code import show
from attestle.render.kinds.interview import build_interview
from attestle.render.kinds.interview_answers import MOST_CHARACTERS, shorten_line
from attestle.render.kinds.interview_wording import InterviewContent
from attestle.render.registry import list_forms, render_document
from attestle.render.table_cells import WRITING
from building import DAY, answer, shipped, system
from conftest import ROOT

OWNER = Role("owner", "Owner of It All", ("person",))
PERSON = Party("p", "person", "Person Needle", "person")
HOSTILE = "<script>alert(1)</script> | `x` @acme/all #1 \\ [a](javascript:b) " + "long " * 60


def _people(*roles: Role) -> People:
    return People("organization", (PERSON,), roles, ())


@cache
def _plan(profile: str = "cmmc-level-2") -> System:
    said = answer(prose="The needle of the plan. A second sentence.", evidence=("ev", "gone"))
    return replace(system(shipped(profile), default=said), people=_people(OWNER))


def _judge(plan: System, profile: str = "cmmc-level-2") -> Status:
    return evaluate_system(plan, shipped(profile), DAY)


def _build(status: Status) -> DocumentModel:
    return build_interview(InterviewContent(status, read_question_table()))


def _write(status: Status, form: str = "md") -> str:
    return render_document(
        "interview", form, InterviewContent(status, read_question_table())
    ).decode()


def _split(text: str) -> dict[str, str]:
    """Chapters of the first level by title."""
    parts = re.split(r"^## (.*)$", text, flags=re.M)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_every_objective_has_a_question_of_its_own_that_gives_no_answer_away() -> None:
    table = read_question_table()
    objectives = [unit for item in shipped().requirements for unit in item.objectives]
    asked = [question for item in shipped().requirements for question in table.list_questions(item)]
    assert len(asked) == len(set(asked)) == 320
    texts = {unit.text for unit in objectives}
    assert not {question.rstrip("?") + "." for question in asked} & texts
    for question in asked:
        assert re.match(r"[A-Z]", question), question
        assert question.count("?") == 1, question
        assert "  " not in question, question


def test_a_level_1_sheet_speaks_of_fci() -> None:
    text = _write(_judge(_plan("cmmc-level-1"), "cmmc-level-1"))
    assert "FCI" in text
    assert "CUI" not in text.replace("CUI//", "")


def test_a_catalog_without_questions_is_asked_by_kind() -> None:
    asked = shipped("soc2-security")
    plan = replace(system(asked), people=_people(OWNER))
    text = render_document(
        "interview",
        "md",
        InterviewContent(evaluate_system(plan, asked, DAY), read_question_table()),
    ).decode()
    assert text.count(read_question_table().general["any"]) == sum(
        len(item.units) for item in asked.requirements
    )


def test_objectives_of_a_catalogs_own_under_ids_of_ours_are_asked_by_kind() -> None:
    table, asked = read_question_table(), shipped().by_label["3.1.1"]
    own = replace(asked, objectives=asked.objectives[:2])
    assert table.list_questions(own) == (table.general["define"],) * 2
    assert table.general["define"] not in table.list_questions(asked)


def test_the_owner_speaks_first() -> None:
    """No word of the plan stands before the pages that are for afterwards."""
    chapters = _split(_write(_judge(_plan())))
    assert list(chapters) == [
        "Who Is Asked",
        "Owner of It All",
        "Owner of It All: What the Plan Says",
    ]
    asked, said = chapters["Owner of It All"], chapters["Owner of It All: What the Plan Says"]
    assert "needle of the plan" not in asked
    assert "Person Needle" in asked
    assert "The needle of the plan." in said
    assert "A second sentence" not in said
    assert "not in the register" in said
    assert asked.count("Have ready:") == said.count("The needle of the plan.") == 320


def test_a_value_that_the_plan_sets_is_an_answer() -> None:
    plan = _plan()
    name = "SP_800_171r2_03.01.22_information"
    [key] = [key for key, item in plan.answers.items() if name.startswith(item.control_id)]
    told = replace(plan.answers[key], parameters=MappingProxyType({name: ("NEEDLE",)}))
    plan = replace(plan, answers=MappingProxyType({**plan.answers, key: told}))
    assert "NEEDLE" not in _write(_judge(plan))
    assert "{{" not in _write(_judge(plan))
    said = replace(_judge(plan), withheld=frozenset({"answers"}))
    assert "NEEDLE" not in _write(said)
    nobody = replace(plan, people=_people())
    assert "NEEDLE" not in _write(_judge(nobody))


def test_each_sheet_begins_on_a_new_page() -> None:
    roles = (OWNER, replace(OWNER, id="second", title="Second"))
    plan = replace(_plan(), people=_people(*roles))
    plan = _give(plan, {"3.1.1": "second", "3.1.2": ""})
    top = _build(_judge(plan)).chapters
    assert [(item.title, item.fresh) for item in top] == [
        ("Who Is Asked", False),
        ("Nobody Answers for These", True),
        ("Nobody Answers for These: What the Plan Says", True),
        ("Owner of It All", True),
        ("Owner of It All: What the Plan Says", True),
        ("Second", True),
        ("Second: What the Plan Says", True),
    ]


def _give(plan: System, owners: dict[str, str]) -> System:
    answers = {
        key: replace(item, owner=owners.get(item.label, item.owner))
        for key, item in plan.answers.items()
    }
    return replace(plan, answers=MappingProxyType(answers))


def test_what_nobody_answers_for_is_said_first() -> None:
    plan = _give(_plan(), {"3.1.1": "stranger", "3.1.2": ""})
    chapters = _split(_write(_judge(plan)))
    first = chapters["Who Is Asked"]
    assert "Nobody answers for 2 requirements with 8 objectives." in first
    sheet = chapters["Nobody Answers for These"]
    assert "people.yaml has no role stranger" in sheet
    assert "no role is named" in sheet
    assert "3.1.1[a]" in sheet
    assert "3.1.1[a]" not in chapters["Owner of It All"]


def test_a_plan_without_roles_is_one_sheet_for_nobody() -> None:
    chapters = _split(_write(_judge(replace(_plan(), people=_people()))))
    assert list(chapters)[1:] == [
        "Nobody Answers for These",
        "Nobody Answers for These: What the Plan Says",
    ]
    assert "Nobody answers for 110 requirements with 320 objectives." in chapters["Who Is Asked"]


def test_roles_that_answer_for_nothing_and_that_nobody_holds_are_told() -> None:
    idle, empty = Role("idle", "Idle", ("person",)), Role("owner", "Owner", ("ghost",))
    text = _write(_judge(replace(_plan(), people=_people(idle, empty))))
    assert "**Asked about nothing:** Idle" in text
    assert "Nobody holds the role: Owner (110 requirements with 320 objectives)." in text
    assert "## Idle" not in text


def test_two_roles_of_one_id_share_nothing_twice() -> None:
    plan = replace(_plan(), people=_people(OWNER, replace(OWNER, title="Twin")))
    shares = share_requirements(_judge(plan))
    assert [(item.role.title, item.objectives) for item in shares.shares] == [
        ("Owner of It All", 320)
    ]


def test_nothing_stated_is_a_sheet_all_the_same() -> None:
    plan = system(shipped(), default=ObjectiveAnswer(letter=""), evidence=())
    chapters = _split(_write(_judge(replace(plan, people=_people(OWNER)))))
    said = chapters["Owner of It All: What the Plan Says"]
    assert said.count("Not stated") == said.count("none cited") == 320


@pytest.mark.parametrize("form", list_forms("interview"))
def test_hostile_words_make_no_form_stumble(form: str) -> None:
    said = answer(prose=HOSTILE, evidence=("ev",), missing=HOSTILE, state="partial")
    item = EvidenceItem("u", "ev", HOSTILE[:300], location="javascript:alert(1)", owner="owner")
    plan = system(shipped("cmmc-level-1"), default=said, evidence=(item,))
    title = "T" * 300
    plan = replace(plan, people=_people(Role("owner", title, ("person",), HOSTILE)))
    status = _judge(plan, "cmmc-level-1")
    data = render_document("interview", form, InterviewContent(status, read_question_table()))
    assert data == render_document(
        "interview", form, InterviewContent(status, read_question_table())
    )
    if form == "md":
        assert title in data.decode()
        assert "<script>" not in data.decode()


def test_who_receives_no_answers_receives_no_pages_of_the_plan() -> None:
    status = replace(_judge(_plan()), withheld=frozenset({"answers"}))
    assert "What the Plan Says" not in _write(status)
    assert "needle" not in _write(status)


def test_the_publishers_words_stand_where_they_are_laid_down() -> None:
    asked = shipped()
    first = asked.requirements[0]
    words = ShownWords("Words of the publisher.", is_proved=True, source="a file", has_summary=True)
    units = (replace(first.objectives[0], published=words), *first.objectives[1:])
    laid = replace(asked, requirements=(replace(first, objectives=units), *asked.requirements[1:]))
    assert any(True for _ in list_units(laid.requirements))
    content = InterviewContent(evaluate_system(_plan(), laid, DAY), read_question_table())
    text = render_document("interview", "md", content).decode()
    assert f"Words of the publisher.<br>**In short:** {first.objectives[0].text}" in text


def test_a_long_first_sentence_is_cut_at_a_word() -> None:
    cut = shorten_line("word " * 100 + ". Next.")
    assert cut.endswith("word ...")
    assert len(cut) <= MOST_CHARACTERS + 4
    assert shorten_line("One. Two.") == "One."
    assert shorten_line("x" * 500) == f"{'x' * MOST_CHARACTERS} ..."


@pytest.mark.parametrize("name", ["unowned", "overview", "owner-plan"])
def test_anchors_are_of_one_chapter_each(name: str) -> None:
    plan = replace(_plan(), people=_people(OWNER, replace(OWNER, id=name)))
    plan = _give(plan, {"3.1.1": name, "3.1.2": ""})
    chapters = walk_chapters(_build(_judge(plan)).chapters)
    found = [item.anchor for item in chapters if item.anchor]
    assert len(found) == len(set(found)) == 7


def _table(**changes: Any) -> dict[str, Any]:
    kinds = yaml.safe_load((ROOT / "tools/content/interview.yaml").read_text(encoding="utf-8"))
    return {"objectives": {"x": "Who does it?"}, **kinds, **changes}


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"objectives": {"x": "Who does it"}}, "no question"),
        ({"objectives": {"x": "Who  does it?"}}, "no question"),
        ({"objectives": {"x": "who does it?"}}, "no question"),
        ({"objectives": {"x": f"Who {'really ' * 40}does it?"}}, "no question"),
        ({"objectives": {"x": "Who does it?", "y": "Who does it?"}}, "what x is asked"),
        ({"general": {"define": "Who does it?"}}, "and not define, operate, any"),
    ],
)
def test_a_table_that_cannot_be_asked_is_refused(changes: dict[str, Any], says: str) -> None:
    build_question_table(_table())
    with pytest.raises(ValueError, match=says):
        build_question_table(_table(**changes))


def test_a_table_to_write_in_breaks_between_its_rows() -> None:
    """Kept whole, it would leave half a page empty; its head stays with its first row."""
    table = build_table((5000, 5000), _make_rows(), header=True, look=WRITING)
    kept = [b"keepNext" in write_part(row) for row in table.all("w:tr")]
    assert kept == [True, False, False, False]
    plain = build_table((5000, 5000), _make_rows(), header=True)
    assert [b"keepNext" in write_part(row) for row in plain.all("w:tr")] == [True] * 3 + [False]
    for look, is_short in ((WRITING, "false"), ("", "true")):
        code = build_grid(_HEADS, [_HEADS] * 3, widths=(1, 1), align=("", ""), look=look)
        assert f"short: {is_short}," in code


_HEADS = (show("One"), show("Two"))


def _make_rows() -> list[list[list[Node]]]:
    return [[[paragraph("TableText", (run(f"cell {at}"),))] for _ in range(2)] for at in range(4)]
