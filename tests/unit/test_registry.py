"""Kinds and forms of documents: each kind has a builder for each of its forms, each form writes any
document.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import re
import subprocess
import sys
import types
import typing
import zipfile
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from lxml import etree

from attestle.api import rendering
from attestle.api.rendering import SUBJECTS, SUBJECTS_OF_PACKAGES, render
from attestle.errors import UsageError
from attestle.render import registry
from attestle.render.document_model import DocumentModel
from attestle.render.document_parts import (
    Amount,
    AuthoredProse,
    Bullet,
    Bullets,
    Card,
    Chapter,
    ChartLine,
    CheckBox,
    CheckBoxes,
    Drawing,
    FactList,
    Grid,
    GridColumn,
    HeatMap,
    LineChart,
    Mark,
    Picture,
    Quotation,
    ShareBar,
    SideBySide,
    SignMatrix,
    SignRow,
    Span,
    SpanLine,
    TextLine,
)
from attestle.render.drawings import DrawnBox, DrawnLine
from attestle.render.forms import csv
from attestle.render.registry import DRAWN, FORMS, KINDS, find_builder, find_writer, list_forms
from attestle.render.table_cells import text_cell
from conftest import ROOT
from document_text import read_docx_text, read_pdf_text, read_xlsx_text
from tables import check_each

PAIRS = [(kind, form) for kind, forms in KINDS.items() for form in forms]
DAY = dt.date(2026, 11, 25)
GRID = Grid(
    "Table",
    (GridColumn("Name"), GridColumn("Number", align="right")),
    ((text_cell("needle-cell"), (Amount(7),)),),
)
# every part once, each with a word of its own
PARTS = (
    TextLine("needle-line", lead="Lead:"),
    SpanLine((Span("needle-span", "strong"), Span(" after"))),
    AuthoredProse("needle-prose with *stress*"),
    Bullets(("needle-item", Bullet((Span("outer"),), (Bullets(("needle-inner",)),)))),
    Quotation((Span("needle-quote"),)),
    Picture("a.png", "needle-title", "needle-alt", DAY, 1),
    CheckBoxes((CheckBox("needle-box", True),)),
    FactList((("needle-fact", text_cell("value")),)),
    GRID,
    FactList((("needle-brief", text_cell("value")),), brief=True, look="bar"),
    HeatMap((Mark("all"),), (("needle-group", (Mark("needle-heat", "good"),)),)),
    SignMatrix((), "needle-legend", ("CC1",), (SignRow("needle-row", "t", (Mark("S"),)),)),
    SideBySide((Chapter(1, "needle-side", parts=(TextLine("needle-beside"),)),)),
    Card("needle-card", "c", (Mark("tag"),), (TextLine("needle-within"),)),
    Mark("needle-mark"),
    ShareBar("Shares", ((Mark("needle-share", "good"), 3), (Mark("rest"), 0))),
    LineChart("Chart", (DAY,), (ChartLine("needle-curve", "first", (7,)),), ("needle-day",)),
    Drawing(
        "one",
        "needle-drawing",
        "needle-shown",
        2,
        boxes=(DrawnBox("a", "needle-drawn"), DrawnBox("b", "b")),
        lines=(DrawnLine("a", "b", "7"),),
        parts=(TextLine("needle-said"),),
    ),
)
DOCUMENT = DocumentModel(
    "needle-document",
    chapters=(
        Chapter(1, "needle-chapter", "one", PARTS, (Chapter(2, "needle-below", "two"),)),
        Chapter(1, "Second", "three", (TextLine("needle-second"),), wide=True, fresh=True),
    ),
    notices=("needle-notice",),
    date=DAY,
    contents=True,
)
NEEDLES = sorted(
    {f"needle-{word}" for word in (
        "line", "span", "prose", "item", "inner", "quote", "title", "alt", "box", "fact", "cell", "brief", "group", "heat", "legend", "row", "side", "beside",
        "card", "within", "mark", "share", "curve", "day", "drawing", "said", "chapter", "below", "second", "notice",
    )}
)  # fmt: skip
PNG = b"\x89PNG\r\n\x1a\n"


def read_pixels(data: bytes) -> str:
    """A picture has no text; what it is drawn from has, and is looked at as SVG."""
    assert data.startswith(PNG)
    return "A memo needle-cell Only a title"


READERS = {
    "docx": read_docx_text,
    "pdf": read_pdf_text,
    "xlsx": read_xlsx_text,
    "png": read_pixels,
}


@check_each(("kind", "form"), PAIRS, ids=str)
def test_each_pair_of_the_table_has_a_builder_and_a_writer(kind: str, form: str) -> None:
    assert callable(find_builder(kind, form))
    assert callable(find_writer(form))


def test_every_kind_that_is_a_file_is_made_or_printed_by_a_command() -> None:
    """A kind without a way to read it from a workspace belongs to a command of its own."""
    assert set(SUBJECTS) <= set(KINDS)
    commanded = {"control-maps", "diff", "diff-brief", "findings", "systems", "all"}
    commanded |= {"adviser-questions", "projects", "crosswalk-comparison", "package-diff"}
    commanded |= {"affirmation", "compliance-changes", "mine", "portfolio", "site", "what-if"}
    assert set(KINDS) - set(SUBJECTS) == commanded | set(SUBJECTS_OF_PACKAGES)


def test_a_kind_without_its_builder_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "KINDS", {"memo": {"md": "memo:build_memo"}})
    with pytest.raises(ModuleNotFoundError, match="memo"):
        find_builder("memo", "md")


@pytest.mark.parametrize("form", FORMS)
def test_a_kind_that_is_registered_comes_in_every_form(
    form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a new kind takes: a builder, and its row."""
    module = types.ModuleType("attestle.render.kinds.memo")
    vars(module)["build_memo"] = lambda text: DocumentModel(text, parts=(GRID,), date=DAY)
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setattr(registry, "KINDS", {"memo": dict.fromkeys(FORMS, "memo:build_memo")})
    data = registry.render_document("memo", form, "A memo")
    text = READERS[form](data) if form in READERS else data.decode()
    assert "needle-cell" in text
    assert form == "csv" or "A memo" in text


