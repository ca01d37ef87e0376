"""Values of two states compared: the keys that differ, down to a field of an entry of a list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from types import MappingProxyType
from typing import Any

from ..model.authored_values import Source, is_stated_none
from ..uuids import fold_uuid

# A key with its value before and after, "" where there is none
FieldChange = tuple[str, str, str]

# where an entry stands, and the hash of a file at hand (`sha256` is the one that people registered)
_NOT_COMPARED = ("source", "found")
# inside the value of a field an id would say nothing to a reader either
_NOT_SHOWN = ("source", "uuid")
# Where the key is another word than the name of the field
_KEYS = MappingProxyType({"matrix_rows": "matrix row"})
# What people know an entry of a list by, the first that it has; a uuid comes before all of them
_NAMES = ("id", "slug", "objective", "title", "name", "criterion", "customer", "date", "what")


def compare_fields(old: Any, new: Any) -> tuple[FieldChange, ...]:
    """Keys of two entries that differ, with both values in short."""
    if old is None or new is None:
        return _compare_presence(old, new)
    pairs = (
        (_name_key(name), format_value(getattr(old, name)), format_value(getattr(new, name)))
        for name in _list_compared(new)
    )
    return tuple(pair for pair in pairs if pair[1] != pair[2])


def compare_details(old: Any, new: Any) -> tuple[FieldChange, ...]:
    """As `compare_fields`, down to what differs inside of each value."""
    if old is None or new is None:
        return _compare_presence(old, new)
    return tuple(
        change
        for name in _list_compared(new)
        for change in compare_values(_name_key(name), getattr(old, name), getattr(new, name))
    )


def _list_compared(entry: Any) -> list[str]:
    return [field.name for field in fields(entry) if field.name not in _NOT_COMPARED]


def _name_key(name: str) -> str:
    return _KEYS.get(name, name.strip("_").replace("_", "-"))


def _compare_presence(old: Any, new: Any) -> tuple[FieldChange, ...]:
    """A file that came or went, of which one side at least is None."""
    if old is new:
        return ()
    return (("file", "" if old is None else "there", "" if new is None else "there"),)


def compare_values(name: str, old: Any, new: Any) -> Iterator[FieldChange]:
    """What differs inside of a value, each behind the name of the value."""
    if is_dataclass(old) and is_dataclass(new):
        for inner, before, after in compare_details(old, new):
            yield f"{name} {inner}", before, after
    elif isinstance(old, Mapping) and isinstance(new, Mapping):
        yield from _compare_entries(name, old, new)
    elif _holds_entries(old) or _holds_entries(new):
        yield from _compare_entries(name, _index_entries(old), _index_entries(new))
    else:
        before, after = format_value(old), format_value(new)
        if before != after:
            yield name, before, after


def _compare_entries(name: str, old: Any, new: Any) -> Iterator[FieldChange]:
    for key in dict.fromkeys([*old, *new]):
        before, after = old.get(key), new.get(key)
        label = f"{name} {_find_label(key, before, after)}"
        if before is None or after is None:
            yield label, format_value(before), format_value(after)
        else:
            yield from compare_values(label, before, after)


def _holds_entries(value: Any) -> bool:
    return isinstance(value, tuple) and any(map(is_dataclass, value))


def _index_entries(value: Any) -> dict[tuple[str, int], Any]:
    """Entries of a list by uuid or name; of two that are alike in that by their order."""
    index: dict[tuple[str, int], Any] = {}
    for entry in value:
        name = fold_uuid(getattr(entry, "uuid", "")) or _read_name(entry)
        number = sum(key[0] == name for key in index)
        index[name, number] = entry
    return index


def _read_name(entry: Any) -> str:
    names = (getattr(entry, name, None) for name in _NAMES)
    return format_value(next(filter(None, names), ""))


def _find_label(key: Any, before: Any, after: Any) -> str:
    """What a reader knows an entry by: the key of a mapping, the name of an entry of a list."""
    entry = before if after is None else after
    if not is_dataclass(entry):
        return str(key)
    return _read_name(entry) or _read_ends(entry)


def _read_ends(entry: Any) -> str:
    """A connection has no name but where it leads."""
    ends = (getattr(entry, name, "") for name in ("from_", "to"))
    return " to ".join(filter(None, ends))


def format_value(value: Any) -> str:
    """A value as text; where it came from does not count."""
    if is_dataclass(value) and not isinstance(value, type):
        return "; ".join(_format_fields(value))
    if is_stated_none(value):
        return "none"
    if isinstance(value, tuple):
        return "\n".join(format_value(entry) for entry in value)
    if isinstance(value, Mapping):
        return "\n".join(f"{key}: {format_value(entry)}" for key, entry in value.items())
    return "" if value is None or isinstance(value, Source) else str(value)


def _format_fields(value: Any) -> Iterator[str]:
    for field in fields(value):
        if field.name not in _NOT_SHOWN and (content := getattr(value, field.name)):
            yield f"{_name_key(field.name)} {format_value(content)}"
