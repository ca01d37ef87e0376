"""SOC 2 controls as an OSCAL component-definition for the Trust Services Criteria, and back: one
component per control.

Also the spellings of criteria that spreadsheets have.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..model.derived_ids import NAMESPACE, OSCAL_VERSION, derive_uuid
from ..model.soc2 import OPERATING, Soc2Control
from ..model.system import Source
from ..trees import Tree

CRITERIA = "trestle://catalogs/soc2-tsc-2017/catalog.json"
MARK = "soc2-control"
_CRITERION = re.compile(
    r"(?<![a-z0-9.])(CC|PI|A|C|P)["
    r" _-]?0*(\d{1,2})\.(?:0*(\d{1,2})|[x*])(?:\.\d+)*(?:-\d{1,2}(?![\d.]))?(?![a-z0-9])",
    re.I,
)
_BARE = re.compile(r"(?<![a-z0-9.])()0*(\d{1,2})\.0*(\d{1,2})(?:\.\d+)*(?![a-z0-9.])", re.I)
_SPAN = re.compile(r"\s*(?:[-\u2010-\u2015\u2212~]|\.{2,3}|\u2026|to|through|thru)\s*\Z", re.I)
_NEXT = re.compile(
    r"\s*(?:[-\u2010-\u2015\u2212~,;/&+|\n]|\.{2,3}|\u2026|and|to|through|thru)\s*\Z", re.I
)
_ID_LIKE = re.compile(r"[A-Z]{1,4}[ ._-]?\d[\w.()-]*", re.I)
_GLUE = (
    "and",
    "to",
    "through",
    "thru",
    "soc 2",
    "soc2",
    "tsc",
    "tsc 2017",
    "2017 tsc",
    "aicpa tsc",
)
_CATEGORY = re.compile(
    r"(?:common criteria|security|availability|confidentiality|processing integrity|privacy)\b",
    re.I,
)


def _prop(name: str, value: object) -> Tree:
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


def read_criteria(cell: str, known: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The criteria (ids in lower case, such as `cc6.1`) that a cell names in any usual spelling,
    and the words in it that name none.

    A point of focus (`CC6.1.2`) names its criterion; `CC6.1 - CC6.3`, `CC6.1-6.3` and `CC6.x` name
    several. `known` are the ids there are, in order.
    """
    text = re.sub("[\u2010\u2011]", "-", cell)
    found: dict[str, None] = {}
    wrong: dict[str, None] = {}
    rest: list[str] = []
    end, previous = 0, ""
    for match in _ids(text):
        between = text[end : match.start()]
        series = match[1].lower() or previous.rstrip("0123456789.x")
        first = f"{series}{match[2]}.{match[3] or 'x'}"
        rest.append(between)
        spans = _span(previous, first, known) if previous and _SPAN.match(between) else [first]
        for identity in spans:
            group = (
                [item for item in known if item.startswith(identity[:-1])]
                if identity.endswith(".x")
                else [identity]
                if identity in known
                else []
            )
            found |= dict.fromkeys(group)
            if not group:
                wrong[identity.upper()] = None
        end, previous = match.end(), first
    rest.append(text[end:])
    return tuple(found), (*wrong, *_unread("\0".join(rest), bool(found or wrong)))


def _ids(text: str) -> list[re.Match[str]]:
    """Ids in order; one without its letters counts right behind another one (`CC6.1, 6.2`)."""
    full = [
        match
        for match in _CRITERION.finditer(text)
        if len(match[1]) == 2 or match[1].isupper() or match[0][1].isdigit()
    ]
    inside = {place for match in full for place in range(match.start(), match.end())}
    result: list[re.Match[str]] = []
    for match in sorted(
        [*full, *(item for item in _BARE.finditer(text) if item.start() not in inside)],
        key=lambda item: item.start(),
    ):
        if match[1] or (result and _NEXT.match(text[result[-1].end() : match.start()])):
            result.append(match)
    return result


def _span(first: str, last: str, known: Sequence[str]) -> list[str]:
    """The criteria behind `first` up to `last`, where both are of one series; otherwise `last`
    alone.
    """
    low, high = first.partition("."), last.partition(".")
    if low[0] == high[0] and low[2].isdigit() and high[2].isdigit():
        return [f"{low[0]}.{number}" for number in range(int(low[2]) + 1, int(high[2]) + 1)] or [
            last
        ]
    letters = first.rstrip("0123456789.x")
    if (
        first in known
        and last in known
        and letters == last.rstrip("0123456789.x")
        and known.index(first) < known.index(last)
    ):
        return list(known[known.index(first) + 1 : known.index(last) + 1])
    return [last]


def _unread(text: str, beside: bool) -> list[str]:
    """What is left of a cell and should be told: words of a list that are no criteria, but not the
    wording of a criterion that stands beside its id.
    """
    if beside:
        text = re.sub(r"\([^()]*\)", "", text)
    items = [item.strip(" \t.:()[]-\u2013\u2014") for item in re.split(r"[\0,;|/\n]+", text)]
    items = [
        item for item in items if item and not _CATEGORY.match(item) and item.lower() not in _GLUE
    ]
    if beside and any(len(item.split()) > 3 for item in items):
        return [item for item in items if _ID_LIKE.fullmatch(item)]
    return [f"{item[:57]}..." if len(item) > 60 else item for item in items]


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
    components = [_component(name, item) for item in controls]
    return {
        "component-definition": {
            "uuid": derive_uuid("component-definition", name),
            "metadata": metadata,
            "components": components,
        }
    }


def _component(name: str, item: Soc2Control) -> Tree:
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
    props = [_prop(key, value) for key, value in pairs if value] + [
        _prop("evidence", text) for text in item.evidence
    ]
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
    return {**result, **({"control-implementations": [implementation]} if requirements else {})}


def read_controls(path: str, tree: Mapping[str, Any]) -> tuple[Soc2Control, ...]:
    """The SOC 2 controls of a schema-valid component-definition; components that are none are left
    out.
    """
    found = []
    for index, node in enumerate(tree["component-definition"].get("components", ())):
        props: dict[str, list[str]] = {}
        for item in node.get("props", ()):
            if item.get("ns") == NAMESPACE:
                props.setdefault(item["name"], []).append(item["value"])
        if MARK in props:
            found.append(
                _control(node, props, Source(path, f"/component-definition/components/{index}"))
            )
    return tuple(found)


def _control(node: Tree, props: Mapping[str, list[str]], source: Source) -> Soc2Control:
    def first(name: str, default: str = "") -> str:
        return props.get(name, [default])[0]

    criteria = dict.fromkeys(
        item["control-id"]
        for part in node.get("control-implementations", ())
        for item in part["implemented-requirements"]
    )
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
