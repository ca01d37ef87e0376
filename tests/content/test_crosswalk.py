"""The shipped crosswalk: everything accounted for, every judgement checkable, valid to OSCAL's
schema, its words and trestle.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import attestle
from attestle.conformance.schema import check_schema as check_schema
from attestle.crosswalk.dependent_letters import list_missing_definitions
from attestle.formats import mapping_collection, yaml12
from attestle.formats.profile_resolution import walk_controls
from attestle.model.crosswalk_maps import (
    CONFIDENCES,
    GRADES,
    RATIONALES,
    RELATIONSHIPS,
    ROLES,
    Crosswalk,
    Map,
    Reuse,
)
from attestle.model.frameworks import SP_800_171_R2
from attestle.upstream.models import check_round_trip
from building import shipped
from conftest import ROOT
from tables import Test, check_each

Tree = dict[str, Any]
NAME = "soc2-tsc-2017_nist-sp-800-171-r2"
PATH = f"mapping-collections/{NAME}/mapping-collection.json"
PROFILE = "profiles/soc2-cmmc-level-2/profile.json"
# DOMAIN: typical net-new work, by requirement
TYPICAL = (
    "3.1.3", "3.1.9", "3.1.21", "3.1.22", "3.7.2", "3.7.3", "3.7.4", "3.8.4", "3.8.5", "3.12.2", "3.12.4", "3.13.7", "3.13.11", "3.13.12", "3.13.13", "3.13.14",
)  # fmt: skip
# and what no requirement carries
PROGRAMME = (
    "SPRS",
    "affirm",
    "72 hours",
    "FedRAMP Moderate",
    "responsibilit",
    "flowed down",
    "scope",
)
# turns of phrase by which published mappings and the criteria themselves can be told
PUBLISHED = re.compile(
    r"points? of focus|\bCOSO\b|\bSCF\b|secure controls framework|\bHITRUST\b|\bISO ?27001\b|\bNIST CSF\b|\b800-53\b|entity.s objectives|the entity (implements|identifies|selects)"
    r"|to meet the entity|limit (information )?system access to authorized|information assets to protect them from security events", re.I,
)  # fmt: skip


@cache
def tree() -> Tree:
    loaded: Tree = json.loads((ROOT / PATH).read_bytes())
    return loaded


def read_yaml(path: str) -> Tree:
    found: Tree = yaml12.read_yaml((ROOT / path).read_text(encoding="utf-8")).value
    return found


@cache
def crosswalk() -> Crosswalk:
    [found] = mapping_collection.read_crosswalks(NAME, PATH, tree())
    return found


@cache
def profile() -> Tree:
    body: Tree = json.loads((ROOT / PROFILE).read_bytes())["profile"]
    return body


@cache
def criteria() -> tuple[str, ...]:
    groups = json.loads((ROOT / "catalogs/soc2-tsc-2017/catalog.json").read_bytes())["catalog"][
        "groups"
    ]
    return tuple(control["id"] for _, control in walk_controls(groups))


def letters_of(requirement: str) -> tuple[str, ...]:
    return tuple(item.letter for item in shipped().by_id[requirement].objectives)


def named(item: Map) -> str:
    return f"{item.criterion} to {item.requirement}"


def each(maps: Iterable[Map]) -> Callable[[Test], Test]:
    return check_each("item", maps, ids=named)


def test_every_requirement_is_mapped_or_has_a_reason_and_not_both() -> None:
    mapped, listed = (
        {item.requirement for item in crosswalk().maps},
        {item.control for item in crosswalk().unmapped_targets},
    )
    assert not mapped & listed
    assert mapped | listed == set(shipped().by_id)
    assert len(shipped().by_id) == 110


def test_every_criterion_is_mapped_or_has_a_reason_and_not_both() -> None:
    mapped, listed = (
        {item.criterion for item in crosswalk().maps},
        {item.control for item in crosswalk().unmapped_sources},
    )
    assert not mapped & listed
    assert mapped | listed == set(criteria())
    assert len(criteria()) == 61


def test_each_reason_is_a_sentence_of_its_own() -> None:
    reasons = [
        item.reason for item in (*crosswalk().unmapped_sources, *crosswalk().unmapped_targets)
    ]
    assert all(len(reason.split()) >= 8 and reason.rstrip().endswith(".") for reason in reasons)
    assert len(set(reasons)) == len(reasons)


def test_gap_summaries_list_nothing_twice() -> None:
    for items in (crosswalk().unmapped_sources, crosswalk().unmapped_targets):
        assert len({item.control for item in items}) == len(items)


def test_one_lead_for_each_mapped_requirement() -> None:
    leads = Counter(item.requirement for item in crosswalk().maps if item.role == "lead")
    assert leads == dict.fromkeys((item.requirement for item in crosswalk().maps), 1)


def test_one_map_for_each_pair() -> None:
    assert {
        named(item): number for item, number in Counter(crosswalk().maps).items() if number > 1
    } == {}
    assert len({named(item) for item in crosswalk().maps}) == len(crosswalk().maps)


@each(crosswalk().maps)
def test_a_map_is_a_judgement_that_can_be_checked(item: Map) -> None:
    assert item.relationship in RELATIONSHIPS
    assert item.relationship == "intersects-with" or item.matching == "semantic"
    assert item.matching in RATIONALES
    assert item.role in ROLES
    assert item.reuse in GRADES
    assert item.confidence in CONFIDENCES
    known = letters_of(item.requirement)
    carried = (*item.letters, *item.contributes)
    assert set(carried) <= set(known)
    assert len(set(carried)) == len(carried)
    assert bool(item.letters) is (item.reuse is Reuse.STRONG)
    assert bool(carried) is (item.reuse is not Reuse.HABIT_ONLY)
    assert item.coverage == pytest.approx(len(item.letters) / len(known), abs=0.0001)
    assert 15 <= len(item.rationale.split()) <= 90
    assert item.rationale == " ".join(item.rationale.split())
    assert item.rationale.endswith((".", ".)"))
    assert set(re.findall(r"\[([a-z])\]", item.rationale)) <= set(known), (
        "the rationale names a letter that is not there"
    )


@each(item for item in crosswalk().maps if item.role == "lead" or item.reuse is Reuse.STRONG)
def test_lead_and_strong_name_their_letters_and_what_is_missing(item: Map) -> None:
    in_rationale = set(re.findall(r"\[([a-z])\]", item.rationale))
    assert {*item.letters, *item.contributes} <= in_rationale
    what_stays = re.search(
        r"\b(not|no|nor|nothing|nobody|none|never|neither|only|add|open|missing|lack\w*|remain\w*|stay\w*|still|left|outside|beyond|unless|until|except|without"
        r"|needs?|must|has to|have to|un\w+ed|separate\w*|elsewhere)\b",
        item.rationale,
    )
    assert (
        in_rationale - {*item.letters, *item.contributes}
        or item.top_up
        or item.cannot
        or what_stays
    )


@each(item for item in crosswalk().maps if not item.criterion.startswith("cc"))
def test_criteria_of_an_optional_category_state_the_condition(item: Map) -> None:
    assert item.scope


def test_no_satisfied_letter_without_its_defining_letter() -> None:
    objectives = {
        f"{item.id}[{objective.letter}]": objective
        for item in shipped().requirements
        for objective in item.objectives
    }
    satisfied = {
        objectives[f"{item.requirement}[{letter}]"].id
        for item in crosswalk().maps
        for letter in item.letters
    }
    assert [
        objective.label
        for objective in objectives.values()
        if objective.id in satisfied and list_missing_definitions(objective, satisfied)
    ] == []


def test_dependent_objectives_name_objectives_that_exist() -> None:
    known = {item.id for one in shipped().requirements for item in one.objectives}
    named = [
        key for one in shipped().requirements for item in one.objectives for key in item.defined_by
    ]
    assert len(named) > 100
    assert set(named) <= known
    assert [
        item.label
        for one in shipped().requirements
        for item in one.objectives
        if item.id in item.defined_by
    ] == []


def test_no_map_is_of_low_confidence() -> None:
    assert [named(item) for item in crosswalk().maps if item.confidence == "low"] == []


def test_a_requirement_has_few_maps() -> None:
    number = Counter(item.requirement for item in crosswalk().maps)
    assert {key: value for key, value in number.items() if value > 4} == {}


def test_a_supporting_map_carries_evidence() -> None:
    """And something that the lead does not carry as well or better."""
    idle = [
        named(item)
        for item in crosswalk().maps
        if item.role == "supporting" and not (item.letters or item.contributes)
    ]
    assert idle == []


def test_no_letter_is_contributed_that_is_satisfied_elsewhere() -> None:
    satisfied = {(item.requirement, letter) for item in crosswalk().maps for letter in item.letters}
    assert [
        f"{named(item)} [{letter}]"
        for item in crosswalk().maps
        for letter in item.contributes
        if (item.requirement, letter) in satisfied
    ] == []


def test_every_map_says_on_what_kinds_of_controls_it_rests() -> None:
    assert {
        named(item): item.topics for item in crosswalk().maps if not 1 <= len(item.topics) <= 4
    } == {}


def test_every_topic_stands_on_a_map_or_has_a_reason() -> None:
    known = set(read_yaml("tools/content/topics.yaml"))
    reasons = read_yaml("tools/content/crosswalk/topics-without-map.yaml")
    used = {topic for item in crosswalk().maps for topic in item.topics}
    assert used <= known
    assert used | set(reasons) == known
    assert not used & set(reasons)
    assert all(len(reason.split()) >= 8 for reason in reasons.values())


def test_net_new_work_is_never_above_habit_only() -> None:
    by_label = shipped().by_label
    assert tuple(by_label[label].id for label in TYPICAL) == SP_800_171_R2.not_carried
    assert [
        named(item)
        for item in crosswalk().maps
        if item.requirement in SP_800_171_R2.not_carried and item.reuse is not Reuse.HABIT_ONLY
    ] == []


def test_net_new_work_without_a_requirement_is_listed() -> None:
    listed = " ".join(f"{item.title} {item.what}" for item in crosswalk().net_new)
    assert [word for word in PROGRAMME if word.lower() not in listed.lower()] == []
    assert all(item.authority and item.artifact for item in crosswalk().net_new)
    resources = tree()["mapping-collection"]["back-matter"]["resources"]
    links = {link["href"] for item in resources for link in item["rlinks"]}
    assert {
        "https://www.ecfr.gov/current/title-32/section-170.22",
        "https://www.ecfr.gov/current/title-48/section-252.204-7012",
    } <= links


def test_no_text_stands_twice() -> None:
    assert {
        text: number
        for text, number in Counter(item.rationale for item in crosswalk().maps).items()
        if number > 1
    } == {}
    sentences = Counter(
        sentence
        for item in crosswalk().maps
        for sentence in re.split(r"(?<=[.;]) ", item.rationale)
        if len(sentence.split()) >= 8
    )
    assert {text: number for text, number in sentences.items() if number > 1} == {}


def test_no_wording_of_a_published_mapping() -> None:
    texts = [item.rationale for item in crosswalk().maps] + [
        item.reason for item in (*crosswalk().unmapped_sources, *crosswalk().unmapped_targets)
    ]
    assert [text for text in texts if PUBLISHED.search(text)] == []


def test_the_document_is_valid() -> None:
    assert check_schema("mapping-collection", tree()) == []
    body = tree()["mapping-collection"]
    assert isinstance(body["mappings"], list)
    uuids = re.findall(r'"uuid": "([^"]+)"', json.dumps(tree()))
    assert len(set(uuids)) == len(uuids)
    for item in body["mappings"][0]["maps"]:
        assert item["coverage"]["generation-method"] == "objective-count"
        assert all(
            qualifier["predicate"] == "has-requirement" for qualifier in item.get("qualifiers", ())
        )
        assert [len(item[side]) for side in ("sources", "targets")] == [1, 1]


def test_the_documents_survive_trestle() -> None:
    check_round_trip("mapping-collection", tree())
    check_round_trip("profile", {"profile": profile()})


def test_the_rules_find_nothing() -> None:
    from attestle.api.crosswalks import check_crosswalks

    assert check_crosswalks(ROOT) == ()


def test_the_profile_has_the_links_of_the_maps() -> None:
    found = [
        (alter["control-id"], link["href"][1:])
        for alter in profile()["modify"]["alters"]
        for add in alter["adds"]
        for link in add["links"]
    ]
    assert sorted(found) == sorted((item.requirement, item.criterion) for item in crosswalk().maps)


def test_trestle_resolves_the_profile(copy: Path) -> None:
    from trestle.core.profile_resolver import ProfileResolver

    resolved = ProfileResolver.get_resolved_profile_catalog(copy, f"trestle://{PROFILE}")
    found = {
        control["id"]: control
        for _, control in walk_controls(
            json.loads(resolved.oscal_serialize_json())["catalog"]["groups"]
        )
    }
    mapped = {item.criterion for item in crosswalk().maps}
    assert set(found) == set(shipped().by_id) | mapped
    for requirement in shipped().by_id:
        links = {link["href"][1:] for link in found[requirement]["links"]}
        assert links & set(criteria()) == {
            item.criterion for item in crosswalk().of_requirement(requirement)
        }


def test_both_resolvers_agree(copy: Path) -> None:
    from attestle.api.catalog_lookup import read_profile_baseline

    assert {
        item.id for item in read_profile_baseline(copy, "soc2-cmmc-level-2").requirements
    } == set(shipped().by_id) | {item.criterion for item in crosswalk().maps}


def test_a_workspace_with_the_profile_and_no_crosswalk_is_sound(copy: Path) -> None:
    import shutil

    shutil.rmtree(copy / "mapping-collections")
    assert [item for item in attestle.validate(copy, ("profiles",)) if item.is_error] == []
