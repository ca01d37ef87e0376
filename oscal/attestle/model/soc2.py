"""The controls of a SOC 2 programme, as a team or its auditor lists them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .system import NOWHERE, Source

OPERATING, DESIGNED, RETIRED = "operating", "designed", "retired"
_KINDS = r"(?:exception|deviation|failure|finding|issue)s?"
# `No relevant exceptions were noted`, `0 deviations`, `Exceptions: none`
_NONE = re.compile(
    rf"\b(?:no|not any|without|zero|0|nil)\b(?:\s+[a-z-]+){{0,3}}?\s+{_KINDS}\b"
    rf"|\b{_KINDS}(?:\s+(?:noted|found|identified))?\s*[:=-]\s*(?:none|no|nil|0|n/a)\b",
    re.I,
)
_EXCEPTION = re.compile(
    r"\b(?:exceptions?|deviations?|ineffective|qualified opinion|not (?:operating |designed"
    r" )?effective(?:ly)?|did not operate effectively)\b",
    re.I,
)
_UNTESTED = re.compile(
    r"\bnot tested\b|\bno (?:\w+ )?occurrences?\b|\bnon-?occurrence\b|\bdid not occur\b|\bno"
    r" instances?\b|\bnot test(?:ed|able)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Soc2Control:
    """One control. `criteria` are control ids (`cc6.1`); `status` is operating, designed or
    retired.

    `result` is the auditor's word on the test, "" where none is known; `evidence` are the words of
    the export, and ids of the register where they are such; `file` and `row` say where it was
    imported from.
    """

    uuid: str
    id: str
    title: str
    description: str
    criteria: tuple[str, ...]
    owner: str = ""
    frequency: str = ""
    evidence: tuple[str, ...] = ()
    result: str = ""
    status: str = OPERATING
    system: str = ""
    file: str = ""
    row: int = 0
    source: Source = NOWHERE

    @property
    def untested(self) -> bool:
        """The auditor says that the control did not come up in the period."""
        return bool(_UNTESTED.search(self.result))

    @property
    def deviates(self) -> bool:
        """The auditor noted an exception."""
        text = _NONE.sub("", self.result)
        return bool(_EXCEPTION.search(text)) or text.strip(" .").lower() in (
            "fail",
            "failed",
            "qualified",
        )
