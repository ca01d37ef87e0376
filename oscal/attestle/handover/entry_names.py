"""Paths of a package: those that every machine can unpack, and why others are refused."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from ..formats.file_names import explain_unportable, fold_name

# With the folder that it is unpacked into below the 260 signs that a path has on Windows
LONGEST_PATH = 200
# A path of so many folders is nobody's
_MOST_PARTS = 16
# Characters that show nothing, or turn the direction of what follows: Unicode's controls, formats,
# line ends, private ones and halves
_HIDDEN = ("Cc", "Cf", "Zl", "Zp", "Co", "Cs")


def explain_unsafe(path: str) -> str:
    """Why a path is not one of a package, "" if it is."""
    if not path:
        return "it has no name"
    if len(path) > LONGEST_PATH:
        return f"its path has more than {LONGEST_PATH} characters"
    if path.startswith("/"):
        return "its path is absolute"
    if "\\" in path:
        return "its path holds a backslash, which is a folder's end on Windows"
    parts = path.split("/")
    if len(parts) > _MOST_PARTS:
        return f"its path has more than {_MOST_PARTS} parts"
    return next(filter(None, map(_explain_part, parts)), "")


def _explain_part(part: str) -> str:
    if part == "..":
        return "its path leads out of the package"
    if part in ("", "."):
        return "its path has a part that names nothing"
    if any(unicodedata.category(sign) in _HIDDEN for sign in part):
        return "its path holds a character that nobody sees"
    if unicodedata.normalize("NFC", part) != part:
        return "its name is not in Unicode's form C, and another file may look the same"
    if part.startswith(" "):
        return "a part of its path begins with a blank"
    return explain_unportable(part)


def explain_collision(paths: Iterable[str]) -> str:
    """Which two paths cannot stand beside each other on every machine, "" if all can."""
    first: dict[str, str] = {}
    folders: dict[str, str] = {}
    for path in paths:
        folded = fold_name(path)
        if folded in first:
            if first[folded] == path:
                return f"{path} stands in it twice"
            return f"{first[folded]} and {path} are one file where case does not count"
        first[folded] = path
        for place, sign in enumerate(path):
            if sign == "/":
                folder = path[:place]
                known = folders.setdefault(fold_name(folder), folder)
                if known != folder:
                    return f"{known}/ and {folder}/ are one folder where case does not count"
    for folded, folder in folders.items():
        if folded in first:
            return f"{first[folded]} is a file and the folder {folder}/ at once"
    return ""
