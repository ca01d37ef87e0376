"""States and fields of an answer: one row each, asked by every room that reads, writes, compares or
shows an answer.

To add a state, add a row to STATES. To add a field, add a row to FIELDS and the attribute to
`ObjectiveAnswer` or `ComponentAnswer`; only a new kind of value or a new place in OSCAL asks for
more (docs/architecture.md). tests/unit/test_answers.py walks every row through every room.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from ..lazy_dataclasses import dataclass


class Counts(StrEnum):
    """When a state makes an objective count as met for the implemented score."""

    ALWAYS = "always"
    WITH_PROVIDER = "with a provider and a row of its responsibility matrix"
    WITH_ADJUDICATION = "with a documented DoD CIO adjudication"
    WITH_APPROVAL = "with a rationale and an approval"
    NEVER = "never"


class Box(StrEnum):
    """The check boxes of NIST's plan template."""

    IMPLEMENTED = "Implemented"
    PLANNED = "Planned to be Implemented"
    NOT_APPLICABLE = "Not Applicable"


@dataclass(frozen=True, slots=True)
class AnswerState:
    """One word of the field `State`.

    `needs` are keys of fields without which the state is incomplete; `oscal` the state of the
    implementation-status, which tells the word by itself unless `is_spelled_out`. `is_claim` says
    that something is there, so a text and evidence are expected. `begun` says that a part is
    there, so that it is more than not addressed although it never counts. `rank` orders the words
    from the worst claim to the best. `synonyms` are what people write for it, as
    `model/vocabulary.py` folds it.
    """

    word: str
    title: str
    needs: tuple[str, ...]
    oscal: str
    is_spelled_out: bool
    box: Box
    counts: Counts
    is_claim: bool
    rank: int
    synonyms: tuple[str, ...]
    begun: bool = False


STATES: tuple[AnswerState, ...] = (
    AnswerState(
        word="implemented",
        title="Implemented",
        needs=(),
        oscal="implemented",
        is_spelled_out=False,
        box=Box.IMPLEMENTED,
        counts=Counts.ALWAYS,
        is_claim=True,
        rank=6,
        synonyms=(
            "implemented", "met", "yes", "y", "done", "complete", "completed", "compliant", "in place",
            "fully implemented", "fully met", "satisfied", "pass", "passed", "fully compliant", "closed",
            "100%", "true", "\u2713", "\u2714", "\u2611", "\u2705", "\u221a",
        ),
    ),
    AnswerState(
        word="inherited",
        title="Inherited",
        needs=("Provider",),
        oscal="implemented",
        is_spelled_out=True,
        box=Box.IMPLEMENTED,
        counts=Counts.WITH_PROVIDER,
        is_claim=True,
        rank=5,
        synonyms=(
            "inherited", "fully inherited", "inherited from provider", "met inherited",
            "implemented inherited", "inherited met",
        ),
    ),
    AnswerState(
        word="alternative",
        title="Alternative",
        needs=(),
        oscal="alternative",
        is_spelled_out=False,
        box=Box.IMPLEMENTED,
        counts=Counts.WITH_ADJUDICATION,
        is_claim=True,
        rank=3,
        synonyms=(
            "alternative", "alternate", "alternative implementation", "alternate implementation",
            "compensating", "compensating control",
        ),
    ),
    AnswerState(
        word="partial",
        title="Partially implemented",
        needs=("Missing",),
        oscal="partial",
        is_spelled_out=False,
        box=Box.PLANNED,
        counts=Counts.NEVER,
        is_claim=False,
        rank=2,
        synonyms=(
            "partial", "partially", "partially implemented", "partially met", "partially compliant",
            "partially satisfied", "in part", "part", "partly", "incomplete", "not fully implemented",
            "not fully met", "not completely implemented",
        ),
        begun=True,
    ),
    AnswerState(
        word="planned",
        title="Planned",
        needs=("Missing",),
        oscal="planned",
        is_spelled_out=False,
        box=Box.PLANNED,
        counts=Counts.NEVER,
        is_claim=False,
        rank=1,
        synonyms=(
            "planned", "in progress", "ongoing", "to do", "todo", "planned to be implemented",
            "scheduled", "poam", "poa&m", "on poa&m", "in remediation", "met w/ poa&m",
            "met with poa&m", "met with poam", "not met poa&m",
        ),
    ),
    AnswerState(
        word="not-implemented",
        title="Not implemented",
        needs=("Missing",),
        oscal="planned",
        is_spelled_out=True,
        box=Box.PLANNED,
        counts=Counts.NEVER,
        is_claim=False,
        rank=0,
        synonyms=(
            "not implemented", "unimplemented", "not met", "unmet", "no", "n", "open", "missing",
            "not started", "other than satisfied", "not satisfied", "gap", "fail", "failed",
            "non compliant", "noncompliant", "not compliant", "not in place", "none", "0%", "false",
            "not done", "not yet", "not addressed", "deferred", "absent",
            "\u2717", "\u2718", "\u2715", "\u2716", "\u274c", "\u2610",
        ),
    ),
    AnswerState(
        word="not-applicable",
        title="Not applicable",
        needs=("Rationale", "Approved"),
        oscal="not-applicable",
        is_spelled_out=False,
        box=Box.NOT_APPLICABLE,
        counts=Counts.WITH_APPROVAL,
        is_claim=False,
        rank=4,
        synonyms=("not applicable", "n/a", "na", "n a", "n.a", "does not apply"),
    ),
)  # fmt: skip
STATE_OF: Mapping[str, AnswerState] = MappingProxyType({row.word: row for row in STATES})
STATE_WORDS: tuple[str, ...] = tuple(STATE_OF)
CLAIMS: tuple[str, ...] = tuple(row.word for row in STATES if row.is_claim)

