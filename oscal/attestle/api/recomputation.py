"""What the authored files of a package lead to: ratings and scores, and the OSCAL documents."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Any, BinaryIO

from ..assess.system_status import Status, evaluate_system
from ..errors import PackageError, ToolkitError
from ..formats import strict_json
from ..handover.container import read_content
from ..handover.evidence_record import (
    EVIDENCE_RECORD,
    EvidenceRecord,
    put_recorded_evidence,
    read_evidence_record,
)
from ..handover.package_proof import ProvenPackage
from ..handover.score_comparison import list_differences
from ..lazy_dataclasses import dataclass
from ..model.audiences import PackageContents
from ..model.workspace import Work
from ..store import layout
from ..store.evidence_files import normalize_location
from ..store.rule_set import hash_rules
from .package_contents import SCORE, SOURCE, count_system, write_score
from .package_oscal import EVIDENCE, FOLDER, RESOLVED, gather_oscal
from .packed_workspace import MOST_BYTES
from .sound_systems import load_work
from .statuses import list_unread_files

# Without a self-assessment, which may stay out, the last two cannot be made
_OF_SYSTEM = (
    "system-security-plan",
    "assessment-plan",
    "plan-of-action-and-milestones",
    "assessment-results",
)
_WITHOUT_ASSESSMENT = 2
_SELF_ASSESSMENT = "self-assessment"
_ANY_MOMENT = "2000-01-01T00:00:00+00:00"


@dataclass(frozen=True, slots=True)
class Computed:
    """What the authored files inside lead to. `problems` are what does not agree with it;
    `differences` the same where another rule set judged, which may well judge otherwise. `recorded`
    are the scores that stand in the package and could be compared, `untested` those that could not;
    `remade` the documents that were made anew.
    """

    status: Status
    problems: tuple[str, ...] = ()
    differences: tuple[str, ...] = ()
    recorded: Mapping[str, int | None] | None = None
    untested: Mapping[str, int | None] | None = None
    remade: frozenset[str] = frozenset()


def compute_score(folder: Path, file: BinaryIO, package: ProvenPackage) -> Computed | None:
    """None where the authored files are not inside; `folder` is a workspace that has what is.

    Raises PackageError where they lead to nothing.
    """
    head = package.manifest.head
    name = head["system"]["name"]
    known = read_packed_evidence(file, package)
    if known is None:
        return None
    try:
        work, read = load_work(folder, name)
        work = replace(work, system=put_recorded_evidence(work.system, known))
        made = _make_oscal(folder, package, work, is_whole=known.is_whole)
        unlike = [*_compare_oscal(made, file, package)]
    except ToolkitError as error:
        raise PackageError(f"the authored files inside cannot be read: {error}") from error
    status = evaluate_system(work.system, work.baseline, dt.date.fromisoformat(head["as_of"]))
    problems = [f"{SOURCE}/{path} cannot be read" for path in list_unread_files(work, read)]
    problems += [*_compare_evidence(package, status), *_compare_head(head, status)]
    recorded = _read_record(file, package)
    scores = recorded["status"]["scores"] if recorded else None
    computed = Computed(status, recorded=scores, remade=frozenset(made))
    if _rests_on_absent(recorded, status, is_whole=known.is_whole):
        computed = replace(computed, recorded=None, untested=scores)
    else:
        found = list_differences(recorded, json.loads(write_score(status))) if recorded else ()
        unlike += (f"{SCORE}: {item}" for item in found)
        unlike += _compare_counts(head, status)
    if is_by_other_rules(head):
        return replace(computed, problems=tuple(problems), differences=tuple(unlike))
    return replace(computed, problems=(*problems, *unlike))


def read_packed_evidence(file: BinaryIO, package: ProvenPackage) -> EvidenceRecord | None:
    """The record of artifacts beside the authored files; None where these are not inside, or not
    enough of them. Raises PackageError where the package says that they are and they are not.
    """
    authored = f"{SOURCE}/{layout.SSP}/"
    entry = package.entries.get(EVIDENCE_RECORD)
    if entry is None:
        if any(path.startswith(authored) for path in package.entries):
            raise PackageError(f"{EVIDENCE_RECORD} is missing, which stands beside authored files")
        return None
    known = read_evidence_record(read_content(file, entry, MOST_BYTES))
    plan = f"{authored}{package.manifest.head['system']['name']}/system.md"
    if plan in package.entries:
        return known
    if known.is_whole:
        raise PackageError(f"{plan} is missing, and {EVIDENCE_RECORD} says that nothing is")
    return None


def _rests_on_absent(recorded: Mapping[str, Any], status: Status, *, is_whole: bool) -> bool:
    """What people decided in a self-assessment cannot be computed where that stays out."""
    if is_whole or status.system.assessment is not None or not recorded:
        return False
    return bool(recorded["status"]["basis"] == _SELF_ASSESSMENT)


def is_by_other_rules(head: Mapping[str, Any]) -> bool:
    """Whether another version of attestle judged; the same version has no other rules."""
    tool = head["tool"]
    return bool(tool["rule_set"] != hash_rules() and tool["version"] != version("attestle"))


def read_recorded_scores(file: BinaryIO, package: ProvenPackage) -> Mapping[str, int | None] | None:
    """What stands in the package, computed or not. Raises PackageError for no record of a score."""
    record = _read_record(file, package)
    return record["status"]["scores"] if record else None


def _read_record(file: BinaryIO, package: ProvenPackage) -> dict[str, Any]:
    """What the package says of the score, {} where it says nothing. Raises PackageError."""
    entry = package.entries.get(SCORE)
    if entry is None:
        return {}
    tree, problems = strict_json.read_json(read_content(file, entry, MOST_BYTES))
    try:
        scores = tree["status"]["scores"]
        if problems or not isinstance(tree["status"]["basis"], str):
            raise TypeError
        for key in ("implemented", "assessor_ready", "maximum"):
            if not isinstance(scores[key], int | None):
                raise TypeError
    except (TypeError, KeyError) as error:
        raise PackageError(f"{SCORE} is no record of a score") from error
    record: dict[str, Any] = tree
    return record


def _make_oscal(
    folder: Path, package: ProvenPackage, work: Work, *, is_whole: bool
) -> dict[str, bytes]:
    """Of the documents of the system and its resolved profile those that are inside, made anew;
    b"" where the authored files make none.
    """
    models = _OF_SYSTEM if is_whole else _OF_SYSTEM[:_WITHOUT_ASSESSMENT]
    paths = {f"{FOLDER}/{layout.document_path(model, work.system.name)}" for model in models}
    paths.add(f"{FOLDER}/{RESOLVED}/{work.baseline.profile}/catalog.json")

    def holds_artifact(path: str) -> bool:
        place = f"{EVIDENCE}/{path}"
        return any(item == place or item.startswith(f"{place}/") for item in package.entries)

    wanted = PackageContents(models=models, parts=("resolved-profile",))
    stated = package.manifest.head["oscal_version"]
    made = gather_oscal(folder, work, wanted, _ANY_MOMENT, holds_artifact, version=stated).files
    return {path: made.get(path, b"") for path in sorted(paths & set(package.entries))}


def _compare_oscal(
    made: Mapping[str, bytes], file: BinaryIO, package: ProvenPackage
) -> Iterator[str]:
    """The moment of their making is not compared."""
    for path, data in made.items():
        packed = read_content(file, package.entries[path], MOST_BYTES)
        if not data or _drop_moment(data) != _drop_moment(packed):
            yield f"{path} is not what the authored files inside make"


def _drop_moment(data: bytes) -> Any:
    tree, _ = strict_json.read_json(data)
    for document in tree.values() if isinstance(tree, dict) else ():
        if isinstance(document, dict) and isinstance(document.get("metadata"), dict):
            document["metadata"].pop("last-modified", None)
    return tree


def _compare_evidence(package: ProvenPackage, status: Status) -> Iterator[str]:
    """An artifact that is inside has the hash that was recorded of it."""
    rows = {row.path: row.sha256 for row in package.manifest.files}
    for item in status.system.evidence:
        for location, found in item.found.items():
            sha256 = rows.get(normalize_location(location))
            if sha256 and found.sha256 and found.sha256 != sha256:
                yield f"{location} is not the artifact that the record speaks of"


def _compare_head(head: Mapping[str, Any], status: Status) -> Iterator[str]:
    """The plan that the manifest names is the one inside."""
    facts = status.system.characteristics
    for key, value in (
        ("uuid", facts.uuid),
        ("title", facts.name),
        ("version", facts.version),
        ("version_date", facts.version_date.isoformat()),
        ("profile", status.baseline.profile),
    ):
        if head["system"][key] != value:
            yield f"the manifest names {key} {head['system'][key]}, and the plan inside {value}"


def _compare_counts(head: Mapping[str, Any], status: Status) -> Iterator[str]:
    counts = head.get("counts")
    if counts and any(counts[key] != value for key, value in count_system(status).items()):
        yield "the manifest counts otherwise than the files inside lead to"


def list_scores(status: Status) -> dict[str, int | None]:
    scores = status.scores
    return {"implemented": scores.implemented, "assessor_ready": scores.assessor_ready}
