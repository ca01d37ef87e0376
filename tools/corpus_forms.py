"""Documents that a folder holds in several forms: XML and YAML must mean what their JSON does."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt

from attestle.store import oscal_documents

_PAGE = MarkdownIt("commonmark").enable("table")
_PARAGRAPHS = re.compile(r"\s*</?p>\s*")
_BLOCKS = re.compile(
    r"\s*(</?(?:[uo]l|li|pre|h\d|hr|blockquote|table|thead|tbody|t[rhd])\b[^>]*>)\s*"
)
_FORMS = (".json", ".xml", ".yaml", ".yml")
# Sections of a report: what was compared or read, how many, and each that is not as it should be
Section = tuple[str, int, list[str]]


def check_forms(folder: Path) -> Iterator[Section]:
    """Each document beside its twin of the same name in JSON, and every XML file by itself."""
    pairs, wrong = 0, []
    for path in sorted(folder.rglob("*.json")):
        for other in _find_twins(path):
            pairs += 1
            wrong += [f"{other.relative_to(folder)}: {text}" for text in _compare(path, other)]
    yield "twins in XML and YAML that mean what their JSON does", pairs, wrong
    files = sorted(folder.rglob("*.xml"))
    crashes = [text for path in files for text in _read_alone(path, folder)]
    yield "XML files read, each as a document or with a finding at its place", len(files), crashes


def _find_twins(path: Path) -> Iterator[Path]:
    """`catalog/json/x.json` has its twins in `catalog/xml/x.xml` or beside it."""
    for ending in _FORMS[1:]:
        for place in (path.parent, path.parents[1] / ending[1:]):
            twin = place / f"{path.stem}{ending}"
            if twin.is_file():
                yield twin


def _compare(path: Path, twin: Path) -> Iterator[str]:
    tree, problems = oscal_documents.read_tree(twin.suffix, twin.read_bytes())
    yield from (f"{item.line}: {item.message}" for item in problems)
    for pointer, ours, theirs in list_differences(tree, json.loads(path.read_bytes())):
        yield f"{pointer}: {ours!r:.200} is not {theirs!r:.200}"


def _read_alone(path: Path, folder: Path) -> Iterator[str]:
    tree, problems = oscal_documents.read_tree(".xml", path.read_bytes())
    if tree is None and not problems:
        yield f"{path.relative_to(folder)}: neither tree nor problem"
    for item in problems:
        if item.line is None or (item.column is None and item.code != "OSC006"):
            yield f"{path.relative_to(folder)}: without a place: {item.message}"


def list_differences(one: Any, other: Any, pointer: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Where two trees do not mean the same; texts that differ are compared as they are shown."""
    if isinstance(one, dict) and isinstance(other, dict):
        for key in {**one, **other}:
            yield from list_differences(one.get(key), other.get(key), f"{pointer}/{key}")
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for index, (left, right) in enumerate(zip(one, other, strict=True)):
            yield from list_differences(left, right, f"{pointer}/{index}")
    elif one != other and not (
        isinstance(one, str) and isinstance(other, str) and show_text(one) == show_text(other)
    ):
        yield pointer, one, other


def show_text(text: str) -> str:
    """What a reader sees of a text of markdown: its page without what only lays it out."""
    # an item of a list may stand with or without room around it, blocks with any
    page = _PARAGRAPHS.sub(" ", _PAGE.render(text))
    page = re.sub(r"<pre><code[^>]*>", "<pre>", page).replace("</code></pre>", "</pre>")
    return html.unescape(" ".join(_BLOCKS.sub(r"\1", page).split()))
