"""`attestle init DIR`."""

from __future__ import annotations

import shlex
from importlib.metadata import version
from pathlib import Path

import click

from ..api import workspace_setup
from ..api.workspace_setup import HooksAdded
from ..errors import UsageError
from .output import emit, find_root, is_terminal


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
    help="What the workflows and hooks install with pip; this version if not given.",
)
@click.pass_context
def init(
    ctx: click.Context, folder: Path | None, example: bool, hooks: bool, source: str | None
) -> None:
    """Make a workspace in DIR: the catalogs and profiles, ready for git.

    Without DIR at a terminal it asks first, as attestle start does. With --hooks a workspace that exists (the one you are in if no DIR is given) gets what it lacks;
    nothing is overwritten.
    """
    if folder is None and not (hooks or example or source) and is_terminal():
        # slow to load, and a folder needs it not
        from .start import begin

        begin(ctx)
        return
    if not hooks:
        _require_folder(folder, source)
    folder = folder or find_root(ctx)
    is_new = not (hooks and workspace_setup.is_made(folder, example=example))
    if is_new:
        written = workspace_setup.init(folder, example=example)
        emit(f"made a workspace in {folder}: {len(written)} files")
    if hooks:
        chosen = source or f"attestle=={version('attestle')}"
        _report_hooks(workspace_setup.add_hooks(folder, chosen), chosen, quiet=ctx.obj["quiet"])
    if is_new and not ctx.obj["quiet"]:
        _emit_next_steps(folder, example=example)


def _emit_next_steps(folder: Path, *, example: bool) -> None:
    emit("next:")
    emit(f"  cd {shlex.quote(str(folder))} && git init")
    emit("  attestle status" if example else "  attestle new system NAME")


def _require_folder(folder: Path | None, source: str | None) -> None:
    """What a new workspace takes: only hooks go into the one that the user is in."""
    if folder is None:
        raise UsageError("which folder? give a DIR, such as: attestle init acme")
    if source is not None:
        raise UsageError("--install belongs to --hooks")


def _report_hooks(done: HooksAdded, source: str, *, quiet: bool) -> None:
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
        emit(f"the workflows install {source}; another source: --install REQUIREMENT")
    _report_driver(done)


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
