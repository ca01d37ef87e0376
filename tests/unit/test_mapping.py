"""A crosswalk to OSCAL and back, collections that other tools made, and what the rules say of them."""

from __future__ import annotations

import copy
import datetime as dt
import json
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attestle.conformance.schema import check_schema as check_schema
from attestle.findings import Finding
from attestle.formats import mapping_collection
from attestle.model.authored_values import NOWHERE
from attestle.model.crosswalk_maps import (
    CONFIDENCES,
    GRADES,
    RATIONALES,
    RELATIONSHIPS,
    ROLES,
    Crosswalk,
    Map,
    NetNew,
    Provenance,
    Reuse,
    Unmapped,
    list_doubts,
)
from attestle.model.workspace import Document, make_workspace
from attestle.rules.document_sets import MAPPINGS
from attestle.rules.rule_input import RuleInput
from attestle.rules.rule_runs import run_rules
from conftest import AS_OF, ROOT, examples
from tables import check_each

Tree = dict[str, Any]
BASE = ROOT / "tests/cases/_base"
PATH = "mapping-collections/mini/mapping-collection.json"
PROFILE = "profiles/mini-with-criteria/profile.json"
FIRST, FLOW, PLAN, CRYPTO = (
    f"SP_800_171r2_03.{number}" for number in ("01.01", "01.03", "12.04", "13.11")
)
STAMP = "2026-01-01T00:00:00+00:00"
LETTERS = "abcdef"


@cache
def _bytes(path: str) -> bytes:
    return (BASE / path).read_bytes()


def tree_of(path: str) -> Tree:
    loaded: Tree = json.loads(_bytes(path))
    return loaded


def judged(*collections: Tree, profile: Tree | None = None) -> tuple[Finding, ...]:
    """What the rules say of collections between the catalogs of the little workspace."""
    models = [
        "catalogs/mini/catalog.json",
        "catalogs/criteria/catalog.json",
        "component-definitions/mini/component-definition.json",
    ]
    documents = [
        Document(
            path, path.rsplit("/", 1)[1].removesuffix(".json"), path.split("/")[1], tree_of(path)
        )
        for path in models
    ]
    documents += [
        Document(
            f"mapping-collections/m{number}/mapping-collection.json",
            "mapping-collection",
            f"m{number}",
            tree,
        )
        for number, tree in enumerate(collections)
    ]
    documents += [Document(PROFILE, "profile", "mini-with-criteria", profile)] if profile else []
    return run_rules(RuleInput(make_workspace(tuple(documents), (), frozenset()), AS_OF), MAPPINGS)


def foreign(change: Callable[[Tree], object] = lambda mapping: None) -> Tree:
    """A collection with nothing of ours in it; `change` gets its only mapping."""
    node: Tree = {
        "uuid": "7d0c6a5e-1b1f-4c1e-8a55-000000000002",
        "source-resource": {"type": "catalog", "href": "trestle://catalogs/criteria/catalog.json"},
        "target-resource": {"type": "catalog", "href": "trestle://catalogs/mini/catalog.json"},
        "maps": [
            {
                "uuid": "7d0c6a5e-1b1f-4c1e-8a55-000000000003",
                "relationship": "intersects-with",
                "sources": [{"type": "control", "id-ref": "cc6.1"}],
                "targets": [{"type": "control", "id-ref": FIRST}],
            }
        ],
    }
    change(node)
    body = {
        "uuid": "7d0c6a5e-1b1f-4c1e-8a55-000000000001",
        "metadata": {
            "title": "From elsewhere",
            "last-modified": STAMP,
            "version": "1",
            "oscal-version": "1.2.1",
        },
        "provenance": {
            "method": "automation",
            "matching-rationale": "syntactic",
            "status": "complete",
            "mapping-description": "By a program.",
        },
        "mappings": [node],
    }
    assert check_schema("mapping-collection", {"mapping-collection": body}) == []
    return {"mapping-collection": body}


