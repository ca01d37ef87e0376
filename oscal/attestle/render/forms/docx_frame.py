"""What stands around the sections in Word: title page, table of contents, page set-up, header and
footer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...lazy_dataclasses import dataclass
from ..document_model import DocumentModel
from ..plain_parts import write_provenance
from .ooxml import Node, node, paragraph, run, w

MARGINS = {
    "top": 1340,
    "right": 1080,
    "bottom": 1340,
    "left": 1080,
    "header": 560,
    "footer": 480,
    "gutter": 0,
}
PAPER = (12240, 15840)


@dataclass(frozen=True, slots=True)
class Frames:
    """Relationship ids of header and footer, for upright and for wide pages, and for a first page
    that differs; "" where it does not.
    """

    header: str
    footer: str
    wide_header: str
    wide_footer: str
    first_header: str = ""
    first_footer: str = ""


def text_width(wide: bool) -> int:
    """Twips between the margins."""
    return PAPER[int(wide)] - MARGINS["left"] - MARGINS["right"]


def text_height(wide: bool) -> int:
    """Twips between the margins above and below."""
    return PAPER[1 - int(wide)] - MARGINS["top"] - MARGINS["bottom"]


def end_section(frames: Frames, wide: bool, *, is_first: bool = False) -> Node:
    """Letter, upright or wide. The marking stands on every page, a first one too."""
    header, footer = (
        (frames.wide_header, frames.wide_footer) if wide else (frames.header, frames.footer)
    )
    across, down = PAPER[::-1] if wide else PAPER
    size = w("pgSz", w=across, h=down, orient="landscape") if wide else w("pgSz", w=across, h=down)
    differs = is_first and bool(frames.first_footer)
    parts = {"default": (header, footer)}
    if differs:
        parts["first"] = (frames.first_header, frames.first_footer)
    return w(
        "sectPr",
        *(
            node(f"w:{kind}Reference", {"w:type": page, "r:id": relation})
            for page, relations in parts.items()
            for kind, relation in zip(("header", "footer"), relations, strict=True)
        ),
        w("type", val="nextPage"),
        size,
        w("pgMar", **MARGINS),
        w("titlePg") if differs else None,
    )


def build_header(marking: str, draft: str, own: Iterable[Node] = ()) -> Node:
    """The marking and, while it is one, that this is a draft, and why; below it what is the
    organization's own.
    """
    lines = [marking, draft] if draft else [marking]
    ours = [paragraph("Header", [run(line)] if line else []) for line in lines]
    below = list(own)
    end = [paragraph("TableGap", ())] if below and below[-1].tag == "w:tbl" else []
    return Node("w:hdr", {}, [*ours, *below, *end])


def build_title_page(document: DocumentModel, front: Iterable[Node]) -> Iterator[Node]:
    yield paragraph("Title", [run(document.title)])
    if document.subject:
        yield paragraph("Subtitle", [run(document.subject)])
    if document.organization:
        yield paragraph("BodyText", [run(document.organization, "Strong")])
    if document.draft:
        yield paragraph("BodyText", [run(document.draft, "Strong")])
    yield from front
    for notice in document.notices:
        yield paragraph("Notice", [run(notice)])
    yield from build_provenance(document)


def build_provenance(document: DocumentModel) -> Iterator[Node]:
    """On the last line of the title page, and of the document."""
    if document.provenance:
        yield paragraph("Provenance", [run(write_provenance(document.provenance))])
