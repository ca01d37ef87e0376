"""A drawing as source of Mermaid, which code hosts draw: ids of our own, every text quoted and
escaped.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..document_parts import Drawing
from ..drawings import DrawnBox, DrawnLine
from ..prose import clean_text

_ARROWS = {"cui": "==>", "plain": "-->", "runs": "-.->"}
_SHAPES = {"outside": ('(["', '"])')}
_SHAPE = ('["', '"]')
# What could end a text, begin a directive or a style of Markdown, or be taken for markup
_SIGNS = frozenset('"#&<>`%;\\{}[]()|*_~$@')


def write_mermaid(drawing: Drawing) -> str:
    """The whole source, with a line break at its end."""
    return "".join(f"{line}\n" for line in _list_lines(drawing))


def escape(text: str) -> str:
    """Text in quotation marks: what may act is written by its number."""
    plain = " ".join(clean_text(text).split())
    return "".join(f"#{ord(sign)};" if sign in _SIGNS else sign for sign in plain)


def _list_lines(drawing: Drawing) -> Iterator[str]:
    ids = {box.key: f"b{at}" for at, box in enumerate(drawing.boxes, 1)}
    yield "flowchart LR"
    if drawing.boundary:
        yield f'  subgraph boundary ["{escape(drawing.boundary)}"]'
        yield from _list_frames(drawing, ids, "    ", within=True)
        yield "  end"
    yield from _list_frames(drawing, ids, "  ", within=False)
    yield from (f"  {_write_line(line, ids)}" for line in drawing.lines)


def _list_frames(
    drawing: Drawing, ids: dict[str, str], inset: str, *, within: bool
) -> Iterator[str]:
    """The frames within the boundary or outside of it, and what has no frame there."""
    for at, frame in enumerate(drawing.frames, 1):
        if (frame.side == "within") is within:
            yield f'{inset}subgraph z{at} ["{escape(frame.title)}"]'
            boxes = (box for box in drawing.boxes if box.frame == frame.key)
            yield from (f"{inset}  {_write_box(box, ids)}" for box in boxes)
            yield f"{inset}end"
    alone = (box for box in drawing.boxes if not box.frame and (box.side == "within") is within)
    yield from (f"{inset}{_write_box(box, ids)}" for box in alone)


def _write_box(box: DrawnBox, ids: dict[str, str]) -> str:
    start, end = _SHAPES.get(box.look, _SHAPE)
    return f"{ids[box.key]}{start}{'<br/>'.join(map(escape, (box.title, *box.lines)))}{end}"


def _write_line(line: DrawnLine, ids: dict[str, str]) -> str:
    label = f'|"{escape(line.label)}"|' if line.label else ""
    tail = "<" if line.both else ""
    return f"{ids[line.start]} {tail}{_ARROWS[line.look]}{label} {ids[line.end]}"
