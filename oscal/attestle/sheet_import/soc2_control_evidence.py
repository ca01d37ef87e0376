"""The texts of evidence in a cell: a list of names, or sentences that stay whole."""

from __future__ import annotations

import re

from ..formats.sheet_columns import split_cell
from ..model.audit_results import begins_with_test
from .sheet_rows import fold_cell

# Between items, whatever they are
_ENDS = re.compile(r"[;|\n\r]+")
# The name of a record has no more words
_MOST_WORDS = 5
# A point behind a word ends a sentence, unless the cell is the name of a file
_SENTENCE_END = re.compile(r"[a-z0-9)]\.(?:\s|\Z)", re.I)
# `screenshots of the settings, and their export`: what follows the comma is no item of its own
_GLUE = re.compile(r"(?:and|or|as|which|that|with|including|incl|e\.g|i\.e|such)\b", re.I)


def split_evidence(cell: str) -> list[str]:
    """The items of a cell of evidence, between line breaks, semicolons and bars; between commas
    only where all are short names.
    """
    items = [item for part in _ENDS.split(cell) for item in _split_names(fold_cell(part))]
    return list(filter(None, items))


def _split_names(text: str) -> list[str]:
    names = split_cell(text)
    is_text = _SENTENCE_END.search(text) or begins_with_test(text)
    return [text] if is_text or not all(map(_is_name, names)) else names


def _is_name(text: str) -> bool:
    return len(text.split()) <= _MOST_WORDS and not _GLUE.match(text)


def list_tests(cell: str) -> list[str]:
    """What an auditor wrote of a test, in one text; nothing where the cell is empty."""
    return list(filter(None, [fold_cell(cell)]))
