"""`attestle catalog text`: the publisher's words laid beside a catalog, and whether they are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from ..api import catalog_texts
from ..api.catalog_texts import LaidTexts
from ..errors import ExitCode
from ..model.counted_names import name_some
from ..model.published_texts import Agreement, TextKind
from .output import emit, emit_json, find_root, format_option

_WORDS = {
    TextKind.STATEMENT: ("statement", "statements"),
    TextKind.OBJECTIVE: ("objective", "objectives"),
    TextKind.ITEM: ("part of a statement", "parts of statements"),
}
# More labels than anyone reads on one line
_MOST_LABELS = 30


@click.command(name="text")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--catalog",
    "name",
    metavar="NAME",
    help="The catalog that the texts are of; the one that most of them fit if not given.",
)
@format_option("text", "json")
@click.pass_context
def text(ctx: click.Context, file: Path, name: str | None, form: str) -> None:
    """Lay the publisher's words beside a catalog, and prove them by their digests.

    FILE is one that you have: NIST's CPRT export (JSON), an OSCAL catalog (JSON or XML), CSV or
    xlsx. The words go into texts/, never into the catalog; documents print them first, with ours in
    short. One that is not the publisher's is named, and never printed as such.
    """
    laid = catalog_texts.lay_texts(find_root(ctx), file, name)
    if form == "json":
        emit_json(_describe(laid))
    else:
        for line, style in _write_report(laid):
            emit(line, style=style)
        for path in laid.written:
            emit(f"wrote {path}", err=True)
    if laid.differing or laid.repeated:
        ctx.exit(int(ExitCode.FINDINGS))


def _describe(laid: LaidTexts) -> dict[str, object]:
    """The keys of `catalog text --format json`; no sentence is among them."""
    source = laid.source
    return {
        "catalog": laid.catalog,
        "source": {
            "file": source.file,
            "sha256": source.sha256,
            "form": source.form,
            "title": source.title,
            "version": source.version,
            "published": source.published,
            "taken": source.taken,
        },
        "free": laid.is_free,
        "counts": {
            kind.value: {
                "texts": laid.count_units(kind),
                **{one.value: laid.count(kind, one) for one in Agreement},
            }
            for kind in TextKind
            if laid.count_units(kind)
        },
        "differing": [{"label": item.unit.label, "why": item.why} for item in laid.differing],
        "missing": [unit.label for unit in laid.missing],
        "kept": list(laid.kept),
        "repeated": list(laid.repeated),
    }


def _write_report(laid: LaidTexts) -> Iterator[tuple[str, str | None]]:
    """The headline is the last line."""
    source = laid.source
    stated = ", ".join(filter(None, (source.title, source.version and f"version {source.version}")))
    yield f"{source.file}: {source.form}{f', {stated}' if stated else ''}", None
    for item in laid.differing:
        yield f"  {item.unit.label}  {item.why}", "yellow"
    if laid.repeated:
        yield f"given twice, with different words: {name_some(laid.repeated, _MOST_LABELS)}", None
    if laid.kept:
        yield f"kept from an earlier file: {len(laid.kept)} texts", None
    missing = tuple(unit.label for unit in laid.missing)
    if missing:
        yield f"without the publisher's words: {name_some(missing, _MOST_LABELS)}", None
    if not laid.is_free:
        yield "", None
        yield (
            (
                "These words may not be copied freely: version control leaves them out, and"
                " documents print them only with --texts official or --texts both."
            ),
            None,
        )
    yield _write_headline(laid), "bold"


def _write_headline(laid: LaidTexts) -> str:
    kinds = [kind for kind in TextKind if laid.count_units(kind)]
    if all(laid.count(kind, Agreement.OFFICIAL) == laid.count_units(kind) for kind in kinds):
        all_of = " and ".join(f"{laid.count_units(kind)} {_WORDS[kind][1]}" for kind in kinds)
        return f"{laid.catalog}: all {all_of} are the publisher's wording"
    parts = [part for kind in kinds for part in _count_kind(laid, kind)]
    return f"{laid.catalog}: {'; '.join(parts)}"


def _count_kind(laid: LaidTexts, kind: TextKind) -> Iterator[str]:
    official = laid.count(kind, Agreement.OFFICIAL)
    differing = laid.count(kind, Agreement.DIFFERS)
    unchecked = laid.count(kind, Agreement.UNCHECKED)
    words = _WORDS[kind][1]
    if official or differing or not unchecked:
        yield f"{official} of {laid.count_units(kind)} {words} are the publisher's wording"
    if differing:
        yield f"{differing} {_WORDS[kind][differing != 1]} differ{'' if differing != 1 else 's'}"
    if unchecked:
        total = laid.count_units(kind)
        yield f"{unchecked} of {total} {words} laid down, and no digests ship to prove them"
