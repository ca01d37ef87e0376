"""Parts of a document in simpler terms: as plain text, as lines, as tables. For forms that have no
drawing of their own for a part.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from .document_model import DocumentModel, walk_parts
from .document_parts import (
    Amount,
    AuthoredProse,
    Bullet,
    Bullets,
    Card,
    CellPart,
    CheckBoxes,
    DocumentCell,
    DocumentPart,
    Drawing,
    FactList,
    Grid,
    GridColumn,
    HeatMap,
    LineChart,
    Mark,
    Picture,
    Quotation,
    ShareBar,
    SideBySide,
    SignMatrix,
    SpanLine,
    Spans,
    TextLine,
    Tone,
)
from .table_cells import text_cell


def span_text(spans: Spans) -> str:
    """The words of a line without their manner."""
    return "".join(span.text for span in spans)


def cell_text(part: CellPart) -> str:
    """What a part of a cell says, as plain text."""
    match part:
        case TextLine():
            return f"{part.lead} {part.text}".strip() if part.lead else part.text
        case SpanLine():
            return span_text(part.spans)
        case AuthoredProse():
            return part.text
        case Bullets():
            return "\n".join(list_bullets(part))
        case Amount():
            return "" if part.value is None else str(part.value)
        case Mark():
            return part.text


def list_targets(document: DocumentModel) -> frozenset[str]:
    """The anchors that a line of the document leads to."""
    return frozenset(
        target for part in walk_parts(document) for target in _list_part_targets(part) if target
    )


def _list_part_targets(part: DocumentPart) -> Iterator[str]:
    match part:
        case TextLine():
            yield part.target
        case SpanLine():
            yield from (span.target for span in part.spans)
        case Bullets():
            lines = (item.spans for item in part.items if isinstance(item, Bullet))
            yield from (span.target for spans in lines for span in spans)
        case Grid():
            cells = (cell for row in part.rows for cell in row)
            yield from (
                found for cell in cells for item in cell for found in _list_part_targets(item)
            )
        case FactList():
            cells = (cell for _, cell in part.rows)
            yield from (
                found for cell in cells for item in cell for found in _list_part_targets(item)
            )


def bullet_text(item: str | Bullet) -> str:
    """The words of an item, without what stands under it."""
    return item if isinstance(item, str) else span_text(item.spans)


def list_bullets(part: Bullets) -> Iterator[str]:
    """The words of all items, with what stands under each."""
    for item in part.items:
        yield bullet_text(item)
        for inner in item.parts if isinstance(item, Bullet) else ():
            if isinstance(inner, Bullets):
                yield from list_bullets(inner)
            else:
                yield span_text(inner.spans)


SimplePart = CellPart | Quotation | Picture | CheckBoxes | FactList | Grid


def list_lines(part: SimplePart) -> Iterator[tuple[str, Tone]]:
    """A part as lines of plain text, for a form that holds nothing else beside tables."""
    match part:
        case TextLine():
            yield cell_text(part), part.tone
        case Quotation():
            yield span_text(part.spans), "body"
        case Picture():
            yield f"Figure {part.number}. {part.title}: {part.alt}", "body"
        case CheckBoxes():
            yield write_boxes(part), "body"
        case FactList():
            yield from ((f"{name}: {join_cell(cell)}", "body") for name, cell in part.rows)
        case Grid():
            yield part.caption, "label"
            yield from (("; ".join(map(join_cell, row)), "body") for row in part.rows)
        case _:
            yield cell_text(part), "body"


def write_provenance(provenance: tuple[tuple[str, str], ...]) -> str:
    """`Revision 0123456789ab; Tool attestle 0.1.0; As of 2026-11-24`."""
    return "; ".join(f"{name} {value}" for name, value in provenance)


def name_document(document: DocumentModel) -> str:
    """What a foot calls it: a title that names no system stands behind the short name of one."""
    name = document.short_name or document.subject
    return f"{name}: {document.title}" if document.subject else document.title


def list_own_properties(document: DocumentModel) -> tuple[tuple[str, str], ...]:
    """Names and values for the properties of a file: provenance and marking."""
    marking = (("Marking", document.marking),) if document.marking else ()
    return (*document.provenance, *marking)


def join_cell(cell: DocumentCell) -> str:
    """A cell on one line."""
    return ", ".join(map(cell_text, cell))


def write_boxes(part: CheckBoxes) -> str:
    return "  ".join(f"[{' x'[box.checked]}] {box.label}" for box in part.boxes)


def simplify_part(part: DocumentPart) -> Iterator[SimplePart]:
    """A part in terms of lines and tables; what is simple already stays as it is."""
    simplify = _SIMPLIFIERS.get(type(part))
    return simplify(part) if simplify else iter((part,))  # type: ignore[arg-type]


def _simplify_side_by_side(part: SideBySide) -> Iterator[SimplePart]:
    for chapter in part.chapters:
        yield TextLine(chapter.title, "label", anchor=chapter.anchor)
        yield from (simple for inner in chapter.parts for simple in simplify_part(inner))


def _simplify_card(part: Card) -> Iterator[SimplePart]:
    tags = ", ".join(cell_text(tag) for tag in part.tags)
    yield TextLine(f"{part.title} ({tags})" if tags else part.title, "label")
    yield from (simple for inner in part.parts for simple in simplify_part(inner))


def _simplify_matrix(part: SignMatrix) -> Iterator[SimplePart]:
    yield TextLine(part.note)
    yield _sign_grid(part)


def _simplify_drawing(part: Drawing) -> Iterator[SimplePart]:
    """The text alternative of a drawing alone."""
    yield TextLine(f"Figure {part.number}. {part.title}: {part.alt}", anchor=part.anchor)
    yield from part.parts


def _heat_grid(part: HeatMap) -> Grid:
    rows = tuple((text_cell(title), marks) for title, marks in part.rows)
    return Grid("Heat map", (GridColumn("Group"), GridColumn("What stands in it", 4.0)), rows)


def _sign_grid(part: SignMatrix) -> Grid:
    columns = (
        GridColumn("", 3.0, 12, "left"),
        *(GridColumn(name, 1.0, 6, "center") for name in part.columns),
    )
    rows = tuple(
        (text_cell(row.label), *((sign,) if sign else () for sign in row.signs))
        for row in part.rows
    )
    return Grid("Matrix", columns, rows)


def _share_grid(part: ShareBar) -> Grid:
    rows = tuple(((mark,), (Amount(number),)) for mark, number in part.shares)
    return Grid(
        part.caption, (GridColumn("", 3.0, 30), GridColumn("Number", 1.0, 10, "right")), rows
    )


def make_chart_table(part: LineChart) -> Grid:
    """What a chart shows, a row for each day."""
    columns = (
        GridColumn("Day", 1.0, 12),
        *(GridColumn(line.name, 1.0, 16, "right") for line in part.lines),
        GridColumn("Note", 3.0, 40),
    )
    rows = tuple(
        (
            text_cell(day.isoformat()),
            *((Amount(line.values[place]),) for line in part.lines),
            text_cell(part.notes[place]),
        )
        for place, day in enumerate(part.days)
    )
    return Grid(part.caption, columns, rows)


_SIMPLIFIERS: Mapping[type, Callable[[Any], Iterator[SimplePart]]] = MappingProxyType(
    {
        HeatMap: lambda part: iter((_heat_grid(part),)),
        SignMatrix: _simplify_matrix,
        ShareBar: lambda part: iter((_share_grid(part),)),
        LineChart: lambda part: iter((make_chart_table(part),)),
        SideBySide: _simplify_side_by_side,
        Card: _simplify_card,
        Drawing: _simplify_drawing,
    }
)
