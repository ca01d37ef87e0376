"""A file with the publisher's words, of any shape: NIST's CPRT export, an OSCAL catalog in JSON or
XML, CSV or xlsx. What it is, its first bytes and its keys decide, never its name.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from typing import Any

from ..lazy_dataclasses import dataclass
from ..model.published_texts import TextUnit
from . import catalog_texts_cprt as cprt
from . import catalog_texts_oscal as oscal
from . import catalog_texts_sheet as sheets
from .catalog_texts_places import TextPlaces
from .official_digests import Digests
from .oscal_xml import looks_like_oscal, read_xml
from .problems import Problem, has_error
from .sheet import Sheet
from .spreadsheet import read_sheets
from .strict_json import read_json
from .text_lines import clean_line

SHAPES = "NIST's CPRT export (JSON), an OSCAL catalog (JSON or XML), CSV or xlsx"
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
# An id of its own that a cell repeats before the words: 3.1.1[a], [a], (a), a.
_OWN_ID = re.compile(r"\s*(?:\[[a-z0-9]{1,2}\]|\([a-z0-9]{1,2}\)|[a-z]\.)\s+")
_START = 4096
_BULLETS = " \u2022\u25a0\u25aa\u25cf\u25e6"
# A title stands in reports and documents; what is longer is no title
_LONGEST_TITLE = 200


@dataclass(frozen=True, slots=True)
class TextsFile:
    """A file that was read. `form` is its shape in a word, `title`, `version` and `published` what
    it says of itself; exactly one of `tree` and `sheets` holds something.
    """

    form: str
    title: str = ""
    version: str = ""
    published: str = ""
    tree: Any = None
    sheets: tuple[Sheet, ...] = ()


def open_texts(data: bytes) -> tuple[TextsFile | None, tuple[Problem, ...]]:
    """The file in its shape, None with the reason where it has none of them."""
    start = data[:_START].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start[:1] in (b"{", b"["):
        return _open_json(data)
    if start[:1] == b"<" and looks_like_oscal(data[:_START]):
        document = read_xml(data)
        return _open_catalog(document.tree, "OSCAL XML", document.problems)
    found = read_sheets(data)
    problems = tuple(problem for sheet in found for problem in sheet.problems)
    if not any(sheet.rows for sheet in found):
        return None, tuple(item for item in problems if not item.warning) or problems
    form = "xlsx" if data[:2] == b"PK" else "CSV"
    return TextsFile(form, sheets=found), ()


def _open_json(data: bytes) -> tuple[TextsFile | None, tuple[Problem, ...]]:
    tree, problems = read_json(data)
    if has_error(problems):
        return None, problems
    export = cprt.find_export(tree)
    if export is not None:
        title, version = cprt.describe_export(export)
        return TextsFile("CPRT JSON", _clean_stated(title), _clean_stated(version), tree=export), ()
    return _open_catalog(tree, "OSCAL JSON", ())


def _open_catalog(
    tree: Any, form: str, problems: tuple[Problem, ...]
) -> tuple[TextsFile | None, tuple[Problem, ...]]:
    catalog = tree.get("catalog") if isinstance(tree, dict) else None
    if not isinstance(catalog, dict):
        hint = f"give {SHAPES}"
        return None, problems or (Problem("OSC001", "holds no texts of a catalog", hint=hint),)
    metadata = catalog.get("metadata")
    stated: Mapping[str, Any] = metadata if isinstance(metadata, dict) else {}
    title, version = (_clean_stated(stated.get(key, "")) for key in ("title", "version"))
    day = _clean_stated(stated.get("published") or stated.get("last-modified") or "")[:10]
    return TextsFile(form, title, version, day, tree=catalog), ()


def _clean_stated(value: Any) -> str:
    return clean_line(str(value))[:_LONGEST_TITLE]


def list_texts(
    file: TextsFile, places: TextPlaces, digests: Digests
) -> Iterator[tuple[TextUnit, str]]:
    """Every text that a catalog has a place for, in the order of the file; one may come twice."""
    if file.sheets:
        found = sheets.list_texts(file.sheets, places, digests)
    elif file.form.startswith("CPRT"):
        found = cprt.list_texts(file.tree, places)
    else:
        found = oscal.list_texts(file.tree, places)
    for unit, text in found:
        cleaned = _clean_text(text, unit.label)
        if cleaned:
            yield unit, cleaned


def _clean_text(text: str, label: str) -> str:
    """On one line, without marks of a page around it and without its own id before it."""
    text = clean_line(html.unescape(_TAG.sub(" ", text))).lstrip(_BULLETS)
    for beginning in (label, label.partition("[")[0]):
        if text.startswith((f"{beginning} ", f"{beginning}:")):
            text = text[len(beginning) :].lstrip(" :")
    return text[found.end() :] if (found := _OWN_ID.match(text)) else text
