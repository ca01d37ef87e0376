"""Values taken out of a copy of a workspace, before a package is made of it."""

from __future__ import annotations

import re
import struct
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..errors import UsageError
from ..formats import strict_json
from ..formats.picture_kinds import is_picture, name_picture_kind
from ..formats.yaml12 import read_yaml
from ..handover.redaction import SHORTEST, RedactionReport, RedactionRules, Redactor, read_rules
from ..model.system import System
from ..store import files, folders, layout
from ..store.copied_workspace import rename_copied, replace_copied
from ..store.evidence_files import EVIDENCE
from .sound_systems import load_work

_TEXTS = (".md", ".yaml", ".yml", ".csv", ".toml")
# A letter by its number in YAML and TOML, where no other backslash takes the first one
_ESCAPED = re.compile(
    r"(?<!\\)(?:\\\\)*\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8}))"
)
_HEAD_START, _HEAD_END = "---\n", "\n---"
# Of the plain grey picture that stands where one was: nobody looks into what a picture shows
_BLANK = (640, 360)


def load_rules(path: Path) -> RedactionRules:
    """The rules of a YAML file anywhere. Raises UsageError."""
    try:
        document = read_yaml(files.read_outside(path, 1024 * 1024).decode())
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is not UTF-8") from error
    if document.problems:
        raise UsageError(f"{path}: {document.problems[0].message}")
    try:
        return read_rules(document.value)
    except UsageError as error:
        raise UsageError(f"{path}: {error}") from error


def redact_workspace(folder: Path, name: str, rules: RedactionRules) -> RedactionReport:
    """Change every file of a copied workspace that a package of the system is made from.

    Contents, names of files, and pictures, which become blank.
    """
    work, _ = load_work(folder, name)
    known = {kind: list(values) for kind, values in rules.values.items()}
    for kind, values in _list_known(work.system):
        if kind in rules.everything:
            known.setdefault(kind, []).extend(values)
    redactor = Redactor(known, find_addresses="addresses" in rules.everything)
    pictures = 0
    changes: dict[str, bytes | None] = {}
    for path in folders.list_files_below(folder):
        if not _is_of_package(path, name):
            continue
        place = "/".join(map(redactor.redact, path.split("/")))
        if path.startswith(f"{layout.system_folder_path(name)}/{EVIDENCE}/"):
            # never packed; but it has to be found under the name that the register gives it
            rename_copied(folder, path, place)
            continue
        data = files.read(folder, path)
        changed = _redact_file(path, data, redactor)
        pictures += changed == _BLANK_PICTURE
        if place != path:
            changes[path] = None
        if changed != data or place != path:
            changes[place] = changed
    replace_copied(folder, changes)
    return RedactionReport(
        redactor.counts, redactor.places, pictures, redactor.words, redactor.wanted
    )


def _is_of_package(path: str, name: str) -> bool:
    """The files of the system, the documents, and the settings."""
    top, *rest = path.split("/")
    if top == layout.SSP:
        return rest[:1] == [name]
    return path == layout.SETTINGS or top in layout.MODELS


def _redact_file(path: str, data: bytes, redactor: Redactor) -> bytes:
    if is_picture(data) or name_picture_kind(data):
        return _BLANK_PICTURE
    if path.endswith(_TEXTS):
        try:
            return redactor.redact(_show_escaped(path, data.decode())).encode()
        except UnicodeDecodeError:
            return data
    if path.endswith(".json"):
        tree, problems = strict_json.read_json(data)
        if not problems:
            changed = _redact_tree(tree, redactor)
            return data if changed == tree else strict_json.write_json(changed)
    return data


def _show_escaped(path: str, text: str) -> str:
    """Letters that a text in double quotes gives by their numbers, as they are read."""
    head = len(text)
    if path.endswith(".md"):
        head = text.find(_HEAD_END, 1) if text.startswith(_HEAD_START) else 0
    elif path.endswith(".csv"):
        head = 0
    return _ESCAPED.sub(_show_letter, text[: max(head, 0)]) + text[max(head, 0) :]


def _show_letter(match: re.Match[str]) -> str:
    number = int(match[1] or match[2] or match[3], 16)
    sign = chr(number) if number <= sys.maxunicode else ""
    return sign if sign.isalnum() else match[0]


def _redact_tree(tree: Any, redactor: Redactor) -> Any:
    """Every text of a tree; what it is called stays, since that is OSCAL's."""
    if isinstance(tree, str):
        return redactor.redact(tree)
    if isinstance(tree, list):
        return [_redact_tree(item, redactor) for item in tree]
    if isinstance(tree, dict):
        return {key: _redact_tree(value, redactor) for key, value in tree.items()}
    return tree


def _list_known(system: System) -> Iterator[tuple[str, list[str]]]:
    """What the files themselves say is a name, a host, an address or a serial number."""
    assets = system.assets
    yield "names", [value for value in _list_names(system) if len(value) >= SHORTEST]
    yield "hosts", [item.name for item in assets if _is_host(item.name)]
    yield "addresses", list(filter(None, (item.address for item in assets)))
    yield "serials", list(filter(None, (item.serial for item in assets)))


def _list_names(system: System) -> Iterator[str]:
    """Of persons, and where they are reached; of those who approved and affirmed too."""
    for party in system.people.parties:
        if party.type == "person":
            yield from filter(None, (party.name, party.email, party.phone, party.id))
    yield from (item.name for item in system.characteristics.approvals)
    aim = system.engagement.cmmc
    for item in aim.affirmed if aim else ():
        yield from (item.name, item.contact)


def _is_host(name: str) -> bool:
    """A name without blanks that has a digit, a dot or a hyphen: no `Laptops`."""
    return not any(sign.isspace() for sign in name) and any(
        sign.isdigit() or sign in ".-" for sign in name
    )


def _draw_blank() -> bytes:
    """A PNG of one shade of grey."""
    width, height = _BLANK
    rows = b"".join(b"\0" + b"\xcc" * width for _ in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in chunks
    )


_BLANK_PICTURE = _draw_blank()
