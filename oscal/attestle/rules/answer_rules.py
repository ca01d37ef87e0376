"""SSP008-SSP020: what a complete and honest answer has."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..assess.objectives import NEEDS_MISSING, is_described
from ..assess.system_status import PARTIAL_CREDIT, has_partial_credit
from ..codes import make_finding
from ..findings import Finding
from ..model.system import ObjectiveAnswer, RequirementAnswer
from ..model.workspace import Work
from .rule_input import Rule, RuleInput, find_owner

HAVE = ("implemented", "inherited", "alternative")
_FUTURE = re.compile(
    r"\b(?:will(?!ing| power)|shall|going to|plans? to|planned to|intends? to|to be implemented)\b",
    re.I,
)
_PLACEHOLDER = re.compile(
    r"\b(?:TODO|TBD|FIXME|XXX|REPLACE_ME|lorem ipsum)\b|<(?:insert|describe|replace)[^<>]*>", re.I
)
_CODE = re.compile(r"```.*?```|~~~.*?~~~|`[^`]*`|^ *>.*?$", re.S | re.M)
_WORDS = re.compile(r"[a-z0-9]+")


def _objectives(facts: RuleInput) -> Iterator[tuple[Work, RequirementAnswer, ObjectiveAnswer, str]]:
    """Every objective section of every file, with its printed id."""
    for work in facts.workspace.works:
        for answer in work.system.answers.values():
            for letter, own in answer.objectives.items():
                yield work, answer, own, f"{answer.label}[{letter}]"


def unanswered(facts: RuleInput) -> Iterator[Finding]:
    """SSP008: every requirement of the profile has a file that says something."""
    for work in facts.workspace.works:
        for requirement in work.baseline.requirements:
            answer = work.system.answers.get(requirement.id)
            owner = work.system.family_owner(requirement.family)
            if answer is None and facts.answer_is_unread(work, requirement):
                continue
            if answer is None:
                path = f"ssp/{work.system.name}/system.md"
                yield make_finding(
                    "SSP008",
                    path,
                    f"{requirement.label} {requirement.title} has no file",
                    line=1,
                    owner=owner,
                    hint=(
                        "write"
                        f" ssp/{work.system.name}/controls/{requirement.family}/{requirement.label}.md"
                    ),
                )
            elif answer.is_blank:
                yield make_finding(
                    "SSP008",
                    answer.source.path,
                    f"{requirement.label} is not answered",
                    line=1,
                    owner=find_owner(work, answer),
                    hint="state and describe its objectives",
                )


def unstated(facts: RuleInput) -> Iterator[Finding]:
    """SSP009: every objective has a state; without one it counts as not implemented.

    SSP008 speaks of blank files.
    """
    for work in facts.workspace.works:
        for answer in work.system.answers.values():
            if answer.is_blank:
                continue
            requirement = work.baseline.by_id[answer.control_id]
            for objective in requirement.objectives:
                own = answer.objectives.get(objective.letter)
                if own is None or (
                    not own.state and "State" not in own.lines
                ):  # a state that cannot be read is told already
                    line = own.source.line if own else 1
                    yield make_finding(
                        "SSP009",
                        answer.source.path,
                        f"{objective.label} has no state, so it counts as not implemented",
                        line=line,
                        owner=find_owner(work, answer),
                        hint="add below its heading: - State: implemented",
                    )


def incomplete_state(facts: RuleInput) -> Iterator[Finding]:
    """SSP010: partial, planned and not-implemented say what is missing; not-applicable why and who
    approved; inherited from whom.
    """
    for work, answer, own, label in _objectives(facts):
        needed: tuple[tuple[str, object], ...] = (
            (("Missing", own.missing),) if own.state in NEEDS_MISSING else ()
        )
        if own.state == "not-applicable":
            needed = (("Rationale", own.rationale), ("Approved", own.approved))
        if own.state == "inherited":
            needed = (("Provider", own.provider),)
        for name, value in needed:
            if not value and name not in own.lines:  # a field that cannot be read is told already
                line = own.lines.get("State", own.source.line or 1)
                yield make_finding(
                    "SSP010",
                    answer.source.path,
                    f'{label} is {own.state} but has no field "{name}"',
                    line=line,
                    owner=find_owner(work, answer),
                    hint=f"add: - {name}: ...",
                )


def undescribed(facts: RuleInput) -> Iterator[Finding]:
    """SSP011: an implemented, inherited or alternative objective has a text."""
    for work, answer, own, label in _objectives(facts):
        if own.state in HAVE and not is_described(answer, own.letter):
            yield make_finding(
                "SSP011",
                answer.source.path,
                f"{label} is {own.state} but nothing says how",
                line=own.source.line,
                owner=find_owner(work, answer),
                hint="describe who does what, with which tool, how often",
            )


def _first_match(pattern: re.Pattern[str], own: ObjectiveAnswer) -> tuple[str, int] | None:
    """The first match in the prose outside code and quotations, with its line in the file."""
    text = _CODE.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), own.prose)
    match = pattern.search(text)
    if match is None:
        return None
    return match[0], own.lines.get("prose", own.source.line or 1) + text.count(
        "\n", 0, match.start()
    )


def future_tense(facts: RuleInput) -> Iterator[Finding]:
    """SSP012: what is implemented is told in the present tense."""
    for work, answer, own, label in _objectives(facts):
        found = _first_match(_FUTURE, own) if own.state in HAVE else None
        if found:
            yield make_finding(
                "SSP012",
                answer.source.path,
                f'{label} is {own.state}, but its text says "{found[0]}"',
                line=found[1],
                owner=find_owner(work, answer),
                hint="say what is done today, or set the state to planned",
            )


def placeholders(facts: RuleInput) -> Iterator[Finding]:
    """SSP013: nothing is left to be filled in."""
    for work, answer, own, label in _objectives(facts):
        found = _first_match(_PLACEHOLDER, own)
        if found:
            yield make_finding(
                "SSP013",
                answer.source.path,
                f'{label} still has the placeholder "{found[0]}"',
                line=found[1],
                owner=find_owner(work, answer),
                hint="write the answer",
            )


def _plain(text: str) -> str:
    return " ".join(_WORDS.findall(text.lower()))


def pasted(facts: RuleInput) -> Iterator[Finding]:
    """SSP014: an answer is more than the requirement said again."""
    for work, answer, own, label in _objectives(facts):
        requirement = work.baseline.by_id[answer.control_id]
        objective = requirement.objective(own.letter)
        asked = {_plain(requirement.statement), _plain(objective.text) if objective else ""} - {""}
        if own.prose.strip() and _plain(own.prose) in asked:
            yield make_finding(
                "SSP014",
                answer.source.path,
                f"the text of {label} is the requirement again, not an answer",
                line=own.lines.get("prose"),
                owner=find_owner(work, answer),
                hint="say who does it, with what, how often, and where the record is",
            )


def repeated(facts: RuleInput) -> Iterator[Finding]:
    """SSP015: objectives of different requirements are not answered with one text."""
    seen: dict[tuple[str, str], str] = {}
    for work, answer, own, label in _objectives(facts):
        text = _plain(own.prose)
        if len(text) < 40:
            continue
        key = (work.system.name, text)
        if key in seen and not label.startswith(f"{seen[key].partition('[')[0]}["):
            yield make_finding(
                "SSP015",
                answer.source.path,
                f"{label} has the same text as {seen[key]}",
                line=own.lines.get("prose"),
                owner=find_owner(work, answer),
                hint="answer each objective for itself",
            )
        seen.setdefault(key, label)


def partial_credit(facts: RuleInput) -> Iterator[Finding]:
    """SSP020: partial credit exists for 3.5.3 and 3.13.11, each in its own words, while what is
    unmet is partial.
    """
    for work, status in facts.statuses:
        for result in status.results:
            answer = result.answer
            if (
                answer is None
                or not answer.partial_credit
                or has_partial_credit(result.requirement, answer, result.objectives)
            ):
                continue
            legal = PARTIAL_CREDIT.get(answer.label)
            if legal is None:
                message = (
                    f"{answer.label} has no partial credit; only {' and '.join(PARTIAL_CREDIT)}"
                    " have"
                )
            elif legal != answer.partial_credit:
                message = f'the partial credit of {answer.label} is "{legal}"'
            else:
                message = (
                    f"{answer.label} claims partial credit, but what is unmet in it is not all"
                    " stated as partial"
                )
            yield make_finding(
                "SSP020",
                answer.source.path,
                message,
                line=answer.lines.get("partial-credit"),
                owner=find_owner(work, answer),
                hint="remove partial-credit, or state the unmet objectives as partial",
            )


RULES: tuple[Rule, ...] = (
    unanswered, unstated, incomplete_state, undescribed, future_tense, placeholders, pasted, repeated, partial_credit,
)  # fmt: skip
