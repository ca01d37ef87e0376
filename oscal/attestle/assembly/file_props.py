"""Files that OSCAL has no object for, as props of the plan.

The engagement, an exception and a provider are written once they hold a key that has no other
place, and then whole.
"""

from __future__ import annotations

from ..formats.record_props import ENGAGEMENT, EXCEPTIONS, write_record, write_records
from ..model.engagement import Engagement
from ..model.providers import Provider
from ..model.system import System
from ..trees import Tree
from .oscal_parts import find_href


def build_file_props(system: System) -> list[Tree]:
    """Engagement and exceptions, among the characteristics of the system."""
    engagement = system.engagement
    whole = engagement if _has_own_key(engagement) else Engagement()
    limited = tuple(item for item in system.exceptions if item.limited_subset)
    return [*write_record(whole, path=f"{ENGAGEMENT}."), *write_records(EXCEPTIONS, limited)]


def _has_own_key(engagement: Engagement) -> bool:
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


def has_matrix_key(provider: Provider) -> bool:
    """Whether its matrix is one by reference, or names roles."""
    return bool(provider.matrix) or any(
        row.provider_role or row.organisation_role for row in provider.matrix_rows
    )


def build_provider_props(provider: Provider) -> list[Tree]:
    """Its file and its matrix, in the party that it is."""
    return write_record(provider, skip=("title", "slug"))


def build_matrix_links(system: System, provider: Provider) -> list[Tree]:
    """To its own matrix, where that can be fetched."""
    href = find_href(system, provider.matrix.location) if provider.matrix else None
    return [{"href": href, "rel": "matrix"}] if href else []
