"""Which characters a PDF can print: the table of the fonts that ship, and the fonts of one's own."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path
from typing import Any

import pypdf
import pytest

from attestle.api.document_fonts import find_fonts
from attestle.formats.font_characters import (
    MOST_LINES,
    describe_character,
    find_missing,
    list_ranges,
    name_missing,
    name_undrawn,
    report_missing,
    split_upright,
)
from attestle.formats.font_files import FontFace, join_families, read_faces
from attestle.render.document_model import DocumentModel
from attestle.render.document_parts import AuthoredProse, Span, SpanLine, TextLine
from attestle.render.forms.pdf import write
from attestle.store.own_fonts import read_own_characters
from build_font_characters import LARGEST, read_library
from build_font_characters import find_fonts as find_starts
from conftest import Run
from document_text import read_pdf_text

# by its own name, and by that of typst
OWN, OWN_NAME = "NewComputerModern", "New Computer Modern"


@cache
def list_faces() -> tuple[tuple[FontFace, bytes], ...]:
    """The faces that ship with typst, each with the bytes that begin with it."""
    library = read_library()
    return tuple(
        (face, library[place : place + LARGEST])
        for place in find_starts(library)
        for face in read_faces(library[place : place + LARGEST])
    )


def find_font(family: str) -> tuple[FontFace, bytes]:
    return max(
        (item for item in list_faces() if item[0].family == family),
        key=lambda item: len(item[0].characters),
    )


def test_a_font_says_its_family_and_what_it_draws() -> None:
    face, data = find_font("DejaVu Sans Mono")
    assert face.fixed_width
    assert {ord("a"), 0x2603, 0x0416} <= face.characters
    assert 0x6F22 not in face.characters
    assert not find_font("Libertinus Serif")[0].fixed_width
    collection = b"ttcf\x00\x01\x00\x00\x00\x00\x00\x01\x00\x00\x00\x10"
    assert read_faces(collection + data[:200]) == ()


@pytest.mark.parametrize("size", [0, 3, 12, 60, 400, 5000])
def test_what_is_no_whole_font_is_none(size: int) -> None:
    assert read_faces(find_font(OWN)[1][:size]) == ()
    assert read_faces(b"plain text" * size) == ()


def test_a_family_draws_what_all_of_its_faces_do() -> None:
    faces = (FontFace("A", frozenset({1, 2})), FontFace("A", frozenset({2, 3})))
    more = (FontFace("B", frozenset({4})), FontFace("", frozenset({5})))
    assert join_families((*faces, *more)) == (FontFace("A", frozenset({2})), more[0])


def test_ranges_have_first_and_last() -> None:
    assert list(list_ranges([5, 1, 2, 3, 9, 10])) == [(1, 3), (5, 5), (9, 10)]
    assert list(list_ranges([])) == []


def test_what_no_font_has_is_named_by_its_number() -> None:
    assert name_missing("plain") == "plain"
    assert name_missing("é → ☑ Ж א ع") == "é → ☑ Ж א ع"
    assert name_missing("漢字") == "[U+6F22][U+5B57]"
    assert name_missing("👩\u200d💻\ufe0f!") == "[U+1F469][U+1F4BB]!"
    assert name_missing("a\u200db") == "a\u200db", "a joiner needs no font"
    assert name_missing("漢字", frozenset({0x6F22})) == "漢[U+5B57]"
    assert list(find_missing("字x漢字")) == ["字", "漢"]
    assert describe_character("漢") == "U+6F22 CJK UNIFIED IDEOGRAPH-6F22"
    assert describe_character("\ue000") == "U+E000"


def test_letters_without_a_bold_face_stand_by_themselves() -> None:
    assert split_upright("plain é") == ["plain é"]
    assert split_upright("done ☑ and ☐☑") == ["done ", "☑", " and ", "☐☑", ""]
    assert "".join(split_upright("xe\u0304y")) == "xe\u0304y"


def test_each_line_is_told_with_its_characters() -> None:
    text = "one\n漢 字\n<!-- 漢\n漢 -->\n5 漢é\n"
    first, second = report_missing(text)
    assert (first.code, first.line, second.line) == ("SSP034", 2, 5)
    assert "U+6F22 CJK UNIFIED IDEOGRAPH-6F22, U+5B57" in first.message
    assert "prints [U+6F22]" in first.message
    assert not first.is_error
    assert list(report_missing(text, frozenset(map(ord, "漢字")))) == []


def test_a_text_of_one_script_is_told_in_few_lines() -> None:
    found = list(report_missing("漢字仮名交\n" * 500))
    assert len(found) == MOST_LINES
    assert found[0].message.count("U+") == 4
    assert "and 2 more" in found[0].message
    assert f"so do {500 - MOST_LINES} more lines" in found[-1].message


def make_workspace(root: Path, fonts: str) -> Path:
    (root / "fonts").mkdir()
    (root / "fonts/own.otf").write_bytes(find_font(OWN)[1])
    (root / "fonts/readme.txt").write_text("no font", encoding="utf-8")
    (root / "fonts/broken.ttf").write_bytes(b"\x00\x01\x00\x00broken")
    (root / "attestle.toml").write_text(f"[render]\nfonts = {fonts}\n", encoding="utf-8")
    return root


@pytest.mark.parametrize("fonts", ['["fonts"]', '["fonts/own.otf", "fonts/absent.otf"]'])
def test_a_document_is_printed_in_the_fonts_of_ones_own(tmp_path: Path, fonts: str) -> None:
    root = make_workspace(tmp_path, fonts)
    found = find_fonts(root)
    assert found is not None
    assert found.text == (OWN_NAME,)
    own = find_font(OWN)[0].characters - {
        code for face, _ in list_faces() if face.family != OWN for code in face.characters
    }
    sign = next(chr(code) for code in sorted(own) if list(find_missing(chr(code))))
    assert ord(sign) in read_own_characters(root)
    parts = (TextLine(f"sign {sign} end"), AuthoredProse("**bold** `code`"))
    document = DocumentModel("T", parts=(*parts, SpanLine((Span(sign, "strong"),))))
    data = write(DocumentModel("T", parts=parts, fonts=found))
    reader = pypdf.PdfReader(io.BytesIO(data))
    assert any("NewCM" in str(name) for page in reader.pages for name in list_fonts(page))
    assert f"[U+{ord(sign):04X}]" not in read_pdf_text(data)
    assert f"[U+{ord(sign):04X}]" in read_pdf_text(write(document))


def list_fonts(page: pypdf.PageObject) -> list[str]:
    resources: Any = page["/Resources"].get_object()
    return [str(item.get_object()["/BaseFont"]) for item in resources["/Font"].values()]


def test_without_fonts_in_the_settings_there_are_none(tmp_path: Path) -> None:
    assert find_fonts(tmp_path) is None
    (tmp_path / "attestle.toml").write_text("[render]\nfonts = 3\n", encoding="utf-8")
    assert find_fonts(tmp_path) is None


def test_a_check_looks_at_the_fonts_each_time(copy: Path, run: Run) -> None:
    """They are in no folder whose files are hashed."""
    system = copy / "ssp/example-enclave/system.md"
    system.write_text(system.read_text(encoding="utf-8") + "\nA sign: \u2052\n", encoding="utf-8")
    with (copy / "attestle.toml").open("a", encoding="utf-8") as file:
        file.write('\n[render]\nfonts = ["fonts"]\n')
    told = run(copy, "validate", "--select", "SSP034").output
    assert "U+2052" in told
    (copy / "fonts").mkdir()
    (copy / "fonts/own.otf").write_bytes(find_font(OWN)[1])
    assert "U+2052" not in run(copy, "validate", "--select", "SSP034").output


def test_a_mark_that_no_font_draws_on_its_letter_is_named_in_a_drawing() -> None:
    assert name_undrawn("plain") == "plain"
    assert name_undrawn("Cafe\u0301, O\u0303\u0301") == "Caf\u00e9, \u1e4c"
    assert name_undrawn("Z\u0338\u0322o") == "Z[U+0338][U+0322]o"
    assert name_undrawn("\u05e9\u05b8") == "\u05e9[U+05B8]"
    assert name_undrawn("a\u200db\ufe0f") == "ab", "what has no shape would stand alone"
    assert name_undrawn("<b>\u0338x") == "<b>[U+0338]x", "a sign of markup takes no mark"
    assert name_undrawn("漢") == "[U+6F22]"