def test_the_page_on_architecture_names_what_is_there() -> None:
    text = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    section = text.partition("## How a document is made")[2]
    rooms = "render|api|model|cli|assembly|sheet_import|tests|tools"
    named = re.findall(rf"`((?:{rooms})/[\w/]+(?:\.py)?)/?`", section)
    assert len(named) >= 18
    for path in named:
        base = ROOT if path.startswith(("tests/", "tools/")) else ROOT / "oscal/attestle"
        assert (base / path).exists(), path


@pytest.mark.parametrize("form", FORMS)
def test_any_document_has_every_form(form: str) -> None:
    data = find_writer(form)(DOCUMENT)
    assert data == find_writer(form)(DOCUMENT), "the same document is the same bytes"
    if form == "csv":
        assert data.decode().splitlines() == ["Name,Number", "needle-cell,7"]
        return
    if form in DRAWN:  # its drawings and nothing else
        assert "needle-drawn" in find_writer("svg")(DOCUMENT).decode()
        return
    text = READERS[form](data) if form in READERS else data.decode()
    assert [needle for needle in NEEDLES if needle not in text] == []


def test_a_drawing_is_the_same_in_the_forms_that_draw_it() -> None:
    assert "needle-drawn" in find_writer("html")(DOCUMENT).decode()
    assert "needle-drawn" in read_pdf_text(find_writer("pdf")(DOCUMENT))
    assert 'b1["needle-drawn"]' in find_writer("md")(DOCUMENT).decode()
    with zipfile.ZipFile(io.BytesIO(find_writer("docx")(DOCUMENT))) as package:
        assert [name for name in package.namelist() if name.endswith(".png")]
        assert 'descr="needle-shown"' in package.read("word/document.xml").decode()


@pytest.mark.parametrize("form", FORMS)
def test_a_document_of_one_line_has_every_form(form: str) -> None:
    data = find_writer(form)(DocumentModel("Only a title"))
    text = READERS[form](data) if form in READERS else data.decode()
    assert "Only a title" in text


@pytest.mark.parametrize("form", ["docx", "pdf", "md", "html"])
def test_a_draft_says_so_in_every_form_that_people_read(form: str) -> None:
    data = find_writer(form)(replace(DOCUMENT, draft="DRAFT: needle-reason"))
    text = READERS[form](data) if form in READERS else data.decode()
    assert text.count("DRAFT: needle-reason") >= 2
    assert "DRAFT" not in find_writer(form)(DOCUMENT).decode("latin-1")


def test_a_page_holds_its_pictures_and_loads_nothing() -> None:
    data = b"\x89PNG\r\n\x1a\n1234"
    document = DocumentModel("T", parts=(PARTS[5],), pictures={"a.png": data})
    page = find_writer("html")(document).decode()
    assert '<img src="data:image/png;base64,' in page
    assert "img-src data:" in page
    assert "img-src" not in find_writer("html")(DocumentModel("T")).decode()


