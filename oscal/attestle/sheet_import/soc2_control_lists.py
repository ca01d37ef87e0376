"""Sheets in which a row is a criterion, and lists the controls for it: one control per name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ..formats.problems import Problem
from ..formats.sheet_records import Record, report_row, report_rows
from ..lazy_dataclasses import dataclass
from ..model.audit_results import AuditResult, read_result
from ..model.soc2 import OPERATING
from ..model.vocabulary import read_word
from ..model.words import CONTROL_VOCABULARY
from .sheet_rows import fold_cell, strip_number

# A cell that is one criterion and nothing else, as the id of a row
_CRITERION_ALONE = re.compile(r"(?:CC|PI|A|C|P)[ _-]?\d{1,2}\.\d{1,2}\s*\Z", re.I)
# The number of a control below its criterion: `CC6.1.3`, `CC6.1-03`, `CC6.1a`
_NUMBERED = re.compile(
    r"(?P<criterion>(?:CC|PI|A|C|P)[ _-]?\d{1,2}\.\d{1,2})(?:[.-]\d{1,3}|[a-z])", re.I
)
# `AC-1: Access is reviewed`
_ID_BEFORE = re.compile(
    r"(?P<id>[A-Z]{1,8}[-_. ]?\d[\w.-]{0,12})\s*(?::|\s[-\u2013\u2014]\s)\s*(?P<title>\S.*)"
)
_ID_ALONE = re.compile(r"[A-Z]{1,8}[-_.]?\d[\w.-]{0,12}\Z", re.I)
_ITEM_ENDS = re.compile(r"[\n\r;|]+")


@dataclass(frozen=True, slots=True)
class TurnedRows:
    """The rows as rows of controls. Where they were turned, `rows` of the sheet are in them, and
    `passed_over` ones hold no control.
    """

    records: tuple[Record, ...]
    rows: int = 0
    passed_over: int = 0
    problems: tuple[Problem, ...] = ()

    @property
    def is_turned(self) -> bool:
        return bool(self.rows or self.passed_over)


def turn_rows(records: Sequence[Record]) -> TurnedRows:
    """One row for each control that a row of a criterion lists, or for what was observed of it;
    else the rows as they are.
    """
    records = _move_criteria(_share_ids(records))
    filled = _list_rows(records)
    if not all(map(_may_be_criterion, filled)):
        return TurnedRows(tuple(records))
    if any(fold_cell(record["controls-listed"]) for record in filled):
        return _turn_lists(records, filled)
    if any("observations" in record.fields for record in filled):
        return _turn_observations(records, filled)
    return TurnedRows(tuple(records))


def _turn_lists(records: Sequence[Record], filled: Sequence[Record]) -> TurnedRows:
    listing = [record for record in filled if fold_cell(record["controls-listed"])]
    silent = [record for record in records if record not in listing]
    problems = [_note_meaning(listing[0]), *_report_silent(silent)]
    turned = tuple(item for record in listing for item in _list_controls(record))
    return TurnedRows(turned, len(listing), len(silent), tuple(problems))


def _turn_observations(records: Sequence[Record], filled: Sequence[Record]) -> TurnedRows:
    """The wording of a criterion is not what is done for it."""
    speaking = [record for record in filled if fold_cell(record["observations"])]
    silent = [record for record in records if record not in speaking]
    turned = tuple(map(_describe_by_observation, speaking))
    return TurnedRows(turned, len(speaking), len(silent), tuple(_report_silent(silent)))


def _describe_by_observation(record: Record) -> Record:
    criterion = fold_cell(record["criteria"])
    own = record["control"] or (criterion if _CRITERION_ALONE.match(criterion) else "")
    values = {"description": record["observations"], "control": own}
    return replace(record, fields={**record.fields, **values})


def _share_ids(records: Sequence[Record]) -> Sequence[Record]:
    """Controls that are numbered below their criteria (`CC6.1.3`, `CC6.1-03`): where one column has
    both, the number is the id, and what it begins with the criterion.
    """
    filled = _list_rows(records)
    ids, numbers = _list_cells(filled, "control"), _list_cells(filled, "criteria")
    if ids and not numbers and all(map(_NUMBERED.fullmatch, ids)):
        return [_share_id(record, "control") for record in records]
    is_unique = len(set(numbers)) == len(filled)
    if numbers and not ids and is_unique and all(map(_NUMBERED.fullmatch, numbers)):
        return [_share_id(record, "criteria") for record in records]
    return records


def _list_rows(records: Sequence[Record]) -> list[Record]:
    """Those that are no titles and totals."""
    return [record for record in records if not (record.is_caption or record.is_total)]


def _list_cells(records: Sequence[Record], name: str) -> list[str]:
    """The filled cells of a field."""
    return list(filter(None, (fold_cell(record[name]) for record in records)))


def _share_id(record: Record, source: str) -> Record:
    number = fold_cell(record[source])
    match = _NUMBERED.fullmatch(number)
    if match is None:
        return record
    return replace(
        record, fields={**record.fields, "control": number, "criteria": match["criterion"]}
    )


def _may_be_criterion(record: Record) -> bool:
    """Whether a row has no control's own id."""
    identity = fold_cell(record["control"])
    return not identity or bool(_CRITERION_ALONE.match(identity))


