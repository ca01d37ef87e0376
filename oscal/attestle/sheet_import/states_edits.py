"""Fields set in a requirement file: only the lines of what changes are touched, and prose is never
written over.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import field as dataclass_field
from dataclasses import replace

from ..assess.objectives import has_matrix_row
from ..formats import frontmatter, yaml12
from ..formats.field_lines import FIELDS
from ..formats.problems import Problem
from ..formats.reference_section import list_blank_sections
from ..formats.sections import (
    Field,
    Section,
    Sections,
    escape_prose,
    read_sections,
    write_section,
    write_sections,
)
from ..formats.sheet_columns import report_row, split_cell
from ..formats.written_things import STATE, name_section
from ..lazy_dataclasses import dataclass
from ..model.answers import FIELDS_OF, OBJECTIVE
from ..model.baseline import Objective, Requirement
from ..model.words import read_state
from ..model.workspace import Work
from .states_rollups import StateRow
from .states_standing import keeps_state, leave_taken_out, list_doubts, settle_row_note
from .typed_values import HINT, Difference, TypedValues, list_differences

_ORDER = FIELDS["objective"]
# Behind the name of an owner, which holds no blank
_COMMENT = re.compile(r"\s+#.*\Z")

# Lines to replace, from and up to (counted from 0), and what stands there then
_Edit = tuple[int, int, list[str]]


@dataclass(slots=True)
class AppliedRows:
    """The rows that were taken, those whose objective stays as somebody wrote it, and the text of
    the file; None if it cannot be read.
    """

    text: str | None
    taken: list[StateRow] = dataclass_field(default_factory=list)
    outvoted: list[StateRow] = dataclass_field(default_factory=list)


def apply_states(
    work: Work,
    text: str,
    rows: Sequence[StateRow],
    typed: TypedValues,
    problems: list[Problem],
) -> AppliedRows:
    """The text with the fields of the rows set."""
    parts = frontmatter.split_front_matter(text)
    present = read_sections(parts.body, parts.body_line)
    if parts.problems or any(not problem.warning for problem in present.problems):
        return AppliedRows(None)
    sections = list(present.sections)
    changed: dict[tuple[str, ...], Section] = {}
    applied = AppliedRows(text)
    for row in rows:
        blank = _make_blank(row.requirement, row.objective)
        place = _find_section(sections, blank.key)
        old = blank if place is None else sections[place]
        if keeps_state(old, row, typed):
            applied.outvoted.append(row)
            continue
        new, notes = _merge_row(work, old, row, typed)
        problems += notes
        if new is None:
            continue
        applied.taken.append(row)
        if place is None:
            sections.insert(_find_place(sections, row.requirement, row.objective), new)
        elif new == old:
            continue
        else:
            sections[place] = new
        changed[new.key] = new
    if changed:
        applied.text = _write_changed(text, parts.yaml, present, sections, changed)
    return applied


def _find_section(sections: Sequence[Section], key: tuple[str, ...]) -> int | None:
    return next((index for index, section in enumerate(sections) if section.key == key), None)


def _make_blank(requirement: Requirement, unit: Objective) -> Section:
    """The section of a unit as a new file has it."""
    key = (unit.kind, unit.section_id)
    blanks = (section for section in list_blank_sections(requirement) if section.key == key)
    return next(blanks, Section(unit.kind, (unit.section_id,), f"[{unit.letter}]"))


def _find_place(sections: Sequence[Section], requirement: Requirement, unit: Objective) -> int:
    """Where a new section stands in the order of the catalog: behind those before it, before those
    after it, behind what describes the whole.
    """
    order = {item.section_id: number for number, item in enumerate(requirement.units)}
    here = order[unit.section_id]
    behind = greater = None
    last_whole = -1
    for index, section in enumerate(sections):
        if section.kind in ("reference", "component"):
            last_whole = index
        elif section.kind == unit.kind:
            number = order.get(section.ids[0], here)
            behind = index + 1 if number < here else behind
            greater = index if greater is None and number > here else greater
    if behind is not None:
        return behind
    return last_whole + 1 if greater is None else greater


def _merge_row(
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


def _write_changed(
    text: str,
    front: str,
    present: Sections,
    sections: Sequence[Section],
    changed: Mapping[tuple[str, ...], Section],
) -> str:
    """The file with the sections that changed, and every other line as it is."""
    lines = text.split("\n")
    for start, end, block in reversed(list(_list_edits(lines, present, sections, changed))):
        lines[start:end] = block
    edited = "\n".join(lines)
    parts = frontmatter.split_front_matter(edited)
    again = read_sections(parts.body, parts.body_line)
    # a layout that edits of lines cannot keep: the whole file is written in the usual one
    if _describe_sections(again.sections) != _describe_sections(sections):
        return write_sections(front, present.heading, sections)
    return edited


def _describe_sections(sections: Iterable[Section]) -> list[object]:
    """What sections say, without where they stand."""
    return [
        (
            section.key,
            section.title,
            section.prose,
            [(field.key, field.value) for field in section.fields],
        )
        for section in sections
    ]


def _list_edits(
    lines: Sequence[str],
    present: Sections,
    sections: Sequence[Section],
    changed: Mapping[tuple[str, ...], Section],
) -> Iterator[_Edit]:
    """From the top of the file to its end."""
    # drafts and retired sections may have any key
    old = {
        section.key: section
        for section in present.sections
        if section.kind not in ("draft", "retired")
    }
    starts = [section.line for section in present.sections]
    for index, section in enumerate(sections):
        if changed.get(section.key) is not section:
            continue
        if section.key in old:
            end = min((line - 1 for line in starts if line > section.line), default=len(lines))
            yield _edit_section(lines, old[section.key], section, end)
        else:
            yield _insert_section(lines, section, sections[index + 1 :])


def _insert_section(lines: Sequence[str], section: Section, below: Sequence[Section]) -> _Edit:
    """Above the next section that the file has, else at its end, behind a blank line."""
    # a section that is new too has no line yet
    next_line = next((other.line for other in below if other.line), 0)
    place = next_line - 1 if next_line else len(lines)
    lead = [""] if lines[place - 1] else []
    return place, place, [*lead, *write_section(section).split("\n")]


def _edit_section(lines: Sequence[str], old: Section, new: Section, end: int) -> _Edit:
    """The lines of a section's fields, and of its text where there was none."""
    first = old.line
    stop = old.prose_line - 1
    # the blank line between fields and text
    if stop > first and not lines[stop - 1]:
        stop -= 1
    block = _write_fields(lines, old, new, stop)
    if new.prose != old.prose:
        return first, end, [*block, "", *escape_prose(new.prose).split("\n"), ""]
    if not old.prose:
        return first, end, [*block, "", ""]
    if not old.fields and lines[stop]:
        block.append("")
    return first, stop, block


