"""Fields set in a requirement file: only the lines of what changes are touched, and prose is never
written over.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import field as dataclass_field

from ..formats import frontmatter, yaml12
from ..formats.problems import Problem
from ..formats.reference_section import list_blank_sections
from ..formats.sections import Section, read_sections
from ..formats.sheet_records import report_row
from ..lazy_dataclasses import dataclass
from ..model.baseline import Objective, Requirement
from ..model.workspace import Work
from .row_merges import merge_row
from .section_edits import write_changed
from .states_rollups import StateRow
from .states_standing import keeps_state
from .typed_values import HINT, Difference, TypedValues

# Behind the name of an owner, which holds no blank
_COMMENT = re.compile(r"\s+#.*\Z")


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
        new, notes = merge_row(work, old, row, typed)
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
        applied.text = write_changed(text, parts.yaml, present, sections, changed)
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
