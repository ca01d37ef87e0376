"""Markdown to OSCAL, and markdown refreshed from the catalog."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..author import documents as author
from ..author.from_oscal_answers import answers, context_of
from ..author.from_oscal_files import requirement_file
from ..author.from_oscal_merge import assemble as assemble_over
from ..author.from_oscal_values import Report
from ..author.generate import refreshed
from ..conformance.order import ordered as in_model_order
from ..errors import WorkspaceError
from ..formats import reference, strict_json
from ..formats.text import decode
from ..model.system import RequirementAnswer
from ..model.workspace import Document, Work
from ..store import documents, files, layout
from .inheriting import with_taken_over
from .loading import load_sound, now

Tree = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """What assembling a system did, or with `check` would do: workspace paths, pointers of foreign content kept, how many
    documents the system has, and which of the paths were removed.
    """

    changed: tuple[str, ...]
    kept: tuple[str, ...]
    documents: int
    removed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outputs:
    """The documents as they should stand: bytes by path (None = remove), trees by path, pointers of what is kept."""

    files: dict[str, bytes | None]
    trees: dict[str, tuple[str, Tree]]
    kept: tuple[str, ...]


def assembled(root: Path, work: Work, stamp: str) -> Outputs:
    """Build the four documents of a system over those on disk; `stamp` dates what differs."""
    existing = {model: _existing(root, layout.document(model, work.system.name)) for model in author.MODELS}
    result = assemble_over(work, {model: dict(item.tree) if item and item.tree else None for model, item in existing.items()}, stamp, in_model_order)
    outputs = Outputs({}, {}, result.kept)
    for model, tree in result.trees.items():
        path = layout.document(model, work.system.name)
        if tree is not None:
            outputs.files[path] = strict_json.write(tree)
            outputs.trees[path] = (model, tree)
        elif existing[model] is not None:
            outputs.files[path] = None
    return outputs


def _existing(root: Path, path: str) -> Document | None:
    document, found = documents.read(root, path)
    if found:
        raise WorkspaceError(f"{path} cannot be read; mend or delete it, then assemble again", found)
    return document


def assemble(root: Path, name: str | None = None, *, check: bool = False, stamp: str | None = None) -> Change:
    """Write the four OSCAL documents of a system; with `check` only say which would change."""
    work = load_sound(root, name)
    outputs = assembled(root, work, stamp or now())
    todo = files.changed(root, outputs.files)
    removed = tuple(path for path, data in todo.items() if data is None)
    if check or not todo:
        return Change(tuple(todo), outputs.kept, len(outputs.trees), removed)
    from ..upstream.models import check_round_trip  # trestle takes a second to import; an unchanged run does without

    for path in todo:
        if path in outputs.trees:
            check_round_trip(*outputs.trees[path])
    return Change(files.save(root, todo), outputs.kept, len(outputs.trees), removed)


def generate(root: Path, name: str | None = None, *, check: bool = False) -> tuple[str, ...]:
    """Write missing requirement files and sections, refresh the catalog's part of the others; the paths that change.

    What is missing is written from the plan's OSCAL document where there is one, all of the system if it has no folder.
    """
    if name and not files.names(root, layout.system_folder(name)) and layout.SLUG.match(name) and files.exists(root, plan := layout.document("system-security-plan", name)):
        from .importing import ssp  # which reads spreadsheets too, and takes a while to import

        return ssp(root, name, plan, files.read(root, plan), check=check).written
    work = load_sound(root, name)
    system = work.system
    outputs: dict[str, bytes | None] = {}
    missing = any(requirement.id not in system.answers for requirement in work.baseline.requirements)
    told = _told(root, work) if missing else {}
    for requirement in work.baseline.requirements:
        path = layout.requirement_file(system.name, requirement.family, requirement.label, requirement.id)
        if requirement.id not in system.answers:
            answer = told.get(requirement.id)
            if answer is not None:
                outputs[path] = requirement_file(requirement, answer).encode()
                continue
            outputs[path] = reference.new_file(requirement, system.family_owner(requirement.family)).encode()
            continue
        text = refreshed(decode(files.read(root, path)).text, requirement)
        if text is not None:
            outputs[path] = text.encode()
    outputs = with_taken_over(root, work, outputs)
    return tuple(files.changed(root, outputs)) if check else files.save(root, outputs)


def _told(root: Path, work: Work) -> dict[str, RequirementAnswer]:
    """What the plan's document answers, by control id; nothing where there is no document."""
    document = _existing(root, layout.document("system-security-plan", work.system.name))
    return answers(dict(document.body), work.baseline, context_of(work.system), Report()) if document else {}
