"""Catalogs, profiles and single controls to read."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from ..crosswalk.shared_evidence import SharedEvidence, find_for_criterion
from ..errors import UsageError, WorkspaceError
from ..formats import strict_json
from ..formats.labels import find_objective, find_requirement
from ..formats.profile_resolution import ResolvedProfile, resolve_profile
from ..formats.resolved_baseline import read_baseline
from ..model.baseline import Baseline, Requirement
from ..model.derived_ids import OSCAL_VERSION, derive_uuid
from ..nearest import suggest_words
from ..store import files, layout, oscal_documents, systems
from ..store.crosswalk_help import add_crosswalk_help
from ..trees import Tree


def read_profile_baseline(root: Path, name: str) -> Baseline:
    """A profile of the workspace, resolved, with the criteria that help its requirements."""
    return add_crosswalk_help(
        _baseline(root, "profile", name), root, oscal_documents.make_href_reader(root)
    )


def _resolved(root: Path, kind: str, name: str) -> ResolvedProfile:
    href = layout.document_href(kind, name)
    known = files.list_names(root, layout.FOLDER_OF[kind])
    if name not in known:
        raise UsageError(
            f'there is no {kind} "{name}";'
            f" {suggest_words(name, known) or f'the workspace has {len(known)}'}"
        )
    path = layout.document_path(kind, name)
    document, found = oscal_documents.read_document(root, path)
    if document is None or document.tree is None:
        raise WorkspaceError(f"the {kind} {name} cannot be read", found)
    resolved = resolve_profile(href, oscal_documents.make_href_reader(root))
    if resolved.problems:
        raise WorkspaceError(
            f"the {kind} {name} does not resolve",
            [oscal_documents.as_finding(path, item) for item in resolved.problems],
        )
    return resolved


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
    return _baseline(root, known[name], name)


def _baseline(root: Path, kind: str, name: str) -> Baseline:
    with _shaped(kind, name):
        return read_baseline(name, _resolved(root, kind, name))


@contextlib.contextmanager
def _shaped(kind: str, name: str) -> Iterator[None]:
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
    """The control that an id names, in any of its spellings; an id of several catalogs is
    ambiguous.
    """
    known: list[str] = []
    found: list[tuple[Baseline, Requirement]] = []
    for name in [catalog] if catalog else files.list_names(root, "catalogs"):
        baseline = read_controls_of(root, name)
        known += baseline.by_label
        pair = find_objective(baseline, written)
        match = (
            find_requirement(baseline, written)
            or find_requirement(baseline, written.upper())
            or (pair[0] if pair else None)
        )
        if match is not None:
            found.append((baseline, match))
    if not found:
        raise UsageError(
            f'no catalog has "{written}";'
            f" {suggest_words(written.upper(), known) or 'list them with: attestle catalog list NAME'}"
        )
    if len(found) > 1:
        names = " and ".join(baseline.profile for baseline, _ in found)
        raise UsageError(f'"{written}" is in {names}; say which with --catalog NAME')
    return found[0]


def find_shared_evidence(root: Path, criterion: str) -> list[tuple[str, SharedEvidence]]:
    """Per system, the registered evidence that serves a criterion and the objectives that rest on
    the same items.
    """
    found = []
    for name in systems.list_systems(root):
        work, _ = systems.load_system(root, name, oscal_documents.make_href_reader(root))
        entry = find_for_criterion(work.system, criterion) if work else None
        if entry is not None:
            found.append((name, entry))
    return found


def resolve_catalog(root: Path, name: str) -> bytes:
    """The catalog that a profile resolves to: same input, same bytes."""
    with _shaped("profile", name):
        return _resolved_catalog(root, name)


def _resolved_catalog(root: Path, name: str) -> bytes:
    resolved = _resolved(root, "profile", name)
    document, _ = oscal_documents.read_document(root, layout.document_path("profile", name))
    assert document is not None
    stated = document.body["metadata"]
    metadata = {
        "title": stated["title"],
        "last-modified": stated["last-modified"],
        "version": stated["version"],
        "oscal-version": OSCAL_VERSION,
        "links": [{"href": layout.document_href("profile", name), "rel": "source-profile"}],
    }
    body: Tree = {
        "uuid": derive_uuid("resolved", str(document.body["uuid"])),
        "metadata": metadata,
    }
    loose = [
        control
        for group in resolved.groups
        if "title" not in group
        for control in group.get("controls", ())
    ]
    groups = [group for group in resolved.groups if "title" in group]
    body |= {"controls": loose} if loose else {}
    body |= {"groups": groups} if groups else {}
    body |= (
        {"back-matter": {"resources": list(resolved.back_matter)}} if resolved.back_matter else {}
    )
    return strict_json.write_json({"catalog": body})
