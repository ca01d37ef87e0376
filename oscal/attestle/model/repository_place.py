"""Where the repository of a workspace lives, as far as a run knows."""

from __future__ import annotations

from ..lazy_dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RepositoryPlace:
    """`is_recorded` = the settings say something of it.

    `public_by` names what says that anybody can read it, "" where nothing does.
    """

    is_recorded: bool
    public_by: str = ""

    @property
    def is_public(self) -> bool:
        return bool(self.public_by)
