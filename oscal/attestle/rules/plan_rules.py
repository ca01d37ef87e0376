"""SSP024-SSP026, SSP030: what the plan as a whole says, or leaves unsaid."""

from __future__ import annotations

from collections.abc import Iterator

from ..codes import make_finding
from ..findings import Finding
from ..lazy_dataclasses import dataclass
from ..model.answers import CLAIMS
from ..model.authored_values import is_stated_none
from ..model.system import System
from ..model.system_characteristics import ASSUMED
from ..model.workspace import Work
from .impact_levels import rank_level
from .rule_input import Rule, RuleInput, locate_file

_GOALS = ("confidentiality", "integrity", "availability")


@dataclass(frozen=True, slots=True)
class _Stated:
    """A list of the plan: its key in system.md, what `none` would deny, and what is listed.

    `entries` are titles with the paths of their files, in the folder or file `place`.
    """

    key: str
    value: object
    place: str
    entries: tuple[tuple[str, str], ...]


def _list_stated(system: System) -> tuple[_Stated, ...]:
    """What a plan lists or says there is none of."""
    facts = system.characteristics
    modules = tuple(
        (module.name, item.source.path)
        for item in system.components
        for module in item.cryptographic_modules
    )
    services = tuple((item.title, item.source.path) for item in system.providers)
    connected = tuple((item.title, facts.source.path) for item in facts.interconnections)
    return (
        _Stated("interconnections", facts.interconnections, "system.md", connected),
        _Stated("external-services", facts.external_services, "providers", services),
        _Stated("cryptographic-modules", facts.cryptographic_modules, "components", modules),
    )


def silent_plan(facts: RuleInput) -> Iterator[Finding]:
    """SSP024: a plan that is claimed to be there says what it lists, or that there is none.

    Boundary, network and data flow without a text are BND003.
    """
    for work in facts.workspace.works:
        if not _claims_plan(work):
            continue
        for item in _list_stated(work.system):
            is_unread = facts.is_unread(work, item.place) or facts.list_unread(work, item.place)
            if not item.entries and not is_stated_none(item.value) and not is_unread:
                yield make_finding(
                    "SSP024",
                    locate_file(work, "system.md"),
                    f"nothing is said of {item.key.replace('-', ' ')}, which the plan has to tell",
                    line=1,
                    hint=f"list them or, if there are none, write in system.md: {item.key}: none",
                )


def _claims_plan(work: Work) -> bool:
    """Whether the requirement that asks for the plan (3.12.4) is claimed in any part."""
    rule = work.baseline.framework.score
    requirement = work.baseline.by_label.get(rule.plan) if rule else None
    answer = work.system.answers.get(requirement.id) if requirement else None
    return answer is not None and any(item.state in CLAIMS for item in answer.objectives.values())


def contradicted_none(facts: RuleInput) -> Iterator[Finding]:
    """SSP025: nothing is listed of what the plan says there is none of."""
    for work in facts.workspace.works:
        for item in _list_stated(work.system):
            for title, path in item.entries if is_stated_none(item.value) else ():
                yield make_finding(
                    "SSP025",
                    path,
                    f'"{title}" is listed, but system.md says {item.key}: none',
                    line=1,
                    hint=f"remove {item.key}: none from system.md, or what is listed",
                )


def outdated_approval(facts: RuleInput) -> Iterator[Finding]:
    """SSP026: the plan that stands is the one that was approved."""
    for work in facts.workspace.works:
        system = work.system.characteristics
        versions = [item.version for item in system.approvals if item.of == "plan"]
        if versions and system.version not in versions:
            yield make_finding(
                "SSP026",
                locate_file(work, "system.md"),
                f"version {system.version} of the plan is not approved; the approval is of"
                f" version {versions[-1]}",
                line=1,
                hint="have it approved and add the approval, with its version",
            )


def low_sensitivity(facts: RuleInput) -> Iterator[Finding]:
    """SSP030: a system is at least as sensitive as the information in it."""
    for work in facts.workspace.works:
        about = work.system.characteristics
        stated = about.sensitivity or ASSUMED["sensitivity"]
        impacts = [
            (rank_level(getattr(kind, goal)), kind.title, goal, getattr(kind, goal))
            for kind in about.information_types
            for goal in _GOALS
        ]
        rank, title, goal, level = max(impacts, default=(-1, "", "", ""))
        if rank > rank_level(stated):
            says = f"the sensitivity is {stated}"
            yield make_finding(
                "SSP030",
                locate_file(work, "system.md"),
                f"{says if about.sensitivity else f'nothing is said of it, so {says}'}, but the"
                f' information "{title}" has {level} {goal}',
                pointer="/sensitivity" if about.sensitivity else "",
                line=None if about.sensitivity else 1,
                hint=f"write sensitivity: {level}, or mend the level that is too high",
            )


RULES: tuple[Rule, ...] = (silent_plan, contradicted_none, outdated_approval, low_sensitivity)
