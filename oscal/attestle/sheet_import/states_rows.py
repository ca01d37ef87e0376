"""Rows of an objective spreadsheet as fields of the requirement files, with what is wrong about
them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from ..formats.problems import Problem
from ..formats.sheet_columns import NearestHints, split_cell
from ..formats.sheet_records import Record, report_row, report_rows
from ..formats.state_cells import (
    WHOLE,
    find_worst,
    has_empty_boxes,
    list_words,
    part_points,
    read_points,
    split_letters,
)
from ..model.answers import (
    FIELDS_OF,
    OBJECTIVE,
    STATE_OF,
    STATE_WORDS,
    AnswerField,
    Place,
    Value,
)
from ..model.baseline import Objective, Requirement
from ..model.vocabulary import fold_word, list_hint
from ..model.words import find_exception_kind, is_unjudged, read_state
from ..model.workspace import Work
from ..nearest import suggest_words
from .cell_remarks import fold_words, says_missing, split_reason
from .evidence_rows import EvidenceIds
from .open_notes import says_open
from .sheet_roles import SheetRoles
from .sheet_rows import (
    MOST_QUOTED,
    fold_cell,
    index_titles,
    quote_subject,
    report_caption,
    report_left_out,
)
from .states_drafts import DraftRegister
from .states_rollups import StateRow, settle_rollups, unite_rows
from .states_subjects import RowSubject, list_subjects
from .unknown_words import UnknownWords

# States that leave nothing to do
_MET = ("implemented", "inherited", "alternative")
# A longer text says how something is done, and not what lacks
_LONGEST_REMARK = 200
# A row that fills none of these and has no state is one that nobody has come to yet
_STATING = (
    "implementation",
    *(
        name
        for row in FIELDS_OF[OBJECTIVE]
        if row.value in (Value.IDS, Value.TEXT)
        for name, _ in row.columns
    ),
)


class StateRowReader:
    """Rows to fields, with what is wrong about them."""

    def __init__(self, work: Work, file: str = "") -> None:
        self._work = work
        self._file = file
        self._deducts = False
        self.drafts = DraftRegister(file, EvidenceIds(work.system.evidence))
        self.problems: list[Problem] = []
        self.roles = SheetRoles(work.system, file, self.problems)
        self.captions = 0
        self.superseded: tuple[Record, ...] = ()
        self._objectives = NearestHints(work.baseline.objective_labels)
        self._states = UnknownWords("state", "not taken", list_hint(STATE_WORDS), is_error=True)
        self._evidence = work.system.evidence_by_id
        self._titles = index_titles(work.system.evidence)
        self._items = NearestHints(self._evidence)
        self._lacking: dict[tuple[str, int], Record] = {}

    def read_rows(
        self, records: Sequence[Record]
    ) -> tuple[dict[str, list[StateRow]], list[Record]]:
        """By requirement, each objective once; and the rows that state nothing."""
        self._deducts = any(
            points is not None and points < 0
            for points in (part_points(record["state"])[1] for record in records)
        )
        by_objective: dict[str, StateRow] = {}
        rollups: dict[str, StateRow] = {}
        blank: list[Record] = []
        for record in records:
            if self._is_caption(record):
                self.captions += 1
                self.problems.append(report_caption(record))
            elif not self._says_anything(record):
                blank.append(record)
            else:
                for row in self._read_row(record):
                    known = rollups if row.taken_over else by_objective
                    key = row.requirement.id if row.taken_over else row.objective.id
                    earlier = known.get(key)
                    known[key] = unite_rows(earlier, row, self.problems) if earlier else row
        self.problems += self._states.report()
        if self._lacking:
            message = "what is met lacks something by its own row, and was read as partial"
            hint = "take out what is said to be missing where it is done"
            self.problems.append(report_rows(list(self._lacking.values()), message, hint))
        settled, superseded = settle_rollups(
            by_objective, rollups.values(), self._file, self.problems
        )
        self._report_superseded(superseded)
        by_requirement: dict[str, list[StateRow]] = {}
        places = {record.place: index for index, record in enumerate(records)}
        for row in sorted(settled.values(), key=lambda row: places[row.record.place]):
            by_requirement.setdefault(row.requirement.id, []).append(row)
        return by_requirement, blank

    def _says_anything(self, record: Record) -> bool:
        """Whether there is a state, or a text beside an objective; a heading row has neither."""
        words, points = part_points(record["state"])
        if is_unjudged(words) or has_empty_boxes(words):
            words = ""
        if words or (points is not None and read_points(points, self._deducts)):
            return True
        return any(fold_words(record[name]) for name in _STATING)

    def _is_caption(self, record: Record) -> bool:
        """A total; or words alone that name no objective."""
        if record.is_total:
            return True
        return record.is_caption and not record["state"] and not list_subjects(self._work, record)

    def _report_superseded(self, records: Sequence[Record]) -> None:
        self.superseded = tuple(records)
        if records:
            message = "requirements whose objectives have rows of their own: passed over"
            rows = list({record.place: record for record in records}.values())
            self.problems.append(report_rows(rows, message))

    def _report(self, record: Record, message: str, hint: str, *, warning: bool = False) -> None:
        self.problems.append(report_row(record, message, hint, warning=warning))

    def _read_row(self, record: Record) -> list[StateRow]:
        """What a row says of each objective, and of each requirement as a whole, that it names."""
        subjects = list_subjects(self._work, record)
        if subjects is None:
            self._report_subject(record)
            return []
        written, points = part_points(record["state"])
        if not written and points is not None:
            written = read_points(points, self._deducts)
        letters = split_letters(written)
        if letters:
            return self._read_letters(record, subjects, letters)
        label = ", ".join(map(_name_subject, subjects))
        state, reason = self._read_state(record, written, label)
        if not state:
            return []
        rows: list[StateRow] = []
        for subject in subjects:
            units = subject.objectives or subject.requirement.units
            if subject.is_whole and len(units) > 1:
                row = self._make_row(record, subject.requirement, units[0], state, reason)
                rows.append(replace(row, taken_over=True))
            else:
                rows += [
                    self._make_row(record, subject.requirement, unit, state, reason)
                    for unit in units
                ]
        return rows

    def _read_letters(
        self, record: Record, subjects: Sequence[RowSubject], letters: Mapping[str, str]
    ) -> list[StateRow]:
        """A row for a requirement whose cell has a word for each of its letters."""
        rows: list[StateRow] = []
        for subject in subjects:
            for letter, written in letters.items():
                unit = (
                    subject.requirement.units[0]
                    if letter == WHOLE
                    else subject.requirement.unit(letter)
                )
                if unit is None:
                    message = f"{subject.requirement.label} has no objective [{letter}]"
                    self._report(record, f"{message}; its state was not taken", "")
                    continue
                state, reason = self._read_state(record, written, unit.label)
                if state:
                    row = self._make_row(record, subject.requirement, unit, state, reason)
                    rows.append(replace(row, taken_over=letter == WHOLE))
        return rows

    def _read_state(self, record: Record, cell: str, label: str) -> tuple[str, str]:
        """The state of a cell, the worst of several, and the reason behind it; "" for none."""
        read = [split_reason(word) for word in list_words(cell)]
        states = [read_state(word) for word, _ in read]
        if not states or not all(state in STATE_WORDS for state in states):
            self._report_state(record, cell, label)
            return "", ""
        state = find_worst(states)
        if len(set(states)) > 1:
            message = f"{label}: the row says {', '.join(dict.fromkeys(states))}; {state} was taken"
            self._report(record, message, "say one of them", warning=True)
        self._report_exception(record, label)
        return state, next((reason for _, reason in read if reason), "")

    def _make_row(
        self, record: Record, requirement: Requirement, unit: Objective, state: str, reason: str
    ) -> StateRow:
        fields = {
            row.key: state
            if row.value is Value.STATE
            else self._read_field(row, record, unit.label)
            for row in FIELDS_OF[OBJECTIVE]
            if row.columns
        }
        self._settle_missing(fields, record)
        state = fields["State"]
        description = self._settle_texts(fields, record["implementation"], state, reason)
        owner = fold_words(record["owner"])
        return StateRow(
            record,
            requirement,
            unit,
            MappingProxyType({key: value for key, value in fields.items() if value}),
            (owner,) if owner else (),
            description,
            (record,),
        )

    def _settle_missing(self, fields: dict[str, str], record: Record) -> None:
        """What is met and lacks something is met in part, also where a comment says so; words that
        nothing lacks are none.
        """
        if not fields["Missing"]:
            if fields["State"] in _MET and says_open(fields["Note"]):
                fields["State"] = "partial"
                self._lacking.setdefault(record.place, record)
            return
        if not says_missing(fields["Missing"]):
            fields["Missing"] = ""
        elif fields["State"] in _MET:
            fields["State"] = "partial"
            self._lacking.setdefault(record.place, record)

    def _settle_texts(
        self, fields: dict[str, str], description: str, state: str, reason: str
    ) -> str:
        """A note, or one line of how it is met, is the text that a state needs and its row has no
        column for. What is left of the description.
        """
        needed = next((key for key in STATE_OF[state].needs if key in ("Missing", "Rationale")), "")
        if not needed:
            return description
        if needed == "Rationale" and reason:
            fields["Rationale"] = fields["Rationale"] or reason
        if not fields[needed] and fields["Note"]:
            fields[needed], fields["Note"] = fields["Note"], ""
        elif not fields[needed] and description and len(description) <= _LONGEST_REMARK:
            fields[needed], description = fold_words(description), ""
        return description

    def _read_field(self, row: AnswerField, record: Record, label: str) -> str:
        """What the cells of a field say, in the words of the file."""
        if row.value is Value.APPROVAL:
            return self.roles.read_approval(record, label)
        if row.value is Value.IDS:
            return ", ".join(self._cite_evidence(record, label))
        if row.place is Place.PROVIDER:
            return self._find_provider(record, label)
        return fold_words(record[row.columns[0][0]])

    def _report_subject(self, record: Record) -> None:
        """Why a row is about no objective."""
        written = quote_subject(record)
        hint = self._objectives(written)
        if "objective" in record.stored:
            hint = (
                "the cell is a number or a day and no text: the spreadsheet program changed it;"
                " format the column as text"
            )
        what = (
            f'"{written}" is no objective of {self._work.baseline.profile}'
            if written
            else "no objective"
        )
        self._report(record, f"{what}; the row was not taken", hint)

    def _report_state(self, record: Record, cell: str, label: str) -> None:
        if fold_word(cell) and not is_unjudged(cell):
            self._states.add(record, cell)
        else:
            self._report(record, f"no state; {label} was not taken", list_hint(STATE_WORDS))

    def _report_exception(self, record: Record, label: str) -> None:
        """What only a documented exception can say is no state."""
        kind = find_exception_kind(record["state"])
        if kind:
            message = (
                f'{label}: "{fold_cell(record["state"])}" is no state but an exception; taken as'
                " not-implemented"
            )
            hint = f"write it down in exceptions/, kind {kind}"
            self._report(record, message, hint, warning=True)

    def _cite_evidence(self, record: Record, label: str) -> list[str]:
        """Ids of the register; a title of an item names it too."""
        # a title may hold the signs that separate the items of a list
        whole = self._titles.get(fold_cell(record["evidence"]).casefold())
        if whole is not None:
            return [whole]
        cited: dict[str, None] = {}
        for word in split_cell(record["evidence"]):
            identity = self._find_evidence(word)
            if identity:
                cited[identity] = None
            elif fold_words(word):
                # a word that is like an id of the register is a slip of it
                hint = self._items(word.lower()) if word.lower().startswith("ev-") else ""
                drafted = "" if hint else self.drafts.cite(record, word)
                if drafted:
                    cited[drafted] = None
                    continue
                message = f'{label}: no evidence item "{word[:MOST_QUOTED]}" in evidence.yaml'
                self.problems.append(report_left_out(record, message, hint))
        return list(cited)

    def _find_evidence(self, word: str) -> str:
        for identity in (word, word.lower()):
            if identity in self._evidence:
                return identity
        return self._titles.get(fold_cell(word).casefold(), "")

    def _find_provider(self, record: Record, label: str) -> str:
        """By slug or by title."""
        word = fold_words(record["provider"])
        by_slug = self._work.system.provider_by_slug
        by_title = {provider.title.lower(): slug for slug, provider in by_slug.items()}
        slug = word.lower() if word.lower() in by_slug else by_title.get(word.lower(), "")
        # "no" says that it is not inherited, and names nobody
        if word and not slug and word.lower() != "no":
            message = f'{label}: no provider "{word[:MOST_QUOTED]}" under providers/'
            hint = suggest_words(word.lower(), dict.fromkeys((*by_slug, *by_title)))
            self.problems.append(report_left_out(record, message, hint))
        return slug


def _name_subject(subject: RowSubject) -> str:
    return ", ".join(unit.label for unit in subject.objectives) or subject.requirement.label
