"""Files that are resources of our own plan: the engagement, providers, exceptions, laws."""

from __future__ import annotations

from typing import Any

from ..formats.oscal_values import SlugNames, get_items, get_object, get_own_prop, get_text
from ..formats.record_props import RESOURCE_TYPES, list_own_props, read_record
from ..model.system import DocumentedException, Engagement, Provider
from ..trees import Tree
from .plan_context import PlanReading, get_line


def list_records(plan: PlanReading, kind: str) -> list[Tree]:
    """Resources that are a file of ours, or a line of one, of this kind."""
    resources = get_items(get_object(plan.body, "back-matter"), "resources")
    return [item for item in resources if get_own_prop(item, "record") == kind]


def read_listed_lines(plan: PlanReading) -> dict[str, Any]:
    """Attributes of the characteristics whose lines are resources."""
    return {
        key: tuple(get_line(item, "title") for item in list_records(plan, key))
        for key in RESOURCE_TYPES
    }


def read_engagement(plan: PlanReading) -> Engagement:
    for item in list_records(plan, "engagement"):
        return read_record(Engagement, list_own_props(item)) or Engagement()
    return Engagement()


def read_exceptions(plan: PlanReading) -> tuple[DocumentedException, ...]:
    return _read_titled(plan, "exception", DocumentedException, "text")


def read_whole_providers(plan: PlanReading) -> tuple[Provider, ...]:
    """Providers whose file is in the plan."""
    return _read_titled(plan, "provider", Provider, "description")


def _read_titled(plan: PlanReading, kind: str, cls: type[Any], body_field: str) -> tuple[Any, ...]:
    names = SlugNames(kind)
    read = []
    for item in list_records(plan, kind):
        title = get_line(item, "title")
        known = {
            "uuid": get_text(item, "uuid"),
            "title": title,
            "slug": names.new(get_own_prop(item, "id"), title),
            body_field: plan.read_body(item, "description"),
        }
        read.append(read_record(cls, list_own_props(item), **known))
    return tuple(item for item in read if item is not None)
