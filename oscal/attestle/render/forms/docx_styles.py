"""The styles of the Word form: every look has a name here, so that an organization can change it in
one place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from types import MappingProxyType

from ...lazy_dataclasses import dataclass
from .ooxml import Node, w

FONT = "Arial"
MONO = "Courier New"
INK = "1F3864"
GRID = "A6A6A6"
HEAD_FILL = "DCE6F1"
LABEL_FILL = "F2F5F9"
CODE_FILL = "F3F3F3"
BAR_FILL = "E9EDF3"


@dataclass(frozen=True, slots=True)
class Style:
    """A paragraph style.

    Sizes in half points, spacing and indents in twentieths of a point; `outline` from 0.
    """

    name: str
    size: int = 20
    before: int = 0
    after: int = 0
    bold: bool = False
    italic: bool = False
    color: str = ""
    font: str = FONT
    left: int = 0
    keep_next: bool = False
    keep_lines: bool = False
    outline: int | None = None
    center: bool = False
    fill: str = ""
    bar: bool = False
    tabs: tuple[tuple[str, int, str], ...] = ()
    line: int = field(default=240)
    following: str = ""
    based: str = "Normal"


def _heading(number: int, size: int, before: int, after: int) -> Style:
    return Style(
        f"heading {number}",
        size,
        before,
        after,
        bold=True,
        color=INK,
        keep_next=True,
        keep_lines=True,
        outline=number - 1,
        following="BodyText",
    )


def _code(size: int) -> tuple[Node, ...]:
    return (
        w("rFonts", ascii=MONO, hAnsi=MONO, cs=MONO),
        w("noProof"),
        w("sz", val=size),
        w("szCs", val=size),
        w("shd", val="clear", color="auto", fill=CODE_FILL),
    )


WIDTH = 10080
STYLES: Mapping[str, Style] = MappingProxyType({
    "Title": Style("Title", 52, 2200, 120, bold=True, color=INK),
    "Subtitle": Style("Subtitle", 32, 0, 360, color=INK),
    "Heading1": _heading(1, 32, 240, 160),
    "Heading2": _heading(2, 26, 280, 120),
    "Heading3": _heading(3, 22, 280, 100),
    "Heading4": _heading(4, 20, 200, 80),
    "Heading5": _heading(5, 20, 160, 60),
    "Heading6": _heading(6, 18, 120, 60),
    "ObjectiveHeading": Style(
        "Objective Heading", 20, 260, 0, bold=True, color=INK, left=160, keep_next=True, keep_lines=True,
        outline=3, fill=BAR_FILL, bar=True, following="ObjectiveFacts", based="Heading4",
    ),
    "ObjectiveFacts": Style(
        "Objective Facts", 17, 0, 40, left=160, keep_next=True, fill=BAR_FILL, bar=True, line=252, following="BodyText",
    ),
    "BodyText": Style("Body Text", 20, 50, 80, line=259),
    "Label": Style("Label", 20, 160, 60, bold=True, color=INK, keep_next=True),
    "Notice": Style("Notice", 18, 0, 100, italic=True, color="595959"),
    "Provenance": Style("Provenance", 15, 60, 0, color="595959"),
    "ListBullet": Style("List Bullet", 20, 0, 50, line=252),
    "ListNumber": Style("List Number", 20, 0, 50, line=252),
    "ListContinue": Style("List Continue", 20, 0, 50, line=252),
    "Quote": Style("Quote", 20, 40, 120, color="404040", left=280, bar=True, italic=True),
    "Code": Style("Code", 16, 40, 120, font=MONO, fill=CODE_FILL, left=80),
    "Caption": Style("caption", 18, 60, 200, italic=True, color="404040", center=True),
    "Figure": Style("Figure", 20, 120, 0, keep_next=True, center=True),
    "TableText": Style("Table Text", 17, 20, 20),
    "TableHead": Style("Table Head", 17, 30, 30, bold=True, color=INK, keep_next=True),
    # in a cell: a row that stays with the next makes a chain of rows, which leaves its page whole
    "TableHeading": Style("Table Heading", 17, 60, 20, bold=True, color=INK),
    "TableBullet": Style("Table Bullet", 17, 0, 20),
    "TableNumber": Style("Table Number", 17, 0, 20),
    "TableContinue": Style("Table Continue", 17, 0, 20),
    "TableQuote": Style("Table Quote", 17, 20, 40, color="404040", left=120, bar=True, italic=True),
    "TableCode": Style("Table Code", 14, 20, 40, font=MONO, fill=CODE_FILL),
    "TableCaption": Style("Table Caption", 18, 160, 60, italic=True, color="404040", keep_next=True, keep_lines=True),
    "TableGap": Style("Table Gap", 2, 0, 0),
    "CheckBoxes": Style("Check Boxes", 20, 60, 100, keep_next=True, tabs=(("left", 2000, ""), ("left", 5200, ""))),
    "RequirementFacts": Style("Requirement Facts", 18, 40, 120),
    "TOCHeading": Style("TOC Heading", 32, 0, 160, bold=True, color=INK, keep_next=True),
    "ListHeading": Style("List Heading", 24, 240, 100, bold=True, color=INK, keep_next=True),
    "TOC1": Style("toc 1", 19, 100, 20, bold=True, tabs=(("right", WIDTH, "dot"),), keep_next=False),
    "TOC2": Style("toc 2", 18, 20, 10, left=220, tabs=(("right", WIDTH, "dot"),)),
    "TOC3": Style("toc 3", 17, 0, 0, left=440, tabs=(("right", WIDTH, "dot"),)),
    "FootnoteText": Style("footnote text", 16, 0, 20),
    "TableofFigures": Style("table of figures", 18, 0, 10, left=220, tabs=(("right", WIDTH, "dot"),)),
    "Header": Style("header", 17, 0, 0, center=True, bold=True),
    "Footer": Style("footer", 16, 0, 0),
})  # fmt: skip
CHARACTERS: Mapping[str, tuple[str, tuple[Node, ...]]] = MappingProxyType({
    "Strong": ("Strong", (w("b"),)),
    "Emphasis": ("Emphasis", (w("i"),)),
    "StrongEmphasis": ("Strong Emphasis", (w("b"), w("i"))),
    "Strikethrough": ("Strikethrough", (w("strike"),)),
    "CodeText": ("Code Text", _code(18)),
    "TableCodeText": ("Table Code Text", _code(15)),
    "Digest": ("Digest", (w("rFonts", ascii=MONO, hAnsi=MONO, cs=MONO), w("noProof"), w("sz", val=13))),
    "Quiet": ("Quiet", (w("color", val="595959"),)),
    "Hyperlink": ("Hyperlink", (w("color", val="0B5394"), w("u", val="single"))),
    "Key": ("Key", (w("rFonts", ascii=MONO, hAnsi=MONO, cs=MONO), w("noProof"), w("sz", val=16), w("bdr", val="single", sz=4, space=0, color=GRID))),
    "FootnoteReference": ("footnote reference", (w("vertAlign", val="superscript"),)),
    "CheckBox": ("Check Box", (w("rFonts", ascii="MS Gothic", hAnsi="MS Gothic", eastAsia="MS Gothic", cs="MS Gothic"),)),
})  # fmt: skip


# The style of tables: its id and its name
TABLE_STYLE = ("PlanTable", "Plan Table")


def build_styles(
    own: Mapping[str, Node] = MappingProxyType({}),
    further: Sequence[Node] = (),
    defaults: Node | None = None,
    body_font: str = FONT,
) -> Node:
    """The whole style part, English (United States) throughout.

    `own` take the place of those of the same key, `further` stand beside them, and the others are
    written in the `body_font`.
    """
    hidden = w("semiHidden")
    normal = own.get("Normal") or _default_style("paragraph", "Normal", w("qFormat"))
    font = _default_style("character", "Default Paragraph Font", w("uiPriority", val=1), hidden)
    no_list = _default_style("numbering", "No List", hidden)
    paragraphs = [
        own.get(key) or _paragraph_style(key, _put_font(style, body_font))
        for key, style in STYLES.items()
    ]
    characters = [
        own.get(key)
        or w(
            "style",
            w("name", val=name),
            w("basedOn", val="DefaultParagraphFont"),
            w("qFormat"),
            w("rPr", *settings),
            type="character",
            styleId=key,
        )
        for key, (name, settings) in CHARACTERS.items()
    ]
    return w(
        "styles",
        _put_language(defaults) if defaults else _build_defaults(),
        normal,
        font,
        _plain_table(),
        *paragraphs,
        *characters,
        own.get(TABLE_STYLE[0]) or _table_style(),
        no_list,
        *further,
    )


def _put_font(style: Style, font: str) -> Style:
    """Code stays in its own."""
    return replace(style, font=font) if style.font == FONT else style


def _build_language() -> Node:
    return w("lang", val="en-US", eastAsia="en-US", bidi="ar-SA")


def _build_defaults() -> Node:
    fonts = w("rFonts", ascii=FONT, hAnsi=FONT, eastAsia=FONT, cs=FONT)
    size = (w("sz", val=20), w("szCs", val=20))
    return w(
        "docDefaults",
        w("rPrDefault", w("rPr", fonts, *size, _build_language())),
        w("pPrDefault", w("pPr", w("widowControl"))),
    )


def _put_language(defaults: Node) -> Node:
    """The words are ours, whatever language the defaults are for."""
    runs = defaults.find("w:rPrDefault")
    settings = runs.find("w:rPr") if runs else None
    if settings is not None:
        given = list(settings.all("w:lang"))
        others = [item for item in settings.children if item not in given]
        settings.children = [*others, _build_language()]
    return defaults


def _default_style(kind: str, name: str, *settings: Node) -> Node:
    identity = name.replace(" ", "")
    named = w("name", val=name)
    return w("style", named, *settings, type=kind, default="1", styleId=identity)


def _paragraph_style(key: str, style: Style) -> Node:
    return w(
        "style",
        w("name", val=style.name),
        w("basedOn", val=style.based),
        w("next", val=style.following) if style.following else None,
        w("qFormat"),
        w("pPr", *_paragraph_settings(style)),
        w("rPr", *_run_settings(style)),
        type="paragraph",
        styleId=key,
    )


def _paragraph_settings(style: Style) -> list[Node]:
    """In the order of the schema."""
    found = [w("keepNext")] if style.keep_next else []
    found += [w("keepLines")] if style.keep_lines else []
    found += [w("pBdr", w("left", val="single", sz=12, space=8, color=GRID))] if style.bar else []
    found += [w("shd", val="clear", color="auto", fill=style.fill)] if style.fill else []
    found += [w("tabs", *(_tab(*item) for item in style.tabs))] if style.tabs else []
    found.append(
        w("spacing", before=style.before, after=style.after, line=style.line, lineRule="auto")
    )
    found += [w("ind", left=style.left)] if style.left else []
    found += [w("jc", val="center")] if style.center else []
    found += [w("outlineLvl", val=style.outline)] if style.outline is not None else []
    return found


def _tab(kind: str, position: int, leader: str) -> Node:
    return (
        w("tab", val=kind, leader=leader, pos=position)
        if leader
        else w("tab", val=kind, pos=position)
    )


def _run_settings(style: Style) -> list[Node]:
    # The font stands in every style: without it LibreOffice takes the default font for code in
    # table cells.
    found = [w("rFonts", ascii=style.font, hAnsi=style.font, cs=style.font)]
    found += [w("b")] if style.bold else []
    found += [w("i")] if style.italic else []
    found += [w("noProof")] if style.font == MONO else []
    found += [w("color", val=style.color)] if style.color else []
    return [*found, w("sz", val=style.size), w("szCs", val=style.size)]


def _plain_table() -> Node:
    margins = w(
        "tblCellMar",
        *(
            w(side, w=size, type="dxa")
            for side, size in (("top", 0), ("left", 108), ("bottom", 0), ("right", 108))
        ),
    )
    return w(
        "style",
        w("name", val="Normal Table"),
        w("semiHidden"),
        w("tblPr", w("tblInd", w=0, type="dxa"), margins),
        type="table",
        default="1",
        styleId="TableNormal",
    )


def _table_style() -> Node:
    borders = w(
        "tblBorders",
        *(
            w(side, val="single", sz=4, space=0, color=GRID)
            for side in ("top", "left", "bottom", "right", "insideH", "insideV")
        ),
    )
    margins = w(
        "tblCellMar",
        *(
            w(side, w=size, type="dxa")
            for side, size in (("top", 30), ("left", 80), ("bottom", 30), ("right", 80))
        ),
    )
    head = w(
        "tblStylePr",
        w("rPr", w("b")),
        w("tcPr", w("shd", val="clear", color="auto", fill=HEAD_FILL)),
        type="firstRow",
    )
    first = w(
        "tblStylePr",
        w("rPr", w("b")),
        w("tcPr", w("shd", val="clear", color="auto", fill=LABEL_FILL)),
        type="firstCol",
    )
    return w(
        "style",
        w("name", val=TABLE_STYLE[1]),
        w("basedOn", val="TableNormal"),
        w("qFormat"),
        w("tblPr", borders, margins),
        head,
        first,
        type="table",
        styleId=TABLE_STYLE[0],
    )
