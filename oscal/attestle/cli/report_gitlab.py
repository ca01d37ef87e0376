"""Findings as a code quality report of GitLab."""

from __future__ import annotations

from typing import Any

from ..api.validation.reports import ValidationReport
from ..findings import Finding
from ..formats.known_findings import number_fingerprints
from ..store.layout import SETTINGS
from .output import make_safe
from .report_places import find_prefix

_SEVERITY = {"error": "major", "warning": "minor"}


def write_gitlab(report: ValidationReport) -> list[dict[str, Any]]:
    """One entry for each finding.

    What is suppressed is one entry of severity info, for the format has no other place for it.
    Notes are left out: there is nothing to do about them.
    """
    start = find_prefix(report.target.root)
    prints = number_fingerprints(report.fingerprints())
    entries = [
        {
            "description": make_safe(_describe_finding(item)),
            "check_name": item.code,
            "fingerprint": fingerprint,
            "severity": _SEVERITY[item.severity.value],
            "location": {"path": start + item.path, "lines": {"begin": item.line or 1}},
        }
        for item, fingerprint in zip(report.findings, prints, strict=True)
        if not item.is_note
    ]
    if report.suppressed:
        path = report.baseline_path or SETTINGS
        entries.append(
            {
                "description": (
                    f"{report.suppressed} findings are suppressed by settings, options or the"
                    " baseline"
                ),
                "check_name": "suppressed",
                # as long as the others, and the same in each run
                "fingerprint": "0" * 32,
                "severity": "info",
                "location": {"path": start + path, "lines": {"begin": 1}},
            }
        )
    return entries


def _describe_finding(item: Finding) -> str:
    hint = f" ({item.hint})" if item.hint else ""
    owner = f" [{item.owner}]" if item.owner else ""
    return f"{item.code}: {item.message}{hint}{owner}"
