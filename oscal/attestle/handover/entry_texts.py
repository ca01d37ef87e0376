"""The text of a file of a package, to search for what must not be in it."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Iterator

_OFFICE = (".docx", ".xlsx")
_PLAIN = (".md", ".csv", ".json", ".xml", ".yaml", ".yml", ".toml", ".txt", ".log", ".html", ".svg")
_TAG = re.compile(r"<[^>]*>")


def list_texts(path: str, data: bytes) -> Iterator[str]:
    """Bytes as they are, and without tags, since a text may be split by them; the name too.

    What a PDF or a picture says is not read.
    """
    yield path
    if path.endswith(_OFFICE):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                yield from _list_markup(archive.read(name))
    elif path.endswith(_PLAIN):
        yield from _list_markup(data)


def _list_markup(data: bytes) -> Iterator[str]:
    text = data.decode("utf-8", "replace")
    yield text
    if "<" in text:
        yield html.unescape(_TAG.sub("", text))
        # cells and paragraphs that stand side by side are no word
        yield html.unescape(_TAG.sub(" ", text))
