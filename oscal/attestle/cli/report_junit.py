"""Findings as a JUnit report: a suite for each file, a case for each finding.

Findings that do not fail the run are passed cases, and what could not be judged is a skipped one;
other notes are left out.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape, quoteattr

from ..api.validation.reports import ValidationReport
from ..findings import Finding
from .output import make_safe
from .report_places import find_prefix

# Characters that XML 1.0 has no way to write
_NO_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_junit(report: ValidationReport) -> str:
    """A file without findings is not named; a clean run is one passed case."""
    findings = [item for item in report.findings if not item.is_quiet]
    cases = len(findings) or 1
    failures = sum(map(report.is_failure, findings))
    aside = len(_list_aside(report))
    skipped = aside + _count_unverifiable(findings)
    lines = (
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<testsuites name="attestle" tests="{cases + aside}" failures="{failures}" errors="0"'
        f' skipped="{skipped}">',
        *_write_suites(report, findings),
        "</testsuites>",
    )
    return "\n".join(lines) + "\n"


def _write_suites(report: ValidationReport, findings: Sequence[Finding]) -> Iterator[str]:
    start = find_prefix(report.target.root)
    for path, group in itertools.groupby(findings, key=lambda item: item.path):
        items = list(group)
        yield (
            f'  <testsuite name={_quote_attribute(start + path)} tests="{len(items)}"'
            f' failures="{sum(map(report.is_failure, items))}" errors="0"'
            f' skipped="{_count_unverifiable(items)}">'
        )
        for item in items:
            yield from _write_case(item, start, is_failure=report.is_failure(item))
        yield "  </testsuite>"
    if not findings:
        yield '  <testsuite name="attestle" tests="1" failures="0" errors="0" skipped="0">'
        yield '    <testcase classname="attestle" name="no findings"/>'
        yield "  </testsuite>"
    for name, number in _list_aside(report):
        yield f'  <testsuite name="{name}" tests="1" failures="0" errors="0" skipped="1">'
        yield f'    <properties><property name="{name}" value="{number}"/></properties>'
        yield (
            f'    <testcase classname="attestle" name="{name}"><skipped'
            f' message="{number} findings are {name}"/></testcase>'
        )
        yield "  </testsuite>"


def _count_unverifiable(findings: Sequence[Finding]) -> int:
    return sum(item.is_unverifiable for item in findings)


def _list_aside(report: ValidationReport) -> list[tuple[str, int]]:
    """What is not told: as suites of one case that was skipped."""
    numbers = (("suppressed", report.suppressed), ("accepted", len(report.accepted)))
    return [(name, number) for name, number in numbers if number]


def _write_case(item: Finding, start: str, *, is_failure: bool) -> Iterator[str]:
    file = _quote_attribute(start + item.path)
    name = _quote_attribute(f"{item.code} {item.pointer or item.line or ''}".strip())
    yield (f'    <testcase classname={file} name={name} file={file} line="{item.line or 1}">')
    text = _escape_text("\n".join(_describe_finding(item, start)))
    if is_failure:
        yield (
            f"      <failure message={_quote_attribute(item.message)}"
            f" type={_quote_attribute(item.code)}>{text}</failure>"
        )
    elif item.is_unverifiable:
        yield f"      <skipped message={_quote_attribute(item.message)}/>"
    else:
        yield f"      <system-out>{text}</system-out>"
    yield "    </testcase>"


def _describe_finding(item: Finding, start: str) -> Iterator[str]:
    position = "".join(f":{number}" for number in (item.line, item.column) if number is not None)
    place = f"{start}{item.path}{position}"
    yield f"{place}: {item.severity.value} {item.code}: {item.message}"
    if item.hint:
        yield item.hint
    if item.owner:
        yield f"owner: {item.owner}"


def _escape_text(text: str) -> str:
    return escape(_NO_XML.sub("\ufffd", make_safe(text)))


def _quote_attribute(text: str) -> str:
    return quoteattr(_NO_XML.sub("\ufffd", make_safe(text)).replace("\n", " "))
