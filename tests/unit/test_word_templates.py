"""The house style of Word documents: styles by name, cover, header and footer of a template."""

from __future__ import annotations

import datetime as dt
import io
import re
import struct
import zipfile
import zlib
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from lxml import etree

from attestle.api.document_templates import describe_template
from attestle.api.rendering import render
from attestle.errors import UsageError
from attestle.formats.office_package import MAX_UNPACKED, WORD_FILE, find_unsafe_part
from attestle.render.forms.docx_template import UnusableTemplate, read_template
from attestle.render.forms.docx_template_styles import list_names
from attestle.store.own_template import MOST_BYTES
from conftest import Run

DAY = dt.date(2026, 11, 24)
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
PATH = "templates/plan.docx"


def make_picture(width: int = 40, height: int = 20) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        code = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + code

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = b"".join(b"\0" + b"\x80" * width for _ in range(height))
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def add_field(paragraph: object, instruction: str, shown: str) -> None:
    for kind, text in (
        ("begin", ""),
        ("", instruction),
        ("separate", ""),
        ("t", shown),
        ("end", ""),
    ):
        run = paragraph.add_run()  # type: ignore[attr-defined]
        if kind == "t":
            run.text = text
            continue
        item = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            item.set(qn("w:fldCharType"), kind)
        else:
            item.text = text
        run._element.append(item)


def make_template(*, place_holder: bool = True) -> WordDocument:
    """A house style with a look of its own for four styles, a cover, a logo, header and footer."""
    template: WordDocument = Document()
    styles = template.styles
    styles["Normal"].font.name = "Georgia"
    heading = styles["Heading 1"]
    heading.font.color.rgb, heading.font.size = RGBColor(0xAB, 0x12, 0x34), Pt(21)
    base = styles.add_style("Acme Base", WD_STYLE_TYPE.PARAGRAPH)
    base.font.color.rgb = RGBColor(0x01, 0x23, 0x45)
    styles["Body Text"].base_style = base
    hidden = OxmlElement("w:vanish")
    styles["Title"].element.get_or_add_rPr().append(hidden)
    cover = styles.add_style("Acme Cover", WD_STYLE_TYPE.PARAGRAPH)
    cover.font.size = Pt(40)
    template.add_paragraph("needle-cover of Acme", "Acme Cover")
    add_field(template.add_paragraph("Printed on "), " DATE ", "needle-field")
    table = template.add_table(1, 2)
    table.cell(0, 1).text = "needle-cell"
    template.add_picture(io.BytesIO(make_picture()))
    if place_holder:
        template.add_paragraph("{{document}}")
    template.add_paragraph("needle-after")
    section = template.sections[0]
    section.header.paragraphs[0].text = "needle-head"
    section.header.paragraphs[0].add_run().add_picture(io.BytesIO(make_picture(30, 30)))
    add_field(section.footer.paragraphs[0], " PAGE ", "needle-page")
    section.footer.add_paragraph("needle-foot")
    return template


def write(document: WordDocument) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


TEMPLATE = write(make_template())


