"""Tables as HTML, each look of them in its own manner."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from ...lazy_dataclasses import dataclass
from ..document_parts import DocumentCell, Grid, GridColumn, Mark, TextLine
from ..plain_parts import cell_text
from .html_cells import CellWriter

# the look of a table -> the classes of one whose cells may stand below each other
_STACKS: Mapping[str, str] = {
    "objectives": "o stack",
    "filtered": "stack filtered",
    "days": "stack days",
}
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def _find_day(cell: DocumentCell) -> str:
    """The class of a cell that holds a day, whose hyphens end no line."""
    return ' class="day"' if len(cell) == 1 and _DAY.fullmatch(cell_text(cell[0])) else ""


@dataclass(frozen=True, slots=True)
class TableWriter:
    """Writes tables, whose cells `cells` writes."""

    cells: CellWriter

    def write_grid(self, grid: Grid) -> Iterator[str]:
        match grid.look:
            case "figures":
                yield from self._figures(grid)
            case "judgements":
                yield from self._judgements(grid)
            case _ if grid.number:
                yield from self._numbered(grid)
            case _:
                yield from self._stack(grid)

    def _numbered(self, grid: Grid) -> Iterator[str]:
        """As a stack, with its caption and with heads that name their columns."""
        caption = self.cells.escape(f"Table {grid.number}. {grid.caption}")
        heads = "".join(
            f'<th scope="col">{self.cells.escape(column.title)}</th>' for column in grid.columns
        )
        yield f'<table class="stack" id="{grid.anchor}"><caption>{caption}</caption>'
        yield from self._stack_rows(grid, heads, lambda column, cell: (_find_day(cell), ""))

    def _figures(self, grid: Grid) -> Iterator[str]:
        """A table of counts; a zero is quiet, so that the eye finds what there is."""
        first, *rest = grid.columns
        heads = "".join(self._head(column.title, ' class="n"') for column in rest)
        yield (
            f"{self._frame(grid.caption)}<table><thead><tr>{self._head(first.title)}{heads}</tr>"
            "</thead><tbody>"
        )
        for name, *amounts in grid.rows:
            texts = (self.cells.write_cell(cell) for cell in amounts)
            numbers = "".join(
                f'<td class="n">{"<i>0</i>" if text == "0" else text}</td>' for text in texts
            )
            yield f"<tr>{self._row_head(name)}{numbers}</tr>"
        yield "</tbody></table></div>"

    def _frame(self, name: str) -> str:
        """What is wider than the page is moved with the keys, too, so it takes the focus."""
        label = f' role="region" aria-label="{self.cells.escape(name)}"' if name else ""
        return f'<div class="{self.cells.look.wrap}" tabindex="0"{label}>'

    def _stack(self, grid: Grid) -> Iterator[str]:
        """A table whose cells stand below each other where the page is narrow,
        each with its head.
        """
        look = _STACKS.get(grid.look, "stack")
        heads = "".join(
            self._head(
                column.title,
                (' class="n"' if column.align == "right" else "")
                + (" data-choose" if column.chosen else ""),
            )
            for column in grid.columns
        )
        yield f'<table class="{look}" aria-label="{self.cells.escape(grid.caption)}">'
        total = sum(column.share for column in grid.columns)
        is_sized = not grid.look and not self.cells.look.is_site
        if is_sized and len({column.share for column in grid.columns}) > 1:
            widths = (f"{100 * column.share / total:.4g}" for column in grid.columns)
            yield "".join(f'<col style="width:{width}%">' for width in widths)
        is_site = self.cells.look.is_site
        yield from self._stack_rows(
            grid, heads, lambda column, cell: (_find_day(cell) if is_site else "", column.align)
        )

    def _stack_rows(
        self,
        grid: Grid,
        heads: str,
        look: Callable[[GridColumn, DocumentCell], tuple[str, str]],
    ) -> Iterator[str]:
        """Head and rows of a stack; `look` gives the attributes and the side of a cell."""
        yield f"<thead><tr>{heads}</tr></thead><tbody>"
        for row in grid.rows:
            data = ""
            for column, cell in zip(grid.columns, row, strict=True):
                attributes, align = look(column, cell)
                named = f' data-h="{self.cells.escape(column.title)}"{attributes}'
                data += self._data(cell, named, align)
            yield f"<tr{self._anchor(row)}>{data}</tr>"
        yield "</tbody></table>"

    def _row_head(self, cell: DocumentCell) -> str:
        """The first cell of a row of figures says what they are of."""
        mark = next((part for part in cell if isinstance(part, Mark)), None)
        key = f' class="{mark.key}"' if mark else ""
        return f'<th scope="row"{key}>{self.cells.write_cell(cell)}</th>'

    def _data(self, cell: DocumentCell, attributes: str = "", align: str = "") -> str:
        """A cell; its mark gives it a class."""
        mark = next((part for part in cell if isinstance(part, Mark)), None)
        if mark is not None and not self.cells.look.is_site:
            attributes += f' class="{mark.key}{self.cells.look.strong if mark.strong else ""}"'
        elif align == "right":
            attributes += ' class="n"'
        return f"<td{attributes}>{self.cells.write_cell(cell)}</td>"

    def _judgements(self, grid: Grid) -> Iterator[str]:
        """A table in which the first cell of a group stands beside all of its rows."""
        heads = "".join(self._head(column.title) for column in grid.columns)
        yield f'{self._frame(grid.caption)}<table class="d"><thead><tr>{heads}</tr></thead>'
        start = 0
        for size in grid.groups:
            yield "<tbody>"
            for place, row in enumerate(grid.rows[start : start + size]):
                name = f'<th scope="rowgroup" rowspan="{size}">{self.cells.write_cell(row[0])}</th>'
                cells = "".join(self._data(cell, self._hover(cell)) for cell in row[1:])
                yield f"<tr{self._anchor(row)}>{'' if place else name}{cells}</tr>"
            yield "</tbody>"
            start += size
        yield "</table></div>"

    def _anchor(self, row: tuple[DocumentCell, ...]) -> str:
        lines = (part for cell in row for part in cell if isinstance(part, TextLine))
        anchor = next((line.anchor for line in lines if line.anchor), "")
        return f' id="{self.cells.escape(anchor)}"' if anchor else ""

    def _hover(self, cell: DocumentCell) -> str:
        lines = (part for part in cell if isinstance(part, TextLine) and part.anchor)
        return "".join(f' title="{self.cells.escape(line.hover)}"' for line in lines)

    def _head(self, title: str, attributes: str = "") -> str:
        """A head of a column; an empty corner is no head."""
        tag = "th" if title else "td"
        scope = ' scope="col"' if title else ""
        return f"<{tag}{scope}{attributes}>{self.cells.escape(title)}</{tag}>"