def _write_fields(lines: Sequence[str], old: Section, new: Section, stop: int) -> list[str]:
    """The lines of the fields; one that says the same keeps its lines, another its bullet."""
    ends = [*(field.line - 1 for field in old.fields[1:]), *([stop] if old.fields else [])]
    present = {
        field.key: (field.value, list(lines[field.line - 1 : end]))
        for field, end in zip(old.fields, ends, strict=True)
    }
    block: list[str] = []
    for field in new.fields:
        value, own_lines = present.get(field.key, ("", ["-"]))
        if field.key in present and value == field.value:
            block += own_lines
        else:
            # a dash that a word processor put there is no bullet
            bullet = own_lines[0][:1] if own_lines[0][:1] in "-*" else "-"
            block.append(f"{bullet} {field.key}: {field.value}")
    return block


def set_owner(text: str, owner: str, row: StateRow, typed: TypedValues, *, is_new: bool) -> str:
    """The owner in the front matter: where the file names none or may lose its own, in a new file
    always.
    """
    lines = text.split("\n")
    front = yaml12.read_yaml(frontmatter.split_front_matter(text).yaml, 2)
    keys = front.value if isinstance(front.value, dict) else {}
    present = keys.get("owner")
    if present == owner:
        return text
    if present and not is_new:
        label, number = row.requirement.label, row.record.number
        difference = Difference("owner", str(present), owner)
        if typed.list_kept("requirement", [difference]):
            message = (
                f"{label} is owned by {present}; the owner of the sheet, {owner}, was not taken"
            )
            typed.kept.append(report_row(row.record, message, HINT, warning=True))
            return text
        typed.tell_replaced(number, label, [difference])
    if "owner" in keys:
        place = front.lines["/owner"] - 1
        comment = _COMMENT.search(lines[place])
        lines[place] = f"owner: {owner}{comment[0] if comment else ''}"
    elif "/requirement" in front.lines:
        lines.insert(front.lines["/requirement"], f"owner: {owner}")
    return "\n".join(lines)
