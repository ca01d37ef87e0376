"""Assets of a system: the rows of `inventory.csv`."""

from __future__ import annotations

import datetime as dt

from ..lazy_dataclasses import dataclass
from .authored_values import NOWHERE, Source

INVENTORY_COLUMNS = (
    "uuid", "id", "name", "category", "component", "owner", "location", "cui", "justification",
)  # fmt: skip
# Further columns of the inventory, in any order
ASSET_DETAILS = ("make", "model", "serial", "os", "address", "end-of-support", "kinds")
# What an asset may be besides its category; "-disabled" behind it says that this is switched off
ASSET_KINDS = ("wireless", "mobile", "voip", "removable-media", "remote-access")
DISABLED = "-disabled"


@dataclass(frozen=True, slots=True)
class Asset:
    """One row of `inventory.csv`."""

    uuid: str
    id: str
    name: str
    category: str
    component: str
    owner: str
    location: str = ""
    cui: tuple[str, ...] = ()
    justification: str = ""
    source: Source = NOWHERE
    make: str = ""
    model: str = ""
    serial: str = ""
    os: str = ""
    address: str = ""
    end_of_support: dt.date | None = None
    kinds: tuple[str, ...] = ()
