"""The plan as Word: real structure, the same bytes, nothing that points outside."""

from __future__ import annotations

import copy
import io
import struct
import time
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from attestle.assess.system_status import evaluate_system
from attestle.model.authored_values import Source
from attestle.model.baseline import Baseline, make_baseline
from attestle.model.inventory import Asset
from attestle.model.system import Diagram, Narrative, System
from attestle.model.workspace import Work
from attestle.render.forms import docx
from attestle.render.forms.text_widths import count_lines
from attestle.render.kinds.ssp import PlanContent, build_plan
from building import DAY, answer, shipped, system
from conftest import NO_HANG, examples

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


def few(*labels: str) -> Baseline:
    return make_baseline(
        "cmmc-level-2", "A few requirements", tuple(shipped().by_label[label] for label in labels)
    )


def word(
    made: System,
    over: Baseline | None = None,
    pictures: Mapping[str, bytes] | None = None,
    marking: str = "CUI // TEST",
) -> bytes:
    over = over or few("3.1.1")
    content = PlanContent(
        Work(made, over), evaluate_system(made, over, DAY), pictures=pictures or {}
    )
    return docx.write(replace(build_plan(content), marking=marking))


def prose(text: str, pictures: Mapping[str, bytes] | None = None) -> Any:
    """What stands under the bar of 3.1.1[a], in an element of its own."""
    data = word(system(few("3.1.1"), {"3.1.1[a]": answer(prose=text)}), None, pictures)
    return below(data, "3.1.1[a]")


def below(data: bytes, label: str) -> Any:
    """The blocks between the bar of an objective and the next heading."""
    found = etree.Element(f"{W}body")
    within = False
    for item in body(data)[0]:
        style = styles(item)[0] if item.tag == f"{W}p" and styles(item) else ""
        if style.startswith(("Heading1", "Heading2", "Heading3", "ObjectiveHeading")):
            within = style == "ObjectiveHeading" and texts(item).startswith(label)
        elif within and style != "ObjectiveFacts":
            found.append(copy.deepcopy(item))
    return found


def part(data: bytes, name: str) -> Any:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return etree.fromstring(package.read(name))


def body(data: bytes) -> Any:
    return part(data, "word/document.xml")


def texts(element: Any) -> str:
    return "".join(item.text or "" for item in element.iter(f"{W}t"))


def styles(element: Any) -> list[str]:
    return [item.get(f"{W}val") for item in element.iter(f"{W}pStyle")]


