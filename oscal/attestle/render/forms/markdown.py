"""A document as markdown (GFM)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...lazy_dataclasses import dataclass
from ..document_model import DocumentModel, list_figures, list_tables
from ..document_parts import (
    Amount,
    AuthoredProse,
    Bullet,
    Bullets,
    CellPart,
    Chapter,
    CheckBoxes,
    DocumentCell,
    DocumentPart,
    Drawing,
    FactList,
    Grid,
    GridColumn,
    Manner,
    Mark,
    Picture,
    Quotation,
    Span,
    SpanLine,
    Spans,
    TextLine,
)
from ..plain_parts import cell_text, simplify_part, write_provenance
from ..prose import clean_text
from ..prose_parser import parse_prose
from .markdown_blocks import (
    link_inside,
    list_cell_lines,
    write_link,
    write_picture,
    write_prose,
)
from .markdown_links import MarkdownPage, make_page
from .markdown_prose import (
    PARTING,
    escape,
    escape_block,
    fit_cell,
    guard_line,
    write_code,
    write_row,
)
from .mermaid import write_mermaid

TASKS = ("[ ]", "[x]", "[X]")
RULES = {"": "---", "left": "---", "right": "---:", "center": ":-:"}
MARKS: dict[Manner, str] = {"strong": "**", "emphasis": "*", "added": "**", "removed": "~~"}


def write(document: DocumentModel) -> bytes:
    """The whole document; its title is the only heading of its level."""
    lines = _MarkdownWriter(document.dense, document.depth, make_page(document)).lines(document)
    end = "\n\n" if document.tail else "\n"
    return ("\n".join(lines).rstrip("\n") + end).encode()


def _one_line(text: str) -> str:
    """What must not begin a line of its own."""
    return escape(" ".join(text.split()))


def _write_spans(spans: Spans) -> str:
    pieces = [
        PARTING + _write_span(span) if _must_part(before, span) else _write_span(span)
        for before, span in zip((Span(""), *spans), spans, strict=False)
    ]
    return " ".join("".join(pieces).split())


def _must_part(before: Span, span: Span) -> bool:
    """A mark between a letter and a sign is none: `end**. New**` shows its stars."""
    left, right = before.text[-1:], span.text[:1]
    opens = span.manner in MARKS and left.isalnum() and not (right.isalnum() or right.isspace())
    closes = before.manner in MARKS and right.isalnum() and not (left.isalnum() or left.isspace())
    return bool(left and right) and (opens or closes)


def _write_span(span: Span) -> str:
    """Marks stand inside the span's own spaces, because a mark beside a space is none."""
    text = clean_text(span.text)
    core = text.strip()
    if not core:
        return text
    start = text.index(core)
    body = write_code(core) if span.manner == "code" else escape(core)
    marked = _link(span, _mark(body, MARKS.get(span.manner, "")))
    return f"{text[:start]}{marked}{text[start + len(core) :]}"


def _link(part: Span | TextLine, body: str) -> str:
    """What a part says, in markdown, as the link that it is."""
    if part.target:
        return link_inside(body, part.target)
    return write_link(part.text.strip(), body, part.href)


def _mark(body: str, mark: str) -> str:
    """What is empty cannot be marked: two marks side by side would be another one."""
    return f"{mark}{body.strip()}{mark}" if body.strip() else ""


def _write_text(part: TextLine) -> str:
    if part.tone == "label":
        return _mark(_one_line(part.text), "**")
    lead = _mark(_one_line(part.lead), "**")
    body = escape_block(part.text)
    text = _link(part, body)
    body = f"{lead} {text}".strip() if lead else text
    return body if part.tone != "note" else _mark(body, "*")


def _write_bullets(part: Bullets, mark: str = "- ") -> Iterator[str]:
    for item in part.items:
        spans = (Span(item),) if isinstance(item, str) else item.spans
        yield f"{mark}{_guard_item(_write_spans(spans))}"
        for inner in item.parts if isinstance(item, Bullet) else ():
            if isinstance(inner, Bullets):
                yield from (f"    {line}" for line in _write_bullets(inner))
            else:
                yield f"  > {_guard_item(_write_spans(inner.spans))}"


