"""A document as sheets of an xlsx file, a chapter on each: the same document is always the same
bytes, and text is never a formula.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from types import MappingProxyType
from typing import Any

from ...lazy_dataclasses import dataclass
from ..document_model import DocumentModel, walk_chapters
from ..document_parts import (
    Amount,
    CellRow,
    Chapter,
    DocumentCell,
    DocumentPart,
    Grid,
    GridColumn,
    Mark,
    SheetFormula,
    TextLine,
    Tone,
)
from ..plain_parts import cell_text, list_lines, simplify_part
from ..table_cells import REGISTER, SIGNATURES, WRITING
from .web_targets import is_outside
from .xlsx_frame import describe_book, escape, list_sheets, set_heads
from .xlsx_pages import (
    FONT,
    MARGIN,
    SIZE,
    TITLE_LINE,
    TITLE_SIZE,
    break_text,
    choose_paper,
    fit_columns,
    fits_page,
    measure_row,
    span_text,
    split_text,
)

# shade of a cell -> fill and font colour; the words in the cell say the same, so colour is never
# alone
SHADES: Mapping[str, tuple[str, str]] = MappingProxyType({
    "good": ("#D5EBD8", "#14532D"), "fair": ("#FFF3C4", "#713F12"), "poor": ("#FCE0C8", "#7C2D12"), "bad": ("#F8D0D0", "#7F1D1D"), "none": ("#ECEFF1", "#37474F"),
})  # fmt: skip
MAX_NAME = 31
WIDE = 100  # letters: the column of a sheet that holds text only
# Above a table; more than this and a frozen head would leave no room for its rows
_MOST_FROZEN = 150  # points
# Longer addresses are refused by spreadsheets, and so is a file with more of them in a sheet
_LONGEST_HREF = 2000
_MOST_LINKS = 60_000
# Points of the rows that people fill in by hand: half an inch, and room for four lines
_HEIGHTS = MappingProxyType({SIGNATURES: 36.0, WRITING: 75.0})
_NUMBER = {"align": "right", "indent": 1}
# A cell that people fill in
_INPUT = {"bg_color": "#FFFDE7", "font_color": "#0B57D0"}
# What a formula calls another cell
_ANCHOR = re.compile(r"\{([\w.-]+)\}")
_EDGE = {"border": 1, "border_color": "#B0BEC5"}
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]")
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
# Without a scheme, or the theme's font takes the place of the one that is measured
_FONT = {"font_name": FONT, "font_size": SIZE, "font_scheme": "none"}
CellValue = str | int | float | None


def write(document: DocumentModel) -> bytes:
    """The document's date stands in the file's properties instead of the time of writing."""
    import xlsxwriter  # only documents for spreadsheets need it

    out = io.BytesIO()
    # the library writes into what it is given
    book = xlsxwriter.Workbook(out, {**_OPTIONS, "default_format_properties": dict(_FONT)})
    describe_book(book, document)
    formats = _make_formats(book)
    names: set[str] = set()
    links = _SheetLinks()
    for chapter in list_sheets(document):
        name = _name_sheet(chapter.title, names)
        writer = _SheetWriter(book.add_worksheet(name), name, formats, links)
        writer.write(chapter, document.marking)
        set_heads(writer.sheet, document)
    links.write_all(formats)
    book.close()
    return out.getvalue()


def _name_sheet(title: str, known: set[str]) -> str:
    """At most 31 letters, none of those a spreadsheet refuses, and no name twice."""
    words = " ".join(_NOT_IN_NAMES.sub(" ", escape(title)).split())
    base = words.strip("' ")[:MAX_NAME].strip("' ") or "Sheet"
    name, number = base, 1
    while name.lower() in known:
        number += 1
        name = f"{base[: MAX_NAME - 4]} {number}"
    known.add(name.lower())
    return name


def _make_formats(book: Any) -> dict[str, Any]:
    cell = {"text_wrap": True, "valign": "top", **_EDGE}
    head = {**cell, "bold": True, "bg_color": "#1F3A5F", "font_color": "#FFFFFF"}
    return {
        "title": book.add_format({"bold": True, "font_size": TITLE_SIZE}),
        "heading": book.add_format({"bold": True}),
        "note": book.add_format({"italic": True, "font_color": "#455A64"}),
        "body": book.add_format({}),
        "head": book.add_format(head),
        "head-right": book.add_format({**head, "align": "right", "indent": 1}),
        "cell": book.add_format(cell),
        "label": book.add_format({**cell, "bold": True}),
        "quiet": book.add_format({**cell, "font_color": "#546E7A"}),
        "link": book.add_format({**cell, "font_color": "#0B57D0", "underline": 1}),
        "number": book.add_format({**cell, **_NUMBER}),
        "computed": book.add_format({**cell, **_NUMBER, "num_format": "#,##0.##;-#,##0.##;0"}),
        "share": book.add_format({**cell, **_NUMBER, "num_format": "0%"}),
        "input": book.add_format({**cell, **_NUMBER, **_INPUT}),
        "input-share": book.add_format({**cell, **_NUMBER, **_INPUT, "num_format": "0%"}),
        **{
            shade: book.add_format({**cell, "bg_color": fill, "font_color": ink})
            for shade, (fill, ink) in SHADES.items()
        },
    }


@dataclass(slots=True)
class _SheetLinks:
    """Cells that people can go to, by anchor, and cells that go somewhere: a cell has one link."""

    places: dict[str, str] = field(default_factory=dict)
    pending: list[tuple[Any, int, int, TextLine | Mark, str]] = field(default_factory=list)
    formulas: list[tuple[Any, int, int, SheetFormula]] = field(default_factory=list)

    def note_cell(self, sheet: Any, name: str, place: tuple[int, int], cell: DocumentCell) -> None:
        lines = [part for part in cell if isinstance(part, TextLine | SheetFormula)]
        for anchor in (line.anchor for line in lines if line.anchor):
            self.places.setdefault(anchor, _address_cell(name, place))
        # of several links in a cell none is the cell's, and some programs write a link on one line
        [part] = cell if len(cell) == 1 else (None,)
        if isinstance(part, SheetFormula) and part.formula:
            self.formulas.append((sheet, *place, part))
        if isinstance(part, TextLine | Mark) and _is_link(part):
            self.pending.append((sheet, *place, part, str(_read_value(cell) or "")))

    def write_all(self, formats: Mapping[str, Any]) -> None:
        """Only when every sheet is there is it known where a link leads,
        and what a formula means.
        """
        for sheet, row, column, computed in self.formulas:
            text = _ANCHOR.sub(self._name_cell, computed.formula)
            sheet.write_formula(
                row, column, f"={text}", formats[_choose_look((computed,))], computed.value
            )
        numbers: dict[int, int] = {}
        for sheet, row, column, part, text in self.pending:
            form = formats[part.shade if isinstance(part, Mark) else "link"]
            where = self._find_place(part)
            number = numbers.get(id(sheet), 0)
            if where and len(where) <= _LONGEST_HREF and number < _MOST_LINKS:
                numbers[id(sheet)] = number + 1
                sheet.write_url(row, column, where, form, escape(text))

    def _name_cell(self, match: re.Match[str]) -> str:
        """`'Budget'!$B$7`."""
        sheet, _, cell = self.places[match[1]].removeprefix("internal:").rpartition("!")
        letters = cell.rstrip("0123456789")
        return f"{sheet}!${letters}${cell[len(letters) :]}"

    def _find_place(self, part: TextLine | Mark) -> str:
        if part.target or isinstance(part, Mark):
            return self.places.get(part.target, "")
        return escape(part.href)


def _is_link(part: TextLine | Mark) -> bool:
    return bool(part.target) or (isinstance(part, TextLine) and is_outside(part.href))


def _address_cell(sheet: str, place: tuple[int, int]) -> str:
    quoted = sheet.replace("'", "''")
    return f"internal:'{quoted}'!{_name_column(place[1])}{place[0] + 1}"


def _name_column(number: int) -> str:
    """`A` to `Z`, then `AA`."""
    name = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


@dataclass(slots=True)
class _SheetWriter:
    """`top` is the next free row, `height` what stands above it in points.

    Where a sheet has one table, its head is frozen, has a filter, and stands on every page.
    """

    sheet: Any
    name: str
    formats: Mapping[str, Any]
    links: _SheetLinks
    top: int = 0
    height: float = 0.0
    widths: tuple[float, ...] = (WIDE,)
    has_one_table: bool = False

    def write(self, chapter: Chapter, marking: str) -> None:
        """The marking is seen on the screen too, in the first and the last row."""
        grids = [part for part in _list_parts(chapter) if isinstance(part, Grid)]
        self.has_one_table = len(grids) == 1
        self.widths = _choose_widths(grids) or self.widths
        for number, width in enumerate(self.widths):
            self.sheet.set_column(number, number, width)
        marked: list[tuple[str, Tone]] = [(marking, "label")] if marking else []
        self._write_lines(marked)
        self._write_chapter(chapter)
        self._write_lines(marked)
        self._set_page()

    def _set_page(self) -> None:
        paper, scale = choose_paper(self.widths)
        self.sheet.set_landscape()
        self.sheet.set_paper(paper.code)
        self.sheet.set_margins(MARGIN, MARGIN, 0.75, 0.75)
        if fits_page(self.widths):
            self.sheet.fit_to_pages(1, 0)
        else:
            self.sheet.set_print_scale(scale)
            self.sheet.repeat_columns(0, 0)
        self.sheet.print_area(0, 0, max(0, self.top - 1), len(self.widths) - 1)

    def _write_chapter(self, chapter: Chapter) -> None:
        for part in chapter.parts:
            for simple in simplify_part(part):
                if isinstance(simple, Grid):
                    self._write_grid(simple)
                else:
                    self._write_lines(list_lines(simple))
        for child in chapter.chapters:
            self._write_lines([(child.title, "label")])
            self._write_chapter(child)

    def _write_lines(self, lines: Iterable[tuple[str, Tone]]) -> None:
        """A label at the top is the title of the sheet, one further down that of what follows."""
        width = span_text(self.widths)
        for text, tone in lines:
            look = {"label": "heading" if self.top else "title", "body": "body"}.get(tone, "note")
            is_title = look == "title"
            size, height = (TITLE_SIZE, TITLE_LINE) if is_title else (SIZE, measure_row(()))
            if look == "heading":
                self._end_row(SIZE)
            for line in break_text(escape(text), width, bold=is_title, size=size):
                self.sheet.write_string(self.top, 0, line, self.formats[look])
                self._end_row(height)

    def _end_row(self, height: float) -> None:
        self.sheet.set_row(self.top, height)
        self.top, self.height = self.top + 1, self.height + height

    def _write_grid(self, grid: Grid) -> None:
        """A row between the table and what stands above it."""
        if self.top:
            self._end_row(SIZE)
        head = self.top
        titles = [escape(column.title) for column in grid.columns]
        for number, (title, column) in enumerate(zip(titles, grid.columns, strict=True)):
            look = "head-right" if column.align == "right" else "head"
            self.sheet.write_string(self.top, number, title, self.formats[look])
        self._end_row(measure_row(zip(titles, self.widths, strict=False), bold=True))
        above = self.height
        least = _HEIGHTS.get(grid.look, 0.0)
        for row in grid.rows:
            for part in _split_row(row, self.widths) if grid.look == REGISTER else (row,):
                self._write_row(part, grid.columns, least)
        if self.has_one_table:
            self._freeze_head(head, above, grid)

    def _freeze_head(self, head: int, above: float, grid: Grid) -> None:
        if above <= _MOST_FROZEN:
            self.sheet.freeze_panes(head + 1, 1)
        if grid.rows:
            self.sheet.autofilter(head, 0, self.top - 1, len(grid.columns) - 1)
        self.sheet.repeat_rows(head)

    def _write_row(self, row: CellRow, columns: Sequence[GridColumn], least: float) -> None:
        values = [_read_value(cell) for cell in row]
        for place, (cell, value, column) in enumerate(zip(row, values, columns, strict=True)):
            look = _choose_look(cell)
            if look == "cell" and column.align == "right":
                look = "number"
            _write_value(self.sheet, self.top, place, value, self.formats[look])
            self.links.note_cell(self.sheet, self.name, (self.top, place), cell)
        texts = [value if isinstance(value, str) else "" for value in values]
        self._end_row(max(least, measure_row(zip(texts, self.widths, strict=False))))


def _list_parts(chapter: Chapter) -> Iterator[DocumentPart]:
    for inner in walk_chapters((chapter,)):
        for part in inner.parts:
            yield from simplify_part(part)


def _choose_widths(grids: Sequence[Grid]) -> tuple[float, ...]:
    """Of each column the widest wish: tables below each other share the columns of their sheet."""
    columns: list[GridColumn] = []
    for grid in grids:
        for number, column in enumerate(grid.columns):
            if number == len(columns):
                columns.append(column)
            elif column.width > columns[number].width:
                columns[number] = column
    return fit_columns(columns)


def _split_row(row: CellRow, widths: Sequence[float]) -> Iterator[CellRow]:
    """A row, and further ones with what it has no room for; the first cell names them too."""
    texts = ["\n".join(map(cell_text, cell)) for cell in row]
    pieces = [split_text(text, width) for text, width in zip(texts, widths, strict=False)]
    yield tuple(
        cell if len(found) == 1 else (_cut_cell(cell, found[0]),)
        for cell, found in zip(row, pieces, strict=True)
    )
    name = (TextLine(texts[0].partition("\n")[0], "quiet"),)
    for number in range(1, max(map(len, pieces), default=1)):
        rest = ((TextLine(found[number]),) if number < len(found) else () for found in pieces[1:])
        yield (name, *rest)


def _cut_cell(cell: DocumentCell, text: str) -> TextLine:
    """The first piece of a cell leads where the whole did, and is found where it was."""
    if len(cell) == 1 and isinstance(cell[0], TextLine):
        return replace(cell[0], text=text, lead="")
    return TextLine(text)


# whether something is computed, and its unit -> the look of the cell
_FORMULA_LOOKS: Mapping[tuple[bool, str], str] = MappingProxyType(
    {
        (False, ""): "input",
        (False, "%"): "input-share",
        (True, ""): "computed",
        (True, "%"): "share",
    }
)


def _choose_look(cell: DocumentCell) -> str:
    """A mark gives its shade, a number stands at the right; what is only aside is grey."""
    tones = {part.tone for part in cell if isinstance(part, TextLine)}
    for part in cell:
        if isinstance(part, Mark):
            return part.shade
        if isinstance(part, SheetFormula):
            return _FORMULA_LOOKS[bool(part.formula), part.unit]
        if isinstance(part, Amount):
            return "number"
    looks: dict[frozenset[str], str] = {
        frozenset({"quiet"}): "quiet",
        frozenset({"label"}): "label",
    }
    return looks.get(frozenset(tones), "cell")


def _read_value(cell: DocumentCell) -> CellValue:
    if len(cell) == 1 and isinstance(cell[0], Amount):
        return cell[0].value
    return "\n".join(cell_text(part) for part in cell)


def _write_value(sheet: Any, row: int, column: int, value: CellValue, form: Any) -> None:
    """Numbers as numbers, all else as text: a cell that begins with = + - or @ stays what it is."""
    if isinstance(value, int | float):
        sheet.write_number(row, column, value, form)
    elif not value:
        sheet.write_blank(row, column, None, form)
    else:
        sheet.write_string(row, column, escape(value), form)
