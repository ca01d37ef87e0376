"""The plan of action for people: what stands in it, by kind, with the clock and what 170.21 says."""

from __future__ import annotations

import datetime as dt
import io
import re
from dataclasses import replace
from typing import Any

import openpyxl
import pytest

from attestle.assess.poam_entries import find_clock, judge_standing, list_standings
from attestle.assess.system_status import Status, evaluate_system
from attestle.model.baseline import Baseline, make_baseline
from attestle.model.engagement import CmmcAim, Engagement
from attestle.model.milestones import Milestone, MilestoneChange, PoamItem
from attestle.model.system import System
from attestle.render.forms import docx, markdown, xlsx
from attestle.render.kinds.poam import build_poam
from attestle.render.kinds.poam_sheets import build_poam_sheets
from building import DAY, answer, shipped, system
from document_text import read_docx_text

OPEN = answer("partial")
ITEM = PoamItem(
    "i1", "Alerts that nobody hears", "poam", "An alert is lost", ("3.3.4[c]",), "owner", (),
    "40 hours", "A drill", DAY - dt.timedelta(days=30), "The alert", "It is heard",
    DAY + dt.timedelta(days=60), slug="lost-alerts",
    tickets=("https://tickets.example/T-1", "T-2"),
    scheduled_completion_history=(MilestoneChange("c0", DAY, DAY - dt.timedelta(days=5), "parts late"),),
    milestones=(
        Milestone("m1", "Rule written", DAY - dt.timedelta(days=3)),
        Milestone("m2", "Rule tried", DAY + dt.timedelta(days=9), changes=(
            MilestoneChange("c1", DAY, DAY + dt.timedelta(days=2), "rig busy"),
        )),
    ),
)  # fmt: skip


def few(*labels: str) -> Baseline:
    chosen = tuple(shipped().by_label[key] for key in labels)
    return make_baseline("cmmc-level-2", "Some requirements", chosen)


def judge(*labels: str, aim: CmmcAim | None = None, **more: Any) -> Status:
    baseline = few(*dict.fromkeys((*labels, "3.12.4")))
    made: System = system(baseline, more.pop("overrides", {}), **more)
    return evaluate_system(replace(made, engagement=Engagement(cmmc=aim)), baseline, DAY)


def read_md(status: Status) -> str:
    return markdown.write(build_poam(status)).decode()


def open_sheets(status: Status) -> Any:
    return openpyxl.load_workbook(io.BytesIO(xlsx.write(build_poam_sheets(status))))


@pytest.mark.parametrize(
    ("label", "credit", "allowed", "why"),
    [
        ("3.3.4", "", True, "worth 1 point and not named"),
        ("3.4.8", "", False, "worth 5 points; 170.21(a)(2)(ii)"),
        ("3.10.3", "", False, "named by 170.21(a)(2)(iii)"),
        ("3.12.4", "", False, "without the System Security Plan"),
        ("3.13.11", "", False, "only its state with partial credit (3 points) may"),
        ("3.13.11", "encryption-not-validated", True, "partial credit applies (3 points)"),
        ("3.5.3", "remote-and-privileged-only", False, "worth 3 points"),
    ],
)
def test_what_may_stay_open_says_why(label: str, credit: str, allowed: bool, why: str) -> None:
    objectives = dict.fromkeys((f"{label}[{unit.letter}]" for unit in shipped().by_label[label].units), OPEN)  # fmt: skip
    status = judge(label, overrides=objectives, partial_credit={label: credit})
    [standing] = list_standings(status)
    assert (standing.is_allowed, standing.result.requirement.label) == (allowed, label)
    assert why in standing.why


def test_level_1_has_no_conditional_status() -> None:
    baseline = shipped("cmmc-level-1")
    first = baseline.requirements[0]
    made = system(baseline, {f"{first.label}[a]": OPEN})
    status = evaluate_system(made, baseline, DAY)
    assert not judge_standing(status, status.results[0]).is_allowed
    text = read_md(status)
    assert f"{baseline.title} has no conditional status" in text
    assert "| **Score** |" not in text
    assert find_clock(status) is None
    assert "180 days" not in text
    assert "points" not in text.partition("## Requirements that are not met")[0]


def test_the_clock_begins_with_the_conditional_status_and_ends_after_180_days() -> None:
    start = DAY - dt.timedelta(days=150)
    aim = CmmcAim("u", 2, "c3pao", start, "conditional")
    late = replace(ITEM, scheduled_completion=DAY + dt.timedelta(days=31))
    status = judge("3.3.4", overrides={"3.3.4[c]": OPEN}, poam=(late,), aim=aim)
    clock = find_clock(status)
    assert clock is not None
    assert (clock.end, clock.count_days_left(DAY)) == (DAY + dt.timedelta(days=30), 30)
    text = read_md(status)
    assert f"began on {start}" in text
    assert "30 days left; a C3PAO closes it out" in text
    assert f"scheduled after the clock ends on {clock.end}" in text
    still = read_md(judge("3.3.4", overrides={"3.3.4[c]": OPEN}, poam=(late,)))
    assert "does not run: no Conditional CMMC Status Date is recorded" in still
    assert "scheduled after the clock" not in still


