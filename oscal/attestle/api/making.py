"""New workspaces and new files in them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ..errors import UsageError
from ..formats import frontmatter, shape, yaml12
from ..store import files, layout, shipped
from .loading import system_folder

_CONFIG = "[task]\n"
_SETTINGS = "# Settings of attestle for this workspace.\n"
_IGNORED = "build/\n.trestle/attestle.lock\n.trestle/cache/\n"


def init(folder: Path, *, example: bool = False) -> tuple[str, ...]:
    """Make a workspace with everything that ships; nothing that is there already is touched."""
    if (folder / layout.MARKER).exists():
        raise UsageError(f"{folder} is a workspace already")
    outputs: dict[str, bytes | None] = {".gitignore": _IGNORED.encode(), "attestle.toml": _SETTINGS.encode(), **shipped.models()}
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


def new_files(root: Path, outputs: Mapping[str, bytes], kinds: Mapping[str, str]) -> tuple[str, ...]:
    """Write files that must not exist yet; `kinds` names the schema that each authored one is checked against first."""
    for path, data in outputs.items():
        if files.exists(root, path) and kinds.get(path) != "evidence":
            raise UsageError(f"{path} exists already")
        if path in kinds:
            _check(path, data.decode(), kinds[path])
    return files.save(root, dict(outputs))


def _check(path: str, text: str, kind: str) -> None:
    document = yaml12.load(frontmatter.split(text).yaml, 2) if path.endswith(".md") else yaml12.load(text)
    problems = [*document.problems, *(shape.check(kind, document) if not document.problems else ())]
    if problems:
        hint = f" ({problems[0].hint})" if problems[0].hint else ""
        raise UsageError(f"{path} would not be valid: {problems[0].message}{hint}")


def evidence_register(root: Path, name: str) -> str:
    """The text of a system's evidence register, empty if it has none."""
    try:
        return files.read(root, f"{system_folder(root, name)}/evidence.yaml").decode()
    except FileNotFoundError:
        return ""


def write_out(folder: Path, outputs: dict[str, bytes]) -> list[str]:
    """Write documents into a folder of the user's choice, each whole or not at all; their paths."""
    files.save_outside(folder, outputs)
    return [(folder / name).as_posix() for name in outputs]
