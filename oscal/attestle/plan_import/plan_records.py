"""Files of a system that stand in its plan as props: the engagement, exceptions, providers."""

from __future__ import annotations

from typing import Any

from ..formats.oscal_values import get_items, get_own_prop
from ..formats.record_props import (
    ENGAGEMENT,
    EXCEPTIONS,
    list_own_props,
    read_record,
    read_records,
)
from ..model.documented_exceptions import DocumentedException
from ..model.engagement import Engagement
from ..model.providers import Provider
from ..trees import Tree
from .plan_context import PlanReading, get_line


def read_engagement(plan: PlanReading) -> Engagement:
    return read_record(Engagement, list_own_props(plan.facts), f"{ENGAGEMENT}.") or Engagement()


def read_exceptions(plan: PlanReading) -> tuple[DocumentedException, ...]:
    return read_records(DocumentedException, list_own_props(plan.facts), EXCEPTIONS)


def read_whole_provider(party: Tree) -> Provider | None:
    """The provider whose file is in the party's props; None for any other party."""
    known: dict[str, Any] = {"title": get_line(party, "name"), "slug": get_own_prop(party, "id")}
    return read_record(Provider, list_own_props(party), **known)


def read_whole_providers(plan: PlanReading) -> tuple[Provider, ...]:
    read = (read_whole_provider(party) for party in get_items(plan.metadata, "parties"))
    return tuple(provider for provider in read if provider is not None)
