"""The PDF form: tagged pages that the standard of accessibility holds for, and no authored text
that acts.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import struct
import subprocess
import sys
import zlib
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attestle.data import read_data
from attestle.errors import InternalError
from attestle.formats.font_characters import TABLE
from attestle.render.document_model import DesignationBlock, DocumentModel
from attestle.render.document_parts import (
    AuthoredProse,
    Bullets,
    Card,
    Chapter,
    CheckBox,
    CheckBoxes,
    FactList,
    Grid,
    GridColumn,
    Picture,
    Span,
    SpanLine,
    TextLine,
)
from attestle.render.forms.pdf import write, write_source
from attestle.render.forms.pdf_pictures import measure_picture
from attestle.render.forms.typesetter import typeset
from attestle.render.forms.typst_code import Markup, call, join, quote, show
from attestle.render.table_cells import text_cell
from conftest import ROOT
from document_text import read_pdf_text

DAY = dt.date(2026, 11, 25)
HOSTILE = (
    '#panic("x")', "$ x $", "\\", '"', '\\"', "@team", "<label>", "// gone", "/* gone", "*stars*",
    "_under_", "`raw`", "```\nfence", "[bracket", "]", "= heading", "- item", "+ item", "/ term: x",
    "~", "---", "...", "'", "#{", "}", "#let x = 1", "\\u{41}", "https://a.example", ";",
    '#import "x"', "#show: x => y", "漢字", "👩\u200d💻", "אבג", "عربي", "e\u0301", "\u202e",
)  # fmt: skip
STRING = re.compile(r'"(?:[^"\\]|\\.)*"')


def make_png(across: int, down: int) -> bytes:
    rows = b"".join(b"\0" + b"\x20\x60\x90" * across for _ in range(down))
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", across, down, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows)),
        (b"IEND", b""),
    )
    chunks = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def strip_strings(source: str) -> str:
    """The code without its texts, of which one may be cut where its letters need a manner."""
    return re.sub(r"(?:#(?:upright\(\))?;)+", "#;", STRING.sub("", source))


def read(document: DocumentModel) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(write(document)))


def find_root(reader: pypdf.PdfReader) -> Any:
    return reader.trailer["/Root"]


def list_tags(item: Any, key: str) -> list[str]:
    """What stands under a key of every element of the tree of tags."""
    item = item.get_object()
    if isinstance(item, list):
        return [found for inner in item for found in list_tags(inner, key)]
    if not isinstance(item, dict):
        return []
    below = list_tags(item["/K"], key) if "/K" in item else []
    return ([str(item[key])] if key in item else []) + below


def list_bookmarks(outline: Any) -> list[str]:
    return [
        title
        for item in outline
        for title in (list_bookmarks(item) if isinstance(item, list) else [item.title])
    ]


@given(st.lists(st.one_of(st.sampled_from(HOSTILE), st.text(max_size=6)), max_size=5).map("".join))
@settings(max_examples=60, deadline=None)
def test_no_authored_text_is_code(text: str) -> None:
    """Around its strings the code is the same for any text, and the typesetter takes it."""

    def build(words: str) -> Markup:
        words = f"a{words}"
        document = DocumentModel(
            words,
            parts=(
                TextLine(words.replace("\n", " "), lead=words, target=words),
                SpanLine((Span(words, "strong"), Span(words, "code", href=words))),
                Bullets((words,)),
                CheckBoxes((CheckBox(words, True),)),
                FactList(((words, text_cell(words.replace("\n", " "))),)),
            ),
            chapters=(Chapter(1, words, words),),
            subject=words,
            organization=words,
            version=words,
            marking=words,
            draft=words,
            notices=(words.replace("\n", " "),),
        )
        return write_source(document)

    source = build(text)
    assert strip_strings(source) == strip_strings(build("plain"))
    assert typeset(source).startswith(b"%PDF")


@given(
    st.lists(st.one_of(st.sampled_from(HOSTILE), st.text(max_size=8)), max_size=8).map("\n".join)
)
@settings(max_examples=60, deadline=None)
def test_any_prose_is_typeset(text: str) -> None:
    grid = Grid("T", (GridColumn("A"),), (((AuthoredProse(text),),),))
    assert write(DocumentModel("T", parts=(AuthoredProse(text), grid))).startswith(b"%PDF")


@pytest.mark.parametrize("text", [text for text in HOSTILE if text.isascii()])
def test_a_text_stands_on_the_page_as_it_was_typed(text: str) -> None:
    page = read_pdf_text(write(DocumentModel("T", parts=(TextLine(f"a {text} z"),))))
    assert re.sub(r"\s+", " ", f"a {text} z") in re.sub(r"\s+", " ", page)


def test_a_string_holds_any_text() -> None:
    assert quote('a "b" \\ c\nd') == '"a \\"b\\" \\\\ c\\nd"'
    assert call("name", Markup("x"), "y", True, None, 1.5, ("a",)) == (
        '#name([x], "y", true, none, 1.5, ("a", ));'
    )
    assert join((show("a"), show(""))) == '#"a";'


def test_what_the_typesetter_refuses_is_a_defect() -> None:
    with pytest.raises(InternalError, match="typst refuses the document"):
        typeset(Markup("#panic()"))


def test_the_file_tells_what_it_is() -> None:
    document = DocumentModel(
        "Plan",
        chapters=(Chapter(1, "One", parts=(TextLine("x"),)),),
        subject="Enclave",
        organization="Acme",
        version="1.4",
        date=DAY,
        marking="CUI",
        provenance=(("Revision", "0123"),),
    )
    reader = read(document)
    about, root = reader.metadata, find_root(reader)
    assert about is not None
    assert (about.title, about.author, about.subject) == ("Plan: Enclave", "Acme", "Enclave")
    assert str(about["/Keywords"]) == "Revision 0123, Marking CUI"
    assert about.creation_date == dt.datetime(2026, 11, 25, tzinfo=dt.UTC)
    assert root["/Lang"] == "en-US"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"pdfuaid:part>1<" in root["/Metadata"].get_data()


def test_every_page_has_marking_draft_and_number() -> None:
    parts = tuple(TextLine(f"line {number}") for number in range(120))
    chapters = (Chapter(1, "Up", parts=parts), Chapter(1, "Wide", parts=parts, wide=True))
    document = DocumentModel(
        "T",
        chapters,
        marking="CUI//SP-CTI",
        draft="DRAFT: 3 errors",
        version="2",
        subject="Enclave",
    )
    pages = read(document).pages
    assert len(pages) > 4
    for number, page in enumerate(pages, 1):
        text = page.extract_text()
        assert text.count("CUI//SP-CTI") == 2
        assert "DRAFT: 3 errors" in text
        assert f"Page {number} of {len(pages)}" in text
        assert "Version 2" in text
    sizes = {tuple(round(float(side)) for side in page.mediabox[2:]) for page in pages}
    assert sizes == {(612, 792), (792, 612)}
    plain = read(replace(document, marking="", draft=""))
    assert not any("CUI" in page.extract_text() for page in plain.pages)


def test_headings_are_bookmarks_and_skip_no_level() -> None:
    objective = Chapter(4, "3.1.1[a] Objective", "o", (TextLine("how"),), look="objective")
    chapters = (
        Chapter(1, "One", chapters=(Chapter(3, "Far below", chapters=(objective,)),)),
        Chapter(2, "Prose", parts=(AuthoredProse("##### Deep\n\ntext\n\n# High\n\n###### Low"),)),
    )
    reader = read(DocumentModel("T", chapters, contents=True))
    expected = [
        "Contents",
        "One",
        "Far below",
        "3.1.1[a] Objective",
        "Prose",
        "Deep",
        "High",
        "Low",
    ]
    assert list_bookmarks(reader.outline) == expected
    levels = [
        int(kind[2:])
        for kind in list_tags(find_root(reader)["/StructTreeRoot"], "/S")
        if re.fullmatch(r"/H\d", kind)
    ]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_links_lead_to_their_place_or_are_plain() -> None:
    parts = (
        TextLine("to the end", target="end"),
        TextLine("nowhere", target="not-there"),
        AuthoredProse("[out](https://a.example/x) [in](other.md) [bad](javascript:x)"),
    )
    reader = read(DocumentModel("T", (Chapter(1, "E", "end", (TextLine("x"),)),), parts))
    found: Any = reader.pages[0]["/Annots"]
    annotations = [item.get_object() for item in found]
    web = [item["/A"]["/URI"] for item in annotations if "/URI" in item.get("/A", {})]
    assert web == ["https://a.example/x"]
    assert len(annotations) == 2
    text = reader.pages[0].extract_text()
    assert "nowhere" in text
    assert "(other.md)" in text


def test_a_reader_hears_whether_a_box_is_checked() -> None:
    boxes = CheckBoxes((CheckBox("Implemented", True), CheckBox("Planned", False)))
    reader = read(DocumentModel("T", parts=(boxes,)))
    alternatives = list_tags(find_root(reader)["/StructTreeRoot"], "/Alt")
    assert alternatives == ["checked", "not checked"]


def test_a_head_stands_on_every_page_of_its_table() -> None:
    rows = tuple((text_cell(f"row {number}"), text_cell("x")) for number in range(150))
    grid = Grid("Rows", (GridColumn("needle"), GridColumn("Other")), rows, number=3)
    document = DocumentModel("T", (Chapter(1, "C", parts=(grid,)),), contents=True)
    pages = [page.extract_text() for page in read(document).pages]
    assert all("needle" in page for page in pages if "row 1" in page)
    assert "".join(pages).count("Table 3. Rows") == 2, "in the list and above the table"
    tags = list_tags(find_root(read(document))["/StructTreeRoot"], "/S")
    assert tags.count("/TH") == 2


def test_pictures_have_words_for_those_who_do_not_see_them() -> None:
    figures = (
        Picture("a.png", "Wide", "a wide one", DAY, 1),
        Picture("b.png", "Small", "a small one", DAY, 2),
        Picture("c.png", "Broken", "a broken one", DAY, 3),
        Picture("d.png", "Absent", "one that is absent", DAY, 4),
    )
    prose = AuthoredProse("![in a line](a.png) ![](b.png) ![gone](e.png)", "x.md")
    document = DocumentModel(
        "T",
        (Chapter(1, "C", parts=(*figures, prose)),),
        pictures={"a.png": make_png(1000, 500), "b.png": make_png(9, 9), "c.png": b"\x89PNG1234"},
        contents=True,
    )
    reader = read(document)
    alternatives = list_tags(find_root(reader)["/StructTreeRoot"], "/Alt")
    assert alternatives == [
        "a wide one",
        "a small one",
        "in a line",
        "picture without description",
    ]
    text = " ".join(page.extract_text() for page in reader.pages)
    assert "(picture cannot be read: c.png) It shows: a broken one" in text
    assert "The picture d.png is not at hand." in text
    assert "(picture: gone)" in text
    assert any(page.mediabox.width > page.mediabox.height for page in reader.pages)


def test_the_size_of_a_picture_is_read_from_its_head() -> None:
    assert measure_picture(make_png(30, 20)) == (30, 20)
    assert measure_picture(b"GIF89a" + struct.pack("<HH", 30, 20)) == (30, 20)
    frame = b"\xff\xd8\xff\xe0\0\x04ab\xff\xc0\0\x11\x08" + struct.pack(">HH", 20, 30)
    assert measure_picture(frame) == (30, 20)
    assert measure_picture(b"\xff\xd8") == measure_picture(b"") == (0, 0)


def test_only_a_word_wider_than_its_column_may_break() -> None:
    digest = "47fbe5baa64fa5d32cdef1f0005f0530db834bd999b3dd114307ce783470aa8f"
    columns = tuple(GridColumn(f"column {number}") for number in range(4))
    row = (text_cell(digest), *(text_cell("internationalization"),) * 3)
    document = DocumentModel("T", parts=(Grid("G", columns, (row,)), TextLine(digest)))
    assert write_source(document).count("may-break();") == len(digest) / 4 - 1
    text = read_pdf_text(write(document))
    assert digest in re.sub(r"\s", "", text)
    assert text.count("internationalization") == 3


PROSE = """# Head

