"""A control inventory as SOC 2 controls."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field, replace
from types import MappingProxyType

from ..formats.problems import Problem
from ..formats.sheet_columns import NearestHints
from ..formats.sheet_records import Record, list_rows, place_rows, report_row
from ..lazy_dataclasses import dataclass
from ..model.audit_results import is_unstated
from ..model.soc2 import STATUSES, Soc2Control
from .importer import ControlSetTarget, Importer, Placement, SheetRows
from .row_fates import Place
from .sheet_rows import fold_cell
from .soc2_control_columns import (
    ALSO_ENOUGH,
    CARRIED,
    COLUMNS,
    JOINED,
    JOINS,
    KINDS,
    REQUIRED,
    SPOKEN,
)
from .soc2_control_criteria import CriteriaReader
from .soc2_control_lists import turn_rows
from .soc2_control_rows import (
    ControlSource,
    find_identity,
    find_refusal,
    is_continuation,
    lower_control,
    read_control_row,
    shorten,
    unite_controls,
)
from .soc2_control_set import ControlMatch, build_definition, count_alike, match_controls

# Ids of controls that are told by name
_MOST_TOLD = 8


@dataclass(frozen=True, slots=True)
class SheetControls:
    """`controls` are what the rows make; `placed` the number of rows in them; `problems` have the
    row's number as line.
    """

    controls: tuple[Soc2Control, ...]
    placed: int
    passed_over: int
    problems: tuple[Problem, ...]
    became: Mapping[Place, Sequence[str]] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(slots=True)
class _Table:
    """The controls of the rows so far, by id without case; `last` is the key of the latest."""

    source: ControlSource
    controls: dict[str, Soc2Control] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    last: str = ""
    became: dict[Place, list[str]] = field(default_factory=dict)
    placed: int = 0
    passed_over: int = 0

    def add_row(self, record: Record, *, may_continue: bool) -> None:
        latest = self.controls.get(self.last)
        known = self.source.criteria.known
        continues = is_continuation(record, latest, known, may_have_criteria=may_continue)
        if record.is_total or (_is_title(record) and not continues):
            self.passed_over += 1
            # what heads the rows below it is in them
            self.problems += [] if record.is_carrier else [_report_caption(record)]
            return
        identity = latest.id if latest and continues else find_identity(self.source, record)
        earlier = self.controls.get(identity.casefold())
        refusal = None if continues else find_refusal(record, identity, earlier)
        if refusal is None:
            self._place_row(record, identity, earlier)
            return
        if earlier is not None:
            second, _ = read_control_row(self.source, record, identity)
            lowered, refusal = lower_control(earlier, second, refusal)
            self.controls[identity.casefold()] = lowered
        self.problems.append(refusal)

    def _place_row(self, record: Record, identity: str, earlier: Soc2Control | None) -> None:
        control, notes = read_control_row(self.source, record, identity)
        self.problems += notes
        if earlier is not None:
            control, differing = unite_controls(earlier, control, record)
            self.problems += differing
        self.last = identity.casefold()
        self.controls[self.last] = control
        self.placed += 1
        ids = self.became.setdefault(record.place, [])
        ids += [] if control.id in ids else [control.id]


def _is_title(record: Record) -> bool:
    """One cell of words, that is no control below a row of criteria."""
    is_text = bool(record.carried) and fold_cell(record["description"]) == fold_cell(record.first)
    return record.is_carrier or (record.is_caption and not is_text)


def place_controls(target: ControlSetTarget, rows: SheetRows) -> Placement:
    """The controls of the rows in the set; those of an earlier import are updated in place."""
    sheet = read_control_sheet(
        target.name,
        rows.file,
        rows.records,
        target.list_criteria(),
        rows.columns,
        target.criteria_of,
    )
    placement = Placement(
        len(sheet.controls), sheet.placed, sheet.problems, sheet.passed_over, became=sheet.became
    )
    if not sheet.controls:
        return placement
    target.check_removal([control.id for control in sheet.controls])
    existing = target.read_existing()
    present = target.list_present()
    match = match_controls(sheet.controls, present)
    document = build_definition(
        target.name,
        target.title,
        "1.0",
        match.controls,
        existing,
        target.stamp,
        match.gone if target.drops_others else (),
    )
    words = (
        *_list_renamed(match.renamed),
        *_list_gone(match.gone, is_dropped=target.drops_others),
        *_list_alike(match.controls, target.list_others()),
    )
    return replace(
        placement,
        words=words,
        replaced=_list_replaced(target.path, match, present),
        documents={} if document is existing else {target.path: document},
    )


def _list_replaced(
    path: str, match: ControlMatch, present: Sequence[Soc2Control]
) -> tuple[str, ...]:
    """What the set said of how a control operates and says no more: the sheet's or somebody's."""
    old = {control.id: control for control in present}
    earlier = {new: before for before, new in match.renamed}
    pairs = (
        (old[earlier.get(control.id, control.id)], control)
        for control in match.controls
        if earlier.get(control.id, control.id) in old
    )
    return tuple(
        f'{path}: row {new.row}: {new.id}: {name} "{said}" is now "{says or "nothing"}"'
        for before, new in pairs
        for name, said, says in (
            ("status", before.status, new.status or "not stated"),
            ("result", before.result, new.result or "nothing"),
        )
        if said and said != says
    )


def _name_ids(ids: Sequence[str]) -> str:
    return ", ".join(ids[:_MOST_TOLD]) + (" ..." if len(ids) > _MOST_TOLD else "")


def _list_gone(gone: Sequence[str], *, is_dropped: bool) -> tuple[str, ...]:
    if not gone:
        return ()
    end = "were removed" if is_dropped else "are not in this file and stay"
    hint = "" if is_dropped else " (remove them with --instead-of)"
    return (f"{len(gone)} controls of earlier imports {end}: {_name_ids(gone)}{hint}",)


def _list_renamed(renamed: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    if not renamed:
        return ()
    pairs = [f"{old} is now {new}" for old, new in renamed]
    return (f"{len(renamed)} controls have another id, by title and criteria: {_name_ids(pairs)}",)


def _list_alike(
    controls: Sequence[Soc2Control], others: Mapping[str, Sequence[Soc2Control]]
) -> tuple[str, ...]:
    counts = {name: count_alike(controls, known) for name, known in others.items()}
    name = max(counts, key=lambda key: counts[key], default="")
    if not name or not counts[name]:
        return ()
    return (
        f"warning: {counts[name]} controls look the same as in the set {name}, and count twice in"
        f" the gap analysis; to replace that set: --instead-of {name}",
    )


def read_control_sheet(
    name: str,
    file: str,
    records: Sequence[Record],
    known: Sequence[str],
    order: Sequence[str] = (),
    criteria_of: Mapping[str, str] | None = None,
) -> SheetControls:
    """One control per id; `known` are the ids of the criteria there are (`cc6.1`), `order` the
    fields as their columns stand; `criteria_of` gives the criteria of an id or a title.

    Rows of one id and one description, as in a sheet with a row for each criterion, are one control
    with the criteria of all of them. A row that only goes on with criteria or tests belongs to the
    one above it. Another description under the same id is another control, and is not taken; what
    it says against the first counts.
    """
    hints = NearestHints([item.upper() for item in known])
    source = ControlSource(name, file, CriteriaReader(known, hints))
    table = _Table(source)
    may_continue = _has_criteria_below(order)
    turned = turn_rows(records)
    for record in turned.records:
        table.add_row(_add_criteria(record, criteria_of or {}), may_continue=may_continue)
    problems = [*table.problems, *turned.problems, *source.report_words()]
    told = source.words.results_alone.rows
    problems += _report_unstated(item for item in table.controls.values() if item.row not in told)
    problems += _report_unmapped(table.controls.values())
    problems.sort(key=lambda problem: problem.line or 0)
    placed, passed_over = table.placed, table.passed_over
    if turned.is_turned:
        placed, passed_over = turned.rows, turned.passed_over
    controls = tuple(table.controls.values())
    return SheetControls(controls, placed, passed_over, tuple(problems), table.became)


def _add_criteria(record: Record, criteria_of: Mapping[str, str]) -> Record:
    """The row with what another sheet says of its criteria."""
    names = (fold_cell(record[name]).casefold() for name in ("control", "title"))
    added = [criteria_of[name] for name in names if name in criteria_of]
    if not added:
        return record
    criteria = "\n".join(dict.fromkeys(filter(None, (record["criteria"], *added))))
    return replace(record, fields={**record.fields, "criteria": criteria})


def _has_criteria_below(order: Sequence[str]) -> bool:
    """Whether a row without id can go on with the criteria of the one above: to the left of the
    ids, a criterion heads the rows below it.
    """
    fields = list(order)
    if "criteria" not in fields or "control" not in fields:
        return True
    return fields.index("criteria") > fields.index("control")


def _report_caption(record: Record) -> Problem:
    message = (
        f'"{shorten(record.first)}" is no control but a title or a total; the row was passed over'
    )
    return report_row(record, message, warning=True)


def _report_unstated(controls: Iterable[Soc2Control]) -> list[Problem]:
    """One word for all controls of which neither a status nor a test says that they operate."""
    unstated = [control.row for control in controls if is_unstated(control)]
    if not unstated:
        return []
    count = len(unstated)
    rows = list(dict.fromkeys(unstated))
    who, operate = f"{count} controls have no status", "they operate"
    if count == 1:
        who, operate = "1 control has no status", "it operates"
    message = f"{who}, so nothing says that {operate} ({list_rows(rows)})"
    hint = f"a column Status with one of: {', '.join(filter(None, STATUSES))}"
    return [Problem("OSC012", message, rows[0], None, hint, warning=True, rows=place_rows(rows))]


def _report_unmapped(controls: Iterable[Soc2Control]) -> list[Problem]:
    """Each control without criteria, or one word where none of them has any."""
    everyone = list(controls)
    unmapped = [control for control in everyone if not control.criteria]
    if len(unmapped) == len(everyone) > 1:
        rows = [control.row for control in unmapped]
        message = (
            f"no control of the file names a criterion, so none of the {len(rows)} reaches anything"
        )
        hint = (
            "add a column Criteria, or name a sheet that has the criteria of these controls with"
            " --criteria-from"
        )
        return [
            Problem("OSC012", message, rows[0], None, hint, warning=True, rows=place_rows(rows))
        ]
    return [
        Problem(
            "OSC012",
            f'"{control.id}" names no criterion, so it reaches nothing',
            control.row,
            None,
            "fill in its criteria",
            warning=True,
        )
        for control in unmapped
    ]


def index_criteria(records: Sequence[Record]) -> dict[str, str]:
    """The criteria that rows give to a control, by its id and by its title without case."""
    index: dict[str, str] = {}
    for record in turn_rows(records).records:
        for name in ("control", "title"):
            key = fold_cell(record[name]).casefold()
            if key and record["criteria"]:
                index[key] = "\n".join(filter(None, (index.get(key), record["criteria"])))
    return index


IMPORTER = Importer(
    "controls",
    COLUMNS,
    REQUIRED,
    place_controls,
    joined=JOINED,
    must_place=True,
    kinds=KINDS,
    carried=CARRIED,
    joins=JOINS,
    also_enough=ALSO_ENOUGH,
    spoken=SPOKEN,
)
# A sheet of which no more than the criteria of controls is read
CRITERIA_IMPORTER = replace(
    IMPORTER,
    required=("criteria", "control"),
    also_enough=(
        ("criteria", "controls-listed"),
        ("control", "controls-listed"),
        ("criteria", "title"),
    ),
)
