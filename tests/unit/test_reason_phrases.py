"""Reasons in documents name artifacts, providers and exceptions by title, with the id behind."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from attestle.model.documented_exceptions import DocumentedException
from attestle.model.evidence import EvidenceItem
from attestle.model.providers import Provider
from attestle.render.reason_names import read_reason_names
from building import DAY, shipped, system


def make_item(key: str, title: str, *, status: str = "final") -> EvidenceItem:
    return EvidenceItem("u", key, title, owner="it", status=status, collected=DAY)


ITEMS = (
    make_item("scan", "Scan of the week", status="draft"),
    make_item("old-scan", "Scan of last year", status="draft"),
    replace(make_item("policy", "Access policy"), collected=DAY - dt.timedelta(days=400)),
    replace(make_item("sure", "What is current"), collected=DAY),
)
MADE = replace(
    system(shipped("cmmc-level-1")),
    evidence=ITEMS,
    providers=(Provider("u", "A provider", cloud=True, services=(), owner="it", slug="host"),),
    exceptions=(
        DocumentedException("u", "Old test rig", "enduring-exception", (), slug="rig"),
        DocumentedException("u", "Lab bench", "enduring-exception", (), slug="bench"),
    ),
)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("scan is a draft", "Scan of the week (scan) is a draft"),
        ("old-scan is a draft", "Scan of last year (old-scan) is a draft"),
        (
            "scan is a draft; old-scan is a draft",
            "Scan of the week (scan) is a draft; Scan of last year (old-scan) is a draft",
        ),
        (
            "scan is a draft (counts as met through the exception rig)",
            "Scan of the week (scan) is a draft"
            " (counts as met through the exception Old test rig (rig))",
        ),
        (
            "The exception rig, bench is reviewed, and so on",
            "The exception Old test rig (rig), Lab bench (bench) is reviewed, and so on",
        ),
        (
            "the matrix of host has no row for it",
            "the matrix of A provider (host) has no row for it",
        ),
        # an id that is a common word too
        ("the policy of the scan is missing", "the policy of the scan is missing"),
        ("it says that scan is a draft", "it says that scan is a draft"),
        ("sure is a draft", "sure is a draft"),
        ("the exception that nobody knows", "the exception that nobody knows"),
    ],
)
def test_ids_that_a_reason_rests_on_have_their_titles(text: str, named: str) -> None:
    assert read_reason_names(MADE, DAY).name_ids(text) == named


def test_a_day_stays_with_its_artifact() -> None:
    names = read_reason_names(MADE, DAY)
    [due] = [phrase for phrase in names.phrases if phrase.startswith("policy ")]
    assert names.name_ids(due) == due.replace("policy ", "Access policy (policy) ", 1)
