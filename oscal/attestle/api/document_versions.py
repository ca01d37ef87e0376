"""Documents in the OSCAL version that the settings ask for, or that an imported plan has."""

from __future__ import annotations

from dataclasses import field

from ..conformance.oscal_versions import rank_version, read_version, state_version
from ..conformance.schema import check_schema
from ..conformance.version_changes import VersionedTree, convert_version, drop_repeated_ids
from ..errors import UsageError
from ..formats.settings_keys import OSCAL_VERSIONS
from ..lazy_dataclasses import dataclass
from ..model.derived_ids import OSCAL_VERSION
from ..trees import Tree


def choose_version(text: str) -> str:
    """One of the versions that are written. Raises UsageError for any other."""
    version = read_version(text).canonical
    if version not in OSCAL_VERSIONS:
        raise UsageError(f'"{text}" is not written; write one of {", ".join(OSCAL_VERSIONS)}')
    return version


def remove_repetitions(model: str, tree: Tree) -> Tree:
    """A document of ours without what it says twice because its version asks for that."""
    if state_version(model, tree) in ("", OSCAL_VERSION) or not isinstance(tree[model], dict):
        return tree
    return {**tree, model: drop_repeated_ids(tree[model])}


@dataclass
class VersionWriter:
    """Writes documents in a version, and gathers what it cannot carry.

    Without a version every document stays in the one that it states.
    """

    version: str
    losses: list[str] = field(default_factory=list)

    def write_built(self, model: str, tree: Tree, old: Tree | None, stamp: str) -> Tree:
        """A document as it is built, in the place of the one on disk; `stamp` dates what differs.

        An imported plan keeps the version that it states, as long as that has a place for
        everything: nothing of it is left out unless the settings ask for another one.
        """
        stated = state_version(model, tree)
        before = (old and state_version(model, old)) or OSCAL_VERSION
        if {stated, before, self.version or stated} == {OSCAL_VERSION}:
            return tree
        return _redate_document(model, self._change_built(model, tree, stated), old, stamp)

    def _change_built(self, model: str, tree: Tree, stated: str) -> Tree:
        """Whatever it states, it is built of what the tool's own version has."""
        built = _set_metadata(model, tree, "oscal-version", OSCAL_VERSION)
        if not self.version and not read_version(stated).canonical:
            return built if check_schema(model, tree) else tree
        changed = convert_version(model, built, self.version or stated)
        keeps = self.version in ("", read_version(stated).canonical)
        if changed.losses and keeps and not check_schema(model, tree):
            return tree  # what breaks other rules of its own version is its author's
        if self.version:
            self._tell(changed)
            return changed.tree
        if changed.losses:
            return built
        return _set_metadata(model, changed.tree, "oscal-version", stated)

    def write_document(self, model: str, tree: Tree, place: str) -> Tree:
        """The same tree if it is in the version; `place` is what told pointers start from."""
        if self.version in ("", state_version(model, tree)):
            return tree
        changed = convert_version(model, tree, self.version)
        self._tell(changed, place)
        return changed.tree

    def write_older(self, model: str, tree: Tree, place: str) -> Tree:
        """One of a newer version alone: what states an older one is as its authors wrote it."""
        if not self.version:
            return tree
        stated = read_version(state_version(model, tree))
        is_newer = rank_version(stated.rules) > rank_version(self.version)
        return self.write_document(model, tree, place) if is_newer else tree

    def _tell(self, changed: VersionedTree, place: str = "") -> None:
        self.losses += [f"{place}{loss.pointer} {loss.reason}" for loss in changed.losses]


def _redate_document(model: str, tree: Tree, old: Tree | None, stamp: str) -> Tree:
    """With the date of the document on disk where nothing else would differ from that."""
    body = old.get(model) if old else None
    metadata = body.get("metadata") if isinstance(body, dict) else None
    before = metadata.get("last-modified") if isinstance(metadata, dict) else None
    if not isinstance(before, str):
        return tree
    dated = _set_metadata(model, tree, "last-modified", before)
    return dated if dated == old else _set_metadata(model, tree, "last-modified", stamp)


def _set_metadata(model: str, tree: Tree, key: str, value: str) -> Tree:
    metadata = {**tree[model]["metadata"], key: value}
    return {**tree, model: {**tree[model], "metadata": metadata}}
