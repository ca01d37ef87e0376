"""The artifact hash log of DoD's hashing guide: a line for each artifact, and the log's hash."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

# Names and widths are those of the guide's own example
ALGORITHM = "SHA256"
ARTIFACT_LOG = "CMMCAssessmentArtifacts.log"
HASH_LOG = "CMMCAssessmentLogHash.log"


def build_hash_table(hashes: Mapping[str, str]) -> str:
    """Algorithm, hash in upper-case hex and path, sorted by path; a blank line above and below."""
    lines = ["", f"{'Algorithm':<15} {'Hash':<70} Path", f"{'-' * 9:<15} {'-' * 4:<70} {'-' * 4}"]
    lines += [
        f"{ALGORITHM:<15} {value.upper():<70} {path}" for path, value in sorted(hashes.items())
    ]
    return "\n".join([*lines, "", ""])


def build_hash_logs(hashes: Mapping[str, str]) -> dict[str, bytes]:
    """The two log files by name: of the artifacts, and of the first file itself."""
    artifact_log = build_hash_table(hashes).encode("utf-8")
    digest = hashlib.sha256(artifact_log).hexdigest()
    return {
        ARTIFACT_LOG: artifact_log,
        HASH_LOG: build_hash_table({ARTIFACT_LOG: digest}).encode("utf-8"),
    }
