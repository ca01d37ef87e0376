"""Catalogs and resolved profiles of a workspace, each resolved once for all rules that ask."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from ..codes import make_finding
from ..findings import UNVERIFIABLE, Finding, Severity
from ..formats.document_hrefs import (
    TRESTLE,
    DocumentReference,
    Unfollowed,
    resolve_href,
    rewrite_imports,
)
from ..formats.profile_resolution import Reader, ResolvedProfile, resolve_profile, walk_controls
from ..formats.resolved_baseline import is_withdrawn
from ..lazy_dataclasses import dataclass
from ..model.workspace import Document, Workspace
from ..trees import Tree
from .document_notes import as_objects, walk_objects


@dataclass(frozen=True, slots=True)
class ResolvedIds:
    """What a catalog or resolved profile has.

    The ids of the parts of each control, and of all parameters; `titles` are those of the controls
    that are not withdrawn, in their order.
    """

    parts: Mapping[str, frozenset[str]]
    all_parts: frozenset[str]
    params: frozenset[str]
    titles: Mapping[str, str]


def find_reference(workspace: Workspace, href: str, holder: Document) -> DocumentReference:
    """Where an href of a document leads."""
    return resolve_href(href, holder, workspace.scope, workspace.by_path.__contains__)


def find_document(workspace: Workspace, href: Any, holder: Document) -> Document | None:
    """The document that an href of another one leads to; None if it is not there."""
    if not isinstance(href, str):
        return None
    path = find_reference(workspace, href, holder).path
    return workspace.by_path.get(path) if path is not None else None


@dataclass(frozen=True, slots=True)
class ReferenceDoubt:
    """Why an href is not followed; a note where that is no fault of the document."""

    message: str
    is_note: bool


def doubt_reference(workspace: Workspace, href: str, holder: Document) -> ReferenceDoubt | None:
    """What hinders that an href is followed.

    None where a document is there, and where a file that must be there is missing.
    """
    reference = find_reference(workspace, href, holder)
    if reference.why is Unfollowed.REMOTE:
        return ReferenceDoubt(f'{UNVERIFIABLE}: "{reference.href}" {reference.why.value}', True)
    if reference.why is not None:
        # of a single file, what lies outside of its folder is only not looked at
        is_note = workspace.scope.is_partial and reference.why is Unfollowed.OUTSIDE
        message = f'"{reference.href}" {reference.why.value}'
        return ReferenceDoubt(f"{UNVERIFIABLE}: {message}" if is_note else message, is_note)
    if workspace.scope.is_partial and reference.path not in workspace.by_path:
        message = f'{UNVERIFIABLE}: "{reference.href}" is not among the files at hand'
        return ReferenceDoubt(message, True)
    return None


def report_doubt(document: Document, doubt: ReferenceDoubt, pointer: str) -> Finding:
    """REF008 at the href."""
    return make_finding(
        "REF008",
        document.path,
        doubt.message,
        pointer=pointer,
        severity=Severity.NOTE if doubt.is_note else None,
    )


def is_kind(document: Document, model: str) -> bool:
    """Whether a document is of a model; one that cannot be read has a finding of its own.

    A plan may name a catalog in the place of a profile.
    """
    return (
        document.tree is None
        or document.model == model
        or ((document.model, model) == ("catalog", "profile"))
    )


def make_reader(workspace: Workspace) -> Reader:
    """How profiles are fetched for resolution, by hrefs that are the same everywhere."""

    def fetch(href: str) -> Tree | None:
        document = workspace.by_path.get(href.removeprefix(TRESTLE))
        if document is None or not document.tree:
            return None
        return rewrite_imports(document, workspace.scope, workspace.by_path.__contains__)

    return fetch


class Sources:
    """Resolved catalogs and profiles by href.

    None stands for what is out of reach, or not of its schema's shape, of which OSC002 speaks.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._resolved: dict[str, ResolvedProfile | None] = {}
        self._baselines: dict[str, ResolvedIds | None] = {}

    def resolve(self, href: str) -> ResolvedProfile | None:
        if href not in self._resolved:
            try:
                self._resolved[href] = resolve_profile(href, make_reader(self._workspace))
            except (KeyError, TypeError, AttributeError):
                self._resolved[href] = None
        return self._resolved[href]

    def read_ids(self, href: Any, holder: Document) -> ResolvedIds | None:
        """Of what an href of a document leads to."""
        if find_document(self._workspace, href, holder) is None:
            return None
        known = find_reference(self._workspace, href, holder).canonical
        if known not in self._baselines:
            self._baselines[known] = self._collect_ids(known)
        return self._baselines[known]

    def _collect_ids(self, href: str) -> ResolvedIds | None:
        resolved = self.resolve(href)
        if resolved is None:
            return None
        try:
            parts = {
                control["id"]: frozenset(_list_ids(control.get("parts")))
                for _, control in walk_controls(resolved.groups)
            }
            titles = {
                control["id"]: str(control.get("title", ""))
                for _, control in walk_controls(resolved.groups)
                if not is_withdrawn(control)
            }
            params = {
                param["id"]
                for node in walk_objects(list(resolved.groups))
                for param in node.get("params", ())
            }
        except (KeyError, TypeError, AttributeError):
            return None
        if not parts:
            return None
        # what shows no parameter at all is not judged by the loose ones of other catalogs
        known = params | self._loose_params if params else ()
        return ResolvedIds(parts, frozenset().union(*parts.values()), frozenset(known), titles)

    @cached_property
    def _loose_params(self) -> set[str]:
        """Parameters of a catalog outside of its groups and controls.

        A resolved profile shows only those that something in it refers to.
        """
        return {
            str(param.get("id"))
            for document in self._workspace.by_path.values()
            if document.model == "catalog"
            for param in as_objects(document.body.get("params"))
        }


def _list_ids(parts: Any) -> Iterator[str]:
    return (node["id"] for node in walk_objects(parts) if isinstance(node.get("id"), str))
