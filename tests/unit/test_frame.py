"""The frame of documents: every kind stands in it in every form, so that a new one does too."""

from __future__ import annotations

import datetime as dt
import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from html import unescape
from pathlib import Path

import openpyxl
import pytest

from attestle.api.document_frames import DATA_FORMS
from attestle.api.rendering import SUBJECTS, Question, render
from attestle.model.system_characteristics import PlanChange
from attestle.render.document_model import DesignationBlock, DocumentModel
from attestle.render.document_parts import Chapter, TextLine
from attestle.render.forms import docx, html, svg
from attestle.render.frame import (
    APPROVED_AS,
    DocumentFrame,
    SignatureLine,
    TitleBlock,
    put_frame,
)
from attestle.render.registry import DRAWN, find_builder, find_writer, list_forms
from attestle.store.source_revision import UNCOMMITTED, UNVERSIONED, read_source_revision
from conftest import NO_HANG, TINY, edit
from document_text import read_docx_text, read_pdf_text, read_xlsx_text
from tables import check_each

DAY = dt.date(2026, 11, 24)
REVISION = "0123456789ab"
STATEMENT = "Statement-needle. For those who were named and for nobody else."
FRAME = DocumentFrame(
    marking="MARK-needle",
    designation=DesignationBlock((("Controlled by", "Owner-needle"), ("POC", "A")), STATEMENT),
    title=TitleBlock(
        "Organization-needle", "System-needle", "Short-needle", "N-1", "9.9", DAY, ("0AAA1",)
    ),
    draft="DRAFT: reason-needle",
    signatures=(
        SignatureLine("Role-needle", "Person-needle", "Title-needle", DAY),
        SignatureLine("Open-needle"),
    ),
    changes=(PlanChange("9.9", DAY, "Change-needle", "By-needle", "Approver-needle"),),
    provenance=(("Revision", REVISION), ("Tool", "tool-needle")),
)
PAIRS = [(kind, form) for kind in SUBJECTS for form in list_forms(kind)]
FRAMED = [(kind, form) for kind, form in PAIRS if form not in (*DATA_FORMS, *DRAWN)]
DRAWINGS = [kind for kind in SUBJECTS if "svg" in list_forms(kind)]


def read_text(data: bytes) -> str:
    return data.decode()


def read_page(data: bytes) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", data.decode().partition("<body>")[2]))


# form -> what a person reads of it; a new form needs its way here
READERS: dict[str, Callable[[bytes], str]] = {
    "docx": read_docx_text,
    "pdf": read_pdf_text,
    "xlsx": read_xlsx_text,
    "md": read_text,
    "html": read_page,
}


@cache
def read_value(kind: str) -> object:
    return SUBJECTS[kind](Question(TINY, None, DAY)).value


@cache
def write_framed(kind: str, form: str) -> bytes:
    document = find_builder(kind, form)(read_value(kind))
    return find_writer(form)(put_frame(document, FRAME))


@check_each(("kind", "form"), FRAMED, ids=str)
def test_a_document_says_all_of_its_frame(kind: str, form: str) -> None:
    text = " ".join(READERS[form](write_framed(kind, form)).split())
    for needle in (
        *("MARK-needle", "Owner-needle", "Statement-needle", "DRAFT: reason-needle", "0AAA1"),
        *("Role-needle", "Person-needle", "Title-needle", "Open-needle", "not approved"),
        *("Change-needle", "By-needle", "Approver-needle", REVISION, "tool-needle"),
    ):
        assert needle in text, needle


@pytest.mark.parametrize("kind", DRAWINGS)
def test_every_drawing_bears_what_a_page_must(kind: str) -> None:
    """A drawing is passed on by itself: marked at top and bottom, and a draft that says so."""
    document = put_frame(find_builder(kind, "svg")(read_value(kind)), FRAME)
    files = svg.write_files(document)
    assert files
    for name, data in files:
        shown = re.findall(r"<text [^>]*>([^<]*)</text>", data.decode())
        assert (shown[0], shown[-1]) == ("MARK-needle", "MARK-needle"), name
        assert "DRAFT: reason-needle" in shown
        said = " ".join(shown)
        for needle in ("Owner-needle", "Statement-needle", REVISION, "tool-needle"):
            assert needle in said, needle
    bare = put_frame(find_builder(kind, "svg")(read_value(kind)), replace(FRAME, marking=""))
    assert b"MARK-needle" not in find_writer("svg")(bare)


def list_kinds(form: str) -> list[str]:
    return [kind for kind in SUBJECTS if form in list_forms(kind)]


