"""The words of a requirement or objective as documents print them: the publisher's where they were
laid beside, and ours behind them as "In short".
"""

from __future__ import annotations

from collections.abc import Iterator

from ..model.baseline import Baseline
from ..model.published_texts import list_units
from ..model.shown_words import ShownWords
from .document_parts import DocumentCell, TextLine
from .table_cells import text_cell

IN_SHORT = "In short:"


def choose_words(published: ShownWords | None, own: str) -> str:
    """The words that come first."""
    return published.text if published else own


def list_short_words(published: ShownWords | None, own: str) -> Iterator[TextLine]:
    """Ours below those of the publisher; none where ours come first."""
    if published and published.has_summary and own.strip():
        yield TextLine(own, "quiet", lead=IN_SHORT)


def write_words(published: ShownWords | None, own: str) -> DocumentCell:
    """A cell of both."""
    if published is None:
        return text_cell(own)
    return (TextLine(published.text), *list_short_words(published, own))


def describe_words(baseline: Baseline) -> str:
    """Where the publisher's words of a document are from and how many there are; "" without any."""
    shown, total = count_words(baseline)
    if not shown:
        return ""
    sources = "; ".join(dict.fromkeys(item.source for item in shown))
    proved = sum(item.is_proved for item in shown)
    how = f"{proved} proved by digests" if proved else "unproved: no digests ship for them"
    return f"{len(shown)} of {total} in the publisher's words ({sources}), {how}"


def count_words(baseline: Baseline) -> tuple[list[ShownWords], int]:
    """The words of the publisher among the texts of a baseline, and the number of these."""
    shown: list[ShownWords] = []
    for requirement in baseline.requirements:
        found = [requirement.published]
        found += [item.published for item in requirement.items]
        found += [item.published for item in requirement.objectives]
        shown += filter(None, found)
    return shown, sum(1 for _ in list_units(baseline.requirements))


def explain_words(baseline: Baseline) -> str:
    """What a reader of a plan must know of the words that it prints; "" without a publisher's."""
    shown, total = count_words(baseline)
    if not shown:
        return ""
    sources = "; ".join(dict.fromkeys(item.source for item in shown))
    whole = len(shown) == total
    which = (
        "The requirements and objectives are"
        if whole
        else f"Of the {total} requirements and objectives, {len(shown)} are"
    )
    rest = "" if whole else " The others are in the words of the catalog."
    if not whole and any(item.summarised for item in baseline.requirements):
        rest = " The others are summaries in the words of the attestle project."
    below = (
        ' Below them stand, as "In short", summaries in the words of the attestle project.'
        if any(item.has_summary for item in shown)
        else ""
    )
    return (
        f"{which} shown in the words of the publication, as the organization took them from"
        f" {sources}.{_write_proof(shown)}{below}{rest}"
    )


def _write_proof(shown: list[ShownWords]) -> str:
    proved = sum(item.is_proved for item in shown)
    if not proved:
        return " No digests are known by which to prove these words."
    which = "Each" if proved == len(shown) else f"{proved} of these"
    return f" {which} agreed with the SHA-256 of the publisher's sentence when this was made."
