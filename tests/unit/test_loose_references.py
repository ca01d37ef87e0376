"""Documents outside of a workspace, judged with what they refer to in their own folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from attestle.api.validation.reports import ValidationOptions, make_report, validate
from attestle.api.validation.targets import find_target
from unit.test_references import HREF, list_codes, write, write_catalog, write_profile


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "handed"
    write_catalog(place, "catalog.json")
    return place


def test_a_profile_resolves_beside_its_catalog(folder: Path) -> None:
    write_profile(folder, "profile.json", "catalog.json")
    assert validate(folder) == ()
    assert validate(folder / "profile.json") == ()


def test_what_the_catalog_lacks_is_an_error_in_both(folder: Path) -> None:
    write_profile(folder, "profile.json", "catalog.json", chosen="a-9")
    for target in (folder, folder / "profile.json"):
        [(code, severity, _)] = list_codes(validate(target))
        assert (code, severity) == ("PRO001", "error")


def test_a_missing_file_is_an_error_in_a_folder_and_unverifiable_alone(folder: Path) -> None:
    write_profile(folder, "profile.json", "none.json")
    [finding] = validate(folder)
    assert list_codes((finding,)) == [("REF008", "error", HREF)]
    assert finding.message == 'no document at "none.json"'
    assert finding.hint == "", "nothing else stands in this folder by trestle's way of writing"
    [finding] = validate(folder / "profile.json")
    assert list_codes((finding,)) == [("REF008", "note", HREF)]
    assert finding.message.startswith("unverifiable: ")


@pytest.mark.parametrize(
    "href",
    ["../catalog.json", "%2e%2e/catalog.json", "file:///etc/passwd", "sub/../../catalog.json"],
)
def test_nothing_outside_of_the_folder_is_read(folder: Path, href: str) -> None:
    write_catalog(folder.parent, "catalog.json")
    write_profile(folder, "profile.json", href)
    [finding] = validate(folder)
    assert list_codes((finding,)) == [("REF008", "error", HREF)]
    assert "leads out of the folder" in finding.message
    [finding] = validate(folder / "profile.json")
    assert list_codes((finding,)) == [("REF008", "note", HREF)]


@pytest.mark.parametrize("href", ["a\\b.json", "a%00b.json", "a%2fb.json", "%zz"])
def test_a_hostile_href_is_an_error_however_it_is_asked_for(folder: Path, href: str) -> None:
    write_profile(folder, "profile.json", href)
    for target in (folder, folder / "profile.json"):
        assert ("REF008", "error", HREF) in list_codes(validate(target))


def test_the_common_folder_of_the_files_named_is_the_bound(folder: Path) -> None:
    write_profile(folder, "deep/profile.json", "../catalog.json")
    deep, other = folder / "deep/profile.json", folder / "catalog.json"
    [finding] = validate(deep)
    assert finding.is_note
    report = make_report(find_target([deep, other], None), ValidationOptions())
    assert report.findings == ()


def test_a_link_is_not_followed(folder: Path, tmp_path: Path) -> None:
    write_catalog(tmp_path, "outside/catalog.json")
    (folder / "linked.json").symlink_to(tmp_path / "outside/catalog.json")
    write_profile(folder, "profile.json", "linked.json")
    assert ("REF008", "error", HREF) in list_codes(validate(folder))


def test_a_circle_of_loose_profiles_is_an_error_at_the_href(folder: Path) -> None:
    write_profile(folder, "one.json", "two.json", 2)
    write_profile(folder, "two.json", "./one.json", 3)
    found = validate(folder)
    assert list_codes(found) == [("PRO002", "error", HREF)] * 2
    assert found[0].message == "profiles import each other: one.json -> two.json -> one.json"


def test_beside_the_models_the_whole_workspace_may_be_read(tmp_path: Path) -> None:
    (tmp_path / ".trestle").mkdir()
    write_catalog(tmp_path, "catalogs/c/catalog.json")
    write_profile(tmp_path, "drafts/next.json", "../catalogs/c/catalog.json")
    drafts = tmp_path / "drafts"
    assert make_report(find_target([drafts], None), ValidationOptions()).findings == ()
    write_profile(tmp_path, "drafts/next.json", "trestle://catalogs/none/catalog.json")
    for given, severity in ((drafts, "error"), (drafts / "next.json", "note")):
        found = make_report(find_target([given], None), ValidationOptions()).findings
        assert list_codes(found) == [("REF008", severity, HREF)]


def test_a_long_chain_ends_safely(folder: Path) -> None:
    for number in range(260):
        write_profile(folder, f"p{number}.json", f"p{number + 1}.json", number + 2)
    [finding] = validate(folder / "p0.json")
    assert list_codes((finding,)) == [("PRO002", "error", HREF)]
    assert "in more than 100 steps" in finding.message


def test_another_kind_of_document_is_an_error(folder: Path) -> None:
    item = {"uuid": "7d0c6a5e-1b1f-4c1e-8a55-0000000000ff", "title": "x", "description": "x"}
    body = {"import-ssp": {"href": "catalog.json"}, "poam-items": [item]}
    write(folder, "poam.json", "plan-of-action-and-milestones", 5, body)
    found = [one for one in validate(folder / "poam.json") if one.code == "REF008"]
    assert ["leads to a catalog" in one.message for one in found] == [True]


def test_what_is_imported_and_broken_is_an_error(folder: Path) -> None:
    (folder / "ssp.json").write_text("{")
    item = {"uuid": "7d0c6a5e-1b1f-4c1e-8a55-0000000000ff", "title": "x", "description": "x"}
    body = {"import-ssp": {"href": "ssp.json"}, "poam-items": [item]}
    write(folder, "poam.json", "plan-of-action-and-milestones", 5, body)
    found = [one for one in validate(folder / "poam.json") if one.code == "REF008"]
    assert ["cannot be read" in one.message for one in found] == [True]


def test_what_is_imported_and_of_no_shape_is_unverifiable(folder: Path) -> None:
    (folder / "odd.json").write_text('{"catalog": 5}')
    write_profile(folder, "profile.json", "odd.json")
    [finding] = validate(folder / "profile.json")
    assert list_codes((finding,)) == [("REF008", "note", "/profile/imports")]
    assert finding.message.startswith("unverifiable: ")
    assert "odd.json" in {item.path for item in validate(folder) if item.is_error}


def test_an_address_is_named_once(folder: Path) -> None:
    for number in (2, 3):
        write_profile(folder, f"p{number}.json", "https://demo.example/catalog.json", number)
    assert list_codes(validate(folder)) == [("REF008", "note", HREF)]


def test_bytes_have_nothing_beside_them(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    write_profile(folder, "profile.json", "catalog.json")
    [finding] = validate((folder / "profile.json").read_bytes())
    assert list_codes((finding,)) == [("REF008", "note", HREF)]


def map_between(href: str) -> dict[str, Any]:
    names = [{"type": "control", "id-ref": "a-1"}]
    pair = {
        "uuid": "7d0c6a5e-1b1f-4c1e-8a55-0000000000e1",
        "relationship": "equal-to",
        "sources": names,
        "targets": names,
    }
    provenance = {
        "method": "human",
        "matching-rationale": "semantic",
        "status": "complete",
        "mapping-description": "x",
    }
    mapping = {
        "uuid": "7d0c6a5e-1b1f-4c1e-8a55-0000000000e2",
        "source-resource": {"type": "catalog", "href": "catalog.json"},
        "target-resource": {"type": "catalog", "href": href},
        "maps": [pair],
    }
    return {"provenance": provenance, "mappings": [mapping]}


@pytest.mark.parametrize(
    ("href", "words"),
    [
        ("none.json", "leads to no document"),
        ("mapping.json", "leads to a mapping-collection"),
        ("../catalog.json", "leads out of the folder"),
    ],
)
def test_what_is_mapped_is_there_and_of_its_kind(folder: Path, href: str, words: str) -> None:
    write(folder, "mapping.json", "mapping-collection", 6, map_between(href))
    found = [item for item in validate(folder) if item.code == "REF008"]
    assert [item.pointer for item in found] == [
        "/mapping-collection/mappings/0/target-resource/href"
    ]
    assert words in found[0].message


def test_an_answer_is_kept_while_what_it_rests_on_is_the_same(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    write_profile(folder, "profile.json", "catalog.json")
    target, options = find_target([folder / "profile.json"], None), ValidationOptions(cached=True)
    assert make_report(target, options).findings == ()
    tree = json.loads((folder / "catalog.json").read_text())
    tree["catalog"]["groups"][0]["controls"][0]["id"] = "a-2"
    (folder / "catalog.json").write_text(json.dumps(tree))
    assert [item.code for item in make_report(target, options).findings] == ["PRO001"]
    (folder / "catalog.json").unlink()
    assert [item.code for item in make_report(target, options).findings] == ["REF008"]
    write_catalog(folder, "catalog.json")
    assert make_report(target, options).findings == ()
    assert make_report(find_target([folder], None), options).findings == ()


def test_of_one_file_what_does_not_resolve_below_it_is_unverifiable(folder: Path) -> None:
    write_profile(folder, "one.json", "two.json", 2)
    write_profile(folder, "two.json", "./one.json", 3)
    write_profile(folder, "top.json", "one.json", 4)
    [finding] = validate(folder / "top.json")
    assert list_codes((finding,)) == [("REF008", "note", "/profile/imports")]
    circle = "profiles import each other: top.json -> one.json -> two.json -> one.json"
    assert finding.message == f"unverifiable: of what is imported, {circle}"
    assert {item.path for item in validate(folder)} == {"one.json", "two.json"}
