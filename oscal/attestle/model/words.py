"""The words that people write where a word claims something: each has one meaning.

To add a word, add it to its meaning here; words for a state of an objective stand in STATES of
model/answers.py.
"""

from __future__ import annotations

from ..lazy_patterns import make_pattern
from ..nearest import is_negation, split_words
from .answers import COMPONENT_STATUSES, STATE_OF, STATES
from .soc2 import DESIGNED, INHERITED, NOT_OPERATING, OPERATING, RETIRED
from .vocabulary import Meaning, Vocabulary, fold_word, read_word

_TICKS = ("\u2713", "\u2714", "\u2611", "\u2705", "\u221a")
_CROSSES = ("\u2717", "\u2718", "\u2715", "\u2716", "\u274c", "\u2610")

# (a) a state of an objective, and the status of a component section
STATE_VOCABULARY = Vocabulary(
    "state",
    tuple(Meaning(row.word, row.rank, row.synonyms) for row in STATES),
    denied="not-implemented",
    partly="partial",
)
COMPONENT_VOCABULARY = Vocabulary(
    "status",
    tuple(
        Meaning(word, STATE_OF[word].rank, STATE_OF[word].synonyms) for word in COMPONENT_STATUSES
    ),
    partly="partial",
)
# What OSCAL's five states have for a status that nobody understands: nothing is claimed
UNKNOWN_COMPONENT_STATUS = "planned"
# Words of 32 CFR 170.24 and of risk management: no states, for only a documented exception excuses.
# Kind of exception -> words
EXCEPTION_WORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("temporary-deficiency", ("temporary deficiency", "temporary deficiencies")),
    ("enduring-exception", ("enduring exception", "enduring exceptions")),
    ("accepted-risk", ("risk accepted", "accepted risk", "risk acceptance")),
)
# `Met (inherited from Acme)`
_INHERITED_FROM = make_pattern(r"(?:fully |met |implemented )?inherited (?:from|by|through|via) ")
# Behind the name of a provider: what is not inherited, or not yet
_NOT_ALL = make_pattern(
    r"[;?]|\b(?:except\w*|exclud\w+|but|not|no|nobody|nothing|none|never|only|part\w*|shared|some|most"
    r"|customers?|our|us|ours|pending|planned|tbd|open|unless|however|without|until|expected|missing"
    r"|gaps?|to be|rest|remainder|excl|w/o|isn't|wasn't|\d+ ?%)(?!\w)"
)
# The state that an objective has while its exception is not documented
EXCEPTION_STATE = "not-implemented"


def find_exception_kind(text: str) -> str:
    """The kind of exception that was written for a state, "" if none was."""
    folded = fold_word(text)
    return next((kind for kind, words in EXCEPTION_WORDS if folded in words), "")


def read_state(text: str) -> str:
    """The state that a word means, "" where it means none."""
    if find_exception_kind(text):
        return EXCEPTION_STATE
    whole = fold_word(text)
    source = _INHERITED_FROM.match(whole)
    if source:
        return "" if _NOT_ALL.search(whole, source.end()) else "inherited"
    meaning = read_word(STATE_VOCABULARY, text)
    return meaning.word if meaning else ""


# What is said where nobody has looked yet: no state at all
_UNJUDGED = frozenset((
    "not assessed", "unassessed", "not evaluated", "not reviewed", "not tested", "not determined",
    "to be determined", "to be assessed", "not yet assessed", "not yet evaluated", "tbd", "tba",
    "unknown", "select", "choose", "please select", "select one", "choose an item", "not set",
))  # fmt: skip


def is_unjudged(text: str) -> bool:
    """Whether a cell says that nobody has judged yet."""
    return fold_word(text).strip(" .<>[]()") in _UNJUDGED


def read_component_status(text: str) -> str:
    """One of OSCAL's five, "" where the word means none of them."""
    meaning = read_word(COMPONENT_VOCABULARY, text)
    return meaning.word if meaning else ""


