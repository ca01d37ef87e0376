"""Crosswalks of a workspace with the catalogs or profiles that they map from and to, resolved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..conformance.schema import check_shape
from ..formats import mapping_collection
from ..formats.profile_resolution import ResolvedProfile, resolve_profile, walk_controls
from ..formats.resolved_baseline import read_baseline
from ..lazy_dataclasses import dataclass
from ..model.baseline import Baseline
from ..model.crosswalk_maps import Crosswalk, Map, Unmapped
from ..model.workspace import Document
from .resolved_sources import find_document, find_reference, make_reader
from .rule_input import RuleInput


class MappedResource:
    """A source or target resource, resolved: its controls by id, in order.

    Without controls where it cannot be resolved; then nothing is told of ids in it.
    """

    def __init__(self, facts: RuleInput, href: str, holder: Document) -> None:
        self.href = href
        resolved = _resolve_resource(facts, href, holder)
        self.controls: dict[str, Mapping[str, Any]] = {
            control["id"]: control
            for _, control in walk_controls(resolved.groups if resolved else ())
        }
        self.baseline: Baseline | None = read_baseline(href, resolved) if resolved else None
        self._control_of_part = {
            part: identity
            for identity, control in self.controls.items()
            for part in _walk_parts(control)
        }

    def find_control(self, identity: str) -> str:
        """A map may also name a statement; it counts for the control it is part of."""
        if identity in self.controls:
            return identity
        return self._control_of_part.get(identity, identity)

    def find_label(self, identity: str) -> str:
        """What people call a requirement; its id where that is not known."""
        if self.baseline is None or identity not in self.baseline.by_id:
            return identity
        return self.baseline.by_id[identity].label


def _resolve_resource(facts: RuleInput, href: str, holder: Document) -> ResolvedProfile | None:
    document = find_document(facts.workspace, href, holder)
    if document is None or not document.tree or check_shape(document.model, document.tree):
        return None
    known = find_reference(facts.workspace, href, holder).canonical
    return resolve_profile(known, make_reader(facts.workspace))


def _walk_parts(node: Mapping[str, Any]) -> Iterator[str]:
    for part in node.get("parts", ()):
        if "id" in part:
            yield part["id"]
        yield from _walk_parts(part)


@dataclass(frozen=True, slots=True)
class MappingSide:
    """The source or the target of a mapping.

    `mapped` are the ids that its maps name, in their order; `unmapped` its gap-summary.
    """

    name: str
    resource: MappedResource
    mapped: tuple[str, ...]
    unmapped: tuple[Unmapped, ...]

    def list_used(self) -> set[str]:
        """The controls that a map reaches, itself or through a statement."""
        return {self.resource.find_control(identity) for identity in self.mapped}


@dataclass(frozen=True, slots=True)
class ResolvedMapping:
    """One mapping of a collection, with what it maps between."""

    document: Document
    crosswalk: Crosswalk
    source: MappingSide
    target: MappingSide

    @property
    def pointer(self) -> str:
        """Of the mapping; a schema-valid one has a map."""
        return self.crosswalk.maps[0].source.pointer.rpartition("/maps/")[0]

    @property
    def sides(self) -> tuple[MappingSide, MappingSide]:
        return self.source, self.target

    def read_node(self, pair: Map) -> Mapping[str, Any]:
        """A map as it stands in the document."""
        return self._find_node(pair.source.pointer)

    def list_gap_patterns(self, side: MappingSide) -> list[str]:
        """A gap-summary may also list controls by pattern."""
        summary = self._find_node(self.pointer).get(f"{side.name}-gap-summary", {})
        return [
            match["pattern"]
            for item in summary.get("unmapped-controls", ())
            for match in item.get("matching", ())
            if "pattern" in match
        ]

    def _find_node(self, pointer: str) -> Mapping[str, Any]:
        node: Any = self.document.tree
        for token in pointer.split("/")[1:]:
            node = node[int(token)] if isinstance(node, list) else node[token]
        mapping: Mapping[str, Any] = node
        return mapping


def is_valid(document: Document, model: str) -> bool:
    """Whether it is a document of that model and of its schema's shape."""
    if document.model != model or document.tree is None:
        return False
    return not check_shape(document.model, document.tree)


def walk_crosswalks(facts: RuleInput) -> Iterator[tuple[Document, Crosswalk]]:
    """Every mapping of every schema-valid collection."""
    for document in facts.workspace.documents:
        if document.tree is not None and is_valid(document, "mapping-collection"):
            for crosswalk in mapping_collection.read_crosswalks(
                document.name, document.path, document.tree
            ):
                yield document, crosswalk


def walk_mappings(facts: RuleInput) -> Iterator[ResolvedMapping]:
    """The same with their resources, of which each is resolved once."""
    resources: dict[tuple[str, str], MappedResource] = {}
    for document, crosswalk in walk_crosswalks(facts):
        for href in (crosswalk.source_href, crosswalk.target_href):
            if (document.path, href) not in resources:
                resources[document.path, href] = MappedResource(facts, href, document)
        yield ResolvedMapping(
            document,
            crosswalk,
            MappingSide(
                "source",
                resources[document.path, crosswalk.source_href],
                tuple(pair.criterion for pair in crosswalk.maps),
                crosswalk.unmapped_sources,
            ),
            MappingSide(
                "target",
                resources[document.path, crosswalk.target_href],
                tuple(pair.requirement for pair in crosswalk.maps),
                crosswalk.unmapped_targets,
            ),
        )
