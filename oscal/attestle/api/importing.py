"""What teams have, taken in: SOC 2 controls, states of objectives, evidence."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ..author import evidence_import, soc2_import, states_import
from ..errors import UsageError, WorkspaceError
from ..findings import Finding, ordered
from ..formats import columns, reference, soc2_controls, spreadsheet, strict_json
from ..formats.columns import Records, Spellings
from ..formats.problems import Problem
from ..formats.text import decode
from ..model.catalog import Requirement
from ..store import documents, files, layout
from .gapping import sound
from .loading import load_sound, now, one_system
from .reading import controls_of


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: files written, rows placed of rows read, findings at the rows of the file, words to add."""

    written: tuple[str, ...]
    placed: int
    rows: int
    findings: tuple[Finding, ...]
    unused: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


def read_outside(path: Path) -> bytes:
    """A file of the user's choice, which need not be in a workspace."""
    return files.read_outside(path)


def _records(file: str, data: bytes, sheet: str | None, spellings: Spellings, required: tuple[str, ...], given: Mapping[str, str]) -> Records:
    found = columns.find(spreadsheet.read(data, sheet), spellings, required, given)
    problems = [documents.finding(file, item) for item in found.problems]
    if any(item.is_error for item in problems):
        raise WorkspaceError(f"{file} cannot be imported; nothing was written", ordered(problems))
    if not found.records:
        raise WorkspaceError(f"{file} has headings but no rows", ordered(problems))
    return found


def _findings(file: str, *groups: tuple[Problem, ...]) -> tuple[Finding, ...]:
    return ordered(documents.finding(file, item) for group in groups for item in group)


def controls(root: Path, name: str, file: str, data: bytes, given: Mapping[str, str], sheet: str | None = None, title: str | None = None) -> Imported:
    """A control inventory into `component-definitions/<name>`; rows of an earlier import are updated in place."""
    layout.check_slug(name, "set of controls")
    read = _records(file, data, sheet, soc2_import.COLUMNS, soc2_import.REQUIRED, given)
    criteria = controls_of(root, soc2_controls.CRITERIA.split("/")[-2]).by_id
    taken = soc2_import.controls(name, file, read.records, criteria)
    path = layout.document("component-definition", name)
    existing = sound(root, "component-definition", name).tree if files.exists(root, path) else None
    if not taken.controls:
        raise WorkspaceError(f"no row of {file} could be placed; nothing was written", _findings(file, read.problems, taken.problems))
    tree, gone = soc2_import.definition(name, title or f"SOC 2 controls: {name}", "1.0", taken.controls, existing, now())
    data_out = strict_json.write(tree)
    if files.changed(root, {path: data_out}):
        from ..upstream.models import check_round_trip

        check_round_trip("component-definition", tree)
    words = (f"{len(gone)} controls of earlier imports are not in this file and stay: {', '.join(gone[:8])}{' ...' if len(gone) > 8 else ''}",) if gone else ()
    return Imported(
        files.save(root, {path: data_out}), len(taken.controls), len(read.records), _findings(file, read.problems, taken.problems), read.unused, words
    )


def states(root: Path, system: str | None, file: str, data: bytes, given: Mapping[str, str], sheet: str | None = None) -> Imported:
    """An objective spreadsheet into the requirement files of a system."""
    work = load_sound(root, system)
    read = _records(file, data, sheet, states_import.COLUMNS, states_import.REQUIRED, given)

    def text_of(requirement: Requirement) -> tuple[str, str]:
        path = layout.requirement_file(work.system.name, requirement.family, requirement.label, requirement.id)
        if not files.exists(root, path):
            return path, reference.new_file(requirement, work.system.family_owner(requirement.family))
        return path, decode(files.read(root, path)).text

    taken = states_import.states(work, read.records, text_of)
    written = files.save(root, {path: text.encode() for path, text in taken.files.items()})
    return Imported(written, taken.placed, len(read.records), _findings(file, read.problems, taken.problems), read.unused)


def evidence(
    root: Path, system: str | None, file: str, data: bytes, given: Mapping[str, str], sheet: str | None = None, new_uuid: Callable[[], str] | None = None
) -> Imported:
    """A list of artifacts into the evidence register of a system."""
    work = load_sound(root, system)
    read = _records(file, data, sheet, evidence_import.COLUMNS, evidence_import.REQUIRED, given)
    path = f"{layout.system_folder(work.system.name)}/evidence.yaml"
    register = decode(files.read(root, path)).text if files.exists(root, path) else ""
    criteria = sorted(one_system(root, work).criteria)
    taken = evidence_import.evidence(work, register, read.records, criteria, new_uuid or (lambda: str(uuid.uuid4())))
    written = files.save(root, {path: taken.text.encode()}) if taken.added or taken.updated else ()
    words = (f"{taken.added} items added, {taken.updated} updated",)
    unplaced = sum(1 for item in taken.problems if not item.warning)
    return Imported(written, len(read.records) - unplaced, len(read.records), _findings(file, read.problems, taken.problems), read.unused, words)


def known_name(root: Path, name: str) -> None:
    """A set of controls to read; UsageError if there is none of that name."""
    if name not in files.names(root, "component-definitions"):
        raise UsageError(f'there are no controls "{name}"; import them with: attestle import controls FILE --name {name}')
