"""BND021, BND022, BND026: whether the plan is CUI is decided, its marking has the form of its
scheme, and its designation indicator says what it must.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..codes import make_finding
from ..findings import Finding
from ..lazy_patterns import make_pattern
from ..model.system_characteristics import Designation, SystemCharacteristics
from .rule_input import Rule, RuleInput

# The banner of the CUI Registry: the word, then categories and dissemination controls (32 CFR
# 2002.20(b)); DoD prints the word alone and the rest in the designation indicator (DoDI 5200.48)
_NARA_BANNER = make_pattern(r"(?:CUI|CONTROLLED)(?://[A-Z0-9/ -]+)*\Z")
_SPEAKS_OF_CUI = make_pattern(r"\b(?:CUI|controlled unclassified)\b", re.I)
_DOD_BANNER = "CUI"
# Technical and export-controlled information bears a distribution statement (DoDI 5230.24); A is
# for what the public may have
_TECHNICAL = frozenset({"CTI", "EXPT", "EXPTR"})
_PUBLIC = "A"
_MAILBOX = make_pattern(r"[^\s@]+@[^\s@]+")
_TELEPHONE = make_pattern(r"\d(?:[ ().+/-]*\d){3,}")
_TEAM = make_pattern(r"\b(?:team|group|office|department|division|desk|staff|leadership)\b", re.I)
_END_OF_NAME = make_pattern(r"[,;(]")


def undecided_marking(facts: RuleInput) -> Iterator[Finding]:
    """BND021: where the scope of CUI is decided, so is the marking of the plan."""
    for work in facts.workspace.works:
        system = work.system.characteristics
        if system.cui_scope == "decided" and system.cmmc_target != "level-1" and not system.marking:
            yield _report(
                "BND021",
                system,
                "nobody has decided whether the plan itself is CUI",
                "add marking: CUI; or marking: none with marking-reason, or the company's own"
                " words",
            )


def malformed_marking(facts: RuleInput) -> Iterator[Finding]:
    """BND022: DoD's banner is the word CUI alone; `none` has a reason."""
    for work in facts.workspace.works:
        system = work.system.characteristics
        if system.marking == "none" and not system.marking_reason:
            yield _report(
                "BND022",
                system,
                "the plan is marked none, and no reason is given",
                "add marking-reason: who decided it and why",
            )
        elif system.marking and not _has_form(system):
            yield _report(
                "BND022",
                system,
                f'the marking "{system.marking}" is no banner of CUI: DoD prints the word CUI alone'
                " (DoDI 5200.48), and the rest stands in the designation indicator",
                "write marking: CUI, and designation; with marking-scheme: nara where the CUI"
                " Registry's banner is asked for",
            )


def incomplete_designation(facts: RuleInput) -> Iterator[Finding]:
    """BND026: a plan that is CUI says who controls it, who may have it, and whom to ask."""
    for work in facts.workspace.works:
        system = work.system.characteristics
        given, path = system.designation, system.source.path
        if not _SPEAKS_OF_CUI.search(system.marking or ""):
            continue
        if given is None:
            yield _report(
                "BND026",
                system,
                "the plan is marked CUI and has no designation indicator",
                "add designation: controlled-by, categories, dissemination or distribution, poc",
            )
            continue
        for key, message, hint in (*_check_recipients(given), *_check_contact(given)):
            pointer = f"/designation{key}"
            yield make_finding("BND026", path, message, pointer=pointer, hint=hint)


_Fault = tuple[str, str, str]


def _check_recipients(given: Designation) -> Iterator[_Fault]:
    """Who may have it is said once: by a control or by a statement."""
    letter = given.distribution.letter if given.distribution else ""
    technical = sorted({_drop_prefix(item) for item in given.categories} & _TECHNICAL)
    if given.dissemination and letter:
        yield (
            "",
            "the designation indicator has a dissemination control and a distribution statement",
            "keep one of the two: distribution for technical information, else dissemination",
        )
    elif technical and letter in ("", _PUBLIC):
        yield (
            "",
            f"{', '.join(technical)} is technical or export-controlled information, and no"
            " distribution statement from B to F limits who may have it",
            "add distribution with letter and statement, and take dissemination out",
        )
    elif not given.dissemination and not letter:
        yield (
            "",
            "the designation indicator does not say who may have the plan",
            "add dissemination, such as FEDCON, or distribution with letter and statement",
        )


def _drop_prefix(category: str) -> str:
    """`SP-CTI` is the specified form of `CTI`."""
    return category.removeprefix("SP-")


def _check_contact(given: Designation) -> Iterator[_Fault]:
    """A mailbox of an office will do, a telephone only with the name of a person."""
    hint = "write a person with a telephone number, or an office with its mailbox"
    if _MAILBOX.search(given.poc):
        return
    if not _TELEPHONE.search(given.poc):
        yield "/poc", f'the point of contact "{given.poc}" has no telephone and no mailbox', hint
    elif _TEAM.search(_END_OF_NAME.split(given.poc)[0]):
        yield "/poc", f'the point of contact "{given.poc}" is a team, and no person', hint


def _has_form(system: SystemCharacteristics) -> bool:
    """A marking that does not speak of CUI is the company's own."""
    marking = system.marking or ""
    if not _SPEAKS_OF_CUI.search(marking):
        return True
    if system.marking_scheme == "nara":
        return bool(_NARA_BANNER.match(marking))
    return marking == _DOD_BANNER


def _report(code: str, system: SystemCharacteristics, message: str, hint: str) -> Finding:
    """At the line of the marking, or at the top where there is none."""
    if system.marking:
        return make_finding(code, system.source.path, message, pointer="/marking", hint=hint)
    return make_finding(code, system.source.path, message, line=system.source.line, hint=hint)


RULES: tuple[Rule, ...] = (undecided_marking, malformed_marking, incomplete_designation)
