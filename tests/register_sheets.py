"""Spreadsheets of registers placed in a system of the shipped Level 2 profile, without files."""

from __future__ import annotations

import csv
import datetime as dt
import io
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from attestle.api.sheet_imports import IMPORTS
from attestle.formats import sheet_search, yaml12
from attestle.formats.sheet_reading import SheetReading
from attestle.model.evidence import EvidenceItem
from attestle.model.people import Party, People, Role
from attestle.model.providers import Provider
from attestle.model.workspace import Work
from attestle.sheet_import.importer import Placement, ProviderTarget, SheetRows, SystemTarget
from building import shipped, system

TODAY = dt.date(2026, 11, 27)
CRITERIA = tuple(f"cc{series}.{number}" for series in range(1, 10) for number in range(1, 6))
PEOPLE = """organization: acme
parties:
  - uuid: 4ddb5f22-5990-4273-8658-61661c8ab0d4
    id: acme
    type: organization
    name: Acme
roles:
  - id: it
    title: IT
    held-by: [acme]
users: []
"""
Rows = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Placed:
    """What became of a sheet: `rows` is how many it has."""

    placement: Placement
    reading: SheetReading
    rows: int

    @property
    def said(self) -> str:
        return "\n".join(f"{item.line}: {item.message}" for item in self.placement.problems)

    @property
    def fields(self) -> dict[str, str]:
        return {item.field: item.heading for item in self.reading.columns}

    @property
    def fates(self) -> dict[int, str]:
        return {item.number: item.fate for item in self.placement.fates}

    def list_evidence(self) -> dict[str, dict[str, Any]]:
        text = self.placement.texts.get("ssp/demo/evidence.yaml", "evidence: []")
        value: Any = yaml12.read_yaml(text).value
        return {item["id"]: item for item in value["evidence"]}

    def list_table(self, path: str, key: str) -> dict[str, dict[str, str]]:
        text = self.placement.texts.get(path, "")
        return {row[key]: row for row in csv.DictReader(io.StringIO(text, newline=""))}

    def list_assets(self) -> dict[str, dict[str, str]]:
        return self.list_table("ssp/demo/inventory.csv", "id")

    def list_matrix(self) -> dict[str, dict[str, str]]:
        return self.list_table("matrix.csv", "objective")


def write_csv(rows: Rows) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def build_target(
    kind: str, files: Mapping[str, str], *, may_replace: bool = False
) -> SystemTarget | ProviderTarget:
    people = People(
        "acme",
        (Party("4ddb5f22-5990-4273-8658-61661c8ab0d4", "acme", "Acme"),),
        (Role("it", "IT", ("acme",)),),
        (),
    )
    register: Any = yaml12.read_yaml(files.get("ssp/demo/evidence.yaml", "evidence: []")).value
    evidence = tuple(
        EvidenceItem(item["uuid"], item["id"], item["title"], item.get("location", ""))
        for item in register["evidence"]
    )
    work = Work(replace(system(shipped(), evidence=evidence), people=people), shipped())
    if kind == "matrix":
        provider = Provider("u", "Stratoforge, Inc.", True, (), "it", slug="stratoforge")
        return ProviderTarget(work, provider, "matrix.csv", may_replace)
    count = itertools.count()
    texts = {"ssp/demo/people.yaml": PEOPLE, "ssp/demo/evidence.yaml": "evidence: []\n", **files}
    return SystemTarget(
        work,
        "ssp/demo",
        texts.get,
        lambda requirement: requirement.label,
        lambda: CRITERIA,
        lambda: f"00000000-0000-4000-8000-{next(count):012d}",
        may_replace,
        lambda: TODAY,
    )


def place_sheet(
    kind: str,
    sheet: Rows | bytes,
    files: Mapping[str, str] | None = None,
    *,
    may_replace: bool = False,
) -> Placed:
    """The sheet as a file; `files` are texts that the system has."""
    data = sheet if isinstance(sheet, bytes) else write_csv(sheet)
    importer = IMPORTS[kind].args[0]
    target = build_target(kind, files or {}, may_replace=may_replace)
    wanted = importer.adapt(target).want_columns({})
    found = sheet_search.find_table(data, wanted)
    for required in importer.also_enough:
        if not found.records:
            found = sheet_search.find_table(data, replace(wanted, required=required))
    assert found.records, [problem.message for problem in found.problems]
    rows = SheetRows("sheet.csv", found.records, tuple(found.columns))
    placement = importer.place_rows(target, rows)
    return Placed(placement, found.reading, len(found.records))
