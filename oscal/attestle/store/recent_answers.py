"""The answers that this process read last, for a program that reads a system again and again: a
file whose text is the same, asked by the same requirements, is not taken apart twice.

Nothing is kept of a file with which something is wrong, and nothing between processes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from ..formats.answer_names import AnswerNames
from ..lazy_dataclasses import dataclass
from ..model.baseline import Baseline
from ..model.objective_answers import RequirementAnswer

# Systems, or states of one, that are remembered: a program looks at one or two at a time
_MOST_ASKED = 4


@dataclass(frozen=True, slots=True)
class RecentAnswers:
    """Answers by path and text; all else that decides what a text means is the same for all."""

    baseline: Baseline
    titles: Mapping[str, str]
    names: AnswerNames
    _read: dict[tuple[str, str], RequirementAnswer] = field(default_factory=dict)

    def is_asked_by(
        self, baseline: Baseline, titles: Mapping[str, str], names: AnswerNames
    ) -> bool:
        # the names differ from system to system, and a baseline takes long to compare
        return (self.names, self.titles, self.baseline) == (names, titles, baseline)

    def find_answer(self, path: str, text: str) -> RequirementAnswer | None:
        return self._read.get((path, text))

    def note_answer(self, path: str, text: str, answer: RequirementAnswer) -> None:
        # a file that is edited for hours leaves one state behind, not each of them
        if len(self._read) >= 2 * len(self.baseline.requirements):
            self._read.clear()
        self._read[path, text] = answer


_RECENT: list[RecentAnswers] = []


def recall_answers(
    baseline: Baseline, titles: Mapping[str, str], names: AnswerNames
) -> RecentAnswers:
    """What is remembered of answers to these requirements; the last asked for stands first."""
    for place, recent in enumerate(_RECENT):
        if recent.is_asked_by(baseline, titles, names):
            _RECENT.insert(0, _RECENT.pop(place))
            return recent
    _RECENT.insert(0, RecentAnswers(baseline, titles, names))
    del _RECENT[_MOST_ASKED:]
    return _RECENT[0]
