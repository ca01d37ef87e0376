"""A list of assets, as a CMDB or a spreadsheet has it, into inventory.csv: new assets at its end,
known ones completed by their id.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from ..formats.csv_tables import write_table
from ..formats.problems import Problem
from ..formats.sheet_columns import NearestHints, Record, Spellings, report_row
from ..model.system import HANDLING, INVENTORY_COLUMNS, Asset
from ..model.words import CATEGORY_VOCABULARY, list_hint, read_word, says_no, says_nothing
from ..model.workspace import Work
from .importer import Importer, Placement, SheetRows, SystemTarget
from .sheet_rows import MOST_QUOTED, fold_cell, report_caption, report_left_out
from .typed_values import Difference, TypedValues, list_differences
from .unknown_words import UnknownWords

COLUMNS: Spellings = MappingProxyType({
    "id": ("Asset ID", "ID", "Asset Tag", "Tag", "Asset Number", "Number", "CI ID",
           "Serial Number", "Hostname", "Host Name"),
    "name": ("Name", "Asset Name", "Asset", "Description", "Asset Description", "Hostname",
             "Host Name", "Device", "CI Name"),
    "category": ("Category", "Asset Category", "CMMC Category", "CMMC Asset Category",
                 "Asset Type", "Scope", "CMMC Scope", "Scoping Category", "Type"),
    "component": ("Component", "Product", "System Component", "Service", "Software", "Model"),
    "owner": ("Owner", "Asset Owner", "Responsible", "Custodian", "Responsible Role",
              "Assigned to"),
    "location": ("Location", "Site", "Where", "Room", "Physical Location", "Network"),
    "cui": ("CUI", "CUI Handling", "CUI Use", "Handles CUI", "Stores/Processes/Transmits",
            "CUI Interaction"),
    "justification": ("Justification", "Scope Justification", "Rationale", "Reason", "Notes",
                      "Comment"),
})  # fmt: skip
REQUIRED = ("id", "name", "category")
_CATEGORIES_HINT = list_hint(CATEGORY_VOCABULARY.words)
_IN_BRACKETS = re.compile(r"\([^()]*\)")
# A cell of several uses: `stores, processes and transmits`
_SPLIT = re.compile(r"[,;/|&\n]+|\band\b")


# Assets of other categories handle no CUI: an empty cell takes away what the inventory says
_HANDLES_CUI = ("cui", "specialized")


def place_assets(target: SystemTarget, rows: SheetRows) -> Placement:
    """A row without id, name or a category that is known is not taken; an owner or component that
    is unknown is left out of it.
    """
    reader = _AssetReader(target.work)
    typed = TypedValues(f"{target.folder}/inventory.csv", target.may_replace)
    assets = {asset.id: _write_cells(asset) for asset in target.work.system.assets}
    # id -> number of the first row that has it
    first: dict[str, int] = {}
    added = updated = placed = 0
    for record in rows.records:
        values = reader.read_cells(record)
        if values is None:
            continue
        identity = values["id"]
        if identity in first:
            message = f"{identity} stands in row {first[identity]} already; this row was not taken"
            hint = "each asset has an id of its own"
            reader.problems.append(report_row(record, message, hint))
            continue
        first[identity] = record.number
        before = assets.get(identity)
        if before is not None:
            assets[identity] = _update_cells(before, values, record.number, typed)
            updated += assets[identity] != before
        elif values["owner"]:
            assets[identity] = {"uuid": target.new_uuid(), **values}
            added += 1
        else:
            reader.report_no_owner(record, identity)
            continue
        placed += 1
    reader.report_words()
    return Placement(
        placed,
        placed,
        (*reader.problems, *typed.kept),
        reader.passed_over,
        (f"{added} assets added, {updated} updated",),
        tuple(typed.replaced),
        texts=_write_inventory(target, assets) if added or updated else {},
    )


def _write_inventory(
    target: SystemTarget, assets: Mapping[str, Mapping[str, str]]
) -> dict[str, str]:
    table = [[cells[name] for name in INVENTORY_COLUMNS] for cells in assets.values()]
    return {f"{target.folder}/inventory.csv": write_table(INVENTORY_COLUMNS, table)}


def _write_cells(asset: Asset) -> dict[str, str]:
    return {
        "uuid": asset.uuid,
        "id": asset.id,
        "name": asset.name,
        "category": asset.category,
        "component": asset.component,
        "owner": asset.owner,
        "location": asset.location,
        "cui": ";".join(asset.cui),
        "justification": asset.justification,
    }


def _update_cells(
    before: Mapping[str, str], values: Mapping[str, str], number: int, typed: TypedValues
) -> dict[str, str]:
    """What the row says where the inventory says nothing, or may lose what it says; the row's
    empty cells say nothing.
    """
    said = {key: value for key, value in values.items() if value}
    if values["category"] not in _HANDLES_CUI:
        said["cui"] = values["cui"]
    differing = list_differences([(key, before[key], value) for key, value in said.items()])
    typed.settle(number, before["id"], differing)
    kept = {item.name: item.old for item in differing if not typed.may_replace}
    same = {key: before[key] for key in said if before[key] and not _differs(key, differing)}
    return {**before, **said, **same, **kept}


def _differs(key: str, differing: Sequence[Difference]) -> bool:
    return any(item.name == key for item in differing)


class _AssetReader:
    """Rows to cells of the inventory, with what is wrong about them."""

    def __init__(self, work: Work) -> None:
        people = work.system.people
        self._role_ids = {
            name.lower(): role.id for role in people.roles for name in (role.title, role.id)
        }
        self._components = {
            name.casefold(): component.slug
            for component in work.system.components
            for name in (component.title, component.slug)
        }
        self._categories = UnknownWords(
            "asset category", "not taken", _CATEGORIES_HINT, is_error=True
        )
        self._products = NearestHints(self._components)
        self._roles = NearestHints(role.id for role in people.roles)
        self.problems: list[Problem] = []
        self.passed_over = 0

    def read_cells(self, record: Record) -> dict[str, str] | None:
        identity, name = fold_cell(record["id"]), fold_cell(record["name"])
        if record.is_total or (record.is_caption and not (identity and name)):
            self.passed_over += 1
            self.problems.append(report_caption(record))
            return None
        if not identity or not name:
            lacking = "name" if identity else "id"
            self.problems.append(report_row(record, f"no {lacking}; the row was not taken"))
            return None
        category = self._read_category(record, identity)
        if category is None:
            return None
        return {
            "id": identity,
            "name": name,
            "category": category,
            "component": self._find_component(record, identity),
            "owner": self._role_ids.get(fold_cell(record["owner"]).lower(), ""),
            "location": fold_cell(record["location"]),
            "cui": self._read_handling(record, identity),
            "justification": fold_cell(record["justification"]),
        }

    def report_no_owner(self, record: Record, identity: str) -> None:
        """A new asset is somebody's; one that is known keeps its owner."""
        message = f"{identity} has no owner that is a role of people.yaml; the row was not taken"
        hint = self._roles(record["owner"].lower())
        self.problems.append(report_row(record, message, hint))

    def _read_category(self, record: Record, identity: str) -> str | None:
        cell = _IN_BRACKETS.sub(" ", record["category"])
        if not fold_cell(cell):
            message = f"no asset category; {identity} was not taken"
            self.problems.append(report_row(record, message, _CATEGORIES_HINT))
            return None
        meaning = read_word(CATEGORY_VOCABULARY, cell)
        if meaning is None:
            self._categories.add(record, record["category"])
        return meaning.word if meaning else None

    def report_words(self) -> None:
        """Each unknown category once, for all of its rows."""
        self.problems += self._categories.report()

    def _find_component(self, record: Record, identity: str) -> str:
        word = fold_cell(record["component"])
        slug = self._components.get(word.casefold(), "")
        if not says_nothing(word) and not slug:
            message = f'{identity}: no component "{word[:MOST_QUOTED]}" under components/'
            hint = self._products(word.casefold())
            self.problems.append(report_left_out(record, message, hint))
        return slug

    def _read_handling(self, record: Record, identity: str) -> str:
        """`Stores, Process` as `stores;processes`; a bare yes says that it does something, but not
        what.
        """
        uses: set[str] = set()
        for part in _SPLIT.split(record["cui"].lower()):
            word = part.strip(" .")
            use = _find_handling(word)
            if use:
                uses.add(use)
            elif not says_no(word):
                message = f'{identity}: "{word[:40]}" does not say what it does with CUI'
                hint = f"one or more of: {', '.join(HANDLING)}"
                self.problems.append(report_left_out(record, message, hint))
        return ";".join(use for use in HANDLING if use in uses)


def _find_handling(word: str) -> str:
    """The use that a word names in any form: `store`, `stored`, `backs up`; "" if it is none."""
    # every form of a use begins with the same five letters, and no two uses do
    stem = word.replace(" ", "-").rstrip("s")[:5]
    return next((use for use in HANDLING if stem == use[:5]), "")


IMPORTER = Importer("assets", COLUMNS, REQUIRED, place_assets)
