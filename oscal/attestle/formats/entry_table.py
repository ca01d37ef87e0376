"""The pages of SPRS that ship with the package."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from ..data import read_data
from ..model.entry_pages import EntryField, EntryPage, EntrySource, EntryTable

SHIPPED = "sprs-pages.json"


@cache
def read_entry_table() -> EntryTable:
    return build_entry_table(json.loads(read_data(SHIPPED)))


def build_entry_table(tree: Mapping[str, Any], facts: Collection[str] | None = None) -> EntryTable:
    """The table of a tree; ValueError where a field names a source or, where the `facts` are given,
    a fact that there is not, or no source at all.
    """
    sources = tuple(
        EntrySource(item["id"], item["title"], item["confirmed"], item["says"])
        for item in tree["sources"]
    )
    pages = {
        target: tuple(map(_read_page, level["pages"])) for target, level in tree["levels"].items()
    }
    table = EntryTable(dt.date.fromisoformat(tree["as-of"]), sources, MappingProxyType(pages))
    for message in _list_defects(table, facts):
        raise ValueError(message)
    return table


def _read_page(item: Mapping[str, Any]) -> EntryPage:
    fields = tuple(
        EntryField(field["name"], field["fact"], tuple(field["sources"]))
        for field in item.get("fields", ())
    )
    return EntryPage(
        item["title"], fields, item.get("requirements", False), tuple(item.get("sources", ()))
    )


def _list_defects(table: EntryTable, facts: Collection[str] | None) -> Iterator[str]:
    known = [item.id for item in table.sources]
    if len(set(known)) < len(known):
        yield "two sources have one id"
    for target, pages in table.pages.items():
        for page in pages:
            place = f"{target}, {page.title}"
            yield from _list_page_defects(page, place, frozenset(known))
            for item in page.fields:
                if facts is not None and item.fact not in facts:
                    yield f'{place}: {item.name} names no fact there is: "{item.fact}"'


def _list_page_defects(page: EntryPage, place: str, known: frozenset[str]) -> Iterator[str]:
    if page.has_requirements == bool(page.fields):
        yield f"{place}: it has either fields or the requirements"
    asked = [(item.name, item.sources) for item in page.fields] or [(page.title, page.sources)]
    for name, sources in asked:
        if not sources or set(sources) - known:
            yield f"{place}: {name} has no source, or one that is not in the list"
