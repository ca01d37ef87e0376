"""The four documents of a system: what they say, that every reference in them leads somewhere, that
they are the same everywhere.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import shutil
import subprocess
import sys
import uuid
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import unquote

import pytest

import attestle
from attestle.assembly.assessments import build_assessment_results
from attestle.assembly.implemented_requirements import build_implemented_requirement
from attestle.assembly.oscal_parts import (
    find_href,
    find_newest_day,
    make_prop_per_value,
    make_props,
)
from attestle.assembly.security_plan import build_security_plan
from attestle.conformance.schema import check_schema
from attestle.errors import InternalError
from attestle.formats.oscal_values import fold_lines
from attestle.model.authored_values import Source
from attestle.model.derived_ids import derive_uuid
from attestle.model.documented_exceptions import DocumentedException
from attestle.model.inventory import Asset
from attestle.model.objective_answers import Approval, ComponentAnswer, ObjectiveAnswer
from attestle.model.people import Party, People, Role
from attestle.model.system import Diagram, Narrative, ObjectiveResult, SelfAssessment, System
from attestle.upstream.models import check_round_trip
from building import DAY, answer, shipped, system
from conftest import ROOT, edit

STAMP = "2026-11-24T00:00:00+00:00"
FOLDERS = {
    "system-security-plan": "system-security-plans",
    "plan-of-action-and-milestones": "plan-of-action-and-milestones",
    "assessment-plan": "assessment-plans",
    "assessment-results": "assessment-results",
}
EXAMPLE = "ssp/example-enclave"
Tree = dict[str, Any]


def load(root: Path, model: str, name: str = "example-enclave") -> Tree:
    tree: Tree = json.loads((root / FOLDERS[model] / name / f"{model}.json").read_bytes())
    return tree


def assembled(root: Path, name: str = "example-enclave") -> dict[str, Tree]:
    attestle.assemble(root, name, stamp=STAMP)
    return {
        model: load(root, model, name)
        for model in FOLDERS
        if (root / FOLDERS[model] / name).is_dir()
    }


def walk(node: Any, pointer: str = "") -> Iterator[tuple[Tree, str]]:
    if isinstance(node, dict):
        yield node, pointer
        for key, value in node.items():
            yield from walk(value, f"{pointer}/{key}")
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from walk(value, f"{pointer}/{index}")


def own(node: Tree, name: str) -> list[str]:
    """Values of a prop of our namespace."""
    return [
        item["value"]
        for item in node.get("props", ())
        if item.get("ns") == "urn:attestle:oscal" and item["name"] == name
    ]


def dangling(root: Path, documents: dict[str, Tree]) -> list[str]:
    """Every reference that leads nowhere, every uuid that stands twice in one document, every value
    that OSCAL does not take.
    """
    wrong = []
    uuids = {
        model: [node["uuid"] for node, _ in walk(tree) if "uuid" in node]
        for model, tree in documents.items()
    }
    everywhere = {value for values in uuids.values() for value in values}
    for model, tree in documents.items():
        wrong += [
            f"{model}: {value} stands twice"
            for value in uuids[model]
            if uuids[model].count(value) > 1
        ]
        wrong += [f"{model}{item.pointer}: {item.message}" for item in check_schema(model, tree)]
        roles = {role["id"] for role in tree[model]["metadata"].get("roles", ())}
        for node, pointer in walk(tree):
            for key, value in node.items():
                values = value if isinstance(value, list) else [value]
                if key.endswith(("-uuid", "-uuids")):
                    wrong += [
                        f"{pointer}/{key}: {item}" for item in values if item not in everywhere
                    ]
                if key in ("role-id", "role-ids"):
                    wrong += [f"{pointer}/{key}: {item}" for item in values if item not in roles]
                if key == "href" and value.startswith("#") and value[1:] not in uuids[model]:
                    wrong.append(f"{pointer}: {value}")
                if (
                    key == "href"
                    and value.startswith(("trestle://", "ssp/"))
                    and not (root / unquote(value).removeprefix("trestle://")).is_file()
                ):
                    wrong.append(f"{pointer}: {value}")
                if key == "resource-fragment" and value not in everywhere:
                    wrong.append(f"{pointer}: {value}")
            for item in node.get("props", ()):
                if (
                    item["name"] == "leveraged-authorization-uuid"
                    and item["value"] not in everywhere
                ):
                    wrong.append(f"{pointer}: {item['value']}")
    return wrong


def small(root: Path) -> Path:
    """The Level 1 profile, answered by a system of its own."""
    for part in ("catalogs", "profiles", ".trestle"):
        shutil.copytree(ROOT / part, root / part, ignore=shutil.ignore_patterns("cache", "*.lock"))
    folder = root / "ssp/shop"
    (folder / "controls/AC").mkdir(parents=True)
    (folder / "system.md").write_text(
        "---\nuuid: 7a1f0c9e-5d43-4f0b-9a57-0d8d5e3c1f10\nname: Shop\nids:\n  - id: SHOP\nprofile:"
        " cmmc-level-1\nversion: '1'\nversion-date: 2026-10-01\nssp-reviewed:"
        " 2026-10-01\nssp-review-days: 365\ncmmc-target: level-1\ninformation-types:\n  - uuid:"
        " 1c9b3b3e-0f2a-4a55-8f6e-7b1a2c3d4e5f\n    title: Orders\n    description:"
        " Orders.\n---\n\nA shop.\n"
    )
    (folder / "people.yaml").write_text(
        "organization: shop\nparties:\n  - {uuid: 2c9b3b3e-0f2a-4a55-8f6e-7b1a2c3d4e5f, id: shop,"
        " name: Shop}\nroles:\n  - {id: it, title: IT, held-by: [shop]}\nusers:\n  - {uuid:"
        " 3c9b3b3e-0f2a-4a55-8f6e-7b1a2c3d4e5f, id: staff, title: Staff, roles: [it]}\n"
    )
    (folder / "controls/AC/3.1.1.md").write_text(
        '---\nrequirement: "3.1.1"\nowner: it\n---\n# 3.1.1\n\n## [a] <!-- @objective a -->\n-'
        " State: implemented\n\nThere is a list.\n"
    )
    return root


def reverse_copy(source: Path, target: Path) -> Path:
    """The same files, made in the opposite order."""
    for path in sorted((item for item in source.rglob("*") if item.is_file()), reverse=True):
        place = target / path.relative_to(source)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, place)
    return target


def without_documents(root: Path) -> Path:
    for folder in FOLDERS.values():
        shutil.rmtree(root / folder)
    return root


def documents_of(root: Path) -> dict[str, bytes]:
    return {
        model: (root / folder / f"example-enclave/{model}.json").read_bytes()
        for model, folder in FOLDERS.items()
    }


# References and forms


def test_every_reference_of_the_example_leads_somewhere(copy: Path) -> None:
    documents = assembled(copy)
    assert set(documents) == set(FOLDERS)
    assert dangling(copy, documents) == []


def test_a_level_1_system_is_assembled(tmp_path: Path) -> None:
    root = small(tmp_path / "ws")
    documents = assembled(root, "shop")
    assert set(documents) == {"system-security-plan", "assessment-plan", "assessment-results"}
    assert dangling(root, documents) == []
    assert (
        len(documents["assessment-results"]["assessment-results"]["results"][0]["findings"]) == 59
    )
    requirements = documents["system-security-plan"]["system-security-plan"][
        "control-implementation"
    ]["implemented-requirements"]
    assert [item["control-id"] for item in requirements] == ["SP_800_171r2_03.01.01"]


def test_standard_props_are_those_that_oscal_knows(copy: Path) -> None:
    """The allowed values of OSCAL's constraints for props in its own namespace, in what we write."""
    documents = assembled(copy)
    plan = documents["system-security-plan"]["system-security-plan"]
    found: dict[str, set[str]] = {}
    for model, tree in documents.items():
        for node, pointer in walk(tree):
            for item in node.get("props", ()):
                if "ns" not in item:
                    found.setdefault(
                        f"{model}{re.sub(r'/[0-9]+', '', pointer.removeprefix(f'/{model}'))}", set()
                    ).add(item["name"])
    assert found == {
        "system-security-plan/system-implementation/users": {"type", "privilege-level"},
        "system-security-plan/system-implementation/components": {
            "version",
            "vendor-name",
            "leveraged-authorization-uuid",
            "direction",
        },
        "system-security-plan/system-implementation/inventory-items": {
            "asset-id",
            "physical-location",
            "vendor-name",
            "hardware-model",
            "serial-number",
            "os-name",
            "ipv4-address",
            "fqdn",
        },
        "system-security-plan/back-matter/resources": {"type"},
        "assessment-plan/local-definitions/activities": {"method"},
    }
    for component in plan["system-implementation"]["components"]:
        names = {item["name"] for item in component.get("props", ()) if "ns" not in item}
        assert "vendor-name" not in names or component["type"] in (
            "software",
            "hardware",
            "service",
        )
        assert "direction" not in names or component["type"] == "interconnection"
    for requirement in plan["control-implementation"]["implemented-requirements"]:
        everything = [requirement, *requirement.get("statements", ())]
        assert any(node.get("by-components") for node in everything)
        for node in everything:
            components = [item["component-uuid"] for item in node.get("by-components", ())]
            assert len(components) == len(set(components))


