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
from ..author.generate import Renewed, beside, is_settled, left_profile, renewed
from ..conformance.order import ordered as in_model_order
from ..errors import WorkspaceError
from ..findings import Finding
from ..formats import reference, strict_json
from ..formats.text import decode
from ..model.system import RequirementAnswer
from ..model.workspace import Document, Work
from ..rules import STRUCTURE
from ..rules import check as check_rules
from ..rules.facts import Facts
from ..store import documents, files, layout
from .inheriting import with_taken_over
from .loading import load_sound, load_work, located, now, one_system, today, unread

Tree = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
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


def assembled(root: Path, work: Work, stamp: str) -> Outputs:
    """Build the four documents of a system over those on disk; `stamp` dates what differs."""
    existing = {
        model: _existing(root, layout.document(model, work.system.name)) for model in author.MODELS
    }
    result = assemble_over(
        work,
        {
            model: dict(item.tree) if item and item.tree else None
            for model, item in existing.items()
        },
        stamp,
        in_model_order,
    )
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
        raise WorkspaceError(
            f"{path} cannot be read; mend or delete it, then assemble again", found
        )
    return document


def assemble(
    root: Path, name: str | None = None, *, check: bool = False, stamp: str | None = None
) -> Change:
    """Write the four OSCAL documents of a system; with `check` only say which would change."""
    work = load_sound(root, name)
    outputs = assembled(root, work, stamp or now())
    todo = files.changed(root, outputs.files)
    removed = tuple(path for path, data in todo.items() if data is None)
    if check or not todo:
        return Change(tuple(todo), outputs.kept, len(outputs.trees), removed)
    from ..upstream.models import (
        check_round_trip,
    )  # trestle takes a second to import; an unchanged run does without

    for path in todo:
        if path in outputs.trees:
            check_round_trip(*outputs.trees[path])
    return Change(files.save(root, todo), outputs.kept, len(outputs.trees), removed)


@dataclass(frozen=True, slots=True)
class Generated:
    """What generating did, or with `check` would do: the paths that change, words on what a person
    should look at, and which paths go.
    """

    changed: tuple[str, ...]
    words: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


def generate(root: Path, name: str | None = None, *, check: bool = False) -> tuple[str, ...]:
    """The paths that `regenerate` changes."""
    return regenerate(root, name, check=check).changed


def regenerate(
    root: Path, name: str | None = None, *, check: bool = False, from_json: bool = False
) -> Generated:
    """Write missing requirement files and sections, refresh the catalog's part of the others.

    What is missing is written from the plan's OSCAL document where there is one, all of the system
    if it has no folder. What lost its place is retired: sections in their file, a file of a
    requirement that left the profile in `retired/`. With `from_json` a text that the document has
    otherwise is put beside the file's.
    """
    if (
        name
        and not files.names(root, layout.system_folder(name))
        and layout.SLUG.match(name)
        and files.exists(root, plan := layout.document("system-security-plan", name))
    ):
        from .importing import ssp  # which reads spreadsheets too, and takes a while to import

        return Generated(ssp(root, name, plan, files.read(root, plan), check=check).written)
    work, outputs, words = _gone(root, name)
    system = work.system
    document = _existing(root, layout.document("system-security-plan", system.name))
    told = _told(work, document) if document and (from_json or _lacks(work)) else {}
    slugs = system.component_by_slug()
    for requirement in work.baseline.requirements:
        path = layout.requirement_file(
            system.name, requirement.family, requirement.label, requirement.id
        )
        if requirement.id not in system.answers:
            known = told.get(requirement.id)
            kept = f"{layout.system_folder(system.name)}/retired/{'/'.join(path.split('/')[-2:])}"
            if files.exists(root, kept) and (
                back := renewed(decode(files.read(root, kept)).text, requirement, slugs)
            ):
                outputs |= {path: back.text.encode(), kept: None}
                words.append(
                    f"{requirement.label} is in the profile again: its file came back from retired/"
                )
            elif known is not None:
                outputs[path] = requirement_file(requirement, known).encode()
            else:
                outputs[path] = reference.new_file(
                    requirement, system.family_owner(requirement.family)
                ).encode()
            continue
        found = renewed(decode(files.read(root, path)).text, requirement, slugs)
        if found is not None:
            both = (
                beside(found.text, requirement, told[requirement.id])
                if from_json and requirement.id in told
                else Renewed(found.text)
            )
            outputs[path] = both.text.encode()
            words += [f"{path}: {text}" for text in (*found.words, *both.words)]
    outputs = with_taken_over(root, work, outputs)
    todo = files.changed(root, outputs)
    return Generated(
        tuple(todo) if check else files.save(root, todo),
        tuple(words),
        tuple(path for path, data in todo.items() if data is None),
    )


def _told(work: Work, document: Document) -> dict[str, RequirementAnswer]:
    """What the plan's document answers, by control id."""
    try:
        return answers(dict(document.body), work.baseline, context_of(work.system), Report())
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise WorkspaceError(
            f"{document.path} breaks the OSCAL schema; see where with: attestle validate"
        ) from error


def _lacks(work: Work) -> bool:
    return any(
        requirement.id not in work.system.answers for requirement in work.baseline.requirements
    )


def _gone(root: Path, name: str | None) -> tuple[Work, dict[str, bytes | None], list[str]]:
    """The system, without the errors that retiring mends; the files of requirements that left the
    profile, moved to `retired/`.
    """
    work, found = load_work(root, name)
    folder = f"{layout.system_folder(work.system.name)}/"
    outputs: dict[str, bytes | None] = {}
    words: list[str] = []
    for path in sorted(
        {
            item.path
            for item in found
            if item.code == "SSP007"
            and item.path.startswith(f"{folder}controls/")
            and item.path.count("/") == 4
        }
    ):
        data = files.read(root, path)
        if left_profile(decode(data).text, work.baseline):
            target = f"{folder}retired/{path.removeprefix(f'{folder}controls/')}"
            if files.exists(root, target):
                continue
            outputs |= {path: None, target: data}
            words.append(
                f"{path}: its requirement left the profile; the file moved to {target}, where"
                " nothing is counted"
            )
    findings = located(
        root,
        [*found, *check_rules(Facts(one_system(root, work), today(), unread(found)), STRUCTURE)],
    )
    errors = [
        item
        for item in findings
        if item.is_error and item.path not in outputs and not _mended(root, work, item)
    ]
    if errors:
        raise WorkspaceError(
            f"{len(errors)} error{'s' if len(errors) != 1 else ''} in {folder[:-1]}; nothing was"
            " written",
            errors,
        )
    return work, outputs, words


def _mended(root: Path, work: Work, item: Finding) -> bool:
    """Whether the finding is that a section, or a letter it names, has no place any more."""
    answer = next(
        (answer for answer in work.system.answers.values() if answer.source.path == item.path), None
    )
    if item.code not in ("SSP006", "REF002") or answer is None or item.line is None:
        return False
    text = decode(files.read(root, item.path)).text
    return is_settled(
        text, work.baseline.by_id[answer.control_id], work.system.component_by_slug(), item.line
    )
