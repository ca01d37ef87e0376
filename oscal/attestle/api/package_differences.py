"""What changed between two packages, each proved first; nothing but the two files is read."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

from ..assess.changes import Changes
from ..assess.status_comparison import compare_statuses
from ..assess.system_status import Status, evaluate_system
from ..errors import UsageError
from ..handover.container import read_content
from ..handover.evidence_record import (
    EVIDENCE_RECORD,
    put_recorded_evidence,
    read_evidence_record,
)
from ..handover.file_comparison import compare_files
from ..handover.package_proof import ProvenPackage, prove_files
from ..render.frame import DocumentFrame, put_frame
from ..render.kinds.package_diff import PackageDifference
from ..render.registry import build_document, find_writer
from ..store import package_files
from ..store.committed_state import make_private_folder
from .packed_workspace import MOST_BYTES, lay_out
from .sound_systems import load_work


def compare_packages(old: Path, new: Path) -> PackageDifference:
    """Raises PackageError for what is not to be believed, UsageError for two systems."""
    with package_files.open_package(old) as first, package_files.open_package(new) as second:
        before, after = prove_files(first), prove_files(second)
        heads = before.manifest.head, after.manifest.head
        if heads[0]["system"]["uuid"] != heads[1]["system"]["uuid"]:
            raise UsageError(
                f"two systems: {old} is of {heads[0]['system']['title']},"
                f" {new} of {heads[1]['system']['title']}"
            )
        # both are judged on one day, so that only what people changed makes a difference
        day = dt.date.fromisoformat(heads[1]["as_of"])
        states = _read_status(first, before, day), _read_status(second, after, day)
    files = tuple(
        (item.path, item.how, item.before, item.after)
        for item in compare_files(before.manifest, after.manifest)
    )
    title = heads[1]["system"]["title"]
    earlier, later = map(_describe, heads)
    return PackageDifference(title, earlier, later, files, _compare(*states))


def _describe(head: Mapping[str, Any]) -> str:
    version, revision = head["system"]["version"], head["source"]["revision"]
    return f"version {version}, as of {head['as_of']}, from {revision}"


def _compare(old: Status | None, new: Status | None) -> Changes | None:
    return compare_statuses(old, new) if old and new else None


def _read_status(file: BinaryIO, package: ProvenPackage, day: dt.date) -> Status | None:
    """The system as its authored files inside say; None where these are not inside."""
    record = package.entries.get(EVIDENCE_RECORD)
    if record is None:
        return None
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(make_private_folder())
        lay_out(folder, file, package)
        work, _ = load_work(folder, package.manifest.head["system"]["name"])
    known = read_evidence_record(read_content(file, record, MOST_BYTES))
    work = replace(work, system=put_recorded_evidence(work.system, known))
    return evaluate_system(work.system, work.baseline, day)


def render_difference(item: PackageDifference, forms: tuple[str, ...]) -> dict[str, bytes]:
    """Files by name. The frame has the marking of the later plan, where it is inside."""
    systems = item.changes.systems if item.changes else ()
    stated = systems[0].characteristics.marking if systems else None
    frame = DocumentFrame("" if stated in (None, "none") else str(stated))
    made = {}
    for form in forms:
        document = put_frame(build_document("package-diff", form, item), frame)
        made[f"package-diff.{form}"] = find_writer(form)(document)
    return made
