"""A provider's responsibility matrix, from a spreadsheet or from the plan of a leveraged system,
into the matrix of that provider.

A row for a whole requirement is spread over its objectives; a row for one objective goes before it.
Cells that the import says nothing about stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from ..formats import labels
from ..formats.csv_tables import write_table
from ..formats.problems import Problem
from ..formats.sheet_columns import NearestHints, Record, Spellings, report_row
from ..formats.sheet_days import read_sheet_day
from ..model.baseline import Objective, Requirement
from ..model.derived_ids import NAMESPACE
from ..model.system import MATRIX_COLUMNS, MatrixRow, Provider
from ..model.workspace import Work
from .sheet_rows import find_subject, fold_cell, report_caption

_CONTROLS = ("Control", "Control ID", "Control Number", "Requirement", "Requirement ID", "Practice", "Practice ID", "CMMC Practice", "CMMC ID", "Security Requirement",
             "NIST 800-171", "NIST SP 800-171", "800-171", "ID")  # fmt: skip
COLUMNS: Spellings = MappingProxyType({
    "objective": ("Objective", "Assessment Objective", "Objective ID", "Assessment Objective ID", "AO", "AO ID", "Determination Statement", "CMMC Objective",
                  "Control Objective", *_CONTROLS),
    "requirement": _CONTROLS,
    "letter": ("Letter", "Obj", "AO Letter", "Objective Letter"),
    "responsibility": ("Responsibility", "Responsible Party", "Responsible", "Responsibility Type", "Implementation Responsibility", "Control Responsibility",
                       "Shared Responsibility", "Control Origination", "Origination", "Ownership", "Who"),
    "inheritable": ("Can Be Inherited from CSP", "Can Be Inherited", "Inheritable", "Inherited", "Inheritance"),
    "shared": ("Shared", "Hybrid", "Both"),
    "provider-does": ("Provider does", "What the provider does", "Provider Responsibility", "Provider Responsibilities", "CSP Responsibility", "CSP Responsibilities",
                      "ESP Responsibility", "ESP Responsibilities", "MSP Responsibility", "Vendor Responsibility", "Service Provider Responsibility",
                      "Service Provider Responsibilities", "CSP Implementation", "Provider", "CSP", "ESP", "MSP", "Service Provider", "Vendor"),
    "organisation-does": ("Organisation does", "Organization does", "What the organisation does", "Customer Responsibility", "Customer Responsibilities",
                          "OSC Responsibility", "OSC Responsibilities", "OSA Responsibility", "OSA Responsibilities", "Organization Responsibility",
                          "Client Responsibility", "Client Responsibilities", "Tenant Responsibility", "Customer Implementation",
                          "Specific Inheritance and Customer Agency/CSP Responsibilities", "Customer", "OSC", "OSA", "Organization", "Client", "Tenant"),
    "evidence": ("Evidence", "Evidence ID", "Artifact", "Artifacts"),
    "date": ("Date", "Agreed", "Agreed on", "Date agreed", "As of", "Last Reviewed", "Review Date", "Updated"),
})  # fmt: skip
REQUIRED = ("objective",)
PROVIDER, ORGANISATION, SHARED = "provider", "organisation", "shared"
_WORDS: Mapping[str, str] = MappingProxyType({
    **dict.fromkeys(("provider", "csp", "esp", "msp", "mssp", "vendor", "supplier", "host", "service provider", "cloud service provider", "cloud provider", "external",
                     "external service provider", "inherited", "fully inherited", "provider inherited", "full", "fully provider", "system provider", "leveraged"), PROVIDER),
    **dict.fromkeys(("organisation", "organization", "customer", "osc", "osa", "client", "tenant", "subscriber", "agency", "consumer", "user", "user organization", "us", "we",
                     "self", "internal", "company", "contractor", "oscs", "customer configured", "customer provided", "configured by customer", "provided by customer",
                     "not inherited", "not inheritable", "local"), ORGANISATION),
    **dict.fromkeys(("shared", "hybrid", "both", "joint", "partial", "partially inherited", "partial inheritance", "shared responsibility", "combined", "mixed", "split"),
                    SHARED),
})  # fmt: skip
_INHERITABLE: Mapping[str, str] = MappingProxyType({
    **dict.fromkeys(("yes", "y", "full", "fully", "x", "true", "inherited", "fully inherited"), PROVIDER),
    **dict.fromkeys(("partial", "partially", "shared", "hybrid", "partially inherited"), SHARED),
    **dict.fromkeys(("no", "n", "none", "false", "not inherited"), ORGANISATION),
})  # fmt: skip
_NOT_APPLICABLE = ("n/a", "na", "n a", "not applicable", "none")
_MARKS = ("x", "\u2713", "\u2714", "\u2611", "\u25cf", "yes", "y", "true", "1")
_NOTHING = ("", "-", "--", "\u2013", "\u2014", "n/a", "na", "none", "nil", "no", "false", "0")
_SIDES = re.compile(r"\s*(?:/|\+|&|,|;|\||\band\b)\s*")


@dataclass(frozen=True, slots=True)
class MatrixImported:
    """`text` is the matrix as it should stand; `placed` of the rows read; `objectives` the rows of
    the matrix that they speak of, `spread` of them by requirement.
    """

    text: str
    placed: int
    objectives: int
    spread: int
    added: int
    updated: int
    problems: tuple[Problem, ...]
    passed_over: int = 0


@dataclass(frozen=True, slots=True)
class MatrixPart:
    """What one row of a source says, before it is spread: `objective` None for a whole requirement."""

    number: int | None
    requirement: Requirement
    objective: Objective | None
    row: MatrixRow


def read_matrix_sheet(work: Work, provider: Provider, records: Sequence[Record]) -> MatrixImported:
    """Rows of a spreadsheet."""
    reader = _MatrixReader(work)
    parts = [part for part in (reader.part(record) for record in records) if part is not None]
    return merge_matrix(work, provider, parts, reader.problems, reader.passed_over)


def merge_matrix(
    work: Work,
    provider: Provider,
    parts: Sequence[MatrixPart],
    problems: Sequence[Problem],
    passed_over: int = 0,
) -> MatrixImported:
    """The provider's matrix with those parts: its rows keep their places, new ones follow in the
    order of the profile.
    """
    told = list(problems)
    said: dict[str, MatrixPart] = {}
    rows = {row.objective: row for row in provider.matrix}
    placed = 0
    for part in [
        *(part for part in parts if part.objective),
        *(part for part in parts if part.objective is None),
    ]:
        wanted = (part.objective,) if part.objective else part.requirement.units
        own = _own_rows(rows, part)
        if own:
            message = (
                f"{', '.join(own)}: the matrix has rows of their own, which stay; the row for the"
                " whole requirement filled in the others"
            )
            told.append(
                Problem(
                    "OSC012",
                    message,
                    part.number,
                    None,
                    "delete those rows to take this one",
                    warning=True,
                )
            )
        free = [item for item in wanted if item.label not in said and item.label not in own]
        if (
            not free
            and part.objective
            and (earlier := said[part.objective.label]).row
            != replace(part.row, objective=part.objective.label)
        ):
            message = (
                f"{part.objective.label} stands in row {earlier.number} already and says something"
                " else; this row was not taken"
            )
            told.append(Problem("OSC012", message, part.number, None, "keep one of the two"))
            continue
        placed += 1
        for item in free:
            said[item.label] = replace(part, row=replace(part.row, objective=item.label))
    spread = sum(1 for part in said.values() if part.objective is None)
    added = [
        label for label in work.baseline.objective_labels if label in said and label not in rows
    ]
    updated = 0
    for label, part in said.items():
        if label in rows:
            new = _over(rows[label], part.row)
            updated += new != rows[label]
            rows[label] = new
    rows |= {label: said[label].row for label in added}
    text = write_table(MATRIX_COLUMNS, [_cells(row) for row in rows.values()])
    return MatrixImported(
        text,
        placed,
        len(said),
        spread,
        len(added),
        updated,
        tuple(sorted(told, key=lambda item: item.line or 0)),
        passed_over,
    )


def _own_rows(rows: Mapping[str, MatrixRow], part: MatrixPart) -> tuple[str, ...]:
    """Objectives whose rows say more than one row for the whole requirement did: not all there, or
    not all the same.
    """
    mine = [rows[item.label] for item in part.requirement.units if item.label in rows]
    if part.objective is not None or not mine or len(part.requirement.units) == 1:
        return ()
    texts = {(row.responsibility, row.provider_does, row.organisation_does) for row in mine}
    is_spread = len(mine) == len(part.requirement.units) and len(texts) == 1
    return (
        ()
        if is_spread
        or texts == {(part.row.responsibility, part.row.provider_does, part.row.organisation_does)}
        else tuple(row.objective for row in mine)
    )


def _over(old: MatrixRow, new: MatrixRow) -> MatrixRow:
    """The new row; what it leaves empty is kept from the old one."""
    return replace(
        old,
        responsibility=new.responsibility,
        provider_does=new.provider_does or old.provider_does,
        organisation_does=new.organisation_does or old.organisation_does,
        evidence=new.evidence or old.evidence,
        date=new.date or old.date,
    )


def _cells(row: MatrixRow) -> tuple[str, ...]:
    return (
        row.objective,
        row.responsibility,
        row.provider_does,
        row.organisation_does,
        row.evidence,
        row.date.isoformat() if row.date else "",
    )


class _MatrixReader:
    """Rows to parts, with what is wrong about them."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._near = NearestHints(work.baseline.objective_labels)
        self._words = NearestHints(_WORDS)
        self._evidence = work.system.evidence_by_id
        self._titles = {fold_cell(item.title).casefold(): item.id for item in work.system.evidence}
        self.problems: list[Problem] = []
        self.passed_over = 0

    def part(self, record: Record) -> MatrixPart | None:
        pair = find_subject(self._work, record)
        if record.is_total or (record.is_caption and pair is None):
            self.passed_over += 1
            self.problems.append(report_caption(record))
            return None
        written = fold_cell(record["objective"])[:80] or fold_cell(record["requirement"])[:80]
        if pair is None:
            hint = (
                "the cell is a number or a day and no text: format the column as text"
                if "objective" in record.stored
                else self._near(written)
            )
            said = (
                f'"{written}" is no requirement or objective of {self._work.baseline.profile}'
                if written
                else "no requirement or objective"
            )
            self.problems.append(report_row(record, f"{said}; the row was not taken", hint))
            return None
        requirement, objective = (pair, None) if isinstance(pair, Requirement) else pair
        label = objective.label if objective else requirement.label
        responsibility = self._responsibility(record, label)
        if responsibility is None:
            return None
        row = MatrixRow(
            label,
            responsibility,
            _said(record["provider-does"]),
            _said(record["organisation-does"]),
            self._cited(record, label),
            self._date(record, label),
        )
        return MatrixPart(record.number, requirement, objective, row)

    def _responsibility(self, record: Record, label: str) -> str | None:
        """The word of the row; else what its other columns say; None if nothing does, or it is not
        applicable, which is told.
        """
        word = fold_cell(record["responsibility"])
        if word.lower().strip(" .") in _NOT_APPLICABLE:
            self.passed_over += 1
            self.problems.append(
                report_row(
                    record,
                    f"{label} is not applicable to the provider; the row was passed over",
                    warning=True,
                )
            )
            return None
        found = (
            read_responsibility(word)
            if word
            else _INHERITABLE.get(fold_cell(record["inheritable"]).lower(), "")
            or _by_columns(record)
        )
        if not found:
            hint = (self._words(word.lower()) if word else "") or "provider, organisation or shared"
            said = (
                f'"{word[:60]}" is no responsibility'
                if word
                else "the row does not say who is responsible"
            )
            self.problems.append(report_row(record, f"{said}; {label} was not taken", hint))
            return None
        return found

    def _cited(self, record: Record, label: str) -> str:
        word = fold_cell(record["evidence"])
        identity = next(
            (name for name in (word, word.lower()) if name in self._evidence),
            self._titles.get(word.casefold(), ""),
        )
        if word.lower() not in _NOTHING and not identity:
            hint = "put it into the register first: attestle import evidence FILE"
            self.problems.append(
                report_row(
                    record,
                    f'{label}: no evidence item "{word[:60]}" in evidence.yaml; it was left out',
                    hint,
                    warning=True,
                )
            )
        return identity

    def _date(self, record: Record, label: str) -> Any:
        word = fold_cell(record["date"])
        found = read_sheet_day(word) if word else None
        if word and found is None:
            self.problems.append(
                report_row(
                    record,
                    f'{label}: "{word[:60]}" is not a day that can be read one way only; it was'
                    " left out",
                    "write YYYY-MM-DD",
                    warning=True,
                )
            )
        return found


