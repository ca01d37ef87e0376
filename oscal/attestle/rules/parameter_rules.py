"""SSP022-SSP023: the parameters of a requirement are known, and filled in where it is answered."""

from __future__ import annotations

from collections.abc import Iterator

from ..codes import make_finding
from ..findings import Finding
from ..model.baseline import Requirement
from ..model.objective_answers import RequirementAnswer
from ..model.workspace import Work
from ..nearest import suggest_words
from .rule_input import Rule, RuleInput, find_owner

# How many parameters without a value a message names
_MOST_NAMED = 3


def unknown_parameter(facts: RuleInput) -> Iterator[Finding]:
    """SSP022: a value is for a parameter that the requirement has."""
    for work, answer, requirement in _walk_answers(facts):
        known = requirement.parameters
        for name in answer.parameters:
            if name not in known:
                ids = f"its parameters are {', '.join(known)}" if known else "it has no parameters"
                yield make_finding(
                    "SSP022",
                    answer.source.path,
                    f'{requirement.label} has no parameter "{name}"',
                    line=answer.lines.get(f"parameters/{name}", answer.lines.get("parameters", 1)),
                    owner=find_owner(work, answer),
                    hint=suggest_words(name, known) or ids,
                )


def parameter_without_value(facts: RuleInput) -> Iterator[Finding]:
    """SSP023: what is answered says with which values of its parameters.

    A blank file has a finding of its own.
    """
    for work, answer, requirement in _walk_answers(facts):
        unset = () if answer.is_blank else requirement.list_unset_parameters(answer.parameters)
        if not unset:
            continue
        names = ", ".join(item.id for item in unset[:_MOST_NAMED])
        more = f" and {len(unset) - _MOST_NAMED} more" if len(unset) > _MOST_NAMED else ""
        yield make_finding(
            "SSP023",
            answer.source.path,
            f"{requirement.label} is answered, but its parameters have no value: {names}{more}",
            line=answer.lines.get("parameters", 1),
            owner=find_owner(work, answer),
            hint=f"add to the front matter, under parameters: {unset[0].id}: [value]",
        )


def _walk_answers(facts: RuleInput) -> Iterator[tuple[Work, RequirementAnswer, Requirement]]:
    for work in facts.workspace.works:
        for answer in work.system.answers.values():
            yield work, answer, work.baseline.by_id[answer.control_id]


RULES: tuple[Rule, ...] = (unknown_parameter, parameter_without_value)
