"""Settings and baseline of a workspace: as they stand, or as git has them at a revision, where a
pull request cannot change them.
"""

from __future__ import annotations

import subprocess
from dataclasses import dataclass, field, replace
from pathlib import Path

from ..errors import UsageError
from ..findings import Finding, Severity
from ..formats import known_findings, settings_file
from ..formats.known_findings import KnownFinding
from ..formats.problems import Problem
from ..formats.settings_file import Settings
from . import files
from .git import COMMAND, clean_environment
from .layout import SETTINGS
from .positions import find_json_positions
from .revisions import resolve_revision


@dataclass(frozen=True, slots=True)
class WorkspaceSettings:
    """What the files of a workspace say of findings, and what is wrong with those files."""

    settings: Settings = field(default_factory=Settings)
    baseline: tuple[KnownFinding, ...] = ()
    baseline_path: str = ""
    findings: tuple[Finding, ...] = ()


def read_workspace_settings(
    root: Path, revision: str = "", baseline: str = ""
) -> WorkspaceSettings:
    """`revision` "" means the files as they stand.

    `baseline` is a path in the workspace that goes before the one of the settings.
    """
    commit = resolve_revision(root, revision) if revision else ""
    data, found = _bytes(root, SETTINGS, commit)
    said, problems = settings_file.read_settings(data) if data is not None else (Settings(), ())
    found += [_finding(SETTINGS, item) for item in problems]
    path = baseline or said.baseline
    if not path:
        return WorkspaceSettings(said, (), "", tuple(found))
    data, unread = _bytes(root, path, commit)
    found += unread
    if data is None:
        if not unread and baseline:
            raise UsageError(
                f"there is no baseline {path}{f' at {revision}' if revision else ''}; write it"
                f" with: attestle validate --write-baseline {path}"
            )
        if not unread:
            hint = f"write it with: attestle validate --write-baseline {path}"
            found.append(
                Finding(
                    "REF008",
                    Severity.ERROR,
                    SETTINGS,
                    f'the baseline "{path}" does not exist',
                    "",
                    hint,
                    1,
                )
            )
        return WorkspaceSettings(said, (), path, tuple(found))
    known, wrong = parse_baseline(path, data)
    return WorkspaceSettings(said, known, path, (*found, *wrong))


def parse_baseline(path: str, data: bytes) -> tuple[tuple[KnownFinding, ...], tuple[Finding, ...]]:
    """The entries, or none and the findings about the file."""
    known, problems = known_findings.read_known_findings(data)
    places = (
        find_json_positions(data, {item.pointer for item in problems if item.pointer})
        if problems
        else {}
    )
    located = [
        (
            replace(item, line=places[item.pointer][0], column=places[item.pointer][1])
            if item.pointer in places
            else item
        )
        for item in problems
    ]
    return known, tuple(_finding(path, item) for item in located)


def _finding(path: str, problem: Problem) -> Finding:
    return Finding(
        problem.code,
        Severity.ERROR,
        path,
        problem.message,
        problem.pointer,
        problem.hint,
        problem.line,
        problem.column,
    )


def _bytes(root: Path, path: str, commit: str) -> tuple[bytes | None, list[Finding]]:
    """The bytes of a file, None if it is not there; why it cannot be read."""
    try:
        return (_committed(root, path, commit) if commit else files.read(root, path)), []
    except FileNotFoundError:
        return None, []
    except files.Unreadable as error:
        return None, list(error.findings)


def _committed(root: Path, path: str, commit: str) -> bytes | None:
    """A regular file of a commit; None if it has none of this name."""
    listed = _git(root, "ls-tree", "-z", "-l", commit, "--", path)
    for line in listed.split(b"\0"):
        facts, _, name = line.partition(b"\t")
        if name.decode("utf-8", "surrogateescape") != path:
            continue
        mode, kind, identity, size = facts.decode().split()
        if kind != "blob" or not mode.startswith("100"):
            raise files.Unreadable("it is no regular file in git", path)
        if int(size) > known_findings.MOST_BYTES:
            raise files.Unreadable("it is too large", path)
        return _git(root, "cat-file", "blob", identity)
    return None


def _git(root: Path, *args: str) -> bytes:
    try:
        done = subprocess.run(
            [*COMMAND, "-C", str(root), *args],
            capture_output=True,
            check=False,
            timeout=60,
            env=clean_environment(),
            stdin=subprocess.DEVNULL,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise UsageError("git did not answer; settings of a revision are read from git") from error
    if done.returncode:
        raise UsageError(
            "git:"
            f" {done.stderr.decode('utf-8', 'replace').strip().removeprefix('fatal: ') or 'failed'}"
        )
    return done.stdout
