"""The objective spreadsheet that teams keep, read into requirement files: states and what belongs
to them, never over prose.

A row is placed whole or not at all: a state without what it needs would only make the file an
error.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from ..formats.problems import Problem
from ..formats.sheet_columns import Record, Spellings, report_row
from ..model.baseline import Requirement
from ..model.workspace import Work
from .states_edits import apply_states
from .states_rows import StateRowReader

COLUMNS: Spellings = MappingProxyType({
    "objective": ("Objective", "Assessment Objective", "Objective ID", "Assessment Objective ID", "AO", "AO ID", "Determination", "Determination Statement",
                  "CMMC Objective", "Practice Objective", "Requirement", "Requirement ID", "Control", "Control ID", "Practice", "Practice ID", "Security Requirement", "ID"),
    "requirement": ("Requirement", "Requirement ID", "Practice", "Practice ID", "Control", "Control ID", "Security Requirement", "CMMC Practice", "ID"),
    "letter": ("Letter", "Obj", "Sub-objective", "AO Letter", "Objective Letter"),
    "state": ("State", "Status", "Implementation Status", "Met / Not Met", "Finding", "Implementation State", "Assessment Result", "Assessment Status", "Result",
              "Compliance Status", "Met?"),
    "missing": ("Missing", "Gap", "Gaps", "What is missing", "Gap Description", "Remaining work", "Deficiency", "Remediation", "Weakness"),
    "rationale": ("Rationale", "Justification", "N/A Rationale", "Reason", "NA Justification", "N/A Justification"),
    "approved-by": ("Approved by", "Approver", "Approval", "Approved"),
    "approved-on": ("Approved on", "Approval date", "Date approved"),
    "owner": ("Owner", "Responsible", "Responsible Party", "Control Owner", "Assignee", "Responsible Role"),
    "evidence": ("Evidence", "Evidence ID", "Evidence IDs", "Artifacts", "Artifact"),
    "provider": ("Provider", "ESP", "Inherited from", "CSP", "External Provider", "Service Provider"),
    "implementation": ("Implementation", "Implementation Statement", "Implementation Description", "How", "How it is met", "Response", "Answer", "SSP Statement"),
    "note": ("Note", "Notes", "Comment", "Comments", "Remarks"),
})  # fmt: skip
REQUIRED = ("objective", "state")


@dataclass(frozen=True, slots=True)
class StatesImported:
    """`files` are the texts that change, by path; `placed` the number of rows taken, `passed_over`
    of those that state nothing yet.
    """

    files: Mapping[str, str]
    placed: int
    problems: tuple[Problem, ...]
    passed_over: int = 0


def read_states_sheet(
    work: Work, records: Sequence[Record], text_of: Callable[[Requirement], tuple[str, str, bool]]
) -> StatesImported:
    """`text_of` gives the path and text of a requirement's file, and whether it is a new one that
    is not there yet.
    """
    reader = StateRowReader(work)
    rows, blank = reader.rows(records)
    problems = reader.problems
    passed_over = len(blank)
    if blank:
        numbers = ", ".join(str(item.number) for item in blank[:5]) + (
            f" and {len(blank) - 5} more" if len(blank) > 5 else ""
        )
        problems.append(
            report_row(
                blank[0],
                f"no state and nothing else to place in row {numbers}; passed over",
                warning=True,
            )
        )
    files: dict[str, str] = {}
    placed = 0
    for requirement_id, mine in rows.items():
        path, before, is_new = text_of(work.baseline.by_id[requirement_id])
        taken, after = apply_states(work, before, mine, reader.owner(mine), is_new, problems)
        if after is None:
            problems += [
                report_row(
                    row.record,
                    f"{path} has mistakes of its own; this row was not taken",
                    "run: attestle validate",
                )
                for row in mine
            ]
        elif taken and (is_new or after != before):
            files[path] = after
        placed += taken
    reader.tell_owners()
    return StatesImported(
        MappingProxyType(files),
        placed,
        tuple(sorted(problems, key=lambda item: item.line or 0)),
        passed_over + reader.captions,
    )
