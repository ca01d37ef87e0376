"""Scores and eligibility: the worked cases of the facts, and random answers against a calculation
of our own making here.

The calculation below is written from the text of 32 CFR 170.24(c)(2) and 170.21(a)(2) and shares
nothing with the code it checks.
"""

from __future__ import annotations

import csv
import datetime as dt
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attestle.assess.scores import Unmet, find_smallest_closing
from attestle.assess.system_status import evaluate_system
from attestle.model.documented_exceptions import DocumentedException
from attestle.model.frameworks import SP_800_171_R2
from attestle.model.objective_answers import ObjectiveAnswer
from building import DAY, answer, shipped, system
from conftest import ROOT, examples
from tables import check_each


def rows(name: str) -> list[dict[str, str]]:
    with (ROOT / "tests/facts" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


FACTS = {row["id"]: row for row in rows("requirements_r2.csv")}
CREDIT = {"3.5.3": "remote-and-privileged-only", "3.13.11": "encryption-not-validated"}
NAMED_EXCLUSIONS = {"3.1.20", "3.1.22", "3.12.4", "3.10.3", "3.10.4", "3.10.5"}


def split(cell: str) -> list[str]:
    return [item for item in cell.split(";") if item]


def unmet_answers(labels: list[str], partial: list[str]) -> dict[str, ObjectiveAnswer]:
    baseline = shipped()
    overrides = {
        f"{label}[{baseline.by_label[label].objectives[0].letter}]": answer("not-implemented")
        for label in labels
    }
    overrides |= {
        f"{label}[{baseline.by_label[label].objectives[0].letter}]": answer("partial")
        for label in partial
    }
    return overrides


def exception(cell: str) -> DocumentedException:
    label, _, kind = cell.partition(":")
    return DocumentedException(
        uuid="x",
        title="Exception",
        kind=kind,
        scope=(label,),
        rationale="because",
        approver="owner",
        date=DAY,
        review_date=DAY + dt.timedelta(days=90),
    )


@check_each("row", rows("score_cases.csv"), ids=lambda row: row["case"])
def test_worked_case(row: dict[str, str]) -> None:
    partial = split(row["partial_credit"])
    built = system(
        shipped(),
        unmet_answers(split(row["unmet"]), partial),
        partial_credit={label: CREDIT[label] for label in partial},
        exceptions=tuple(exception(cell) for cell in split(row["exceptions"])),
    )
    status = evaluate_system(built, shipped(), DAY)
    assert status.scores.implemented == (int(row["score"]) if row["score"] else None)
    assert status.scores.assessor_ready == status.scores.implemented
    assert status.conditional[0] is (row["conditional_eligible"] == "yes")


def independent(unmet: set[str], partial: set[str]) -> tuple[int | None, bool]:
    """Score and conditional eligibility from the fact table alone."""
    if "3.12.4" in unmet:
        return None, False
    cost = {
        label: 3 if label in partial else int(FACTS[label]["points_max"] or FACTS[label]["points"])
        for label in unmet
    }
    score = 110 - sum(cost.values())
    small = all(
        points <= 1 or (label == "3.13.11" and points == 3) for label, points in cost.items()
    )
    eligible = bool(unmet) and score / 110 >= 0.8 and small and not unmet & NAMED_EXCLUSIONS
    return score, eligible


LABELS = sorted(FACTS)


@settings(max_examples=examples(120), deadline=None)
@given(
    unmet=st.sets(st.sampled_from(LABELS), max_size=40),
    partial=st.sets(st.sampled_from(sorted(CREDIT))),
)
def test_random_answers_agree_with_an_independent_calculation(
    unmet: set[str], partial: set[str]
) -> None:
    built = system(
        shipped(),
        unmet_answers(sorted(unmet - partial), sorted(partial)),
        partial_credit={label: CREDIT[label] for label in partial},
    )
    status = evaluate_system(built, shipped(), DAY)
    score, eligible = independent(unmet | partial, partial)
    assert (status.scores.implemented, status.conditional[0]) == (score, eligible)
    assert [item.requirement.label for item in status.results if not item.met] == sorted(
        unmet | partial, key=lambda label: FACTS[label]["id_padded"]
    )
    assert set(status.to_conditional or ()) <= set(status.to_final)


@settings(max_examples=examples(150), deadline=None)
@given(unmet=st.sets(st.sampled_from(LABELS), min_size=1, max_size=60), partial=st.booleans())
def test_what_to_close_first_is_enough_and_not_more(unmet: set[str], partial: bool) -> None:
    """Closing the set makes a status possible; leaving out any one of it does not."""
    credit = {"3.13.11"} if partial else set()
    unmet = unmet | credit
    built = system(
        shipped(),
        unmet_answers(sorted(unmet - credit), sorted(credit)),
        partial_credit={label: CREDIT[label] for label in credit},
    )
    chosen = evaluate_system(built, shipped(), DAY).to_conditional
    assert chosen is not None
    if independent(unmet, credit)[1]:
        assert chosen == ()
        return

    def possible(closed: set[str]) -> bool:
        rest = unmet - closed
        return not rest or independent(rest, credit & rest)[1]

    assert possible(set(chosen))
    assert not any(possible(set(chosen) - {label}) for label in chosen)


@settings(max_examples=examples(60), deadline=None)
@given(
    extra=st.integers(min_value=1, max_value=4),
    partial=st.booleans(),
    forced=st.sets(st.sampled_from(["3.1.1", "3.1.20", "3.1.5"])),
)
def test_the_smallest_set_is_the_smallest_by_brute_force(
    extra: int, partial: bool, forced: set[str]
) -> None:
    """Over the threshold by a few points, every subset is tried."""
    eligible = [row["id"] for row in FACTS.values() if row["l2_poam"] == "eligible"]
    credit = {"3.13.11"} if partial else set()
    unmet = set(eligible[: 22 - 3 * partial + extra]) | credit | forced
    items = tuple(
        Unmet(item, item.label in credit) for item in shipped().requirements if item.label in unmet
    )
    rule = SP_800_171_R2.score
    assert rule is not None
    chosen = set(find_smallest_closing(rule, items))
    free = [item.requirement.label for item in items if item.poam_allowed]
    best = next(
        set(taken) | forced
        for size in range(len(free) + 1)
        for taken in combinations(free, size)
        if independent(unmet - forced - set(taken), credit - set(taken))[1]
    )
    assert len(chosen) == len(best)
    assert chosen == best, "ties go to the earliest sort-id"


def test_a_plan_past_its_review_has_no_score() -> None:
    status = evaluate_system(
        system(shipped(), reviewed=DAY - dt.timedelta(days=366)), shipped(), DAY
    )
    assert (status.scores.implemented, status.scores.assessor_ready) == (None, None)
    assert status.conditional == (False, False)
    assert status.final == (False, False)
    on_the_day = evaluate_system(
        system(shipped(), reviewed=DAY - dt.timedelta(days=365)), shipped(), DAY
    )
    assert on_the_day.scores.implemented == 110


def test_the_plan_itself_without_evidence_leaves_the_other_score() -> None:
    status = evaluate_system(system(shipped(), {"3.12.4[a]": answer(evidence=())}), shipped(), DAY)
    assert status.scores.implemented == 110
    assert status.scores.assessor_ready is None


def test_level_1_has_no_score_and_no_conditional_status() -> None:
    baseline = shipped("cmmc-level-1")
    status = evaluate_system(system(baseline, {"3.1.1[a]": answer("planned")}), baseline, DAY)
    scores = status.scores
    assert (scores.implemented, scores.assessor_ready, scores.maximum) == (None, None, None)
    assert status.conditional == (False, False)
    assert status.to_conditional is None
    assert status.to_final == ("3.1.1",)


def test_partial_credit_needs_everything_unmet_to_be_partial() -> None:
    mixed = {"3.5.3[a]": answer("partial"), "3.5.3[b]": answer("planned")}
    status = evaluate_system(system(shipped(), mixed, partial_credit=CREDIT), shipped(), DAY)
    assert status.scores.implemented == 105


@pytest.mark.parametrize("field", ["rationale", "approver", "date", "review_date"])
def test_an_exception_excuses_only_when_documented(field: str) -> None:
    whole = exception("3.1.1:enduring-exception")
    values: dict[str, Any] = {
        name: getattr(whole, name)
        for name in (
            "uuid",
            "title",
            "kind",
            "scope",
            "rationale",
            "approver",
            "date",
            "review_date",
        )
    }
    lacking = DocumentedException(**{**values, field: None})
    overrides = {"3.1.1[a]": answer("partial")}
    assert (
        evaluate_system(
            system(shipped(), overrides, exceptions=(whole,)), shipped(), DAY
        ).scores.implemented
        == 110
    )
    assert (
        evaluate_system(
            system(shipped(), overrides, exceptions=(lacking,)), shipped(), DAY
        ).scores.implemented
        == 105
    )


def test_an_exception_excuses_until_its_review() -> None:
    whole = exception("3.1.1[a]:enduring-exception")
    built = system(
        shipped(),
        {"3.1.1[a]": answer("partial")},
        exceptions=(whole,),
        reviewed=DAY + dt.timedelta(days=60),
    )
    assert evaluate_system(built, shipped(), DAY + dt.timedelta(days=90)).scores.implemented == 110
    assert evaluate_system(built, shipped(), DAY + dt.timedelta(days=91)).scores.implemented == 105
