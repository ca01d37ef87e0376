"""What a section says once a row of a spreadsheet is merged into it, and what is told of that."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from ..assess.objectives import has_matrix_row
from ..formats.field_lines import FIELDS
from ..formats.problems import Problem
from ..formats.sections import Field, Section
from ..formats.sheet_columns import split_cell
from ..formats.sheet_records import report_row
from ..formats.written_things import STATE, name_section
from ..model.answers import FIELDS_OF, OBJECTIVE
from ..model.words import read_state
from ..model.workspace import Work
from .states_rollups import StateRow
from .states_standing import leave_taken_out, list_doubts, settle_row_note
from .typed_values import Difference, TypedValues, list_differences

_ORDER = FIELDS["objective"]


def merge_row(
    work: Work, old: Section, row: StateRow, typed: TypedValues
) -> tuple[Section | None, list[Problem]]:
    """The state of the row, and its other fields where the file has none or may lose its own;
    evidence is added to; text fills only an empty section. What the state lacks is a finding in the
    file afterwards. None if it is inherited from a provider whose matrix does not speak of it.
    """
    thing = name_section(old)
    row = leave_taken_out(old, row, typed)
    before, row = settle_row_note(old, row, typed)
    differing = _list_differing(before, row)
    kept = typed.list_kept(thing, differing)
    taken = {item.name for item in differing if item not in kept}
    cited = _list_cited(thing, before, row, typed)
    values = _unite_values(before, row, taken, cited)
    kept = (*kept, *list_doubts(thing, before, row, typed))
    gone, notes = _settle_unfitting(values, row, {item.name for item in kept})
    provider = values.get("Provider", "")
    if provider and not has_matrix_row(work.system, provider, row.objective.label):
        if row.fields["State"] == "inherited":
            return None, [_report_not_inherited(provider, row)]
        notes += _leave_out_provider(values, before, row)
    prose, told = _choose_prose(old.prose, row)
    _tell_changes(before, row, values, taken, typed)
    typed.tell_kept(row.record.number, row.objective.label, _list_standing(kept, values))
    typed.tell(row.record.number, *gone)
    notes += told
    return replace(old, fields=_make_fields(old, values), prose=prose), notes


def _list_differing(before: Mapping[str, str], row: StateRow) -> tuple[Difference, ...]:
    """Fields that somebody filled in otherwise; the state is what a sheet is imported for."""
    return list_differences(
        [
            (key, before.get(key, ""), value)
            for key, value in row.fields.items()
            if key not in (STATE, "Evidence")
        ]
    )


def _tell_changes(
    before: Mapping[str, str],
    row: StateRow,
    values: Mapping[str, str],
    taken: Collection[str],
    typed: TypedValues,
) -> None:
    """What stood there and stands there no more; a provider may be left out."""
    number, label = row.record.number, row.objective.label
    names = [STATE] if read_state(before.get(STATE, "")) != row.state else []
    names += [name for name in row.fields if name in taken and values.get(name) == row.fields[name]]
    changes = [(name, before.get(name, ""), row.fields[name]) for name in names]
    typed.tell_replaced(number, label, list_differences(changes))


def _list_cited(
    thing: str, before: Mapping[str, str], row: StateRow, typed: TypedValues
) -> list[str]:
    """The evidence that the answer cites already, but for what an import wrote and the row has no
    more.
    """
    old = split_cell(before.get("Evidence", ""))
    new = split_cell(row.fields.get("Evidence", ""))
    stale = [one for one in old if one not in new and typed.is_written(thing, "Evidence", one)]
    if not new or not stale:
        return old
    words = f"{', '.join(stale)} not in the sheet and no longer cited"
    typed.tell(row.record.number, f"{row.objective.label}: {words}")
    return [one for one in old if one not in stale]


def _list_standing(kept: Iterable[Difference], values: Mapping[str, str]) -> list[Difference]:
    return [item for item in kept if values.get(item.name) == item.old]


def _unite_values(
    before: Mapping[str, str], row: StateRow, replaced: Collection[str], cited: Sequence[str]
) -> dict[str, str]:
    """Fields of the file stay, but for its state and those to replace; the row has the others."""
    evidence = [*cited, *split_cell(row.fields.get("Evidence", ""))]
    kept = {
        key: value
        for key, value in before.items()
        if value and key != STATE and key not in replaced
    }
    values = {**before, **row.fields, **kept}
    if evidence:
        values["Evidence"] = ", ".join(dict.fromkeys(evidence))
    return values


def _settle_unfitting(
    values: dict[str, str], row: StateRow, kept: Collection[str]
) -> tuple[list[str], list[Problem]]:
    """What belongs to other states: taken if the row says it, else it goes from the file with the
    state that it belonged to. The words for what goes, and for what is taken.
    """
    label, state = row.objective.label, row.fields["State"]
    notes: list[Problem] = []
    gone: list[str] = []
    for row_of_field in FIELDS_OF[OBJECTIVE]:
        name, states = row_of_field.key, row_of_field.only_with
        if not states or state in states or name not in values:
            continue
        if name in kept:
            continue
        if name in row.fields:
            message = (
                f"{label} is {state}, yet the row has {name.lower()}; it was taken all the same"
            )
            notes.append(report_row(row.record, message, "check the row", warning=True))
        else:
            value = values.pop(name)
            gone.append(f'{label} is {state} now; its {name.lower()} "{value}" went from the file')
    return gone, notes


def _report_not_inherited(provider: str, row: StateRow) -> Problem:
    message = (
        f"{row.objective.label} is inherited from {provider}, whose matrix has no row for it; the"
        " row was not taken"
    )
    return report_row(row.record, message, f"add the row to the matrix of {provider}")


def _leave_out_provider(
    values: dict[str, str], before: Mapping[str, str], row: StateRow
) -> list[Problem]:
    """A provider of the row whose matrix does not speak of the objective gives way to that of the
    file.
    """
    provider = values["Provider"]
    if row.fields.get("Provider") != provider:
        return []
    values["Provider"] = before.get("Provider", "")
    message = (
        f"{row.objective.label}: the matrix of {provider} has no row for it; the provider was left"
        " out"
    )
    return [report_row(row.record, message, warning=True)]


def _choose_prose(prose: str, row: StateRow) -> tuple[str, list[Problem]]:
    if not row.description:
        return prose, []
    if not prose.strip():
        return row.description, []
    if prose.split() == row.description.split():
        return prose, []
    message = f"{row.objective.label} is described already; the text of this row was not taken"
    return prose, [report_row(row.record, message, "compare the two by hand", warning=True)]


def _make_fields(old: Section, values: Mapping[str, str]) -> tuple[Field, ...]:
    """A field that says the same is the one of the file, with its line."""
    before = {field.key: field for field in old.fields}
    fields = []
    for key in _order_keys(before, values):
        field = before.get(key)
        if field is None or field.value != values[key]:
            field = Field(key, values[key], 0)
        fields.append(field)
    return tuple(fields)


def _order_keys(before: Iterable[str], values: Mapping[str, str]) -> list[str]:
    """Fields of the file in their order there, new ones where they usually stand."""
    keys = [key for key in before if values.get(key)]
    for key in _ORDER:
        if values.get(key) and key not in keys:
            usual = _ORDER.index(key)
            ahead = [index for index, other in enumerate(keys) if _ORDER.index(other) < usual]
            keys.insert(ahead[-1] + 1 if ahead else 0, key)
    return keys
