"""What the auditor's words on the test of a control say: sentences, read by their phrases.

A good phrase that is denied is never good, and a sentence that nobody understands says nothing.
What management answers to a result makes it no better.
"""

from __future__ import annotations

import functools
import re
from enum import IntEnum

from .result_doubts import has_doubt
from .soc2 import NOT_STATED, Soc2Control
from .vocabulary import fold_word


class AuditResult(IntEnum):
    """From the worst to the best."""

    DEVIATED = 0
    UNTESTED = 1
    UNKNOWN = 2
    NOT_STATED = 3
    CLEAN = 4


_KINDS = r"(?:exception|deviation|failure|finding|issue|discrepanc(?:y|ie)|deficienc(?:y|ie))s?"
_SEEN = r"(?:noted|found|identified|observed|detected|reported)"
# `No relevant exceptions were noted`, `0 deviations`, `Exceptions: none`, `not noted`
_NONE = re.compile(
    rf"\b(?:no|not any|without(?: any)?|zero|0|0 of \d+|nil)\b(?:\s+[a-z]+){{0,3}}?\s+{_KINDS}\b"
    rf"|\b{_KINDS}(?:\s+(?:was|were))?(?:\s+{_SEEN})?\s*\??\s*[:=]?\s*"
    # `Exception noted: no exercise was held` says which one
    rf"(?:no {_KINDS}\b|\b(?:none|nil|n|0|n/a)\b(?! of| out of)|\bno\b(?! of| out of)(?! [a-z]))"
    rf"|\b{_KINDS}\s+(?:was|were)\s+not\s+{_SEEN}\b"
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
    r"|\b(?:un|in|non) ?(?:satisfactory|satisfied|operative|effective\w*|suitabl\w+)\b"
    # `in compliance` is good
    r"|\b(?:un|non) ?complian\w+|\bincomplian\w+|\b(?:out of|not in) complian\w+"
    r"|[:=?] ?(?:no|n|false)\b|\bnot (?:suitabl\w+|adequate\w*|appropriate\w*)\b|\binadequate\w*"
)
# What the auditor did; what was seen in doing so stands behind it
_PROCEDURE = re.compile(
    r"(?:\A|, |\band |\bwe |\bauditor )(?:then )?(?:inspect|inquir|enquir|observ|review|examin|select"
    r"|obtain|reperform|re perform|compar|trac|quer|interview|vouch|corroborat|ascertain|verif)"
    r"(?:ed|ied)?\b"
)
_SEEING = re.compile(rf"\b(?:{_SEEN}|determined)\b(?: that)?")
# A clause of which the auditor is the subject: `For a sample of 15 hires, inspected the form`
_PROCEDURE_VERB = (
    r"(?:inspect|inquir|enquir|observ|review|examin|select|obtain|re ?perform|compar|trac|quer"
    r"|interview|vouch|corroborat|ascertain|verif|check|confirm|test|sampl|walk|witness|attend"
    r"|attempt|plac|request|re ?calculat|recomput|reconcil|match|agree|sight|scan|view|visit|tour"
    r"|discuss|evaluat|assess|analy[sz]|simulat|execut|extract|retriev|validat|sought|tied"
    r"|met with|asked|called|sent|entered|ran|toured|judgmentally|randomly|haphazardly)"
    r"(?:e|es|ed|ied|y|ies|d|s|ing|ying)?|read(?:ing)?"
)
_PROCEDURE_NOUN = (
    r"(?:inquir(?:y|ies)|enquir(?:y|ies)|inspections?|observations?|re ?performance|examinations?"
    r"|walk ?throughs?|interviews?|corroborat(?:ion|ive inquiry)|tests? of(?: one| operating)?)"
)
_SELECTION = re.compile(
    r"(?:\d+[.)] ?)?(?:(?:for|on|in|from|during|using|with|at|per) [^,]{1,120}, ?)?"
)
_PROCEDURE_CLAUSE = re.compile(
    r"(?:(?:the )?(?:service )?auditors? |we |and |then |also |next |independently |physically )*"
    rf"(?:{_PROCEDURE_VERB}\b"
    rf"|(?:(?:through|by|via|upon) )?{_PROCEDURE_NOUN}(?: (?:of|with|and|that)\b|$))"
)
# Beside a procedure: what it showed, or that it did not hold of all
_SHOWN = re.compile(
    r"\b(?:noted|noting|found|finding|showed|shows|revealed|however|but|only|still|remain\w*"
    rf"|instead|{_SEEN} that|most|mostly|almost|nearly|largely|few|rarely|sometimes)\b"
    r"|\d ?%|: ?(?:\d|one|two|three|four|five|six)\b"
    rf"|\b(?:\d+|an?|one|two|three|four|five|six) {_KINDS}\b"
)
_AGREED = re.compile(
    r"\b(?:agree|match|trac|tie|reconcil|confirm|verif|ascertain|validat|corroborat|vouch)"
)
_PARTS = re.compile(
    r"(?<=[.;!?])\s+|\s[-\u2013\u2014]\s|\n|\((?=(?:\d+|one|two|three) [a-z])", re.I
)
# A verb with a subject of its own, and the words that make its clause a part of the procedure
_FINITE = re.compile(
    r"\b(?:was|were|had|has|have|is|are|did|does|do|belong\w*|lack\w*|stay\w*|took|contained"
    r"|no|not|none|never|nothing|nobody)\b"
)
_DEPENDENT = re.compile(r"\b(?:that|whether|if|which|who|whose|where|when|how|what|as)\b")
# Events that are not the control's own work: without them there was nothing to test
_EVENT = (
    r"(?:incidents?|breach(?:es)?|events?|violations?|disasters?|emergenc(?:y|ies)|outages?|leavers?"
    r"|terminations?|departures?|new hires?|hires?|joiners?|transfers?|requests?|changes?|cases?)"
)
# Bad unless it is only what the auditor looked at: the alerts of failed sign-ins
_FAILURE = re.compile(
    r"^fail\w*|\b(?:control|tests?|testing|result)\b.{0,20}\bfail\w*|\bfailed to\b|\blate\b|\bfail\b"
    r"|\b(?:not|isn't|wasn't|never|without|no|lack of)\s+(?:\w+ly\s+)?(?:performed|documented|"
    r"approv\w+|reviewed|evidenced|retained|completed?|followed|evidence|documentation|timely)\b"
    r"|\bincomplete\b|\bmissing\b|\black(?:ed|s|ing)\b|\bexceed(?:ed|s|ing)\b|\buntimely\b"
    r"|\bunavailable\b|\bnot (?:timely|available)\b|\bdelay\w*|\boverdue\b|\bunapproved\b"
    r"|\bunauthori[sz]ed\b|\bbreach\w*|\bviolat\w+|\bpartial(?:ly)?\b|\bweakness\w*|\bgaps?\b"
    r"|\b(?:was|were|is|are|had|has|have|did|does|do|could|can|wo|would|should)(?: not|n't)\b"
    r"|\b(?:cannot|unable)\b"
)
_CLAUSE_END = re.compile(r"(?<=[.;!?])\s+")
# `1 of 25`, `2 out of the 40`, `one of 25`, `1/25`: fewer than all, and not how many were looked at
_SHARE = re.compile(
    r"(?P<selected>\b(?:sampl\w*|select(?:ed|ing)|inspect\w*|test(?:ed|ing)|review(?:ed|ing)|"
    r"examin\w*|population|procedures?) (?:[a-z]+ ){0,4})?"
    r"\b(?P<part>\d+|one|two|three|four|five|six|seven|eight|nine|ten) ?"
    r"(?:of|out of|/) ?(?:the |a total of |a sample of )?(?P<whole>\d+)\b"
)
_PERCENT = re.compile(r"(?<![\d.])(?!0+(?:\.0+)? ?%)\d{1,2}(?:\.\d+)? ?%")
_NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_UNTESTED = re.compile(
    r"\bnot (?:be )?test(?:ed|able)\b|\buntest(?:ed|able)\b|\b(?:unable|impossible) to (?:be )?test"
    r"\w*|\bcould ?n[o']t (?:be )?test\w*|\bno (?:\w+ )?occurrences?\b|\bnon ?occurrence\b"
    r"|\bdid not occur\b|\bno (?:\w+ )?(?:instances?|samples?|population)\b|^(?:n/a|na|n a|not"
    r" applicable|not in scope|out of scope)\b|\btest(?:s|ing)? (?:was|were) not performed\b"
    r"|\bno (?:tests?|testing)(?: of \w+)? (?:was |were )?(?:performed|done|conducted)\b"
    rf"|\bno (?:[a-z]+ ){{0,2}}?{_EVENT} (?:(?:have |had |has )?(?:occurred|arose|arisen|happened|took"
    r" place)|(?:was|were) (?:received|recorded|reported|raised|made)|met the (?:threshold|criteria|"
    r"definition))\b"
    r"|\bto be tested\b|\bpending\b|\bin progress\b|^(?:not started|scheduled|planned|tbd)\b"
)
_CLEAN = re.compile(
    r"^(?:none|pass(?:ed|es)?|ok|effective|clean|met|satisfied|satisfactory|compliant|"
    r"unqualified|\u2713|\u2714|\u2611|\u2705|\u221a)$"
    r"|\b(?:was|is|were|are)? ?(?:suitably |appropriately )?(?:designed|operat(?:ed|ing|es)|"
    r"functioning)(?: and (?:operat(?:ed|ing)|implemented))? effectively\b"
    r"|\b(?:suitably|appropriately) designed\b|\btests? passed\b|^pass(?:ed)?\b|^effective\b"
    r"|\ball (?:\w+ )?tests? (?:were )?passed\b|\boperating effectiveness (?:was )?confirmed\b"
)
_GOOD = re.compile(f"{_NONE.pattern}|{_CLEAN.pattern}")
# Beside a good phrase: something else is said that only a reader can weigh
_RESERVATION = re.compile(
    r"\b(?:but|however|although|though|otherwise|unless|re ?tested|re ?testing|remediat\w+|"
    r"subsequent\w*|since (?:corrected|fixed)|after (?:correction|remediation|re ?test\w*))\b"
    r"|\bwith (?:an? |some |minor )?(?:comment|observation|note|remark|recommendation|condition)s?\b"
)
_RESPONSE = re.compile(
    r"\b(?:management|company|entity|auditee)(?:'s)? (?:response|comment|reply|action plan)s?\b"
    r"|\b(?:corrective actions?|remediation(?: plan)?) ?:"
)
# A procedure names what was looked at
_FEWEST_WORDS = 2
# Texts that are kept: one is read for its column, its row and each criterion of its control
_MOST_KEPT = 4096
_NO_ANSWER = re.compile(r"(?:(?:none|not|no|n/a|na)\b.{0,30})?")


