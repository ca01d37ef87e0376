"""The frameworks that requirements come from: one record each, asked by every room.

A new framework is one record here (and its rows under tools/content/). What no record recognises
is `GENERAL`: any catalog, whose ids and labels are taken as they are printed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import field
from types import MappingProxyType

from ..lazy_dataclasses import dataclass
from ..lazy_patterns import make_pattern

# What the information protected is called where nothing says otherwise
PROTECTED = "CUI"
# The terms written out
TERM_NAMES = MappingProxyType(
    {PROTECTED: "Controlled Unclassified Information", "FCI": "Federal Contract Information"}
)
_PROTECTED = make_pattern(rf"\b([Aa] )?{PROTECTED}\b")
# The key of a requirement that is judged by its statement as a whole
WHOLE = "whole"

_NUMBER_GROUP = make_pattern(r"(?<![0-9])0+(?=[0-9])")
_KEY = make_pattern(r"[A-Za-z0-9]+(?:[.-][A-Za-z0-9]+|\[[A-Za-z0-9]+\])*\Z")


@dataclass(frozen=True, slots=True)
class ScoreRule:
    """How points make a score: 32 CFR 170.24(c)(2), and 170.21(a)(2) for a conditional status.

    `plan` is the label of the requirement without which there is no score at all;
    `partial_credits` are the labels with a smaller deduction, and the word that claims it.
    """

    maximum: int
    conditional_minimum: int
    plan: str
    partial_credits: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PoamRule:
    """What may stay open under a conditional status, and for how long (32 CFR 170.21(b))."""

    close_out_days: int


@dataclass(frozen=True, slots=True)
class StructureRule:
    """Which requirements speak of facts that a plan also holds in structured form.

    - `cryptography`: the one that asks for validated cryptography.
    - `standard_sunset`: FIPS standards whose certificates are historical since the day of a dated
      fact, which is named.
    - `inventory`: objectives that claim an inventory.
    - `lists`: by key of a plan, the objectives that claim what is listed there.
    - `kinds`: by kind of asset, the requirements that speak of it.
    """

    cryptography: str
    standard_sunset: Mapping[str, str]
    inventory: tuple[str, ...]
    lists: Mapping[str, tuple[str, ...]]
    kinds: Mapping[str, tuple[str, ...]]


def put_term(text: str, term: str) -> str:
    """Our own words with another term in place of CUI, "a CUI" as "an FCI";
    no text of an author.
    """
    if term == PROTECTED:
        return text
    article = "n " if term[:1] in "AEFHILMNORSX" else " "  # letters that are spoken with a vowel
    return _PROTECTED.sub(lambda match: f"{match[1][0]}{article}{term}" if match[1] else term, text)


def fold_label(text: str) -> str:
    """A label compared as people write it: any case, zeros before numbers or not, no blanks."""
    return _NUMBER_GROUP.sub("", "".join(text.split())).casefold()


# Compared by identity: there is one record for each framework
@dataclass(frozen=True, slots=True, eq=False)
class Framework:
    """What the rooms ask of a framework.

    - `control_ids`: how its controls are recognised; the names of files are never asked.
    - `normalize_label`: all spellings of a requirement's id brought to one form.
    - `normalize_unit`: the same for what is judged in a requirement, such as `3.1.1[a]`.
    - `printed_labels`: the normal form is the printed label, so a text that names nothing is
      told in that form too.
    - `sheet_label`: how an id begins in a cell of a spreadsheet; None = the cell as a whole.
    - `objective_words`, `statement_words`: what is judged in a requirement as people call it, one
      and several: where the catalog has assessment objectives, and where it has none.
    - `catalog`: the name under which it ships.
    - `has_numbered_families`: the label of a requirement begins with the number of its family.
    - `score`, `poam`, `structure`: None where the framework has no such rule.
    - `terms`: what the protected information is called, by the word of the CMMC target.
    - `not_carried`: ids of controls that SOC 2 evidence never carries; no map to them is graded
      above habit-only.
    - `default_profile`: what is compared or made where nobody names a profile.
    - `targets`: the CMMC target of a new system by its profile; None is the default.
    - `levels`: the CMMC level that a profile holds the requirements of, where it is one of these.
    - `has_free_texts`: everybody may copy the publisher's words. Where nothing is known, nobody may.
    """

    name: str
    control_ids: re.Pattern[str] | None
    normalize_label: Callable[[str], str] = fold_label
    normalize_unit: Callable[[str], str] = fold_label
    printed_labels: bool = False
    sheet_label: re.Pattern[str] | None = None
    objective_words: tuple[str, str] = ("determination", "determinations")
    statement_words: tuple[str, str] = ("statement part", "statement parts")
    has_numbered_families: bool = False
    catalog: str = ""
    score: ScoreRule | None = None
    poam: PoamRule | None = None
    structure: StructureRule | None = None
    terms: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    not_carried: tuple[str, ...] = ()
    default_profile: str = ""
    targets: Mapping[str | None, str] = field(
        default_factory=lambda: MappingProxyType({None: "level-2"})
    )
    levels: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    has_free_texts: bool = False

    def find_target(self, profile: str) -> str:
        """The CMMC target that a new system of the profile aims at."""
        return self.targets.get(profile, self.targets[None])

    def list_spellings(self, requirement: str, key: str, printed: str) -> tuple[str, ...]:
        """The normal forms by which a unit is found, from its requirement's label and its key."""
        if self.printed_labels or key == WHOLE:
            return (self.normalize_unit(printed),)
        joined = (f"{requirement}{sign}" for sign in (f"[{key}]", key, f".{key}"))
        return tuple(dict.fromkeys(map(self.normalize_unit, (printed, *joined))))


