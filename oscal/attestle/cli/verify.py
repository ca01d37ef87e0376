"""`attestle verify`: a package checked with nothing but the file."""

from __future__ import annotations

import contextlib
import datetime as dt
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click

from ..api import verification
from ..api.verification import VerificationReport
from ..errors import ExitCode
from ..handover.signatures import SignatureQuestion
from ..store import package_files
from .output import emit, emit_json, format_option

_FILE = click.Path(path_type=Path)


@click.command()
@click.argument("file", type=_FILE)
@click.option(
    "--key",
    "keys",
    type=_FILE,
    metavar="PUB",
    multiple=True,
    help="A public key whose signatures count; may be repeated.",
)
@click.option(
    "--signature",
    "detached",
    type=_FILE,
    metavar="FILE",
    multiple=True,
    help="A signature that is kept beside the package.",
)
@click.option(
    "--require",
    "required",
    metavar="ROLE",
    multiple=True,
    help="Refuse unless this role has signed; may be repeated.",
)
@click.option(
    "--revoked",
    type=_FILE,
    metavar="FILE",
    help="Ids of keys that do not count, each with the day since which.",
)
@click.option(
    "--tsa-cert",
    "authority",
    type=_FILE,
    metavar="PEM",
    help="The certificates of the time stamp authority that is believed.",
)
@click.option(
    "--at",
    "at",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Judge keys and time stamps as of this day.",
)
@format_option("text", "json")
@click.pass_context
def verify(
    ctx: click.Context,
    file: Path,
    keys: tuple[Path, ...],
    detached: tuple[Path, ...],
    required: tuple[str, ...],
    revoked: Path | None,
    authority: Path | None,
    at: dt.datetime | None,
    form: str,
) -> None:
    """Check a package: every byte, the signatures, the OSCAL inside, and the score where the
    authored files are inside. Needs no workspace and no network, and writes nothing.

    Exit 5 if it is not what it says.
    """
    question = SignatureQuestion(
        keys, detached, revoked, authority, at.date() if at else None, required
    )
    with _show_progress(file) as advance:
        report = verification.verify_package(file, question, advance)
    if form == "json":
        emit_json(verification.make_verified(report))
    else:
        _emit_report(report)
    if not report.is_verified:
        ctx.exit(int(ExitCode.VERIFICATION))


@contextlib.contextmanager
def _show_progress(file: Path) -> Iterator[Callable[[int], None]]:
    """A bar on a terminal; a large package takes its time."""
    size = package_files.find_size(file)
    if not sys.stderr.isatty() or click.get_current_context().obj["quiet"]:
        yield lambda read: None
        return
    with click.progressbar(length=size, label="hashing", file=sys.stderr) as bar:
        yield bar.update


def _emit_report(report: VerificationReport) -> None:
    if report.package:
        head = report.package.manifest.head
        emit(f"{head['system']['title']}, for {head['audience']['title']}", style="bold")
        emit(
            f"as of {head['as_of']}, plan version {head['system']['version']}, from"
            f" {head['source']['revision']} ({head['source']['state']}), attestle"
            f" {head['tool']['version']}"
        )
        for note in head["notes"]:
            emit(f"  {note}")
    for problem in report.problems:
        emit(f"REFUSED  {problem}", style="red")
    if report.proves:
        emit("what this proves", style="bold")
    for line in report.proves:
        emit(f"  {line}")
    if report.differences:
        emit("what another version of attestle judged in another way", style="bold")
    for line in report.differences:
        emit(f"  {line}")
    if report.leaves_open:
        emit("what this does not prove", style="bold")
    for line in report.leaves_open:
        emit(f"  {line}")
    if report.is_verified:
        emit(f"{report.file} is what its manifest says", style="green")
    else:
        emit(f"{report.file} is not to be believed; nothing of it was used", style="red")
