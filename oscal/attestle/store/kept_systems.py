"""What an earlier run read of a system: its requirement files one by one, all else together.

Of a requirement file it is kept only if it was read without a finding: whatever is in doubt is read
again.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ..findings import Finding
from ..formats.answer_names import AnswerNames, list_names
from ..lazy_dataclasses import dataclass
from ..model.baseline import Baseline
from ..model.objective_answers import RequirementAnswer
from ..model.system import System
from .cache import make_key, pack_findings, unpack_findings
from .model_entries import NotKept, pack_value, unpack_value

Fetch = Callable[[str], dict[str, Any] | None]
# What reading an entry leads to that is not as it was written
_BROKEN = (TypeError, ValueError, IndexError, KeyError, AttributeError)
# The folders whose documents make a baseline; of others nothing is kept
SOURCES = ("catalogs", "profiles", "mapping-collections")


@dataclass(frozen=True, slots=True)
class SystemFrame:
    """A system without its answers and what it answers, None where it cannot be worked on.

    `titles` are those of its components, `names` what evidence, providers and roles are called;
    `findings` what is wrong with the files.
    """

    system: System | None
    baseline: Baseline | None
    titles: Mapping[str, str]
    names: AnswerNames
    findings: tuple[Finding, ...]


class KeptSystem:
    """`value` is what was kept; `frame_key` changes with every file but those of requirements, and
    `hashes` has the content of these.
    """

    def __init__(self, value: Any, frame_key: str, hashes: Mapping[str, str]) -> None:
        self.hashes, self.frame_key = hashes, frame_key
        is_same = isinstance(value, dict) and value.get("key") == frame_key
        self._before: dict[str, Any] = value if is_same else {}
        self._now: dict[str, Any] = {"key": frame_key}
        # these have keys of their own, whatever the files of the system are
        verdicts = value.get("verdicts") if isinstance(value, dict) else None
        if isinstance(verdicts, dict):
            self._before = {**self._before, "verdicts": verdicts}

    def find_frame(self) -> SystemFrame | None:
        """None where it has to be read."""
        frame: Any = self._before.get("frame")
        findings = unpack_findings(frame)
        if findings is None:
            return None
        try:
            system, baseline = unpack_value(frame["system"]), unpack_value(frame["baseline"])
        except _BROKEN:
            return None
        if not isinstance(system, System) or not isinstance(baseline, Baseline):
            return None
        self._now["frame"] = frame
        titles = {item.slug: item.title for item in system.components}
        names = list_names(system.evidence, system.providers, system.people)
        return SystemFrame(system, baseline, titles, names, findings)

    def note_frame(self, frame: SystemFrame) -> None:
        """What was read of the files under this key; all else under another frame is void."""
        self._before = {"verdicts": self._before.get("verdicts", {})}
        if frame.system is None or frame.baseline is None:
            return
        with contextlib.suppress(NotKept):
            self._now["frame"] = {
                **pack_findings(frame.findings),
                "system": pack_value(frame.system),
                "baseline": pack_value(frame.baseline),
            }

    def find_answer(self, path: str) -> RequirementAnswer | None:
        row = self._find_row("answers", path, self.hashes.get(path))
        try:
            answer = unpack_value(row)
        except _BROKEN:
            return None
        if not isinstance(answer, RequirementAnswer):
            return None
        self._note_row("answers", path, self.hashes.get(path), row)
        return answer

    def note_answer(self, path: str, answer: RequirementAnswer) -> None:
        with contextlib.suppress(NotKept):
            self._note_row("answers", path, self.hashes.get(path), pack_value(answer))

    def find_front(self, path: str, text: str) -> tuple[dict[str, Any], dict[str, int]] | None:
        """Values and lines of front matter in which nothing was found, whatever stands below it."""
        row = self._find_row("fronts", path, make_key(text))
        if not isinstance(row, list) or [type(part) for part in row] != [dict, dict]:
            return None
        return row[0], row[1]

    def note_front(self, path: str, text: str, value: Any, lines: Mapping[str, int]) -> None:
        self._note_row("fronts", path, make_key(text), [value, dict(lines)])

    def open_findings(self, context: str) -> None:
        """Findings of single texts are asked for, given in such a context."""
        if self._before.get("context") != context:
            self._before = {**self._before, "texts": {}}
        self._now["context"] = context

    def find_findings(self, path: str) -> tuple[Finding, ...] | None:
        """Those at an answer that is kept, or under no path those at all other texts."""
        row = self._find_row("texts", path, self.hashes.get(path))
        found = unpack_findings(row)
        if found is not None:
            self._note_row("texts", path, self.hashes.get(path), row)
        return found

    def note_findings(self, path: str, findings: Iterable[Finding]) -> None:
        if not path or self.key_answer(path):
            self._note_row("texts", path, self.hashes.get(path), pack_findings(findings))

    def find_verdict(self, path: str, key: str) -> str | None:
        """What was found of the document at a path, given what the key tells."""
        return self.find_word("verdicts", path, key)

    def note_verdict(self, path: str, key: str, verdict: str) -> None:
        self._note_row("verdicts", path, key, verdict)

    def find_word(self, part: str, path: str, key: str) -> str | None:
        """What was noted of a path in some respect, given what the key tells;
        void with the frame.
        """
        word = self._find_row(part, path, key)
        if not isinstance(word, str):
            return None
        self._note_row(part, path, key, word)
        return word

    def note_word(self, part: str, path: str, key: str, word: str) -> None:
        self._note_row(part, path, key, word)

    def key_answer(self, path: str) -> str:
        """The key of an answer that its file alone decides,
        "" of one that was read with findings.
        """
        return self.hashes.get(path, "") if path in self._now.get("answers", ()) else ""

    def collect(self) -> dict[str, Any] | None:
        """What the next run can use, None where it has it already or there is nothing.

        What was not asked for in this run stays; each row holds only under its own key.
        """
        if "frame" not in self._now:
            return None
        kept = {**self._before, **self._now}
        for part in ("verdicts", "fronts"):
            kept[part] = {**(self._before.get(part) or {}), **(self._now.get(part) or {})}
        return kept if kept != self._before else None

    def _find_row(self, part: str, path: str, key: str | None) -> Any:
        """What was kept under a path, None if it was under another key."""
        rows = self._before.get(part)
        row = rows.get(path) if isinstance(rows, dict) else None
        return row[1] if isinstance(row, list) and len(row) == 2 and row[0] == key else None

    def _note_row(self, part: str, path: str, key: str | None, value: Any) -> None:
        self._now.setdefault(part, {})[path] = [key, value]
