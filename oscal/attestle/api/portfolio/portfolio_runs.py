"""A whole portfolio: found, judged here or on a cluster, ordered, compared with an earlier run."""

from __future__ import annotations

import contextlib
import datetime as dt
import tempfile
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import field, replace
from functools import partial
from pathlib import Path
from types import MappingProxyType

from ...assess.portfolio_marking import choose_marking
from ...assess.portfolio_needs import OVERDUE, list_needs, sort_lines
from ...assess.portfolio_trends import compare_runs
from ...errors import ToolkitError, UsageError
from ...formats.portfolio_record import read_report
from ...formats.strict_json import read_json
from ...lazy_dataclasses import dataclass
from ...model.portfolio import (
    EarlierRun,
    Portfolio,
    PortfolioFailure,
    PortfolioLine,
    PortfolioPlace,
    WorkspaceFigures,
)
from ...store import cache, files, portfolio_places
from ..worker_processes import run_unordered
from .cluster_runs import ClusterAddress, describe_judges, run_on_cluster
from .kept_runs import KeptRun
from .shipping import pack_place
from .tasks import JudgingAnswer, JudgingLimits, JudgingTask, read_answer, refuse_workspace
from .warm_process import SCRATCH, judge_apart

# The report of an earlier run has no more bytes
_MOST_REPORT = 256 * 1024 * 1024
_LOST = JudgingAnswer(
    "", refuse_workspace("ended", "every process that judged it was ended from outside")
)


@dataclass(frozen=True, slots=True)
class JudgingManner:
    """Without a `cluster` so many processes of this machine judge; `ships` sends the workspaces to
    the cluster.
    """

    limits: JudgingLimits = field(default_factory=JudgingLimits)
    processes: int = 1
    cluster: ClusterAddress | None = None
    ships: bool = False


@dataclass(frozen=True, slots=True)
class PortfolioQuestion:
    """Which places, judged on which day and how.

    `given` is what came in the place of a list. `resume` is the file that keeps what is done,
    `since` the report of an earlier run, `outputs` where the caller is going to write.
    """

    paths: tuple[str, ...]
    as_of: dt.date
    manner: JudgingManner = field(default_factory=JudgingManner)
    list_file: Path | None = None
    given: bytes | None = None
    resume: Path | None = None
    since: Path | None = None
    outputs: tuple[Path, ...] = ()


def judge_portfolio(
    question: PortfolioQuestion, advance: Callable[[int, int], None] = lambda done, total: None
) -> Portfolio:
    """`advance` hears how many workspaces of all are done.

    Raises UsageError where no place is named, and for a file that would be written into one.
    """
    names = portfolio_places.list_paths(question.paths, question.list_file, question.given)
    places, repeated = portfolio_places.find_places(names)
    if not places:
        raise UsageError("name the workspaces, or a list of them with --list")
    written = (*question.outputs, *((question.resume,) if question.resume else ()))
    for path in written:
        portfolio_places.refuse_inside(path, places)
    earlier = _read_earlier(question.since) if question.since else None
    found = _judge_places(question, places, advance)
    judges = describe_judges()
    portfolio = Portfolio(
        question.as_of, judges.tool, judges.rule_set, len(places), repeated=repeated
    )
    portfolio = _put_lines(portfolio, places, found)
    return compare_runs(portfolio, earlier) if earlier else portfolio


def _judge_places(
    question: PortfolioQuestion,
    places: Sequence[PortfolioPlace],
    advance: Callable[[int, int], None],
) -> list[WorkspaceFigures]:
    """In the order of the places, whatever the order in which they were done."""
    kept = KeptRun(question.resume)
    found: dict[int, WorkspaceFigures] = {}
    judged: list[int] = []
    for number, place in enumerate(places):
        if place.kind:
            judged.append(number)
        else:
            found[number] = refuse_workspace(place.problem, place.words)
    advance(len(found), len(places))
    makers = [partial(_make_task, question, places[number], kept) for number in judged]
    for index, answer in _run(question, makers):
        place = places[judged[index]]
        found[judged[index]] = figures = answer.found or kept.find_figures(place)
        kept.keep(place, answer.key, figures)
        advance(len(found), len(places))
    # each answer was put by itself; what is too much goes once, at the end
    cache.open_portfolio_cache(Path(places[0].path)).prune()
    return [found[number] for number in range(len(places))]


