"""BND021, BND022: whether the plan is CUI is decided, and its marking has the form of its scheme."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..codes import make_finding
from ..findings import Finding
from ..model.system import SystemCharacteristics
from .rule_input import Rule, RuleInput

# The banner of the CUI Registry: the word, then categories and dissemination controls (32 CFR
# 2002.20(b)); DoD prints the word alone and the rest in the designation indicator (DoDI 5200.48)
_NARA_BANNER = re.compile(r"(?:CUI|CONTROLLED)(?://[A-Z0-9/ -]+)*\Z")
_SPEAKS_OF_CUI = re.compile(r"\b(?:CUI|controlled unclassified)\b", re.I)
_DOD_BANNER = "CUI"


def undecided_marking(facts: RuleInput) -> Iterator[Finding]:
    """BND021: where the scope of CUI is decided, so is the marking of the plan."""
    for work in facts.workspace.works:
        system = work.system.characteristics
        if system.cui_scope == "decided" and system.cmmc_target != "level-1" and not system.marking:
            yield _report(
                "BND021",
                system,
                "nobody has decided whether the plan itself is CUI",
                "add marking: CUI; or marking: none with marking-reason, or the company's own words",
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


RULES: tuple[Rule, ...] = (undecided_marking, malformed_marking)
