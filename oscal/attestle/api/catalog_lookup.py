"""Catalogs, profiles and single controls to read."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ..crosswalk.shared_evidence import SharedEvidence, find_for_criterion
from ..errors import UsageError, WorkspaceError
from ..findings import Finding
from ..formats import strict_json
from ..formats.labels import find_objective, find_requirement
from ..formats.problems import has_error
from ..formats.profile_resolution import ResolvedProfile, resolve_profile
from ..formats.resolved_baseline import read_baseline
from ..model.baseline import Baseline, Requirement
from ..model.counted_names import name_some
from ..model.derived_ids import derive_uuid
from ..model.workspace import Document
from ..nearest import suggest_words
from ..store import files, layout, oscal_documents, system_frames, systems
from ..store.crosswalk_help import add_crosswalk_help
from ..store.reference_files import Addresses
from ..trees import Tree
from .finding_places import locate_findings


def read_profile_baseline(
    root: Path, name: str, addresses: Addresses = MappingProxyType({})
) -> Baseline:
    """A profile of the workspace, resolved, with the criteria that help its requirements."""
    return add_crosswalk_help(
        _read_baseline(root, "profile", name, addresses),
        root,
        oscal_documents.make_href_reader(root, addresses=addresses),
    )


def read_answerable_baseline(
    root: Path, name: str, addresses: Addresses = MappingProxyType({})
) -> Baseline:
    """The baseline of a system to be made: each requirement can have a file of its own."""
    baseline = read_profile_baseline(root, name, addresses)
    reasons = list(system_frames.explain_shared_files(baseline))
    if reasons:
        raise UsageError(
            f"the profile {name} cannot be answered: {name_some(reasons)};"
            f" {system_frames.REQUIREMENT_NAMES}"
        )
    return baseline


def _read_document(root: Path, kind: str, name: str) -> Document:
    """A catalog or profile that parses; nothing is said yet of its schema's shape."""
    known = files.list_names(root, layout.FOLDER_OF[kind])
    if name not in known:
        raise UsageError(
            f'there is no {kind} "{name}";'
            f" {suggest_words(name, known) or f'the workspace has {len(known)}'}"
        )
    document, found = oscal_documents.read_document(root, layout.document_path(kind, name))
    if document is None:
        folder = f"{layout.FOLDER_OF[kind]}/{name}"
        found = list(oscal_documents.report_strays_of(root, folder, kind))
    if document is None or document.tree is None:
        raise WorkspaceError(f"the {kind} {name} cannot be read", found)
    return document


def _resolve_document(
    root: Path, kind: str, name: str, addresses: Addresses
) -> tuple[Document, ResolvedProfile]:
    document = _read_document(root, kind, name)
    resolved = resolve_profile(
        layout.document_href(kind, name),
        oscal_documents.make_href_reader(root, addresses=addresses),
    )
    if has_error(resolved.problems):
        raise WorkspaceError(
            f"the {kind} {name} does not resolve",
            [oscal_documents.as_finding(document.path, item) for item in resolved.problems],
        )
    return document, resolved


def list_catalogs(root: Path) -> list[dict[str, object]]:
    """Catalogs and profiles of the workspace with their number of controls."""
    rows: list[dict[str, object]] = []
    for kind in ("catalog", "profile"):
        for name in files.list_names(root, layout.FOLDER_OF[kind]):
            baseline = read_controls_of(root, name)
            rows.append(
                {
                    "kind": kind,
                    "name": name,
                    "title": baseline.title,
                    "controls": len(baseline.requirements),
                }
            )
    return rows


def read_controls_of(root: Path, name: str) -> Baseline:
    """The controls of a catalog or profile, by name."""
    known = {
        **dict.fromkeys(files.list_names(root, "profiles"), "profile"),
        **dict.fromkeys(files.list_names(root, "catalogs"), "catalog"),
    }
    if name not in known:
        raise UsageError(
            f'there is no catalog or profile "{name}";'
            f" {suggest_words(name, known) or 'list them with: attestle catalog list'}"
        )
    return _read_baseline(root, known[name], name)


