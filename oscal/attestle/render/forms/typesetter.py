"""The typesetter: typst's code in, a tagged PDF out. What it uses ships inside its package, beside
the fonts that it is given; it loads nothing and writes no file.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ...errors import InternalError
from .typst_code import Markup, bind, call

if TYPE_CHECKING:
    import typst

STANDARD: Final = "ua-1"
# All of the machine that is within its reach: the code of this folder
REACH = str(Path(__file__).parent)


def typeset(source: Markup, fonts: tuple[str, ...] = ()) -> bytes:
    """The file's bytes; `fonts` are folders of further fonts.

    Raises InternalError where the typesetter refuses, which is a defect of the code that was handed
    to it.
    """
    import typst

    compiler = typst.Compiler(source.encode(), root=REACH, font_paths=_find_fonts(fonts))
    try:
        data = compiler.compile(format="pdf", pdf_standards=STANDARD, timestamp=0)
    except typst.TypstError as error:
        raise InternalError(f"typst refuses the document: {error}") from error
    if not isinstance(data, bytes):
        raise InternalError("typst made no single file")
    return data


def draw_png(
    code: str, size: tuple[float, float], resolution: float, fonts: tuple[str, ...] = ()
) -> bytes:
    """A drawing in SVG as a PNG of that size (points) and resolution (dots per inch).

    Raises InternalError as `typeset` does.
    """
    import typst

    width, height = (f"{value:.3f}pt" for value in size)
    source = Markup(
        f"#set page(width: {width}, height: {height}, margin: 0pt, fill: white)\n"
        f'{bind("code", code)}#image(bytes(code), format: "svg", width: {width})'
    )
    compiler = typst.Compiler(source.encode(), root=REACH, font_paths=_find_fonts(fonts))
    try:
        data = compiler.compile(format="png", ppi=resolution)
    except typst.TypstError as error:
        raise InternalError(f"typst refuses the drawing: {error}") from error
    if not isinstance(data, bytes):
        raise InternalError("typst made no single picture")
    return data


def _find_fonts(folders: tuple[str, ...]) -> typst.Fonts:
    import typst

    if not folders:
        return _load_own_fonts()
    return typst.Fonts(include_system_fonts=False, font_paths=list(folders))


def name_families(folders: tuple[str, ...]) -> dict[tuple[str, int], str]:
    """The family by which typst calls each face, by file and place in it: it joins widths that a
    font names apart.
    """
    import typst

    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=list(folders)
    )
    return {(item.path, item.index): item.family for item in fonts.fonts() if item.path}


@cache
def _load_own_fonts() -> typst.Fonts:
    """Those that ship with the typesetter, once for all documents and pictures."""
    import typst

    return typst.Fonts(include_system_fonts=False)


def can_draw(data: bytes) -> bool:
    """Whether it is a picture that typst draws, found by trying."""
    if not data:
        return False
    title = call("set document", title="picture")
    try:
        typeset(Markup(f'{title}{bind("data", data)}#image(data, alt: "picture")'))
    except InternalError:
        return False
    return True
