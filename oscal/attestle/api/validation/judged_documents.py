"""The judgement of a workspace's documents: from before where nothing changed that it rests on."""

from __future__ import annotations

from typing import Any

from ...store import cache, layout
from ...store.document_shelf import DocumentShelf
from .document_question import DocumentQuestion, JudgedDocuments
from .known_answers import KnownAnswers


def find_judgement(
    asked: DocumentQuestion, shelf: DocumentShelf, answers: KnownAnswers | None
) -> JudgedDocuments:
    """Without known answers, or where they do not hold, worked out anew."""
    by_name = answers if answers is not None and answers.is_lasting else None
    name = _make_name(asked, by_name) if by_name else ""
    before = _unpack(by_name.stored.get(name)) if by_name else None
    if before is not None:
        return before
    # the rules on documents are half of all, and most edits need none of them
    from .document_checks import judge_documents

    judged = judge_documents(asked, shelf, answers)
    if by_name and not judged.rests_on_others:
        criteria = sorted(judged.criteria)
        by_name.fresh[name] = {**cache.pack_findings(judged.findings), "criteria": criteria}
    return judged


def _make_name(asked: DocumentQuestion, answers: KnownAnswers) -> str:
    state = answers.state
    descriptions = [f"{layout.SSP}/{work.system.name}/system.md" for work in asked.owners]
    given = (
        str(asked.root),
        asked.systems,
        [(path, state.hashes.get(path)) for path in descriptions],
        state.hashes.get(layout.SSP),
        sorted(asked.addresses.items()),
    )
    files = state.key((*layout.MODELS, layout.SETTINGS))
    return cache.make_key(
        "documents", answers.rule_set, asked.as_of.isoformat(), repr(given), files
    )


def _unpack(value: Any) -> JudgedDocuments | None:
    findings = cache.unpack_findings(value)
    criteria = value.get("criteria") if isinstance(value, dict) else None
    if findings is None or not isinstance(criteria, list):
        return None
    return JudgedDocuments(findings, frozenset(map(str, criteria)))
