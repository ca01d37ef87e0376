"""Findings as a code quality report of GitLab."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

from ..api.validation.reports import ValidationReport
from ..findings import Finding
from ..formats.known_findings import number_fingerprints
from ..store.layout import SETTINGS
from .output import make_safe
from .report_places import find_prefix

_SEVERITY = {"error": "major", "warning": "minor", "note": "info"}


def write_gitlab(report: ValidationReport) -> list[dict[str, Any]]:
    """One entry for each finding.

    What is suppressed, and what is accepted, is one entry of severity info, for the format has no
    other place for it. Notes are left out: there is nothing to do about them. What could not be
    judged is of severity info.
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
        if not item.is_quiet
    ]
    if report.suppressed:
        path = start + (report.baseline_path or SETTINGS)
        what = "are suppressed by settings, options or the baseline"
        entries.append(_describe_aside(report.suppressed, what, "suppressed", path))
    if report.accepted:
        what = "are accepted in the settings"
        entries.append(_describe_aside(len(report.accepted), what, "accepted", start + SETTINGS))
    return entries


# As long as the fingerprints of findings, and the same in each run
_ASIDE = MappingProxyType({"suppressed": "0" * 32, "accepted": "0" * 31 + "1"})


def _describe_aside(number: int, what: str, name: str, path: str) -> dict[str, Any]:
    return {
        "description": f"{number} findings {what}",
        "check_name": name,
        "fingerprint": _ASIDE[name],
        "severity": "info",
        "location": {"path": path, "lines": {"begin": 1}},
    }


def _describe_finding(item: Finding) -> str:
    hint = f" ({item.hint})" if item.hint else ""
    owner = f" [{item.owner}]" if item.owner else ""
    return f"{item.code}: {item.message}{hint}{owner}"
