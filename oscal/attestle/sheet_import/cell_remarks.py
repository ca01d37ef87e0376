"""Words of cells that say nothing, that nothing lacks, or why something does not apply."""

from __future__ import annotations

import re

from ..model.words import read_state
from .sheet_rows import fold_cell

# `N/A - no wireless`, `Not applicable (no wireless)`: the words behind it are its rationale
_REASONED = re.compile(
    r"\s*(?P<state>n/?a|n\.a\.?|not[\s-]applicable)\s*(?:[-:;,(\u2013\u2014]|because)\s*"
    r"(?P<reason>.*\S)\s*\Z",
    re.I | re.S,
)
# What teams write into a cell to say that there is nothing to say
_NOTHING = (
    "", "-", "--", "\u2013", "\u2014", "none", "n/a", "na", "nil", "nothing", "not applicable",
)  # fmt: skip
# `No deficiencies noted`: a column of what lacks that says nothing lacks
_NO_GAP = re.compile(
    r"(?:no|none|nil|zero|0|without)(?: (?:known|open|further|more|other|remaining|current|"
    r"outstanding|identified|material|significant))*"
    r" (?:gaps?|deficienc(?:y|ies)|weakness(?:es)?|findings?|issues?|exceptions?|remediations?|"
    r"(?:corrective )?actions?|(?:remaining )?work)"
    r"(?: (?:was|were|is|are|to|be))*(?: (?:noted|identified|found|observed|known|open|required|"
    r"needed|necessary|remaining|reported|outstanding|report|at this time))*[ .]*\Z"
    r"|(?:none|nothing)(?: (?:noted|identified|found|known|open|required|needed|missing|to report|"
    r"at this time|outstanding))*[ .]*\Z",
    re.I,
)


def fold_words(text: str) -> str:
    """A cell in one line; words that say there is nothing are nothing."""
    text = fold_cell(text)
    return "" if text.lower().strip(" .") in _NOTHING else text


def says_missing(text: str) -> bool:
    """Whether the words of a cell of what lacks say that something does."""
    return not _NO_GAP.match(text) and read_state(text) != "implemented"


def split_reason(cell: str) -> tuple[str, str]:
    """The word of a state, and what stands behind it to say why."""
    match = _REASONED.match(cell)
    if match is None:
        return cell, ""
    return match["state"], fold_words(match["reason"].removesuffix(")"))