# (b) the status of a SOC 2 control
_OTHERS = (
    r"(?:(?:an?|the|our|another|outside|external) )*(?:sub ?service|third part|vendor|supplier|"
    r"provider|service (?:provider|organi[sz]ation)|cloud|hosting|hoster|host\b|csp|esp|msp|mssp|"
    r"data ?cent(?:er|re)|aws|amazon|azure|microsoft|gcp|google|customer|client|user entit|parent|"
    r"group|contractor|partner|landlord|outsourcer|others?\b|somebody else|someone else)"
)
# `Performed by the subservice organization`, `inherited from the cloud provider`
_BY_OTHERS = make_pattern(
    r"(?:fully |partially |partly |partial )?(?:inherited|inheritance|carved? ?out|outsourced|leveraged)"
    r"(?: (?:from|by|through|via|to|with|control|method|as|at|in|under|per)\b.*)?"
    r"|(?:is |control )?(?:performed|operated|managed|provided|run|hosted|handled|owned|maintained|"
    rf"covered|executed|delivered|implemented) (?:by|at|through) {_OTHERS}.*"
    rf"|(?:the )?responsibility of {_OTHERS}.*|{_OTHERS}[a-z]*'?s? responsibility"
)
# `Did not operate in the period`; good verbs of the table are denied by its own rule
_NOT_DONE = make_pattern(
    r"(?:(?:the |this )?(?:control|activity) )?(?:(?:did|does|do|has|have|had|was|is)(?: not|n't)(?: yet)?"
    r"(?: been)?|never) (?:\w+ly )?(?:operat|perform|execut|implement|function|run|work|exist|done|"
    r"carried|in (?:place|operation|effect|use))\w*\b.*"
    r"|not (?:\w+ly )?(?:operated|performed|executed|operational|functional) .*"
)
_NO_LONGER = make_pattern(
    r"no longer (?:operat|perform|execut|in |us|need|requir|applicable|applies|valid|relevant|exist)\w*.*"
)
CONTROL_VOCABULARY = Vocabulary(
    "status",
    (
        Meaning(OPERATING, 4, (
            "operating", "operational", "active", "implemented", "effective", "in place", "passing",
            "passed", "pass", "ok", "yes", "y", "true", "complete", "completed", "live", "done",
            "healthy", "operating effectively", "in operation", "running", "performed", "met",
            "compliant", "satisfied", "fully implemented", "green", "100%", "ready", "operates",
            "functioning", "functional", "deployed", "in production", "fully operational",
            "fully operating", "in effect", "in force", "in use", "enabled", "on", "enforced",
            "satisfactory", "fully effective", "fully compliant",
            "in compliance", *_TICKS,
        )),
        Meaning(DESIGNED, 3, (
            "designed", "design only", "draft", "in progress", "new", "designed only",
            "not yet operating", "designed not operating", "in design", "in development",
            "partial", "partially", "partly", "drafted", "in review", "under review",
            "in implementation", "being implemented", "under development", "design effective",
            "designed effectively", "effectively designed", "suitably designed",
            "appropriately designed", "documented", "defined", "documented only", "policy only",
            "on paper", "pilot", "piloting", "in pilot", "rolling out", "in rollout",
            "being rolled out", "in transition", "transition", "in testing", "initiated", "started",
            "in build", "onboarding", "implementing", "wip", "work in progress",
            "awaiting approval", "under construction",
        )),
        # of whatever it is said, the way out is the provider's matrix
        Meaning(INHERITED, 2, (
            "inherited", "fully inherited", "partially inherited", "carved out", "carve out",
            "subservice", "subservice organization", "subservice organisation", "csoc",
            "sub service organization", "sub service organisation", "aws", "azure", "gcp",
            "complementary subservice organization control",
            "complementary subservice organisation control", "cuec",
            "complementary user entity control", "user entity", "user entity control",
            "third party", "outsourced", "outsourced control", "leveraged", "common control",
            "provider", "service provider", "cloud provider", "cloud service provider", "csp",
            "vendor", "supplier", "external", "external provider", "provider managed",
            "vendor managed", "csp managed", "vendor control", "provider control",
            "managed by others", "shared", "shared responsibility", "shared control", "hybrid",
            "customer responsibility", "customer", "customer managed", "by provider", "by vendor",
            "not our responsibility", "not performed by us", "not operated by us",
        ), _BY_OTHERS),
        Meaning(NOT_OPERATING, 1, (
            "not operating", "no", "n", "false", "open", "gap", "fail", "failed", "failing",
            "to do", "todo", "overdue", "not tested", "untested", "pending", "red",
            "not started", "off", "none",
            "missing", "broken", "deficient", "non compliant", "unhealthy", "ineffective",
            "not designed", "not planned", "exception", "deviation", "0%", "on hold", "blocked",
            "in remediation", "not ready", "rejected", "outdated", "out of date", "expired", "failure",
            "suspended", "paused", "deferred", "cancelled", "canceled", "needs attention",
            "needs evidence", "needs improvement", "at risk", "critical", "degraded", "proposed",
            "not assessed", "not evaluated", "undefined", "amber", "yellow", "unsatisfactory",
            "orange", "not set up", "not configured", "not monitored", "not assigned", "unassigned",
            "no owner", "needs owner", "needs review", "needs work", "due", "past due", "late",
            "delayed", "stalled", "warning", "error", "inadequate", "weak", "poor", "absent",
            "incomplete", "unknown", "not known", "tbd", "tba", "to be determined", "not stated",
            "not rated", "unrated", "not reviewed", "not evidenced", "no evidence",
            "missing evidence", "evidence missing", "remediation", "remediating",
            "remediation required", "action required", "attention required", "requires attention",
            "improvement needed", "in breach", "risk accepted", "accepted risk", "exempt",
            "exempted", "waived", "exception approved", "exception granted", "ad hoc", "informal",
            "material weakness", "significant deficiency", "deficiency", "control deficiency",
            "control gap", "design gap", "gap identified", "not done", "unresolved", "unavailable",
            "nonconforming", "non conforming", "nonconformity", "non conformity",
            "minor nonconformity", "major nonconformity", "out of compliance", "inoperative",
            "ceased", "lapsed",
            # what does not exist yet is not even designed
            "planned", "scheduled", "assigned", "awaiting implementation", "upcoming", "future",
            "to be implemented",
            *_CROSSES,
        ), _NOT_DONE),
        Meaning(RETIRED, 0, (
            "retired", "inactive", "removed", "deprecated", "obsolete", "disabled", "archived",
            "superseded", "replaced", "withdrawn", "decommissioned", "terminated", "discontinued",
            "out of scope", "not applicable", "n/a", "na", "n a", "not in scope", "n.a",
            "deactivated", "unused", "not in use", "sunset", "end of life", "merged", "duplicate",
            "void", "not relevant", "not required", "excluded", "dismissed", "does not apply",
        ), _NO_LONGER),
    ),
    denied=NOT_OPERATING,
    partly=DESIGNED,
)  # fmt: skip

