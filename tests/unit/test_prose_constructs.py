"""Every construct of an author's markdown in every form that prints it: the golden file shows what
becomes of each, `tests/data/prose/constructs.txt` what was typed.
"""

from __future__ import annotations

import io
import re
import time
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from lxml import etree

from attestle.formats.prose_constructs import Construct, find_constructs
from attestle.formats.prose_targets import list_local_paths, resolve_target
from attestle.render.document_model import DocumentModel
from attestle.render.document_parts import AuthoredProse, Chapter, Grid, GridColumn
from attestle.render.forms.markdown_blocks import write_prose
from attestle.render.prose import Block, Heading, Image, Paragraph, Run, settle_headings, walk_lines
from attestle.render.prose_parser import parse_prose
from attestle.render.registry import find_writer
from attestle.render.table_cells import text_cell
from attestle.rules.prose_rules import LIKELY
from conftest import ROOT, Golden
from document_text import read_pdf_text
from tables import check_each

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
FILE = "ssp/demo/controls/AC/3.1.1.md"
PNG = (ROOT / "tests/cases/_base/ssp/demo/diagrams/network.png").read_bytes()
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
PICTURES = {"ssp/demo/diagrams/gate.png": PNG, "ssp/demo/diagrams/map.svg": SVG}
NETWORK = Chapter(
    2, "The network", "network", (AuthoredProse("# Ways in\n\nOne.", "ssp/demo/network.md"),)
)


def read_constructs() -> dict[str, str]:
    text = (ROOT / "tests/data/prose/constructs.txt").read_text(encoding="utf-8")
    pieces = re.split(r"^=== (.*)\n", text, flags=re.M)
    return {
        title: body.removesuffix("\n")
        for title, body in zip(pieces[1::2], pieces[2::2], strict=True)
    }


CONSTRUCTS = read_constructs()


def make_document(*texts: str) -> DocumentModel:
    parts = tuple(AuthoredProse(text, FILE) for text in texts)
    answer = Chapter(2, "The answer", "answer", parts)
    return DocumentModel(
        "Plan",
        chapters=(Chapter(1, "One", "one", chapters=(answer, NETWORK)),),
        pictures=PICTURES,
        picture_folder="plan-pictures",
        home="build",
    )


def write(form: str, document: DocumentModel) -> str:
    data = find_writer(form)(document)
    return describe_word(data) if form == "docx" else data.decode()


