"""The keys of a finding in `validate --format json`."""

from __future__ import annotations

from ...findings import Finding


def list_finding_keys(item: Finding) -> dict[str, object]:
    """A finding with the keys of `validate --format json`."""
    return {
        "code": item.code,
        "severity": item.severity.value,
        "path": item.path,
        "pointer": item.pointer,
        "line": item.line,
        "column": item.column,
        "message": item.message,
        "hint": item.hint,
        "owner": item.owner,
    }
