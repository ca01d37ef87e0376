"""A profile outside of the profiles of a workspace, resolved with what stands around it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from ..errors import UsageError, WorkspaceError
from ..findings import Finding
from ..formats.document_hrefs import TRESTLE
from ..formats.problems import Problem, has_error
from ..formats.profile_resolution import ResolvedProfile, resolve_profile
from ..model.workspace import Document, ReferenceScope
from ..store import folders, layout, oscal_documents
from ..store.reference_files import Addresses, ReferenceFiles
from ..store.references import ReferenceReader, make_loose_href_reader
from ..store.workspace_settings import read_addresses
from .catalog_lookup import refuse_other_shapes, write_catalog
from .finding_places import locate_in
from .sound_systems import check_schema_of

_ENDINGS = (oscal_documents.JSON, *oscal_documents.YAML, oscal_documents.XML)


def is_profile_file(name: str) -> bool:
    """Whether a word names a file, and not a profile of the workspace."""
    return "/" in name or name.endswith(_ENDINGS)


def resolve_file(
    file: Path, folder: Path | None = None, addresses: Addresses = MappingProxyType({})
) -> tuple[bytes, tuple[Finding, ...]]:
    """The catalog that the profile in a file resolves to, and what is odd in it.

    Read is what is in `folder`, else in the workspace that holds the file, else in its own folder.
    """
    full = folders.normalize_path(file)
    root, of_workspace = _find_bounds(full, folder)
    if not full.is_relative_to(root):
        raise UsageError(f"{file} is not in {root}")
    referenced = ReferenceFiles(root, {**of_workspace, **addresses})
    path = full.relative_to(root).as_posix()
    try:
        data = referenced.read(path)
    except FileNotFoundError:
        raise UsageError(f'there is no file "{file}"') from None
    document = _parse_profile(path, data)
    fetch = make_loose_href_reader(
        ReferenceReader(referenced),
        ReferenceScope(root.as_posix(), addresses=frozenset(referenced.addresses)),
    )
    with refuse_other_shapes("profile", str(file)):
        resolved = resolve_profile(f"{TRESTLE}{path}", fetch)
        if has_error(resolved.problems):
            found = [_as_finding(path, item) for item in _place_problems(resolved)]
            raise WorkspaceError(
                f"the profile {file} does not resolve", _locate_own(path, data, found)
            )
        hrefs = (item.removeprefix(TRESTLE) for item in (path, *resolved.profiles))
        written = write_catalog(document.body, resolved, hrefs)
    own = [_as_finding(path, item) for item in resolved.own]
    return written, tuple(_locate_own(path, data, own))


def _find_bounds(file: Path, folder: Path | None) -> tuple[Path, Addresses]:
    """The folder that may be read, and what its settings put in the place of addresses."""
    start = folders.normalize_path(folder) if folder is not None else file.parent
    try:
        root = layout.find_root(start)
    except UsageError:
        return start, {}
    return root, read_addresses(root)


def _parse_profile(path: str, data: bytes) -> Document:
    document, found = oscal_documents.parse_loose(path, data)
    problems = list(found)
    if document.tree is not None and document.model == "profile":
        problems += check_schema_of(path, "profile", document.tree)
    elif not problems:
        raise UsageError(f"{path} is a {document.model}, not a profile")
    if problems:
        form = oscal_documents.find_form(path, data)
        raise WorkspaceError(
            f"{path} is no profile that can be read", locate_in(form, data, problems)
        )
    return document


def _place_problems(resolved: ResolvedProfile) -> list[Problem]:
    """Those of what is imported have no place in the file."""
    return [
        item if item in resolved.own else replace(item, pointer="") for item in resolved.problems
    ]


def _as_finding(path: str, problem: Problem) -> Finding:
    """Trestle's way to write a path says nothing outside of a workspace."""
    item = oscal_documents.as_finding(path, problem)
    hint = "" if TRESTLE in item.hint else item.hint
    return replace(item, message=item.message.replace(TRESTLE, ""), hint=hint)


def _locate_own(path: str, data: bytes, findings: list[Finding]) -> list[Finding]:
    return list(locate_in(oscal_documents.find_form(path, data), data, findings))
