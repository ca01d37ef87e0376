"""A catalog of another publisher taken into the workspace as it is, with a profile to answer it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from ..errors import UsageError, WorkspaceError
from ..formats import strict_json
from ..formats.known_defects import KnownDefect, find_defects
from ..formats.oscal_xml import looks_like_oscal, read_xml
from ..formats.problems import Problem
from ..formats.profile_resolution import ResolvedProfile, resolve_profile, walk_controls
from ..formats.resolved_baseline import read_baseline
from ..lazy_dataclasses import dataclass
from ..model.baseline import Baseline
from ..model.derived_ids import OSCAL_VERSION, derive_uuid
from ..store import files, layout
from ..store.system_frames import REQUIREMENT_NAMES, explain_shared_files
from ..trees import Tree
from .catalog_lookup import refuse_other_shapes
from .clock import now
from .sound_systems import check_schema_of

_NO_SLUG = re.compile(r"[^a-z0-9]+")
# Of a file's name, what says that it is a catalog and in which form
_SAID_BY_FORM = re.compile(r"[-_. ](?:catalog|min)(?=[-_. ]|\Z)", re.I)
_START = 4096


@dataclass(frozen=True, slots=True)
class AddedCatalog:
    """What was taken in. `shapes` is how many places break the schema of OSCAL; `unanswerable` why
    the profile cannot be answered file by file, "" where it can.
    """

    name: str
    baseline: Baseline
    withdrawn: int
    defects: tuple[KnownDefect, ...]
    shapes: int
    unanswerable: str
    written: tuple[str, ...]


def add_catalog(root: Path, file: Path, name: str | None = None) -> AddedCatalog:
    """Take a catalog in byte for byte (one in XML as JSON), ids and defects kept, and write a
    profile of that name that selects all of it.

    Raises UsageError for a file that is no catalog, or whose name another one has.
    """
    data, tree = _read_catalog(file, files.read_outside(file))
    name = layout.check_slug(name or _make_name(file), "catalog")
    with refuse_other_shapes("catalog", file.name):
        resolved = _resolve(name, tree)
        baseline = read_baseline(name, resolved)
        total = sum(1 for _ in walk_controls(resolved.groups))
        defects = find_defects(tree["catalog"])
        profile = _write_profile(name, tree["catalog"])
    if not baseline.requirements:
        raise UsageError(f"{file.name} is a catalog without a single control")
    outputs: dict[str, bytes | None] = {
        layout.document_path("catalog", name): data,
        layout.document_path("profile", name): profile,
    }
    for path in outputs:
        if files.exists(root, path):
            raise UsageError(f"{path} exists already; take another name with --name NAME")
    shared = list(explain_shared_files(baseline))
    return AddedCatalog(
        name,
        baseline,
        total - len(baseline.requirements),
        defects,
        len(check_schema_of(file.name, "catalog", tree)),
        f"{shared[0]}; {REQUIREMENT_NAMES}" if shared else "",
        files.save(root, outputs),
    )


def _read_catalog(file: Path, data: bytes) -> tuple[bytes, Tree]:
    tree: Any
    problems: tuple[Problem, ...]
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<" and looks_like_oscal(data[:_START]):
        document = read_xml(data)
        tree, problems = document.tree, document.problems
        data = strict_json.write_json(tree) if tree is not None else data
    else:
        tree, problems = strict_json.read_json(data)
    if problems:
        raise UsageError(f"{file.name}: {problems[0].message}; nothing was written")
    if not isinstance(tree, dict) or not isinstance(tree.get("catalog"), dict):
        raise UsageError(f"{file.name} is no OSCAL catalog in JSON or XML; nothing was written")
    return data, tree


def _make_name(file: Path) -> str:
    """NIST_SP800-171_rev3_catalog.json -> nist-sp800-171-rev3."""
    stem = _SAID_BY_FORM.sub("", file.stem)
    return _NO_SLUG.sub("-", stem.lower()).strip("-") or "catalog"


def _resolve(name: str, tree: Tree) -> ResolvedProfile:
    href = layout.document_href("catalog", name)
    resolved = resolve_profile(href, lambda asked: tree if asked == href else None)
    errors = [item for item in resolved.problems if not item.warning]
    if errors:
        raise WorkspaceError(f"the catalog does not resolve: {errors[0].message}")
    return resolved


def _write_profile(name: str, catalog: Tree) -> bytes:
    """All of the catalog, in its own order."""
    stated = catalog["metadata"]
    profile = {
        "uuid": derive_uuid("profile of", str(catalog["uuid"]), name),
        "metadata": {
            "title": f"All of {stated['title']}",
            "last-modified": now(),
            "version": str(stated["version"]),
            "oscal-version": OSCAL_VERSION,
        },
        "imports": [{"href": layout.document_href("catalog", name), "include-all": {}}],
        "merge": {"as-is": True},
    }
    return strict_json.write_json({"profile": profile})
