"""Names that a file can have on every machine, and those that only some can hold."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Iterator

from ..lazy_patterns import make_pattern

# Names that Windows has for devices, in any folder and with any ending
RESERVED = frozenset(
    {
        "con",
        "prn",
        "aux",
        "nul",
        *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10)),
    }
)
# A control id of more characters is no id; the longest that anybody prints has about 40
LONGEST_ID = 200
# A path has 260 characters on Windows, the folders of the checkout among them
_LONGEST_NAME = 100
# An id is repeated in a message up to so many characters
_LONGEST_SHOWN = 40
# Each file system ends a name at 255 bytes or signs
_MOST_BYTES = 255
_SAFE = make_pattern(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9_-])?\Z")
_UNSAFE_SIGNS = make_pattern(r"[^A-Za-z0-9_-]+")
_FORBIDDEN = make_pattern(r'[<>:"\\|?*\x00-\x1f\x7f]')


def is_reserved(name: str) -> bool:
    """Whether Windows has a device of that name; `aux.md` and `AUX` are one too."""
    return name.partition(".")[0].rstrip(" ").casefold() in RESERVED


def is_safe_stem(name: str) -> bool:
    """Whether every machine takes it as the name of a file, with an ending behind it."""
    return _SAFE.match(name) is not None and len(name) <= _LONGEST_NAME and not is_reserved(name)


def choose_stem(*wishes: str) -> str:
    """The first wish that every machine takes, else a name made of the last one.

    What is made ends in a hash of the wish, so that two of them stay two.
    """
    for wish in wishes:
        if is_safe_stem(wish):
            return wish
    wish = wishes[-1]
    words = _UNSAFE_SIGNS.sub("-", wish).strip("-_")[: _LONGEST_NAME // 2].strip("-_") or "x"
    return f"{words}-{hashlib.sha256(wish.encode()).hexdigest()[:8]}"


def explain_unportable(name: str) -> str:
    """Why some machines cannot hold a file or folder of that name, "" if all can."""
    if is_reserved(name):
        return "Windows has a device of that name"
    sign = _FORBIDDEN.search(name)
    if sign:
        shown = sign[0] if sign[0].isprintable() else f"U+{ord(sign[0]):04X}"
        return f'the sign "{shown}" is in no file name on Windows'
    if name.endswith((" ", ".")):
        return "on Windows no file name ends in a dot or a blank"
    if len(name.encode("utf-8", "surrogatepass")) > _MOST_BYTES:
        return f"it has more than {_MOST_BYTES} bytes"
    return ""


def fold_name(name: str) -> str:
    """What two names have in common that are one on Windows or macOS."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def find_twins(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Pairs of names that are one where case does not count; each with the first of its kind."""
    first: dict[str, str] = {}
    for name in names:
        known = first.setdefault(fold_name(name), name)
        if known != name:
            yield known, name


def name_requirement_file(family: str, label: str, control_id: str) -> str:
    """Path of a requirement's file in the folder of its system.

    A label that is no safe name gives way to the control id, and that to a name made of it.
    """
    return f"controls/{choose_stem(family)}/{choose_stem(label, control_id)}.md"


def explain_no_own_files(requirements: Iterable[tuple[str, str, str]]) -> Iterator[str]:
    """Why requirements, given as family, label and control id, cannot have a file each."""
    holders: dict[str, str] = {}
    for family, label, control_id in requirements:
        if len(control_id) > LONGEST_ID:
            yield (
                f"the id {control_id[:_LONGEST_SHOWN]}... has {len(control_id)} characters, more"
                f" than {LONGEST_ID}"
            )
            continue
        path = name_requirement_file(family, label, control_id)
        other = holders.setdefault(fold_name(path), control_id)
        if other != control_id:
            yield f"{other} and {control_id} would share the file {path}"
