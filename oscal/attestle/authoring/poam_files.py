"""The plan of action as files: a new item for a gap, an item closed, a milestone moved.

What people wrote stays as it is.
"""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from ..formats.yaml_edit import EditedFrontMatter
from ..lazy_dataclasses import dataclass
from ..model.components import THIS_SYSTEM
from .scaffold import NewUuid, write_titled_file

NOT_ESTIMATED = "not estimated yet"
# Signs of label and title that make an id; a number may follow
_LONGEST_SLUG = 72


@dataclass(frozen=True, slots=True)
class NewPoamItem:
    """What a new item is about; `kind` is poam or remediation."""

    label: str
    title: str
    kind: str
    weakness: str
    objectives: tuple[str, ...]
    owner: str
    systems: tuple[str, ...]
    artifact: str
    completion: str
    identified: dt.date
    scheduled: dt.date


def make_item_slug(label: str, title: str, taken: Collection[str] = ()) -> str:
    """`3.4.8`, `Application Execution Policy` -> `r-3-4-8-application-execution-policy`.

    With a number where that is taken.
    """
    return next(slug for _, slug in list_item_slugs(label, title) if slug not in taken)


def list_item_slugs(label: str, title: str) -> Iterator[tuple[int, str]]:
    """The slugs of items for a requirement, without end, each with its number; 1 is not written."""
    words = re.sub(r"[^a-z0-9]+", "-", f"{label} {title}".lower()).strip("-")
    slug = f"r-{words}"[:_LONGEST_SLUG].rstrip("-")
    yield 1, slug
    for number in itertools.count(2):
        yield number, f"{slug}-{number}"


# The key of the day of an item itself, which `poam move` takes in place of a milestone
COMPLETION = "scheduled-completion"


def write_new_item(opening: NewPoamItem, new_uuid: NewUuid) -> bytes:
    """The file of a new item, to be completed by its owner."""
    front: dict[str, Any] = {
        "title": f"{opening.label} {opening.title}",
        "kind": opening.kind,
        "status": "ongoing",
        "weakness": opening.weakness,
        "objectives": list(opening.objectives),
        "owner": opening.owner,
        "systems-affected": list(opening.systems) or [THIS_SYSTEM],
        "resource-estimate": NOT_ESTIMATED,
        "how-identified": f"Comparison of the plan with the requirement on {opening.identified}",
        "identified": opening.identified,
        "required-artifact": opening.artifact,
        "completion-criteria": opening.completion,
        "scheduled-completion": opening.scheduled,
    }
    text = (
        "Opened because the requirement is not met and no other item covers it. Artifact and"
        " criteria are proposals from the catalog: the owner\nconfirms them, estimates the"
        " resources and sets milestones with interim dates."
    )
    return write_titled_file(front, text, new_uuid)


def close_item_text(
    text: str, day: dt.date, evidence: Sequence[str], milestones: Sequence[int]
) -> str:
    """The item complete: status, day, evidence, and the day at each milestone named.

    `milestones` are their places in the list, from 0.
    """
    edit = EditedFrontMatter(text)
    for index in milestones:
        edit.put(f"/milestones/{index}", "completed", day.isoformat(), after="date")
    edit.extend("", "completion-evidence", evidence, after="scheduled-completion")
    edit.put("", "completed", day.isoformat(), after="scheduled-completion")
    edit.put("", "status", "complete", after="kind")
    return edit.text()


def move_day_text(
    text: str,
    milestone: int | None,
    date: dt.date,
    *,
    was: dt.date,
    on: dt.date,
    why: str,
    uuid: str,
) -> str:
    """A milestone, or the item itself, with a new date; the old one,
    the day and the reason stay.
    """
    edit = EditedFrontMatter(text)
    change = {"uuid": uuid, "date": on.isoformat(), "was": was.isoformat(), "why": why}
    if milestone is None:
        edit.append("", "scheduled-completion-history", change)
        edit.put("", COMPLETION, date.isoformat(), after="completion-criteria")
    else:
        pointer = f"/milestones/{milestone}"
        edit.append(pointer, "changes", change)
        edit.put(pointer, "date", date.isoformat(), after="title")
    return edit.text()
