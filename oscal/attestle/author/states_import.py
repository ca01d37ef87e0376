"""The objective spreadsheet that teams keep, read into requirement files: states and what belongs to them, never over prose.

A row is placed whole or not at all: a state without what it needs would only make the file an error.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from ..formats import frontmatter, labels
from ..formats.columns import Record, Spellings, words
from ..formats.problems import Problem, nearest
from ..formats.sections import FIELDS, Field, Section, read, write
from ..formats.spreadsheet import day
from ..model.catalog import Objective, Requirement
from ..model.workspace import Work

COLUMNS: Spellings = MappingProxyType({
    "objective": ("Objective", "Assessment Objective", "Objective ID", "AO", "Determination", "CMMC Objective", "Practice Objective", "Requirement", "Control", "Practice", "ID"),
    "letter": ("Letter", "Obj", "Sub-objective", "AO Letter"),
    "state": ("State", "Status", "Implementation Status", "Met / Not Met", "Met/Not Met", "Finding", "Implementation State", "Result"),
    "missing": ("Missing", "Gap", "What is missing", "Gap Description", "Remaining work", "Deficiency"),
    "rationale": ("Rationale", "Justification", "N/A Rationale", "Reason", "NA Justification"),
    "approved-by": ("Approved by", "Approver", "Approval", "Approved"),
    "approved-on": ("Approved on", "Approval date", "Date approved"),
    "owner": ("Owner", "Responsible", "Responsible Party", "Control Owner", "Assignee"),
    "evidence": ("Evidence", "Evidence ID", "Evidence IDs", "Artifacts", "Artifact"),
    "provider": ("Provider", "ESP", "Inherited from", "CSP", "External Provider"),
    "description": ("Description", "Implementation", "Implementation Statement", "How", "Implementation Description", "Response", "Statement"),
    "note": ("Note", "Notes", "Comment", "Comments", "Remarks"),
})  # fmt: skip
REQUIRED = ("objective", "state")
_STATES: Mapping[str, str] = MappingProxyType({
    **dict.fromkeys(("implemented", "met", "yes", "y", "done", "complete", "completed", "compliant", "in place", "fully implemented", "satisfied"), "implemented"),
    **dict.fromkeys(("inherited", "fully inherited", "inherited from provider"), "inherited"),
    **dict.fromkeys(("alternative", "alternate", "alternative implementation", "compensating"), "alternative"),
    **dict.fromkeys(("partial", "partially", "partially implemented", "partially met", "in part", "part"), "partial"),
    **dict.fromkeys(("planned", "in progress", "ongoing", "to do", "todo", "planned to be implemented", "scheduled"), "planned"),
    **dict.fromkeys(("not implemented", "not met", "no", "n", "open", "missing", "not started", "other than satisfied", "not satisfied", "gap"), "not-implemented"),
    **dict.fromkeys(("not applicable", "n/a", "na", "not-applicable", "does not apply"), "not-applicable"),
})  # fmt: skip
_ORDER = FIELDS["objective"]


@dataclass(frozen=True, slots=True)
class StatesImported:
    """`files` are the texts that change, by path; `placed` the number of rows taken."""

    files: Mapping[str, str]
    placed: int
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    """One row understood."""

    record: Record
    requirement: Requirement
    objective: Objective
    fields: Mapping[str, str]
    owner: str
    description: str


def states(work: Work, records: Sequence[Record], text_of: Callable[[Requirement], tuple[str, str]]) -> StatesImported:
    """`text_of` gives the path and text of a requirement's file, a new one where there is none yet."""
    problems: list[Problem] = []
    rows: dict[str, list[_Row]] = {}
    seen: dict[str, int] = {}
    for record in records:
        row, wrong = _understood(work, record)
        problems += wrong
        if row is None:
            continue
        if row.objective.label in seen:
            problems.append(
                _bad(record, f"{row.objective.label} stands in row {seen[row.objective.label]} already; this row was not taken", "keep one of the two")
            )
            continue
        seen[row.objective.label] = record.number
        rows.setdefault(row.requirement.id, []).append(row)
    files: dict[str, str] = {}
    placed = 0
    for requirement_id, mine in rows.items():
        path, before = text_of(work.baseline.by_id[requirement_id])
        after, notes = _applied(before, mine)
        problems += notes
        if after is not None:
            placed += len(mine)
            files[path] = after
        else:
            problems += [_bad(row.record, f"{path} has mistakes of its own; this row was not taken", "run: attestle validate") for row in mine]
    return StatesImported(MappingProxyType(files), placed, tuple(sorted(problems, key=lambda item: item.line or 0)))


def _bad(record: Record, message: str, hint: str = "", *, warning: bool = False) -> Problem:
    return Problem("OSC012", message, record.number, None, hint, warning=warning)


def _understood(work: Work, record: Record) -> tuple[_Row | None, list[Problem]]:
    written = record["objective"]
    if record["letter"] and "[" not in written:
        written = f"{written}[{record['letter'].strip('[]() ').lower()}]"
    if not written:
        return None, [_bad(record, "no objective; the row was not taken")]
    pair = labels.objective(work.baseline, written)
    if pair is None:
        requirement = labels.requirement(work.baseline, written)
        if requirement is not None:
            letters = ", ".join(f"[{item.letter}]" for item in requirement.objectives)
            return None, [_bad(record, f"{requirement.label} has several objectives; the row was not taken", f"one row for each of {letters}")]
        return None, [
            _bad(record, f'"{written}" is no objective of {work.baseline.profile}; the row was not taken', nearest(written, work.baseline.objective_labels))
        ]
    word = " ".join(record["state"].lower().replace("-", " ").split())
    state = _STATES.get(word) or _STATES.get(word.replace(" ", "-"))
    if state is None:
        hint = nearest(word, _STATES) or "implemented, inherited, partial, planned, not-implemented, not-applicable"
        return None, [_bad(record, f'"{record["state"]}" is no state; {pair[1].label} was not taken', hint)]
    return _complete(work, record, pair, state)


