"""`attestle init DIR`."""

from __future__ import annotations

import shlex
from importlib.metadata import version
from pathlib import Path

import click

from ..api import workspace_setup
from ..errors import UsageError
from .output import emit, find_root


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

    With --hooks a workspace that exists (the one you are in if no DIR is given) gets what it lacks;
    nothing is overwritten.
    """
    if source is not None and not hooks:
        raise UsageError("--install belongs to --hooks")
    if folder is None:
        if not hooks:
            raise UsageError("which folder? give a DIR, such as: attestle init acme")
        folder = find_root(ctx)
    fresh = example or not (hooks and workspace_setup.is_workspace(folder))
    if fresh:
        written = workspace_setup.init(folder, example=example)
        emit(f"made a workspace in {folder}: {len(written)} files")
    if hooks:
        _hooks(ctx, folder, source)
    if fresh and not ctx.obj["quiet"]:
        emit("next:")
        emit(f"  cd {shlex.quote(str(folder))} && git init")
        emit("  attestle status" if example else "  attestle new system NAME")


def _hooks(ctx: click.Context, folder: Path, source: str | None) -> None:
    chosen = source or f"attestle=={version('attestle')}"
    done = workspace_setup.add_hooks(folder, chosen)
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
    if ctx.obj["quiet"]:
        return
    if any(path.startswith(".g") for path in done.written):
        emit(f"the workflows install {chosen}; another source: --install REQUIREMENT")
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
