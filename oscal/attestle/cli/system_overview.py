"""`attestle status` of several systems: a line each."""

from __future__ import annotations

import datetime as dt
import traceback
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field, replace
from pathlib import Path

from ..api import statuses
from ..api.kept_readings import read_kept_system
from ..api.worker_processes import choose_number, map_in_order
from ..errors import ExitCode, ToolkitError, find_gravest
from ..findings import Finding
from ..lazy_dataclasses import dataclass
from ..render.forms.text import WIDTH
from ..render.json_keys.status_keys import list_status_keys
from ..render.kinds.system_lines import SystemLine, write_system_line
from .all_systems import SystemOutput, describe_failure, print_json
from .documents import emit_document
from .output import emit, emit_left_out_errors, write_json
from .report_groups import emit_grouped


@dataclass(frozen=True, slots=True)
class _Question:
    root: Path
    system: str
    day: dt.date | None
    form: str


@dataclass(frozen=True, slots=True)
class SystemOverview:
    """What is shown of a system, or why there is nothing: `failure` then says what, `findings` what
    is wrong in its files. `allowed` are the statuses that the assessor-ready answers allow.
    """

    system: str
    line: SystemLine | None = None
    written: str = ""
    findings: tuple[Finding, ...] = ()
    allowed: frozenset[str] = frozenset()
    failure: str = ""
    code: ExitCode = ExitCode.OK


@dataclass
class OverviewEnd:
    """What is left when all of them are shown."""

    allowed: list[frozenset[str]] = field(default_factory=list)
    codes: list[ExitCode] = field(default_factory=list)
    findings: dict[Finding, None] = field(default_factory=dict)
    lines: list[SystemLine] = field(default_factory=list)

    def note(self, item: SystemOverview) -> None:
        if item.failure:
            emit_grouped(item.findings, err=True)
            emit(f"error: {item.failure}", err=True)
        else:
            self.findings |= dict.fromkeys(item.findings)
            self.allowed.append(item.allowed)
        if item.line:
            self.lines.append(item.line)
        self.codes.append(item.code)


def show_systems(
    root: Path, names: Sequence[str], form: str, day: dt.date | None, jobs: int | None = None
) -> tuple[Sequence[frozenset[str]], ExitCode]:
    """Print them; the statuses that each may have, and the exit code for what could not be read."""
    questions = [_Question(root, name, day, form) for name in names]
    done = map_in_order(judge_overview, questions, choose_number(jobs, len(names)))
    end = OverviewEnd()
    if form == "json":
        print_json(_list_outputs(done, end))
    else:
        for item in done:
            end.note(item)
        emit_document("systems", form, end.lines, width=WIDTH)
    if emit_left_out_errors(end.findings):
        end.codes.append(ExitCode.FINDINGS)
    return end.allowed, find_gravest(end.codes)


def _list_outputs(done: Iterable[SystemOverview], end: OverviewEnd) -> Iterator[SystemOutput]:
    for item in done:
        end.note(item)
        told = f"error: {item.failure}" if item.failure else ""
        failed = SystemOutput(item.system, "", told, int(item.code))
        # what is told was told already
        yield replace(failed, printed=item.written or describe_failure(failed), told="")


def judge_overview(asked: _Question) -> SystemOverview:
    """Whatever goes wrong in one system stays with it."""
    try:
        status, found = statuses.judge_status(asked.root, asked.system, asked.day, read_kept_system)
    except ToolkitError as error:
        wrong = tuple(getattr(error, "findings", ()))
        return SystemOverview(
            asked.system, findings=wrong, failure=str(error), code=error.exit_code
        )
    except Exception as error:  # a defect of ours in one system costs no other one
        from .root import write_log

        why = f"something went wrong inside attestle ({type(error).__name__}); please report it"
        log = write_log(traceback.format_exc())
        return SystemOverview(asked.system, failure=f"{why}{log}", code=ExitCode.INTERNAL)
    errors = tuple(item for item in found if item.is_error)
    return SystemOverview(
        asked.system,
        write_system_line(status),
        write_json(list_status_keys(status)) if asked.form == "json" else "",
        errors,
        statuses.list_allowed(status),
    )
