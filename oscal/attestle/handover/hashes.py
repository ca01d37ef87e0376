"""The artifact hash log: the table that DoD's hashing guide shows, one line per artifact, and the
hash of that table.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

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
    """The two log files by name: the table of the artifacts, and the table of that file's own hash."""
    artifacts = build_hash_table(hashes).encode("utf-8")
    own = build_hash_table({ARTIFACT_LOG: hashlib.sha256(artifacts).hexdigest()}).encode("utf-8")
    return {ARTIFACT_LOG: artifacts, HASH_LOG: own}
