"""Every OSCAL release by its own tables: what it allows is no error, and what it closes is one."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

import attestle
from attestle.conformance.constraint_record import ConstraintRecord
from attestle.conformance.constraint_walk import _get_plans, check_constraints, walk_objects_below
from attestle.conformance.oscal_versions import WHOLE_RELEASE, list_judges
from attestle.conformance.schema import check_schema, check_shape
from attestle.conformance.version_changes import convert_version
from attestle.formats.oscal_xml import read_xml
from attestle.model.derived_ids import OSCAL_VERSION
from build_constraints import Structure, Table
from conftest import ROOT
from release_documents import RELEASES, make_document, read_meant, walk_objects
from tables import check_each

Tree = dict[str, Any]
MODELS = [
    pytest.param(version, model, id=f"{version}-{model}")
    for version in RELEASES
    for model in read_meant(version).structure["roots"]
]
NO_WORD = "no-word-of-any"


def test_the_whole_tables_are_those_of_the_version_that_is_written() -> None:
    assert WHOLE_RELEASE == OSCAL_VERSION
    assert set(list_judges()) == {*RELEASES, "1.0.1", "1.0.3", "1.0.5"}


def test_the_shipped_tables_are_what_their_source_builds() -> None:
    done = subprocess.run(
        [sys.executable, "tools/build_versions.py", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "")


@check_each(("version", "model"), MODELS)
def test_a_document_with_every_field_of_its_release_has_no_error(version: str, model: str) -> None:
    tree = make_document(version, model)
    found = attestle.validate(json.dumps(tree).encode())
    assert [item for item in found if item.is_error or item.code == "OSC007"] == []


@pytest.mark.parametrize("version", ["1.0.0", "1.1.3"])
def test_a_model_that_came_later_is_an_error_and_judged_all_the_same(version: str) -> None:
    tree = make_document("1.2.0", "mapping-collection")
    tree["mapping-collection"]["metadata"]["oscal-version"] = version
    tree["mapping-collection"]["colour"] = "red"
    assert [item.message for item in check_schema("mapping-collection", tree)] == [
        'unknown field "colour"',
        f"OSCAL {version} has no mapping-collection; it came with 1.2.0",
    ]


@check_each(("version", "model"), MODELS)
def test_a_field_that_the_release_does_not_have_is_an_error(version: str, model: str) -> None:
    """Of the fields of the newest release those are told that the older one lacks."""
    tree = make_document("1.2.2", model)
    tree[model]["metadata"]["oscal-version"] = version
    told = {
        item.pointer for item in check_schema(model, tree) if item.keyword == "additionalProperties"
    }
    assert told or not version.startswith("1.0.")
    assert not told or version not in ("1.2.1", "1.2.2")
    for pointer in sorted(told, reverse=True):
        *way, last = pointer.split("/")[1:]
        node = tree
        for token in way:
            node = node[int(token)] if isinstance(node, list) else node[token]
        del node[last]
    left = {key for node in walk_objects(tree) for key in node}
    assert left <= {key for node in walk_objects(make_document(version, model)) for key in node}


@pytest.mark.parametrize("target", ["1.1.2", "1.2.1"])
@pytest.mark.parametrize(("version", "model"), MODELS)
def test_a_document_in_another_version_is_valid_there_or_says_what_is_not(
    version: str, model: str, target: str
) -> None:
    changed = convert_version(model, make_document(version, model), target)
    if model not in read_meant(target).structure["roots"]:
        assert len(changed.losses) == 1
        return
    told = {loss.pointer for loss in changed.losses if "and stays" in loss.reason}
    left = {item.pointer for item in check_schema(model, changed.tree)}
    left |= {
        item.pointer for item in check_constraints(model, changed.tree) if item.level == "error"
    }
    assert len(left) <= len(told)
    # upwards nothing of a full document goes
    if tuple(target.split(".")) >= tuple(version.split(".")):
        assert [loss for loss in changed.losses if "left out" in loss.reason] == []


@pytest.mark.parametrize(("version", "wrong"), [("1.2.0", 0), ("1.2.1", 1)])
def test_a_score_in_xml_has_attributes_in_its_first_release_alone(version: str, wrong: int) -> None:
    text = f"""<mapping-collection xmlns="http://csrc.nist.gov/ns/oscal/1.0">
      <metadata><oscal-version>{version}</oscal-version></metadata>
      <provenance method="human"><confidence-score category="high" percentage="0.5"/></provenance>
    </mapping-collection>"""
    read = read_xml(text.encode())
    assert len(read.problems) == 2 * wrong
    assert read.tree is not None
    score = read.tree["mapping-collection"]["provenance"]["confidence-score"]
    assert score == ({} if wrong else {"category": "high", "percentage": 0.5})


_OPENED = """
import sys
opened = []
def note(event, arguments):
    if event == "open" and "data/versions" in str(arguments[0]).replace(chr(92), "/"):
        opened.append(str(arguments[0])[-10:])