Text[^a] with [a file](other.md), [a head](#head), H~~2~~<sub>2</sub>O<sup>3</sup>, <kbd>Ctrl</kbd>, $x^2$.[^a]

- [x] done
- [ ] open

> [!WARNING]
> Take care.

<details><summary>More</summary>

Hidden

</details>

$$
y = 1
$$

| a | b |
|---|--:|
| needle-cell | 2[^b] |

1. first
   > quoted

[^a]: needle-note **bold**
[^b]: needle-second
"""


def test_what_a_code_host_shows_of_prose_is_shown() -> None:
    chapters = (
        Chapter(1, "One", "one", (AuthoredProse(PROSE, "ssp/x/a.md"),), source="ssp/x/a.md"),
        Chapter(1, "Other", "other", (TextLine("x"),), source="ssp/x/other.md"),
    )
    reader = read(DocumentModel("T", chapters))
    text = " ".join(page.extract_text() for page in reader.pages)
    for needle in ("needle-note", "needle-second", "needle-cell", "Warning", "More", "Hidden"):
        assert text.count(needle) == 1, needle
    for needle in ("$x^2$", "y = 1", "Ctrl", "done", "quoted"):
        assert needle in text
    tree = find_root(reader)["/StructTreeRoot"]
    assert list_tags(tree, "/Alt") == ["checked", "not checked"]
    assert list_tags(tree, "/S").count("/Note") == 2
    found: Any = reader.pages[0]["/Annots"]
    # to the file, to the heading, and three marks of notes with their way back
    assert len(found) >= 5


def test_the_first_page_has_the_indicator_and_the_last_line_the_provenance() -> None:
    block = DesignationBlock((("Controlled by", "Acme"), ("POC", "a person")), "Statement D.")
    document = DocumentModel(
        "T",
        (Chapter(1, "Far", parts=(TextLine("last"),), fresh=True),),
        designation=block,
        provenance=(("Revision", "0123"), ("Tool", "attestle 1")),
    )
    first, last = (page.extract_text() for page in read(document).pages)
    assert all(word in first for word in ("Controlled by: Acme", "POC: a person", "Statement D."))
    assert "Controlled by" not in last
    assert "Revision 0123; Tool attestle 1" in first
    assert last.index("Revision 0123; Tool attestle 1") > last.index("last")


@pytest.mark.parametrize("sign", ["> ", "- ", "1. "])
def test_prose_is_nested_as_deep_as_anyone_writes(sign: str) -> None:
    prose = "\n".join(
        "   " * level * ("1" in sign or "-" in sign) + sign + f"needle{level}"
        for level in range(25)
    )
    if sign == "> ":
        prose = "\n>\n".join("> " * level + f"needle{level}" for level in range(1, 25))
    text = read_pdf_text(write(DocumentModel("T", parts=(AuthoredProse(prose),))))
    assert all(f"needle{level}" in text for level in range(1, 25))


def test_every_character_of_the_table_is_drawn_in_every_manner() -> None:
    ends = (line.split()[0].split("-") for line in read_data(TABLE).decode().splitlines())
    codes = [code for start, end in ends for code in range(int(start, 16), int(end, 16) + 1)]
    assert len(codes) > 3500
    text = " ".join(map(chr, codes))
    spans = tuple(Span(text, manner) for manner in ("plain", "strong", "emphasis", "code"))
    assert write(DocumentModel("T", parts=(SpanLine(spans),))).startswith(b"%PDF")


def test_a_character_that_no_font_has_is_named() -> None:
    text = read_pdf_text(write(DocumentModel("T", parts=(TextLine("a 漢 é 😀\ufe0f z"),))))
    assert "a [U+6F22] é [U+1F600] z" in text


def test_the_same_document_is_the_same_bytes_in_another_process() -> None:
    code = (
        "import hashlib\nfrom attestle.render.document_model import DocumentModel\n"
        "from attestle.render.document_parts import *\n"
        "from attestle.render.forms.pdf import write\n"
        "parts = (TextLine('a', target='b', anchor='c'), Bullets(('x',)))\n"
        "data = write(DocumentModel('T', (Chapter(1, 'One', 'b', parts),), contents=True))\n"
        "print(hashlib.sha256(data).hexdigest())"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONPATH": str(ROOT / "oscal"), "PYTHONHASHSEED": seed, "TZ": zone},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo"))
    }
    assert len(found) == 1


def test_the_text_begins_below_no_contents_and_cards_are_no_lines_of_them() -> None:
    cards = tuple(Card(f"Card {number}", f"card-{number}", (), ()) for number in range(90))
    made = DocumentModel(
        title="Cards",
        parts=(TextLine("First words."),),
        chapters=(Chapter(1, "All of them", "all", cards),),
        contents=True,
        date=dt.date(2026, 1, 1),
    )
    reader = read(made)
    pages = [page.extract_text() for page in reader.pages]
    [contents] = [text for text in pages if "Contents" in text]
    assert "All of them" in contents
    assert "Card 1" not in contents
    assert "First words." not in contents
    assert {"Card 0", "Card 89"} <= set(list_bookmarks(reader.outline))