def read_one(tree: Tree) -> Crosswalk:
    [found] = mapping_collection.read_crosswalks(
        "other", "mapping-collections/other/mapping-collection.json", tree
    )
    return found


# -- there and back

LINE = st.from_regex(
    r"[!-~\u00a1-\u00ff\u4e00]([ -~\u00a1-\u00ff]{0,20}[!-~\u00a1-\u00ff])?", fullmatch=True
)
TOKEN = st.from_regex(r"[A-Za-z_][A-Za-z0-9_.-]{0,8}", fullmatch=True)
TEXTS = st.lists(LINE, max_size=2).map(tuple)
DAYS = st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1)).map(dt.date.isoformat)
MAPS = st.builds(
    Map, criterion=TOKEN, requirement=TOKEN, role=st.sampled_from(ROLES), reuse=st.sampled_from(GRADES), letters=st.sets(st.sampled_from(LETTERS)).map(sorted).map(tuple),
    rationale=LINE, confidence=st.sampled_from(CONFIDENCES), relationship=st.sampled_from(RELATIONSHIPS), matching=st.sampled_from(RATIONALES),
    scope=st.just("") | LINE, top_up=TEXTS, cannot=TEXTS,
    contributes=st.sets(st.sampled_from(LETTERS)).map(sorted).map(tuple), topics=st.lists(TOKEN, max_size=2, unique=True).map(tuple),
)  # fmt: skip
UNMAPPED = st.lists(
    st.builds(Unmapped, TOKEN, LINE), max_size=3, unique_by=lambda item: item.control
).map(tuple)
CROSSWALKS = st.builds(
    Crosswalk,
    name=st.just("own"),
    source_href=st.just("trestle://catalogs/a/catalog.json"),
    target_href=st.just("trestle://catalogs/b/catalog.json"),
    provenance=st.builds(
        Provenance, LINE, TOKEN, DAYS, LINE, st.sampled_from(("human", "automation", "hybrid")), st.sampled_from(("draft", "complete")),
        st.just("") | LINE, st.just("") | LINE, st.just("") | LINE,
    ),
    maps=st.lists(MAPS, min_size=1, max_size=4, unique_by=lambda item: (item.criterion, item.requirement)).map(tuple),
    unmapped_sources=UNMAPPED,
    unmapped_targets=UNMAPPED,
    net_new=st.lists(st.builds(NetNew, TOKEN, LINE, LINE, LINE, LINE), max_size=2, unique_by=lambda item: item.id).map(tuple),
    scope_dependent=st.dictionaries(TOKEN, LINE, max_size=2),
)  # fmt: skip


@settings(max_examples=examples(100), deadline=None)
@given(CROSSWALKS)
def test_what_is_written_is_read_again(made: Crosswalk) -> None:
    tree = mapping_collection.write_crosswalk(
        made, lambda _: len(LETTERS), f"{made.provenance.date}T00:00:00+00:00"
    )
    assert check_schema("mapping-collection", tree) == []
    back = read_one(json.loads(json.dumps(tree)))
    assert [item.coverage for item in back.maps] == [
        round(len(item.letters) / len(LETTERS), 4) for item in made.maps
    ]
    plain = replace(
        back,
        name=made.name,
        maps=tuple(replace(item, coverage=None, source=NOWHERE) for item in back.maps),
        unmapped_sources=tuple(replace(item, source=NOWHERE) for item in back.unmapped_sources),
        unmapped_targets=tuple(replace(item, source=NOWHERE) for item in back.unmapped_targets),
    )
    assert plain == made
    again = mapping_collection.write_crosswalk(
        replace(back, name=made.name),
        lambda _: len(LETTERS),
        f"{made.provenance.date}T00:00:00+00:00",
    )
    assert again == tree