_TESTED_VERB = (
    r"(?:\d+[.)] ?)?(?:for (?:an?|the|each|all|\d+)\b[^,]{1,120}, ?)?(?:we |the auditor )?(?:inspected"
    r"|inquired|enquired|observed|re ?performed|examined|selected|obtained|compared|reviewed|traced"
    r"|interviewed|verified|confirmed|vouched|tested)\b"
)
# A clause that is a result and nothing else, wherever it stands; of good ones only those in the
# words of auditors: `No issues found` and `Passed` say as much of many other things
_COUNT = rf"(?:\d+|{'|'.join(_NUMBERS)}|an?|some|several|multiple|minor|further|other|relevant)"
_RESULT_CLAUSE = re.compile(
    rf"(?:(?:(?:{_COUNT} ){{0,3}}{_KINDS}|no (?:\w+ )?(?:exception|deviation)s?)"
    rf"(?: (?:was|were|has been|have been))?(?: not)? {_SEEN}"
    rf"(?: (?:in|during|for|by|as|upon|on|of|with)\b.*)?"
    rf"|(?:(?:\d+|{'|'.join(_NUMBERS)}|no) ){{1,2}}(?:relevant |further |other |minor )?"
    rf"(?:exception|deviation)s?(?: (?:in|during|for|of|out)\b.*)?"
    r"|(?:exception|deviation)s?(?: noted)? ?:.*|(?:test )?fail(?:ed)?"
    rf"|{_TESTED_VERB}.* without (?:any )?(?:exception|deviation)s?(?: noted)?"
    r"|(?:(?:the|this) )?(?:control|activity)?(?: has| have)? ?(?:did not|does not|didn't|not)"
    r" (?:been )?operat(?:e|ed|ing)(?: effectively| as designed| as intended)?"
    r"(?: (?:in|during|for|throughout|from|since|over|due|because)\b.*)?"
    r"|(?:(?:the|this) )?control (?:was|is|has been) (?:not|in)[ -]?(?:effective|operating|tested)\b.*"
    r"|(?:(?:the|this) )?control fail(?:ed|s)\b.*|not tested(?: (?:in|during|for|as|because)\b.*)?)"
)
_COUNTED = re.compile(rf"\b(?:\d+|{'|'.join(_NUMBERS)})\b|\bn/a\b|\bnot \w+")
# A text without any of these has no such clause, which is told without taking it apart
_RESULT_WORDS = re.compile(
    r"exception|deviation|failure|finding|issue|discrepanc|deficienc|pass|fail|operat|test|control",
    re.I,
)
_CLAUSES = re.compile(
    r"(?<=[.;!?])\s+|, (?:and )?(?=(?:no|an?|\d+|one|two|three|four|five) )| and (?=(?:no|\d+) )|\n"
    r"|\s[-\u2013\u2014]\s|[()]",
    re.I,
)
# A text that begins so is of an auditor
_TESTED = re.compile(rf"{_TESTED_VERB}(?! by\b)")


