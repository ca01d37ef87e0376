"""A file in which a run keeps what it has done, line by line: another one goes on from there."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ...errors import UsageError
from ...formats.portfolio_record import pack_workspace, unpack_workspace
from ...model.portfolio import PortfolioPlace, WorkspaceFigures
from ...store.line_files import append_line, begin_lines, read_lines

# What the first line says; another number is another form
_HEAD = {"attestle": "portfolio", "form": 1}


class KeptRun:
    """What is known of places from before: an answer and the key of the content that it is of."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._known: dict[str, tuple[str, WorkspaceFigures]] = {}
        if path is not None:
            self._read(path)

    def _read(self, path: Path) -> None:
        lines = read_lines(path)
        if lines is None:
            begin_lines(path, _write_line(_HEAD))
            return
        if not lines or _parse(lines[0]) != _HEAD:
            raise UsageError(f"{path} is there and keeps no run of a portfolio; name another file")
        for line in lines[1:]:
            entry = _parse(line)
            # a line that was cut off is as good as none
            if isinstance(entry, dict):
                self._take(entry)

    def _take(self, entry: Mapping[str, Any]) -> None:
        try:
            found = unpack_workspace(entry["record"])
            self._known[str(entry["place"])] = (str(entry["key"]), found)
        except (KeyError, ValueError):
            return

    def find_key(self, place: PortfolioPlace) -> str:
        return self._known[_name(place)][0] if _name(place) in self._known else ""

    def find_figures(self, place: PortfolioPlace) -> WorkspaceFigures:
        return self._known[_name(place)][1]

    def keep(self, place: PortfolioPlace, key: str, found: WorkspaceFigures) -> None:
        if self._path is not None and key and self.find_key(place) != key:
            entry = {"place": _name(place), "key": key, "record": pack_workspace(found)}
            append_line(self._path, _write_line(entry))


def _name(place: PortfolioPlace) -> str:
    return json.dumps([place.kind, place.path, place.revision])


def _write_line(entry: Mapping[str, Any]) -> bytes:
    return json.dumps(entry).encode() + b"\n"


def _parse(line: bytes) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None
