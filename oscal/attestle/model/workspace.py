"""A workspace: its OSCAL documents as raw trees, and its systems as their people describe them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from types import MappingProxyType
from typing import Any

from ..lazy_dataclasses import dataclass
from .baseline import Baseline
from .system import System


@dataclass(frozen=True, slots=True)
class Document:
    """An OSCAL document; `tree` is the whole parsed file, None if it could not be parsed."""

    path: str
    model: str
    name: str
    tree: Mapping[str, Any] | None

    @property
    def body(self) -> Mapping[str, Any]:
        value = self.tree.get(self.model) if self.tree else None
        return value if isinstance(value, dict) else {}


@dataclass(frozen=True, slots=True)
class Work:
    """A system with the baseline it answers, the paths of local files it names that exist, and the
    products the workspace knows by name.

    `false_pictures` are the diagrams among the files that are no pictures.
    """

    system: System
    baseline: Baseline
    local_files: frozenset[str] = frozenset()
    known_tools: tuple[str, ...] = ()
    false_pictures: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ReferenceScope:
    """What the hrefs of documents may reach.

    `folder` is the absolute path that the paths of documents start from, "" where nothing stands
    beside them; `within` the folder below it that no href leaves. In the place of each of the
    `addresses` stands a local document. Where the scope `is_partial`, documents were named one by
    one, and what is not among them may well exist.
    """

    folder: str = ""
    within: str = ""
    addresses: frozenset[str] = frozenset()
    is_partial: bool = False


@dataclass(frozen=True, slots=True)
class Workspace:
    """What the rules look at.

    `criteria` are the labels of every criterion that a catalog of the workspace has; `systems` the
    names of all folders under `ssp/`, read or not. `by_path` has what documents refer to as well.
    """

    documents: tuple[Document, ...] = ()
    works: tuple[Work, ...] = ()
    criteria: frozenset[str] = frozenset()
    by_path: Mapping[str, Document] = field(default_factory=lambda: MappingProxyType({}))
    systems: tuple[str, ...] = ()
    scope: ReferenceScope = ReferenceScope()


def make_workspace(
    documents: tuple[Document, ...],
    works: tuple[Work, ...],
    criteria: frozenset[str],
    systems: tuple[str, ...] = (),
    *,
    referenced: Mapping[str, Document] = MappingProxyType({}),
    scope: ReferenceScope = ReferenceScope(),
) -> Workspace:
    """Index the documents by path, and those that they refer to, which are not judged."""
    by_path = MappingProxyType({**referenced, **{item.path: item for item in documents}})
    return Workspace(documents, works, criteria, by_path, systems, scope)
