"""Documents in other OSCAL versions."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from attestle.conformance.constraint_walk import check_constraints
from attestle.conformance.oscal_versions import VersionStanding, read_version
from attestle.conformance.schema import check_schema
from attestle.conformance.version_changes import convert_version
from conftest import ROOT
from release_documents import make_document
from tables import check_each

UUID = "6f4a2c1e-8d3b-4b7a-9c55-0e1d2f3a4b5c"


def make_metadata(version: str = "1.2.1") -> dict[str, Any]:
    return {
        "title": "A document",
        "last-modified": "2026-01-01T00:00:00+00:00",
        "version": "1",
        "oscal-version": version,
    }


def make_definition(version: str = "1.2.1", **component: Any) -> dict[str, Any]:
    """A component definition with one component."""
    own = {"uuid": UUID, "type": "software", "title": "A gate", "description": "It opens."}
    body = {"uuid": UUID, "metadata": make_metadata(version), "components": [own | component]}
    return {"component-definition": body}


@check_each(
    ("text", "rules", "canonical", "standing"),
    [
        ("1.2.1", "1.2.1", "1.2.1", VersionStanding.KNOWN),
        ("1.0.0", "1.0.0", "1.0.0", VersionStanding.KNOWN),
        ("1.0.1", "1.0.0", "1.0.1", VersionStanding.KNOWN),
        ("1.0.5", "1.0.4", "1.0.5", VersionStanding.KNOWN),
        ("1.2", "1.2.2", "1.2.2", VersionStanding.KNOWN),
        ("1.0", "1.0.6", "1.0.6", VersionStanding.KNOWN),
        ("1.04", "1.0.4", "1.0.4", VersionStanding.KNOWN),
        ("v1.1.2", "1.1.2", "1.1.2", VersionStanding.KNOWN),
        ("1.0.0-milestone3", "1.0.0", "", VersionStanding.OLDER),
        ("1.0.0-Milestone1", "1.0.0", "", VersionStanding.OLDER),
        ("1.1.0-rc1", "1.1.0", "", VersionStanding.OLDER),
        ("1.0.7", "1.0.6", "", VersionStanding.OLDER),
        ("1.3.0", "1.2.2", "", VersionStanding.NEWER),
        ("1.3.0-rc1", "1.2.2", "", VersionStanding.NEWER),
        ("1.2.9", "1.2.2", "", VersionStanding.NEWER),
        ("2.0.0", "1.2.1", "", VersionStanding.OTHER_MAJOR),
        ("0.9.1", "1.2.1", "", VersionStanding.OTHER_MAJOR),
        ("V1-1-1", "1.2.1", "", VersionStanding.NOT_A_VERSION),
        ("TODO", "1.2.1", "", VersionStanding.NOT_A_VERSION),
        (f"1.0.{'9' * 5000}", "1.2.1", "", VersionStanding.NOT_A_VERSION),
    ],
)
def test_a_version_is_read_as_it_is_written(
    text: str, rules: str, canonical: str, standing: VersionStanding
) -> None:
    version = read_version(text)
    assert (version.rules, version.canonical, version.standing) == (rules, canonical, standing)
    assert version.is_plain == (text == canonical)


def test_what_a_version_has_no_place_for_is_left_out_and_told() -> None:
    tree = make_definition(
        props=[{"name": "asset-id", "value": "7", "group": "g", "remarks": "r"}],
        protocols=[{"uuid": UUID, "name": "tls"}],
    )
    before = copy.deepcopy(tree)
    changed = convert_version("component-definition", tree, "1.0.4")
    assert tree == before
    [component] = changed.tree["component-definition"]["components"]
    assert component["props"] == [{"name": "asset-id", "value": "7", "remarks": "r"}]
    assert "protocols" not in component
    assert changed.tree["component-definition"]["metadata"]["oscal-version"] == "1.0.4"
    base = "/component-definition/components/0"
    assert [loss.pointer for loss in changed.losses] == [
        f"{base}/props/0/group",
        f"{base}/protocols",
    ]
    assert 'unknown field "group"' in changed.losses[0].reason


def test_a_loss_is_told_where_it_stood_in_the_document_as_it_was() -> None:
    """Numbers in a list change when what stands before goes."""
    props = [{"name": "model", "value": str(number)} for number in range(3)]
    tree = make_definition(props=[*props, {"name": "label", "value": "x", "group": "g"}])
    changed = convert_version("component-definition", tree, "1.0.6")
    [loss] = changed.losses
    assert loss.pointer == "/component-definition/components/0/props/3/group"


def test_what_a_version_demands_and_nobody_said_is_told() -> None:
    plan = json.loads(
        (ROOT / "system-security-plans/example-enclave/system-security-plan.json").read_bytes()
    )
    del plan["system-security-plan"]["system-implementation"]["users"]
    changed = convert_version("system-security-plan", plan, "1.1.2")
    [loss] = changed.losses
    assert loss.pointer == "/system-security-plan/system-implementation"
    assert '"users" is missing' in loss.reason
    assert "and stays" in loss.reason


def test_a_model_that_a_version_does_not_have_is_told() -> None:
    tree = {"mapping-collection": {"metadata": make_metadata()}}
    changed = convert_version("mapping-collection", tree, "1.1.3")
    assert changed.tree == tree
    [loss] = changed.losses
    assert loss.reason == "OSCAL 1.1.3 has no mapping-collection; it came with 1.2.0"


def test_what_was_wrong_before_is_no_loss() -> None:
    tree = make_definition(colour="red", props=[{"name": "colour", "value": "red"}])
    changed = convert_version("component-definition", tree, "1.1.3")
    assert changed.losses == ()
    assert changed.tree["component-definition"]["components"][0]["colour"] == "red"


def test_props_of_a_result_go_by_the_name_that_the_version_has() -> None:
    result = {"props": [{"name": "marking", "value": "x"}], "title": "r"}
    tree = {"assessment-results": {"metadata": make_metadata(), "results": [result]}}
    older = convert_version("assessment-results", tree, "1.0.0").tree
    [old] = older["assessment-results"]["results"]
    assert list(old) == ["prop", "title"]
    newer = convert_version("assessment-results", older, "1.2.1").tree
    assert newer["assessment-results"]["results"] == [result]


def test_what_goes_with_something_around_it_is_told_once() -> None:
    ranges = [{"start": 1, "end": 2, "transport": "TCP", "remarks": "r"}]
    tree = make_definition(protocols=[{"uuid": UUID, "name": "tls", "port-ranges": ranges}])
    changed = convert_version("component-definition", tree, "1.1.2")
    assert [loss.pointer for loss in changed.losses] == [
        "/component-definition/components/0/protocols"
    ]
    assert "protocols" not in changed.tree["component-definition"]["components"][0]


def test_a_value_that_a_version_forbids_goes_where_its_object_can_do_without() -> None:
    metadata, params = make_metadata("1.0.0"), [{"id": "p", "label": "p", "depends-on": "q"}]
    tree = {"catalog": {"uuid": UUID, "metadata": metadata, "params": params}}
    changed = convert_version("catalog", tree, "1.2.1")
    [loss] = changed.losses
    assert loss.pointer == "/catalog/params/0/depends-on"
    assert changed.tree["catalog"]["params"] == [{"id": "p", "label": "p"}]


def test_a_value_that_its_object_needs_stays_and_is_told() -> None:
    tree = make_document("1.2.1", "system-security-plan")
    body = tree["system-security-plan"]["system-characteristics"]["system-information"]
    body["information-types"][0]["integrity-impact"]["base"] = "very-high"
    changed = convert_version("system-security-plan", tree, "1.1.0")
    [loss] = [item for item in changed.losses if "very-high" in item.reason]
    assert loss.pointer.endswith("/information-types/0/integrity-impact/base")
    assert loss.reason.startswith("breaks a rule of OSCAL 1.1.0 and stays: ")
    assert "very-high" in json.dumps(changed.tree)


def test_a_removal_never_removes_more_than_it_says() -> None:
    remove = {"by-name": "item", "by-item-name": "step"}
    alters = [{"control-id": "c-1", "removes": [remove]}]
    body = {"uuid": UUID, "metadata": make_metadata("1.0.4"), "imports": [{"href": "#x"}]}
    tree = {"profile": {**body, "modify": {"alters": alters}}}
    changed = convert_version("profile", tree, "1.2.1")
    assert changed.tree["profile"]["modify"]["alters"] == alters
    [loss] = changed.losses
    assert (loss.pointer.rpartition("/")[2], "stays" in loss.reason) == ("by-item-name", True)


def test_what_is_no_document_stays_as_it_is() -> None:
    assert convert_version("catalog", {"catalog": []}, "1.1.2").tree == {"catalog": []}


def test_no_release_is_no_target() -> None:
    with pytest.raises(ValueError, match=r"no OSCAL release 1\.9\.0"):
        convert_version("catalog", {"catalog": {}}, "1.9.0")


@pytest.mark.parametrize("version", ["1.1.2", "1.1.3"])
def test_what_we_write_loses_nothing_in_the_versions_that_receivers_ask_for(version: str) -> None:
    for folder, model in (
        ("system-security-plans", "system-security-plan"),
        ("assessment-plans", "assessment-plan"),
        ("assessment-results", "assessment-results"),
        ("plan-of-action-and-milestones", "plan-of-action-and-milestones"),
    ):
        tree = json.loads((ROOT / f"{folder}/example-enclave/{model}.json").read_bytes())
        changed = convert_version(model, tree, version)
        assert changed.losses == ()
        assert check_schema(model, changed.tree) == []
        broken = check_constraints(model, changed.tree)
        assert [item for item in broken if item.level == "error"] == []
