"""The state of the artifacts when a package was made: which were there, with which hash.

Who verifies a package does not have the artifacts, so they are judged by this record.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from ..errors import PackageError
from ..formats import strict_json
from ..lazy_dataclasses import dataclass
from ..model.evidence import EvidenceItem, FoundFile
from ..model.system import System

EVIDENCE_RECORD = "source/recorded-evidence.json"


@dataclass(frozen=True, slots=True)
class EvidenceRecord:
    """`is_whole`: all authored files of the system stand beside the record; `found` is by id and
    location.
    """

    is_whole: bool
    found: Mapping[str, Mapping[str, FoundFile]]


def write_evidence_record(items: Iterable[EvidenceItem], *, is_whole: bool) -> bytes:
    """Every place that was looked at."""
    rows = [
        {
            "id": item.id,
            "location": location,
            "exists": found.exists,
            "sha256": found.sha256 or None,
            "other_line_ends": list(found.other_line_ends),
        }
        for item in items
        for location, found in item.found.items()
    ]
    return strict_json.write_json({"whole": is_whole, "evidence": rows})


def read_evidence_record(raw: bytes) -> EvidenceRecord:
    """Raises PackageError for what is no such record."""
    tree, problems = strict_json.read_json(raw)
    try:
        if problems:
            raise ValueError(problems[0].message)
        return EvidenceRecord(tree["whole"] is True, _read_rows(tree["evidence"]))
    except (TypeError, KeyError, ValueError, AttributeError) as error:
        raise PackageError(f"{EVIDENCE_RECORD} is no record of evidence: {error}") from error


def put_recorded_evidence(system: System, record: EvidenceRecord) -> System:
    """The system with its artifacts as they were recorded."""
    evidence = tuple(
        replace(item, found=MappingProxyType(dict(record.found.get(item.id, {}))))
        for item in system.evidence
    )
    return replace(system, evidence=evidence)


def _read_rows(rows: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, FoundFile]]:
    found: dict[str, dict[str, FoundFile]] = {}
    for row in rows:
        others = tuple(str(value) for value in row["other_line_ends"])
        state = FoundFile(row["exists"] is True, str(row["sha256"] or ""), others)
        found.setdefault(str(row["id"]), {})[str(row["location"])] = state
    return found
