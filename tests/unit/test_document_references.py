"""Uuids of one subject in several results, in capitals, and what no imported document can hold."""

from __future__ import annotations

import copy
import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from attestle.api.validation.loose_documents import LooseJudge
from attestle.conformance.schema import check_schema
from attestle.findings import Finding, Severity
from attestle.formats.strict_json import write_json
from attestle.model.workspace import Document, Workspace, make_workspace
from attestle.rules import document_rules
from attestle.rules.document_notes import walk_objects
from attestle.rules.document_rules import unusual_version
from attestle.rules.rule_input import RuleInput
from attestle.rules.rule_runs import run_rules
from attestle.store.reference_files import ReferenceFiles
from attestle.uuids import fold_uuid
from planted.defects import NOWHERE as NOWHERE_UUID
from planted.documents import PATHS, documents

Tree = dict[str, Any]
DAY = dt.date(2026, 11, 24)
RESULTS, PLAN, SSP = "assessment-results", "assessment-plan", "system-security-plan"


def judge(model: str, body: Tree) -> list[Finding]:
    data = write_json({model: body})
    return list(LooseJudge(ReferenceFiles(None), DAY).check_document(f"{model}.json", data)[0])


def body_of(model: str) -> Tree:
    result: Tree = copy.deepcopy(documents()[model][model])
    return result


def second_result(body: Tree) -> Tree:
    """The same subjects seen again: another result with its own uuid."""
    again: Tree = copy.deepcopy(body["results"][0])
    again["uuid"] = NOWHERE_UUID
    body["results"].append(again)
    return again


def test_one_subject_may_stand_in_two_results() -> None:
    """One warning for the result, since somebody should know that both are the same."""
    body = body_of(RESULTS)
    before = judge(RESULTS, body)
    second_result(body)
    [again] = [item for item in judge(RESULTS, body) if item.code in ("OSC008", "OSC016")]
    assert again.severity is Severity.WARNING
    assert again.pointer.startswith("/assessment-results/results/1/")
    assert "more of this result" in again.message
    assert "/results/0/" in again.message
    assert [item.code for item in before if item.is_error] == []


def test_one_component_of_two_results_is_named() -> None:
    body = body_of(RESULTS)
    gate = body["results"][0]["local-definitions"]["components"][0]
    again = second_result(body)
    kept = {"uuid", "title", "description", "start", "reviewed-controls"}
    for key in again.keys() - kept:
        del again[key]
    again["local-definitions"] = {"components": [copy.deepcopy(gate)]}
    [double] = [item for item in judge(RESULTS, body) if item.code == "OSC008"]
    assert double.severity is Severity.WARNING
    assert gate["uuid"] in double.message
    assert double.pointer == "/assessment-results/results/1/local-definitions/components/0/uuid"


def test_two_subjects_of_one_result_have_two_uuids() -> None:
    body = body_of(RESULTS)
    again = second_result(body)
    again["observations"][1]["uuid"] = again["observations"][0]["uuid"]
    doubles = [item for item in judge(RESULTS, body) if item.code == "OSC008" and item.is_error]
    assert [item.pointer for item in doubles] == [
        "/assessment-results/results/1/observations/1/uuid"
    ]
    assert "/results/1/observations/0" in doubles[0].message


def test_a_subject_of_another_kind_is_another_subject() -> None:
    body = body_of(RESULTS)
    again = second_result(body)
    again["risks"][0]["uuid"] = again["observations"][0]["uuid"]
    assert "OSC008" in {item.code for item in judge(RESULTS, body)}


def test_two_results_have_two_uuids() -> None:
    body = body_of(RESULTS)
    second_result(body)["uuid"] = body["results"][0]["uuid"]
    [double] = [item for item in judge(RESULTS, body) if item.code == "OSC008" and item.is_error]
    assert double.pointer == "/assessment-results/results/1/uuid"


