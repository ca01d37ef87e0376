"""What of the findings is new against an earlier revision, and what is only as it was."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from ...findings import Finding
from ...formats import known_findings
from ...formats.counted_messages import is_more_than
from ...formats.known_findings import KnownFinding
from ...formats.settings_values import Settings
from ...lazy_dataclasses import dataclass
from ...model.repository_place import RepositoryPlace
from ...store import cache, file_states, layout, revisions
from ...store.reference_files import Addresses
from .acceptances import list_doubtful_acceptances
from .cached_findings import find_all, make_reader
from .fingerprints import fingerprint
from .targets import Target


@dataclass(frozen=True, slots=True)
class EarlierState:
    """The findings of a revision as a baseline, and the paths that are not as they were there."""

    known: tuple[KnownFinding, ...]
    changed: frozenset[str]


def read_earlier_state(
    target: Target,
    revision: str,
    chosen: Settings,
    as_of: dt.date,
    answers: cache.Cache,
    place: RepositoryPlace,
    addresses: Addresses,
) -> EarlierState:
    """A revision judged on the same day, by the same settings, with the same files in the place of
    addresses.

    So only what people changed makes a difference. Raises UsageError if git has no such revision.
    """
    with revisions.checkout_revision(target.root, revision) as folder:
        earlier = Target(folder, target.paths, is_lasting=False)
        findings = find_all(earlier, chosen, as_of, answers, place, addresses)
        findings += tuple(
            list_doubtful_acceptances(findings, chosen, as_of, is_whole=earlier.is_whole)
        )
        left = [item for item in findings if not chosen.leaves_out(item.code, item.path)]
        prints = fingerprint(left, make_reader(earlier))
        counts, by_print = Counter(prints), dict(zip(prints, left, strict=True))
        known = tuple(
            KnownFinding(one, item.code, item.path, item.message, counts[one])
            for one, item in by_print.items()
        )
        return EarlierState(known, _list_changed(target.root, folder))


def _list_changed(root: Path, earlier: Path) -> frozenset[str]:
    """Paths that came, went or have other content."""
    new, old = (
        file_states.hash_state(place, layout.READ_FOLDERS).hashes for place in (root, earlier)
    )
    return frozenset(path for path in {*new, *old} if new.get(path) != old.get(path))


def list_new(
    findings: Sequence[Finding], prints: Sequence[str], earlier: EarlierState
) -> frozenset[Finding]:
    """Those that the revision did not have, of several alike as many as there are more; and those
    that count more than it did, for both are judged on one day.
    """
    new = frozenset(known_findings.split_findings(findings, prints, earlier.known).new)
    before = {entry.fingerprint: entry.message for entry in earlier.known if entry.count == 1}
    grown = (
        item
        for item, one in zip(findings, prints, strict=True)
        if one in before and not item.pointer and is_more_than(item.message, before[one])
    )
    return new | frozenset(grown)