def _guard_item(line: str) -> str:
    """As for a line, and no box to tick where nobody meant one."""
    return f"\\{line}" if line[:3] in TASKS else guard_line(line)


def _write_dense_row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _write_dense_head(columns: Iterable[GridColumn]) -> str:
    titles = (fit_cell(_one_line(column.title)) for column in columns)
    return f"|{''.join(f' {title} |' if title else ' |' for title in titles)}"


@dataclass(frozen=True, slots=True)
class _MarkdownWriter:
    """`dense` leaves the padding of tables out; `depth` is the level of the document's title."""

    dense: bool
    depth: int
    page: MarkdownPage

    def lines(self, document: DocumentModel) -> Iterator[str]:
        title = f"{document.subject}: {document.title}" if document.subject else document.title
        marking = _mark(_one_line(document.marking), "**")
        yield from (marking, "") if marking else ()
        yield from (f"{'#' * self.depth} {self._heading(title)}", "")
        draft = _mark(_one_line(document.draft), "**")
        yield from (draft, "") if draft else ()
        yield from self._opening(document)
        for part in document.parts:
            yield from self._part(part, self.depth)
        for chapter in document.chapters:
            yield from self._chapter(chapter)
        yield from (draft, "") if draft else ()
        if document.provenance:
            yield from (_mark(_one_line(write_provenance(document.provenance)), "*"), "")
        yield marking

    def _opening(self, document: DocumentModel) -> Iterator[str]:
        if document.organization:
            yield from (_one_line(document.organization), "")
        if document.front:
            yield from self._facts(document.front)
        yield from self._designation(document)
        for notice in document.notices:
            yield from (f"> {_one_line(notice)}", "")
        if document.contents:
            yield from self._contents(document)

    def _contents(self, document: DocumentModel) -> Iterator[str]:
        """Chapters at once; figures and tables are folded away, where a reader can fold."""
        for chapter in document.chapters:
            yield f"- {self._entry(chapter.title, chapter.anchor)}"
        yield ""
        for title, found in (
            ("Figures", list_figures(document)),
            ("Tables", list_tables(document)),
        ):
            if entries := tuple(found):
                yield from (f"<details><summary>{title}</summary>", "")
                yield from (f"- {self._entry(words, anchor)}" for words, anchor in entries)
                yield from ("", "</details>", "")

    def _entry(self, title: str, anchor: str) -> str:
        return link_inside(_one_line(title), anchor)

    def _designation(self, document: DocumentModel) -> Iterator[str]:
        block = document.designation
        if block is None:
            return
        rows = tuple((name, (TextLine(value),)) for name, value in block.lines)
        yield from self._facts(FactList(rows))
        if block.statement:
            yield from (escape_block(block.statement), "")

    def _heading(self, title: str) -> str:
        """A sign at the end would be taken for the end of the heading."""
        text = _one_line(title)
        return f"{text[:-1]}\\#" if text.endswith("#") else text

    def _chapter(self, chapter: Chapter) -> Iterator[str]:
        level = chapter.level + self.depth
        mark = self.page.mark(chapter.anchor or chapter.title)
        yield from (mark, "") if mark else ()
        yield from (f"{'#' * level} {self._heading(chapter.title)}", "")
        for part in chapter.parts:
            yield from self._part(part, level)
        for child in chapter.chapters:
            yield from self._chapter(child)

    def _part(self, part: DocumentPart, level: int) -> Iterator[str]:
        match part:
            case TextLine():
                yield from (f"{self.page.mark(part.anchor)}{_write_text(part)}", "")
            case SpanLine():
                yield from (guard_line(_write_spans(part.spans)), "")
            case AuthoredProse():
                written = write_prose(parse_prose(part.text), level, self.page, part.path)
                yield from (written, "") if written else ()
            case Bullets():
                yield from (*_write_bullets(part), "")
            case FactList():
                yield from self._facts(part)
            case Grid():
                yield from self._grid(part)
            case _:
                yield from self._rare_part(part, level)

    def _rare_part(self, part: DocumentPart, level: int) -> Iterator[str]:
        match part:
            case Quotation():
                yield from (f"> {guard_line(_write_spans(part.spans))}", "")
            case Picture():
                yield from self._picture(part)
            case Drawing():
                yield from self._drawing(part, level)
            case CheckBoxes():
                boxes = ((" x"[box.checked], box.label) for box in part.boxes)
                yield from (*(f"- [{sign}] {escape(label)}" for sign, label in boxes), "")
            case Amount() | Mark():
                yield from (self._cell((part,)), "")
            case _:
                for simple in simplify_part(part):
                    yield from self._part(simple, level)

    def _picture(self, part: Picture) -> Iterator[str]:
        caption = f"Figure {part.number}. {_one_line(part.title)}"
        mark = self.page.mark(part.anchor)
        yield from (mark,) if mark else ()
        yield from (f"*{caption} ({part.date.isoformat()})*", "")
        place = self.page.pictures.get(part.path)
        if place:
            yield from (write_picture(part.alt, place), "")
        else:
            yield from (f"{escape_block(part.alt)} ({write_code(part.path)})", "")

    def _drawing(self, part: Drawing, level: int) -> Iterator[str]:
        """Its source, which a code host draws, and what it shows in words."""
        mark = self.page.mark(part.anchor)
        yield from (mark,) if mark else ()
        yield from (f"*Figure {part.number}. {_one_line(part.title)}*", "")
        yield from ("```mermaid", *write_mermaid(part).splitlines(), "```", "")
        yield from (_one_line(part.alt), "")
        for inner in part.parts:
            yield from self._part(inner, level)

    def _flush_notes(self) -> Iterator[str]:
        """The footnotes of what stood in cells."""
        notes = self.page.take_notes()
        yield from (notes, "") if notes else ()

    def _facts(self, part: FactList) -> Iterator[str]:
        if part.brief:
            facts = (f"**{escape(name)}:** {self._cell(cell)}" for name, cell in part.rows)
            yield from (" · ".join(facts), "")
            yield from self._flush_notes()
            return
        yield from ("| | |", "|---|---|")
        for name, cell in part.rows:
            yield write_row([f"**{escape(name)}**", self._cell(cell)])
        yield ""
        yield from self._flush_notes()

    def _grid(self, part: Grid) -> Iterator[str]:
        if part.number:
            caption = f"*Table {part.number}. {_one_line(part.caption)}*"
            yield from (f"{self.page.mark(part.anchor)}{caption}", "")
        if self.dense:
            yield _write_dense_head(part.columns)
            yield f"|{'|'.join(RULES[column.align] for column in part.columns)}|"
        else:
            yield write_row([_one_line(column.title) for column in part.columns])
            yield write_row(["---"] * len(part.columns))
        for row in part.rows:
            cells = [self._cell(cell) for cell in row]
            yield _write_dense_row(map(fit_cell, cells)) if self.dense else write_row(cells)
        yield ""
        yield from self._flush_notes()

    def _cell(self, cell: DocumentCell) -> str:
        """Everything on one line; prose loses its blocks here, which is why answers have their own
        place.
        """
        return "<br>".join(line for part in cell for line in self._cell_lines(part))

    def _cell_lines(self, part: CellPart) -> Iterable[str]:
        match part:
            case TextLine(tone="code"):
                return [write_code(part.text)]
            case TextLine():
                return [self._cell_text(part)]
            case SpanLine():
                return [_write_spans(part.spans)]
            case Mark() | Amount():
                return [_one_line(cell_text(part))]
            case Bullets():
                return [f"• {line[2:]}" for line in _write_bullets(part)]
            case AuthoredProse():
                return list_cell_lines(parse_prose(part.text), self.page, part.path)

    def _cell_text(self, part: TextLine) -> str:
        """No block begins in a cell, so the start of its text needs no guard."""
        body = _one_line(part.text) if self.dense else escape(part.text.replace("\n", " "))
        body = _link(part, body)
        body = f"{self.page.mark(part.anchor)}{body}"
        if part.tone in ("label", "note"):
            return _mark(body, "**" if part.tone == "label" else "*")
        return f"{_mark(_one_line(part.lead), '**')} {body}".strip() if part.lead else body
