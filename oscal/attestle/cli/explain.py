"""`attestle explain CODE|PAGE`."""

from __future__ import annotations

import click

from .. import data
from ..codes import CODES
from ..errors import UsageError
from ..nearest import suggest_words
from ..store import shipped
from .output import emit
from .terminal import fill_markdown, find_width


@click.command()
@click.argument("code", required=False, metavar="[CODE|PAGE]")
def explain(code: str | None) -> None:
    """Say why a rule exists, where it comes from, and show a bad and a good example.

    Without CODE list them all, with the beginning of one (SSP) those. PAGE is a page of the
    documentation that a text names, such as docs/reference/files.md; `docs` lists them.
    """
    wanted = (code or "").strip().upper()
    if wanted.startswith("DOCS"):
        _show_page((code or "").strip())
        return
    if wanted in CODES:
        _emit_page(data.read_data(f"explain/{wanted}.md").decode())
        return
    matches = [item for item in CODES.values() if item.id.startswith(wanted)]
    if not matches:
        raise UsageError(
            f'there is no code "{code}";'
            f" {suggest_words(wanted, CODES) or 'list them with: attestle explain'}"
        )
    for item in matches:
        emit(f"{item.id}  {item.severity.value:<7}  {item.title}")


def _emit_page(text: str) -> None:
    emit(fill_markdown(text.rstrip("\n"), find_width()))


def _show_page(name: str) -> None:
    """One page, or the list of those whose names begin so."""
    pages = shipped.list_pages()
    if name in pages:
        _emit_page(shipped.read_page(name))
        return
    matches = [page for page in pages if page.startswith(name)]
    if not matches:
        hint = suggest_words(name, pages) or "list them with: attestle explain docs"
        raise UsageError(f'there is no page "{name}"; {hint}')
    for page in matches:
        emit(page)
