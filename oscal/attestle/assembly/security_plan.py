"""The System Security Plan as an OSCAL tree in model order (system-security-plan of 1.2.1)."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

from ..formats.record_props import (
    CHARACTERISTICS,
    INTERPRETATION,
    STATED_NONES,
    write_key,
    write_record,
)
from ..model.authored_values import is_stated_none
from ..model.baseline import Baseline
from ..model.system import Narrative, System
from ..model.system_characteristics import ASSUMED, SystemCharacteristics, SystemId
from ..trees import Tree
from .back_matter import build_resources, derive_picture_uuid
from .file_props import build_file_props
from .implemented_requirements import build_plan_requirement
from .oscal_parts import drop_empty, is_uri, make_prop, make_props, make_source_pair
from .plan_metadata import build_plan_metadata
from .system_implementation import build_implementation


def build_security_plan(system: System, baseline: Baseline) -> Tree:
    """The plan; without implemented requirements while none is answered."""
    built = (build_plan_requirement(system, item) for item in baseline.requirements)
    return build_plan_frame(system, [requirement for requirement in built if requirement])


def build_plan_frame(system: System, requirements: list[Tree]) -> Tree:
    """The plan with implemented requirements that were built; no answer has a part in the rest."""
    system = replace(system, answers=MappingProxyType({}))
    facts = system.characteristics
    body = {
        "uuid": facts.uuid,
        "metadata": build_plan_metadata(system, f"System Security Plan: {facts.name}"),
        "import-profile": {"href": f"trestle://profiles/{facts.profile}/profile.json"},
        "system-characteristics": _build_characteristics(system),
        "system-implementation": build_implementation(system),
        "control-implementation": drop_empty(
            {"description": INTERPRETATION, "implemented-requirements": requirements}
        ),
        "back-matter": drop_empty({"resources": build_resources(system)}),
    }
    return {"system-security-plan": drop_empty(body)}


def _build_characteristics(system: System) -> Tree:
    facts = system.characteristics
    return drop_empty(
        {
            "system-ids": [_build_system_id(item) for item in facts.ids],
            "system-name": facts.name,
            "system-name-short": facts.short_name,
            "description": facts.description,
            "props": [*_build_characteristics_props(facts), *build_file_props(system)],
            "security-sensitivity-level": facts.sensitivity or ASSUMED["sensitivity"],
            "system-information": {"information-types": _build_information_types(system)},
            "status": drop_empty(
                {"state": facts.status or ASSUMED["status"], "remarks": facts.status_remarks}
            ),
            "authorization-boundary": (
                _build_narrative(system, "boundary", system.boundary) or {"description": ""}
            ),
            "network-architecture": _build_narrative(system, "network", system.network),
            "data-flow": _build_narrative(system, "data-flow", system.data_flow),
        }
    )


def _build_characteristics_props(facts: SystemCharacteristics) -> list[Tree]:
    return [
        *make_props(
            ("cmmc-target", facts.cmmc_target or ASSUMED["cmmc-target"]),
            ("cui-scope", facts.cui_scope or ASSUMED["cui-scope"]),
            ("version-date", facts.version_date),
            ("ssp-reviewed", facts.ssp_reviewed),
            ("ssp-review-days", facts.ssp_review_days),
            *(
                ("id-scheme", f"{item.id}: {item.scheme}")
                for item in facts.ids
                if item.scheme and not is_uri(item.scheme)
            ),
        ),
        *write_record(facts, only=CHARACTERISTICS),
        *(
            make_prop("stated-none", write_key(name))
            for name in STATED_NONES
            if is_stated_none(getattr(facts, name))
        ),
    ]


def _build_system_id(item: SystemId) -> Tree:
    """A scheme that is no URI stands in the prop `id-scheme`: OSCAL would not take it here."""
    scheme = item.scheme if is_uri(item.scheme or "") else None
    return drop_empty({"identifier-type": scheme, "id": item.id})


def _build_information_types(system: System) -> list[Tree]:
    return [
        {
            "uuid": item.uuid,
            "title": item.title,
            "description": item.description,
            "props": make_props(("cui-category", item.category), make_source_pair(item.source)),
            **{
                f"{goal}-impact": {"base": f"fips-199-{getattr(item, goal) or ASSUMED[goal]}"}
                for goal in ("confidentiality", "integrity", "availability")
            },
        }
        for item in system.characteristics.information_types
    ]


def _build_narrative(system: System, name: str, narrative: Narrative | None) -> Tree | None:
    if narrative is None:
        return None
    diagrams = [
        {
            "uuid": item.uuid,
            "description": item.alt,
            "props": make_props(("drawn-on", item.date), make_source_pair(item.source)),
            "links": [{"href": f"#{derive_picture_uuid(system, item)}", "rel": "diagram"}],
            "caption": item.title,
        }
        for item in narrative.diagrams
    ]
    return drop_empty(
        {
            "description": narrative.text,
            "props": make_props(("section", name), make_source_pair(narrative.source)),
            "diagrams": diagrams,
        }
    )
