"""The text of engagement.yaml with parts added; what stands there stays as it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..errors import InternalError, UsageError
from ..formats import yaml12
from ..formats.yaml_edit import EditedYaml
from ..formats.yaml_text import write_yaml

ACCEPTANCES = "acceptances"


def add_parts(text: str, parts: Mapping[str, Any]) -> str:
    """The file with these keys at its end. Raises UsageError for one that it has already."""
    present = _read_keys(text)
    doubles = [key for key in parts if key in present]
    if doubles:
        raise UsageError(f"engagement.yaml says {', '.join(doubles)} already; change it there")
    # a document of comments alone, or the empty mapping
    stem = "" if not present and text.strip() == "{}" else text
    if stem and not stem.endswith("\n"):
        stem += "\n"
    result = stem + write_yaml(parts)
    if _read_keys(result) != {**present, **_read_keys(write_yaml(parts))}:
        raise InternalError(
            "engagement.yaml is laid out in a way that cannot be added to without risk; nothing"
            " was written, change it by hand"
        )
    return result


def add_acceptance(text: str, item: Mapping[str, str]) -> str:
    """The file with one more written acceptance."""
    if ACCEPTANCES not in _read_keys(text):
        return add_parts(text, {ACCEPTANCES: [dict(item)]})
    edit = EditedYaml(text)
    edit.append("", ACCEPTANCES, item)
    return edit.text()


def _read_keys(text: str) -> dict[str, Any]:
    """The keys of the document; raises UsageError where it is none that can be read."""
    found = yaml12.read_yaml(text)
    value = found.value
    if found.problems or not (value is None or isinstance(value, dict)):
        raise UsageError("engagement.yaml cannot be read; see: attestle validate")
    return dict(value or {})
