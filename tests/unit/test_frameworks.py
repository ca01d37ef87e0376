"""The records of frameworks, and catalogs that have none."""

from __future__ import annotations

import pytest

from attestle.formats import labels
from attestle.model.baseline import (
    Objective,
    Requirement,
    StatementItem,
    fill_parameters,
    make_baseline,
)
from attestle.model.frameworks import (
    GENERAL,
    SOC2_TSC,
    SP_800_171_R2,
    Framework,
    find_framework,
    find_unit_key,
    fold_label,
)
from attestle.model.parameters import Parameter, insert_parameters, list_unset
from building import shipped

PROFILE_OF = {SP_800_171_R2: "cmmc-level-2", SOC2_TSC: "soc2-security"}


def make_requirement(control_id: str, label: str, **more: object) -> Requirement:
    values: dict[str, object] = {
        "cmmc_label": "", "title": "T", "family": "F", "family_title": "", "sort_id": label,
        "statement": "Do.", "guidance": "", "objectives": (), **more,
    }  # fmt: skip
    return Requirement(id=control_id, label=label, **values)  # type: ignore[arg-type]


@pytest.mark.parametrize("framework", PROFILE_OF, ids=lambda item: item.name)
def test_a_record_finds_what_ships_under_its_name(framework: Framework) -> None:
    baseline = shipped(PROFILE_OF[framework])
    assert baseline.frameworks == (framework,)
    for requirement in baseline.requirements:
        assert baseline.find_requirement(requirement.label) is requirement
        assert labels.normalize_label(baseline, requirement.label) == requirement.label
        for unit in requirement.units:
            assert baseline.find_unit(unit.label) == (requirement, unit)
    assert {item.id for item in baseline.requirements} >= set(framework.not_carried)
    if framework.score:
        assert framework.score.plan in baseline.by_label
        assert set(framework.score.partial_credits) <= set(baseline.by_label)


def test_the_term_and_the_target_follow_the_profile() -> None:
    assert SP_800_171_R2.terms[SP_800_171_R2.find_target("cmmc-level-1")] == "FCI"
    assert SP_800_171_R2.terms[SP_800_171_R2.find_target("cmmc-level-2")] == "CUI"


def test_a_profile_of_two_frameworks_is_scored_by_the_one_that_has_a_score() -> None:
    baseline = shipped("soc2-cmmc-level-2")
    assert set(baseline.frameworks) == {SP_800_171_R2, SOC2_TSC}
    assert baseline.framework is SP_800_171_R2
    assert baseline.find_requirement("AC.L2-3.1.1") is baseline.by_label["3.1.1"]
    assert baseline.find_requirement("cc6.1") is baseline.by_label["CC6.1"]


@pytest.mark.parametrize(
    ("text", "folded"),
    [("03.01.02", "3.1.2"), ("AC-01", "ac-1"), ("A.5.10", "a.5.10"), ("HR 007", "hr7"), ("0", "0")],
)
def test_folding(text: str, folded: str) -> None:
    assert fold_label(text) == folded == fold_label(folded)


@pytest.mark.parametrize(
    ("requirement", "printed", "key"),
    [
        ("3.1.1", "3.1.1[a]", "a"),
        ("03.01.02", "A.03.01.02.a[01]", "a[01]"),
        ("03.01.02", "A.03.01.02[01]", "01"),
        ("03.01.02", "A.03.01.02", "a"),
        ("AC-1", "AC-01a.[01]", ""),
        ("X-1", "X-1 some words", ""),
    ],
)
def test_the_key_is_what_stands_after_the_requirement(
    requirement: str, printed: str, key: str
) -> None:
    assert find_unit_key(requirement, printed) == key


