"""Catalogs and resolved profiles of a workspace, each resolved once for all rules that ask."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ..formats.profile_resolution import ResolvedProfile, resolve_profile, walk_controls
from ..model.workspace import Document, Workspace
from .document_notes import as_objects, walk_objects


@dataclass(frozen=True, slots=True)
class ResolvedIds:
    """What a catalog or resolved profile has.

    The ids of the parts of each control, and of all parameters.
    """

    parts: Mapping[str, frozenset[str]]
    all_parts: frozenset[str]
    params: frozenset[str]


def find_document(workspace: Workspace, href: Any) -> Document | None:
    """The document that an href of the form `trestle://PATH` names; None if it is not there."""
    if not isinstance(href, str):
        return None
    return workspace.by_path.get(href.removeprefix("trestle://"))


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
                self._resolved[href] = resolve_profile(href, self._fetch_tree)
            except (KeyError, TypeError, AttributeError):
                self._resolved[href] = None
        return self._resolved[href]

    def read_ids(self, href: Any) -> ResolvedIds | None:
        if find_document(self._workspace, href) is None:
            return None
        if href not in self._baselines:
            self._baselines[href] = self._collect_ids(href)
        return self._baselines[href]

    def _fetch_tree(self, href: str) -> dict[str, Any] | None:
        document = find_document(self._workspace, href)
        return dict(document.tree) if document and document.tree else None

    def _collect_ids(self, href: str) -> ResolvedIds | None:
        resolved = self.resolve(href)
        if resolved is None:
            return None
        try:
            parts = {
                control["id"]: frozenset(_list_ids(control.get("parts")))
                for _, control in walk_controls(resolved.groups)
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
        return ResolvedIds(parts, frozenset().union(*parts.values()), frozenset(known))

    @cached_property
    def _loose_params(self) -> set[str]:
        """Parameters of a catalog outside of its groups and controls.

        A resolved profile shows only those that something in it refers to.
        """
        return {
            str(param.get("id"))
            for document in self._workspace.documents
            if document.model == "catalog"
            for param in as_objects(document.body.get("params"))
        }


def _list_ids(parts: Any) -> Iterator[str]:
    return (node["id"] for node in walk_objects(parts) if isinstance(node.get("id"), str))
