"""The files of a package, each from its own source: OSCAL, what is authored, artifacts, records."""

from __future__ import annotations

import hashlib
import io
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from ..assess.system_status import Status
from ..errors import InternalError, UsageError
from ..findings import Finding
from ..formats import strict_json
from ..handover.container import Digest, PackedFile, measure_pieces, walk_pieces
from ..handover.entry_texts import list_texts
from ..handover.evidence_record import EVIDENCE_RECORD, write_evidence_record
from ..handover.hash_logs import build_hash_logs
from ..handover.manifest import ListedFile, Making, list_file
from ..handover.redaction import RedactionReport, find_survivors
from ..handover.score_record import list_derivation
from ..lazy_dataclasses import dataclass
from ..model.audiences import Audience, PackageContents
from ..model.evidence import EvidenceItem
from ..model.workspace import Work
from ..render.json_keys.finding_keys import list_finding_keys
from ..render.json_keys.status_keys import list_status_keys
from ..store import evidence_files, files, folders, layout, package_files, systems
from .package_oscal import EVIDENCE, OscalFiles
from .validation.reports import ValidationOptions, ValidationReport, make_report
from .validation.targets import Target

SCORE = "score/score.json"
FINDINGS = "findings/findings.json"
SOURCE = "source"
_ANOTHER = "another-system"


@dataclass(frozen=True, slots=True)
class PackageItem:
    """A file of a package; `content` are its bytes, or the path below `root` of a file that is not
    held.
    """

    path: str
    making: Making
    content: bytes | str
    root: Path = Path()
    source: str = ""
    source_sha256: str = ""

    def open(self) -> BinaryIO:
        if isinstance(self.content, bytes):
            return io.BytesIO(self.content)
        return package_files.open_inside(self.root, self.content)

    def measure(self) -> Digest:
        if isinstance(self.content, bytes):
            return measure_pieces(iter([self.content]))
        with self.open() as file:
            return measure_pieces(walk_pieces(file))

    def pack(self, digest: Digest) -> PackedFile:
        return PackedFile(self.path, digest, self.open)

    def list(self, digest: Digest, *, with_source: bool) -> ListedFile:
        source = self.source if with_source else ""
        return list_file(self.path, digest, self.making, source, self.source_sha256)


def list_oscal(root: Path, found: OscalFiles) -> Iterator[PackageItem]:
    """Documents print the hash of the workspace's file, so the manifest lists it too."""
    for path, data in found.files.items():
        source = found.origins[path]
        standing = files.read_current(root, source)
        differs = standing is not None and standing != data
        digest = hashlib.sha256(standing or b"").hexdigest() if differs else ""
        yield PackageItem(path, Making.OSCAL, data, source=source, source_sha256=digest)


def list_documents(made: Mapping[str, bytes]) -> Iterator[PackageItem]:
    for path, data in made.items():
        yield PackageItem(f"documents/{path}", Making.DOCUMENT, data)


def list_source(root: Path, work: Work, audience: Audience) -> Iterator[PackageItem]:
    """The authored files that the audience receives, and the state of the artifacts beside them."""
    if not audience.has_source:
        return
    folder = layout.system_folder_path(work.system.name)
    left_out = (evidence_files.EVIDENCE, *audience.without)
    for name in folders.list_files_below(root / folder):
        parts = name.split("/")
        if parts[0] in left_out or any(part.startswith(".") for part in parts):
            continue
        path = f"{folder}/{name}"
        yield PackageItem(f"{SOURCE}/{path}", Making.AUTHORED, files.read(root, path), source=path)
    record = write_evidence_record(work.system.evidence, is_whole=not audience.without)
    yield PackageItem(EVIDENCE_RECORD, Making.PACKAGE, record)


def list_evidence(root: Path, work: Work) -> Iterator[PackageItem]:
    """The artifacts of the register that are files of the workspace."""
    for inside in dict.fromkeys(
        path for item in work.system.evidence for path in _list_local_files(root, work, item)
    ):
        path = f"{layout.system_folder_path(work.system.name)}/{evidence_files.EVIDENCE}/{inside}"
        yield PackageItem(place_artifact(inside), Making.EVIDENCE, path, root, path)


def place_artifact(inside: str) -> str:
    """The path in the package: macOS writes accents apart, and a package knows one way alone."""
    return f"{EVIDENCE}/{unicodedata.normalize('NFC', inside)}"


def has_artifact(root: Path, system: str, inside: str) -> bool:
    """Whether a file or folder stands at a path below the folder of artifacts."""
    path = f"{layout.system_folder_path(system)}/{evidence_files.EVIDENCE}/{inside}"
    is_folder = folders.is_folder(root / path) and not files.explain_no_folder(root, path)
    return is_folder or files.exists(root, path)


def _list_local_files(root: Path, work: Work, item: EvidenceItem) -> Iterator[str]:
    """Paths from the folder of artifacts; all files of a place that is a folder."""
    top = f"{layout.system_folder_path(work.system.name)}/{evidence_files.EVIDENCE}/"
    for place in item.places:
        path = evidence_files.find_local_path(work.system.name, place.location)
        if path is None:
            continue
        inside = path.removeprefix(top)
        if files.exists(root, path):
            yield inside
        elif folders.is_folder(root / path) and not files.explain_no_folder(root, path):
            yield from (f"{inside}/{name}" for name in folders.list_files_below(root / path))


