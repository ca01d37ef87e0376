"""A provider's responsibility matrix, from a spreadsheet into the matrix of that provider."""

from __future__ import annotations

import re
from types import MappingProxyType

from ..formats.sheet_columns import Spellings
from .importer import Importer, Placement, ProviderTarget, SheetRows
from .matrix_merge import merge_matrix
from .matrix_rows import MatrixRowReader

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
                       "Shared Responsibility", "Control Origination", "Origination", "Ownership",
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
                          "Tenant Responsibility", "Customer Implementation",
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


def place_matrix(target: ProviderTarget, rows: SheetRows) -> Placement:
    """A row for a whole requirement is spread over its objectives."""
    reader = MatrixRowReader(target.work, target.provider)
    parts = [part for record in rows.records for part in reader.read_row(record)]
    reader.report_words()
    return merge_matrix(target, parts, reader.problems, reader.passed_over)


IMPORTER = Importer(
    "objectives",
    COLUMNS,
    REQUIRED,
    place_matrix,
    joined=MappingProxyType({"provider-does": read_named_side}),
)
