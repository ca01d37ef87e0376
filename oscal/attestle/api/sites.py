"""A site of a system: the plan, its standing and what is due, as pages to read in a browser."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ..assess.due_days import list_calendar_entries
from ..assess.score_points import ScoreHistory
from ..assess.system_status import Status
from ..crosswalk.map_rows import CrosswalkSides
from ..errors import UsageError, WorkspaceError
from ..findings import Finding
from ..formats.site_assets import read_site_assets
from ..lazy_dataclasses import dataclass
from ..model.shown_words import TextsChoice
from ..render.kinds.site_content import SiteContent
from ..render.kinds.ssp import PlanContent
from ..render.name_lookup import build_lookup
from ..render.reason_names import name_status_reasons
from ..render.registry import SITE
from ..store import files, layout
from ..store.site_folder import save_site
from .clock import today
from .crosswalks import MODEL, list_sides
from .document_frames import FrameQuestion, make_frame
from .document_origins import name_plan
from .draft_states import judge_draft, refuse_draft
from .rendering import Question, read_pictures
from .sound_systems import ReadSystem
from .statuses import JudgedSystem

if TYPE_CHECKING:
    from ..render.site.page_memory import PageMemory

# Where a reader begins
FIRST_PAGE = "index.html"


@dataclass(frozen=True, slots=True)
class Site:
    """Files by their path in the site, the errors for which something is left out of them, and the
    paths of what could not be read, or not wholly.
    """

    files: Mapping[str, bytes]
    errors: tuple[Finding, ...]
    unread: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LiveSite:
    """For a site that is made again and again: a script that every page gets besides its own, which
    may ask the place that the page came from and no other; the pages of the last time; another way
    to read the system, and the scores of earlier weeks.

    Its pages do without the hash of the OSCAL plan: to build the plan for that takes longer than
    all else about an edit.
    """

    script: str
    memory: PageMemory
    read_system: ReadSystem
    read_history: Callable[[Status], ScoreHistory]


def render_site(
    root: Path,
    name: str | None = None,
    *,
    as_of: dt.date | None = None,
    texts: TextsChoice | None = None,
    final: bool = False,
    revision: str | None = None,
    live: LiveSite | None = None,
    has_history: bool = True,
    processes: int | None = 1,
) -> Site:
    """The site of a system on a day. Nothing is written.

    `texts` are whose words of requirements it shows, as the settings say if None; `revision` is
    read from version control where it is None. `live` is for who shows it while files are edited.

    Without `has_history` the scores of earlier weeks are neither read nor drawn; `processes` judge
    them, as many as help if None.

    Raises WorkspaceError where nothing is usable and, with `final`, with all that keeps the plan
    from being final.
    """
    day = as_of or today()
    judged = Question(root, name, day, texts=texts).judge(live.read_system if live else None)
    state = judge_draft(root, judged.work, judged.read, judged.status)
    if final:
        refuse_draft(judged.status, state)
    facts = name_plan(judged) if live else None
    frame = make_frame(root, FrameQuestion(SITE, day, judged, state, revision, facts))
    plan = PlanContent(judged.work, judged.status, read_pictures(root, judged.work), state)
    history = _read_history(root, judged, live, processes) if has_history else None
    content = replace(_read_content(root, judged, plan), history=history)
    # pages are slow to load, and no other command needs them
    from ..render.site.site_files import write_site

    script, memory = (live.script, live.memory) if live else ("", None)
    made = write_site(content, frame, read_site_assets(), script, memory)
    errors = tuple(item for item in judged.findings if item.is_error)
    return Site(made, errors, judged.status.unread)


def _read_history(
    root: Path, judged: JudgedSystem, live: LiveSite | None, processes: int | None
) -> ScoreHistory:
    if live:
        return live.read_history(judged.status)
    # it comes with what starts processes, which no other document needs
    from .score_history import read_score_history

    status = judged.status
    return read_score_history(
        root, status.system.name, as_of=status.as_of, present=status, processes=processes
    )


def _read_content(root: Path, judged: JudgedSystem, plan: PlanContent) -> SiteContent:
    status = name_status_reasons(judged.status)
    return SiteContent(
        plan,
        status,
        build_lookup(status.system, status.baseline.term),
        _read_sides(root),
        list_calendar_entries(judged.status),
    )


def _read_sides(root: Path) -> CrosswalkSides | None:
    """A crosswalk whose catalogs are not there takes no other page away; `validate` tells of it."""
    if not files.list_names(root, layout.FOLDER_OF[MODEL]):
        return None
    try:
        return list_sides(root)
    except (UsageError, WorkspaceError):
        return None


def write_site_folder(folder: Path, site: Site) -> tuple[str, ...]:
    """Write a site into a folder that is empty or that an earlier run made; the files of that run
    that somebody changed since, and that therefore stay. Raises UsageError for any other folder.
    """
    return save_site(folder, site.files)
