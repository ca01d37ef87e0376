"""The gap analysis over small crosswalks: ratings, what is open and why, carve-outs, the CUI scope,
and projects that make sense.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attestle.assess.objectives import LOWEST_FIRST, RATINGS
from attestle.assess.system_status import evaluate_system
from attestle.crosswalk.gap_analysis import analyse_gap, combine_maps
from attestle.crosswalk.gap_figures import count_by_family, count_objectives
from attestle.crosswalk.gaps import GapReport, ObjectiveGap, RequirementGap
from attestle.formats.answer_values import STATES
from attestle.formats.topic_table import read_topic_table
from attestle.model.authored_values import Period
from attestle.model.crosswalk_maps import Crosswalk, Map, NetNew, Provenance, Reuse, Unmapped
from attestle.model.documented_exceptions import DocumentedException
from attestle.model.engagement import CarveOut, Engagement, Soc2Report
from attestle.model.evidence import EvidenceItem
from attestle.model.milestones import PoamItem, Review
from attestle.model.objective_answers import Approval, ComponentAnswer, ObjectiveAnswer
from attestle.model.providers import MatrixRow, Provider
from attestle.model.soc2 import OPERATING, Soc2Control
from attestle.model.system import ObjectiveResult, SelfAssessment, System
from attestle.render.forms.text import write_lines
from attestle.render.kinds.gap_lines import build_gap_lines
from attestle.render.kinds.gap_wording import explain_reach
from attestle.render.registry import render_document
from building import CURRENT, DAY, DRAFT, STALE, answer, shipped, system
from conftest import examples

REPORT = Soc2Report(
    uuid="r", report_type="type-2", criteria=("security",), opinion="unqualified", auditor="An auditor", system_in_description=True,
    period=Period(DAY - dt.timedelta(days=300), DAY - dt.timedelta(days=10)),
)  # fmt: skip
ENGAGED = Engagement(soc2=REPORT)


def rid(label: str) -> str:
    return shipped().by_label[label].id


def edge(label: str, reuse: Reuse, letters: str = "", criterion: str = "cc6.1", **more: Any) -> Map:
    return Map(
        criterion, rid(label), more.pop("role", "lead"), reuse, tuple(letters), "because", **more
    )


def crosswalk(*maps: Map, **more: Any) -> Crosswalk:
    return Crosswalk(
        "mine",
        "trestle://a",
        "trestle://b",
        Provenance("Mine", "1", "2026-01-01", "d"),
        maps,
        **more,
    )


def control(identity: str = "AC-01", *criteria: str, **more: Any) -> Soc2Control:
    return Soc2Control(
        uuid=f"u-{identity}",
        id=identity,
        title="Access",
        description="Somebody does it.",
        criteria=criteria or ("cc6.1",),
        # about whatever is asked for: which control fits is tested by itself
        **{"status": OPERATING, "topics": tuple(read_topic_table().topics), **more},
    )


def report(walk: Crosswalk, some: System | None = None, *controls: Soc2Control) -> GapReport:
    baseline = shipped()
    status = evaluate_system(some, baseline, DAY) if some else None
    return analyse_gap(baseline, [walk], controls, DAY, status)


def write_html(found: GapReport) -> str:
    return render_document("gap", "html", found).decode()


def of(found: GapReport, label: str) -> RequirementGap:
    return next(item for item in found.requirements if item.requirement.label == label)


def objective(found: GapReport, label: str) -> ObjectiveGap:
    return next(
        item
        for one in found.requirements
        for item in one.objectives
        if item.objective.label == label
    )


WALK = crosswalk(
    edge("3.1.1", Reuse.STRONG, "ad", top_up=("complete list",)),
    edge("3.1.1", Reuse.PARTIAL, "be", "cc6.2"),
    edge("3.13.11", Reuse.HABIT_ONLY, cannot=("FIPS validation",)),
    scope_dependent={rid("3.1.1"): "where CUI is"},
)


def test_before_there_is_a_plan_a_map_earns_a_practice_and_no_more() -> None:
    found = report(WALK, None, control("AC-01", "cc6.1", "cc6.2"))
    assert {item.objective.letter: item.rating for item in of(found, "3.1.1").objectives} == {
        "a": "present-but-undocumented",
        "b": "present-but-undocumented",
        "c": "not-addressed",
        "d": "present-but-undocumented",
        "e": "present-but-undocumented",
        "f": "not-addressed",
    }
    assert (
        objective(found, "3.1.1[a]").open_because
        == "AC-01 satisfies it through CC6.1, strong; to do: complete list"
    )
    assert (
        objective(found, "3.1.1[c]").open_because
        == "no SOC 2 control satisfies it; the habit is there (AC-01)"
    )
    assert objective(report(WALK), "3.1.2[a]").open_because == "no SOC 2 control reaches it"
    assert "cannot carry: FIPS validation" in objective(found, "3.13.11[a]").open_because
    assert of(found, "3.1.1").rating == "not-addressed"
    assert len(found.assumptions) == 2


def test_a_later_judgement_of_the_team_goes_before_ours() -> None:
    ours = crosswalk(
        edge("3.1.1", Reuse.STRONG, "a"),
        edge("3.1.2", Reuse.STRONG, "a"),
        unmapped_targets=(Unmapped(rid("3.1.9"), "none"),),
    )
    theirs = crosswalk(
        edge("3.1.1", Reuse.HABIT_ONLY),
        edge("3.1.2", Reuse.STRONG, "a", relationship="no-relationship"),
    )
    maps, _, unmapped, _ = combine_maps([ours, theirs])
    assert [(item.requirement, item.reuse) for item in maps] == [(rid("3.1.1"), Reuse.HABIT_ONLY)]
    assert unmapped == {rid("3.1.9"): "none"}


def test_a_carve_out_lowers_the_objectives_that_its_matrix_gives_the_provider() -> None:
    provider = Provider(
        "p",
        "A cloud",
        True,
        ("hosting",),
        "owner",
        slug="cloud",
        matrix_rows=(MatrixRow("3.1.1[a]", "shared"), MatrixRow("3.1.1[d]", "organisation")),
    )
    engaged = Engagement(soc2=replace(REPORT, carve_outs=(CarveOut("c", "cloud", "hosting"),)))
    found = report(WALK, system(shipped(), engagement=engaged, providers=(provider,)), control())
    assert objective(found, "3.1.1[a]").reuse is Reuse.PARTIAL
    assert objective(found, "3.1.1[a]").graded_down == (
        "A cloud does a part of it and is carved out of the report",
    )
    assert objective(found, "3.1.1[d]").reuse is Reuse.STRONG
    assert of(found, "3.1.1").graded_down == objective(found, "3.1.1[a]").graded_down
    html, text = (
        write_html(found),
        "\n".join(line for line, _ in write_lines(build_gap_lines(found), 1000)),
    )
    assert html.count("is carved out of the report") == 2, (
        "once for the objective, once for its requirement"
    )
    assert "3.1.1 " not in text, "covered: the terminal shows what is open"


def test_a_reason_is_shown_where_it_costs_and_not_where_another_control_gives_as_much() -> None:
    found = report(WALK, None, control("AC-01"), control("AC-02", status="designed"))
    assert objective(found, "3.1.1[a]").reuse is Reuse.STRONG
    assert objective(found, "3.1.1[a]").graded_down == ()
    assert of(found, "3.1.1").graded_down == ("AC-02 is designed, but does not operate yet",)
    alone = report(WALK, None, control("AC-02", status="designed"))
    assert objective(alone, "3.1.1[a]").reuse is Reuse.PARTIAL
    assert objective(alone, "3.1.1[a]").graded_down == (
        "AC-02 is designed, but does not operate yet",
    )
    assert (
        "(graded down: AC-02 is designed, but does not operate yet)"
        in objective(alone, "3.1.1[a]").open_because
    )


def test_with_a_plan_the_ratings_are_those_of_its_status() -> None:
    baseline = shipped()
    some = system(
        baseline,
        {
            "3.1.1[a]": answer("partial", missing="half of it"),
            "3.1.2[a]": answer(evidence=()),
            "3.1.3[a]": answer("not-applicable"),
        },
    )
    status = evaluate_system(some, baseline, DAY)
    found = analyse_gap(baseline, [WALK], (control(),), DAY, status)
    for mine, theirs in zip(found.requirements, status.results, strict=True):
        assert (mine.requirement.label, mine.rating) == (theirs.requirement.label, theirs.rating)
        assert [item.rating for item in mine.objectives] == [
            item.rating for item in theirs.objectives
        ]
        assert [item.is_open for item in mine.objectives] == [
            item.rating not in ("covered-and-evidenced", "not-applicable")
            for item in theirs.objectives
        ]
        assert (mine.project is None) == (not mine.open_objectives)


@pytest.mark.parametrize("state", ["implemented", "not-applicable"])
def test_what_depends_on_an_undecided_scope_stays_open_whatever_its_answer(state: str) -> None:
    some = system(shipped(), {"3.1.1[a]": answer(state)})
    undecided = replace(some, characteristics=replace(some.characteristics, cui_scope="undecided"))
    assert not of(report(WALK, some), "3.1.1").open_objectives
    found = report(WALK, undecided)
    assert [item.open_because for item in of(found, "3.1.1").open_objectives] == [
        "the CUI scope is not decided (system.md: cui-scope)"
    ] * 6
    made = of(found, "3.1.1").project
    assert made is not None
    assert (made.effort, made.effort_because) == (
        "small",
        "only the decision on the CUI scope is missing",
    )
    assert not of(found, "3.1.2").open_objectives
    assert any("not decided" in text for text in found.assumptions)


def test_what_a_self_assessment_found_not_met_is_open() -> None:
    baseline = shipped()
    rows = tuple(
        ObjectiveResult(
            "u",
            label,
            "not-met" if label == "3.1.1[a]" else "met",
            "somebody",
            DAY,
            ("EXAMINE",),
            "why",
        )
        for label in baseline.objective_labels
    )
    found = report(WALK, system(baseline, assessment=SelfAssessment(rows)))
    assert objective(found, "3.1.1[a]").rating == "covered-and-evidenced", (
        "ratings follow the evidence"
    )
    assert objective(found, "3.1.1[a]").open_because == "the self-assessment found it not met"
    assert sum(len(item.open_objectives) for item in found.requirements) == 1


def test_where_nothing_is_stated_yet_the_help_of_soc2_is_told() -> None:
    found = report(
        WALK,
        system(
            shipped(),
            {"3.1.1[a]": ObjectiveAnswer("a"), "3.1.1[b]": answer("planned", missing="a roster")},
        ),
        control(),
    )
    assert (
        objective(found, "3.1.1[a]").open_because
        == "nothing is stated; AC-01 satisfies it through CC6.1, strong; to do: complete list"
    )
    assert objective(found, "3.1.1[b]").open_because == "a roster"


# --- projects


def project(label: str, found: GapReport) -> Any:
    made = of(found, label).project
    assert made is not None
    return made


def item(
    slug: str, *objectives: str, kind: str = "remediation", status: str = "ongoing"
) -> PoamItem:
    return PoamItem(
        "u",
        f"Title of {slug}",
        kind,
        "weak",
        objectives,
        "somebody",
        ("this-system",),
        "none",
        "seen",
        DAY,
        "a record",
        "It works.",
        DAY,
        status=status,
        slug=slug,
    )


def test_the_item_that_plans_most_of_it_is_the_project_and_the_rest_is_told() -> None:
    poam = (
        item("one", "3.1.1[a]"),
        item("two", "3.1.1[a]", "3.1.1[b]"),
        item("done", "3.1.1[a]", "3.1.1[b]", "3.1.1[c]", status="complete"),
    )
    gaps = {f"3.1.1[{letter}]": answer("planned", missing=letter) for letter in "abc"}
    made = project("3.1.1", report(WALK, system(shipped(), gaps, poam=poam)))
    assert (made.poam, made.owner, made.artifact) == ("two", "somebody", "a record")
    assert made.completion.startswith("It works. Not in the item: [c] ")
    assert "[a]" not in made.completion


def test_of_two_items_the_one_that_makes_it_met_is_the_project() -> None:
    poam = (item("patch", "3.1.1[a]", kind="operational"), item("build", "3.1.1[a]"))
    assert (
        project(
            "3.1.1",
            report(
                WALK, system(shipped(), {"3.1.1[a]": answer("planned", missing="x")}, poam=poam)
            ),
        ).poam
        == "build"
    )


def test_an_item_for_something_else_is_no_plan() -> None:
    poam = (item("other", "3.1.1[b]"),)
    assert (
        project(
            "3.1.1",
            report(
                WALK, system(shipped(), {"3.1.1[a]": answer("planned", missing="x")}, poam=poam)
            ),
        ).poam
        == ""
    )


def test_before_there_is_a_plan_somebody_is_proposed_and_no_word_for_everything_is_a_system() -> (
    None
):
    controls = (
        control("AC-01", owner="IT", system="All"),
        control("AC-02", owner="IT", system="Product"),
        control("AC-03", "cc6.2", owner="Facilities"),
    )
    found = report(WALK, None, *controls)
    assert project("3.1.1", found).owner == "IT"
    assert project("3.1.1", found).systems == ("Product",)
    assert project("3.1.9", found).owner == "IT", "who owns most controls of the family"
    assert project("3.6.1", found).owner == ""


def test_the_systems_are_the_components_that_speak_of_what_is_open() -> None:
    baseline = shipped()
    some = system(baseline, {"3.1.1[a]": answer("planned", missing="x")})
    mine = some.answers[rid("3.1.1")]
    parts = (
        ComponentAnswer("okta", ("a",)),
        ComponentAnswer("badge", ("b",)),
        ComponentAnswer("this-system", ("a",)),
    )

    def systems(*components: ComponentAnswer) -> tuple[str, ...]:
        answers = {**some.answers, rid("3.1.1"): replace(mine, components=components)}
        found: tuple[str, ...] = project(
            "3.1.1", report(WALK, replace(some, answers=MappingProxyType(answers)))
        ).systems
        return found

    assert systems(*parts) == ("okta",)
    assert systems(parts[1]) == ("badge",)
    assert systems() == ("this-system",)


@pytest.mark.parametrize(
    ("evidence", "artifact"),
    [
        (("ev-stale",), "Old evidence (ev-stale), collected anew"),
        (("ev-draft",), "Draft (ev-draft), in final form"),
    ],
)
def test_evidence_that_is_not_current_is_the_artifact(
    evidence: tuple[str, ...], artifact: str
) -> None:
    made = project(
        "3.1.1", report(WALK, system(shipped(), {"3.1.1[a]": answer(evidence=evidence)}))
    )
    assert made.artifact == artifact
    assert made.effort == "small"
    assert made.completion.endswith(
        "This is described, and shown by final, current evidence that the plan cites."
    )


def test_the_artifact_is_a_record_of_the_practice_or_the_rule_that_is_asked_for() -> None:
    found = report(WALK, None)
    assert project("3.13.7", found).artifact == "test records from a remote device"
    rule = system(shipped(), {"3.3.4[a]": answer("planned", missing="x")})
    assert project("3.3.4", report(WALK, rule)).artifact == "audit policy and logging standard"
    practice = system(shipped(), {"3.3.4[c]": answer("planned", missing="x")})
    assert (
        project("3.3.4", report(WALK, practice)).artifact == "alerts and tickets of past breakdowns"
    )


def test_classes_of_effort() -> None:
    controls = (control("AC-01", "cc6.1", "cc6.2"),)
    fresh = report(crosswalk(*WALK.maps, edge("3.4.4", Reuse.STRONG, "a")), None, *controls)
    assert (project("3.1.1", fresh).effort, project("3.1.1", fresh).effort_because) == (
        "medium",
        "2 objectives are new work",
    )
    assert (project("3.1.22", fresh).effort, project("3.1.22", fresh).effort_because) == (
        "large",
        "5 objectives are new work",
    )
    assert (
        project("3.13.11", fresh).effort_because
        == "1 objective is new work, and SOC 2 evidence cannot carry: FIPS validation"
    )
    assert project("3.13.11", fresh).effort == "large"
    assert project("3.4.4", fresh).effort == "small"
    partial = report(
        WALK, system(shipped(), {"3.1.1[a]": answer("partial", missing="half")}), *controls
    )
    assert (project("3.1.1", partial).effort, project("3.1.1", partial).effort_because) == (
        "medium",
        "something exists and must be completed",
    )


@pytest.mark.parametrize(
    ("kind", "effort"), [("enduring-exception", "small"), ("temporary-deficiency", "medium")]
)
def test_what_an_exception_excuses_is_told_as_such(kind: str, effort: str) -> None:
    excuse = DocumentedException(
        "u",
        "x",
        kind,
        ("3.1.1[a]",),
        "because",
        "watched",
        "owner",
        DAY,
        DAY + dt.timedelta(days=90),
        DAY,
        "op",
        slug="rig",
    )
    operational = replace(
        item("op", "3.1.1[a]", kind="operational"),
        implemented_before=DAY,
        reviews=(Review("u", DAY, "it gets better"),),
        status="complete" if kind == "enduring-exception" else "ongoing",
    )
    some = system(
        shipped(),
        {"3.1.1[a]": answer("partial", missing="half")},
        exceptions=(excuse,),
        poam=(operational,),
    )
    found = report(WALK, some)
    assert (
        objective(found, "3.1.1[a]").open_because
        == "half (counts as met through the exception rig)"
    )
    assert project("3.1.1", found).effort == effort
    assert "through the exception rig" in project("3.1.1", found).effort_because


# --- properties

BASELINE = shipped()
LABELS = tuple(
    label
    for label in BASELINE.objective_labels
    if label.startswith(("3.1.1[", "3.13.11[", "3.4.4[", "3.12.4["))
)
REGISTER = (CURRENT, STALE, DRAFT, replace(CURRENT, id="ev-2"), replace(STALE, id="ev-3"))
ANSWERS = st.builds(
    ObjectiveAnswer, letter=st.just(""), state=st.sampled_from(["", *STATES]), prose=st.sampled_from(["", " ", "How."]), missing=st.sampled_from(["", "x"]),
    provider=st.sampled_from(["", "cloud"]), rationale=st.sampled_from(["", "none here"]), approved=st.sampled_from([None, Approval("owner", DAY)]),
    evidence=st.lists(st.sampled_from([*(entry.id for entry in REGISTER), "unknown"]), unique=True).map(tuple),
)  # fmt: skip
OVERRIDES = st.dictionaries(st.sampled_from(LABELS), ANSWERS)
EDGES = st.lists(
    st.builds(edge, st.sampled_from(["3.1.1", "3.13.11", "3.4.4", "3.12.4"]), st.sampled_from([Reuse.STRONG, Reuse.PARTIAL, Reuse.HABIT_ONLY]),
              st.sampled_from(["", "a", "ab"]), st.sampled_from(["cc6.1", "cc6.2", "a1.2"])), max_size=6,
)  # fmt: skip
CONTROLS = st.lists(
    st.builds(
        control, st.sampled_from(["A", "B", "C"]), st.sampled_from(["cc6.1", "cc6.2", "a1.2"])
    ),
    max_size=4,
).map(tuple)
POAM = st.lists(
    st.builds(
        item,
        st.sampled_from(["x", "y"]),
        st.sampled_from(LABELS),
        kind=st.sampled_from(["poam", "operational", "remediation"]),
    ),
    max_size=2,
).map(tuple)


@settings(max_examples=examples(60), deadline=None)
@given(EDGES, CONTROLS, st.one_of(st.none(), OVERRIDES), st.booleans(), POAM)
def test_a_mapping_alone_never_covers_and_every_number_adds_up(
    edges: list[Map],
    controls: tuple[Soc2Control, ...],
    overrides: dict[str, ObjectiveAnswer] | None,
    undecided: bool,
    poam: tuple[PoamItem, ...],
) -> None:
    walk = crosswalk(*edges, scope_dependent={rid("3.1.1"): "where CUI is"})
    some = None
    if overrides is not None:
        some = system(
            BASELINE,
            overrides,
            default=answer(evidence=()),
            engagement=ENGAGED,
            evidence=(),
            poam=poam,
        )
        some = replace(
            some,
            characteristics=replace(
                some.characteristics, cui_scope="undecided" if undecided else "decided"
            ),
        )
    found = report(walk, some, *controls)
    ratings = [entry.rating for one in found.requirements for entry in one.objectives]
    assert "covered-and-evidenced" not in ratings
    counts = count_objectives(found)
    assert sum(counts.values()) == 320
    assert {rating: ratings.count(rating) for rating in RATINGS} == {
        rating: sum(number for (mine, _), number in counts.items() if mine == rating)
        for rating in RATINGS
    }
    assert sum(still for _, _, still, _ in count_by_family(found)) == sum(
        len(one.open_objectives) for one in found.requirements
    )
    assert sum(sum(efforts) for *_, efforts in count_by_family(found)) == sum(
        one.project is not None for one in found.requirements
    )
    for one in found.requirements:
        assert (one.project is None) == (not one.open_objectives)
        assert one.project is None or (
            one.project.artifact and one.project.completion and one.project.effort_because
        )


@settings(max_examples=examples(60), deadline=None)
@given(OVERRIDES, st.sampled_from(LABELS), st.sampled_from(REGISTER))
def test_more_evidence_never_lowers_a_rating(
    overrides: dict[str, ObjectiveAnswer], label: str, more: EvidenceItem
) -> None:
    before = overrides.get(label) or answer(evidence=())
    after = replace(before, evidence=(*before.evidence, more.id))
    ranks = []
    for one in (before, after):
        some = system(BASELINE, {**overrides, label: one}, evidence=REGISTER)
        ranks.append(
            (*LOWEST_FIRST, "not-applicable").index(objective(report(WALK, some), label).rating)
        )
    assert ranks[1] >= ranks[0]


def test_what_a_document_says_cannot_break_out_of_the_outputs() -> None:
    nasty = "<script>alert(1)</script> | x\n# y"
    walk = crosswalk(
        edge("3.1.1", Reuse.STRONG, "a", top_up=(nasty,)),
        net_new=(NetNew("n", nasty, nasty, nasty, nasty),),
        scope_dependent={rid("3.1.1"): nasty},
    )
    found = report(walk, None, control(nasty, owner=nasty, system=nasty, status="designed"))
    html = write_html(found)
    assert "<script" not in html
    lines = render_document("gap", "md", found).decode().split("\n")
    assert not any("<script" in line or line.startswith("# y") or "\n" in line for line in lines)
    rows = [line for line in lines if re.match(r'\| \*\*(?:<a id="[^"]*"></a>)?3', line)]
    assert {line.replace("\\|", "").count("|") for line in rows} == {5}


def test_a_criterion_without_a_control_about_the_matter_is_no_evidence_of_it() -> None:
    walk = crosswalk(edge("3.1.8", Reuse.STRONG, "ab"))
    found = report(walk, None, control("AC-01", topics=("wireless",)))
    entry = objective(found, "3.1.8[b]")
    assert (entry.reuse, entry.controls, entry.names.satisfies) == (
        Reuse.HABIT_ONLY,
        (),
        ("cc6.1",),
    )
    assert entry.open_because == (
        "CC6.1 is in your report, but no control of yours speaks of lock-out after failed sign-ins: ask"
        " who holds the setting and can export it"
    )
    assert of(found, "3.1.8").others == (("cc6.1", 1),)


def test_a_name_is_no_grade_where_no_map_knows_the_letter() -> None:
    walk = crosswalk(edge("3.1.8", Reuse.STRONG, "a"))
    found = report(walk, None, control("AC-01", topics=("lockout",)))
    assert objective(found, "3.1.8[a]").reuse is Reuse.STRONG
    other = objective(found, "3.1.8[b]")
    assert [named.control.id for named in other.controls] == ["AC-01"]
    assert other.reuse is Reuse.HABIT_ONLY


def test_what_is_as_defined_waits_for_what_defines_it() -> None:
    walk = crosswalk(edge("3.1.8", Reuse.STRONG, "b"))
    found = objective(report(walk, None, control("AC-01", topics=("lockout",))), "3.1.8[b]")
    assert found.reuse is Reuse.PARTIAL
    assert found.graded_down == ("what defines it is not satisfied",)


def test_a_control_of_another_system_counts_for_less() -> None:
    walk = crosswalk(edge("3.1.8", Reuse.STRONG, "ab"))
    some = replace(system(shipped(), {}), engagement=ENGAGED)
    for where, grade in (("All", Reuse.STRONG), ("Some other product", Reuse.PARTIAL)):
        one = control("AC-01", topics=("lockout",), system=where)
        assert objective(report(walk, some, one), "3.1.8[a]").reuse is grade


def test_evidence_that_an_answer_could_cite_is_about_the_matter() -> None:
    """A criterion has a dozen matters: that an artifact serves it is not enough."""
    walk = crosswalk(edge("3.1.8", Reuse.STRONG, "ab"))
    artifacts = tuple(
        replace(CURRENT, uuid=key, id=key, title=title, criteria=("CC6.1",))
        for key, title in (
            ("ev-lock", "Settings of the account lockout"),
            ("ev-disk", "Report on disk encryption"),
            ("ev-named", "Export of the identity provider"),
        )
    )
    some = replace(system(shipped(), {}, evidence=(CURRENT, *artifacts)), engagement=ENGAGED)
    one = control("AC-01", topics=("lockout",), evidence=("ev-named",))
    found = objective(report(walk, some, one), "3.1.8[a]")
    assert [item.id for item in found.candidates] == ["ev-lock", "ev-named"]
    assert [item.id for item in found.cited] == [CURRENT.id]


def test_controls_are_more_only_where_one_is_named() -> None:
    walk = crosswalk(edge("3.1.8", Reuse.STRONG, "ab"))
    without = report(walk, None, control("AC-01", topics=("wireless",)))
    assert explain_reach(of(without, "3.1.8")) == "no control of yours is about it; 1 under CC6.1"
    both = (control("AC-01", topics=("wireless",)), control("AC-02", topics=("lockout",)))
    named = explain_reach(of(report(walk, None, *both), "3.1.8"))
    assert named.endswith("; 1 more under CC6.1")


def test_the_full_text_names_what_the_screen_counts() -> None:
    walk = replace(
        crosswalk(edge("3.1.8", Reuse.STRONG, "ab")), net_new=(NetNew("x", "X", "Y", "Z", "A"),)
    )
    found = report(walk, None, control("AC-01"))
    screen = "\n".join(line for line, _ in write_lines(build_gap_lines(found, full=False), 1000))
    assert "--full names them" in screen
    assert "--full" not in "\n".join(
        line for line, _ in write_lines(build_gap_lines(found, full=True), 1000)
    )


def test_a_control_of_the_topic_is_not_denied_where_a_part_is_asked_for() -> None:
    walk = crosswalk(edge("3.9.2", Reuse.STRONG, "abc"))
    words = "Access of leavers is removed."
    leavers = replace(control("AC-07", topics=()), title="Leavers", description=words)
    entry = objective(report(walk, None, leavers), "3.9.2[c]")
    assert entry.controls == ()
    assert "no control of yours on access that ends when people leave speaks of" in (
        entry.open_because
    )
