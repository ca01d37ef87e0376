"""`attestle merge-driver`: what git calls for an assembled document that two branches changed."""

from __future__ import annotations

import os
from pathlib import Path

import click

from ..api import document_merges
from ..errors import ExitCode, UsageError
from ..store import files
from .output import emit, find_root

# git merge names what it merges in variables of the environment that begin like this
_HEAD = "GITHEAD_"


@click.command(name="merge-driver", short_help="For git: merge an assembled document.")
@click.argument("base", type=click.Path(path_type=Path))
@click.argument("ours", type=click.Path(path_type=Path))
@click.argument("theirs", type=click.Path(path_type=Path))
@click.argument("path", type=click.Path(path_type=Path))
@click.pass_context
def merge_driver(ctx: click.Context, base: Path, ours: Path, theirs: Path, path: Path) -> None:
    """Merge the document PATH for git (%O %A %B %P): make it anew from the merged markdown.

    Where that is not sound the version of this branch stays and git reports a conflict: resolve the
    markdown, then run `attestle ssp assemble` and `git add` the documents. `attestle init --hooks
    .` sets this command up in a clone.
    """
    root = find_root(ctx)
    heads = [name.removeprefix(_HEAD) for name in os.environ if name.startswith(_HEAD)]
    try:
        inside = Path(os.path.normpath(path.absolute())).relative_to(root).as_posix()
        made = document_merges.merge_document(root, inside, files.read_outside(theirs), heads)
    except (UsageError, ValueError) as error:
        emit(f"attestle: {path} stays as it is on this branch: {error}", err=True)
        emit(
            "resolve the markdown, then run: attestle ssp assemble, and git add the documents",
            err=True,
        )
        ctx.exit(int(ExitCode.FINDINGS))
    files.save_outside(ours.absolute().parent, {ours.name: made})
    emit(f"attestle: {path} is assembled from the merged markdown", err=True)
