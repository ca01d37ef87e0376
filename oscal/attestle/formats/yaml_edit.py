"""YAML edited in place, also that of a front matter: keys set, lists made longer.

Comments, order and layout stay, in block style and in flow style.
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


class EditedYaml:
    """Edits that are read back, each one.

    A file that would not say exactly what was meant is refused with InternalError.
    """

    def __init__(self, text: str) -> None:
        self._yaml = text if text.endswith("\n") else text + "\n"

    def text(self) -> str:
        return self._yaml

    def put(self, pointer: str, key: str, value: str, after: str) -> None:
        """Set a key of a mapping to a text; a new one comes after the key `after`."""
        node, expected = self._find(pointer)
        pair = _find_pair(node, key)
        if pair is None:
            self._add_key(node, key, _quote_text(value), after)
        else:
            start, end = pair[1].start_mark.index, _find_end(self._yaml, pair[1])
            blank = " " if self._yaml[start - 1] == ":" else ""
            self._replace(start, end, blank + _quote_text(value))
        _get_value(expected, pointer)[key] = value
        self._check(expected)

    def extend(self, pointer: str, key: str, values: Sequence[str], after: str) -> None:
        """Add to a list of a mapping the texts that are not in it.

        A new list comes after the key `after`.
        """
        node, expected = self._find(pointer)
        present = _get_value(expected, pointer).get(key) or []
        new = [value for value in values if value not in present]
        if not new:
            return
        if present:
            for value in new:
                self._add_item(
                    _find_pair(self._find(pointer)[0], key),
                    _quote_text(value),
                    [f"- {_quote_text(value)}"],
                )
        else:
            self._put_list(node, key, f"[{', '.join(map(_quote_text, new))}]", None, after)
        _get_value(expected, pointer)[key] = [*present, *new]
        self._check(expected)

    def append(self, pointer: str, key: str, item: Mapping[str, str | Sequence[str]]) -> None:
        """Add a mapping to a list of a mapping, which is made at its end where there is none."""
        node, expected = self._find(pointer)
        present = _get_value(expected, pointer).get(key) or []
        written = {name: _write_value(value) for name, value in item.items()}
        flow = "{" + ", ".join(f"{name}: {value}" for name, value in written.items()) + "}"
        block = [
            f"{'  ' if number else '- '}{name}: {value}"
            for number, (name, value) in enumerate(written.items())
        ]
        if present:
            self._add_item(_find_pair(node, key), flow, block)
        else:
            self._put_list(node, key, f"[{flow}]", block, node.value[-1][0].value)
        added = {name: _copy_value(value) for name, value in item.items()}
        _get_value(expected, pointer)[key] = [*present, added]
        self._check(expected)

    def remove(self, key: str) -> None:
        """Take a key of the document away with its value; nothing where it has none."""
        node, expected = self._find("")
        pair = _find_pair(node, key)
        if pair is None:
            return
        start, end = pair[0].start_mark.index, _find_end(self._yaml, pair[1])
        following = self._yaml[end:]
        if node.flow_style:
            end += len(following) - len(following.lstrip(", "))
        else:  # to the end of its last line, with a comment there
            end = self._yaml.find("\n", end - 1) + 1 or len(self._yaml)
        self._replace(start, end, "")
        del expected[key]
        self._check(expected)

    def put_items(self, key: str, items: Sequence[Mapping[str, str]]) -> None:
        """Set the list that a key of the document has to mappings of texts."""
        node, expected = self._find("")
        pair = _find_pair(node, key)
        flow = ", ".join(
            "{" + ", ".join(f"{name}: {_quote_text(text)}" for name, text in item.items()) + "}"
            for item in items
        )
        # from behind the colon: a block begins on a line of its own
        start = self._yaml.index(":", pair[0].end_mark.index) + 1
        self._replace(start, _find_end(self._yaml, pair[1]), f" [{flow}]")
        expected[key] = [dict(item) for item in items]
        self._check(expected)

    def _find(self, pointer: str) -> tuple[Any, Any]:
        """The node of a mapping, and a copy of the whole document's value."""
        node: Any = yaml.compose(self._yaml, Loader=_LOADER)
        for part in pointer.split("/")[1:]:
            node = _get_child(node, part)
        return node, yaml12.read_yaml(self._yaml).value

    def _replace(self, start: int, end: int, text: str) -> None:
        self._yaml = self._yaml[:start] + text + self._yaml[end:]

    def _insert_lines(self, at: int, lines: Sequence[str], column: int) -> None:
        """After the line on which the position is; a comment at its end stays there."""
        line_end = at - 1 if at and self._yaml[at - 1] == "\n" else self._yaml.find("\n", at)
        self._replace(line_end, line_end, "".join(f"\n{' ' * column}{line}" for line in lines))

    def _add_key(self, node: Any, key: str, value: str, after: str) -> None:
        pair = _find_pair(node, after) or node.value[-1]
        end = _find_end(self._yaml, pair[1])
        if node.flow_style:
            self._replace(end, end, f", {key}: {value}")
        else:
            self._insert_lines(end, [f"{key}: {value}"], node.value[0][0].start_mark.column)

    def _put_list(
        self, node: Any, key: str, flow: str, block: Sequence[str] | None, after: str
    ) -> None:
        """A list where there is none: the key lacks, or has nothing or an empty list."""
        pair = _find_pair(node, key)
        if pair is not None:
            start, end = pair[1].start_mark.index, _find_end(self._yaml, pair[1])
            self._replace(start, end, (" " if self._yaml[start - 1] == ":" else "") + flow)
        elif node.flow_style or block is None:
            self._add_key(node, key, flow, after)
        else:
            end = _find_end(self._yaml, node.value[-1][1])
            self._insert_lines(
                end,
                [f"{key}:", *(f"  {line}" for line in block)],
                node.value[0][0].start_mark.column,
            )

    def _add_item(self, pair: Any, flow: str, block: Sequence[str]) -> None:
        sequence = pair[1]
        end = _find_end(self._yaml, sequence.value[-1])
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


