"""EVD001-EVD008, OSC025: evidence exists, is current and is what it claims to be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..assess.freshness import find_due_day, list_missing_places, list_wrong_hashes
from ..codes import make_finding
from ..findings import Finding, Severity
from ..formats.file_names import explain_unportable, fold_name
from ..model.answers import CLAIMS
from ..model.evidence import EVIDENCE_KINDS, EvidenceItem, EvidencePlace, FoundFile
from ..model.workspace import Work
from .rule_input import Rule, RuleInput, find_owner, locate_file, walk_objectives


def stale_evidence(facts: RuleInput) -> Iterator[Finding]:
    """EVD001: an item that an answer relies on is within its cadence, and final."""
    for work in facts.workspace.works:
        cited = _list_citations(work)
        for item in work.system.evidence:
            due = find_due_day(item)
            if item.id not in cited:
                continue
            if item.status != "final":
                yield _report_item(
                    "EVD001",
                    item,
                    f"{item.id} is cited but still a draft",
                    "finish it, or cite final evidence",
                )
            elif due is not None and due < facts.as_of:
                yield _report_item(
                    "EVD001",
                    item,
                    f"{item.id} was due again on {due.isoformat()}",
                    "collect it anew and set collected",
                )


def _report_item(code: str, item: EvidenceItem, message: str, hint: str) -> Finding:
    return make_finding(
        code,
        item.source.path,
        message,
        line=item.source.line,
        pointer=item.source.pointer,
        owner=item.owner or "",
        hint=hint,
    )


def missing_file(facts: RuleInput) -> Iterator[Finding]:
    """EVD002: a location under evidence/ is a file."""
    for work in facts.workspace.works:
        for item in work.system.evidence:
            for location in list_missing_places(item):
                yield _report_item(
                    "EVD002",
                    item,
                    f"{item.id}: there is no file {locate_file(work, location)}",
                    "add the file, or give the place where it is kept",
                )


def unportable_name(facts: RuleInput) -> Iterator[Finding]:
    """OSC025: every machine can hold the local files of the register, each beside the others."""
    for work in facts.workspace.works:
        first: dict[str, str] = {}
        for item in work.system.evidence:
            if not item.location.startswith("evidence/"):
                continue
            reasons = (explain_unportable(part) for part in item.location.split("/") if part)
            why = next(filter(None, reasons), "")
            other = first.setdefault(fold_name(item.location), item.location)
            if not why and other != item.location:
                why = f"it differs from {other} in case or accents only"
            if why:
                yield replace(
                    _report_item(
                        "OSC025",
                        item,
                        f"{item.id}: not every machine can hold the name {item.location}: {why}",
                        "rename the file, here too",
                    ),
                    severity=Severity.WARNING,
                )


def wrong_hash(facts: RuleInput) -> Iterator[Finding]:
    """EVD003: a local file has the SHA-256 that the register gives."""
    for work in facts.workspace.works:
        for item in work.system.evidence:
            for place, looked in list_wrong_hashes(item):
                yield _report_item("EVD003", item, *_explain_hash(item, place, looked))


def _explain_hash(item: EvidenceItem, place: EvidencePlace, looked: FoundFile) -> tuple[str, str]:
    """What is wrong with the hash of a place, and the way out."""
    which = f"{item.id} at {place.location}" if item.locations else item.id
    if place.sha256 and place.sha256.lower() in looked.other_line_ends:
        return (
            f"{which}: the file differs from the registered one in line ends only",
            "let git keep the bytes: put the .gitattributes that attestle init writes into the"
            " repository, then check the file out anew",
        )
    return (
        f"{which}: the file has SHA-256 {looked.sha256}",
        "restore the file; or if it was replaced on purpose, write that hash here, or run: attestle"
        " evidence hash --write",
    )


def missing_citation(facts: RuleInput) -> Iterator[Finding]:
    """EVD004: an implemented or inherited objective cites evidence."""
    for work, answer, objective, label in walk_objectives(facts):
        if objective.state in CLAIMS and not objective.evidence:
            yield make_finding(
                "EVD004",
                answer.source.path,
                f"{label} is {objective.state} but cites no evidence",
                line=objective.source.line,
                owner=find_owner(work, answer),
                hint="add: - Evidence: id, with ids of evidence.yaml",
            )


def incomplete_item(facts: RuleInput) -> Iterator[Finding]:
    """EVD005: without an owner and a day of collection an item is never current."""
    for work in facts.workspace.works:
        for item in work.system.evidence:
            needed = (("owner", item.owner), ("collected", item.collected))
            lacking = [name for name, value in needed if not value]
            if lacking:
                yield _report_item(
                    "EVD005",
                    item,
                    f"{item.id} has no {' and no '.join(lacking)}",
                    f"add: {lacking[0]}: ...",
                )


def contradicting_register(facts: RuleInput) -> Iterator[Finding]:
    """EVD006: what the register says an item serves is what the answers cite it for.

    Only citations count for ratings.
    """
    for work in facts.workspace.works:
        citations = _list_citations(work)
        for item in work.system.evidence:
            yield from _compare_register(work, item, citations.get(item.id, set()))


def _compare_register(work: Work, item: EvidenceItem, cited: set[str]) -> Iterator[Finding]:
    """`cited` are the labels of the objectives that cite the item."""
    for label in item.objectives:
        known = work.baseline.objective_labels.get(label)
        # an objective that is not answered at all has a finding of its own
        if label not in cited and known and known[0].id in work.system.answers:
            yield _report_item(
                "EVD006",
                item,
                f"{item.id} is registered for {label}, but the answer does not cite it",
                "cite it there, or take the objective off the item",
            )
    # an item that is registered for nothing is open for every objective
    for label in sorted(cited - set(item.objectives)) if item.objectives else ():
        yield _report_item(
            "EVD006",
            item,
            f"{label} cites {item.id}, which is not registered for it",
            "add the objective to the item",
        )


def unknown_kind(facts: RuleInput) -> Iterator[Finding]:
    """EVD007: every item says what it is; one finding for a system counts those that do not."""
    for work in facts.workspace.works:
        unknown = [item for item in work.system.evidence if not item.kind]
        if unknown:
            first = unknown[0]
            yield make_finding(
                "EVD007",
                first.source.path,
                f"{len(unknown)} of {len(work.system.evidence)} evidence items do not say what they"
                f" are (kind), so they show no operation; the first is {first.id}",
                line=first.source.line,
                hint=(
                    f"add kind: one of {', '.join(EVIDENCE_KINDS)}; attestle validate --fix --kinds"
                    " writes it where title and file name leave no doubt"
                ),
            )


def misread_place(facts: RuleInput) -> Iterator[Finding]:
    """EVD008: a place that looks like a file of the workspace is one that is read."""
    for work in facts.workspace.works:
        for item in work.system.evidence:
            for place in item.places:
                if place.location not in item.found and _looks_local(place.location):
                    yield _report_item(
                        "EVD008",
                        item,
                        f"{item.id}: {place.location} is taken for the name of a place: only files"
                        f" below {locate_file(work, 'evidence/')} are read",
                        "put the file there, or write where it is kept in words",
                    )


def _looks_local(location: str) -> bool:
    """A path that leaves the system's folder, or names it from the top of the workspace."""
    path = location.replace("\\", "/")
    return "://" not in path and (
        path.startswith(("../", "./", "/", "ssp/")) or "/../" in path or "/evidence/" in path
    )


def _list_citations(work: Work) -> dict[str, set[str]]:
    """The labels of the objectives that cite each evidence item."""
    cited: dict[str, set[str]] = {}
    for answer in work.system.answers.values():
        for unit in work.baseline.by_id[answer.control_id].units:
            objective = answer.find_answer(unit)
            for key in objective.evidence if objective else ():
                cited.setdefault(key, set()).add(unit.label)
    return cited


RULES: tuple[Rule, ...] = (
    stale_evidence,
    missing_file,
    unportable_name,
    wrong_hash,
    missing_citation,
    incomplete_item,
    contradicting_register,
    unknown_kind,
    misread_place,
)
