"""XML beside JSON in each place that reads OSCAL."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import corpus
import corpus_forms
import xml_writing
from attestle.cli.root import root as command
from attestle.formats import oscal_xml
from attestle.store import layout
from conftest import NIST, ROOT, Run, snapshot

DATA = ROOT / "tests/data/xml"
PLANS = ROOT / "tests/data/plans"
SHIPPED = sorted(path for model in layout.MODELS for path in ROOT.glob(f"{model}/*/*.json"))
NAMESPACE = "http://csrc.nist.gov/ns/oscal/1.0"


@pytest.fixture
def outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    folder = tmp_path / "outside"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def call(*args: str, data: bytes | None = None) -> Result:
    return CliRunner().invoke(
        command,
        ["validate", "--as-of", "2026-11-24", *args],
        input=data,
        prog_name="attestle",
        env=dict(os.environ),
    )


def findings(result: Result) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(result.stdout)["findings"]
    return found


def as_xml(path: Path) -> bytes:
    """A JSON document of any prose as XML."""
    return xml_writing.write_xml(json.loads(path.read_bytes()), xml_writing.write_any_markup)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_document_comes_back_from_xml_with_the_same_meaning(path: Path) -> None:
    read = oscal_xml.read_xml(as_xml(path))
    assert read.problems == ()
    before = json.loads(path.read_bytes())
    before.pop("$schema", None)
    assert list(corpus_forms.list_differences(read.tree, before)) == []


@pytest.mark.parametrize("path", sorted(DATA.glob("*.xml")), ids=lambda path: path.stem)
def test_xml_is_judged_like_json(path: Path, outside: Path) -> None:
    tree = json.loads(path.with_suffix(".json").read_bytes())
    body = tree[path.stem]
    body["metadata"]["responsible-parties"] = [{"role-id": "nobody", "party-uuids": ["odd"]}]
    body["metadata"]["version"] = " 1"
    (outside / "one.json").write_text(json.dumps(tree), encoding="utf-8")
    (outside / "one.xml").write_bytes(xml_writing.write_xml(tree, xml_writing.write_any_markup))
    json_result, xml_result = (
        call(name, "--format", "json", "--no-cache") for name in ("one.json", "one.xml")
    )
    keys = ("code", "severity", "pointer", "message", "hint")
    told = [
        sorted(tuple(item[key] for key in keys) for item in findings(result))
        for result in (json_result, xml_result)
    ]
    assert told[0] == told[1]
    assert {code for code, *_ in told[0]} >= {"OSC002", "REF009"}
    assert json_result.exit_code == xml_result.exit_code == 1
    lines = (outside / "one.xml").read_text(encoding="utf-8").split("\n")
    for item in findings(xml_result):
        there = lines[item["line"] - 1][item["column"] - 1 :]
        assert there.startswith(("<", f"{item['pointer'].rpartition('/')[2]}=")), item


def test_xml_has_places_and_a_mark(outside: Path) -> None:
    text = (DATA / "catalog.xml").read_text(encoding="utf-8")
    text = text.replace('<control id="lamp-2">', '<control  id="lamp 2">')
    (outside / "one.xml").write_text(text, encoding="utf-8")
    result = call("one.xml")
    assert result.exit_code == 1
    line, start = next(
        (number, at.index("id="))
        for number, at in enumerate(text.split("\n"), 1)
        if 'id="lamp 2"' in at
    )
    assert f"{line}:{start + 1}" in result.stdout
    told = result.stdout.split("\n")
    shown = next(index for index, at in enumerate(told) if 'id="lamp 2"' in at and "<" in at)
    assert told[shown][told[shown + 1].index("^") :].startswith('id="lamp 2"')


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf", b"\n"])
def test_xml_may_come_on_standard_input(outside: Path, mark: bytes) -> None:
    data = mark + (DATA / "profile.xml").read_bytes().partition(b"\n")[2]
    [note] = findings(call("-", "--format", "json", data=data))
    assert (note["code"], note["severity"]) == ("REF008", "note")
    told = findings(call("-", "--format", "json", data=data.replace(b"<merge>", b"<merge>x")))
    [item] = [item for item in told if item != note | {"line": item["line"]}][:1]
    assert (item["code"], item["path"]) == ("OSC002", "stdin.xml")
    assert item["message"] == "text stands directly in <merge>"


def test_a_name_without_an_ending_of_ours_is_read_by_its_content(outside: Path) -> None:
    shutil.copyfile(DATA / "profile.xml", outside / "profile.oscal")
    [note] = findings(call("profile.oscal", "--format", "json"))
    assert note["message"] == 'unverifiable: "catalog.xml" is not among the files at hand'


def test_no_file_of_a_folder_is_passed_over_in_silence(outside: Path) -> None:
    for path in DATA.glob("*.xml"):
        shutil.copyfile(path, outside / path.name)
    (outside / "pom.xml").write_text('<project xmlns="http://maven.apache.org/POM/4.0.0"/>')
    (outside / "xml-catalog.xml").write_text('<catalog xmlns="urn:oasis:names:tc:catalog"/>')
    (outside / "cut.xml").write_text(f'<catalog xmlns="{NAMESPACE}"><metadata>')
    (outside / "bare.xml").write_text("<profile/>")
    shutil.copyfile(DATA / "profile.xml", outside / "profile.xml.bak")
    shutil.copyfile(DATA / "profile.json", outside / "old.txt")
    (outside / "notes.txt").write_text("profile of the harbour")
    result = call(".", "--format", "json")
    assert [(item["code"], item["path"]) for item in findings(result)] == [
        ("OSC003", "bare.xml"),
        ("OSC029", "cut.xml"),
        ("REF008", "mapping-collection.xml"),
        ("OSC030", "plan-of-action-and-milestones.xml"),
        ("PRO005", "profile.xml"),
        ("SSP029", "system-security-plan.xml"),
    ]
    assert result.exit_code == 1
    assert "judged alone: 10 documents" in result.stderr
    assert "passed over: 2 files that are no OSCAL documents" in result.stderr
    assert "not read: 2 files that may be OSCAL: old.txt, profile.xml.bak" in result.stderr


def test_a_folder_of_nothing_else_names_what_it_did_not_read(outside: Path) -> None:
    shutil.copyfile(DATA / "profile.xml", outside / "profile.xml.bak")
    result = call(".")
    assert result.exit_code == 2
    assert "profile.xml.bak" in result.stderr


def test_a_model_folder_holds_json_alone(tiny: Path, run: Run) -> None:
    folder = tiny / "profiles/harbour"
    folder.mkdir()
    shutil.copyfile(DATA / "profile.xml", folder / "night.xml")
    found = findings(run(tiny, "validate", "--format", "json"))
    of_file = [item for item in found if item["path"] == "profiles/harbour/night.xml"]
    assert [(item["code"], item["line"]) for item in of_file][:1] == [("OSC009", 2)]
    assert of_file[0]["message"] == (
        "the document is XML, and a model folder holds profile.json alone"
    )
    # it is judged all the same
    text = (DATA / "profile.xml").read_text().replace("<merge>", "<merge>x")
    (folder / "night.xml").write_text(text)
    found = findings(run(tiny, "validate", str(folder), "--format", "json"))
    assert "OSC002" in {item["code"] for item in found}
    told = run(tiny, "profile", "resolve", "harbour")
    assert told.exit_code == 1
    assert "a model folder holds profile.json alone" in told.output


def test_a_profile_may_import_a_catalog_in_xml(tiny: Path, run: Run) -> None:
    (tiny / "sources").mkdir()
    shutil.copyfile(DATA / "catalog.xml", tiny / "sources/lamps.xml")
    tree = json.loads((DATA / "profile.json").read_bytes())
    tree["profile"]["imports"][0]["href"] = "trestle://sources/lamps.xml"
    (tiny / "profiles/harbour").mkdir()
    (tiny / "profiles/harbour/profile.json").write_text(json.dumps(tree))
    resolved = run(tiny, "profile", "resolve", "harbour")
    assert resolved.exit_code == 0, resolved.output
    [group] = json.loads(resolved.stdout)["catalog"]["groups"]
    assert group["controls"][0]["title"] == "The lamp is lit at night"


def plan_workspace(root: Path) -> Path:
    (root / ".trestle").mkdir(parents=True)
    (root / ".trestle/config.ini").write_text("[task]\n")
    for kind, name in (("catalogs", "catalog"), ("profiles", "profile")):
        (root / kind / "harbour").mkdir(parents=True)
        shutil.copyfile(PLANS / f"{name}.json", root / kind / f"harbour/{name}.json")
    return root


@pytest.mark.parametrize("form", ["xml", "yaml"])
def test_a_plan_is_taken_in_from_any_form(tmp_path: Path, run: Run, form: str) -> None:
    source = tmp_path / "plan.json"
    # XML holds no comment of markdown as a text
    source.write_text((PLANS / "harbour.json").read_text().replace("<!-- comment -->", ""))
    file = tmp_path / f"plan.{form}"
    file.write_bytes(as_xml(source) if form == "xml" else source.read_bytes())
    from_json, other = plan_workspace(tmp_path / "json"), plan_workspace(tmp_path / form)
    for root, plan in ((from_json, source), (other, file)):
        result = run(root, "import", "ssp", str(plan), "--name", "gate")
        assert result.exit_code == 0, result.output
    assert snapshot(from_json).keys() == snapshot(other).keys()
    path = "system-security-plans/gate/system-security-plan.json"
    trees = [json.loads((root / path).read_bytes()) for root in (other, from_json)]
    assert list(corpus_forms.list_differences(*trees)) == []


def test_a_plan_in_xml_that_cannot_be_taken_in_says_where(tmp_path: Path, run: Run) -> None:
    root = plan_workspace(tmp_path / "work")
    before = snapshot(root)
    file = tmp_path / "plan.xml"
    data = as_xml(PLANS / "harbour.json")
    line = data[: data.index(b"<system-name>")].count(b"\n") + 1
    file.write_bytes(data.replace(b"system-name>", b"name>"))
    done = run(root, "import", "ssp", str(file), "--name", "gate")
    assert done.exit_code == 1
    assert f" {line}:1  error    OSC002  <name>" in done.output
    assert snapshot(root) == before


def test_what_a_plan_in_xml_exports_is_taken_in(copy: Path, run: Run, tmp_path: Path) -> None:
    path = copy / "system-security-plans/example-enclave/system-security-plan.json"
    tree = json.loads(path.read_bytes())
    requirements = tree["system-security-plan"]["control-implementation"][
        "implemented-requirements"
    ]
    statement = next(
        item for item in requirements if item["control-id"] == "SP_800_171r2_03.10.02"
    )["statements"][0]
    statement["by-components"][0]["export"] = {
        "provided": [
            {"uuid": "11111111-1111-4111-8111-111111111110", "description": "Guards the *halls*."}
        ]
    }
    file = tmp_path / "plan.xml"
    file.write_bytes(xml_writing.write_xml(tree, xml_writing.write_any_markup))
    words = ("import", "leveraged", str(file), "--provider", "stratoforge", "--replace")
    done = run(copy, *words)
    assert done.exit_code == 0, done.output
    assert "Guards the *halls*." in (
        copy / "ssp/example-enclave/providers/stratoforge.csv"
    ).read_text(encoding="utf-8")
    file.write_bytes((DATA / "catalog.xml").read_bytes())
    assert run(copy, "import", "leveraged", str(file), "--provider", "stratoforge").exit_code == 1


def test_texts_that_say_something_else_are_seen() -> None:
    def differ(one: str, other: str) -> bool:
        return bool(list(corpus_forms.list_differences({"a": [one]}, {"a": [other]})))

    assert not differ("- a\n- b", "* a\n\n* b\n\n\n")
    assert not differ("a *b*", " a *b* ")
    assert differ("a *b*", "a **b**")
    assert differ("a *b* c", "a *b*c")
    assert differ("- a", "1. a")
    assert list(corpus_forms.list_differences({"a": 1}, {"b": 1}))
    assert list(corpus_forms.list_differences([1], [1, 1]))


def test_the_corpus_says_aloud_that_it_is_not_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["corpus.py", str(tmp_path / "none")])
    assert corpus.main() == 2
    assert "NOTHING WAS TRIED" in capsys.readouterr().err


def test_the_corpus_tells_what_differs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for path in DATA.iterdir():
        shutil.copyfile(path, tmp_path / path.name)
    assert corpus.run(tmp_path) == 0
    assert "8 of 8 " in capsys.readouterr().out
    text = (tmp_path / "profile.json").read_text().replace("lantern", "torch")
    (tmp_path / "profile.json").write_text(text)
    assert corpus.run(tmp_path) == 1
    assert "profile.xml: /profile/modify/alters/0/adds/0/parts/0/prose" in capsys.readouterr().out


def test_published_documents_mean_the_same_in_every_form() -> None:
    if not NIST.is_dir():
        pytest.skip("NIST's examples are not here: name their folder in ATTESTLE_NIST_EXAMPLES")
    assert corpus.run(NIST) == 0
