"""Fingerprints of findings, by the files that they are in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ...findings import Finding
from ...formats import known_findings
from ...store import files


def fingerprint(findings: Sequence[Finding], read: Callable[[str], bytes]) -> tuple[str, ...]:
    """One for each finding; the same for findings that cannot be told apart."""
    return known_findings.fingerprint_findings(findings, lambda path: _parse_file(path, read))


def _parse_file(path: str, read: Callable[[str], bytes]) -> Any:
    """The parsed file behind a pointer, None where it cannot be parsed."""
    # a run without a baseline fingerprints nothing and does without the parsers
    from ...formats import frontmatter, oscal_xml, strict_json, yaml12
    from ...formats.text_file import decode_text

    try:
        data = read(path)
    except (FileNotFoundError, files.Unreadable):
        return None
    if path.endswith(".json"):
        return strict_json.read_json(data)[0]
    if path.endswith(".xml"):
        return oscal_xml.read_xml(data).tree
    if path.endswith((".yaml", ".yml")):
        return yaml12.read_yaml(decode_text(data).text, deepest=strict_json.MAX_DEPTH).value
    if path.endswith(".md"):
        return yaml12.read_yaml(frontmatter.split_front_matter(decode_text(data).text).yaml).value
    return None
