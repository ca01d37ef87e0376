"""The texts that people wrote about a system, each with the line that its words stand on."""

from __future__ import annotations

from collections.abc import Iterator

from ..lazy_dataclasses import dataclass
from ..model.objective_answers import ObjectiveAnswer, RequirementAnswer
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
    yield from _walk_system(work)
    for answer in work.system.answers.values():
        yield from _walk_answer(answer, find_owner(work, answer))


def walk_descriptions(work: Work) -> Iterator[NarrativeText]:
    """The description of the system, and what the answers say of single components."""
    yield from _walk_system(work)
    for answer in work.system.answers.values():
        owner = find_owner(work, answer)
        yield from _walk_components(answer, owner)
        for section in (*answer.objectives.values(), *answer.statements.values()):
            yield from _walk_parts(answer, section, owner)


def _walk_system(work: Work) -> Iterator[NarrativeText]:
    system = work.system
    yield NarrativeText(system.characteristics.source.path, system.characteristics.description)
    for part in (system.boundary, system.network, system.data_flow):
        if part is not None:
            yield NarrativeText(part.source.path, part.text)


def _walk_answer(answer: RequirementAnswer, owner: str) -> Iterator[NarrativeText]:
    yield from _walk_components(answer, owner)
    for section in (*answer.objectives.values(), *answer.statements.values()):
        line = section.lines.get("prose")
        yield NarrativeText(answer.source.path, section.prose, line, line is not None, owner)
        yield from _walk_parts(answer, section, owner)


def _walk_components(answer: RequirementAnswer, owner: str) -> Iterator[NarrativeText]:
    for component in answer.components:
        yield NarrativeText(answer.source.path, component.prose, component.source.line, owner=owner)


def _walk_parts(
    answer: RequirementAnswer, section: ObjectiveAnswer, owner: str
) -> Iterator[NarrativeText]:
    """What the section of an objective says of each component."""
    for slug, text in section.by_component.items():
        line = section.lines.get(f"component {slug}")
        yield NarrativeText(answer.source.path, text, line, owner=owner)
