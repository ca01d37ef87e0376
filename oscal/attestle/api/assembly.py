"""Markdown to OSCAL: the four documents of a system."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ..assembly import system_documents as author
from ..assembly.imported_plan import assemble_over_plan as assemble_over
from ..conformance.key_order import sort_keys as in_model_order
from ..errors import WorkspaceError
from ..formats import strict_json
from ..model.workspace import Document, Work
from ..plan_import.plan_reader import read_system
from ..store import files, layout, oscal_documents
from ..trees import Tree
from .sound_systems import load_sound, now


@dataclass(frozen=True, slots=True)
class AssembledChange:
    """What assembling a system did, or with `check` would do: workspace paths, pointers of foreign
    content kept, how many documents the system has, and which of the paths were removed.
    """

    changed: tuple[str, ...]
    kept: tuple[str, ...]
    documents: int
    removed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outputs:
    """The documents as they should stand: bytes by path (None = remove), trees by path, pointers of
    what is kept.
    """

    files: dict[str, bytes | None]
    trees: dict[str, tuple[str, Tree]]
    kept: tuple[str, ...]


def build_outputs(root: Path, work: Work, stamp: str) -> Outputs:
    """Build the four documents of a system over those on disk; `stamp` dates what differs."""
    existing = {
        model: read_existing(root, layout.document_path(model, work.system.name))
        for model in author.MODELS
    }
    result = assemble_over(
        work,
        {
            model: dict(item.tree) if item and item.tree else None
            for model, item in existing.items()
        },
        stamp,
        in_model_order,
        lambda body, of: read_system(body, of.baseline, of.system.name).system,
    )
    outputs = Outputs({}, {}, result.kept)
    for model, tree in result.trees.items():
        path = layout.document_path(model, work.system.name)
        if tree is not None:
            outputs.files[path] = strict_json.write_json(tree)
            outputs.trees[path] = (model, tree)
        elif existing[model] is not None:
            outputs.files[path] = None
    return outputs


def read_existing(root: Path, path: str) -> Document | None:
    document, found = oscal_documents.read_document(root, path)
    if found:
        raise WorkspaceError(
            f"{path} cannot be read; mend or delete it, then assemble again", found
        )
    return document


def assemble(
    root: Path, name: str | None = None, *, check: bool = False, stamp: str | None = None
) -> AssembledChange:
    """Write the four OSCAL documents of a system; with `check` only say which would change."""
    work = load_sound(root, name)
    outputs = build_outputs(root, work, stamp or now())
    todo = files.find_changes(root, outputs.files)
    removed = tuple(path for path, data in todo.items() if data is None)
    if check or not todo:
        return AssembledChange(tuple(todo), outputs.kept, len(outputs.trees), removed)
    # trestle takes a second to import; an unchanged run does without
    from ..upstream.models import check_round_trip

    for path in todo:
        if path in outputs.trees:
            check_round_trip(*outputs.trees[path])
    return AssembledChange(files.save(root, todo), outputs.kept, len(outputs.trees), removed)
