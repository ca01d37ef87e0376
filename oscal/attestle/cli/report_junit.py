"""Findings as a JUnit report: a suite for each file, a case for each finding; findings that do not
fail the run are passed cases.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from ..api.validation.reports import ValidationReport
from ..findings import Finding
from .output import make_safe
from .report_places import find_prefix

_NO_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_junit(report: ValidationReport) -> str:
    """A file without findings is not named; a clean run is one passed case."""
    failed = [item for item in report.findings if _fails(item, report)]
    number = len(report.findings) or 1
    return (
        "\n".join(
            (
                '<?xml version="1.0" encoding="UTF-8"?>',
                (
                    f'<testsuites name="attestle" tests="{number + bool(report.suppressed)}"'
                    f' failures="{len(failed)}" errors="0"'
                    f' skipped="{int(bool(report.suppressed))}">'
                ),
                *_suites(report),
                "</testsuites>",
            )
        )
        + "\n"
    )


def _suites(report: ValidationReport) -> Iterator[str]:
    start = find_prefix(report.target.root)
    for path, group in itertools.groupby(report.findings, key=lambda item: item.path):
        items = list(group)
        name = _attribute(start + path)
        yield (
            f'  <testsuite name={name} tests="{len(items)}"'
            f' failures="{sum(_fails(item, report) for item in items)}" errors="0" skipped="0">'
        )
        for item in items:
            yield from _case(item, start, fails=_fails(item, report))
        yield "  </testsuite>"
    if not report.findings:
        yield '  <testsuite name="attestle" tests="1" failures="0" errors="0" skipped="0">'
        yield '    <testcase classname="attestle" name="no findings"/>'
        yield "  </testsuite>"
    if report.suppressed:
        yield '  <testsuite name="suppressed" tests="1" failures="0" errors="0" skipped="1">'
        yield (
            '    <properties><property name="suppressed"'
            f' value="{report.suppressed}"/></properties>'
        )
        yield (
            '    <testcase classname="attestle" name="suppressed"><skipped'
            f' message="{report.suppressed} findings are suppressed"/></testcase>'
        )
        yield "  </testsuite>"


def _fails(item: Finding, report: ValidationReport) -> bool:
    return item.is_error or report.fail_on == "warning"


def _case(item: Finding, start: str, *, fails: bool) -> Iterator[str]:
    place = (
        start
        + item.path
        + "".join(f":{number}" for number in (item.line, item.column) if number is not None)
    )
    words = "\n".join(
        text
        for text in (
            f"{place}: {item.severity.value} {item.code}: {item.message}",
            item.hint,
            item.owner and f"owner: {item.owner}",
        )
        if text
    )
    name = _attribute(f"{item.code} {item.pointer or item.line or ''}".strip())
    yield (
        f"    <testcase classname={_attribute(start + item.path)} name={name}"
        f' file={_attribute(start + item.path)} line="{item.line or 1}">'
    )
    if fails:
        yield (
            f"      <failure message={_attribute(item.message)}"
            f" type={_attribute(item.code)}>{_text(words)}</failure>"
        )
    else:
        yield f"      <system-out>{_text(words)}</system-out>"
    yield "    </testcase>"


def _text(text: str) -> str:
    return escape(_NO_XML.sub("\ufffd", make_safe(text)))


def _attribute(text: str) -> str:
    return quoteattr(_NO_XML.sub("\ufffd", make_safe(text)).replace("\n", " "))
