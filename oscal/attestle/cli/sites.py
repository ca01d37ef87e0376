"""`attestle render site`: pages of a plan, written into a folder of their own."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import click

from ..api import published_folders, sites
from ..errors import ExitCode, UsageError
from ..model.shown_words import TextsChoice
from ..render.registry import SITE, check_forms
from .output import emit, emit_left_out_errors


def write_site(
    root: Path,
    name: str | None,
    forms: tuple[str, ...],
    *,
    as_of: dt.date | None,
    final: bool,
    out: Path,
    texts: TextsChoice | None,
    is_here: bool,
) -> ExitCode:
    """Write the pages; the exit code of the command. Nothing is written before all are made."""
    check_forms(SITE, forms)
    _refuse_no_folder()
    if not is_here:
        published_folders.refuse_published(root, out, os.environ)
    site = sites.render_site(root, name, as_of=as_of, texts=texts, final=final, processes=None)
    for path in sites.write_site_folder(out, site):
        emit(f"left {out / path}: it is no page any more, and somebody has changed it", err=True)
    emit(f"wrote {len(site.files)} files, beginning with {(out / sites.FIRST_PAGE).as_posix()}")
    is_partial = emit_left_out_errors(site.errors, "the pages leave")
    return ExitCode.FINDINGS if is_partial else ExitCode.OK


def _refuse_no_folder() -> None:
    """The folder of a site holds nothing else, so nobody means the one they happen to be in."""
    source = click.get_current_context().get_parameter_source("out")
    if source is click.core.ParameterSource.DEFAULT:
        raise UsageError(
            f"a site is a folder of pages; name it with: attestle render {SITE} --out DIR"
        )
