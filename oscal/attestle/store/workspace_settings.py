"""Settings and baseline of a workspace: as they stand, or as git has them at a revision.

There a pull request cannot change them.
"""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from dataclasses import field, replace
from pathlib import Path

from ..errors import UsageError
from ..findings import Finding, Severity
from ..formats import known_findings, settings_file
from ..formats.known_findings import KnownFinding
from ..formats.problems import Problem
from ..formats.settings_values import Settings
from ..lazy_dataclasses import dataclass
from ..model.shown_words import TextsChoice
from . import files
from .git import (
    COMMAND,
    FETCH_WHOLE,
    REGULAR_MODE,
    SLOWEST_GIT,
    clean_environment,
    explain_failure,
    locate_repository,
)
from .json_positions import find_json_positions
from .layout import SETTINGS
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
    data, findings = _read_bytes(root, SETTINGS, commit)
    settings, problems = settings_file.read_settings(data) if data is not None else (Settings(), ())
    findings += [_as_finding(SETTINGS, problem) for problem in problems]
    path = baseline or settings.baseline
    if not path:
        return WorkspaceSettings(settings, (), "", tuple(findings))
    data, unread = _read_bytes(root, path, commit)
    findings += unread
    if data is not None:
        known, wrong = parse_baseline(path, data)
        return WorkspaceSettings(settings, known, path, (*findings, *wrong))
    if not unread:
        way_out = f"write it with: attestle validate --write-baseline {path}"
        if baseline:
            at = f" at {revision}" if revision else ""
            raise UsageError(f"there is no baseline {path}{at}; {way_out}")
        findings.append(_report_no_baseline(path, way_out))
    return WorkspaceSettings(settings, (), path, tuple(findings))


def read_addresses(root: Path) -> Mapping[str, str]:
    """The document of the workspace in the place of each address, none where settings are wrong."""
    data, _ = _read_bytes(root, SETTINGS, "")
    return settings_file.read_settings(data)[0].addresses if data is not None else {}


def read_oscal_version(root: Path) -> str:
    """The OSCAL version that documents are written in,
    "" where settings say nothing or are wrong.
    """
    data, _ = _read_bytes(root, SETTINGS, "")
    return settings_file.read_settings(data)[0].oscal_version if data is not None else ""


def read_texts_choice(root: Path) -> TextsChoice | None:
    """Whose words documents print by the settings, None where they say nothing or are wrong."""
    data, _ = _read_bytes(root, SETTINGS, "")
    chosen = settings_file.read_settings(data)[0].texts if data is not None else ""
    return TextsChoice(chosen) if chosen else None


def _report_no_baseline(path: str, hint: str) -> Finding:
    """At the settings, which name it."""
    message = f'the baseline "{path}" does not exist'
    return Finding("REF008", Severity.ERROR, SETTINGS, message, "", hint, 1)


def parse_baseline(path: str, data: bytes) -> tuple[tuple[KnownFinding, ...], tuple[Finding, ...]]:
    """The entries, or none and the findings about the file."""
    known, problems = known_findings.read_known_findings(data)
    pointers = {problem.pointer for problem in problems if problem.pointer}
    places = find_json_positions(data, pointers) if problems else {}
    findings = []
    for problem in problems:
        if problem.pointer in places:
            line, column = places[problem.pointer]
            problem = replace(problem, line=line, column=column)
        findings.append(_as_finding(path, problem))
    return known, tuple(findings)


def _as_finding(path: str, problem: Problem) -> Finding:
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


def _read_bytes(root: Path, path: str, commit: str) -> tuple[bytes | None, list[Finding]]:
    """The bytes of a file, None if it is not there; why it cannot be read."""
    try:
        return (_read_committed(root, path, commit) if commit else files.read(root, path)), []
    except FileNotFoundError:
        return None, []
    except files.Unreadable as error:
        return None, list(error.findings)


def _read_committed(root: Path, path: str, commit: str) -> bytes | None:
    """A regular file of a commit; None if it has none of this name."""
    listed = _run_git(root, "ls-tree", "-z", "-l", commit, "--", path)
    for line in listed.split(b"\0"):
        facts, _, name = line.partition(b"\t")
        if name.decode("utf-8", "surrogateescape") != path:
            continue
        mode, kind, identity, size = facts.decode().split()
        if kind != "blob" or not mode.startswith(REGULAR_MODE):
            raise files.Unreadable("it is no regular file in git", path)
        if not size.isdecimal():  # git says BAD of an object that it does not have
            raise UsageError(
                f"git does not have the content of {path} as of {commit}; {FETCH_WHOLE}"
            )
        if int(size) > known_findings.MOST_BYTES:
            raise files.Unreadable("it is too large", path)
        return _run_git(root, "cat-file", "blob", identity)
    return None


def _run_git(root: Path, *args: str) -> bytes:
    try:
        done = subprocess.run(
            [*COMMAND, *locate_repository(root), *args],
            capture_output=True,
            check=False,
            timeout=SLOWEST_GIT,
            env=clean_environment(),
            stdin=subprocess.DEVNULL,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise UsageError("git did not answer; settings of a revision are read from git") from error
    if done.returncode:
        raise UsageError(f"git: {explain_failure(done.stderr)}")
    return done.stdout
