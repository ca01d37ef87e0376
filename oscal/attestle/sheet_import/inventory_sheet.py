"""A list of assets, as a CMDB or a spreadsheet has it, into inventory.csv: new assets at its end,
known ones updated by their id.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from ..formats.csv_tables import write_table
from ..formats.problems import Problem
from ..formats.sheet_columns import NearestHints, Record, Spellings, report_row
from ..model.system import HANDLING, INVENTORY_COLUMNS, Asset
from ..model.workspace import Work
from .sheet_rows import fold_cell, report_caption

COLUMNS: Spellings = MappingProxyType({
    "id": ("Asset ID", "ID", "Asset Tag", "Tag", "Asset Number", "Number", "CI ID", "Serial Number", "Hostname", "Host Name"),
    "name": ("Name", "Asset Name", "Asset", "Description", "Asset Description", "Hostname", "Host Name", "Device", "CI Name"),
    "category": ("Category", "Asset Category", "CMMC Category", "CMMC Asset Category", "Asset Type", "Scope", "CMMC Scope", "Scoping Category", "Type"),
    "component": ("Component", "Product", "System Component", "Service", "Software", "Model"),
    "owner": ("Owner", "Asset Owner", "Responsible", "Custodian", "Responsible Role", "Assigned to"),
    "location": ("Location", "Site", "Where", "Room", "Physical Location", "Network"),
    "cui": ("CUI", "CUI Handling", "CUI Use", "Handles CUI", "Stores/Processes/Transmits", "CUI Interaction"),
    "justification": ("Justification", "Scope Justification", "Rationale", "Reason", "Notes", "Comment"),
})  # fmt: skip
REQUIRED = ("id", "name", "category")
_CATEGORIES: Mapping[str, str] = MappingProxyType({
    **dict.fromkeys(("cui", "cui asset", "cui assets"), "cui"),
    **dict.fromkeys(("spa", "security protection asset", "security protection assets", "security protection", "sec"), "spa"),
    **dict.fromkeys(("crma", "contractor risk managed asset", "contractor risk managed assets", "contractor risk managed", "risk managed"), "crma"),
    **dict.fromkeys(("specialized", "specialised", "specialized asset", "specialized assets", "specialised asset", "sa", "iot", "iiot", "ot", "gfe", "test equipment",
                     "restricted information system", "government furnished equipment", "operational technology"), "specialized"),
    **dict.fromkeys(("out of scope", "oos", "out of scope asset", "out of scope assets", "not in scope", "none", "no"), "out-of-scope"),
})  # fmt: skip
_SPLIT = re.compile(r"[,;/|&\n]+|\band\b")
_NOTHING = ("", "-", "--", "\u2013", "\u2014", "n/a", "na", "none", "no", "nothing", "false")


@dataclass(frozen=True, slots=True)
class InventoryImported:
    """`text` is the inventory as it should stand; `placed` of the rows read."""

    text: str
    placed: int
    added: int
    updated: int
    problems: tuple[Problem, ...]
    passed_over: int = 0


def read_inventory_sheet(
    work: Work, records: Sequence[Record], new_uuid: Callable[[], str]
) -> InventoryImported:
    """A row without id, name or a category that is known is not taken; an owner or component that
    is unknown is left out of it.
    """
    reader = _AssetReader(work)
    rows: dict[str, dict[str, str]] = {item.id: _cells(item) for item in work.system.assets}
    first: dict[str, int] = {}
    added = updated = placed = 0
    for record in records:
        values = reader.values(record)
        if values is None:
            continue
        identity = values["id"]
        if identity in first:
            reader.problems.append(
                report_row(
                    record,
                    f"{identity} stands in row {first[identity]} already; this row was not taken",
                    "each asset has an id of its own",
                )
            )
            continue
        first[identity] = record.number
        if identity not in rows and not values["owner"]:
            reader.problems.append(
                report_row(
                    record,
                    f"{identity} has no owner that is a role of people.yaml; the row was not taken",
                    reader.roles(record["owner"].lower()),
                )
            )
            continue
        placed += 1
        if identity not in rows:
            rows[identity] = {"uuid": new_uuid(), **values}
            added += 1
            continue
        new = {**rows[identity], **{key: value for key, value in values.items() if value}}
        if values["category"] not in ("cui", "specialized"):
            new["cui"] = values["cui"]
        updated += new != rows[identity]
        rows[identity] = new
    text = write_table(
        INVENTORY_COLUMNS, [[row[name] for name in INVENTORY_COLUMNS] for row in rows.values()]
    )
    problems = tuple(sorted(reader.problems, key=lambda item: item.line or 0))
    return InventoryImported(text, placed, added, updated, problems, reader.passed_over)


def _cells(item: Asset) -> dict[str, str]:
    return {
        "uuid": item.uuid,
        "id": item.id,
        "name": item.name,
        "category": item.category,
        "component": item.component,
        "owner": item.owner,
        "location": item.location,
        "cui": ";".join(item.cui),
        "justification": item.justification,
    }


class _AssetReader:
    """Rows to cells of the inventory, with what is wrong about them."""

    def __init__(self, work: Work) -> None:
        people = work.system.people
        self._roles = {
            name.lower(): role.id for role in people.roles for name in (role.title, role.id)
        }
        self._components = {
            name.casefold(): item.slug
            for item in work.system.components
            for name in (item.title, item.slug)
        }
        self._categories = NearestHints(_CATEGORIES)
        self._products = NearestHints(self._components)
        self.roles = NearestHints(role.id for role in people.roles)
        self.problems: list[Problem] = []
        self.passed_over = 0

    def values(self, record: Record) -> dict[str, str] | None:
        identity, name = fold_cell(record["id"]), fold_cell(record["name"])
        if record.is_total or (record.is_caption and not (identity and name)):
            self.passed_over += 1
            self.problems.append(report_caption(record))
            return None
        if not identity or not name:
            self.problems.append(
                report_row(record, f"no {'id' if not identity else 'name'}; the row was not taken")
            )
            return None
        word = " ".join(re.sub(r"[-_]|\([^()]*\)", " ", record["category"].lower()).split())
        category = _CATEGORIES.get(word)
        if category is None:
            said = (
                f'"{fold_cell(record["category"])[:60]}" is no asset category'
                if word
                else "no asset category"
            )
            self.problems.append(
                report_row(
                    record,
                    f"{said}; {identity} was not taken",
                    self._categories(word) or "cui, spa, crma, specialized or out-of-scope",
                )
            )
            return None
        return {
            "id": identity,
            "name": name,
            "category": category,
            "component": self._component(record, identity),
            "owner": self._roles.get(fold_cell(record["owner"]).lower(), ""),
            "location": fold_cell(record["location"]),
            "cui": self._cui(record, identity),
            "justification": fold_cell(record["justification"]),
        }

    def _component(self, record: Record, identity: str) -> str:
        word = fold_cell(record["component"])
        slug = self._components.get(word.casefold(), "")
        if word.lower() not in _NOTHING and not slug:
            message = f'{identity}: no component "{word[:60]}" under components/; it was left out'
            self.problems.append(
                report_row(record, message, self._products(word.casefold()), warning=True)
            )
        return slug

    def _cui(self, record: Record, identity: str) -> str:
        """`Stores, Process` as `stores;processes`; a bare yes says that it does something, but not
        what.
        """
        found: dict[str, None] = {}
        for part in _SPLIT.split(record["cui"].lower()):
            word = part.strip(" .")
            match = next(
                (
                    item
                    for item in HANDLING
                    if word
                    and word.replace(" ", "-").rstrip("s")[:5] == item[:5]
                    and len(word) >= 4
                ),
                None,
            )
            if match:
                found[match] = None
            elif word not in _NOTHING:
                hint = f"one or more of: {', '.join(HANDLING)}"
                self.problems.append(
                    report_row(
                        record,
                        f'{identity}: "{word[:40]}" does not say what it does with CUI; it was'
                        " left out",
                        hint,
                        warning=True,
                    )
                )
        return ";".join(item for item in HANDLING if item in found)
