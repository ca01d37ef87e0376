"""What several rows of one artifact say together: its lists and files are added, and of what
contradicts the worse is taken.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from ..formats.problems import Problem
from ..formats.register_text import LISTS
from ..formats.sheet_records import Record, report_row

# The keys of one place, or of several
PLACES = ("location", "sha256", "locations")


def _choose_draft(_first: str, _second: str) -> str:
    return "draft"


def _choose_shorter(first: Mapping[str, dt.date], second: Mapping[str, dt.date]) -> Any:
    """The period that ends first shows the least."""
    return min(first, second, key=lambda period: (period["end"], period["start"]))


# key -> which of two values claims less; another key that differs keeps its first value
_WORSE: Mapping[str, Callable[[Any, Any], Any]] = MappingProxyType({
    "status": _choose_draft,
    "collected": min,
    "cadence": min,
    "period": _choose_shorter,
    # what kind of thing it is nobody knows then
    "kind": lambda _first, _second: "",
})  # fmt: skip


def unite_values(
    values: dict[str, Any], others: Mapping[str, Any], record: Record
) -> list[Problem]:
    """Add what another row says; what differs is told at that row."""
    differing: list[str] = []
    for key, other in others.items():
        if key in PLACES:
            continue
        if key in LISTS:
            values[key] = list(dict.fromkeys([*values.get(key, []), *other]))
        elif values.setdefault(key, other) != other:
            differing.append(key)
            choose = _WORSE.get(key)
            values[key] = choose(values[key], other) if choose else values[key]
    differing += _unite_places(values, others)
    if not differing:
        return []
    message = (
        f"{values['id']}: a row above says another {' and '.join(differing)}; what claims less was"
        " taken"
    )
    return [report_row(record, message, "keep one of the rows", warning=True)]


def list_files(values: Mapping[str, Any]) -> dict[str, str]:
    """The places of an item with the hash of each, "" where it has none."""
    files = values.get("locations") or [values]
    return {str(item.get("location", "")): str(item.get("sha256", "")) for item in files}


def _unite_places(values: dict[str, Any], others: Mapping[str, Any]) -> list[str]:
    """The files of both; two hashes of one file are none."""
    files, differing = list_files(values), []
    for place, text in list_files(others).items():
        old = files.get(place, "")
        if old and text and old != text:
            differing.append("hash")
            files[place] = ""
        else:
            files[place] = old or text
    if files == list_files(values):
        return differing
    for key in PLACES:
        values.pop(key, None)
    pairs = [
        {"location": place, "sha256": text} if text else {"location": place}
        for place, text in files.items()
    ]
    values |= pairs[0] if len(pairs) == 1 else {"locations": pairs}
    return differing
