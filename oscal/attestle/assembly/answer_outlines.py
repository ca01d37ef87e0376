"""Answers as far as findings and ratings rest on them: of their texts only whether
they say anything.

What is built from outlines is the same whatever the words of a text are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from ..model.objective_answers import ComponentAnswer, ObjectiveAnswer, RequirementAnswer
from ..model.prose_gaps import is_blank_prose
from ..model.system import System

# In the place of every text that says something
_SAID = "said"
_NO_LINES: Mapping[str, int] = MappingProxyType({})


def outline_system(system: System) -> System:
    """The system with the outlines of its answers."""
    outlines = {key: outline_answer(answer) for key, answer in system.answers.items()}
    return replace(system, answers=MappingProxyType(outlines))


def outline_answer(answer: RequirementAnswer) -> RequirementAnswer:
    return replace(
        answer,
        components=tuple(map(_outline_component, answer.components)),
        objectives=_outline_all(answer.objectives),
        statements=_outline_all(answer.statements),
        lines=_NO_LINES,
    )


def _outline_component(part: ComponentAnswer) -> ComponentAnswer:
    return ComponentAnswer(part.component, part.objectives, prose=_outline_text(part.prose))


def _outline_all(answers: Mapping[str, ObjectiveAnswer]) -> Mapping[str, ObjectiveAnswer]:
    return MappingProxyType({key: _outline_objective(item) for key, item in answers.items()})


def _outline_objective(answer: ObjectiveAnswer) -> ObjectiveAnswer:
    texts = {key: _outline_text(text) for key, text in answer.by_component.items()}
    return ObjectiveAnswer(
        answer.letter,
        answer.state,
        answer.evidence,
        answer.provider,
        answer.missing,
        answer.rationale,
        answer.approved,
        answer.provides,
        answer.leaves,
        answer.note,
        prose=_outline_text(answer.prose),
        by_component=MappingProxyType(texts),
        present=answer.present,
    )


def _outline_text(text: str) -> str:
    """A text that is empty, or says nothing in some other way, stays as it is."""
    return text if is_blank_prose(text) else _SAID
