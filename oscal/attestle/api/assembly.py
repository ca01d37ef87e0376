"""Markdown to OSCAL: the four documents of a system."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ..assembly import system_documents
from ..assembly.imported_plan import assemble_over_plan
from ..authoring.text_repairs import write_canonical_front, write_canonical_words
from ..conformance.key_order import sort_keys
from ..errors import WorkspaceError
from ..formats import strict_json
from ..formats.answer_names import list_names
from ..model.workspace import Document, Work
from ..plan_import.plan_reader import read_system
from ..store import files, layout, oscal_documents
from ..store.workspace_settings import read_oscal_version
from ..trees import Tree
from .document_versions import VersionWriter, remove_repetitions
from .sound_systems import now, read_sound
from .uuid_filling import fill_uuids


@dataclass(frozen=True, slots=True)
class AssembledChange:
    """What assembling a system did, or with `check` would do.

    `changed` and `removed` are paths, `kept` pointers to content of other tools, `lost` to what of
    it goes; `documents` is how many the system has. `uncarried` are pointers to what the OSCAL
    version of the settings cannot carry, each with the reason.
    """

    changed: tuple[str, ...]
    kept: tuple[str, ...]
    documents: int
    removed: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    uncarried: tuple[str, ...] = ()


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


def build_outputs(root: Path, work: Work, stamp: str) -> Outputs:
    """Build the four documents of a system over those on disk; `stamp` dates what differs."""
    name = work.system.name
    existing = {
        model: read_existing(root, layout.document_path(model, name))
        for model in system_documents.MODELS
    }
    trees = {model: _copy_tree(document) for model, document in existing.items()}
    result = assemble_over_plan(
        work,
        {model: tree and remove_repetitions(model, tree) for model, tree in trees.items()},
        stamp,
        sort_keys,
        lambda body, of: read_system(body, of.baseline, of.system.name).system,
    )
    written, uncarried = _write_in_version(root, result.trees, trees, stamp)
    outputs = Outputs({}, {}, result.kept, result.lost, uncarried)
    for model, tree in written.items():
        path = layout.document_path(model, name)
        if tree is not None:
            outputs.files[path] = strict_json.write_json(tree)
            outputs.trees[path] = (model, tree)
        elif existing[model] is not None:
            outputs.files[path] = None
    return outputs


def _write_in_version(
    root: Path, made: Mapping[str, Tree | None], existing: Mapping[str, Tree | None], stamp: str
) -> tuple[Mapping[str, Tree | None], tuple[str, ...]]:
    """The documents in the version of the settings or their own, and what that cannot carry."""
    writer = VersionWriter(read_oscal_version(root))
    written = {
        model: tree and writer.write_built(model, tree, existing[model], stamp)
        for model, tree in made.items()
    }
    return written, tuple(writer.losses)


def _copy_tree(document: Document | None) -> Tree | None:
    return dict(document.tree) if document and document.tree else None


def read_existing(root: Path, path: str) -> Document | None:
    """A document to build over, None if there is none yet. Raises WorkspaceError."""
    document, found = oscal_documents.read_document(root, path)
    if found:
        raise WorkspaceError(
            f"{path} cannot be read; mend or delete it, then assemble again", found
        )
    return document


def assemble(
    root: Path, name: str | None = None, *, check: bool = False, stamp: str | None = None
) -> AssembledChange:
    """Write the four OSCAL documents of a system, the uuids that its own files lack, and the words of
    its fields as the tool has them.

    With `check` only say which files would change; words of fields are no change then.
    """
    work, missing = read_sound(root, name)
    outputs = build_outputs(root, work, stamp or now())
    changes = files.find_changes(root, fill_uuids(root, missing) | outputs.files)
    removed = list_removed(changes)
    if not check:
        changes |= files.find_changes(root, _write_words(root, work))
    facts = (outputs.kept, len(outputs.trees), removed, outputs.lost, outputs.uncarried)
    if check:
        return AssembledChange(tuple(changes), *facts)
    if trees := [outputs.trees[path] for path in changes if path in outputs.trees]:
        # trestle takes a second to import; an unchanged run does without
        from ..upstream.models import check_round_trip

        for model, tree in trees:
            check_round_trip(model, tree)
    return AssembledChange(files.save(root, changes), *facts)


def _write_words(root: Path, work: Work) -> dict[str, bytes | None]:
    """The requirement files with the word of each state in place of what people write for it."""
    system = work.system
    names = list_names(system.evidence, system.providers, system.people)
    outputs: dict[str, bytes | None] = {}
    for answer in system.answers.values():
        data = write_canonical_front(files.read(root, answer.source.path), answer.label, names)
        outputs[answer.source.path] = write_canonical_words(data, names)
    return outputs


def list_removed(changes: Mapping[str, bytes | None]) -> tuple[str, ...]:
    """Those of the paths to be changed that go."""
    return tuple(path for path, data in changes.items() if data is None)
