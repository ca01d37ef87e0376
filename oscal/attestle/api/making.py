"""New workspaces and new files in them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from .. import data as shipped_data
from ..author import flow
from ..errors import UsageError, WorkspaceError
from ..formats import frontmatter, shape, yaml12
from ..formats.text import decode
from ..store import documents, drivers, files, layout, shipped, systems
from .loading import system_folder

_CONFIG = "[task]\n"
_SETTINGS = "# Settings of attestle for this workspace.\n"
_IGNORED = "build/\n.trestle/attestle.lock\n.trestle/cache/\n"
_KINDS = (
    "system",
    "people",
    "engagement",
    "assessment",
    "narrative",
    "component",
    "provider",
    "evidence",
    "poam",
    "exception",
    "requirement",
)


@dataclass(frozen=True, slots=True)
class Hooks:
    """What `init --hooks` did: files written, files that were there with other content and stay,
    systems whose people cannot be read, the top of the git checkout (None outside one), and whether
    its clone knows the merge driver now.
    """

    written: tuple[str, ...]
    kept: tuple[str, ...]
    unread: tuple[str, ...]
    top: Path | None
    driver: bool


def is_workspace(folder: Path) -> bool:
    return (folder / layout.MARKER).is_dir()


def schemas() -> dict[str, bytes | None]:
    """The schemas of the authored files, for editors, by the path they have in a workspace."""
    return {
        f"{flow.SCHEMAS}/{kind}.json": shipped_data.read(f"authored/{kind}.json") for kind in _KINDS
    }


def hooks(root: Path, source: str) -> Hooks:
    """Add the files of the pull-request flow and the merge driver to a workspace: only what is
    missing, nothing is overwritten.
    """
    if not flow.is_source(source):
        raise UsageError(
            f'"{source}" is nothing that pip installs; give a requirement such as attestle==1.0 or'
            " a git+https link"
        )
    names = systems.system_names(root)
    works = {
        name: (
            systems.load(root, name, documents.href_reader(root))[0]
            if layout.SLUG.match(name)
            else None
        )
        for name in names
    }
    templates = {name: shipped_data.read(f"templates/{name}").decode() for name in flow.FILES}
    outputs: dict[str, bytes | None] = {
        **schemas(),
        **flow.files(
            templates, source, [work.system for work in works.values() if work is not None]
        ),
    }
    if any(os.path.lexists(root / place) for place in flow.CODEOWNERS_PLACES[1:]):
        outputs.pop(flow.CODEOWNERS, None)
    there = {path: content for path, content in outputs.items() if os.path.lexists(root / path)}
    kept = tuple(files.changed(root, there))
    written = files.save(
        root, {path: content for path, content in outputs.items() if path not in there}
    )
    top = drivers.repository(root)
    return Hooks(
        written,
        kept,
        tuple(name for name, work in works.items() if work is None),
        top,
        drivers.is_top(root) and drivers.set_driver(root),
    )


def init(folder: Path, *, example: bool = False) -> tuple[str, ...]:
    """Make a workspace with everything that ships; nothing that is there already is touched."""
    if (folder / layout.MARKER).exists():
        raise UsageError(f"{folder} is a workspace already")
    outputs: dict[str, bytes | None] = {
        ".gitignore": _IGNORED.encode(),
        "attestle.toml": _SETTINGS.encode(),
        **schemas(),
        **shipped.models(),
    }
    if example:
        outputs |= shipped.example()
    outputs[f"{layout.MARKER}/config.ini"] = _CONFIG.encode()
    taken = [path for path in outputs if (folder / path).exists()]
    if taken == [".gitignore"]:
        del outputs[".gitignore"]
    elif taken:
        raise UsageError(f"{folder} has {taken[-1]} already; choose an empty folder")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"cannot make {folder}: {error.strerror}") from error
    return files.save(folder, outputs)


def new_files(
    root: Path, outputs: Mapping[str, bytes], kinds: Mapping[str, str]
) -> tuple[str, ...]:
    """Write files that must not exist yet; `kinds` names the schema that each authored one is
    checked against first.

    A new one tells editors where its schema is, if the workspace has that.
    """
    known = {kind for kind in _KINDS if files.exists(root, f"{flow.SCHEMAS}/{kind}.json")}
    outputs = {
        path: content if files.exists(root, path) else flow.with_schema_line(path, content, known)
        for path, content in outputs.items()
    }
    for path, data in outputs.items():
        if files.exists(root, path) and kinds.get(path) != "evidence":
            raise UsageError(f"{path} exists already")
        if path in kinds:
            _check(path, data.decode(), kinds[path])
    return files.save(root, dict(outputs))


def _check(path: str, text: str, kind: str) -> None:
    document = (
        yaml12.load(frontmatter.split(text).yaml, 2) if path.endswith(".md") else yaml12.load(text)
    )
    problems = [*document.problems, *(shape.check(kind, document) if not document.problems else ())]
    if problems:
        told = "; ".join(
            item.message + (f" ({item.hint})" if item.hint else "") for item in problems
        )
        raise UsageError(f"{path} would not be valid: {told}; nothing was written")


def evidence_register(root: Path, name: str) -> str:
    """The text of a system's evidence register, empty if it has none."""
    path = f"{system_folder(root, name)}/evidence.yaml"
    try:
        text = decode(files.read(root, path))
    except FileNotFoundError:
        return ""
    except files.Unreadable as error:
        raise WorkspaceError(f"{path} cannot be read: {error}") from error
    if text.problems:
        raise WorkspaceError(
            f"{path} cannot be read", [documents.finding(path, item) for item in text.problems]
        )
    return text.text


def write_out(folder: Path, outputs: dict[str, bytes]) -> list[str]:
    """Write documents into a folder of the user's choice, each whole or not at all; their paths."""
    files.save_outside(folder, outputs)
    return [(folder / name).as_posix() for name in outputs]
