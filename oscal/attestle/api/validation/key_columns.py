"""The column of a key, or of the first sign of its line, in YAML of which the line is known."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from ...findings import Finding
from ...formats.text_file import decode_text
from ...store import oscal_documents
from ...trees import unescape_token


def add_columns(findings: tuple[Finding, ...], read: Callable[[str], bytes]) -> Iterator[Finding]:
    """In YAML the line is known; the column is that of the key on it, or of the first sign."""
    texts: dict[str, list[str]] = {}
    for item in findings:
        if item.line is None or not _lacks_column(item):
            yield item
            continue
        if item.path not in texts:
            texts[item.path] = decode_text(read(item.path)).text.split("\n")
        lines = texts[item.path]
        if item.line <= len(lines):
            item = replace(item, column=_find_column(lines[item.line - 1], item.pointer))
        yield item


def _lacks_column(item: Finding) -> bool:
    return item.column is None and item.pointer != "" and item.path.endswith(oscal_documents.YAML)


def _find_column(line: str, pointer: str) -> int:
    key = unescape_token(pointer.rpartition("/")[2])
    # the key at the beginning of the line or inside `{...}`, `[...]`, with or without quotes
    match = re.search(rf"""(?:^|[\s{{,\[])(["']?{re.escape(key)}["']?)\s*:""", line)
    return match.start(1) + 1 if match else len(line) - len(line.lstrip(" -")) + 1
