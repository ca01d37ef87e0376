"""Rows of a control inventory as SOC 2 controls, and the component-definition that holds them, updated in place."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from ..formats import soc2_controls
from ..formats.columns import Record, Spellings, words
from ..formats.problems import Problem, nearest
from ..model.soc2 import DESIGNED, OPERATING, RETIRED, Soc2Control

Tree = dict[str, Any]
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
_CRITERION = re.compile(r"(CC|PI|A|C|P)[ _-]?(\d)\.(\d{1,2})(?:\.\d+)?", re.I)
_STATUS = {
    **dict.fromkeys(
        ("", "operating", "operational", "active", "implemented", "effective", "in place", "passing", "ok", "yes", "complete", "completed", "live"), OPERATING
    ),
    **dict.fromkeys(("designed", "design only", "draft", "planned", "in progress", "not started", "new", "designed only", "not yet operating"), DESIGNED),
    **dict.fromkeys(("retired", "inactive", "removed", "deprecated", "obsolete", "disabled", "archived", "out of scope"), RETIRED),
}


@dataclass(frozen=True, slots=True)
class Imported:
    """`controls` are the rows that were placed; `problems` have the row's number as line."""

    controls: tuple[Soc2Control, ...]
    problems: tuple[Problem, ...]


def controls(name: str, file: str, records: Sequence[Record], known: Collection[str]) -> Imported:
    """One control per row; `known` are the ids of the criteria there are (`cc6.1`)."""
    placed: dict[str, Soc2Control] = {}
    problems: list[Problem] = []
    for record in records:
        identity = " ".join(record["control"].split())
        if not identity:
            problems.append(_row(record, "no control id; the row was not taken", "fill in the id, or delete the row"))
        elif identity in placed:
            problems.append(_row(record, f'the control "{identity}" stands in row {placed[identity].row} already; this row was not taken', "join the two rows"))
        else:
            criteria, notes = _criteria(record, known)
            problems += notes
            status, note = _status(record)
            problems += note
            placed[identity] = Soc2Control(
                uuid=soc2_controls.control_uuid(name, identity),
                id=identity,
                title=" ".join((record["title"] or _first_words(record["description"]) or identity).split()),
                description=record["description"].strip() or record["title"].strip() or identity,
                criteria=criteria,
                owner=" ".join(record["owner"].split()),
                frequency=" ".join(record["frequency"].split()),
                evidence=tuple(words(record["evidence"])),
                result=" ".join(record["result"].split()),
                status=status,
                system=" ".join(record["system"].split()),
                file=file,
                row=record.number,
            )
    return Imported(tuple(placed.values()), tuple(problems))


def _row(record: Record, message: str, hint: str = "", *, warning: bool = False) -> Problem:
    return Problem("OSC012", message, record.number, None, hint, warning=warning)


def _first_words(text: str) -> str:
    sentence = re.split(r"(?<=[.;])\s", " ".join(text.split()))[0].rstrip(".;")
    return sentence if len(sentence) <= 90 else f"{sentence[:87].rsplit(' ', 1)[0]} ..."


def _criteria(record: Record, known: Collection[str]) -> tuple[tuple[str, ...], list[Problem]]:
    """Ids of the criteria a cell names, in any usual spelling, ranges too (`CC6.1-CC6.3`)."""
    cell = record["criteria"]
    found: dict[str, None] = {}
    problems = []
    for word in words(re.sub(r"\s*(?:-|\u2013|\bto\b|\bthrough\b)\s*(?=(?:CC|PI|A|C|P)\s?\d)", "..", cell, flags=re.I)):
        ends = [f"{match[1]}{match[2]}.{match[3]}".lower() for match in _CRITERION.finditer(word)]
        if not ends:
            problems.append(_row(record, f'"{word}" is no criterion', "write ids such as CC6.1, A1.2, C1.1", warning=True))
            continue
        for identity in _range(ends) if ".." in word else ends:
            if identity in known:
                found[identity] = None
            else:
                hint = nearest(identity.upper(), [item.upper() for item in known])
                problems.append(_row(record, f'there is no criterion "{identity.upper()}"; it was left out', hint, warning=True))
    if not found:
        problems.append(_row(record, f'"{record["control"]}" names no criterion, so it reaches nothing', "fill in its criteria", warning=True))
    return tuple(found), problems


def _range(ends: list[str]) -> list[str]:
    """`cc6.1`, `cc6.3` -> the criteria between them, where both are of one series."""
    first, last = ends[0], ends[-1]
    series, low = first.split(".")
    if last.split(".")[0] != series:
        return ends
    return [f"{series}.{number}" for number in range(int(low), int(last.split(".")[1]) + 1)]


def _status(record: Record) -> tuple[str, list[Problem]]:
    word = " ".join(record["status"].lower().split())
    if word in _STATUS:
        return _STATUS[word], []
    return OPERATING, [_row(record, f'the status "{record["status"]}" is not known; it was taken as operating', "operating, designed or retired", warning=True)]


def definition(name: str, title: str, version: str, taken: Sequence[Soc2Control], existing: Mapping[str, Any] | None, now: str) -> tuple[Tree, tuple[str, ...]]:
    """The document with these controls in it, and the ids of earlier ones that the file no longer has (they stay).

    What other tools wrote into an existing document stays; `last-modified` moves only if something else did.
    """
    built = soc2_controls.write(name, title, version, taken, now)
    if existing is None:
        return built, ()
    body = dict(existing["component-definition"])
    new = {item["uuid"]: item for item in built["component-definition"]["components"]}
    earlier = {item.uuid: item.id for item in soc2_controls.read("", existing)}
    components = [new.pop(item["uuid"], item) for item in body.get("components", ())] + list(new.values())
    body["components"] = components
    body["metadata"] = {**body["metadata"], "title": title}
    if body == existing["component-definition"]:
        return {**existing}, _gone(earlier, taken)
    body["metadata"] = {**body["metadata"], "last-modified": now}
    return {**existing, "component-definition": body}, _gone(earlier, taken)


def _gone(earlier: Mapping[str, str], taken: Sequence[Soc2Control]) -> tuple[str, ...]:
    still = {item.uuid for item in taken}
    return tuple(identity for uuid, identity in earlier.items() if uuid not in still)
