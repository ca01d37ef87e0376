"""Line and column of findings that only have a pointer into a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from ..findings import Finding, sort_findings
from ..store import files
from ..store.positions import find_positions


def locate_in(form: str, data: bytes, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Line and column of findings in the bytes of a file that is in no workspace."""
    findings = tuple(findings)
    pointers = {item.pointer for item in findings if item.line is None}
    places = find_positions(form, data, pointers) if pointers else {}
    return sort_findings(_place_finding(item, places) for item in findings)


def list_unread_paths(found: Iterable[Finding]) -> frozenset[str]:
    """The authored files and folders that reading a system found an error in."""
    return frozenset(item.path for item in found if item.is_error)


def locate_findings(root: Path, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Fill in the line and column of findings that only have a pointer into a file."""
    findings = tuple(findings)
    unplaced: dict[str, set[str]] = {}
    for item in findings:
        # in JSON and XML a finding about the whole document stands where that begins
        if item.line is None and (item.path.endswith((".json", ".xml")) or item.pointer):
            unplaced.setdefault(item.path, set()).add(item.pointer)
    places: dict[str, Mapping[str, tuple[int, int | None]]] = {}
    for path, pointers in unplaced.items():
        try:
            data = files.read(root, path)
        except (FileNotFoundError, files.Unreadable):
            continue
        places[path] = find_positions(path, data, pointers)
    return sort_findings(_place_finding(item, places.get(item.path, {})) for item in findings)


def _place_finding(item: Finding, places: Mapping[str, tuple[int, int | None]]) -> Finding:
    if item.line is not None or item.pointer not in places:
        return item
    line, column = places[item.pointer]
    return replace(item, line=line, column=column)
