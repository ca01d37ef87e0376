"""The drawings of a document as SVG, each a landscape page that stands by itself: marked at top and
bottom, without script, and without anything that is loaded from elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import field

from ...lazy_dataclasses import dataclass
from ..document_model import DocumentModel, list_drawings, walk_chapters
from ..document_parts import Drawing, Grid
from ..layout.box_sizes import LEADING, SHOWN_FACE, SMALL_SIZE, Face, wrap_text
from ..layout.drawing_layout import find_scale, place_drawing
from ..layout.placed_drawing import Area, PlacedText
from ..plain_parts import join_cell, list_lines, name_document, simplify_part, write_provenance
from .svg_drawing import (
    NAMESPACE,
    Look,
    draw_text,
    escape,
    write_elements,
    write_number,
    write_style,
)

# Points of a landscape page of Letter, round what stands on it, and between its parts
PAGE_WIDTH, PAGE_HEIGHT, EDGE, GAP = 792.0, 612.0, 22.0, 5.0
MARKING_SIZE, TITLE_SIZE, KEY_SIZE = 9.0, 11.0, 8.0
# Lines of the key that have room on a page
KEY_LINES = 48


@dataclass(frozen=True, slots=True)
class PicturePage:
    """A page by the end of the name of its file, "" for one that is the whole document."""

    name: str
    title: str
    code: str
    width: float
    height: float


def write(document: DocumentModel) -> bytes:
    """The first drawing; a document without one is its title and its lines."""
    return next(write_pages(document)).code.encode()


def write_files(document: DocumentModel) -> tuple[tuple[str, bytes], ...]:
    """Every drawing and the keys to their numbers, by the end of the name of its file."""
    return tuple((page.name, page.code.encode()) for page in write_pages(document))


def write_pages(
    document: DocumentModel,
    face: Face = SHOWN_FACE,
    look: Look | None = None,
    prepare: Callable[[Drawing], Drawing] | None = None,
) -> Iterator[PicturePage]:
    """Drawings in their order, each with its key; `prepare` changes what each says."""
    writer = _DrawingWriter(document, face, look or Look(fits=True))
    drawings = tuple(list_drawings(document))
    for drawing in map(prepare, drawings) if prepare else drawings:
        yield writer.write_drawing(drawing)
        yield from writer.write_key(drawing)
    if not drawings:
        yield writer.write_lines("", document.title, list(_list_document_lines(document)))


def _list_document_lines(document: DocumentModel) -> Iterator[str]:
    yield from document.notices
    for part in document.parts:
        yield from (text for item in simplify_part(part) for text, _ in list_lines(item))
    for chapter in walk_chapters(document.chapters):
        yield chapter.title
        for part in chapter.parts:
            yield from (text for item in simplify_part(part) for text, _ in list_lines(item))


def list_drawing_lines(drawing: Drawing) -> Iterator[str]:
    """What the drawing shows, box by box and line by line, in words."""
    yield drawing.alt
    for part in drawing.parts:
        yield from (text for text, _ in list_lines(part))


@dataclass(slots=True)
class _DrawnPage:
    """A page as it grows from above."""

    width: float
    look: Look
    top: float = EDGE
    done: list[str] = field(default_factory=list)

    def put(self, text: str, size: float, *, bold: bool = False, middle: bool = False) -> None:
        area = Area(EDGE, self.top, self.width - 2 * EDGE, size * LEADING)
        self.done.append(draw_text(PlacedText(text, area, size, bold, middle), self.look))
        self.top += size * LEADING


@dataclass(frozen=True, slots=True)
class _DrawingWriter:
    document: DocumentModel
    face: Face
    look: Look

    def write_drawing(self, drawing: Drawing) -> PicturePage:
        """As large as the page allows; the page grows where a drawing would have to shrink."""
        placed = place_drawing(drawing, self.face)
        frame = self._measure_frame()
        room = PAGE_WIDTH - 2 * EDGE, PAGE_HEIGHT - 2 * EDGE - frame
        scale = max(1.0, find_scale(placed, *room))
        width = max(PAGE_WIDTH, placed.width * scale + 2 * EDGE)
        height = max(PAGE_HEIGHT, placed.height * scale + 2 * EDGE + frame)
        sheet = _DrawnPage(width, self.look)
        self._put_head(sheet, drawing.title)
        left = (width - placed.width * scale) / 2
        move = f"translate({write_number(left)} {write_number(sheet.top + GAP)})"
        inner = "".join(write_elements(placed, self.look))
        sheet.done.append(f'<g transform="{move} scale({scale:.4f})">{inner}</g>')
        self._put_foot(sheet, height)
        return self._close(sheet, height, drawing.name, drawing.title, list_drawing_lines(drawing))

    def write_key(self, drawing: Drawing) -> Iterator[PicturePage]:
        """What the numbers of a drawing mean."""
        if not any(line.label for line in drawing.lines):
            return
        grids = [part for part in drawing.parts if isinstance(part, Grid)][1:]
        lines = [line for grid in grids for line in _list_rows(grid)]
        pages = list(_break_lines(self.face, lines))
        for at, page in enumerate(pages, 1):
            more = f" ({at} of {len(pages)})" if len(pages) > 1 else ""
            name = "-".join(filter(None, (drawing.name, "key", str(at) if len(pages) > 1 else "")))
            yield self.write_lines(name, f"{drawing.title}: connections{more}", page)

    def write_lines(self, name: str, title: str, lines: Sequence[str]) -> PicturePage:
        """A page of words; it grows where they are many."""
        sheet = _DrawnPage(PAGE_WIDTH, self.look)
        self._put_head(sheet, title)
        sheet.top += GAP
        wrapped = [text for line in lines for text in self._wrap(line, KEY_SIZE)]
        for text in wrapped:
            sheet.put(text, KEY_SIZE)
        height = max(PAGE_HEIGHT, sheet.top + self._measure_foot() + EDGE)
        self._put_foot(sheet, height)
        return self._close(sheet, height, name, title, lines)

    def _wrap(self, line: str, size: float) -> tuple[str, ...]:
        return wrap_text(self.face, line, PAGE_WIDTH - 2 * EDGE, size)

    def _measure_frame(self) -> float:
        marks = (MARKING_SIZE if self.document.marking else 0) + (
            SMALL_SIZE if self.document.draft else 0
        )
        return (marks + TITLE_SIZE) * LEADING + 3 * GAP + self._measure_foot()

    def _list_foot(self) -> list[str]:
        document = self.document
        block = document.designation
        lines = ["; ".join(f"{name}: {text}" for name, text in block.lines)] if block else []
        lines += [block.statement] if block and block.statement else []
        lines += [write_provenance(document.provenance)] if document.provenance else []
        return [text for line in lines for text in self._wrap(line, SMALL_SIZE)]

    def _measure_foot(self) -> float:
        marking = MARKING_SIZE * LEADING if self.document.marking else 0
        return len(self._list_foot()) * SMALL_SIZE * LEADING + marking + GAP

    def _put_head(self, sheet: _DrawnPage, title: str) -> None:
        if self.document.marking:
            sheet.put(self.document.marking, MARKING_SIZE, bold=True, middle=True)
        if self.document.draft:
            sheet.put(self.document.draft, SMALL_SIZE, middle=True)
        named = name_document(self.document)
        sheet.put(title if title == named else f"{named}. {title}", TITLE_SIZE, bold=True)

    def _put_foot(self, sheet: _DrawnPage, height: float) -> None:
        sheet.top = height - EDGE - self._measure_foot() + GAP
        for text in self._list_foot():
            sheet.put(text, SMALL_SIZE)
        if self.document.marking:
            sheet.put(self.document.marking, MARKING_SIZE, bold=True, middle=True)

    def _close(
        self, sheet: _DrawnPage, height: float, name: str, title: str, said: Iterable[str]
    ) -> PicturePage:
        size = f'width="{write_number(sheet.width)}pt" height="{write_number(height)}pt"'
        view = f'viewBox="0 0 {write_number(sheet.width)} {write_number(height)}"'
        full = f"{name_document(self.document)}. {title}"
        about = f"<title>{escape(full)}</title><desc>{escape(chr(10).join(said))}</desc>"
        style = f"<style>{write_style(self.look)}</style>"
        ground = f'<rect width="100%" height="100%" fill="{self.look.colours["page"]}"/>'
        start = f'<svg xmlns="{NAMESPACE}" {size} {view} role="img">'
        body = "\n".join((about, style, ground, *sheet.done))
        return PicturePage(name, full, f"{start}\n{body}\n</svg>\n", sheet.width, height)


def _list_rows(grid: Grid) -> Iterator[str]:
    """`3. From: A. To: B. Protocol: ...`."""
    for row in grid.rows:
        cells = zip(grid.columns, row, strict=True)
        yield "; ".join(f"{column.title} {join_cell(cell)}" for column, cell in cells if cell)


def _break_lines(face: Face, lines: Sequence[str]) -> Iterator[list[str]]:
    page: list[str] = []
    number = 0
    for line in lines:
        taken = len(wrap_text(face, line, PAGE_WIDTH - 2 * EDGE, KEY_SIZE))
        if page and number + taken > KEY_LINES:
            yield page
            page, number = [], 0
        page.append(line)
        number += taken
    if page:
        yield page
