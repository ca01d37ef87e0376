"""`attestle profile`: resolution."""

from __future__ import annotations

import click

from ..api import catalog_lookup
from .output import emit_bytes, emit_findings, find_root


@click.group()
def profile() -> None:
    """Resolve a profile."""


@profile.command()
@click.argument("name")
@click.pass_context
def resolve(ctx: click.Context, name: str) -> None:
    """Print the catalog that a profile resolves to, as OSCAL JSON."""
    data, findings = catalog_lookup.resolve_catalog(find_root(ctx), name)
    emit_findings(findings, err=True)
    emit_bytes(data)
