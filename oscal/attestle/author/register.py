"""Changes to the evidence register that keep its comments, order and layout."""

from __future__ import annotations

from collections.abc import Mapping

from ..formats import yaml12


def with_hashes(text: str, hashes: Mapping[str, str]) -> str:
    """The register with `sha256` of the named items set; only those lines change."""
    document = yaml12.load(text)
    lines = text.split("\n")
    edits: list[tuple[int, str, bool]] = []
    items = document.value.get("evidence", []) if isinstance(document.value, dict) else []
    for index, item in enumerate(items):
        value = hashes.get(item.get("id", ""))
        if value is None or str(item.get("sha256", "")).lower() == value:
            continue
        pointer = f"/evidence/{index}"
        if f"{pointer}/sha256" in document.lines:
            edits.append((document.lines[f"{pointer}/sha256"], value, True))
        else:
            edits.append((document.lines[f"{pointer}/location"], value, False))
    for line, value, replace in sorted(edits, reverse=True):
        content = lines[line - 1]
        if replace:
            lines[line - 1] = f"{content.partition('sha256:')[0]}sha256: {value}"
        else:
            column = content.index("location:")
            lines.insert(line, f"{' ' * column}sha256: {value}")
    return "\n".join(lines)