@pytest.mark.parametrize("kind", list_kinds("xlsx"))
def test_every_sheet_is_marked_on_paper_and_on_the_screen(kind: str) -> None:
    data = write_framed(kind, "xlsx")
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert len(book.worksheets) > 1
    for sheet in book.worksheets:
        rows = [row for row in sheet.iter_rows(values_only=True) if any(row)]
        assert (rows[0][0], rows[-1][0]) == ("MARK-needle", "MARK-needle"), sheet.title
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = [name for name in package.namelist() if name.startswith("xl/worksheets/sheet")]
        for name in names:
            page = unescape(package.read(name).decode())
            [head] = re.findall("<oddHeader>(.*?)</oddHeader>", page, re.S)
            [foot] = re.findall("<oddFooter>(.*?)</oddFooter>", page, re.S)
            assert "MARK-needle" in head
            assert "DRAFT: reason-needle" in head
            assert "MARK-needle" in foot.partition("&C")[2]
            assert "Page &P of &N" in foot
        own = package.read("docProps/custom.xml").decode()
    assert len(names) == len(book.worksheets)
    assert re.findall(r'name="([^"]+)"', own) == ["Revision", "Tool", "Marking"]
    assert REVISION in own


@pytest.mark.parametrize("kind", list_kinds("docx"))
def test_every_head_and_foot_of_word_is_marked(kind: str) -> None:
    with zipfile.ZipFile(io.BytesIO(write_framed(kind, "docx"))) as package:
        names = [name for name in package.namelist() if re.search(r"/(header|footer)\d", name)]
        assert len(names) == 6, "upright, wide and first pages"
        for name in names:
            assert package.read(name).decode().count("MARK-needle") == 1, name
        body = package.read("word/document.xml").decode()
        assert body.count("<w:titlePg/>") == 1, "only the very first page has the indicator"
        [first] = [name for name in names if "Owner-needle" in package.read(name).decode()]
        assert "Statement-needle" in package.read(first).decode()
        own = package.read("docProps/custom.xml").decode()
    assert own.index(REVISION) < own.index("tool-needle") < own.index("MARK-needle")


@pytest.mark.parametrize("kind", list_kinds("html"))
def test_a_page_is_marked_where_it_is_printed(kind: str) -> None:
    page = write_framed(kind, "html").decode()
    [style] = re.findall(r"@page \{.*\}", page)
    for place in ("top-center", "bottom-center"):
        assert f'@{place} {{ content: "MARK\\2d needle";' in style
    assert '<meta name="attestle-revision" content="0123456789ab">' in page
    shown = re.sub(r"<[^>]+>", "", page.partition("<body>")[2]).split("\n")
    lines = [line for line in shown if line and line != "To the document"]
    assert (lines[0], lines[-1]) == ("MARK-needle", "MARK-needle")


@pytest.mark.parametrize("kind", SUBJECTS)
def test_markdown_begins_and_ends_with_the_marking(kind: str) -> None:
    lines = write_framed(kind, "md").decode().split("\n")
    assert (lines[0], lines[-2], lines[-1]) == ("**MARK-needle**", "**MARK-needle**", "")
    assert REVISION in lines[-4]


@check_each(("kind", "form"), FRAMED, ids=str)
def test_without_a_marking_there_is_none(kind: str, form: str) -> None:
    document = find_builder(kind, form)(read_value(kind))
    bare = replace(FRAME, marking="", designation=None)
    text = READERS[form](find_writer(form)(put_frame(document, bare)))
    assert "MARK-needle" not in text
    assert "Owner-needle" not in text


@pytest.mark.skipif(
    not (shutil.which("chromium") and shutil.which("pdftotext")),
    reason="printing a page needs chromium and pdftotext",
)
def test_a_browser_prints_the_marking_on_every_page(tmp_path: Path) -> None:
    """Counted where it stands: within the margins at top and bottom."""
    (tmp_path / "page.html").write_bytes(write_framed("gap", "html"))
    out = tmp_path / "page.pdf"
    options = ("--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer")
    profile = f"--user-data-dir={tmp_path / 'profile'}"
    page = (tmp_path / "page.html").as_uri()
    command = ("chromium", *options, profile, f"--print-to-pdf={out}", page)
    subprocess.run(command, check=True, capture_output=True, timeout=NO_HANG)
    listed = subprocess.run(
        ("pdftotext", "-bbox", str(out), "-"), check=True, capture_output=True, text=True
    ).stdout
    pages = listed.split("<page ")[1:]
    assert len(pages) > 2
    for text in pages:
        height = float(re.findall(r'height="([\d.]+)"', text)[0])
        places = re.findall(r'yMin="([\d.]+)"[^>]*>MARK-needle<', text)
        assert any(float(place) < 50 for place in places)
        assert any(float(place) > height - 50 for place in places)


