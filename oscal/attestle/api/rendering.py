"""Documents for people."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from ..assess.system_status import evaluate_system
from ..model.workspace import Work
from ..render.document import Change, plan
from ..store import files, layout
from ..store.git import read_history
from .sound_systems import load_sound, today


def render_ssp(
    root: Path, name: str | None, forms: tuple[str, ...], as_of: dt.date | None = None
) -> dict[str, bytes]:
    """The System Security Plan as documents, by file name; `forms` are docx and md."""
    work = load_sound(root, name)
    system = work.system
    facts = system.characteristics
    document = plan(
        work, evaluate_system(system, work.baseline, as_of or today()), _changes(root, work)
    )
    outputs: dict[str, bytes] = {}
    if "md" in forms:
        from ..render.ssp_markdown import ssp_markdown

        outputs[f"{system.name}-ssp.md"] = ssp_markdown(document).encode()
    if "docx" in forms:
        from ..render.ssp_docx import ssp_docx

        outputs[f"{system.name}-ssp.docx"] = ssp_docx(
            document, pictures(root, work), marking=facts.marking or ""
        )
    return outputs


def _changes(root: Path, work: Work) -> list[Change]:
    """The record of changes: what git says of the system's folder, newest first; the newest carries
    the version.
    """
    entries = read_history(root, layout.system_folder_path(work.system.name))
    version = work.system.characteristics.version
    return [
        Change(dt.date.fromisoformat(day), "" if index else version, subject)
        for index, (day, subject) in enumerate(entries)
    ]


def pictures(root: Path, work: Work) -> dict[str, bytes]:
    """The diagrams of a system that are there, by workspace path."""
    folder = layout.system_folder_path(work.system.name)
    names = [
        item.file
        for part in (work.system.boundary, work.system.network, work.system.data_flow)
        if part
        for item in part.diagrams
    ]
    found = {}
    for name in names:
        try:
            found[f"{folder}/{name}"] = files.read(root, f"{folder}/{name}")
        except (FileNotFoundError, files.Unreadable):
            continue
    return found