# (d) yes and no
_YES, _NO = "yes", "no"
ANSWER_VOCABULARY = Vocabulary(
    "answer",
    (
        Meaning(_YES, 1, ("yes", "y", "true", "x", "1", "on", "full", "fully", *_TICKS, "\u25cf")),
        Meaning(_NO, 0, (
            "no", "n", "false", "0", "off", "none", "nil", "n/a", "na", "n a", "not applicable",
            "nothing", "\u25cb", *_CROSSES,
            # what our own documents say where nobody said anything
            "not recorded", "not named",
        )),
    ),
    denied=_NO,
)  # fmt: skip


def says_yes(text: str) -> bool:
    meaning = read_word(ANSWER_VOCABULARY, text)
    return meaning is not None and meaning.word == _YES


def says_nothing(text: str) -> bool:
    """Whether a cell is empty, a dash, or a bare no."""
    meaning = read_word(ANSWER_VOCABULARY, text)
    return not fold_word(text) or (meaning is not None and meaning.word == _NO)


def says_no(text: str) -> bool:
    """Whether a cell says no or nothing, or denies whatever it names: `not mapped`."""
    first = split_words(text)[:1]
    return says_nothing(text) or any(map(is_negation, first))


# Further words that claim something: evidence, assets, the side that is responsible
EVIDENCE_VOCABULARY = Vocabulary(
    "status",
    (
        Meaning("final", 1, ("final", "approved", "complete", "completed", "collected", "done",
                             "current", "published", "in force", "signed")),
        Meaning("draft", 0, ("draft", "in progress", "pending", "working", "open", "requested",
                             "in review", "under review", "not collected", "missing", "to do",
                             "not started", "expired", "rejected", "outdated", "superseded")),
    ),
    denied="draft",
    partly="draft",
)  # fmt: skip
# Out of scope is the best claim of all: nothing is asked of such an asset
CATEGORY_VOCABULARY = Vocabulary(
    "asset category",
    (
        Meaning("cui", 0, ("cui", "cui asset", "cui assets")),
        Meaning("spa", 1, ("spa", "security protection asset", "security protection assets",
                           "security protection", "sec")),
        Meaning("crma", 2, ("crma", "contractor risk managed asset", "contractor risk managed assets",
                            "contractor risk managed", "risk managed")),
        Meaning("specialized", 3, (
            "specialized", "specialised", "specialized asset", "specialized assets",
            "specialised asset", "sa", "iot", "iiot", "ot", "gfe", "test equipment",
            "restricted information system", "government furnished equipment",
            "operational technology",
        )),
        Meaning("out-of-scope", 4, ("out of scope", "oos", "out of scope asset",
                                    "out of scope assets", "not in scope", "none", "no")),
    ),
)  # fmt: skip
PROVIDER, ORGANISATION, SHARED = "provider", "organisation", "shared"
RESPONSIBILITY_VOCABULARY = Vocabulary(
    "responsibility",
    (
        Meaning(PROVIDER, 2, (
            "provider", "csp", "esp", "msp", "mssp", "vendor", "supplier", "host",
            "service provider", "cloud service provider", "cloud provider", "external",
            "external service provider", "inherited", "fully inherited", "provider inherited",
            "full", "fully provider", "system provider", "leveraged",
            # of federal workbooks: both halves of its hybrid are the provider's
            "service provider corporate", "service provider system specific",
            "service provider hybrid", "inherited from provider", "inherited from csp",
            "inherited from pre existing fedramp authorization",
            "inherited from pre existing authorization", "provider managed", "fully managed",
        )),
        Meaning(SHARED, 1, (
            "shared", "hybrid", "both", "joint", "partial", "partially inherited",
            "partial inheritance", "shared responsibility", "combined", "mixed", "split",
        )),
        Meaning(ORGANISATION, 0, (
            "organisation", "organization", "customer", "osc", "osa", "client", "tenant",
            "subscriber", "agency", "consumer", "user", "user organization", "us", "we", "self",
            "internal", "company", "contractor", "oscs", "customer configured",
            "customer provided", "configured by customer", "provided by customer",
            "not inherited", "not inheritable", "local", "you", "your organization",
            "your organisation", "customer managed", "customer only", "system specific",
            # our own documents
            "organization, not the provider's",
        )),
    ),
)  # fmt: skip
# A column that says whether a requirement can be inherited
INHERITABLE_VOCABULARY = Vocabulary(
    "answer",
    (
        Meaning(PROVIDER, 2, ("yes", "y", "full", "fully", "x", "true", "inherited",
                              "fully inherited", "inheritable")),
        Meaning(SHARED, 1, ("partial", "partially", "shared", "hybrid", "partially inherited")),
        Meaning(ORGANISATION, 0, ("no", "n", "none", "false", "not inherited")),
    ),
    denied=ORGANISATION,
    partly=SHARED,
)  # fmt: skip
VOCABULARIES: tuple[Vocabulary, ...] = (
    STATE_VOCABULARY, COMPONENT_VOCABULARY, CONTROL_VOCABULARY, ANSWER_VOCABULARY,
    EVIDENCE_VOCABULARY, CATEGORY_VOCABULARY, RESPONSIBILITY_VOCABULARY, INHERITABLE_VOCABULARY,
)  # fmt: skip