def test_uuids_follow_from_name_and_pair() -> None:
    made = replace(read_one(tree_of(PATH)), name="mini")
    first, other = (
        mapping_collection.write_crosswalk(replace(made, name=name), lambda _: 2, STAMP)[
            "mapping-collection"
        ]
        for name in ("mini", "other")
    )
    assert (
        first["uuid"]
        == tree_of(PATH)["mapping-collection"]["uuid"]
        == mapping_collection.derive_map_uuid("mini")
    )
    assert {item["uuid"] for item in first["mappings"][0]["maps"]}.isdisjoint(
        item["uuid"] for item in other["mappings"][0]["maps"]
    )


# -- collections of other tools


def test_a_bare_object_instead_of_a_list() -> None:
    tree = foreign()
    tree["mapping-collection"]["mappings"] = tree["mapping-collection"]["mappings"][0]
    [item] = read_one(tree).maps
    assert (item.criterion, item.requirement, item.role, item.reuse, item.letters) == (
        "cc6.1",
        FIRST,
        "",
        Reuse.HABIT_ONLY,
        (),
    )
    assert item.source.pointer == "/mapping-collection/mappings/maps/0"
    assert judged(tree) == ()


def test_a_bare_object_is_judged_at_its_place() -> None:
    tree = foreign(lambda node: node["maps"][0]["sources"][0].update({"id-ref": "cc6.2"}))
    tree["mapping-collection"]["mappings"] = tree["mapping-collection"]["mappings"][0]
    [found] = judged(tree)
    assert (found.code, found.pointer) == ("MAP001", "/mapping-collection/mappings/maps/0/sources")


def test_several_sources_and_targets_are_pairs() -> None:
    def change(node: Tree) -> None:
        node["maps"][0]["sources"].append({"type": "control", "id-ref": "cc6.3"})
        node["maps"][0]["targets"].append({"type": "control", "id-ref": FLOW})

    found = read_one(foreign(change))
    assert [(item.criterion, item.requirement) for item in found.maps] == [
        ("cc6.1", FIRST),
        ("cc6.1", FLOW),
        ("cc6.3", FIRST),
        ("cc6.3", FLOW),
    ]
    assert judged(foreign(change)) == ()


def test_one_wrong_word_in_a_map_of_many_pairs_is_one_finding() -> None:
    def change(node: Tree) -> None:
        node["maps"][0]["targets"].append({"type": "control", "id-ref": FLOW})
        node["maps"][0]["relationship"] = "supports"

    [found] = judged(foreign(change))
    assert (found.code, found.pointer) == (
        "MAP002",
        "/mapping-collection/mappings/0/maps/0/relationship",
    )
    assert '"supports"' in found.message


def test_a_word_of_another_namespace_is_its_own_affair() -> None:
    assert (
        judged(
            foreign(
                lambda node: node["maps"][0].update(
                    {"relationship": "supports", "ns": "https://demo.example/ns"}
                )
            )
        )
        == ()
    )


def test_the_namespace_of_oscal_holds_its_words() -> None:
    [found] = judged(
        foreign(
            lambda node: node["maps"][0].update(
                {"relationship": "supports", "ns": "http://csrc.nist.gov/ns/oscal"}
            )
        )
    )
    assert found.code == "MAP002"


@pytest.mark.parametrize("identity", [f"{FIRST}_smt", f"{FIRST}_obj.b", f"{FIRST}_examine_objects"])
def test_a_statement_counts_for_its_control(identity: str) -> None:
    def change(node: Tree) -> None:
        node["maps"][0]["targets"] = [{"type": "statement", "id-ref": identity}]
        node["target-gap-summary"] = {
            "uuid": "7d0c6a5e-1b1f-4c1e-8a55-000000000004",
            "unmapped-controls": [{"with-ids": [FLOW, PLAN, CRYPTO]}],
        }

    assert judged(foreign(change)) == ()


def test_a_control_mapped_by_its_statement_is_not_unmapped() -> None:
    def change(node: Tree) -> None:
        node["maps"][0]["targets"] = [{"type": "statement", "id-ref": f"{FIRST}_smt"}]
        node["target-gap-summary"] = {
            "uuid": "7d0c6a5e-1b1f-4c1e-8a55-000000000004",
            "unmapped-controls": [{"with-ids": [FIRST, FLOW, PLAN, CRYPTO]}],
        }

    [found] = judged(foreign(change))
    assert (found.code, found.pointer) == (
        "MAP004",
        "/mapping-collection/mappings/0/target-gap-summary",
    )


