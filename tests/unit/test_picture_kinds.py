"""Files that are named as pictures and are none."""

from __future__ import annotations

from pathlib import Path

import pytest

from attestle.formats.picture_kinds import is_picture
from conftest import TINY, Run
from document_text import read_docx_text

PNG = (TINY / "ssp/demo/diagrams/boundary.png").read_bytes()


@pytest.mark.parametrize(
    "data", [PNG, b"\xff\xd8\xff\xe0", b"GIF89a..", b"BM..", b"II*\x00..", b"MM\x00*.."]
)
def test_pictures_are_known_by_their_beginning(data: bytes) -> None:
    assert is_picture(data)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"a text",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        PNG[:8],
        PNG[:20],
        PNG[:16] + bytes(8),
        b"version https://git-lfs.github.com/spec/v1\n",
    ],
)
def test_what_is_no_picture(data: bytes) -> None:
    assert not is_picture(data)


def test_word_says_that_a_picture_cannot_be_read(tiny: Path, run: Run) -> None:
    (tiny / "ssp/demo/diagrams/boundary.png").write_text("a text", encoding="utf-8")
    answer = tiny / "ssp/demo/boundary.md"
    text = answer.read_text(encoding="utf-8")
    answer.write_text(f"{text}\n![shown](diagrams/boundary.png)\n", encoding="utf-8")
    out = tiny / "build"
    assert run(tiny, "render", "ssp", "demo", "--to", "docx", "--out", str(out)).exit_code == 0
    shown = read_docx_text((out / "demo-ssp.docx").read_bytes())
    assert "(picture cannot be read: ssp/demo/diagrams/boundary.png)" in shown
    assert "(picture cannot be read: diagrams/boundary.png)" in shown
