"""Rows of a control inventory as SOC 2 controls, and the component-definition that holds them,
updated in place.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from ..formats import soc2_controls
from ..formats.problems import Problem
from ..formats.sheet_columns import (
    NearestHints,
    Record,
    Spellings,
    fold_heading,
    report_row,
    split_cell,
)
from ..model.derived_ids import NAMESPACE
from ..model.soc2 import DESIGNED, OPERATING, RETIRED, Soc2Control
from ..trees import Tree

COLUMNS: Spellings = MappingProxyType({
    "control": ("Control ID", "Control #", "Control Number", "Control No", "Control Ref", "Ref", "ID", "Control Reference", "Number"),
    "title": ("Control Title", "Control Name", "Name", "Title", "Control Short Name", "Control Objective"),
    "description": ("Control Description", "Control Activity", "Description", "Control Statement", "Control Activity Specified by the Service Organization", "Control"),
    "criteria": ("Trust Services Criteria", "TSC", "Criteria", "TSC Criteria", "SOC 2 Criteria", "Criteria Reference", "TSC Ref", "Mapped Criteria",
                 "Framework Requirements", "SOC 2", "Requirements", "Common Criteria"),
    "owner": ("Control Owner", "Owner", "Responsible", "Responsible Party", "Owner Role", "Department", "Assignee"),
    "frequency": ("Frequency", "Control Frequency", "Cadence", "Performed"),
    "evidence": ("Evidence", "Evidence Collected", "Test of Control", "Evidence Description", "Artifacts", "Supporting Evidence"),
    "result": ("Test Result", "Result", "Results of Tests", "Results", "Auditor Result", "Conclusion", "Test Results"),
    "status": ("Status", "Control Status", "State", "Implementation Status"),
    "system": ("System", "Systems", "In-scope System", "Application", "Scope", "System/Application"),
})  # fmt: skip
REQUIRED = ("control", "description", "criteria")
_CATEGORIES = (
    "security",
    "commoncriteria",
    "securitycommoncriteria",
    "availability",
    "confidentiality",
    "processingintegrity",
    "privacy",
)
_UNMARKED = ("", "-", "\u2013", "\u2014", "no", "n", "0", "false", "n/a", "na", "not applicable")
_STATUS = {
    **dict.fromkeys(
        (
            "",
            "operating",
            "operational",
            "active",
            "implemented",
            "effective",
            "in place",
            "passing",
            "ok",
            "yes",
            "complete",
            "completed",
            "live",
        ),
        OPERATING,
    ),
    **dict.fromkeys(
        (
            "designed",
            "design only",
            "draft",
            "planned",
            "in progress",
            "not started",
            "new",
            "designed only",
            "not yet operating",
        ),
        DESIGNED,
    ),
    **dict.fromkeys(
        (
            "retired",
            "inactive",
            "removed",
            "deprecated",
            "obsolete",
            "disabled",
            "archived",
            "out of scope",
        ),
        RETIRED,
    ),
}


@dataclass(frozen=True, slots=True)
class ControlsImported:
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
    known, wrong = soc2_controls.read_criteria(heading, ())[1][:1], fold_heading(heading)
    identity = known[0] if known else ""
    if re.fullmatch(r"(?:CC|PI|A|C|P)\d{1,2}\.\d{1,2}", identity) and len(heading) <= 24:
        return "" if cell.lower() in _UNMARKED else identity
    if wrong in _CATEGORIES:
        return cell if re.search(r"\d\.\d", cell) else ""
    base = re.sub(r"^(?:additional|secondary|other|supporting|related)|\d+$", "", wrong)
    return (
        cell
        if base in {fold_heading(word) for word in ("criteria", *COLUMNS["criteria"])}
        else None
    )


def read_control_sheet(
    name: str, file: str, records: Sequence[Record], known: Sequence[str], order: Sequence[str] = ()
) -> ControlsImported:
    """One control per id; `known` are the ids of the criteria there are (`cc6.1`), `order` the
    fields as their columns stand.

    Rows of one id and one description, as in a sheet with a row for each criterion, are one control
    with the criteria of all of them. A row that only goes on with criteria belongs to the one above
    it. Another description under the same id is another control, and is not taken.
    """
    placed: dict[str, Soc2Control] = {}
    problems: list[Problem] = []
    hints = NearestHints([item.upper() for item in known])
    last = ""
    taken = passed_over = 0
    below = "criteria" not in order or list(order).index("criteria") > list(order).index(
        "control"
    )  # to its left it heads the rows below
    for record in records:
        identity = " ".join(record["control"].split())
        more = bool(last) and not identity and below and _goes_on(record, known)
        if record.is_total or (record.is_caption and not more):
            passed_over += 1
            problems.append(
                report_row(
                    record,
                    f'"{_short(record.first)}" is no control but a title or a total; the row was'
                    " passed over",
                    warning=True,
                )
            )
            continue
        if more:
            identity = placed[last].id
        key = identity.casefold()
        wrong = _unplaced(record, identity, placed.get(key))
        if wrong is not None:
            problems.append(wrong)
            continue
        control, notes = _control(name, file, record, identity, known, hints)
        if key in placed:
            control, differing = _united(placed[key], control, record)
            notes += differing
        placed[key] = control
        problems += notes
        last = key
        taken += 1
    for item in placed.values():
        if not item.criteria:
            problems.append(
                Problem(
                    "OSC012",
                    f'"{item.id}" names no criterion, so it reaches nothing',
                    item.row,
                    None,
                    "fill in its criteria",
                    warning=True,
                )
            )
    return ControlsImported(
        tuple(placed.values()),
        taken,
        passed_over,
        tuple(sorted(problems, key=lambda item: item.line or 0)),
    )


def _goes_on(record: Record, known: Sequence[str]) -> bool:
    """A row without id, title and description that has criteria, and not their wording."""
    if record["description"] or record["title"] or len(record["criteria"]) > 60:
        return False
    return bool(soc2_controls.read_criteria(record["criteria"], known)[0])


def _unplaced(record: Record, identity: str, earlier: Soc2Control | None) -> Problem | None:
    """Why a row is no control, or not the one that it says."""
    if not identity:
        return report_row(
            record, "no control id; the row was not taken", "fill in the id, or delete the row"
        )
    if not any(record[field] for field in ("description", "title", "criteria")):
        return report_row(
            record,
            f'"{_short(identity)}" has no description and no criteria; the row was not taken',
            "fill them in, or delete the row",
        )
    if (
        earlier is None
        or not record["description"]
        or _same(record["description"], earlier.description)
    ):
        return None
    number = "control" in record.stored
    hint = (
        "the id is a number in the sheet, where 1.10 is 1.1: format the column as text"
        if number
        else "give it an id of its own, or join the two rows"
    )
    return report_row(
        record,
        f'the control "{identity}" stands in row {earlier.row} already with another description;'
        " this row was not taken",
        hint,
    )


def _same(one: str, other: str) -> bool:
    return one.casefold().split() == other.casefold().split()


def _short(text: str) -> str:
    text = " ".join(text.split())
    return f"{text[:57]}..." if len(text) > 60 else text


def _control(
    name: str, file: str, record: Record, identity: str, known: Sequence[str], hints: NearestHints
) -> tuple[Soc2Control, list[Problem]]:
    """The control of one row."""
    found, wrong = soc2_controls.read_criteria(record["criteria"], known)
    problems = []
    if wrong:
        several = f" and {len(wrong) - 5} more" if len(wrong) > 5 else ""
        listed = ", ".join(f'"{word}"' for word in wrong[:5])
        hint = hints(wrong[0].upper()) or "write ids such as CC6.1, A1.2, C1.1"
        verb = "is no criterion" if len(wrong) == 1 else "are no criteria"
        problems.append(
            report_row(
                record,
                f"{listed}{several} {verb} and {'was' if len(wrong) == 1 else 'were'} left out",
                hint,
                warning=True,
            )
        )
    status, note = _status(record)
    description = record["description"].strip() or record["title"].strip() or identity
    control = Soc2Control(
        uuid=soc2_controls.derive_control_uuid(name, identity),
        id=identity,
        title=" ".join(
            (record["title"] or _first_words(record["description"]) or identity).split()
        ),
        description=description,
        criteria=found,
        owner=" ".join(record["owner"].split()),
        frequency=" ".join(record["frequency"].split()),
        evidence=tuple(split_cell(record["evidence"])),
        result=" ".join(record["result"].split()),
        status=status,
        system=" ".join(record["system"].split()),
        file=file,
        row=record.number,
    )
    return control, [*problems, *note]


def _united(
    first: Soc2Control, second: Soc2Control, record: Record
) -> tuple[Soc2Control, list[Problem]]:
    """Two rows of one control: lists and results of tests of both, all else as it was said first,
    unless it was not said.
    """
    values: dict[str, Any] = {}
    notes = []
    for field in ("owner", "frequency", "system", "status", "title"):
        mine, other = getattr(first, field), getattr(second, field)
        if not record[field]:
            continue
        if not mine:
            values[field] = other
        elif mine != other:
            notes.append(
                report_row(
                    record,
                    f'"{first.id}" has the {field} "{_short(mine)}" in row {first.row};'
                    f' "{_short(other)}" was not taken',
                    warning=True,
                )
            )
    said = record["description"].strip()
    if said and not _same(first.description, said):
        values["description"] = said
    results = dict.fromkeys(item for item in (*first.result.split("; "), second.result) if item)
    criteria = tuple(dict.fromkeys((*first.criteria, *second.criteria)))
    evidence = tuple(dict.fromkeys((*first.evidence, *second.evidence)))
    return (
        replace(first, criteria=criteria, evidence=evidence, result="; ".join(results), **values),
        notes,
    )


def _first_words(text: str) -> str:
    sentence = re.split(r"(?<=[.;])\s", " ".join(text.split()))[0].rstrip(".;")
    return sentence if len(sentence) <= 90 else f"{sentence[:87].rsplit(' ', 1)[0]} ..."


def _status(record: Record) -> tuple[str, list[Problem]]:
    word = " ".join(record["status"].lower().split())
    if word in _STATUS:
        return _STATUS[word], []
    return OPERATING, [
        report_row(
            record,
            f'the status "{record["status"]}" is not known; it was taken as operating',
            "operating, designed or retired",
            warning=True,
        )
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
    built = soc2_controls.write_controls(
        name, title or f"SOC 2 controls: {name}", version, taken, now
    )
    if existing is None:
        return built, ()
    body = dict(existing["component-definition"])
    new = {item["uuid"]: item for item in built["component-definition"]["components"]}
    earlier = {item.uuid: item.id for item in soc2_controls.read_controls("", existing)}
    kept = [
        _updated(name, item, new.pop(item["uuid"])) if item["uuid"] in new else item
        for item in body.get("components", ())
    ]
    body["components"] = kept + list(new.values())
    if title:
        body["metadata"] = {**body["metadata"], "title": title}
    still = {item.uuid for item in taken}
    gone = tuple(identity for uuid, identity in earlier.items() if uuid not in still)
    if body == existing["component-definition"]:
        return existing, gone
    body["metadata"] = {**body["metadata"], "last-modified": now}
    return {**existing, "component-definition": body}, gone


def _updated(name: str, old: Tree, new: Tree) -> Tree:
    """A control as the file has it now, with what is not ours in it: properties of other
    namespaces, links, roles, other implementations.
    """
    result = {**old, **new}
    result["props"] = [
        *new["props"],
        *(item for item in old.get("props", ()) if item.get("ns") != NAMESPACE),
    ]
    ours = soc2_controls.derive_implementation_uuid(name, _mark(new))
    built = {item["uuid"]: item for item in new.get("control-implementations", ())}
    parts = []
    for item in old.get("control-implementations", ()):
        if item["uuid"] != ours:
            parts.append(item)
        elif ours in built:
            parts.append(_implementation(name, _mark(new), item, built.pop(ours)))
    parts += built.values()
    result.pop("control-implementations", None)
    return {**result, **({"control-implementations": parts} if parts else {})}


def _mark(component: Tree) -> str:
    return next(
        str(item["value"]) for item in component["props"] if item["name"] == soc2_controls.MARK
    )


def _implementation(name: str, identity: str, old: Tree, new: Tree) -> Tree:
    """Requirements of ours as they are now, those that others added after them."""
    before = {item["uuid"]: item for item in old["implemented-requirements"]}
    mine = [{**before.get(item["uuid"], {}), **item} for item in new["implemented-requirements"]]
    added = [
        item
        for item in old["implemented-requirements"]
        if item["uuid"] != soc2_controls.derive_requirement_uuid(name, identity, item["control-id"])
    ]
    return {**old, **new, "implemented-requirements": [*mine, *added]}
