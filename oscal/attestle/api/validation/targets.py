"""What is to be checked: a workspace or parts of it, files and folders anywhere, bytes."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from ...errors import UsageError
from ...formats.xml_source import is_xml
from ...lazy_dataclasses import dataclass
from ...lazy_patterns import make_pattern
from ...model.counted_names import name_some
from ...store import folders, layout, loose_files

STDIN = "stdin"
ENDINGS = (".json", ".yaml", ".yml", ".xml")
# The first key of a document, for files of which nothing else says that they are OSCAL: after a
# byte order mark, blanks, comments, the beginning of a document or object, and a `$schema`
_OSCAL = make_pattern(
    rb"""\A(?:\xef\xbb\xbf)?"""
    rb"""(?:\s|\#[^\n]*\n|---|\{|["']?\$schema["']?\s*:\s*["']?[^\s"']*["']?,?)*"""
    rb"""["']?(?:%s)["']?\s*:""" % b"|".join(model.encode() for model in layout.FOLDER_OF)
)
# Bytes of a file in which that key is looked for
_BEGINNING = 4096


@dataclass(frozen=True, slots=True)
class Target:
    """A workspace or parts of it, and documents by themselves; all are named from `root`.

    A document is bytes that came by themselves, or the place of a file. `passed_over` counts files
    of the folders given that are no OSCAL documents; `unread` are those that may well be and are
    not read. What documents by themselves refer to is read where it is `within` that folder; where
    they were all named one by one they are a selection, and what is not there may be elsewhere. A
    folder that is not lasting is made for one run.
    """

    root: Path
    paths: tuple[str, ...] = ()
    is_workspace: bool = True
    documents: Mapping[str, Path | bytes] | None = None
    passed_over: int = 0
    unread: tuple[str, ...] = ()
    within: str = ""
    is_selection: bool = False
    is_lasting: bool = True

    @property
    def judges_workspace(self) -> bool:
        """Whether more is asked for than documents by themselves.

        These may well stand in a workspace and have its settings.
        """
        return self.is_workspace and bool(self.paths or not self.documents)

    @property
    def is_whole(self) -> bool:
        """Whether a workspace is asked for, and not parts of it."""
        return self.judges_workspace and not self.paths


def find_target(paths: list[Path], root: Path | None) -> Target:
    """What files and folders mean: parts of their workspace, or documents by themselves."""
    full = [folders.normalize_path(path) for path in paths]
    for path, place in zip(paths, full, strict=True):
        if not folders.exists(place):
            raise UsageError(f'there is no file or folder "{path}"')
    root = root or _find_workspace(full[0])
    if root is None:
        return _target_loose_files(full)
    inside = [find_path_in(root, place) for place in full]
    if "" in inside:
        outside = paths[inside.index("")]
        raise UsageError(
            f"{outside} is not in the workspace {root}; give the paths of one workspace at a time"
        )
    return _target_workspace(root, inside)


def _target_workspace(root: Path, inside: list[str]) -> Target:
    """Parts of a workspace, and documents where none of its own checks look."""
    parts: list[str] = []
    documents: dict[str, Path | bytes] = {}
    unread: list[str] = []
    for name in inside:
        loose = _FolderFiles({}) if _is_checked(name) else _find_documents_at(root, name)
        documents |= loose.documents
        unread += loose.unread
        if not loose.documents:
            parts.append(name)
    return Target(
        root,
        tuple(parts),
        True,
        documents or None,
        unread=tuple(unread),
        is_selection=not any(folders.is_folder(root / name) for name in inside),
    )


def list_unchecked(meant: Target) -> tuple[str, ...]:
    """The paths given that no check looks at."""
    return tuple(path for path in meant.paths if not _is_checked(path))


def target_stdin(data: bytes) -> Target:
    """A document that came by itself."""
    return Target(Path.cwd(), (), False, {STDIN + find_ending(data): data}, is_selection=True)


