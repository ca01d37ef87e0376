"""OSC020 and OSC021: what no schema and no constraint forbids, but cannot be true."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ..findings import Finding, Severity
from ..iso_days import read_moment
from ..model.workspace import Document
from ..uuids import fold_uuid
from .document_notes import Note, Place, as_object, as_objects, place_notes, walk_objects
from .impact_levels import check_impacts
from .rule_input import Rule, RuleInput, is_of_system

Tree = Mapping[str, Any]
W = Severity.WARNING
_HIGHEST_PORT = 65535
_FAR = 5 * 365  # days; nearer ones may come from a clock that is set otherwise
# Dates of one object of which the second is not before the first
_ORDER = (("start", "end"), ("collected", "expires"))
# States of a component that is not there yet, or no more
_UNFINISHED = ("under-development", "disposition")
# The state of a finding, and the reason that contradicts it
_OPPOSITE = {"satisfied": "fail", "not-satisfied": "pass"}


def contradicting_values(facts: RuleInput) -> Iterator[Finding]:
    """OSC020, OSC021: dates, states and numbers of a document do not contradict each other."""
    for document in facts.workspace.documents:
        if document.tree is not None:
            yield from place_notes(document, _check_document(document, facts.as_of))
            is_plan = document.model == "system-security-plan"
            # the levels of a system are judged where people write them (SSP030)
            if is_plan and not is_of_system(facts.workspace, document):
                yield from place_notes(document, check_impacts(document.body))


def _check_document(document: Document, as_of: dt.date) -> Iterator[Note]:
    yield from _check_metadata(as_object(document.body.get("metadata")), as_of)
    if document.model == "system-security-plan":
        for check in _PLAN_CHECKS:
            yield from check(document.body)
    # catalogs, which are the big ones, have nothing of the kind below their metadata
    checks = _CHECKS.get(document.model, ())
    for node in walk_objects(document.body) if checks else ():
        if not _SIGNS.isdisjoint(node):
            for check_node in checks:
                yield from check_node(node, as_of)


def _find_day_end(as_of: dt.date, days: int) -> dt.datetime:
    """The end of the day that is so many days away."""
    try:
        return dt.datetime.combine(as_of, dt.time.max, dt.UTC) + dt.timedelta(days=days)
    except OverflowError:
        return dt.datetime.max.replace(tzinfo=dt.UTC)


def _check_metadata(metadata: Tree, as_of: dt.date) -> Iterator[Note]:
    modified = read_moment(metadata.get("last-modified"))
    published = read_moment(metadata.get("published"))
    for key, moment in (("last-modified", modified), ("published", published)):
        if moment and moment > _find_day_end(as_of, _FAR):
            yield Note(
                "OSC020",
                (metadata, key),
                f'"{key}" lies in the year {moment.year}',
                "mend the year",
            )
    if modified and published and published > modified:
        yield Note(
            "OSC020",
            (metadata, "published"),
            f"the document was published ({metadata['published']}) after it was last modified"
            f" ({metadata['last-modified']})",
            "last-modified is the moment of the last change of the file",
            severity=W,
        )
    if modified:
        yield from _check_revisions(metadata, modified)


def _check_revisions(metadata: Tree, modified: dt.datetime) -> Iterator[Note]:
    """No revision is later than the last change of the document."""
    for revision in as_objects(metadata.get("revisions")):
        for key in ("last-modified", "published"):
            moment = read_moment(revision.get(key))
            if moment and moment > modified:
                yield Note(
                    "OSC020",
                    (revision, key),
                    f'"{key}" of the revision ({revision[key]}) is later than the document itself'
                    f" ({metadata['last-modified']})",
                    "mend one of the two",
                    severity=W,
                )


def _check_periods(node: Tree, as_of: dt.date) -> Iterator[Note]:
    """An end is not before its start, and nothing was observed in the future."""
    for first, last in _ORDER:
        if first in node and last in node:
            start, end = read_moment(node[first]), read_moment(node[last])
            if start and end and end < start:
                yield Note(
                    "OSC020",
                    (node, last),
                    f'"{last}" ({node[last]}) is before "{first}" ({node[first]})',
                    "exchange them, or mend one",
                )
    collected = read_moment(node["collected"]) if "collected" in node else None
    if collected and collected > _find_day_end(as_of, 1):
        yield Note(
            "OSC020",
            (node, "collected"),
            f"the observation was collected in the future ({node['collected']})",
            "mend the date",
        )


def _check_log(node: Tree, as_of: dt.date) -> Iterator[Note]:
    """What an assessment logged belongs to its time."""
    start, end = read_moment(node.get("start")), read_moment(node.get("end"))
    for entry in as_objects(as_object(node.get("assessment-log")).get("entries")):
        begun = read_moment(entry.get("start"))
        if begun and ((start and begun < start) or (end and begun > end)):
            hint = f"the result runs from {node.get('start')} to {node.get('end', 'now')}"
            yield Note(
                "OSC020",
                (entry, "start"),
                f"the entry ({entry['start']}) is outside the time of its result",
                hint,
                severity=W,
            )


def _check_states(node: Tree, as_of: dt.date) -> Iterator[Note]:
    """The reason of a finding agrees with its state, the status of a risk with its log.

    The log tells changes of the status, of which the last one counts.
    """
    status = node.get("status")
    state, reason = as_object(status).get("state"), as_object(status).get("reason")
    if isinstance(state, str) and reason is not None and _OPPOSITE.get(state) == reason:
        yield Note(
            "OSC021",
            (status, "reason"),
            f'the state "{state}" cannot have the reason "{reason}"',
            "mend the state or the reason",
        )
    changes = [
        item
        for item in as_objects(as_object(node.get("risk-log")).get("entries"))
        if isinstance(item.get("status-change"), str) and read_moment(item.get("start"))
    ]
    if changes and isinstance(status, str):
        last = max(changes, key=_read_start)
        if last["status-change"] != status:
            message = (
                f'the status is "{status}", but the log says "{last["status-change"]}" since'
                f" {last['start']}"
            )
            yield Note(
                "OSC021",
                (node, "status"),
                message,
                f'write "{last["status-change"]}", or log the change',
                severity=W,
            )


def _read_start(entry: Tree) -> dt.datetime:
    return read_moment(entry["start"]) or dt.datetime.min.replace(tzinfo=dt.UTC)


def _check_ports(node: Tree, as_of: dt.date) -> Iterator[Note]:
    for ports in as_objects(node.get("port-ranges")):
        for key in ("start", "end"):
            if isinstance(ports.get(key), int) and ports[key] > _HIGHEST_PORT:
                yield Note(
                    "OSC021",
                    (ports, key),
                    f"there is no port {ports[key]}",
                    f"the highest is {_HIGHEST_PORT}",
                )


def _check_selection(node: Tree, as_of: dt.date) -> Iterator[Note]:
    """What is included and excluded in one place is not selected at all."""
    if "exclude-controls" in node and "include-controls" in node:
        included = {
            holder[at]
            for item in as_objects(node["include-controls"])
            for holder, at in _walk_selected(item)
        }
        for item in as_objects(node["exclude-controls"]):
            for holder, at in _walk_selected(item):
                if holder[at] in included:
                    yield Note(
                        "OSC021",
                        (holder, at),
                        f'"{holder[at]}" is included and excluded',
                        "keep one of the two",
                        severity=W,
                    )


def _walk_selected(item: Tree) -> Iterator[Place]:
    if isinstance(item.get("control-id"), str):
        yield item, "control-id"
    ids = item.get("with-ids")
    if isinstance(ids, list):
        yield from ((ids, index) for index, identity in enumerate(ids) if isinstance(identity, str))


def _check_shares(node: Tree, as_of: dt.date) -> Iterator[Note]:
    """Percentages of a mapping are parts of one.

    The coverage of a map with a word of ours is recounted by MAP003.
    """
    ours = any(
        item.get("name") == "reuse" and item.get("ns") == "urn:attestle:oscal"
        for item in as_objects(node.get("props"))
    )
    for key, inner in (("confidence-score", "percentage"), ("coverage", "target-coverage")):
        value = as_object(node.get(key)).get(inner)
        if (
            isinstance(value, int | float)
            and not isinstance(value, bool)
            and not 0 <= value <= 1
            and not ours
        ):
            yield Note(
                "OSC021",
                (node[key], inner),
                f'"{inner}" is {value}; it is a number from 0 to 1',
                f"write {value / 100:g}" if 1 < value <= 100 else "",
            )


def _check_this_system(body: Tree) -> Iterator[Note]:
    """The system itself is one component of its plan."""
    implementation = as_object(body.get("system-implementation"))
    components = as_objects(implementation.get("components"))
    systems = [item for item in components if item.get("type") == "this-system"]
    if components and not systems:
        yield Note(
            "OSC021",
            (implementation, "components"),
            'no component has the type "this-system"',
            "add the system itself as a component",
            severity=W,
        )
    for item in systems[1:]:
        yield Note(
            "OSC021",
            (item, "type"),
            'a second component has the type "this-system"',
            'other systems have the type "system"',
        )


def _check_unfinished(body: Tree) -> Iterator[Note]:
    """Nothing is implemented by a component that is not there yet, or no more."""
    components = as_objects(as_object(body.get("system-implementation")).get("components"))
    states = {
        fold_uuid(str(item.get("uuid"))): (
            as_object(item.get("status")).get("state"),
            item.get("title"),
        )
        for item in components
    }
    unfinished = {uuid: known for uuid, known in states.items() if known[0] in _UNFINISHED}
    for node in walk_objects(body.get("control-implementation")) if unfinished else ():
        if (
            fold_uuid(str(node.get("component-uuid"))) in unfinished
            and as_object(node.get("implementation-status")).get("state") == "implemented"
        ):
            state, title = unfinished[fold_uuid(node["component-uuid"])]
            yield Note(
                "OSC021",
                (node["implementation-status"], "state"),
                f'implemented by "{title}", which is in the state "{state}"',
                "mend the state here or that of the component",
                severity=W,
            )


_NodeCheck = Callable[[Tree, dt.date], Iterator[Note]]
_CHECKS: Mapping[str, tuple[_NodeCheck, ...]] = {
    "profile": (_check_selection,),
    "component-definition": (_check_ports,),
    "mapping-collection": (_check_shares,),
    "system-security-plan": (_check_ports,),
    "assessment-plan": (_check_periods, _check_ports, _check_selection),
    "assessment-results": (
        _check_periods,
        _check_log,
        _check_states,
        _check_ports,
        _check_selection,
    ),
    "plan-of-action-and-milestones": (_check_periods, _check_states, _check_ports),
}
# An object without any of these keys has nothing to contradict.
_SIGNS = {
    "start",
    "collected",
    "status",
    "port-ranges",
    "exclude-controls",
    "confidence-score",
    "coverage",
}
_PLAN_CHECKS: tuple[Callable[[Tree], Iterator[Note]], ...] = (
    _check_this_system,
    _check_unfinished,
)
RULES: tuple[Rule, ...] = (contradicting_values,)