def _make_task(question: PortfolioQuestion, place: PortfolioPlace, kept: KeptRun) -> JudgingTask:
    return JudgingTask(
        place, question.as_of.isoformat(), question.manner.limits, kept.find_key(place)
    )


def _run(
    question: PortfolioQuestion, makers: Sequence[Callable[[], JudgingTask]]
) -> Iterator[tuple[int, JudgingAnswer]]:
    found: Generator[tuple[int, bytes | None], None, None]
    with contextlib.ExitStack() as stack:
        if question.manner.cluster is None:
            judge = partial(judge_apart, top=stack.enter_context(_make_scratch()))
            tasks = [make() for make in makers]
            found = run_unordered(judge, tasks, question.manner.processes, judge)
        else:
            sent = [partial(_ship, make) for make in makers] if question.manner.ships else makers
            found = run_on_cluster(question.manner.cluster, sent)
        stack.enter_context(contextlib.closing(found))
        for index, raw in found:
            yield index, read_answer(raw) if raw else _LOST


def _make_scratch() -> tempfile.TemporaryDirectory[str]:
    """For what is laid out: processes that are killed remove nothing of it."""
    return tempfile.TemporaryDirectory(prefix=SCRATCH, ignore_cleanup_errors=True)


def _ship(make: Callable[[], JudgingTask]) -> JudgingTask | bytes:
    """With the workspace itself; an answer where that cannot be sent."""
    task = make()
    try:
        return replace(task, shipped=pack_place(task.place))
    except ToolkitError as error:
        return JudgingAnswer("", refuse_workspace("size", str(error))).write()
    except OSError as error:
        words = error.strerror or str(error)
        return JudgingAnswer("", refuse_workspace("permission", words)).write()


def _put_lines(
    portfolio: Portfolio, places: Sequence[PortfolioPlace], found: Sequence[WorkspaceFigures]
) -> Portfolio:
    pairs = list(zip(places, found, strict=True))
    lines = (
        PortfolioLine(
            place.label, place.kind, place.revision, item, list_needs(item, portfolio.as_of)
        )
        for place, figures in pairs
        for item in figures.systems
    )
    failures = tuple(
        PortfolioFailure(place.label, failure)
        for place, figures in pairs
        for failure in figures.failures
    )
    ordered = sort_lines(lines)
    known = [line.figures.marking for line in ordered if not line.figures.is_recorded]
    unknown = len(failures) + len(ordered) - len(known)
    marking, words = choose_marking(known, unknown)
    return replace(
        portfolio,
        lines=ordered,
        failures=tuple(sorted(failures, key=lambda item: (item.workspace, item.failure.system))),
        marking=marking,
        marking_words=words,
    )


def _read_earlier(path: Path) -> EarlierRun:
    tree, problems = read_json(files.read_outside(path, _MOST_REPORT))
    try:
        return read_report(None if problems else tree)
    except ValueError as error:
        raise UsageError(
            f"{path} is no report of a portfolio: write one with attestle portfolio --format json"
        ) from error


def list_unmet(portfolio: Portfolio, required: str) -> tuple[str, ...]:
    """Names of what does not meet a requirement of the whole portfolio; what could not be judged,
    or not wholly, meets none.
    """
    meets = GATES[required]
    return (
        *(_name_failure(item) for item in portfolio.failures),
        *(
            f"{item.workspace}: {item.figures.system}"
            for item in portfolio.lines
            if not (item.figures.is_whole and meets(item))
        ),
    )


def _name_failure(item: PortfolioFailure) -> str:
    return f"{item.workspace}: {item.failure.system}" if item.failure.system else item.workspace


# What `--require` may ask of every system
GATES: Mapping[str, Callable[[PortfolioLine], bool]] = MappingProxyType(
    {
        "conditional": lambda line: line.figures.eligible_ready in ("conditional", "final"),
        "final": lambda line: line.figures.eligible_ready == "final",
        "no-errors": lambda line: not line.figures.errors,
        "no-overdue": lambda line: not any(need.key in OVERDUE for need in line.needs),
    }
)
