"""Findings for a code host: as annotations of a GitHub run, and as a page of markdown for its
summary.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from ..findings import Finding
from .output import emit_findings, make_safe, summarize_findings

# GitHub shows so many errors and so many warnings of a step, and drops the rest without a word
MOST_OF_A_KIND = 10
MOST_ROWS = 200
MOST_CHARACTERS = 400


def annotate(findings: Sequence[Finding], root: Path) -> None:
    """Print the first errors and warnings as annotations; those that GitHub would drop as lines of
    the log.
    """
    prefix = _prefix(root)
    shown: list[Finding] = []
    for error in (True, False):
        shown += [item for item in findings if item.is_error is error][:MOST_OF_A_KIND]
    for item in shown:
        click.echo(annotation(item, prefix))
    rest = [item for item in findings if item not in shown]
    if rest:
        emit_findings(rest)


def annotation(item: Finding, prefix: str = "") -> str:
    """`::error file=...,line=...,col=...,title=CODE::message`, on one line whatever the finding
    holds.
    """
    facts = {
        "file": prefix + item.path,
        "line": item.line,
        "col": item.column if item.line is not None else None,
        "title": item.code,
    }
    written = ",".join(
        f"{key}={_property(str(value))}" for key, value in facts.items() if value is not None
    )
    owner = f"\nowner: {item.owner}" if item.owner else ""
    return (
        f"::{item.severity.value}"
        f" {written}::{_data(item.message + (f'{chr(10)}{item.hint}' if item.hint else '') + owner)}"
    )


def _data(text: str) -> str:
    return make_safe(text.replace("\r", "\n")).replace("%", "%25").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _prefix(root: Path) -> str:
    """The workspace's folder in the repository that a run works on, where GitHub looks for the file
    of an annotation.
    """
    top = os.environ.get("GITHUB_WORKSPACE", "")
    try:
        inside = root.resolve().relative_to(Path(top).resolve()).as_posix() if top else "."
    except ValueError:
        return ""
    return "" if inside == "." else f"{inside}/"


def page(findings: Sequence[Finding]) -> Iterator[str]:
    """The findings in words, errors first, for a summary or a comment."""
    yield f"## attestle: {summarize_findings(findings) if findings else 'no findings'}"
    yield ""
    if not findings:
        return
    yield "| | where | what | the way out | owner |"
    yield "|---|---|---|---|---|"
    sorted_ = sorted(findings, key=lambda item: not item.is_error)
    for item in sorted_[:MOST_ROWS]:
        where = item.path + (f":{item.line}" if item.line is not None else "")
        cells = (f"{item.severity.value} {item.code}", where, item.message, item.hint, item.owner)
        yield f"| {' | '.join(_cell(text) for text in cells)} |"
    if len(findings) > MOST_ROWS:
        yield ""
        yield f"... and {len(findings) - MOST_ROWS} more; see them with `attestle validate`."
    yield ""


def _cell(text: str) -> str:
    """One line of text in which no sign is markup."""
    text = " ".join(make_safe(text).split())
    text = text if len(text) <= MOST_CHARACTERS else f"{text[:MOST_CHARACTERS]} ..."
    return "".join(f"\\{sign}" if sign in "\\`*_{}[]<>#~|!&" else sign for sign in text)
