"""`import ssp` of what other tools make of uuids, names of profiles and forms of documents."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

import corpus_forms
import xml_writing
from attestle.formats import oscal_xml
from attestle.uuids import fold_tree
from conftest import ROOT, Run, edit, snapshot

Tree = dict[str, Any]
PLANS = ROOT / "tests/data/plans"
MODEL = "system-security-plan"
# a value of JSON that is one, or an href to one
UUID = re.compile(r'"#?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"')
FOREIGN = "ACME_int_guidance"


def read_plan(path: Path) -> Tree:
    tree: Tree = json.loads(path.read_bytes())
    return tree


def find_document(root: Path, name: str = "gate") -> Path:
    return root / f"{MODEL}s/{name}/{MODEL}.json"


def add_profile(root: Path, name: str) -> None:
    folder = root / "profiles" / name
    folder.mkdir(parents=True)
    shutil.copyfile(PLANS / "profile.json", folder / "profile.json")


@pytest.fixture
def harbour(tmp_path: Path) -> Path:
    """A workspace with the catalog and the profile that the plans are of."""
    root = tmp_path / "work"
    (root / ".trestle").mkdir(parents=True)
    (root / ".trestle/config.ini").write_text("[task]\n")
    (root / "catalogs/harbour").mkdir(parents=True)
    shutil.copyfile(PLANS / "catalog.json", root / "catalogs/harbour/catalog.json")
    add_profile(root, "harbour")
    return root


@pytest.fixture
def take(run: Run, tmp_path: Path) -> Callable[..., str]:
    """Import a plan, and give what was said on one line."""

    def import_plan(root: Path, tree: Tree, *options: str, name: str = "gate") -> str:
        file = tmp_path / "plan.json"
        file.write_text(json.dumps(tree))
        done = run(root, "import", "ssp", str(file), "--name", name, *options)
        assert done.exit_code == 0, done.output
        return " ".join(done.output.split())

    return import_plan


def assemble(run: Run, root: Path, name: str = "gate") -> Tree:
    done = run(root, "ssp", "assemble", name)
    assert done.exit_code == 0, done.output
    assert run(root, "ssp", "assemble", name, "--check").exit_code == 0
    body: Tree = read_plan(find_document(root, name))[MODEL]
    return body


# --- the profile


@pytest.fixture
def elsewhere() -> Tree:
    """A plan that names a profile of the workspace it comes from."""
    tree = read_plan(PLANS / "harbour.json")
    tree[MODEL]["import-profile"]["href"] = f"trestle://profiles/{FOREIGN}/profile.json"
    return tree


def test_the_option_wins_over_a_name_that_is_not_here(
    harbour: Path, run: Run, elsewhere: Tree, take: Callable[..., str]
) -> None:
    told = take(harbour, elsewhere, "--profile", "harbour")
    assert f'the profile harbour, though the document names "{FOREIGN}"' in told
    assert '\nprofile: "harbour"\n' in (harbour / "ssp/gate/system.md").read_text(encoding="utf-8")
    href = assemble(run, harbour)["import-profile"]["href"]
    assert href == "trestle://profiles/harbour/profile.json"


def test_the_option_wins_over_a_profile_that_is_here(
    harbour: Path, run: Run, elsewhere: Tree, take: Callable[..., str]
) -> None:
    for name in (FOREIGN, "quay"):
        add_profile(harbour, name)
    assert "quay, though" in take(harbour, elsewhere, "--profile", "quay")
    href = assemble(run, harbour)["import-profile"]["href"]
    assert href == "trestle://profiles/quay/profile.json"


def test_a_name_that_is_not_here_is_told_with_those_that_are(
    harbour: Path, run: Run, elsewhere: Tree, tmp_path: Path
) -> None:
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(elsewhere))
    add_profile(harbour, "quay")
    done = run(harbour, "import", "ssp", str(file), "--name", "gate")
    assert done.exit_code == 2
    assert f'"trestle://profiles/{FOREIGN}/profile.json"' in done.output
    assert "--profile: harbour, quay" in done.output
    assert not (harbour / "ssp").exists()


def test_a_profile_keeps_the_name_that_its_maker_gave_it(
    harbour: Path, run: Run, elsewhere: Tree, take: Callable[..., str]
) -> None:
    add_profile(harbour, FOREIGN)
    assert "though the document" not in take(harbour, elsewhere)
    assert assemble(run, harbour)["import-profile"] == elsewhere[MODEL]["import-profile"]
    edit(harbour, "ssp/gate/system.md", FOREIGN, "../quay")
    done = run(harbour, "validate")
    assert '"../quay" is not the name of a folder' in " ".join(done.output.split())


# --- uuids in capitals


def raise_uuids(tree: Tree) -> Tree:
    """The plan as a tool writes it that likes capitals."""
    raised: Tree = json.loads(UUID.sub(lambda match: match[0].upper(), json.dumps(tree)))
    return raised


def test_a_plan_in_capitals_is_the_plan_in_small_letters(
    harbour: Path, run: Run, take: Callable[..., str], tmp_path: Path
) -> None:
    tree = read_plan(PLANS / "harbour.json")
    raised = raise_uuids(tree)
    twin = shutil.copytree(harbour, tmp_path / "twin")
    number = fold_tree(raised)[1]
    assert number > 50
    assert "small letters" not in take(harbour, tree)
    told = take(twin, raised)
    assert told.count("small letters") == 1
    assert f"small letters for {number} uuids that the plan has in capitals" in told
    assert snapshot(twin) == snapshot(harbour)
    assert assemble(run, twin)["uuid"] == tree[MODEL]["uuid"]
    # and it is known to be the same plan under another name
    assert "of its own, since" in take(twin, raised, name="other")


def test_prose_keeps_its_capitals(harbour: Path, run: Run, take: Callable[..., str]) -> None:
    tree = read_plan(PLANS / "harbour.json")
    words = f"See {tree[MODEL]['uuid'].upper()}."
    tree[MODEL]["system-characteristics"]["description"] = words
    tree[MODEL]["metadata"]["title"] = tree[MODEL]["uuid"].upper()
    assert "small letters" not in take(harbour, tree)
    body = assemble(run, harbour)
    assert body["system-characteristics"]["description"] == words
    assert body["metadata"]["title"] == tree[MODEL]["uuid"].upper()


def test_generate_takes_a_plan_that_stands_here_in_capitals(harbour: Path, run: Run) -> None:
    target = find_document(harbour)
    target.parent.mkdir(parents=True)
    raised = raise_uuids(read_plan(PLANS / "harbour.json"))
    target.write_text(json.dumps(raised))
    done = run(harbour, "ssp", "generate", "gate")
    assert done.exit_code == 0, done.output
    assert "small letters for" in done.output
    assert read_plan(target) == fold_tree(raised)[0]


def test_a_document_that_comes_back_in_capitals_stands_for_itself(
    harbour: Path, run: Run, take: Callable[..., str]
) -> None:
    """Another tool has it for a while; what it writes belongs to the same things."""
    take(harbour, read_plan(PLANS / "harbour.json"))
    before = assemble(run, harbour)
    documents = sorted(harbour.glob("*/gate/*.json"))
    assert len(documents) > 1
    for path in documents:
        path.write_text(json.dumps(raise_uuids(read_plan(path))))
    done = run(harbour, "ssp", "assemble", "gate")
    assert done.exit_code == 0, done.output
    assert "not kept" not in done.output
    after = read_plan(find_document(harbour))[MODEL]
    for body in (before, after):
        del body["metadata"]["last-modified"]
    assert after == before


def test_a_file_is_written_again_from_a_document_in_capitals(
    harbour: Path, run: Run, take: Callable[..., str], tmp_path: Path
) -> None:
    take(harbour, read_plan(PLANS / "harbour.json"))
    assemble(run, harbour)
    name = "ssp/gate/controls/AC/AC-2.md"
    before = (harbour / name).read_bytes()
    assert b"log-keeper" in before
    twin = shutil.copytree(harbour, tmp_path / "twin")
    (twin / name).unlink()
    path = find_document(twin)
    path.write_text(json.dumps(raise_uuids(read_plan(path))))
    done = run(twin, "ssp", "generate", "gate")
    assert done.exit_code == 0, done.output
    assert (twin / name).read_bytes() == before


def test_nothing_is_called_lost_that_stands(
    harbour: Path, run: Run, take: Callable[..., str]
) -> None:
    """An information type gets a uuid; what else it holds stays, and is not told as gone."""
    tree = read_plan(PLANS / "harbour.json")
    facts = tree[MODEL]["system-characteristics"]["system-information"]
    kind = facts["information-types"][0]
    assert "uuid" not in kind
    kind["categorizations"] = [{"system": "https://example.org/c", "information-type-ids": ["C.1"]}]
    take(harbour, tree)
    done = run(harbour, "ssp", "assemble", "gate")
    assert "not kept" not in done.output
    [after] = [
        item
        for item in read_plan(find_document(harbour))[MODEL]["system-characteristics"][
            "system-information"
        ]["information-types"]
        if item["title"] == kind["title"]
    ]
    assert after["categorizations"] == kind["categorizations"]


# --- uuids that stand twice


def check_sound(run: Run, root: Path) -> Tree:
    """The assembled plan of files without a double."""
    body = assemble(run, root)
    report = json.loads(run(root, "validate", "--format", "json").stdout)
    codes = {item["code"] for item in report["findings"]}
    assert not codes & {"REF006", "OSC008"}, codes
    return body


def test_of_two_alike_the_second_gets_its_own(
    harbour: Path, run: Run, take: Callable[..., str]
) -> None:
    tree = read_plan(PLANS / "harbour.json")
    parties = tree[MODEL]["metadata"]["parties"]
    uuid = parties[0]["uuid"]
    parties.append({**parties[0], "uuid": uuid.upper(), "name": "Second"})
    told = take(harbour, tree)
    place = f"/metadata/parties/{len(parties) - 1}"
    assert f"the uuid {uuid} stands twice, at /metadata/parties/0 and at {place};" in told
    body = check_sound(run, harbour)
    [second] = [item for item in body["metadata"]["parties"] if item["name"] == "Second"]
    assert second["uuid"] != uuid
    assert f"the second is {second['uuid']} now" in told


def test_what_names_a_component_goes_with_it(
    harbour: Path, run: Run, take: Callable[..., str]
) -> None:
    """A component with the uuid of a party: keys say which of the two is meant."""
    tree = read_plan(PLANS / "harbour.json")
    party = tree[MODEL]["metadata"]["parties"][0]["uuid"]
    component = tree[MODEL]["system-implementation"]["components"][2]
    old, component["uuid"] = component["uuid"], party
    text = json.dumps(tree).replace(f'"component-uuid": "{old}"', f'"component-uuid": "{party}"')
    number = text.count(f'"component-uuid": "{party}"')
    assert number
    holders = text.count(f'"{party}"') - number
    told = take(harbour, json.loads(text))
    assert "at /metadata/parties/0 and at /system-implementation/components/2;" in told
    body = check_sound(run, harbour)
    [after] = [
        item
        for item in body["system-implementation"]["components"]
        if item["title"].strip() == component["title"].strip()
    ]
    written = json.dumps(body)
    assert after["uuid"] != party
    assert written.count(f'"component-uuid": "{after["uuid"]}"') == number
    assert written.count(f'"{party}"') == holders - 1


def test_a_double_that_is_in_no_file_is_told_and_stays(
    harbour: Path, run: Run, take: Callable[..., str]
) -> None:
    tree = read_plan(PLANS / "harbour.json")
    answers = tree[MODEL]["control-implementation"]["implemented-requirements"]
    uuid = answers[0]["uuid"]
    answers[1]["uuid"] = uuid
    told = take(harbour, tree)
    place = "/control-implementation/implemented-requirements"
    assert (
        f"the uuid {uuid} stands twice, at {place}/0 and at {place}/1; both stay as they are"
        in told
    )
    after = assemble(run, harbour)["control-implementation"]["implemented-requirements"]
    assert [item["control-id"] for item in after if item["uuid"] == uuid] == [
        answers[0]["control-id"],
        answers[1]["control-id"],
    ]


# --- forms


def settle_markup(plan: Tree) -> Tree:
    """The plan with its texts as XML gives them back: of several ways to write a page, one."""
    read = oscal_xml.read_xml(xml_writing.write_xml(plan, xml_writing.write_any_markup))
    assert read.problems == ()
    assert read.tree is not None
    assert list(corpus_forms.list_differences(read.tree, plan)) == []
    return read.tree


@pytest.fixture
def ours(request: pytest.FixtureRequest) -> tuple[Path, str]:
    """A workspace with a plan of ours, and the plan's name: all that the example has goes through
    XML, whose reader is our own; of YAML, which is the same tree, the small one shows as much.
    """
    form = request.getfixturevalue("form")
    name, system = ("copy", "example-enclave") if form == "xml" else ("tiny", "demo")
    return request.getfixturevalue(name), system


@pytest.mark.parametrize("form", ["xml", "yaml", "yml"])
def test_our_own_plan_gives_the_same_files_in_every_form(
    ours: tuple[Path, str], run: Run, tmp_path: Path, form: str
) -> None:
    root, system = ours
    plan = settle_markup(read_plan(find_document(root, system)))
    json_file, file = tmp_path / "plan.json", tmp_path / f"plan.{form}"
    json_file.write_text(json.dumps(plan))
    if form == "xml":
        file.write_bytes(xml_writing.write_xml(plan, xml_writing.write_any_markup))
    else:
        file.write_text(yaml.safe_dump(plan, sort_keys=False, allow_unicode=True))
    taken = []
    for source in (json_file, file):
        done = run(root, "import", "ssp", str(source), "--name", "twin")
        assert done.exit_code == 0, done.output
        folders = [root / "ssp/twin", root / f"{MODEL}s/twin"]
        taken.append([snapshot(folder) for folder in folders])
        for folder in folders:
            shutil.rmtree(folder)
    assert taken[0] == taken[1]
    assert len(taken[0][0]) > (100 if form == "xml" else 10)


@pytest.mark.parametrize("form", ["xml", "yaml"])
def test_our_own_plan_comes_in_from_another_form_without_an_error(
    ours: tuple[Path, str], run: Run, tmp_path: Path, form: str
) -> None:
    root, system = ours
    plan = read_plan(find_document(root, system))
    file = tmp_path / f"plan.{form}"
    if form == "xml":
        file.write_bytes(xml_writing.write_xml(plan, xml_writing.write_any_markup))
    else:
        file.write_text(yaml.safe_dump(plan, sort_keys=False, allow_unicode=True))
    done = run(root, "import", "ssp", str(file), "--name", "twin")
    assert done.exit_code == 0, done.output
    assemble(run, root, "twin")
    checked = run(root, "validate", "--as-of", "2026-11-24", "--format", "json")
    found = json.loads(checked.stdout)["findings"]
    assert [item for item in found if item["severity"] == "error"] == []
