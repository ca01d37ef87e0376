"""The plan of action as files: a new item for a gap, an item closed, a milestone moved. What people wrote stays as it is."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..formats import frontmatter, yaml12
from .scaffold import NewUuid, scalar, titled

CLOSE_OUT_DAYS = 180
NOT_ESTIMATED = "not estimated yet"


@dataclass(frozen=True, slots=True)
class Opening:
    """What a new item is about. `kind` is poam or remediation."""

    label: str
    title: str
    kind: str
    weakness: str
    objectives: tuple[str, ...]
    owner: str
    systems: tuple[str, ...]
    artifact: str
    completion: str
    identified: dt.date
    scheduled: dt.date


def item_slug(label: str, title: str) -> str:
    """`3.4.8`, `Application Execution Policy` -> `r-3-4-8-application-execution-policy`."""
    words = re.sub(r"[^a-z0-9]+", "-", f"{label} {title}".lower()).strip("-")
    return f"r-{words}"[:76].rstrip("-")


def new_item(opening: Opening, new_uuid: NewUuid) -> bytes:
    """The file of a new item, to be completed by its owner."""
    front: dict[str, Any] = {
        "title": f"{opening.label} {opening.title}",
        "kind": opening.kind,
        "status": "ongoing",
        "weakness": opening.weakness,
        "objectives": list(opening.objectives),
        "owner": opening.owner,
        "systems-affected": list(opening.systems) or ["this-system"],
        "resource-estimate": NOT_ESTIMATED,
        "how-identified": f"Comparison of the plan with the requirement on {opening.identified}",
        "identified": opening.identified,
        "required-artifact": opening.artifact,
        "completion-criteria": opening.completion,
        "scheduled-completion": opening.scheduled,
    }
    text = (
        "Opened because the requirement is not met and no other item covers it. Artifact and criteria are proposals from the catalog: the owner\n"
        "confirms them, estimates the resources and sets milestones with interim dates."
    )
    return titled(front, text, new_uuid)


def closed(text: str, day: dt.date, evidence: Sequence[str], milestones: Sequence[int]) -> str:
    """The item complete: status, day, evidence, and the day at each milestone named by its place in the list."""
    edit = _Front(text)
    for index in sorted(milestones, reverse=True):
        edit.put(f"/milestones/{index}", "completed", scalar(day.isoformat()), after="date")
    edit.put("", "completion-evidence", f"[{', '.join(json.dumps(item) for item in evidence)}]", after="scheduled-completion")
    edit.put("", "completed", scalar(day.isoformat()), after="scheduled-completion")
    edit.put("", "status", "complete", after="kind")
    return edit.text()


def moved(text: str, milestone: int, date: dt.date, *, was: dt.date, on: dt.date, why: str, uuid: str) -> str:
    """A milestone with a new date; the old one, the day of the change and the reason stay in its list of changes."""
    edit = _Front(text)
    pointer = f"/milestones/{milestone}"
    edit.append(pointer, "changes", {"uuid": uuid, "date": on.isoformat(), "was": was.isoformat(), "why": why})
    edit.put(pointer, "date", scalar(date.isoformat()))
    return edit.text()


class _Front:
    """Front matter edited line by line, so that comments, order and layout stay."""

    def __init__(self, text: str) -> None:
        self._text = text

    def text(self) -> str:
        return self._text

    def _read(self) -> tuple[yaml12.Yaml, list[str]]:
        parts = frontmatter.split(self._text)
        return yaml12.load(parts.yaml, 2), self._text.split("\n")

    def put(self, pointer: str, key: str, value: str, after: str = "") -> None:
        """Set a key of a mapping; a new one comes after the key `after`."""
        document, lines = self._read()
        line = document.lines.get(f"{pointer}/{key}")
        if line is not None:
            end = self._end(lines, line)
            indent = self._column(lines[line - 1], key)
            lines[line - 1 : end] = [f"{lines[line - 1][:indent]}{key}: {value}"]
        else:
            line = document.lines[f"{pointer}/{after}"]
            indent = self._column(lines[line - 1], after)
            end = self._end(lines, line)
            lines.insert(end, f"{' ' * indent}{key}: {value}")
        self._text = "\n".join(lines)

    def append(self, pointer: str, key: str, item: Mapping[str, str]) -> None:
        """Add a mapping to a list of a mapping, which is made at its end where there is none."""
        document, lines = self._read()
        first = document.lines[f"{pointer}/date"]
        indent = self._column(lines[first - 1], "date")
        known = [line for path, line in document.lines.items() if path.startswith(f"{pointer}/")]
        end = self._end(lines, max(known))
        block = [f"{' ' * (indent + 2)}{'- ' if number == 0 else '  '}{name}: {scalar(text)}" for number, (name, text) in enumerate(item.items())]
        if f"{pointer}/{key}" not in document.lines:
            block.insert(0, f"{' ' * indent}{key}:")
        else:
            end = self._end(lines, max(line for path, line in document.lines.items() if path.startswith(f"{pointer}/{key}")))
        lines[end:end] = block
        self._text = "\n".join(lines)

    @staticmethod
    def _column(line: str, key: str) -> int:
        return line.index(f"{key}:")

    @staticmethod
    def _end(lines: list[str], line: int) -> int:
        """How many lines there are up to the end of the value that begins on `line` (a folded text or a list may follow)."""
        column = len(lines[line - 1]) - len(lines[line - 1].lstrip(" -"))
        end = line
        while end < len(lines) and lines[end].strip() and lines[end] != "---" and len(lines[end]) - len(lines[end].lstrip(" ")) > column:
            end += 1
        return end