def test_no_text_ends_the_style_of_a_page() -> None:
    soiled = '"; } </style><script>alert(1)</script> \\ \n'
    document = put_frame(DocumentModel("T", subject="S"), replace(FRAME, marking=soiled))
    page = html.write(document).decode()
    style = page.partition("<style>")[2].partition("</style>")[0]
    assert "script" in style, "the words are there"
    assert not set("\"';{}<>") & set(re.findall(r'top-center { content: "([^"]*)"', style)[0])
    assert page.count("</style>") == 1


def test_a_long_name_stays_in_its_cell() -> None:
    """Name, version and page are cells of one row, so that none moves another."""
    long = replace(FRAME, title=replace(FRAME.title, short_name="name " * 60, version="1" * 80))
    document = put_frame(DocumentModel("T", subject="S"), long)
    with zipfile.ZipFile(io.BytesIO(docx.write(document))) as package:
        foot = package.read("word/footer1.xml").decode()
    first, *_ = re.findall(r"<w:tr>.*?</w:tr>", foot)
    cells = re.findall(r"<w:tc>.*?</w:tc>", first)
    assert [("name " in cell, "111" in cell, "PAGE" in cell) for cell in cells] == [
        (True, False, False),
        (False, True, False),
        (False, False, True),
    ]


def test_the_record_fills_the_chapter_that_a_kind_keeps_for_it() -> None:
    kept = DocumentModel("T", (Chapter(1, "4 Record", "changes"), Chapter(1, "5 Last")))
    framed = put_frame(kept, replace(FRAME, signatures=None))
    assert [item.title for item in framed.chapters] == ["4 Record", "5 Last"]
    assert framed.chapters[0].parts
    [silent] = put_frame(kept, replace(FRAME, signatures=None, changes=())).chapters[0].parts
    assert silent == TextLine("Not recorded.", "quiet")
    last = put_frame(DocumentModel("T"), FRAME).chapters[-1]
    assert (last.anchor, last.title) == ("changes", "Record of Changes")


# Settings, system and files


SYSTEM = "ssp/demo/system.md"
CUI = (
    "marking: CUI\ndesignation:\n  controlled-by: [Demo Works]\n  categories: [CTI]\n"
    "  distribution:\n    letter: D\n    statement: For contractors of the department only.\n"
    "  poc: J. Example, 555-0100\n"
)


def mark(root: Path, text: str) -> None:
    edit(root, SYSTEM, "interconnections:\n", f"{text}interconnections:\n")


def render_text(root: Path, kind: str) -> str:
    """The markdown alone: pictures are files beside it."""
    made = render(root, kind, None, ("md",), as_of=DAY, revision=REVISION)
    [text] = [data for name, data in made.items() if name.endswith(".md")]
    return text.decode()


def test_the_indicator_stands_only_where_the_marking_is_cui(tiny: Path) -> None:
    mark(tiny, CUI)
    for kind in set(SUBJECTS) - {"crosswalk"}:
        text = render_text(tiny, kind)
        assert text.startswith("**CUI**\n")
        assert "Demo Works" in text, kind
        assert "For contractors of the department only." in text
    (tiny / "attestle.toml").write_text('[marking]\nstatus = "Demo internal"\ngap = "none"\n')
    status, gap = render_text(tiny, "status"), render_text(tiny, "gap")
    assert status.startswith("**Demo internal**\n")
    assert "POC" not in status + gap
    assert "CUI**" not in gap
    assert render_text(tiny, "ssp").startswith("**CUI**\n")


def test_data_bears_its_marking_in_the_name_of_the_file(tiny: Path) -> None:
    [plain] = render(tiny, "crosswalk", None, ("csv",), as_of=DAY, revision=REVISION).items()
    (tiny / "attestle.toml").write_text('[marking]\ncrosswalk = "CUI//SP-CTI"\n')
    [marked] = render(tiny, "crosswalk", None, ("csv",), as_of=DAY, revision=REVISION).items()
    assert marked[0] == plain[0].removesuffix("csv") + "CUI-SP-CTI.csv"
    assert marked[1] == plain[1], "a line of words would be a row of data"