def find_ending(data: bytes) -> str:
    """The ending of the name that bytes without one get: JSON unless they cannot be JSON."""
    if is_xml(data):
        return ".xml"
    return ".json" if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[", b"") else ".yaml"


def _is_checked(path: str) -> bool:
    """Whether the checks of a workspace look at a path of it."""
    folders_read = (layout.SSP, layout.IMPORTS, *layout.MODELS)
    return path in (".", layout.SETTINGS) or path.split("/")[0] in folders_read


def _find_workspace(path: Path) -> Path | None:
    try:
        return layout.find_root(path)
    except UsageError:
        return None


def find_path_in(root: Path, path: Path) -> str:
    """The path from the root, "" if it is not below it."""
    try:
        return folders.normalize_path(path).relative_to(root).as_posix()
    except ValueError:
        return ""


def _target_loose_files(full: list[Path]) -> Target:
    """Documents by themselves: the files given, and those of the folders given that are OSCAL."""
    root = _find_common_folder(full)
    documents: dict[str, Path] = {}
    passed_over = 0
    unread: list[str] = []
    for path in full:
        if folders.is_folder(path):
            inside = _find_documents(root, path)
            documents |= inside.documents
            passed_over += inside.passed_over
            unread += inside.unread
        else:
            documents[path.relative_to(root).as_posix()] = path
    if not documents:
        raise UsageError(
            f"there is no OSCAL document in {', '.join(str(path) for path in full)}, and it is in"
            f" no workspace (no {layout.MARKER} folder){_name_unread(unread)}"
        )
    within = _find_shared_folder(full).relative_to(root).as_posix()
    return Target(
        root,
        (),
        False,
        dict(sorted(documents.items())),
        passed_over,
        tuple(unread),
        within if within != "." else "",
        not any(map(folders.is_folder, full)),
    )


def _name_unread(unread: list[str]) -> str:
    return f"; not read, though it may be OSCAL: {name_some(unread)}" if unread else ""


def _find_common_folder(full: list[Path]) -> Path:
    """The folder from which findings name the files: the current one where it holds them all."""
    here = Path.cwd()
    if all(path.is_relative_to(here) for path in full):
        return here
    return _find_shared_folder(full)


def _find_shared_folder(full: list[Path]) -> Path:
    """The innermost folder that holds all that is given, or is it."""
    return Path(os.path.commonpath([_find_folder_of(path) for path in full]))


def _find_folder_of(path: Path) -> Path:
    return path if folders.is_folder(path) else path.parent


@dataclass(frozen=True, slots=True)
class _FolderFiles:
    """The OSCAL documents of a folder by their path from the root, how many files are none, and
    which may be some and are not read.
    """

    documents: Mapping[str, Path]
    passed_over: int = 0
    unread: tuple[str, ...] = ()


def _find_documents_at(root: Path, name: str) -> _FolderFiles:
    """The file, or the OSCAL documents in the folder, at a path of the workspace."""
    path = root / name
    if folders.is_file(path) and path.suffix in ENDINGS:
        return _FolderFiles({name: path})
    return _find_documents(root, path) if folders.is_folder(path) else _FolderFiles({})


def _find_documents(root: Path, folder: Path) -> _FolderFiles:
    """Files of other endings that begin like OSCAL, and those that may not be read, are named:
    silence about them would be taken for a pass.
    """
    candidates, others = folders.find_files(folder, ENDINGS)
    oscal = {path.relative_to(root).as_posix(): path for path in candidates if may_be_oscal(path)}
    unread = [path for path in candidates if loose_files.is_locked(path)]
    passed_over = len(candidates) - len(oscal) - len(unread)
    unread += [path for path in others if may_be_oscal(path)]
    return _FolderFiles(
        oscal, passed_over, tuple(path.relative_to(root).as_posix() for path in unread)
    )


def may_be_oscal(path: Path) -> bool:
    """Whether a file begins as a document of OSCAL does."""
    return looks_like_oscal(loose_files.read_beginning(path, _BEGINNING))


def looks_like_oscal(data: bytes) -> bool:
    """Whether bytes, or the beginning of some, are those of a document of OSCAL."""
    beginning = data[:_BEGINNING]
    if is_xml(beginning):
        # few folders have XML, and its reader comes with the tables of every model
        from ...formats.oscal_xml import looks_like_oscal

        return looks_like_oscal(beginning)
    return bool(_OSCAL.match(beginning))


def is_below(path: str, chosen: tuple[str, ...]) -> bool:
    """Whether a file is one of those chosen, or in a folder that is.

    Nothing chosen means everything.
    """
    return not chosen or any(
        one in ("", ".") or path == one or path.startswith(f"{one}/") for one in chosen
    )
