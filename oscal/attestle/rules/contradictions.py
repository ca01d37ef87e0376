"""OSC020 and OSC021: what no schema and no constraint forbids, but cannot be true."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ..codes import finding
from ..findings import Finding, Severity
from ..formats.problems import escape
from ..model.workspace import Document
from .facts import Facts, Rule

Tree = Mapping[str, Any]
Node = tuple[Tree, str]
_HIGHEST_PORT = 65535
_FAR_YEARS = 5
_ORDER = (("start", "end"), ("collected", "expires"))
_LEVELS = ("low", "moderate", "high")
_IMPACTS = {
    "confidentiality-impact": "security-objective-confidentiality",
    "integrity-impact": "security-objective-integrity",
    "availability-impact": "security-objective-availability",
}
_UNFINISHED = ("under-development", "disposition")
_OPPOSITE = {"satisfied": "fail", "not-satisfied": "pass"}


def nodes(node: Any, pointer: str) -> Iterator[Node]:
    """Every object of a tree with its pointer, parents first."""
    waiting: list[tuple[Any, str]] = [(node, pointer)]
    while waiting:
        one, at = waiting.pop()
        if isinstance(one, dict):
            yield one, at
            inner = [(value, f"{at}/{escape(key)}") for key, value in one.items() if isinstance(value, dict | list)]
        else:
            inner = [(value, f"{at}/{index}") for index, value in enumerate(one) if isinstance(value, dict | list)]
        waiting += reversed(inner)


def contradictions(facts: Facts) -> Iterator[Finding]:
    """Catalogs and profiles have nothing of the kind below their metadata, and are the big ones."""
    for document in facts.workspace.documents:
        if document.tree is None:
            continue
        yield from _metadata_dates(document, facts.as_of)
        for check in _CHECKS.get(document.model, ()):
            yield from check(document, facts.as_of)


def _moment(value: Any) -> dt.datetime | None:
    """A date-time with its zone, or the first moment of a day; None for what is neither."""
    try:
        moment = dt.datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def _late(as_of: dt.date, years: int) -> dt.datetime:
    return dt.datetime(as_of.year + years, as_of.month, 1, tzinfo=dt.UTC) + dt.timedelta(days=31)


def _metadata_dates(document: Document, as_of: dt.date) -> Iterator[Finding]:
    metadata = _mapping(document.body.get("metadata"))
    at = f"/{document.model}/metadata"
    modified, published = _moment(metadata.get("last-modified")), _moment(metadata.get("published"))
    for key, moment in (("last-modified", modified), ("published", published)):
        if moment and moment > _late(as_of, _FAR_YEARS):
            yield finding("OSC020", document.path, f'"{key}" lies in the year {moment.year}', pointer=f"{at}/{key}", hint="mend the year")
    if modified and published and published > modified:
        yield finding("OSC020", document.path, f"the document was published ({metadata['published']}) after it was last modified ({metadata['last-modified']})",
                      pointer=f"{at}/published", hint="last-modified is the moment of the last change of the file", severity=Severity.WARNING)  # fmt: skip
    for index, revision in enumerate(_items(metadata.get("revisions"))):
        for key in ("last-modified", "published"):
            moment = _moment(revision.get(key))
            if moment and modified and moment > modified:
                yield finding("OSC020", document.path, f'"{key}" of the revision ({revision[key]}) is later than the document itself ({metadata["last-modified"]})',
                              pointer=f"{at}/revisions/{index}/{key}", hint="mend one of the two", severity=Severity.WARNING)  # fmt: skip


def _periods(document: Document, as_of: dt.date) -> Iterator[Finding]:
    """An end is not before its start, and nothing was observed in the future."""
    for node, at in nodes(document.body, f"/{document.model}"):
        for first, last in _ORDER:
            start, end = _moment(node.get(first)), _moment(node.get(last))
            if start and end and end < start:
                yield finding("OSC020", document.path, f'"{last}" ({node[last]}) is before "{first}" ({node[first]})', pointer=f"{at}/{last}", hint="exchange them, or mend one")
        collected = _moment(node.get("collected"))
        if collected and collected > dt.datetime.combine(as_of, dt.time.max, dt.UTC) + dt.timedelta(days=1):
            yield finding("OSC020", document.path, f"the observation was collected in the future ({node['collected']})", pointer=f"{at}/collected", hint="mend the date")


def _logs(document: Document, as_of: dt.date) -> Iterator[Finding]:
    """What an assessment logged and collected belongs to its time."""
    for index, result in enumerate(_items(document.body.get("results"))):
        at = f"/{document.model}/results/{index}"
        start, end = _moment(result.get("start")), _moment(result.get("end"))
        for number, entry in enumerate(_items(_mapping(result.get("assessment-log")).get("entries"))):
            begun = _moment(entry.get("start"))
            if begun and ((start and begun < start) or (end and begun > end)):
                yield finding("OSC020", document.path, f"the entry ({entry['start']}) is outside the time of its result", pointer=f"{at}/assessment-log/entries/{number}/start",
                              hint=f"the result runs from {result.get('start')} to {result.get('end', 'now')}", severity=Severity.WARNING)  # fmt: skip


def _judgements(document: Document, as_of: dt.date) -> Iterator[Finding]:
    """The reason of a finding agrees with its state, and the status of a risk with the last change that its log tells."""
    for node, at in nodes(document.body, f"/{document.model}"):
        status = node.get("status")
        state, reason = _mapping(status).get("state"), _mapping(status).get("reason")
        if isinstance(state, str) and reason is not None and _OPPOSITE.get(state) == reason:
            yield finding("OSC021", document.path, f'the state "{state}" cannot have the reason "{reason}"', pointer=f"{at}/status/reason", hint="mend the state or the reason")
        changes = [item for item in _items(_mapping(node.get("risk-log")).get("entries")) if isinstance(item.get("status-change"), str) and _moment(item.get("start"))]
        if changes and isinstance(status, str):
            last = max(changes, key=_started)
            if last["status-change"] != status:
                yield finding("OSC021", document.path, f'the status is "{status}", but the log says "{last["status-change"]}" since {last["start"]}', pointer=f"{at}/status",
                              hint=f'write "{last["status-change"]}", or log the change', severity=Severity.WARNING)  # fmt: skip


def _started(entry: Tree) -> dt.datetime:
    return _moment(entry["start"]) or dt.datetime.min.replace(tzinfo=dt.UTC)


def _ports(document: Document, as_of: dt.date) -> Iterator[Finding]:
    for node, at in nodes(document.body, f"/{document.model}"):
        for index, ports in enumerate(_items(node.get("port-ranges"))):
            for key in ("start", "end"):
                if isinstance(ports.get(key), int) and ports[key] > _HIGHEST_PORT:
                    yield finding("OSC021", document.path, f"there is no port {ports[key]}", pointer=f"{at}/port-ranges/{index}/{key}", hint=f"the highest is {_HIGHEST_PORT}")


def _selections(document: Document, as_of: dt.date) -> Iterator[Finding]:
    """What is included and excluded in one place is not selected at all."""
    for node, at in nodes(document.body, f"/{document.model}"):
        if "exclude-controls" not in node or "include-controls" not in node:
            continue
        included = {identity for item in _items(node["include-controls"]) for identity, _ in _chosen(item)}
        for index, item in enumerate(_items(node["exclude-controls"])):
            for identity, key in _chosen(item):
                if identity in included:
                    yield finding("OSC021", document.path, f'"{identity}" is included and excluded', pointer=f"{at}/exclude-controls/{index}/{key}", hint="keep one of the two",
                                  severity=Severity.WARNING)  # fmt: skip


def _chosen(item: Tree) -> Iterator[tuple[str, str]]:
    if isinstance(item.get("control-id"), str):
        yield item["control-id"], "control-id"
    ids = item.get("with-ids")
    for index, identity in enumerate(ids if isinstance(ids, list) else ()):
        if isinstance(identity, str):
            yield identity, f"with-ids/{index}"


def _this_system(document: Document, as_of: dt.date) -> Iterator[Finding]:
    """The system itself is one component of its plan."""
    at = "/system-security-plan/system-implementation/components"
    components = _items(_mapping(document.body.get("system-implementation")).get("components"))
    own = [index for index, item in enumerate(components) if item.get("type") == "this-system"]
    if components and not own:
        yield finding("OSC021", document.path, 'no component has the type "this-system"', pointer=at, hint="add the system itself as a component", severity=Severity.WARNING)
    for index in own[1:]:
        yield finding("OSC021", document.path, 'a second component has the type "this-system"', pointer=f"{at}/{index}/type", hint='other systems have the type "system"')


def _unfinished(document: Document, as_of: dt.date) -> Iterator[Finding]:
    """Nothing is implemented by a component that is not there yet, or no more."""
    components = _items(_mapping(document.body.get("system-implementation")).get("components"))
    states = {item.get("uuid"): _mapping(item.get("status")).get("state") for item in components if isinstance(item.get("uuid"), str)}
    titles = {item.get("uuid"): item.get("title") for item in components if isinstance(item.get("uuid"), str)}
    for node, at in nodes(document.body.get("control-implementation", {}), "/system-security-plan/control-implementation"):
        uuid = node.get("component-uuid")
        if isinstance(uuid, str) and states.get(uuid) in _UNFINISHED and _mapping(node.get("implementation-status")).get("state") == "implemented":
            yield finding("OSC021", document.path, f'implemented by "{titles[uuid]}", which is in the state "{states[uuid]}"', pointer=f"{at}/implementation-status/state",
                          hint="mend the state here or that of the component", severity=Severity.WARNING)  # fmt: skip


def _impacts(document: Document, as_of: dt.date) -> Iterator[Finding]:
    """The system's level is at least that of the information in it."""
    about = _mapping(document.body.get("system-characteristics"))
    system = _mapping(about.get("security-impact-level"))
    for index, kind in enumerate(_items(_mapping(about.get("system-information")).get("information-types"))):
        for key, objective in _IMPACTS.items():
            impact = _mapping(kind.get(key))
            level = impact.get("selected", impact.get("base"))
            if _rank(level) > _rank(system.get(objective)) >= 0:
                yield finding("OSC021", document.path, f'"{objective}" is {system[objective]}, but the information "{kind.get("title")}" has {level}',
                              pointer=f"/system-security-plan/system-characteristics/security-impact-level/{objective}", hint=f'write "{level}"',
                              severity=Severity.WARNING)  # fmt: skip


