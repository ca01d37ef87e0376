"""The texts that people wrote about a system, each with the line that its words stand on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..model.system import RequirementAnswer
from ..model.workspace import Work
from .rule_input import find_owner


@dataclass(frozen=True, slots=True)
class NarrativeText:
    """A text that people wrote.

    `line` is the line of its first word if `exact`, else of the heading above it, or unknown.
    """

    path: str
    text: str
    line: int | None = None
    exact: bool = False
    owner: str = ""

    def find_line(self, offset: int) -> int | None:
        if self.line is None or not self.exact:
            return self.line
        return self.line + self.text.count("\n", 0, offset)


def walk_narratives(work: Work) -> Iterator[NarrativeText]:
    """The description of the system, and every answer."""
    system = work.system
    yield NarrativeText(system.characteristics.source.path, system.characteristics.description)
    for part in (system.boundary, system.network, system.data_flow):
        if part is not None:
            yield NarrativeText(part.source.path, part.text)
    for answer in system.answers.values():
        yield from _walk_answer(answer, find_owner(work, answer))


def _walk_answer(answer: RequirementAnswer, owner: str) -> Iterator[NarrativeText]:
    path = answer.source.path
    for component in answer.components:
        yield NarrativeText(path, component.prose, component.source.line, owner=owner)
    for section in (*answer.objectives.values(), *answer.statements.values()):
        lines = section.lines
        yield NarrativeText(path, section.prose, lines.get("prose"), "prose" in lines, owner)
        for slug, text in section.by_component.items():
            yield NarrativeText(path, text, lines.get(f"component {slug}"), owner=owner)
