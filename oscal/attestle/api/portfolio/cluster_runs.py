"""Many workspaces judged on a Dask cluster that is there already, through `distributed`.

The same function judges as on this machine, in processes of the workers' own.
"""

from __future__ import annotations

import contextlib
import importlib
import uuid
from collections.abc import Callable, Generator, Sequence
from importlib.metadata import version
from typing import Any

from ...errors import InternalError, UsageError
from ...lazy_dataclasses import dataclass
from ...store.rule_set import hash_rules
from .tasks import JudgingTask
from .warm_process import judge_apart

# Tasks at hand for each thread of the cluster: what is shipped with them is held in memory
_AHEAD = 2
# Seconds within which a scheduler and a first worker answer
_TO_CONNECT = 10
_NO_EXTRA = "a cluster is reached through Dask: pip install 'attestle[dask]'"


MakeTask = Callable[[], JudgingTask | bytes]


@dataclass(frozen=True, slots=True)
class ClusterAddress:
    """Of the scheduler; the files are those of its TLS, PEM, "" without."""

    scheduler: str
    ca: str = ""
    certificate: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Judges:
    """What judges: the same everywhere, or the same workspace would get other figures."""

    tool: str
    rule_set: str


def describe_judges() -> Judges:
    return Judges(version("attestle"), hash_rules())


def judge_on_worker(task: JudgingTask, wanted: Judges) -> bytes | Judges:
    """The answer; who judges here, where that is another one than wanted."""
    here = describe_judges()
    return judge_apart(task) if here == wanted else here


def run_on_cluster(
    address: ClusterAddress,
    tasks: Sequence[MakeTask],
) -> Generator[tuple[int, bytes | None], None, None]:
    """The number of each task with its answer, as soon as that is there: each once, whatever
    workers were lost meanwhile. None where every worker that it was given to was lost.

    A task is made when it is sent, and may be an answer already. Raises UsageError where workers
    have another version of attestle, InternalError where the cluster cannot be reached.
    """
    client = _connect(address)
    try:
        wanted = describe_judges()
        _check_workers(client, wanted)
        yield from _run(client, tasks, wanted)
    finally:
        # what was sent and is not wanted any more is taken back with the client
        with contextlib.suppress(Exception):
            client.close(timeout=5)


def _load(name: str) -> Any:
    """A module of the extra, which most installations do without."""
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise UsageError(_NO_EXTRA) from error


def _connect(address: ClusterAddress) -> Any:
    distributed = _load("distributed")
    security = None
    if address.scheduler.startswith("tls://") or address.ca:
        security = distributed.Security(
            tls_ca_file=address.ca or None,
            tls_client_cert=address.certificate or None,
            tls_client_key=address.key or None,
            require_encryption=True,
        )
    try:
        client = distributed.Client(address.scheduler, timeout=_TO_CONNECT, security=security)
        client.wait_for_workers(1, timeout=_TO_CONNECT)
    except (OSError, ValueError, TimeoutError) as error:
        raise InternalError(
            f"no cluster answers at {address.scheduler}: {error or type(error).__name__}"
        ) from error
    return client


def _check_workers(client: Any, wanted: Judges) -> None:
    """Raises UsageError for a worker that would judge otherwise, or cannot."""
    try:
        found = client.run(describe_judges)
    except Exception as error:  # whatever a worker that lacks this package says
        raise UsageError(f"a worker does not have this version of attestle: {error}") from error
    for worker, here in sorted(found.items()):
        _refuse_other(here, wanted, worker)


def _refuse_other(here: Judges, wanted: Judges, worker: str = "a worker") -> None:
    if here != wanted:
        raise UsageError(
            f"{worker} has attestle {here.tool} with the rules {here.rule_set[:12]}, and here are"
            f" {wanted.tool} and {wanted.rule_set[:12]}: install the same on all"
        )


def _run(
    client: Any, tasks: Sequence[MakeTask], wanted: Judges
) -> Generator[tuple[int, bytes | None], None, None]:
    lost = _load("distributed.scheduler").KilledWorker
    queue = _Queue(client, tasks, wanted)
    threads = sum(client.nthreads().values()) or 1
    done = _load("distributed").as_completed()
    for _ in range(threads * _AHEAD):
        queue.send_to(done)
    yield from queue.take_answered()
    for future in done:
        number = queue.numbers.pop(future.key)
        try:
            answer = future.result()
        except lost:
            answer = None
        future.release()
        if isinstance(answer, Judges):
            _refuse_other(answer, wanted)
        queue.send_to(done)
        yield number, answer
        yield from queue.take_answered()


class _Queue:
    """Tasks that are sent one by one; `numbers` are those of the ones that are under way,
    by key.
    """

    def __init__(self, client: Any, tasks: Sequence[MakeTask], wanted: Judges) -> None:
        self._client, self._wanted = client, wanted
        self._waiting = iter(enumerate(tasks))
        # of this run alone, so that no result of another one stands for it
        self._run = uuid.uuid4().hex
        self._answered: list[tuple[int, bytes]] = []
        self.numbers: dict[str, int] = {}

    def send_to(self, done: Any) -> None:
        """The next task that is for others to answer, if there is one."""
        for number, make in self._waiting:
            task = make()
            if isinstance(task, bytes):
                self._answered.append((number, task))
                continue
            key = f"attestle-portfolio-{self._run}-{number}"
            self.numbers[key] = number
            submit = self._client.submit
            done.add(submit(judge_on_worker, task, self._wanted, key=key, pure=False))
            return

    def take_answered(self) -> list[tuple[int, bytes]]:
        taken, self._answered = self._answered, []
        return taken