class EditedFrontMatter(EditedYaml):
    """The front matter of a markdown file; the text below it stays."""

    def __init__(self, text: str) -> None:
        front = frontmatter.split_front_matter(text).yaml
        start = text.index("\n") + 1
        self._before, self._after = text[:start], text[start + len(front) :]
        EditedYaml.__init__(self, front)

    def text(self) -> str:
        return self._before + self._yaml + self._after


def find_value(text: str, pointer: str) -> tuple[int, int]:
    """Where the value at a pointer begins and ends; KeyError if there is none."""
    node: Any = yaml.compose(text, Loader=_LOADER)
    for part in pointer.split("/")[1:]:
        node = _get_child(node, part)
    return int(node.start_mark.index), _find_end(text, node)


def _quote_text(value: str) -> str:
    """A day, an id or a state as people write it; any other text in double quotes.

    Nothing in quotes can be read as anything else.
    """
    return value if _PLAIN.fullmatch(value) else json.dumps(value, ensure_ascii=False)


def _write_value(value: str | Sequence[str]) -> str:
    """A text, or a list of texts in brackets."""
    if isinstance(value, str):
        return _quote_text(value)
    return f"[{', '.join(map(_quote_text, value))}]"


def _copy_value(value: str | Sequence[str]) -> str | list[str]:
    return value if isinstance(value, str) else list(value)


def _get_child(node: Any, token: str) -> Any:
    """The value of a key, or the item of a number; KeyError if there is no such key."""
    if not isinstance(node, yaml.MappingNode):
        return node.value[int(token)]
    for key, value in node.value:
        if key.value == token:
            return value
    raise KeyError(token)


def _find_pair(node: Any, key: str) -> Any:
    """Key and value nodes of a mapping."""
    return next((pair for pair in node.value if pair[0].value == key), None)


def _get_value(value: Any, pointer: str) -> Any:
    for part in pointer.split("/")[1:]:
        value = value[int(part)] if isinstance(value, list) else value[part]
    return value


def _find_end(text: str, node: Any) -> int:
    """Where a value ends, without the blank lines and comments that the parser counts to it."""
    end = int(node.end_mark.index)
    if isinstance(node, yaml.ScalarNode):
        return _find_block_end(text, node) if node.style in ("|", ">") else end
    if node.flow_style or not node.value:
        return end
    last = node.value[-1]
    return _find_end(text, last[1] if isinstance(node, yaml.MappingNode) else last)


def _find_block_end(text: str, node: Any) -> int:
    """Of a text of several lines; blank lines behind it are of it only where `|+` says so."""
    start, end = int(node.start_mark.index), int(node.end_mark.index)
    indicator = text[start : text.index("\n", start)].partition("#")[0]
    return end if "+" in indicator else start + len(text[start:end].rstrip())