def list_hash_logs(root: Path, work: Work) -> Iterator[PackageItem]:
    """The logs of DoD's shape: hashes of what is here as it is, of the rest as it is registered."""
    hashes: dict[str, str] = {}
    for item in work.system.evidence:
        hashes |= {place.location: place.sha256 for place in item.places if place.sha256}
        hashes |= evidence_files.hash_places(root, work.system.name, item)
    if hashes:
        for name, data in build_hash_logs(hashes).items():
            yield PackageItem(f"hash-logs/{name}", Making.PACKAGE, data)


def list_settings(root: Path) -> Iterator[PackageItem]:
    if files.exists(root, layout.SETTINGS):
        data = files.read(root, layout.SETTINGS)
        path = f"{SOURCE}/{layout.SETTINGS}"
        yield PackageItem(path, Making.AUTHORED, data, source=layout.SETTINGS)


def list_records(
    contents: PackageContents, status: Status, report: Callable[[], ValidationReport]
) -> Iterator[PackageItem]:
    """The score with its derivation, and what the checks found."""
    if "score" in contents.parts:
        yield PackageItem(SCORE, Making.PACKAGE, write_score(replace(status, withheld=frozenset())))
    if "findings" in contents.parts:
        yield PackageItem(FINDINGS, Making.PACKAGE, _write_findings(report()))


def write_score(status: Status) -> bytes:
    """What `status` says, and how each requirement and objective led to it."""
    tree = {"status": list_status_keys(status), "derivation": list_derivation(status)}
    return strict_json.write_json(tree)


def find_findings(root: Path, name: str, as_of: Any) -> ValidationReport:
    """What the checks of the workspace find, but for what is of other systems."""
    report = make_report(Target(root), ValidationOptions(as_of=as_of))
    others = [item for item in files.list_names(root, layout.SSP) if item != name]
    # a file right below the folder of systems is none of them
    theirs = frozenset(systems.list_systems(root)) - {name}
    hide = partial(_hide_others, others)
    return replace(
        report,
        findings=tuple(
            hide(item) for item in report.findings if not layout.is_of_system(item.path, theirs)
        ),
        accepted=tuple(
            replace(item, finding=hide(item.finding))
            for item in report.accepted
            if not layout.is_of_system(item.finding.path, theirs)
        ),
    )


def _hide_others(others: Sequence[str], finding: Finding) -> Finding:
    """A finding about the whole workspace names no system that the package is not of."""
    if not others:
        return finding
    names = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, others))})(?![\w-])")
    message, hint = (names.sub(_ANOTHER, text) for text in (finding.message, finding.hint))
    return replace(finding, message=message, hint=hint)


def _write_findings(report: ValidationReport) -> bytes:
    accepted = [
        {
            **list_finding_keys(item.finding),
            "reason": item.entry.reason,
            "by": item.entry.by,
            "date": item.entry.date.isoformat(),
            "until": item.entry.until.isoformat() if item.entry.until else None,
        }
        for item in report.accepted
    ]
    tree = {
        "findings": [list_finding_keys(item) for item in report.findings],
        "accepted": accepted,
        "suppressed": report.suppressed,
    }
    return strict_json.write_json(tree)


def count_system(status: Status) -> dict[str, Any]:
    """What the manifest counts and whoever verifies counts again."""
    scores = status.scores
    met = sum(item.met for item in status.results)
    return {
        "scores": {
            "implemented": scores.implemented,
            "assessor_ready": scores.assessor_ready,
            "maximum": scores.maximum,
        },
        "requirements": {"met": met, "not_met": len(status.results) - met},
        "objectives": status.ratings,
        "evidence": len(status.system.evidence),
        "poam_open": sum(item.status != "complete" for item in status.system.poam),
    }


def count_findings(report: ValidationReport) -> dict[str, int]:
    counts = {"error": 0, "warning": 0, "note": 0}
    for item in report.findings:
        counts[item.severity.value] += 1
    return counts | {"accepted": len(report.accepted)}


def pack_print_out(path: Path) -> PackageItem:
    """The print-out from SPRS that the sender adds, under a name that tells what it is."""
    ending = path.suffix.lower()
    if ending not in (".pdf", ".png", ".jpg", ".jpeg"):
        raise UsageError(f"{path} is no print-out: give a PDF, PNG or JPEG file")
    data = files.read_outside(path)
    return PackageItem(f"sprs/print-out{ending}", Making.PACKAGE, data)


def sort_items(items: Iterable[PackageItem]) -> list[PackageItem]:
    """In the order of the package: the README first, then by path."""
    return sorted(items, key=lambda item: (item.path != "README.txt", item.path))


def refuse_survivors(items: Sequence[PackageItem], report: RedactionReport | None) -> None:
    """Nothing is handed over in which a value that was taken out stands all the same."""
    if report is None:
        return
    texts = (
        (item.path, text)
        for item in items
        if isinstance(item.content, bytes)
        for text in list_texts(item.path, item.content)
    )
    # where somebody can mend it comes first
    found = set(find_survivors(texts, report.forbidden))
    places = sorted(found, key=lambda path: (not path.startswith(f"{SOURCE}/"), path))
    if places:
        raise InternalError(
            f"what was to be taken out still stands in {', '.join(places[:5])}; nothing was written"
        )
