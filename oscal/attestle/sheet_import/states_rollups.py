"""Rows of one sheet that speak of the same objective brought together: several rows of an
objective, and rows for a whole requirement above or instead of those of its objectives.

Of states that contradict each other the worse one counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from ..formats.problems import Problem
from ..formats.sheet_columns import split_cell
from ..formats.sheet_records import Record, report_row
from ..formats.state_cells import find_worst
from ..lazy_dataclasses import dataclass
from ..model.answers import OBJECTIVE, STATE_OF, find_field
from ..model.baseline import Objective, Requirement
from ..model.row_notes import write_row_note

# Fields of which two rows may both say something
_JOINED = ("Missing", "Rationale", "Note")


@dataclass(frozen=True, slots=True)
class StateRow:
    """What one row says of one objective, or several rows that were brought together.

    `taken_over` says that it stands for a whole requirement: nobody looked at the objective.
    """

    record: Record
    requirement: Requirement
    objective: Objective
    fields: Mapping[str, str]
    owners: tuple[str, ...]
    description: str
    records: tuple[Record, ...] = ()
    taken_over: bool = False

    @property
    def state(self) -> str:
        return self.fields["State"]


def unite_rows(first: StateRow, second: StateRow, problems: list[Problem]) -> StateRow:
    """Two rows of one objective: the worse state, told where they differ, and the texts of both."""
    state = find_worst((first.state, second.state))
    if first.state != second.state:
        message = (
            f"{first.objective.label}: {first.record.place_name} says {first.state} and"
            f" {second.record.place_name} {second.state}; the worse one, {state}, was taken"
        )
        problems.append(report_row(second.record, message, "keep one of the two", warning=True))
    worse, other = (first, second) if first.state == state else (second, first)
    fields = {key: value for key, value in other.fields.items() if fits_state(key, state)} | dict(
        worse.fields
    )
    for key in _JOINED:
        texts = [row.fields[key] for row in (first, second) if row.fields.get(key)]
        if texts and fits_state(key, state):
            fields[key] = "; ".join(dict.fromkeys(texts))
    cited = [word for row in (first, second) for word in split_cell(row.fields.get("Evidence", ""))]
    if cited:
        fields["Evidence"] = ", ".join(dict.fromkeys(cited))
    described = dict.fromkeys(filter(None, (first.description, second.description)))
    return replace(
        first,
        fields=MappingProxyType(fields),
        owners=tuple(dict.fromkeys((*first.owners, *second.owners))),
        description="\n\n".join(described),
        records=(*first.records, *second.records),
        taken_over=first.taken_over and second.taken_over,
    )


def fits_state(key: str, state: str) -> bool:
    """Whether a field belongs to answers of that state."""
    row = find_field(OBJECTIVE, key)
    return row is None or not row.only_with or state in row.only_with


def spread_row(row: StateRow, unit: Objective, place: str) -> StateRow:
    """What a row for a whole requirement says of one objective of it,
    with the note that says so.
    """
    if row.record.is_of_many:
        place = f'{place} sheet "{row.record.sheet}"'
    note = write_row_note(place, row.record.number, row.fields.get("Note", ""))
    fields = MappingProxyType({**row.fields, "Note": note})
    return replace(row, objective=unit, fields=fields, taken_over=True)


def settle_rollups(
    by_objective: Mapping[str, StateRow],
    rollups: Iterable[StateRow],
    place: str,
    problems: list[Problem],
) -> tuple[dict[str, StateRow], list[Record]]:
    """The rows by objective with what the rows for whole requirements say; and those of the latter
    that have nothing to add to the rows of their objectives.
    """
    settled = dict(by_objective)
    superseded: list[Record] = []
    for rollup in rollups:
        units = rollup.requirement.units
        own = [by_objective[unit.id] for unit in units if unit.id in by_objective]
        if len(own) < len(units):
            lacking = [unit for unit in units if unit.id not in by_objective]
            settled |= {unit.id: spread_row(rollup, unit, place) for unit in lacking}
        elif all(_rank(row) > _rank(rollup) for row in own):
            problems.append(_report_lowered(rollup, own))
            settled |= {row.objective.id: _lower_row(row, rollup, place) for row in own}
        else:
            superseded += rollup.records
    return settled, superseded


def _rank(row: StateRow) -> int:
    return STATE_OF[row.state].rank


def _report_lowered(rollup: StateRow, own: Sequence[StateRow]) -> Problem:
    label = rollup.requirement.label
    message = (
        f"{label} is {rollup.state} as a whole, yet each row of its objectives says better"
        f" ({own[0].record.place_name} to"
        f" {own[-1].record.place_name}); the worse one was taken for all"
    )
    return report_row(rollup.record, message, "say which objective is open", warning=True)


def _lower_row(row: StateRow, rollup: StateRow, place: str) -> StateRow:
    """A row of an objective with the state of its whole requirement, which nobody explained."""
    spread = spread_row(rollup, row.objective, place)
    lowered = unite_rows(row, spread, [])
    fields = {**lowered.fields, "Note": spread.fields["Note"]}
    own = row.fields.get("Note")
    if own:
        fields["Note"] += f"; {own}"
    return replace(lowered, fields=MappingProxyType(fields), taken_over=True)
