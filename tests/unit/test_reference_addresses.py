"""Addresses in the place of which a local file stands, and profiles resolved from files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from attestle.api import catalog_lookup, crosswalks, profile_files
from attestle.api.validation.reports import ValidationOptions, make_report, validate
from attestle.api.validation.targets import Target, find_target
from attestle.cli.root import root as main
from attestle.errors import UsageError, WorkspaceError
from attestle.formats.settings_file import read_settings
from conftest import Run
from unit.test_loose_references import map_between
from unit.test_references import HREF, PROFILE, list_codes, write, write_catalog, write_profile

URL = "https://demo.example/oscal/catalog.json?v=1"


@pytest.fixture
def space(tmp_path: Path) -> Path:
    root = tmp_path / "space"
    (root / ".trestle").mkdir(parents=True)
    write_catalog(root, "catalogs/c/catalog.json")
    write_profile(root, PROFILE, URL)
    return root


def settle(root: Path, path: str) -> None:
    (root / "attestle.toml").write_text(f'[references]\n"{URL}" = "{path}"\n')


def call(*args: str) -> Result:
    return CliRunner().invoke(main, list(args))


def test_settings_put_a_document_in_the_place_of_an_address(space: Path) -> None:
    assert [item.is_note for item in validate(space)] == [True]
    settle(space, "catalogs/c/catalog.json")
    assert validate(space) == ()
    assert b"a-1_smt" in catalog_lookup.resolve_catalog(space, "p")[0]
    settle(space, "catalogs/none/catalog.json")
    [finding] = validate(space)
    assert list_codes((finding,)) == [("REF008", "error", HREF)]


@pytest.mark.parametrize("path", ["../outside.json", "/etc/passwd"])
def test_settings_name_nothing_outside_of_the_workspace(space: Path, path: str) -> None:
    settle(space, path)
    assert ("OSC011", "error") in [(item.code, item.severity.value) for item in validate(space)]
    assert [item.is_note for item in validate(space) if item.code == "REF008"] == [True]


def test_an_address_and_a_name_are_told_apart() -> None:
    text = f'[references]\nclauses = "https://demo.example/"\n"{URL}" = "catalogs/c/catalog.json"\n'
    settings, problems = read_settings(text.encode())
    assert problems == ()
    assert settings.addresses == {URL: "catalogs/c/catalog.json"}
    assert settings.references["clauses"] == "https://demo.example/"
    assert read_settings(b'[references]\n"https://a b" = "x"\n')[1]


def test_an_option_goes_before_the_settings_and_may_name_any_file(
    space: Path, tmp_path: Path
) -> None:
    settle(space, "catalogs/none/catalog.json")
    write_catalog(tmp_path, "elsewhere.json")
    options = ValidationOptions(addresses={URL: tmp_path / "elsewhere.json"})
    assert make_report(Target(space), options).findings == ()
    write_profile(space, PROFILE, URL, chosen="a-9")
    assert [item.code for item in make_report(Target(space), options).findings] == ["PRO001"]


def test_an_answer_follows_the_file_in_the_place_of_an_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    folder = tmp_path / "loose"
    write_profile(folder, "profile.json", URL)
    write_catalog(tmp_path, "elsewhere.json")
    options = ValidationOptions(cached=True, addresses={URL: tmp_path / "elsewhere.json"})
    target = find_target([folder / "profile.json"], None)
    assert make_report(target, options).findings == ()
    text = (tmp_path / "elsewhere.json").read_text()
    (tmp_path / "elsewhere.json").write_text(text.replace('"a-1"', '"a-2"'))
    assert [item.code for item in make_report(target, options).findings] == ["PRO001"]


def test_a_document_in_the_place_of_an_address_is_the_base_of_its_hrefs(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "loose"
    write_profile(folder, "one.json", "https://demo.example/two.json", 2)
    write_profile(tmp_path, "two.json", "three.json", 3)
    write_catalog(tmp_path, "three.json")
    given = {"https://demo.example/two.json": tmp_path / "two.json"}
    target = find_target([folder / "one.json"], None)
    [finding] = make_report(target, ValidationOptions(addresses=given)).findings
    assert finding.is_note, "what stands beside the local file is not what is meant"
    assert "unverifiable" in finding.message
    given["https://demo.example/three.json"] = tmp_path / "three.json"
    assert make_report(target, ValidationOptions(addresses=given)).findings == ()


def test_the_option_is_an_address_and_a_file(space: Path) -> None:
    catalog = space / "catalogs/c/catalog.json"
    loose = space.parent / "loose.json"
    write_profile(space.parent, "loose.json", URL)
    for command in (["validate", str(loose)], ["profile", "resolve", str(loose)]):
        done = call(*command, "--catalog", f"{URL}={catalog}")
        assert done.exit_code == 0, done.output
    for wrong in ("catalog.json", f"{URL}={space}/none.json", f"c:/x={catalog}", f"{URL}="):
        assert call("validate", str(loose), "--catalog", wrong).exit_code == 2


def test_a_workspace_profile_resolves_with_the_option(space: Path) -> None:
    catalog = space / "catalogs/c/catalog.json"
    refused = call("--root", str(space), "profile", "resolve", "p")
    assert refused.exit_code == 1
    assert f"--catalog {URL}=FILE" in refused.output
    done = call("--root", str(space), "profile", "resolve", "p", "--catalog", f"{URL}={catalog}")
    assert done.exit_code == 0
    assert json.loads(done.stdout)["catalog"]["groups"][0]["controls"][0]["id"] == "a-1"


# --- a profile in a file


def test_a_file_is_resolved_with_what_stands_in_its_folder(tmp_path: Path) -> None:
    folder = tmp_path / "loose"
    write_catalog(folder, "deep/catalog.json")
    write_profile(folder, "profile.json", "deep/catalog.json")
    written, found = profile_files.resolve_file(folder / "profile.json")
    assert found == ()
    tree = json.loads(written)["catalog"]
    assert tree["metadata"]["links"] == [{"href": "profile.json", "rel": "source-profile"}]
    assert profile_files.resolve_file(folder / "profile.json")[0] == written


def test_the_folder_that_may_be_read_is_the_one_named(tmp_path: Path) -> None:
    write_catalog(tmp_path, "catalog.json")
    write_profile(tmp_path, "deep/profile.json", "../catalog.json")
    profile = tmp_path / "deep/profile.json"
    with pytest.raises(WorkspaceError) as raised:
        profile_files.resolve_file(profile)
    [finding] = raised.value.findings
    assert list_codes((finding,)) == [("REF008", "error", HREF)]
    assert b"a-1_smt" in profile_files.resolve_file(profile, tmp_path)[0]
    with pytest.raises(UsageError):
        profile_files.resolve_file(profile, tmp_path / "other")


def test_a_file_of_a_workspace_reaches_all_of_it(space: Path) -> None:
    write_profile(space, "drafts/next.json", "../catalogs/c/catalog.json")
    assert b"a-1_smt" in profile_files.resolve_file(space / "drafts/next.json")[0]


def test_what_is_no_profile_is_refused(space: Path) -> None:
    (space / "broken.json").write_text("{")
    with pytest.raises(WorkspaceError):
        profile_files.resolve_file(space / "broken.json")
    with pytest.raises(UsageError, match="not a profile"):
        profile_files.resolve_file(space / "catalogs/c/catalog.json")
    with pytest.raises(UsageError, match="no file"):
        profile_files.resolve_file(space / "none.json")


# --- crosswalks


@pytest.mark.parametrize("href", ["../../catalogs/c/catalog.json", URL])
def test_the_sides_of_a_crosswalk_may_be_named_in_any_way(space: Path, href: str) -> None:
    settle(space, "catalogs/c/catalog.json")
    body: dict[str, Any] = map_between(href)
    body["mappings"][0]["source-resource"]["href"] = href
    write(space, "mapping-collections/m/mapping-collection.json", "mapping-collection", 6, body)
    sides = crosswalks.list_sides(space, "m")
    assert [item.id for item in sides.source.requirements] == ["a-1"]
    assert [item.id for item in sides.target.requirements] == ["a-1"]
    [helped] = catalog_lookup.read_profile_baseline(space, "p").requirements
    assert [item.label for item in helped.helps] == ["a-1"]


# --- plans taken in


@pytest.mark.parametrize("way", ["option", "settings", "resource"])
def test_a_plan_may_name_its_profile_by_an_address(tiny: Path, run: Run, way: str) -> None:
    address, uuid = "https://demo.example/p.json", "7d0c6a5e-1b1f-4c1e-8a55-00000000000a"
    path = tiny / "system-security-plans/demo/system-security-plan.json"
    tree = json.loads(path.read_bytes())
    body = tree["system-security-plan"]
    body["import-profile"]["href"] = address if way != "resource" else f"#{uuid}"
    resource = {"uuid": uuid, "title": "profile", "rlinks": [{"href": address}]}
    body["back-matter"]["resources"].append(resource)
    plan = tiny.parent / "plan.json"
    plan.write_text(json.dumps(tree))
    words = ["import", "ssp", str(plan), "--name", "gate"]
    assert run(tiny, *words).exit_code == 2
    if way == "option":
        words += ["--catalog", f"{address}={tiny}/profiles/mini/profile.json"]
    else:
        settings = (tiny / "attestle.toml").read_text()
        line = f'"{address}" = "profiles/mini/profile.json"\n'
        (tiny / "attestle.toml").write_text(f"{settings}\n[references]\n{line}")
    done = run(tiny, *words)
    assert done.exit_code == 0, done.output
    assert 'profile: "mini"\n' in (tiny / "ssp/gate/system.md").read_text()
