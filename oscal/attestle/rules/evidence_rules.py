"""EVD001-EVD006: evidence exists, is current and is what it claims to be."""

from __future__ import annotations

from collections.abc import Iterator

from ..assess.freshness import find_due_day, hash_differs
from ..codes import make_finding
from ..findings import Finding
from ..model.workspace import Work
from .rule_input import Rule, RuleInput, find_owner


def stale(facts: RuleInput) -> Iterator[Finding]:
    """EVD001: an item that an answer relies on is within its cadence, and final."""
    for work in facts.workspace.works:
        cited = {
            key
            for answer in work.system.answers.values()
            for own in answer.objectives.values()
            for key in own.evidence
        }
        for item in work.system.evidence:
            due = find_due_day(item)
            if item.id not in cited:
                continue
            if item.status != "final":
                yield make_finding(
                    "EVD001",
                    item.source.path,
                    f"{item.id} is cited but still a draft",
                    line=item.source.line,
                    pointer=item.source.pointer,
                    owner=item.owner or "",
                    hint="finish it, or cite final evidence",
                )
            elif due is not None and due < facts.as_of:
                yield make_finding(
                    "EVD001",
                    item.source.path,
                    f"{item.id} was due again on {due.isoformat()}",
                    line=item.source.line,
                    pointer=item.source.pointer,
                    owner=item.owner or "",
                    hint="collect it anew and set collected",
                )


def missing_file(facts: RuleInput) -> Iterator[Finding]:
    """EVD002: a location under evidence/ is a file."""
    for work in facts.workspace.works:
        for item in work.system.evidence:
            path = f"ssp/{work.system.name}/{item.location}"
            if item.location.startswith("evidence/") and path not in work.local_files:
                yield make_finding(
                    "EVD002",
                    item.source.path,
                    f"{item.id}: there is no file {path}",
                    line=item.source.line,
                    pointer=item.source.pointer,
                    owner=item.owner or "",
                    hint="add the file, or give the place where it is kept",
                )


def wrong_hash(facts: RuleInput) -> Iterator[Finding]:
    """EVD003: a local file has the SHA-256 that the register gives."""
    for work in facts.workspace.works:
        for item in work.system.evidence:
            if hash_differs(item):
                yield make_finding(
                    "EVD003",
                    item.source.path,
                    f"{item.id}: the file has SHA-256 {item.file_sha256}",
                    line=item.source.line,
                    pointer=item.source.pointer,
                    owner=item.owner or "",
                    hint=(
                        "restore the file, or if it was replaced on purpose run: attestle evidence"
                        " hash"
                    ),
                )


def uncited(facts: RuleInput) -> Iterator[Finding]:
    """EVD004: an implemented or inherited objective cites evidence."""
    for work in facts.workspace.works:
        for answer in work.system.answers.values():
            for letter, own in answer.objectives.items():
                if own.state in ("implemented", "inherited", "alternative") and not own.evidence:
                    yield make_finding(
                        "EVD004",
                        answer.source.path,
                        f"{answer.label}[{letter}] is {own.state} but cites no evidence",
                        line=own.source.line,
                        owner=find_owner(work, answer),
                        hint="add: - Evidence: id, with ids of evidence.yaml",
                    )


def incomplete(facts: RuleInput) -> Iterator[Finding]:
    """EVD005: without an owner and a day of collection an item is never current."""
    for work in facts.workspace.works:
        for item in work.system.evidence:
            lacking = [
                name
                for name, value in (("owner", item.owner), ("collected", item.collected))
                if not value
            ]
            if lacking:
                yield make_finding(
                    "EVD005",
                    item.source.path,
                    f"{item.id} has no {' and no '.join(lacking)}",
                    line=item.source.line,
                    pointer=item.source.pointer,
                    owner=item.owner or "",
                    hint=f"add: {lacking[0]}: ...",
                )


def disagreement(facts: RuleInput) -> Iterator[Finding]:
    """EVD006: what the register says an item serves is what the answers cite it for.

    Only citations count for ratings.
    """
    for work in facts.workspace.works:
        cited = _citations(work)
        for item in work.system.evidence:
            uses = cited.get(item.id, set())
            for label in item.objectives:
                known = work.baseline.objective_labels.get(label)
                if label not in uses and known and known[0].id in work.system.answers:
                    yield make_finding(
                        "EVD006",
                        item.source.path,
                        f"{item.id} is registered for {label}, but the answer does not cite it",
                        line=item.source.line,
                        pointer=item.source.pointer,
                        owner=item.owner or "",
                        hint="cite it there, or take the objective off the item",
                    )
            for label in sorted(uses - set(item.objectives)) if item.objectives else ():
                yield make_finding(
                    "EVD006",
                    item.source.path,
                    f"{label} cites {item.id}, which is not registered for it",
                    line=item.source.line,
                    pointer=item.source.pointer,
                    owner=item.owner or "",
                    hint="add the objective to the item",
                )


def _citations(work: Work) -> dict[str, set[str]]:
    cited: dict[str, set[str]] = {}
    for answer in work.system.answers.values():
        for letter, own in answer.objectives.items():
            for key in own.evidence:
                cited.setdefault(key, set()).add(f"{answer.label}[{letter}]")
    return cited


RULES: tuple[Rule, ...] = (stale, missing_file, wrong_hash, uncited, incomplete, disagreement)
