"""Who answers for what: the roles, the one accountable owner of each family, and the duties that
nobody holds together.
"""

from __future__ import annotations

from ...model.baseline import Baseline
from ...model.people import Role
from ...model.system import System
from ..document_parts import Chapter, DocumentCell, DocumentPart, Grid, GridColumn, TextLine
from ..name_lookup import NameLookup
from ..table_cells import text_cell


def build_roles(system: System, baseline: Baseline, names: NameLookup, number: str) -> Chapter:
    tables = (
        ("Roles", "role-list", _list_roles(system, names)),
        (
            "Accountable Owner of Each Family",
            "family-owners",
            _list_owners(system, baseline, names),
        ),
        ("Separation of Duties", "separation-of-duties", _list_duties(system)),
    )
    chapters = tuple(
        Chapter(3, f"{number}.{place} {title}", anchor, (part,))
        for place, (title, anchor, part) in enumerate(tables, 1)
    )
    return Chapter(2, f"{number} Roles and Responsibilities", "roles", (), chapters)


def _list_roles(system: System, names: NameLookup) -> DocumentPart:
    columns = (
        GridColumn("Role", 2.0),
        GridColumn("What it answers for", 3.2),
        GridColumn("Held by", 2.0),
    )
    rows = tuple(_write_role(item, names) for item in system.people.roles)
    return Grid("Roles", columns, rows) if rows else TextLine("Roles are not recorded.", "note")


def _write_role(item: Role, names: NameLookup) -> tuple[DocumentCell, ...]:
    return (
        text_cell(item.title),
        text_cell(item.description or ""),
        tuple(TextLine(party.name) for party in names.list_holders(item.id)),
    )


def _list_owners(system: System, baseline: Baseline, names: NameLookup) -> DocumentPart:
    families = {item.family: item.family_title or item.family for item in baseline.requirements}
    columns = (
        GridColumn("Family", 2.8),
        GridColumn("Role", 2.4),
        GridColumn("Held by", 2.2),
    )
    rows = tuple(
        _write_owner(title, key, system.family_owner(key), names) for key, title in families.items()
    )
    return Grid("Accountable owner of each family", columns, rows)


def _write_owner(title: str, family: str, role: str, names: NameLookup) -> tuple[DocumentCell, ...]:
    name = title if title == family else f"{title} ({family})"
    holders = tuple(TextLine(party.name) for party in names.list_holders(role))
    return (
        (TextLine(name, target=f"family-{family}"),),
        text_cell(names.find_role(role), "not named"),
        holders or text_cell("", "not named"),
    )


def _list_duties(system: System) -> DocumentPart:
    columns = (
        GridColumn("Duty", 1.8),
        GridColumn("Is kept apart from", 1.8),
        GridColumn("How", 3.4),
    )
    rows = tuple(
        (text_cell(item.duty), text_cell(item.conflicts_with), text_cell(item.how))
        for item in system.characteristics.separation_of_duties
    )
    if not rows:
        return TextLine("Duties that are kept apart are not recorded.", "quiet")
    return Grid("Separation of duties", columns, rows)
