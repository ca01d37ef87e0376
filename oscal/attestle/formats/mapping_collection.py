"""A crosswalk as an OSCAL 1.2.1 mapping-collection, and back.

One map is of one criterion and one requirement.

OSCAL has no word for how far evidence can be reused, so role, reuse, the objectives satisfied and
contributed to, and topics are props of our namespace; coverage counts satisfied objectives;
qualifiers carry the conditions. A
gap-summary has ids only, so its reasons are props of the mapping.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ..iso_days import read_iso_day
from ..model.authored_values import Source
from ..model.crosswalk_maps import GRADES, Crosswalk, Map, NetNew, Provenance, Reuse, Unmapped
from ..model.derived_ids import NAMESPACE, OSCAL_VERSION, derive_uuid
from ..trees import Tree

BY_OBJECTIVES = "objective-count"
_CITED = re.compile(r"32 CFR (\d+\.\d+)|DFARS (\d+\.\d+-\d+)")
# kind of condition -> subject, category of the qualifier
_QUALIFIERS = {
    "scope": ("source", "restricted"),
    "top-up": ("target", "addressable"),
    "cannot": ("target", "blocked"),
}


def _make_prop(name: str, value: str, cls: str = "", remarks: str = "") -> Tree:
    result: Tree = {"name": name, "ns": NAMESPACE, "value": value}
    return {
        **result,
        **({"class": cls} if cls else {}),
        **({"remarks": remarks} if remarks else {}),
    }


def derive_map_uuid(name: str) -> str:
    """The identity of a collection of ours."""
    return derive_uuid("mapping-collection", name)


def write_crosswalk(
    crosswalk: Crosswalk, letters_of: Callable[[str], int], last_modified: str
) -> Tree:
    """The whole document; `letters_of` gives the number of objectives of a requirement."""
    facts = crosswalk.provenance
    metadata: Tree = {
        "title": facts.title,
        "last-modified": last_modified,
        "version": facts.version,
        "oscal-version": OSCAL_VERSION,
    }
    if facts.remarks:
        metadata["remarks"] = facts.remarks
    body: Tree = {
        "uuid": derive_map_uuid(crosswalk.name),
        "metadata": metadata,
        "provenance": _write_provenance(facts),
        "mappings": [_write_mapping(crosswalk, letters_of)],
    }
    if crosswalk.net_new:
        body["back-matter"] = {
            "resources": [_write_net_new(crosswalk.name, item) for item in crosswalk.net_new]
        }
    return {"mapping-collection": body}


def _write_provenance(facts: Provenance) -> Tree:
    pairs = (("date", facts.date), ("reviewer", facts.reviewer), ("source-file", facts.file))
    props = [_make_prop(name, value) for name, value in pairs if value]
    result: Tree = {
        "method": facts.method,
        "matching-rationale": "functional",
        "status": facts.status,
        "mapping-description": facts.description,
    }
    return {**result, **({"props": props} if props else {})}


def _write_mapping(crosswalk: Crosswalk, letters_of: Callable[[str], int]) -> Tree:
    props = [
        _make_prop("unmapped", item.control, cls, item.reason)
        for cls, items in (
            ("source", crosswalk.unmapped_sources),
            ("target", crosswalk.unmapped_targets),
        )
        for item in items
    ]
    props += [
        _make_prop("scope-dependent", control, remarks=reason)
        for control, reason in crosswalk.scope_dependent.items()
    ]
    result: Tree = {
        "uuid": derive_uuid("mapping", crosswalk.name),
        "source-resource": {"type": "catalog", "href": crosswalk.source_href},
        "target-resource": {"type": "catalog", "href": crosswalk.target_href},
        "maps": [
            _write_map(crosswalk.name, item, letters_of(item.requirement))
            for item in crosswalk.maps
        ],
    }
    if props:
        result["props"] = props
    for key, items in (
        ("source-gap-summary", crosswalk.unmapped_sources),
        ("target-gap-summary", crosswalk.unmapped_targets),
    ):
        if items:
            ids = {"with-ids": [item.control for item in items]}
            result[key] = {
                "uuid": derive_uuid("gap-summary", crosswalk.name, key),
                "unmapped-controls": [ids],
            }
    return result


def _write_map(name: str, item: Map, letters: int) -> Tree:
    conditions = [("scope", text) for text in (item.scope,) if text]
    conditions += [("top-up", text) for text in item.top_up] + [
        ("cannot", text) for text in item.cannot
    ]
    result: Tree = {
        "uuid": derive_uuid("map", name, item.criterion, item.requirement),
        "matching-rationale": item.matching,
        "relationship": item.relationship,
        "sources": [{"type": "control", "id-ref": item.criterion}],
        "targets": [{"type": "control", "id-ref": item.requirement}],
    }
    if conditions:
        result["qualifiers"] = [_write_qualifier(kind, text) for kind, text in conditions]
    result["confidence-score"] = {"category": item.confidence}
    # Four digits tell apart as many objectives as any requirement has
    share = round(len(item.letters) / letters, 4) if letters else 0
    result["coverage"] = {
        "generation-method": BY_OBJECTIVES,
        "target-coverage": int(share) if share in (0, 1) else share,
    }
    result["props"] = [
        _make_prop("role", item.role),
        _make_prop("reuse", item.reuse),
        *(_make_prop("objective", letter) for letter in item.letters),
        *(_make_prop("contributes", letter) for letter in item.contributes),
        *(_make_prop("topic", topic) for topic in item.topics),
    ]
    result["remarks"] = item.rationale
    return result


def _write_qualifier(kind: str, text: str) -> Tree:
    subject, category = _QUALIFIERS[kind]
    return {
        "subject": subject,
        "predicate": "has-requirement",
        "category": category,
        "description": text,
    }


def _write_net_new(name: str, item: NetNew) -> Tree:
    props = [
        _make_prop("net-new", item.id),
        _make_prop("authority", item.authority),
        _make_prop("artifact", item.artifact),
    ]
    made: Tree = {
        "uuid": derive_uuid("net-new", name, item.id),
        "title": item.title,
        "description": item.what,
        "props": props,
    }
    links = list(dict.fromkeys(_link_section(*match) for match in _CITED.findall(item.authority)))
    return {**made, **({"rlinks": [{"href": link} for link in links]} if links else {})}


def _link_section(cfr: str, dfars: str) -> str:
    """Where the text of the rule is: OSCAL wants a place to look in a resource."""
    return f"https://www.ecfr.gov/current/title-{'48' if dfars else '32'}/section-{dfars or cfr}"


def _list_own_props(node: Mapping[str, Any], name: str, cls: str = "") -> list[Tree]:
    """Props of our namespace by name and class."""
    return [
        item
        for item in node.get("props", ())
        if item.get("ns") == NAMESPACE and item["name"] == name and item.get("class", "") == cls
    ]


def _list_values(node: Mapping[str, Any], name: str) -> tuple[str, ...]:
    return tuple(str(item["value"]) for item in _list_own_props(node, name))


def _get_first(node: Mapping[str, Any], name: str, default: str = "") -> str:
    props = _list_own_props(node, name)
    return str(props[0]["value"]) if props else default


def read_crosswalks(name: str, path: str, tree: Mapping[str, Any]) -> tuple[Crosswalk, ...]:
    """Every mapping of a schema-valid document.

    A map with several sources or targets is read as one for each pair.
    """
    body = tree["mapping-collection"]
    facts = body["provenance"]
    provenance = _read_provenance(body)
    net_new = tuple(
        _read_net_new(item)
        for item in body.get("back-matter", {}).get("resources", ())
        if _list_own_props(item, "net-new")
    )
    crosswalks = []
    for pointer, mapping in _list_mappings(body):
        scope_dependent = _list_own_props(mapping, "scope-dependent")
        crosswalks.append(
            Crosswalk(
                name=name,
                source_href=mapping["source-resource"]["href"],
                target_href=mapping["target-resource"]["href"],
                provenance=provenance,
                maps=tuple(
                    item
                    for index, node in enumerate(mapping["maps"])
                    for item in _read_maps(
                        node, facts | mapping, Source(path, f"{pointer}/maps/{index}")
                    )
                ),
                unmapped_sources=_read_unmapped(mapping, "source", path, pointer),
                unmapped_targets=_read_unmapped(mapping, "target", path, pointer),
                net_new=net_new,
                scope_dependent={
                    str(item["value"]): str(item.get("remarks", "")) for item in scope_dependent
                },
            )
        )
    return tuple(crosswalks)


def _list_mappings(body: Tree) -> list[tuple[str, Tree]]:
    """Each mapping with its pointer; OSCAL lets a single one stand without a list."""
    pointer = "/mapping-collection/mappings"
    mappings = body["mappings"]
    if isinstance(mappings, dict):
        return [(pointer, mappings)]
    return [(f"{pointer}/{number}", mapping) for number, mapping in enumerate(mappings)]


def _read_provenance(body: Tree) -> Provenance:
    metadata, facts = body["metadata"], body["provenance"]
    return Provenance(
        title=metadata["title"],
        version=metadata["version"],
        date=_check_day(_get_first(facts, "date")) or metadata["last-modified"][:10],
        description=facts["mapping-description"],
        method=facts["method"],
        status=facts["status"],
        reviewer=_get_first(facts, "reviewer"),
        file=_get_first(facts, "source-file"),
        remarks=metadata.get("remarks", ""),
    )


def _check_day(text: str) -> str:
    """The text if it is a day, else ""."""
    day = read_iso_day(text)
    return day.isoformat() if day else ""


def _read_net_new(item: Tree) -> NetNew:
    return NetNew(
        _get_first(item, "net-new"),
        item.get("title", ""),
        item.get("description", ""),
        _get_first(item, "authority"),
        _get_first(item, "artifact"),
    )


def _read_unmapped(mapping: Tree, side: str, path: str, pointer: str) -> tuple[Unmapped, ...]:
    """The controls of a gap-summary, with the reasons that props of the mapping give."""
    source = Source(path, f"{pointer}/{side}-gap-summary")
    reasons = {
        item["value"]: item.get("remarks", "")
        for item in _list_own_props(mapping, "unmapped", side)
    }
    selections: Iterable[Tree] = mapping.get(f"{side}-gap-summary", {}).get("unmapped-controls", ())
    return tuple(
        Unmapped(control, reasons.get(control, ""), source)
        for item in selections
        for control in item.get("with-ids", ())
    )


def _read_maps(node: Tree, above: Tree, source: Source) -> list[Map]:
    """`above` has the matching rationale of a map that states none."""
    conditions = [
        (item["subject"], item["category"], item["description"])
        for item in node.get("qualifiers", ())
    ]

    def list_texts(kind: str) -> tuple[str, ...]:
        return tuple(
            text
            for subject, category, text in conditions
            if (subject, category) == _QUALIFIERS[kind]
        )

    reuse = _get_first(node, "reuse", Reuse.HABIT_ONLY)
    shared: dict[str, Any] = {
        "role": _get_first(node, "role"),
        "reuse": Reuse(reuse) if reuse in GRADES else Reuse.HABIT_ONLY,
        "letters": _list_values(node, "objective"),
        "contributes": _list_values(node, "contributes"),
        "topics": _list_values(node, "topic"),
        "rationale": node.get("remarks", ""),
        "confidence": node.get("confidence-score", {}).get("category", "unspecified"),
        "relationship": node["relationship"],
        "matching": node.get("matching-rationale", above["matching-rationale"]),
        "scope": "; ".join(list_texts("scope")),
        "top_up": list_texts("top-up"),
        "cannot": list_texts("cannot"),
        "coverage": node.get("coverage", {}).get("target-coverage"),
        "source": source,
    }
    return [
        Map(criterion=left["id-ref"], requirement=right["id-ref"], **shared)
        for left in node["sources"]
        for right in node["targets"]
    ]
