"""Files of a system that OSCAL has no object for, as resources of the plan's back matter.

Laws and contracts are resources of OSCAL's own types. The engagement, an exception and a provider
are written once they hold a key that has no other place, and then whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from ..formats.record_props import RESOURCE_TYPES, make_text_prop, write_record
from ..model.system import DocumentedException, Engagement, Provider, System, derive_id
from ..trees import Tree
from .oscal_parts import (
    drop_empty,
    find_href,
    make_prop,
    make_props,
    make_source_pair,
    make_standard_prop,
)


def build_file_resources(system: System) -> list[Tree]:
    """In the order of the files."""
    engagement = system.engagement
    return [
        *_build_listed(system, "laws"),
        *_build_listed(system, "contracts"),
        *([_build_engagement(system)] if _has_own_engagement_key(engagement) else []),
        *(_build_provider(system, item) for item in system.providers if has_matrix_key(item)),
        *(_build_exception(item) for item in system.exceptions if item.limited_subset),
    ]


def _build_listed(system: System, key: str) -> Iterator[Tree]:
    """One resource for each line of a list of system.md."""
    facts = system.characteristics
    seen: Counter[str] = Counter()
    for line in getattr(facts, key):
        number = seen[line]
        seen[line] += 1
        yield {
            "uuid": derive_id(system, "resource", key, line, *([str(number)] if number else [])),
            "title": line,
            "props": [
                *make_standard_prop("type", RESOURCE_TYPES[key]),
                make_prop("record", key),
                *make_props(make_source_pair(facts.source)),
            ],
        }


def _has_own_engagement_key(engagement: Engagement) -> bool:
    """Whether the file says anything beside the report, the aim and the acceptances."""
    aim = engagement.cmmc
    values: tuple[object, ...] = (
        engagement.situation,
        engagement.decided_by,
        engagement.date,
        engagement.advisers,
    )
    if aim:
        values += (aim.status, aim.status_date, aim.uid, aim.affirmed)
    return any(values)


def _build_engagement(system: System) -> Tree:
    engagement = system.engagement
    return {
        "uuid": derive_id(system, "resource", "engagement"),
        "title": "Engagement",
        "props": _build_record_props("engagement", engagement),
    }


def has_matrix_key(provider: Provider) -> bool:
    """Whether its matrix is one by reference, or names roles."""
    return bool(provider.matrix) or any(
        row.provider_role or row.organisation_role for row in provider.matrix_rows
    )


def _build_provider(system: System, provider: Provider) -> Tree:
    """With its matrix, which is the file of the resource where it can be fetched."""
    href = find_href(system, provider.matrix.location) if provider.matrix else None
    skip = ("uuid", "title", "description", "slug")
    return drop_empty(
        {
            "uuid": provider.uuid,
            "title": provider.title,
            "description": provider.description or None,
            "props": [
                make_text_prop("id", provider.slug),
                *_build_record_props("provider", provider, skip),
            ],
            "rlinks": [{"href": href}] if href else [],
        }
    )


def _build_exception(exception: DocumentedException) -> Tree:
    skip = ("uuid", "title", "slug", "text")
    return drop_empty(
        {
            "uuid": exception.uuid,
            "title": exception.title,
            "description": exception.text or None,
            "props": [
                make_text_prop("id", exception.slug),
                *_build_record_props("exception", exception, skip),
            ],
        }
    )


def _build_record_props(kind: str, value: Any, skip: tuple[str, ...] = ()) -> list[Tree]:
    return [
        make_prop("record", kind),
        *write_record(value, skip=skip),
        *make_props(make_source_pair(value.source)),
    ]
