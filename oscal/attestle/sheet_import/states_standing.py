"""What of a section of an answer stands when a sheet comes: what a person wrote, and what an import
wrote and nobody touched since.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from ..formats.field_lines import find_said_state
from ..formats.sections import Section
from ..formats.sheet_columns import split_cell
from ..formats.written_things import LEFT, LISTS, STATE, describe_section, name_section
from ..model.answers import STATE_OF
from ..model.row_notes import rests_on_row, strip_row_note
from ..model.words import read_state
from .states_rollups import StateRow, fits_state
from .typed_values import Difference, TypedValues

# What makes an answer look better
_FAVOURABLE = ("Evidence", "Provider", "Rationale", "Approved")
_WORST = "not-implemented"


def keeps_state(old: Section, row: StateRow, typed: TypedValues) -> bool:
    """Whether another state stays than the row has, which is told: one that somebody wrote, better
    or worse; and one of the objective itself where the row speaks of the whole and says better.
    """
    written = _list_fields(old)
    state = read_state(written.get(STATE, ""))
    if not state:
        return _keeps_blank(old, row, typed)
    if state == row.state or typed.may_replace:
        return False
    is_better = STATE_OF[row.state].rank > STATE_OF[state].rank
    if not _is_somebodys(old, typed) and not (is_better and _is_doubtful(old, row, typed)):
        return False
    number, label = row.record.number, row.objective.label
    if is_better:
        typed.tell_kept(number, label, [Difference(STATE, written[STATE], row.state)])
    else:
        typed.tell_contradiction(row.record, label, Difference(STATE, written[STATE], row.state))
    return True


def _is_doubtful(old: Section, row: StateRow, typed: TypedValues) -> bool:
    """Whether a state that no person is known to have written is not bettered all the same: by a
    row of the whole where the objective was looked at; without a record, for nobody knows who wrote
    the state; and where branches wrote different ones, between which somebody chose.
    """
    thing = name_section(old)
    is_guess = row.taken_over and not rests_on_row(_list_fields(old).get("Note", ""))
    is_known = typed.written.has_thing(typed.path, thing)
    return is_guess or not is_known or typed.written.is_contested(typed.path, thing, STATE)


def _keeps_blank(old: Section, row: StateRow, typed: TypedValues) -> bool:
    """Whether a section stays without a state: somebody took out the one that an import wrote, or
    its text says a worse one than the row. Bad news is written all the same.
    """
    if STATE_OF[row.state].rank <= STATE_OF[_WORST].rank:
        return False
    number, label = row.record.number, row.objective.label
    said = find_said_state(old.prose)
    if said and not typed.may_replace and STATE_OF[said].rank < STATE_OF[row.state].rank:
        typed.tell_kept(number, label, [Difference("the text", f"{STATE}: {said}", row.state)])
        return True
    if not typed.is_taken_out(name_section(old), STATE):
        return False
    typed.tell_taken_out(number, label, STATE, row.state)
    return True


def _is_somebodys(section: Section, typed: TypedValues) -> bool:
    """Whether a person wrote the state, or changed a field or the text since an import did.

    Where nothing is known of the section the note of a row that was spread tells (decision 0016).
    """
    values, thing = describe_section(section), name_section(section)
    if typed.written.has_thing(typed.path, thing):
        return not all(typed.is_written(thing, key, values.get(key, "")) for key in (STATE, LEFT))
    return not rests_on_row(values.get("Note", "")) or bool(section.prose.strip())


def _list_fields(section: Section) -> dict[str, str]:
    return {item.key: item.value for item in section.fields}


def settle_row_note(
    old: Section, row: StateRow, typed: TypedValues
) -> tuple[dict[str, str], StateRow]:
    """The fields of the file that count as somebody's own, and the row without a note that does not
    hold: what an earlier import spread gives way to a newer sheet (docs/decisions/0016), and an
    answer of the objective itself that says the same rests on no row.
    """
    written = _list_fields(old)
    is_given_up = typed.may_replace or not _is_somebodys(old, typed)
    if is_given_up and rests_on_row(written.get("Note", "")):
        return _list_own_fields(old, row, typed), row
    if row.taken_over and read_state(written.get(STATE, "")) == row.state:
        fields = {**row.fields, "Note": strip_row_note(row.fields.get("Note", ""))}
        kept = {key: value for key, value in fields.items() if value}
        row = replace(row, fields=MappingProxyType(kept), taken_over=False)
    return written, row


def _list_own_fields(old: Section, row: StateRow, typed: TypedValues) -> dict[str, str]:
    """What stays of a section that rests on a row: of the fields that the new row has those alone
    that somebody typed before, and the words behind the note.
    """
    written, thing = _list_fields(old), name_section(old)
    is_known = typed.written.has_thing(typed.path, thing)
    typed_keys = {key for key, value in written.items() if not typed.is_written(thing, key, value)}
    standing = {STATE, "Evidence", *(typed_keys if is_known else ())}
    own = {key: value for key, value in written.items() if key in standing or key not in row.fields}
    note = strip_row_note(own.pop("Note", ""))
    if note and "Note" not in row.fields:
        own["Note"] = note
    return own


def leave_taken_out(old: Section, row: StateRow, typed: TypedValues) -> StateRow:
    """The row without what an import wrote and somebody took out, told; what is bad news, and a
    note, comes back with the sheet.
    """
    fields = dict(row.fields)
    for key in _FAVOURABLE:
        out = _list_taken_out(old, key, fields.get(key, ""), typed)
        if out:
            typed.tell_taken_out(row.record.number, row.objective.label, key, ", ".join(out))
            left = [one for one in split_cell(fields[key]) if one not in out]
            fields[key] = ", ".join(left) if key in LISTS else ""
    kept = {key: value for key, value in fields.items() if value}
    return replace(row, fields=MappingProxyType(kept))


def _list_taken_out(old: Section, key: str, new: str, typed: TypedValues) -> list[str]:
    """What of a value of the row, of a list each item, somebody took out of a section."""
    thing = name_section(old)
    present = next((item.value for item in old.fields if item.key == key), "")
    if key in LISTS:
        items = [one for one in split_cell(new) if one not in split_cell(present)]
        return [one for one in items if typed.is_taken_out(thing, key, one)]
    is_gone = new and not present and typed.is_taken_out(thing, key)
    return [new] if is_gone else []


def list_doubts(
    thing: str, before: Mapping[str, str], row: StateRow, typed: TypedValues
) -> list[Difference]:
    """What somebody wrote beside a state to which it does not belong, as what lacks beside one that
    is met, where the row repeats the state and knows nothing of it.
    """
    if typed.may_replace or read_state(before.get(STATE, "")) != row.state:
        return []
    return [
        Difference(key, value, "")
        for key, value in before.items()
        if key not in row.fields and not fits_state(key, row.state)
        if not typed.is_written(thing, key, value)
    ]