@functools.lru_cache(_MOST_KEPT)
def read_result(text: str) -> AuditResult:
    """The result that a text tells; of several the worst.

    One that says what the auditor did and not what came of it tells none.
    """
    folded = fold_word(text)
    if not folded:
        return AuditResult.NOT_STATED
    match = _RESPONSE.search(folded)
    result = _read_finding(folded[: match.start()].strip(" .:;,") if match else folded)
    if result is AuditResult.CLEAN and has_doubt(
        _cut_response(text), _GOOD, _begins_with_procedure
    ):
        result = AuditResult.UNKNOWN
    if result is AuditResult.UNKNOWN and describes_procedure(text):
        return AuditResult.NOT_STATED
    if match and not _NO_ANSWER.fullmatch(folded[match.end() :].strip(" .:;,")):
        # who answers has something to answer to
        return min(result, AuditResult.UNKNOWN)
    return result


def _cut_response(text: str) -> str:
    match = _RESPONSE.search(text.casefold())
    return text[: match.start()] if match else text


def _begins_with_procedure(folded: str) -> bool:
    clause = _skip_selection(folded)
    return bool(_PROCEDURE.match(clause) or _PROCEDURE_CLAUSE.match(clause))


def _read_finding(folded: str) -> AuditResult:
    rest, none_noted = _NONE.subn(" ", folded)
    if _DEVIATION.search(rest) or _denies_none(folded):
        return AuditResult.DEVIATED
    if _UNTESTED.search(rest):
        return AuditResult.UNTESTED
    if any(map(_tells_failure, _CLAUSE_END.split(rest))):
        return AuditResult.DEVIATED
    is_clean = bool(none_noted or _CLEAN.search(rest))
    if not is_clean or _RESERVATION.search(rest) or _has_unknown_part(folded):
        return AuditResult.UNKNOWN
    return AuditResult.CLEAN


