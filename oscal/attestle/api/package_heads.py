"""What a package says of itself: the head of its manifest, notes, and the README."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from importlib.metadata import version
from typing import Any

from ..formats.audience_table import read_file_words
from ..handover.manifest import FORMAT
from ..handover.recipient_words import PackedDocument, ReadmeFacts, write_readme
from ..lazy_dataclasses import dataclass
from ..model.audiences import Audience, PackageContents
from ..render.requirement_words import describe_words
from ..store.rule_set import hash_rules
from .binder_processes import BinderJob
from .package_contents import count_findings, count_system
from .package_states import COMMITTED, PackedState
from .statuses import JudgedSystem
from .validation.reports import ValidationReport

# Kinds that hold nothing of what a plan is marked for
_WITHOUT_CONTENT = frozenset({"packet"})


@dataclass(frozen=True, slots=True)
class HeadFacts:
    """Everything that it speaks of. `words` are those of offers, `documents` the names of files by
    what they are, `missing` is how many files are named and not there, `losses` how much the OSCAL
    `version` cannot carry.
    """

    state: PackedState
    audience: Audience
    contents: PackageContents
    judged: JudgedSystem
    words: tuple[str, ...]
    documents: Mapping[BinderJob, tuple[str, ...]]
    report: Callable[[], ValidationReport]
    is_draft: bool
    is_licensed: bool
    missing: int
    losses: int
    version: str

    @property
    def kinds(self) -> frozenset[str]:
        return frozenset(job.kind for job in self.documents)


def write_head(facts: HeadFacts) -> dict[str, Any]:
    """The manifest but for its files."""
    work, audience = facts.judged.work, facts.audience
    system = work.system.characteristics
    head: dict[str, Any] = {
        "format": FORMAT,
        "audience": {
            "name": audience.name,
            "title": audience.title,
            "with": [word for word in audience.offers if word in facts.words],
        },
        "system": {
            "name": work.system.name,
            "title": system.name,
            "uuid": system.uuid,
            "profile": work.baseline.profile,
            "version": system.version,
            "version_date": system.version_date.isoformat(),
        },
        "as_of": facts.judged.status.as_of.isoformat(),
        "source": {"revision": facts.state.revision, "state": facts.state.state},
        "tool": {"name": "attestle", "version": version("attestle"), "rule_set": hash_rules()},
        "oscal_version": facts.version,
        "draft": facts.is_draft,
        "findings_allowed": facts.is_draft,
        "notes": list(_list_notes(facts)),
    }
    if "counts" in facts.contents.discloses:
        head["counts"] = _count(facts.judged, facts.report())
    return head


def _list_notes(facts: HeadFacts) -> Iterator[str]:
    state = facts.state
    if facts.is_draft:
        yield (
            "DRAFT: the plan is not final. Something in it is open or wrong, or an approval lacks;"
            " the sender packed it all the same."
        )
    if unread := len(facts.judged.status.unread):
        files = "One file" if unread == 1 else f"{unread} files"
        yield f"{files} of the plan could not be read: what they say is left out."
    if state.state != COMMITTED:
        yield "Made from files as they stood on a disk, and not from a committed state."
    if state.beside and (facts.audience.has_source or facts.contents.models):
        yield (
            "Artifacts that are under no version control were taken as they stood on the sender's"
            " disk."
        )
    yield from _list_notes_on_words(facts)
    if state.redacted:
        yield (
            f"Redacted: {sum(state.redacted.values.values())} values are replaced by words that"
            " begin with redacted-, and pictures are blank."
        )
    if facts.missing:
        yield f"The documents name {facts.missing} files that the sender does not have."
    if facts.losses:
        things = "one thing" if facts.losses == 1 else f"{facts.losses} things"
        yield f"OSCAL {facts.version} cannot carry {things} of the documents."


def _list_notes_on_words(facts: HeadFacts) -> Iterator[str]:
    if facts.kinds - _WITHOUT_CONTENT:
        words = describe_words(facts.judged.work.baseline)
        yield (
            f"Requirement texts: {words}."
            if words
            else ("Requirement texts are summaries in attestle's words, not the publisher's.")
        )
    if facts.is_licensed:
        yield "It may hold a publisher's licensed words: pass it on only under that licence."


def _count(judged: JudgedSystem, report: ValidationReport) -> dict[str, Any]:
    status = replace(judged.status, withheld=frozenset())
    return count_system(status) | {"findings": count_findings(report)}


def find_marking(facts: HeadFacts) -> str:
    """The marking of the plan where anything inside is of the plan, else ""."""
    marking = facts.judged.work.system.characteristics.marking or ""
    is_of_plan = bool(facts.kinds - _WITHOUT_CONTENT or facts.contents.models)
    return marking if is_of_plan and marking != "none" else ""


def write_recipient_words(
    facts: HeadFacts, head: Mapping[str, Any], folders: Sequence[str]
) -> bytes:
    """The README."""
    return write_readme(
        ReadmeFacts(
            facts.audience,
            head,
            find_marking(facts),
            tuple(_list_documents(facts.documents)),
            folders,
            read_file_words(),
        )
    )


def _list_documents(documents: Mapping[BinderJob, tuple[str, ...]]) -> Iterator[PackedDocument]:
    by_kind: dict[str, list[BinderJob]] = {}
    for job in documents:
        by_kind.setdefault(job.kind, []).append(job)
    for kind, jobs in by_kind.items():
        first = documents[jobs[0]][0].removesuffix(f".{jobs[0].form}")
        yield PackedDocument(kind, f"documents/{first}", tuple(job.form for job in jobs))
