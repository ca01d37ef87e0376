"""`attestle package`: the hand-over for one audience, as one file."""

from __future__ import annotations

import datetime as dt
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import click

from ..api import package_differences, packages
from ..api.binders import Progress
from ..api.package_orders import PackageOrder, PackageProgress, PackageResult
from ..api.workspace_setup import write_out
from ..errors import UsageError
from ..formats.audience_table import read_audiences
from ..handover.redaction import RedactionReport
from ..model.audiences import EVERY, Audience, PackageContents
from ..model.shown_words import TextsChoice
from ..render.registry import KINDS
from .documents import emit_document
from .options import out_option, to_option
from .output import day_option, emit, find_root

_PATH = click.Path(path_type=Path)


class _PackageGroup(click.Group):
    """Makes a package, unless the first word is `diff`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        return super().parse_args(ctx, args if args[:1] == ["diff"] else ["make", *args])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """What makes a package has no name of its own to be shown."""
        name, command, rest = super().resolve_command(ctx, args)
        return "" if name == "make" else name, command, rest


class _Make(click.Command):
    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        pieces = " ".join(self.collect_usage_pieces(ctx))
        formatter.write_usage(ctx.command_path.rstrip(), pieces)


@click.group(cls=_PackageGroup)
def package() -> None:
    """Make a package, or compare two."""


@package.command(cls=_Make, epilog="Two packages: attestle package diff OLD.zip NEW.zip")
@click.argument("system", required=False)
@click.option(
    "--for",
    "audience",
    metavar="AUDIENCE",
    required=True,
    help=f"Who receives it: {', '.join(read_audiences())}, or one of attestle.toml.",
)
@click.option("--out", type=_PATH, metavar="FILE.zip", required=True, help="The file to write.")
@click.option(
    "--with",
    "words",
    metavar="WORD",
    multiple=True,
    help="What the audience receives only when asked for: self-check (c3pao), score and poam-count"
    " (prime). May be repeated, or several with commas.",
)
@click.option("--with-evidence", is_flag=True, help="The artifacts that are files go along.")
@click.option(
    "--allow-findings",
    is_flag=True,
    help="Pack a plan that is not final; README, documents and manifest say so.",
)
@click.option(
    "--dirty",
    is_flag=True,
    help="From the files as they stand, not from what is committed; the package says so.",
)
@click.option(
    "--oscal-version",
    metavar="VERSION",
    default="",
    help="The version of OSCAL to write; else the audience's, else that of attestle.toml.",
)
@click.option("--xml", is_flag=True, help="The OSCAL documents as XML too.")
@click.option(
    "--texts",
    type=click.Choice([str(choice) for choice in TextsChoice]),
    help="Whose words of requirements documents print, as in attestle render.",
)
@click.option(
    "--licensed-text",
    is_flag=True,
    help="A publisher's licensed words may go along: you may do so.",
)
@click.option(
    "--redact",
    "rules",
    type=_PATH,
    metavar="RULES.yaml",
    help="Take values out first: addresses, hosts, names, serials, texts; `all`, or a list each.",
)
@click.option(
    "--sprs-print", "print_out", type=_PATH, metavar="FILE", help="The print-out from SPRS (prime)."
)
@day_option
@click.pass_context
def make(
    ctx: click.Context,
    /,
    system: str | None,
    out: Path,
    words: tuple[str, ...],
    as_of: dt.datetime | None,
    texts: str | None,
    **given: Any,
) -> None:
    """Write one file that an assessor, a prime, an auditor or a customer opens and checks offline.

    It is made from what is committed, holds only what its audience receives, and is the same, byte
    for byte, whenever it is made of the same commit for the same day.
    """
    order = PackageOrder(
        words=_split_words(words),
        as_of=as_of.date() if as_of else None,
        texts=TextsChoice(texts) if texts else None,
        **given,
    )
    if out.suffix.lower() != ".zip":
        raise UsageError(f"a package is a zip: write --out {out.with_suffix('.zip')}")
    with ExitStack() as stack:
        result = packages.make_package(
            find_root(ctx), system, order, out, _show_progress(ctx, stack)
        )
    _emit_result(result, out)


@package.command()
@click.argument("old", type=_PATH)
@click.argument("new", type=_PATH)
@to_option("package-diff")
@out_option
def diff(old: Path, new: Path, forms: tuple[str, ...], out: Path) -> None:
    """Show what changed between two packages of a system: documents, objectives, evidence, plan of
    action. Each is proved first; no workspace is needed.
    """
    found = package_differences.compare_packages(old, new)
    if not forms:
        emit_document("package-diff", "text", found)
        return
    for path in write_out(out, package_differences.render_difference(found, forms)):
        emit(f"wrote {path}")


def _split_words(words: tuple[str, ...]) -> tuple[str, ...]:
    parts = (part.strip() for word in words for part in word.split(","))
    return tuple(dict.fromkeys(filter(None, parts)))


def _show_progress(ctx: click.Context, stack: ExitStack) -> PackageProgress:
    """What is packed is told before anything is made; bars are for a terminal."""
    if ctx.obj["quiet"]:
        return PackageProgress()
    if not sys.stderr.isatty():
        return PackageProgress(_announce)
    bars: list[Any] = []

    def begin(label: str, length: int) -> None:
        while bars:
            bars.pop().render_finish()
        bars.append(
            stack.enter_context(click.progressbar(length=length, label=label, file=sys.stderr))
        )

    return PackageProgress(
        _announce,
        Progress(lambda number: begin("documents", number), lambda made: bars[0].update(1)),
        lambda size: begin("package", size),
        lambda size: bars[0].update(size),
    )


def _announce(audience: Audience, contents: PackageContents) -> None:
    emit(f"for {audience.title} ({audience.name}):", err=True, style="bold")
    for label, words in (
        ("documents", [kind for kind in contents.kinds if kind == EVERY or kind in KINDS]),
        ("in", contents.forms),
        ("OSCAL", contents.models),
        ("further", contents.parts),
        ("told", contents.discloses),
    ):
        if words:
            emit(f"  {label:<10} {', '.join(words)}", err=True)
    source = "none"
    if audience.has_source:
        left_out = f", but for {', '.join(audience.without)}" if audience.without else ""
        source = f"the files that people wrote{left_out}"
    emit(f"  {'source':<10} {source}", err=True)
    for word, offer in audience.offers.items():
        emit(f"  {'on demand':<10} --with {word}: {offer.words}", err=True)


def _emit_result(result: PackageResult, out: Path) -> None:
    for path in result.missing:
        emit(
            f"warning: {path} is named by the documents and is not there", err=True, style="yellow"
        )
    for loss in result.losses:
        emit(f"not carried: {loss}", err=True, style="yellow")
    if result.is_behind:
        emit(
            "changes that are not committed are not in it; commit them, or pack them with --dirty",
            err=True,
            style="yellow",
        )
    if result.redacted:
        _emit_redactions(result.redacted, is_verbose=click.get_current_context().obj["verbose"])
    for note in result.manifest.head["notes"]:
        emit(note, err=True)
    emit(f"wrote {out}: {len(result.manifest.files) + 1} files, {result.size:,} bytes")
    emit(f"manifest.json {result.manifest_sha256}")
    emit(result.last_line)


def _emit_redactions(report: RedactionReport, *, is_verbose: bool) -> None:
    """How much was taken out; which words stand for which values is for the sender alone."""
    found = ", ".join(f"{number} {kind}" for kind, number in report.values.items()) or "nothing"
    emit(
        f"redacted: {found}, in {report.places} places; pictures made blank: {report.pictures}",
        err=True,
    )
    for value, word in report.words.items() if is_verbose else ():
        emit(f"  {word:<24} {value}", err=True)
