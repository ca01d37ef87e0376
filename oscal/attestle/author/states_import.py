"""The objective spreadsheet that teams keep, read into requirement files: states and what belongs to them, never over prose.

A row is placed whole or not at all: a state without what it needs would only make the file an error. In a file only the lines of
fields that change are touched.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from ..assess.objectives import has_matrix_row
from ..formats import frontmatter, labels, yaml12
from ..formats.columns import Nearest, Record, Spellings, words
from ..formats.problems import Problem, nearest
from ..formats.sections import FIELDS, Field, Section, Sections, escape, read, write, write_section
from ..formats.spreadsheet import day
from ..model.catalog import Objective, Requirement
from ..model.workspace import Work

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
_STATES: Mapping[str, str] = MappingProxyType({
    **dict.fromkeys(("implemented", "met", "yes", "y", "done", "complete", "completed", "compliant", "in place", "fully implemented", "fully met", "satisfied",
                     "pass", "passed", "fully compliant", "closed", "100%"), "implemented"),
    **dict.fromkeys(("inherited", "fully inherited", "inherited from provider", "met inherited", "implemented inherited"), "inherited"),
    **dict.fromkeys(("alternative", "alternate", "alternative implementation", "alternate implementation", "compensating", "compensating control"), "alternative"),
    **dict.fromkeys(("partial", "partially", "partially implemented", "partially met", "partially compliant", "partially satisfied", "in part", "part"), "partial"),
    **dict.fromkeys(("planned", "in progress", "ongoing", "to do", "todo", "planned to be implemented", "scheduled", "poam", "poa&m", "on poa&m", "in remediation"),
                    "planned"),
    **dict.fromkeys(("not implemented", "unimplemented", "not met", "unmet", "no", "n", "open", "missing", "not started", "other than satisfied", "not satisfied", "gap",
                     "fail", "failed", "non compliant", "noncompliant", "not compliant", "not in place", "none", "0%"), "not-implemented"),
    **dict.fromkeys(("not applicable", "n/a", "na", "n a", "n.a", "does not apply"), "not-applicable"),
})  # fmt: skip
_NOTHING = ("", "-", "--", "\u2013", "\u2014", "none", "n/a", "na", "nil", "nothing", "not applicable")
_NEEDS: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "partial": ("Missing",), "planned": ("Missing",), "not-implemented": ("Missing",), "not-applicable": ("Rationale", "Approved"), "inherited": ("Provider",),
})  # fmt: skip
_ONLY_WITH: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "Missing": ("partial", "planned", "not-implemented"), "Rationale": ("not-applicable",), "Approved": ("not-applicable",),
})  # fmt: skip
_ORDER = FIELDS["objective"]
_LABEL = re.compile(r"((?:[A-Z]{2}\.L[123]-)?\d{1,2}\.\d{1,2}\.\d{1,2})(?![\d])", re.I)
_LETTER = re.compile(r"\s*[.:-]?\s*(?:\[\s*([a-z])\s*\]|\(\s*([a-z])\s*\))|[._-]?([a-z])(?=[\s:,;)\]]|\Z)|\s+([a-z])\Z", re.I)
_ALONE = re.compile(r"\s*(?:determine (?:if|whether)\W*)?(?:\[\s*([a-z])\s*\]|\(?\s*([a-z])\s*(?:\)|\Z))", re.I)


@dataclass(frozen=True, slots=True)
class StatesImported:
    """`files` are the texts that change, by path; `placed` the number of rows taken, `passed_over` of those that state nothing yet."""

    files: Mapping[str, str]
    placed: int
    problems: tuple[Problem, ...]
    passed_over: int = 0


@dataclass(frozen=True, slots=True)
class _Row:
    """One row understood, or several that differ in their evidence only."""

    record: Record
    requirement: Requirement
    objective: Objective
    fields: Mapping[str, str]
    owner: str
    description: str
    rows: int = 1


def states(work: Work, records: Sequence[Record], text_of: Callable[[Requirement], tuple[str, str, bool]]) -> StatesImported:
    """`text_of` gives the path and text of a requirement's file, and whether it is a new one that is not there yet."""
    reader = _Reader(work)
    rows, blank = reader.rows(records)
    problems = reader.problems
    passed_over = len(blank)
    if blank:
        numbers = ", ".join(str(item.number) for item in blank[:5]) + (f" and {len(blank) - 5} more" if len(blank) > 5 else "")
        problems.append(_bad(blank[0], f"no state and nothing else to place in row {numbers}; passed over", warning=True))
    files: dict[str, str] = {}
    placed = 0
    for requirement_id, mine in rows.items():
        path, before, is_new = text_of(work.baseline.by_id[requirement_id])
        taken, after = _applied(work, before, mine, reader.owner(mine), is_new, problems)
        if after is None:
            problems += [_bad(row.record, f"{path} has mistakes of its own; this row was not taken", "run: attestle validate") for row in mine]
        elif taken and (is_new or after != before):
            files[path] = after
        placed += taken
    reader.tell_owners()
    return StatesImported(MappingProxyType(files), placed, tuple(sorted(problems, key=lambda item: item.line or 0)), passed_over + reader.captions)


