"""What ships of the OSCAL releases other than the whole one: how their tables differ from its."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from .. import data


@cache
def _load_differences(release: str) -> dict[str, Any]:
    table: dict[str, Any] = json.loads(data.read_data(f"versions/{release}.json"))
    return table


def adapt_schema(schema: dict[str, Any], release: str) -> dict[str, Any]:
    """The schema of a model as the release has it, from that of the whole release.

    What the release does not have may stay among the definitions: nothing refers to it.
    """
    return schema | {"$defs": schema["$defs"] | _load_differences(release)["schema"]}


def adapt_constraints(table: dict[str, Any], release: str) -> dict[str, Any]:
    """The compiled constraints of the release, from those of the whole release."""
    changes = _load_differences(release)["constraints"]
    return table | {
        "constraints": table["constraints"] + changes["constraints"],
        "rules": _replace_entries(table["rules"], changes["rules"]),
        "children": _replace_entries(table["children"], changes["children"]),
    }


def read_deprecations(release: str) -> dict[str, Any]:
    """The words that the release calls deprecated, as a table of constraints."""
    table: dict[str, Any] = _load_differences(release)["deprecated"]
    return table


def _replace_entries(entries: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    merged = entries | changes
    return {name: value for name, value in merged.items() if value is not None}
