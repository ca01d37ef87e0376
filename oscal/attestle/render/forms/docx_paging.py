"""On which page each bookmark comes to stand: a simulation of how a word processor lays the body
out.

The figures are those of the fonts the styles name, so a reader with them (or their metric twins)
finds the numbers right or off by one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from math import ceil

from ...lazy_dataclasses import dataclass
from .docx_numbering import STEP, STEP_IN_CELL
from .docx_styles import MONO, STYLES, Style
from .ooxml import EMU_PER_INCH, Node, w
from .text_widths import LINE_HEIGHT, MONO_LINE_HEIGHT, Chunk, count_lines

CELL_PADDING = 70  # top and bottom margin of a cell and its rule, twips
SIDES = 160
ROUNDING = 20  # twips that lines rounded up to pixels add to a page
FONT_OF_RUN = {
    "CodeText": "mono",
    "TableCodeText": "mono",
    "Digest": "mono",
    "Strong": "bold",
    "StrongEmphasis": "bold",
}
SIZE_OF_RUN = {"CodeText": 9, "TableCodeText": 7.5, "Digest": 6.5}
CODE_EXTRA = (
    10  # twips by which a line with code in it is taller, because that font reaches farther down
)


# Styles by their ids
Looks = Mapping[str, Style]


@dataclass(slots=True)
class Slab:
    """Something that takes height.

    `line` is the height at which it may break, 0 if it may not; a row that may breaks as its
    tallest cell does.
    """

    height: float
    before: float = 0
    after: float = 0
    line: float = 0
    keep_next: bool = False
    fresh: bool = False
    marks: tuple[str, ...] = ()
    repeat: float = 0
    inner: tuple[Slab, ...] = ()


@dataclass(slots=True)
class Layout:
    """The pages of bookmarks, and how many pages there are."""

    pages: dict[str, int] = field(default_factory=dict)
    total: int = 1


def measure_height(nodes: Iterable[Node], width: float, looks: Looks = STYLES) -> float:
    """Twips that nodes take below each other on one page."""
    return _height(tuple(_slabs(list(nodes), width, looks)))


def lay_out(
    body: Iterable[Node], first: Node, taken: float = 0, before: int = 0, looks: Looks = STYLES
) -> Layout:
    """`first` is the section property node of the first section; a paragraph with one ends its
    section. `taken` is the height of the first page that is not the body's, `before` the number of
    pages in front of the body, `looks` the styles in their sizes.
    """
    turns = _turns(list(body), first)
    layout = Layout(total=1 + before)
    for place, (section, blocks) in enumerate(turns):
        if place:
            layout.total += 1
        width, height = _room(section)
        _fill(list(_slabs(blocks, width, looks)), height, layout, 0 if place else taken)
    return layout


def _turns(body: list[Node], last: Node) -> list[tuple[Node, list[Node]]]:
    """The body cut at its section ends; `last` belongs to what follows the last of them."""
    found: list[tuple[Node, list[Node]]] = []
    gathered: list[Node] = []
    for item in body:
        gathered.append(item)
        settings = item.find("w:pPr") if item.tag == "w:p" else None
        end = settings.find("w:sectPr") if settings else None
        if end:
            found.append((end, gathered))
            gathered = []
    return [*found, (last, gathered)]


def _room(section: Node) -> tuple[float, float]:
    """Width and height of the text area, twips."""
    size, margin = (section.find(tag) or w("none") for tag in ("w:pgSz", "w:pgMar"))
    width = int(size.attrs["w:w"]) - int(margin.attrs["w:left"]) - int(margin.attrs["w:right"])
    return (
        width,
        int(size.attrs["w:h"])
        - int(margin.attrs["w:top"])
        - int(margin.attrs["w:bottom"])
        - ROUNDING,
    )


def _fill(slabs: list[Slab], room: float, layout: Layout, taken: float) -> None:
    sheet = _Sheet(room, layout, taken)
    place = 0
    while place < len(slabs):
        end = place
        while slabs[end].keep_next and end + 1 < len(slabs):
            end += 1
        chain = slabs[place : end + 1]
        needed = _stacked(chain[:-1], chain[-1].before) + _least(chain[-1])
        if chain[0].fresh or (not sheet.fits(needed + sheet.gap(chain[0])) and needed <= room):
            sheet.turn()
        for item in chain:
            sheet.put(item)
        place = end + 1


def _stacked(items: Sequence[Slab], before: float) -> float:
    """Height of slabs that stand together, with the gap to what follows; of two spaces that meet
    the larger one counts.
    """
    follow = [item.before for item in items[1:]] + [before] if items else []
    return sum(
        item.height + max(item.after, space) for item, space in zip(items, follow, strict=True)
    )


def _least(item: Slab) -> float:
    """What must stand together at the start of a slab: two lines of what can break."""
    if not item.line or item.height <= 3 * item.line + 60:
        return item.height
    return 2 * item.line


@dataclass(slots=True)
class _Sheet:
    """The page being filled, twips from its top; `after` is the space that the last slab wants
    below it.
    """

    room: float
    layout: Layout
    used: float = 0
    after: float = 0

    def fits(self, height: float) -> bool:
        return self.used + height <= self.room

    def gap(self, item: Slab) -> float:
        """Space above a slab; at the top of a page only where the author asked for that page."""
        return (
            max(self.after, item.before) if self.used or item.fresh or not self.layout.pages else 0
        )

    def turn(self) -> None:
        """A new page, unless this one is untouched."""
        if self.used:
            self.layout.total += 1
        self.used = self.after = 0.0

    def put(self, item: Slab) -> None:
        if not self.fits(self.gap(item) + _least(item)):
            self.turn()
        # A row at the top of a page stands under the repeated header row.
        self.used += self.gap(item) if self.used or not item.repeat else item.repeat
        for mark in item.marks:
            self.layout.pages[mark] = self.layout.total
        if not self.fits(item.height):
            self._spread(item)
        else:
            self.used += item.height
        self.after = item.after

    def _spread(self, item: Slab, top: float = 0) -> None:
        """Over as many pages as it takes; `top` is what the next pages begin with."""
        if item.inner:
            self._spread_row(item)
            return
        left, line = item.height, item.line or self.room
        while not self.fits(left):
            lines = int((self.room - self.used) / line)
            if lines >= 3 and left <= (lines + 1) * line + 5:  # no line stands alone on a page
                lines -= 1
            left -= max(1, lines) * line
            self.turn()
            self.used = top
        self.used += max(left, 0)

    def _spread_row(self, row: Slab) -> None:
        top = row.repeat + CELL_PADDING / 2
        self.used += CELL_PADDING / 2
        for item in row.inner:
            if not self.fits(self.gap(item) + _least(item)):
                self.turn()
                self.used = top
            else:
                self.used += self.gap(item)
            if self.fits(item.height):
                self.used += item.height
            else:
                self._spread(item, top)
            self.after = item.after
        self.used += CELL_PADDING / 2


def _slabs(blocks: list[Node], width: float, looks: Looks) -> Iterator[Slab]:
    for block in blocks:
        if block.tag == "w:p":
            yield _paragraph(block, width, looks)
        elif block.tag == "w:tbl":
            yield from _rows(block, looks)
        else:
            content = block.find("w:sdtContent")
            yield from _slabs(
                [item for item in content.children if isinstance(item, Node)] if content else [],
                width,
                looks,
            )


def _paragraph(block: Node, width: float, looks: Looks) -> Slab:
    settings = block.find("w:pPr") or w("pPr")
    named = settings.find("w:pStyle")
    name = named.attrs["w:val"] if named else "BodyText"
    style = looks[name]
    chunks, drawn, marks = _content(block, style.size / 2, _find_face(style))
    lines = count_lines(chunks, (width - _find_indent(settings, name, style)) / 20)
    line = _measure_line(style)
    codes = sum(face == "mono" for _, _, face in chunks) if style.font != MONO else 0
    return Slab(
        max(lines * line + min(lines, codes) * CODE_EXTRA, drawn),
        _find_before(settings, style),
        style.after,
        0 if style.keep_lines or drawn else line,
        style.keep_next or settings.find("w:keepNext") is not None,
        settings.find("w:pageBreakBefore") is not None,
        marks,
    )


def _find_before(settings: Node, style: Style) -> int:
    own = settings.find("w:spacing")
    return int(own.attrs["w:before"]) if own else style.before


def _find_face(style: Style) -> str:
    if style.font == MONO:
        return "mono"
    return "bold" if style.bold else "regular"


def _find_indent(settings: Node, name: str, style: Style) -> int:
    """The left edge of the text: its own, else that of its list, else that of its style."""
    if indent := settings.find("w:ind"):
        return int(indent.attrs["w:left"])
    numbering = settings.find("w:numPr")
    if numbering is None:
        return style.left
    level = numbering.find("w:ilvl")
    step = STEP_IN_CELL if name.startswith("Table") else STEP
    return step * (int(level.attrs["w:val"]) + 1 if level else 1)


def _measure_line(style: Style) -> int:
    """Twips that a line takes."""
    height = MONO_LINE_HEIGHT if style.font == MONO else LINE_HEIGHT
    return ceil(style.size * 10 * height * style.line / 240)


def _content(block: Node, size: float, face: str) -> tuple[list[Chunk], float, tuple[str, ...]]:
    """Text in reading order, the height of the tallest drawing, and the bookmarks."""
    chunks: list[Chunk] = []
    marks: list[str] = []
    drawn = 0.0
    stack: list[tuple[Node, str, float]] = [(block, face, size)]
    while stack:
        item, font, points = stack.pop()
        if item.tag == "w:t":
            chunks.append(("".join(str(child) for child in item.children), points, font))
        elif item.tag == "w:br":
            chunks.append(("\n", points, font))
        elif item.tag == "w:bookmarkStart":
            marks.append(item.attrs["w:name"])
        elif item.tag == "wp:extent":
            drawn = max(drawn, int(item.attrs["cy"]) * 1440 / EMU_PER_INCH)
        elif item.tag == "w:r":
            named = _find_run_style(item)
            font = FONT_OF_RUN.get(named, font)
            points = SIZE_OF_RUN.get(named, points)
        stack.extend(
            (child, font, points) for child in reversed(item.children) if isinstance(child, Node)
        )
    return chunks, drawn, tuple(marks)


def _find_run_style(run: Node) -> str:
    settings = run.find("w:rPr")
    named = settings.find("w:rStyle") if settings else None
    return named.attrs["w:val"] if named else ""


def _rows(block: Node, looks: Looks) -> Iterator[Slab]:
    grid = block.find("w:tblGrid")
    widths = [int(item.attrs["w:w"]) for item in grid.all("w:gridCol")] if grid else []
    repeat = 0.0
    for row in block.all("w:tr"):
        slab = _row(row, widths, looks)
        if _has_setting(row, "w:trPr", "w:tblHeader"):  # every further page repeats it
            repeat = slab.height
        else:
            slab.repeat = repeat
        yield slab


def _row(row: Node, widths: Sequence[int], looks: Looks) -> Slab:
    """A header row stays with the next one; a row that may not split breaks nowhere."""
    is_whole = _has_setting(row, "w:trPr", "w:cantSplit")
    first = next(row.all("w:tc"), row).find("w:p") or row
    cells = [
        _cell(cell, width - SIDES, looks)
        for cell, width in zip(row.all("w:tc"), widths, strict=True)
    ]
    tallest = max(cells, key=_height, default=())
    return Slab(
        _height(tallest) + CELL_PADDING,
        line=0.0 if is_whole else max((item.line for item in tallest), default=0),
        keep_next=_has_setting(row, "w:trPr", "w:tblHeader")
        or _has_setting(first, "w:pPr", "w:keepNext"),
        marks=tuple(mark for cell in cells for item in cell for mark in item.marks),
        inner=() if is_whole else tallest,
    )


def _has_setting(item: Node, settings: str, name: str) -> bool:
    found = item.find(settings)
    return found is not None and found.find(name) is not None


def _cell(cell: Node, width: float, looks: Looks) -> tuple[Slab, ...]:
    return tuple(
        _slabs(
            [item for item in cell.children if isinstance(item, Node) and item.tag != "w:tcPr"],
            width,
            looks,
        )
    )


def _height(slabs: tuple[Slab, ...]) -> float:
    return slabs[0].before + _stacked(slabs, 0) if slabs else 0
