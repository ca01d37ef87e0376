"""Plants one defect each into the documents: by the structure, by each constraint, and by hand."""

from __future__ import annotations

import copy
import itertools
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from attestle.conformance.metapath import compile_path
from planted.documents import documents, u

Tree = dict[str, Any]
Way = tuple[Any, ...]
ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "tools/content/oscal-1.2.1"
STRUCTURE = json.loads((SOURCE / "structure.json").read_bytes())
DEFINITIONS: dict[str, Tree] = STRUCTURE["definitions"]
TABLE: Tree = json.loads((ROOT / "oscal/attestle/data/constraints.json").read_bytes())
NOWHERE = u("nowhere")
# In each class by structure, so many of a model
SAMPLE = 6


@dataclass(frozen=True)
class Defect:
    """A document with one defect, and where it must be told: at one of the places."""

    group: str
    model: str
    name: str
    tree: Tree
    at: tuple[Way, ...]
    constraint: str = ""
    more: dict[str, Tree] = field(default_factory=dict)


def reach(tree: Any, way: Way) -> Any:
    for token in way:
        tree = tree[token]
    return tree


def changed(tree: Tree, way: Way, value: Any) -> Tree:
    result = copy.deepcopy(tree)
    reach(result, way[:-1])[way[-1]] = value
    return result


def without(tree: Tree, way: Way) -> Tree:
    result = copy.deepcopy(tree)
    del reach(result, way[:-1])[way[-1]]
    return result


# By the structure


def is_object(name: str) -> bool:
    return DEFINITIONS[name]["kind"] == "assembly" or bool(DEFINITIONS[name].get("flags"))


def objects(model: str, tree: Tree) -> Iterator[tuple[Way, str]]:
    """Every object with its definition."""
    waiting: list[tuple[Way, str]] = [((model,), STRUCTURE["roots"][model])]
    while waiting:
        way, name = waiting.pop()
        yield way, name
        node = reach(tree, way)
        for item in DEFINITIONS[name].get("model", ()):
            key = item.get("group-as", item["name"])
            if key in node and is_object(item["def"]):
                value = node[key]
                waiting += (
                    [((*way, key, place), item["def"]) for place in range(len(value))]
                    if isinstance(value, list)
                    else [((*way, key), item["def"])]
                )


def leaves(model: str, tree: Tree) -> Iterator[tuple[Way, str]]:
    """Every bare value with its data type."""
    for way, name in objects(model, tree):
        node, definition = reach(tree, way), DEFINITIONS[name]
        kinds = {flag["name"]: flag["def"] for flag in definition.get("flags", ())}
        if definition["kind"] == "field":
            kinds[definition["json-value-key"]] = name
        kinds |= {
            item.get("group-as", item["name"]): item["def"]
            for item in definition.get("model", ())
            if not is_object(item["def"])
        }
        for key, kind in kinds.items():
            if key in node:
                data_type = DEFINITIONS[kind].get("as-type", "string")
                yield from (
                    (((*way, key, place), data_type) for place in range(len(node[key])))
                    if isinstance(node[key], list)
                    else (((*way, key), data_type),)
                )


