"""SSP008-SSP020: what a complete and honest answer has."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..assess.objectives import is_described
from ..assess.system_status import has_partial_credit
from ..codes import make_finding
from ..findings import Finding
from ..formats.file_names import name_requirement_file
from ..lazy_patterns import make_pattern
from ..model.answers import CLAIMS, OBJECTIVE, STATE_OF, STATE_WORDS, find_field
from ..model.baseline import Objective, Requirement
from ..model.frameworks import Framework
from ..model.objective_answers import ObjectiveAnswer, RequirementAnswer
from ..model.prose_gaps import blank_code, find_placeholder
from ..model.row_notes import rests_on_row
from ..model.workspace import Work
from .narrative_texts import NarrativeText, walk_descriptions
from .rule_input import Rule, RuleInput, find_owner, locate_file, walk_objectives

# What speaks of the future; "willing" and "will power" do not
_FUTURE = make_pattern(
    r"\b(?:will(?!ing| power)|shall|going to|plans? to|planned to|intends? to|to be implemented)\b",
    re.I,
)
_PLACEHOLDER = make_pattern(
    r"\b(?:TODO|TBD|FIXME|XXX|REPLACE_ME|lorem ipsum)\b|<(?:insert|describe|replace)[^<>]*>", re.I
)
_WORDS = make_pattern(r"[a-z0-9]+")
# Texts shorter than so many letters, such as "See the access policy.", may well be the same
_SHORTEST_REPEATED = 40


def unanswered_requirement(facts: RuleInput) -> Iterator[Finding]:
    """SSP008: every requirement of the profile has a file that says something."""
    for work in facts.workspace.works:
        for requirement in work.baseline.requirements:
            answer = work.system.answers.get(requirement.id)
            if answer is None and not facts.is_answer_unread(work, requirement):
                yield _report_no_file(work, requirement)
            elif answer is not None and answer.is_blank:
                yield make_finding(
                    "SSP008",
                    answer.source.path,
                    f"{requirement.label} is not answered",
                    line=1,
                    owner=find_owner(work, answer),
                    hint="state and describe its objectives",
                )


def _report_no_file(work: Work, requirement: Requirement) -> Finding:
    """At the description of the system, since there is no file to point to."""
    file = name_requirement_file(requirement.family, requirement.label, requirement.id)
    return make_finding(
        "SSP008",
        locate_file(work, "system.md"),
        f"{requirement.label} {requirement.title} has no file",
        line=1,
        owner=work.system.family_owner(requirement.family),
        hint=f"write {locate_file(work, file)}",
    )


def objective_without_state(facts: RuleInput) -> Iterator[Finding]:
    """SSP009: every objective has a state; without one it counts as not implemented.

    SSP008 speaks of blank files.
    """
    for work in facts.workspace.works:
        for answer in work.system.answers.values():
            if not answer.is_blank:
                yield from _report_stateless(work, answer)


def _report_stateless(work: Work, answer: RequirementAnswer) -> Iterator[Finding]:
    for asked in work.baseline.by_id[answer.control_id].units:
        objective = answer.find_answer(asked)
        # a state that cannot be read has a line, and a finding of its own
        if objective is not None and (objective.state or "State" in objective.lines):
            continue
        # so has a heading that is no section for want of its marker
        if objective is None and f"{asked.kind} {asked.section_id}" in answer.lines:
            continue
        yield make_finding(
            "SSP009",
            answer.source.path,
            f"{asked.label} has no state, so it counts as not implemented",
            line=objective.source.line if objective else 1,
            owner=find_owner(work, answer),
            hint=f"add below its heading - State: with one of {', '.join(STATE_WORDS)}",
        )


def incomplete_state(facts: RuleInput) -> Iterator[Finding]:
    """SSP010: a state has the fields that it needs.

    Partial, planned and not-implemented say what is missing; not-applicable why and who approved;
    inherited from whom.
    """
    for work, answer, objective, label in walk_objectives(facts):
        for name, value in _list_needed_fields(objective):
            # a field that cannot be read has a line, and a finding of its own
            if not value and name not in objective.lines:
                yield make_finding(
                    "SSP010",
                    answer.source.path,
                    f'{label} is {objective.state} but has no field "{name}"',
                    line=objective.lines.get("State", objective.source.line or 1),
                    owner=find_owner(work, answer),
                    hint=f"add: - {name}: ...",
                )


def _list_needed_fields(objective: ObjectiveAnswer) -> tuple[tuple[str, object], ...]:
    """Names and values of the fields that the state of an objective needs."""
    state = STATE_OF.get(objective.state)
    rows = (find_field(OBJECTIVE, key) for key in (state.needs if state else ()))
    return tuple((row.key, getattr(objective, row.attribute)) for row in rows if row)


def unconfirmed_answer(facts: RuleInput) -> Iterator[Finding]:
    """SSP035: somebody looked at each objective; one finding for a system counts the others."""
    for work in facts.workspace.works:
        taken = [
            (answer, objective, label)
            for of, answer, objective, label in walk_objectives(facts)
            if of is work and rests_on_row(objective.note)
        ]
        if taken:
            answer, objective, label = taken[0]
            requirements = len({item.control_id for item, _, _ in taken})
            yield make_finding(
                "SSP035",
                answer.source.path,
                f"{len(taken)} objectives of {requirements} requirements were taken over from rows"
                f" for whole requirements, and nobody looked at them; the first is {label}",
                line=objective.lines.get("Note", objective.source.line or 1),
                owner=find_owner(work, answer),
                hint="look at each, then run: attestle confirm",
            )


def undescribed_objective(facts: RuleInput) -> Iterator[Finding]:
    """SSP011: an implemented, inherited or alternative objective has a text."""
    for work, answer, objective, label in walk_objectives(facts):
        unit = work.baseline.objective_labels[label][1]
        if objective.state in CLAIMS and not is_described(answer, unit):
            yield make_finding(
                "SSP011",
                answer.source.path,
                f"{label} is {objective.state} but nothing says how",
                line=objective.source.line,
                owner=find_owner(work, answer),
                hint="describe who does what, with which tool, how often",
            )


def _find_words(pattern: re.Pattern[str], objective: ObjectiveAnswer) -> tuple[str, int] | None:
    """The first match in the prose outside code and quotations, with its line in the file."""
    match = pattern.search(blank_code(objective.prose))
    return _locate_words(objective, match) if match else None


def _locate_words(objective: ObjectiveAnswer, match: re.Match[str]) -> tuple[str, int]:
    """A match in the prose of an answer with its line in the file."""
    first = objective.lines.get("prose", objective.source.line or 1)
    return match[0].strip(), first + objective.prose.count("\n", 0, match.start())


def future_tense(facts: RuleInput) -> Iterator[Finding]:
    """SSP012: what is implemented is told in the present tense."""
    for work, answer, objective, label in walk_objectives(facts):
        words = _find_words(_FUTURE, objective) if objective.state in CLAIMS else None
        if words:
            yield make_finding(
                "SSP012",
                answer.source.path,
                f'{label} is {objective.state}, but its text says "{words[0]}"',
                line=words[1],
                owner=find_owner(work, answer),
                hint="say what is done today, or set the state to planned",
            )


def _find_placeholder(objective: ObjectiveAnswer) -> tuple[str, int] | None:
    """The first placeholder in the prose of an answer, with its line in the file."""
    words = _find_words(_PLACEHOLDER, objective)
    found = None if words else find_placeholder(objective.prose)
    return _locate_words(objective, found) if found else words


def placeholder(facts: RuleInput) -> Iterator[Finding]:
    """SSP013: nothing is left to be filled in."""
    for work, answer, objective, label in walk_objectives(facts):
        words = _find_placeholder(objective)
        if words:
            yield make_finding(
                "SSP013",
                answer.source.path,
                f'{label} still has the placeholder "{words[0]}"',
                line=words[1],
                owner=find_owner(work, answer),
                hint="write the answer",
            )


def placeholder_beside_answers(facts: RuleInput) -> Iterator[Finding]:
    """SSP013: nor in the description of the system, in what components do, or in an open item."""
    for work in facts.workspace.works:
        for text in (*walk_descriptions(work), *_walk_items(work)):
            found = find_placeholder(text.text)
            if found:
                yield make_finding(
                    "SSP013",
                    text.path,
                    f'the text still has the placeholder "{found[0].strip()}"',
                    line=text.find_line(found.start()) or 1,
                    owner=text.owner,
                    hint="write what it stands for",
                )


def _walk_items(work: Work) -> Iterator[NarrativeText]:
    for item in work.system.poam:
        for text in (item.weakness, item.text):
            yield NarrativeText(item.source.path, text, item.source.line, owner=item.owner)


def _normalize(text: str) -> str:
    """The words alone, for telling whether two texts say the same."""
    return " ".join(_WORDS.findall(text.lower()))


def repeated_requirement(facts: RuleInput) -> Iterator[Finding]:
    """SSP014: an answer is more than the requirement said again."""
    for work, answer, objective, label in walk_objectives(facts):
        requirement = work.baseline.by_id[answer.control_id]
        asked: Objective = work.baseline.objective_labels[label][1]
        questions = {_normalize(requirement.statement), _normalize(asked.text)}
        if objective.prose.strip() and _normalize(objective.prose) in questions - {""}:
            yield make_finding(
                "SSP014",
                answer.source.path,
                f"the text of {label} is the requirement again, not an answer",
                line=objective.lines.get("prose"),
                owner=find_owner(work, answer),
                hint="say who does it, with what, how often, and where the record is",
            )


def repeated_answer(facts: RuleInput) -> Iterator[Finding]:
    """SSP015: objectives of different requirements are not answered with one text."""
    seen: dict[tuple[str, str], tuple[str, str]] = {}
    for work, answer, objective, label in walk_objectives(facts):
        text = _normalize(objective.prose)
        if len(text) < _SHORTEST_REPEATED:
            continue
        control, first = seen.setdefault((work.system.name, text), (answer.control_id, label))
        if answer.control_id != control:
            yield make_finding(
                "SSP015",
                answer.source.path,
                f"{label} has the same text as {first}",
                line=objective.lines.get("prose"),
                owner=find_owner(work, answer),
                hint="answer each objective for itself",
            )


def partial_credit(facts: RuleInput) -> Iterator[Finding]:
    """SSP020: partial credit exists for 3.5.3 and 3.13.11, each in its own words.

    And only while what is unmet is partial.
    """
    for work, status in facts.statuses:
        for result in status.results:
            answer = result.answer
            if answer is None or not answer.partial_credit:
                continue
            if has_partial_credit(result.requirement, answer, result.objectives):
                continue
            yield make_finding(
                "SSP020",
                answer.source.path,
                _explain_no_credit(work.baseline.framework, answer),
                line=answer.lines.get("partial-credit"),
                owner=find_owner(work, answer),
                hint="remove partial-credit, or state the unmet objectives as partial",
            )


def _explain_no_credit(framework: Framework, answer: RequirementAnswer) -> str:
    words_of = framework.score.partial_credits if framework.score else {}
    words = words_of.get(answer.label)
    if words is None:
        some = f"; only {' and '.join(words_of)} have" if words_of else ""
        return f"{answer.label} has no partial credit{some}"
    if words != answer.partial_credit:
        return f'the partial credit of {answer.label} is "{words}"'
    return (
        f"{answer.label} claims partial credit, but what is unmet in it is not all stated as"
        " partial"
    )


RULES: tuple[Rule, ...] = (
    unanswered_requirement,
    objective_without_state,
    incomplete_state,
    unconfirmed_answer,
    undescribed_objective,
    future_tense,
    placeholder,
    placeholder_beside_answers,
    repeated_requirement,
    repeated_answer,
    partial_credit,
)
