"""Options of `attestle portfolio` that say how workspaces are judged, and its progress."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import click

from ..api.portfolio.cluster_runs import ClusterAddress
from ..api.portfolio.portfolio_runs import JudgingManner
from ..api.portfolio.tasks import JudgingLimits
from ..api.worker_processes import count_free_processors
from ..errors import UsageError

F = TypeVar("F", bound=Callable[..., Any])
_LIMITS = JudgingLimits()
# Beyond this the processes wait for the disk and for memory
_MOST_PROCESSES = 256
_OPTIONS = (
    click.option(
        "--seconds",
        type=click.IntRange(1),
        default=_LIMITS.seconds,
        show_default=True,
        help="What each workspace may take, by the clock and of processors.",
    ),
    click.option(
        "--memory",
        type=click.IntRange(512),
        default=_LIMITS.memory,
        show_default=True,
        metavar="MB",
        help="What each workspace may take of addresses.",
    ),
    click.option(
        "--jobs",
        type=click.IntRange(1, _MOST_PROCESSES),
        metavar="N",
        help="Workspaces at once; as many as there are processors otherwise.",
    ),
    click.option(
        "--scheduler",
        metavar="ADDRESS",
        help="A Dask cluster that judges them: tcp://HOST:PORT or tls://HOST:PORT.",
    ),
    click.option(
        "--ship", is_flag=True, help="Send the workspaces to the cluster, which cannot read them."
    ),
    click.option("--tls-ca", metavar="PEM", help="Who vouches for the cluster."),
    click.option("--tls-cert", metavar="PEM", help="The certificate to show to the cluster."),
    click.option("--tls-key", metavar="PEM", help="The key of that certificate."),
)


def manner_options(function: F) -> F:
    """How workspaces are judged, as the keyword arguments that `read_manner` takes."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


def read_manner(
    *,
    seconds: int,
    memory: int,
    jobs: int | None,
    scheduler: str | None,
    ship: bool,
    **tls: str | None,
) -> JudgingManner:
    """Raises UsageError for what is of a cluster where none is named."""
    limits = JudgingLimits(seconds, memory)
    if scheduler is None:
        if ship or any(tls.values()):
            raise UsageError("--ship and --tls-... are of a cluster; name it with --scheduler")
        return JudgingManner(limits, jobs or count_free_processors())
    if jobs is not None:
        raise UsageError("--jobs is of this machine; a cluster has threads of its own")
    files = (tls["tls_ca"], tls["tls_cert"], tls["tls_key"])
    if any(files) and not all(files):
        raise UsageError("--tls-ca, --tls-cert and --tls-key belong together")
    address = ClusterAddress(scheduler, *(path or "" for path in files))
    return JudgingManner(limits, cluster=address, ships=ship)


@contextlib.contextmanager
def show_progress(*, quiet: bool) -> Iterator[Callable[[int, int], None]]:
    """Told how many of all are done; only a terminal shows it."""
    if quiet or not sys.stderr.isatty():
        yield lambda done, total: None
        return
    with contextlib.ExitStack() as stack:
        bars: list[Any] = []

        def advance(done: int, total: int) -> None:
            if not bars:
                bar = click.progressbar(length=total, label="judging", file=sys.stderr)
                bars.append(stack.enter_context(bar))
            bars[0].update(done - bars[0].pos)

        yield advance
