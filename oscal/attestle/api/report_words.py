"""Whether the report of a pull request may repeat what the authors of a plan wrote."""

from __future__ import annotations

import os
from pathlib import Path

from ..store.workspace_settings import read_workspace_settings
from .repository_places import find_place

COMMENT = "comment"
SUMMARY = "summary"
PURPOSES = (SUMMARY, COMMENT)


def shows_words(purpose: str, summaries: str, *, is_public: bool) -> bool:
    """A comment is mailed and stays; the summary of a run is read by who can read the repository.

    So the first has words only where the settings ask for them (`summaries`). Where anybody can
    read the repository neither has.
    """
    if is_public or summaries == "short":
        return False
    return purpose == SUMMARY or summaries == "full"


def may_show_words(root: Path, purpose: str, settings_from: str = "") -> bool:
    """The same for a workspace, by its settings as they stand or at a revision."""
    settings = read_workspace_settings(root, settings_from).settings
    is_public = find_place(settings, os.environ).is_public
    return shows_words(purpose, settings.summaries, is_public=is_public)
