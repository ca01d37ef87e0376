"""Values of the model as the keys that a file has for them."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Collection
from typing import Any

from ..formats.record_props import write_key
from ..model.authored_values import StatedNone

# What no file has a key for: the name of the file, and what is found on disk
_NO_KEYS = ("source", "slug", "found")


def list_keys(
    value: Any, *, only: Collection[str] = (), skip: Collection[str] = ()
) -> dict[str, Any]:
    """The attributes that say something; `only` and `skip` name attributes."""
    found = {
        write_key(field.name): _write_value(getattr(value, field.name))
        for field in dataclasses.fields(value)
        if field.name not in (*_NO_KEYS, *skip) and (not only or field.name in only)
    }
    return {key: item for key, item in found.items() if item not in (None, "", [])}


def _write_value(value: Any) -> Any:
    if isinstance(value, StatedNone):
        return "none"
    if isinstance(value, tuple):
        return [_write_value(item) for item in value]
    if isinstance(value, dt.date):
        return value.isoformat()
    return list_keys(value) if dataclasses.is_dataclass(value) else value