# The same everywhere


def test_same_bytes_anywhere(copy: Path, tmp_path: Path) -> None:
    """Other time zone, locale, hash seed and order of files; over the existing documents and
    without them.
    """
    edit(copy, f"{EXAMPLE}/system.md", 'version: "1.4"', 'version: "1.5"')
    over = shutil.copytree(copy, tmp_path / "over")
    anew = without_documents(reverse_copy(copy, tmp_path / "anew"))
    settings = (
        {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "1"},
        {"TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "2"},
    )
    for root, setting in zip((over, anew), settings, strict=True):
        command = [sys.executable, "-m", "attestle", "--root", str(root), "ssp", "assemble"]
        subprocess.run(
            command,
            env={**os.environ, **setting, "SOURCE_DATE_EPOCH": "1700000000"},
            check=True,
            capture_output=True,
        )
    assert documents_of(over) == documents_of(anew)
    assert (
        load(over, "assessment-plan")["assessment-plan"]["metadata"]["last-modified"]
        == "2023-11-14T22:13:20+00:00"
    )


def test_titles_and_order_change_no_id(copy: Path) -> None:
    before = assembled(copy)
    people = copy / f"{EXAMPLE}/people.yaml"
    people.write_text(people.read_text().replace("name: Quillhaven IT Operations", "name: Renamed"))
    for path in (copy / f"{EXAMPLE}/components").glob("*.md"):
        path.write_text(path.read_text().replace("\ntitle: ", "\ntitle: Renamed ", 1))
    inventory = copy / f"{EXAMPLE}/inventory.csv"
    header, *rows = inventory.read_text().splitlines()
    inventory.write_text("\n".join([header, *reversed(rows)]) + "\n")
    after = assembled(copy)
    for model in FOLDERS:
        assert {node["uuid"] for node, _ in walk(before[model]) if "uuid" in node} == {
            node["uuid"] for node, _ in walk(after[model]) if "uuid" in node
        }


def test_what_is_done_is_dated_and_what_is_planned_is_not() -> None:
    baseline = shipped()
    later = DAY + dt.timedelta(days=5)
    plain = system(baseline)
    assert find_newest_day(plain) == DAY
    drawn = Narrative("n", (Diagram("d", "Picture", "diagrams/x.png", "what it shows", later),))
    assert find_newest_day(replace(plain, boundary=drawn)) == later
    due = DocumentedException(
        "x", "Rig", "enduring-exception", ("3.14.5",), "why", None, "owner", DAY, later
    )
    assert find_newest_day(replace(plain, exceptions=(due,))) == DAY


# What findings say

ROLE = Role("assessor", "Assessor", ("office",))
OFFICE = Party("4ddb5f22-5990-4273-8658-61661c8ab0d4", "office", "Office")
PEOPLE = People("office", (OFFICE,), (ROLE,), ())
ROWS = Source("ssp/demo/assessment.yaml")


def self_assessed(results: dict[str, str], **more: Any) -> System:
    baseline = shipped()
    day = DAY + dt.timedelta(days=1)
    rows = tuple(
        ObjectiveResult(
            str(uuid.uuid4()),
            label,
            results.get(label, "met"),
            "assessor",
            day,
            ("examine", "test"),
            f"Seen for {label}.",
            ROWS,
        )
        for label in baseline.objective_labels
    )
    return replace(system(baseline, **more), assessment=SelfAssessment(rows), people=PEOPLE)


def findings(value: System) -> dict[str, Tree]:
    tree = build_assessment_results(value, shipped())
    assert tree is not None
    return {
        item["title"].partition(":")[0]: item
        for item in tree["assessment-results"]["results"][0]["findings"]
    }


def test_a_self_assessment_arrives() -> None:
    """Result, reason, why, who, when and how; the author's states do not decide."""
    value = self_assessed(
        {"3.1.1[a]": "not-met", "3.1.2[a]": "not-applicable"},
        overrides={"3.1.1[b]": answer("planned")},
    )
    tree = build_assessment_results(value, shipped())
    assert tree is not None
    body = tree["assessment-results"]
    assert body["metadata"]["title"] == "Self-assessment: Demo"
    [result] = body["results"]
    assert result["start"] == "2026-11-25T00:00:00+00:00"
    assert own(result, "basis") == ["self-assessment"]
    found = findings(value)
    assert len(found) == 320
    assert found["3.1.1[a]"]["target"]["status"] == {
        "state": "not-satisfied",
        "reason": "fail",
        "remarks": "Seen for 3.1.1[a].",
    }
    assert found["3.1.1[b]"]["target"]["status"]["state"] == "satisfied"
    assert found["3.1.2[a]"]["target"]["status"]["reason"] == "other"
    assert own(found["3.1.2[a]"], "result") == ["not-applicable"]
    for item in found.values():
        assert own(item, "basis") == ["self-assessment"]
        assert (own(item, "assessor"), own(item, "assessed-on"), own(item, "method")) == (
            ["assessor"],
            ["2026-11-25"],
            ["EXAMINE", "TEST"],
        )
        [origin] = item["origins"]
        [actor] = origin["actors"]
        assert (actor["type"], actor["actor-uuid"], actor["role-id"], own(actor, "source")) == (
            "party",
            OFFICE.uuid,
            "assessor",
            [ROWS.path],
        )
        assert "claim" not in item["description"]


def test_an_incomplete_self_assessment_stays_a_claim() -> None:
    value = self_assessed({})
    assert value.assessment is not None
    short = replace(value, assessment=SelfAssessment(value.assessment.results[1:]))
    for item in findings(short).values():
        assert own(item, "basis") == ["author-claim"]
        assert "a claim, not an assessment" in item["description"]
        assert "origins" not in item


def test_a_self_assessment_of_the_example_is_sound_and_can_be_taken_back(copy: Path) -> None:
    before = documents_of(copy)
    rows = "".join(
        f'  - uuid: {uuid.UUID(int=index + 1, version=4)}\n    objective: "{label}"\n    result:'
        " met\n    assessor: security-officer\n    date: 2026-11-01\n    method: [examine]\n"
        for index, label in enumerate(shipped().objective_labels)
    )
    (copy / f"{EXAMPLE}/assessment.yaml").write_text(f"results:\n{rows}")
    documents = assembled(copy)
    assert dangling(copy, documents) == []
    assert len(documents["assessment-results"]["assessment-results"]["results"]) == 1
    (copy / f"{EXAMPLE}/assessment.yaml").unlink()
    assembled(copy)
    stamp = re.compile(rb'"last-modified": "[^"]*"')
    assert {model: stamp.sub(b"", data) for model, data in documents_of(copy).items()} == {
        model: stamp.sub(b"", data) for model, data in before.items()
    }


@pytest.mark.parametrize(
    ("stated", "state", "reason", "words"),
    [
        (answer(), "satisfied", "pass", 'claims the state "implemented"'),
        (answer("partial"), "not-satisfied", "fail", 'claims the state "partial"'),
        (answer("not-applicable"), "satisfied", "other", 'claims the state "not-applicable"'),
        (ObjectiveAnswer("a"), "not-satisfied", "fail", "claims no state"),
    ],
)
def test_a_claim_is_called_one(
    stated: ObjectiveAnswer, state: str, reason: str, words: str
) -> None:
    found = findings(system(shipped(), {"3.1.1[a]": stated}))["3.1.1[a]"]
    status = found["target"]["status"]
    assert (status["state"], status["reason"]) == (state, reason)
    assert words in found["description"]


@pytest.mark.parametrize(
    ("stated", "remarks"),
    [
        (answer(), None),
        (answer("partial", missing="the build farm"), "Missing: the build farm"),
        (answer("planned", missing="all of it", note="In spring."), "Missing: all of it\n\nNote: In spring."),
        (answer("not-applicable"), None),
        (
            answer("not-applicable", rationale="there is none", approved=None),
            "Rationale: there is none\n\n"
            'The state "not-applicable" counts only with a rationale and an approval.',
        ),
        (
            answer("inherited", provider="nobody"),
            'The state "inherited" counts only with a provider and a row of its responsibility'
            " matrix.",
        ),
        (
            answer("alternative"),
            'The state "alternative" counts only with a documented DoD CIO adjudication.',
        ),
        (ObjectiveAnswer("a"), None),
    ],
)  # fmt: skip
def test_what_is_not_satisfied_says_why(stated: ObjectiveAnswer, remarks: str | None) -> None:
    found = findings(system(shipped(), {"3.1.1[a]": stated}))["3.1.1[a]"]
    assert found["target"]["status"].get("remarks") == remarks


def test_the_author_says_why_where_the_assessor_does_not() -> None:
    value = self_assessed(
        {"3.1.1[a]": "not-met"}, overrides={"3.1.1[a]": answer("partial", missing="a roster")}
    )
    assert value.assessment is not None
    rows = tuple(replace(row, why=None) for row in value.assessment.results)
    found = findings(replace(value, assessment=SelfAssessment(rows)))
    assert found["3.1.1[a]"]["target"]["status"]["remarks"] == "Missing: a roster"
    assert "remarks" not in found["3.1.1[b]"]["target"]["status"]


def methods_of(value: System) -> dict[str, list[str]]:
    tree = build_assessment_results(value, shipped())
    assert tree is not None
    [result] = tree["assessment-results"]["results"]
    return {own(item, "id")[0]: item["methods"] for item in result["observations"]}


def test_a_method_is_one_of_an_assessors_record() -> None:
    """Of an objective that cites the evidence; anything else was looked at in no known way."""
    cited = {"3.1.1[a]": answer(evidence=("ev-stale",))}
    assert methods_of(system(shipped(), cited)) == {
        "ev": ["UNKNOWN"],
        "ev-stale": ["UNKNOWN"],
        "ev-draft": ["UNKNOWN"],
    }
    whole = self_assessed({}, overrides=cited)
    assert methods_of(whole) == {
        "ev": ["EXAMINE", "TEST"],
        "ev-stale": ["EXAMINE", "TEST"],
        "ev-draft": ["UNKNOWN"],
    }
    assert whole.assessment is not None
    [row] = [row for row in whole.assessment.results if row.objective == "3.1.1[a]"]
    part = SelfAssessment((replace(row, method=("interview",)),))
    assert methods_of(replace(whole, assessment=part)) == {
        "ev": ["UNKNOWN"],
        "ev-stale": ["INTERVIEW"],
        "ev-draft": ["UNKNOWN"],
    }


def test_nobody_is_said_to_have_assessed_nothing_where_somebody_has_begun() -> None:
    whole = self_assessed({}, overrides={"3.1.1[a]": ObjectiveAnswer("a")})
    assert whole.assessment is not None
    begun = replace(whole, assessment=SelfAssessment(whole.assessment.results[:1]))
    tree = build_assessment_results(begun, shipped())
    assert "nobody has assessed" not in str(tree)
    none = build_assessment_results(replace(whole, assessment=None), shipped())
    assert "nobody has assessed" in str(none)


@pytest.mark.parametrize("kind", ["enduring-exception", "dod-cio-adjudication"])
def test_an_exception_excuses_and_is_named(kind: str) -> None:
    excuse = DocumentedException(
        "x", "The old rig", kind, ("3.1.1",), "why", None, "owner", DAY, DAY
    )
    stated = answer("alternative" if kind == "dod-cio-adjudication" else "partial")
    found = findings(system(shipped(), {"3.1.1[a]": stated}, exceptions=(excuse,)))["3.1.1[a]"]
    assert found["target"]["status"]["state"] == "satisfied"
    assert '"The old rig"' in found["description"]
    overdue = replace(excuse, review_date=DAY - dt.timedelta(days=1))
    assert (
        findings(system(shipped(), {"3.1.1[a]": stated}, exceptions=(overdue,)))["3.1.1[a]"][
            "target"
        ]["status"]["state"]
        == "not-satisfied"
    )


def test_findings_name_the_statements_that_the_plan_has(copy: Path) -> None:
    """Also where only a component says something about an objective, and nothing is stated."""
    path = copy / f"{EXAMPLE}/controls/AC/3.1.1.md"
    text = path.read_text()
    start, end = text.index("## [b]"), text.index("## [c]")
    path.write_text(
        f"{text[:start]}## Keystile <!-- @objective b keystile -->\n\nKeystile lists"
        f" them.\n\n{text[end:]}"
    )
    documents = assembled(copy)
    statements = {
        node["uuid"]
        for node, _ in walk(documents["system-security-plan"])
        if "statement-id" in node
    }
    results = documents["assessment-results"]["assessment-results"]["results"][0]["findings"]
    assert {
        item["implementation-statement-uuid"]
        for item in results
        if "implementation-statement-uuid" in item
    } == statements


# What the plan says


def requirement_of(
    *, overrides: dict[str, ObjectiveAnswer] | None = None, **more: Any
) -> Tree | None:
    baseline = shipped()
    value = system(baseline, overrides, default=ObjectiveAnswer("a"))
    requirement = baseline.by_label["3.1.1"]
    own_file = replace(value.answers[requirement.id], **more)
    return build_implemented_requirement(
        replace(value, answers=MappingProxyType({requirement.id: own_file})), requirement
    )


def test_states_in_oscal() -> None:
    expected = {
        "implemented": "implemented",
        "inherited": "implemented",
        "alternative": "alternative",
        "partial": "partial",
        "planned": "planned",
        "not-implemented": "planned",
        "not-applicable": "not-applicable",
    }
    for state, status in expected.items():
        tree = requirement_of(
            overrides={"3.1.1[a]": answer(state, note="A note.", title="A title ")}
        )
        assert tree is not None
        [part] = tree["statements"][0]["by-components"]
        assert part["implementation-status"]["state"] == status
        assert own(part, "state") == ([state] if state in ("inherited", "not-implemented") else [])
        assert part["remarks"] == "A note."
        assert own(part, "section-title") == ["A title"]
        assert part["links"] == [{"href": "#e1", "rel": "evidence"}]
        remarks = {
            "not-applicable": "Rationale: there is none of it",
            "partial": "Missing: something",
        }
        if state in remarks:
            assert part["implementation-status"]["remarks"] == remarks[state]
        if state == "not-applicable":
            assert (own(part, "approved-by"), own(part, "approved-on")) == (
                ["owner"],
                ["2026-11-24"],
            )


def test_missing_and_rationale_are_paragraphs() -> None:
    both = answer(
        "not-applicable",
        missing="one thing",
        rationale="no such asset",
        approved=Approval("owner", DAY),
    )
    tree = requirement_of(overrides={"3.1.1[a]": both})
    assert tree is not None
    assert (
        tree["statements"][0]["by-components"][0]["implementation-status"]["remarks"]
        == "Missing: one thing\n\nRationale: no such asset"
    )


def test_parameters_alone_are_no_answer() -> None:
    """OSCAL's constraint: an implemented requirement has a by-component."""
    assert requirement_of(parameters=MappingProxyType({"p": ("v",)})) is None


def test_one_by_component_for_the_whole_system() -> None:
    stated = answer(
        prose="In general.", by_component=MappingProxyType({"this-system": "In particular."})
    )
    tree = requirement_of(overrides={"3.1.1[a]": stated})
    assert tree is not None
    [part] = tree["statements"][0]["by-components"]
    assert part["description"] == "In general.\n\nIn particular."


# Values that OSCAL does not take as they are


def test_values_become_fold_lines() -> None:
    assert fold_lines(" a\n\n  b\r\nc ") == "a b c"
    assert make_props(("x", " "), ("y", None), ("z", False), ("n", 0)) == [
        {"name": "z", "ns": "urn:attestle:oscal", "value": "False"},
        {"name": "n", "ns": "urn:attestle:oscal", "value": "0"},
    ]
    assert [item["value"] for item in make_prop_per_value("objective", ("a", "b", "a"))] == [
        "a",
        "b",
    ]


def test_hrefs_are_uris() -> None:
    value = system(shipped())
    assert (
        find_href(value, "evidence/3.1.1[a] list.csv")
        == "../../ssp/demo/evidence/3.1.1%5Ba%5D%20list.csv"
    )
    assert find_href(value, "https://example.com/a?b=c#d") == "https://example.com/a?b=c#d"
    for place in (
        "the safe in room 2",
        "https://example.com/a b",
        'https://example.com/"x"',
        "https://example.com/{id}",
        "C:\\share\\x",
    ):
        assert find_href(value, place) is None


def test_odd_values_are_no_internal_error(copy: Path) -> None:
    """Line breaks in CSV cells, blanks around titles, schemes that are no URI, addresses that OSCAL
    does not take, things named twice.
    """
    edit(
        copy,
        f"{EXAMPLE}/system.md",
        "scheme: https://quillhaven.example/ns/systems",
        "scheme: CAGE code",
    )
    edit(
        copy,
        f"{EXAMPLE}/system.md",
        "scheme: https://calderstone.example/ns/supplier-systems",
        "scheme: https://calderstone.example",
    )
    edit(
        copy, f"{EXAMPLE}/people.yaml", "email: contact@quillhaven.example", "email: ask us @ desk"
    )
    edit(
        copy,
        f"{EXAMPLE}/people.yaml",
        "held-by: [quillhaven-executive-office]",
        "held-by: [quillhaven-executive-office, quillhaven-executive-office]",
    )
    edit(
        copy,
        f"{EXAMPLE}/poam/camera-replacement.md",
        'objectives: ["3.10.2[c]"]',
        'objectives: ["3.10.2[c]", "03.10.02[c]"]',
    )
    edit(
        copy,
        f"{EXAMPLE}/poam/camera-replacement.md",
        "systems-affected: [riverside-office]",
        "systems-affected: [riverside-office, riverside-office]",
    )
    path = copy / f"{EXAMPLE}/inventory.csv"
    lines = path.read_text().splitlines()
    cells = lines[1].split(",")
    lines[1] = (
        f'{cells[0]},"AST\n001","Name\nof two lines",cui,enclave-vdi,platform-engineering," Region'
        ' 1,\n subnet access",transmits,"because\n\nof it",,,," \n","a\nplace",,'
    )
    path.write_text("\n".join(lines) + "\n")
    page = copy / f"{EXAMPLE}/controls/AC/3.1.1.md"
    page.write_text(
        page.read_text().replace("## Whole system <!--", "##  Whole\r system\u00a0 <!--")
    )
    evidence = copy / f"{EXAMPLE}/evidence.yaml"
    evidence.write_text(
        re.sub(
            r"location: (?!evidence/).*",
            "location: 'https://files.example/{id}'",
            evidence.read_text(),
            count=1,
        )
    )
    (copy / f"{EXAMPLE}/diagrams/boundary.png").rename(copy / f"{EXAMPLE}/the boundary [1].png")
    edit(
        copy, f"{EXAMPLE}/boundary.md", "file: diagrams/boundary.png", "file: the boundary [1].png"
    )
    documents = assembled(copy)
    assert dangling(copy, documents) == []
    plan = documents["system-security-plan"]["system-security-plan"]
    characteristics = plan["system-characteristics"]
    assert characteristics["system-ids"] == [
        {"id": "QH-SYS-0002"},
        {"identifier-type": "https://calderstone.example", "id": "CD-SUP-20417-A"},
    ]
    assert own(characteristics, "id-scheme") == ["QH-SYS-0002: CAGE code"]
    assert own(plan["metadata"]["parties"][0], "email") == ["ask us @ desk"]
    asset = plan["system-implementation"]["inventory-items"][0]
    assert [item["value"] for item in asset["props"][:2]] == ["AST 001", "Region 1, subnet access"]
    assert own(asset, "justification") == ["because of it"]


# Trestle


@pytest.mark.parametrize("model", list(FOLDERS))
def test_trestle_reads_what_we_write(model: str) -> None:
    check_round_trip(model, load(ROOT, model))


def plan_with(**metadata: Any) -> Tree:
    tree = load(ROOT, "system-security-plan")
    tree["system-security-plan"]["metadata"].update(metadata)
    return tree


def test_trestle_may_spell_times_and_uris_its_own_way() -> None:
    """It cuts times to the millisecond and gives a host a final slash; that alone must not stop an
    assembly.
    """
    foreign = [{"name": "x", "ns": "http://fedramp.gov", "value": "y"}]
    check_round_trip(
        "system-security-plan",
        plan_with(props=foreign, published="2024-02-01T13:57:28.355446-04:00"),
    )


def test_what_trestle_refuses_is_told() -> None:
    with pytest.raises(
        InternalError, match=r"trestle refuses the document: .*roles.*nothing was written"
    ):
        check_round_trip(
            "system-security-plan", plan_with(roles=[{"id": "3.1", "title": "No token"}])
        )


def test_an_asset_without_component_has_none() -> None:
    asset = Asset("4ddb5f22-5990-4273-8658-61661c8ab0d4", "A", "Name", "cui", "", "owner")
    tree = build_security_plan(replace(system(shipped()), assets=(asset,)), shipped())
    [item] = tree["system-security-plan"]["system-implementation"]["inventory-items"]
    assert "implemented-components" not in item


def test_what_customers_get_and_have_to_do_is_exported() -> None:
    part = ComponentAnswer("this-system", ("b",), provides="Guards the gate.")
    tree = requirement_of(
        overrides={
            "3.1.1[a]": ObjectiveAnswer("a", provides="Keeps the list.", leaves="Name the readers.")
        },
        components=(part,),
    )
    assert tree is not None
    [both] = tree["statements"][0]["by-components"]
    [provided], [left] = both["export"]["provided"], both["export"]["responsibilities"]
    assert (provided["description"], left["description"], left["provided-uuid"]) == (
        "Keeps the list.",
        "Name the readers.",
        provided["uuid"],
    )
    assert provided["uuid"] == derive_uuid("u", "provided", both["uuid"])
    [whole] = tree["by-components"]
    assert [item["description"] for item in whole["export"]["provided"]] == ["Guards the gate."]
    assert "responsibilities" not in whole["export"]
    alone = requirement_of(overrides={"3.1.1[a]": answer(leaves="Name the readers.")})
    assert alone is not None
    [entry] = alone["statements"][0]["by-components"][0]["export"]["responsibilities"]
    assert "provided-uuid" not in entry
    plain = requirement_of(overrides={"3.1.1[a]": answer()})
    assert plain is not None
    assert "export" not in plain["statements"][0]["by-components"][0]
