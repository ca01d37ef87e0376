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
    """Say why a rule exists, where it comes from, and show a bad and a good example. Without CODE list them all."""
    if code is None:
        for item in CODES.values():
            emit(f"{item.id}  {item.severity.value:<7}  {item.title}")
        return
    if code.upper() not in CODES:
        raise UsageError(f'there is no code "{code}"; {nearest(code.upper(), CODES) or "list them with: attestle explain"}')
    emit(data.read(f"explain/{code.upper()}.md").decode().rstrip("\n"))