def read_responsibility(text: str) -> str:
    """`CSP`, `Customer / Provider`, `Shared (see notes)` as one of our three words; "" if it is
    none.
    """
    word = " ".join(
        re.sub(r"\([^()]*\)", " ", text).replace("-", " ").replace("_", " ").lower().split()
    ).strip(" .:*")
    word = (
        re.sub(r"^(?:fully )(?=customer|csp|provider|organi[sz]ation)", "", word)
        .removesuffix(" responsibility")
        .removesuffix(" responsible")
        .strip()
    )
    if word in _WORDS:
        return _WORDS[word]
    sides = {_WORDS.get(part, "") for part in _SIDES.split(word) if part}
    if "" in sides or not sides:
        return ""
    return sides.pop() if len(sides) == 1 else SHARED


def _by_columns(record: Record) -> str:
    """Who is named by marks or texts in the columns of the two sides."""
    provider, organisation = (
        _filled(record[name]) for name in ("provider-does", "organisation-does")
    )
    if _filled(record["shared"]) or (provider and organisation):
        return SHARED
    return PROVIDER if provider else ORGANISATION if organisation else ""


def _filled(cell: str) -> bool:
    return fold_cell(cell).lower().strip(" .") not in _NOTHING


def _said(cell: str) -> str:
    """The words of a cell in one line; a mark says nothing more than that there is something."""
    text = fold_cell(cell)
    return "" if text.lower().strip(" .") in (*_MARKS, *_NOTHING) else text


