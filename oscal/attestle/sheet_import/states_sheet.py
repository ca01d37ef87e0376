"""The objective spreadsheet that teams keep, read into requirement files: states and what belongs
to them, never over prose.

A state is taken also where the row lacks what it needs: what the file then lacks is a warning in
it, and the state does not count until it is there.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType

from ..formats import reference_section
from ..formats.problems import Problem
from ..formats.sheet_columns import Record, Spellings, report_row
from ..model.answers import FIELDS_OF, OBJECTIVE
from ..model.baseline import Requirement
from .importer import Importer, Placement, SheetRows, SystemTarget
from .states_edits import apply_states, set_owner
from .states_rows import StateRowReader
from .typed_values import TypedValues

COLUMNS: Spellings = MappingProxyType({
    "objective": ("Objective", "Assessment Objective", "Objective ID", "Assessment Objective ID",
                  "AO", "AO ID", "Determination", "Determination Statement",
                  "CMMC Objective", "Practice Objective", "Requirement", "Requirement ID",
                  "Control", "Control ID", "Practice", "Practice ID", "Security Requirement", "ID"),
    "requirement": ("Requirement", "Requirement ID", "Practice", "Practice ID", "Control",
                    "Control ID", "Security Requirement", "CMMC Practice", "ID"),
    "letter": ("Letter", "Obj", "Sub-objective", "AO Letter", "Objective Letter"),
    **{name: headings for row in FIELDS_OF[OBJECTIVE] for name, headings in row.columns},
    "owner": ("Owner", "Responsible", "Responsible Party", "Control Owner", "Assignee",
              "Responsible Role"),
    "implementation": ("Implementation", "Implementation Statement", "Implementation Description",
                       "How", "How it is met", "Response", "Answer", "SSP Statement"),
})  # fmt: skip
REQUIRED = ("objective", "state")


def place_states(target: SystemTarget, rows: SheetRows) -> Placement:
    """The fields of each row in the file of its requirement; a file that is not there is made."""
    reader = StateRowReader(target.work)
    by_requirement, blank = reader.read_rows(rows.records)
    problems = reader.problems
    if blank:
        problems.append(_report_blank(blank))
    texts: dict[str, str] = {}
    replaced: list[str] = []
    placed = 0
    for requirement_id, state_rows in by_requirement.items():
        requirement = target.work.baseline.by_id[requirement_id]
        path = target.requirement_path(requirement)
        present = target.find_text(path)
        text = _write_blank(target, requirement) if present is None else present
        owner = reader.choose_owner(state_rows)
        typed = TypedValues(path, target.may_replace)
        taken, edited = apply_states(target.work, text, state_rows, typed, problems)
        if edited is None:
            message = f"{path} has mistakes of its own; this row was not taken"
            problems += [
                report_row(row.record, message, "run: attestle validate") for row in state_rows
            ]
            continue
        if taken and owner:
            edited = set_owner(edited, owner, state_rows[0], typed, is_new=present is None)
        problems += typed.kept
        replaced += typed.replaced
        if taken and edited != present:
            texts[path] = edited
        placed += taken
    reader.report_unknown_owners()
    return Placement(
        placed,
        placed,
        tuple(problems),
        len(blank) + reader.captions,
        replaced=tuple(replaced),
        texts=texts,
    )


def _write_blank(target: SystemTarget, requirement: Requirement) -> str:
    owner = target.work.system.family_owner(requirement.family)
    return reference_section.write_new_file(requirement, owner)


def _report_blank(blank: Sequence[Record]) -> Problem:
    """The rows that state nothing: one word for all, for a team's sheet may hold hundreds."""
    numbers = ", ".join(str(record.number) for record in blank[:5])
    more = f" and {len(blank) - 5} more" if len(blank) > 5 else ""
    message = f"no state and nothing else to place in row {numbers}{more}; passed over"
    return report_row(blank[0], message, warning=True)


IMPORTER = Importer("objectives", COLUMNS, REQUIRED, place_states)
