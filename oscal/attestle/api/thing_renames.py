"""Things of a system under another name: every place that names them, all or nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from ..authoring import mentions
from ..authoring.line_ends import keep_line_ends
from ..authoring.mentions import ThingKind
from ..errors import UsageError, WorkspaceError
from ..formats.text_file import decode_text
from ..lazy_dataclasses import dataclass
from ..model.components import THIS_SYSTEM
from ..model.system import System
from ..nearest import suggest_words
from ..render.name_lookup import ROLE_TITLES
from ..store import files, folders, layout, system_folder, systems
from . import written_records
from .sound_systems import load_sound

# What people write; evidence and pictures are somebody else's files
_AUTHORED = (".md", ".yaml", ".csv")
_ARTIFACTS = ("evidence/", "diagrams/")
# Bytes that somebody has hashed or signed
_KEPT = re.compile(r"\Assp/[^/]+/(?:evidence|affirmations)/")
# Words that YAML reads as something else than a text
_NO_NAMES = ("true", "false", "null")
_RENAMED = {item.name: item for item in (mentions.ROLE, mentions.COMPONENT, mentions.PROVIDER)}
# The file whose connections end at components and providers
_ENDS = "system.md"
# Where else paths of a system stand, besides the documents
_SETTINGS = (layout.SETTINGS, ".github/CODEOWNERS", ".gitlab/CODEOWNERS", "CODEOWNERS")


@dataclass(frozen=True, slots=True)
class ThingRename:
    """Files that were written, those of them that are gone, and words on what was left."""

    written: tuple[str, ...]
    removed: tuple[str, ...]
    places: int
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FolderTexts:
    """The authored files of a system, by path in its folder: their bytes, and as texts."""

    folder: str
    data: dict[str, bytes]
    texts: dict[str, str]


def read_texts(root: Path, system: str) -> FolderTexts:
    """Raises WorkspaceError where one cannot be read: it may name what is looked for."""
    content = system_folder.read_folder(root, system)
    folder = layout.system_folder_path(system)
    texts: dict[str, str] = {}
    for path, data in content.files.items():
        if not path.endswith(_AUTHORED) or path.startswith(_ARTIFACTS) or path == layout.WRITTEN:
            continue
        decoded = decode_text(data)
        if decoded.problems:
            raise WorkspaceError(f"{folder}/{path} cannot be read; nothing was written")
        texts[path] = decoded.text
    if content.unread:
        path, why = content.unread[0]
        raise WorkspaceError(f"{folder}/{path} cannot be read ({why}); nothing was written")
    return FolderTexts(folder, content.files, texts)


def list_ids(kind: ThingKind, system: System) -> tuple[str, ...]:
    """What there is of a kind, as files name it."""
    found = {
        "role": [item.id for item in system.people.roles],
        "component": list(system.component_by_slug),
        "provider": list(system.provider_by_slug),
        "evidence": [item.id for item in system.evidence],
        "poam": [item.slug for item in system.poam],
    }
    return tuple(found[kind.name])


def require_thing(kind: ThingKind, system: System, name: str) -> None:
    known = list_ids(kind, system)
    if name not in known:
        hint = suggest_words(name, known) or f"there are {len(known)}"
        raise UsageError(f'{system.name} has no {kind.name} "{name}"; {hint}')


def rename_thing(root: Path, kind_name: str, name: str | None, old: str, new: str) -> ThingRename:
    """A role, component or provider of a system under another name, wherever files name it."""
    kind = _RENAMED[kind_name]
    system = load_sound(root, name).system
    require_thing(kind, system, old)
    layout.check_slug(new, kind.name)
    if new in list_ids(kind, system) or new == THIS_SYSTEM or new in _NO_NAMES:
        raise UsageError(f'"{new}" cannot be the new name: it is taken, or means something else')
    content = read_texts(root, system.name)
    kind = narrow_kind(kind, system, old)
    _refuse_other_end(kind, system, content, old, new)
    outputs: dict[str, bytes | None] = {}
    number = 0
    for path, text in list(content.texts.items()):
        places = mentions.find_mentions(kind, path, text, old, own=True)
        edited = content.texts[path] = mentions.replace_mentions(text, places, new)
        target = _rename_file(kind, path, old, new)
        number += len(places)
        if target != path:
            outputs[f"{content.folder}/{path}"] = None
        if target != path or places:
            data = keep_line_ends(content.data[path], edited)
            outputs[f"{content.folder}/{target}"] = data
    outputs |= _edit_settings(root, kind, system.name, old, new)
    moved = {path: _rename_file(kind, path, old, new) for path in content.texts}
    outputs |= written_records.move_files(root, system.name, moved)
    written = files.save(root, outputs)
    removed = tuple(path for path in written if outputs[path] is None)
    words = (*_explain_lost_meaning(root, kind, old), *_list_leftovers(content, old))
    return ThingRename(written, removed, number, words)


def narrow_kind(kind: ThingKind, system: System, name: str) -> ThingKind:
    """An end of a connection that a component and a provider are called by is the component."""
    if kind is not mentions.PROVIDER or name not in system.component_by_slug:
        return kind
    return replace(kind, keys={path: keys for path, keys in kind.keys.items() if path != _ENDS})


def _refuse_other_end(
    kind: ThingKind, system: System, content: FolderTexts, old: str, new: str
) -> None:
    """A connection must not come to mean another end because two things now share a name."""
    others = {"component": system.provider_by_slug, "provider": system.component_by_slug}
    if new not in others.get(kind.name, {}):
        return
    text = content.texts.get(_ENDS, "")
    ends = ThingKind("end", {_ENDS: kind.keys.get(_ENDS, ())})
    # the component is the end that a name means: it would take what was the provider's
    at_risk = new if kind.name == "component" else old
    if mentions.find_mentions(ends, _ENDS, text, at_risk):
        raise UsageError(
            f'"{new}" cannot be the new name: a connection of {_ENDS} could mean either; take a'
            " name"
            " that neither a component nor a provider has"
        )


def _rename_file(kind: ThingKind, path: str, old: str, new: str) -> str:
    for pattern in kind.files:
        if path == pattern.format(old):
            return pattern.format(new)
    return path


def _edit_settings(
    root: Path, kind: ThingKind, system: str, old: str, new: str
) -> dict[str, bytes | None]:
    """attestle.toml with paths of the files that moved, and the role whose approval counts."""
    if not files.exists(root, layout.SETTINGS):
        return {}
    data = files.read(root, layout.SETTINGS)
    text = decode_text(data).text
    folder = layout.system_folder_path(system)
    for pattern in kind.files:
        path = re.escape(f"{folder}/{pattern.format(old)}")
        text = re.sub(rf"(?<=[\"']){path}(?=[\"'])", f"{folder}/{pattern.format(new)}", text)
    if kind is mentions.ROLE:
        text = _rename_approver(text, len(systems.list_systems(root)) > 1, old, new)
    return {layout.SETTINGS: keep_line_ends(data, text)}


def _rename_approver(text: str, is_shared: bool, old: str, new: str) -> str:
    """The table that says, for all systems, whose approval counts."""
    table = re.search(r"^\[approvals\][^\n]*\n(?:(?!\[)[^\n]*\n?)*", text, re.M)
    word = re.compile(rf"(?<=[\"']){re.escape(old)}(?=[\"'])")
    if table is None or not word.search(table[0]):
        return text
    if is_shared and re.search(rf"[\"']{re.escape(new)}[\"']", table[0]):
        return text  # both are there, and other systems may need the old one
    if is_shared:
        raise UsageError(
            f'{layout.SETTINGS} names the role "{old}" under [approvals] for every system, and'
            f' only one would be changed; put "{new}" beside it there first'
        )
    return text[: table.start()] + word.sub(new, table[0]) + text[table.end() :]


def _explain_lost_meaning(root: Path, kind: ThingKind | None, old: str) -> Iterator[str]:
    """What rests on the old name itself, in no file of the system."""
    if kind is mentions.ROLE and old in ROLE_TITLES:
        yield (
            f"documents look for the role {old} by this id, and approvals may: without [approvals]"
            f" in {layout.SETTINGS} those of system-owner and security-officer count"
        )
    if files.exists(root, layout.SETTINGS) and b"baseline" in files.read(root, layout.SETTINGS):
        yield (
            "known findings are known by path and name; write them anew with: attestle validate"
            " --write-baseline FILE"
        )


def _list_leftovers(content: FolderTexts, old: str) -> tuple[str, ...]:
    """Lines of prose that still have the old name; a single word may mean anything."""
    if "-" not in old:
        return ()
    word = re.compile(rf"(?<![\w/-]){re.escape(old)}(?![\w/-])")
    return tuple(
        f"named in a text and left as it is: {content.folder}/{path}:{number}"
        for path, text in content.texts.items()
        for number, line in enumerate(text.split("\n"), 1)
        if word.search(line)
    )


def rename_system(root: Path, old: str, new: str) -> ThingRename:
    """The folder of a system and its documents under another name, and every path to them.

    What the documents say follows with the next assembly; their bytes change only in paths.
    """
    old = systems.choose_system(root, old)
    layout.check_slug(new, "system")
    moved = {f"{folder}/{old}": f"{folder}/{new}" for folder in _list_folders()}
    taken = [place for place in moved.values() if files.list_names(root, place)]
    if taken:
        raise UsageError(f"{taken[0]} exists already")
    word = _match_paths(moved)
    outputs: dict[str, bytes | None] = {}
    number = 0
    for path, data in _read_files(root, old):
        changed, found = _rewrite_paths(path, data, word, new)
        target = word.sub(lambda match: f"{match[1]}/{new}", path)
        number += found
        if target != path:
            outputs[path] = None
        if target != path or found:
            outputs[target] = changed
    present = {place for place in moved.values() if any(f"{place}/" in path for path in outputs)}
    written = files.save(root, outputs)
    folders.discard_empty_folders(root / layout.system_folder_path(old))
    removed = tuple(path for path in written if outputs[path] is None)
    told = [f"moved {place} to {there}" for place, there in moved.items() if there in present]
    words = (*told, *_explain_lost_meaning(root, None, old))
    return ThingRename(written, removed, number, words)


def _list_folders() -> tuple[str, ...]:
    return (layout.SSP, *(layout.FOLDER_OF[model] for model in SYSTEM_MODELS))


SYSTEM_MODELS = (
    "system-security-plan",
    "plan-of-action-and-milestones",
    "assessment-plan",
    "assessment-results",
)


def _match_paths(moved: Iterable[str]) -> re.Pattern[str]:
    """A path into one of these folders, or one of them itself."""
    places = "|".join(re.escape(place.rpartition("/")[0]) for place in moved)
    name = re.escape(next(iter(moved)).rpartition("/")[2])
    return re.compile(rf"(?<![\w.-])({places})/{name}(?![\w.-])")


def _rewrite_paths(path: str, data: bytes, word: re.Pattern[str], new: str) -> tuple[bytes, int]:
    """The file with the new folder in every path, and how many there were."""
    if not _may_name_paths(path):
        return data, 0
    try:
        text, number = word.subn(lambda match: f"{match[1]}/{new}", data.decode())
    except UnicodeDecodeError:
        return data, 0  # a table of another encoding names no path of ours
    return text.encode(), number


def _may_name_paths(path: str) -> bool:
    is_text = path.endswith((*_AUTHORED, ".json", ".toml", "CODEOWNERS"))
    return is_text and not _KEPT.search(path)


def _read_files(root: Path, system: str) -> Iterator[tuple[str, bytes]]:
    """The system's own files, and of all others those that have its name behind a slash: of a
    thousand systems these are few.
    """
    folder = layout.system_folder_path(system)
    content = system_folder.read_folder(root, system)
    if content.unread:
        path, why = content.unread[0]
        raise WorkspaceError(f"{folder}/{path} cannot be read ({why}); nothing was written")
    yield from ((f"{folder}/{path}", data) for path, data in content.files.items())
    own = f"/{system}".encode()
    for path in _list_shared(root):
        data = files.read(root, path)
        if own in data or layout.is_of_system(path, (system,)):
            yield path, data
    for name in systems.list_systems(root):
        if name != system:
            yield from _read_authored(root, name, own)


def _read_authored(root: Path, system: str, word: bytes) -> Iterator[tuple[str, bytes]]:
    """Files that people wrote with a word in them."""
    folder = layout.system_folder_path(system)
    content = system_folder.read_folder(
        root, system, lambda path: _may_name_paths(f"{folder}/{path}")
    )
    for path, data in content.files.items():
        if word in data:
            yield f"{folder}/{path}", data


def _list_shared(root: Path) -> list[str]:
    """The settings and every document."""
    paths = [path for path in _SETTINGS if files.exists(root, path)]
    for model, folder in layout.FOLDER_OF.items():
        named = (layout.document_path(model, name) for name in files.list_names(root, folder))
        paths += [path for path in named if files.exists(root, path)]
    return paths