@pytest.mark.parametrize(
    "change",
    [
        lambda body: body["tasks"][1]["dependencies"][0].update({"task-uuid": NOWHERE_UUID}),
        lambda body: body["tasks"][0]["associated-activities"][0].update(
            {"activity-uuid": NOWHERE_UUID}
        ),
    ],
)
def test_no_plan_out_of_reach_defines_a_task_or_an_activity(change: Any) -> None:
    body = body_of(PLAN)
    assert "REF009" not in {item.code for item in judge(PLAN, body)}
    change(body)
    [dead] = [item for item in judge(PLAN, body) if item.code == "REF009"]
    assert dead.severity is Severity.ERROR
    assert NOWHERE_UUID in dead.message


@pytest.mark.parametrize("model", [SSP, PLAN, RESULTS, "component-definition"])
def test_capitals_name_the_same_thing(model: str) -> None:
    """References in small letters to what is defined in capitals, and the same twice."""

    def raise_definitions(value: Any) -> Any:
        if isinstance(value, list):
            return [raise_definitions(item) for item in value]
        if isinstance(value, dict):
            return {
                key: item.upper() if key == "uuid" else raise_definitions(item)
                for key, item in value.items()
            }
        return value

    body = body_of(model)
    expected = [(item.code, item.pointer) for item in judge(model, body)]
    assert [(item.code, item.pointer) for item in judge(model, raise_definitions(body))] == expected


def test_a_uuid_in_capitals_is_no_other_one() -> None:
    body = body_of(SSP)
    items = body["back-matter"]["resources"]
    items[1]["uuid"] = items[0]["uuid"].upper()
    assert "OSC008" in {item.code for item in judge(SSP, body)}


def test_only_uuids_lose_their_case() -> None:
    assert fold_uuid("5A1E0A52-6C1D-4A8E-9A53-000000000043").islower()
    assert fold_uuid("AC-1_OBJ") == "AC-1_OBJ"
    for text in (
        "ABCDEFGH-NOT-A-UUID-OF-36-CHARACTERS",
        "5A1E0A52-6C1D-4A8E-9A53-00000000004G",
        "5A1E0A52-6C1D-4A8E-9A53-0000000000430",
        "5A1E0A526C1D4A8E9A53000000000043",
        "urn:uuid:5A1E0A52-6C1D-4A8E-9A53-000000000043",
    ):
        assert fold_uuid(text) == text


@pytest.mark.parametrize(
    ("version", "severity"),
    [
        ("1.2", Severity.WARNING), ("1.04", Severity.WARNING), ("1.0.0-milestone3", Severity.WARNING),
        ("v1.2.2", Severity.WARNING), ("1.3", Severity.WARNING), ("2.0", Severity.ERROR),
        ("1", Severity.ERROR), ("1.", Severity.ERROR), ("one", Severity.ERROR),
    ],
)  # fmt: skip
def test_a_version_has_no_prescribed_form(version: str, severity: Severity) -> None:
    tree = {"catalog": {"metadata": {"oscal-version": version}}}
    document = Document("catalogs/a/catalog.json", "catalog", "a", tree)
    [finding] = unusual_version(RuleInput(Workspace((document,)), DAY))
    assert finding.severity is severity


@pytest.mark.parametrize("version", ["1.0.0", "1.0.1", "1.1.2", "1.1.3", "1.2.0", "1.2.1", "1.2.2"])
def test_a_release_needs_no_word(version: str) -> None:
    tree = {"catalog": {"metadata": {"oscal-version": version}}}
    document = Document("catalogs/a/catalog.json", "catalog", "a", tree)
    assert list(unusual_version(RuleInput(Workspace((document,)), DAY))) == []


@pytest.mark.parametrize(
    ("version", "said"),
    [
        ("1.2", "OSCAL 1.2, judged by the rules of 1.2.2"),
        ("v1.1.2", "OSCAL v1.1.2, judged by the rules of 1.1.2"),
        ("1.0.0-milestone3", "OSCAL 1.0.0-milestone3, judged by the rules of 1.0.0"),
        ("1.4.0", "OSCAL 1.4.0 is newer than 1.2.2, whose rules are applied"),
        ("2.0.0", "OSCAL 2.0.0 is another major version; its rules are not known here"),
        ("next", '"next" is no OSCAL version'),
    ],
)
def test_a_version_written_otherwise_says_by_which_rules_it_is_judged(
    version: str, said: str
) -> None:
    tree = {"catalog": {"metadata": {"oscal-version": version}}}
    document = Document("catalogs/a/catalog.json", "catalog", "a", tree)
    [finding] = unusual_version(RuleInput(Workspace((document,)), DAY))
    assert finding.message == said


