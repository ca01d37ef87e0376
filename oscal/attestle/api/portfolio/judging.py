"""One workspace of a portfolio judged: each of its systems, and why one could not be.

It runs in a process of its own, which others limit and end: see `cell`.
"""

from __future__ import annotations

import datetime as dt
import errno
import os
from collections.abc import Callable, Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ...assess.portfolio_figures import ReadFacts, make_figures, place_finding, write_unread
from ...errors import PackageError, ToolkitError, UsageError, WorkspaceError
from ...findings import Finding
from ...formats.portfolio_record import pack_workspace, unpack_workspace
from ...iso_days import read_iso_day
from ...model.portfolio import (
    FOLDER,
    PACKAGE,
    REPOSITORY,
    JudgingFailure,
    PortfolioPlace,
    SystemFigures,
    WorkspaceFigures,
)
from ...render.kinds.status_wording import explain_no_score
from ...store import cache, file_states, files, layout, oscal_documents, systems, workspace_content
from ...store.committed_state import lay_out_commit, make_private_folder
from ...store.copied_workspace import replace_copied
from ...store.systems import SystemReading
from ..clock import today
from ..repository_places import ask_run
from ..statuses import JudgedSystem, judge_system
from ..validation.known_answers import AskedSources, KnownAnswers
from ..validation.reports import ValidationOptions, make_report
from ..validation.targets import Target
from .packed_systems import judge_package
from .shipping import unpack_shipment
from .tasks import JudgingAnswer, JudgingTask, explain_memory, refuse_workspace

# Changes with what a record of a workspace says
_FORM = "1"
_PACKAGE_NAME = "shipped.zip"
# What is wrong with a place of a kind where its content was not come to
_OF_KINDS: Mapping[str, str] = MappingProxyType({REPOSITORY: "revision", PACKAGE: "refused"})
_NO_SYSTEM = "the workspace has no system: there is no folder in ssp/"


class PassingCache(cache.Cache):
    """Answers of this process alone; only what files were is taken from the one between runs.

    A workspace of a portfolio is judged once: what is worked out on the way is of no use later.
    """

    def __init__(self, lasting: cache.Cache) -> None:
        super().__init__(None)
        self._lasting = lasting
        self.kept: dict[str, Any] = {}

    @property
    def usable(self) -> bool:
        return True

    def get(self, name: str) -> Any:
        return self.kept[name] if name in self.kept else self._lasting.get(name)

    def put(self, entries: Mapping[str, Any]) -> None:
        self.kept |= entries


def answer_task(task: JudgingTask) -> JudgingAnswer:
    """Whatever is wrong with the workspace is in the answer."""
    try:
        return _answer(task)
    except MemoryError:
        return JudgingAnswer("", explain_memory(task.limits))
    except ToolkitError as error:
        return JudgingAnswer("", WorkspaceFigures((), (explain_error(task.place, error),)))
    except OSError as error:
        return JudgingAnswer("", _explain_system(error))
    except Exception as error:  # a defect of ours in one workspace costs no other one
        words = f"something went wrong inside attestle ({type(error).__name__})"
        return JudgingAnswer("", refuse_workspace("internal", words))


def explain_error(place: PortfolioPlace, error: ToolkitError) -> JudgingFailure:
    if isinstance(error, WorkspaceError):
        return _explain_workspace(error)
    if isinstance(error, PackageError):
        return JudgingFailure("refused", str(error))
    kind = _OF_KINDS.get(place.kind, "internal") if isinstance(error, UsageError) else "internal"
    return JudgingFailure(kind, str(error))


def _explain_workspace(error: WorkspaceError, system: str = "") -> JudgingFailure:
    """By the first error, which names the file and the line."""
    first = next((item for item in error.findings if item.is_error), None)
    if first is None:
        return JudgingFailure("broken", str(error), system)
    return JudgingFailure("broken", f"{first.code} {first.message}", system, place_finding(first))


def _explain_system(error: OSError) -> WorkspaceFigures:
    words = error.strerror or str(error)
    if error.errno in (errno.EACCES, errno.EPERM):
        return refuse_workspace("permission", words, error.filename or "")
    if error.errno == errno.ENOMEM:
        return refuse_workspace("memory", words)
    return refuse_workspace("internal", f"it cannot be read: {words}")


def _answer(task: JudgingTask) -> JudgingAnswer:
    path = Path(task.place.path)
    lasting = cache.open_portfolio_cache(path)
    content = _make_content_key(task, path, lasting)
    keys = _make_keys(task, path, content) if content else ()
    if task.known in keys:
        return JudgingAnswer(task.known, None)
    for key in keys:
        if (before := _read_kept(lasting.get(key))) is not None:
            return JudgingAnswer(key, before)
    answers = PassingCache(lasting)
    found, is_whole = _judge(task, path, answers)
    if not keys or not is_whole:
        return JudgingAnswer("", found)
    is_bound = len(keys) > 1 and workspace_content.names_places(path)
    # what changed while it was read would be kept as what it was
    if _make_content_key(task, path, lasting) != content:
        return JudgingAnswer("", found)
    key = keys[is_bound]
    lasting.put({key: pack_workspace(found)})
    return JudgingAnswer(key, found)


