"""The publisher's words beside the catalogs of a workspace, as documents and `catalog
show` have them.
"""

from __future__ import annotations

from pathlib import Path

from ..model.baseline import Baseline, Requirement, make_baseline
from ..model.published_texts import (
    PublishedTexts,
    lay_texts_over,
)
from ..model.shown_words import TextsChoice
from ..store import overlay_texts
from ..store.workspace_settings import read_texts_choice
from . import catalog_lookup
from .text_facts import judge_overlay


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
