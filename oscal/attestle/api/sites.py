"""A site of a system: the plan, its standing and what is due, as pages to read in a browser."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..assess.due_days import list_calendar_entries
from ..crosswalk.map_rows import CrosswalkSides
from ..findings import Finding
from ..formats.site_assets import read_site_assets
from ..model.shown_words import TextsChoice
from ..render.kinds.site_content import SiteContent
from ..render.kinds.ssp import PlanContent
from ..render.name_lookup import build_lookup
from ..render.reason_names import name_status_reasons
from ..render.registry import SITE
from ..store import files, layout
from .crosswalks import MODEL, list_sides
from .document_frames import FrameQuestion, make_frame
from .draft_states import judge_draft, refuse_draft
from .rendering import Question, read_pictures
from .sound_systems import ReadSystem, today
from .statuses import JudgedSystem

if TYPE_CHECKING:
    from ..render.site.page_memory import PageMemory


@dataclass(frozen=True, slots=True)
class Site:
    """Files by their path in the site, the errors for which something is left out of them, and the
    paths of what could not be read, or not wholly.
    """

    files: Mapping[str, bytes]
    errors: tuple[Finding, ...]
    unread: tuple[str, ...] = ()


def render_site(
    root: Path,
    name: str | None = None,
    *,
    as_of: dt.date | None = None,
    texts: TextsChoice | None = None,
    final: bool = False,
    revision: str | None = None,
    live: str = "",
    memory: PageMemory | None = None,
    read_system: ReadSystem | None = None,
) -> Site:
    """The site of a system on a day. Nothing is written.

    `texts` are whose words of requirements it shows, as the settings say if None; `revision` is read
    from version control where it is None. `live` is a script of the caller's that every page gets
    besides its own; it may ask the place that the page came from, and no other. `memory` has the
    pages of the last time, `read_system` reads the system in another way.

    Raises WorkspaceError where nothing is usable and, with `final`, with all that keeps the plan from
    being final.
    """
    day = as_of or today()
    question = Question(root, name, day, texts=texts)
    judged = question.judge(read_system)
    state = judge_draft(root, judged.work, judged.read, judged.status)
    if final:
        refuse_draft(judged.status, state)
    frame = make_frame(root, FrameQuestion(SITE, day, judged, state, revision))
    plan = PlanContent(judged.work, judged.status, read_pictures(root, judged.work), state)
    content = _read_content(root, judged, plan)
    # pages are slow to load, and no other command needs them
    from ..render.site.site_files import write_site

    made = write_site(content, frame, read_site_assets(), live, memory)
    errors = tuple(item for item in judged.findings if item.is_error)
    return Site(made, errors, judged.status.unread)


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
    has_crosswalk = bool(files.list_names(root, layout.FOLDER_OF[MODEL]))
    return list_sides(root) if has_crosswalk else None
