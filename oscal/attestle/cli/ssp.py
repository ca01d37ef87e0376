"""`attestle ssp`: markdown from the profile, OSCAL from the markdown."""

from __future__ import annotations

from pathlib import Path

import click

from ..api.assembled_change import AssembledChange
from ..api.kept_assembly import assemble_kept
from ..errors import ExitCode, UsageError
from .all_systems import PerSystem
from .memory import stop_garbage_collection
from .output import emit, find_root


@click.group()
def ssp() -> None:
    """Write or refresh the markdown, assemble it to OSCAL."""


@ssp.command(cls=PerSystem, single=("portable",), short_help="Markdown to OSCAL.")
@click.argument("system", required=False)
@click.option("--check", is_flag=True, help="Write nothing; exit 3 if a file would change.")
@click.option(
    "--portable",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Also write them to DIR with all that they build on, by relative hrefs alone.",
)
@click.option(
    "--oscal-version",
    default="",
    metavar="VERSION",
    help="With --portable: the OSCAL version that documents of newer ones are written in; that of"
    " the settings unless given.",
)
@click.pass_context
def assemble(
    ctx: click.Context, system: str | None, check: bool, portable: Path | None, oscal_version: str
) -> None:
    """Make the four OSCAL documents of SYSTEM from its markdown: plan, plan of action, assessment
    plan and results. A uuid that its own files lack is filled in.
    """
    stop_garbage_collection(ctx)
    _refuse_lone_version(oscal_version, portable)
    root = find_root(ctx)
    change = assemble_kept(root, system, check=check)
    _emit_paths(change.changed, change.removed, "would change" if check else "wrote", check=check)
    if not change.documents:
        emit("nothing to assemble yet: no requirement is answered")
    elif not change.changed and not ctx.obj["quiet"]:
        emit("nothing to change: the documents are what the markdown makes")
    _emit_others(change, check=check, verbose=ctx.obj["verbose"])
    is_older = portable is not None and _hand_over(
        ctx, system, portable, check=check, version=oscal_version
    )
    if check and (change.changed or is_older):
        ctx.exit(int(ExitCode.WOULD_CHANGE))


@ssp.command(cls=PerSystem, short_help="Write or refresh the markdown from the profile.")
@click.argument("system", required=False)
@click.option("--check", is_flag=True, help="Write nothing; exit 3 if a file would change.")
@click.option(
    "--from-json",
    is_flag=True,
    help="Where the OSCAL document has another text than a file, put both there as a conflict.",
)
@click.pass_context
def generate(ctx: click.Context, system: str | None, check: bool, from_json: bool) -> None:
    """Write missing requirement files and sections of SYSTEM and refresh what the catalog says in
    the others.

    Missing files are written from the plan's OSCAL document where there is one. A section or file
    whose place is gone is retired.
    """
    # assembling is for hooks, and does without what this loads
    from ..api import requirement_refresh

    done = requirement_refresh.regenerate(find_root(ctx), system, check=check, from_json=from_json)
    for words in done.words:
        emit(words)
    _emit_paths(done.changed, done.removed, "would write" if check else "wrote", check=check)
    if not done.changed and not ctx.obj["quiet"]:
        emit("nothing to change")
    if check and done.changed:
        ctx.exit(int(ExitCode.WOULD_CHANGE))


def _refuse_lone_version(oscal_version: str, portable: Path | None) -> None:
    if oscal_version and portable is None:
        raise UsageError(
            "--oscal-version goes with --portable; in the workspace attestle.toml says it"
        )


def _hand_over(
    ctx: click.Context, system: str | None, folder: Path, *, check: bool, version: str
) -> bool:
    """Whether the folder changed, or would."""
    from ..api import portable_documents

    done = portable_documents.write_portable(
        find_root(ctx), system, folder, check=check, version=version
    )
    for text in done.uncarried:
        emit(f"not carried: {text}", err=True)
    for path in done.missing:
        emit(f"named and not there: {path}", err=True)
    what = f"{done.documents} documents and {done.others} files they name"
    if not done.changed:
        emit(f"nothing to change in {folder}: {what}")
    else:
        emit(f"{'would write' if check else 'wrote'} {what} to {folder}")
    return done.changed


def _emit_others(change: AssembledChange, *, check: bool, verbose: bool) -> None:
    """What other tools wrote: what goes in any case, what stays where more is asked for."""
    lost = "would not be kept" if check else "not kept"
    for pointer in change.lost:
        emit(f"{lost}, written by others: {pointer}", err=True)
    for text in change.uncarried:
        emit(f"not carried: {text}", err=True)
    for pointer in change.kept if verbose else ():
        emit(f"kept, written by others: {pointer}")


def _emit_paths(
    changed: tuple[str, ...], removed: tuple[str, ...], written: str, *, check: bool
) -> None:
    """A line for each path; `written` is the word for those that are not removed."""
    gone = "would remove" if check else "removed"
    for path in changed:
        emit(f"{gone if path in removed else written} {path}")
