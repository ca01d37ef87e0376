"""Findings as SARIF 2.1.0: every rule declared, places from the top of the repository.

Results are known by rule and subject, not by their line.
"""

from __future__ import annotations

from importlib.metadata import version
from typing import Any
from urllib.parse import quote

from .. import data
from ..api.validation.reports import ValidationReport
from ..api.validation.targets import STDIN
from ..codes import CODES, RuleCode
from ..findings import Finding
from ..formats.known_findings import number_fingerprints
from .output import make_safe
from .report_places import find_prefix
from .report_text import list_notes

BASE = "%SRCROOT%"
_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)


def write_sarif(report: ValidationReport) -> dict[str, Any]:
    """A log of one run, on a clean run too."""
    rules = {code: number for number, code in enumerate(CODES)}
    start = find_prefix(report.target.root)
    prints = number_fingerprints(report.fingerprints())
    run = {
        "tool": {
            "driver": {
                "name": "attestle",
                "version": version("attestle"),
                "semanticVersion": version("attestle"),
                "rules": [_describe_rule(item) for item in CODES.values()],
            }
        },
        "originalUriBaseIds": {
            BASE: {
                "description": {
                    "text": "The top of the repository, or the folder that was checked."
                }
            }
        },
        "columnKind": "unicodeCodePoints",
        "invocations": [
            {"executionSuccessful": True, "toolExecutionNotifications": _list_notifications(report)}
        ],
        "properties": {"suppressed": report.suppressed, "accepted": len(report.accepted)},
        "results": [
            _describe_result(item, fingerprint, rules, start)
            for item, fingerprint in zip(report.findings, prints, strict=True)
        ],
    }
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _list_notifications(report: ValidationReport) -> list[dict[str, Any]]:
    """What a reader should know beside the results."""
    suppressed = f"{report.suppressed} findings are suppressed"
    accepted = f"{len(report.accepted)} findings are accepted"
    notes = [
        *([suppressed] if report.suppressed else []),
        *([accepted] if report.accepted else []),
        *list_notes(report),
    ]
    return [{"level": "note", "message": {"text": make_safe(text)}} for text in notes]


def _describe_rule(code: RuleCode) -> dict[str, Any]:
    page = data.read_data(f"explain/{code.id}.md").decode()
    title = f"{code.title[0].upper()}{code.title[1:]}."
    return {
        "id": code.id,
        "shortDescription": {"text": title},
        "fullDescription": {"text": " ".join(page.split("\n\n")[1].split())},
        "help": {"text": page, "markdown": page},
        "defaultConfiguration": {"level": code.severity.value},
        "properties": {"tags": [code.id[:3]]},
    }


def _describe_result(
    item: Finding, fingerprint: str, rules: dict[str, int], start: str
) -> dict[str, Any]:
    place: dict[str, Any] = {
        "physicalLocation": {
            "artifactLocation": _locate_file(start, item.path),
            "region": {"startLine": item.line or 1},
        }
    }
    if item.line is not None and item.column is not None:
        place["physicalLocation"]["region"]["startColumn"] = item.column
    if item.pointer:
        place["logicalLocations"] = [{"fullyQualifiedName": make_safe(item.pointer)}]
    result: dict[str, Any] = {
        "ruleId": item.code,
        "ruleIndex": rules[item.code],
        "level": item.severity.value,
        "message": {
            "text": make_safe(f"{item.message}. {item.hint}" if item.hint else item.message)
        },
        "locations": [place],
        "partialFingerprints": {"attestle/v1": fingerprint},
    }
    if item.owner:
        result["properties"] = {"owner": make_safe(item.owner)}
    return result


def _locate_file(start: str, path: str) -> dict[str, str]:
    if path.startswith(f"{STDIN}."):
        return {"uri": path}
    return {"uri": quote((start + path).encode("utf-8", "surrogateescape")), "uriBaseId": BASE}
