"""The typesetter: typst's code in, a tagged PDF out. Everything it uses ships inside its package; it
loads nothing and writes no file.
"""

from __future__ import annotations

from pathlib import Path

from ...errors import InternalError
from .typst_code import Markup, bind, call

STANDARD = "ua-1"
# All of the machine that is within its reach: the code of this folder
REACH = str(Path(__file__).parent)


def typeset(source: Markup) -> bytes:
    """The file's bytes. Raises InternalError where the typesetter refuses, which is a defect of the
    code that was handed to it.
    """
    import typst

    try:
        return typst.compile(
            source.encode(),
            format="pdf",
            ignore_system_fonts=True,
            pdf_standards=STANDARD,
            timestamp=0,
            root=REACH,
        )
    except typst.TypstError as error:
        raise InternalError(f"typst refuses the document: {error}") from error


def can_draw(data: bytes) -> bool:
    """Whether it is a picture that typst draws, found by trying."""
    if not data:
        return False
    try:
        title = call("set document", title="picture")
        typeset(Markup(f"{title}{bind('data', data)}#image(data, alt: \"picture\")"))
    except InternalError:
        return False
    return True