def test_the_matching_rationale_comes_from_above() -> None:
    assert [item.matching for item in read_one(foreign()).maps] == ["syntactic"]
    assert [
        item.matching
        for item in read_one(
            foreign(lambda node: node.update({"matching-rationale": "semantic"}))
        ).maps
    ] == ["semantic"]


def test_confidence_as_a_percentage_and_coverage_of_another_kind() -> None:
    more = {
        "confidence-score": {"percentage": 0.4},
        "coverage": {"generation-method": "arbitrary", "target-coverage": 0.3},
    }
    [item] = read_one(foreign(lambda node: node["maps"][0].update(more))).maps
    assert (item.confidence, item.coverage) == ("unspecified", 0.3)
    assert judged(foreign(lambda node: node["maps"][0].update(more))) == ()


@pytest.mark.parametrize(
    ("href", "severity"),
    [
        ("#7d0c6a5e-1b1f-4c1e-8a55-000000000009", "error"),
        ("https://demo.example/catalog.json", "note"),
    ],
)
def test_of_a_resource_elsewhere_no_id_is_judged(href: str, severity: str) -> None:
    [item] = judged(foreign(lambda node: node["target-resource"].update({"href": href})))
    assert (item.code, item.severity.value) == ("REF008", severity)


def test_a_resource_beside_the_collection_is_followed() -> None:
    href = "../../catalogs/mini/catalog.json"
    assert judged(foreign(lambda node: node["target-resource"].update({"href": href}))) == ()


def test_a_resource_that_should_be_here_and_is_not() -> None:
    [found] = judged(
        foreign(
            lambda node: node["target-resource"].update(
                {"href": "trestle://catalogs/gone/catalog.json"}
            )
        )
    )
    assert (found.code, found.pointer) == (
        "REF008",
        "/mapping-collection/mappings/0/target-resource/href",
    )
    assert "catalogs/gone" in found.message


def test_a_resource_that_is_no_catalog() -> None:
    href = "trestle://component-definitions/mini/component-definition.json"
    [item] = judged(foreign(lambda node: node["source-resource"].update({"href": href})))
    assert item.code == "REF008"
    assert "leads to a component-definition" in item.message


def test_each_mapping_of_a_collection_is_judged() -> None:
    tree = foreign()
    second = copy.deepcopy(tree["mapping-collection"]["mappings"][0])
    second["maps"][0]["targets"][0]["id-ref"] = "SP_800_171r2_03.01.10"
    tree["mapping-collection"]["mappings"].append(second)
    [found] = judged(tree)
    assert (found.code, found.pointer) == (
        "MAP001",
        "/mapping-collection/mappings/1/maps/0/targets",
    )
    assert "SP_800_171r2_03.01.0" in found.hint


def test_a_gap_summary_may_list_by_pattern() -> None:
    def change(node: Tree) -> None:
        node["target-gap-summary"] = {
            "uuid": "7d0c6a5e-1b1f-4c1e-8a55-000000000004",
            "unmapped-controls": [{"matching": [{"pattern": "*_03.1*"}]}],
        }

    [found] = judged(foreign(change))
    assert found.code == "MAP005"
    assert FLOW in found.message


def test_props_of_ours_with_nonsense_are_told_and_read() -> None:
    tree = tree_of(PATH)
    node = tree["mapping-collection"]["mappings"][0]["maps"][0]
    node["props"][1]["value"] = "none"
    tree["mapping-collection"]["provenance"]["props"][0]["value"] = "yesterday"
    assert read_one(tree).maps[0].reuse is Reuse.HABIT_ONLY
    assert read_one(tree).provenance.date == "2026-01-01"
    [found] = judged(tree)
    assert (found.code, found.message) == ("MAP002", '"none" is no reuse of a map')


