"""What stands around the sections in Word: title page, table of contents, page set-up, header and
footer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..document_model import DocumentModel
from .ooxml import Node, field_runs, node, paragraph, run, tab, w

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
    """Relationship ids of header and footer, for upright and for wide pages."""

    header: str
    footer: str
    wide_header: str
    wide_footer: str


def text_width(wide: bool) -> int:
    """Twips between the margins."""
    return PAPER[int(wide)] - MARGINS["left"] - MARGINS["right"]


def text_height(wide: bool) -> int:
    """Twips between the margins above and below."""
    return PAPER[1 - int(wide)] - MARGINS["top"] - MARGINS["bottom"]


def end_section(frames: Frames, wide: bool) -> Node:
    """Letter, upright or wide. No page is special: the marking stands on every one."""
    header, footer = (
        (frames.wide_header, frames.wide_footer) if wide else (frames.header, frames.footer)
    )
    across, down = PAPER[::-1] if wide else PAPER
    size = w("pgSz", w=across, h=down, orient="landscape") if wide else w("pgSz", w=across, h=down)
    return w(
        "sectPr",
        node("w:headerReference", {"w:type": "default", "r:id": header}),
        node("w:footerReference", {"w:type": "default", "r:id": footer}),
        w("type", val="nextPage"),
        size,
        w("pgMar", **MARGINS),
    )


def build_header(marking: str, draft: str) -> Node:
    """The marking and, while it is one, that this is a draft, and why."""
    lines = [marking, draft] if draft else [marking]
    return Node("w:hdr", {}, [paragraph("Header", [run(line)] if line else []) for line in lines])


def build_footer(document: DocumentModel, pages: str, wide: bool) -> Node:
    """System and version, the page, and the marking once more."""
    marking = document.marking
    counted = [run("Page "), *field_runs("PAGE", "1"), run(" of "), *field_runs("NUMPAGES", pages)]
    version = f"Version {document.version}" if document.version else ""
    line = [run(document.subject or document.title), tab(), run(version), tab(), *counted]
    return Node(
        "w:ftr",
        {},
        [
            paragraph("FooterWide" if wide else "Footer", line),
            paragraph("Header", [run(marking)] if marking else []),
        ],
    )


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
