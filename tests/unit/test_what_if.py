"""How a system would stand, if: every score rule holds, and nothing is written."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

import pytest

import building
from attestle.api.crosswalks import read_crosswalks
from attestle.api.what_if import NO_CROSSWALK, judge_what_if, read_presumptions
from attestle.assess.presumed_status import Presumption, list_presumed, presume_states
from attestle.assess.system_status import RequirementResult, Status, evaluate_system
from attestle.crosswalk.gap_analysis import analyse_gap
from attestle.crosswalk.remaining_work import list_remaining
from attestle.errors import UsageError
from attestle.model.objective_answers import ObjectiveAnswer
from building import DAY, answer, shipped
from conftest import ROOT, Run, snapshot

BASELINE = shipped()
OPEN = answer("planned")


def judge(overrides: dict[str, ObjectiveAnswer] | None = None, **more: object) -> Status:
    system = building.system(BASELINE, overrides or {}, **more)  # type: ignore[arg-type]
    return evaluate_system(system, BASELINE, DAY)


def presume(status: Status, *asked: str) -> Status:
    return presume_states(status, read_presumptions(BASELINE, asked))


def list_keys(*asked: str) -> list[tuple[str, str]]:
    return [(item.label, item.word) for item in read_presumptions(BASELINE, asked)]


@pytest.mark.parametrize(
    ("spelling", "label"),
    [
        ("3.5.3", "3.5.3"),
        ("03.05.03", "3.5.3"),
        ("IA.L2-3.5.3", "3.5.3"),
        ("SP_800_171r2_03.05.03", "3.5.3"),
        ("3.5.3[a]", "3.5.3[a]"),
        ("IA.L2-3.5.3[a]", "3.5.3[a]"),
    ],
)
def test_every_spelling_of_an_id(spelling: str, label: str) -> None:
    assert list_keys(f"{spelling}=met") == [(label, "met")]


@pytest.mark.parametrize(
    ("written", "word"),
    [
        ("met", "met"),
        ("MET", "met"),
        ("not met", "not-met"),
        ("not_met", "not-met"),
        ("N/A", "not-applicable"),
        ("Not Applicable", "not-applicable"),
        ("partial", "partial"),
    ],
)
def test_words(written: str, word: str) -> None:
    assert list_keys(f"3.1.1={written}") == [("3.1.1", word)]


def test_several_by_commas_and_by_repetition() -> None:
    assert list_keys("3.1.1=met, 3.1.2[a]=partial", "3.1.3=not-met,") == [
        ("3.1.1", "met"),
        ("3.1.2[a]", "partial"),
        ("3.1.3", "not-met"),
    ]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("3.5.33=met", 'did you mean "3.5.3"?'),
        ("3.5.3[z]=met", "3.5.3["),
        ("3.1.1=partiall", 'did you mean "partial"?'),
        ("3.1.1=done", "one of: met, partial, not-met, not-applicable"),
        ("3.1.1", "is not ID=WORD"),
        ("=met", "is not ID=WORD"),
        ("", "needs ID=WORD"),
        ("3.1.1=met,03.01.01=not-met", "names 3.1.1 twice"),
        ("3.12.4=n/a", "3.12.4 cannot be presumed not-applicable: a score rests on the plan"),
        ("3.12.4[a]=na", "3.12.4[a] cannot be presumed not-applicable"),
    ],
)
def test_what_cannot_be_presumed(asked: str, said: str) -> None:
    with pytest.raises(UsageError) as error:
        list_keys(asked)
    assert said in str(error.value)


def test_a_requirement_that_would_be_met() -> None:
    before = judge({"3.5.3[a]": OPEN, "3.5.3[b]": answer(evidence=()), "3.4.8[a]": OPEN})
    after = presume(before, "3.5.3=met")
    assert (before.scores.implemented, after.scores.implemented) == (100, 105)
    assert (before.scores.assessor_ready, after.scores.assessor_ready) == (100, 105)
    assert after.to_final == ("3.4.8",)
    assert (before.to_conditional, after.to_conditional) == (("3.4.8", "3.5.3"), ("3.4.8",))
    assert after.conditional == (False, False)
    assert presume(before, "3.5.3=met", "3.4.8=met").final == (True, True)


def test_one_objective_that_would_be_met_may_not_be_enough() -> None:
    before = judge({"3.5.3[a]": OPEN, "3.5.3[b]": OPEN})
    assert presume(before, "3.5.3[a]=met").scores == before.scores
    assert presume(before, "3.5.3[a]=met,3.5.3[b]=met").final == (True, True)


def test_what_is_met_may_be_lost() -> None:
    after = presume(judge(), "3.1.1=not-met")
    assert after.scores.implemented == 105
    assert after.to_conditional == ("3.1.1",)
    assert after.results[0].rating == "not-addressed"


@pytest.mark.parametrize(("label", "cost"), [("3.5.3", 3), ("3.13.11", 3), ("3.1.1", 5)])
def test_partial_credit_is_for_two_requirements(label: str, cost: int) -> None:
    units = [unit.label for unit in BASELINE.by_label[label].units]
    before = judge(dict.fromkeys(units, OPEN))
    after = presume(before, f"{label}=partial")
    assert after.scores.implemented == 110 - cost
    # 170.21 lets 3.13.11 alone stay open with its partial credit
    assert after.conditional[0] == (label == "3.13.11")


def test_partial_of_what_is_partly_met_leaves_that_alone() -> None:
    before = judge({"3.5.3[b]": OPEN})
    after = presume(before, "3.5.3=partial")
    states = {item.objective.letter: item.state for item in _find(after, "3.5.3").objectives}
    assert states == {"a": "implemented", "b": "partial", "c": "implemented", "d": "implemented"}
    met = presume(judge(), "3.5.3=partial")
    assert {item.state for item in _find(met, "3.5.3").objectives} == {"partial"}
    assert met.scores.implemented == 107


def test_partial_credit_needs_all_that_is_open_to_be_partial() -> None:
    after = presume(judge(), "3.5.3=partial,3.5.3[a]=not-met")
    assert after.scores.implemented == 105
    # the claim of the file holds for what is presumed of single objectives
    claimed = judge({"3.5.3[b]": OPEN}, partial_credit={"3.5.3": "remote-and-privileged-only"})
    assert presume(claimed, "3.5.3[b]=partial").scores.implemented == 107
    assert presume(judge({"3.5.3[b]": OPEN}), "3.5.3[b]=partial").scores.implemented == 105


def test_an_objective_goes_before_its_requirement() -> None:
    for asked in (("3.1.1=met", "3.1.1[b]=not-met"), ("3.1.1[b]=not-met", "3.1.1=met")):
        after = presume(judge({"3.1.1[a]": OPEN}), *asked)
        assert [item.objective.letter for item in _find(after, "3.1.1").open_objectives] == ["b"]


def test_without_the_plan_there_is_no_score() -> None:
    assert presume(judge(), "3.12.4=not-met").scores.implemented is None
    old = judge({"3.12.4[a]": OPEN}, reviewed=DAY - dt.timedelta(days=900))
    assert old.scores.implemented is None
    assert presume(old, "3.12.4[a]=met").scores.implemented is None
    assert presume(old, "3.12.4=met").scores.implemented == 110


def test_a_plan_that_does_not_apply_is_none() -> None:
    """Whoever approved that: a score rests on it. What the plan has to list may not be there."""
    left_out = answer("not-applicable")
    status = judge({f"3.12.4[{letter}]": left_out for letter in "abcdefgh"})
    assert status.scores.implemented is None
    assert status.scores.assessor_ready is None
    assert status.to_final == ("3.12.4",)
    [item] = _find(status, "3.12.4").open_objectives
    assert (item.objective.letter, item.rating) == ("a", "not-addressed")
    assert "applies to every system" in item.reason
    assert judge({"3.12.4[f]": left_out}).scores.implemented == 110
    assert presume(judge(), "3.12.4[f]=na").scores.implemented == 110


def test_not_applicable_counts_and_is_rated_so() -> None:
    after = presume(judge({"3.1.16[a]": OPEN}), "3.1.16=not-applicable")
    assert after.scores.implemented == 110
    assert _find(after, "3.1.16").not_applicable


def test_what_is_presumed_is_said_for_both_scores() -> None:
    before = judge({"3.1.1[a]": OPEN, "3.1.1[b]": answer(evidence=())})
    asked = read_presumptions(BASELINE, ["3.1.1=met"])
    said = {item.label: item for item in list_presumed(before, asked)}
    # the others are met in a way that an assessor sees
    assert list(said) == ["3.1.1[a]", "3.1.1[b]"]
    assert said["3.1.1[a]"].state == "planned"
    assert said["3.1.1[a]"].implemented == "all of it is in force"
    assert said["3.1.1[b]"].implemented == "it counts as met already"
    assert "current evidence" in said["3.1.1[b]"].assessor_ready


def test_what_operates_needs_evidence_of_that() -> None:
    label = next(
        unit.label
        for item in BASELINE.requirements
        for unit in item.units
        if unit.demand == "operate"
    )
    asked = read_presumptions(BASELINE, [f"{label}=met"])
    [said] = list_presumed(judge({label: OPEN}), asked)
    assert said.assessor_ready.endswith("current evidence that shows it happening")


def test_what_is_so_already_presumes_nothing() -> None:
    status = judge()
    asked = read_presumptions(BASELINE, ["3.1.1=met"])
    assert list_presumed(status, asked) == ()
    assert presume_states(status, asked) == status


def test_nothing_of_the_system_changes() -> None:
    before = judge({"3.1.1[a]": OPEN})
    after = presume(before, "3.1.1=met")
    assert after.system is before.system
    assert before.to_final == ("3.1.1",)


def test_without_effort_most_points_go_first() -> None:
    status = judge({"3.1.3[a]": OPEN, "3.1.1[a]": OPEN, "3.5.3[a]": OPEN, "3.12.4[a]": OPEN})
    found = list_remaining(status, None)
    # what opens the score at all goes before every number of points
    assert [item.result.requirement.label for item in found] == [
        "3.12.4", "3.1.1", "3.5.3", "3.1.3",
    ]  # fmt: skip
    assert {item.effort for item in found} == {""}
    assert [item.ratio for item in found] == [None] * 4


def test_effort_decides_among_points() -> None:
    status = judge({"3.1.1[a]": OPEN, "3.1.3[a]": OPEN, "3.4.8[a]": OPEN})
    found = judge_what_if(ROOT, status, ["3.1.1=met"]).remaining
    assert [item.result.requirement.label for item in found] == ["3.4.8", "3.1.3"]
    ratios = [item.ratio for item in found]
    assert None not in ratios
    assert ratios == sorted(ratios, key=lambda ratio: -(ratio or 0))
    assert all(item.effort_because for item in found)


def test_what_has_no_effort_is_put_behind() -> None:
    status = judge({"3.1.1[a]": OPEN, "3.1.3[a]": OPEN})
    [crosswalk] = read_crosswalks(ROOT)
    report = analyse_gap(BASELINE, [crosswalk], (), DAY, status)
    kept = tuple(item for item in report.requirements if item.requirement.label != "3.1.1")
    first, second = list_remaining(status, replace(report, requirements=kept))
    assert (first.result.requirement.label, first.points) == ("3.1.3", 1)
    assert (second.effort, second.points) == ("", 5)


def test_a_profile_without_a_score() -> None:
    level = shipped("cmmc-level-1")
    label = level.requirements[0].label
    system = building.system(level, {f"{label}[a]": OPEN})
    status = evaluate_system(system, level, DAY)
    after = presume_states(status, [Presumption(level.requirements[0], None, "met")])
    assert after.scores.implemented is None
    assert (status.final[0], after.final[0]) == (False, True)
    [item] = list_remaining(status, None)
    assert (item.points, item.ratio, item.is_needed) == (None, None, False)


def _find(status: Status, label: str) -> RequirementResult:
    return next(item for item in status.results if item.requirement.label == label)


def test_command_tells_now_and_then(copy: Path, run: Run) -> None:
    before = snapshot(copy)
    result = run(copy, "status", "--if", "3.4.8=met", "--as-of", "2026-11-24")
    assert result.exit_code == 0
    assert "Nothing of this is recorded" in " ".join(result.output.split())
    assert "3.4.8[c]: met in place of partial" in result.output
    page = run(copy, "status", "--if", "3.4.8=met", "--as-of", "2026-11-24", "--format", "md")
    assert "| Score (of 110) | 98 | 103 | 71 | 76 |" in page.output
    told = json.loads(
        run(copy, "status", "--if", "3.4.8=met", "--as-of", "2026-11-24", "--format", "json").output
    )
    plain = json.loads(run(copy, "status", "--as-of", "2026-11-24", "--format", "json").output)
    what_if = told.pop("if")
    assert told == plain
    assert what_if["asked"] == {"3.4.8": "met"}
    assert what_if["scores"] == {"implemented": 103, "assessor_ready": 76, "maximum": 110}
    assert what_if["conditional_eligible"] == {"implemented": True, "assessor_ready": False}
    assert "3.4.8" not in what_if["to_final"]
    assert what_if["remains"][0]["requirement"] == "3.13.11"
    assert snapshot(copy) == before


def test_command_refuses_what_does_not_go_together(tiny: Path, run: Run) -> None:
    for words in (("--require", "final"), ("--to", "md"), ("--owner", "x"), ("--full",)):
        result = run(tiny, "status", "--if", "3.1.1=met", *words)
        assert result.exit_code == 2
        assert "leave out" in result.output
    assert run(tiny, "status", "--if", "9.9.9=met").exit_code == 2


def test_a_workspace_without_a_crosswalk(tiny: Path, run: Run) -> None:
    result = run(tiny, "status", "--if", "3.1.1=not-met", "--format", "json")
    assert result.exit_code == 0
    told = json.loads(result.output)["if"]
    if told["effort_unknown_because"]:
        assert told["effort_unknown_because"] == NO_CROSSWALK
        assert {item["effort"] for item in told["remains"]} == {None}


def test_what_cannot_be_read_is_told_beside(tiny: Path, run: Run) -> None:
    (tiny / "ssp/demo/controls/AC/3.1.2.md").write_text("nothing")
    result = run(tiny, "status", "--if", "3.1.1=met")
    assert result.exit_code == 1
    assert "3.1.2.md" in result.output


def test_a_self_assessment_is_presumed_too() -> None:
    before = replace(judge({"3.1.1[a]": OPEN}), basis="self-assessment")
    [said] = list_presumed(before, read_presumptions(BASELINE, ["3.1.1[a]=met"]))
    assert said.implemented == "all of it is in force and the self-assessment finds it so"
