"""The inventory of assets by category, with make,
system and end of support where they are given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ...lazy_dataclasses import dataclass
from ...model.inventory import DISABLED, Asset
from ...model.system import System
from ..document_parts import Chapter, DocumentCell, DocumentPart, Grid, GridColumn, TextLine
from ..name_lookup import CATEGORIES, NameLookup
from ..table_cells import NOT_RECORDED, quiet_cell, text_cell

Describe = Callable[[Asset], str]


@dataclass(frozen=True, slots=True)
class _Detail:
    """A column that stands there where at least one asset has something in it."""

    title: str
    share: float
    describe: Describe


def build_inventory(system: System, names: NameLookup, number: str) -> Chapter:
    sections: list[Chapter] = []
    for key, category in CATEGORIES.items():
        found = tuple(item for item in system.assets if item.category == key)
        if found:
            title = f"{names.put_term(category)}s"
            place = f"{number}.{len(sections) + 1}"
            table = _build_table(title, found, names)
            sections.append(Chapter(3, f"{place} {title}", f"assets-{key}", (table,)))
    parts: tuple[DocumentPart, ...] = (
        () if sections else (TextLine("The inventory is not recorded.", "note"),)
    )
    return Chapter(
        2,
        f"{number} Asset Inventory by Category",
        "inventory",
        parts,
        tuple(sections),
        wide=bool(sections),
    )


def _build_table(title: str, items: tuple[Asset, ...], names: NameLookup) -> Grid:
    details = [item for item in _list_details(names) if any(map(item.describe, items))]
    columns = (
        GridColumn("Id", 0.75),
        GridColumn("Asset", 2.0),
        GridColumn("Component", 1.5),
        GridColumn("Owner", 1.2),
        GridColumn("Location and address", 2.0),
        *(GridColumn(item.title, item.share) for item in details),
    )
    return Grid(title, columns, tuple(_write_asset(item, details, names) for item in items))


def _list_details(names: NameLookup) -> Iterator[_Detail]:
    yield _Detail("Make, model and serial number", 1.7, _write_make)
    yield _Detail("Operating system", 1.4, lambda item: item.os)
    yield _Detail("End of support", 0.95, _write_end)
    yield _Detail(names.term, 0.95, lambda item: ", ".join(item.cui).replace("-", " "))
    yield _Detail("Justification and treatment", 2.6, lambda item: item.justification)


def _write_make(item: Asset) -> str:
    made = " ".join(filter(None, (item.make, item.model)))
    serial = f"serial {item.serial}" if item.serial else ""
    return ", ".join(filter(None, (made, serial)))


def _write_end(item: Asset) -> str:
    return item.end_of_support.isoformat() if item.end_of_support else ""


def _write_kinds(item: Asset) -> str:
    """`mobile, wireless (switched off)`."""
    return ", ".join(
        f"{kind.removesuffix(DISABLED)} (switched off)" if kind.endswith(DISABLED) else kind
        for kind in item.kinds
    ).replace("-", " ")


def _write_asset(
    item: Asset, details: list[_Detail], names: NameLookup
) -> tuple[DocumentCell, ...]:
    component = names.name_component(item.component) if item.component else ""
    return (
        text_cell(item.id),
        (TextLine(item.name), *quiet_cell(_write_kinds(item))),
        text_cell(component, NOT_RECORDED),
        text_cell(names.shorten_role(item.owner), NOT_RECORDED),
        (*text_cell(item.location, NOT_RECORDED), *quiet_cell(item.address)),
        *(text_cell(detail.describe(item)) for detail in details),
    )