def _complete(work: Work, record: Record, pair: tuple[Requirement, Objective], state: str) -> tuple[_Row | None, list[Problem]]:
    """The fields of a state; a row that lacks what its state needs is not taken."""
    problems: list[Problem] = []
    label = pair[1].label
    evidence, notes = _evidence(work, record, label)
    provider, note = _provider(work, record, label)
    approved, approval_note = _approved(work, record, label)
    problems += [*notes, *note, *approval_note]
    fields = {
        "State": state, "Evidence": ", ".join(evidence), "Provider": provider, "Missing": _line(record["missing"]), "Rationale": _line(record["rationale"]),
        "Approved": approved, "Note": _line(record["note"]),
    }  # fmt: skip
    lacking = {
        "partial": ("Missing",),
        "planned": ("Missing",),
        "not-implemented": ("Missing",),
        "not-applicable": ("Rationale", "Approved"),
        "inherited": ("Provider",),
    }
    for name in lacking.get(state, ()):
        if not fields[name]:
            problems.append(_bad(record, f"{label} is {state} without {name.lower()}; the row was not taken", f"fill in the column {name.lower()}"))
            return None, problems
    return _Row(record, *pair, MappingProxyType({key: value for key, value in fields.items() if value}), record["owner"], record["description"]), problems


def _line(text: str) -> str:
    return " ".join(text.split())


def _evidence(work: Work, record: Record, label: str) -> tuple[list[str], list[Problem]]:
    known = work.system.evidence_by_id()
    found = words(record["evidence"])
    unknown = [word for word in found if word not in known]
    notes = [_bad(record, f'{label}: no evidence item "{word}" in evidence.yaml; it was left out', nearest(word, known), warning=True) for word in unknown]
    return [word for word in found if word in known], notes


def _provider(work: Work, record: Record, label: str) -> tuple[str, list[Problem]]:
    """By slug or by title."""
    word = _line(record["provider"])
    known = work.system.provider_by_slug()
    by_title = {item.title.lower(): slug for slug, item in known.items()}
    slug = word if word in known else by_title.get(word.lower(), "")
    if word and not slug and word.lower() not in ("none", "n/a", "-", "no"):
        return "", [_bad(record, f'{label}: no provider "{word}" under providers/; it was left out', nearest(word.lower(), known), warning=True)]
    return slug, []


def _approved(work: Work, record: Record, label: str) -> tuple[str, list[Problem]]:
    who, when = _line(record["approved-by"]), record["approved-on"]
    if "," in who and not when:
        who, _, when = (part.strip() for part in who.rpartition(","))
    if not who and not when:
        return "", []
    role = _role(work, who)
    date = day(when)
    if role and date:
        return f"{role}, {date.isoformat()}", []
    if not role:
        return "", [_bad(record, f'{label}: "{who}" is no role of people.yaml', nearest(who, [item.id for item in work.system.people.roles]), warning=True)]
    return "", [_bad(record, f'{label}: "{when}" is not a day that can be read one way only', "write YYYY-MM-DD", warning=True)]


def _role(work: Work, text: str) -> str:
    """A role by id or title."""
    for item in work.system.people.roles:
        if text.lower() in (item.id.lower(), item.title.lower(), item.title.partition(" (")[0].lower()):
            return item.id
    return ""


def _applied(text: str, rows: Sequence[_Row]) -> tuple[str | None, list[Problem]]:
    """The file with the rows' fields set; None if the file itself cannot be read."""
    parts = frontmatter.split(text)
    present = read(parts.body, parts.body_line)
    if parts.problems or any(not item.warning for item in present.problems):
        return None, []
    notes: list[Problem] = []
    sections = list(present.sections)
    for row in rows:
        place = next((index for index, item in enumerate(sections) if item.key == ("objective", row.objective.letter)), None)
        old = sections[place] if place is not None else Section("objective", (row.objective.letter,), f"[{row.objective.letter}]")
        new, note = _with_fields(old, row)
        notes += note
        if place is None:
            sections.append(new)
        else:
            sections[place] = new
    return write(parts.yaml, present.heading, sections), notes


def _with_fields(old: Section, row: _Row) -> tuple[Section, list[Problem]]:
    """Fields of the row over those of the file; evidence is added to; text fills only an empty section."""
    values = {field.key: field.value for field in old.fields}
    evidence = list(dict.fromkeys([*words(values.get("Evidence", "")), *words(row.fields.get("Evidence", ""))]))
    values |= row.fields
    if evidence:
        values["Evidence"] = ", ".join(evidence)
    state = row.fields["State"]
    for name, states_ in (("Missing", ("partial", "planned", "not-implemented")), ("Rationale", ("not-applicable",)), ("Approved", ("not-applicable",))):
        if state not in states_ and name not in row.fields:
            values.pop(name, None)
    notes = []
    prose = old.prose
    if row.description and not prose.strip():
        prose = row.description
    elif row.description and " ".join(prose.split()) != " ".join(row.description.split()):
        notes.append(
            _bad(row.record, f"{row.objective.label} is described already; the text of this row was not taken", "compare the two by hand", warning=True)
        )
    fields = tuple(Field(key, values[key], 0) for key in _ORDER if values.get(key))
    return replace(old, fields=fields, prose=prose), notes
