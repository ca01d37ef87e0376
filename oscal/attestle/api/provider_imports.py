"""Matrices of providers, exports of leveraged systems and lists of assets, taken in."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from pathlib import Path

from ..author import inventory_import, matrix_import
from ..author.matrix_import import MatrixImported
from ..errors import UsageError, WorkspaceError
from ..findings import ordered
from ..formats import strict_json
from ..formats.problems import Problem, nearest
from ..model.system import Provider
from ..model.workspace import Work
from ..store import documents, files, layout
from .importing import Imported, findings_of, records_of
from .loading import load_sound, schema_findings


def matrix(
    root: Path,
    system: str | None,
    provider: str,
    file: str,
    data: bytes,
    given: Mapping[str, str],
    sheet: str | None = None,
) -> Imported:
    """A responsibility matrix into `providers/<provider>.csv`."""
    work = load_sound(root, system)
    item = _provider(work, provider)
    read = records_of(file, data, sheet, matrix_import.COLUMNS, matrix_import.REQUIRED, given)
    taken = matrix_import.matrix(work, item, read.records)
    rows = len(read.records) + read.left_out
    return Imported(
        _written(root, work, item, taken),
        taken.objectives,
        taken.placed,
        rows,
        findings_of(file, read.problems, taken.problems),
        read.unused,
        _words(taken),
        taken.passed_over,
    )


def leveraged(root: Path, system: str | None, provider: str, file: str, data: bytes) -> Imported:
    """What the plan of a leveraged system exports, into the matrix of its provider."""
    work = load_sound(root, system)
    item = _provider(work, provider)
    tree, problems = strict_json.read(data)
    if not problems and (not isinstance(tree, dict) or "system-security-plan" not in tree):
        problems = (
            Problem(
                "OSC003",
                "it is no system security plan",
                hint="give the OSCAL JSON of the leveraged system",
            ),
        )
    broken = [documents.finding(file, found) for found in problems] or schema_findings(
        file, "system-security-plan", tree
    )
    if broken:
        raise WorkspaceError(f"{file} cannot be imported; nothing was written", ordered(broken))
    taken, rows = matrix_import.leveraged(work, item, tree)
    if not rows:
        raise WorkspaceError(
            f"{file} exports nothing: no by-component of it has an export with provided or"
            " responsibilities"
        )
    return Imported(
        _written(root, work, item, taken),
        taken.objectives,
        taken.placed,
        rows,
        findings_of(file, taken.problems),
        (),
        _words(taken),
    )


def inventory(
    root: Path,
    system: str | None,
    file: str,
    data: bytes,
    given: Mapping[str, str],
    sheet: str | None = None,
    new_uuid: Callable[[], str] | None = None,
) -> Imported:
    """A list of assets into `inventory.csv`."""
    work = load_sound(root, system)
    read = records_of(file, data, sheet, inventory_import.COLUMNS, inventory_import.REQUIRED, given)
    taken = inventory_import.inventory(work, read.records, new_uuid or (lambda: str(uuid.uuid4())))
    path = f"{layout.system_folder(work.system.name)}/inventory.csv"
    written = files.save(root, {path: taken.text.encode()}) if taken.added or taken.updated else ()
    rows = len(read.records) + read.left_out
    words = (f"{taken.added} assets added, {taken.updated} updated",)
    return Imported(
        written,
        taken.placed,
        taken.placed,
        rows,
        findings_of(file, read.problems, taken.problems),
        read.unused,
        words,
        taken.passed_over,
    )


def _provider(work: Work, slug: str) -> Provider:
    known = work.system.provider_by_slug()
    if slug not in known:
        hint = (
            nearest(slug, known)
            or f"make it first: attestle new provider {work.system.name} {slug}"
        )
        raise UsageError(f'{work.system.name} has no provider "{slug}"; {hint}')
    return known[slug]


def _written(root: Path, work: Work, provider: Provider, taken: MatrixImported) -> tuple[str, ...]:
    path = f"{layout.system_folder(work.system.name)}/providers/{provider.slug}.csv"
    return files.save(root, {path: taken.text.encode()}) if taken.added or taken.updated else ()


def _words(taken: MatrixImported) -> tuple[str, ...]:
    spread = (
        (f"{taken.spread} of them from rows that speak of a whole requirement",)
        if taken.spread
        else ()
    )
    return (f"{taken.added} rows of the matrix added, {taken.updated} updated", *spread)
