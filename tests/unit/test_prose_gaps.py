"""What is a placeholder or an empty description, and what only looks like one."""

from __future__ import annotations

import copy
import datetime as dt
from typing import Any

import pytest

from attestle.api.validation.loose_documents import LooseJudge
from attestle.findings import Finding
from attestle.formats.strict_json import write_json
from attestle.model.prose_gaps import find_placeholder, is_blank_prose, is_placeholder
from attestle.store.reference_files import ReferenceFiles
from planted.documents import documents
from tables import check_each

Tree = dict[str, Any]
AS_OF = dt.date(2026, 11, 24)
SSP, RESULTS, POAM = "system-security-plan", "assessment-results", "plan-of-action-and-milestones"


@check_each(
    "text",
    [
        "TODO: ask the owner.",
        "The record of the review is TBD.",
        "Reviewed by TBD, every quarter.",
        "Lorem ipsum dolor sit amet",
        "REPLACE_ME",
        "Version <REPLACE_ME>",
        "changeme",
        "Accounts are reviewed [insert frequency].",
        "Priorities were set by [describe].",
        "The plan of [System Name]",
        "[CSP name] will notify the agency.",
        "[EXAMPLE]Examine the access policy",
        "See <insert the name of the tool>.",
        "The system {{ system_name }} is in use.",
        "{% if cloud %}In the cloud.{% endif %}",
        "First line.\nDescribe the boundary here.",
        "The description of the boundary would go here.",
    ],
)
def test_placeholders(text: str) -> None:
    assert find_placeholder(text)


@check_each(
    "text",
    [
        "The team keeps a TODO list in the ticket system, and TODO comments fail the build.",
        "Findings stand in TODO.md and the ticket TODO-12.",
        "`TODO` is what the linter looks for.",
        'The field must not say "TBD".',
        "```\n{{ item.name }} TODO\n```",
        "Runs with ${{ secrets.TOKEN }} from the vault.",
        "After {{ insert: param, ac-1_prm_1 }} the door locks.",
        "Every {{ ac-1_prm_1 }} the door locks.",
        "[Assignment: organization-defined frequency]",
        "[Selection (one or more): weekly; monthly]",
        "[Withdrawn: Incorporated into AC-2.]",
        "See [enter the portal](https://portal.example) and [describe it][1].",
        "![Provide access](access.png)",
        "[insert]: https://keyboard.example",
        "A personal identification number [PIN] is asked for.",
        "Roles to whom results are to be provided are defined.",
        "Users enter their badge here and there; nothing is replaced.",
        "Replace me-too accounts by roles.",
        "Visitors describe their errand at the desk. The guard is here.",
        "Values x < 10 and y > 3 are insert-only.",
        "Set theory: {a, b} and {{a}, {b}}.",
        "Todo el personal firma. Metodo propio.",
    ],
)
def test_prose_that_is_none(text: str) -> None:
    assert find_placeholder(text) is None
    assert not is_placeholder(text)
    assert not is_blank_prose(text)


@pytest.mark.parametrize("text", ["tbd", "To be determined.", "[TBA]", "**todo**", "xxx"])
def test_a_whole_text_that_stands_for_another(text: str) -> None:
    assert is_placeholder(text)


@pytest.mark.parametrize(
    "text", ["", " \n\t", "...", "\u2026", "-", "\u2014", "N/A", "n.a.", "NA", "<!-- x -->"]
)
def test_prose_that_says_nothing(text: str) -> None:
    assert is_blank_prose(text)


@pytest.mark.parametrize(
    "text", ["None", "No.", "\u662f", "1", "Not applicable, there is no modem."]
)
def test_prose_that_is_short(text: str) -> None:
    assert not is_blank_prose(text)


def judge(model: str, body: Tree) -> list[Finding]:
    data = write_json({model: body})
    return list(LooseJudge(ReferenceFiles(None), AS_OF).check_document("x.json", data)[0])


def find(model: str, body: Tree, *codes: str) -> list[str]:
    return [item.pointer for item in judge(model, body) if item.code in codes]


def body_of(model: str) -> Tree:
    result: Tree = copy.deepcopy(documents()[model][model])
    return result


