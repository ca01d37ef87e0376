"""What checks ask of the publisher's words that were laid beside the catalogs of a workspace."""

from __future__ import annotations

from pathlib import Path

from ..findings import Finding
from ..formats.official_digests import read_digests
from ..model.frameworks import find_framework
from ..model.published_texts import PublishedTexts, TextFacts
from ..model.shown_words import TextsChoice
from ..store import overlay_texts
from ..store.workspace_settings import read_texts_choice


def judge_overlay(stored: overlay_texts.StoredTexts) -> PublishedTexts:
    """Each text by the digests of the framework that its own id is of."""
    return overlay_texts.judge_stored(
        stored,
        lambda unit: read_digests(find_framework(unit.id).catalog),
        all(find_framework(unit.id).has_free_texts for unit, _, _ in stored.entries),
    )


def read_text_facts(root: Path) -> tuple[TextFacts, list[Finding]]:
    """What checks ask of the overlays, and what is wrong with their files."""
    names = overlay_texts.list_overlays(root)
    choice = read_texts_choice(root)
    found = [overlay_texts.read_stored(root, name) for name in names]
    facts = TextFacts(
        tuple(judge_overlay(stored) for stored, _ in found),
        frozenset(name for name in names if overlay_texts.is_ignored(root, name)),
        choice is not None and choice is not TextsChoice.SUMMARY,
    )
    return facts, [finding for _, wrong in found for finding in wrong]
