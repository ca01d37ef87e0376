"""What rules say of texts one by one: only new texts are judged, the others are from before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from ...findings import Finding
from ...model.workspace import Work, Workspace
from ...rules.rule_input import RuleInput
from ...rules.rule_runs import run_rules
from ...rules.system_sets import OF_TEXTS
from ...store import cache
from ...store.kept_systems import KeptSystem

# In the place of a path: the texts of a system that are no answers
_OTHER_TEXTS = ""


def find_in_texts(facts: RuleInput, work: Work, kept: KeptSystem) -> Iterator[Finding]:
    """Findings of the rules that look at each text by itself, in one system."""
    kept.open_findings(_make_context(facts, work))
    answers = {item.source.path: key for key, item in work.system.answers.items()}
    known = {path: kept.find_findings(path) for path in (_OTHER_TEXTS, *answers)}
    unknown = [path for path, found in known.items() if found is None]
    for found in filter(None, known.values()):
        yield from found
    if unknown:
        for path, items in _judge_texts(facts, work, answers, unknown).items():
            kept.note_findings(path, items)
            yield from items


def _judge_texts(
    facts: RuleInput, work: Work, answers: Mapping[str, str], asked: list[str]
) -> dict[str, list[Finding]]:
    """By path what is found in some of the answers, of which each path has its control.

    The texts that are no answers are looked at in any case, though they may not be asked for.
    """
    controls = [answers[path] for path in asked if path in answers]
    chosen = MappingProxyType({key: work.system.answers[key] for key in controls})
    view = Workspace(works=(replace(work, system=replace(work.system, answers=chosen)),))
    found: dict[str, list[Finding]] = {path: [] for path in (*asked, _OTHER_TEXTS)}
    for item in run_rules(RuleInput(view, facts.as_of, facts.unread), OF_TEXTS):
        found[item.path if item.path in found else _OTHER_TEXTS].append(item)
    return {path: found[path] for path in asked}


def _make_context(facts: RuleInput, work: Work) -> str:
    """All that these rules are given besides the files of the system."""
    given = (
        facts.as_of.isoformat(),
        sorted(facts.unread),
        sorted(work.local_files),
        sorted(work.false_pictures),
        work.known_tools,
    )
    return cache.make_key(repr(given))
