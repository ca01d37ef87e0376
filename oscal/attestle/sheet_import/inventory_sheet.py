"""A list of assets, as a CMDB or a spreadsheet has it, into inventory.csv: new assets at its end,
known ones completed by their id.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from ..formats.csv_tables import read_table, write_table
from ..formats.sheet_records import Record
from ..formats.wanted_columns import Spellings
from ..model.inventory import ASSET_DETAILS, INVENTORY_COLUMNS, Asset
from ..model.vocabulary import read_word
from ..model.words import CATEGORY_VOCABULARY
from .importer import Importer, Placement, SheetRows, SystemTarget
from .inventory_rows import HANDLES_CUI, AssetReader
from .role_additions import RoleAdditions, write_or_report
from .typed_values import Difference, TypedValues, list_differences

COLUMNS: Spellings = MappingProxyType({
    "id": ("Asset ID", "ID", "Asset Tag", "Tag", "Asset Number", "Number", "CI ID", "Asset No",
           "Inventory Number", "Device ID", "System ID", "Ref", "Hostname", "Host Name",
           "Computer Name"),
    "name": ("Name", "Asset Name", "Asset", "Description", "Asset Description", "Hostname",
             "Host Name", "Device", "CI Name", "Device Name", "Computer Name", "Display Name",
             "System Name", "Item", "Equipment"),
    "category": ("Category", "Asset Category", "CMMC Category", "CMMC Asset Category",
                 "CMMC Asset Type", "Asset Type", "Scope", "CMMC Scope", "Scoping Category",
                 "CMMC Scoping", "Class", "Asset Class", "Scope Category", "Assessment Scope", "Asset Scope", "Scoping", "CUI Scope", "Asset Classification", "Classification",
                 "Type"),
    "component": ("Component", "Product", "System Component", "Service", "Software"),
    "owner": ("Owner", "Asset Owner", "Business Owner", "Responsible", "Custodian",
              "Responsible Role", "Assigned to", "Owned by", "Managed by", "Primary User",
              "Primary User UPN", "Primary User Email Address", "User", "System Owner",
              "Technical Owner", "Responsible Party", "POC", "Point of Contact"),
    "location": ("Location", "Site", "Where", "Room", "Physical Location", "Building", "Office",
                 "Network", "Segment", "VLAN"),
    "cui": ("CUI", "CUI Handling", "CUI Use", "Handles CUI", "Stores/Processes/Transmits",
            "CUI Interaction", "CUI Asset", "CUI (Y/N)", "Has CUI", "CUI Present", "Contains CUI",
            "Process/Store/Transmit CUI", "Stores, Processes or Transmits CUI"),
    "stores": ("Stores CUI", "Stores", "Store CUI", "CUI Stored", "CUI at rest"),
    "processes": ("Processes CUI", "Processes", "Process CUI", "CUI Processed"),
    "transmits": ("Transmits CUI", "Transmits", "Transmit CUI", "CUI Transmitted",
                  "CUI in transit"),
    "backs-up": ("Backs up CUI", "Backs up", "Back up CUI", "Backup of CUI"),
    "justification": ("Justification", "Scope Justification", "Rationale", "Reason", "Notes",
                      "Comment", "Comments", "Note", "Remarks", "Why out of scope"),
    "make": ("Make", "Manufacturer", "Vendor", "Maker", "Brand"),
    "model": ("Model", "Model Number", "Model ID", "Hardware Model", "Make and Model"),
    "serial": ("Serial", "Serial Number", "Serial No", "Serial #", "SN", "Service Tag"),
    "os": ("OS", "Operating System", "OS Name", "Platform", "OS and Version"),
    "os-version": ("OS Version", "Operating System Version", "Version", "Firmware",
                   "Firmware Version"),
    "address": ("Address", "IP Address", "IP", "IPv4", "IPv4 Address", "MAC Address", "FQDN",
                "Network Address", "IP Addresses"),
    "end-of-support": ("End of support", "End of life", "EOL", "EOS", "EOL Date",
                       "Support ends", "End of Support Date", "End of Life Date", "Supported until"),
    "kinds": ("Kinds", "Capabilities", "Wireless/Mobile"),
    "count": ("Count", "Quantity", "Qty", "Number of Devices", "Units"),
})  # fmt: skip
REQUIRED = ("category",)
# What an asset is and what it does with CUI are one judgement
_JUDGEMENT = ("category", "cui")
# What a row says of an asset, in the order of the inventory; owner and uuid are found by themselves
_RANKS: Mapping[str, int] = MappingProxyType(
    {meaning.word: meaning.rank for meaning in CATEGORY_VOCABULARY.meanings}
)


# A list of devices as a management tool exports it names no category
_OF_DEVICES = ("serial", "os", "address", "model", "make", "location", "owner")
# Headings that name a category and nothing else; CUI alone may ask whether there is some
_NAMED = ("asset", "security protection", "spa", "crma", "risk managed", "speciali", "out of scope")


def read_heading(heading: str) -> str:
    """The category that a column of marks stands for, "" if none."""
    is_named = any(word in heading.casefold().replace("-", " ") for word in _NAMED)
    plain = re.sub(r"\([^()]*\)", " ", heading)
    meaning = read_word(CATEGORY_VOCABULARY, plain) if is_named else None
    return meaning.word if meaning else ""


def place_assets(target: SystemTarget, rows: SheetRows) -> Placement:
    """A row without id, name or a category that is known is not taken; a component that is unknown
    is left out of it, an owner becomes a role to confirm.
    """
    people = f"{target.folder}/people.yaml"
    roles = RoleAdditions(
        target.work.system.people, people, target.find_text(people) or "", rows.file
    )
    reader = AssetReader(target.work, roles)
    typed = TypedValues(f"{target.folder}/inventory.csv", target.may_replace, target.written)
    table = {asset.id: _write_cells(asset) for asset in target.work.system.assets}
    read, placed = _read_rows(reader, rows.records, table)
    added = updated = 0
    for identity, (record, values) in read.items():
        before = table.get(identity)
        if before is None:
            table[identity] = {"uuid": target.new_uuid(), **values}
            added += 1
            continue
        table[identity] = _update_cells(before, values, record.number, typed)
        updated += table[identity] != before
    roles.keep_used({cells.get("owner", "") for cells in table.values()})
    problems = reader.report_all()
    texts = _write_inventory(target, table) if added or updated else {}
    if texts:
        texts |= write_or_report(roles, problems)
    return Placement(
        len(read),
        placed,
        (*problems, *typed.kept),
        reader.account.passed_over,
        (f"{added} assets added, {updated} updated",),
        tuple(typed.replaced),
        reader.account.list_fates(typed.kept),
        texts=texts,
    )


def _read_rows(
    reader: AssetReader, records: Sequence[Record], known: Mapping[str, object]
) -> tuple[dict[str, tuple[Record, dict[str, str]]], int]:
    """What the rows say of each asset, by id, and how many were taken."""
    read: dict[str, tuple[Record, dict[str, str]]] = {}
    placed = 0
    for record in records:
        values = reader.read_cells(record)
        if values is None:
            continue
        identity = values["id"]
        first = read.get(identity)
        if first is not None and first[1]["name"] != values["name"]:
            message = f"{identity} stands in row {first[0].number} already; this row was not taken"
            reader.account.refuse(record, message, "each asset has an id of its own")
            continue
        reader.account.take(record, identity)
        placed += 1
        values["owner"] = reader.read_owner(record, is_new=identity not in known and not first)
        if first is None:
            read[identity] = (record, values)
        elif first[1] != values:
            read[identity] = (first[0], _unite_cells(first[1], values))
            reader.notes.add(
                record,
                "an asset that stands above already, and says something else: the stricter"
                " category and every use of CUI were taken, else what stands first",
                "keep one of the rows",
            )
    return read, placed


def _unite_cells(first: Mapping[str, str], second: Mapping[str, str]) -> dict[str, str]:
    """What two rows of one asset say: the stricter category, every use of CUI."""
    uses = dict.fromkeys(filter(None, (*first["cui"].split(";"), *second["cui"].split(";"))))
    return {
        **{key: first[key] or second[key] for key in first},
        "category": min(first["category"], second["category"], key=_RANKS.__getitem__),
        "cui": ";".join(uses),
    }


def _write_inventory(
    target: SystemTarget, assets: Mapping[str, Mapping[str, str]]
) -> dict[str, str]:
    """In the order of columns that the file has; details follow where some asset has them."""
    path = f"{target.folder}/inventory.csv"
    table = read_table(target.find_text(path) or "", (), (*INVENTORY_COLUMNS, *ASSET_DETAILS))
    used = [name for name in ASSET_DETAILS if any(item.get(name) for item in assets.values())]
    columns = list(dict.fromkeys((*table.columns, *INVENTORY_COLUMNS, *used)))
    cells = [[item.get(name, "") for name in columns] for item in assets.values()]
    return {path: write_table(columns, cells)}


def _write_cells(asset: Asset) -> dict[str, str]:
    details = {name: getattr(asset, name.replace("-", "_")) for name in ASSET_DETAILS}
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
        **{
            name: ";".join(value) if isinstance(value, tuple) else str(value or "")
            for name, value in details.items()
        },
    }


def _update_cells(
    before: Mapping[str, str], values: Mapping[str, str], number: int, typed: TypedValues
) -> dict[str, str]:
    """What the row says where the inventory says nothing, or may lose what it says; the row's
    empty cells say nothing.
    """
    said = {key: value for key, value in values.items() if value}
    if values["category"] not in HANDLES_CUI:
        said["cui"] = values["cui"]
    differing = list_differences([(key, before.get(key, ""), value) for key, value in said.items()])
    standing = typed.list_kept(before["id"], differing, _JUDGEMENT)
    typed.settle(number, before["id"], differing, standing)
    kept = {item.name: item.old for item in standing}
    same = {key: before[key] for key in said if before.get(key) and not _differs(key, differing)}
    return {**before, **said, **same, **kept}


def _differs(key: str, differing: Sequence[Difference]) -> bool:
    return any(item.name == key for item in differing)


IMPORTER = Importer(
    "assets",
    COLUMNS,
    REQUIRED,
    place_assets,
    register="inventory.csv",
    kinds=MappingProxyType({
        "id": ("code",), "category": ("asset-category",), "owner": ("mail", "role"),
        "address": ("address",), "end-of-support": ("day",),
    }),
    positions=MappingProxyType({"category": read_heading}),
    also_enough=tuple(("name", other) for other in _OF_DEVICES),
)  # fmt: skip
