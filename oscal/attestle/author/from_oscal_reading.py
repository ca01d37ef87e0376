"""A plan while it is read: the document, what was left or chosen, and the names that its parts
share.
"""

from __future__ import annotations

import datetime as dt

from ..model.catalog import Baseline
from ..model.identity import derived_uuid
from .from_oscal_values import Report, Tree, chosen, day, items, text


class Reading:
    """The parts of the document by name, and what is known of the system so far.

    Roles, providers and slugs of components are filled in while it is read, in this order; later
    parts name them.
    """

    def __init__(self, body: Tree, baseline: Baseline, name: str) -> None:
        self.body = body
        self.baseline = baseline
        self.name = name
        self.uuid = text(body, "uuid")
        self.report = Report()
        self.metadata: Tree = chosen(body, "metadata")
        self.implementation: Tree = chosen(body, "system-implementation")
        self.facts: Tree = chosen(body, "system-characteristics")
        self.day = day(text(self.metadata, "last-modified")[:10]) or dt.date(1970, 1, 1)
        self.leveraged = items(self.implementation, "leveraged-authorizations")
        self.roles: tuple[str, ...] = ()
        self.role = ""
        self.provider_of: dict[str, str] = {}
        self.providers: tuple[str, ...] = ()
        self.slugs: dict[str, str] = {}

    def derived(self, *key: str) -> str:
        return derived_uuid(self.uuid, "imported", *key)
