"""A plan while it is read: the document, what was left or chosen, the names its parts share."""

from __future__ import annotations

import datetime as dt

from ..formats.oscal_values import (
    ImportNotes,
    fold_line,
    get_items,
    get_object,
    get_own_prop,
    get_text,
)
from ..formats.record_props import INTERPRETATION, read_scalar_text
from ..iso_days import read_iso_day
from ..model.baseline import Baseline
from ..model.derived_ids import derive_uuid
from ..trees import Tree

DAY_LENGTH = len("2026-01-31")  # what of an instant is its day


class PlanReading:
    """The parts of the document by name, and what is known of the system so far.

    Roles, evidence, providers and slugs of components are filled in while it is read, in this
    order; later parts name them.
    """

    def __init__(self, body: Tree, baseline: Baseline, name: str) -> None:
        self.body = body
        self.baseline = baseline
        self.name = name
        self.uuid = get_text(body, "uuid")
        self.report = ImportNotes()
        self.metadata: Tree = get_object(body, "metadata")
        self.implementation: Tree = get_object(body, "system-implementation")
        self.facts: Tree = get_object(body, "system-characteristics")
        answers = get_object(body, "control-implementation")
        self.is_ours = get_text(answers, "description") == INTERPRETATION
        modified = get_text(self.metadata, "last-modified")
        self.day = read_iso_day(modified[:DAY_LENGTH]) or dt.date(1970, 1, 1)
        self.leveraged = get_items(self.implementation, "leveraged-authorizations")
        self.roles: tuple[str, ...] = ()
        self.role = ""
        self.provider_of: dict[str, str] = {}
        self.providers: tuple[str, ...] = ()
        self.evidence: dict[str, str] = {}
        self.slugs: dict[str, str] = {}

    def derive_id(self, *key: str) -> str:
        """The id of what the files need one for and the document has none of."""
        return derive_uuid(self.uuid, "imported", *key)

    def find_text(self, node: Tree, key: str) -> str | None:
        """As `find_line`; in a plan of ours with its lines, which came from a file."""
        return (
            (read_scalar_text(get_text(node, key)) or None)
            if self.is_ours
            else find_line(node, key)
        )

    def read_own_day(self, node: Tree, name: str) -> dt.date:
        """A prop of our namespace that is a day, else the day of the document."""
        return read_iso_day(get_own_prop(node, name)) or self.day


def get_line(node: Tree, key: str) -> str:
    return fold_line(get_text(node, key))


def find_line(node: Tree, key: str) -> str | None:
    """None where the text has nothing in it."""
    return get_line(node, key) or None


def find_own_line(node: Tree, name: str) -> str | None:
    """The value of a prop of our namespace; None where it has nothing in it."""
    return fold_line(get_own_prop(node, name)) or None
