"""Pages can be read by everybody: contrast in both schemes, landmarks, heads of tables, headings."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from attestle.render.document_model import DocumentModel
from attestle.render.document_parts import (
    Amount,
    Card,
    Chapter,
    Grid,
    GridColumn,
    Mark,
    TextLine,
)
from attestle.render.forms.html import write
from attestle.render.forms.html_looks import LOOKS
from attestle.render.table_cells import text_cell

# WCAG 2.2, 1.4.3, for text of usual size
ENOUGH = 4.5
# ink -> the grounds that it stands on
PAIRS = {
    "ink": ("page", "band"),
    "soft": ("page", "band"),
    "link": ("page", "band"),
    **{f"{name}-ink": (name,) for name in ("good", "fair", "poor", "bad", "none")},
}


def measure_light(colour: str) -> float:
    digits = colour.lstrip("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def measure_contrast(one: str, other: str) -> float:
    light, dark = sorted((measure_light(one), measure_light(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("scheme", ["screen", "dark", "print"])
def test_every_ink_can_be_read_on_its_grounds(look: str, scheme: str) -> None:
    style = LOOKS[look].style
    start = {"screen": ":root", "dark": "prefers-color-scheme: dark", "print": "@media print"}
    block = style[style.index(start[scheme]) :].partition("}")[0]
    colours = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6});", block))
    assert set(colours) >= set(PAIRS)
    for ink, grounds in PAIRS.items():
        for ground in grounds:
            assert measure_contrast(colours[ink], colours[ground]) >= ENOUGH, (ink, ground)


def test_no_look_has_a_colour_that_the_schemes_do_not_know() -> None:
    """A colour of its own would stay light on a dark page."""
    for look in LOOKS.values():
        own = re.sub(r"--[a-z-]+: #[0-9a-f]{3,6};", "", look.style)
        assert re.findall(r"#[0-9a-f]{3,6}\b", own) == []


class Outline(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.levels: list[int] = []
        self.heads: list[dict[str, str | None]] = []
        self.landmarks: list[str] = []
        self.around: list[str] = []
        self.outside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if re.fullmatch("h[1-6]", tag):
            self.levels.append(int(tag[1]))
        if tag == "th":
            self.heads.append(dict(attrs))
        if tag in ("header", "nav", "main", "footer") and "article" not in self.around:
            self.landmarks.append(tag)
        if tag not in ("meta", "br", "col", "img"):
            self.around.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self.around.pop()

    def handle_data(self, data: str) -> None:
        inside = {"header", "main", "footer", "head", "a"}
        if data.strip() and not inside & set(self.around):
            self.outside.append(data)


def test_a_page_has_landmarks_heads_and_headings_in_steps() -> None:
    figures = Grid(
        "Figures", (GridColumn(""), GridColumn("n")), ((text_cell("a"), (Amount(1),)),), "figures"
    )
    rows = Grid("Rows", (GridColumn("A"), GridColumn("B", 2.0)), ((text_cell("x"), ()),))
    cards = (
        Card("Open", "one", (Mark("bad", "bad", "not-addressed"),), (rows,)),
        Card("Closed", "two", (), (TextLine("inside"),), folded=True),
    )
    inner = Chapter(2, "Family", "family", cards)
    document = DocumentModel(
        "T",
        (Chapter(1, "Figures", "figures", (figures,)), Chapter(1, "All", "all", (), (inner,))),
        marking="CUI",
        draft="DRAFT: 1 error",
        contents=True,
        look="gap",
    )
    page = write(document).decode()
    outline = Outline()
    outline.feed(page)
    assert outline.landmarks == ["header", "main", "nav", "footer"]
    assert outline.outside == []
    assert outline.levels == [1, 2, 2, 3, 4, 4]
    assert [head.get("scope") for head in outline.heads] == ["col", "row", "col", "col"]
    assert '<details class="card" id="two"><summary><h4>Closed</h4>' in page
    assert '<article class="card" id="one"><header><h4>Open</h4>' in page
    assert '<li><a href="#all">All</a><ol><li><a href="#family">Family</a></li></ol></li>' in page


def test_no_look_cuts_a_row_or_leaves_a_heading_alone_on_paper() -> None:
    """What scrolls is one piece on paper, and is cut where the page ends."""
    for name in ("plan", "gap"):
        style = LOOKS[name].style
        printed = style[style.rindex("@media print {") :]
        assert re.search(r"\.wide[^{}]*{ overflow: visible; }", printed), name
        assert re.search(r"\btr, [^{}]*{ break-inside: avoid; }", printed), name
        assert re.search(r"h2, h3, h4[^{}]*{ break-after: avoid; }", printed), name