@pytest.mark.parametrize(
    "text", ["A.03.01.02.a[01]", "a.3.1.2.A[1]", "03.01.02[a[01]]", "3.1.2a[1]", "3.1.2.a[01]"]
)
def test_a_determination_is_found_in_its_spellings(text: str) -> None:
    unit = Objective("x", "a[01]", "A.03.01.02.a[01]", "It is so.")
    other = Objective("y", "b", "A.03.01.02.b", "It is not so.")
    item = make_requirement("r-2", "03.01.02", objectives=(unit, other))
    baseline = make_baseline("p", "P", (item,))
    assert find_framework(item.id) is GENERAL
    assert baseline.find_unit(text) == (item, unit)
    assert labels.normalize_objective(baseline, text) == "A.03.01.02.a[01]"


def test_units_of_a_requirement_without_objectives() -> None:
    items = (
        StatementItem("s.a", "a.", "Both:", 0),
        StatementItem("s.a.1", "1.", "one", 1),
        StatementItem("s.a.2", "(2)", "two", 1),
        StatementItem("s.b", "b.", "three", 0),
        StatementItem("s.c", "b.", "four", 0),
    )
    units = make_requirement("r-1", "R-1", items=items).units
    assert [unit.label for unit in units] == ["R-1[a.1]", "R-1[a.2]", "R-1[b]", "R-1[s.c]"]
    assert [unit.section_id for unit in units] == ["s.a.1", "s.a.2", "s.b", "s.c"]
    [whole] = make_requirement("r-1", "R-1").units
    assert (whole.label, whole.letter, whole.section_id) == ("R-1", "whole", "r-1_smt")
    [unnamed] = make_requirement("r-1", "R-1", items=(StatementItem("", "a.", "x"),)).units
    assert unnamed.letter == "whole"


CIRCLE = {
    "p1": Parameter("p1", "{{ insert: param, p2 }}"),
    "p2": Parameter("p2", "{{ insert: param, p1 }}"),
    "set": Parameter("set", "days", values=("30 days",)),
    "both": Parameter("both", aggregates=("set", "p3")),
    "p3": Parameter("p3", "who"),
    "one": Parameter("one", choices=("daily", "every {{ insert: param, set }}")),
}


@pytest.mark.parametrize(
    ("name", "values", "shown"),
    [
        ("set", {}, "30 days"),
        ("set", {"set": ("a", "b")}, "a, b"),
        ("both", {}, "30 days; [Assignment: who]"),
        ("both", {"p3": ("all",)}, "30 days; all"),
        ("one", {}, "[Selection: daily; every 30 days]"),
        ("one", {"one": ("every {{ insert: param, set }}",)}, "every 30 days"),
        ("none", {}, "[Assignment: none]"),
        ("none", {"none": ("every {{ insert: param, set }}",)}, "every 30 days"),
        ("set", {"set": ("not {{ insert: param, set }}",)}, "not [Assignment: set]"),
        ("p1", {}, "[Assignment: [Assignment: [Assignment: p1]]]"),
    ],
)
def test_a_parameter_is_shown(name: str, values: dict[str, tuple[str, ...]], shown: str) -> None:
    text = f"within {{{{ insert: param, {name} }}}}."
    assert insert_parameters(text, CIRCLE, values) == f"within {shown}."


def test_what_is_unset_and_needed() -> None:
    def names(text: str, values: dict[str, tuple[str, ...]]) -> list[str]:
        return [item.id for item in list_unset((text,), CIRCLE, values)]

    assert names("{{ insert: param, both }}{{ insert: param, set }}", {}) == ["p3"]
    assert names("{{ insert: param, one }}", {}) == ["one"]
    assert names("{{ insert: param, one }}", {"one": ("{{ insert: param, p3 }}",)}) == ["p3"]
    assert names("{{ insert: param, both }}", {"both": ("x",)}) == []


def test_values_of_a_plan_are_filled_in_from_the_template() -> None:
    item = make_requirement(
        "r-1", "R-1", statement="Every {{ insert: param, p3 }}.", parameters=CIRCLE
    )
    first = fill_parameters(item, {})
    assert first.statement == "Every [Assignment: who]."
    assert first.units[0].text == first.statement
    assert fill_parameters(first, {"p3": ("day",)}).statement == "Every day."
