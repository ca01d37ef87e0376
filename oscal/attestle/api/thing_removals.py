"""Things taken out of a system or a workspace; refused, with every place, while something names
them.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ..authoring import mentions
from ..authoring.line_ends import keep_line_ends
from ..authoring.mentions import ThingKind
from ..authoring.refresh import refresh_file
from ..errors import UsageError, WorkspaceError
from ..formats.csv_spans import list_cells, read_cell
from ..formats.text_file import decode_text
from ..formats.yaml_places import cut_item
from ..model.system import System
from ..model.workspace import Work
from ..nearest import suggest_words
from ..store import files, folders, layout, system_folder, systems
from . import written_records
from .poam_lookup import find_item
from .sound_systems import load_sound
from .thing_renames import (
    SYSTEM_MODELS,
    FolderTexts,
    ThingRename,
    list_ids,
    narrow_kind,
    read_texts,
    require_thing,
)

_REMOVED = {
    item.name: item
    for item in (
        mentions.ROLE,
        mentions.COMPONENT,
        mentions.PROVIDER,
        mentions.EVIDENCE,
        mentions.POAM,
    )
}
# The register of a kind that has no file for each, and the list in it
_REGISTERS = {"role": ("people.yaml", "roles"), "evidence": ("evidence.yaml", "evidence")}
_INVENTORY = "inventory.csv"


def remove_thing(root: Path, kind_name: str, name: str | None, identity: str) -> ThingRename:
    """A role, component, provider, evidence item or item of the plan of action, out of a system.

    Sections about a component are retired, as generating does. Raises WorkspaceError with every
    other place that names it.
    """
    kind = _REMOVED[kind_name]
    work = load_sound(root, name)
    if kind is mentions.POAM:
        # a requirement or the beginning of a slug names an item, as it does for poam close
        identity = find_item(work, identity).slug
    require_thing(kind, work.system, identity)
    kind = narrow_kind(kind, work.system, identity)
    content = read_texts(root, work.system.name)
    named = list(
        dict.fromkeys(
            (*_list_places(kind, content, identity), *_list_answers(kind, work.system, identity))
        )
    )
    if named:
        lines = "".join(f"\n  {place}" for place in named)
        raise WorkspaceError(
            f"the {kind.name} {identity} is still named; change these places first, nothing was"
            f" removed:{lines}"
        )
    outputs: dict[str, bytes | None] = {
        f"{content.folder}/{path}": None
        for pattern in kind.files
        if (path := pattern.format(identity)) in content.texts
    }
    words: tuple[str, ...] = ()
    if kind.name in _REGISTERS:
        outputs |= _cut_entry(kind, work.system, content, identity)
    if kind.in_markers:
        retired, words = _retire_sections(work, content, identity)
        outputs |= retired
    outputs |= written_records.prune_record(root, work.system.name, outputs)
    return _save(root, outputs, words)


def _list_places(kind: ThingKind, content: FolderTexts, identity: str) -> Iterator[str]:
    """Where files name it; not the sections of answers, which are retired, nor its own files."""
    own = {pattern.format(identity) for pattern in kind.files}
    for path, text in content.texts.items():
        if path in own or (kind.in_markers and path.startswith(("controls/", "retired/"))):
            continue
        for place in mentions.find_mentions(kind, path, text, identity):
            yield f"{content.folder}/{path}:{place.line}"


def _list_answers(kind: ThingKind, system: System, identity: str) -> Iterator[str]:
    """Answers that rest on it, also where they name it by its title."""
    for answer in system.answers.values():
        for section in (*answer.objectives.values(), *answer.statements.values()):
            role = section.approved.role if section.approved else ""
            named = {"Evidence": section.evidence, "Provider": (section.provider,)}
            fields = {**named, "Approved": (role,)}
            for key in kind.fields:
                line = section.lines.get(key)
                if identity in fields[key] and line is not None:
                    yield f"{section.source.path}:{line}"


def _cut_entry(
    kind: ThingKind, system: System, content: FolderTexts, identity: str
) -> dict[str, bytes | None]:
    """The register without the item."""
    path, key = _REGISTERS[kind.name]
    ids = list_ids(kind, system)
    if kind is mentions.ROLE and len(ids) == 1:
        raise UsageError(f"{identity} is the only role; somebody must answer for the system")
    text = cut_item(content.texts[path], key, ids.index(identity))
    return {f"{content.folder}/{path}": keep_line_ends(content.data[path], text)}


def _retire_sections(
    work: Work, content: FolderTexts, slug: str
) -> tuple[dict[str, bytes | None], tuple[str, ...]]:
    outputs: dict[str, bytes | None] = {}
    words: list[str] = []
    left = [item for item in work.system.component_by_slug if item != slug]
    for requirement in work.baseline.requirements:
        answer = work.system.answers.get(requirement.id)
        path = answer.source.path.removeprefix(f"{content.folder}/") if answer else ""
        if not mentions.find_mentions(mentions.COMPONENT, path, content.texts.get(path, ""), slug):
            continue
        refreshed = refresh_file(content.texts[path], requirement, left)
        if refreshed is not None:
            full = f"{content.folder}/{path}"
            outputs[full] = keep_line_ends(content.data[path], refreshed.text)
            words += [f"{full}: {text}" for text in refreshed.words]
    return outputs, tuple(words)


def remove_asset(root: Path, name: str | None, identity: str) -> ThingRename:
    """A row of the inventory; the others keep every byte."""
    system = load_sound(root, name).system
    known = [item.id for item in system.assets]
    if identity not in known:
        hint = suggest_words(identity, known) or f"it has {len(known)}"
        raise UsageError(f'the inventory has no asset "{identity}"; {hint}')
    path = f"{layout.system_folder_path(system.name)}/{_INVENTORY}"
    return _cut_row(root, system.name, path, "id", identity)


def remove_duty(root: Path, name: str | None, provider: str, label: str) -> ThingRename:
    """A row of the responsibility matrix of a provider; the others keep every byte."""
    system = load_sound(root, name).system
    path = f"{layout.system_folder_path(system.name)}/providers/{provider}.csv"
    return _cut_row(root, system.name, path, "objective", label)


def _cut_row(root: Path, system: str, path: str, key: str, identity: str) -> ThingRename:
    data = files.read(root, path)
    text = decode_text(data).text
    rows = list(list_cells(text))
    column = [read_cell(text, cell) for cell in rows[0]].index(key)
    row = next(
        row for row in rows[1:] if len(row) > column and read_cell(text, row[column]) == identity
    )
    # with its line end
    kept = text[: row[0].start] + text[row[-1].end + 1 :]
    outputs: dict[str, bytes | None] = {path: keep_line_ends(data, kept)}
    outputs |= written_records.prune_record(root, system, outputs)
    return _save(root, outputs)


def remove_system(root: Path, name: str) -> ThingRename:
    """A system with all of its files and its four documents."""
    name = systems.choose_system(root, name)
    content = system_folder.read_folder(root, name)
    if content.unread:
        path, why = content.unread[0]
        raise WorkspaceError(f"ssp/{name}/{path} cannot be read ({why}); nothing was removed")
    paths = [f"{layout.system_folder_path(name)}/{path}" for path in content.files]
    paths += [layout.document_path(model, name) for model in SYSTEM_MODELS]
    done = _save(root, {path: None for path in paths if files.exists(root, path)})
    folders.discard_empty_folders(root / layout.system_folder_path(name))
    return done


def _save(root: Path, outputs: dict[str, bytes | None], words: tuple[str, ...] = ()) -> ThingRename:
    written = files.save(root, outputs)
    removed = tuple(path for path in written if outputs[path] is None)
    return ThingRename(written, removed, len(written), words)