def is_unstated(control: Soc2Control) -> bool:
    """Whether neither a status nor a test without exceptions says that a control operates."""
    return control.status == NOT_STATED and read_result(control.result) is not AuditResult.CLEAN


def _skip_selection(clause: str) -> str:
    """A clause without what the auditor chose from: `For a sample of 15 hires, ...`."""
    match = _SELECTION.match(clause)
    return clause[match.end() :] if match else clause


@functools.lru_cache(_MOST_KEPT)
def describes_procedure(text: str) -> bool:
    """Whether a text says what an auditor did, and nothing of what came of it."""
    parts = [part for part in _PARTS.split(text) if re.search(r"[^\W\d]", part)]
    # `Verified`, alone, is meant as a result
    is_text = len(text.split()) >= _FEWEST_WORDS
    return is_text and bool(parts) and all(map(_is_procedure, parts))


def _is_procedure(clause: str) -> bool:
    """Whether a clause says what the auditor did, and nothing of what was seen."""
    clause = _skip_selection(fold_word(clause))
    if not _PROCEDURE_CLAUSE.match(clause) or _SHOWN.search(clause):
        return False
    if _AGREED.search(clause) and _SHARE.search(clause):
        return False
    return not any(
        _DEPENDENT.search(part, 0, match.start()) is None
        for part in clause.split(",")
        for match in _FINITE.finditer(part)
    )


