"""`attestle explain CODE`."""

from __future__ import annotations

import click

from .. import data
from ..codes import CODES
from ..errors import UsageError
from ..formats.problems import nearest
from .output import emit


@click.command()
@click.argument("code", required=False)
def explain(code: str | None) -> None:
    """Say why a rule exists, where it comes from, and show a bad and a good example.

    Without CODE list them all, with the beginning of one (SSP) those.
    """
    wanted = (code or "").strip().upper()
    if wanted in CODES:
        emit(data.read(f"explain/{wanted}.md").decode().rstrip("\n"))
        return
    listed = [item for item in CODES.values() if item.id.startswith(wanted)]
    if not listed:
        raise UsageError(
            f'there is no code "{code}";'
            f" {nearest(wanted, CODES) or 'list them with: attestle explain'}"
        )
    for item in listed:
        emit(f"{item.id}  {item.severity.value:<7}  {item.title}")
