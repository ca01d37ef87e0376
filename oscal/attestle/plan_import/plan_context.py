"""A plan while it is read: the document, what was left or chosen, and the names that its parts
share.
"""

from __future__ import annotations

import datetime as dt

from ..formats.oscal_values import ImportNotes, get_items, get_object, get_text
from ..iso_days import read_iso_day
from ..model.baseline import Baseline
from ..model.derived_ids import derive_uuid
from ..trees import Tree


class PlanReading:
    """The parts of the document by name, and what is known of the system so far.

    Roles, providers and slugs of components are filled in while it is read, in this order; later
    parts name them.
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
        self.day = read_iso_day(get_text(self.metadata, "last-modified")[:10]) or dt.date(
            1970, 1, 1
        )
        self.leveraged = get_items(self.implementation, "leveraged-authorizations")
        self.roles: tuple[str, ...] = ()
        self.role = ""
        self.provider_of: dict[str, str] = {}
        self.providers: tuple[str, ...] = ()
        self.slugs: dict[str, str] = {}

    def derived(self, *key: str) -> str:
        return derive_uuid(self.uuid, "imported", *key)