def _rank(level: Any) -> int:
    word = level.removeprefix("fips-199-") if isinstance(level, str) else ""
    return _LEVELS.index(word) if word in _LEVELS else -1


def _shares(document: Document, as_of: dt.date) -> Iterator[Finding]:
    """Percentages of a mapping are parts of one."""
    for node, at in nodes(document.body, f"/{document.model}"):
        for key, inner in (("confidence-score", "percentage"), ("coverage", "target-coverage")):
            value = _mapping(node.get(key)).get(inner)
            if isinstance(value, int | float) and not isinstance(value, bool) and not 0 <= value <= 1 and not _is_ours(node):
                yield finding("OSC021", document.path, f'"{inner}" is {value}; it is a number from 0 to 1', pointer=f"{at}/{key}/{inner}", hint=f"write {value / 100:g}" if 1 < value <= 100 else "")


def _is_ours(node: Tree) -> bool:
    """A map with a word of ours on its reuse; MAP003 recounts its coverage."""
    return any(item.get("name") == "reuse" and item.get("ns") == "urn:attestle:oscal" for item in _items(node.get("props")))


def _mapping(value: Any) -> Tree:
    return value if isinstance(value, dict) else {}


def _items(value: Any) -> list[Tree]:
    """The objects of a list; numbers stay right, since what is no object becomes an empty one."""
    return [_mapping(item) for item in value] if isinstance(value, list) else []


_Check = Callable[[Document, dt.date], Iterator[Finding]]
_CHECKS: Mapping[str, tuple[_Check, ...]] = {
    "profile": (_selections,),
    "component-definition": (_ports,),
    "mapping-collection": (_shares,),
    "system-security-plan": (_periods, _ports, _this_system, _unfinished, _impacts),
    "assessment-plan": (_periods, _ports, _selections),
    "assessment-results": (_periods, _logs, _judgements, _ports, _selections),
    "plan-of-action-and-milestones": (_periods, _judgements, _ports),
}
RULES: tuple[Rule, ...] = (contradictions,)