sys.addaudithook(note)
import attestle
attestle.validate(sys.stdin.buffer.read())
print(opened)
"""


@pytest.mark.parametrize(
    ("version", "opened"), [("1.2.1", []), ("1.0.4", ["eases.json", "1.0.4.json"])]
)
def test_only_what_a_stated_version_needs_is_read(version: str, opened: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _OPENED],
        input=json.dumps(make_document(version, "catalog")).encode(),
        capture_output=True,
        check=True,
    )
    assert [name.lstrip("/") for name in ast.literal_eval(done.stdout.decode())] == opened


def test_what_lacks_what_its_version_alone_demands_can_be_worked_with() -> None:
    tree = make_document("1.1.2", "system-security-plan")
    plan = tree["system-security-plan"]
    del plan["system-implementation"]["users"]
    assert [item.keyword for item in check_schema("system-security-plan", tree)] == ["required"]
    assert check_shape("system-security-plan", tree) == []
    plan["colour"] = "red"
    assert len(check_shape("system-security-plan", tree)) == 2


# Vocabularies


@cache
def list_vocabularies(version: str) -> tuple[tuple[str, Tree, str, list[Any]], ...]:
    """Id, constraint, definition and steps of each vocabulary that an object can be made for."""
    release = read_meant(version)
    table = Table(Structure(release.structure), release.constraints)
    return tuple(
        (
            str(rule.source.get("id", rule.source["owner"])),
            rule.source,
            definition,
            list(place.steps),
        )
        for rule in table.rules
        if rule.source["type"] == "allowed-values" and rule.how in ("engine", "open")
        for definition, places in rule.on
        for place in places
        if _make_object(list(place.steps), "") is not None
    )


def _make_object(steps: list[Any], word: str) -> Tree | None:
    """The least object in which the steps lead to the word; None where a condition is too much."""
    whole: Tree = {}
    node: Any = whole
    for step in steps:
        match step:
            case ["child", key, many]:
                inner: Tree = {}
                node[key] = [inner] if many else inner
                node = inner
            case ["leaf", key, many]:
                node[key] = [word] if many else word
                return whole
            case ["where", condition]:
                if not _meet_condition(node, condition):
                    return None
            case _:
                return None
    return None


def _meet_condition(node: Tree, condition: list[Any]) -> bool:
    match condition:
        case ["and", *parts]:
            return all(_meet_condition(node, part) for part in parts)
        case ["in", [[["leaf", key, 0]]], [first, *_]]:
            node[key] = first
            return True
        case ["ns", [*spaces]]:
            node["ns"] = spaces[0]
            return True
    return False


def judge_word(version: str, model: str, definition: str, node: Tree) -> list[str]:
    """The vocabularies that an object breaks, whatever stands around it."""
    record = ConstraintRecord(lambda _: None)
    plans = _get_plans(model, version)
    walk_objects_below(record, [node], 0, plans.get_plan(definition, frozenset()))
    broken = [item for item in record.broken if item.constraint["type"] == "allowed-values"]
    return [item.constraint["id"] for item in broken if item.constraint["level"] == "error"]


def find_model(version: str, definition: str) -> str:
    release = read_meant(version)
    structure = Structure(release.structure)
    return next(
        (model for model, root in structure.roots.items() if definition in structure.reach(root)),
        "",
    )


@pytest.mark.parametrize("version", RELEASES)
def test_each_word_of_each_vocabulary_is_taken_and_no_other(version: str) -> None:
    judged = 0
    for identity, source, definition, steps in list_vocabularies(version):
        model = find_model(version, definition)
        for word in source["values"]:
            node = _make_object(steps, word)
            assert node is not None
            assert identity not in judge_word(version, model, definition, node), (identity, word)
        if source.get("allow-other") != "yes":
            node = _make_object(steps, NO_WORD)
            assert node is not None
            wanted = source.get("level", "ERROR") == "ERROR"
            assert bool(judge_word(version, model, definition, node)) == wanted, identity
            judged += 1
    assert judged > 50


def list_closings(version: str) -> Iterator[tuple[str, str, str, Tree]]:
    """What the release takes and 1.2.1 does not: id, model, definition and object."""
    for identity, source, definition, steps in list_vocabularies("1.2.1"):
        model = find_model("1.2.1", definition)
        if definition not in read_meant(version).structure["definitions"] or not model:
            continue
        known = {
            word
            for other, its_source, *_ in list_vocabularies(version)
            if other == identity
            for word in its_source["values"]
        }
        for word in (NO_WORD, *sorted(known - set(source["values"]))):
            node = _make_object(steps, word)
            assert node is not None
            if judge_word("1.2.1", model, definition, node) and not judge_word(
                version, model, definition, node
            ):
                yield identity, model, definition, node
                break


# How many vocabularies are closed in 1.2.1, or lack a word, that the release leaves open
CLOSED_SINCE = {
    "1.0.0": 71, "1.0.4": 51, "1.0.6": 51, "1.1.0": 21, "1.1.2": 21, "1.1.3": 0, "1.2.0": 0,
}  # fmt: skip


@pytest.mark.parametrize(("version", "number"), CLOSED_SINCE.items())
def test_what_a_later_release_closes_is_no_error_before(version: str, number: int) -> None:
    closed = {identity for identity, *_ in list_closings(version)}
    assert len(closed) == number, sorted(closed)
