"""What binds the system and what was decided about its scope: sections of chapter 1 of the plan."""

from __future__ import annotations

from ...model.system_characteristics import Decision, SystemCharacteristics
from ..document_parts import (
    Bullets,
    Chapter,
    DocumentCell,
    DocumentPart,
    FactList,
    Grid,
    GridColumn,
    TextLine,
)
from ..table_cells import NOT_RECORDED, text_cell

_COLUMNS = (
    GridColumn("What was decided", 2.3),
    GridColumn("Why", 2.3),
    GridColumn("By", 1.2),
    GridColumn("On", 0.85),
    GridColumn("Until", 0.85),
)


def build_obligations(facts: SystemCharacteristics, number: str) -> Chapter:
    rows: tuple[tuple[str, DocumentCell], ...] = (
        ("Laws and regulations", _list_lines(facts.laws)),
        ("Contracts", _list_lines(facts.contracts)),
    )
    title = "Laws, Regulations and Contracts"
    return Chapter(2, f"{number} {title}", "laws", (FactList(rows, caption=title),))


def _list_lines(lines: tuple[str, ...]) -> DocumentCell:
    return (Bullets(lines),) if lines else text_cell("", NOT_RECORDED)


def build_decisions(decisions: tuple[Decision, ...], number: str) -> Chapter:
    part: DocumentPart = (
        Grid("Scope decisions", _COLUMNS, tuple(map(_write_decision, decisions)))
        if decisions
        else TextLine("Decisions on the scope are not recorded.", "quiet")
    )
    return Chapter(2, f"{number} Scope Decisions", "decisions", (part,))


def _write_decision(item: Decision) -> tuple[DocumentCell, ...]:
    return (
        text_cell(item.what),
        text_cell(item.why),
        text_cell(item.by),
        text_cell(item.date.isoformat()),
        text_cell(item.until.isoformat() if item.until else "", "no end recorded"),
    )
