"""Where values stand in a YAML text, by patterns of keys; items of lists cut out of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import yaml

from ..errors import InternalError
from ..lazy_dataclasses import dataclass
from . import yaml12
from .yaml_edit import find_node_end

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
ANY = "*"


@dataclass(frozen=True, slots=True)
class ValueSpan:
    """From and up to a position of the text, and the line, from 1."""

    start: int
    end: int
    line: int


def find_values(text: str, patterns: Iterable[str], value: str) -> tuple[ValueSpan, ...]:
    """The scalars that say `value` at pointers such as `/roles/*/id`, each once, in order."""
    root = yaml.compose(text, Loader=_LOADER)
    spans = {
        ValueSpan(node.start_mark.index, node.end_mark.index, node.start_mark.line + 1)
        for pattern in patterns
        for node in _walk(root, pattern.split("/")[1:])
        if isinstance(node, yaml.ScalarNode) and node.value == value
    }
    return tuple(sorted(spans, key=lambda span: span.start))


def _walk(node: Any, parts: list[str]) -> Iterator[Any]:
    if not parts:
        yield node
        return
    if isinstance(node, yaml.MappingNode):
        for key, child in node.value:
            if parts[0] in (ANY, key.value):
                yield from _walk(child, parts[1:])
    elif isinstance(node, yaml.SequenceNode) and parts[0] == ANY:
        for child in node.value:
            yield from _walk(child, parts[1:])


def cut_item(text: str, key: str, index: int) -> str:
    """The document without one item of a list in block style; the comment lines right above the
    item go with it. A list that had no other is `[]`.
    """
    root: Any = yaml.compose(text, Loader=_LOADER)
    name, items = next(pair for pair in root.value if pair[0].value == key)
    expected = yaml12.read_yaml(text).value
    del expected[key][index]
    if len(items.value) == 1:
        start, end = name.end_mark.index, find_node_end(text, items)
        result = f"{text[:start]}: []{text[end:]}"
    else:
        result = _cut_lines(text, items, index)
    found = yaml12.read_yaml(result)
    if found.problems or found.value != expected:
        raise InternalError(
            f"the list {key} is laid out in a way that cannot be edited without risk; nothing was"
            " written, change it by hand"
        )
    return result


def _cut_lines(text: str, items: Any, index: int) -> str:
    item = items.value[index]
    start = text.rfind("\n", 0, item.start_mark.index) + 1
    column = " " * items.start_mark.column
    while start and (above := text[text.rfind("\n", 0, start - 1) + 1 : start]).startswith(
        f"{column}#"
    ):
        start -= len(above)
    end = text.find("\n", find_node_end(text, item) - 1) + 1 or len(text)
    return text[:start] + text[end:]
