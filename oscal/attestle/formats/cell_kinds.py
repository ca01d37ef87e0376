"""Kinds of cells: what a column holds, told by how most of its filled cells look.

To add a kind, add a row to KINDS. Words of states and categories are those of `model/words.py`; no
kind has a vocabulary of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from ..lazy_dataclasses import dataclass
from ..model.audit_results import AuditResult, begins_with_test, read_result, tells_result
from ..model.vocabulary import fold_word, read_word
from ..model.words import (
    CATEGORY_VOCABULARY,
    CONTROL_VOCABULARY,
    EVIDENCE_VOCABULARY,
    read_state,
    says_nothing,
    says_yes,
)
from .id_cells import looks_like_criteria, looks_like_objective, looks_like_requirement
from .responsibility_cells import read_responsibility
from .sheet_days import is_slashed_day, read_sheet_day
from .state_cells import is_state_cell

# A longer cell is text, and no id, word, day or address
_LONGEST = 300
# An id of a list of ids in a cell stands within so many signs
_LONGEST_IDS = 600
# A longer one is read no further for what it tells by the way
_LONGEST_TEXT = 4000
_LETTER = re.compile(r"[\[(]?[a-z][\])]?[.)]?\Z", re.I)
_MAIL = re.compile(r"(?:mailto:)?[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+\Z", re.I)
_HASH = re.compile(r"(?:sha-?(?:256|512)[: ]\s*)?(?:[0-9a-f]{64}|[0-9a-f]{128})\Z", re.I)
_URL = re.compile(r"(?:https?|ftp|file|s3|smb)://\S+\Z|www\.\S+\Z", re.I)
_FILE_NAME = re.compile(
    r"(?:\\\\|[a-z]:[\\/]|[./~]{0,2}/)?[^\n<>|\"?*]{1,200}\.(?=\d*[a-z])[a-z0-9]{2,5}\Z", re.I
)
_FOLDER = re.compile(r"(?:\\\\[^\\]|[a-z]:\\|[\w .-]{1,60}/[\w .-])[^\n]{0,250}\Z", re.I)
_CODE = re.compile(r"(?=[^\n]{0,30}\d)[A-Z][A-Z0-9]{0,15}(?:[-_./ :]?[A-Z0-9]{1,12}){0,4}\Z", re.I)
_ADDRESS = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}(?:/\d{1,2})?\Z|[0-9a-f:]{4,39}\Z", re.I)
_MARKS = frozenset(
    ("x", "\u25cf", "\u2022", "\u2713", "\u2714", "\u2611", "\u2705", "\u221a", "*", "\u2612")
)
_RACI = re.compile(r"[RACI](?:[\s,/&+]{0,3}[RACI]){0,3}\Z")
_SENTENCE_WORDS = 5
_LONGEST_ROLE = 60
_LONGEST_WORD = 40


@dataclass(frozen=True, slots=True)
class CellKind:
    """`share` of the filled cells have to match, and at least `least` of them.

    `decides` says that such a column is known by its cells alone, whatever its heading; a kind that
    does not decide (a day, an owner) only tells which of the columns with a fitting name is meant.
    """

    name: str
    matches: Callable[[str], bool]
    share: float = 0.7
    least: int = 2
    decides: bool = False


def is_criteria(cell: str) -> bool:
    return len(cell) <= _LONGEST_IDS and looks_like_criteria(cell)


def is_requirement(cell: str) -> bool:
    return len(cell) <= _LONGEST_IDS and (
        looks_like_requirement(cell) or looks_like_objective(cell)
    )


def is_objective(cell: str) -> bool:
    return len(cell) <= _LONGEST_IDS and looks_like_objective(cell)


def is_letter(cell: str) -> bool:
    return _LETTER.match(cell) is not None


def is_state(cell: str) -> bool:
    """A word for the state of an objective, a word for each letter, or a ticked box before one; a
    bare yes or no can answer any question.
    """
    return len(cell) <= 2 * _LONGEST_WORD and not _is_answer(cell) and is_state_cell(cell)


def _is_answer(cell: str) -> bool:
    """Yes, no or none; what does not apply is a state as well."""
    is_no = says_nothing(cell) and read_state(cell) != "not-applicable"
    return says_yes(cell) or is_no


def is_control_status(cell: str) -> bool:
    return len(cell) <= _LONGEST_WORD and read_word(CONTROL_VOCABULARY, cell) is not None


def is_evidence_status(cell: str) -> bool:
    return len(cell) <= _LONGEST_WORD and read_word(EVIDENCE_VOCABULARY, cell) is not None


def is_test_result(cell: str) -> bool:
    return len(cell) <= _LONGEST_IDS and read_result(cell) not in (
        AuditResult.UNKNOWN,
        AuditResult.NOT_STATED,
    )


def is_told_result(cell: str) -> bool:
    """The result of a test in a text about anything."""
    return len(cell) <= _LONGEST_TEXT and tells_result(cell)


def is_test_text(cell: str) -> bool:
    """What an auditor did to test a control."""
    return len(cell) <= _LONGEST_TEXT and begins_with_test(cell)


def is_yes_no(cell: str) -> bool:
    return len(cell) <= _LONGEST_WORD and (says_yes(cell) or says_nothing(cell))


def is_day(cell: str) -> bool:
    return is_slashed_day(cell) or read_sheet_day(cell) is not None


def is_mail(cell: str) -> bool:
    return len(cell) <= _LONGEST and _MAIL.match(cell) is not None


def is_hash(cell: str) -> bool:
    return _HASH.match(cell) is not None


def is_url(cell: str) -> bool:
    return _URL.match(cell) is not None


def is_file_name(cell: str) -> bool:
    return len(cell) <= _LONGEST and _FILE_NAME.match(cell) is not None


def is_place(cell: str) -> bool:
    """Where a file lies: an address or a path."""
    return is_url(cell) or is_file_name(cell) or _FOLDER.match(cell) is not None


def is_responsibility(cell: str) -> bool:
    return len(cell) <= _LONGEST and bool(read_responsibility(cell))


def is_asset_category(cell: str) -> bool:
    """A category, with or without words in brackets behind it."""
    plain = re.sub(r"\([^()]*\)", " ", cell)
    return len(cell) <= _LONGEST and read_word(CATEGORY_VOCABULARY, plain) is not None


def is_mark(cell: str) -> bool:
    """What chooses the value that a column stands for."""
    return fold_word(cell) in _MARKS or cell in _MARKS


def is_raci(cell: str) -> bool:
    return _RACI.match(cell) is not None


def is_consulted(cell: str) -> bool:
    """Whether the letters of a RACI chart say that somebody is only asked or told: who does
    nothing serves nothing.
    """
    letters = cell.strip().upper()
    return is_raci(letters) and not {"R", "A"} & {*letters}


def is_role(cell: str) -> bool:
    """A name of a person, a role or a department: few words, no number."""
    words = cell.split()
    return len(cell) <= _LONGEST_ROLE and 0 < len(words) <= 6 and not re.search(r"\d", cell)


def is_sentence(cell: str) -> bool:
    return len(cell.split()) >= _SENTENCE_WORDS and not is_state(cell)


def is_code(cell: str) -> bool:
    """An id of somebody's own numbering, such as `AC-01`, that is no id of a framework."""
    is_own = not (is_requirement(cell) or is_criteria(cell))
    return is_own and _CODE.match(cell) is not None


