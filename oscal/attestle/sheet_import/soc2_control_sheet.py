"""A control inventory as SOC 2 controls, and the component-definition that holds them, updated in
place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from ..formats import soc2_controls
from ..formats.problems import Problem
from ..formats.sheet_columns import NearestHints, Record, Spellings, fold_heading, report_row
from ..model.audit_results import AuditResult, read_result
from ..model.derived_ids import NAMESPACE
from ..model.soc2 import NOT_STATED, STATUSES, Soc2Control
from ..model.words import says_no
from ..trees import Tree
from ..uuids import fold_tree
from .importer import ControlSetTarget, Importer, Placement, SheetRows
from .sheet_rows import fold_cell
from .soc2_control_rows import (
    ControlSource,
    find_refusal,
    has_more_criteria,
    read_control_row,
    shorten,
    unite_controls,
)
from .unknown_words import list_rows

COLUMNS: Spellings = MappingProxyType({
    "control": ("Control ID", "Control #", "Control Number", "Control No", "Control Ref", "Ref",
                "ID", "Control Reference", "Number"),
    "title": ("Control Title", "Control Name", "Name", "Title", "Control Short Name",
              "Control Objective"),
    "description": ("Control Description", "Control Activity", "Description", "Control Statement",
                    "Control Activity Specified by the Service Organization", "Control"),
    "criteria": ("Trust Services Criteria", "TSC", "Criteria", "TSC Criteria", "SOC 2 Criteria",
                 "Criteria Reference", "TSC Ref", "Mapped Criteria",
                 "Framework Requirements", "SOC 2", "Requirements", "Common Criteria"),
    "owner": ("Control Owner", "Owner", "Responsible", "Responsible Party", "Owner Role",
              "Department", "Assignee"),
    "frequency": ("Frequency", "Control Frequency", "Cadence", "Performed"),
    "evidence": ("Evidence", "Evidence Collected", "Test of Control", "Evidence Description",
                 "Artifacts", "Supporting Evidence"),
    "result": ("Test Result", "Result", "Results of Tests", "Results", "Auditor Result",
               "Conclusion", "Test Results"),
    "status": ("Status", "Control Status", "State", "Implementation Status"),
    "system": ("System", "Systems", "In-scope System", "Application", "Scope",
               "System/Application"),
})  # fmt: skip
REQUIRED = ("control", "description", "criteria")
# Headings of columns that hold the criteria of one category each
_CATEGORIES = (
    "security", "commoncriteria", "securitycommoncriteria", "availability", "confidentiality",
    "processingintegrity", "privacy",
)  # fmt: skip
_CRITERION = re.compile(r"(?:CC|PI|A|C|P)\d{1,2}\.\d{1,2}")
# A heading of a criterion may have a short name behind its id; what is longer is another column
_LONGEST_CRITERION_HEADING = 24
# `TSC 2`, `Additional Criteria`: a further column of criteria, but for these words
_FURTHER = re.compile(r"^(?:additional|secondary|other|supporting|related)|\d+$")
_CRITERIA_HEADINGS = frozenset(fold_heading(word) for word in ("criteria", *COLUMNS["criteria"]))
# Ids of controls that are gone from the file and are told by name
_MOST_GONE_TOLD = 8


@dataclass(frozen=True, slots=True)
class SheetControls:
    """`controls` are what the rows make; `placed` the number of rows in them; `problems` have the
    row's number as line.
    """

    controls: tuple[Soc2Control, ...]
    placed: int
    passed_over: int
    problems: tuple[Problem, ...]


def join_criteria(heading: str, cell: str) -> str | None:
    """What a further column adds to the criteria: one headed by a criterion and marked, by a
    category, or like the column of criteria.
    """
    ids = soc2_controls.read_criteria(heading, ())[1][:1]
    if ids and _CRITERION.fullmatch(ids[0]) and len(heading) <= _LONGEST_CRITERION_HEADING:
        # any sign marks a control that serves the criterion, but one that says no
        return "" if says_no(cell) else ids[0]
    folded = fold_heading(heading)
    if folded in _CATEGORIES:
        return cell if re.search(r"\d\.\d", cell) else ""
    return cell if _FURTHER.sub("", folded) in _CRITERIA_HEADINGS else None


def place_controls(target: ControlSetTarget, rows: SheetRows) -> Placement:
    """The controls of the rows in the set; those of an earlier import are updated in place."""
    sheet = read_control_sheet(
        target.name, rows.file, rows.records, target.list_criteria(), rows.columns
    )
    existing = target.read_existing()
    placement = Placement(len(sheet.controls), sheet.placed, sheet.problems, sheet.passed_over)
    if not sheet.controls:
        return placement
    document, gone = build_definition(
        target.name, target.title, "1.0", sheet.controls, existing, target.stamp
    )
    return replace(
        placement,
        words=_list_gone(gone),
        documents={} if document is existing else {target.path: document},
    )


def _list_gone(gone: Sequence[str]) -> tuple[str, ...]:
    if not gone:
        return ()
    ids = ", ".join(gone[:_MOST_GONE_TOLD]) + (" ..." if len(gone) > _MOST_GONE_TOLD else "")
    return (f"{len(gone)} controls of earlier imports are not in this file and stay: {ids}",)


def read_control_sheet(
    name: str, file: str, records: Sequence[Record], known: Sequence[str], order: Sequence[str] = ()
) -> SheetControls:
    """One control per id; `known` are the ids of the criteria there are (`cc6.1`), `order` the
    fields as their columns stand.

    Rows of one id and one description, as in a sheet with a row for each criterion, are one control
    with the criteria of all of them. A row that only goes on with criteria belongs to the one above
    it. Another description under the same id is another control, and is not taken.
    """
    source = ControlSource(name, file, known, NearestHints([item.upper() for item in known]))
    controls: dict[str, Soc2Control] = {}
    problems: list[Problem] = []
    last = ""
    placed = passed_over = 0
    may_continue = _has_criteria_below(order)
    for record in records:
        continues = may_continue and _is_continuation(record, last, known)
        if record.is_total or (record.is_caption and not continues):
            passed_over += 1
            problems.append(_report_caption(record))
            continue
        identity = controls[last].id if continues else fold_cell(record["control"])
        key = identity.casefold()
        refusal = find_refusal(record, identity, controls.get(key))
        if refusal is not None:
            problems.append(refusal)
            continue
        control, notes = read_control_row(source, record, identity)
        if key in controls:
            control, differing = unite_controls(controls[key], control, record)
            notes += differing
        controls[key] = control
        problems += notes
        last = key
        placed += 1
    problems += [*source.report_words(), *_report_unstated(controls.values())]
    problems += _report_unmapped(controls.values())
    problems.sort(key=lambda problem: problem.line or 0)
    return SheetControls(tuple(controls.values()), placed, passed_over, tuple(problems))


def _has_criteria_below(order: Sequence[str]) -> bool:
    """Whether a row without id can go on with the criteria of the one above: to the left of the
    ids, a criterion heads the rows below it.
    """
    fields = list(order)
    return "criteria" not in fields or fields.index("criteria") > fields.index("control")


def _is_continuation(record: Record, last: str, criteria: Sequence[str]) -> bool:
    is_nameless = not fold_cell(record["control"])
    return bool(last) and is_nameless and has_more_criteria(record, criteria)


def _report_caption(record: Record) -> Problem:
    message = (
        f'"{shorten(record.first)}" is no control but a title or a total; the row was passed over'
    )
    return report_row(record, message, warning=True)


def _report_unstated(controls: Iterable[Soc2Control]) -> list[Problem]:
    """One word for all controls of which neither a status nor a test says that they operate."""
    rows = [
        control.row
        for control in controls
        if control.status == NOT_STATED and read_result(control.result) is not AuditResult.CLEAN
    ]
    if not rows:
        return []
    who = "1 control has no status" if len(rows) == 1 else f"{len(rows)} controls have no status"
    message = f"{who}, so nothing says that they operate ({list_rows(rows)})"
    hint = f"a column Status with one of: {', '.join(filter(None, STATUSES))}"
    return [Problem("OSC012", message, rows[0], None, hint, warning=True)]


def _report_unmapped(controls: Iterable[Soc2Control]) -> list[Problem]:
    return [
        Problem(
            "OSC012",
            f'"{control.id}" names no criterion, so it reaches nothing',
            control.row,
            None,
            "fill in its criteria",
            warning=True,
        )
        for control in controls
        if not control.criteria
    ]


def build_definition(
    name: str,
    title: str | None,
    version: str,
    taken: Sequence[Soc2Control],
    existing: Mapping[str, Any] | None,
    now: str,
) -> tuple[Mapping[str, Any], tuple[str, ...]]:
    """The document with these controls in it, and the ids of earlier ones that the file no longer
    has (they stay).

    What other tools wrote into an existing document stays, also inside a control; the document
    itself comes back if nothing changes.
    """
    title_or_name = title or f"SOC 2 controls: {name}"
    built = soc2_controls.write_controls(name, title_or_name, version, taken, now)
    if existing is None:
        return built, ()
    existing, _ = fold_tree(existing)
    body = dict(existing["component-definition"])
    body["components"] = _merge_components(
        name, body.get("components", ()), built["component-definition"]["components"]
    )
    if title:
        body["metadata"] = {**body["metadata"], "title": title}
    still = {control.uuid for control in taken}
    earlier = {item.uuid: item.id for item in soc2_controls.read_controls("", existing)}
    gone = tuple(identity for uuid, identity in earlier.items() if uuid not in still)
    if body == existing["component-definition"]:
        return existing, gone
    body["metadata"] = {**body["metadata"], "last-modified": now}
    return {**existing, "component-definition": body}, gone


def _merge_components(name: str, present: Iterable[Tree], built: Iterable[Tree]) -> list[Tree]:
    """Components in their places, ours as the file has them now; new ones at the end."""
    new = {component["uuid"]: component for component in built}
    merged = [
        _update_component(name, component, new.pop(component["uuid"]))
        if component["uuid"] in new
        else component
        for component in present
    ]
    return merged + list(new.values())


def _update_component(name: str, old: Tree, new: Tree) -> Tree:
    """A control as the file has it now, with what is not ours in it: properties of other
    namespaces, links, roles, other implementations.
    """
    component = {**old, **new}
    others = [prop for prop in old.get("props", ()) if prop.get("ns") != NAMESPACE]
    component["props"] = [*new["props"], *others]
    component.pop("control-implementations", None)
    implementations = _merge_implementations(name, old, new)
    if implementations:
        component["control-implementations"] = implementations
    return component


def _merge_implementations(name: str, old: Tree, new: Tree) -> list[Tree]:
    """Those of others as they are, ours in its place or at the end; none if it is no more."""
    identity = _get_control_id(new)
    ours = soc2_controls.derive_implementation_uuid(name, identity)
    built = {item["uuid"]: item for item in new.get("control-implementations", ())}
    merged = []
    for item in old.get("control-implementations", ()):
        if item["uuid"] != ours:
            merged.append(item)
        elif ours in built:
            merged.append(_update_implementation(name, identity, item, built.pop(ours)))
    return [*merged, *built.values()]


def _get_control_id(component: Tree) -> str:
    return next(
        str(prop["value"]) for prop in component["props"] if prop["name"] == soc2_controls.MARK
    )


def _update_implementation(name: str, identity: str, old: Tree, new: Tree) -> Tree:
    """Requirements of ours as they are now, those that others added after them."""
    before = {item["uuid"]: item for item in old["implemented-requirements"]}
    ours = [{**before.get(item["uuid"], {}), **item} for item in new["implemented-requirements"]]
    others = [
        item
        for item in old["implemented-requirements"]
        if item["uuid"] != soc2_controls.derive_requirement_uuid(name, identity, item["control-id"])
    ]
    return {**old, **new, "implemented-requirements": [*ours, *others]}


IMPORTER = Importer(
    "controls",
    COLUMNS,
    REQUIRED,
    place_controls,
    joined=MappingProxyType({"criteria": join_criteria}),
    must_place=True,
)
