"""A provider's responsibility matrix, from a spreadsheet into the matrix of that provider."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from types import MappingProxyType

from ..formats.responsibility_cells import read_responsibility
from ..formats.sheet_records import Record
from ..formats.wanted_columns import Spellings
from ..model.providers import Provider
from .importer import Importer, Placement, ProviderTarget, SheetRows
from .matrix_merge import merge_matrix
from .matrix_rows import (
    MatrixRowReader,
    list_provider_names,
    strip_legal_form,
)
from .row_account import RowAccount

_CONTROLS = ("Control", "Control ID", "Control Number", "Requirement", "Requirement ID",
             "Practice", "Practice ID", "CMMC Practice", "CMMC ID", "Security Requirement",
             "NIST 800-171", "NIST SP 800-171", "800-171", "ID")  # fmt: skip
COLUMNS: Spellings = MappingProxyType({
    "objective": ("Objective", "Assessment Objective", "Objective ID", "Assessment Objective ID",
                  "AO", "AO ID", "Determination Statement", "CMMC Objective",
                  "Control Objective", *_CONTROLS),
    "requirement": _CONTROLS,
    "letter": ("Letter", "Obj", "AO Letter", "Objective Letter"),
    "responsibility": ("Responsibility", "Responsible Party", "Responsible", "Responsibility Type",
                       "Implementation Responsibility", "Control Responsibility",
                       "Who is responsible", "Responsible Entity", "Responsible Side", "Performed by",
                       "Managed by", "Implemented by", "Inheritance Type", "Inheritance Status",
                       "Responsibility Model",
                       "Shared Responsibility", "Control Origination", "Origination", "Origin", "Control Origin", "Ownership",
                       "Who"),
    "inheritable": ("Can Be Inherited from CSP", "Can Be Inherited", "Inheritable", "Inherited",
                    "Inheritance"),
    "shared": ("Shared", "Hybrid", "Both"),
    "provider-does": ("Provider does", "What the provider does", "Provider Responsibility",
                      "Provider Responsibilities", "CSP Responsibility", "CSP Responsibilities",
                      "ESP Responsibility", "ESP Responsibilities", "MSP Responsibility",
                      "Vendor Responsibility", "Service Provider Responsibility",
                      "Service Provider Responsibilities", "CSP Implementation", "Provider", "CSP",
                      "ESP", "MSP", "Service Provider", "Vendor"),
    "organisation-does": ("Organisation does", "Organization does", "What the organisation does",
                          "Customer Responsibility", "Customer Responsibilities",
                          "OSC Responsibility", "OSC Responsibilities", "OSA Responsibility",
                          "OSA Responsibilities", "Organization Responsibility",
                          "Client Responsibility", "Client Responsibilities",
                          "Tenant Responsibility", "Customer Implementation", "What you do",
                          "What we do", "What the customer does", "Your Responsibility",
                          "Customer does", "Client does",
                          "Our Responsibility", "Customer Actions", "Customer Action",
                          "Customer Duties", "Customer must", "You", "Us",
                          "Specific Inheritance and Customer Agency/CSP Responsibilities",
                          "Customer", "OSC", "OSA", "Organization", "Client", "Tenant"),
    "provider-role": ("Provider role", "Provider contact", "CSP role", "Role at the provider"),
    "organisation-role": ("Organisation role", "Organization role", "Customer role",
                          "Role at the organisation"),
    "evidence": ("Evidence", "Evidence ID", "Artifact", "Artifacts"),
    "date": ("Date", "Agreed", "Agreed on", "Date agreed", "As of", "Last Reviewed", "Review Date",
             "Updated"),
})  # fmt: skip
REQUIRED = ("objective",)
_LONGEST_SHEET = 31
# `Stratoforge Responsibility` beside `Customer Responsibility`
_NAMED_SIDE = re.compile(r"(.+?)(?:'s)?\s+(?:responsibilit(?:y|ies)|implementation|duties)\Z", re.I)
# Such headings that name no provider
_NO_PROVIDER = frozenset((
    "shared", "joint", "control", "implementation", "overall", "primary", "our", "your", "internal",
    "hybrid", "both", "security", "role", "contractor", "agency", "user", "company", "team",
))  # fmt: skip


def read_named_side(heading: str, cell: str) -> str | None:
    """What a column says that is called by the name of a provider; None for any other column."""
    match = _NAMED_SIDE.match(" ".join(heading.split()))
    if match is None or match[1].casefold() in _NO_PROVIDER:
        return None
    known = (*COLUMNS["organisation-does"], *COLUMNS["responsibility"])
    is_ours = any(match[1].casefold() == name.casefold() for name in known)
    return None if is_ours else cell


def read_origin(heading: str) -> str:
    """The side that a column of marks stands for, "" if none; `Not inherited` in its own words."""
    return " ".join(heading.split()) if read_responsibility(heading) else ""


def spell_names(target: ProviderTarget) -> Spellings:
    """What columns are called by the names of the two sides."""
    people = target.work.system.people
    names = [item.name for item in people.parties if item.id == people.organization]
    ours = dict.fromkeys((*names, *(strip_legal_form(name) for name in names)))
    return {
        "provider-does": tuple(_spell_side(list_provider_names(target.provider))),
        "organisation-does": tuple(_spell_side(filter(None, ours))),
    }


def _spell_side(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        yield from (name, f"What {name} does", f"{name} does", f"{name} role")


def _choose_records(
    provider: Provider, records: Sequence[Record], account: RowAccount
) -> Sequence[Record]:
    """Of a workbook with a sheet for each provider those of this one; else all."""
    names = list_provider_names(provider)
    sheets = dict.fromkeys(record.sheet for record in records)
    named = [sheet for sheet in sheets if _is_named(sheet, names)]
    if not named:
        return records
    for sheet in sheets:
        if sheet not in named:
            others = [record for record in records if record.sheet == sheet]
            message = f"it is not of {provider.title}, which has a sheet; its rows were passed over"
            account.leave_out(others, message, f"to take it: --sheet {shlex.quote(sheet)}")
    return [record for record in records if record.sheet in named]


def _is_named(sheet: str, names: Iterable[str]) -> bool:
    """A workbook cuts the names of its sheets."""
    folded = " ".join(sheet.replace("-", " ").split()).lower()
    return bool(folded) and any(folded == name[:_LONGEST_SHEET].strip() for name in names)


def place_matrix(target: ProviderTarget, rows: SheetRows) -> Placement:
    """A row for a whole requirement is spread over its objectives."""
    reader = MatrixRowReader(target.work, target.provider, rows.columns)
    records = _choose_records(target.provider, rows.records, reader.account)
    parts = [part for record in records for part in reader.read_row(record)]
    reader.report_words()
    account = reader.account
    done = merge_matrix(target, parts, account.problems, account.passed_over)
    return replace(done, fates=account.list_fates(done.problems[len(account.problems) :]))


IMPORTER = Importer(
    "objectives",
    COLUMNS,
    REQUIRED,
    place_matrix,
    joined=MappingProxyType({"provider-does": read_named_side}),
    kinds=MappingProxyType(
        {
            "objective": ("objective", "requirement"),
            "requirement": ("requirement",),
            "letter": ("letter",),
            "responsibility": ("responsibility",),
            "date": ("day",),
        }
    ),
    positions=MappingProxyType({"responsibility": read_origin}),
    spell_names=spell_names,
)
