"""Build hook: the catalogs, profiles, the example system and the documentation go into the wheel,
but not into an editable installation.

An editable installation reads them from the checkout, so that an edit there is seen at once.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

EXAMPLE = "example-enclave"
WHOLE = ("catalogs", "profiles", "mapping-collections", "component-definitions")
OF_THE_EXAMPLE = (
    "ssp",
    "system-security-plans",
    "plan-of-action-and-milestones",
    "assessment-plans",
    "assessment-results",
)
TARGET = "attestle/data/content"
# What messages and explanations point to; `attestle explain PAGE` shows it
PAGES = "docs"
PAGES_TARGET = "attestle/data/docs"


class Content(BuildHookInterface[Any]):
    """Adds the folders that exist."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        folders = [*WHOLE, *(f"{folder}/{EXAMPLE}" for folder in OF_THE_EXAMPLE)]
        root = Path(self.root)
        build_data["force_include"].update(
            {
                str(root / folder): f"{TARGET}/{folder}"
                for folder in folders
                if (root / folder).is_dir()
            }
        )
        build_data["force_include"][str(root / PAGES)] = PAGES_TARGET
