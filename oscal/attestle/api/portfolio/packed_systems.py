"""The system of a package judged anew, on another day than the package was made for."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from ...assess.portfolio_figures import ReadFacts, make_figures, write_unread
from ...assess.system_status import evaluate_system
from ...handover.evidence_record import EvidenceRecord, put_recorded_evidence
from ...handover.package_proof import ProvenPackage, prove_files
from ...iso_days import read_iso_day
from ...model.portfolio import RECORDED, SystemFigures, WorkspaceFigures
from ...render.kinds.status_wording import explain_no_score
from ...store import package_files
from ...store.committed_state import make_private_folder
from ..packed_workspace import lay_out
from ..recomputation import read_packed_evidence, read_recorded_scores
from ..sound_systems import check_content, load_work
from ..statuses import list_unread_files


def judge_package(path: Path, day: dt.date) -> WorkspaceFigures:
    """Every byte of it is proved first; of outside evidence what was recorded counts, and never
    the disk. Raises PackageError for what is not what it says, WorkspaceError where nothing in it
    can be judged.
    """
    with package_files.open_package(path) as file:
        package = prove_files(file)
        known = read_packed_evidence(file, package)
        if known is None:
            return WorkspaceFigures((_read_recorded(file, package),))
        with make_private_folder() as folder:
            lay_out(folder, file, package)
            return WorkspaceFigures((_judge_packed(folder, package, known, day),))


def _judge_packed(
    folder: Path, package: ProvenPackage, known: EvidenceRecord, day: dt.date
) -> SystemFigures:
    head = package.manifest.head
    work, read = load_work(folder, head["system"]["name"])
    work = replace(work, system=put_recorded_evidence(work.system, known))
    status = evaluate_system(work.system, work.baseline, day)
    findings = check_content(folder, work, read, day)
    unread = write_unread(findings, list_unread_files(work, read))
    facts = ReadFacts(findings, read_iso_day(head["as_of"]), explain_no_score(status), unread)
    return make_figures(status, facts)


def _read_recorded(file: BinaryIO, package: ProvenPackage) -> SystemFigures:
    """What a package says of its system that does not hold what the figures come from."""
    head = package.manifest.head
    scores = read_recorded_scores(file, package) or {}
    facts = head["system"]
    return SystemFigures(
        facts["name"],
        facts["uuid"],
        facts["title"],
        facts["profile"],
        RECORDED,
        implemented=scores.get("implemented"),
        assessor_ready=scores.get("assessor_ready"),
        maximum=scores.get("maximum"),
        score_reason=f"as the sender states it on {head['as_of']}" if scores else "not inside",
        last_change=read_iso_day(head["as_of"]),
    )