@pytest.mark.parametrize(
    ("days", "said"),
    [(-1, "ended 1 day ago"), (0, "0 days left"), (1, "1 day left"), (2, "2 days")],
)
def test_one_day_is_no_days(days: int, said: str) -> None:
    start = DAY - dt.timedelta(days=180 - days)
    aim = CmmcAim("u", 2, "c3pao", start, "conditional")
    due = replace(ITEM, scheduled_completion=DAY - dt.timedelta(days=1))
    status = judge("3.3.4", overrides={"3.3.4[c]": OPEN}, poam=(due,), aim=aim)
    text = read_md(status)
    assert said in text
    assert "1 days" not in text
    assert "1 days" not in str(open_sheets(status)["POA&M"]["I2"].value)


def test_nists_columns_with_every_change_of_a_day() -> None:
    status = judge("3.3.4", overrides={"3.3.4[c]": OPEN}, poam=(ITEM,))
    sheet = open_sheets(status)["POA&M"]
    head, row = ([str(cell.value) for cell in cells] for cells in sheet.iter_rows(max_row=2))
    assert head[:9] == [
        "Item", "Weakness or deficiency", "Responsible", "Resources", "Scheduled completion",
        "Milestones with days", "Changes to milestones", "How identified", "Status",
    ]  # fmt: skip
    cells = dict(zip(head, row, strict=True))
    assert cells["Item"] == "Alerts that nobody hears\nlost-alerts"
    assert cells["Scheduled completion"].endswith(f"\nfirst {DAY - dt.timedelta(days=5)}")
    assert cells["Milestones with days"].splitlines()[0].endswith("Rule written (overdue)")
    assert "Scheduled completion: was" in cells["Changes to milestones"]
    assert "Rule tried: was" in cells["Changes to milestones"]
    assert "rig busy" in cells["Changes to milestones"]
    assert cells["Status"] == "Ongoing\n1 milestone overdue"
    assert cells["May stay open on a POA&M (32 CFR 170.21)"].startswith("3.3.4 may stay open:")


def test_a_ticket_is_a_link_where_it_leads_to_the_web() -> None:
    status = judge("3.3.4", overrides={"3.3.4[c]": OPEN}, poam=(ITEM,))
    text = read_md(status)
    assert "<https://tickets.example/T-1>" in text
    assert "[T-2]" not in text
    assert "T-2" in read_docx_text(docx.write(build_poam(status)))


def test_the_kinds_stand_apart_and_closed_items_show_their_evidence() -> None:
    items = (
        replace(ITEM, kind="operational", slug="patch", title="Patch that waits"),
        replace(ITEM, kind="remediation", slug="rig", title="Rig without lists"),
        replace(
            ITEM, slug="done", title="Done long ago", status="complete", completed=DAY,
            completion_evidence=("ev", "ev-stale", "ev-lost"),
        ),
    )  # fmt: skip
    status = judge("3.3.4", poam=items)
    book = open_sheets(status)
    names = {sheet.title: [str(row[0]) for row in sheet.values] for sheet in book.worksheets}
    assert names["Operational"][1].startswith("Patch that waits")
    assert names["Remediation"][1].startswith("Rig without lists")
    assert len(names["Operational"]) == len(names["Remediation"]) == 2
    assert "There is none." in names["POA&M"]
    [_, closed] = [[str(cell) for cell in row] for row in book["Closed"].values]
    assert closed[0].startswith("Done long ago")
    assert "Evidence\nev\na place" in closed[-1]
    assert "ev-stale; was due again on" in closed[-1]
    assert "ev-lost (not in the register of evidence)" in closed[-1]


def test_the_first_page_says_what_stands_in_the_way_and_what_nobody_plans() -> None:
    gone = replace(ITEM, scheduled_completion=DAY - dt.timedelta(days=4), milestones=())
    status = judge("3.3.4", "3.4.8", overrides={"3.3.4[c]": OPEN, "3.4.8[a]": OPEN}, poam=(gone,))
    text = read_md(status).partition("## Requirements that are not met")[0]
    way = text.partition("stands in the way")[2].partition("**Not met and")[0]
    assert "3.4.8 Application Execution Policy" in way
    assert "in no open item" in way
    assert "3.3.4" not in way
    assert "| [Alerts that nobody hears](#item-lost-alerts) | 4 |" in text
    assert "| 3.4.8 Application Execution Policy | [a] | 5 | no | CM | something |" in text


def test_an_empty_plan_of_action_claims_nothing() -> None:
    silent = answer("", prose="", evidence=())
    baseline = few("3.3.4", "3.12.4")
    status = evaluate_system(system(baseline, default=silent), baseline, DAY)
    text = read_md(status)
    assert "| **Open items** | 0 |" in text
    assert "2 of 2, 1 point off the score" in text
    assert "in no open item" in text
    assert "| **Objectives not answered, which counts as not met** | 11 of 11 |" in text
    assert (
        "| **Score** | none: without a System Security Plan (3.12.4) there is no score; the" in text
    )


def test_a_long_list_leaves_the_first_page_a_page_and_names_all() -> None:
    baseline, silent = shipped(), answer("", prose="", evidence=())
    status = evaluate_system(system(baseline, default=silent), baseline, DAY)
    page = read_md(status).partition("## Requirements that are not met")[0]
    assert "110 requirements:" in page
    for result in status.results:
        assert re.search(rf" {re.escape(result.requirement.label)}(,|$)", page, re.M)
    assert len(page.splitlines()) < 50
