"""The publisher's words beside the catalogs of a workspace, handed out each with where it is from."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ..lazy_dataclasses import dataclass
from ..model.baseline import Baseline, Requirement, make_baseline
from ..model.published_texts import (
    PublishedText,
    PublishedTexts,
    TextSource,
    TextUnit,
    find_text,
    lay_texts_over,
    list_units,
)
from ..model.shown_words import TextsChoice
from ..store import overlay_texts
from ..store.workspace_settings import read_texts_choice
from . import catalog_lookup
from .text_facts import judge_overlay

# How the words of a catalog are called where no file of the publisher gave others
OWN_SUMMARY, OF_CATALOG = "summary", "catalog"


@dataclass(frozen=True, slots=True)
class HandedText:
    """A text as it may be shown, and where it is from.

    `words` is `official`, `unchecked` (of a publisher's file for which no digests ship), `summary`
    or `catalog` (as the catalog has it); `in_short` are our words beside those of a publisher.
    """

    label: str
    text: str
    words: str
    in_short: str = ""
    source: TextSource | None = None
    sha256: str = ""


def read_texts(root: Path) -> tuple[PublishedTexts, ...]:
    """Every overlay of the workspace, judged; one that cannot be read has no texts."""
    found = []
    for name in overlay_texts.list_overlays(root):
        stored, _ = overlay_texts.read_stored(root, name)
        found.append(judge_overlay(stored))
    return tuple(found)


def lay_over(root: Path, baseline: Baseline, asked: TextsChoice | None = None) -> Baseline:
    """A baseline with the words that documents print, by what is `asked`, else by the settings.

    Words that may not be copied are shown only where the command asks for them: a run that nobody
    watches prints by settings, and what it prints is kept.
    """
    overlays = read_texts(root)
    choice = asked or read_texts_choice(root) or TextsChoice.BOTH
    if asked is None:
        overlays = tuple(item for item in overlays if item.is_free)
    return lay_texts_over(baseline, overlays, choice)


def find_worded_control(
    root: Path, written: str, catalog: str | None = None
) -> tuple[Baseline, Requirement]:
    """A control as `catalog_lookup.find_control` finds it, with the publisher's words beside its
    texts: also those that may not be copied, for they are shown to who asks and kept nowhere.
    """
    baseline, item = catalog_lookup.find_control(root, written, catalog)
    asked = read_texts_choice(root) or TextsChoice.BOTH
    return baseline, lay_over(root, make_baseline("", "", (item,)), asked).requirements[0]


def hand_out_texts(
    root: Path, baseline: Baseline, asked: TextsChoice | None = None
) -> Iterator[HandedText]:
    """Each text of a baseline with its provenance, statements and objectives in their order."""
    choice = asked or read_texts_choice(root) or TextsChoice.BOTH
    overlays: list[PublishedTexts] = []
    if choice is not TextsChoice.SUMMARY:
        overlays = [item for item in read_texts(root) if item.is_free or asked]
    for requirement in baseline.requirements:
        for unit, own in _list_own_texts(requirement):
            yield _hand_out(unit, own, requirement, find_text(overlays, unit), choice)


def _list_own_texts(requirement: Requirement) -> Iterator[tuple[TextUnit, str]]:
    own = {requirement.statement_id: requirement.statement}
    own |= {item.id: item.prose for item in requirement.items}
    own |= {item.id: item.text for item in requirement.objectives}
    for unit in list_units((requirement,)):
        yield unit, own[unit.id]


def _hand_out(
    unit: TextUnit,
    own: str,
    requirement: Requirement,
    found: PublishedText | None,
    choice: TextsChoice,
) -> HandedText:
    if found is None:
        return HandedText(unit.label, own, OWN_SUMMARY if requirement.summarised else OF_CATALOG)
    in_short = own if choice is TextsChoice.BOTH and requirement.summarised else ""
    words = found.agreement.value
    return HandedText(unit.label, found.text, words, in_short, found.source, found.sha256)
