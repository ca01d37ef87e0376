"""Findings as annotations of a GitHub run."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import click

from ..findings import Finding
from .output import emit_findings, make_safe

# GitHub shows so many errors and so many warnings of a step, and drops the rest without a word
MOST_OF_A_KIND = 10


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