def relations(data: bytes) -> Iterator[tuple[str, str, str]]:
    """Kind, target and mode of every relationship of the package."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for name in package.namelist():
            if name.endswith(".rels"):
                for item in etree.fromstring(package.read(name)):
                    yield (
                        item.get("Type", "").rpartition("/")[2],
                        item.get("Target", ""),
                        item.get("TargetMode", ""),
                    )


def png(width: int = 40, height: int = 20) -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content))
            + kind
            + content
            + struct.pack(">I", zlib.crc32(kind + content))
        )

    rows = b"".join(b"\0" + b"\xff" * width for _ in range(height))
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


@pytest.fixture(scope="module")
def whole() -> bytes:
    made = replace(system(shipped()), assets=(Asset("a", "AST-1", "Server", "cui", "", "owner"),))
    start = time.monotonic()
    data = word(made, shipped())
    assert time.monotonic() - start < NO_HANG
    return data


def test_each_objective_has_a_heading_and_a_bar(whole: bytes) -> None:
    """The style of the heading is one of level 4, so that the pane of headings lists it."""
    blocks = [(styles(item) or [""])[0] for item in body(whole)[0] if item.tag == f"{W}p"]
    places = [place for place, style in enumerate(blocks) if style == "ObjectiveHeading"]
    assert len(places) == 320
    assert all(blocks[place + 1 : place + 3] == ["ObjectiveFacts"] * 2 for place in places)
    [style] = [
        item
        for item in part(whole, "word/styles.xml").iter(f"{W}style")
        if item.get(f"{W}styleId") == "ObjectiveHeading"
    ]
    assert style.find(f"{W}basedOn").get(f"{W}val") == "Heading4"
    assert style.find(f"{W}pPr/{W}outlineLvl").get(f"{W}val") == "3"


def test_headings_go_down_by_one_level(whole: bytes) -> None:
    levels = [
        4 if style == "ObjectiveHeading" else int(style[-1])
        for style in styles(body(whole))
        if style.startswith("Heading") or style == "ObjectiveHeading"
    ]
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_tables_say_what_they_are_and_stand_in_no_other(whole: bytes) -> None:
    for table in body(whole).iter(f"{W}tbl"):
        settings = table.find(f"{W}tblPr")
        assert settings.find(f"{W}tblCaption").get(f"{W}val")
        assert settings.find(f"{W}tblDescription").get(f"{W}val")
        assert not list(table.iter(f"{W}tbl"))[1:]


def test_no_empty_paragraph_makes_room(whole: bytes) -> None:
    """One stands only where two tables would become one, or the pages turn behind a table."""
    blocks = list(body(whole)[0])
    for before, item in pairwise(blocks):
        if item.tag == f"{W}p" and not texts(item) and not list(item.iter(f"{W}drawing")):
            assert before.tag == f"{W}tbl"
            assert styles(item) == ["TableGap"]


@pytest.mark.parametrize(("rows", "kept"), [(2, True), (8, True), (9, False)])
def test_a_short_table_stands_on_one_page(rows: int, kept: bool) -> None:
    found = prose("| a | b |\n|---|---|\n" + "| 1 | 2 |\n" * rows)
    *first, last = found.find(f"{W}tbl").findall(f"{W}tr")
    for row in first[1:]:
        assert (row.find(f".//{W}pPr/{W}keepNext") is not None) == kept
    assert last.find(f".//{W}pPr/{W}keepNext") is None


def test_a_long_row_may_split() -> None:
    found = prose(f"| a |\n|---|\n| {'word ' * 400} |")
    [row] = (
        found.iter(f"{W}tr")
        if len(list(found.iter(f"{W}tr"))) == 1
        else list(found.iter(f"{W}tr"))[1:]
    )
    assert row.find(f"{W}trPr/{W}cantSplit") is None


def test_check_boxes_are_real(whole: bytes) -> None:
    boxes = list(body(whole).iter(f"{W14}checkbox"))
    assert len(boxes) == 330
    assert sum(box.find(f"{W14}checked").get(f"{W14}val") == "1" for box in boxes) == 110
    for box in boxes:
        checked = box.find(f"{W14}checked").get(f"{W14}val") == "1"
        control = box.getparent().getparent()
        assert texts(control) == ("\u2612" if checked else "\u2610")
        assert control.find(f".//{W}rStyle").get(f"{W}val") == "CheckBox"


def test_the_marking_is_on_every_page(whole: bytes) -> None:
    sections = list(body(whole).iter(f"{W}sectPr"))
    sizes = {
        (int(item.find(f"{W}pgSz").get(f"{W}w")), int(item.find(f"{W}pgSz").get(f"{W}h")))
        for item in sections
    }
    assert sizes == {(12240, 15840), (15840, 12240)}
    rels = {
        item.get("Id"): item.get("Target") for item in part(whole, "word/_rels/document.xml.rels")
    }
    for item in sections:
        assert item.find(f"{W}titlePg") is None
        for kind in ("header", "footer"):
            [reference] = item.findall(f"{W}{kind}Reference")
            assert reference.get(f"{W}type") == "default"
            root = part(whole, f"word/{rels[reference.get(f'{R}id')]}")
            assert "CUI // TEST" in texts(root)
            if kind == "footer":
                assert "Demo: System Security PlanVersion 1Page " in texts(root)
                assert [field.text.strip() for field in root.iter(f"{W}instrText")] == [
                    "PAGE",
                    "NUMPAGES",
                ]


def test_contents_are_filled_in_and_lead_somewhere(whole: bytes) -> None:
    root = body(whole)
    marks = {item.get(f"{W}name") for item in root.iter(f"{W}bookmarkStart")}
    entries = [
        item
        for item in root.iter(f"{W}p")
        if styles(item) and styles(item)[0] in ("TOC1", "TOC2", "TOC3")
    ]
    headings = [style for style in styles(root) if style in ("Heading1", "Heading2", "Heading3")]
    assert len(entries) == len(headings)
    listed = [item for item in root.iter(f"{W}p") if styles(item) == ["TableofFigures"]]
    assert len(listed) == styles(root).count("TableCaption") > 5
    assert all(
        item.get(f"{W}anchor") in marks
        for item in root.iter(f"{W}hyperlink")
        if item.get(f"{W}anchor")
    )
    pages = [int([item.text or "" for item in entry.iter(f"{W}t")][-1]) for entry in entries]
    assert pages == sorted(pages)
    assert pages[0] > 2
    assert pages[-1] > 60
    begins, ends = (
        sum(item.get(f"{W}fldCharType") == kind for item in root.iter(f"{W}fldChar"))
        for kind in ("begin", "end")
    )
    captions = styles(root).count("TableCaption")
    assert begins == ends == len(entries) + 1 + len(listed) + 1 + captions
    assert part(whole, "word/settings.xml").find(f"{W}updateFields") is None
    assert len(marks) == len(list(root.iter(f"{W}bookmarkStart")))


def test_the_same_plan_is_the_same_file(whole: bytes) -> None:
    made = replace(system(shipped()), assets=(Asset("a", "AST-1", "Server", "cui", "", "owner"),))
    assert word(made, shipped()) == whole
    with zipfile.ZipFile(io.BytesIO(whole)) as package:
        assert {item.date_time for item in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert package.namelist()[0] == "[Content_Types].xml"
        assert package.namelist()[1:] == sorted(package.namelist()[1:])
        core = package.read("docProps/core.xml").decode()
    assert core.count("2026-11-24T00:00:00Z") == 2
    assert "<dc:creator>organization</dc:creator>" in core
    assert "Demo: System Security Plan 1" in core


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("text", ["BodyText"]),
        ("# h\n\nt", ["Heading5", "BodyText"]),
        ("- a\n- b", ["ListBullet", "ListBullet"]),
        ("1. a\n\n   b", ["ListNumber", "ListContinue"]),
        ("- - a", ["ListBullet", "ListBullet"]),
        ("> a", ["Quote"]),
        ("```\na\nb\n```", ["Code"]),
        ("| a |\n|--:|\n| b |", ["TableHead", "TableText"]),
        (
            "| a |\n|--:|\n| b |\n\n| c |\n|--:|\n| d |",
            ["TableHead", "TableText", "TableGap", "TableHead", "TableText"],
        ),
    ],
)
def test_prose_is_real_structure(markdown: str, expected: list[str]) -> None:
    assert styles(prose(markdown)) == expected


def test_lists_are_numbered_by_word_and_start_anew() -> None:
    data = word(
        system(few("3.1.1"), {"3.1.1[a]": answer(prose="3. a\n4. b\n   1. c\n\ntext\n\n1. d")})
    )
    row = below(data, "3.1.1[a]")
    ids = [
        (item.find(f"{W}numId").get(f"{W}val"), item.find(f"{W}ilvl").get(f"{W}val"))
        for item in row.iter(f"{W}numPr")
    ]
    assert ids[0] == ids[1]
    assert len({number for number, _ in ids}) == 3
    assert [level for _, level in ids] == ["0", "0", "1", "0"]
    numbering = part(data, "word/numbering.xml")
    starts = {
        item.get(f"{W}numId"): item.find(f"{W}lvlOverride/{W}startOverride")
        for item in numbering.findall(f"{W}num")
    }
    assert [starts[number].get(f"{W}val") for number in (ids[0][0], ids[2][0], ids[3][0])] == [
        "3",
        "1",
        "1",
    ]
    assert "3." not in texts(row)


def test_tables_in_prose() -> None:
    cell = prose("| Left | Right |\n|:---|---:|\n| `x\\|y` | **2** |")
    [table] = list(cell.iter(f"{W}tbl"))
    assert [[texts(item) for item in row.iter(f"{W}tc")] for row in table.iter(f"{W}tr")] == [
        ["Left", "Right"],
        ["x|y", "2"],
    ]
    assert [item.get(f"{W}val") for item in table.iter(f"{W}jc")] == ["right", "right"]
    assert table.find(f"{W}tr/{W}trPr/{W}tblHeader") is not None


@pytest.mark.parametrize("columns", [22, 50, 70])
def test_a_table_too_wide_to_read_keeps_its_words(columns: int) -> None:
    markdown = (
        "|"
        + "".join(f"h{n}|" for n in range(columns))
        + "\n|"
        + "-|" * columns
        + "\n|"
        + "".join(f"v{n}|" for n in range(columns))
    )
    cell = prose(markdown)
    assert not list(cell.iter(f"{W}tbl"))
    assert f"h{columns - 1}: v{columns - 1}" in texts(cell)


def test_runs_have_styles() -> None:
    cell = prose("*a* **b** ***c*** ~~d~~ `e` **`f`**")
    named = {
        texts(item): item.find(f"{W}rPr/{W}rStyle").get(f"{W}val")
        for item in cell.iter(f"{W}r")
        if item.find(f"{W}rPr") is not None
    }
    assert named == {
        "a": "Emphasis",
        "b": "Strong",
        "c": "StrongEmphasis",
        "d": "Strikethrough",
        "e": "CodeText",
        "f": "CodeText",
    }
    assert "*" not in texts(cell)


def test_links_lead_to_the_web_and_to_mail_only() -> None:
    links = (
        "https://x.example/a?b=c&d",
        "http://y.example",
        "mailto:a@x.example",
        "../secret.md",
        "//host/x",
        "smb://host/x",
        "HTTPS://Z.example",
        "https:",
        "tel:1",
        "#top",
        "https://good.example@bad.example/",
        "https://x.example:port/",
        "mailto:nobody",
    )
    text = (
        " ".join(f"[link{number}]({target})" for number, target in enumerate(links))
        + " [e](file:///etc/passwd) ![i](http://x.example/i.png) ![j](\\\\\\\\host\\j.png)"
    )
    data = word(system(few("3.1.1"), {"3.1.1[a]": answer(prose=text)}))
    outside = [(kind, target) for kind, target, mode in relations(data) if mode == "External"]
    assert sorted(outside) == [
        ("hyperlink", "HTTPS://Z.example"),
        ("hyperlink", "http://x.example/i.png"),
        *(("hyperlink", target) for target in ("http://y.example", links[0], "mailto:a@x.example")),
    ]
    assert all(f"link{number}" in texts(body(data)) for number in range(len(links)))
    assert "(ssp/demo/controls/secret.md)" in texts(body(data))
    assert "(picture: i)" in texts(body(data))


def test_pictures_come_from_the_bytes_handed_over() -> None:
    drawn = Diagram("d", "Edge", "diagrams/edge.png", 'A "line" & more', DAY)
    lost = Diagram("l", "Lost", "diagrams/lost.png", "Not there", DAY)
    broken = Diagram("b", "Broken", "diagrams/broken.png", "No picture", DAY)
    made = replace(
        system(few("3.1.1")),
        boundary=Narrative(
            "n",
            (drawn, lost, broken),
            "![again](diagrams/edge.png) ![out](../../etc/x.png)",
            Source("ssp/demo/boundary.md"),
        ),
    )
    data = word(
        made,
        None,
        {
            "ssp/demo/diagrams/edge.png": png(),
            "ssp/demo/diagrams/broken.png": b"\x89PNG\r\n\x1a\nnot really",
        },
    )
    root = body(data)
    assert [
        item.get("descr")
        for item in root.iter(
            "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
        )
    ] == [
        'A "line" & more',
        "again",
    ]
    assert "It shows: Not there" in texts(root)
    assert "It shows: No picture" in texts(root)
    assert "(picture: out)" in texts(root)
    assert len({target for kind, target, _ in relations(data) if kind == "image"}) == 1


def test_a_wide_drawing_has_a_landscape_page_with_its_heading() -> None:
    """As large as the page lets it be; the text after it stands upright again."""
    drawn = Diagram("d", "Edge", "diagrams/edge.png", "The edge", DAY)
    made = replace(
        system(few("3.1.1")),
        boundary=Narrative("n", (drawn,), "The text.", Source("ssp/demo/boundary.md")),
    )
    root = body(word(made, None, {"ssp/demo/diagrams/edge.png": png(1200, 750)}))
    pages = []
    within: list[str] = []
    for block in root[0].iter(f"{W}p"):
        within.append(texts(block))
        if (size := block.find(f"{W}pPr/{W}sectPr/{W}pgSz")) is not None:
            pages.append((size.get(f"{W}orient"), within))
            within = []
    assert [orient for orient, _ in pages][:2] == [None, "landscape"]
    assert pages[1][1][0] == "2 System Environment"
    assert "2.1 System Boundary" in pages[1][1]
    assert pages[1][1][-1].startswith("Figure 1. Edge")
    assert pages[2][1][0] == "The text."
    wp = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
    [extent] = root.iter(f"{wp}extent")
    # what the heading and the sentence on the drawn pictures leave of the page
    assert int(extent.get("cx")) > 7.4 * 914400


def test_figures_and_tables_are_listed_with_their_pages(whole: bytes) -> None:
    listed = [item for item in body(whole).iter(f"{W}p") if styles(item) == ["TableofFigures"]]
    pages = [int([item.text or "" for item in entry.iter(f"{W}t")][-1]) for entry in listed]
    assert pages == sorted(pages)
    assert pages[0] > 3
    assert texts(listed[0]).startswith("Table 1. Responsible roles")


def test_pictures_of_requirement_files_are_found_from_their_folder() -> None:
    cell = prose("![again](../../diagrams/edge.png)", {"ssp/demo/diagrams/edge.png": png()})
    assert len(list(cell.iter(f"{W}drawing"))) == 1


def test_control_characters_never_reach_the_file() -> None:
    made = system(
        few("3.1.1"),
        {"3.1.1[a]": answer("partial", prose="a\x01b\x0b\x1bc\ufffe\ud800", missing="d\x00e\x08f")},
    )
    data = word(made, marking="C\x07UI")
    assert "abc" in texts(body(data))
    assert "def" in texts(body(data))
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for name in package.namelist():
            if name.endswith((".xml", ".rels")):
                content = package.read(name).decode("utf-8")
                assert not [sign for sign in content if ord(sign) < 32 and sign not in "\t\n\r"], (
                    name
                )


def test_text_from_the_right_is_marked() -> None:
    cell = prose("\u05e9\u05dc\u05d5\u05dd `x`")
    assert cell.find(f".//{W}pPr/{W}bidi") is not None
    assert [
        texts(item) for item in cell.iter(f"{W}r") if item.find(f"{W}rPr/{W}rtl") is not None
    ] == ["\u05e9\u05dc\u05d5\u05dd "]
    assert prose("left").find(f".//{W}bidi") is None


def test_styles_are_there_and_english(whole: bytes) -> None:
    known = part(whole, "word/styles.xml")
    ids = {item.get(f"{W}styleId") for item in known.iter(f"{W}style")}
    used = {
        item.get(f"{W}val")
        for tag in ("pStyle", "rStyle", "tblStyle")
        for item in body(whole).iter(f"{W}{tag}")
    }
    assert used <= ids
    assert {item.get(f"{W}val") for item in known.iter(f"{W}lang")} == {"en-US"}


def test_no_marking_is_no_marking() -> None:
    data = word(system(few("3.1.1")), marking="")
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        headers = [name for name in package.namelist() if name.startswith("word/header")]
        assert headers
        assert all(not texts(etree.fromstring(package.read(name))) for name in headers)


@settings(max_examples=examples(40), deadline=None)
@given(
    st.text(
        alphabet=st.sampled_from(list("ab *_`[]()<>!#->|~\\&;:1.\n\t=+\"'")) | st.characters(),
        max_size=120,
    )
)
def test_any_prose_makes_a_file(text: str) -> None:
    assert texts(prose(f"{text}\n\nthe end"))


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 100, 1),
        ("a", 100, 1),
        ("word word", 30, 2),
        ("x" * 100, 50, 10),
        ("co-operate", 40, 2),
        ("co-operate", 60, 1),
        ("a\nb", 100, 1),
    ],
)
def test_lines(text: str, width: float, lines: int) -> None:
    assert count_lines([(text, 10, "regular")], width) == lines
