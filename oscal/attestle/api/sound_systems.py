"""Systems and documents read from a workspace, and whether they are fit to work on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from ..conformance.schema import check_shape
from ..errors import UsageError, WorkspaceError
from ..findings import Finding
from ..formats.problems import Problem
from ..model.baseline import Requirement
from ..model.workspace import Document, Work, Workspace, make_workspace
from ..nearest import suggest_words
from ..rules.rule_input import RuleInput
from ..rules.rule_runs import run_rules
from ..rules.system_sets import DOMAIN, STRUCTURE
from ..store import files, layout, oscal_documents, systems
from ..store.systems import SystemReading
from ..trees import Tree
from .catalog_criteria import list_criteria
from .clock import today
from .finding_places import list_unread_paths, locate_findings

# A system of a workspace with what is wrong in its files
ReadSystem = Callable[[Path, str], SystemReading]


def load_work(
    root: Path, name: str | None = None, read: ReadSystem | None = None
) -> tuple[Work, tuple[Finding, ...]]:
    """One system with its baseline, and what was found wrong while reading it.

    `read` reads it in another way. Raises WorkspaceError if nothing is usable.
    """
    work, reading = _read_work(root, name, read)
    return work, tuple(reading.findings)


def _read_work(
    root: Path, name: str | None, read: ReadSystem | None = None
) -> tuple[Work, SystemReading]:
    system = systems.choose_system(root, name)
    reading = read(root, system) if read else _read_files(root, system)
    if reading.work is None:
        raise WorkspaceError(
            f"{layout.system_folder_path(system)} cannot be read",
            locate_findings(root, reading.findings),
        )
    return reading.work, reading


def _read_files(root: Path, system: str) -> SystemReading:
    return systems.read_system(root, system, oscal_documents.make_href_reader(root))


def load_sound(root: Path, name: str | None = None) -> Work:
    """One system whose files have no error that makes their meaning doubtful.

    Raises WorkspaceError with all of them.
    """
    return read_sound(root, name)[0]


def read_sound(
    root: Path, name: str | None = None, read: ReadSystem | None = None
) -> tuple[Work, Mapping[str, Mapping[str, str]]]:
    """Such a system, and by file the uuids that it lacks. Raises WorkspaceError."""
    work, reading = _read_work(root, name, read)
    findings = check_structure(root, work, reading.findings, today())
    refuse_errors(work, [item for item in findings if item.is_error])
    return work, reading.missing


def check_structure(
    root: Path, work: Work, found: Sequence[Finding], day: dt.date
) -> tuple[Finding, ...]:
    """What was found while reading a system, and what its files name that is not there."""
    rule_input = RuleInput(view_system(root, work), day, list_unread_paths(found), today())
    return locate_findings(root, [*found, *run_rules(rule_input, STRUCTURE)])


def check_content(
    root: Path, work: Work, found: Sequence[Finding], day: dt.date
) -> tuple[Finding, ...]:
    """As `check_structure`, with what is asked of the content: all that one system decides."""
    definitions = _read_documents(root, "component-definition")
    rule_input = RuleInput(
        view_system(root, work, definitions), day, list_unread_paths(found), today()
    )
    return locate_findings(root, [*found, *run_rules(rule_input, (*STRUCTURE, *DOMAIN))])


def refuse_errors(work: Work, errors: Sequence[Finding]) -> None:
    """Stop a command that writes, if there are any errors in the files it would read from."""
    if errors:
        number = f"{len(errors)} error{'s' if len(errors) != 1 else ''}"
        folder = layout.system_folder_path(work.system.name)
        raise WorkspaceError(f"{number} in {folder}; nothing was written", errors)


def read_sound_document(root: Path, model: str, name: str) -> Document:
    """A document that parses and is of its schema's shape.

    Raises UsageError if there is none, WorkspaceError with all that is wrong.
    """
    return _read_sound(root, model, name)[0]


def read_sound_tree(root: Path, model: str, name: str) -> Tree:
    """The tree of such a document, which has one."""
    return _read_sound(root, model, name)[1]


def _read_sound(root: Path, model: str, name: str) -> tuple[Document, Tree]:
    path = layout.document_path(model, name)
    document, found = oscal_documents.read_document(root, path)
    if document is None:
        known = files.list_names(root, layout.FOLDER_OF[model])
        raise UsageError(
            f'there is no {model} "{name}";'
            f" {suggest_words(name, known) or f'the workspace has {len(known)}'}"
        )
    tree = document.tree
    problems = [*found, *(check_schema_of(path, model, tree) if tree is not None else ())]
    if tree is None or problems:
        raise WorkspaceError(f"{path} cannot be used", problems)
    return document, dict(tree)


def check_schema_of(path: str, model: str, tree: object) -> list[Finding]:
    """OSC002: in what a document differs from the schema of its model, so that it is no use."""
    return [
        oscal_documents.as_finding(
            path, Problem("OSC002", item.message, None, None, item.hint, item.pointer)
        )
        for item in check_shape(model, tree)
    ]


def view_system(root: Path, work: Work, documents: tuple[Document, ...] = ()) -> Workspace:
    """A workspace view with that system alone, enough for rules about authored files.

    `documents` are those that such rules look at.
    """
    criteria = list_criteria(_read_documents(root, "catalog"))
    return make_workspace(documents, (work,), criteria)


def _read_documents(root: Path, model: str) -> tuple[Document, ...]:
    """The documents of a model that can be read."""
    found = (
        oscal_documents.read_document(root, layout.document_path(model, name))[0]
        for name in files.list_names(root, layout.FOLDER_OF[model])
    )
    return tuple(item for item in found if item is not None)


def find_system_folder(root: Path, name: str | None) -> str:
    """The folder of a system that exists."""
    return layout.system_folder_path(systems.choose_system(root, name))


def name_requirement_file(system: str, requirement: Requirement) -> str:
    """The path of a requirement's file in a system."""
    return layout.requirement_file_path(
        system, requirement.family, requirement.label, requirement.id
    )
