"""The report of `validate` as JSON, for programs."""

from __future__ import annotations

from ..api.validation.acceptances import AnsweredFinding
from ..api.validation.reports import ValidationReport
from ..findings import Finding, count_findings
from ..render.json_keys.finding_keys import list_finding_keys
from .report_text import show_tally


def _describe_finding(item: Finding, report: ValidationReport) -> dict[str, object]:
    """`new` is a key only where it was asked what is."""
    found = list_finding_keys(item)
    return found if report.fresh is None else {**found, "new": item in report.fresh}


def _describe_acceptance(item: AnsweredFinding) -> dict[str, object]:
    entry = item.entry
    return {
        **list_finding_keys(item.finding),
        "reason": entry.reason,
        "by": entry.by,
        "date": entry.date.isoformat(),
        "until": entry.until.isoformat() if entry.until else None,
    }


def describe_report(report: ValidationReport, *, statistics: bool) -> dict[str, object]:
    """The keys of `validate --format json`."""
    described: dict[str, object] = {
        "findings": [_describe_finding(item, report) for item in report.findings],
        "counts": {**count_findings(report.findings), "accepted": len(report.accepted)},
        "suppressed": report.suppressed,
    }
    if report.accepted:
        described["accepted"] = [_describe_acceptance(item) for item in report.accepted]
    if report.fresh is not None:
        described["elsewhere"] = count_findings(report.elsewhere)
    if report.stale:
        described["stale"] = [
            {
                "code": item.code,
                "path": item.path,
                "message": item.message,
                "fingerprint": item.fingerprint,
            }
            for item in report.stale
        ]
    if statistics:
        described["statistics"] = dict(show_tally(report.findings))
    return described
