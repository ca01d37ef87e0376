"""The System Security Plan as one markdown document (GFM)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from . import markdown_text as text
from .parts import (
    Boxes,
    Bullets,
    Cell,
    Facts,
    Grid,
    ObjectiveRow,
    ObjectiveTable,
    Part,
    Picture,
    Plan,
    Prose,
    Section,
    Words,
)
from .prose import Paragraph as ProseParagraph
from .prose import blocks, plain


def ssp_markdown(document: Plan) -> str:
    """The whole plan; the system's name is the only heading of level 1."""
    return "\n".join(_document(document)).rstrip("\n") + "\n"


def _document(document: Plan) -> Iterator[str]:
    yield f"# {text.escape(document.system)}: {text.escape(document.title)}"
    yield ""
    if document.marking:
        yield from (f"**{text.escape(document.marking)}**", "")
    yield from (text.escape(document.organization), "")
    yield from _facts(document.front)
    for notice in document.notices:
        yield from (f"> {text.escape(notice)}", "")
    yield from (f"- {text.escape(section.title)}" for section in document.sections)
    yield ""
    for section in document.sections:
        yield from _section(section)
    if document.marking:
        yield f"**{text.escape(document.marking)}**"


def _section(section: Section) -> Iterator[str]:
    level = section.level + 1
    yield from (f"{'#' * level} {text.escape(section.title)}", "")
    for part in section.parts:
        yield from _part(part, level)
    for child in section.sections:
        yield from _section(child)


def _part(part: Part, level: int) -> Iterator[str]:
    match part:
        case Words():
            yield from (_words(part), "")
        case Prose():
            yield from _prose(part, level)
        case Bullets():
            yield from (*(f"- {text.escape(item)}" for item in part.items), "")
        case Picture():
            yield from (
                f"*Figure {part.number}. {text.escape(part.title)} ({part.date.isoformat()})*",
                "",
            )
            yield from (f"{text.block_text(part.alt)} (`{part.path}`)", "")
        case Boxes():
            yield from (
                *(f"- [{'x' if box.checked else ' '}] {box.label}" for box in part.boxes),
                "",
            )
        case Facts():
            yield from _facts(part)
        case Grid():
            yield from _grid(part)
        case ObjectiveTable():
            yield from _objectives(part, level)


def _words(part: Words) -> str:
    if part.tone == "label":
        return f"**{text.escape(part.text)}**"
    lead = f"**{text.escape(part.lead)}** " if part.lead else ""
    body = text.block_text(part.text)
    return f"{lead}{body}".rstrip() if part.tone != "note" else f"*{lead}{body}*"


def _prose(part: Prose, level: int) -> Iterator[str]:
    written = text.write(blocks(part.text), level)
    if written:
        yield from (written, "")


def _facts(part: Facts) -> Iterator[str]:
    if part.brief:
        yield from (
            " · ".join(f"**{text.escape(name)}:** {_cell(cell)}" for name, cell in part.rows),
            "",
        )
        return
    yield from ("| | |", "|---|---|")
    for name, cell in part.rows:
        yield text.row([f"**{text.escape(name)}**", _cell(cell)])
    yield ""


def _grid(part: Grid) -> Iterator[str]:
    yield text.row([text.escape(column.title) for column in part.columns])
    yield text.row(["---"] * len(part.columns))
    for row in part.rows:
        yield text.row([_cell(cell) for cell in row])
    yield ""


def _cell(cell: Cell) -> str:
    """Everything on one line; prose loses its blocks here, which is why answers have their own
    place.
    """
    return "<br>".join(line for part in cell for line in _cell_lines(part))


def _cell_lines(part: Words | Prose | Bullets) -> Iterable[str]:
    match part:
        case Words(tone="code"):
            return [f"`{part.text}`"]
        case Words():
            return [" ".join(_words(part).split("\n"))]
        case Bullets():
            return [f"• {text.escape(item)}" for item in part.items]
        case Prose():
            return [
                text.inline(block.line)
                for block in blocks(part.text)
                if isinstance(block, ProseParagraph) and plain(block.line)
            ]


def _objectives(part: ObjectiveTable, level: int) -> Iterator[str]:
    """One row per objective, then how each is met: prose with tables and lists does not fit into a
    cell of markdown.
    """
    yield text.row(["Objective", "Text", "State", "Who", "Inherited from", "Evidence"])
    yield text.row(["---"] * 6)
    for row in part.rows:
        who = "<br>".join(text.escape(item) for item in row.who)
        yield text.row(
            [
                f"**{text.escape(row.label)}**",
                text.escape(row.text),
                _cell(row.state),
                who,
                _cell(row.inherited_from),
                _cell(row.evidence),
            ]
        )
    yield ""
    for row in part.rows:
        yield from _how(row, level + 1)


def _how(row: ObjectiveRow, level: int) -> Iterator[str]:
    yield from (f"{'#' * level} How {text.escape(row.label)} is met", "")
    for part in row.how:
        yield from _part(part, level)
