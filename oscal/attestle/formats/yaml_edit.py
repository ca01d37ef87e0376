"""Front matter edited in place: keys set, lists made longer; comments, order and layout stay, in
block style and in flow style.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from ..errors import InternalError
from . import frontmatter, yaml12

_PLAIN = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}|[a-z][a-z0-9]*(-[a-z0-9]+)+|complete")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class EditedFrontMatter:
    """Every edit is read back: a file that would not say exactly what was meant is refused with
    InternalError.
    """

    def __init__(self, text: str) -> None:
        self._yaml = frontmatter.split_front_matter(text).yaml
        start = text.index("\n") + 1
        self._before, self._after = text[:start], text[start + len(self._yaml) :]

    def text(self) -> str:
        return self._before + self._yaml + self._after

    def put(self, pointer: str, key: str, value: str, after: str) -> None:
        """Set a key of a mapping to a text; a new one comes after the key `after`."""
        node, expected = self._find(pointer)
        pair = _pair(node, key)
        if pair is None:
            self._add(node, key, _text(value), after)
        else:
            start, end = pair[1].start_mark.index, _end(self._yaml, pair[1])
            blank = " " if self._yaml[start - 1] == ":" else ""
            self._replace(start, end, blank + _text(value))
        _at(expected, pointer)[key] = value
        self._check(expected)

    def extend(self, pointer: str, key: str, values: Sequence[str], after: str) -> None:
        """Add to a list of a mapping the texts that are not in it; a new list comes after the key
        `after`.
        """
        node, expected = self._find(pointer)
        known = _at(expected, pointer).get(key) or []
        new = [value for value in values if value not in known]
        if not new:
            return
        if known:
            for value in new:
                self._add_item(
                    _pair(self._find(pointer)[0], key), _text(value), [f"- {_text(value)}"]
                )
        else:
            self._fill(node, key, f"[{', '.join(map(_text, new))}]", None, after)
        _at(expected, pointer)[key] = [*known, *new]
        self._check(expected)

    def append(self, pointer: str, key: str, item: Mapping[str, str]) -> None:
        """Add a mapping to a list of a mapping, which is made at its end where there is none."""
        node, expected = self._find(pointer)
        known = _at(expected, pointer).get(key) or []
        flow = "{" + ", ".join(f"{name}: {_text(text)}" for name, text in item.items()) + "}"
        block = [
            f"{'  ' if number else '- '}{name}: {_text(text)}"
            for number, (name, text) in enumerate(item.items())
        ]
        if known:
            self._add_item(_pair(node, key), flow, block)
        else:
            self._fill(node, key, f"[{flow}]", block, node.value[-1][0].value)
        _at(expected, pointer)[key] = [*known, dict(item)]
        self._check(expected)

    def _find(self, pointer: str) -> tuple[Any, Any]:
        """The node of a mapping, and a copy of the whole document's value."""
        node: Any = yaml.compose(self._yaml, Loader=_LOADER)
        for part in pointer.split("/")[1:]:
            found = (
                _pair(node, part)
                if isinstance(node, yaml.MappingNode)
                else (None, node.value[int(part)])
            )
            assert found is not None, pointer
            node = found[1]
        return node, yaml12.read_yaml(self._yaml).value

    def _replace(self, start: int, end: int, text: str) -> None:
        self._yaml = self._yaml[:start] + text + self._yaml[end:]

    def _insert_lines(self, at: int, lines: Sequence[str], column: int) -> None:
        """After the line on which the position is; a comment at its end stays there."""
        line_end = at - 1 if at and self._yaml[at - 1] == "\n" else self._yaml.find("\n", at)
        self._replace(line_end, line_end, "".join(f"\n{' ' * column}{line}" for line in lines))

    def _add(self, node: Any, key: str, value: str, after: str) -> None:
        pair = _pair(node, after) or node.value[-1]
        end = _end(self._yaml, pair[1])
        if node.flow_style:
            self._replace(end, end, f", {key}: {value}")
        else:
            self._insert_lines(end, [f"{key}: {value}"], node.value[0][0].start_mark.column)

    def _fill(
        self, node: Any, key: str, flow: str, block: Sequence[str] | None, after: str
    ) -> None:
        """A list where there is none: the key lacks, or has nothing or an empty list."""
        pair = _pair(node, key)
        if pair is not None:
            start, end = pair[1].start_mark.index, _end(self._yaml, pair[1])
            self._replace(start, end, (" " if self._yaml[start - 1] == ":" else "") + flow)
        elif node.flow_style or block is None:
            self._add(node, key, flow, after)
        else:
            end = _end(self._yaml, node.value[-1][1])
            self._insert_lines(
                end,
                [f"{key}:", *(f"  {line}" for line in block)],
                node.value[0][0].start_mark.column,
            )

    def _add_item(self, pair: Any, flow: str, block: Sequence[str]) -> None:
        sequence = pair[1]
        end = _end(self._yaml, sequence.value[-1])
        if sequence.flow_style:
            self._replace(end, end, f", {flow}")
        else:
            self._insert_lines(end, block, sequence.start_mark.column)

    def _check(self, expected: Any) -> None:
        found = yaml12.read_yaml(self._yaml)
        if found.problems or found.value != expected:
            raise InternalError(
                "the front matter is laid out in a way that cannot be edited without risk; nothing"
                " was written, change it by hand"
            )


def _text(value: str) -> str:
    """A day, an id or a state as people write it; any other text in double quotes, so that nothing
    in it can be read as anything else.
    """
    return value if _PLAIN.fullmatch(value) else json.dumps(value, ensure_ascii=False)


def _pair(node: Any, key: str) -> Any:
    """Key and value nodes of a mapping."""
    return next((pair for pair in node.value if pair[0].value == key), None)


def _at(value: Any, pointer: str) -> Any:
    for part in pointer.split("/")[1:]:
        value = value[int(part)] if isinstance(value, list) else value[part]
    return value


def _end(text: str, node: Any) -> int:
    """Where the last character of a value is, without the blank lines and comments that the parser
    counts to it.
    """
    end = int(node.end_mark.index)
    if isinstance(node, yaml.ScalarNode):
        if node.style not in ("|", ">"):
            return end
        start = int(node.start_mark.index)
        return (
            end
            if "+" in text[start : text.index("\n", start)].partition("#")[0]
            else start + len(text[start:end].rstrip())
        )
    if node.flow_style or not node.value:
        return end
    last = node.value[-1]
    return _end(text, last[1] if isinstance(node, yaml.MappingNode) else last)
