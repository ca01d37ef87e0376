"""What counts as met is the same in every document: systems of all states, counted again from what
each document says.
"""

from __future__ import annotations

import datetime as dt
import random
import re
from collections import Counter
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import pytest

from attestle.assembly import assessments, plan_of_action
from attestle.assembly.oscal_parts import find_newest_day
from attestle.assess.responsibilities import list_matrices
from attestle.assess.system_status import Status, evaluate_system
from attestle.crosswalk.gap_analysis import analyse_gap
from attestle.crosswalk.gap_figures import count_projects_by_owner, list_open_work
from attestle.model.baseline import Baseline, make_baseline
from attestle.model.documented_exceptions import DocumentedException
from attestle.model.milestones import PoamItem, Review
from attestle.model.objective_answers import ObjectiveAnswer
from attestle.model.providers import MatrixRow, Provider
from attestle.model.system import ObjectiveResult, SelfAssessment, System
from attestle.model.workspace import Work, make_workspace
from attestle.render.forms import markdown
from attestle.render.json_keys.gap_keys import list_gap_keys
from attestle.render.json_keys.status_keys import list_status_keys
from attestle.render.kinds.evidence_wording import EvidenceContent, read_evidence_plan
from attestle.render.kinds.poam import build_poam
from attestle.render.kinds.ssp import PlanContent, build_plan
from attestle.rules import poam_rules
from attestle.rules.rule_input import RuleInput
from building import DAY, answer, shipped, system
from conftest import examples

LABELS = ("3.1.1", "3.1.2", "3.1.20", "3.4.8", "3.9.1", "3.12.4", "3.13.11", "3.13.14")
STATES = (
    "", "implemented", "inherited", "alternative", "partial", "planned", "not-implemented",
    "not-applicable",
)  # fmt: skip
PLANNED = ("partial", "planned", "not-implemented")
HEADING = re.compile(r"^#### (3\.\d+\.\d+) ")
BOX = re.compile(r"^- \[x\] (.*)")
KINDS = ("enduring-exception", "dod-cio-adjudication", "accepted-risk", "temporary-deficiency")


def few() -> Baseline:
    return make_baseline(
        "cmmc-level-2", "Some requirements", tuple(shipped().by_label[key] for key in LABELS)
    )


BASELINE = few()
OBJECTIVES = tuple(BASELINE.objective_labels)


def build_random(seed: int) -> System:
    """A system with any state anywhere, complete or not, now and then excused or assessed."""
    luck = random.Random(seed)
    favourite = luck.choice(STATES)
    answers = {
        label: answer_anyhow(luck, luck.choice((favourite, *STATES))) for label in OBJECTIVES
    }
    if luck.random() < 0.3:  # requirements of one mind, so that every box is seen
        answers |= {
            label: answers[f"{requirement}[a]"]
            for requirement in LABELS
            for label in OBJECTIVES
            if label.startswith(f"{requirement}[")
        }
    rows = tuple(
        MatrixRow(label, luck.choice(("provider", "shared", "organisation")))
        for label in OBJECTIVES
        if luck.random() < 0.7
    )
    host = Provider("p", "Host", True, ("hosting",), "owner", slug="host", matrix_rows=rows)
    made = system(
        BASELINE,
        answers,
        exceptions=tuple(except_anyhow(luck, number) for number in range(luck.randrange(4))),
        providers=(host,),
        poam=tuple(plan_anyhow(luck, number) for number in range(luck.randrange(4))),
    )
    return replace(made, assessment=assess_anyhow(luck) if luck.random() < 0.2 else None)


def answer_anyhow(luck: random.Random, state: str) -> ObjectiveAnswer:
    more: dict[str, Any] = {}
    if state == "inherited" and luck.random() < 0.8:
        more["provider"] = luck.choice(("host", "host", "stranger"))
    if state == "not-applicable":
        more |= luck.choice(({}, {}, {"rationale": ""}, {"approved": None}))
    if state in PLANNED and luck.random() < 0.1:
        more["missing"] = ""
    prose = "" if luck.random() < 0.2 else "Somebody does it."
    return answer(state, prose=prose, evidence=luck.choice((("ev",), ("ev-stale",), ())), **more)


def except_anyhow(luck: random.Random, number: int) -> DocumentedException:
    return DocumentedException(
        uuid=f"x{number}",
        title=f"Exception {number}",
        kind=luck.choice(KINDS),
        scope=tuple(luck.sample((*LABELS, *OBJECTIVES), 4)),
        rationale=luck.choice(("why", "why", None)),
        approver="owner",
        date=DAY - dt.timedelta(days=9),
        review_date=DAY + dt.timedelta(days=luck.choice((-1, 0, 90))),
        implemented_before=DAY - dt.timedelta(days=90),
        operational_item="item-0",
        slug=f"exception-{number}",
    )