def is_number(cell: str) -> bool:
    return cell.replace(".", "", 1).replace("-", "", 1).isdigit()


def is_address(cell: str) -> bool:
    """An address of a machine in a network."""
    return _ADDRESS.match(cell) is not None and not cell.isdigit()


KINDS: Mapping[str, CellKind] = MappingProxyType({
    kind.name: kind
    for kind in (
        # exports of several frameworks name criteria in some of their rows only
        CellKind("criteria", is_criteria, 0.3, decides=True),
        CellKind("requirement", is_requirement, decides=True),
        CellKind("objective", is_objective, decides=True),
        CellKind("letter", is_letter, 0.9),
        CellKind("state", is_state, 0.8, decides=True),
        CellKind("control-status", is_control_status),
        CellKind("evidence-status", is_evidence_status),
        CellKind("test-result", is_test_result),
        CellKind("told-result", is_told_result, least=1),
        CellKind("test-text", is_test_text, 0.6, decides=True),
        CellKind("yes-no", is_yes_no, 0.9),
        CellKind("day", is_day),
        CellKind("mail", is_mail, decides=True),
        CellKind("hash", is_hash, decides=True),
        CellKind("url", is_url, decides=True),
        CellKind("file-name", is_file_name),
        CellKind("place", is_place),
        CellKind("responsibility", is_responsibility, 0.8, decides=True),
        CellKind("asset-category", is_asset_category, 0.8, decides=True),
        CellKind("mark", is_mark, 0.9),
        CellKind("raci", is_raci, 0.9),
        CellKind("role", is_role),
        CellKind("sentence", is_sentence, 0.6),
        CellKind("code", is_code, 0.8),
        CellKind("number", is_number, 0.9),
        CellKind("address", is_address, 0.8, decides=True),
    )
})  # fmt: skip
