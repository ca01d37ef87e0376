"""A crosswalk from criteria of one framework to requirements of another: what a mapping-collection
of ours says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import field
from enum import StrEnum

from ..lazy_dataclasses import dataclass
from .authored_values import NOWHERE, Source
from .frameworks import find_framework


class Reuse(StrEnum):
    """How far the evidence of a criterion carries, best first.

    strong: at least one objective is satisfied as the evidence stands; partial: the evidence
    contributes to objectives and satisfies none; habit-only: the practice exists and carries no
    objective; none: nothing reaches the requirement.
    """

    STRONG = "strong"
    PARTIAL = "partial"
    HABIT_ONLY = "habit-only"
    NONE = "none"

    @property
    def rank(self) -> int:
        """0 is best."""
        return tuple(Reuse).index(self)

    def lowered(self, steps: int = 1) -> Reuse:
        """Graded down; what exists as a habit stays one."""
        if self is Reuse.NONE:
            return self
        return tuple(Reuse)[min(self.rank + steps, Reuse.HABIT_ONLY.rank)]


ROLES = ("lead", "supporting")
GRADES = (Reuse.STRONG, Reuse.PARTIAL, Reuse.HABIT_ONLY)
RELATIONSHIPS = (
    "equivalent-to",
    "equal-to",
    "subset-of",
    "superset-of",
    "intersects-with",
    "no-relationship",
)
RATIONALES = ("syntactic", "semantic", "functional")
CONFIDENCES = ("high", "medium", "low")
NO_RELATIONSHIP = "no-relationship"
_NAMED = re.compile(r"\[([a-z])\]")
_MISSING = re.compile(
    r"\b(add|only|open|opens|missing|lacks?|lacking|remains?|stays?|left|still|outside|beyond|unless|until|except|without|unproven|untested"
    r"|separate(ly)?|needs?|not|nothing|no|none|never|nobody|neither|nor|cannot|yet|unsampled|unseen|absent|extra|must)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Map:
    """One criterion and one requirement, both by control id.

    `letters` are the objectives that an assessor would tick on this evidence for the systems the
    report covers, `contributes` those that it carries part of the way; `topics` are the kinds of
    controls it rests on. `scope` is a condition on the SOC 2 report, `top_up` what can be added,
    `cannot` what its evidence never carries.
    """

    criterion: str
    requirement: str
    role: str
    reuse: Reuse
    letters: tuple[str, ...]
    rationale: str
    confidence: str = "medium"
    relationship: str = "intersects-with"
    matching: str = "functional"
    scope: str = ""
    top_up: tuple[str, ...] = ()
    cannot: tuple[str, ...] = ()
    coverage: float | None = None
    contributes: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    source: Source = NOWHERE

    def find_grade(self, letter: str) -> Reuse:
        """How far it carries one objective, which may be less far than the best it does."""
        if letter in self.letters:
            return Reuse.STRONG
        return Reuse.PARTIAL if letter in self.contributes else Reuse.HABIT_ONLY


def name_grade(item: Map) -> str:
    """The word of its reuse; "" for a map that another tool made, which states none."""
    return item.reuse.value if item.role else ""


def list_doubts(item: Map) -> Iterator[str]:
    """Why a judgement cannot be checked or contradicts itself, in words.

    A lead or strong map says which letters it carries and what is missing: another letter, a
    condition, or a word on what stays.
    """
    yield from _list_doubts_of_letters(item)
    if not item.rationale.strip():
        yield "a map without a rationale cannot be judged"
    elif item.role == "lead" or item.reuse is Reuse.STRONG:
        yield from _list_gaps_of_rationale(item)
    if (
        item.requirement in find_framework(item.requirement).not_carried
        and item.reuse is not Reuse.HABIT_ONLY
    ):
        yield "it is work that SOC 2 does not ask for; its reuse is at most habit-only"


def _list_doubts_of_letters(item: Map) -> Iterator[str]:
    claims = bool(_list_carried(item)) or item.reuse is not Reuse.HABIT_ONLY or item.role == "lead"
    if item.relationship == NO_RELATIONSHIP and claims:
        yield "what has no relationship satisfies no objective and is no lead"
    elif doubt := _doubt_grade(item):
        yield doubt
    if both := [letter for letter in item.letters if letter in item.contributes]:
        yield f"[{both[0]}] is satisfied and contributed to; it is one of the two"


def _list_carried(item: Map) -> tuple[str, ...]:
    return (*item.letters, *item.contributes)


def _doubt_grade(item: Map) -> str:
    """Strong satisfies, partial contributes, habit-only does neither."""
    if item.reuse is Reuse.HABIT_ONLY and _list_carried(item):
        return "habit-only satisfies no objective and contributes to none"
    if item.reuse is Reuse.STRONG and not item.letters:
        return "a strong map satisfies at least one objective"
    if item.reuse is Reuse.PARTIAL and item.letters:
        return (
            f"a partial map satisfies no objective; say that it contributes to [{item.letters[0]}]"
        )
    if item.reuse is Reuse.PARTIAL and not item.contributes:
        return "a partial map contributes to at least one objective"
    return ""


def _list_gaps_of_rationale(item: Map) -> Iterator[str]:
    named = set(_NAMED.findall(item.rationale))
    if lacking := [letter for letter in _list_carried(item) if letter not in named]:
        what = "satisfied" if lacking[0] in item.letters else "contributed to"
        yield f"the rationale does not say why [{lacking[0]}] is {what}"
    says_more = named - set(_list_carried(item)) or _MISSING.search(item.rationale)
    if not (says_more or item.top_up or item.cannot):
        yield "the rationale does not say what is missing"


@dataclass(frozen=True, slots=True)
class Unmapped:
    """A control that no map reaches, with the reason."""

    control: str
    reason: str
    source: Source = NOWHERE


@dataclass(frozen=True, slots=True)
class NetNew:
    """Work of a programme that no requirement id carries."""

    id: str
    title: str
    what: str
    authority: str
    artifact: str


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where the judgements come from: method (human, automation, hybrid), status, description, and
    for a team's own table its file, version, date and reviewer.
    """

    title: str
    version: str
    date: str
    description: str
    method: str = "human"
    status: str = "draft"
    reviewer: str = ""
    file: str = ""
    remarks: str = ""


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """`scope_dependent` maps a requirement to why its answer depends on where CUI is."""

    name: str
    source_href: str
    target_href: str
    provenance: Provenance
    maps: tuple[Map, ...]
    unmapped_sources: tuple[Unmapped, ...] = ()
    unmapped_targets: tuple[Unmapped, ...] = ()
    net_new: tuple[NetNew, ...] = ()
    scope_dependent: dict[str, str] = field(default_factory=dict)

    @property
    def is_graded(self) -> bool:
        """Whether it says how far evidence can be reused; a collection that another tool made does
        not.
        """
        return any(item.role for item in self.maps)

    def of_requirement(self, control_id: str) -> tuple[Map, ...]:
        return tuple(item for item in self.maps if item.requirement == control_id)

    def of_criterion(self, control_id: str) -> tuple[Map, ...]:
        return tuple(item for item in self.maps if item.criterion == control_id)
