"""`validate` as a library and for the command line: what is known from before, what is left out, and
what remains.
"""

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
from ...store import cache, files, layout
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
    """What remains, in order, and how much was left out by settings (`ignored`) and by the baseline
    (`known`).
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
        return any(item.is_error or self.fail_on == "warning" for item in self.findings)

    def fingerprints(self) -> tuple[str, ...]:
        """One for each finding; the same for findings that cannot be told apart."""
        return known_findings.fingerprint_findings(
            self.findings, lambda path: _parse_file(path, self.read)
        )


def validate(
    target: str | os.PathLike[str] | bytes,
    paths: tuple[str, ...] = (),
    *,
    as_of: dt.date | None = None,
) -> tuple[Finding, ...]:
    """Every finding in a workspace (its folder), in parts of it, in a file or folder anywhere, or
    in the bytes of one document.

    `paths` are files and folders of the workspace, from its root. Findings are ordered, complete
    and located; nothing is left out by settings, printed, written or kept. A document outside a
    workspace, or given as bytes (JSON or YAML), is judged by itself: what refers to other documents
    is not. Raises UsageError if there is no such file or folder.
    """
    if isinstance(target, bytes):
        return find_in_documents(
            Target(Path(), (), False, {STDIN + find_ending(target): target}),
            as_of or dt.date.today(),
            cache.Cache(None),
        )
    start = Path(os.path.normpath(Path(target).absolute()))
    meant = (
        Target(start, paths)
        if paths or (start / layout.MARKER).is_dir()
        else find_target([start], None)
    )
    rules = (
        stored.read_workspace_settings(meant.root) if meant.is_workspace else WorkspaceSettings()
    )
    return sort_findings(
        (
            *rules.findings,
            *find_all(meant, rules.settings, as_of or dt.date.today(), cache.Cache(None)),
        )
    )


def make_report(meant: Target, options: ValidationOptions) -> ValidationReport:
    """The findings, but for those that settings, options and baseline leave out.

    What is wrong with settings and baseline is always told.
    """
    rules = _read_settings(meant, options)
    chosen = settings_file.apply_options(
        rules.settings, options.select, options.ignore, options.fail_on
    )
    kept = cache.open_cache(meant.root) if options.cached else cache.Cache(None)
    found = find_all(meant, chosen, options.as_of or dt.date.today(), kept)
    remaining = tuple(item for item in found if not chosen.leaves_out(item.code, item.path))
    read = make_reader(meant)
    split = known_findings.BaselineSplit(remaining, 0, ())
    if rules.baseline and not options.without_baseline:
        prints = known_findings.fingerprint_findings(
            remaining, lambda path: _parse_file(path, read)
        )
        split = known_findings.split_findings(remaining, prints, rules.baseline)
    return ValidationReport(
        meant,
        sort_findings((*rules.findings, *split.new)),
        len(found) - len(remaining),
        split.known,
        tuple(entry for entry in split.stale if _was_judged(entry, meant, chosen)),
        rules.baseline_path,
        chosen.fail_on,
        read,
    )


def _read_settings(meant: Target, options: ValidationOptions) -> WorkspaceSettings:
    """Settings and baseline of the workspace; a baseline of the user's choice goes before its own."""
    if not meant.is_workspace:
        if options.settings_from:
            raise UsageError("settings are those of a workspace, and what is checked is in none")
        rules, inside = WorkspaceSettings(), ""
    else:
        inside = find_path_in(meant.root, options.baseline) if options.baseline else ""
        rules = stored.read_workspace_settings(meant.root, options.settings_from, inside)
    if options.baseline is None or inside:
        return rules
    path = options.baseline
    data = files.read_outside(path, known_findings.MOST_BYTES + 1)
    known, wrong = stored.parse_baseline(str(path), data)
    return WorkspaceSettings(rules.settings, known, str(path), (*rules.findings, *wrong))


def _was_judged(entry: KnownFinding, meant: Target, chosen: Settings) -> bool:
    """Whether a finding that is gone could have been found in this run."""
    here = entry.path in (meant.documents or {}) or (
        meant.judges_workspace and is_below(entry.path, meant.paths)
    )
    return here and not chosen.leaves_out(entry.code, entry.path)


def write_baseline(path: Path, done: ValidationReport) -> int:
    """Write the findings of a report as a baseline; how many they are."""
    kept = tuple(
        item for item in done.findings if item.path not in (layout.SETTINGS, done.baseline_path)
    )
    prints = known_findings.fingerprint_findings(kept, lambda name: _parse_file(name, done.read))
    full = path.absolute()
    files.save_outside(full.parent, {full.name: known_findings.write_known_findings(kept, prints)})
    return len(kept)


def _parse_file(path: str, read: Callable[[str], bytes]) -> Any:
    """The parsed file behind a pointer, None where it cannot be parsed."""
    from ...formats import frontmatter, strict_json, yaml12
    from ...formats.text_file import decode_text

    try:
        data = read(path)
    except (FileNotFoundError, files.Unreadable):
        return None
    if path.endswith(".json"):
        return strict_json.read_json(data)[0]
    if path.endswith((".yaml", ".yml")):
        return yaml12.read_yaml(decode_text(data).text, deepest=strict_json.MAX_DEPTH).value
    return (
        yaml12.read_yaml(frontmatter.split_front_matter(decode_text(data).text).yaml).value
        if path.endswith(".md")
        else None
    )
