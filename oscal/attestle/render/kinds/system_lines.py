"""Where several systems stand, a line for each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from ...assess.system_status import Status
from ...lazy_dataclasses import dataclass
from ..document_model import DocumentModel
from ..document_parts import Chapter, Grid, GridColumn
from ..table_cells import text_cell
from .headline import count_objective_work
from .status_wording import write_score

_NAME_WIDTH = 30


@dataclass(frozen=True, slots=True)
class SystemLine:
    """What is shown of a system, as it was judged on a day."""

    texts: tuple[str, ...]
    as_of: dt.date


def build_system_lines(lines: Sequence[SystemLine]) -> DocumentModel:
    columns = (
        GridColumn("system", width=_NAME_WIDTH),
        GridColumn("score", width=5, align="right"),
        GridColumn("assessor-ready", width=14, align="right"),
        GridColumn("met", width=8, align="right"),
        GridColumn("stated", width=8, align="right"),
        GridColumn("evidenced", width=9, align="right"),
    )
    rows = tuple(tuple(map(text_cell, item.texts)) for item in lines)
    days = ", ".join(sorted({item.as_of.isoformat() for item in lines}))
    return DocumentModel(
        title=f"{len(lines)} systems",
        notices=(f"as of {days}; none of these figures is an SPRS result",),
        chapters=(Chapter(1, "", parts=(Grid("", columns, rows),)),),
    )


def write_system_line(status: Status) -> SystemLine:
    counts = count_objective_work(status)
    met = sum(item.met for item in status.results)
    scores = status.scores if status.scored else None
    texts = (
        status.system.name,
        write_score(scores.implemented) if scores else "-",
        write_score(scores.assessor_ready) if scores else "-",
        f"{met}/{len(status.results)}",
        f"{counts.stated}/{counts.total}",
        f"{counts.evidenced}/{counts.total}",
    )
    return SystemLine(texts, status.as_of)