def read_leveraged_plan(
    work: Work, provider: Provider, tree: Mapping[str, Any]
) -> tuple[MatrixImported, int]:
    """What the plan of a leveraged system exports, and how many controls or statements it exports
    anything for.
    """
    body = tree["system-security-plan"]
    stamp = str(body["metadata"].get("last-modified", ""))[:10]
    found: dict[tuple[str, str], tuple[list[str], list[str]]] = {}
    for identity, letters, kind, text in _exports(body):
        for letter in letters or ("",):
            sides = found.setdefault((identity, letter), ([], []))
            if text not in sides[kind]:
                sides[kind].append(text)
    parts: list[MatrixPart] = []
    problems: list[Problem] = []
    for (identity, letter), (provided, left) in found.items():
        pair = _exported(work, identity, letter)
        if pair is None:
            known = f"{identity}[{letter}]" if letter else identity
            problems.append(
                Problem(
                    "OSC012",
                    f'"{known}" is no requirement or objective of {work.baseline.profile}; what is'
                    " exported for it was not taken",
                    None,
                )
            )
            continue
        responsibility = SHARED if provided and left else PROVIDER if provided else ORGANISATION
        row = MatrixRow(
            "",
            responsibility,
            " ".join(provided),
            " ".join(left),
            "",
            read_sheet_day(stamp) if stamp else None,
        )
        parts.append(MatrixPart(None, *pair, row))
    return merge_matrix(work, provider, parts, problems), len(found)


