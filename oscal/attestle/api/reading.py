"""Catalogs, profiles and single controls to read."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..crosswalk.shared_evidence import SharedEvidence, for_criterion
from ..errors import UsageError, WorkspaceError
from ..formats import strict_json
from ..formats.baseline import read
from ..formats.labels import objective, requirement
from ..formats.problems import nearest
from ..formats.resolution import Resolved, resolve
from ..model.catalog import Baseline, Requirement
from ..model.identity import OSCAL_VERSION, derived_uuid
from ..store import documents, files, layout, systems
from ..store.helps import with_helps

Tree = dict[str, Any]


def profile_baseline(root: Path, name: str) -> Baseline:
    """A profile of the workspace, resolved, with the criteria that help its requirements."""
    return with_helps(_baseline(root, "profile", name), root, documents.href_reader(root))


def _resolved(root: Path, kind: str, name: str) -> Resolved:
    href = layout.href(kind, name)
    known = files.names(root, layout.FOLDER_OF[kind])
    if name not in known:
        raise UsageError(
            f'there is no {kind} "{name}";'
            f" {nearest(name, known) or f'the workspace has {len(known)}'}"
        )
    path = layout.document(kind, name)
    document, found = documents.read(root, path)
    if document is None or document.tree is None:
        raise WorkspaceError(f"the {kind} {name} cannot be read", found)
    resolved = resolve(href, documents.href_reader(root))
    if resolved.problems:
        raise WorkspaceError(
            f"the {kind} {name} does not resolve",
            [documents.finding(path, item) for item in resolved.problems],
        )
    return resolved


def catalogs(root: Path) -> list[dict[str, object]]:
    """Catalogs and profiles of the workspace with their number of controls."""
    rows: list[dict[str, object]] = []
    for kind in ("catalog", "profile"):
        for name in files.names(root, layout.FOLDER_OF[kind]):
            baseline = controls_of(root, name)
            rows.append(
                {
                    "kind": kind,
                    "name": name,
                    "title": baseline.title,
                    "controls": len(baseline.requirements),
                }
            )
    return rows


def controls_of(root: Path, name: str) -> Baseline:
    """The controls of a catalog or profile, by name."""
    known = {
        **dict.fromkeys(files.names(root, "profiles"), "profile"),
        **dict.fromkeys(files.names(root, "catalogs"), "catalog"),
    }
    if name not in known:
        raise UsageError(
            f'there is no catalog or profile "{name}";'
            f" {nearest(name, known) or 'list them with: attestle catalog list'}"
        )
    return _baseline(root, known[name], name)


def _baseline(root: Path, kind: str, name: str) -> Baseline:
    with _shaped(kind, name):
        return read(name, _resolved(root, kind, name))


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
    for name in [catalog] if catalog else files.names(root, "catalogs"):
        baseline = controls_of(root, name)
        known += baseline.by_label
        pair = objective(baseline, written)
        match = (
            requirement(baseline, written)
            or requirement(baseline, written.upper())
            or (pair[0] if pair else None)
        )
        if match is not None:
            found.append((baseline, match))
    if not found:
        raise UsageError(
            f'no catalog has "{written}";'
            f" {nearest(written.upper(), known) or 'list them with: attestle catalog list NAME'}"
        )
    if len(found) > 1:
        names = " and ".join(baseline.profile for baseline, _ in found)
        raise UsageError(f'"{written}" is in {names}; say which with --catalog NAME')
    return found[0]


def shared_evidence(root: Path, criterion: str) -> list[tuple[str, SharedEvidence]]:
    """Per system, the registered evidence that serves a criterion and the objectives that rest on
    the same items.
    """
    found = []
    for name in systems.system_names(root):
        work, _ = systems.load(root, name, documents.href_reader(root))
        entry = for_criterion(work.system, criterion) if work else None
        if entry is not None:
            found.append((name, entry))
    return found


def resolved_catalog(root: Path, name: str) -> bytes:
    """The catalog that a profile resolves to: same input, same bytes."""
    with _shaped("profile", name):
        return _resolved_catalog(root, name)


def _resolved_catalog(root: Path, name: str) -> bytes:
    resolved = _resolved(root, "profile", name)
    document, _ = documents.read(root, layout.document("profile", name))
    assert document is not None
    stated = document.body["metadata"]
    metadata = {
        "title": stated["title"],
        "last-modified": stated["last-modified"],
        "version": stated["version"],
        "oscal-version": OSCAL_VERSION,
        "links": [{"href": layout.href("profile", name), "rel": "source-profile"}],
    }
    body: Tree = {
        "uuid": derived_uuid("resolved", str(document.body["uuid"])),
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
    return strict_json.write({"catalog": body})
