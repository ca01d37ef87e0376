"""Matrices of providers, exports of leveraged systems and lists of assets, taken in."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from pathlib import Path

from ..errors import UsageError, WorkspaceError
from ..findings import sort_findings
from ..formats import strict_json
from ..formats.problems import Problem
from ..model.system import Provider
from ..model.workspace import Work
from ..nearest import suggest_words
from ..sheet_import import inventory_sheet, matrix_sheet
from ..sheet_import.matrix_sheet import MatrixImported
from ..store import files, layout, oscal_documents
from .sheet_imports import ImportResult, as_findings, read_records
from .sound_systems import check_schema_of, load_sound


def import_matrix(
    root: Path,
    system: str | None,
    provider: str,
    file: str,
    data: bytes,
    given: Mapping[str, str],
    sheet: str | None = None,
) -> ImportResult:
    """A responsibility matrix into `providers/<provider>.csv`."""
    work = load_sound(root, system)
    item = _provider(work, provider)
    read = read_records(file, data, sheet, matrix_sheet.COLUMNS, matrix_sheet.REQUIRED, given)
    taken = matrix_sheet.read_matrix_sheet(work, item, read.records)
    rows = len(read.records) + read.left_out
    return ImportResult(
        _written(root, work, item, taken),
        taken.objectives,
        taken.placed,
        rows,
        as_findings(file, read.problems, taken.problems),
        read.unused,
        _words(taken),
        taken.passed_over,
    )


def import_leveraged(
    root: Path, system: str | None, provider: str, file: str, data: bytes
) -> ImportResult:
    """What the plan of a leveraged system exports, into the matrix of its provider."""
    work = load_sound(root, system)
    item = _provider(work, provider)
    tree, problems = strict_json.read_json(data)
    if not problems and (not isinstance(tree, dict) or "system-security-plan" not in tree):
        problems = (
            Problem(
                "OSC003",
                "it is no system security plan",
                hint="give the OSCAL JSON of the leveraged system",
            ),
        )
    broken = [oscal_documents.as_finding(file, found) for found in problems] or check_schema_of(
        file, "system-security-plan", tree
    )
    if broken:
        raise WorkspaceError(
            f"{file} cannot be imported; nothing was written", sort_findings(broken)
        )
    taken, rows = matrix_sheet.read_leveraged_plan(work, item, tree)
    if not rows:
        raise WorkspaceError(
            f"{file} exports nothing: no by-component of it has an export with provided or"
            " responsibilities"
        )
    return ImportResult(
        _written(root, work, item, taken),
        taken.objectives,
        taken.placed,
        rows,
        as_findings(file, taken.problems),
        (),
        _words(taken),
    )


def import_inventory(
    root: Path,
    system: str | None,
    file: str,
    data: bytes,
    given: Mapping[str, str],
    sheet: str | None = None,
    new_uuid: Callable[[], str] | None = None,
) -> ImportResult:
    """A list of assets into `inventory.csv`."""
    work = load_sound(root, system)
    read = read_records(file, data, sheet, inventory_sheet.COLUMNS, inventory_sheet.REQUIRED, given)
    taken = inventory_sheet.read_inventory_sheet(
        work, read.records, new_uuid or (lambda: str(uuid.uuid4()))
    )
    path = f"{layout.system_folder_path(work.system.name)}/inventory.csv"
    written = files.save(root, {path: taken.text.encode()}) if taken.added or taken.updated else ()
    rows = len(read.records) + read.left_out
    words = (f"{taken.added} assets added, {taken.updated} updated",)
    return ImportResult(
        written,
        taken.placed,
        taken.placed,
        rows,
        as_findings(file, read.problems, taken.problems),
        read.unused,
        words,
        taken.passed_over,
    )


def _provider(work: Work, slug: str) -> Provider:
    known = work.system.provider_by_slug
    if slug not in known:
        hint = (
            suggest_words(slug, known)
            or f"make it first: attestle new provider {work.system.name} {slug}"
        )
        raise UsageError(f'{work.system.name} has no provider "{slug}"; {hint}')
    return known[slug]


def _written(root: Path, work: Work, provider: Provider, taken: MatrixImported) -> tuple[str, ...]:
    path = f"{layout.system_folder_path(work.system.name)}/providers/{provider.slug}.csv"
    return files.save(root, {path: taken.text.encode()}) if taken.added or taken.updated else ()


def _words(taken: MatrixImported) -> tuple[str, ...]:
    spread = (
        (f"{taken.spread} of them from rows that speak of a whole requirement",)
        if taken.spread
        else ()
    )
    return (f"{taken.added} rows of the matrix added, {taken.updated} updated", *spread)
