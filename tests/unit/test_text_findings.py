"""The rules that are asked about single texts say of an answer what they say of it among all."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

from attestle.findings import Finding
from attestle.model.objective_answers import ObjectiveAnswer
from attestle.model.workspace import Work, Workspace
from attestle.rules.rule_input import RuleInput
from attestle.rules.rule_runs import run_rules
from attestle.rules.system_sets import OF_TEXTS, SYSTEMS, WITHOUT_TEXTS
from attestle.store import oscal_documents, systems
from conftest import AS_OF, ROOT

# Something for each of the rules
SPOILT = (
    "\n\nIt will be done, TODO. <font>x</font> [a](../../nothing.md), on 99 laptop computers.\n"
)


def spoil(section: ObjectiveAnswer) -> ObjectiveAnswer:
    return replace(section, prose=section.prose + SPOILT)


def make_work() -> Work:
    fetch = oscal_documents.make_href_reader(ROOT)
    work = systems.read_system(ROOT, "example-enclave", fetch).work
    assert work is not None
    answers = {
        key: replace(
            answer,
            objectives=MappingProxyType(
                {letter: spoil(item) for letter, item in answer.objectives.items()}
            ),
        )
        for key, answer in work.system.answers.items()
    }
    return replace(work, system=replace(work.system, answers=MappingProxyType(answers)))


def judge(work: Work, *keys: str) -> set[Finding]:
    chosen = MappingProxyType({key: work.system.answers[key] for key in keys})
    view = Workspace(works=(replace(work, system=replace(work.system, answers=chosen)),))
    return set(run_rules(RuleInput(view, AS_OF), OF_TEXTS))


def test_alone_is_as_among_all() -> None:
    work = make_work()
    keys = tuple(work.system.answers)
    together, others = judge(work, *keys), judge(work)
    assert {"SSP012", "SSP013", "SSP032", "SSP033"} <= {item.code for item in together}
    alone = set(others)
    for key in keys[::7]:
        path = work.system.answers[key].source.path
        found = judge(work, key) - others
        assert {item.path for item in found} == {path}
        assert found == {item for item in together if item.path == path}
        alone |= found
    assert alone < together


def test_every_rule_is_asked_once() -> None:
    assert set(OF_TEXTS) | set(WITHOUT_TEXTS) == set(SYSTEMS)
    assert len(OF_TEXTS) + len(WITHOUT_TEXTS) == len(SYSTEMS)