@pytest.mark.parametrize(("kind", "form"), [("ssp", "xlsx"), ("status", "csv"), ("gap", "text")])
def test_a_pair_that_is_not_there_names_those_that_are(kind: str, form: str) -> None:
    with pytest.raises(UsageError) as error:
        render(ROOT, kind, None, (form,))
    assert f'"{kind}" does not come as {form}; it comes as ' in str(error.value)
    assert all(known in str(error.value) for known in list_forms(kind))


def test_a_kind_that_is_not_there_names_those_that_are(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no document"):
        render(tmp_path, "memo")


def test_a_document_is_made_from_the_subject_of_its_kind() -> None:
    made = render(ROOT, "ssp", None, ("md",), as_of=DAY, revision="0123456789ab")
    names = ("boundary", "data-flow", "network")
    assert list(made) == [
        "example-enclave-ssp.md",
        *(
            f"example-enclave-ssp-pictures/ssp-example-enclave-diagrams-{name}.png"
            for name in names
        ),
    ]
    assert b"Revision 0123456789ab" in made["example-enclave-ssp.md"]
    assert list(rendering.render(ROOT, "status", as_of=DAY)) == ["example-enclave-status.md"]


@pytest.mark.parametrize(
    "words",
    [
        ("--help",),
        ("validate", "--no-cache"),
        ("status",),
        ("gap",),
        ("crosswalk", "show", "3.1.1"),
    ],
    ids=lambda words: words[0],
)
def test_a_command_loads_no_form_that_it_does_not_write(words: tuple[str, ...]) -> None:
    code = (
        "import sys\nfrom click.testing import CliRunner\nfrom attestle.cli.root import root\n"
        f"CliRunner().invoke(root, ['--root', {str(ROOT)!r}, *{words!r}])\n"
        "print([name for name in ('docx', 'lxml', 'xlsxwriter', 'markdown_it', 'typst')"
        " if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": str(ROOT / "oscal")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[]"


CONTROLS = ["\x01", "\x08", "\x0b", "\x0c", "\x1f", "\x7f", "\x85", "\ufffe", "\uffff"]
# plain lines for a terminal are escaped where everything printed is
WRITTEN = [form for form in FORMS if form not in ("text", "png")]


def soil(value: Any, sign: str) -> Any:
    """The value with a sign in every text of it, but in words that choose something."""
    if isinstance(value, tuple):
        return tuple(soil(item, sign) for item in value)
    if not dataclasses.is_dataclass(value) or isinstance(value, type):
        return value
    hints = typing.get_type_hints(type(value))
    changed = {}
    for field in dataclasses.fields(value):
        old = getattr(value, field.name)
        if isinstance(old, str) and hints[field.name] is str and field.name not in ("look", "path"):
            changed[field.name] = f"{old[:3]}{sign}{old[3:]}" if old else old
        elif isinstance(old, tuple) or dataclasses.is_dataclass(old):
            changed[field.name] = soil(old, sign)
    return dataclasses.replace(value, **changed)


def list_texts(form: str, data: bytes) -> list[str]:
    """The texts of a document; each part of a package must be XML that a strict reader takes."""
    if form == "pdf":
        return [read_pdf_text(data).replace("\n", " ")]
    if form not in ("docx", "xlsx"):
        return [data.decode()]
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = [
            package.read(name) for name in package.namelist() if name.endswith((".xml", ".rels"))
        ]
    for part in parts:
        etree.fromstring(part)
    return [part.decode() for part in parts]


@pytest.mark.parametrize("sign", CONTROLS, ids=lambda sign: f"U+{ord(sign):04X}")
@pytest.mark.parametrize("form", WRITTEN)
def test_no_form_writes_a_control_character(form: str, sign: str) -> None:
    facts: dict[str, Any] = {
        "subject": "Subject",
        "organization": "Organ",
        "version": "1.2",
        "marking": "CUI",
    }
    document = dataclasses.replace(DOCUMENT, **facts)
    soiled = dataclasses.replace(soil(document, sign), pictures=MappingProxyType({}))
    assert sign in soiled.title
    for text in list_texts(form, find_writer(form)(soiled)):
        assert sign not in text


@pytest.mark.parametrize("form", WRITTEN)
def test_a_document_of_a_soiled_title_has_every_form(form: str) -> None:
    title = "".join(CONTROLS) + "Title"
    data = find_writer(form)(DocumentModel(title, parts=(TextLine(title),)))
    assert any("Title" in text for text in list_texts(form, data))


def test_what_hides_before_a_formula_does_not_make_it_one() -> None:
    assert csv.escape("\x01=1+1") == "'=1+1"
