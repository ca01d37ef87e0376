"""Small systems built in code, over the shipped baseline or over one of a few requirements."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import fields, is_dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from attestle.formats.profile_resolution import resolve_profile
from attestle.formats.resolved_baseline import read_baseline
from attestle.model.authored_values import Source
from attestle.model.baseline import Baseline
from attestle.model.documented_exceptions import DocumentedException
from attestle.model.evidence import EvidenceItem
from attestle.model.objective_answers import Approval, ObjectiveAnswer, RequirementAnswer
from attestle.model.people import People
from attestle.model.system import System
from attestle.model.system_characteristics import SystemCharacteristics, SystemId
from conftest import ROOT

DAY = dt.date(2026, 11, 24)
CURRENT = EvidenceItem(
    uuid="e1",
    id="ev",
    title="Evidence",
    location="a place",
    owner="owner",
    collected=DAY - dt.timedelta(days=10),
    kind="record",
)
STALE = EvidenceItem(
    uuid="e2",
    id="ev-stale",
    title="Old evidence",
    location="a place",
    owner="owner",
    collected=DAY - dt.timedelta(days=400),
)
DRAFT = EvidenceItem(
    uuid="e3",
    id="ev-draft",
    title="Draft",
    location="a place",
    owner="owner",
    collected=DAY,
    status="draft",
)


@cache
def shipped(profile: str = "cmmc-level-2") -> Baseline:
    """A profile of the repository, resolved by our own code."""

    def fetch(href: str) -> dict[str, Any] | None:
        path = ROOT / href.removeprefix("trestle://")
        tree: dict[str, Any] = json.loads(path.read_bytes())
        return tree

    return read_baseline(
        profile, resolve_profile(f"trestle://profiles/{profile}/profile.json", fetch)
    )


def answer(
    state: str = "implemented",
    *,
    prose: str = "Somebody does it.",
    evidence: tuple[str, ...] = ("ev",),
    **more: Any,
) -> ObjectiveAnswer:
    """One answered objective, covered and evidenced unless something else is asked for."""
    if state in ("partial", "planned", "not-implemented"):
        more.setdefault("missing", "something")
    if state == "not-applicable":
        more.setdefault("rationale", "there is none of it")
        more.setdefault("approved", Approval("owner", DAY))
    return ObjectiveAnswer(letter="", state=state, prose=prose, evidence=evidence, **more)


def system(
    baseline: Baseline,
    overrides: dict[str, ObjectiveAnswer] | None = None,
    *,
    default: ObjectiveAnswer | None = None,
    partial_credit: dict[str, str] | None = None,
    exceptions: tuple[DocumentedException, ...] = (),
    reviewed: dt.date = DAY,
    **more: Any,
) -> System:
    """Every objective answered with `default` (covered and evidenced) but those in `overrides`, by
    objective label.
    """
    overrides, partial_credit = overrides or {}, partial_credit or {}
    answers: dict[str, RequirementAnswer] = {}
    for requirement in baseline.requirements:
        objectives = {
            item.letter: overrides.get(item.label, default or answer())
            for item in requirement.objectives
        }
        answers[requirement.id] = RequirementAnswer(
            requirement.id,
            requirement.label,
            owner="owner",
            partial_credit=partial_credit.get(requirement.label, ""),
            objectives=MappingProxyType(objectives),
            source=Source(f"ssp/demo/controls/{requirement.family}/{requirement.label}.md", "", 1),
        )
    facts = SystemCharacteristics(
        "u", "Demo", (SystemId("demo"),), baseline.profile, "1", DAY, 365, (), reviewed
    )
    more.setdefault("evidence", (CURRENT, STALE, DRAFT))
    return System(
        name="demo",
        characteristics=facts,
        people=People("organization", (), (), ()),
        answers=MappingProxyType(answers),
        exceptions=exceptions,
        **more,
    )


def bare(value: Any) -> Any:
    """Without where it stands, and components and the like by id: files have an order of their own."""
    if is_dataclass(value) and not isinstance(value, type):
        return {
            item.name: bare(getattr(value, item.name))
            for item in fields(value)
            if not isinstance(getattr(value, item.name), Source)
            and item.name not in ("lines", "source", "found")
        }
    if isinstance(value, tuple):
        return sorted(
            (bare(item) for item in value),
            key=lambda item: str(item.get("slug", "")) if isinstance(item, dict) else "",
        )
    if hasattr(value, "items"):
        return {key: bare(item) for key, item in value.items()}
    return value
