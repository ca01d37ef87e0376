"""`attestle init DIR`."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from ..api import workspace_setup
from ..api.workspace_setup import HooksAdded
from ..errors import UsageError
from ..formats.install_source import (
    NAME,
    LockedRequirements,
    is_local_source,
    read_locked_requirements,
)
from ..store import files
from .output import emit, find_root, is_terminal

# Hashes of a hundred packages are a tenth of it
_LARGEST_LOCK = 4_000_000


@click.command()
@click.argument(
    "folder", type=click.Path(file_okay=False, path_type=Path), metavar="[DIR]", required=False
)
@click.option(
    "--example", is_flag=True, help="With the example system, to look at and try things on."
)
@click.option(
    "--hooks",
    is_flag=True,
    help=(
        "With the pull-request flow: workflows, hooks, attributes, CODEOWNERS. Also for a workspace"
        " that exists."
    ),
)
@click.option(
    "--install",
    "source",
    metavar="REQUIREMENT",
    help="What the workflows and hooks install with pip; what this was installed from if not given.",
)
@click.option(
    "--lock",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Requirements with hashes of all that the workflows install, attestle among them.",
)
@click.pass_context
def init(
    ctx: click.Context,
    folder: Path | None,
    example: bool,
    hooks: bool,
    source: str | None,
    lock: Path | None,
) -> None:
    """Make a workspace in DIR: the catalogs and profiles, ready for git.

    Without DIR at a terminal it asks first, as attestle start does. With --hooks a workspace that
    exists (the one you are in if no DIR is given) gets what it lacks; nothing is overwritten.
    """
    if folder is None and not (hooks or example or source or lock) and is_terminal():
        # slow to load, and a folder needs it not
        from .start import begin

        begin(ctx)
        return
    if not hooks:
        _require_folder(folder, source or lock)
    folder = folder or find_root(ctx)
    chosen = _choose_source(folder, source, lock) if hooks else LockedRequirements((), "")
    is_new = not (hooks and workspace_setup.is_made(folder, example=example))
    if is_new:
        written = workspace_setup.init(folder, example=example)
        emit(f"made a workspace in {folder}: {len(written)} files")
    if hooks:
        done = workspace_setup.add_hooks(folder, chosen.source, chosen.lines)
        _report_hooks(done, chosen, quiet=ctx.obj["quiet"])
    if is_new and not ctx.obj["quiet"]:
        _emit_next_steps(folder, example=example)


def _choose_source(folder: Path, source: str | None, lock: Path | None) -> LockedRequirements:
    """What workflows install; refused where only this machine has it and nobody said so."""
    if lock is not None:
        if source is not None:
            raise UsageError("--install and --lock both say what is installed: give one of them")
        try:
            return read_locked_requirements(files.read_outside(lock, _LARGEST_LOCK).decode())
        except ValueError as error:
            raise UsageError(f"{lock} is no list of requirements with hashes: {error}") from None
    if source is not None:
        return LockedRequirements((), source)
    found = workspace_setup.find_install_source()
    if found.requirement or not workspace_setup.needs_source(folder):
        return LockedRequirements((), found.requirement or NAME)
    raise UsageError(
        f"attestle was installed from {found.place}, which no other machine has; say what the"
        ' workflows install with --install REQUIREMENT, such as "attestle @'
        ' git+https://HOST/attestle@COMMIT", or with --lock FILE'
    )


def _emit_next_steps(folder: Path, *, example: bool) -> None:
    emit("next:")
    emit(f"  cd {shlex.quote(str(folder))} && git init")
    emit("  attestle status" if example else "  attestle new system NAME")


def _require_folder(folder: Path | None, source: str | Path | None) -> None:
    """What a new workspace takes: only hooks go into the one that the user is in."""
    if folder is None:
        raise UsageError("which folder? give a DIR, such as: attestle init acme")
    if source is not None:
        raise UsageError("--install and --lock belong to --hooks")


def _report_hooks(done: HooksAdded, chosen: LockedRequirements, *, quiet: bool) -> None:
    for path in done.written:
        emit(f"wrote {path}")
    for path in done.kept:
        emit(f"kept {path}: it was there already, and differs from what would be written")
    for name in done.unread:
        emit(
            f"note: CODEOWNERS leaves out {name}, whose files cannot be read; see: attestle"
            " validate",
            err=True,
        )
    if quiet:
        return
    # `.github/`, `.gitlab/`, `.gitattributes`: what works at a host
    if any(path.startswith(".g") for path in done.written):
        _report_source(chosen)
    _report_driver(done)


def _report_source(chosen: LockedRequirements) -> None:
    emit(f"the workflows install {chosen.source}; another source: --install REQUIREMENT")
    if is_local_source(chosen.source):
        emit(f"note: {chosen.source} is a path, which no other machine has", err=True)
    if chosen.lines:
        emit(f"with the hashes of {len(chosen.lines)} packages; the hooks of pre-commit take none")
    else:
        emit(
            "note: nothing says which bytes that is, and what it depends on is looked up anew in"
            " each run; a file that pip-compile --generate-hashes makes pins both: --lock FILE",
            err=True,
        )


def _report_driver(done: HooksAdded) -> None:
    """Whether this clone merges assembled documents by itself, and what it takes."""
    if done.top is not None and not done.driver:
        emit(
            f"note: the git repository is {done.top}; a host reads workflows, and git attributes"
            " for a merge, only from its top",
            err=True,
        )
    elif done.driver:
        emit("this clone merges assembled documents with: attestle merge-driver")
    else:
        emit(
            "once in each clone: attestle init --hooks . (names the merge driver in its settings),"
            " and pre-commit install"
        )
