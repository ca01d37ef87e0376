"""Documents in the OSCAL version that the settings ask for, and as the tool itself thinks of them."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..conformance.oscal_versions import rank_version, read_version, state_version
from ..conformance.version_changes import convert_version, drop_repeated_ids
from ..errors import UsageError
from ..formats.settings_keys import OSCAL_VERSIONS
from ..model.derived_ids import OSCAL_VERSION
from ..trees import Tree


def choose_version(text: str) -> str:
    """One of the versions that are written. Raises UsageError for any other."""
    version = read_version(text).canonical
    if version not in OSCAL_VERSIONS:
        raise UsageError(f'"{text}" is not written; write one of {", ".join(OSCAL_VERSIONS)}')
    return version


def restate_document(model: str, tree: Tree) -> Tree:
    """A document of ours that was written in another version, as it is in the one of the tool."""
    if state_version(model, tree) in ("", OSCAL_VERSION):
        return tree
    body = drop_repeated_ids(tree[model])
    metadata = {**body["metadata"], "oscal-version": OSCAL_VERSION}
    return {**tree, model: {**body, "metadata": metadata}}


@dataclass
class VersionWriter:
    """Writes documents in a version, and gathers what it cannot carry.

    Without a version every document stays as it is.
    """

    version: str
    losses: list[str] = field(default_factory=list)

    def write_document(self, model: str, tree: Tree, place: str = "") -> Tree:
        """The same tree if it is in that version; `place` is what its pointers start from."""
        if self.version in ("", state_version(model, tree)):
            return tree
        changed = convert_version(model, tree, self.version)
        self.losses += [f"{place}{loss.pointer} {loss.reason}" for loss in changed.losses]
        return changed.tree

    def write_older(self, model: str, tree: Tree, place: str) -> Tree:
        """One of a newer version alone: what states an older one is as its authors wrote it."""
        if not self.version:
            return tree
        stated = read_version(state_version(model, tree))
        is_newer = rank_version(stated.rules) > rank_version(self.version)
        return self.write_document(model, tree, place) if is_newer else tree

    def redate(self, model: str, tree: Tree, old: Tree | None) -> Tree:
        """With the date of the document on disk, where nothing else would differ from that."""
        before = _read_date(model, old)
        if old is None or not before:
            return tree
        metadata = {**tree[model]["metadata"], "last-modified": before}
        dated = {**tree, model: {**tree[model], "metadata": metadata}}
        return dated if dated == old else tree


def _read_date(model: str, tree: Tree | None) -> str:
    body = tree.get(model) if tree else None
    metadata = body.get("metadata") if isinstance(body, dict) else None
    return str(metadata.get("last-modified", "")) if isinstance(metadata, dict) else ""
