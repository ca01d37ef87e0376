"""The list of contents of an HTML page: chapters in three levels, then figures and tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..document_model import DocumentModel, list_figures, list_tables
from ..document_parts import Chapter
from .html_links import Escape

LISTED = 3  # levels of headings, as in the list of contents of a Word file


def write_contents(document: DocumentModel, escape: Escape) -> Iterator[str]:
    """A landmark of its own; what lies below the first level is folded away."""
    first = next((chapter.anchor for chapter in document.chapters if chapter.anchor), "")
    yield f'<a class="skip" href="#{escape(first)}">Skip the contents</a>'
    yield '<nav aria-label="Contents">'
    yield f"<ol>{''.join(_entry(chapter, escape) for chapter in document.chapters)}</ol>"
    yield _fold("Figures", list_figures(document), escape)
    yield _fold("Tables", list_tables(document), escape)
    yield "</nav>"


def _entry(chapter: Chapter, escape: Escape) -> str:
    link = _link(chapter.title, chapter.anchor, escape)
    below = [item for item in chapter.chapters if item.level <= LISTED]
    if not below:
        return f"<li>{link}</li>"
    inner = "".join(_entry(item, escape) for item in below)
    if chapter.level == 1:
        return f"<li>{link}<ol>{inner}</ol></li>"
    name = escape(f"more of {chapter.title}")
    return f'<li>{link}<details><summary aria-label="{name}">more</summary><ol>{inner}</ol></details></li>'


def _fold(title: str, entries: Iterable[tuple[str, str]], escape: Escape) -> str:
    items = "".join(f"<li>{_link(words, anchor, escape)}</li>" for words, anchor in entries)
    return f"<details><summary>{title}</summary><ol>{items}</ol></details>" if items else ""


def _link(title: str, anchor: str, escape: Escape) -> str:
    return f'<a href="#{escape(anchor)}">{escape(title)}</a>' if anchor else escape(title)
