"""Documents that others refer to, followed in a workspace on disk."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from attestle.api import catalog_lookup
from attestle.api.validation.reports import ValidationOptions, make_report, validate
from attestle.api.validation.targets import Target
from attestle.findings import Finding

METADATA = {
    "title": "Small",
    "last-modified": "2026-01-01T00:00:00Z",
    "version": "1",
    "oscal-version": "1.2.1",
}
PROFILE = "profiles/p/profile.json"


def write(root: Path, path: str, model: str, number: int, body: dict[str, Any]) -> None:
    place = root / path
    place.parent.mkdir(parents=True, exist_ok=True)
    uuid = f"7d0c6a5e-1b1f-4c1e-8a55-{number:012}"
    place.write_text(json.dumps({model: {"uuid": uuid, "metadata": METADATA, **body}}))


def write_catalog(root: Path, path: str) -> None:
    statement = {"id": "a-1_smt", "name": "statement", "prose": "Do it."}
    group = {
        "id": "a",
        "title": "A",
        "controls": [{"id": "a-1", "title": "A", "parts": [statement]}],
    }
    write(root, path, "catalog", 1, {"groups": [group]})


def write_profile(root: Path, path: str, href: str, number: int = 2, chosen: str = "a-1") -> None:
    imports = [{"href": href, "include-controls": [{"with-ids": [chosen]}]}]
    write(root, path, "profile", number, {"imports": imports, "merge": {"as-is": True}})


@pytest.fixture
def space(tmp_path: Path) -> Path:
    (tmp_path / ".trestle").mkdir()
    write_catalog(tmp_path, "catalogs/c/catalog.json")
    return tmp_path


def list_codes(found: tuple[Finding, ...]) -> list[tuple[str, str, str]]:
    return [(item.code, item.severity.value, item.pointer) for item in found]


HREF = "/profile/imports/0/href"


def test_a_chain_of_relative_imports_resolves(space: Path) -> None:
    write_profile(space, PROFILE, "../q/profile.json", 2)
    write_profile(space, "profiles/q/profile.json", "../../catalogs/c/catalog.json", 3)
    assert validate(space) == ()
    assert b"a-1_smt" in catalog_lookup.resolve_catalog(space, "p")[0]


def test_what_a_relative_import_lacks_is_an_error(space: Path) -> None:
    write_profile(space, PROFILE, "../../catalogs/c/catalog.json", chosen="a-9")
    assert list_codes(validate(space)) == [
        ("PRO001", "error", "/profile/imports/0/include-controls/0/with-ids/0")
    ]


@pytest.mark.parametrize("href", ["../../catalogs/none/catalog.json", "../../../catalog.json"])
def test_a_missing_or_outer_file_is_an_error_at_the_href(space: Path, href: str) -> None:
    write_profile(space, PROFILE, href)
    assert list_codes(validate(space)) == [("REF008", "error", HREF)]


def test_an_address_is_not_fetched_and_said_to_be_unverifiable(space: Path) -> None:
    write_profile(space, PROFILE, "https://demo.example/catalog.json")
    [finding] = validate(space)
    assert list_codes((finding,)) == [("REF008", "note", HREF)]
    assert "unverifiable" in finding.message


def test_a_circle_is_found_however_its_hrefs_are_written(space: Path) -> None:
    write_profile(space, PROFILE, "../q/profile.json", 2)
    write_profile(space, "profiles/q/profile.json", "trestle://profiles/p/profile.json", 3)
    assert {code for code, _, _ in list_codes(validate(space))} == {"PRO002"}


def test_no_link_is_followed(space: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside")
    write_catalog(outside, "catalog.json")
    (space / "shared").symlink_to(outside)
    write_profile(space, PROFILE, "../../shared/catalog.json")
    assert list_codes(validate(space)) == [("REF008", "error", HREF)]


def test_an_import_of_the_wrong_kind_is_an_error_and_ends(space: Path) -> None:
    path = "plan-of-action-and-milestones/x/plan-of-action-and-milestones.json"
    item = {"uuid": "7d0c6a5e-1b1f-4c1e-8a55-0000000000ff", "title": "x", "description": "x"}
    href = "plan-of-action-and-milestones.json"
    body = {"import-ssp": {"href": href}, "poam-items": [item]}
    write(space, path, "plan-of-action-and-milestones", 5, body)
    found = [one for one in validate(space) if one.code == "REF008"]
    assert [one.pointer for one in found] == ["/plan-of-action-and-milestones/import-ssp/href"]
    assert "leads to a plan-of-action-and-milestones" in found[0].message


def test_no_answer_is_kept_that_rests_on_a_file_elsewhere(space: Path) -> None:
    write_profile(space, PROFILE, "../../shared/catalog.json")
    options = ValidationOptions(cached=True)
    assert len(make_report(Target(space), options).findings) == 1
    write_catalog(space, "shared/catalog.json")
    assert make_report(Target(space), options).findings == ()
    (space / "shared/catalog.json").unlink()
    assert len(make_report(Target(space), options).findings) == 1
