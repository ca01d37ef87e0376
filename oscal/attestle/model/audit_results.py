"""What the auditor's words on the test of a control say: sentences, read by their phrases.

A good phrase that is denied is never good, and a sentence that nobody understands says nothing.
"""

from __future__ import annotations

import re
from enum import IntEnum

from .words import fold_word


class AuditResult(IntEnum):
    """From the worst to the best."""

    DEVIATED = 0
    UNTESTED = 1
    UNKNOWN = 2
    NOT_STATED = 3
    CLEAN = 4


_KINDS = r"(?:exception|deviation|failure|finding|issue|discrepanc(?:y|ie)|deficienc(?:y|ie))s?"
# `No relevant exceptions were noted`, `0 deviations`, `Exceptions: none`
_NONE = re.compile(
    rf"\b(?:no|not any|without(?: any)?|zero|0|0 of \d+|nil)\b(?:\s+[a-z]+){{0,3}}?\s+{_KINDS}\b"
    rf"|\b{_KINDS}(?:\s+(?:was|were))?(?:\s+(?:noted|found|identified))?\s*[:=]?\s*"
    r"\b(?:none|no|nil|0|n/a)\b"
)
# `not without exceptions`
_DENIAL = re.compile(r"\b(?:not|never) \Z")
# However good the rest of the text sounds
_DEVIATION = re.compile(
    r"\bexcept(?:ions?|ed|ing)?\b|\bdeviat\w*|\bineffective(?:ly)?\b|\bdeficien\w+"
    r"|(?<!un)\bqualified\b|\badverse\b|\bmaterial weakness\w*"
    r"|\b(?:not|isn't|wasn't|never|cannot|neither|nor|un|partially|partly|only)\s+(?:been\s+)?"
    r"(?:\w+ly\s+)?(?:designed|operat\w+|effective\w*|implemented|compliant|met|passed|"
    r"satisf\w+|in place|in operation|functioning)\b"
    r"|\b(?:did|does|do|has|have|had|was|were|is|are) ?n[o']t\s+(?:been\s+|being\s+)?(?:\w+ly\s+)?"
    r"(?:designed|operat\w+|effective\w*|implement\w*|compl\w+|meet|met|pass\w*|function\w*)\b"
    r"|\b(?:un|in|non) ?(?:satisfactory|satisfied|operative|complian\w+|effective\w*|suitabl\w+)\b"
    r"|[:=] ?(?:no|false)$|\bnot (?:suitabl\w+|adequate\w*|appropriate\w*)\b|\binadequate\w*"
)
# Bad where no good phrase stands beside it: an auditor also tells of a failed sign-in that was seen
_FAILURE = re.compile(
    r"^fail\w*|\b(?:control|tests?|testing|result)\b.{0,20}\bfail\w*|\bfailed to\b|\blate\b"
    r"|\b(?:not|isn't|wasn't|never|without|no)\s+(?:\w+ly\s+)?(?:performed|documented|approved|"
    r"reviewed|evidenced|retained|completed?|followed|evidence)\b|\bincomplete\b|\bmissing\b"
)
_UNTESTED = re.compile(
    r"\bnot (?:be )?test(?:ed|able)\b|\buntest(?:ed|able)\b|\b(?:unable|impossible) to (?:be )?test"
    r"\w*|\bcould ?n[o']t (?:be )?test\w*|\bno (?:\w+ )?occurrences?\b|\bnon ?occurrence\b"
    r"|\bdid not occur\b|\bno (?:\w+ )?(?:instances?|samples?|population)\b|^(?:n/a|na|n a|not"
    r" applicable|not in scope|out of scope)\b|\btest(?:s|ing)? (?:was|were) not performed\b"
    r"|\bto be tested\b|\bpending\b|\bin progress\b"
)
_CLEAN = re.compile(
    r"^(?:none|pass(?:ed|es)?|ok|yes|y|true|effective|clean|met|satisfied|satisfactory|compliant|"
    r"unqualified|no|nil|0|\u2713|\u2714|\u2611|\u2705|\u221a)$"
    r"|\b(?:was|is|were|are)? ?(?:suitably |appropriately )?(?:designed|operat(?:ed|ing|es)|"
    r"functioning)(?: and (?:operat(?:ed|ing)|implemented))? effectively\b"
    r"|\b(?:suitably|appropriately) designed\b|\btests? passed\b|^pass(?:ed)?\b|^effective\b"
    r"|\ball (?:\w+ )?tests? (?:were )?passed\b|\boperating effectiveness (?:was )?confirmed\b"
)


def read_result(text: str) -> AuditResult:
    """The result that a text tells; of several the worst."""
    folded = fold_word(text)
    if not folded:
        return AuditResult.NOT_STATED
    none_starts = [match.start() for match in _NONE.finditer(folded)]
    rest, none_noted = _NONE.subn(" ", folded)
    is_clean = bool(none_noted or _CLEAN.search(rest))
    if _DEVIATION.search(rest) or any(_DENIAL.search(folded, 0, at) for at in none_starts):
        return AuditResult.DEVIATED
    if _UNTESTED.search(rest):
        return AuditResult.UNTESTED
    if _FAILURE.search(rest) and not is_clean:
        return AuditResult.DEVIATED
    return AuditResult.CLEAN if is_clean else AuditResult.UNKNOWN
