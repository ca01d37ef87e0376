"""`validate` for programs and the command line: the findings that remain, and what is left out."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from dataclasses import field, replace
from pathlib import Path
from types import MappingProxyType

from ...errors import UsageError
from ...findings import Finding, sort_findings
from ...formats import known_findings, settings_file
from ...formats.known_findings import KnownFinding
from ...formats.settings_values import Settings
from ...lazy_dataclasses import dataclass
from ...model.repository_place import RepositoryPlace
from ...store import cache, files, folders, layout
from ...store import workspace_settings as stored
from ...store.reference_files import Addresses
from ...store.workspace_settings import WorkspaceSettings
from ..clock import today
from ..repository_places import find_place
from .acceptances import (
    AnsweredFinding,
    list_days_to_come,
    list_doubtful_acceptances,
    split_accepted,
)
from .cached_findings import find_all, find_in_documents, make_reader
from .earlier_findings import list_new, read_earlier_state
from .fingerprints import fingerprint
from .targets import STDIN, Target, find_ending, find_path_in, find_target, is_below


def _make_no_addresses() -> Addresses:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class ValidationOptions:
    """What is asked for beside the target.

    `baseline`, `select` and `addresses` go before what the settings say. `new_since` is a
    revision: what is as it was there is set aside. `upgrade_check` is an OSCAL release whose
    objections are noted. `jobs` is how many processes judge the systems where there are many, None
    as many as help.
    """

    as_of: dt.date | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fail_on: str = ""
    baseline: Path | None = None
    without_baseline: bool = False
    settings_from: str = ""
    new_since: str = ""
    cached: bool = False
    addresses: Addresses = field(default_factory=_make_no_addresses)
    upgrade_check: str = ""
    jobs: int | None = 1


@dataclass(frozen=True, slots=True)
class ValidationReport:
    """What remains, in order, and how much was left out.

    `ignored` by settings and options, `known` by the baseline; `accepted` is what somebody answers
    for. `is_public` = anybody can read the repository. `fresh` are those that an earlier revision
    does not have, None where none was asked for, and `elsewhere` those that are as they were there,
    in files that did not change: none of them fails the run; `changed` are the files that did.
    """

    target: Target
    findings: tuple[Finding, ...]
    ignored: int
    known: int
    stale: tuple[KnownFinding, ...]
    baseline_path: str
    fail_on: str
    read: Callable[[str], bytes]
    accepted: tuple[AnsweredFinding, ...] = ()
    is_public: bool = False
    summaries: str = ""
    fresh: frozenset[Finding] | None = None
    elsewhere: tuple[Finding, ...] = ()
    changed: frozenset[str] = frozenset()

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
        return fingerprint(self.findings, self.read)


def validate(
    target: str | os.PathLike[str] | bytes,
    paths: tuple[str, ...] = (),
    *,
    as_of: dt.date | None = None,
    upgrade_check: str = "",
) -> tuple[Finding, ...]:
    """Every finding in a workspace, in parts of it, in a file or folder anywhere, or in bytes.

    The target is the folder of a workspace, any path, or the bytes of one document; `paths` are
    files and folders of the workspace, from its root. Findings are ordered, complete and located;
    nothing is left out by settings, printed, written or kept. A document outside a workspace, or
    given as bytes (JSON, YAML or XML), is judged by itself, with what it refers to in its folder;
    bytes have none. With `upgrade_check` there are notes of what that OSCAL release would object
    to. Raises UsageError if there is no such file or folder, or no such release.
    """
    day = as_of or dt.date.today()
    if isinstance(target, bytes):
        documents = {STDIN + find_ending(target): target}
        by_itself = Target(Path(), (), False, documents, is_selection=True)
        of_bytes = find_in_documents(by_itself, day, cache.Cache(None))
        return sort_findings((*of_bytes, *_note_upgrade(by_itself, upgrade_check)))
    place = folders.normalize_path(Path(target))
    is_root = paths or folders.is_workspace(place)
    judged = Target(place, paths) if is_root else find_target([place], None)
    rules = _read_settings(judged, ValidationOptions())
    lives = find_place(rules.settings, os.environ, is_sound=not rules.findings)
    findings = find_all(judged, rules.settings, day, cache.Cache(None), lives)
    of_settings = list_days_to_come(rules.settings, day, today())
    doubts = list_doubtful_acceptances(findings, rules.settings, day, is_whole=judged.is_whole)
    notes = _note_upgrade(judged, upgrade_check)
    return sort_findings((*rules.findings, *of_settings, *findings, *doubts, *notes))


def _note_upgrade(target: Target, version: str) -> tuple[Finding, ...]:
    """Loaded only where it is asked for."""
    if not version:
        return ()
    from .upgrade_notes import find_upgrade_notes

    return find_upgrade_notes(target, version)


def make_report(
    target: Target, options: ValidationOptions, answers: cache.Cache | None = None
) -> ValidationReport:
    """The findings, but for those that settings, options and baseline leave out.

    `answers` are the known ones of a caller that has its own. What is wrong with settings and
    baseline is always told. What is accepted, and what is as it was at the revision asked for, is
    set aside. Raises UsageError for a revision that git lacks.
    """
    rules = _read_settings(target, options)
    chosen = settings_file.apply_options(
        rules.settings, options.select, options.ignore, options.fail_on
    )
    if answers is None:
        answers = cache.open_cache(target.root) if options.cached else cache.Cache(None)
    day = options.as_of or today()
    place = find_place(chosen, os.environ, is_sound=not rules.findings)
    findings = find_all(target, chosen, day, answers, place, options.addresses, options.jobs)
    findings += _note_upgrade(target, options.upgrade_check)
    findings += tuple(list_doubtful_acceptances(findings, chosen, day, is_whole=target.is_whole))
    judged = tuple(item for item in findings if not chosen.leaves_out(item.code, item.path))
    remaining, accepted = split_accepted(judged, chosen, day, today())
    read = make_reader(target)
    split = known_findings.BaselineSplit(remaining, 0, ())
    if rules.baseline and not options.without_baseline:
        split = known_findings.split_findings(
            remaining, fingerprint(remaining, read), rules.baseline
        )
    own = tuple(list_days_to_come(chosen, day, today()))
    report = ValidationReport(
        target,
        sort_findings((*rules.findings, *own, *split.new)),
        len(findings) - len(judged),
        split.known,
        tuple(entry for entry in split.stale if _was_judged(entry, target, chosen)),
        rules.baseline_path,
        chosen.fail_on,
        read,
        accepted,
        place.is_public,
        chosen.summaries,
    )
    if not options.new_since:
        return report
    return _compare_report(report, options, chosen, day, answers, place)


def _compare_report(
    report: ValidationReport,
    options: ValidationOptions,
    chosen: Settings,
    as_of: dt.date,
    answers: cache.Cache,
    place: RepositoryPlace,
) -> ValidationReport:
    """Told is what is new, what stands in a file that changed, and whatever fails the run."""
    if not report.target.judges_workspace or report.target.documents:
        raise UsageError(
            "what is new is asked of a workspace; documents by themselves have no past"
        )
    earlier = read_earlier_state(
        report.target, options.new_since, chosen, as_of, answers, place, options.addresses
    )
    fresh = list_new(report.findings, report.fingerprints(), earlier)
    told = tuple(
        item
        for item in report.findings
        if item in fresh or item.path in earlier.changed or report.is_failure(item)
    )
    kept = frozenset(told)
    elsewhere = tuple(item for item in report.findings if item not in kept)
    return replace(
        report, findings=told, fresh=fresh, elsewhere=elsewhere, changed=frozenset(earlier.changed)
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
    data = known_findings.write_known_findings(findings, fingerprint(findings, done.read))
    full = path.absolute()
    files.save_outside(full.parent, {full.name: data})
    return len(findings)
