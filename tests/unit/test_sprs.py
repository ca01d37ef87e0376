"""The SPRS entry sheet: results as they count, nothing made up, and what is not confirmed is said."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from attestle.assess.exceptions import ADJUDICATION
from attestle.assess.system_status import Status, evaluate_system
from attestle.data import read_data
from attestle.formats.entry_table import build_entry_table, read_entry_table
from attestle.model.baseline import Baseline
from attestle.model.documented_exceptions import DocumentedException
from attestle.model.engagement import Affirmation, CmmcAim, Engagement
from attestle.model.milestones import PoamItem
from attestle.model.objective_answers import ObjectiveAnswer
from attestle.model.people import Party, People, Role
from attestle.model.row_notes import write_row_note
from attestle.model.system import ObjectiveResult, SelfAssessment, System
from attestle.render.kinds.sprs import NOTICE, EntryContent
from attestle.render.kinds.sprs_facts import FACTS, JUDGED
from attestle.render.registry import list_forms, render_document
from building import DAY, answer, shipped, system

LEVEL_2 = "cmmc-level-2"


def _write(plan: System, profile: str = LEVEL_2, **more: Any) -> str:
    return _render(_judge(plan, profile, **more))


def _judge(plan: System, profile: str = LEVEL_2, **more: Any) -> Status:
    return replace(evaluate_system(plan, shipped(profile), DAY), **more)


def _render(status: Status, form: str = "md") -> str:
    return render_document("sprs", form, EntryContent(status, read_entry_table())).decode()


def _fact(text: str, name: str) -> str:
    """The value of a field, whatever notes its name has."""
    [found] = re.findall(rf"^\| \*\*{re.escape(name)}(?: \[\d+\])*\*\* \| (.*) \|$", text, re.M)
    return str(found)


@cache
def _sound() -> System:
    return system(shipped())


def _about(plan: System, **changes: Any) -> System:
    return replace(plan, characteristics=replace(plan.characteristics, **changes))


def _aim(**changes: Any) -> Engagement:
    return Engagement(cmmc=replace(CmmcAim("u", 2, "self"), **changes))


def _item(number: int, label: str, **changes: Any) -> PoamItem:
    return replace(
        PoamItem(
            f"u{number}", "Item", "poam", "w", (label,), "owner", (), "r", "h", DAY, "a", "c",
            DAY + dt.timedelta(90), slug=f"item-{number}",
        ),
        **changes,
    )  # fmt: skip


def test_the_head_says_whose_it_is_and_on_what_it_rests() -> None:
    text = _write(_sound())
    assert NOTICE in text
    assert text.index("No whole self-assessment is recorded") < text.index("## Details")
    assert "As claimed" in text
    assert "As assessed" not in text


def test_what_nobody_recorded_is_not_recorded() -> None:
    text = _write(_sound())
    for name in (
        "Assessing scope",
        "Number of employees",
        "CAGE codes in the scope, from the hierarchy of SAM",
        "Unique Entity ID",
        "Organization at the top",
        "CMMC status date",
        "Affirming official",
        "CMMC unique identifier, which SPRS gives",
        "Day of the assessment",
    ):
        assert _fact(text, name).startswith("not recorded"), name


def test_what_is_recorded_stands_in_its_field() -> None:
    official = Role("affirming-official", "Official", ("boss",))
    boss = Party("p", "boss", "B. Needle", "person", title="Owner", email="b@needle.example")
    plan = replace(_sound(), people=People("organization", (boss,), (official,), ()))
    plan = _about(
        plan, cage=("0AAA1", "0BBB2"), uei="NEEDLE123456", scope_type="enclave", employees=0
    )
    affirmed = (Affirmation(dt.date(2026, 6, 1), "B. Needle", "Owner", "mail"),)
    plan = replace(
        plan,
        engagement=_aim(
            status="final", status_date=dt.date(2026, 5, 30), uid="S-1", affirmed=affirmed
        ),
    )
    text = _write(plan)
    assert _fact(text, "CAGE codes in the scope, from the hierarchy of SAM") == "0AAA1<br>0BBB2"
    assert _fact(text, "Number of employees") == "0"
    assert _fact(text, "Assessing scope") == "Enclave<br>Demo"
    assert _fact(text, "CMMC status date") == "2026-05-30"
    assert _fact(text, "Affirmation is due").startswith("2027-06-01")
    assert "B. Needle, Owner, b@" in _fact(text, "Affirming official")
    assert _fact(text, "CMMC unique identifier, which SPRS gives") == "S-1"


def test_every_requirement_has_its_result_and_its_objectives() -> None:
    away = answer("not-applicable")
    overrides = {
        "3.1.1[b]": answer("partial"),
        "3.1.1[c]": ObjectiveAnswer(letter=""),
        "3.13.14[a]": away,
        "3.13.14[b]": away,
        "3.1.2[a]": away,
        "3.1.3[a]": ObjectiveAnswer(letter="", state="not-applicable"),
    }
    text = _write(system(shipped(), overrides))
    rows = dict(re.findall(r"^\| \*\*\w\w\.L2-([\d.]+)\*\* [^|]*\| ([^|]*) \|", text, re.M))
    assert len(rows) == 110
    assert {key: word for key, word in rows.items() if word != "MET"} == {
        "3.1.1": "NOT MET",
        "3.1.3": "NOT MET",
        "3.13.14": "N/A",
    }
    assert "**MET:** [a][d][e][f]<br>**NOT MET:** [b]<br>**NOT MET, not answered:** [c]" in text
    assert "**N/A:** [a]<br>**MET:** [b]" in text
    assert text.count("\n### ") == 14


def test_a_whole_self_assessment_is_the_basis() -> None:
    labels = shipped().objective_labels
    rows = tuple(
        ObjectiveResult(
            label, label, "not-met" if label == "3.1.1[a]" else "met", "owner", DAY, ("examine",)
        )
        for label in labels
    )
    plan = replace(_sound(), assessment=SelfAssessment(rows))
    text = _write(plan)
    assert "As assessed" in text
    assert "As claimed" not in text
    assert "those of the organization's self-assessment" in text
    assert _fact(text, "Score") == "105 of 110"
    assert _fact(text, "Day of the assessment") == DAY.isoformat()
    part = replace(_sound(), assessment=SelfAssessment(rows[:-1]))
    assert "As claimed" in _write(part)


def test_a_score_that_there_is_not_is_no_number() -> None:
    text = _write(system(shipped(), {"3.12.4[a]": answer("planned")}))
    assert _fact(text, "Score").startswith("no score<br>without a System Security Plan (3.12.4)")
    assert _fact(text, "Status that the score allows") == "none: there is no score"
    assert not re.search(r"\d+ of 110", text)
    assert "| no score |" in text
    old = system(shipped(), reviewed=DAY - dt.timedelta(400))
    assert _fact(_write(old), "Score").startswith(
        "no score<br>the plan is past its own review date"
    )


@pytest.mark.parametrize(
    ("overrides", "says"),
    [
        ({}, "Final Level 2 (Self)"),
        ({"3.3.4[c]": answer("partial")}, "Conditional Level 2 (Self)"),
        ({"3.4.8[c]": answer("partial")}, "none"),
    ],
)
def test_the_status_that_the_score_allows(overrides: dict[str, ObjectiveAnswer], says: str) -> None:
    assert _fact(_write(system(shipped(), overrides)), "Status that the score allows") == says


def test_use_of_the_plan_of_action_counts_only_its_own_kind() -> None:
    overrides = {"3.3.4[c]": answer("partial"), "3.6.3[a]": answer("partial")}
    items = (
        _item(1, "3.3.4[c]"),
        _item(2, "3.1.1[a]", kind="operational"),
        _item(3, "3.1.1[a]", status="complete"),
    )
    text = _write(system(shipped(), overrides, poam=items))
    used = _fact(text, "POA&M is used")
    assert used == "yes: 1 open<br>1 open item of another kind, which SPRS does not count"
    assert "3.6.3 has no open item" in text
    whole = _write(system(shipped(), overrides, poam=(*items, _item(4, "3.6.3[a]"))))
    assert "has no open item" not in whole
    assert _fact(whole, "POA&M keeps to 32 CFR 170.21") == "yes"
    assert _fact(_write(_sound()), "POA&M keeps to 32 CFR 170.21") == "nothing is open"


def test_the_day_of_the_last_item_says_what_has_none() -> None:
    overrides = {"3.3.4[c]": answer("partial"), "3.6.3[a]": answer("partial")}
    field = "Day by which all of it is done"
    bare = _fact(_write(system(shipped(), overrides)), field)
    assert bare == "not recorded<br>no open item for 3.3.4, 3.6.3"
    late = _item(1, "3.3.4[c]", scheduled_completion=DAY - dt.timedelta(1))
    done = _fact(_write(system(shipped(), overrides, poam=(late,))), field)
    day = late.scheduled_completion.isoformat()
    assert done == f"{day}<br>no open item for 3.6.3<br>1 open item is overdue"
    assert _fact(_write(_sound()), field) == "nothing is open"


def test_what_counts_as_met_and_could_not_be_shown_stands_at_the_head() -> None:
    plan = system(shipped(), {"3.3.4[c]": answer(evidence=("ev-gone",))})
    text = _write(plan)
    head = text[: text.index("## Details")]
    assert "1 of 110 requirements met are not assessor-ready" in head
    assert "missing or not current: 3.3.4; the assessor-ready score is 109." in head
    assert re.search(r"L2-3\.3\.4\*\* [^|]*\| MET<br>not assessor-ready \|", text)
    assert "assessor-ready" not in _write(_sound())
    assert "assessor-ready" not in _write(plan, withheld=frozenset({"ratings"}))


def test_what_nobody_looked_at_stands_at_the_head() -> None:
    row = answer(note=write_row_note("book.xlsx", 7))
    text = _write(system(shipped(), {"3.3.4[c]": row}))
    assert "nobody looked at these objectives" in text[: text.index("## Details")]


def test_an_exception_is_told_beside_what_it_makes_met() -> None:
    excuse = DocumentedException(
        "u",
        "Alternative",
        ADJUDICATION,
        ("3.5.3[b]",),
        "why",
        "how",
        "owner",
        DAY,
        DAY + dt.timedelta(90),
    )
    text = _write(system(shipped(), {"3.5.3[b]": answer("alternative")}, exceptions=(excuse,)))
    assert re.search(r"3\.5\.3\*\*[^|]*\| MET<br>by a documented exception", text)


def test_an_assessment_by_others_is_not_entered_by_the_company() -> None:
    plan = replace(_sound(), engagement=_aim(assessment_type="c3pao"))
    text = _write(plan)
    assert "Its results are entered by whoever assesses" in text
    assert "the aim recorded in engagement.yaml is Level 2 (C3PAO)" in text
    assert "entered by whoever assesses" not in _write(_sound())


def test_level_1_is_short() -> None:
    asked: Baseline = shipped("cmmc-level-1")
    text = _write(system(asked), "cmmc-level-1")
    assert _fact(text, "Result") == "MET"
    assert "Score" not in text
    assert "POA&M" not in text
    assert "**AC.L1-" in text
    label = asked.requirements[0].objectives[0].label
    unmet = _write(system(asked, {label: answer("planned")}), "cmmc-level-1")
    assert _fact(unmet, "Result") == "NOT MET: 1 of 17 requirements are not met"


def test_a_profile_without_a_page_gets_none() -> None:
    text = _write(system(shipped("soc2-security")), "soc2-security")
    assert "for which it has no page" in text
    assert "MET" not in text


def test_what_is_not_confirmed_has_a_note_in_data_and_document() -> None:
    text = _write(_sound())
    table = read_entry_table()
    doubted = [item for item in table.sources if not item.is_confirmed]
    assert doubted
    for item in doubted:
        assert re.search(rf"^\*\*\[\d\]\*\* {re.escape(item.title)}\. Not confirmed\.", text, re.M)
    for item in table.sources:
        assert (f"{item.title}. Not confirmed." in text) is not item.is_confirmed
    numbers = set(re.findall(r"\[(\d)\]", text.partition("## Notes")[0]))
    assert numbers == set(re.findall(r"^\*\*\[(\d)\]", text.partition("## Notes")[2], re.M))
    assert "**CMMC level** |" in text


def test_who_receives_no_ratings_learns_no_result() -> None:
    text = _write(_sound(), withheld=frozenset({"ratings"}))
    assert "110" not in text
    assert "| MET" not in text
    assert text.count("not told to the reader") == len(JUDGED - {"compliance"})


@pytest.mark.parametrize("form", list_forms("sprs"))
def test_hostile_words_make_no_form_stumble(form: str) -> None:
    name = "<script>x</script> | `y` @acme/all #1 " + "n" * 300
    plan = _about(_sound(), name=name, uei=name, cage=(name,), headquarters=name)
    content = EntryContent(_judge(plan), read_entry_table())
    data = render_document("sprs", form, content)
    assert data == render_document("sprs", form, content)
    if form == "md":
        assert "<script>" not in data.decode()


def _tree() -> dict[str, Any]:
    tree: dict[str, Any] = json.loads(read_data("sprs-pages.json"))
    return tree


def test_every_fact_is_asked_for_and_every_field_has_a_fact() -> None:
    table = build_entry_table(_tree(), FACTS)
    asked = {item.fact for pages in table.pages.values() for page in pages for item in page.fields}
    assert asked == set(FACTS)
    assert set(FACTS) >= JUDGED


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        ("fact", "shoe-size", "names no fact"),
        ("sources", ["nobody"], "no source"),
        ("sources", [], "no source"),
    ],
)
def test_a_field_that_means_nothing_stops_the_builder(key: str, value: object, says: str) -> None:
    tree = _tree()
    tree["levels"]["level-1"]["pages"][0]["fields"][0][key] = value
    with pytest.raises(ValueError, match=says):
        build_entry_table(tree, FACTS)
