"""`attestle affirm`: the dossier of an affirmation, what changed since, and a past score anew."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

from ..assess.compliance_changes import ComplianceChanges, sort_changes
from ..assess.readiness_input import RaisedFinding
from ..assess.status_comparison import compare_statuses
from ..assess.system_status import Status, evaluate_system
from ..codes import is_acceptable
from ..errors import UsageError, WorkspaceError
from ..formats import strict_json
from ..handover import dossier as dossiers
from ..handover.container import read_content
from ..handover.dossier import DossierFacts
from ..handover.evidence_record import write_evidence_record
from ..handover.package_proof import prove_files
from ..handover.score_comparison import list_differences
from ..lazy_dataclasses import dataclass
from ..model.workspace import Work
from ..store import committed_state, files, layout, systems
from ..store.committed_state import make_private_folder, shorten_commit
from ..store.evidence_files import EVIDENCE
from ..store.package_files import open_package
from ..store.rule_set import hash_rules
from ..store.source_revision import UNCOMMITTED, read_source_revision
from .clock import today
from .committed_statuses import (
    judge_affirmed_day,
    judge_day,
    judge_head,
    read_dossier_of,
    read_recorded,
)
from .package_contents import SCORE, write_score
from .packed_workspace import MOST_BYTES, lay_out
from .readiness_reports import list_raised
from .recomputation import compute_score
from .sound_systems import load_work


@dataclass(frozen=True, slots=True)
class MadeDossier:
    """What was written, the files by workspace path, and how the system stood."""

    folder: str
    contents: dict[str, bytes]
    status: Status
    facts: DossierFacts
    set_aside: tuple[RaisedFinding, ...]


@dataclass(frozen=True, slots=True)
class SinceAffirmation:
    """What changed between two days of a system."""

    system: str
    before: dt.date
    after: dt.date
    revisions: tuple[str, str]
    changes: ComplianceChanges


@dataclass(frozen=True, slots=True)
class Replay:
    """A score computed again; `data` are the bytes of its record.

    `recorded` says that there was one to compare with, `same_rules` that the rule set that judged
    then is the one that judges now, `differences` what is not the same.
    """

    system: str
    day: dt.date
    revision: str
    status: Status
    data: bytes
    recorded: bool = False
    same_rules: bool = True
    differences: tuple[str, ...] = ()

    @property
    def is_wrong(self) -> bool:
        """The same rules lead to something else than they led to then."""
        return self.same_rules and bool(self.differences)


def make_dossier(
    root: Path, name: str | None, day: dt.date | None = None, package: Path | None = None
) -> MadeDossier:
    """The dossier of a day, from what is committed; nothing is written.

    Raises UsageError where files differ from the commit, WorkspaceError with every error that
    touches a state, score or exception, set aside or not.
    """
    system = systems.choose_system(root, name)
    _refuse_uncommitted(root)
    rests_on = _read_package(package, system) if package else ""
    day = day or today()
    evidence = f"{layout.system_folder_path(system)}/{EVIDENCE}"
    with committed_state.lay_out_commit(root, (evidence,)) as laid:
        work, _ = load_work(laid.folder, system)
        status = evaluate_system(work.system, work.baseline, day)
        raised = tuple(list_raised(laid.folder, system, day))
    errors = [item.finding for item in raised if _is_in_the_way(item)]
    if errors:
        raise WorkspaceError(
            f"{len(errors)} error{'s' if len(errors) != 1 else ''} in {system}: what is affirmed"
            " has none, and none can be set aside; nothing was written",
            errors,
        )
    facts = _list_facts(work, status, shorten_commit(laid.commit), rests_on)
    set_aside = tuple(item for item in raised if item.set_aside)
    contents = _write_contents(work, status, facts, set_aside)
    folder = dossiers.name_folder(system, day)
    written = dossiers.write_dossier(facts, contents)
    return MadeDossier(
        folder, {f"{folder}/{key}": data for key, data in written.items()}, status, facts, set_aside
    )


def _refuse_uncommitted(root: Path) -> None:
    revision = read_source_revision(root, (layout.SSP, *layout.MODELS, layout.SETTINGS))
    if revision.endswith(UNCOMMITTED):
        raise UsageError(
            "files differ from what is committed; commit them first: an affirmation rests on a"
            " commit"
        )


def _is_in_the_way(item: RaisedFinding) -> bool:
    """An error counts wherever it is set aside, unless its rule lets somebody answer for it."""
    if not item.finding.is_error:
        return False
    return not (item.set_aside and is_acceptable(item.finding))


def _read_package(path: Path, system: str) -> str:
    """The hash of the manifest that the dossier rests on. Raises PackageError for no package."""
    with open_package(path) as file:
        package = prove_files(file)
    packed = package.manifest.head["system"]["name"]
    if packed != system:
        raise UsageError(f"{path} is a package of {packed}, and not of {system}")
    return package.manifest_sha256


def _list_facts(work: Work, status: Status, revision: str, package: str) -> DossierFacts:
    facts, scores = work.system.characteristics, status.scores
    return DossierFacts(
        work.system.name,
        facts.uuid,
        status.baseline.profile,
        facts.version,
        status.as_of,
        revision,
        version("attestle"),
        hash_rules(),
        {
            "implemented": scores.implemented,
            "assessor_ready": scores.assessor_ready,
            "maximum": scores.maximum,
        },
        package,
    )


def _write_contents(
    work: Work, status: Status, facts: DossierFacts, set_aside: tuple[RaisedFinding, ...]
) -> dict[str, bytes]:
    from ..render.kinds.affirmation_statement import StatementContent
    from ..render.registry import render_document

    excused: dict[str, list[str]] = {}
    for result in status.results:
        for item in result.objectives:
            if item.excused:
                excused.setdefault(item.excused.slug, []).append(item.objective.label)
    content = StatementContent(
        status, facts.revision, facts.tool, facts.package, tuple(excused), len(set_aside)
    )
    return {
        dossiers.SCORE: write_score(status),
        dossiers.EVIDENCE: write_evidence_record(work.system.evidence, is_whole=True),
        dossiers.EXCEPTIONS: dossiers.write_exceptions(work.system.exceptions, excused),
        dossiers.SET_ASIDE: _write_set_aside(set_aside),
        dossiers.STATEMENT: render_document("affirmation", "md", content),
    }


def _write_set_aside(items: tuple[RaisedFinding, ...]) -> bytes:
    """Each with the rule, and by whom, when and why it is set aside."""
    rows = [
        {
            "rule": item.finding.code,
            "severity": str(item.finding.severity),
            "path": item.finding.path,
            "line": item.finding.line,
            "message": item.finding.message,
            "set_aside": item.set_aside,
        }
        for item in items
    ]
    return strict_json.write_json({"set_aside": rows})


def save_dossier(root: Path, made: MadeDossier) -> tuple[str, ...]:
    """Write the files. Raises UsageError where another dossier of that day is there."""
    for path, data in made.contents.items():
        if files.exists(root, path) and files.read(root, path) != data:
            raise UsageError(
                f"{made.folder} is there and is another one; a dossier is never written anew: take"
                " it away, or name another day"
            )
    return files.save(root, made.contents)


def compare_days(
    root: Path, name: str | None, before: dt.date, after: dt.date | None = None
) -> SinceAffirmation:
    """What changed in a system from one day to another, or to the files as they are committed; each
    state is judged on its own day. Raises UsageError where git has nothing of a day.
    """
    system = systems.choose_system(root, name)
    old = judge_day(root, system, before)
    new = judge_day(root, system, after) if after else judge_head(root, system, today())
    changes = sort_changes(old.status, new.status, compare_statuses(old.status, new.status))
    return SinceAffirmation(system, before, new.status.as_of, (old.revision, new.revision), changes)


def replay_day(root: Path, name: str | None, day: dt.date) -> Replay:
    """The score of a past day from git, compared with that of the dossier where there is one."""
    system = systems.choose_system(root, name)
    judged = judge_affirmed_day(root, system, day)
    data = write_score(judged.status)
    replayed = Replay(system, day, judged.revision, judged.status, data)
    found = read_dossier_of(root, system, day)
    recorded = read_recorded(root, system, day, dossiers.SCORE) if found else None
    if found is None or recorded is None:
        return replayed
    return replace(
        replayed,
        recorded=True,
        same_rules=found.facts.rule_set == hash_rules(),
        differences=_compare(recorded, data),
    )


def _compare(recorded: bytes, data: bytes) -> tuple[str, ...]:
    if recorded == data:
        return ()
    tree, problems = strict_json.read_json(recorded)
    if problems:
        return ("the record of the score cannot be read",)
    found = list_differences(tree, json.loads(data))
    return found or ("the record differs in words alone, such as those of a reason",)


def replay_package(path: Path) -> Replay:
    """The score of the day of a package, from the authored files inside.

    Raises PackageError for what is no package, UsageError where the authored files are not inside.
    """
    with open_package(path) as file, make_private_folder() as folder:
        package = prove_files(file)
        lay_out(folder, file, package)
        computed = compute_score(folder, file, package)
        if computed is None:
            raise UsageError(f"{path} does not hold the authored files; nothing can be computed")
        head = package.manifest.head
        entry = package.entries.get(SCORE)
        data = write_score(computed.status)
        recorded = read_content(file, entry, MOST_BYTES) if entry else None
    return Replay(
        head["system"]["name"],
        dt.date.fromisoformat(head["as_of"]),
        head["source"].get("revision", ""),
        computed.status,
        data,
        recorded is not None,
        head["tool"]["rule_set"] == hash_rules(),
        _compare(recorded, data) if recorded is not None else (),
    )
