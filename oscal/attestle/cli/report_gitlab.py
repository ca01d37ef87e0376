"""Findings as a code quality report of GitLab."""

from __future__ import annotations

from typing import Any

from ..api.validation.reports import ValidationReport
from ..formats.known_findings import number_fingerprints
from .output import make_safe
from .report_places import find_prefix

_SEVERITY = {"error": "major", "warning": "minor"}


def write_gitlab(report: ValidationReport) -> list[dict[str, Any]]:
    """One entry for each finding; what is suppressed is one entry of severity info, for the format
    has no other place for it.
    """
    start = find_prefix(report.target.root)
    found = [
        {
            "description": make_safe(
                f"{item.code}:"
                f" {item.message}{f' ({item.hint})' if item.hint else ''}{f' [{item.owner}]' if item.owner else ''}"
            ),
            "check_name": item.code,
            "fingerprint": one,
            "severity": _SEVERITY[item.severity.value],
            "location": {"path": start + item.path, "lines": {"begin": item.line or 1}},
        }
        for item, one in zip(
            report.findings, number_fingerprints(report.fingerprints()), strict=True
        )
    ]
    if report.suppressed:
        path = report.baseline_path or "attestle.toml"
        found.append(
            {
                "description": (
                    f"{report.suppressed} findings are suppressed by settings, options or the"
                    " baseline"
                ),
                "check_name": "suppressed",
                "fingerprint": "0" * 32,
                "severity": "info",
                "location": {"path": start + path, "lines": {"begin": 1}},
            }
        )
    return found
