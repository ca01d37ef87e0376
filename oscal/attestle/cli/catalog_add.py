"""`attestle catalog add`: a catalog of another publisher, as it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from ..api import catalog_additions
from ..api.catalog_additions import AddedCatalog
from .output import emit, emit_json, find_root, format_option


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--name", metavar="NAME", help="What the catalog is called; by its file's name if not given."
)
@format_option("text", "json")
@click.pass_context
def add(ctx: click.Context, file: Path, name: str | None, form: str) -> None:
    """Take in an OSCAL catalog as it is, with a profile to answer all of it.

    Ids and defects are kept; known defects are listed. A system answers it with: attestle new
    system NAME --profile CATALOG
    """
    added = catalog_additions.add_catalog(find_root(ctx), file, name)
    if form == "json":
        emit_json(_describe(added))
        return
    for line in _write_report(added):
        emit(line)
    for path in added.written:
        emit(f"wrote {path}", err=True)


def _count(added: AddedCatalog) -> dict[str, int]:
    requirements = added.baseline.requirements
    return {
        "controls": len(requirements),
        "withdrawn": added.withdrawn,
        "objectives": sum(len(item.objectives) for item in requirements),
        "parameters": len({key for item in requirements for key in item.parameters}),
    }


def _describe(added: AddedCatalog) -> dict[str, object]:
    """The keys of `catalog add --format json`."""
    return {
        "name": added.name,
        "title": added.baseline.title,
        **_count(added),
        "defects": [
            {"what": item.what, "number": item.number, "example": item.example}
            for item in added.defects
        ],
        "schema_problems": added.shapes,
        "answerable": not added.unanswerable,
    }


def _write_report(added: AddedCatalog) -> Iterator[str]:
    """The headline is the last line."""
    if added.defects:
        yield "taken in as it is, with what is known to be odd about such catalogs:"
    for item in added.defects:
        yield f"  {item.number:>5}  {item.what}, such as {item.example}"
    if added.shapes:
        yield (
            f"{added.shapes} places break the OSCAL schema; see them with: attestle validate"
            f" catalogs/{added.name}"
        )
    if added.unanswerable:
        yield f"the profile cannot be answered: {added.unanswerable}"
    numbers = ", ".join(f"{number} {word}" for word, number in _count(added).items())
    yield f"{added.name}: {added.baseline.title}: {numbers}"