def list_bad_news(text: str) -> tuple[str, ...]:
    """The clauses of a text about a test that are neither what the auditor did nor a good word:
    what was found, or that there was nothing to test.
    """
    parts = (" ".join(part.split()) for part in _PARTS.split(text))
    return tuple(
        part
        for part in parts
        # the name of a test, such as `Fail-over of the directory`, tells nothing
        if not _is_procedure(part)
        and (_FINITE.search(fold_word(part)) or _COUNTED.search(fold_word(part)))
        and read_result(part) in (AuditResult.DEVIATED, AuditResult.UNTESTED)
    )


@functools.lru_cache(_MOST_KEPT)
def list_told_results(text: str) -> tuple[str, ...]:
    """The clauses of a text that could be about anything which are the result of a test:
    `1 exception noted`, `The control did not operate in the period`.
    """
    if not _RESULT_WORDS.search(text):
        return ()
    clauses = (" ".join(clause.split()).strip(" .;,") for clause in _CLAUSES.split(text))
    return tuple(clause for clause in clauses if _RESULT_CLAUSE.fullmatch(fold_word(clause)))


def tells_result(text: str) -> bool:
    return bool(list_told_results(text))


def begins_with_test(text: str) -> bool:
    """Whether a text begins as auditors do: `Inspected the listing`."""
    return _TESTED.match(fold_word(text)) is not None


def tells_test(text: str) -> bool:
    """Whether a text speaks of a test that was made, as an auditor writes; the name of a test, or
    of a record, does not.
    """
    clauses = _CLAUSE_END.split(fold_word(text))
    return tells_result(text) or any(
        _PROCEDURE_CLAUSE.match(_skip_selection(clause)) or _FINITE.search(clause)
        for clause in clauses
    )


def _denies_none(folded: str) -> bool:
    return any(_DENIAL.search(folded, 0, match.start()) for match in _NONE.finditer(folded))


def _tells_failure(clause: str) -> bool:
    """Whether a clause tells of a failure, other than one that the auditor looked for."""
    seen = _SEEING.search(clause)
    if _PROCEDURE.search(clause.strip()):
        clause = clause[seen.end() :] if seen else ""
    return bool(_FAILURE.search(clause.strip()) or _tells_share(clause))


def _tells_share(clause: str) -> bool:
    """Whether something holds for some of the selections and not for all of them."""
    for match in _SHARE.finditer(clause):
        part = _NUMBERS.index(match["part"]) if match["part"] in _NUMBERS else int(match["part"])
        if 0 < part < int(match["whole"]) and not match["selected"]:
            return True
    return bool(_PERCENT.search(clause))


def _has_unknown_part(folded: str) -> bool:
    """Whether one of several results, as rows of one control have them, is not understood."""
    parts = [part.strip() for part in folded.split(";") if part.strip()]
    return len(parts) > 1 and not all(
        _NONE.search(part) or _CLEAN.search(part) or _PROCEDURE.search(part) for part in parts
    )
