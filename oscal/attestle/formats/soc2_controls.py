"""SOC 2 controls as an OSCAL component-definition for the Trust Services Criteria, and back: one component per control."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..model.identity import NAMESPACE, OSCAL_VERSION, derived_uuid
from ..model.soc2 import OPERATING, Soc2Control
from ..model.system import Source

Tree = dict[str, Any]
CRITERIA = "trestle://catalogs/soc2-tsc-2017/catalog.json"
MARK = "soc2-control"


def _prop(name: str, value: object) -> Tree:
    return {"name": name, "ns": NAMESPACE, "value": " ".join(str(value).split())}


def control_uuid(name: str, identity: str) -> str:
    """Stable over imports: the name of the set and the id of the control."""
    return derived_uuid("soc2-control", name, identity)


def write(name: str, title: str, version: str, controls: Iterable[Soc2Control], last_modified: str) -> Tree:
    """The whole document."""
    metadata = {"title": title, "last-modified": last_modified, "version": version, "oscal-version": OSCAL_VERSION}
    components = [_component(name, item) for item in controls]
    return {"component-definition": {"uuid": derived_uuid("component-definition", name), "metadata": metadata, "components": components}}


def _component(name: str, item: Soc2Control) -> Tree:
    pairs = (
        (MARK, item.id), ("owner", item.owner), ("frequency", item.frequency), ("test-result", item.result), ("status", item.status),
        ("system", item.system), ("source-file", item.file), ("source-row", item.row or ""),
    )  # fmt: skip
    props = [_prop(key, value) for key, value in pairs if value] + [_prop("evidence", text) for text in item.evidence]
    requirements = [
        {"uuid": derived_uuid("soc2-implemented-requirement", name, item.id, criterion), "control-id": criterion, "description": item.description}
        for criterion in item.criteria
    ]
    implementation = {
        "uuid": derived_uuid("soc2-control-implementation", name, item.id),
        "source": CRITERIA,
        "description": f"What {item.id} does for the criteria it is listed under.",
        "implemented-requirements": requirements,
    }
    result: Tree = {"uuid": item.uuid, "type": "process-procedure", "title": item.title or item.id, "description": item.description, "props": props}
    return {**result, **({"control-implementations": [implementation]} if requirements else {})}


def read(path: str, tree: Mapping[str, Any]) -> tuple[Soc2Control, ...]:
    """The SOC 2 controls of a schema-valid component-definition; components that are none are left out."""
    found = []
    for index, node in enumerate(tree["component-definition"].get("components", ())):
        props: dict[str, list[str]] = {}
        for item in node.get("props", ()):
            if item.get("ns") == NAMESPACE:
                props.setdefault(item["name"], []).append(item["value"])
        if MARK in props:
            found.append(_control(node, props, Source(path, f"/component-definition/components/{index}")))
    return tuple(found)


def _control(node: Tree, props: Mapping[str, list[str]], source: Source) -> Soc2Control:
    def first(name: str, default: str = "") -> str:
        return props.get(name, [default])[0]

    criteria = dict.fromkeys(item["control-id"] for part in node.get("control-implementations", ()) for item in part["implemented-requirements"])
    return Soc2Control(
        uuid=node["uuid"],
        id=first(MARK),
        title=node["title"],
        description=node["description"],
        criteria=tuple(criteria),
        owner=first("owner"),
        frequency=first("frequency"),
        evidence=tuple(props.get("evidence", ())),
        result=first("test-result"),
        status=first("status", OPERATING),
        system=first("system"),
        file=first("source-file"),
        row=int(first("source-row", "0")) if first("source-row", "0").isdigit() else 0,
        source=source,
    )
