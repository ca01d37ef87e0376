"""`validate` for programs and the command line: the findings that remain, and what is left out."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...errors import UsageError
from ...findings import Finding, sort_findings
from ...formats import known_findings, settings_file
from ...formats.known_findings import KnownFinding
from ...formats.settings_file import Settings
from ...store import cache, files, folders, layout
from ...store import workspace_settings as stored
from ...store.workspace_settings import WorkspaceSettings
from .cached_findings import find_all, find_in_documents, make_reader
from .targets import STDIN, Target, find_ending, find_path_in, find_target, is_below


@dataclass(frozen=True, slots=True)
class ValidationOptions:
    """What is asked for beside the target.

    `baseline` and `select` go before what the settings say.
    """

    as_of: dt.date | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fail_on: str = ""
    baseline: Path | None = None
    without_baseline: bool = False
    settings_from: str = ""
    cached: bool = False


@dataclass(frozen=True, slots=True)
class ValidationReport:
    """What remains, in order, and how much was left out.

    `ignored` by settings and options, `known` by the baseline.
    """

    target: Target
    findings: tuple[Finding, ...]
    ignored: int
    known: int
    stale: tuple[KnownFinding, ...]
    baseline_path: str
    fail_on: str
    read: Callable[[str], bytes]

    @property
    def suppressed(self) -> int:
        return self.ignored + self.known

    @property
    def fails(self) -> bool:
        """Whether the run does."""
        return any(map(self.is_failure, self.findings))

    def is_failure(self, item: Finding) -> bool:
        """Whether a finding is of the least severity that fails the run, or above; a note never."""
        return item.is_error or (self.fail_on == "warning" and not item.is_note)

    def fingerprints(self) -> tuple[str, ...]:
        """One for each finding; the same for findings that cannot be told apart."""
        return _fingerprint(self.findings, self.read)


def validate(
    target: str | os.PathLike[str] | bytes,
    paths: tuple[str, ...] = (),
    *,
    as_of: dt.date | None = None,
) -> tuple[Finding, ...]:
    """Every finding in a workspace, in parts of it, in a file or folder anywhere, or in bytes.

    The target is the folder of a workspace, any path, or the bytes of one document; `paths` are
    files and folders of the workspace, from its root. Findings are ordered, complete and located;
    nothing is left out by settings, printed, written or kept. A document outside a workspace, or
    given as bytes (JSON, YAML or XML), is judged by itself: what refers to other documents is not.
    Raises UsageError if there is no such file or folder.
    """
    day = as_of or dt.date.today()
    if isinstance(target, bytes):
        by_itself = Target(Path(), (), False, {STDIN + find_ending(target): target})
        return find_in_documents(by_itself, day, cache.Cache(None))
    place = folders.normalize_path(Path(target))
    is_root = paths or folders.is_workspace(place)
    judged = Target(place, paths) if is_root else find_target([place], None)
    rules = _read_settings(judged, ValidationOptions())
    findings = find_all(judged, rules.settings, day, cache.Cache(None))
    return sort_findings((*rules.findings, *findings))


def make_report(target: Target, options: ValidationOptions) -> ValidationReport:
    """The findings, but for those that settings, options and baseline leave out.

    What is wrong with settings and baseline is always told.
    """
    rules = _read_settings(target, options)
    chosen = settings_file.apply_options(
        rules.settings, options.select, options.ignore, options.fail_on
    )
    answers = cache.open_cache(target.root) if options.cached else cache.Cache(None)
    findings = find_all(target, chosen, options.as_of or dt.date.today(), answers)
    remaining = tuple(item for item in findings if not chosen.leaves_out(item.code, item.path))
    read = make_reader(target)
    split = known_findings.BaselineSplit(remaining, 0, ())
    if rules.baseline and not options.without_baseline:
        prints = _fingerprint(remaining, read)
        split = known_findings.split_findings(remaining, prints, rules.baseline)
    return ValidationReport(
        target,
        sort_findings((*rules.findings, *split.new)),
        len(findings) - len(remaining),
        split.known,
        tuple(entry for entry in split.stale if _was_judged(entry, target, chosen)),
        rules.baseline_path,
        chosen.fail_on,
        read,
    )


def _read_settings(target: Target, options: ValidationOptions) -> WorkspaceSettings:
    """Settings and baseline of the workspace; a baseline the user names goes before its own."""
    if not target.is_workspace:
        if options.settings_from:
            raise UsageError("settings are those of a workspace, and what is checked is in none")
        rules, inside = WorkspaceSettings(), ""
    else:
        inside = find_path_in(target.root, options.baseline) if options.baseline else ""
        rules = stored.read_workspace_settings(target.root, options.settings_from, inside)
    if options.baseline is None or inside:
        return rules
    path = options.baseline
    # one byte more than a baseline may have: just too large is told as a finding of the file
    data = files.read_outside(path, known_findings.MOST_BYTES + 1)
    entries, wrong = stored.parse_baseline(str(path), data)
    return WorkspaceSettings(rules.settings, entries, str(path), (*rules.findings, *wrong))


def _was_judged(entry: KnownFinding, target: Target, chosen: Settings) -> bool:
    """Whether a finding that is gone could have been found in this run."""
    is_part = entry.path in (target.documents or {}) or (
        target.judges_workspace and is_below(entry.path, target.paths)
    )
    return is_part and not chosen.leaves_out(entry.code, entry.path)


def write_baseline(path: Path, done: ValidationReport) -> int:
    """Write the findings of a report as a baseline; how many they are."""
    # what is wrong with settings and baseline is always told, so it is never known
    own = (layout.SETTINGS, done.baseline_path)
    findings = tuple(item for item in done.findings if item.path not in own)
    data = known_findings.write_known_findings(findings, _fingerprint(findings, done.read))
    full = path.absolute()
    files.save_outside(full.parent, {full.name: data})
    return len(findings)


def _fingerprint(findings: tuple[Finding, ...], read: Callable[[str], bytes]) -> tuple[str, ...]:
    return known_findings.fingerprint_findings(findings, lambda path: _parse_file(path, read))


def _parse_file(path: str, read: Callable[[str], bytes]) -> Any:
    """The parsed file behind a pointer, None where it cannot be parsed."""
    # a run without a baseline fingerprints nothing and does without the parsers
    from ...formats import frontmatter, oscal_xml, strict_json, yaml12
    from ...formats.text_file import decode_text

    try:
        data = read(path)
    except (FileNotFoundError, files.Unreadable):
        return None
    if path.endswith(".json"):
        return strict_json.read_json(data)[0]
    if path.endswith(".xml"):
        return oscal_xml.read_xml(data).tree
    if path.endswith((".yaml", ".yml")):
        return yaml12.read_yaml(decode_text(data).text, deepest=strict_json.MAX_DEPTH).value
    if path.endswith(".md"):
        return yaml12.read_yaml(frontmatter.split_front_matter(decode_text(data).text).yaml).value
    return None
