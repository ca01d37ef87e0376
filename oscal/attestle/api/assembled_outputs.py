"""The four documents of a system as they should stand over those on disk."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from ..assembly import system_documents
from ..assembly.system_documents import AssembledDocuments
from ..conformance.key_order import sort_keys
from ..errors import WorkspaceError
from ..findings import Finding
from ..formats import strict_json
from ..lazy_dataclasses import dataclass
from ..model.derived_ids import OSCAL_VERSION
from ..model.workspace import Document, Work
from ..store import layout, oscal_documents
from ..store.workspace_settings import read_oscal_version
from ..trees import Tree

# A document of a path with what is wrong with its file, None if there is none
ReadDocument = Callable[[str], tuple[Document | None, list[Finding]]]


@dataclass(frozen=True, slots=True)
class Outputs:
    """The documents as they should stand.

    `files` are bytes by path (None = remove), `trees` model and tree by path, `kept` the pointers
    of what other tools wrote, `lost` of what of it goes, `uncarried` of what the version that is
    written cannot carry.
    """

    files: dict[str, bytes | None]
    trees: dict[str, tuple[str, Tree]]
    kept: tuple[str, ...]
    lost: tuple[str, ...]
    uncarried: tuple[str, ...] = ()


def build_outputs(root: Path, work: Work, stamp: str, read: ReadDocument | None = None) -> Outputs:
    """Build the four documents of a system over those on disk; `stamp` dates what differs.

    `read` has documents that were read already.
    """
    existing = _read_all_existing(root, work, system_documents.MODELS, read)
    trees = {model: _copy_tree(document) for model, document in existing.items()}
    result = _assemble(work, _remove_repetitions(trees), stamp)
    return _make_outputs(root, work, result, existing, stamp)


def join_outputs(
    root: Path,
    work: Work,
    built: Mapping[str, Tree | None],
    stamp: str,
    read: ReadDocument | None = None,
) -> Outputs:
    """The same for some of the documents, built already, of a system that was not imported."""
    existing = _read_all_existing(root, work, tuple(built), read)
    trees = {model: _copy_tree(document) for model, document in existing.items()}
    joined = system_documents.join_documents(
        work, built, _remove_repetitions(trees), stamp, sort_keys
    )
    return _make_outputs(root, work, AssembledDocuments(joined, ()), existing, stamp)


def _read_all_existing(
    root: Path, work: Work, models: tuple[str, ...], read: ReadDocument | None
) -> dict[str, Document | None]:
    name = work.system.name
    return {model: read_existing(root, layout.document_path(model, name), read) for model in models}


def _remove_repetitions(trees: Mapping[str, Tree | None]) -> dict[str, Tree | None]:
    """Documents of another version without what that alone asks for."""
    if all(_states_own(model, tree) for model, tree in trees.items()):
        return dict(trees)
    from .document_versions import remove_repetitions

    return {model: tree and remove_repetitions(model, tree) for model, tree in trees.items()}


def _states_own(model: str, tree: Tree | None) -> bool:
    """Whether it is in the version of the tool, or there is none."""
    body = tree.get(model) if tree else None
    metadata = body.get("metadata") if isinstance(body, dict) else None
    return not tree or (
        isinstance(metadata, dict) and metadata.get("oscal-version") == OSCAL_VERSION
    )


def _write_in_version(
    root: Path, made: Mapping[str, Tree | None], existing: Mapping[str, Tree | None], stamp: str
) -> tuple[Mapping[str, Tree | None], tuple[str, ...]]:
    """The documents in the version of the settings or their own, and what that cannot carry."""
    version = read_oscal_version(root)
    trees = (*made.items(), *existing.items())
    if version in ("", OSCAL_VERSION) and all(_states_own(*item) for item in trees):
        return made, ()
    # few workspaces write another version than the tool's own
    from .document_versions import VersionWriter

    writer = VersionWriter(version)
    written = {
        model: tree and writer.write_built(model, tree, existing[model], stamp)
        for model, tree in made.items()
    }
    return written, tuple(writer.losses)


def _make_outputs(
    root: Path,
    work: Work,
    result: AssembledDocuments,
    existing: Mapping[str, Document | None],
    stamp: str,
) -> Outputs:
    before = {model: _copy_tree(document) for model, document in existing.items()}
    written, uncarried = _write_in_version(root, result.trees, before, stamp)
    outputs = Outputs({}, {}, result.kept, result.lost, uncarried)
    for model, tree in written.items():
        path = layout.document_path(model, work.system.name)
        if tree is not None:
            outputs.files[path] = strict_json.write_json(tree)
            outputs.trees[path] = (model, tree)
        elif existing[model] is not None:
            outputs.files[path] = None
    return outputs


def _assemble(work: Work, existing: Mapping[str, Tree | None], stamp: str) -> AssembledDocuments:
    if not work.system.characteristics.this_system_uuid:
        return system_documents.assemble_documents(work, existing, stamp, sort_keys)
    # few systems were taken over from a plan
    from ..assembly.imported_plan import assemble_over_plan
    from ..plan_import.plan_reader import read_system

    return assemble_over_plan(
        work,
        existing,
        stamp,
        sort_keys,
        lambda body, of: read_system(body, of.baseline, of.system.name).system,
    )


def _copy_tree(document: Document | None) -> Tree | None:
    return dict(document.tree) if document and document.tree else None


def read_existing(root: Path, path: str, read: ReadDocument | None = None) -> Document | None:
    """A document to build over, None if there is none yet. Raises WorkspaceError."""
    document, found = read(path) if read else oscal_documents.read_document(root, path)
    if found:
        raise WorkspaceError(
            f"{path} cannot be read; mend or delete it, then assemble again", found
        )
    return document
