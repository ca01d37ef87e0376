"""Findings as annotations of a GitHub run."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

import click

from ..findings import Finding, Severity
from .output import emit_findings, make_safe

# GitHub shows so many of a severity and a step, and drops the rest without a word
MOST_OF_A_KIND = 10
_COMMANDS: Mapping[Severity, str] = MappingProxyType(
    {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
)


def annotate(findings: Sequence[Finding], root: Path) -> None:
    """Print the first findings of each severity as annotations.

    Errors and warnings that GitHub would drop are lines of the log.
    """
    prefix = _prefix(root)
    shown: list[Finding] = []
    for severity in Severity:
        shown += [item for item in findings if item.severity is severity][:MOST_OF_A_KIND]
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
        f"::{_COMMANDS[item.severity]}"
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
