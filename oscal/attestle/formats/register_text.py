"""The text of evidence.yaml as lines: keys set and items added, and every other line as it is."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from ..lazy_dataclasses import dataclass
from ..model.frameworks import fold_spelling
from . import yaml12

# Days, uuids and words need no quotes; what YAML 1.1 or 1.2 reads as true, false or null does
_PLAIN = re.compile(
    r"\d{4}-\d{2}-\d{2}"
    r"|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    r"|(?!(?:true|false|null|yes|no|on|off|y|n)\Z)[a-z](?:[a-z0-9.-]*[a-z0-9])?",
    re.I,
)
LISTS = ("objectives", "criteria")
_EMPTY = re.compile(r"evidence:\s*(?:\[\s*\]|null|~)(\s*(?:#.*)?)\Z")
_KEY = re.compile(r"(\s*(?:- +)?)([\"']?)([a-z0-9-]+)\2\s*:(?=\s|\Z)")
_ITEM = re.compile(r"(\s*- +)(?=\S)")
# A value of one line in quotes, in brackets, in braces or bare, and the comment behind it
_VALUE_AND_COMMENT = re.compile(
    r"""\s*(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|\[[^\]]*\]|\{[^}]*\}|"""
    r"""(?:[^\s#]|(?<=\S)#|[ \t]+(?=[^\s#]))*)(\s+#.*)?\Z"""
)
_SCALARS = (
    "title", "kind", "owner", "location", "sha256", "collected", "cadence", "status", "note",
)  # fmt: skip
# What an absent key stands for, as docs/reference/files.md says
_DEFAULTS: Mapping[str, object] = MappingProxyType({"status": "final", "cadence": 365})
# Columns at which a list in brackets is wrapped
_WIDTH = 140


@dataclass(frozen=True, slots=True)
class _LineEdit:
    """Lines to replace, from and up to, counted from 0, and what comes in their place."""

    start: int
    end: int
    lines: list[str]


def _write_scalar(value: object) -> str:
    """Days, ids and the like as they are, every other text in quotes."""
    text = str(value)
    if isinstance(value, int) or _PLAIN.fullmatch(text):
        return text
    return json.dumps(text, ensure_ascii=False)


def _write_value(value: object) -> str:
    """In one line."""
    if isinstance(value, dict):
        pairs = (f"{name}: {_write_scalar(item)}" for name, item in value.items())
        return f"{{{', '.join(pairs)}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_write_scalar, value))}]"
    return _write_scalar(value)


def has_value(item: Mapping[str, Any], key: str, new: object) -> bool:
    """Whether an item of the register says the same already."""
    old = item.get(key, _DEFAULTS.get(key))
    # A register may have a hash in capitals
    return str(old).lower() == new if key == "sha256" else _is_same(old, new)


def _is_same(old: object, new: object) -> bool:
    """In whatever order and spelling."""
    if isinstance(new, list):
        return isinstance(old, list) and set(map(_fold_label, old)) == set(map(_fold_label, new))
    if isinstance(new, dict):
        return isinstance(old, dict) and _as_texts(old) == _as_texts(new)
    return old is not None and " ".join(str(old).split()) == str(new)


def _as_texts(values: Mapping[str, object]) -> dict[str, str]:
    return {key: str(value) for key, value in values.items()}


def _fold_label(text: object) -> str:
    return fold_spelling(str(text))


def _find_comment(rest: str) -> str:
    """The comment behind a value on its line, with the blanks before it."""
    match = _VALUE_AND_COMMENT.match(rest)
    return match[1] if match and match[1] else ""


class Register:
    """The text of evidence.yaml as lines: only those that change are touched."""

    def __init__(self, text: str) -> None:
        self._lines = text.rstrip("\n").split("\n") if text.strip() else ["evidence:"]
        self._document = yaml12.read_yaml(text)
        value = self._document.value
        items = value.get("evidence") if isinstance(value, dict) else None
        self._items: list[dict[str, Any]] = items if isinstance(items, list) else []
        self._places = {str(item.get("id")): index for index, item in enumerate(self._items)}
        if not self._items:
            self._open_list()
        self._edits: list[_LineEdit] = []
        self._new: list[str] = []
        self._refused: set[str] = set()
        places = self._document.lines
        self._starts = frozenset(places.values())
        self._heads = frozenset(places[f"/evidence/{index}"] for index in range(len(self._items)))
        first = self._lines[places["/evidence/0"] - 1] if self._items else "  - "
        self._dash = " " * (len(first) - len(first.lstrip()))

    def _open_list(self) -> None:
        """Make room for items where the key is empty, or not there."""
        self._lines = [_EMPTY.sub(r"evidence:\1", line) for line in self._lines]
        if not any(line.startswith("evidence:") for line in self._lines):
            self._lines.append("evidence:")

    def refused(self, identity: str) -> bool:
        return identity in self._refused

    def has(self, identity: str) -> bool:
        return identity in self._places

    def find(self, identity: str) -> Mapping[str, Any]:
        """The item of that id as it stands."""
        return self._items[self._places[identity]]

    def update(self, values: Mapping[str, Any]) -> tuple[bool, str, list[str]]:
        """Set keys that differ, and add those that are absent.

        Gives whether anything changed, why that is not possible, and what went from lists.
        """
        index = self._places[values["id"]]
        item, pointer = self._items[index], f"/evidence/{index}"
        edits: list[_LineEdit] = []
        dropped: list[str] = []
        for key in (*_SCALARS, *LISTS, "period"):
            if key not in values or has_value(item, key, values[key]):
                continue
            planned = self._plan_edits(pointer, key, values[key])
            if planned is None:
                self._refused.add(values["id"])
                message = f"evidence.yaml writes {key} in a way that only a person can change"
                return False, message, []
            edits += planned
            if key in LISTS:
                dropped += list_dropped(item.get(key) or (), values[key])
        self._edits += edits
        return bool(edits), "", dropped

    def _plan_edits(self, pointer: str, key: str, value: Any) -> list[_LineEdit] | None:
        """The edits that give a key of an item its value; None if one of them is not possible."""
        edits = []
        for place, name, part in self._list_parts(pointer, key, value):
            edit = self._plan_edit(place, name, part)
            if edit is None:
                return None
            edits.append(edit)
        return edits

    def _list_parts(self, pointer: str, key: str, value: Any) -> list[tuple[str, str, Any]]:
        """What is set by itself: each day of a period whose days stand on lines of their own."""
        places = self._document.lines
        first_day = places.get(f"{pointer}/period/start", 0)
        if key == "period" and first_day > places.get(f"{pointer}/period", 0):
            return [(f"{pointer}/period", name, day) for name, day in value.items()]
        return [(pointer, key, value)]

    def _plan_edit(self, pointer: str, key: str, value: Any) -> _LineEdit | None:
        place = self._document.lines.get(f"{pointer}/{key}")
        if place is None:
            return self._plan_new_key(pointer, key, value)
        match = _KEY.match(self._lines[place - 1])
        if match is None or match[3] != key:
            return None
        if isinstance(value, list):
            return self._plan_list(place, match, value)
        end = self._find_end(place, len(match[1]))
        rest = self._lines[place - 1][match.end() :]
        below = self._lines[place:end]
        is_block_text = rest.strip().startswith(("|", ">"))
        if not is_block_text and any(line.lstrip().startswith("#") for line in below):
            # A comment among the lines of a value would be lost
            return None
        comment = "" if below else _find_comment(rest)
        return _LineEdit(place - 1, end, [f"{match[0].rstrip()} {_write_value(value)}{comment}"])

    def _plan_new_key(self, pointer: str, key: str, value: Any) -> _LineEdit | None:
        """A line behind the location or locations, one of which every item has."""
        lines = self._document.lines
        name = "location" if f"{pointer}/location" in lines else "locations"
        location = lines[f"{pointer}/{name}"]
        match = _KEY.match(self._lines[location - 1])
        if match is None or match[3] != name:
            return None
        end = self._find_end(location, len(match[1]))
        return _LineEdit(end, end, [f"{' ' * len(match[1])}{key}: {_write_value(value)}"])

    def _plan_list(self, place: int, match: re.Match[str], value: list[str]) -> _LineEdit | None:
        """A list in the form it has: on one line, on several in brackets, or one item a line."""
        end = self._find_end(place, len(match[1]))
        rest = self._lines[place - 1][match.end() :]
        below = self._lines[place:end]
        if not rest.strip().startswith("["):
            lines = _rewrite_items(below, value)
            return None if lines is None else _LineEdit(place, end, lines)
        if not below:
            text = f"{match[0].rstrip()} {_write_value(value)}{_find_comment(rest)}"
            return _LineEdit(place - 1, end, [text])
        if any("#" in line for line in (rest, *below)):
            return None
        indent = " " * len(match[1])
        wrapped = textwrap.wrap(
            ", ".join(map(_write_scalar, value)) + ",",
            _WIDTH,
            initial_indent=f"{indent}  ",
            subsequent_indent=f"{indent}  ",
            break_long_words=False,
            break_on_hyphens=False,
        )
        return _LineEdit(place - 1, end, [f"{match[0].rstrip()} [", *wrapped, f"{indent}]"])

    def _find_end(self, line: int, depth: int) -> int:
        """The last line (from 1) of the value of the key on `line`, which is indented by `depth`.

        Comments and blank lines behind the value are not of it.
        """
        end = line
        for number in range(line + 1, len(self._lines) + 1):
            text = self._lines[number - 1]
            if not text.strip() or text.lstrip().startswith("#"):
                continue
            indent = len(text) - len(text.lstrip())
            if indent < depth or (indent == depth and self._starts_value(text, number)):
                break
            end = number
        return end

    def _starts_value(self, text: str, number: int) -> bool:
        """The next key or item, and no item of a list that is not indented deeper than its key."""
        is_inner_item = text.lstrip().startswith("- ") and number not in self._heads
        return number in self._starts and not is_inner_item

    def add(self, values: Mapping[str, Any]) -> None:
        lead = f"{self._dash}- "
        for key, value in values.items():
            if isinstance(value, list) and value and isinstance(value[0], dict):
                self._new.append(f"{lead}{key}:")
                self._new += [f"{self._dash}    - {_write_value(item)}" for item in value]
            else:
                self._new.append(f"{lead}{key}: {_write_value(value)}")
            lead = f"{self._dash}  "

    def text(self) -> str:
        lines = list(self._lines)
        # From the end, so that the numbers of lines before an edit stay right
        edits = sorted(self._edits, key=lambda edit: (edit.start, edit.end), reverse=True)
        for edit in edits:
            lines[edit.start : edit.end] = edit.lines
        return "\n".join([*lines, *self._new]) + "\n"


def list_dropped(old: Iterable[object], new: Iterable[object]) -> list[str]:
    """Items that a list had and no longer has."""
    wanted = set(map(_fold_label, new))
    return [str(text) for text in old if _fold_label(text) not in wanted]


def _rewrite_items(below: list[str], value: list[str]) -> list[str] | None:
    """The lines of a list of one item a line: those that stay, and new ones at the end.

    None where a line is neither an item nor a comment.
    """
    lines: list[str] = []
    seen = set()
    lead = ""
    wanted = set(map(_fold_label, value))
    for line in below:
        item = _ITEM.match(line)
        if item is None:
            if line.strip() and not line.lstrip().startswith("#"):
                return None
            lines.append(line)
            continue
        lead = item[1]
        label = _read_item_label(line)
        if label in wanted:
            lines.append(line)
            seen.add(label)
    if not lead:
        return None
    added = (item for item in value if _fold_label(item) not in seen)
    return [*lines, *(f"{lead}{_write_scalar(item)}" for item in added)]


def _read_item_label(line: str) -> str:
    loaded = yaml12.read_yaml(line.strip()).value
    return _fold_label(loaded[0]) if isinstance(loaded, list) and loaded else ""
