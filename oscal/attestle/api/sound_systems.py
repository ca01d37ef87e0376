"""Systems and documents read from a workspace, and whether they are fit to work on."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from ..conformance.schema import check_schema as check_schema
from ..errors import WorkspaceError
from ..findings import Finding, sort_findings
from ..formats.problems import Problem
from ..formats.resolution import walk_controls
from ..formats.resolved_baseline import get_prop
from ..model.workspace import Document, Work, Workspace, make_workspace
from ..rules import STRUCTURE, run_rules
from ..rules.rule_input import RuleInput
from ..store import files, layout, oscal_documents, systems
from ..store.positions import find_json_positions, find_lines


def today() -> dt.date:
    """The day as of which things are judged unless the caller names one."""
    return dt.date.today()


def now() -> str:
    """The instant for `last-modified`; SOURCE_DATE_EPOCH is honoured."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    moment = (
        dt.datetime.fromtimestamp(int(epoch), dt.UTC)
        if epoch.isdigit()
        else dt.datetime.now(dt.UTC)
    )
    return moment.replace(microsecond=0).isoformat()


def load_work(root: Path, name: str | None = None) -> tuple[Work, tuple[Finding, ...]]:
    """One system with its baseline, and what was found wrong while reading it.

    Raises WorkspaceError if nothing is usable.
    """
    system = systems.choose_system(root, name)
    work, found = systems.load_system(root, system, oscal_documents.make_href_reader(root))
    if work is None:
        raise WorkspaceError(
            f"{layout.system_folder_path(system)} cannot be read", locate_findings(root, found)
        )
    return work, tuple(found)


def load_sound(root: Path, name: str | None = None) -> Work:
    """One system whose files have no error that makes their meaning doubtful; otherwise
    WorkspaceError with all of them.
    """
    work, found = load_work(root, name)
    findings = locate_findings(
        root,
        [
            *found,
            *run_rules(
                RuleInput(view_system(root, work), today(), list_unread_paths(found)), STRUCTURE
            ),
        ],
    )
    errors = [item for item in findings if item.is_error]
    if errors:
        number = f"{len(errors)} error{'s' if len(errors) != 1 else ''}"
        raise WorkspaceError(
            f"{number} in {layout.system_folder_path(work.system.name)}; nothing was written",
            errors,
        )
    return work


def check_schema_of(path: str, model: str, tree: object) -> list[Finding]:
    """OSC002: in what a document differs from the schema of its model."""
    return [
        oscal_documents.as_finding(
            path, Problem("OSC002", item.message, None, None, item.hint, item.pointer)
        )
        for item in check_schema(model, tree)
    ]


def list_unread_paths(found: Iterable[Finding]) -> frozenset[str]:
    """The authored files and folders that reading a system found an error in."""
    return frozenset(item.path for item in found if item.is_error)


def locate_findings(root: Path, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Fill in the line and column of findings that only have a pointer into a file."""
    findings = tuple(findings)
    todo: dict[str, set[str]] = {}
    for item in findings:
        if item.line is None and (item.path.endswith(".json") or item.pointer):
            todo.setdefault(item.path, set()).add(item.pointer)
    places: dict[str, Mapping[str, tuple[int, int | None]]] = {}
    for path, pointers in todo.items():
        try:
            data = files.read(root, path)
        except (FileNotFoundError, files.Unreadable):
            continue
        places[path] = (
            find_json_positions(data, pointers)
            if path.endswith(".json")
            else {key: (line, None) for key, line in find_lines(path, data, pointers).items()}
        )
    return sort_findings(_at(item, places.get(item.path, {})) for item in findings)


def _at(item: Finding, places: Mapping[str, tuple[int, int | None]]) -> Finding:
    if item.line is not None or item.pointer not in places:
        return item
    line, column = places[item.pointer]
    return replace(item, line=line, column=column)


def view_system(root: Path, work: Work) -> Workspace:
    """A workspace view with that system alone, enough for rules about authored files."""
    found = [
        oscal_documents.read_document(root, layout.document_path("catalog", name))[0]
        for name in files.list_names(root, "catalogs")
    ]
    return make_workspace(
        (), (work,), list_criteria(tuple(item for item in found if item is not None))
    )


def list_criteria(loaded: tuple[Document, ...]) -> frozenset[str]:
    """Labels of the criteria (controls of class `criterion`) in the catalogs given."""
    groups = [
        group
        for item in loaded
        if item.model == "catalog"
        for group in _list(item.body.get("groups"))
        if isinstance(group, dict)
    ]
    try:
        return frozenset(
            get_prop(control, "label")
            for _, control in walk_controls(groups)
            if control.get("class") == "criterion"
        )
    except (
        AttributeError,
        KeyError,
        TypeError,
    ):  # a catalog that is not of its schema's shape; the schema check says so
        return frozenset()


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def find_system_folder(root: Path, name: str) -> str:
    """The folder of a system that exists."""
    return layout.system_folder_path(systems.choose_system(root, name))