def plan_anyhow(luck: random.Random, number: int) -> PoamItem:
    status = luck.choice(("ongoing", "ongoing", "complete"))
    return PoamItem(
        f"i{number}", f"Item {number}", luck.choice(("poam", "operational", "remediation")),
        "a gap", tuple(luck.sample(OBJECTIVES, 5)), "owner", (), "none", "audit", DAY, "a report",
        "done", DAY, status=status, completed=DAY if status == "complete" else None,
        reviews=(Review("r", DAY, "well"),), slug=f"item-{number}",
    )  # fmt: skip


def assess_anyhow(luck: random.Random) -> SelfAssessment:
    return SelfAssessment(
        tuple(
            ObjectiveResult(
                f"r-{label}",
                label,
                luck.choice(("met", "met", "not-met", "not-applicable")),
                "owner",
                DAY,
                ("examine",),
            )
            for label in OBJECTIVES
        )
    )


def expect_box(made: System, status: Status, label: str) -> str:
    """The box by the table of states, put in words of its own."""
    assessed = (
        {row.objective: row.result for row in made.assessment.results} if made.assessment else {}
    )
    asked = []
    for key in OBJECTIVES:
        if key.startswith(f"{label}["):
            requirement, unit = BASELINE.objective_labels[key]
            own = made.answers[requirement.id].objectives[unit.letter]
            asked.append(expect_objective(made, own, key, assessed.get(key, "met"), status))
    if "Planned to be Implemented" in asked:
        return "Planned to be Implemented"
    if "" in asked:
        return ""
    return "Implemented" if "Implemented" in asked else "Not Applicable"


def expect_objective(
    made: System, own: ObjectiveAnswer, label: str, assessed: str, status: Status
) -> str:
    if own.state in PLANNED:
        return "Planned to be Implemented"
    if own.state == "" or assessed == "not-met":
        return ""
    if label == "3.12.4[a]" and "not-applicable" in (own.state, assessed):
        return ""  # there is no system that needs no plan
    if own.state == "not-applicable":
        return "Not Applicable" if own.rationale and own.approved else ""
    if own.state == "inherited":
        parts = [
            row.responsibility for row in made.providers[0].matrix_rows if row.objective == label
        ]
        given = own.provider == "host" and set(parts) & {"provider", "shared"}
        return "Implemented" if given else ""
    if own.state == "alternative":
        excuses = [
            entry.excused.kind
            for result in status.results
            for entry in result.objectives
            if entry.objective.label == label and entry.excused
        ]
        return "Implemented" if "dod-cio-adjudication" in excuses else ""
    return "Implemented"


def read_boxes(text: str) -> dict[str, str]:
    """The checked box of each requirement as the plan prints it, "" for none."""
    boxes: dict[str, str] = {}
    current = ""
    for line in text.splitlines():
        if heading := HEADING.match(line):
            current = heading[1]
            boxes[current] = ""
        elif box := BOX.match(line):
            assert not boxes[current], "two boxes"
            boxes[current] = box[1]
    return boxes


COLUMNS = (
    "All", "Implemented", "Planned", "Not applicable", "Not answered", "Incomplete", "Met",
    "By exception",
)  # fmt: skip


def read_sums(text: str) -> tuple[list[int], list[list[int]]]:
    """The last row of the sums by family, and the rows above it; 0 in a column that is left out."""
    lines = text.split(". Requirements by family*")[1].split("\n\n")[1].splitlines()
    table = [[cell.strip(" *") for cell in line.split("|")[1:-1]] for line in lines if "|" in line]
    head, _, *rows = table
    found = [
        [int(dict(zip(head, row, strict=True)).get(name, "0")) for name in COLUMNS] for row in rows
    ]
    return found[-1], found[:-1]


def recount_plan(made: System, status: Status) -> None:
    text = markdown.write(build_plan(PlanContent(Work(made, BASELINE), status))).decode()
    boxes = read_boxes(text)
    assert boxes == {label: expect_box(made, status, label) for label in LABELS}
    total, families = read_sums(text)
    assert [sum(column) for column in zip(*families, strict=True)] == total
    tally = Counter(boxes.values())
    names = ("Implemented", "Planned to be Implemented", "Not Applicable")
    assert total[:4] == [len(LABELS), *(tally[name] for name in names)]
    silent = [
        result.requirement.label
        for result in status.results
        if any(entry.state == "unstated" for entry in result.objectives)
    ]
    assert total[4] == sum(not boxes[label] for label in silent)
    assert total[4] + total[5] == tally[""]
    assert total[6] == list_status_keys(status)["requirements"]["met"]  # type: ignore[index]
    lines = [line for line in text.splitlines() if line.startswith("**Counts as met:**")]
    named = sum("see Appendix A" in line for line in lines)
    assert (named > 0) == (total[7] > 0)
    assert named >= total[7]
    met_boxes = sum(boxes[item.requirement.label] in names[::2] for item in status.results)
    if status.basis == "author-claim":
        assert total[6] - met_boxes <= total[7], "what no box shows as met is excused"


