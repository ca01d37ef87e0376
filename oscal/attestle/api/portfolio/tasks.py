"""What is asked about one workspace, and what comes back: bytes, the same on every machine."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from ...formats.portfolio_record import pack_workspace, unpack_workspace
from ...lazy_dataclasses import dataclass
from ...model.portfolio import JudgingFailure, PortfolioPlace, WorkspaceFigures

# What one answer may have: a line for each of thousands of systems
MOST_ANSWER = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class JudgingLimits:
    """Of each workspace: seconds, by the clock and of processors, and megabytes of addresses."""

    seconds: int = 120
    memory: int = 2048


@dataclass(frozen=True, slots=True)
class JudgingTask:
    """`known` is the key under which an earlier run's answer is at hand, `shipped` the workspace
    itself where the one who judges cannot read the place.
    """

    place: PortfolioPlace
    as_of: str
    limits: JudgingLimits
    known: str = ""
    shipped: bytes = b""

    def write(self) -> bytes:
        """A line of JSON, and what is shipped."""
        head = {
            "place": asdict(self.place),
            "as_of": self.as_of,
            "limits": asdict(self.limits),
            "known": self.known,
        }
        return json.dumps(head).encode() + b"\n" + self.shipped


def read_task(raw: bytes) -> JudgingTask:
    head, _, shipped = raw.partition(b"\n")
    tree: dict[str, Any] = json.loads(head)
    return JudgingTask(
        PortfolioPlace(**tree["place"]),
        tree["as_of"],
        JudgingLimits(**tree["limits"]),
        tree["known"],
        shipped,
    )


@dataclass(frozen=True, slots=True)
class JudgingAnswer:
    """`key` is that of the content, "" where the answer cannot be kept; `found` is None where it is
    the one that the asker knows already.
    """

    key: str
    found: WorkspaceFigures | None

    def write(self) -> bytes:
        record = pack_workspace(self.found) if self.found else None
        return json.dumps({"key": self.key, "record": record}).encode()


def read_answer(raw: bytes) -> JudgingAnswer:
    """Raises ValueError for what is none."""
    tree = json.loads(raw)
    record = tree["record"]
    return JudgingAnswer(tree["key"], unpack_workspace(record) if record is not None else None)


def refuse_workspace(kind: str, words: str, place: str = "") -> WorkspaceFigures:
    return WorkspaceFigures((), (JudgingFailure(kind, words, "", place),))


def explain_time(limits: JudgingLimits) -> WorkspaceFigures:
    return refuse_workspace("time", f"it was not judged within {limits.seconds} s (--seconds)")


def explain_memory(limits: JudgingLimits) -> WorkspaceFigures:
    return refuse_workspace("memory", f"it needs more than {limits.memory} MB (--memory)")
