"""What is built from outlines of answers is what the answers themselves would make."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attestle.api.sound_systems import load_work
from attestle.assembly.answer_outlines import outline_answer, outline_system
from attestle.assembly.assessments import build_assessment_plan, build_assessment_results
from attestle.assembly.plan_of_action import build_plan_of_action
from attestle.assess.system_status import evaluate_system
from attestle.model.objective_answers import ComponentAnswer, RequirementAnswer
from attestle.model.system import System
from attestle.model.workspace import Work
from conftest import AS_OF, ROOT, examples

# With words, without, and what says nothing in some other way
TEXTS = (
    "",
    " ",
    "\n",
    "n/a",
    "N.A.",
    "...",
    "<!-- later -->",
    "<!-- a --> b",
    "TODO",
    "-",
    "We do.",
)
REPORTS = (build_plan_of_action, build_assessment_plan, build_assessment_results)


@cache
def example() -> Work:
    return load_work(ROOT, "example-enclave")[0]


def put_texts(system: System, texts: tuple[str, ...]) -> System:
    """The system with these texts by turns in the sections of its answers."""
    left = list(texts)

    def take() -> str:
        left.append(left.pop(0))
        return left[-1]

    def change(answer: RequirementAnswer) -> RequirementAnswer:
        objectives: dict[str, Any] = {
            key: replace(
                item,
                prose=take(),
                by_component=MappingProxyType({name: take() for name in item.by_component}),
            )
            for key, item in answer.objectives.items()
        }
        components: tuple[ComponentAnswer, ...] = tuple(
            replace(part, prose=take()) for part in answer.components
        )
        return replace(answer, objectives=MappingProxyType(objectives), components=components)

    answers = {key: change(item) for key, item in system.answers.items()}
    return replace(system, answers=MappingProxyType(answers))


@settings(max_examples=examples(60, 3), deadline=None)
@given(st.lists(st.sampled_from(TEXTS) | st.text(max_size=20), min_size=1, max_size=7))
def test_reports_do_not_rest_on_words(texts: list[str]) -> None:
    work = example()
    system = put_texts(work.system, tuple(texts))
    outlined = outline_system(system)
    for build in REPORTS:
        assert build(outlined, work.baseline) == build(system, work.baseline)
    judged = [evaluate_system(each, work.baseline, AS_OF) for each in (system, outlined)]
    assert judged[0].ratings == judged[1].ratings


@pytest.mark.parametrize(("old", "new"), [("We do.", "They do, daily."), ("n/a", "n/a")])
def test_words_are_not_in_an_outline(old: str, new: str) -> None:
    answers = (
        next(iter(put_texts(example().system, (text,)).answers.values())) for text in (old, new)
    )
    first, second = map(outline_answer, answers)
    assert first == second
    assert not first.lines


def test_an_outline_tells_a_text_from_none() -> None:
    said, silent = (
        next(iter(put_texts(example().system, (text,)).answers.values())) for text in ("We.", "")
    )
    assert outline_answer(said) != outline_answer(silent)
