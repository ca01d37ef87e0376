"""Findings for people: grouped by file, with the line they are about and a mark under the place."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from ..api.validation.reports import ValidationReport
from ..codes import CODES
from ..errors import ToolkitError
from ..findings import Finding
from .output import MOST_BYTES, MOST_FINDINGS, emit, summarize_findings

Line = tuple[str, str | None]
_WIDTH = 100  # of a source line as it is shown
_INDENT = " " * 29


def show_findings(report: ValidationReport) -> None:
    """At most 100 findings and 64 KB, errors before warnings where not all are shown."""
    findings = report.findings
    if len(findings) > MOST_FINDINGS:
        findings = (
            *(item for item in findings if item.is_error),
            *(item for item in findings if not item.is_error),
        )
    shown, size, last = 0, 0, ""
    for item, lines in _write_findings(findings[:MOST_FINDINGS], report.read):
        size += sum(len(text) for text, _ in lines)
        if size > MOST_BYTES:
            break
        if item.path != last:
            emit(_one_line(item.path), style="bold")
            last = item.path
        for text, style in lines:
            emit(text, style=style)
        shown += 1
    if shown < len(findings):
        emit(
            f"... and {len(findings) - shown} more; see them all with: attestle validate --format"
            " json"
        )


def _write_findings(
    findings: Sequence[Finding], read: Callable[[str], bytes]
) -> Iterator[tuple[Finding, list[Line]]]:
    """Each finding with its lines; the source of a file is read once for all findings in it."""
    for path, group in itertools.groupby(findings, key=lambda item: item.path):
        items = list(group)
        sources = _sources(path, items, read)
        yield from ((item, list(_lines(item, sources))) for item in items)


def _one_line(text: str) -> str:
    return text.replace("\n", "\\n")


def _lines(item: Finding, sources: dict[int, str]) -> Iterator[tuple[str, str | None]]:
    place = ":".join(str(number) for number in (item.line, item.column) if number is not None)
    owner = f"  [{item.owner}]" if item.owner else ""
    colour = "red" if item.is_error else "yellow"
    yield (
        (
            f"  {place or '-':>8}  {item.severity.value:<7}  {item.code} "
            f" {_one_line(item.message)}{owner}"
        ),
        colour,
    )
    if item.line in sources and item.column is not None:
        text, mark = _window(sources[item.line], item.column)
        if text.strip():
            yield f"{_INDENT}{text}", None
            yield f"{_INDENT}{mark}^", colour
    if item.hint:
        yield f"{_INDENT}{_one_line(item.hint)}", None


def _window(line: str, column: int) -> tuple[str, str]:
    """The part of a line around a column, without what it begins with; and the blanks up to the
    column.
    """
    at = min(column - 1, len(line))
    start = min(len(line) - len(line.lstrip()), at)
    if at - start > _WIDTH - 20:
        start = at - 20
    text = "".join(sign if sign.isprintable() else " " for sign in line[start : start + _WIDTH])
    return text, " " * (at - start)


def _sources(path: str, items: Sequence[Finding], read: Callable[[str], bytes]) -> dict[int, str]:
    """The source lines that the findings of a file need."""
    wanted = sorted(
        {item.line for item in items if item.line is not None and item.column is not None}
    )
    if not wanted:
        return {}
    try:
        data = read(path)
    except (FileNotFoundError, ToolkitError):
        return {}
    found, number, start = {}, 1, 0
    for line in wanted:
        while number < line and start >= 0:
            start = data.find(b"\n", start) + 1 or -1
            number += 1
        if start < 0:
            break
        found[line] = _decode_line(data, start)
    return found


def _decode_line(data: bytes, start: int) -> str:
    end = data.find(b"\n", start)
    line = data[start : end if end >= 0 else len(data)]
    return line.decode("utf-8", "replace").removeprefix("\ufeff").rstrip("\r")


def show_statistics(findings: Iterable[Finding]) -> None:
    """How often each code was reported, the most frequent first."""
    for code, number in show_tally(findings):
        severity = CODES[code].severity.value if code in CODES else ""
        emit(f"{number:>7}  {severity:<7}  {code}  {CODES[code].title if code in CODES else ''}")


def show_tally(findings: Iterable[Finding]) -> list[tuple[str, int]]:
    return sorted(
        Counter(item.code for item in findings).items(), key=lambda pair: (-pair[1], pair[0])
    )


def show_end(report: ValidationReport, *, quiet: bool) -> None:
    """The count of everything, what is known and what was not judged, and a way on."""
    findings, left = report.findings, report.suppressed
    emit(
        f"{summarize_findings(findings)}{f', {left} suppressed' if left else ''}"
        if findings or left
        else "no findings"
    )
    for text in list_notes(report):
        emit(text)
    if findings and not quiet:
        first = next((item for item in findings if item.is_error), findings[0])
        emit(f"what a code means: attestle explain {first.code}")


def list_notes(report: ValidationReport) -> Iterator[str]:
    """What a reader of any format should know beside the findings."""
    if report.stale:
        number = sum(1 for _ in report.stale)
        what = "1 entry" if number == 1 else f"{number} entries"
        first = report.stale[0]
        yield (
            f"{what} of the baseline {report.baseline_path} no longer"
            f" fit{'s' if number == 1 else ''}, such as {first.code} in {first.path}; write it anew"
            " with --write-baseline"
        )
    documents = report.target.documents or {}
    if documents:
        what = next(iter(documents)) if len(documents) == 1 else f"{len(documents)} documents"
        yield f"judged alone: {what}; what refers to other documents was not judged"
    if report.target.passed_over:
        number = report.target.passed_over
        yield (
            f"passed over: {number} file{'s' if number != 1 else ''} that"
            f" {'are' if number != 1 else 'is'} no OSCAL document{'s' if number != 1 else ''}"
        )
