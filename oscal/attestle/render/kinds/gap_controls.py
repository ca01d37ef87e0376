"""The SOC 2 controls of a gap analysis, and what each is good for."""

from __future__ import annotations

from ...crosswalk.gaps import GapReport
from ...model.crosswalk_maps import Reuse
from ...model.soc2 import Soc2Control
from ..document_parts import CellRow, Chapter, Grid, GridColumn, TextLine
from ..table_cells import NOT_RECORDED, text_cell

_CARRIES_EVIDENCE = (Reuse.STRONG, Reuse.PARTIAL)


def build_control_index(report: GapReport) -> Chapter:
    """A row for each control, in the order of the component definitions."""
    columns = (
        GridColumn("SOC 2 control", 0.8, 14),
        GridColumn("Title", 2.0, 40),
        GridColumn("Criteria", 1.2, 24),
        GridColumn("Owner", 1.2, 24),
        GridColumn("Status", 0.8, 12),
        GridColumn("Test result", 1.2, 34),
        GridColumn("Requirements reached", 2.6, 60),
        GridColumn("Objectives satisfied through it (strong or partial)", 2.6, 60),
    )
    reached, satisfied = _list_reached(report), _list_satisfied(report)
    rows = tuple(
        _control(item, reached.get(item.id, {}), satisfied.get(item.id, {}))
        for item in report.controls
    )
    title = "By SOC 2 control"
    return Chapter(1, title, "controls", (Grid(title, columns, rows),), wide=True)


def _control(item: Soc2Control, reached: dict[str, None], satisfied: dict[str, None]) -> CellRow:
    return (
        (TextLine(item.id, anchor=f"control-{item.id}"),),
        text_cell(item.title),
        text_cell(", ".join(name.upper() for name in item.criteria)),
        text_cell(item.owner, NOT_RECORDED),
        text_cell(item.status),
        text_cell(item.result),
        text_cell(", ".join(reached) or "none"),
        text_cell(", ".join(satisfied) or "none"),
    )


def _list_reached(report: GapReport) -> dict[str, dict[str, None]]:
    """Requirements by control, each once with its reuse."""
    found: dict[str, dict[str, None]] = {}
    for item in report.requirements:
        for reach in item.reaches:
            word = f"{item.requirement.label} {reach.reuse}"
            found.setdefault(reach.control.id, {})[word] = None
        for named in item.habits:
            word = f"{item.requirement.label} {Reuse.HABIT_ONLY}"
            found.setdefault(named.control.id, {})[word] = None
    return found


def _list_satisfied(report: GapReport) -> dict[str, dict[str, None]]:
    """Objectives by control that gives more than a habit."""
    found: dict[str, dict[str, None]] = {}
    for item in report.requirements:
        for entry in item.objectives:
            for reach in entry.through:
                if reach.reuse in _CARRIES_EVIDENCE:
                    found.setdefault(reach.control.id, {})[entry.objective.label] = None
    return found
