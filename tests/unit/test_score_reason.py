"""Where there is no score, every form says why, and what the rest of the requirements give."""

from __future__ import annotations

import datetime as dt

import pytest

from attestle.assess.system_status import Status, evaluate_system
from attestle.render.forms.text import write_lines
from attestle.render.json_keys.status_keys import list_status_keys
from attestle.render.kinds.status_wording import explain_no_score
from attestle.render.registry import find_builder, find_writer
from building import DAY, answer, shipped, system

SILENT = answer("", prose="", evidence=())
WITHOUT_PLAN = "none: without a System Security Plan (3.12.4) there is no score"


def judge(**more: object) -> Status:
    profile = str(more.pop("profile", "cmmc-level-2"))
    made = system(shipped(profile), **more)  # type: ignore[arg-type]
    return evaluate_system(made, shipped(profile), DAY)


def test_a_plan_that_nobody_answered_gives_the_floor_of_the_rest() -> None:
    reason = explain_no_score(judge(default=SILENT))
    assert reason == f"{WITHOUT_PLAN}; the other requirements alone give -203"


def test_what_is_met_beside_the_plan_counts_in_what_the_rest_gives() -> None:
    status = judge(overrides={"3.12.4[a]": SILENT, "3.1.1[a]": SILENT})
    assert explain_no_score(status).endswith("the other requirements alone give 105")
    assert status.scores.implemented is None


@pytest.mark.parametrize(
    ("reviewed", "words"),
    [(DAY - dt.timedelta(days=366), "past its own review date"), (None, "no review of the plan")],
)
def test_a_plan_that_is_not_current_is_told_apart(reviewed: dt.date | None, words: str) -> None:
    reason = explain_no_score(judge(reviewed=reviewed))
    assert words in reason
    assert reason.endswith("the other requirements alone give 110")


def test_a_plan_that_no_evidence_shows_leaves_one_score_out() -> None:
    reason = explain_no_score(judge(overrides={"3.12.4[a]": answer(evidence=())}))
    assert reason.startswith("assessor-ready none: 3.12.4 (System Security Plan)")


def test_nothing_is_said_where_there_are_scores_or_never_any() -> None:
    assert explain_no_score(judge()) == ""
    assert explain_no_score(judge(profile="cmmc-level-1", default=SILENT)) == ""


def test_every_form_says_it() -> None:
    status = judge(default=SILENT)
    assert str(list_status_keys(status)["score_reason"]).startswith(WITHOUT_PLAN)
    assert list_status_keys(judge())["score_reason"] is None
    shown = " ".join(text for text, _ in write_lines(find_builder("status", "text")(status), 0))
    assert WITHOUT_PLAN in shown
    markdown = find_writer("md")(find_builder("status", "md")(status)).decode()
    assert f"Score {WITHOUT_PLAN}" in markdown
