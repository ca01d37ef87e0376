"""What a crosswalk and another table have in common, and where they part."""

from __future__ import annotations

from collections.abc import Iterator

from ...crosswalk.map_rows import find_label
from ...crosswalk.table_comparison import STANDINGS, ComparedPair, TableComparison
from ..document_model import DocumentModel
from ..document_parts import Amount, CellRow, Chapter, Grid, GridColumn, Mark, Shade, TextLine
from ..table_cells import REGISTER, text_cell

_SHADES: dict[str, Shade] = {
    "agree": "good",
    "letters differ": "fair",
    "only ours": "none",
    "only theirs": "poor",
}


def build_comparison_lines(found: TableComparison) -> DocumentModel:
    chapters = [Chapter(1, "", parts=(_build_counts(found),))]
    groups = [(name, tuple(_list_pairs(found, name))) for name in STANDINGS[1:]]
    chapters += [
        Chapter(1, f"{name} ({len(lines)})", parts=lines) for name, lines in groups if lines
    ]
    if found.other.unread:
        rows = tuple(
            TextLine(f"row {row}: {text}", depth=2, hang=4) for row, text in found.other.unread
        )
        chapters.append(Chapter(1, f"not read ({len(rows)})", parts=rows))
    return DocumentModel(title=_name(found), notices=(_explain(),), chapters=tuple(chapters))


def build_comparison_sheets(found: TableComparison) -> DocumentModel:
    columns = (
        GridColumn("Requirement", width=14),
        GridColumn("Criterion", width=12),
        GridColumn("Standing", width=16),
        GridColumn("Letters of ours", width=20),
        GridColumn("Letters of theirs", width=20),
        GridColumn("Only ours", width=20),
        GridColumn("Only theirs", width=20),
    )
    rows = tuple(_write_row(found, item) for item in found.pairs)
    notes = (TextLine(_name(found), "label"), TextLine(_explain(), "note"))
    chapters = [
        Chapter(1, "Summary", parts=(*notes, _build_counts(found))),
        Chapter(1, "Pairs", parts=(Grid("Pairs", columns, rows, REGISTER),)),
    ]
    if found.other.unread:
        unread = tuple(((Amount(row),), text_cell(text)) for row, text in found.other.unread)
        titles = (GridColumn("Row", width=8, align="right"), GridColumn("Cells", width=80))
        chapters.append(Chapter(1, "Not read", parts=(Grid("Not read", titles, unread, REGISTER),)))
    return DocumentModel(title=_name(found), chapters=tuple(chapters))


def _name(found: TableComparison) -> str:
    return f"{found.sides.crosswalk.provenance.title}, against {found.other.name}"


def _explain() -> str:
    return (
        "A pair agrees where both have it with the same letters, or where theirs names none. A"
        " difference is a question for whoever knows the control, and no error of either."
    )


def _build_counts(found: TableComparison) -> Grid:
    columns = (GridColumn("", width=16), GridColumn("pairs", width=8, align="right"))
    rows = tuple((text_cell(name), (Amount(len(found.select(name))),)) for name in STANDINGS)
    return Grid("", columns, rows)


def _list_pairs(found: TableComparison, standing: str) -> Iterator[TextLine]:
    for item in found.select(standing):
        requirement, criterion = _name_pair(found, item)
        letters = ""
        if item.ours is not None and item.theirs is not None:
            more, less = item.ours - item.theirs, item.theirs - item.ours
            parts = (
                f"only ours {_write(more)}" if more else "",
                f"only theirs {_write(less)}" if less else "",
            )
            letters = f"  {'; '.join(filter(None, parts))}"
        yield TextLine(f"{requirement:<10} {criterion:<8}{letters}".rstrip(), depth=2, hang=20)


def _name_pair(found: TableComparison, item: ComparedPair) -> tuple[str, str]:
    sides = found.sides
    return find_label(sides.target, item.requirement), find_label(sides.source, item.criterion)


def _write(letters: frozenset[str]) -> str:
    return "".join(f"[{letter}]" for letter in sorted(letters))


def _write_row(found: TableComparison, item: ComparedPair) -> CellRow:
    requirement, criterion = _name_pair(found, item)
    ours, theirs = item.ours or frozenset(), item.theirs or frozenset()
    # without letters of theirs there is nothing to compare
    both = bool(item.theirs)
    return (
        text_cell(requirement),
        text_cell(criterion),
        (Mark(item.standing, _SHADES[item.standing]),),
        text_cell(_write(ours)),
        text_cell(_write(theirs)),
        text_cell(_write(ours - theirs) if both else ""),
        text_cell(_write(theirs - ours) if both else ""),
    )
