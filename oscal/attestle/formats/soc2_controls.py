"""SOC 2 controls as an OSCAL component-definition for the Trust Services Criteria, and back.

One component per control. Also the spellings of criteria that spreadsheets have.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..model.derived_ids import NAMESPACE, OSCAL_VERSION, derive_uuid
from ..model.frameworks import SOC2_TSC
from ..model.soc2 import NOT_OPERATING, NOT_STATED, STATUSES, Soc2Control
from ..model.system import Source
from ..trees import Tree

CRITERIA = f"trestle://catalogs/{SOC2_TSC.catalog}/catalog.json"
MARK = "soc2-control"
# CC6.1, CC 6.01, CC6.1.2 (a point of focus), CC6.x; not CC6.1-2026
_CRITERION = re.compile(
    r"(?<![a-z0-9.])(CC|PI|A|C|P)["
    r" _-]?0*(\d{1,2})\.(?:0*(\d{1,2})|[x*])(?:\.\d+)*(?:-\d{1,2}(?![\d.]))?(?![a-z0-9])",
    re.I,
)
# A criterion without its letters; the empty group stands where the letters would
_BARE = re.compile(r"(?<![a-z0-9.])()0*(\d{1,2})\.0*(\d{1,2})(?:\.\d+)*(?![a-z0-9.])", re.I)
# What stands between the two ends of a span, and between two ids of a list
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
# Words beside a criterion that are its wording and not a list of names
_MOST_WORDS_OF_ITEM = 3
_LONGEST_ITEM = 60
_CATEGORY = re.compile(
    r"(?:common criteria|security|availability|confidentiality|processing integrity|privacy)\b",
    re.I,
)


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


def read_criteria(cell: str, known: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The criteria that a cell names in any usual spelling, and the words in it that name none.

    The ids are in lower case, such as `cc6.1`.

    A point of focus (`CC6.1.2`) names its criterion; `CC6.1 - CC6.3`, `CC6.1-6.3` and `CC6.x` name
    several. `known` are the ids there are, in order.
    """
    text = re.sub("[\u2010\u2011]", "-", cell)
    criteria: dict[str, None] = {}
    unknown: dict[str, None] = {}
    between: list[str] = []
    end, previous = 0, ""
    for match in _find_ids(text):
        between.append(text[end : match.start()])
        identity = _name_criterion(match, previous)
        is_span = previous and _SPAN.match(between[-1])
        for one in _list_span(previous, identity, known) if is_span else [identity]:
            matching = _match_criterion(one, known)
            criteria |= dict.fromkeys(matching)
            if not matching:
                unknown[one.upper()] = None
        end, previous = match.end(), identity
    between.append(text[end:])
    words = _list_other_words("\0".join(between), has_criteria=bool(criteria or unknown))
    return tuple(criteria), (*unknown, *words)


def _name_criterion(match: re.Match[str], previous: str) -> str:
    """The id of a criterion; without letters it is of the series of the one before."""
    series = match[1].lower() or _get_letters(previous)
    return f"{series}{match[2]}.{match[3] or 'x'}"


def _get_letters(identity: str) -> str:
    return identity.rstrip("0123456789.x")


def _match_criterion(identity: str, known: Sequence[str]) -> list[str]:
    """The criterion, or all of a series such as `cc6.x`; none if there is none."""
    if identity.endswith(".x"):
        return [one for one in known if one.startswith(identity[:-1])]
    return [identity] if identity in known else []


def _find_ids(text: str) -> list[re.Match[str]]:
    """Ids in order; one without its letters counts right behind another one (`CC6.1, 6.2`)."""
    full = [match for match in _CRITERION.finditer(text) if _is_id(match)]
    covered = {place for match in full for place in range(match.start(), match.end())}
    bare = [match for match in _BARE.finditer(text) if match.start() not in covered]
    ids: list[re.Match[str]] = []
    for match in sorted([*full, *bare], key=lambda match: match.start()):
        if match[1] or (ids and _NEXT.match(text[ids[-1].end() : match.start()])):
            ids.append(match)
    return ids


def _is_id(match: re.Match[str]) -> bool:
    """A single small letter with a blank behind it is a word: "a 1.2" is no criterion."""
    return len(match[1]) == 2 or match[1].isupper() or match[0][1].isdigit()


def _list_span(first: str, last: str, known: Sequence[str]) -> list[str]:
    """The criteria behind `first` up to `last` of one series; of two series, `last` alone."""
    low_series, _, low = first.partition(".")
    high_series, _, high = last.partition(".")
    if low_series == high_series and low.isdigit() and high.isdigit():
        numbers = range(int(low) + 1, int(high) + 1)
        return [f"{low_series}.{number}" for number in numbers] or [last]
    if first in known and last in known and _get_letters(first) == _get_letters(last):
        return list(known[known.index(first) + 1 : known.index(last) + 1]) or [last]
    return [last]


def _list_other_words(text: str, *, has_criteria: bool) -> list[str]:
    """What is left of a cell and should be told: words of a list that are no criteria.

    The wording of a criterion that stands beside its id is not told.
    """
    if has_criteria:
        text = re.sub(r"\([^()]*\)", "", text)
    stripped = (item.strip(" \t.:()[]-\u2013\u2014") for item in re.split(r"[\0,;|/\n]+", text))
    items = [item for item in stripped if _names_something(item)]
    if has_criteria and any(len(item.split()) > _MOST_WORDS_OF_ITEM for item in items):
        return [item for item in items if _ID_LIKE.fullmatch(item)]
    return [_shorten(item) for item in items]


def _names_something(item: str) -> bool:
    return item != "" and not _CATEGORY.match(item) and item.lower() not in _GLUE


def _shorten(item: str) -> str:
    return item if len(item) <= _LONGEST_ITEM else f"{item[: _LONGEST_ITEM - 3]}..."


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
        source=source,
    )
