"""The dated facts that ship with the package, by name."""

from __future__ import annotations

import datetime as dt
import json
from functools import cache
from types import MappingProxyType
from typing import Any

from ..data import read_data
from ..model.dated_facts import DatedFact

SHIPPED = "dated-facts.json"


@cache
def read_dated_fact(name: str) -> DatedFact:
    """The fact of that name, such as `fips-140-2-sunset`; KeyError if there is none."""
    return build_dated_fact(name, json.loads(read_data(SHIPPED))[name])


def build_dated_fact(name: str, record: dict[str, Any]) -> DatedFact:
    """A record of the table; a key that lacks is a KeyError, a day that is none a ValueError."""
    return DatedFact(
        name=name,
        title=record["title"],
        as_of=dt.date.fromisoformat(record["as-of"]),
        since=dt.date.fromisoformat(record["since"]),
        since_earliest=dt.date.fromisoformat(record["since-earliest"]),
        sources=tuple(record["sources"]),
        statements=MappingProxyType(dict(record["statements"])),
        unresolved=tuple(record["unresolved"]),
        says=record["says"],
    )