def describe_word(data: bytes) -> str:
    """The body as lines: the style of each paragraph, and every run in its own."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = package.namelist()
        body = etree.fromstring(package.read("word/document.xml"))[0]
        targets = read_targets(package, "document")
        lines = list(describe_blocks(body, targets))
        if "word/footnotes.xml" in names:
            notes = etree.fromstring(package.read("word/footnotes.xml"))
            for note in notes.findall(f"{W}footnote")[2:]:
                found = describe_blocks(note, read_targets(package, "footnotes"))
                lines += [f"note {note.get(f'{W}id')}: {line}" for line in found]
    return "\n".join(lines)


def read_targets(package: zipfile.ZipFile, part: str) -> dict[str, str]:
    name = f"word/_rels/{part}.xml.rels"
    if name not in package.namelist():
        return {}
    relations = etree.fromstring(package.read(name))
    return {str(item.get("Id")): str(item.get("Target")) for item in relations}


def describe_blocks(parent: Any, targets: dict[str, str]) -> Iterator[str]:
    for item in parent:
        if item.tag == f"{W}p":
            style = item.find(f"{W}pPr/{W}pStyle")
            name = "" if style is None else style.get(f"{W}val")
            yield f"{name}: {''.join(map(str, describe_runs(item, targets)))}".rstrip()
        elif item.tag == f"{W}tbl":
            for row in item.iter(f"{W}tr"):
                cells = (list(describe_blocks(cell, targets)) for cell in row.findall(f"{W}tc"))
                yield "| " + " | ".join(" / ".join(lines) for lines in cells) + " |"


def describe_runs(parent: Any, targets: dict[str, str]) -> Iterator[str]:
    for item in parent:
        if item.tag == f"{W}r":
            yield describe_run(item)
        elif item.tag == f"{W}hyperlink":
            inner = "".join(describe_runs(item, targets))
            anchor = item.get(f"{W}anchor")
            yield f"[{inner}]({targets[item.get(f'{R}id')] if anchor is None else 'inside'})"


def describe_run(item: Any) -> str:
    signs = {f"{W}tab": "\t", f"{W}br": " // ", f"{W}footnoteRef": "^"}
    words = ""
    for inner in item.iter():
        words += (inner.text or "") if inner.tag == f"{W}t" else signs.get(inner.tag, "")
        if inner.tag == f"{W}footnoteReference":
            words += f"^{inner.get(f'{W}id')}"
        if inner.tag.endswith("}docPr"):
            words += f"<picture {inner.get('descr')}|{inner.get('title')}>"
    style = item.find(f"{W}rPr/{W}rStyle")
    marks = [] if style is None else [style.get(f"{W}val")]
    marks += [
        (mark.get(f"{W}val") or mark.tag.rpartition("}")[2])
        for mark in item.findall(f"{W}rPr/*")
        if not mark.tag.endswith("}rStyle")
    ]
    return f"{{{' '.join(marks)}: {words}}}" if marks else words


def cut_own_part(form: str, text: str) -> str:
    """What the document says of the one text in it."""
    if form == "html":
        start, end = text.index("The answer</h3>"), text.index('<h3 id="network">')
        return text[start + len("The answer</h3>") : end].strip()
    if form == "md":
        own = text[text.index("### The answer") + len("### The answer") :]
        return re.split(r'(?:<a id="network"></a>\n\n)?### The network', own)[0].strip()
    head, notes = text.split("Heading2: The answer\n")[1], ""
    if "\nnote 1:" in head:
        head, _, notes = head.partition("\nnote 1:")
        notes = f"note 1:{notes}"
    return f"{head.partition('Heading2: The network')[0].strip()}\n{notes}".strip()


def shorten_data(text: str) -> str:
    return re.sub(r"(data:image/[\w+]+;base64,)[\w+/=]+", r"\1...", text)


def test_every_construct_arrives_in_every_form(golden: Golden) -> None:
    pages = []
    for title, typed in CONSTRUCTS.items():
        shown = [f"=== {title}", typed]
        for form in ("docx", "html", "md"):
            written = cut_own_part(form, write(form, make_document(typed)))
            shown += [f"--- {form}", shorten_data(written)]
        pages.append("\n".join(shown))
    golden("prose-constructs.txt", ("\n\n".join(pages) + "\n").encode())


@check_each("title", CONSTRUCTS)
def test_markdown_that_is_written_reads_the_same(title: str) -> None:
    """Links and pictures lead from another folder, and headings stand lower: all else is equal."""
    tree = parse_prose(CONSTRUCTS[title])
    if any(isinstance(item, Image) or is_moved(item) for line in walk_lines(tree) for item in line):
        return
    assert parse_prose(write_prose(tree, 0)) == settle(tree)


def is_moved(item: object) -> bool:
    return isinstance(item, Run) and bool(item.href) and not item.href.startswith(("http", "mail"))


def settle(tree: tuple[Block, ...]) -> tuple[Block, ...]:
    """The tree with its headings one below another."""
    levels = settle_headings(tree, 0)
    return tuple(
        replace(block, level=levels[id(block)]) if isinstance(block, Heading) else block
        for block in tree
    )


@pytest.mark.parametrize("name", CONSTRUCTS)
def test_each_construct_is_typeset(name: str) -> None:
    """Its words stand on the page; what they look like is held by the code that they become."""
    document = make_document(CONSTRUCTS[name], "needle-after")
    text = read_pdf_text(find_writer("pdf")(document))
    assert "needle-after" in text


@pytest.mark.parametrize("form", ["docx", "html", "md"])
def test_all_constructs_stand_in_one_document(form: str) -> None:
    text = write(form, make_document(*CONSTRUCTS.values()))
    for word in ("gate", "badge", "Hidden", "meaning", "inner", "Sixth", "and a list"):
        assert word in text
    assert find_writer(form)(make_document(*CONSTRUCTS.values())) == find_writer(form)(
        make_document(*CONSTRUCTS.values())
    )


def test_nothing_of_an_author_acts_on_a_page() -> None:
    page = write("html", make_document(*CONSTRUCTS.values()))
    assert "<script" not in page
    assert "<svg" not in page
    assert not re.search(r"<(?:img|span|a|u|table)\b[^>]*(?:onerror|style=\"color)", page)
    assert set(re.findall(r'href="([a-z]+):', page)) <= {"https", "http", "mailto"}
    assert not re.search(r'src="(?!data:image/)', page)


def test_every_link_within_a_page_finds_its_place() -> None:
    for form, pattern in (("html", r'href="#([^"]+)"'), ("md", r"\]\(#([^)]+)\)")):
        text = write(form, make_document(*CONSTRUCTS.values()))
        places = re.findall(r'id="([^"]+)"', text)
        assert len(places) == len(set(places))
        targets = set(re.findall(pattern, text))
        assert targets
        assert targets <= set(places), form


def test_footnotes_are_numbered_through_the_document() -> None:
    text = "One[^a].\n\n[^a]: First."
    document = make_document(text, text)
    markdown = write("md", document)
    assert "One[^1]." in markdown
    assert "One[^2]." in markdown
    assert "[^2]: First." in markdown
    page = write("html", document)
    assert page.index('id="note-1"') < page.index('href="#note-2"')
    word = write("docx", document)
    assert "One{FootnoteReference: ^2}." in word
    assert "note 2: FootnoteText: {FootnoteReference: ^} First." in word


def test_a_cell_of_markdown_loses_no_block() -> None:
    text = "Words[^1].\n\n- one\n- [x] two\n\n```\ncode\n```\n\n> said\n\n[^1]: Note."
    grid = Grid(
        "g", (GridColumn("a"), GridColumn("b")), ((text_cell("x"), (AuthoredProse(text, FILE),)),)
    )
    written = write("md", DocumentModel("T", parts=(grid,)))
    assert "| x | Words[^1].<br>• one<br>☒ two<br>`code`<br>said |" in written
    assert "[^1]: Note." in written


def test_a_document_without_a_folder_for_pictures_describes_them() -> None:
    document = DocumentModel(
        "T", parts=(AuthoredProse("![gate](d.png)", "a.md"),), pictures={"d.png": PNG}
    )
    assert "(picture: gate)" in write("md", document)


@pytest.mark.parametrize(
    ("href", "base", "path"),
    [
        ("a.md", "x/y/b.md", "x/y/a.md"),
        ("../a.md#part", "x/y/b.md", "x/a.md"),
        ("/a.md", "x/y/b.md", "a.md"),
        ("a%20b.md", "x/b.md", "x/a b.md"),
        ("../../../a.md", "x/y/b.md", ""),
        ("..%2F..%2Fa.md", "x/b.md", ""),
        ("/../a.md", "x/b.md", ""),
        ("a\\b.md", "x/b.md", ""),
        ("a%00.md", "x/b.md", ""),
        ("#part", "x/b.md", "x/b.md"),
        ("", "x/b.md", None),
        ("//host/a", "x/b.md", None),
        ("https://a.example", "x/b.md", None),
        ("C:/a.png", "x/b.md", None),
    ],
)
def test_relative_links_stay_inside(href: str, base: str, path: str | None) -> None:
    target = resolve_target(href, base)
    assert (target.path if target else None) == path


@check_each("title", CONSTRUCTS)
def test_every_local_target_is_looked_for(title: str) -> None:
    """The quick look at a text, which parses nothing, finds at least what the parser finds."""
    listed = set(list_local_paths(CONSTRUCTS[title], FILE))
    for item in find_constructs(CONSTRUCTS[title]):
        target = resolve_target(item.text, FILE) if item.kind in ("link", "picture") else None
        if target and target.path and target.path != FILE:
            assert target.path in listed


@check_each("title", CONSTRUCTS)
def test_every_text_with_something_to_say_of_is_looked_at(title: str) -> None:
    """The rules parse only texts with a sign of a construct."""
    text = CONSTRUCTS[title]
    told = [item for item in find_constructs(text) if not is_web_link(item)]
    assert not told or LIKELY.search(text)


def is_web_link(item: Construct) -> bool:
    return item.kind == "link" and item.text.startswith(("http", "mailto:"))


def test_constructs_are_found_at_their_lines() -> None:
    text = "a\nb <u>c</u>\n\n> d\n> ![e](f.png) $x$\n\n| g |\n|---|\n| [h](i.md) |\n\n[^1]\n\n[^1]: j\n    :klm_no:"
    found = [(item.line, item.kind, item.text) for item in find_constructs(text)]
    assert found == [
        (1, "tag", "u"),
        (4, "picture", "f.png"),
        (4, "formula", ""),
        (8, "link", "i.md"),
        (13, "emoji", ":klm_no:"),
    ]


@pytest.mark.parametrize(
    "text",
    [":" * 20_000, "@a" * 20_000, "$a " * 20_000, "w" * 40_000, "a:b@c.d " * 5_000, "[^1]" * 3_000, "<b" * 20_000,
     "<details>" * 3_000, "<sub>" * 3_000 + "x", "~a" * 10_000, "- [ ] " * 2_000, "> [!NOTE]\n" * 3_000],
    ids=range(12),
)  # fmt: skip
def test_hostile_texts_are_read_in_time(text: str) -> None:
    start = time.process_time()
    write_prose(parse_prose(text), 3)
    find_constructs(text)
    list_local_paths(text, FILE)
    assert time.process_time() - start < 6


def test_a_text_as_typed_is_a_paragraph() -> None:
    assert isinstance(parse_prose("[" * 5000)[0], Paragraph)
