"""What the plan's check boxes say: why one is checked or none, what counts as met through an
exception, and the sums by family.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...assess.check_boxes import BoxSums, choose_box, count_boxes, find_box
from ...assess.exceptions import ADJUDICATION
from ...assess.objectives import JudgedObjective
from ...assess.system_status import RequirementResult, Status
from ...model.answers import Box
from ...model.baseline import Baseline
from ..document_parts import (
    CheckBox,
    CheckBoxes,
    DocumentCell,
    DocumentPart,
    Grid,
    GridColumn,
    TextLine,
)
from ..name_lookup import EXCEPTION_KINDS, NameLookup, write_keys
from ..requirement_words import write_words
from ..table_cells import NOT_RECORDED, text_cell
from .ssp_links import anchor_objective

_INCOMPLETE = GridColumn("Incomplete", 0.95)
_COLUMNS = (
    GridColumn("All", 0.5),
    GridColumn("Implemented", 1.05),
    GridColumn("Planned", 0.75),
    GridColumn("Not applicable", 0.9),
    GridColumn("Not answered", 0.85),
    _INCOMPLETE,
    GridColumn("Met", 0.5),
    GridColumn("By exception", 0.9),
)
_ASSESSED_OTHERWISE = "the self-assessment found it not met"


def explain_boxes(baseline: Baseline) -> str:
    unit = baseline.unit_words[0]
    short = baseline.short_unit_words[0]
    return (
        f"A box is checked for what counts: Implemented if every applicable {short} counts as"
        f" implemented, Not Applicable if no {short} applies, with a rationale and an approval,"
        f" Planned to be Implemented if the author states of at least one {short} that it is still"
        " to be done. Where no box is checked, a line under the boxes says why. Below stands one"
        " heading"
        f" per {unit}. Whatever its box, a requirement may count as met through a documented"
        f" exception; the last two columns add up what counts as met, and what of it does so by"
        f" exception."
    )


def build_boxes(result: RequirementResult, is_unread: bool = False) -> Iterator[DocumentPart]:
    """The boxes of one requirement, and the lines that say why they are as they are.

    `is_unread`: what its file says could not be read, or not wholly.
    """
    choice = choose_box(result)
    yield CheckBoxes(tuple(CheckBox(label, label == choice) for label in Box))
    unanswered = [item for item in result.objectives if item.is_unanswered]
    if unanswered:
        number = f"{len(unanswered)} of {len(result.objectives)}"
        lead = "Not answered, or not to be read:" if is_unread else "Not answered:"
        letters = _name_letters(unanswered)
        yield TextLine(f"{number} ({letters})" if letters else number, lead=lead)
    yield from _explain_lacks(result)
    yield from _explain_exceptions(result)
    if result.met and choice in (None, Box.PLANNED) and not result.needs_exception:
        yield TextLine("result of the self-assessment", lead="Counts as met:")


def _name_letters(items: Iterable[JudgedObjective]) -> str:
    return write_keys(item.objective.letter for item in items)


def _explain_lacks(result: RequirementResult) -> Iterator[TextLine]:
    """Claims that check no box, those with the same reason together."""
    lacking: dict[str, list[JudgedObjective]] = {}
    for item in result.objectives:
        why = item.lacks or ("" if item.counts or find_box(item) else _ASSESSED_OTHERWISE)
        if why and not item.is_unanswered:
            lacking.setdefault(why, []).append(item)
    for why, items in lacking.items():
        yield TextLine(f"{_name_letters(items)} {why}".lstrip(), lead="Does not count:")


def _explain_exceptions(result: RequirementResult) -> Iterator[TextLine]:
    """What counts as met only because an exception says so, and through which."""
    resting: dict[str, list[JudgedObjective]] = {}
    for item in result.objectives:
        if item.excused and item.needs_exception:
            resting.setdefault(item.excused.slug, []).append(item)
    for slug, items in resting.items():
        kind = items[0].excused.kind if items[0].excused else ""
        title = EXCEPTION_KINDS.get(kind, kind)
        words = title if kind == ADJUDICATION else title[:1].lower() + title[1:]
        counts = (
            "Counts as met:" if result.met else f"{_name_letters(items)} counts as met:".lstrip()
        )
        target = f"exception-{slug}"
        yield TextLine(f"{words}, see Appendix A", lead=counts, target=target)


def build_family_sums(families: list[tuple[str, tuple[RequirementResult, ...]]]) -> Grid:
    """Requirements of each family by checked box, and how many of them count as met.

    The column of incomplete claims stands there only if there are any.
    """
    everything = tuple(item for _, group in families for item in group)
    shown = tuple(
        column
        for column, number in zip(_COLUMNS, _list_sums(count_boxes(everything)), strict=True)
        if number or column is not _INCOMPLETE
    )
    rows = [
        (text_cell(name), *map(text_cell, _write_sums(group, shown))) for name, group in families
    ]
    total = tuple((TextLine("", lead=number),) for number in _write_sums(everything, shown))
    rows.append(((TextLine("", lead="All"),), *total))
    return Grid("Requirements by family", (GridColumn("Family", 3.0), *shown), tuple(rows))


def _write_sums(
    results: tuple[RequirementResult, ...], shown: tuple[GridColumn, ...]
) -> tuple[str, ...]:
    sums = zip(_COLUMNS, _list_sums(count_boxes(results)), strict=True)
    return tuple(str(number) for column, number in sums if column in shown)


def _list_sums(sums: BoxSums) -> tuple[int, ...]:
    """In the order of `_COLUMNS`."""
    boxes = (sums.checked[box] for box in Box)
    without = (sums.unanswered, sums.incomplete)
    return (sums.requirements, *boxes, *without, sums.met, sums.excused)


def build_not_applicable(status: Status, names: NameLookup) -> Iterator[DocumentPart]:
    """3.12.4[d] asks for the list; what nobody approved stands in one of its own."""
    claimed = [
        item
        for result in status.results
        for item in result.objectives
        if item.state == "not-applicable"
    ]
    approved = [item for item in claimed if not item.lacks]
    if approved:
        yield _list_approvals("Approved as not applicable", approved, names)
    else:
        yield TextLine(_explain_no_approval(status), "quiet")
    if doubtful := [item for item in claimed if item.lacks]:
        title = "Called not applicable without rationale or approval"
        yield _list_approvals(title, doubtful, names)


def _explain_no_approval(status: Status) -> str:
    """That nothing is approved, and of how much nobody has said anything yet."""
    total = sum(len(result.objectives) for result in status.results)
    words = status.baseline.unit_words
    silent = status.objectives_unstated
    rest = f"; {silent} of {total} {words[1]} are not answered" if silent else ""
    return f"No {words[0]} is approved as not applicable{rest}."


def _list_approvals(title: str, items: list[JudgedObjective], names: NameLookup) -> Grid:
    columns = (
        GridColumn("Objective", 0.9),
        GridColumn("Text", 2.2),
        GridColumn("Rationale", 3.0),
        GridColumn("Approved by", 1.5),
        GridColumn("On", 0.9),
    )
    rows = tuple(
        (
            (TextLine(item.objective.label, target=anchor_objective(item.objective.label)),),
            write_words(item.objective.published, item.objective.text),
            text_cell(item.answer.rationale, NOT_RECORDED),
            *_list_approval(item, names),
        )
        for item in items
    )
    return Grid(title, columns, rows)


def _list_approval(item: JudgedObjective, names: NameLookup) -> tuple[DocumentCell, DocumentCell]:
    approved = item.answer.approved
    if approved is None:
        return text_cell("", NOT_RECORDED), ()
    return text_cell(names.find_role(approved.role)), text_cell(approved.date.isoformat())