def test_who_signs_and_whose_number_it_is(tiny: Path) -> None:
    mark(
        tiny,
        "document-number: D-7\napprovals:\n"
        '  - {role: system-owner, name: Owner, date: 2026-10-02, version: "1.0"}\n'
        '  - {role: it, name: Further, date: 2026-10-02, version: "1.0"}\n'
        '  - {role: security-officer, name: Late, date: 2026-10-02, version: "0.9"}\n'
        '  - {role: security-officer, name: Saver, date: 2026-10-02, version: "1.0", of: poam}\n',
    )
    plan, action = render_text(tiny, "ssp"), render_text(tiny, "poam")
    chapter = plan.partition("## Approvals")[2].partition("\n## ")[0]
    assert "Owner" in chapter
    assert "Further" in chapter
    assert "Late" not in chapter
    assert chapter.count("not approved") == 1
    assert "| **Document number** | D-7 |" in plan
    assert "| **Document number of the plan** | D-7 |" in action
    assert "Saver" in action.partition("## Approvals")[2].partition("\n## ")[0]
    matrix = render_text(tiny, "crm")
    assert "| **Plan approved by** | " in matrix, "nobody has seen the matrix itself"
    assert "Of the plan that this document is made from, in version 1.0" in matrix
    assert "## Approvals" not in render_text(tiny, "status"), "nobody signs a report"
    assert set(APPROVED_AS) & set(SUBJECTS) >= {"ssp", "poam", "crm"}


def test_provenance_names_no_hash_of_another_plan(tiny: Path) -> None:
    name = "OSCAL SSP SHA-256"
    path = tiny / "system-security-plans/demo/system-security-plan.json"
    last = render_text(tiny, "status").strip().split("\n")[-1]
    assert f"Revision {REVISION}; SSP UUID b5569082-f57d-4a60-8c5a-05732312796f" in last
    assert last.endswith("As of 2026-11-24*")
    digest = re.search(rf"{name} ([0-9a-f]{{64}});", last)
    assert digest
    mark(tiny, "marking: Demo internal\n")
    assert f"{name} not up to date;" in render_text(tiny, "status")
    path.unlink()
    assert f"{name} not assembled;" in render_text(tiny, "status")


def run_git(root: Path, *words: str) -> str:
    command = ("git", "-C", str(root), "-c", "user.name=a", "-c", "user.email=a@b", *words)
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def test_the_revision_is_that_of_what_a_document_is_made_from(tmp_path: Path) -> None:
    root = tmp_path / "checkout"
    (root / "ssp").mkdir(parents=True)
    (root / "ssp/a.md").write_bytes(b"one\ntwo\n")
    paths = ("ssp", "absent")
    assert read_source_revision(root, paths) == UNVERSIONED
    run_git(root, "init", "-q")
    assert read_source_revision(root, paths) == UNVERSIONED, "no commit yet"
    run_git(root, "add", ".")
    run_git(root, "commit", "-qm", "First")
    first = run_git(root, "rev-parse", "HEAD")[:12]
    (root / "other").write_text("x")
    run_git(root, "add", ".")
    run_git(root, "commit", "-qm", "Something else")
    assert read_source_revision(root, paths) == first
    assert read_source_revision(root, ("absent",)) == UNVERSIONED
    (root / "ssp/a.md").write_bytes(b"one\r\ntwo\r\n")
    assert read_source_revision(root, paths) == first, "a checkout may turn the ends of lines"
    for change in (
        lambda: (root / "ssp/a.md").write_text("three"),
        lambda: (root / "ssp/a.md").unlink(),
        lambda: (root / "ssp/b.md").write_text("new"),
    ):
        (root / "ssp/a.md").write_bytes(b"one\ntwo\n")
        change()
        assert read_source_revision(root, paths) == f"{first} {UNCOMMITTED}"


def test_a_shallow_clone_names_its_head(tmp_path: Path) -> None:
    origin, clone = tmp_path / "origin", tmp_path / "clone"
    (origin / "ssp").mkdir(parents=True)
    run_git(origin, "init", "-q")
    for name in ("ssp/a", "other"):
        (origin / name).write_text(name)
        run_git(origin, "add", ".")
        run_git(origin, "commit", "-qm", name)
    run_git(tmp_path, "clone", "-q", "--depth=1", origin.as_uri(), str(clone))
    head = run_git(origin, "rev-parse", "HEAD")[:12]
    assert read_source_revision(clone, ("ssp",)) == head
    assert read_source_revision(origin, ("ssp",)) != head
