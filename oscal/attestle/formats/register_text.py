"""The text of evidence.yaml as lines: keys set and items added, and every other line as it is."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Mapping
from typing import Any

from . import labels, yaml12

_PLAIN = re.compile(
    r"\d{4}-\d{2}-\d{2}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?!(?:true|false|null|yes|no|on|off|y|n)\Z)[a-z](?:[a-z0-9.-]*[a-z0-9])?",
    re.I,
)
LISTS = ("objectives", "criteria")
_EMPTY = re.compile(r"evidence:\s*(?:\[\s*\]|null|~)(\s*(?:#.*)?)\Z")
_KEY = re.compile(r"(\s*(?:- +)?)([\"']?)([a-z0-9-]+)\2\s*:(?=\s|\Z)")
_ITEM = re.compile(r"(\s*- +)(?=\S)")
_SCALARS = ("title", "owner", "location", "sha256", "collected", "cadence", "status", "note")


def _scalar(value: object) -> str:
    """Days, ids and the like as they are, every other text in quotes."""
    text = str(value)
    return (
        text
        if isinstance(value, int) or _PLAIN.fullmatch(text)
        else json.dumps(text, ensure_ascii=False)
    )


def _value(value: object) -> str:
    """In one line."""
    if isinstance(value, dict):
        return f"{{{', '.join(f'{name}: {_scalar(item)}' for name, item in value.items())}}}"
    return (
        f"[{', '.join(_scalar(item) for item in value)}]"
        if isinstance(value, list)
        else _scalar(value)
    )


def says(item: Mapping[str, Any], key: str, new: object) -> bool:
    """Whether an item of the register says the same already; what is absent has the default that
    docs/reference/files.md gives.
    """
    old = item.get(key, {"status": "final", "cadence": 365}.get(key))
    return str(old).lower() == new if key == "sha256" else _equal(old, new)


def _equal(old: object, new: object) -> bool:
    """In whatever order and spelling."""
    if isinstance(new, list):
        return isinstance(old, list) and {_label(item) for item in old} == {
            _label(item) for item in new
        }
    if isinstance(new, dict):
        return isinstance(old, dict) and {key: str(value) for key, value in old.items()} == {
            key: str(value) for key, value in new.items()
        }
    return old is not None and " ".join(str(old).split()) == str(new)


def _label(text: object) -> str:
    return labels.normalize_objective(str(text)).casefold()


def _comment(rest: str) -> str:
    """The comment behind a value on its line, with the blanks before it."""
    match = re.match(
        r"""\s*(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|\[[^\]]*\]|\{[^}]*\}|(?:[^\s#]|(?<=\S)#|[ \t]+(?=[^\s#]))*)(\s+#.*)?\Z""",
        rest,
    )
    return match[1] if match and match[1] else ""


class Register:
    """The text of evidence.yaml as lines: only those that change are touched."""

    def __init__(self, text: str) -> None:
        self._lines = text.rstrip("\n").split("\n") if text.strip() else ["evidence:"]
        self._document = yaml12.read_yaml(text)
        items = (
            self._document.value.get("evidence") if isinstance(self._document.value, dict) else None
        )
        self._items: list[dict[str, Any]] = items if isinstance(items, list) else []
        self._places = {str(item.get("id")): index for index, item in enumerate(self._items)}
        self._starts = frozenset(self._document.lines.values())
        if not self._items:
            self._lines = [_EMPTY.sub(r"evidence:\1", line) for line in self._lines]
            if not any(line.startswith("evidence:") for line in self._lines):
                self._lines.append("evidence:")
        self._edits: list[tuple[int, int, list[str]]] = []
        self._new: list[str] = []
        self._refused: set[str] = set()
        self._heads = frozenset(
            self._document.lines[f"/evidence/{index}"] for index in range(len(self._items))
        )
        first = self._lines[self._document.lines["/evidence/0"] - 1] if self._items else "  - "
        self._dash = " " * (len(first) - len(first.lstrip()))

    def refused(self, identity: str) -> bool:
        return identity in self._refused

    def has(self, identity: str) -> bool:
        return identity in self._places

    def update(self, values: Mapping[str, Any]) -> tuple[bool, str, list[str]]:
        """Set keys that differ, and add those that are absent: whether anything changed, why that
        is not possible, and what went from lists.
        """
        index = self._places[values["id"]]
        item, pointer = self._items[index], f"/evidence/{index}"
        edits: list[tuple[int, int, list[str]]] = []
        gone: list[str] = []
        for key in (*_SCALARS, *LISTS, "period"):
            if key not in values or says(item, key, values[key]):
                continue
            inside = key == "period" and self._document.lines.get(
                f"{pointer}/period/start", 0
            ) > self._document.lines.get(f"{pointer}/period", 0)
            todo = (
                [(f"{pointer}/period", *pair) for pair in values[key].items()]
                if inside
                else [(pointer, key, values[key])]
            )
            for place, name, value in todo:
                edit = self._edit(place, name, value)
                if edit is None:
                    self._refused.add(values["id"])
                    return (
                        False,
                        f"evidence.yaml writes {key} in a way that only a person can change",
                        [],
                    )
                edits.append(edit)
            kept = {_label(text) for text in values[key]} if key in LISTS else set()
            gone += [
                str(text)
                for text in item.get(key) or ()
                if key in LISTS and _label(text) not in kept
            ]
        self._edits += edits
        return bool(edits), "", gone

    def _edit(self, pointer: str, key: str, value: Any) -> tuple[int, int, list[str]] | None:
        """Lines to replace (from, up to, by what), counted from 0."""
        place = self._document.lines.get(f"{pointer}/{key}")
        if place is None:
            beside = self._document.lines[f"{pointer}/location"]
            match = _KEY.match(self._lines[beside - 1])
            if match is None or match[3] != "location":
                return None
            end = self._end(beside)
            return end, end, [f"{' ' * len(match[1])}{key}: {_value(value)}"]
        match = _KEY.match(self._lines[place - 1])
        if match is None or match[3] != key:
            return None
        end = self._end(place)
        rest = self._lines[place - 1][match.end() :]
        if isinstance(value, list):
            return self._list(place, end, match, rest, value)
        inside = self._lines[place:end]
        if any(line.lstrip().startswith("#") for line in inside) and not rest.strip().startswith(
            ("|", ">")
        ):
            return None
        return (
            place - 1,
            end,
            [f"{match[0].rstrip()} {_value(value)}{'' if inside else _comment(rest)}"],
        )

    def _list(
        self, place: int, end: int, match: re.Match[str], rest: str, value: list[str]
    ) -> tuple[int, int, list[str]] | None:
        """A list in the form it has: on one line, on several in brackets, or one item a line."""
        inside = self._lines[place:end]
        if rest.strip().startswith("["):
            if not inside:
                return place - 1, end, [f"{match[0].rstrip()} {_value(value)}{_comment(rest)}"]
            if any("#" in line for line in (rest, *inside)):
                return None
            indent = " " * len(match[1])
            text = ", ".join(_scalar(item) for item in value) + ","
            wrapped = textwrap.wrap(
                text,
                140,
                initial_indent=f"{indent}  ",
                subsequent_indent=f"{indent}  ",
                break_long_words=False,
                break_on_hyphens=False,
            )
            return place - 1, end, [f"{match[0].rstrip()} [", *wrapped, f"{indent}]"]
        kept, seen = [], set()
        lead = ""
        wanted = {_label(item) for item in value}
        for line in inside:
            item = _ITEM.match(line)
            if item is None:
                if line.strip() and not line.lstrip().startswith("#"):
                    return None
                kept.append(line)
                continue
            lead = item[1]
            loaded = yaml12.read_yaml(line.strip()).value
            name = _label(loaded[0]) if isinstance(loaded, list) and loaded else ""
            if name in wanted:
                kept.append(line)
                seen.add(name)
        if not lead:
            return None
        return (
            place,
            end,
            [*kept, *(f"{lead}{_scalar(item)}" for item in value if _label(item) not in seen)],
        )

    def _end(self, line: int) -> int:
        """The last line (from 1) of the value of the key on `line`, without comments and blank
        lines behind it.
        """
        column = _KEY.match(self._lines[line - 1])
        assert column is not None
        depth = len(column[1])
        end = line
        for number in range(line + 1, len(self._lines) + 1):
            text = self._lines[number - 1]
            indent = len(text) - len(text.lstrip())
            if not text.strip() or text.lstrip().startswith("#"):
                continue
            if indent < depth or (
                indent == depth and number in self._starts and not self._in_list(text, number)
            ):
                break
            end = number
        return end

    def _in_list(self, text: str, number: int) -> bool:
        """An item of a list that is not indented deeper than its key."""
        return text.lstrip().startswith("- ") and number not in self._heads

    def add(self, values: Mapping[str, Any]) -> None:
        lead = f"{self._dash}- "
        for key, value in values.items():
            self._new.append(f"{lead}{key}: {_value(value)}")
            lead = f"{self._dash}  "

    def text(self) -> str:
        lines = list(self._lines)
        for start, end, content in sorted(self._edits, key=lambda edit: edit[:2], reverse=True):
            lines[start:end] = content
        return "\n".join([*lines, *self._new]) + "\n"