def _move_criteria(records: Sequence[Record]) -> Sequence[Record]:
    """Ids that are criteria are their criteria; they stay ids where no two rows have one."""
    ids = [fold_cell(record["control"]) for record in records if not record.is_caption]
    if not ids or not all(map(_CRITERION_ALONE.match, ids)):
        return records
    is_list = any(fold_cell(record["controls-listed"]) for record in records)
    keeps_ids = len(set(ids)) == len(ids) and not is_list
    return [_move_criterion(record, keeps_id=keeps_ids) for record in records]


def _move_criterion(record: Record, *, keeps_id: bool) -> Record:
    moved = {
        "criteria": record["criteria"] or record["control"],
        "control": record["control"] if keeps_id else "",
    }
    return replace(record, fields={**record.fields, **moved})


def _list_controls(record: Record) -> list[Record]:
    """A row for each control. What is said well of the criterion is not said of each of them; what
    is said against it counts against each.
    """
    status, result = record["status"], record["result"]
    meaning = read_word(CONTROL_VOCABULARY, status)
    is_good = meaning is not None and meaning.word == OPERATING
    is_clean = read_result(result) is AuditResult.CLEAN or _reads_well(result)
    kept = {
        "criteria": record["criteria"],
        "framework": record["framework"],
        "owner": record["owner"],
        "status": "" if is_good else status,
        "result": "" if is_clean else result,
    }
    return [replace(record, fields={**kept, **_part_item(item)}) for item in _split_items(record)]


def _reads_well(text: str) -> bool:
    meaning = read_word(CONTROL_VOCABULARY, text)
    return meaning is not None and meaning.word == OPERATING


def _split_items(record: Record) -> list[str]:
    """The names in a cell: between line breaks or semicolons, else ids between commas."""
    items = [strip_number(fold_cell(item)) for item in _ITEM_ENDS.split(record["controls-listed"])]
    by_comma = [fold_cell(part) for item in items for part in item.split(",")]
    if all(_ID_ALONE.match(part) for part in by_comma if part):
        items = by_comma
    return [item for item in items if item]


def _part_item(item: str) -> dict[str, str]:
    match = _ID_BEFORE.match(item)
    if match:
        return {"control": match["id"], "title": match["title"]}
    if _ID_ALONE.match(item):
        return {"control": item}
    return {"title": item}


def _note_meaning(record: Record) -> Problem:
    message = (
        "each row is a criterion that lists controls: one control was made of each name, and what a"
        " row says against its criterion counts against its controls"
    )
    hint = "the sheet of the controls themselves says more: import it with --criteria-from this one"
    return report_row(record, message, hint, warning=True)


def _report_silent(records: Sequence[Record]) -> list[Problem]:
    if not records:
        return []
    count = "1 row lists" if len(records) == 1 else f"{len(records)} rows list"
    return [report_rows(records, f"{count} no control for its criterion; passed over")]