def test_an_answer_that_does_not_apply_may_say_so() -> None:
    body = body_of(SSP)
    answer = body["control-implementation"]["implemented-requirements"][1]["by-components"][0]
    answer["description"] = "N/A"
    assert len(find(SSP, body, "OSC032")) == 1
    answer["implementation-status"] = {"state": "not-applicable"}
    assert find(SSP, body, "OSC032") == []
    answer["description"] = ""
    assert len(find(SSP, body, "OSC032")) == 1


def test_statements_that_are_described_are_enough() -> None:
    model = "component-definition"
    body = body_of(model)
    answer = body["components"][0]["control-implementations"][0]["implemented-requirements"][0]
    answer["description"] = ""
    assert find(model, body, "OSC032") == []
    for statement in answer["statements"]:
        statement["description"] = " "
    assert len(find(model, body, "OSC032")) == 1 + len(answer["statements"])


def test_a_catalog_may_ask_for_what_is_to_be_determined() -> None:
    body = body_of("catalog")
    body["groups"][0]["controls"][0]["parts"][1]["prose"] = "The date is TBD by the agency."
    assert find("catalog", body, "OSC031") == []
    body["metadata"]["version"] = "TBD"
    assert find("catalog", body, "OSC031") == ["/catalog/metadata/version"]


def test_a_message_names_the_text_and_the_placeholder() -> None:
    body = body_of(SSP)
    setting = body["control-implementation"]["set-parameters"][0]
    setting["values"] = ["1 hour", "[specify frequency]"]
    [item] = [item for item in judge(SSP, body) if item.code == "OSC031"]
    assert setting["param-id"] in item.message
    assert "[specify frequency]" in item.message
    assert item.pointer.endswith("/set-parameters/0/values/1")
    assert item.line


@pytest.mark.parametrize(
    ("status", "deadline", "late"),
    [
        ("open", "2026-11-23T23:00:00Z", True),
        ("Remediating", "2026-01-01T00:00:00Z", True),
        ("open", "2026-11-24T00:00:00Z", False),
        ("closed", "2026-01-01T00:00:00Z", False),
        ("deviation-approved", "2026-01-01T00:00:00Z", False),
        ("accepted by the board", "2026-01-01T00:00:00Z", False),
    ],
)
def test_a_risk_of_a_plan_is_open_past_its_deadline(status: str, deadline: str, late: bool) -> None:
    body = body_of(POAM)
    body["risks"][0] |= {"status": status, "deadline": deadline}
    expected = ["/plan-of-action-and-milestones/risks/0/deadline"] if late else []
    assert find(POAM, body, "OSC030") == expected


def test_a_result_is_judged_on_the_day_that_it_ended() -> None:
    body = body_of(RESULTS)
    result = body["results"][0]
    result["risks"][0] |= {"status": "open", "deadline": "2026-06-01T00:00:00Z"}
    result["end"] = "2026-05-01T00:00:00Z"
    assert find(RESULTS, body, "OSC030") == []
    del result["end"]
    assert find(RESULTS, body, "OSC030") == ["/assessment-results/results/0/risks/0/deadline"]


@pytest.mark.parametrize(
    ("sensitivity", "impact", "below"),
    [
        ("low", "fips-199-moderate", True),
        ("Moderate", "high", True),
        ("fips-199-moderate", "medium", False),
        ("high", "fips-199-low", False),
        ("tier two", "fips-199-high", False),
    ],
)
def test_sensitivity_is_at_least_the_highest_level(
    sensitivity: str, impact: str, below: bool
) -> None:
    body = body_of(SSP)
    about = body["system-characteristics"]
    about["security-sensitivity-level"] = sensitivity
    about["security-impact-level"]["security-objective-integrity"] = impact
    about["security-impact-level"]["security-objective-confidentiality"] = "low"
    del about["system-information"]
    expected = ["/system-security-plan/system-characteristics/security-sensitivity-level"]
    assert find(SSP, body, "OSC021") == (expected if below else [])


def test_sensitivity_is_at_least_that_of_the_information() -> None:
    body = body_of(SSP)
    about = body["system-characteristics"]
    del about["security-impact-level"]
    about["security-sensitivity-level"] = "low"
    [item] = [item for item in judge(SSP, body) if item.code == "OSC021"]
    assert not item.is_error
    assert "Letters" in item.message
    assert "moderate" in item.hint
