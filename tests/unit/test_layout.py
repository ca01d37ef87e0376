"""Where things stand in a workspace."""

from __future__ import annotations

import pytest

from attestle.store import layout


@pytest.mark.parametrize(
    ("path", "is_theirs"),
    [
        ("ssp/second/system.md", True),
        ("ssp/second", True),
        ("system-security-plans/second/system-security-plan.json", True),
        ("ssp/second-site/system.md", False),
        ("ssp/demo/second/system.md", False),
        ("ssp", False),
        ("tools/second/system.md", False),
        ("attestle.toml", False),
    ],
)
def test_what_is_of_a_system(path: str, is_theirs: bool) -> None:
    assert layout.is_of_system(path, ("second", "third")) is is_theirs
