"""The objective spreadsheet that teams keep, read into requirement files: states and what belongs
to them, never over prose.

A state is taken also where the row lacks what it needs: what the file then lacks is a warning in
it, and the state does not count until it is there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import field
from types import MappingProxyType

from ..formats import reference_section
from ..formats.problems import Problem
from ..formats.sheet_columns import split_cell
from ..formats.sheet_records import Record, report_row, report_rows
from ..formats.state_cells import add_points, read_heading, read_letter_heading
from ..formats.wanted_columns import FieldKinds, Joined, Parts, Positions, Spellings
from ..lazy_dataclasses import dataclass
from ..model.answers import FIELDS_OF, OBJECTIVE
from ..model.baseline import Requirement
from ..model.row_notes import NOT_LOOKED_AT
from .importer import Importer, Placement, SheetRows, SystemTarget
from .row_fates import Place
from .states_drafts import ItemUse, reads_as_written
from .states_edits import apply_states, set_owner
from .states_rollups import StateRow
from .states_rows import StateRowReader
from .typed_values import TypedValues

COLUMNS: Spellings = MappingProxyType({
    # a column of letters alone goes before one of wordings
    "letter": ("AO", "Letter", "Obj", "Sub-objective", "AO Letter", "Objective Letter", "AO #"),
    "objective": ("Objective", "Objective ID", "Assessment Objective ID", "AO ID",
                  "Assessment Objective", "Determination", "Determination Statement",
                  "CMMC Objective", "Practice Objective", "Requirement ID",
                  "Control ID", "Control #", "Control Number", "Practice ID", "Practice Number",
                  "Req #", "Requirement #", "Requirement Number", "Req ID", "ref_id",
                  "Requirement", "Control", "Practice", "CMMC Practice",
                  "Security Requirement", "NIST SP 800-171", "ID"),
    "requirement": ("Requirement ID", "Req #", "Requirement #", "Requirement Number", "Req ID",
                    "Practice ID", "Practice Number", "Control ID", "Control #", "Control Number",
                    "Requirement", "Practice", "Control", "Security Requirement", "CMMC Practice",
                    "ID"),
    **{name: headings for row in FIELDS_OF[OBJECTIVE] for name, headings in row.columns},
    "owner": ("Owner", "Responsible", "Responsible Party", "Control Owner", "Assignee",
              "Responsible Role", "POC", "Point of Contact", "Responsible Person", "Process Owner",
              "Who", "Accountable", "Accountable Person", "Assigned to", "Responsible Team"),
    "implementation": ("Implementation", "Implementation Statement", "Implementation Description",
                       "How", "How it is met", "Response", "Answer", "SSP Statement",
                       "Implementation Notes", "Implementation Details",
                       "How is the requirement met"),
})  # fmt: skip
# Names that one sentence lists
_MOST_NAMES = 8
REQUIRED = ("objective", "state")
# What the cells of a column look like
KINDS: FieldKinds = MappingProxyType({
    "letter": ("letter",),
    "objective": ("objective", "requirement"),
    "requirement": ("requirement",),
    "state": ("state",),
    "approved-on": ("day",),
})  # fmt: skip
# Columns headed Met, Not Met and N/A with a mark in one of them
POSITIONS: Positions = MappingProxyType({"state": read_heading})
JOINED: Joined = MappingProxyType({"state": add_points})
# A column for each letter of the objectives
PARTS: Parts = MappingProxyType({"state": read_letter_heading})


@dataclass(slots=True)
class _Gathered:
    """What the rows come to over all requirement files."""

    texts: dict[str, str] = field(default_factory=dict)
    replaced: list[str] = field(default_factory=list)
    taken: list[StateRow] = field(default_factory=list)
    # rows whose objectives stay as somebody wrote them, and what is told of those that say worse
    outvoted: list[StateRow] = field(default_factory=list)
    contradicted: list[Problem] = field(default_factory=list)
    # id of a requirement -> the owner that its file has now because of the sheet
    owners: dict[str, str] = field(default_factory=dict)


def place_states(target: SystemTarget, rows: SheetRows) -> Placement:
    """The fields of each row in the file of its requirement; a file that is not there is made."""
    reader = StateRowReader(target.work, rows.file)
    by_requirement, blank = reader.read_rows(rows.records)
    problems = reader.problems
    if blank:
        problems.append(_report_blank(blank))
    gathered = _Gathered()
    for requirement_id, state_rows in by_requirement.items():
        requirement = target.work.baseline.by_id[requirement_id]
        _place_requirement(target, requirement, state_rows, reader, gathered)
    reader.roles.report_unknown_owners()
    words = _place_drafts(target, reader, gathered)
    met = (*gathered.taken, *gathered.outvoted)
    placed = {record.place for row in met for record in row.records}
    spread = sum(text.count(NOT_LOOKED_AT) for text in gathered.texts.values())
    if spread:
        words.append(
            f"{spread} objectives in these files rest on rows for whole requirements: each has a"
            " note; look at them, then run: attestle confirm"
        )
    superseded = {record.place for record in reader.superseded} - placed
    return Placement(
        len(met),
        len(placed),
        (*gathered.contradicted, *problems),
        len(blank) + reader.captions + len(superseded),
        tuple(words),
        replaced=tuple(gathered.replaced),
        became=_list_became(gathered),
        texts=gathered.texts,
    )


def _list_became(gathered: _Gathered) -> dict[Place, list[str]]:
    """The objectives and states that stand in a file because of a row; none of what stays there."""
    became: dict[Place, list[str]] = {}
    for row in gathered.taken:
        for record in row.records:
            became.setdefault(record.place, []).append(f"{row.objective.label} {row.state}")
    for row in gathered.outvoted:
        for record in row.records:
            became.setdefault(record.place, [])
    return became


def _place_requirement(
    target: SystemTarget,
    requirement: Requirement,
    rows: Sequence[StateRow],
    reader: StateRowReader,
    gathered: _Gathered,
) -> None:
    """The rows of one requirement in its file."""
    path = target.requirement_path(requirement)
    present = target.find_text(path)
    text = _write_blank(target, requirement) if present is None else present
    typed = TypedValues(path, target.may_replace, target.written)
    applied = apply_states(target.work, text, rows, typed, reader.problems)
    taken, edited = applied.taken, applied.text
    if edited is None:
        message = f"{path} has mistakes of its own; this row was not taken"
        reader.problems += [
            report_row(record, message, "run: attestle validate")
            for record in {row.record.place: row.record for row in rows}.values()
        ]
        return
    owner = reader.roles.choose_owner(rows)
    if taken and owner:
        answer = target.work.system.answers.get(requirement.id)
        is_untouched = answer is not None and answer.is_blank
        default = target.work.system.family_owner(requirement.family)
        is_default = is_untouched and answer is not None and answer.owner == default
        edited = set_owner(edited, owner, rows[0], typed, is_new=present is None or is_default)
        gathered.owners[requirement.id] = owner if f"owner: {owner}" in edited else ""
    reader.problems += typed.kept
    gathered.replaced += typed.replaced
    if taken and edited != present:
        gathered.texts[path] = edited
    gathered.taken += taken
    gathered.outvoted += applied.outvoted
    gathered.contradicted += typed.contradicted


def _place_drafts(target: SystemTarget, reader: StateRowReader, gathered: _Gathered) -> list[str]:
    """Draft items and roles to confirm, where an answer names them now."""
    words: list[str] = []
    roles = dict.fromkeys(
        owner for owner in gathered.owners.values() if owner in reader.roles.drafts.made
    )
    path = f"{target.folder}/people.yaml"
    people = reader.roles.drafts.write(target.find_text(path) or "", roles) if roles else None
    if people is not None:
        gathered.texts[path] = people
        names = ", ".join(f"{role} ({reader.roles.drafts.made[role][0]})" for role in roles)
        words.append(f"{len(roles)} roles to confirm in people.yaml, say who holds them: {names}")
    uses: dict[str, ItemUse] = {}
    for row in gathered.taken:
        for identity in split_cell(row.fields.get("Evidence", "")):
            use = uses.setdefault(identity, ItemUse())
            use.owner = use.owner or gathered.owners.get(row.requirement.id, "")
            use.objectives.append(row.objective.label)
    new = {item.id: uses[item.id] for item in reader.drafts.items.values() if item.id in uses}
    if new:
        path = f"{target.folder}/evidence.yaml"
        register = reader.drafts.write(target.find_text(path) or "", new, target.new_uuid)
        if reads_as_written(register, new):
            gathered.texts[path] = register
            words.append(f"{len(new)} draft items added to evidence.yaml: {_list_few(new)}")
    return words


def _list_few(names: Iterable[str]) -> str:
    """The first of many names."""
    all_names = list(names)
    more = f" and {len(all_names) - _MOST_NAMES} more" if len(all_names) > _MOST_NAMES else ""
    return ", ".join(all_names[:_MOST_NAMES]) + more


def _write_blank(target: SystemTarget, requirement: Requirement) -> str:
    owner = target.work.system.family_owner(requirement.family)
    return reference_section.write_new_file(requirement, owner)


def _report_blank(blank: Sequence[Record]) -> Problem:
    """The rows that state nothing: one word for all, for a team's sheet may hold hundreds."""
    return report_rows(blank, "no state and nothing else to place; passed over")


IMPORTER = Importer(
    "objectives",
    COLUMNS,
    REQUIRED,
    place_states,
    JOINED,
    kinds=KINDS,
    positions=POSITIONS,
    carried=("requirement",),
    also_enough=(("letter", "requirement", "state"),),
    parts=PARTS,
    pooled=("state",),
)