def change(data: bytes, parts: dict[str, bytes]) -> bytes:
    """The package with parts replaced or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", 8) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, content in parts.items():
            new.writestr(name, content)
    return out.getvalue()


def place(root: Path, data: bytes) -> Path:
    path = root / PATH
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)
    settings = root / "attestle.toml"
    before = settings.read_text(encoding="utf-8") if settings.is_file() else ""
    settings.write_text(f'{before}\n[render]\ntemplate = "{PATH}"\n', encoding="utf-8")
    return root


def place_again(root: Path, data: bytes) -> Path:
    (root / PATH).write_bytes(data)
    return root


def render_word(root: Path, kind: str = "poam") -> dict[str, bytes]:
    """The parts of a Word file."""
    made = render(root, kind, None, ("docx",), as_of=DAY, revision="0123456789ab")
    with zipfile.ZipFile(io.BytesIO(next(iter(made.values())))) as package:
        return {name: package.read(name) for name in package.namelist()}


def find_style(parts: dict[str, bytes], key: str) -> Any:
    root: Any = etree.fromstring(parts["word/styles.xml"])
    (found,) = root.xpath(f"//*[@*[local-name()='styleId']='{key}']")
    return found


def list_edges(parts: dict[str, bytes], kind: str) -> list[str]:
    return [
        data.decode()
        for name, data in sorted(parts.items())
        if re.match(rf"word/{kind}\d+\.xml", name)
    ]


@pytest.fixture
def parts(tiny: Path) -> dict[str, bytes]:
    return render_word(place(tiny, TEMPLATE))


def test_styles_are_taken_by_their_names(parts: dict[str, bytes]) -> None:
    heading = find_style(parts, "Heading1")
    assert heading.find(f".//{W}color").get(f"{W}val") == "AB1234"
    assert heading.find(f".//{W}sz").get(f"{W}val") == "42"
    assert find_style(parts, "Normal").find(f".//{W}rFonts").get(f"{W}ascii") == "Georgia"
    body = find_style(parts, "BodyText").find(f"{W}basedOn").get(f"{W}val")
    base = find_style(parts, body)
    assert base.find(f".//{W}color").get(f"{W}val") == "012345"
    assert base.find(f"{W}name").get(f"{W}val") == "Template Acme Base"


def test_what_the_template_lacks_is_ours_in_its_font(parts: dict[str, bytes]) -> None:
    fonts = find_style(parts, "TableText").find(f".//{W}rFonts")
    assert fonts.get(f"{W}ascii") == "Georgia"
    assert find_style(parts, "Code").find(f".//{W}rFonts").get(f"{W}ascii") == "Courier New"


def test_no_style_of_a_template_hides_or_numbers_a_text(parts: dict[str, bytes]) -> None:
    styles = parts["word/styles.xml"].decode()
    assert "w:vanish" not in styles
    assert "w:numPr" not in styles
    for number in range(1, 7):
        level = find_style(parts, f"Heading{number}").find(f".//{W}outlineLvl")
        assert level.get(f"{W}val") == str(number - 1)
    assert "Theme" not in styles


def test_names_and_ids_of_styles_are_each_there_once(parts: dict[str, bytes]) -> None:
    root: Any = etree.fromstring(parts["word/styles.xml"])
    names = [item.get(f"{W}val").lower() for item in root.iterfind(f"{W}style/{W}name")]
    ids = [item.get(f"{W}styleId") for item in root.iterfind(f"{W}style")]
    assert len(set(names)) == len(names)
    assert len(set(ids)) == len(ids)
    for tag in ("pStyle", "rStyle", "tblStyle"):
        used = re.findall(rf'<w:{tag} w:val="([^"]+)"', parts["word/document.xml"].decode())
        assert set(used) <= set(ids)


def test_the_cover_stands_before_the_document(parts: dict[str, bytes]) -> None:
    text = parts["word/document.xml"].decode()
    order = [text.index(word) for word in ("needle-cover", "needle-cell", "Plan of Action")]
    assert order == sorted(order)
    assert "needle-after" not in text
    assert "{{document}}" not in text
    assert "needle-field" not in text
    assert " DATE " not in text
    title = text.index('<w:pStyle w:val="Title"/>')
    assert text[title:].startswith('<w:pStyle w:val="Title"/><w:pageBreakBefore/>')
    assert make_picture() in parts.values()


def test_marking_and_page_numbers_stand_beside_what_the_template_has(tiny: Path) -> None:
    system = tiny / "ssp/demo/system.md"
    text = system.read_text(encoding="utf-8")
    system.write_text(
        re.sub(r"(?m)^marking: .*$", "marking: needle-marking", text)
        if "\nmarking:" in text
        else text.replace("---\n", "---\nmarking: needle-marking\n", 1),
        encoding="utf-8",
    )
    parts = render_word(place(tiny, TEMPLATE))
    for head in list_edges(parts, "header"):
        assert head.index("needle-marking") < head.index("needle-head")
        assert "<pic:pic>" in head
    for foot in list_edges(parts, "footer"):
        assert "needle-foot" in foot
        assert "needle-page" not in foot
        assert foot.count(" PAGE ") == 1
        assert "needle-marking" in foot
    assert len(list_edges(parts, "header")) >= 2
    assert make_picture(30, 30) in parts.values()


def test_the_contents_count_the_pages_of_the_cover(tiny: Path) -> None:
    def read_pages(parts: dict[str, bytes]) -> list[int]:
        text = parts["word/document.xml"].decode()
        found = re.findall(r"PAGEREF _Toc\d+.*?<w:t[^>]*>(\d+)</w:t>", text)
        return [int(number) for number in found]

    before = read_pages(render_word(tiny, "ssp"))
    after = read_pages(render_word(place(tiny, TEMPLATE), "ssp"))
    assert before
    assert after == [number + 1 for number in before]
    template = make_template()
    template.styles["Heading 1"].paragraph_format.space_before = Pt(300)
    template.styles["Heading 2"].font.size = Pt(80)
    larger = read_pages(render_word(place_again(tiny, write(template)), "ssp"))
    assert larger[-1] > after[-1], "sizes of the template are counted"


def test_the_report_names_what_is_taken_and_what_is_not(tiny: Path, run: Run) -> None:
    told = "\n".join(describe_template(place(tiny, TEMPLATE)))
    assert f"template {PATH}: " in told
    taken = re.search(r"taken from it: (.*)", told)
    lacking = re.search(r"it lacks, and attestle's own are used in its font Georgia: (.*)", told)
    assert taken
    assert lacking
    assert {"heading 1", "Body Text", "Normal"} <= set(taken[1].split(", "))
    assert {"Table Text", "Objective Heading"} <= set(lacking[1].split(", "))
    assert len(taken[1].split(", ")) + len(lacking[1].split(", ")) == len(list_names())
    assert "with its cover, header, footer; marking and page numbers are attestle's" in told
    assert "left out: a field of the cover" in told
    assert "left out: a field of the footer" in told
    assert 'left out: the numbering of the style "List Bullet"' in told
    out = tiny / "build"
    result = run(
        tiny, "render", "status", "--to", "docx", "--as-of", "2026-11-24", "--out", str(out)
    )
    assert told in result.stderr
    result = run(tiny, "render", "status", "--to", "md", "--as-of", "2026-11-24", "--out", str(out))
    assert "template" not in result.stderr, "markdown has no house style"


def test_a_template_without_a_place_holder_has_no_cover(tiny: Path) -> None:
    root = place(tiny, write(make_template(place_holder=False)))
    assert "no paragraph of it is {{document}}" in "\n".join(describe_template(root))
    assert b"needle-cover" not in render_word(root)["word/document.xml"]


def test_the_same_template_gives_the_same_bytes(tiny: Path) -> None:
    root = place(tiny, TEMPLATE)
    assert render_word(root) == render_word(root)


RELATION = (
    b'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
    b'relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/'
    b'2006/relationships/attachedTemplate" Target="https://acme.example/a.dotx"'
    b' TargetMode="External"/></Relationships>'
)
UNSAFE = {
    "macros": ({"word/vbaProject.bin": b"x"}, "has macros (word/vbaProject.bin)"),
    "embedded": ({"word/embeddings/a.bin": b"x"}, "holds something of another program"),
    "controls": ({"word/activeX/a.bin": b"x"}, "holds something of another program"),
    "outside": (
        {"word/_rels/settings.xml.rels": RELATION},
        "refers to something outside of it: https://acme.example/a.dotx",
    ),
    "outside, in other signs": (
        {"word/_rels/settings.xml.rels": RELATION.replace(b"External", b"&#69;xternal")},
        "refers to something outside of it",
    ),
    "doctype": (
        {"word/styles.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'},
        "declares a document type",
    ),
    "bomb": ({"word/media/a.bin": b"\0" * 40_000_000}, "unpacks to more than a Word file can"),
    "encoding": (
        {"word/styles.xml": "<a/>".encode("utf-16")},
        "encoding that Word files never use",
    ),
}


@pytest.mark.parametrize("case", UNSAFE)
def test_an_unsafe_template_is_refused_with_the_reason(tiny: Path, run: Run, case: str) -> None:
    parts, reason = UNSAFE[case]
    root = place(tiny, change(TEMPLATE, parts))
    out = root / "build"
    result = run(root, "render", "poam", "--to", "docx", "--out", str(out))
    assert result.exit_code == 2
    assert f"{PATH}, the template that attestle.toml names, cannot be used: " in result.stderr
    assert reason in result.stderr
    assert not out.exists()
    assert render(root, "poam", None, ("md",), as_of=DAY), "other forms do without"


def test_macros_are_known_by_their_type_too() -> None:
    with zipfile.ZipFile(io.BytesIO(TEMPLATE)) as package:
        types = package.read("[Content_Types].xml")
    plain = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    acting = b"application/vnd.ms-word.document.macroEnabled.main+xml"
    data = change(TEMPLATE, {"[Content_Types].xml": types.replace(plain, acting)})
    assert find_unsafe_part(data, WORD_FILE) == "the Word file has macros"
    assert find_unsafe_part(TEMPLATE, WORD_FILE) == ""


def test_what_is_no_word_file_is_refused(tiny: Path) -> None:
    for data, reason in (
        (b"no zip", "damaged"),
        (change(TEMPLATE, {})[:-30], "damaged"),
        (b"\0" * (MOST_BYTES + 1), "larger"),
    ):
        place(tiny, data)
        with pytest.raises(UsageError, match=f"cannot be used: .*{reason}"):
            describe_template(tiny)
        (tiny / "attestle.toml").unlink()
    place(tiny, TEMPLATE)
    (tiny / PATH).unlink()
    with pytest.raises(UsageError, match="there is no such file"):
        describe_template(tiny)
    assert MOST_BYTES < MAX_UNPACKED


def test_a_file_of_the_strict_form_says_how_to_save_it() -> None:
    with zipfile.ZipFile(io.BytesIO(TEMPLATE)) as package:
        body = package.read("word/document.xml")
    plain = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    strict = body.replace(plain, b"http://purl.oclc.org/ooxml/wordprocessingml/main")
    with pytest.raises(UnusableTemplate, match="strict form"):
        read_template(change(TEMPLATE, {"word/document.xml": strict}))


def test_styles_that_are_based_on_each_other_end_nothing() -> None:
    template = make_template()
    first, second = (template.styles[name] for name in ("Heading 1", "Heading 2"))
    first.base_style, second.base_style = second, first
    assert read_template(write(template)).styles.own
