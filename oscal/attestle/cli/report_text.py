"""Findings for people: grouped by file, with the line they are about and a mark under the place."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from ..api.validation.acceptances import AnsweredFinding
from ..api.validation.reports import ValidationReport
from ..codes import CODES
from ..errors import ToolkitError
from ..findings import Finding, write_counts
from .output import (
    INDENT,
    MOST_BYTES,
    MOST_FINDINGS,
    Line,
    choose_colour,
    describe_finding,
    emit,
    emit_left_out,
    escape_line_feeds,
    sort_for_display,
    summarize_findings,
    summarize_place,
)
from .report_groups import describe_group, split_groups
from .terminal import find_width

# Columns of a source line that are shown
_WIDTH = 100
# Columns left and right of the place where the line is cut before it
_MARGIN = 20
# Files that are named one by one
_MOST_NAMES = 20


def show_findings(report: ValidationReport, *, full: bool = False) -> None:
    """Files with their findings, then what there is many of as one line for each kind.

    At most 100 findings and 64 KB, errors before warnings where not all are shown. With `full`
    each finding by itself, and the notes. What could not be judged is told in any case.
    """
    if full:
        _show_files(report.findings, report.read)
        _show_accepted(report.accepted)
        return
    single, groups = split_groups(item for item in report.findings if not item.is_quiet)
    findings = sort_for_display(single)
    shown = _show_files(findings[:MOST_FINDINGS], report.read, most_bytes=MOST_BYTES)
    emit_left_out(len(findings) - shown)
    if groups:
        emit("many of a kind", style="bold")
    for text, style in itertools.chain.from_iterable(map(describe_group, groups)):
        emit(text, style=style)


def _show_accepted(accepted: Sequence[AnsweredFinding]) -> None:
    """What somebody answers for, each with who, when and why."""
    if accepted:
        emit("accepted", style="bold")
    for item in accepted:
        for text, style in describe_finding(item.finding, iter(())):
            emit(text, style=style)
        emit(f"{INDENT}{escape_line_feeds(summarize_place(item.finding))}")
        until = f" until {item.entry.until.isoformat()}" if item.entry.until else ""
        said = f"accepted by {item.entry.by}, {item.entry.date.isoformat()}{until}"
        emit(f"{INDENT}{escape_line_feeds(f'{said}: {item.entry.reason}')}")


def _show_files(
    findings: Sequence[Finding], read: Callable[[str], bytes], *, most_bytes: int | None = None
) -> int:
    """Each file with its findings, until they are too much text; how many were shown."""
    shown, size = 0, 0
    heading: str | None = None
    for item, lines in _describe_findings(findings, read):
        size += sum(len(text) for text, _ in lines)
        if most_bytes is not None and size > most_bytes:
            break
        if item.path != heading:
            emit(escape_line_feeds(item.path), style="bold")
            heading = item.path
        for text, style in lines:
            emit(text, style=style)
        shown += 1
    return shown


def _describe_findings(
    findings: Sequence[Finding], read: Callable[[str], bytes]
) -> Iterator[tuple[Finding, list[Line]]]:
    """Each finding with its lines; the source of a file is read once for all findings in it."""
    for path, group in itertools.groupby(findings, key=lambda item: item.path):
        items = list(group)
        sources = _read_sources(path, items, read)
        for item in items:
            yield item, list(describe_finding(item, _mark_source(item, sources)))


def _mark_source(item: Finding, sources: dict[int, str]) -> Iterator[Line]:
    """The line a finding is about, and a mark under the column."""
    if item.line in sources and item.column is not None:
        text, blanks = _cut_around(sources[item.line], item.column)
        if text.strip():
            yield f"{INDENT}{text}", None
            yield f"{INDENT}{blanks}^", choose_colour(item)


def _cut_around(line: str, column: int) -> tuple[str, str]:
    """The part of a line around a column, and the blanks up to the column.

    Without the blanks that it begins with.
    """
    place = min(column - 1, len(line))
    start = min(len(line) - len(line.lstrip()), place)
    terminal = find_width()
    width = min(_WIDTH, terminal - len(INDENT)) if terminal else _WIDTH
    margin = min(_MARGIN, width // 2)
    if place - start > width - margin:
        start = place - margin
    text = "".join(sign if sign.isprintable() else " " for sign in line[start : start + width])
    return text, " " * (place - start)


def _read_sources(
    path: str, items: Sequence[Finding], read: Callable[[str], bytes]
) -> dict[int, str]:
    """The source lines that the findings of a file need."""
    wanted = {item.line for item in items if item.line is not None and item.column is not None}
    if not wanted:
        return {}
    try:
        data = read(path)
    except (FileNotFoundError, ToolkitError):
        return {}
    return dict(_pick_lines(data, sorted(wanted)))


def _pick_lines(data: bytes, wanted: Sequence[int]) -> Iterator[tuple[int, str]]:
    """Lines by number from 1; a large file is not decoded for a few of its lines."""
    number, start = 1, 0
    for line in wanted:
        while number < line and start >= 0:
            # -1 where the file has no such line
            start = data.find(b"\n", start) + 1 or -1
            number += 1
        if start < 0:
            return
        yield line, _decode_line(data, start)


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
    """Codes with how often each was reported, the most frequent first."""
    tally = Counter(item.code for item in findings)
    return sorted(tally.items(), key=lambda pair: (-pair[1], pair[0]))


def show_end(report: ValidationReport, *, quiet: bool, full: bool = False) -> None:
    """The count of everything, what is known and what was not judged, and a way on."""
    findings = report.findings
    aside = _count_aside(report)
    if findings or aside:
        emit(f"{summarize_findings(findings)}{aside}")
    else:
        emit("no findings")
    for text in list_notes(report):
        emit(text)
    if findings and not quiet:
        # of the gravest the first one: sorting keeps the order
        first = min(findings, key=lambda item: item.severity.rank)
        emit(f"what a code means: attestle explain {first.code}")
        if not full and any(item.is_quiet for item in findings):
            emit("notes ask for nothing; see them with: attestle validate --full")


def _count_aside(report: ValidationReport) -> str:
    numbers = (("suppressed", report.suppressed), ("accepted", len(report.accepted)))
    return "".join(f", {number} {what}" for what, number in numbers if number)


def list_notes(report: ValidationReport) -> Iterator[str]:
    """What a reader of any format should know beside the findings."""
    if report.fresh is not None:
        yield f"new: {len(report.fresh)}"
    if report.elsewhere:
        yield f"as before, in files that did not change: {write_counts(report.elsewhere)}"
    if report.stale:
        yield _describe_stale(report)
    documents = report.target.documents or {}
    if documents:
        what = next(iter(documents)) if len(documents) == 1 else f"{len(documents)} documents"
        yield f"judged alone: {what}; {_describe_reach(report)}"
    number = report.target.passed_over
    if number == 1:
        yield "passed over: 1 file that is no OSCAL document"
    elif number:
        yield f"passed over: {number} files that are no OSCAL documents"
    unread = report.target.unread
    if unread:
        what = "1 file" if len(unread) == 1 else f"{len(unread)} files"
        yield (
            f"not read: {what} that may be OSCAL: {', '.join(unread[:_MOST_NAMES])}"
            f"{', ...' if len(unread) > _MOST_NAMES else ''}"
            " (a document ends in .json, .yaml, .yml or .xml)"
        )


def _describe_reach(report: ValidationReport) -> str:
    """How far the references of documents by themselves were followed; from bytes nowhere."""
    documents = report.target.documents or {}
    if any(isinstance(document, bytes) for document in documents.values()):
        return "what refers to other documents was not judged"
    return f"references were followed below {report.target.within or '.'}"


def _describe_stale(report: ValidationReport) -> str:
    """Entries of the baseline that no finding fits any more."""
    number, first = len(report.stale), report.stale[0]
    what, verb = ("1 entry", "fits") if number == 1 else (f"{number} entries", "fit")
    return (
        f"{what} of the baseline {report.baseline_path} no longer {verb}, such as {first.code} in"
        f" {first.path}; write it anew with --write-baseline"
    )
