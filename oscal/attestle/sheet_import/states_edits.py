"""Fields set in a requirement file: only the lines of what changes are touched, and prose is never
written over.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from ..assess.objectives import has_matrix_row
from ..formats import frontmatter, yaml12
from ..formats.problems import Problem
from ..formats.reference_section import list_blank_sections
from ..formats.sections import (
    FIELDS,
    Field,
    Section,
    Sections,
    escape_prose,
    read_sections,
    write_section,
    write_sections,
)
from ..formats.sheet_columns import report_row, split_cell
from ..model.baseline import Objective, Requirement
from ..model.workspace import Work
from .states_rows import StateRow

_NEEDS: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "partial": ("Missing",), "planned": ("Missing",), "not-implemented": ("Missing",), "not-applicable": ("Rationale", "Approved"), "inherited": ("Provider",),
})  # fmt: skip
_ONLY_WITH: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "Missing": ("partial", "planned", "not-implemented"), "Rationale": ("not-applicable",), "Approved": ("not-applicable",),
})  # fmt: skip
_ORDER = FIELDS["objective"]


def apply_states(
    work: Work,
    text: str,
    rows: Sequence[StateRow],
    owner: str,
    is_new: bool,
    problems: list[Problem],
) -> tuple[int, str | None]:
    """How many rows were taken, and the file with their fields set; no file if it cannot be read."""
    parts = frontmatter.split_front_matter(text)
    present = read_sections(parts.body, parts.body_line)
    if parts.problems or any(not item.warning for item in present.problems):
        return 0, None
    sections = list(present.sections)
    changed: dict[tuple[str, ...], Section] = {}
    placed = 0
    for row in rows:
        unit = row.objective
        key = (unit.kind, unit.section_id)
        place = next((index for index, item in enumerate(sections) if item.key == key), None)
        old = sections[place] if place is not None else _make_blank(row.requirement, unit)
        new, notes = _with_fields(work, old, row)
        problems += notes
        if new is None:
            continue
        placed += row.rows
        if place is None:
            sections.insert(_place(sections, row.requirement, unit), new)
        elif new == old:
            continue
        else:
            sections[place] = new
        changed[key] = new
    after = _edited(text, parts.yaml, present, sections, changed) if changed else text
    if placed and owner:
        after, note = _owned(after, owner, rows[0], is_new)
        problems += note
    return placed, after


def _make_blank(requirement: Requirement, unit: Objective) -> Section:
    """The section of a unit as a new file has it."""
    key = (unit.kind, unit.section_id)
    blanks = (section for section in list_blank_sections(requirement) if section.key == key)
    return next(blanks, Section(unit.kind, (unit.section_id,), f"[{unit.letter}]"))


def _place(sections: Sequence[Section], requirement: Requirement, unit: Objective) -> int:
    """Where a new section stands in the order of the catalog: behind those before it, before those
    after it, behind what describes the whole.
    """
    order = [item.section_id for item in requirement.units]
    here = order.index(unit.section_id)
    places = [
        (index, order.index(item.ids[0]))
        for index, item in enumerate(sections)
        if item.kind == unit.kind and item.ids[0] in order
    ]
    before = [index for index, number in places if number < here]
    after = [index for index, number in places if number > here]
    whole = [
        index for index, item in enumerate(sections) if item.kind in ("reference", "component")
    ]
    if before:
        return before[-1] + 1
    return after[0] if after else (whole[-1] + 1 if whole else 0)


def _with_fields(work: Work, old: Section, row: StateRow) -> tuple[Section | None, list[Problem]]:
    """Fields of the row over those of the file; evidence is added to; text fills only an empty
    section. None if the state lacks what it needs.
    """
    label, state = row.objective.label, row.fields["State"]
    values = {field.key: field.value for field in old.fields}
    evidence = list(
        dict.fromkeys(
            [*split_cell(values.get("Evidence", "")), *split_cell(row.fields.get("Evidence", ""))]
        )
    )
    notes: list[Problem] = []
    values |= row.fields
    if evidence:
        values["Evidence"] = ", ".join(evidence)
    for name, fitting in _ONLY_WITH.items():
        if state not in fitting and name in values:
            if name in row.fields:
                notes.append(
                    report_row(
                        row.record,
                        f"{label} is {state}, yet the row has {name.lower()}; it was taken all the"
                        " same",
                        "check the row",
                        warning=True,
                    )
                )
            else:
                notes.append(
                    report_row(
                        row.record,
                        f'{label} is {state} now; its {name.lower()} "{values.pop(name)[:60]}" went'
                        " from the file",
                        warning=True,
                    )
                )
    lacking = [name for name in _NEEDS.get(state, ()) if not values.get(name)]
    if lacking:
        names = " and ".join(name.lower() for name in lacking)
        return None, [
            report_row(
                row.record,
                f"{label} is {state} without {names}; the row was not taken",
                f"fill in the column {names}",
            )
        ]
    provider = values.get("Provider", "")
    if provider and not has_matrix_row(work.system, provider, label):
        if state == "inherited":
            hint = f"add the row to the matrix of {provider}"
            return None, [
                report_row(
                    row.record,
                    f"{label} is inherited from {provider}, whose matrix has no row for it; the row"
                    " was not taken",
                    hint,
                )
            ]
        if "Provider" in row.fields:
            notes.append(
                report_row(
                    row.record,
                    f"{label}: the matrix of {provider} has no row for it; the provider was"
                    " left out",
                    warning=True,
                )
            )
            values = {key: value for key, value in values.items() if key != "Provider"} | {
                field.key: field.value for field in old.fields if field.key == "Provider"
            }
    prose = old.prose
    if row.description and not prose.strip():
        prose = row.description
    elif row.description and " ".join(prose.split()) != " ".join(row.description.split()):
        notes.append(
            report_row(
                row.record,
                f"{label} is described already; the text of this row was not taken",
                "compare the two by hand",
                warning=True,
            )
        )
    before = {field.key: field for field in old.fields}
    fields = tuple(
        (
            before[key]
            if key in before and before[key].value == values[key]
            else Field(key, values[key], 0)
        )
        for key in _sorted(before, values)
    )
    return replace(old, fields=fields, prose=prose), notes


def _sorted(before: Mapping[str, Field], values: Mapping[str, str]) -> list[str]:
    """Fields of the file in their order there, new ones where they usually stand."""
    result = [key for key in before if values.get(key)]
    for key in _ORDER:
        if values.get(key) and key not in before:
            ahead = [
                index for index, item in enumerate(result) if _ORDER.index(item) < _ORDER.index(key)
            ]
            result.insert(ahead[-1] + 1 if ahead else 0, key)
    return result


def _edited(
    text: str,
    front: str,
    present: Sections,
    sections: Sequence[Section],
    changed: Mapping[tuple[str, ...], Section],
) -> str:
    """The file with the sections that changed, and every other line as it is."""
    lines = text.split("\n")
    starts = [item.line for item in present.sections]
    old = {item.key: item for item in present.sections if item.kind not in ("draft", "retired")}
    edits: list[tuple[int, int, list[str]]] = []
    for index, section in enumerate(sections):
        if section.key not in changed or changed[section.key] is not section:
            continue
        if section.key in old:
            edits.append(
                _fields_edit(
                    lines,
                    old[section.key],
                    section,
                    min((line - 1 for line in starts if line > section.line), default=len(lines)),
                )
            )
        else:
            below = next((item.line for item in sections[index + 1 :] if item.line), 0)
            at = below - 1 if below else len(lines)
            lead = [""] if lines[at - 1] else []
            edits.append((at, at, [*lead, *write_section(section).split("\n")]))
    for start, end, new in reversed(edits):
        lines[start:end] = new
    result = "\n".join(lines)
    body = frontmatter.split_front_matter(result)
    again = read_sections(body.body, body.body_line)
    wanted = [
        (item.key, item.title, item.prose, [(field.key, field.value) for field in item.fields])
        for item in sections
    ]
    got = [
        (item.key, item.title, item.prose, [(field.key, field.value) for field in item.fields])
        for item in again.sections
    ]
    return result if wanted == got else write_sections(front, present.heading, sections)


def _fields_edit(
    lines: Sequence[str], old: Section, new: Section, end: int
) -> tuple[int, int, list[str]]:
    """The lines of a section's fields, and of its text where there was none."""
    first = old.line
    stop = old.prose_line - 1
    if stop > first and not lines[stop - 1]:
        stop -= 1
    ends = [*(field.line - 1 for field in old.fields[1:]), *([stop] if old.fields else [])]
    kept = {
        field.key: list(lines[field.line - 1 : until])
        for field, until in zip(old.fields, ends, strict=True)
    }
    before = {field.key: field.value for field in old.fields}
    block: list[str] = []
    for field in new.fields:
        if before.get(field.key) == field.value:
            block += kept[field.key]
        else:
            bullet = kept[field.key][0][:1] if field.key in kept else "-"
            block.append(f"{bullet} {field.key}: {field.value}")
    if new.prose != old.prose:
        return first, end, [*block, "", *escape_prose(new.prose).split("\n"), ""]
    if not old.prose:
        return first, end, [*block, "", ""]
    if not old.fields and lines[stop]:
        block.append("")
    return first, stop, block


def _owned(text: str, owner: str, row: StateRow, is_new: bool) -> tuple[str, list[Problem]]:
    """The owner in the front matter, where the file names none."""
    lines = text.split("\n")
    front = yaml12.read_yaml(frontmatter.split_front_matter(text).yaml, 2)
    known = front.value if isinstance(front.value, dict) else {}
    if known.get("owner") == owner:
        return text, []
    if known.get("owner") and not is_new:
        message = (
            f"{row.requirement.label} is owned by {known['owner']}; the owner of the sheet,"
            f" {owner}, was not taken"
        )
        return text, [
            report_row(row.record, message, "change it in the file if it is right", warning=True)
        ]
    if "owner" in known:
        lines[front.lines["/owner"] - 1] = f"owner: {owner}"
    elif "/requirement" in front.lines:
        lines.insert(front.lines["/requirement"], f"owner: {owner}")
    return "\n".join(lines), []