def recount_status(status: Status) -> None:
    keys: Any = list_status_keys(status)
    entries = [entry for result in status.results for entry in result.objectives]
    assert keys["objectives_unstated"] == sum(entry.state == "unstated" for entry in entries)
    assert keys["requirements"]["met"] + keys["requirements"]["not_met"] == len(LABELS)
    assert sum(keys["objectives"].values()) == len(OBJECTIVES)
    unmet = {
        f"{row['requirement']}[{letter}]"
        for row in keys["blockers"]
        for letter in row["objectives"]
    }
    assert unmet == {entry.objective.label for entry in entries if not entry.met}


def recount_gap(status: Status) -> None:
    report = analyse_gap(BASELINE, (), (), status.as_of, status)
    keys: Any = list_gap_keys(report)
    of_status: Any = list_status_keys(status)
    entries = [entry for row in keys["requirements"] for entry in row["objectives"]]
    ratings = Counter(entry["rating"] for entry in entries)
    assert {key: ratings[key] for key in of_status["objectives"]} == of_status["objectives"]
    assert keys["objectives_unstated"] == of_status["objectives_unstated"]
    work = list_open_work(report)
    unmet = {result.requirement.label for result in status.results if not result.met}
    unready = {result.requirement.label for result in status.results if not result.ready}
    assert {item.gap.requirement.label for item in work if not item.is_met} == unmet
    assert {item.gap.requirement.label for item in work if not item.is_ready} == unready
    prices = [(item.is_met, item.is_ready, -(item.points or 1000)) for item in work]
    assert prices == sorted(prices)
    if status.scores.implemented is not None:
        lost = sum(item.points or 0 for item in work if not item.is_met)
        assert status.scores.implemented == (status.scores.maximum or 0) - lost
    owned = [item for _, gaps in count_projects_by_owner(report) for item in gaps]
    assert {id(item) for item in owned} == {id(item.gap) for item in work}


def recount_plan_of_action(made: System, status: Status, met: dict[str, bool]) -> None:
    """Who has no item is who is not met; a finding of an item says what the results say."""
    work = Work(made, BASELINE)
    facts = RuleInput(make_workspace((), (work,), frozenset()), status.as_of)
    told = [item.message.partition(" not met")[0] for item in poam_rules.missing_item(facts)]
    named = {word.rstrip(",") for text in told for word in text.split() if word[0].isdigit()}
    planned = {label for item in made.poam if item.status == "ongoing" for label in item.objectives}
    # of a file that says nothing there is a finding of its own
    blank = {item.label for item in made.answers.values() if item.is_blank}
    expected = set()
    for result in status.results:
        label = result.requirement.label
        units = {unit.label for unit in result.requirement.units}
        left = {entry.objective.label for entry in result.open_objectives} - planned
        if result.met or label in blank | planned or not left:
            continue
        expected |= left if units & planned else {label}
    assert named == expected
    tree = plan_of_action.build_plan_of_action(made, BASELINE)["plan-of-action-and-milestones"]
    for finding in tree.get("findings", ()):
        label = finding["title"].partition(":")[0]
        assert (finding["target"]["status"]["state"] == "satisfied") == met[label]


def recount_poam(made: System, status: Status) -> None:
    """The document for people counts items and requirements as `status` does."""
    text = markdown.write(build_poam(status)).decode()
    keys: Any = list_status_keys(status)
    unmet = keys["requirements"]["not_met"]
    assert f"| **Requirements not met** | {unmet} of {len(LABELS)}, " in text
    points = sum(row["points"] or 0 for row in keys["blockers"])
    assert f", {points} point{'s' if points != 1 else ''} off the score |" in text
    ongoing = sum(item.status == "ongoing" for item in made.poam)
    assert f"| **All items** | {ongoing} |" in text
    rows = text.partition("## Requirements that are not met")[2].partition("\n## ")[0]
    told = re.findall(r"^\| (3\.\d+\.\d+) .*?\*\*(Yes|No):", rows, re.M)
    expected = [(row["requirement"], row["poam_allowed"]) for row in keys["blockers"]]
    assert [(label, word == "Yes") for label, word in told] == expected
    way = text.partition("in the way of a conditional status**")[2].partition("**Not met and")[0]
    labels = re.findall(r"^\| (3\.\d+\.\d+) ", way, re.M)
    assert labels == list(keys["to_conditional"])


