"""Comments beside a met state that say that something is left to do."""

from __future__ import annotations

import pytest

from attestle.sheet_import.open_notes import says_open


@pytest.mark.parametrize(
    "note",
    [
        "MFA for VPN missing", "still to do: approve flows", "not verified", "Missing: the list",
        "review is pending", "roll-out not yet complete", "to be confirmed by IT", "see POA&M",
        "not all sites", "no evidence", "TBD", "all but the lab, except for guests",
    ],
)  # fmt: skip
def test_a_comment_that_says_that_something_is_open(note: str) -> None:
    assert says_open(note)
    assert says_open(note.upper())


@pytest.mark.parametrize(
    "note",
    [
        "", "Nothing missing", "no items outstanding", "none pending", "without open gaps",
        "reviewed each week for missing patches", "the policy names who does it",
        "evidence is in the folder of IT",
    ],
)  # fmt: skip
def test_a_comment_that_says_no_such_thing(note: str) -> None:
    assert not says_open(note)
