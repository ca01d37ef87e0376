"""What a plan says of itself while it is a draft: the list of errors, and at each chapter what of
it could not be read.
"""

from __future__ import annotations

from dataclasses import replace

from ...assess.plan_state import PlanState
from ...findings import Finding
from ...model.system import System
from ..document_parts import Chapter, DocumentPart, Grid, GridColumn, TextLine
from ..table_cells import text_cell

# Beginning of a file's path below the folder of its system, and the chapter made from it
_CHAPTERS = (
    ("engagement.yaml", "context"),
    ("boundary.md", "boundary"),
    ("network.md", "network"),
    ("data-flow.md", "data-flow"),
    ("components", "components"),
    ("inventory.csv", "inventory"),
    ("providers", "providers"),
    ("exceptions", "exceptions"),
    ("poam", "poam"),
    ("evidence.yaml", "evidence"),
    ("controls", "requirements"),
    ("assessment.yaml", "requirements"),
)
NOT_WRITTEN = TextLine("This part of the plan has not been written.", "note")
_MOST_LISTED = 200  # a longer list is read in the report of `validate`


def list_places(system: System) -> dict[str, str]:
    """The chapter that is made from each file and folder of a system, by workspace path."""
    folder = system.characteristics.source.path.rpartition("/")[0]
    return {f"{folder}/{name}": anchor for name, anchor in _CHAPTERS} if folder else {}


def build_open_points(state: PlanState) -> Chapter | None:
    """The errors of a draft; None where there are none."""
    if not state.errors:
        return None
    columns = (GridColumn("File", 2.6), GridColumn("Line", 0.5), GridColumn("What is wrong", 4.0))
    rows = tuple(
        (
            text_cell(item.path),
            text_cell("" if item.line is None else str(item.line)),
            text_cell(item.message),
        )
        for item in state.errors[:_MOST_LISTED]
    )
    parts: list[DocumentPart] = [
        TextLine(
            "This plan is a draft. The files that it is made from have the errors below; what could"
            " not be read is left out, and said to be so at its place."
        ),
        Grid("Errors of this draft", columns, rows),
    ]
    if len(state.errors) > _MOST_LISTED:
        parts.append(TextLine(f"{len(state.errors) - _MOST_LISTED} further errors.", "note"))
    return Chapter(1, "Errors of This Draft", "draft", tuple(parts), fresh=True)


def mark_unread(chapters: tuple[Chapter, ...], state: PlanState) -> tuple[Chapter, ...]:
    """The chapters with what could not be read said first in each."""
    marks: dict[str, list[Finding]] = {}
    for item in state.unread:
        if anchor := _find_chapter(item, state):
            marks.setdefault(anchor, []).append(item)
    return tuple(_mark_chapter(chapter, marks) for chapter in chapters) if marks else chapters


def _find_chapter(item: Finding, state: PlanState) -> str:
    for label, findings in state.unread_answers.items():
        if item in findings:
            return f"requirement-{label}"
    below = item.path.split("/", 2)[-1]
    return next((anchor for start, anchor in _CHAPTERS if below.startswith(start)), "")


def _mark_chapter(chapter: Chapter, marks: dict[str, list[Finding]]) -> Chapter:
    found = marks.get(chapter.anchor, [])
    parts = chapter.parts
    if found and all(isinstance(part, TextLine) for part in parts) and not chapter.chapters:
        parts = ()  # that nothing is recorded would be more than anybody knows
    elif found:
        parts = tuple(part for part in parts if part != NOT_WRITTEN)
    lines = tuple(
        TextLine(write_place(item), "note", lead="Left out, because it cannot be read:")
        for item in found
    )
    inner = tuple(_mark_chapter(item, marks) for item in chapter.chapters)
    return replace(chapter, parts=(*lines, *parts), chapters=inner)


def write_place(item: Finding) -> str:
    """`ssp/x/controls/AC/3.1.1.md, line 12: the message`."""
    line = f", line {item.line}" if item.line else ""
    return f"{item.path}{line}: {item.message}"
