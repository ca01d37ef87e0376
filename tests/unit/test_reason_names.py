"""Documents for people name things by title, and print nothing that the framework does not know."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from types import MappingProxyType

from attestle.assess.plan_state import judge_plan_state
from attestle.assess.system_status import evaluate_system
from attestle.crosswalk.gap_analysis import analyse_gap
from attestle.model.documented_exceptions import DocumentedException
from attestle.model.people import People
from attestle.model.workspace import Work
from attestle.render.draft_reasons import write_draft
from attestle.render.forms import docx, markdown
from attestle.render.forms.docx_styles import STYLES
from attestle.render.kinds.gap_report import build_gap_report
from attestle.render.kinds.ssp import PlanContent, build_plan
from attestle.render.kinds.status_report import build_status_report
from attestle.render.name_lookup import build_lookup
from attestle.render.reason_names import name_status_reasons
from building import DAY, answer, shipped, system
from document_text import read_docx_text

STALE_ONLY = answer(evidence=("ev-stale",))
QUOTED = replace(answer("partial"), missing="waits for ev-stale", evidence=("ev-stale",))


def test_a_reason_names_evidence_by_title_and_leaves_what_an_author_wrote() -> None:
    baseline = shipped()
    made = system(baseline, {"3.1.1[a]": STALE_ONLY, "3.1.1[b]": QUOTED})
    status = name_status_reasons(evaluate_system(made, baseline, DAY))
    first, second = status.results[0].objectives[:2]
    assert first.reason.startswith("Old evidence (ev-stale) was due again on ")
    assert second.reason == "waits for ev-stale"
    assert "| ev-stale was" not in markdown.write(build_status_report(status)).decode()


def test_a_gap_analysis_names_evidence_and_exceptions_by_title() -> None:
    baseline = shipped()
    excuse = DocumentedException(
        "x", "Old rig", "enduring-exception", ("3.1.1[a]",), "because", "guards", "owner",
        DAY - dt.timedelta(days=9), DAY + dt.timedelta(days=90), slug="old-rig",
    )  # fmt: skip
    overrides = {"3.1.1[a]": replace(answer("partial"), missing="not yet"), "3.1.2[a]": STALE_ONLY}
    made = system(baseline, overrides, exceptions=(excuse,))
    made = replace(made, characteristics=replace(made.characteristics, cui_scope="decided"))
    status = evaluate_system(made, baseline, DAY)
    report = analyse_gap(baseline, (), (), DAY, status=status)
    written = markdown.write(build_gap_report(report)).decode()
    assert "counts as met through the exception Old rig (old-rig)" in written
    assert "Old evidence (ev-stale) was due again on" in written
    assert "exception old-rig" not in written


def test_level_1_has_no_points_in_its_status() -> None:
    baseline = shipped("cmmc-level-1")
    label = baseline.requirements[0].label
    status = evaluate_system(
        system(baseline, {f"{label}[a]": answer("partial"), f"{label}[b]": STALE_ONLY}),
        baseline,
        DAY,
    )
    text = markdown.write(build_status_report(status)).decode()
    assert "| Not met | Owner | Why |" in text
    assert "points" not in text
    assert "may stay open" not in text


def test_criteria_are_called_criteria_and_have_no_letters() -> None:
    baseline = shipped("soc2-security")
    silent = replace(system(baseline), answers=MappingProxyType({}))
    status = evaluate_system(silent, baseline, DAY)
    text = markdown.write(build_status_report(status)).decode()
    assert "[whole]" not in text
    assert "Of 33 criteria, 33 not answered" in text
    draft = write_draft(judge_plan_state(status, (), (), {}), build_lookup(silent))
    assert draft == "DRAFT: 33 of 33 criteria not answered, not approved"


def test_a_status_says_what_it_is_and_whose_word_it_is() -> None:
    baseline = shipped()
    text = markdown.write(build_status_report(evaluate_system(system(baseline), baseline, DAY)))
    assert text.decode().startswith("## Demo: Status\n")
    assert "as the author claims. Not an SPRS result." in text.decode()
    assert "author-claim" not in text.decode()


def test_reasons_that_are_alike_stand_once() -> None:
    baseline = shipped()
    silent = answer("", prose="", evidence=())
    status = evaluate_system(system(baseline, default=silent), baseline, DAY)
    text = markdown.write(build_status_report(status)).decode()
    assert "[a][b][c][d][e][f] nothing is stated |" in text


def test_a_role_that_nobody_recorded_has_the_title_that_documents_ask_for() -> None:
    made = replace(system(shipped()), people=People("organization", (), (), ()))
    names = build_lookup(made)
    assert names.find_role("security-officer") == "System Security Officer"
    assert names.find_role("somebody-else") == "somebody-else"


def test_a_name_in_a_cell_makes_no_chain_of_rows() -> None:
    baseline = shipped()
    report = analyse_gap(baseline, (), (), DAY)
    assert "3.1.1 Authorized Access Control" in read_docx_text(docx.write(build_gap_report(report)))
    assert not STYLES["TableHeading"].keep_next


def test_a_plan_of_soc_2_has_no_cmmc_target_and_its_gap_analysis_no_way_to_itself() -> None:
    for profile, is_cmmc in (("soc2-security", False), ("cmmc-level-2", True)):
        baseline = shipped(profile)
        made = system(baseline)
        made = replace(made, characteristics=replace(made.characteristics, cmmc_target="level-2"))
        status = evaluate_system(made, baseline, DAY)
        plan = markdown.write(build_plan(PlanContent(Work(made, baseline), status))).decode()
        assert ("| **CMMC target** | Level 2 |" in plan) == is_cmmc
        report = analyse_gap(baseline, (), (), DAY, status=status)
        title = markdown.write(build_gap_report(report)).decode().partition("\n")[0]
        assert ("from SOC 2 to" in title) == is_cmmc
