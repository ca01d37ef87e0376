"""The rating of an objective: every row of the table, in its order."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from types import MappingProxyType

from hypothesis import given, settings
from hypothesis import strategies as st

from attestle.assess.system_status import evaluate_system
from attestle.model.evidence import EvidencePlace, FoundFile
from attestle.model.objective_answers import Approval, ComponentAnswer, ObjectiveAnswer
from attestle.model.providers import MatrixRow, Provider
from attestle.model.system import ObjectiveResult, SelfAssessment, System
from building import CURRENT, DAY, answer, shipped, system
from conftest import examples
from tables import check_each

LABEL = "3.1.1[a]"
ORDER = ("not-addressed", "present-but-undocumented", "partially-covered", "covered-and-evidenced")


def provider(*labels: str) -> Provider:
    return Provider(
        "p",
        "Cloud",
        True,
        ("hosting",),
        "owner",
        slug="cloud",
        matrix_rows=tuple(MatrixRow(label, "shared") for label in labels),
    )


def judged(own: ObjectiveAnswer, **more: object) -> tuple[str, bool]:
    """Rating, and whether it counts as met."""
    status = evaluate_system(system(shipped(), {LABEL: own}, **more), shipped(), DAY)  # type: ignore[arg-type]
    result = status.results[0].objectives[0]
    assert result.objective.label == LABEL
    return result.rating, result.met


@check_each(
    ("own", "rating", "met"),
    [
        (answer(), "covered-and-evidenced", True),
        (answer(evidence=("ev-stale", "ev")), "covered-and-evidenced", True),
        (answer(evidence=("ev-stale",)), "partially-covered", True),
        (answer(evidence=("ev-draft",)), "partially-covered", True),
        (answer(evidence=()), "present-but-undocumented", True),
        (answer(evidence=("unknown",)), "present-but-undocumented", True),
        (answer(prose=""), "present-but-undocumented", True),
        (answer(prose=" \n\t"), "present-but-undocumented", True),
        (answer("inherited", provider="cloud"), "covered-and-evidenced", True),
        (answer("inherited"), "present-but-undocumented", False),
        (answer("inherited", provider="elsewhere"), "present-but-undocumented", False),
        (answer("partial"), "partially-covered", False),
        (answer("partial", evidence=()), "partially-covered", False),
        (answer("planned"), "not-addressed", False),
        (answer("not-implemented"), "not-addressed", False),
        (answer(""), "not-addressed", False),
        (answer("alternative"), "not-addressed", False),
        (answer("not-applicable"), "not-applicable", True),
        (answer("not-applicable", rationale=""), "not-addressed", False),
        (answer("not-applicable", approved=None), "not-addressed", False),
    ],
)
def test_table(own: ObjectiveAnswer, rating: str, met: bool) -> None:
    assert judged(own, providers=(provider(LABEL),)) == (rating, met)


def test_inherited_without_a_matrix_row_is_undocumented_and_unmet() -> None:
    assert judged(answer("inherited", provider="cloud"), providers=(provider("3.1.1[b]"),)) == (
        "present-but-undocumented",
        False,
    )


def test_a_row_that_leaves_it_to_the_organisation_inherits_nothing() -> None:
    left = replace(provider(), matrix_rows=(MatrixRow(LABEL, "organisation"),))
    assert judged(answer("inherited", provider="cloud"), providers=(left,)) == (
        "present-but-undocumented",
        False,
    )


def test_a_hash_that_differs_makes_evidence_stale() -> None:
    item = replace(CURRENT, sha256="a" * 64)

    def rate(**found: FoundFile) -> str:
        looked = {item.location: found["it"]} if found else {}
        return judged(answer(), evidence=(replace(item, found=looked),))[0]

    assert rate(it=FoundFile(True, "b" * 64)) == "partially-covered"
    assert rate(it=FoundFile(False)) == "partially-covered"
    assert rate(it=FoundFile(True, "a" * 64)) == "covered-and-evidenced"
    assert rate() == "covered-and-evidenced", "it is kept elsewhere"


def test_evidence_of_a_day_to_come_covers_nothing() -> None:
    item = replace(CURRENT, collected=DAY + dt.timedelta(days=1))
    assert judged(answer(), evidence=(item,)) == ("partially-covered", True)


def test_one_of_several_places_that_is_missing_is_enough() -> None:
    places = (EvidencePlace("evidence/a"), EvidencePlace("evidence/b"))
    item = replace(CURRENT, location="", locations=places)
    found = {"evidence/a": FoundFile(True), "evidence/b": FoundFile(False)}
    assert judged(answer(), evidence=(replace(item, found=found),))[0] == "partially-covered"
    found["evidence/b"] = FoundFile(True)
    assert judged(answer(), evidence=(replace(item, found=found),))[0] == "covered-and-evidenced"


def test_an_approval_of_a_day_to_come_makes_nothing_inapplicable() -> None:
    later = Approval("owner", DAY + dt.timedelta(days=1))
    assert judged(answer("not-applicable", approved=later)) == ("not-addressed", False)


def test_evidence_without_an_owner_is_not_current() -> None:
    assert judged(answer(), evidence=(replace(CURRENT, owner=None),)) == ("partially-covered", True)


def test_a_component_section_that_names_the_letter_describes_it() -> None:
    baseline = shipped()
    built = system(baseline, {LABEL: answer(prose="")})
    control = baseline.by_label["3.1.1"].id
    for letters, expected in (
        (("a",), "covered-and-evidenced"),
        (("b",), "present-but-undocumented"),
    ):
        file = replace(
            built.answers[control], components=(ComponentAnswer("okta", letters, prose="It does."),)
        )
        changed = replace(built, answers=MappingProxyType({**built.answers, control: file}))
        assert evaluate_system(changed, baseline, DAY).results[0].objectives[0].rating == expected


def test_a_requirement_takes_the_lowest_rating_of_what_applies() -> None:
    mixed = {
        LABEL: answer("partial"),
        "3.1.1[b]": answer(evidence=()),
        "3.1.1[c]": answer("not-applicable"),
    }
    result = evaluate_system(system(shipped(), mixed), shipped(), DAY).results[0]
    assert result.rating == "present-but-undocumented"
    only_na = {f"3.1.1[{letter}]": answer("not-applicable") for letter in "abcdef"}
    result = evaluate_system(system(shipped(), only_na), shipped(), DAY).results[0]
    assert (result.rating, result.met, result.not_applicable) == ("not-applicable", True, True)


STATES = st.sampled_from(
    [
        "",
        "implemented",
        "inherited",
        "alternative",
        "partial",
        "planned",
        "not-implemented",
        "not-applicable",
    ]
)


@settings(max_examples=examples(150), deadline=None)
@given(
    state=STATES,
    prose=st.sampled_from(["", "Text."]),
    evidence=st.sets(st.sampled_from(["ev", "ev-stale", "ev-draft", "unknown"])),
    added=st.sampled_from(["ev", "ev-stale"]),
)
def test_adding_evidence_never_lowers_a_rating(
    state: str, prose: str, evidence: set[str], added: str
) -> None:
    before, _ = judged(
        answer(state, prose=prose, evidence=tuple(sorted(evidence))), providers=(provider(LABEL),)
    )
    after, _ = judged(
        answer(state, prose=prose, evidence=tuple(sorted(evidence | {added}))),
        providers=(provider(LABEL),),
    )
    if before == "not-applicable":
        assert after == before
    else:
        assert ORDER.index(after) >= ORDER.index(before)


def assessed(results: dict[str, str]) -> System:
    rows = tuple(
        ObjectiveResult("r", label, results.get(label, "met"), "owner", DAY, ("examine",))
        for label in shipped().objective_labels
        if results.get(label) != "none"
    )
    return system(shipped(), {LABEL: answer("planned")}, assessment=SelfAssessment(rows))


def test_a_complete_self_assessment_carries_the_implemented_score() -> None:
    status = evaluate_system(assessed({}), shipped(), DAY)
    assert (status.basis, status.scores.implemented, status.scores.assessor_ready) == (
        "self-assessment",
        110,
        105,
    )
    status = evaluate_system(assessed({"3.1.2[a]": "not-met"}), shipped(), DAY)
    assert status.scores.implemented == 105
    assert status.to_final == ("3.1.2",)


def test_an_incomplete_self_assessment_changes_nothing() -> None:
    status = evaluate_system(assessed({"3.14.7[b]": "none"}), shipped(), DAY)
    assert (status.basis, status.scores.implemented) == ("author-claim", 105)
