"""`attestle validate`: every check over a workspace, or over files and folders of it."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import click

from ..api import checking
from ..codes import CODES
from ..errors import ExitCode, UsageError
from ..findings import counts
from ..formats.problems import nearest
from ..store import files, layout
from . import host_text
from .output import day_option, emit, emit_findings, emit_json, find_root, finding_dict, format_option, summary


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@format_option("text", "json", "github")
@click.option("--fail-on", type=click.Choice(["error", "warning"]), default="error", show_default=True, help="The least severity that fails the run.")
@click.option("--select", multiple=True, metavar="CODE", help="Only codes that begin like this; may be repeated.")
@click.option("--ignore", multiple=True, metavar="CODE", help="Leave out codes that begin like this; they are counted.")
@click.option("--fix", is_flag=True, help="First repair what cannot change meaning: missing uuids, markers, fields after a blank line.")
@click.option(
    "--summary", "page", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Also write the findings in words to FILE, as markdown."
)
@day_option
@click.pass_context
def validate(
    ctx: click.Context,
    paths: tuple[str, ...],
    form: str,
    fail_on: str,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    fix: bool,
    page: Path | None,
    as_of: dt.datetime | None,
) -> None:
    """Check the workspace, or the files and folders given."""
    select, ignore = _codes(select), _codes(ignore)
    root = layout.find_root(Path(paths[0])) if paths and not ctx.obj["folder"] else find_root(ctx)
    inside = tuple(_inside(root, path) for path in paths)
    if fix:
        for path in checking.fix(root, paths=inside):
            emit(f"fixed {path}", err=True)
    found = checking.validate(root, inside, as_of=as_of.date() if as_of else None)
    chosen = tuple(item for item in found if (not select or item.code.startswith(select)) and not (ignore and item.code.startswith(ignore)))
    suppressed = len(found) - len(chosen)
    if form == "json":
        emit_json({"findings": [finding_dict(item) for item in chosen], "counts": counts(chosen), "suppressed": suppressed})
    else:
        if form == "github":
            host_text.annotate(chosen, root)
        else:
            emit_findings(chosen)
        emit(f"{summary(chosen)}{f', {suppressed} suppressed' if suppressed else ''}" if chosen or suppressed else "no findings")
        if chosen and not ctx.obj["quiet"]:
            first = next((item for item in chosen if item.is_error), chosen[0])
            emit(f"what a code means: attestle explain {first.code}")
    if page is not None:
        text = "\n".join(host_text.page(chosen)) + "\n"
        files.save_outside(page.absolute().parent, {page.name: text.encode()})
    if any(item.is_error or fail_on == "warning" for item in chosen):
        ctx.exit(int(ExitCode.FINDINGS))


def _inside(root: Path, path: str) -> str:
    full = Path(os.path.normpath(Path(path).absolute()))
    if not full.exists():
        raise UsageError(f'there is no file or folder "{path}"')
    try:
        inside = full.relative_to(root).as_posix()
    except ValueError:
        raise UsageError(f"{path} is not in the workspace {root}; give the paths of one workspace at a time") from None
    if inside != "." and inside.split("/")[0] not in (layout.SSP, *layout.MODELS):
        emit(f"note: {path} is not checked; attestle checks {layout.SSP}/ and the folders of OSCAL documents", err=True)
    return inside


def _codes(written: tuple[str, ...]) -> tuple[str, ...]:
    """Codes, or beginnings of codes; one that does not exist would silently choose nothing."""
    wanted = tuple(word.strip().upper() for text in written for word in text.split(","))
    for word in wanted:
        if not word or not any(code.startswith(word) for code in CODES):
            raise UsageError(f'no code begins with "{word}"; {nearest(word, CODES) or "list them with: attestle explain"}')
    return wanted
