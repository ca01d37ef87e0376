"""The words of a crosswalk with the term of the profile: its tables are written for CUI."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from ..model.crosswalk_maps import Crosswalk, Map
from ..model.frameworks import PROTECTED, put_term


def use_term(crosswalks: Iterable[Crosswalk], term: str) -> Iterator[Crosswalk]:
    """Each crosswalk as a profile with that term reads it.

    Net-new work keeps its words: where it speaks of CUI, it is about CUI at every level.
    """
    for crosswalk in crosswalks:
        yield crosswalk if term == PROTECTED else _replace_texts(crosswalk, term)


def _replace_texts(crosswalk: Crosswalk, term: str) -> Crosswalk:
    return replace(
        crosswalk,
        maps=tuple(_replace_in_map(item, term) for item in crosswalk.maps),
        unmapped_targets=tuple(
            replace(item, reason=put_term(item.reason, term)) for item in crosswalk.unmapped_targets
        ),
        scope_dependent={
            key: put_term(reason, term) for key, reason in crosswalk.scope_dependent.items()
        },
    )


def _replace_in_map(item: Map, term: str) -> Map:
    return replace(
        item,
        rationale=put_term(item.rationale, term),
        scope=put_term(item.scope, term),
        top_up=tuple(put_term(text, term) for text in item.top_up),
        cannot=tuple(put_term(text, term) for text in item.cannot),
    )
