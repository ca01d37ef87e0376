"""The publisher's words beside a catalog: `texts/<catalog>/texts.json`, judged anew
at each reading.

What the file says of its own agreement is not asked: digests are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ..codes import make_finding
from ..findings import Finding
from ..formats import strict_json
from ..formats.official_digests import Digests, judge_text
from ..formats.path_globs import matches_path
from ..formats.text_lines import clean_line
from ..lazy_dataclasses import dataclass
from ..model.baseline import Baseline
from ..model.published_texts import (
    PublishedText,
    PublishedTexts,
    TextKind,
    TextSource,
    TextUnit,
)
from . import files, layout

_SOURCE_KEYS = ("file", "sha256", "form", "title", "version", "published", "taken")
_HINT = "lay the texts down anew: attestle catalog text FILE"


@dataclass(frozen=True, slots=True)
class StoredTexts:
    """The texts of one catalog as they stand in its file, not judged yet."""

    catalog: str
    entries: tuple[tuple[TextUnit, str, TextSource], ...] = ()


def list_overlays(root: Path) -> tuple[str, ...]:
    """Catalogs that the publisher's words were laid beside."""
    names = files.list_names(root, layout.TEXTS)
    return tuple(name for name in names if files.exists(root, layout.texts_path(name)))


def read_stored(root: Path, catalog: str) -> tuple[StoredTexts, tuple[Finding, ...]]:
    """The texts of a catalog, none where there are none or the file cannot be used."""
    path = layout.texts_path(catalog)
    try:
        data = files.read(root, path)
    except FileNotFoundError:
        return StoredTexts(catalog), ()
    except files.Unreadable as error:
        return StoredTexts(catalog), tuple(error.findings)
    tree, problems = strict_json.read_json(data)
    if problems:
        reasons = (make_finding("TXT004", path, item.message, line=item.line) for item in problems)
        return StoredTexts(catalog), tuple(reasons)
    try:
        return StoredTexts(catalog, _read_entries(tree)), ()
    except (AttributeError, IndexError, KeyError, TypeError, ValueError):
        message = "is not as attestle catalog text writes it, so nothing of it is shown"
        return StoredTexts(catalog), (make_finding("TXT004", path, message, hint=_HINT),)


def _read_entries(tree: Any) -> tuple[tuple[TextUnit, str, TextSource], ...]:
    sources = [
        TextSource(**{key: clean_line(str(item.get(key, ""))) for key in _SOURCE_KEYS})
        for item in tree["sources"]
    ]
    entries = []
    for item in tree["texts"]:
        unit = TextUnit(str(item["id"]), str(item["label"]), TextKind(item["kind"]))
        entries.append((unit, clean_line(str(item["text"])), sources[item["source"]]))
    if len({unit.id for unit, _, _ in entries}) != len(entries):
        raise ValueError("one text stands twice")
    return tuple(entries)


def judge_stored(
    stored: StoredTexts, find_digests: Callable[[TextUnit], Digests], is_free: bool
) -> PublishedTexts:
    """The texts with what their digests say."""
    judged = (
        judge_text(unit, text, source, find_digests(unit)) for unit, text, source in stored.entries
    )
    return PublishedTexts(
        stored.catalog, is_free, MappingProxyType({item.unit.id: item for item in judged})
    )


def write_stored(catalog: str, texts: Iterable[PublishedText]) -> bytes:
    """The file of a catalog's texts: each with the source it is from and its own SHA-256."""
    items = list(texts)
    sources = list(dict.fromkeys(item.source for item in items))
    rows = [
        {
            "id": item.unit.id,
            "label": item.unit.label,
            "kind": item.unit.kind.value,
            "text": item.text,
            "sha256": item.sha256,
            "source": sources.index(item.source),
        }
        for item in items
    ]
    tree = {"catalog": catalog, "sources": [asdict(item) for item in sources], "texts": rows}
    return strict_json.write_json(tree)


def is_free(baseline: Baseline) -> bool:
    """Whether everybody may copy the publisher's words for all that a catalog asks."""
    return all(item.framework.has_free_texts for item in baseline.requirements)


def is_ignored(root: Path, catalog: str) -> bool:
    """Whether version control leaves the folder of a catalog's texts out, by the root's file."""
    try:
        lines = files.read(root, layout.IGNORED).decode("utf-8", "replace").splitlines()
    except (FileNotFoundError, files.Unreadable):
        return False
    path, ignored = layout.texts_path(catalog), False
    for line in map(str.strip, lines):
        pattern = line.removeprefix("!")
        # one without a slash before its end is meant in every folder
        glob = pattern if "/" in pattern.rstrip("/") else f"**/{pattern}"
        if pattern and not line.startswith("#") and matches_path(glob, path):
            ignored = not line.startswith("!")
    return ignored


def add_ignored(root: Path, catalog: str) -> dict[str, bytes]:
    """The file that makes version control leave the texts of a catalog out, where it lacks that."""
    if is_ignored(root, catalog):
        return {}
    before = files.read(root, layout.IGNORED) if files.exists(root, layout.IGNORED) else b""
    end = b"\r\n" if b"\r\n" in before else b"\n"
    joint = b"" if not before or before.endswith(b"\n") else end
    return {layout.IGNORED: before + joint + write_ignored_line(catalog).encode() + end}


def write_ignored_line(catalog: str) -> str:
    return f"/{layout.TEXTS}/{catalog}/"