def test_the_grades_of_a_foreign_collection_are_not_ours() -> None:
    assert read_one(tree_of(PATH)).is_graded
    assert not read_one(foreign()).is_graded


# -- judgements

GOOD = Map(
    "cc6.1",
    FIRST,
    "lead",
    Reuse.STRONG,
    ("b",),
    "Sign-in is tested [b]; who may come in [a] is written elsewhere.",
)


@check_each(
    ("change", "words"),
    [
        ({}, []),
        ({"rationale": "Sign-in is tested [b].", "top_up": ("a roster",)}, []),
        ({"rationale": "Sign-in is tested [b].", "cannot": ("validation",)}, []),
        ({"rationale": "Sign-in is tested [b], for people only."}, []),
        ({"rationale": "Sign-in is tested [b]."}, ["what is missing"]),
        ({"rationale": "Sign-in is tested; who may come in [a] is written elsewhere."}, ["[b]"]),
        ({"rationale": "Sign-in is tested."}, ["[b]", "what is missing"]),
        ({"rationale": " "}, ["without a rationale"]),
        (
            {
                "role": "supporting",
                "reuse": Reuse.PARTIAL,
                "letters": (),
                "contributes": ("b",),
                "rationale": "Sign-in is tested.",
            },
            [],
        ),
        ({"contributes": ("c",)}, ["[c] is contributed to"]),
        ({"contributes": ("b",)}, ["[b] is satisfied and contributed to"]),
        ({"reuse": Reuse.PARTIAL}, ["partial map satisfies no objective"]),
        ({"reuse": Reuse.PARTIAL, "letters": ()}, ["partial map contributes to at least one"]),
        ({"letters": (), "contributes": ("b",)}, ["strong map satisfies at least one"]),
        (
            {"reuse": Reuse.HABIT_ONLY, "letters": (), "contributes": ("b",)},
            ["habit-only satisfies no objective and contributes to none"],
        ),
        (
            {
                "role": "supporting",
                "reuse": Reuse.STRONG,
                "rationale": "Sign-in is tested; people only.",
            },
            ["[b]"],
        ),
        ({"letters": ()}, ["strong map"]),
        ({"reuse": Reuse.HABIT_ONLY}, ["habit-only"]),
        ({"reuse": Reuse.HABIT_ONLY, "letters": ()}, []),
        ({"requirement": CRYPTO}, ["does not ask for"]),
        ({"requirement": CRYPTO, "reuse": Reuse.HABIT_ONLY, "letters": ()}, []),
        ({"relationship": "no-relationship"}, ["no relationship"]),
        (
            {
                "relationship": "no-relationship",
                "role": "supporting",
                "reuse": Reuse.HABIT_ONLY,
                "letters": (),
            },
            [],
        ),
    ],
)
def test_doubts(change: Tree, words: list[str]) -> None:
    found = list(list_doubts(replace(GOOD, **change)))
    assert len(found) == len(words), found
    assert all(word in text for word, text in zip(words, found, strict=True))


# -- the profile made from it


def test_a_second_crosswalk_has_no_part_in_the_profile() -> None:
    own = foreign(
        lambda node: node["maps"][0].update({"targets": [{"type": "control", "id-ref": FLOW}]})
    )
    assert judged(own, profile=tree_of(PROFILE)) == ()


def test_a_pair_without_relationship_has_no_link() -> None:
    tree, profile = tree_of(PATH), tree_of(PROFILE)
    node = tree["mapping-collection"]["mappings"][0]["maps"][2]
    node["relationship"] = "no-relationship"
    node["props"][0]["value"] = "supporting"
    profile["profile"]["metadata"]["links"][0]["href"] = (
        "trestle://mapping-collections/m0/mapping-collection.json"
    )
    found = [item for item in judged(tree, profile=profile) if item.code == "MAP008"]
    assert [item.message for item in found] == [
        f"{CRYPTO} links to cc6.1, which the crosswalk does not map"
    ]