@pytest.mark.parametrize("sign", ["\u200b", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u202e"])
@pytest.mark.parametrize("key", ["href", "ns"])
def test_a_uri_has_no_sign_that_cannot_be_seen(sign: str, key: str) -> None:
    body = body_of("catalog")
    value = f"https://a{sign}.example/x"
    if key == "href":
        body["metadata"]["links"] = [{"href": value}]
    else:
        body["metadata"]["props"] = [{"name": "marking", "value": "x", "ns": value}]
    [violation] = check_schema("catalog", {"catalog": body})
    assert violation.hint == 'write "https://a.example/x"'


def test_letters_of_other_scripts_pass_in_a_uri() -> None:
    body = body_of("catalog")
    body["metadata"]["links"] = [{"href": "https://\u00e9.example/\u65e5"}]
    assert check_schema("catalog", {"catalog": body}) == []


def plan_workspace(profile: Tree | None) -> Workspace:
    """A plan that answers ac-1 and ac-1.1 of a profile that has ac-2 as well."""
    body = body_of(SSP)
    answers = body["control-implementation"]["implemented-requirements"]
    body["control-implementation"]["implemented-requirements"] = [
        item for item in answers if item["control-id"] != "ac-2"
    ]
    trees = {SSP: {SSP: body}, "catalog": documents()["catalog"]}
    if profile is not None:
        trees["profile"] = {"profile": profile}
    return make_workspace(
        tuple(Document(PATHS[model], model, "house", tree) for model, tree in trees.items()),
        (),
        frozenset(),
    )


def list_unanswered(workspace: Workspace) -> list[Finding]:
    found = run_rules(RuleInput(workspace, DAY), document_rules.RULES)
    return [item for item in found if item.code == "SSP029"]


def test_a_control_without_an_answer_is_named() -> None:
    [item] = list_unanswered(plan_workspace(body_of("profile")))
    assert '"ac-2"' in item.message
    assert item.severity is Severity.WARNING
    assert item.pointer == f"/{SSP}/control-implementation/implemented-requirements"


def test_a_withdrawn_control_needs_no_answer() -> None:
    workspace = plan_workspace(body_of("profile"))
    controls = [
        node
        for node in walk_objects(workspace.by_path[PATHS["catalog"]].body)
        if node.get("id") == "ac-2"
    ]
    for control in controls:
        control.setdefault("props", []).append({"name": "status", "value": "withdrawn"})
    assert controls
    assert list_unanswered(workspace) == []


def test_without_its_profile_no_control_is_missed() -> None:
    assert list_unanswered(plan_workspace(None)) == []


def test_what_is_made_of_a_system_is_judged_there() -> None:
    workspace = plan_workspace(body_of("profile"))
    assert list_unanswered(replace(workspace, systems=("house",))) == []


@pytest.mark.parametrize(
    ("version", "severity"),
    [("1.0.0", Severity.WARNING), ("1.0.6", Severity.WARNING), ("1.1.0", Severity.ERROR)],
)
def test_ids_that_repeat_are_an_error_since_oscal_has_an_index_of_them(
    version: str, severity: Severity
) -> None:
    part = {"id": "c-1_smt", "name": "statement", "prose": "Lock it."}
    control = {"id": "c-1", "title": "Lock", "parts": [part, {**part, "name": "guidance"}]}
    metadata = {
        "title": "Rules",
        "last-modified": "2026-01-01T00:00:00+00:00",
        "version": "1",
        "oscal-version": version,
    }
    uuid = "6f4a2c1e-8d3b-4b7a-9c55-0e1d2f3a4b5c"
    [finding] = judge("catalog", {"uuid": uuid, "metadata": metadata, "controls": [control]})
    assert (finding.code, finding.severity) == ("CAT001", severity)
