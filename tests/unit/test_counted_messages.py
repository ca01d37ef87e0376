"""Findings that count things: what is left of one is not new, and what has come to it is."""

from __future__ import annotations

import pytest

from attestle.findings import Finding, Severity
from attestle.formats.counted_messages import is_more_than, is_within, name_place
from attestle.formats.known_findings import (
    KnownFinding,
    fingerprint_finding,
    split_findings,
)

KIND = "{} of {} evidence items do not say what they are (kind); the first is {}"
TAKEN = "{} objectives of {} requirements were taken over from rows; the first is {}"
ASSETS = "not applicable, but inventory.csv has wireless assets in scope: {}"


@pytest.mark.parametrize(
    ("earlier", "now", "is_left"),
    [
        (KIND.format(12, 40, "ev-a"), KIND.format(11, 40, "ev-b"), True),
        (KIND.format(12, 40, "ev-a"), KIND.format(11, 43, "ev-a"), True),
        (KIND.format(12, 40, "ev-a"), KIND.format(12, 43, "ev-a"), True),
        (KIND.format(12, 40, "ev-a"), KIND.format(13, 40, "ev-a"), False),
        # one was mended and another one came: nobody may overlook that
        (KIND.format(12, 40, "ev-a"), KIND.format(12, 40, "ev-b"), False),
        (TAKEN.format(9, 3, "3.1.1[a]"), TAKEN.format(6, 2, "3.1.2[a]"), True),
        (ASSETS.format("A-1, A-2, A-3 and 9 more"), ASSETS.format("A-2, A-4, A-7"), True),
        (
            ASSETS.format("A-1, A-2, A-3 and 9 more"),
            ASSETS.format("A-1, A-2, A-3 and 10 more"),
            False,
        ),
        (ASSETS.format("A-1, A-2, A-3"), ASSETS.format("A-1, A-3"), True),
        (ASSETS.format("A-1, A-2, A-3"), ASSETS.format("A-1, A-4"), False),
        (ASSETS.format("A-1, A-2"), ASSETS.format("A-1, A-2, A-3"), False),
        ("3.1.1[a] lacks it", "3.1.2[a] lacks it", False),
        ("Level 2 asks for it", "Level 2 asks for it", True),
        ("stands in line 12 too", "stands in line 14 too", True),
    ],
)
def test_what_is_left_of_a_message(earlier: str, now: str, is_left: bool) -> None:
    assert is_within(now, earlier) is is_left


def test_more_is_told() -> None:
    assert is_more_than(KIND.format(13, 40, "ev-a"), KIND.format(12, 40, "ev-a"))
    assert not is_more_than(KIND.format(12, 44, "ev-a"), KIND.format(12, 40, "ev-a"))


def test_what_counts_for_a_system_belongs_to_its_folder() -> None:
    assert name_place("ssp/demo/evidence.yaml", KIND.format(1, 2, "ev-a")) == "ssp/demo/"
    assert name_place("ssp/demo/evidence.yaml", "no kind") == "ssp/demo/evidence.yaml"
    assert name_place("catalogs/a.json", KIND) == "catalogs/a.json"


def make_finding(message: str, path: str = "ssp/demo/controls/AC/3.1.1.md") -> Finding:
    return Finding("SSP035", Severity.WARNING, path, message)


def test_a_committed_baseline_knows_what_is_left_once() -> None:
    old = make_finding(TAKEN.format(9, 3, "3.1.1[a]"))
    [entry] = [KnownFinding(fingerprint_finding(old), old.code, old.path, old.message, 1)]
    left = make_finding(TAKEN.format(4, 2, "3.1.2[a]"), "ssp/demo/controls/AC/3.1.2.md")
    other = make_finding(TAKEN.format(2, 1, "3.1.2[a]"), "ssp/demo/controls/AC/3.1.2.md")
    findings = (left, other)
    split = split_findings(findings, [fingerprint_finding(item) for item in findings], (entry,))
    assert (split.new, split.known, split.stale) == ((other,), 1, ())
    elsewhere = make_finding(left.message, "ssp/other/controls/AC/3.1.2.md")
    split = split_findings((elsewhere,), [fingerprint_finding(elsewhere)], (entry,))
    assert split.new == (elsewhere,)