def spread(items: list[Any], number: int) -> list[Any]:
    """So many of them, from all over the document."""
    step = max(1, len(items) // number)
    return items[::step][:number]


def required(name: str, node: Tree) -> list[str]:
    definition = DEFINITIONS[name]
    keys = [flag["name"] for flag in definition.get("flags", ()) if flag["required"]]
    keys += [
        item.get("group-as", item["name"])
        for item in definition.get("model", ())
        if item["min"] and "choice" not in item
    ]
    return [key for key in keys if key in node]


BAD_VALUES = {
    "uuid": ("12345678-1234-1234-1234-123456789012", "not-a-uuid"), "token": ("a b", "1st"), "date-time-with-timezone": ("2026-02-30T00:00:00Z", "2026-05-01T00:00:00"),
    "uri": ("house.example", "no scheme"), "uri-reference": ("a b.pdf", "a\\b"), "email-address": ("lo", "a@b"), "date": ("2026-13-01", "1.2.2026"),
}  # fmt: skip


def by_structure(model: str, tree: Tree) -> Iterator[Defect]:
    everything = list(objects(model, tree))
    needed = [(way, key) for way, name in everything for key in required(name, reach(tree, way))]
    for way, key in spread(needed, 2 * SAMPLE):
        yield Defect("missing field", model, f"without {key}", without(tree, (*way, key)), (way,))
    for way, name in spread(everything, SAMPLE):
        yield Defect(
            "extra field",
            model,
            f"colour in {name}",
            changed(tree, (*way, "colour"), "red"),
            ((*way, "colour"),),
        )
    bare = list(leaves(model, tree))
    wrongs: tuple[Any, ...] = (7, ["x"], None, {"a": 1}, True)
    for (way, _), wrong in zip(spread(bare, SAMPLE), itertools.cycle(wrongs), strict=False):
        if type(reach(tree, way)) is not type(wrong):
            yield Defect(
                "mistyped field", model, f"{way[-1]} is {wrong}", changed(tree, way, wrong), (way,)
            )
    lists = [
        (*way, key)
        for way, _ in everything
        for key, value in reach(tree, way).items()
        if isinstance(value, list) and key != "mappings"
    ]
    for way, wrong in zip(
        spread(lists, SAMPLE), itertools.cycle(([], "x", {"a": 1})), strict=False
    ):
        yield Defect(
            "mistyped field", model, f"{way[-1]} is {wrong}", changed(tree, way, wrong), (way,)
        )
    for data_type, values in BAD_VALUES.items():
        fit = [way for way, kind in bare if kind == data_type]
        for way, value in zip(spread(fit, 2), values, strict=False):
            yield Defect(
                "bad identifier or value",
                model,
                f"{data_type} {value}",
                changed(tree, way, value),
                (way,),
            )


# By each constraint


def by_constraints(model: str, tree: Tree) -> Iterator[Defect]:
    """One defect for each constraint that the document has a target for."""
    hung: dict[int, list[tuple[str, list[Any]]]] = {}
    for definition, rules in TABLE["rules"].items():
        for number, ways, only in rules:
            if only in ("", STRUCTURE["roots"][model]):
                hung.setdefault(number, []).append((definition, ways))
    fresh = copy.deepcopy(tree)  # a planter that finds no target leaves it as it is
    for number, places in sorted(hung.items()):
        constraint = TABLE["constraints"][number]
        plant = PLANTERS[constraint["type"]]
        owners = [
            (way, ways)
            for definition, ways in places
            for way, name in objects(model, tree)
            if name == definition
        ]
        for way, ways in owners:
            defect = plant(fresh, constraint, way, ways)
            if defect is not None:
                result, at = defect
                yield Defect(
                    f"metaschema {constraint['type']}",
                    model,
                    constraint["id"],
                    result,
                    at,
                    constraint["id"],
                )
                fresh = copy.deepcopy(tree)
                break


Planted = tuple[Tree, tuple[Way, ...]] | None


def targets(tree: Tree, owner: Way, ways: list[Any]) -> list[tuple[Any, Any]]:
    holder = reach(tree, owner[:-1])
    return [place for way in ways for place in compile_path(way)((holder, owner[-1]))]


def way_to(tree: Any, holder: Any, way: Way = ()) -> Way:
    """Where an object or list stands."""
    if tree is holder:
        return way
    pairs = (
        tree.items()
        if isinstance(tree, dict)
        else enumerate(tree)
        if isinstance(tree, list)
        else ()
    )
    for key, value in pairs:
        if isinstance(value, dict | list):
            found = way_to(value, holder, (*way, key))
            if found or value is holder:
                return found
    return ()


def plant_word(tree: Tree, constraint: Tree, owner: Way, ways: list[Any]) -> Planted:
    if constraint["open"]:
        return None
    for holder, at in targets(tree, owner, ways):
        holder[at] = "no-such-word"
        return tree, ((*way_to(tree, holder), at),)
    return None


BAD_FORMS = {"uri-reference": "#a b", "uri": "no scheme", "": "?! "}


def plant_form(tree: Tree, constraint: Tree, owner: Way, ways: list[Any]) -> Planted:
    for holder, at in targets(tree, owner, ways):
        holder[at] = BAD_FORMS.get(constraint.get("datatype", ""), "?!?")
        return tree, ((*way_to(tree, holder), at),)
    return None


def plant_double(tree: Tree, constraint: Tree, owner: Way, ways: list[Any]) -> Planted:
    keys = [steps for steps, _ in constraint["keys"]]
    for holder, at in targets(tree, owner, ways):
        if not isinstance(holder, list) or not any(
            compile_path(steps)((holder, at)) for steps in keys
        ):
            continue
        twin = copy.deepcopy(holder[at])
        if "uuid" in twin and keys != [[["leaf", "uuid", 0]]]:
            twin["uuid"] = NOWHERE
        holder.append(twin)
        way = (*way_to(tree, holder), len(holder) - 1)
        return tree, (way, *((*way, steps[0][1]) for steps in keys if steps))
    return None


def plant_stray(tree: Tree, constraint: Tree, owner: Way, ways: list[Any]) -> Planted:
    steps, pattern = constraint["keys"][0]
    for place in targets(tree, owner, ways):
        for holder, at in compile_path(steps)(place):
            if pattern and not holder[at].startswith("#"):
                continue
            holder[at] = (
                f"#{NOWHERE}" if pattern else NOWHERE if len(holder[at]) == 36 else "nobody"
            )
            return tree, ((*way_to(tree, holder), at),)
    return None


def plant_number(tree: Tree, constraint: Tree, owner: Way, ways: list[Any]) -> Planted:
    found = targets(tree, owner, ways)
    if not found:
        return None
    if constraint.get("min", 0):
        for holder, at in sorted(
            found, key=lambda place: -place[1] if isinstance(place[1], int) else 0
        ):
            del holder[at]
            if isinstance(holder, list) and not holder:
                *around, key = way_to(tree, holder)
                del reach(tree, tuple(around))[key]
        return tree, (owner,)
    holder, at = found[0]
    holder.append(copy.deepcopy(holder[at]))
    return tree, ((*way_to(tree, holder), len(holder) - 1),)


# What each expectation is broken by: the key to remove or to set, and where it is told
EXPECTATIONS: dict[str, tuple[str, Any, str]] = {
    "oscal-catalog-control-require-statement-when-not-withdrawn": ("parts", None, ""),
    "oscal-method-part-has-method-prop": ("props", None, ""),
    "oscal-parameter-depends-on-deprecated": ("depends-on", "ac-1_prm_3", "depends-on"),
    "oscal-component-protocol-uuid": ("uuid", None, ""),
    "oscal-component-protocol-port-range-has-start": ("start", None, ""),
    "oscal-component-protocol-port-range-has-end": ("end", None, ""),
    "oscal-component-protocol-port-range-starts-before-end": ("start", 60000, "start"),
    "oscal-back-matter-resource-citation-title": ("title", None, ""),
    "oscal-metadata-link-uri-reference-no-media-type": ("media-type", "text/plain", "media-type"),
    "oscal-poam-item-uuid": ("uuid", None, ""),
    "oscal-profile-req-merge-combine": ("method", "merge", "method"),
    "oscal-information-type-uuid": ("uuid", None, ""),
}


def plant_expectation(tree: Tree, constraint: Tree, owner: Way, ways: list[Any]) -> Planted:
    key, value, told = EXPECTATIONS[constraint["id"]]
    for holder, at in targets(tree, owner, ways):
        node = holder[at]
        if value is None:
            if key not in node:
                continue
            del node[key]
        else:
            node[key] = value
        way = (*way_to(tree, holder), at)
        return tree, ((*way, told) if told else way,)
    return None


PLANTERS: dict[str, Callable[[Tree, Tree, Way, list[Any]], Planted]] = {
    "allowed-values": plant_word,
    "matches": plant_form,
    "is-unique": plant_double,
    "index": plant_double,
    "index-has-key": plant_stray,
    "expect": plant_expectation,
    "has-cardinality": plant_number,
}


# By hand: class, model, way (without the model), value

S, A, R, P, C, F, M, D = (
    "system-security-plan", "assessment-plan", "assessment-results", "plan-of-action-and-milestones", "catalog", "profile", "mapping-collection", "component-definition",
)  # fmt: skip
INSIDE, ACROSS, SENSE = "reference inside a document", "reference across documents", "semantics"
UNWRITTEN = "text that is not written"
LOCK = ("groups", 0, "controls", 0)
ANSWERS = ("control-implementation", "implemented-requirements")
BY = (*ANSWERS, 0, "statements", 0, "by-components", 0)
RESULT = ("results", 0)
CD = ("components", 0, "control-implementations", 0)

BY_HAND: tuple[tuple[str, str, Way, Any], ...] = (
    # the parts of one document
    *((INSIDE, model, ("metadata", "responsible-parties", 0, "role-id"), "nobody") for model in (S, A, R, P, C, F, M, D)),
    *((INSIDE, model, ("metadata", "responsible-parties", 1, "party-uuids", 0), NOWHERE) for model in (S, A, R, P, C, F, M, D)),
    *((INSIDE, model, ("metadata", "parties", 0, "location-uuids", 0), NOWHERE) for model in (S, A, R, P, C, F, M, D)),
    *((INSIDE, model, ("metadata", "links", 1, "href"), f"#{NOWHERE}") for model in (S, A, R, P, C, F, M, D)),
    *((INSIDE, model, ("metadata", "remarks"), f"See [this](#{NOWHERE}).") for model in (S, A, R, P, C, F, M, D)),
    *((INSIDE, model, ("back-matter", "resources", 1, "uuid"), u(f"{model} manual")) for model in (S, A, R, P, C, F, M, D)),
    (INSIDE, C, (*LOCK, "links", 1, "href"), "#ac-9"),
    (INSIDE, C, (*LOCK, "links", 1, "href"), "ac-2"),
    (INSIDE, C, (*LOCK, "parts", 2, "parts", 0, "links", 0, "href"), "#ac-1_smt.z"),
    (INSIDE, C, (*LOCK, "parts", 1, "prose"), f"See [it](#{NOWHERE})."),
    (INSIDE, C, (*LOCK, "parts", 0, "parts", 0, "prose"), "Locks the {{ insert: param, ac-1_prm_9 }}."),
    (INSIDE, C, (*LOCK, "params", 1, "select", "choice", 1), "{{ insert: param, ac-1_prm_0 }} later"),
    (INSIDE, C, (*LOCK, "parts", 0, "parts", 1, "id"), "ac-1_smt.a"),
    (INSIDE, C, (*LOCK, "controls", 1, "id"), "ac-1.1"),
    (INSIDE, C, (*LOCK, "params", 1, "id"), "ac-1_prm_1"),
    (INSIDE, C, ("groups", 1, "groups", 0, "id"), "ac"),
    (INSIDE, S, (*BY, "component-uuid"), NOWHERE),
    (INSIDE, S, (*ANSWERS, 0, "by-components", 0, "component-uuid"), NOWHERE),
    (INSIDE, S, (*BY, "responsible-roles", 0, "role-id"), "nobody"),
    (INSIDE, S, (*BY, "export", "responsibilities", 0, "provided-uuid"), NOWHERE),
    (INSIDE, S, (*ANSWERS, 0, "by-components", 1, "links", 0, "href"), f"#{NOWHERE}"),
    (INSIDE, S, ("system-implementation", "inventory-items", 0, "implemented-components", 0, "component-uuid"), NOWHERE),
    (INSIDE, S, ("system-implementation", "leveraged-authorizations", 0, "party-uuid"), NOWHERE),
    (INSIDE, S, ("system-implementation", "users", 0, "role-ids", 0), "nobody"),
    (INSIDE, S, ("system-implementation", "components", 1, "links", 0, "href"), f"#{NOWHERE}"),
    (INSIDE, S, ("system-characteristics", "authorization-boundary", "diagrams", 0, "links", 0, "href"), f"#{u('this')}"),
    (INSIDE, D, ("capabilities", 0, "incorporates-components", 0, "component-uuid"), NOWHERE),
    (INSIDE, D, ("components", 0, "responsible-roles", 0, "role-id"), "nobody"),
    (INSIDE, D, ("components", 0, "responsible-roles", 0, "party-uuids", 0), NOWHERE),
    (INSIDE, D, (*CD, "implemented-requirements", 0, "uuid"), u("cd lock")),
    (INSIDE, A, ("tasks", 1, "dependencies", 0, "task-uuid"), NOWHERE),
    (INSIDE, A, ("tasks", 0, "associated-activities", 0, "activity-uuid"), NOWHERE),
    (INSIDE, A, ("assessment-assets", "assessment-platforms", 0, "uses-components", 0, "component-uuid"), NOWHERE),
    (INSIDE, A, ("tasks", 2, "responsible-roles", 0, "role-id"), "nobody"),
    (INSIDE, R, (*RESULT, "findings", 0, "related-observations", 0, "observation-uuid"), NOWHERE),
    (INSIDE, R, (*RESULT, "findings", 0, "related-risks", 0, "risk-uuid"), NOWHERE),
    (INSIDE, R, (*RESULT, "risks", 0, "related-observations", 0, "observation-uuid"), NOWHERE),
    (INSIDE, R, (*RESULT, "risks", 0, "risk-log", "entries", 0, "logged-by", 0, "party-uuid"), NOWHERE),
    (INSIDE, R, (*RESULT, "risks", 0, "risk-log", "entries", 0, "related-responses", 0, "response-uuid"), NOWHERE),
    (INSIDE, R, (*RESULT, "observations", 0, "origins", 0, "actors", 0, "actor-uuid"), NOWHERE),
    (INSIDE, R, (*RESULT, "observations", 0, "origins", 0, "actors", 1, "actor-uuid"), NOWHERE),
    (INSIDE, R, (*RESULT, "observations", 1, "uuid"), u("assessment-results seen")),
    (INSIDE, P, ("poam-items", 0, "related-risks", 0, "risk-uuid"), NOWHERE),
    (INSIDE, P, ("poam-items", 0, "related-findings", 0, "finding-uuid"), NOWHERE),
    (INSIDE, P, ("poam-items", 0, "related-observations", 0, "observation-uuid"), NOWHERE),
    (INSIDE, P, ("poam-items", 0, "origins", 0, "actors", 1, "actor-uuid"), NOWHERE),
    (INSIDE, P, ("risks", 0, "risk-log", "entries", 0, "related-responses", 0, "response-uuid"), NOWHERE),
    # what another document has
    (ACROSS, F, ("imports", 0, "href"), "trestle://catalogs/hose/catalog.json"),
    (ACROSS, F, ("imports", 0, "include-controls", 0, "with-ids", 1), "ac-1.9"),
    (ACROSS, F, ("modify", "set-parameters", 0, "param-id"), "ac-1_prm_9"),
    (ACROSS, F, ("modify", "alters", 0, "control-id"), "ac-3"),
    (ACROSS, S, ("import-profile", "href"), "trestle://profiles/hose/profile.json"),
    (ACROSS, S, (*ANSWERS, 0, "control-id"), "ac-9"),
    (ACROSS, S, (*ANSWERS, 0, "statements", 1, "statement-id"), "ac-1_smt.z"),
    (ACROSS, S, (*ANSWERS, 0, "statements", 0, "statement-id"), "ac-2_smt"),
    (ACROSS, S, ("control-implementation", "set-parameters", 0, "param-id"), "ac-1_prm_9"),
    (ACROSS, S, (*ANSWERS, 0, "set-parameters", 0, "param-id"), "ac-9_prm_1"),
    (ACROSS, S, (*BY, "set-parameters", 1, "param-id"), "ac-1_prm_8"),
    (ACROSS, S, (*BY, "inherited", 0, "provided-uuid"), NOWHERE),
    (ACROSS, S, (*BY, "satisfied", 0, "responsibility-uuid"), NOWHERE),
    (ACROSS, S, (*ANSWERS, 0, "by-components", 1, "links", 1, "href"), f"#{NOWHERE}"),
    (ACROSS, D, (*CD, "source"), "trestle://profiles/hose/profile.json"),
    (ACROSS, D, (*CD, "implemented-requirements", 0, "control-id"), "ac-9"),
    (ACROSS, D, (*CD, "implemented-requirements", 0, "statements", 1, "statement-id"), "ac-1_smt.z"),
    (ACROSS, D, (*CD, "set-parameters", 0, "param-id"), "ac-1_prm_9"),
    (ACROSS, D, (*CD, "implemented-requirements", 0, "set-parameters", 0, "param-id"), "ac-1_prm_9"),
    (ACROSS, M, ("mappings", 0, "source-resource", "href"), "trestle://catalogs/hose/catalog.json"),
    (ACROSS, M, ("mappings", 0, "target-resource", "href"), "trestle://catalogs/requirement/catalog.json"),
    (ACROSS, M, ("mappings", 0, "target-gap-summary", "unmapped-controls", 0, "with-ids", 0), "r-9"),
    (ACROSS, A, ("import-ssp", "href"), "trestle://system-security-plans/hose/system-security-plan.json"),
    (ACROSS, A, ("reviewed-controls", "control-selections", 0, "include-controls", 0, "control-id"), "ac-9"),
    (ACROSS, A, ("reviewed-controls", "control-selections", 0, "include-controls", 0, "statement-ids", 0), "ac-1_smt.z"),
    (ACROSS, A, ("reviewed-controls", "control-objective-selections", 0, "include-objectives", 0, "objective-id"), "ac-1_obj.z"),
    (ACROSS, A, ("assessment-subjects", 0, "include-subjects", 0, "subject-uuid"), NOWHERE),
    (ACROSS, A, ("assessment-subjects", 1, "include-subjects", 1, "subject-uuid"), NOWHERE),
    (ACROSS, A, ("assessment-subjects", 1, "include-subjects", 2, "subject-uuid"), NOWHERE),
    (ACROSS, R, ("import-ap", "href"), "trestle://assessment-plans/hose/assessment-plan.json"),
    (ACROSS, R, (*RESULT, "findings", 0, "target", "target-id"), "ac-1_obj.z"),
    (ACROSS, R, (*RESULT, "findings", 0, "implementation-statement-uuid"), NOWHERE),
    (ACROSS, R, (*RESULT, "observations", 0, "subjects", 0, "subject-uuid"), NOWHERE),
    (ACROSS, R, (*RESULT, "observations", 0, "origins", 0, "related-tasks", 0, "task-uuid"), NOWHERE),
    (ACROSS, R, (*RESULT, "reviewed-controls", "control-selections", 0, "include-controls", 1, "control-id"), "ac-9"),
    (ACROSS, R, (*RESULT, "risks", 0, "mitigating-factors", 0, "implementation-uuid"), NOWHERE),
    (ACROSS, P, ("import-ssp", "href"), "trestle://system-security-plans/hose/system-security-plan.json"),
    (ACROSS, P, ("observations", 0, "subjects", 0, "subject-uuid"), NOWHERE),
    (ACROSS, P, ("findings", 0, "target", "target-id"), "ac-1_obj.z"),
    (ACROSS, P, ("findings", 0, "implementation-statement-uuid"), NOWHERE),
    (ACROSS, P, ("risks", 0, "mitigating-factors", 0, "subjects", 0, "subject-uuid"), NOWHERE),
    # what cannot be
    *((SENSE, model, ("metadata", "last-modified"), "2999-01-01T00:00:00Z") for model in (S, A, R, P, C, F, M, D)),
    *((SENSE, model, ("metadata", "published"), "2026-09-01T00:00:00Z") for model in (S, A, R, P, C, F, M, D)),
    *((SENSE, model, ("metadata", "revisions", 0, "last-modified"), "2026-09-01T00:00:00Z") for model in (S, A, R, P, C, F, M, D)),
    *((SENSE, model, ("metadata", "oscal-version"), "9.9.9") for model in (S, A, R, P, C, F, M, D)),
    (SENSE, A, ("tasks", 0, "timing", "within-date-range", "end"), "2026-03-01T00:00:00Z"),
    (SENSE, R, (*RESULT, "end"), "2026-03-01T00:00:00Z"),
    (SENSE, R, (*RESULT, "assessment-log", "entries", 0, "end"), "2026-04-01T00:00:00Z"),
    (SENSE, R, (*RESULT, "assessment-log", "entries", 0, "start"), "2026-01-02T00:00:00Z"),
    (SENSE, R, (*RESULT, "observations", 0, "expires"), "2026-04-01T00:00:00Z"),
    (SENSE, R, (*RESULT, "observations", 0, "collected"), "2027-04-01T00:00:00Z"),
    (SENSE, R, (*RESULT, "risks", 0, "risk-log", "entries", 0, "end"), "2026-04-01T00:00:00Z"),
    (SENSE, R, (*RESULT, "findings", 0, "target", "status", "reason"), "pass"),
    (SENSE, R, (*RESULT, "risks", 0, "status"), "closed"),
    (SENSE, P, ("observations", 0, "expires"), "2026-04-01T00:00:00Z"),
    (SENSE, P, ("risks", 0, "risk-log", "entries", 0, "end"), "2026-04-01T00:00:00Z"),
    (SENSE, P, ("risks", 0, "status"), "closed"),
    (SENSE, P, ("findings", 0, "target", "status", "reason"), "pass"),
    (SENSE, M, ("mappings", 0, "maps", 0, "confidence-score", "percentage"), 80),
    (SENSE, M, ("mappings", 0, "maps", 0, "coverage", "target-coverage"), 50),
    (SENSE, M, ("mappings", 0, "confidence-score", "percentage"), -0.1),
    (SENSE, D, ("components", 0, "protocols", 0, "port-ranges", 0, "end"), 70000),
    (SENSE, S, ("system-implementation", "components", 1, "protocols", 0, "port-ranges", 0, "end"), 65536),
    (SENSE, S, ("system-implementation", "components", 3, "type"), "this-system"),
    (SENSE, S, ("system-implementation", "components", 1, "status", "state"), "under-development"),
    (SENSE, S, ("system-characteristics", "security-impact-level", "security-objective-confidentiality"), "fips-199-low"),
    (SENSE, S, ("system-characteristics", "security-sensitivity-level"), "low"),
    (SENSE, P, ("risks", 0, "deadline"), "2026-08-01T00:00:00Z"),
    (SENSE, R, (*RESULT, "risks", 0, "deadline"), "2026-04-01T00:00:00Z"),
    # what is still to be written
    *((UNWRITTEN, model, ("metadata", "title"), "REPLACE_ME") for model in (S, A, R, P, C, F, M, D)),
    (UNWRITTEN, S, (*BY, "description"), "TODO: say how the lock is kept."),
    (UNWRITTEN, S, (*BY, "description"), "-"),
    (UNWRITTEN, S, ("system-characteristics", "description"), " \n"),
    (UNWRITTEN, S, ("system-characteristics", "authorization-boundary", "description"), "The description of the boundary goes here."),
    (UNWRITTEN, S, ("control-implementation", "set-parameters", 0, "values", 0), "[insert frequency]"),
    (UNWRITTEN, S, ("system-implementation", "components", 1, "description"), "N/A"),
    (UNWRITTEN, D, ("components", 0, "description"), "Lorem ipsum dolor sit amet."),
    (UNWRITTEN, D, (*CD, "implemented-requirements", 0, "statements", 0, "description"), "..."),
    (UNWRITTEN, D, ("components", 1, "title"), "{{ component_name }}"),
    (UNWRITTEN, A, ("local-definitions", "activities", 0, "description"), "Describe the activity here."),
    (UNWRITTEN, A, ("metadata", "parties", 0, "name"), "[Company Name]"),
    (UNWRITTEN, R, (*RESULT, "observations", 0, "description"), "TBD"),
    (UNWRITTEN, R, (*RESULT, "description"), ""),
    (UNWRITTEN, P, ("poam-items", 0, "description"), "n/a"),
    (UNWRITTEN, P, ("risks", 0, "statement"), "..."),
    (UNWRITTEN, P, ("risks", 0, "remediations", 0, "description"), "To be determined."),
    (UNWRITTEN, M, ("mappings", 0, "maps", 0, "remarks"), "FIXME, see the other map."),
)  # fmt: skip
# Told elsewhere than where it was planted
TOLD_AT: dict[tuple[str, Way], tuple[Way, ...]] = {
    (S, ("system-implementation", "components", 1, "status", "state")): (
        (*BY, "implementation-status", "state"),
    ),
    (M, ("mappings", 0, "maps", 0, "coverage", "target-coverage")): (
        ("mappings", 0, "maps", 0, "coverage"),
        ("mappings", 0, "maps", 0, "coverage", "target-coverage"),
    ),
}


def by_hand(trees: dict[str, Tree]) -> Iterator[Defect]:
    for group, model, way, value in BY_HAND:
        at = tuple((model, *told) for told in TOLD_AT.get((model, way), (way,)))
        yield Defect(
            group,
            model,
            f"{'/'.join(map(str, way))} = {value}",
            changed(trees[model], (model, *way), value),
            at,
        )
    yield from mapped_items(trees[M])
    system = without(trees[S], (S, "system-implementation", "components", 0))
    text = json.dumps(system).replace(u("this"), u("lock"))
    yield Defect(
        SENSE, S, "no this-system", json.loads(text), ((S, "system-implementation", "components"),)
    )
    answers = (S, *ANSWERS)
    last = len(reach(trees[S], answers)) - 1
    yield Defect(ACROSS, S, "no answer to ac-1.1", without(trees[S], (*answers, last)), (answers,))
    profile = copy.deepcopy(trees[F])
    profile[F]["imports"][0]["exclude-controls"] = [{"with-ids": ["ac-1"]}]
    yield Defect(
        SENSE,
        F,
        "included and excluded",
        profile,
        ((F, "imports", 0, "exclude-controls", 0, "with-ids", 0),),
    )


def mapped_items(tree: Tree) -> Iterator[Defect]:
    """An unknown control of a map is told at its list or at itself."""
    for side, unknown in (("sources", "ac-9"), ("targets", "r-9")):
        way = (M, "mappings", 0, "maps", 0, side)
        yield Defect(
            ACROSS,
            M,
            f"{side} {unknown}",
            changed(tree, (*way, 0, "id-ref"), unknown),
            (way, (*way, 0), (*way, 0, "id-ref")),
        )


def planted(model: str) -> list[Defect]:
    """Every defect of a document of that model."""
    trees = documents()
    return [
        *by_structure(model, trees[model]),
        *by_constraints(model, trees[model]),
        *(defect for defect in by_hand(trees) if defect.model == model),
    ]


def sample(defects: list[Defect], number: int) -> list[Defect]:
    """So many of each group."""
    groups: dict[str, list[Defect]] = {}
    for defect in defects:
        groups.setdefault(defect.group, []).append(defect)
    return [defect for of_group in groups.values() for defect in spread(of_group, number)]
