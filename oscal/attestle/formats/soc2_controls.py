"""SOC 2 controls as an OSCAL component-definition for the Trust Services Criteria, and back.

One component per control.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..model.authored_values import Source
from ..model.derived_ids import NAMESPACE, OSCAL_VERSION, derive_uuid
from ..model.frameworks import SOC2_TSC
from ..model.soc2 import NOT_OPERATING, NOT_STATED, STATUSES, Soc2Control
from ..trees import Tree

CRITERIA = f"trestle://catalogs/{SOC2_TSC.catalog}/catalog.json"
MARK = "soc2-control"
TOPIC = "topic"


def _make_prop(name: str, value: object) -> Tree:
    return {"name": name, "ns": NAMESPACE, "value": " ".join(str(value).split())}


def derive_control_uuid(name: str, identity: str) -> str:
    """Stable over imports: the name of the set and the id of the control."""
    return derive_uuid("soc2-control", name, identity)


def derive_implementation_uuid(name: str, identity: str) -> str:
    """Of what a control does for its criteria."""
    return derive_uuid("soc2-control-implementation", name, identity)


def derive_requirement_uuid(name: str, identity: str, criterion: str) -> str:
    """Of a control under one criterion."""
    return derive_uuid("soc2-implemented-requirement", name, identity, criterion)


def write_controls(
    name: str, title: str, version: str, controls: Iterable[Soc2Control], last_modified: str
) -> Tree:
    """The whole document."""
    metadata = {
        "title": title,
        "last-modified": last_modified,
        "version": version,
        "oscal-version": OSCAL_VERSION,
    }
    components = [_make_component(name, item) for item in controls]
    return {
        "component-definition": {
            "uuid": derive_uuid("component-definition", name),
            "metadata": metadata,
            "components": components,
        }
    }


def _make_component(name: str, item: Soc2Control) -> Tree:
    pairs = (
        (MARK, item.id),
        ("owner", item.owner),
        ("frequency", item.frequency),
        ("test-result", item.result),
        ("status", item.status),
        ("system", item.system),
        ("source-file", item.file),
        ("source-row", item.row or ""),
    )
    props = [_make_prop(key, value) for key, value in pairs if value]
    props += [_make_prop("evidence", text) for text in item.evidence]
    props += [_make_prop("point-of-focus", text) for text in item.points]
    props += [_make_prop(TOPIC, text) for text in item.topics]
    requirements = [
        {
            "uuid": derive_requirement_uuid(name, item.id, criterion),
            "control-id": criterion,
            "description": item.description,
        }
        for criterion in item.criteria
    ]
    implementation = {
        "uuid": derive_implementation_uuid(name, item.id),
        "source": CRITERIA,
        "description": f"What {item.id} does for the criteria it is listed under.",
        "implemented-requirements": requirements,
    }
    result: Tree = {
        "uuid": item.uuid,
        "type": "process-procedure",
        "title": item.title or item.id,
        "description": item.description,
        "props": props,
    }
    if requirements:
        result["control-implementations"] = [implementation]
    return result


def read_controls(path: str, tree: Mapping[str, Any]) -> tuple[Soc2Control, ...]:
    """The SOC 2 controls of a schema-valid component-definition, without its other components."""
    controls = []
    for index, node in enumerate(tree["component-definition"].get("components", ())):
        props: dict[str, list[str]] = {}
        for item in node.get("props", ()):
            if item.get("ns") == NAMESPACE:
                props.setdefault(item["name"], []).append(item["value"])
        if MARK in props:
            source = Source(path, f"/component-definition/components/{index}")
            controls.append(_read_control(node, props, source))
    return tuple(controls)


def _read_control(node: Tree, props: Mapping[str, list[str]], source: Source) -> Soc2Control:
    def get_first(name: str, default: str = "") -> str:
        return props.get(name, [default])[0]

    criteria = dict.fromkeys(
        item["control-id"]
        for part in node.get("control-implementations", ())
        for item in part["implemented-requirements"]
    )
    row = get_first("source-row", "0")
    status = get_first("status", NOT_STATED)
    return Soc2Control(
        uuid=node["uuid"],
        id=get_first(MARK),
        title=node["title"],
        description=node["description"],
        criteria=tuple(criteria),
        owner=get_first("owner"),
        frequency=get_first("frequency"),
        evidence=tuple(props.get("evidence", ())),
        result=get_first("test-result"),
        status=status if status in STATUSES else NOT_OPERATING,
        system=get_first("system"),
        file=get_first("source-file"),
        row=int(row) if row.isdigit() else 0,
        points=tuple(props.get("point-of-focus", ())),
        topics=tuple(props.get(TOPIC, ())),
        source=source,
    )
