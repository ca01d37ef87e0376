"""What a browser prints on every page of a document: marking, state, name, page."""

from __future__ import annotations

from ..document_model import DocumentModel
from ..plain_parts import name_document
from ..prose import clean_text

# Room for the lines at top and bottom of a page, and their looks
_PAGE = "margin: 20mm 14mm 18mm"
_STRONG = "font: 700 10pt sans-serif"
# as wide as its counterpart at the other side, so that the marking is in the middle
_PLAIN = "font: 8pt sans-serif; color: #333; width: 42%"
# Chromium cuts off what ends at the very edge of a page, such as the line of a table
_INSET = "@media print { body { padding: 0 1px; } }"


def write_print_style(document: DocumentModel) -> str:
    """The boxes in the margins of printed pages, which the page itself cannot reach."""
    version = f"Version {document.version}" if document.version else ""
    named = "; ".join(filter(None, (name_document(document), version)))
    marking = _quote(document.marking)
    boxes = (
        ("top-center", marking, _STRONG),
        ("top-left", _quote(document.draft), _PLAIN),
        ("bottom-left", _quote(named), _PLAIN),
        ("bottom-center", marking, _STRONG),
        ("bottom-right", '"Page " counter(page) " of " counter(pages)', _PLAIN),
    )
    written = " ".join(
        f"@{place} {{ content: {text}; {look}; }}" for place, text, look in boxes if text
    )
    return f"{_INSET}\n@page {{ {_PAGE}; {written} }}\n"


def _quote(text: str) -> str:
    """A string of a style sheet; whatever is no letter, digit or blank is written by its number, so
    that no text can end the string or the sheet. "" for no text.
    """
    safe = (
        sign if sign.isalnum() or sign == " " else f"\\{ord(sign):x} "
        for sign in " ".join(clean_text(text).split())
    )
    return f'"{"".join(safe)}"' if text else ""
