"""The texts in markdown that people wrote about a system, of every kind of authored file."""

from __future__ import annotations

from collections.abc import Iterator

from ..lazy_dataclasses import dataclass
from .authored_values import Source
from .objective_answers import RequirementAnswer
from .system import System


@dataclass(frozen=True, slots=True)
class AuthoredText:
    """`line` is that of the first line of the text, None where it is not known; `answer` is the
    requirement's where the text is one.
    """

    path: str
    text: str
    line: int | None = None
    answer: RequirementAnswer | None = None


def walk_authored_texts(system: System) -> Iterator[AuthoredText]:
    """In the order of a plan; none of them is empty."""
    for source, text in _walk_bodies(system):
        if text.strip():
            yield AuthoredText(source.path, text, source.prose_line)
    for answer in system.answers.values():
        yield from (item for item in _walk_answer(answer) if item.text.strip())


def _walk_bodies(system: System) -> Iterator[tuple[Source, str]]:
    """The texts below front matter."""
    yield system.characteristics.source, system.characteristics.description
    for part in (system.boundary, system.network, system.data_flow):
        if part is not None:
            yield part.source, part.text
    yield from ((component.source, component.description) for component in system.components)
    yield from ((provider.source, provider.description) for provider in system.providers)
    yield from ((item.source, item.text) for item in system.poam)
    yield from ((exception.source, exception.text) for exception in system.exceptions)


def _walk_answer(answer: RequirementAnswer) -> Iterator[AuthoredText]:
    path = answer.source.path
    for part in answer.components:
        yield AuthoredText(path, part.prose, part.source.prose_line, answer)
    for section in (*answer.objectives.values(), *answer.statements.values()):
        yield AuthoredText(path, section.prose, section.lines.get("prose"), answer)
        for slug, text in section.by_component.items():
            yield AuthoredText(path, text, section.lines.get(f"prose of {slug}"), answer)
