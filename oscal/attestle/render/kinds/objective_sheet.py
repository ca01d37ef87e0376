"""A row for each objective under its CMMC identifier, for an assessor to copy cells from.

What an assessor finds stands in no cell: those columns are empty, and only the assessor fills them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from ...assess.evidence_uses import CitedObjective, list_cited_objectives
from ...assess.system_status import Status
from ...model.baseline import Requirement
from ...model.evidence import EvidenceItem
from ..document_model import DocumentModel
from ..document_parts import CellRow, Chapter, Grid, GridColumn, TextLine
from ..name_lookup import NameLookup, build_lookup, write_keys
from ..table_cells import NOT_RECORDED, text_cell
from .system_document import make_system_document

NAME = "Objectives for the Assessor"
# The layout that the columns follow, as of the version that is publicly described
LAYOUT = "3.9"
# No limit of the template's cells is published. More than this is read in no cell, and less than a
# tenth of what a spreadsheet holds (32,767)
MOST_CHARACTERS = 2000
# As the template writes months, whatever the language of the machine
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_COLUMNS = (
    GridColumn("Requirement", width=16),
    GridColumn("Objective", width=18),
    GridColumn("What must be true", width=48),
    GridColumn("Result", width=10),
    GridColumn("Overall Comments", width=24),
    GridColumn("Examine", width=10),
    GridColumn("Interview", width=10),
    GridColumn("Test", width=10),
    GridColumn("Artifacts", width=60),
    GridColumn("Interviews", width=34),
    GridColumn("Findings", width=24),
    GridColumn("Where in the plan", width=20),
)
_OPENING = (
    f"Layout as of version {LAYOUT} of the assessment results template; check yours before you"
    " copy.",
    "Result, Overall Comments, Examine, Interview, Test and Findings are empty: only the assessor"
    " enters them.",
    f"Days are DD-MMM-YYYY. A cell has at most {MOST_CHARACTERS} characters, and says where the"
    " rest stands.",
)


def build_objective_sheet(status: Status) -> DocumentModel:
    names = build_lookup(status.system, status.baseline.term)
    rows = tuple(_write_row(status, names, entry) for entry in list_cited_objectives(status))
    about = Chapter(
        1,
        "Instructions",
        parts=(
            TextLine(f"{status.system.characteristics.name}: {NAME}", "label"),
            *map(TextLine, _OPENING),
            TextLine(write_day(status.as_of), lead="As of:"),
        ),
    )
    sheet = Chapter(1, "Requirement Objectives", parts=(Grid("Objectives", _COLUMNS, rows),))
    return make_system_document(NAME, status.system, names, (about, sheet))


def write_day(day: dt.date) -> str:
    """`16-NOV-2026`."""
    return f"{day.day:02d}-{_MONTHS[day.month - 1]}-{day.year:04d}"


def write_label(requirement: Requirement, letter: str) -> str:
    """`AC.L2-3.1.1[a]`."""
    return f"{requirement.cmmc_label or requirement.label}{write_keys([letter])}"


def _write_row(status: Status, names: NameLookup, entry: CitedObjective) -> CellRow:
    requirement, objective = entry.result.requirement, entry.judged.objective
    answer = entry.result.answer
    owner = (answer.owner if answer else "") or status.system.family_owner(requirement.family)
    return (
        text_cell(requirement.cmmc_label or requirement.label),
        text_cell(write_label(requirement, objective.letter)),
        text_cell(shorten(" ".join(objective.text.split()), entry.label)),
        *(((),) * 5),
        text_cell(shorten("\n".join(map(_write_artifact, entry.items)), entry.label)),
        text_cell(shorten(", ".join(_list_people(names, owner)), entry.label)),
        (),
        text_cell(f"section 3, {entry.label}"),
    )


def _write_artifact(item: EvidenceItem) -> str:
    day = write_day(item.collected) if item.collected else NOT_RECORDED
    hashes = [place.sha256.upper() for place in item.places if place.sha256]
    return f"{item.title} ({item.id}), {day}{', SHA256 ' if hashes else ''}{', '.join(hashes)}"


def _list_people(names: NameLookup, owner: str) -> Iterator[str]:
    """The role that answers, and who holds it."""
    if role := names.shorten_role(owner):
        holders = ", ".join(party.name for party in names.list_holders(owner))
        yield f"{role} ({holders})" if holders else role


def shorten(text: str, label: str) -> str:
    """A text that is too long for a cell ends with where all of it stands."""
    if len(text) <= MOST_CHARACTERS:
        return text
    end = f" ... (all of it: plan, {label})"
    return f"{text[: MOST_CHARACTERS - len(end)].rstrip()}{end}"
