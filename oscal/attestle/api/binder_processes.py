"""The documents of a binder made one by one: here, or on several processors at once.

Each process reads and judges the system once.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import field
from functools import partial
from pathlib import Path

from ..errors import ExitCode, ToolkitError
from ..findings import Finding
from ..lazy_dataclasses import dataclass
from ..model.audiences import ANYONE, Recipient
from ..model.shown_words import TextsChoice
from ..render.frame import DocumentFrame
from .document_frames import FrameQuestion, make_frame
from .document_origins import list_plan_facts
from .rendering import Question, Subject, locate_folder, read_subject, write_subject
from .statuses import JudgedSystem
from .worker_processes import run_unordered

# What takes longest goes first, so that no processor waits for it at the end
_SLOW_FORMS = ("pdf", "docx")
STOPPED = "the process that made it was ended from outside, or had no memory left"


@dataclass(frozen=True, slots=True)
class Order:
    """Of which system the documents are, judged on which day, the folder they will go to, and for
    whom they are.
    """

    root: Path
    name: str
    as_of: dt.date
    out: Path | None = None
    revision: str | None = None
    texts: TextsChoice | None = None
    recipient: Recipient = ANYONE


@dataclass(frozen=True, slots=True)
class BinderJob:
    kind: str
    form: str


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a document could not be made; `trace` is for a report of what is a defect of ours."""

    message: str
    exit_code: ExitCode
    findings: tuple[Finding, ...] = ()
    trace: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """The files of a document by name, and what its frame says; none where there is a `failure`.

    `draft` is None for what is of no system.
    """

    job: BinderJob
    files: dict[str, bytes] = field(default_factory=dict)
    marking: str = ""
    draft: str | None = None
    origin: tuple[tuple[str, str], ...] = ()
    failure: Failure | None = None


class _Desk:
    """What a process reads once: the system, and by kind what a document is made from."""

    def __init__(self, order: Order, judged: JudgedSystem | None = None) -> None:
        self.order = order
        question = Question(order.root, order.name, order.as_of, judged, order.texts)
        self.judged = question.judge()
        # the plan is built to compare it, once for all kinds
        self._plan_facts = list_plan_facts(order.root, self.judged)
        self._subjects: dict[str, tuple[Subject, DocumentFrame]] = {}

    def make(self, job: BinderJob) -> Made:
        """Whatever goes wrong in one document stays with it."""
        try:
            return self._make(job)
        except ToolkitError as error:
            found = tuple(getattr(error, "findings", ()))
            return Made(job, failure=Failure(str(error), error.exit_code, found))
        except Exception as error:  # a defect of ours in one document costs no other one
            message = f"something went wrong inside attestle ({type(error).__name__})"
            trace = traceback.format_exc()
            return Made(job, failure=Failure(message, ExitCode.INTERNAL, trace=trace))

    def _make(self, job: BinderJob) -> Made:
        if job.kind not in self._subjects:
            self._subjects[job.kind] = self._read(job.kind)
        subject, frame = self._subjects[job.kind]
        root, out = self.order.root, self.order.out
        home = locate_folder(root, out)
        files_made = write_subject(root, job.kind, subject, (job.form,), frame, home)
        draft = frame.draft if subject.judged else None
        return Made(job, files_made, frame.marking, draft, frame.provenance)

    def _read(self, kind: str) -> tuple[Subject, DocumentFrame]:
        order = self.order
        # a crosswalk is of no system: by its name none would be found
        name = None if kind == "crosswalk" else order.name
        question = Question(order.root, name, order.as_of, self.judged, recipient=order.recipient)
        subject = read_subject(kind, question)
        state = subject.state
        facts = self._plan_facts if subject.judged else None
        asked = FrameQuestion(
            kind, order.as_of, subject.judged, state, order.revision, facts, order.recipient
        )
        return subject, make_frame(order.root, asked)


def make_documents(
    order: Order, jobs: Sequence[BinderJob], judged: JudgedSystem, processes: int
) -> Iterator[Made]:
    """Each as soon as it is ready, in any order; `judged` is the system for what is made here."""
    queue = sorted(jobs, key=_find_rank)
    if min(processes, len(queue)) <= 1:
        yield from map(_Desk(order, judged).make, queue)
    else:
        yield from _make_apart(order, queue, min(processes, len(queue)))


def _find_rank(job: BinderJob) -> int:
    return _SLOW_FORMS.index(job.form) if job.form in _SLOW_FORMS else len(_SLOW_FORMS)


def _make_apart(order: Order, queue: Sequence[BinderJob], processes: int) -> Iterator[Made]:
    work = partial(_make_at_desk, order)
    with contextlib.closing(run_unordered(work, queue, processes, _name_lost)) as done:
        for _, made in done:
            yield made


def _name_lost(job: BinderJob) -> Made:
    return Made(job, failure=Failure(STOPPED, ExitCode.INTERNAL))


# Of this process, which works for one order
_desks: list[_Desk] = []


def _make_at_desk(order: Order, job: BinderJob) -> Made:
    if not _desks:
        _desks.append(_Desk(order))
    return _desks[0].make(job)
