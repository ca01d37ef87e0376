"""Addresses are not fetched: of each this is said once in a run, however often it is named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...findings import Finding
from ...lazy_patterns import make_pattern

# As `rules.resolved_sources` writes the note; not imported, since an answer from before needs no
# rules. A relative href may mean another file in each document, an address never does
_ADDRESS = make_pattern(r'unverifiable: "(?:[A-Za-z][A-Za-z0-9+.-]+:|//)')


def keep_first_notes(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings in their order, without what is said again of an address."""
    seen: set[str] = set()
    for item in findings:
        is_repeatable = item.code == "REF008" and item.is_note and _ADDRESS.match(item.message)
        if is_repeatable and item.message in seen:
            continue
        if is_repeatable:
            seen.add(item.message)
        yield item
