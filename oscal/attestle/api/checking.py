"""Every check over a workspace, and the repairs that cannot change meaning."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from pathlib import Path

from ..author.fix import add_row_uuids, add_uuids, mend_sections
from ..codes import finding
from ..findings import Finding, ordered
from ..formats.text import decode
from ..model.workspace import Work, workspace
from ..rules import ALL, check
from ..rules.facts import Facts
from ..store import documents, files, systems
from .assembling import assembled
from .loading import criteria_of, now, today, unread
from .loading import located as located


def validate(root: Path, paths: tuple[str, ...] = (), *, as_of: dt.date | None = None) -> tuple[Finding, ...]:
    """Every finding in a workspace, or in the given files and folders of it (paths from the root, "/" as separator)."""
    loaded, found = documents.read_all(root)
    findings = list(found)
    works, read = [], list[Finding]()
    fetch = documents.href_reader(root, {item.path: item for item in loaded})
    for name in systems.system_names(root):
        work, problems = systems.load(root, name, fetch)
        read += problems
        if work is not None:
            works.append(work)
    findings += read
    findings += check(Facts(workspace(loaded, tuple(works), criteria_of(loaded)), as_of or today(), unread(read)), ALL)
    if not any(item.is_error for item in findings):
        findings += _stale_documents(root, works)
    chosen = [item for item in findings if not paths or any(_below(item.path, path) for path in paths)]
    return located(root, ordered(chosen))


def _below(path: str, chosen: str) -> bool:
    return chosen in ("", ".") or path == chosen or path.startswith(f"{chosen}/")


def _stale_documents(root: Path, works: list[Work]) -> list[Finding]:
    """SYN001: the committed documents are what the markdown makes. Only sound files can be asked."""
    stale = []
    for work in works:
        outputs = assembled(root, work, now())
        for path, data in files.changed(root, outputs.files).items():
            what = "is older than the markdown it is made from" if data is not None else "has nothing left that it is made from"
            stale.append(finding("SYN001", path, f"{path.rpartition('/')[2]} {what}", hint=f"run: attestle ssp assemble {work.system.name}"))
    return stale


def fix(root: Path, new_uuid: Callable[[], str] | None = None, *, paths: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Repair what cannot change meaning in the authored files of every system, or in the files and folders given; the paths that were rewritten."""
    outputs: dict[str, bytes | None] = {}
    for name in systems.system_names(root):
        work, found = systems.load(root, name, documents.href_reader(root))
        outputs |= _with_uuids(root, found, new_uuid or (lambda: str(uuid.uuid4())))
        if work is not None:
            outputs |= _with_markers(root, work, found)
    return files.save(root, {path: data for path, data in outputs.items() if not paths or any(_below(path, chosen) for chosen in paths)})


def _with_uuids(root: Path, found: list[Finding], supply: Callable[[], str]) -> dict[str, bytes | None]:
    missing: dict[str, list[str]] = {}
    for item in found:
        if item.code == "SSP019":
            missing.setdefault(item.path, []).append(item.pointer)
    outputs: dict[str, bytes | None] = {}
    for path, pointers in missing.items():
        text = decode(files.read(root, path)).text
        outputs[path] = (add_row_uuids(text, supply) if path.endswith(".csv") else add_uuids(text, pointers, supply)).encode()
    return outputs


def _with_markers(root: Path, work: Work, found: list[Finding]) -> dict[str, bytes | None]:
    mendable = {item.path for item in found if item.code in ("SSP016", "SSP017")}
    titles = {item.slug: item.title for item in work.system.components}
    outputs: dict[str, bytes | None] = {}
    for answer in work.system.answers.values():
        path = answer.source.path
        if path in mendable:
            outputs[path] = mend_sections(decode(files.read(root, path)).text, work.baseline.by_id[answer.control_id], titles).encode()
    return outputs
