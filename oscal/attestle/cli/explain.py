"""`attestle explain CODE`."""

from __future__ import annotations

import click

from .. import data
from ..codes import CODES
from ..errors import UsageError
from ..nearest import suggest_words
from .output import emit


@click.command()
@click.argument("code", required=False)
def explain(code: str | None) -> None:
    """Say why a rule exists, where it comes from, and show a bad and a good example.

    Without CODE list them all, with the beginning of one (SSP) those.
    """
    wanted = (code or "").strip().upper()
    if wanted in CODES:
        emit(data.read_data(f"explain/{wanted}.md").decode().rstrip("\n"))
        return
    matches = [item for item in CODES.values() if item.id.startswith(wanted)]
    if not matches:
        raise UsageError(
            f'there is no code "{code}";'
            f" {suggest_words(wanted, CODES) or 'list them with: attestle explain'}"
        )
    for item in matches:
        emit(f"{item.id}  {item.severity.value:<7}  {item.title}")
