"""What goes to the terminal, all of it through `emit`.

No control sequence of a document gets out.
"""

from __future__ import annotations

import itertools
import json
import os
import re
import shlex
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

import click

from ..findings import Finding, Severity, write_counts
from ..lazy_patterns import make_pattern
from .terminal import find_width, wrap_line

# More findings, or more text of them, than a person scrolls back over
MOST_FINDINGS = 100
MOST_BYTES = 64 * 1024
# A line and its colour or weight
Line = tuple[str, str | None]
# Where the text of a finding begins, behind its place, severity and code
INDENT = " " * 29
_COLOURS: Mapping[Severity, str] = MappingProxyType(
    {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}
)
F = TypeVar("F", bound=Callable[..., Any])
# C0 and C1 but for line feed and tab, the characters that change the direction of text, other line
# separators, and what stands for a byte of a file name that is not UTF-8
_UNSAFE = make_pattern(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)
# What a CI runner takes for a command to itself: `::name` at the start of a line, `##[name]` and
# `##vso[` anywhere
_COMMAND = make_pattern(r"^([^\S\n]*):(?=:)|(#)#(?=\[|vso\[)", re.M)

# A command of this tool within a hint
_OWN_COMMAND = make_pattern(r"\battestle (?=[a-z])")


def make_safe(text: str) -> str:
    """Control and bidirectional characters as visible escapes.

    The beginnings of commands to a CI runner too.
    """
    text = _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
    return _COMMAND.sub(
        lambda match: f"{match[2]}\\u0023" if match[2] else f"{match[1]}\\u003a", text
    )


def escape_line_feeds(text: str) -> str:
    """A text of a document that must not begin lines of its own."""
    return text.replace("\n", "\\n")


def emit(
    text: str = "", *, err: bool = False, style: str | None = None, whole: bool = False
) -> None:
    """Print lines; colour only on a terminal and without NO_COLOR.

    On a terminal each is wrapped between words at its width, unless it has to stay `whole`.
    """
    width = 0 if whole else find_width(err=err)
    lines = (wrapped for line in text.split("\n") for wrapped in wrap_line(line, width))
    # after wrapping, which takes some control characters for blanks
    text = make_safe("\n".join(lines) if width else text)
    if style and not os.environ.get("NO_COLOR"):
        bold = style == "bold"
        text = click.style(text, fg=None if bold else style, bold=bold)
    click.echo(text, err=err)


def emit_next(ctx: click.Context, text: str) -> None:
    """What to do after this command, as it can be typed from here; nothing where the command is a
    step of another one, which says it at its own end.
    """
    if ctx.obj["is_step"]:
        return
    folder = ctx.obj["folder"]
    place = f"attestle --root {shlex.quote(folder)} " if folder else "attestle "
    emit(f"next: {_OWN_COMMAND.sub(lambda _: place, text)}")


def is_terminal() -> bool:
    """Whether somebody is there to be asked."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def emit_json(value: object) -> None:
    """Stable keys, two blanks, a final newline."""
    click.echo(write_json(value))


def write_json(value: object) -> str:
    # the escapes of `make_safe` are those of JSON, so the value stays the same
    return make_safe(json.dumps(value, indent=2, ensure_ascii=False))


def emit_bytes(data: bytes) -> None:
    """A whole document as it is, for a file or another program."""
    click.echo(data, nl=False)


def emit_findings(findings: Sequence[Finding], *, err: bool = False) -> None:
    """Grouped by file, of the notes only what could not be judged; at most 100 findings and 64 KB.

    With a word on what was left out.
    """
    findings = [item for item in findings if not item.is_quiet]
    shown, size = 0, 0
    by_file = itertools.groupby(sort_for_display(findings), key=lambda item: item.path)
    for path, group in by_file:
        items = list(itertools.islice(group, max(0, MOST_FINDINGS - shown)))
        if not items or size > MOST_BYTES:
            break
        emit(escape_line_feeds(path), err=err, style="bold")
        for text, style in itertools.chain.from_iterable(map(describe_finding, items)):
            emit(text, err=err, style=style)
            size += len(text)
        shown += len(items)
    emit_left_out(len(findings) - shown, err=err)


def emit_left_out_errors(findings: Iterable[Finding], what: str = "the figures leave") -> bool:
    """The errors of a system that is told of all the same; whether there are any."""
    errors = [item for item in findings if item.is_error]
    if errors:
        emit_findings(errors, err=True)
        number = f"{len(errors)} error{'s' if len(errors) != 1 else ''}"
        emit(f"{number}: {what} out what cannot be read", err=True)
    return bool(errors)


def sort_for_display(findings: Sequence[Finding]) -> Sequence[Finding]:
    """As they are; the gravest first where not all are shown, so that the others are left out."""
    if len(findings) <= MOST_FINDINGS:
        return findings
    return sorted(findings, key=lambda item: item.severity.rank)


def describe_finding(item: Finding, source: Iterable[Line] = ()) -> Iterator[Line]:
    """Place, severity, code and message, the lines of its source, the way out."""
    place = _write_position(item)
    owner = f"  [{item.owner}]" if item.owner else ""
    message = f"{escape_line_feeds(item.message)}{owner}"
    yield (
        f"  {place or '-':>8}  {item.severity.value:<7}  {item.code}  {message}",
        choose_colour(item),
    )
    yield from source
    if item.hint:
        yield f"{INDENT}{escape_line_feeds(item.hint)}", None


def _write_position(item: Finding) -> str:
    """`12:3`, "" for a whole file."""
    return ":".join(str(number) for number in (item.line, item.column) if number is not None)


def summarize_place(item: Finding) -> str:
    """`file:line:column`, as far as it is known."""
    position = _write_position(item)
    return f"{item.path}:{position}" if position else item.path


def choose_colour(item: Finding) -> str:
    return _COLOURS[item.severity]


def emit_left_out(number: int, *, err: bool = False) -> None:
    """Say how many findings are not shown, if any."""
    if number > 0:
        emit(f"... and {number} more; see them all with: attestle validate --full", err=err)


def summarize_findings(findings: Sequence[Finding]) -> str:
    """How many of each severity, in words."""
    return write_counts(findings)


def find_root(ctx: click.Context) -> Path:
    """The workspace of this run."""
    from ..store.layout import find_root as find

    return find(Path(ctx.obj["folder"] or "."))


class _Day(click.DateTime):
    """A day, refused in the words of this tool."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            self.fail(f'"{value}" is not a day; write YYYY-MM-DD', param, ctx)


def day_option(function: F) -> F:
    """`--as-of DATE`."""
    return click.option(
        "--as-of",
        type=_Day(formats=["%Y-%m-%d"]),
        metavar="DATE",
        help="Judge as of this day (YYYY-MM-DD); today otherwise.",
    )(function)


class _PrintedFormat(click.Choice[str]):
    """What a command prints; a form of files is refused with the option that writes it."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if value not in self.choices and value in _list_file_forms(ctx):
            self.fail(f'"{value}" is a file; write: --to {value}', param, ctx)
        return super().convert(value, param, ctx)


def _list_file_forms(ctx: click.Context | None) -> Sequence[str]:
    """What the `--to` of a command writes, where it has one."""
    params = ctx.command.params if ctx else ()
    return next((getattr(item.type, "forms", ()) for item in params if item.name == "forms"), ())


def format_option(*formats: str) -> Callable[[F], F]:
    """`--format` with the first one as default."""

    def decorate(function: F) -> F:
        return click.option(
            "--format",
            "form",
            type=_PrintedFormat(formats),
            default=formats[0],
            show_default=True,
            help="How to print it.",
        )(function)

    return decorate
