"""The site of a system as `attestle serve` shows it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from ...model.shown_words import TextsChoice
from ...render.site.page_memory import PageMemory
from ...store.workspace_settings import read_workspace_settings
from ..kept_readings import read_kept_system
from ..sites import LiveSite, render_site
from .live_history import LiveHistory
from .page_answers import read_live_script
from .site_watch import MadePages, MakePages


def make_site_maker(
    root: Path,
    name: str | None,
    history: LiveHistory,
    *,
    as_of: dt.date | None = None,
    texts: TextsChoice | None = None,
) -> MakePages:
    """Makes it as the files stand whenever it is called; what is equal to the last time is not made
    again. Without a day it is as of the day on which it is made.
    """
    live = LiveSite(read_live_script(), PageMemory(), read_kept_system, history.read)

    def make_pages() -> MadePages:
        site = render_site(root, name, as_of=as_of, texts=texts, live=live)
        # settings with an error say nothing of what is shown, and no page can tell
        wrong = tuple(item for item in read_workspace_settings(root).findings if item.is_error)
        return MadePages(site.files, (*site.errors, *wrong), frozenset(site.unread))

    return make_pages
