"""What is to be checked: a workspace or parts of it, files and folders anywhere, bytes that came by
themselves.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ...errors import UsageError
from ...store import layout, loose_files

STDIN = "stdin"
ENDINGS = (".json", ".yaml", ".yml")
# The first key of a document, for files of which nothing else says that they are OSCAL
_OSCAL = re.compile(rb"""\A(?:\xef\xbb\xbf)?(?:\s|\#[^\n]*\n|---|\{|["']?\$schema["']?\s*:\s*["']?[^\s"']*["']?,?)*["']?(?:%s)["']?\s*:"""
                    % b"|".join(model.encode() for model in layout.FOLDER_OF))  # fmt: skip
_MOST_FILES = 5000
_BEGINNING = 4096


@dataclass(frozen=True, slots=True)
class Target:
    """What is to be judged: a workspace or parts of it, and documents by themselves, named from
    `root`.
    """

    root: Path
    paths: tuple[str, ...] = ()
    is_workspace: bool = True
    documents: Mapping[str, Path | bytes] | None = (
        None  # bytes that came by themselves, or where a file stands
    )
    passed_over: int = 0  # files of a folder that are no OSCAL documents

    @property
    def judges_workspace(self) -> bool:
        """Whether more is asked for than documents by themselves, which may well stand in a
        workspace and have its settings.
        """
        return self.is_workspace and bool(self.paths or not self.documents)


def find_target(paths: list[Path], root: Path | None) -> Target:
    """What files and folders mean: parts of the workspace they are in, or documents by themselves."""
    full = [Path(os.path.normpath(path.absolute())) for path in paths]
    for path, one in zip(paths, full, strict=True):
        if not one.exists():
            raise UsageError(f'there is no file or folder "{path}"')
    root = root or _find_workspace(full[0])
    if root is None:
        return _target_loose_files(full)
    inside = [find_path_in(root, path) for path in full]
    for path, name in zip(paths, inside, strict=True):
        if not name:
            raise UsageError(
                f"{path} is not in the workspace {root}; give the paths of one workspace at a time"
            )
    found = {name: _list_documents(root, name) for name in inside if not _is_own(name)}
    documents = {name: path for one in found.values() for name, path in one.items()}
    parts = tuple(name for name in inside if not found.get(name))
    return Target(root, parts, True, documents or None)


def _list_documents(root: Path, name: str) -> dict[str, Path]:
    """The file, or the documents in the folder, of a workspace that are none of its own."""
    path = root / name
    return {name: path} if _is_document(path) else _find_documents(root, path)[0]


def list_unchecked(meant: Target) -> tuple[str, ...]:
    """The paths given that no check looks at."""
    return tuple(path for path in meant.paths if not _is_own(path))


def target_stdin(data: bytes) -> Target:
    """A document that came by itself."""
    return Target(Path.cwd(), (), False, {STDIN + find_ending(data): data})


def find_ending(data: bytes) -> str:
    return ".json" if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[", b"") else ".yaml"


def _is_own(path: str) -> bool:
    return path in (".", layout.SETTINGS) or path.split("/")[0] in (layout.SSP, *layout.MODELS)


def _is_document(path: Path) -> bool:
    return path.is_file() and path.suffix in ENDINGS


def _find_workspace(path: Path) -> Path | None:
    try:
        return layout.find_root(path)
    except UsageError:
        return None


def find_path_in(root: Path, path: Path) -> str:
    """The path from the root, "" if it is not below it."""
    try:
        return Path(os.path.normpath(path.absolute())).relative_to(root).as_posix()
    except ValueError:
        return ""


def _target_loose_files(full: list[Path]) -> Target:
    """Documents by themselves: the files given, and those of the folders given that are OSCAL."""
    here = Path.cwd()
    root = (
        here
        if all(path.is_relative_to(here) for path in full)
        else Path(os.path.commonpath([path if path.is_dir() else path.parent for path in full]))
    )
    found: dict[str, Path] = {}
    passed_over = 0
    for path in full:
        more, others = (
            _find_documents(root, path)
            if path.is_dir()
            else ({path.relative_to(root).as_posix(): path}, 0)
        )
        found |= more
        passed_over += others
    if not found:
        raise UsageError(
            f"there is no OSCAL document in {', '.join(str(path) for path in full)}, and it is in"
            f" no workspace (no {layout.MARKER} folder)"
        )
    return Target(root, (), False, dict(sorted(found.items())), passed_over)


def _find_documents(root: Path, folder: Path) -> tuple[dict[str, Path], int]:
    """The OSCAL documents in a folder by their path from the root, and how many other files of such
    endings there are.
    """
    files_ = _walk(folder) if folder.is_dir() else []
    found = {path.relative_to(root).as_posix(): path for path in files_ if _may_be_oscal(path)}
    return found, len(files_) - len(found)


def _walk(folder: Path) -> list[Path]:
    """Files that can be documents.

    Hidden folders and links are not followed; a workspace below is judged as such, or not at all.
    """
    found: list[Path] = []
    for here, names, inside in os.walk(folder):
        if layout.MARKER in names:
            raise UsageError(f"{here} is a workspace; give it, or what is in it, by itself")
        names[:] = sorted(
            name for name in names if not name.startswith(".") and name != "node_modules"
        )
        found += [
            Path(here, name)
            for name in sorted(inside)
            if name.endswith(ENDINGS) and not name.startswith(".")
        ]
        if len(found) > _MOST_FILES:
            raise UsageError(
                f"there are more than {_MOST_FILES} files in {folder}; give a folder of OSCAL"
                " documents"
            )
    return found


def _may_be_oscal(path: Path) -> bool:
    return bool(_OSCAL.match(loose_files.read_beginning(path, _BEGINNING)))


def is_below(path: str, chosen: tuple[str, ...]) -> bool:
    """Whether a file is one of those chosen, or in a folder that is; nothing chosen means
    everything.
    """
    return not chosen or any(
        one in ("", ".") or path == one or path.startswith(f"{one}/") for one in chosen
    )
