"""A document as a tagged PDF that the standard of accessibility PDF/UA-1 holds for."""

from __future__ import annotations

from dataclasses import field

from ...formats.font_characters import name_missing
from ...lazy_dataclasses import dataclass
from ..document_model import DocumentModel, OwnFonts, list_figures, list_tables
from ..document_parts import Chapter, DocumentPart, Drawing, Picture, TextLine
from ..plain_parts import list_own_properties, name_document, write_provenance
from ..prose_links import find_places
from .pdf_links import TypstLinks
from .pdf_looks import CODE_FONTS, PRELUDE, TEXT_FONTS
from .pdf_parts import TypstParts
from .pdf_pictures import PictureShelf
from .pdf_prose import TypstProse
from .typesetter import typeset
from .typst_code import Markup, Name, Value, bind, call, join, show

# Twips between the margins of a page, upright and wide
UPRIGHT, WIDE = 10080, 13680
# Twips of a picture on a landscape page below a heading or two
HIGHEST_WIDE = 7000


def write(document: DocumentModel) -> bytes:
    """The file's bytes; the marking goes to the head and foot of every page."""
    fonts = document.fonts
    return typeset(write_source(document), fonts.folders if fonts else ())


def write_source(document: DocumentModel) -> Markup:
    """The code that the typesetter makes the pages from: characters that no font has stand in it as
    numbers.
    """
    fonts = document.fonts or OwnFonts(())
    pictures = PictureShelf(document.pictures)
    links = TypstLinks(find_places(document))
    writer = TypstParts(TypstProse(pictures, links), pictures, links, fonts)
    flow = _PageFlow(writer)
    flow.put(write_first_page(document, writer))
    flow.put(list_contents(document))
    for part in document.parts:
        flow.put(writer.write(part, UPRIGHT, 0))
    for chapter in document.chapters:
        flow.add(chapter, False)
    flow.put(write_provenance_line(document))
    body = flow.end()
    names: dict[str, Value] = {
        "text-fonts": (*fonts.text, *TEXT_FONTS, *fonts.further),
        "code-fonts": (*fonts.code, *CODE_FONTS, *fonts.text, *fonts.further),
        "anchors": links.list_anchors(),
        "facts": _list_facts(document),
    }
    bound = (bind(name, value) for name, value in names.items())
    start = Markup(f"{PRELUDE}#show: look.with(facts)\n")
    source = join((*bound, pictures.bind_all(), start, body))
    return Markup(name_missing(source, fonts.characters))


def write_first_page(document: DocumentModel, writer: TypstParts) -> Markup:
    """What stands before the contents: title, whose it is, the title block, what a reader must
    know.
    """
    block = document.designation
    lines = tuple((show(name), show(value)) for name, value in block.lines) if block else ()
    pieces = [call("designation", lines, block.statement)] if block else []
    pieces += [call("opening", document.contents, show(document.title))]
    pieces += [call("subtitle", show(document.subject))] if document.subject else []
    pieces += [
        call("cover", show(text)) for text in (document.organization, document.draft) if text
    ]
    pieces += [writer.write(document.front, UPRIGHT, 0)] if document.front else []
    pieces += [writer.write(TextLine(text, "note"), UPRIGHT, 0) for text in document.notices]
    return join((*pieces, write_provenance_line(document)))


def write_provenance_line(document: DocumentModel) -> Markup:
    """On the first page, and the last line of the document."""
    if not document.provenance:
        return Markup("")
    return call("provenance", show(write_provenance(document.provenance)))


def list_contents(document: DocumentModel) -> Markup:
    """Lists of chapters, figures and tables with their pages, where the document asks for them; the
    text begins on a page of its own.
    """
    if not document.contents:
        return Markup("")
    figures = call("captions", show("Figures"), Name("image"))
    tables = call("captions", show("Tables"), Name("table"))
    return join(
        (
            call("contents"),
            figures if any(list_figures(document)) else Markup(""),
            tables if any(list_tables(document)) else Markup(""),
            call("fresh"),
        )
    )


def _list_facts(document: DocumentModel) -> dict[str, Value]:
    """What stands in the file's properties, and in the head and foot of each page."""
    return {
        "title": _full_title(document),
        "authors": (document.organization,) if document.organization else (),
        "subject": document.subject or None,
        "keywords": tuple(f"{name} {value}" for name, value in list_own_properties(document)),
        "date": document.date,
        "marking": document.marking,
        "draft": document.draft,
        "name": name_document(document),
        "version": f"Version {document.version}" if document.version else "",
    }


def _full_title(document: DocumentModel) -> str:
    return f"{document.title}: {document.subject}" if document.subject else document.title


@dataclass(slots=True)
class _PageFlow:
    """The body as it grows.

    `wide` is the orientation of the pages being written, `level` that of the last heading: a reader
    who hears the document must meet no level without the one above it.
    """

    writer: TypstParts
    wide: bool = False
    level: int = 0
    done: list[Markup] = field(default_factory=list)
    pages: list[Markup] = field(default_factory=list)

    def put(self, piece: Markup) -> None:
        self.pages.append(piece)

    def add(self, chapter: Chapter, within_wide: bool) -> None:
        """A chapter and those under it; where the orientation changes,
        a new run of pages begins.
        """
        wide = chapter.wide or within_wide
        if not self._turn(wide or self._begins_wide(chapter)) and chapter.fresh:
            self.put(call("fresh"))
        self.level = level = min(chapter.level, self.level + 1)
        self.put(self.writer.head(chapter, level))
        if chapter.look == "objective":
            self.pages += self.writer.write_all(chapter.parts, WIDE if wide else UPRIGHT, level)
        else:
            for part in chapter.parts:
                self._add_part(part, level, wide)
        for child in chapter.chapters:
            self.add(child, wide)

    def _add_part(self, part: DocumentPart, level: int, wide: bool) -> None:
        """Text goes back to upright pages after a picture that has pages of its own."""
        if isinstance(part, Picture) and (wide or self.writer.pictures.is_wide(part.path)):
            self._turn(True)
            self.put(self.writer.draw_picture(part, WIDE, HIGHEST_WIDE))
            return
        if isinstance(part, Drawing):
            self._turn(True)
        elif not isinstance(part, TextLine):
            self._turn(wide)
        self.put(self.writer.write(part, WIDE if self.wide else UPRIGHT, level))

    def _begins_wide(self, chapter: Chapter) -> bool:
        """Whether the first thing below the heading is a picture for a landscape page."""
        first = next((part for part in chapter.parts if not isinstance(part, TextLine)), None)
        if first is not None:
            return isinstance(first, Picture) and self.writer.pictures.is_wide(first.path)
        return bool(chapter.chapters) and self._begins_wide(chapter.chapters[0])

    def _turn(self, wide: bool) -> bool:
        """Whether a new run of pages begins, because those so far lie the other way."""
        turned = wide != self.wide
        if turned:
            self._end_pages()
            self.wide = wide
        return turned

    def end(self) -> Markup:
        self._end_pages()
        return join(self.done)

    def _end_pages(self) -> None:
        pages = join(self.pages, "\n")
        self.done.append(call("wide", pages) if self.wide else pages)
        self.pages = []
