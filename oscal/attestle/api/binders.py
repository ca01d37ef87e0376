"""The binder: every document of a system in the forms that people read, made on several processors,
and a page that lists them.

A document that cannot be made is named, and the others are made all the same.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import field
from pathlib import Path

from ..errors import ExitCode, UsageError, WorkspaceError
from ..findings import Finding, sort_findings
from ..lazy_dataclasses import dataclass
from ..model.shown_words import TextsChoice
from ..render.frame import APPROVED_AS, DocumentFrame
from ..render.kinds.binder_index import BinderContent, BinderDocument, BinderFile
from ..render.registry import BINDER, BINDER_FORMS, KINDS, PRINTED, list_forms, render_document
from ..store import files, layout
from .binder_processes import BinderJob, Made, Order, make_documents
from .clock import today
from .document_frames import FrameQuestion, make_frame
from .draft_states import judge_draft, refuse_draft
from .rendering import SUBJECTS, Question
from .statuses import JudgedSystem
from .worker_processes import count_readers

# Kinds that rest on a crosswalk, which a workspace may be without
_OF_CROSSWALKS = ("gap", "crosswalk")
NO_CROSSWALK = "The workspace has no crosswalk, and this document rests on one."


@dataclass(frozen=True, slots=True)
class Binder:
    """Files by name, the page that lists them last; what could not be made; and the errors for
    which something is left out of what was made.
    """

    files: dict[str, bytes]
    failed: tuple[Made, ...] = ()
    errors: tuple[Finding, ...] = ()

    @property
    def exit_code(self) -> ExitCode:
        """As that of a single document: the gravest of those that failed, else that of findings."""
        codes = [item.failure.exit_code for item in self.failed if item.failure]
        return max(codes, default=ExitCode.FINDINGS if self.errors else ExitCode.OK)


@dataclass(frozen=True, slots=True)
class Progress:
    """What is told while documents are made: how many there will be, and each one that is ready."""

    begin: Callable[[int], None] = field(default=lambda number: None)
    advance: Callable[[Made], None] = field(default=lambda made: None)


def render_binder(
    root: Path,
    name: str | None = None,
    forms: tuple[str, ...] = (),
    *,
    as_of: dt.date | None = None,
    final: bool = False,
    revision: str | None = None,
    out: Path | None = None,
    processes: int | None = None,
    progress: Progress | None = None,
    texts: TextsChoice | None = None,
) -> Binder:
    """Every document of a system in those of the `forms` that it comes in, or in those that people
    read. `out`, `revision` and `texts` as for a single document; `processes` is the number of
    processors to use, those that help if None. Nothing is written.

    Raises UsageError for a form that no document has, WorkspaceError where the system cannot be
    read and, with `final`, with all that keeps any of its documents from being final.
    """
    _check_forms(forms)
    progress = progress or Progress()
    judged = Question(root, name, as_of or today(), texts=texts).judge()
    if final:
        _refuse_drafts(root, judged)
    order = Order(root, judged.work.system.name, judged.status.as_of, out, revision, texts)
    jobs, left_out = _list_jobs(root, forms or BINDER_FORMS)
    progress.begin(len(jobs))
    made = {}
    for item in make_documents(order, jobs, judged, processes or count_readers()):
        made[item.job] = item
        progress.advance(item)
    results = [made[job] for job in jobs]
    index = _write_index(order, judged, results, left_out)
    files_made = {path: data for item in results for path, data in item.files.items()}
    return Binder(
        files_made | index,
        tuple(item for item in results if item.failure),
        tuple(item for item in judged.findings if item.is_error),
    )


def _check_forms(forms: tuple[str, ...]) -> None:
    known = [form for form in dict.fromkeys(sum(map(list_forms, SUBJECTS), ())) if form != PRINTED]
    for form in forms:
        if form not in known:
            raise UsageError(f"no document comes as {form}; they come as {', '.join(known)}")


def _list_jobs(
    root: Path, forms: Iterable[str]
) -> tuple[list[BinderJob], tuple[tuple[str, str], ...]]:
    """One for each document and form, and the kinds that a workspace without a crosswalk lacks."""
    has_crosswalk = bool(files.list_names(root, layout.FOLDER_OF["mapping-collection"]))
    kinds = [kind for kind in SUBJECTS if has_crosswalk or kind not in _OF_CROSSWALKS]
    jobs = [BinderJob(kind, form) for kind in kinds for form in KINDS[kind] if form in set(forms)]
    return jobs, tuple((kind, NO_CROSSWALK) for kind in SUBJECTS if kind not in kinds)


def _refuse_drafts(root: Path, judged: JudgedSystem) -> None:
    """The binder is final as a whole or not at all. Raises WorkspaceError."""
    refused: list[WorkspaceError] = []
    for approval_of in dict.fromkeys(APPROVED_AS.get(kind, "plan") for kind in SUBJECTS):
        state = judge_draft(root, judged.work, judged.read, judged.status, approval_of)
        try:
            refuse_draft(judged.status, state)
        except WorkspaceError as error:
            refused.append(error)
    if refused:
        findings = dict.fromkeys(item for error in refused for item in error.findings)
        # what keeps the plan from it goes before what keeps the plan of action from it
        raise WorkspaceError(str(refused[0]), sort_findings(findings))


def _write_index(
    order: Order,
    judged: JudgedSystem,
    results: Sequence[Made],
    left_out: tuple[tuple[str, str], ...],
) -> dict[str, bytes]:
    failed = {item.job.kind: item.failure.message for item in results if item.failure}
    system = judged.work.system.characteristics
    content = BinderContent(
        system.name,
        order.as_of,
        tuple(_list_documents(results)),
        (*left_out, *failed.items()),
    )
    asked = FrameQuestion(BINDER, order.as_of, judged, None, order.revision)
    frame: DocumentFrame = make_frame(order.root, asked)
    name = f"{order.name}-index.html"
    return {name: render_document(BINDER, "html", content, frame)}


def _list_documents(results: Sequence[Made]) -> Iterator[BinderDocument]:
    for kind in dict.fromkeys(item.job.kind for item in results):
        found = [item for item in results if item.job.kind == kind and not item.failure]
        if found:
            first = found[0]
            yield BinderDocument(
                kind, tuple(map(_describe_file, found)), first.marking, first.draft, first.origin
            )


def _describe_file(made: Made) -> BinderFile:
    (name, data), *beside = made.files.items()
    digest = hashlib.sha256(data).hexdigest()
    return BinderFile(made.job.form, name, len(data), digest, len(beside))
