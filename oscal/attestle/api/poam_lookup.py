"""Items of the plan of action by requirement: their order, and which one a short id means."""

from __future__ import annotations

from collections.abc import Iterable

from ..assess.poam_coverage import covers_any_unit
from ..assess.poam_entries import PoamEntry
from ..errors import UsageError
from ..model.milestones import PoamItem
from ..model.workspace import Work
from ..nearest import suggest_words

# What `poam sync` puts before the requirement in the slugs that it makes
_PREFIX = "r-"


def order_entries(work: Work, entries: Iterable[PoamEntry]) -> tuple[PoamEntry, ...]:
    """By the first requirement that an item is about, as the profile has them; then by slug."""

    def place(entry: PoamEntry) -> tuple[int, str]:
        requirements = work.baseline.requirements
        first = (
            number
            for number, requirement in enumerate(requirements)
            if covers_any_unit(entry.item, requirement)
        )
        return next(first, len(requirements)), entry.item.slug

    return tuple(sorted(entries, key=place))


def find_item(work: Work, word: str) -> PoamItem:
    """The item of a slug, of the beginning of one, or of a requirement or objective.

    Raises UsageError where there is none, or more than one could be meant.
    """
    items = work.system.poam
    exact = [item for item in items if item.slug == word]
    found = exact or _find_by_label(work, word) or _find_by_beginning(items, word)
    still_open = [item for item in found if item.status == "ongoing"] or found
    if len(still_open) == 1:
        return still_open[0]
    slugs = [item.slug for item in items]
    if still_open:
        names = ", ".join(item.slug for item in still_open)
        raise UsageError(f'"{word}" may mean several items; name one of: {names}')
    hint = suggest_words(word, slugs) or "list them with: attestle poam list"
    raise UsageError(f'there is no item "{word}" in the plan of action; {hint}')


def _find_by_label(work: Work, word: str) -> list[PoamItem]:
    """Items about a requirement, or about one objective of it."""
    requirement = work.baseline.find_requirement(word)
    if requirement is not None:
        return [item for item in work.system.poam if covers_any_unit(item, requirement)]
    pair = work.baseline.find_unit(word)
    if pair is None:
        return []
    named = {pair[0].label, pair[1].label}
    return [item for item in work.system.poam if named & set(item.objectives)]


def _find_by_beginning(items: Iterable[PoamItem], word: str) -> list[PoamItem]:
    """Items whose slug begins with these words whole, else with these letters."""
    items = tuple(items)
    for start in (f"{word}-", word):
        for prefix in ("", _PREFIX):
            found = [item for item in items if item.slug.startswith(prefix + start)]
            if found and word:
                return found
    return []