def _read_baseline(
    root: Path, kind: str, name: str, addresses: Addresses = MappingProxyType({})
) -> Baseline:
    with refuse_other_shapes(kind, name):
        return read_baseline(name, _resolve_document(root, kind, name, addresses)[1])


@contextlib.contextmanager
def refuse_other_shapes(kind: str, name: str) -> Iterator[None]:
    """A document that is not of its schema's shape cannot be worked with; `validate` says where."""
    try:
        yield
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise WorkspaceError(
            f"the {kind} {name}, or a document it imports, breaks the OSCAL schema; see where with:"
            " attestle validate"
        ) from error


def find_control(
    root: Path, written: str, catalog: str | None = None
) -> tuple[Baseline, Requirement]:
    """The control that an id names, in any of its spellings.

    An id of several catalogs is ambiguous. Raises UsageError.
    """
    labels: list[str] = []
    matches: list[tuple[Baseline, Requirement]] = []
    for name in [catalog] if catalog else files.list_names(root, "catalogs"):
        baseline = read_controls_of(root, name)
        labels += baseline.by_label
        requirement = _find_in_catalog(baseline, written)
        if requirement is not None:
            matches.append((baseline, requirement))
    if not matches:
        way_out = suggest_words(written.upper(), labels)
        way_out = way_out or "list them with: attestle catalog list NAME"
        raise UsageError(f'no catalog has "{written}"; {way_out}')
    if len(matches) > 1:
        names = " and ".join(baseline.profile for baseline, _ in matches)
        raise UsageError(f'"{written}" is in {names}; say which with --catalog NAME')
    return matches[0]


def _find_in_catalog(baseline: Baseline, written: str) -> Requirement | None:
    """The requirement that is named, or the one whose objective is."""
    # criteria are typed in lower case (cc6.1), and their labels are in upper case
    requirement = find_requirement(baseline, written) or find_requirement(baseline, written.upper())
    if requirement is not None:
        return requirement
    pair = find_objective(baseline, written)
    return pair[0] if pair else None


def find_shared_evidence(root: Path, criterion: str) -> list[tuple[str, SharedEvidence]]:
    """Per system, the registered evidence that serves a criterion.

    With the objectives that rest on the same items.
    """
    shared = []
    for name in systems.list_systems(root):
        work, _ = systems.load_system(root, name, oscal_documents.make_href_reader(root))
        entry = find_for_criterion(work.system, criterion) if work else None
        if entry is not None:
            shared.append((name, entry))
    return shared


def resolve_catalog(
    root: Path, name: str, addresses: Addresses = MappingProxyType({})
) -> tuple[bytes, tuple[Finding, ...]]:
    """The catalog that a profile resolves to, and what is odd in it: same input, same bytes."""
    with refuse_other_shapes("profile", name):
        document, resolved = _resolve_document(root, "profile", name, addresses)
        hrefs = (layout.document_href("profile", name), *resolved.profiles)
        data = write_catalog(document.body, resolved, hrefs)
    findings = (oscal_documents.as_finding(document.path, item) for item in resolved.own)
    return data, locate_findings(root, findings)


def write_catalog(
    profile: Mapping[str, Any], resolved: ResolvedProfile, hrefs: Iterable[str]
) -> bytes:
    """By NIST's specification; but uuid and time are the profile's, so that nothing changes alone.

    `hrefs` are those of the profiles that it was resolved through.
    """
    stated = profile["metadata"]
    body: Tree = {
        "uuid": derive_uuid("resolved", str(profile["uuid"])),
        "metadata": {
            "title": stated["title"],
            "last-modified": stated["last-modified"],
            "version": stated["version"],
            "oscal-version": resolved.version,
            "props": [{"name": "resolution-tool", "value": "attestle"}],
            "links": [{"href": href, "rel": "source-profile"} for href in hrefs],
            **resolved.metadata,
        },
    }
    # the one group without a title holds what stands in no group
    groups = [group for group in resolved.groups if "title" in group]
    for group in resolved.groups:
        if "title" not in group:
            body |= group
    if groups:
        body["groups"] = groups
    if resources := resolved.list_resources():
        body["back-matter"] = {"resources": list(resources)}
    return strict_json.write_json({"catalog": body})
