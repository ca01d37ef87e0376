"""The back matter of a plan: pictures of its narratives and the register of evidence."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import quote

from ..formats.record_props import write_record
from ..model.evidence import EvidenceItem, EvidencePlace
from ..model.system import Diagram, System, derive_id
from ..trees import Tree
from .oscal_parts import (
    TO_ROOT,
    drop_empty,
    find_href,
    list_diagrams,
    make_prop_per_value,
    make_props,
    make_source_pair,
)

_MEDIA_TYPES = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "svg": "image/svg+xml",
}


def build_resources(system: System) -> list[Tree]:
    """One resource per picture and per artifact of the register."""
    return [
        *(_build_picture(system, diagram) for diagram in list_diagrams(system)),
        *(_build_evidence(system, item) for item in system.evidence),
    ]


def derive_picture_uuid(system: System, diagram: Diagram) -> str:
    return derive_id(system, "resource", "diagram", diagram.uuid)


def _build_picture(system: System, diagram: Diagram) -> Tree:
    ending = diagram.file.rpartition(".")[2].lower()
    link = {
        "href": quote(f"{TO_ROOT}ssp/{system.name}/{diagram.file}"),
        "media-type": _MEDIA_TYPES.get(ending),
    }
    return {
        "uuid": derive_picture_uuid(system, diagram),
        "title": diagram.title,
        "description": diagram.alt,
        "props": make_props(make_source_pair(diagram.source)),
        "rlinks": [drop_empty(link)],
    }


def _build_evidence(system: System, item: EvidenceItem) -> Tree:
    href = find_href(system, item.location)
    period = item.period
    return drop_empty(
        {
            "uuid": item.uuid,
            "title": item.title,
            "description": item.note,
            "props": [
                {"name": "type", "value": "evidence"},
                *make_props(
                    ("id", item.id),
                    ("owner", item.owner),
                    ("location", item.location),
                    ("collected", item.collected),
                    ("period-start", period.start if period else None),
                    ("period-end", period.end if period else None),
                    ("cadence", item.cadence),
                    ("status", item.status),
                    # a hash belongs to the file of an rlink; without one it is a prop
                    ("sha256", item.sha256 if not href else None),
                    ("kind", item.kind),
                ),
                *_build_place_props(system, item),
                *make_prop_per_value("objective", item.objectives),
                *make_prop_per_value("criterion", item.criteria),
                *make_props(make_source_pair(item.source)),
            ],
            "rlinks": [
                _build_link(href, place)
                for place in item.places
                if (href := find_href(system, place.location))
            ],
        }
    )


def _build_link(href: str, place: EvidencePlace) -> Tree:
    hashes = [{"algorithm": "SHA-256", "value": place.sha256.lower()}] if place.sha256 else []
    return drop_empty({"href": href, "hashes": hashes})


def _build_place_props(system: System, item: EvidenceItem) -> list[Tree]:
    """Every one of several places in its words; the hash of one that is no rlink."""
    places = [
        replace(place, sha256=None) if find_href(system, place.location) else place
        for place in item.locations
    ]
    return write_record(replace(item, locations=tuple(places)), only=("locations",))
