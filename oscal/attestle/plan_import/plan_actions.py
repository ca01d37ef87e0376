"""The items of a plan of action that we wrote, as the files have them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ..formats.oscal_values import (
    ImportNotes,
    SlugNames,
    get_items,
    get_object,
    get_own_prop,
    get_own_props,
    get_text,
    read_body_text,
)
from ..formats.record_props import list_own_props, read_record, read_scalar_text, read_text_prop
from ..iso_days import read_iso_day
from ..model.derived_ids import derive_uuid
from ..model.milestones import Milestone, MilestoneChange, PoamItem, Review
from ..model.system import System
from ..trees import Tree
from .plan_context import DAY_LENGTH, get_line

_CHANGED = re.compile(r"Changed on (\d{4}-\d\d-\d\d): (.*)", re.S)


def is_own_plan_of_action(body: Tree, plan_uuid: str) -> bool:
    """Whether it is the plan of action that we write for the plan of this uuid."""
    return get_text(body, "uuid") == derive_uuid(plan_uuid, "plan-of-action-and-milestones")


def read_plan_of_action(body: Tree, system: System, this_system_uuid: str) -> tuple[PoamItem, ...]:
    """Items that carry our props; what else an item says stands in its risk and observation."""
    slugs = {item.uuid: item.slug for item in system.components}
    reading = _Reading(body, {**slugs, this_system_uuid: "this-system"}, system)
    items = (reading.read_item(item) for item in get_items(body, "poam-items"))
    return tuple(item for item in items if item is not None)


class _Reading:
    """A plan of action with the slugs of components by uuid."""

    def __init__(self, body: Tree, slugs: Mapping[str, str], system: System) -> None:
        self._risks = _index_items(body, "risks")
        self._observations = _index_items(body, "observations")
        self._slugs = slugs
        self._evidence = {item.uuid: item.id for item in system.evidence}
        self._names = SlugNames("item")

    def read_item(self, item: Tree) -> PoamItem | None:
        """None where something lacks that an item of ours has."""
        props = list_own_props(item)
        risk = _find_related(item, "related-risks", "risk-uuid", self._risks)
        seen = _find_related(item, "related-observations", "observation-uuid", self._observations)
        remedy = next(iter(get_items(risk, "remediations")), {})
        title, weakness = get_line(item, "title"), get_text(risk, "description")
        text = read_body_text(ImportNotes(), get_text(item, "description"), "")
        known = {
            "uuid": get_text(item, "uuid"),
            "title": title,
            "weakness": read_scalar_text(weakness),
            "how_identified": get_line(seen, "description"),
            "completion_criteria": read_scalar_text(get_text(remedy, "description")),
            "objectives": get_own_props(item, "objective"),
            "systems_affected": self._list_affected(seen),
            "scheduled_completion_history": _read_changes(props, "previous-scheduled-completion"),
            "tickets": tuple(read_text_prop(prop) for prop in _select(props, "ticket")),
            "completion_evidence": self._list_evidence(item),
            "milestones": tuple(_read_milestones(get_items(remedy, "tasks"))),
            "reviews": tuple(_read_reviews(_select(props, "review"))),
            "slug": self._names.new(get_own_prop(item, "id"), title),
            "text": "" if text == weakness else text,
        }
        said: dict[str, Any] = {
            name: value for name, value in known.items() if value not in ("", ())
        }
        return read_record(PoamItem, props, **said)

    def _list_affected(self, observation: Tree) -> tuple[str, ...]:
        uuids = (get_text(item, "subject-uuid") for item in get_items(observation, "subjects"))
        return tuple(self._slugs[uuid] for uuid in uuids if uuid in self._slugs)

    def _list_evidence(self, item: Tree) -> tuple[str, ...]:
        uuids = (get_text(link, "resource-fragment") for link in get_items(item, "links"))
        return tuple(self._evidence[uuid] for uuid in uuids if uuid in self._evidence)


def _index_items(body: Tree, key: str) -> dict[str, Tree]:
    return {get_text(item, "uuid"): item for item in get_items(body, key)}


def _find_related(item: Tree, key: str, name: str, known: Mapping[str, Tree]) -> Tree:
    uuids = (get_text(entry, name) for entry in get_items(item, key))
    return next((known[uuid] for uuid in uuids if uuid in known), {})


def _select(props: list[Tree], name: str) -> list[Tree]:
    return [prop for prop in props if prop.get("name") == name]


def _read_milestones(tasks: list[Tree]) -> Iterator[Milestone]:
    for task in tasks:
        timing = get_object(get_object(task, "timing"), "on-date")
        day = read_iso_day(get_text(timing, "date")[:DAY_LENGTH])
        if day and get_own_prop(task, "source"):
            yield Milestone(
                get_text(task, "uuid"),
                get_line(task, "title"),
                day,
                read_iso_day(get_own_prop(task, "completed")),
                _read_changes(list_own_props(task), "previous-date"),
            )


def _read_changes(props: list[Tree], name: str) -> tuple[MilestoneChange, ...]:
    changes = []
    for prop in _select(props, name):
        match = _CHANGED.fullmatch(get_text(prop, "remarks"))
        was = read_iso_day(get_text(prop, "value"))
        day = read_iso_day(match[1]) if match else None
        if match and was and day:
            why = read_scalar_text(match[2])
            changes.append(MilestoneChange(get_text(prop, "uuid"), day, was, why))
    return tuple(changes)


def _read_reviews(props: list[Tree]) -> Iterator[Review]:
    for prop in props:
        day = read_iso_day(get_text(prop, "value"))
        if day:
            yield Review(get_text(prop, "uuid"), day, read_scalar_text(get_text(prop, "remarks")))
