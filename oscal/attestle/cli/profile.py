"""`attestle profile`: resolution."""

from __future__ import annotations

from pathlib import Path

import click

from ..api import catalog_lookup, profile_files
from .catalog_option import local_catalogs
from .output import emit_bytes, emit_findings, find_root


@click.group()
def profile() -> None:
    """Resolve a profile."""


@profile.command()
@click.argument("name", metavar="NAME|FILE")
@local_catalogs
@click.pass_context
def resolve(ctx: click.Context, name: str, addresses: dict[str, Path]) -> None:
    """Print the catalog that a profile resolves to, as OSCAL JSON.

    NAME is a profile of the workspace, FILE one anywhere: what it imports is read in its workspace,
    else in its folder or the one that --root names.
    """
    if profile_files.is_profile_file(name):
        folder = Path(ctx.obj["folder"]) if ctx.obj["folder"] else None
        data, findings = profile_files.resolve_file(Path(name), folder, addresses)
    else:
        data, findings = catalog_lookup.resolve_catalog(find_root(ctx), name, addresses)
    emit_findings(findings, err=True)
    emit_bytes(data)
