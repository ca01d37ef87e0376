"""The commits by which a system changed: the last one of each week, on the way of first parents.

What a branch held before it was merged was not yet in force.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from ..errors import UsageError
from ..formats.frontmatter import split_front_matter
from ..formats.yaml12 import read_yaml
from ..lazy_dataclasses import dataclass
from . import layout
from .revisions import run_git
from .source_revision import UNVERSIONED

# Besides the folder of a system, what decides how it stands
SOURCES = ("catalogs", "profiles")
# How git says that a folder is in none; what else it says is told as it is
_NO_REPOSITORY = ("not a git repository", "filesystem boundary")
_PLAN_FILE = "system.md"
# A system that was called otherwise so often is followed no further
_MOST_NAMES = 20


@dataclass(frozen=True, slots=True)
class PastCommit:
    """`day` is that of the commit, in UTC, and `system` what the folder of the system was
    called.
    """

    commit: str
    day: dt.date
    system: str

    @property
    def week(self) -> tuple[int, int]:
        return find_week(self.day)


@dataclass(frozen=True, slots=True)
class PastCommits:
    """From the oldest to the newest. In a shallow clone there were others before; it is cut where
    who asked left others out.
    """

    commits: tuple[PastCommit, ...]
    is_shallow: bool
    is_cut: bool = False


def find_week(day: dt.date) -> tuple[int, int]:
    """Year and number of the week as ISO 8601 counts them."""
    year, week, _ = day.isocalendar()
    return year, week


def list_weekly_commits(root: Path, system: str, uuid: str, until: dt.date) -> PastCommits:
    """Those until the end of a day. A system that was called otherwise is known by its uuid.

    Raises UsageError where there is no commit, no repository or no git.
    """
    try:
        shallow = run_git(root, "rev-parse", "--is-shallow-repository").strip() == b"true"
    except UsageError as error:
        if any(words in str(error) for words in _NO_REPOSITORY):
            raise UsageError(UNVERSIONED) from error
        raise
    try:
        head = run_git(root, "rev-parse", "--verify", "--quiet", "HEAD").decode().strip()
    except UsageError as error:
        raise UsageError("nothing is committed yet") from error
    last: dict[tuple[int, int], PastCommit] = {}
    for entry in _walk_commits(root, head, system, uuid):
        if entry.day <= until:
            # the newest comes first, also where a clock was wrong and days do not ascend
            last.setdefault(entry.week, entry)
    return PastCommits(tuple(sorted(last.values(), key=lambda item: item.day)), shallow)


def _walk_commits(root: Path, head: str, system: str, uuid: str) -> Iterator[PastCommit]:
    """From the newest, through the names that the system has had."""
    tip, name = head, system
    for _ in range(_MOST_NAMES):
        plan = f"{layout.system_folder_path(name)}/{_PLAN_FILE}"
        before = _find_state_before(root, tip, plan)
        paths = (layout.system_folder_path(name), *SOURCES)
        for commit, day in _list_commits(root, tip, before, paths):
            yield PastCommit(commit, day, name)
        if not before:
            return
        earlier = _find_name(root, before, uuid)
        if earlier is None and not _touches(root, before, plan):
            return
        tip, name = before, earlier or name


def _find_state_before(root: Path, tip: str, plan: str) -> str:
    """The commit before the one that brought the plan under its name; "" where there is none."""
    listed = run_git(
        root, "log", "--first-parent", "-m", "--no-renames", "--diff-filter=A", "--format=%H",
        tip, "--", plan,
    ).decode().split()  # fmt: skip
    if not listed:
        return ""
    # with its parents, of which a first commit and the oldest of a shallow clone have none
    _, *parents = run_git(root, "rev-list", "--parents", "-1", listed[0]).decode().split()
    return parents[0] if parents else ""


def _list_commits(
    root: Path, tip: str, before: str, paths: tuple[str, ...]
) -> Iterator[tuple[str, dt.date]]:
    without = (f"^{before}",) if before else ()
    listed = run_git(
        root, "log", "--first-parent", "--format=%H %ct", tip, *without, "--", *paths
    ).decode()
    for line in listed.splitlines():
        commit, _, seconds = line.partition(" ")
        yield commit, _read_day(seconds)


def _read_day(seconds: str) -> dt.date:
    """The last day of the calendar for a moment that lies beyond it."""
    try:
        return dt.datetime.fromtimestamp(int(seconds), dt.UTC).date()
    except (ValueError, OverflowError, OSError):
        return dt.date.max


def _touches(root: Path, tip: str, path: str) -> bool:
    return bool(
        run_git(root, "log", "--first-parent", "-1", "--format=%H", tip, "--", path).strip()
    )


def _find_name(root: Path, commit: str, uuid: str) -> str | None:
    """The system of that uuid in a commit."""
    listed = run_git(root, "ls-tree", "--name-only", "-z", commit, f"{layout.SSP}/").decode(
        "utf-8", "replace"
    )
    for path in filter(None, listed.split("\0")):
        name = path.rpartition("/")[2]
        if uuid and layout.SLUG.match(name) and _read_uuid(root, commit, path) == uuid:
            return name
    return None


def _read_uuid(root: Path, commit: str, folder: str) -> str:
    try:
        text = run_git(root, "cat-file", "blob", f"{commit}:./{folder}/{_PLAN_FILE}")
    except UsageError:
        return ""
    head = split_front_matter(text.decode("utf-8", "replace").replace("\r\n", "\n"))
    tree = read_yaml(head.yaml).value
    return str(tree.get("uuid", "")) if isinstance(tree, dict) else ""
