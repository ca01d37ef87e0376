"""`attestle status` where nobody names one of several systems: a line each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from ..api import statuses
from ..api.kept_readings import read_kept_system
from ..assess.system_status import Status
from ..findings import Finding
from ..render.forms.text import WIDTH
from .documents import emit_document
from .output import emit_json, emit_left_out_errors

# What an overview comes in; a document is of one system
FORMS = ("text", "json")


def show_systems(
    root: Path, names: Sequence[str], form: str, day: dt.date | None
) -> tuple[list[Status], bool]:
    """Print them; the judgement of each, and whether anything could not be read."""
    judged: list[Status] = []
    findings: dict[Finding, None] = {}
    for name in names:
        status, found = statuses.judge_status(root, name, day, read_kept_system)
        judged.append(status)
        findings |= dict.fromkeys(found)
    has_errors = emit_left_out_errors(findings)
    if form == "json":
        from ..render.json_keys.status_keys import list_status_keys

        emit_json({"systems": [list_status_keys(item) for item in judged]})
    else:
        emit_document("systems", form, judged, width=WIDTH)
    return judged, has_errors
