"""Lines at the width of a terminal: between words, and below the column they belong to."""

from __future__ import annotations

import pytest

from attestle.cli.terminal import fill_markdown, find_width, wrap_line
from attestle.render.document_model import DocumentModel
from attestle.render.document_parts import Chapter, Grid, GridColumn
from attestle.render.forms.text import write_lines
from attestle.render.table_cells import text_cell

LONG = "a word and another word, " * 8


def test_a_line_goes_on_below_its_last_column() -> None:
    lines = list(wrap_line(f"      12:3  warning  EVD003  {LONG}", 80))
    assert len(lines) > 1
    assert max(map(len, lines)) <= 80
    assert all(line.startswith(" " * 29) and line[29] != " " for line in lines[1:])


def test_no_word_is_broken_and_nothing_is_lost() -> None:
    href = "https://example.test/" + "x" * 90
    lines = list(wrap_line(f"see {href} for {LONG}", 60))
    assert f"  {href}" in lines
    assert " ".join(" ".join(lines).split()) == f"see {href} for {LONG}".strip()


@pytest.mark.parametrize("line", ["| a | table |" * 20, "$ attestle " + "x y " * 60])
def test_what_is_nothing_in_two_parts_stays_whole(line: str) -> None:
    assert list(wrap_line(line, 60)) == [line]


def test_without_a_terminal_lines_stay_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    assert find_width() == 0
    assert list(wrap_line(LONG, 0)) == [LONG]
    monkeypatch.setenv("COLUMNS", "80")
    assert find_width() == 80


def test_a_table_gives_way_in_its_widest_column() -> None:
    columns = (GridColumn("name", width=20), GridColumn("points", width=6, align="right"))
    rows = tuple((text_cell(text), text_cell("5")) for text in (LONG, "short"))
    document = DocumentModel("T", chapters=(Chapter(1, "", parts=(Grid("", columns, rows),)),))
    narrow = [line for line, _ in write_lines(document, 50)]
    assert max(map(len, narrow)) <= 50
    assert sum(line.endswith("5") for line in narrow) == 2
    assert max(len(line) for line, _ in write_lines(document)) > len(LONG)


def test_paragraphs_are_filled_and_code_stays() -> None:
    text = "# Title\n\nOne line\nand its end.\n\n- item\n  goes on\n\n```yaml\na: 1\nb: 2\n```\nAfter it."
    filled = fill_markdown(text, 80)
    assert "One line and its end." in filled
    assert "- item goes on" in filled
    assert "```yaml\na: 1\nb: 2\n```\nAfter it." in filled
    assert fill_markdown(text, 0) == text