# OSCAL's own implementation states, the first of which a component section has unless it says
# otherwise. They change no rating and no score.
COMPONENT_STATUSES = ("implemented", "partial", "planned", "alternative", "not-applicable")


class Value(StrEnum):
    """The kind of a field's value, and so its type as an attribute."""

    STATE = "a word of STATES: str"
    STATUS = "a word of COMPONENT_STATUSES: str"
    TEXT = "one line of text: str"
    IDS = "ids separated by commas: tuple[str, ...]"
    OBJECTIVES = "keys of objectives separated by commas: tuple[str, ...]"
    APPROVAL = "a role and a day: Approval | None"


class Place(StrEnum):
    """Where a by-component of OSCAL holds a field."""

    STATUS = "implementation-status/state"
    STATUS_REMARKS = "implementation-status/remarks, as a paragraph that starts with the key"
    EVIDENCE_LINKS = "links with rel evidence"
    PROVIDER = "a prop, and an inherited entry from the provider's matrix"
    APPROVAL_PROPS = "the props approved-by and approved-on"
    OBJECTIVE_PROPS = "one prop objective for each key"
    PROP = "a prop of our namespace named for the key"
    PROVIDED = "export/provided"
    RESPONSIBILITIES = "export/responsibilities"
    REMARKS = "remarks"


OBJECTIVE, STATEMENT, COMPONENT = "objective", "statement", "component"


@dataclass(frozen=True, slots=True)
class AnswerField:
    """One `- Key: value` line of a section.

    `kinds` are the sections that have it; `lead` are the words before its value in a document;
    `only_with` the states that it belongs to (none: any); `names` are further keys that people
    write for it; `tells` says that a section with it says something even without a state and a
    text; `columns` are the fields of an objective spreadsheet that fill it, each with its headings.
    """

    key: str
    attribute: str
    kinds: tuple[str, ...]
    value: Value
    place: Place
    lead: str = ""
    only_with: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    tells: bool = False
    columns: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def prop(self) -> str:
        """The name of its prop in our namespace, where it has one: `Taken from` -> `taken-from`."""
        return self.key.lower().replace(" ", "-")

    def write_value(self, value: Any) -> str:
        """The value as it stands behind the key; "" where the line is left out."""
        return _WRITERS[self.value](value)


def _write_approval(value: Any) -> str:
    return f"{value.role}, {value.date.isoformat()}" if value else ""


_WRITERS: Mapping[Value, Callable[[Any], str]] = MappingProxyType(
    {
        Value.STATE: str,
        # a section that states none has the first one
        Value.STATUS: lambda status: "" if status == COMPONENT_STATUSES[0] else str(status),
        Value.TEXT: str,
        Value.IDS: ", ".join,
        Value.OBJECTIVES: ", ".join,
        Value.APPROVAL: _write_approval,
    }
)