_R2_LABEL = make_pattern(
    r"(?:[A-Z]{2}\.L[123]-)?0*(0|[1-9]\d*)\.0*(0|[1-9]\d*)\.0*(0|[1-9]\d*)(e?)\Z"
)
_R2_OBJECTIVE = make_pattern(r"(?P<requirement>.+?)\[(?P<letter>[a-z])\]\Z")


def _normalize_r2_label(text: str) -> str:
    """`AC.L2-3.1.1`, `03.01.01` and `3.1.1` are all `3.1.1`; anything else stays as it is."""
    match = _R2_LABEL.match(text.strip())
    return f"{match[1]}.{match[2]}.{match[3]}{match[4]}" if match else text.strip()


def _normalize_r2_objective(text: str) -> str:
    """The printed id (`3.1.1[a]`) of any spelling of an objective."""
    match = _R2_OBJECTIVE.match(text.strip())
    if match:
        return f"{_normalize_r2_label(match['requirement'])}[{match['letter']}]"
    return text.strip()


SP_800_171_R2 = Framework(
    name="NIST SP 800-171 r2",
    control_ids=re.compile(r"SP_800_171r2_[0-9]"),
    normalize_label=_normalize_r2_label,
    normalize_unit=_normalize_r2_objective,
    printed_labels=True,
    objective_words=("assessment objective", "assessment objectives"),
    has_numbered_families=True,
    sheet_label=re.compile(r"((?:[A-Z]{2}\.L[123]-)?\d{1,2}\.\d{1,2}\.\d{1,2})(?![\d])", re.I),
    catalog="nist-sp-800-171-r2",
    score=ScoreRule(
        maximum=110,  # 170.24(c)(2): a point for each requirement, before anything is taken off
        conditional_minimum=88,  # 170.21(a)(2): 0.8 of the maximum
        plan="3.12.4",  # the System Security Plan
        partial_credits=MappingProxyType(
            {"3.5.3": "remote-and-privileged-only", "3.13.11": "encryption-not-validated"}
        ),
    ),
    poam=PoamRule(close_out_days=180),
    structure=StructureRule(
        cryptography="3.13.11",
        standard_sunset=MappingProxyType({"140-2": "fips-140-2-sunset"}),
        inventory=("3.4.1[d]", "3.12.4[b]"),
        lists=MappingProxyType({
            "cryptographic-modules": ("3.13.11[a]",),
            "interconnections": ("3.12.4[f]", "3.1.20[a]"),
        }),
        kinds=MappingProxyType({
            "wireless": ("3.1.16", "3.1.17"),
            "mobile": ("3.1.18", "3.1.19"),
            "remote-access": ("3.1.12",),
            "removable-media": ("3.8.7", "3.8.8"),
            "voip": ("3.13.14",),
        }),
    ),
    terms=MappingProxyType({"level-1": "FCI", "level-2": "CUI", "level-3": "CUI"}),
    not_carried=tuple(f"SP_800_171r2_{label}" for label in (
        "03.01.03", "03.01.09", "03.01.21", "03.01.22", "03.07.02", "03.07.03", "03.07.04",
        "03.08.04", "03.08.05", "03.12.02", "03.12.04", "03.13.07", "03.13.11", "03.13.12",
        "03.13.13", "03.13.14",
    )),
    default_profile="cmmc-level-2",
    targets=MappingProxyType({"cmmc-level-1": "level-1", None: "level-2"}),
    levels=MappingProxyType({"cmmc-level-1": 1, "cmmc-level-2": 2}),
    has_free_texts=True,  # works of the United States Government: 17 USC 105
)  # fmt: skip

SOC2_TSC = Framework(
    name="Trust Services Criteria 2017",
    control_ids=re.compile(r"(?:cc|a|c|pi|p)[0-9]\.[0-9]+\Z"),
    statement_words=("criterion", "criteria"),
    catalog="soc2-tsc-2017",
    default_profile="soc2-security",
)

# As NIST publishes it in OSCAL, with ids that do not name the revision
SP_800_171_R3 = Framework(
    name="NIST SP 800-171 r3",
    control_ids=re.compile(r"SP_800_171_[0-9]"),
    has_free_texts=True,
)

GENERAL = Framework(name="other catalog", control_ids=None)

FRAMEWORKS = (SP_800_171_R2, SOC2_TSC, SP_800_171_R3)


def find_framework(control_id: str) -> Framework:
    """The framework of a control, by its id."""
    for framework in FRAMEWORKS:
        if framework.control_ids is not None and framework.control_ids.match(control_id):
            return framework
    return GENERAL


def fold_spelling(text: str) -> str:
    """An id folded for a comparison with another one where no catalog is at hand."""
    for framework in FRAMEWORKS:
        if framework.printed_labels:
            text = framework.normalize_unit(text)
    return fold_label(text)


def find_unit_key(requirement: str, printed: str) -> str:
    """What stands in a printed label after the requirement: `a` of `3.1.1[a]`, `a[01]` of
    `A.03.01.02.a[01]`, `a` of `A.03.01.03`; "" where the label is not built so.
    """
    _, found, rest = printed.partition(requirement)
    if not found:
        return ""
    if not rest:
        return "a"  # the only one, as SP 800-171 r2 letters it
    rest = rest.lstrip(".")
    if rest.startswith("[") and rest.endswith("]") and rest.count("[") == 1:
        rest = rest[1:-1]
    return rest if _KEY.match(rest) else ""
