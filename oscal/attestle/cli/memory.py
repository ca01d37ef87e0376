"""Memory of a command that reads much and ends soon."""

from __future__ import annotations

import gc

import click


def stop_garbage_collection(ctx: click.Context) -> None:
    """Documents are large, no cycles in them are worth a search, and the process ends soon."""
    if gc.isenabled():
        gc.disable()
        ctx.call_on_close(gc.enable)