def _exports(body: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, ...], int, str]]:
    """Control or statement id, letters that the by-component names, side (0 provided, 1 left to the
    organisation) and text.
    """
    for requirement in body["control-implementation"]["implemented-requirements"]:
        holders = [
            (requirement["control-id"], requirement),
            *((item["statement-id"], item) for item in requirement.get("statements", ())),
        ]
        for identity, holder in holders:
            for item in holder.get("by-components", ()):
                export = item.get("export", {})
                letters = tuple(
                    prop["value"]
                    for prop in item.get("props", ())
                    if prop["name"] == "objective" and prop.get("ns") == NAMESPACE
                )
                for kind, key in enumerate(("provided", "responsibilities")):
                    for entry in export.get(key, ()):
                        yield identity, letters, kind, fold_cell(entry["description"])


def _exported(
    work: Work, identity: str, letter: str
) -> tuple[Requirement, Objective | None] | None:
    objective = labels.find_objective(
        work.baseline, f"{identity}[{letter}]" if letter else identity
    )
    if objective is not None and (
        letter or "_obj." in identity or "[" in identity or "_smt." in identity
    ):
        return objective
    stem = identity.removesuffix("_smt")
    requirement = labels.find_requirement(work.baseline, stem)
    if requirement is None or not letter:
        return (requirement, None) if requirement else None
    found = requirement.unit(letter)
    return (requirement, found) if found else None