def recount_matrix(made: System, status: Status) -> None:
    """Each provider has every objective; what an answer inherits counts only with a row."""
    [matrix] = list_matrices(status)
    assert [share.judged.objective.label for share in matrix.shares] == list(OBJECTIVES)
    recorded = Counter(row.responsibility for row in made.providers[0].matrix_rows)
    recorded[""] = len(OBJECTIVES) - len(made.providers[0].matrix_rows)
    assert matrix.counts == recorded
    for share in matrix.shares:
        if share.judged.state == "inherited" and share.is_named and not share.judged.excused:
            assert share.is_claimed_without_row == bool(share.judged.lacks)


def recount_evidence(made: System, status: Status) -> None:
    """Every objective and every artifact is there, and what is covered cites something current."""
    plan = read_evidence_plan(EvidenceContent(status))
    assert [entry.label for entry in plan.cited] == list(OBJECTIVES)
    keys: Any = list_status_keys(status)
    covered = [entry for entry in plan.cited if entry.judged.rating == "covered-and-evidenced"]
    assert len(covered) == keys["objectives"]["covered-and-evidenced"]
    assert all(entry.items for entry in covered)
    requests = [request for group in plan.requests.values() for request in group]
    asked = [request.item.id for request in requests if request.item]
    assert sorted(asked) == sorted(item.id for item in made.evidence)
    wanting = {
        entry.label for request in requests if not request.item for entry in request.objectives
    }
    assert wanting == {
        entry.label for entry in plan.cited
        if not entry.judged.answer.evidence and entry.judged.rating != "not-applicable"
    }  # fmt: skip


def recount_results(made: System) -> dict[str, bool]:
    tree: Any = assessments.build_assessment_results(made, BASELINE)
    [result] = tree["assessment-results"]["results"]
    return {
        finding["title"].partition(":")[0]: finding["target"]["status"]["state"] == "satisfied"
        for finding in result["findings"]
    }


@pytest.mark.parametrize("seed", range(examples(200, 20)))
def test_every_document_counts_alike(seed: int) -> None:
    made = build_random(seed)
    status = evaluate_system(made, BASELINE, find_newest_day(made))
    met = recount_results(made)
    assert met == {
        entry.objective.label: entry.met for result in status.results for entry in result.objectives
    }
    recount_plan(made, status)
    recount_status(status)
    recount_gap(status)
    recount_plan_of_action(made, status, met)
    recount_poam(made, status)
    recount_matrix(made, status)
    recount_evidence(made, status)


def test_a_box_that_is_not_checked_says_why() -> None:
    made = system(
        BASELINE,
        {
            "3.13.14[a]": answer("not-applicable", approved=None),
            "3.13.14[b]": answer("not-applicable"),
            "3.9.1[a]": answer("inherited"),
            "3.4.8[a]": answer("alternative"),
            "3.1.20[b]": answer(""),
        },
    )
    status = evaluate_system(made, BASELINE, DAY)
    text = markdown.write(build_plan(PlanContent(Work(made, BASELINE), status))).decode()
    for line in (
        "**Does not count:** [a] not applicable needs a rationale and an approval",
        "**Does not count:** [a] inherited, but no provider is named",
        "**Does not count:** [a] an alternative needs a DoD CIO adjudication",
        "**Not answered:** 1 of 6 ([b])",
        ". Called not applicable without rationale or approval*",
    ):
        assert line in text
    assert [label for label, box in read_boxes(text).items() if not box] == [
        "3.1.20", "3.4.8", "3.9.1", "3.13.14",
    ]  # fmt: skip


def test_an_exception_says_at_the_box_that_it_counts() -> None:
    excuse = DocumentedException(
        "x", "Old press", "enduring-exception", ("3.9.1",), "why", "how", "owner", DAY, DAY,
        slug="press",
    )  # fmt: skip
    made = system(BASELINE, {"3.9.1[a]": answer("partial")}, exceptions=(excuse,))
    status = evaluate_system(made, BASELINE, DAY)
    text = markdown.write(build_plan(PlanContent(Work(made, BASELINE), status))).decode()
    own = text.split("#### 3.9.1 ")[1].split("#### ")[0]
    assert "- [x] Planned to be Implemented" in own
    assert "**Counts as met:** [enduring exception, see Appendix A](#exception-press)" in own
    assert read_sums(text)[0] == [8, 7, 1, 0, 0, 0, 8, 1]


def test_nothing_said_checks_nothing() -> None:
    made = replace(system(BASELINE, default=answer("")), answers=MappingProxyType({}))
    status = evaluate_system(made, BASELINE, DAY)
    text = markdown.write(build_plan(PlanContent(Work(made, BASELINE), status))).decode()
    assert not any(read_boxes(text).values())
    assert read_sums(text)[0] == [8, 0, 0, 0, 8, 0, 0, 0]
    assert f"{len(OBJECTIVES)} of {len(OBJECTIVES)} assessment objectives are not answered" in text
