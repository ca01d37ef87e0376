"""What the metadata of a resolved catalog takes over."""

from __future__ import annotations

from typing import Any

import pytest

from attestle.formats.resolved_metadata import find_version
from profile_documents import (
    list_codes,
    make_catalog,
    make_control,
    make_group,
    make_profile,
    resolve,
)

Tree = dict[str, Any]
KEEP = [{"name": "keep", "value": "always"}]
OWNER: Tree = {"id": "owner", "title": "Owner", "props": KEEP}


def make_source(**metadata: Any) -> Tree:
    return make_catalog(make_group("g", make_control("c-1")), metadata=metadata)


def test_roles_and_parties_of_sources_come_along_if_they_ask_to_be_kept() -> None:
    kept = {"uuid": "p1", "type": "person", "props": KEEP}
    source = make_source(
        roles=[{"id": "creator", "title": "Theirs"}, {"id": "spare", "title": "Spare"}, OWNER],
        parties=[kept, {"uuid": "p2", "type": "person"}],
    )
    own: Tree = {
        "roles": [{"id": "creator", "title": "Ours"}],
        "locations": [{"uuid": "l1"}],
        "responsible-parties": [{"role-id": "creator", "party-uuids": ["p1"]}],
    }
    metadata = {**own, "remarks": "Not handed on."}
    resolved = resolve(make_profile({"href": "c"}, metadata=metadata), c=source)
    assert resolved.metadata == {**own, "roles": [OWNER, *own["roles"]], "parties": [kept]}


def test_what_is_kept_is_kept_through_profiles() -> None:
    low = make_profile({"href": "c"}, metadata={"roles": [{"id": "low", "title": "Low"}]})
    resolved = resolve(make_profile({"href": "low"}), c=make_source(roles=[OWNER]), low=low)
    assert resolved.metadata == {"roles": [OWNER]}
    assert resolved.profiles == ("low",)


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        (("1.0.4", "1.1.2"), "1.1.2"),
        (("1.1.10", "1.1.9"), "1.1.10"),
        (("v1.1.1", "1.0.0"), "1.1.1"),
        (("1.2.1", "1.9.0"), "1.2.1"),
        (("", "unknown"), "1.2.1"),
    ],
)
def test_the_version_is_the_latest_but_not_later_than_ours(
    stated: tuple[str, ...], expected: str
) -> None:
    assert find_version(stated) == expected


def test_two_major_versions_do_not_go_together() -> None:
    source = make_source(**{"oscal-version": "2.0.0"})
    resolved = resolve(make_profile({"href": "c"}), c=source)
    assert list_codes(resolved) == [("OSC007", "/profile/imports/0/href")]
    assert resolved.problems[0].is_error