_ANSWERS = (OBJECTIVE, STATEMENT)
# In the order in which the fields of a section are written.
FIELDS: tuple[AnswerField, ...] = (
    AnswerField(
        "State", "state", _ANSWERS, Value.STATE, Place.STATUS, names=("Status",), tells=True,
        columns=(("state", (
            "State", "Status", "Implementation Status", "Met / Not Met", "Finding",
            "Implementation State", "Assessment Result", "Assessment Status", "Result",
            "Compliance Status", "Met?", "Met / Not Met / NA", "Met / Not Met / N/A",
            "Current Status", "Control Status", "Determination Result", "compliance_result",
            "Implemented?", "In place?", "Met or Not Met", "Compliant?", "Assessor Finding",
            "Assessor Determination", "Assessor Result", "Assessment Finding",
            "Assessment Determination", "Finding Result", "Assessor Status", "C3PAO Finding",
            "Verdict", "Assessor Conclusion",
        )),),
    ),
    AnswerField(
        "Evidence", "evidence", _ANSWERS, Value.IDS, Place.EVIDENCE_LINKS,
        columns=(("evidence", ("Evidence", "Evidence ID", "Evidence IDs", "Artifacts", "Artifact",
                              "Evidence Location", "Evidence Name", "Supporting Evidence",
                              "Shown by", "Proven by", "Proof", "Evidence File", "Evidence Files",
                              "Evidence Document", "Documents", "Evidence Reference")),),
    ),
    AnswerField(
        "Provider", "provider", _ANSWERS, Value.TEXT, Place.PROVIDER,
        columns=(("provider", (
            "Provider", "ESP", "Inherited from", "CSP", "External Provider", "Service Provider",
        )),),
    ),
    AnswerField(
        "Missing", "missing", _ANSWERS, Value.TEXT, Place.STATUS_REMARKS, lead="Missing:",
        only_with=("partial", "planned", "not-implemented"), names=("Gap", "Gaps"),
        columns=(("missing", (
            "Missing", "Gap", "Gaps", "What is missing", "Gap Description", "Remaining work",
            "Deficiency", "Remediation", "Weakness", "Gap / Remediation", "Deficiencies",
            "Gap Notes", "Remediation Plan", "Corrective Action",
        )),),
    ),
    AnswerField(
        "Rationale", "rationale", _ANSWERS, Value.TEXT, Place.STATUS_REMARKS, lead="Rationale:",
        only_with=("not-applicable",), names=("Justification",),
        columns=(("rationale", (
            "Rationale", "Justification", "N/A Rationale", "Reason", "NA Justification",
            "N/A Justification",
        )),),
    ),
    AnswerField(
        "Approved", "approved", _ANSWERS, Value.APPROVAL, Place.APPROVAL_PROPS, lead="Approved:",
        only_with=("not-applicable",),
        columns=(
            ("approved-by", ("Approved by", "Approver", "Approval", "Approved")),
            ("approved-on", ("Approved on", "Approval date", "Date approved")),
        ),
    ),
    AnswerField("Objectives", "objectives", (COMPONENT,), Value.OBJECTIVES, Place.OBJECTIVE_PROPS),
    AnswerField("Status", "status", (COMPONENT,), Value.STATUS, Place.STATUS, names=("State",)),
    AnswerField("Taken from", "taken_from", (COMPONENT,), Value.TEXT, Place.PROP),
    AnswerField(
        "Provides", "provides", (*_ANSWERS, COMPONENT), Value.TEXT, Place.PROVIDED,
        lead="Provided to customers:", tells=True,
    ),
    AnswerField(
        "Leaves", "leaves", (*_ANSWERS, COMPONENT), Value.TEXT, Place.RESPONSIBILITIES,
        lead="Left to customers:", tells=True,
    ),
    AnswerField(
        "Note", "note", _ANSWERS, Value.TEXT, Place.REMARKS, lead="Note:", names=("Notes",),
        columns=(("note", ("Note", "Notes", "Comment", "Comments", "Remarks",
                          "Assessor Notes", "Assessment Notes", "observations",
                          "What we found", "What was found", "Findings Notes", "Explanation",
                          "Status Notes", "Assessor Comments", "Why", "Remark")),),
    ),
)  # fmt: skip
FIELDS_OF: Mapping[str, tuple[AnswerField, ...]] = MappingProxyType(
    {
        kind: tuple(row for row in FIELDS if kind in row.kinds)
        for kind in (OBJECTIVE, STATEMENT, COMPONENT)
    }
)

# The fields of an answer that hold a day on which something was done
APPROVALS: tuple[AnswerField, ...] = tuple(row for row in FIELDS if row.value is Value.APPROVAL)


def has_telling_field(kind: str, answer: object) -> bool:
    """Whether a field says something by itself, whatever the text says."""
    return any(getattr(answer, row.attribute) for row in FIELDS_OF[kind] if row.tells)


def find_field(kind: str, key: str) -> AnswerField | None:
    return next((row for row in FIELDS_OF[kind] if row.key == key), None)


def write_values(rows: tuple[AnswerField, ...], answer: object) -> Iterator[tuple[str, str]]:
    """Keys and values of the lines that an answer has, in the order in which they are written."""
    for row in rows:
        value = row.write_value(getattr(answer, row.attribute))
        if value:
            yield row.key, value