def _bad(record: Record, message: str, hint: str = "", *, warning: bool = False) -> Problem:
    return Problem("OSC012", message, record.number, None, hint, warning=warning)


def _line(text: str) -> str:
    return " ".join(text.split())


def _said(text: str) -> str:
    """A cell in one line; words that say there is nothing are nothing."""
    text = _line(text)
    return "" if text.lower().strip(" .") in _NOTHING else text


class _Reader:
    """Rows to fields, with what is wrong about them."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self.problems: list[Problem] = []
        self.captions = 0
        self._objectives = Nearest(work.baseline.objective_labels)
        self._states = Nearest(_STATES)
        self._evidence = work.system.evidence_by_id()
        self._titles = {_line(item.title).casefold(): item.id for item in work.system.evidence}
        self._items = Nearest(self._evidence)
        self._roles = {name: item.id for item in work.system.people.roles for name in (item.title.partition(" (")[0].lower(), item.title.lower(), item.id)}
        self._no_roles: dict[str, list[Record]] = {}

    def rows(self, records: Sequence[Record]) -> tuple[dict[str, list[_Row]], list[Record]]:
        """By requirement, each objective once; and the rows that state nothing."""
        found: dict[str, _Row] = {}
        blank: list[Record] = []
        for record in records:
            if record.is_total or (record.is_caption and not record["state"] and self._pair(record) is None):
                self.captions += 1
                self.problems.append(_bad(record, f'"{_line(record.first)[:60]}" is a title or a total; the row was passed over', warning=True))
                continue
            if not record["state"] and not any(_said(record[name]) for name in ("missing", "rationale", "evidence", "provider", "implementation", "note")):
                blank.append(record)
                continue
            row = self._row(record)
            if row is None:
                continue
            earlier = found.get(row.objective.id)
            if earlier is None:
                found[row.objective.id] = row
            elif (joined := _joined(earlier, row)) is not None:
                found[row.objective.id] = joined
            else:
                message = f"{row.objective.label} stands in row {earlier.record.number} already and says something else; this row was not taken"
                self.problems.append(_bad(record, message, "keep one of the two"))
        result: dict[str, list[_Row]] = {}
        for row in found.values():
            result.setdefault(row.requirement.id, []).append(row)
        return result, blank

    def _pair(self, record: Record) -> tuple[Requirement, Objective] | Requirement | None:
        """The objective a row is about; the requirement alone where its letter is not said."""
        written, asked = record["objective"], record["requirement"]
        letter = record["letter"].strip("[]() ").lower()
        alone = _ALONE.match(written)
        if alone and asked:
            written, letter = asked, (alone[1] or alone[2]).lower()
        elif asked and not _LABEL.match(written):
            written = f"{asked} {written}" if not letter else asked
        return _named(self._work, written, letter)

    def _row(self, record: Record) -> _Row | None:
        pair = self._pair(record)
        written = _line(record["objective"])[:80] or _line(record["requirement"])[:80]
        if isinstance(pair, Requirement):
            letters = ", ".join(f"[{item.letter}]" for item in pair.objectives)
            self.problems.append(_bad(record, f"{pair.label} has several objectives; the row was not taken", f"one row for each of {letters}"))
            return None
        if pair is None:
            hint = self._objectives(written)
            if "objective" in record.stored:
                hint = "the cell is a number or a day and no text: the spreadsheet program changed it; format the column as text"
            said = f'"{written}" is no objective of {self._work.baseline.profile}' if written else "no objective"
            self.problems.append(_bad(record, f"{said}; the row was not taken", hint))
            return None
        word = " ".join(re.sub(r"[-_()]", " ", record["state"].lower().replace("not-applicable", "not applicable")).split()).strip(" .:*")
        state = _STATES.get(word)
        if state is None:
            hint = self._states(word) if word else ""
            said = f'"{record["state"][:60]}" is no state' if word else "no state"
            hint = hint or "implemented, inherited, alternative, partial, planned, not-implemented, not-applicable"
            self.problems.append(_bad(record, f"{said}; {pair[1].label} was not taken", hint))
            return None
        fields = {
            "State": state, "Evidence": ", ".join(self._cited(record, pair[1].label)), "Provider": self._provider(record, pair[1].label),
            "Missing": _said(record["missing"]), "Rationale": _said(record["rationale"]), "Approved": self._approved(record, pair[1].label),
            "Note": _said(record["note"]),
        }  # fmt: skip
        return _Row(record, *pair, MappingProxyType({key: value for key, value in fields.items() if value}), _said(record["owner"]), record["implementation"])

    def _cited(self, record: Record, label: str) -> list[str]:
        """Ids of the register; a title of an item names it too."""
        cell = _line(record["evidence"])
        if cell.casefold() in self._titles:
            return [self._titles[cell.casefold()]]
        found: dict[str, None] = {}
        for word in words(record["evidence"]):
            identity = word if word in self._evidence else word.lower() if word.lower() in self._evidence else self._titles.get(_line(word).casefold(), "")
            if identity:
                found[identity] = None
            elif _said(word):
                hint = self._items(word) or "put it into the register first: attestle import evidence FILE"
                self.problems.append(_bad(record, f'{label}: no evidence item "{word[:60]}" in evidence.yaml; it was left out', hint, warning=True))
        return list(found)

    def _provider(self, record: Record, label: str) -> str:
        """By slug or by title."""
        word = _said(record["provider"])
        known = self._work.system.provider_by_slug()
        by_title = {item.title.lower(): slug for slug, item in known.items()}
        slug = word.lower() if word.lower() in known else by_title.get(word.lower(), "")
        if word and not slug and word.lower() != "no":
            hint = nearest(word.lower(), [*known, *by_title])
            self.problems.append(_bad(record, f'{label}: no provider "{word[:60]}" under providers/; it was left out', hint, warning=True))
        return slug

    def _approved(self, record: Record, label: str) -> str:
        who, when = _said(record["approved-by"]), _said(record["approved-on"])
        if "," in who and not when:
            who, _, when = (part.strip() for part in who.rpartition(","))
        if not who and not when:
            return ""
        role, date = self._roles.get(who.lower(), ""), day(when)
        if role and date:
            return f"{role}, {date.isoformat()}"
        if not role:
            said = f'"{who[:60]}" is no role of people.yaml' if who else "no role approved it"
            self.problems.append(_bad(record, f"{label}: {said}; the approval was left out", self._role_hint(who), warning=True))
        else:
            said = f'"{when[:60]}" is not a day that can be read one way only' if when else "the approval has no day"
            self.problems.append(_bad(record, f"{label}: {said}; the approval was left out", "write YYYY-MM-DD", warning=True))
        return ""

    def _role_hint(self, text: str) -> str:
        return nearest(text.lower(), [item.id for item in self._work.system.people.roles])

    def owner(self, rows: Sequence[_Row]) -> str:
        """The one role that all rows of a requirement name; "" if there is none."""
        roles = {}
        for row in rows:
            role = self._roles.get(row.owner.lower(), "")
            if row.owner and not role:
                self._no_roles.setdefault(row.owner, []).append(row.record)
            if role:
                roles[role] = row
        if len(roles) > 1:
            last = list(roles.values())[-1]
            message = f"the rows of {last.requirement.label} name several owners ({', '.join(sorted(roles))}); none was taken"
            self.problems.append(_bad(last.record, message, "a requirement has one owner", warning=True))
        return next(iter(roles)) if len(roles) == 1 else ""

    def tell_owners(self) -> None:
        for text, records in self._no_roles.items():
            more = f" ({len(records)} rows)" if len(records) > 1 else ""
            message = f'"{text[:60]}" is no role of people.yaml{more}; it was not taken as owner'
            self.problems.append(_bad(records[0], message, self._role_hint(text), warning=True))


def _named(work: Work, written: str, letter: str) -> tuple[Requirement, Objective] | Requirement | None:
    """An objective in any usual spelling, also with its words behind it: `3.1.1[a]`, `AC.L2-3.1.1.a`, `03.01.01(a) Users are known`."""
    written = written.strip()
    if not letter and (pair := labels.objective(work.baseline, written)) is not None:
        return pair
    match = _LABEL.match(written)
    requirement = labels.requirement(work.baseline, match[1].upper() if match else written)
    if requirement is None:
        return None
    rest = _LETTER.match(written, match.end()) if match and not letter else None
    letter = letter or (next(item for item in rest.groups() if item).lower() if rest else "")
    if not letter:
        return (requirement, requirement.objectives[0]) if len(requirement.objectives) == 1 else requirement
    objective = requirement.objective(letter)
    return (requirement, objective) if objective else None


def _joined(first: _Row, second: _Row) -> _Row | None:
    """Two rows of one objective that differ in their evidence only."""
    ours, others = dict(first.fields), dict(second.fields)
    evidence = dict.fromkeys([*words(ours.pop("Evidence", "")), *words(others.pop("Evidence", ""))])
    if ours != others or (first.owner, first.description) != (second.owner, second.description):
        return None
    return replace(first, fields=MappingProxyType({**ours, **({"Evidence": ", ".join(evidence)} if evidence else {})}), rows=first.rows + second.rows)


def _applied(work: Work, text: str, rows: Sequence[_Row], owner: str, is_new: bool, problems: list[Problem]) -> tuple[int, str | None]:
    """How many rows were taken, and the file with their fields set; no file if it cannot be read."""
    parts = frontmatter.split(text)
    present = read(parts.body, parts.body_line)
    if parts.problems or any(not item.warning for item in present.problems):
        return 0, None
    sections = list(present.sections)
    changed: dict[tuple[str, ...], Section] = {}
    placed = 0
    for row in rows:
        key = ("objective", row.objective.letter)
        place = next((index for index, item in enumerate(sections) if item.key == key), None)
        old = sections[place] if place is not None else Section("objective", (row.objective.letter,), f"[{row.objective.letter}]")
        new, notes = _with_fields(work, old, row)
        problems += notes
        if new is None:
            continue
        placed += row.rows
        if place is None:
            sections.insert(_place(sections, row.objective.letter), new)
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


def _place(sections: Sequence[Section], letter: str) -> int:
    """Where a new section stands in the order of letters: behind the smaller ones, before the greater ones, behind what describes the whole."""
    smaller = [index for index, item in enumerate(sections) if item.kind == "objective" and item.ids[0] < letter]
    greater = [index for index, item in enumerate(sections) if item.kind == "objective" and item.ids[0] > letter]
    whole = [index for index, item in enumerate(sections) if item.kind in ("reference", "component")]
    if smaller:
        return smaller[-1] + 1
    return greater[0] if greater else (whole[-1] + 1 if whole else 0)


def _with_fields(work: Work, old: Section, row: _Row) -> tuple[Section | None, list[Problem]]:
    """Fields of the row over those of the file; evidence is added to; text fills only an empty section. None if the state lacks what it needs."""
    label, state = row.objective.label, row.fields["State"]
    values = {field.key: field.value for field in old.fields}
    evidence = list(dict.fromkeys([*words(values.get("Evidence", "")), *words(row.fields.get("Evidence", ""))]))
    notes: list[Problem] = []
    values |= row.fields
    if evidence:
        values["Evidence"] = ", ".join(evidence)
    for name, fitting in _ONLY_WITH.items():
        if state not in fitting and name in values:
            if name in row.fields:
                notes.append(_bad(row.record, f"{label} is {state}, yet the row has {name.lower()}; it was taken all the same", "check the row", warning=True))
            else:
                notes.append(_bad(row.record, f'{label} is {state} now; its {name.lower()} "{values.pop(name)[:60]}" went from the file', warning=True))
    lacking = [name for name in _NEEDS.get(state, ()) if not values.get(name)]
    if lacking:
        names = " and ".join(name.lower() for name in lacking)
        return None, [_bad(row.record, f"{label} is {state} without {names}; the row was not taken", f"fill in the column {names}")]
    provider = values.get("Provider", "")
    if provider and not has_matrix_row(work.system, provider, label):
        if state == "inherited":
            hint = f"add the row to the matrix of {provider}"
            return None, [_bad(row.record, f"{label} is inherited from {provider}, whose matrix has no row for it; the row was not taken", hint)]
        if "Provider" in row.fields:
            notes.append(_bad(row.record, f"{label}: the matrix of {provider} has no row for it; the provider was left out", warning=True))
            values = {key: value for key, value in values.items() if key != "Provider"} | {
                field.key: field.value for field in old.fields if field.key == "Provider"
            }
    prose = old.prose
    if row.description and not prose.strip():
        prose = row.description
    elif row.description and " ".join(prose.split()) != " ".join(row.description.split()):
        notes.append(_bad(row.record, f"{label} is described already; the text of this row was not taken", "compare the two by hand", warning=True))
    before = {field.key: field for field in old.fields}
    fields = tuple(before[key] if key in before and before[key].value == values[key] else Field(key, values[key], 0) for key in _sorted(before, values))
    return replace(old, fields=fields, prose=prose), notes


def _sorted(before: Mapping[str, Field], values: Mapping[str, str]) -> list[str]:
    """Fields of the file in their order there, new ones where they usually stand."""
    result = [key for key in before if values.get(key)]
    for key in _ORDER:
        if values.get(key) and key not in before:
            ahead = [index for index, item in enumerate(result) if _ORDER.index(item) < _ORDER.index(key)]
            result.insert(ahead[-1] + 1 if ahead else 0, key)
    return result


def _edited(text: str, front: str, present: Sections, sections: Sequence[Section], changed: Mapping[tuple[str, ...], Section]) -> str:
    """The file with the sections that changed, and every other line as it is."""
    lines = text.split("\n")
    starts = [item.line for item in present.sections]
    old = {item.key: item for item in present.sections if item.kind not in ("draft", "retired")}
    edits: list[tuple[int, int, list[str]]] = []
    for index, section in enumerate(sections):
        if section.key not in changed or changed[section.key] is not section:
            continue
        if section.key in old:
            edits.append(_fields_edit(lines, old[section.key], section, min((line - 1 for line in starts if line > section.line), default=len(lines))))
        else:
            below = next((item.line for item in sections[index + 1 :] if item.line), 0)
            at = below - 1 if below else len(lines)
            lead = [""] if lines[at - 1] else []
            edits.append((at, at, [*lead, *write_section(section).split("\n")]))
    for start, end, new in reversed(edits):
        lines[start:end] = new
    result = "\n".join(lines)
    body = frontmatter.split(result)
    again = read(body.body, body.body_line)
    wanted = [(item.key, item.title, item.prose, [(field.key, field.value) for field in item.fields]) for item in sections]
    got = [(item.key, item.title, item.prose, [(field.key, field.value) for field in item.fields]) for item in again.sections]
    return result if wanted == got else write(front, present.heading, sections)


def _fields_edit(lines: Sequence[str], old: Section, new: Section, end: int) -> tuple[int, int, list[str]]:
    """The lines of a section's fields, and of its text where there was none."""
    first = old.line
    stop = old.prose_line - 1
    if stop > first and not lines[stop - 1]:
        stop -= 1
    ends = [*(field.line - 1 for field in old.fields[1:]), *([stop] if old.fields else [])]
    kept = {field.key: list(lines[field.line - 1 : until]) for field, until in zip(old.fields, ends, strict=True)}
    before = {field.key: field.value for field in old.fields}
    block: list[str] = []
    for field in new.fields:
        if before.get(field.key) == field.value:
            block += kept[field.key]
        else:
            bullet = kept[field.key][0][:1] if field.key in kept else "-"
            block.append(f"{bullet} {field.key}: {field.value}")
    if new.prose != old.prose:
        return first, end, [*block, "", *escape(new.prose).split("\n"), ""]
    if not old.prose:
        return first, end, [*block, "", ""]
    if not old.fields and lines[stop]:
        block.append("")
    return first, stop, block


def _owned(text: str, owner: str, row: _Row, is_new: bool) -> tuple[str, list[Problem]]:
    """The owner in the front matter, where the file names none."""
    lines = text.split("\n")
    front = yaml12.load(frontmatter.split(text).yaml, 2)
    known = front.value if isinstance(front.value, dict) else {}
    if known.get("owner") == owner:
        return text, []
    if known.get("owner") and not is_new:
        message = f"{row.requirement.label} is owned by {known['owner']}; the owner of the sheet, {owner}, was not taken"
        return text, [_bad(row.record, message, "change it in the file if it is right", warning=True)]
    if "owner" in known:
        lines[front.lines["/owner"] - 1] = f"owner: {owner}"
    elif "/requirement" in front.lines:
        lines.insert(front.lines["/requirement"], f"owner: {owner}")
    return "\n".join(lines), []