def _make_keys(task: JudgingTask, path: Path, content: str) -> tuple[str, ...]:
    """The key of an answer that is the same wherever the workspace stands; of a folder also that of
    one that is of this folder alone.
    """
    days = (task.as_of, today().isoformat())
    # findings tell what is marked in a repository that the run says is public
    run = (version("attestle"), file_states.hash_rule_set(), ask_run(os.environ))
    free = cache.make_key("portfolio", _FORM, *days, *run, content)
    if task.shipped or task.place.kind != FOLDER:
        return (free,)
    return free, cache.make_key("placed portfolio", free, str(path))


def _make_content_key(task: JudgingTask, path: Path, lasting: cache.Cache) -> str:
    if task.shipped:
        return workspace_content.make_bytes_key(task.shipped)
    if task.place.kind == PACKAGE:
        return workspace_content.make_package_key(path)
    if task.place.kind == REPOSITORY:
        return workspace_content.make_commit_key(path, task.place.revision)
    return workspace_content.make_folder_key(path, lasting)


def _read_kept(value: Any) -> WorkspaceFigures | None:
    try:
        return unpack_workspace(value) if value is not None else None
    except ValueError:
        return None


def _judge(task: JudgingTask, path: Path, answers: PassingCache) -> tuple[WorkspaceFigures, bool]:
    """With whether it rests on nothing but what its key is of."""
    day = dt.date.fromisoformat(task.as_of)
    if task.shipped:
        return _judge_shipped(task, day, answers)
    if task.place.kind == PACKAGE:
        return judge_package(path, day), True
    if task.place.kind == REPOSITORY:
        workspace_content.refuse_large_commit(path, task.place.revision)
        with lay_out_commit(path, (), task.place.revision) as laid:
            return judge_folder(laid.folder, day, answers, _make_day_finder(path, laid.commit))
    return judge_folder(
        path, day, answers, _make_day_finder(path, workspace_content.find_head(path))
    )


def _judge_shipped(
    task: JudgingTask, day: dt.date, answers: PassingCache
) -> tuple[WorkspaceFigures, bool]:
    with make_private_folder() as folder:
        if task.place.kind == PACKAGE:
            replace_copied(folder, {_PACKAGE_NAME: task.shipped})
            return judge_package(folder / _PACKAGE_NAME, day), True
        shipped = unpack_shipment(task.shipped, folder)
        return judge_folder(
            folder, day, answers, lambda name: read_iso_day(shipped.days.get(name, ""))
        )


# The day of a system's last commit
_FindDay = Callable[[str], dt.date | None]


def _make_day_finder(root: Path, commit: str) -> _FindDay:
    return lambda name: read_iso_day(workspace_content.find_last_day(root, commit, name))


def judge_folder(
    root: Path, day: dt.date, answers: PassingCache, find_day: _FindDay
) -> tuple[WorkspaceFigures, bool]:
    """Every system of a workspace. Raises WorkspaceError where there is none."""
    names = systems.list_systems(root)
    if not names:
        why = files.explain_no_folder(root, layout.SSP)
        kind = "permission" if why else "absent"
        return refuse_workspace(kind, f"ssp: {why}" if why else _NO_SYSTEM), not why
    options = ValidationOptions(as_of=day)
    before = set(answers.kept)
    report = make_report(Target(root), options, answers)
    read = _make_reader(root, answers)
    found: list[SystemFigures] = []
    failures: list[JudgingFailure] = []
    for name in names:
        own = tuple(_list_own(report.findings, name, names))
        try:
            judged = judge_system(root, name, day, read_system=read)
        except WorkspaceError as error:
            failures.append(_explain_workspace(error, name))
            continue
        found.append(_make_line(judged, own, find_day(name)))
    # what rests on files that were not hashed is not put by who judges
    is_whole = _holds_findings(answers, before)
    return WorkspaceFigures(tuple(found), tuple(failures)), is_whole


def _holds_findings(answers: PassingCache, before: set[str]) -> bool:
    """Whether the findings of the whole workspace were kept."""
    fresh = (value for name, value in answers.kept.items() if name not in before)
    return any(isinstance(value, dict) and "findings" in value for value in fresh)


def _make_reader(root: Path, answers: PassingCache) -> Callable[[Path, str], SystemReading]:
    """Reads systems with what validating just read of them."""
    hashes = file_states.KnownHashes(answers, root)
    state = file_states.hash_state(root, layout.READ_FOLDERS, hashes)
    known = KnownAnswers(answers, file_states.hash_rule_set(), state) if state.complete else None

    def read(root: Path, name: str) -> SystemReading:
        sources = AskedSources()
        fetch = oscal_documents.make_href_reader(root, find_read=sources.find)
        kept = known.open_system(root, name, {}) if known else None
        return systems.read_system(root, name, fetch, kept)

    return read


def _list_own(
    findings: tuple[Finding, ...], name: str, names: tuple[str, ...]
) -> Iterator[Finding]:
    """Those of the system's files and documents, and of what all systems share."""
    others = frozenset(names) - {name}
    yield from (item for item in findings if not layout.is_of_system(item.path, others))


def _make_line(
    judged: JudgedSystem, own: tuple[Finding, ...], last_change: dt.date | None
) -> SystemFigures:
    status = judged.status
    unread = write_unread(judged.findings, status.unread)
    facts = ReadFacts(own, last_change, explain_no_score(status), unread)
    return make_figures(status, facts)
