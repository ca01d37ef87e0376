"""The text of Word files and of sheets, as lines that a reviewer can read in a difference."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

import openpyxl
import pypdf
from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def read_docx_text(data: bytes) -> str:
    """Every paragraph with its style, every row of a table on one line, heads and feet at the end."""
    lines: list[str] = []
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        lines += _block_lines(etree.fromstring(package.read("word/document.xml"))[0])
        names = [name for name in package.namelist() if "/header" in name or "/footer" in name]
        for name in sorted(names):
            lines.append(f"-- {name}")
            lines += _block_lines(etree.fromstring(package.read(name)))
    return "\n".join(lines) + "\n"


def _block_lines(parent: Any) -> Iterator[str]:
    for item in parent:
        if item.tag == f"{W}p":
            style = item.find(f"{W}pPr/{W}pStyle")
            yield f"{'' if style is None else style.get(f'{W}val')}: {_text_of(item)}"
        elif item.tag == f"{W}tbl":
            for row in item.iter(f"{W}tr"):
                cells = row.findall(f"{W}tc")
                yield "| " + " | ".join(_cell_text(cell) for cell in cells) + " |"
        else:
            yield from _block_lines(item)


def _cell_text(cell: Any) -> str:
    return " / ".join(filter(None, (_text_of(item) for item in cell.iter(f"{W}p"))))


def _text_of(paragraph: Any) -> str:
    signs = {f"{W}tab": "\t", f"{W}br": " // "}
    return "".join(
        signs.get(item.tag, item.text if item.tag == f"{W}t" else "") or ""
        for item in paragraph.iter()
    )


def read_xlsx_text(data: bytes) -> str:
    """Every sheet under its name, every row on one line."""
    lines: list[str] = []
    for sheet in openpyxl.load_workbook(io.BytesIO(data)).worksheets:
        lines.append(f"-- {sheet.title}")
        for row in sheet.iter_rows(values_only=True):
            texts = ("" if value is None else str(value) for value in row)
            lines.append("| " + " | ".join(text.replace("\n", " / ") for text in texts) + " |")
    return "\n".join(lines) + "\n"


def read_pdf_text(data: bytes) -> str:
    """What stands on the pages, in the order of the file, a blank line between pages."""
    return "\n\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)
