"""`attestle convert`: documents and folders of them, with everything that a user can name."""

from __future__ import annotations

import json
import os
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from attestle.api import folder_conversion
from attestle.api.validation.reports import validate
from attestle.cli.root import root as command
from conftest import ROOT, Run, snapshot

DATA = ROOT / "tests/data/xml"


def call(*args: str, data: bytes | None = None) -> Result:
    return CliRunner().invoke(
        command, ["convert", *args], input=data, prog_name="attestle", env=dict(os.environ)
    )


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    shutil.copyfile(DATA / "catalog.json", tmp_path / "one.json")
    return tmp_path


def read(path: Path) -> Any:
    return json.loads(path.read_bytes())


def test_a_document_in_each_form_and_back(place: Path) -> None:
    for source, target in (("one.json", "a.xml"), ("a.xml", "b.yaml"), ("b.yaml", "c.json")):
        done = call(source, target)
        assert (done.exit_code, done.stdout) == (0, f"wrote {target}\n"), done.output
    assert read(place / "c.json") == read(place / "one.json")


def test_the_ending_or_the_option_tells_the_form(place: Path) -> None:
    assert call("one.json", "doc", "--to", "xml").exit_code == 0
    assert (place / "doc").read_bytes().startswith(b"<?xml")
    # a name without an ending is read by its content
    assert call("doc", "doc.yaml").exit_code == 0
    shutil.copyfile(place / "doc", place / "wrong.json")
    refused = call("wrong.json", "d.yaml")
    assert refused.exit_code == 1
    assert "wrong.json" in refused.stderr
    assert call("wrong.json", "d.yaml", "--from", "xml").exit_code == 0
    assert (place / "d.yaml").read_bytes() == (place / "doc.yaml").read_bytes()
    for words, said in (
        (("one.json", "out"), "--to json, yaml or xml"),
        (("one.json", "out.xml", "--to", "yaml"), "ends as xml, and --to says yaml"),
        (("one.json", "-"), "standard output"),
        (("one.json", "out.xml", "--to-trestle"), "takes a folder"),
        (("none.json", "out.xml"), "cannot read none.json"),
        (("one.json", "out.xml", "--oscal-version", "9"), "no release of OSCAL; one of: 1.0.0"),
    ):
        refused = call(*words)
        assert (refused.exit_code, refused.stdout) == (2, ""), words
        assert said in refused.stderr


def test_standard_input_and_output(place: Path) -> None:
    written = call("one.json", "-", "--to", "xml").stdout_bytes
    assert written.startswith(b"<?xml")
    as_yaml = call("-", "-", "--to", "yaml", data=written).stdout_bytes
    back = call("-", "-", "--to", "json", "--from", "yaml", data=as_yaml).stdout_bytes
    assert json.loads(back) == read(place / "one.json")
    refused = call("-", "-", "--to", "json", data=b"\xff\xfe")
    assert refused.exit_code == 1
    assert refused.stdout == ""


def test_another_file_is_not_replaced(place: Path) -> None:
    (place / "out.xml").write_text("mine")
    refused = call("one.json", "out.xml")
    assert refused.exit_code == 2
    assert "--force" in refused.stderr
    assert (place / "out.xml").read_text() == "mine"
    assert call("one.json", "out.xml", "--force").stdout == "wrote out.xml\n"
    # what is there already is no other file
    again = call("one.json", "out.xml")
    assert (again.exit_code, again.stdout) == (0, "nothing to change: 1 file\n")
    assert snapshot(place).keys() == {"one.json", "out.xml"}


def test_nothing_is_written_through_a_link(place: Path) -> None:
    (place / "real").mkdir()
    (place / "real/x.xml").write_text("mine")
    (place / "out.xml").symlink_to(place / "real/x.xml")
    refused = call("one.json", "out.xml", "--force")
    assert refused.exit_code != 0
    assert (place / "real/x.xml").read_text() == "mine"


def test_check_writes_nothing(place: Path) -> None:
    before = snapshot(place)
    done = call("one.json", "out.xml", "--check")
    assert (done.exit_code, done.stdout) == (3, "would write out.xml\n")
    assert snapshot(place) == before
    call("one.json", "out.xml")
    assert call("one.json", "out.xml", "--check").exit_code == 0


def test_what_would_be_lost_is_refused_or_listed(place: Path) -> None:
    tree = read(place / "one.json")
    tree["catalog"]["metadata"]["remarks"] = "- [x] done ~~never~~"
    (place / "one.json").write_text(json.dumps(tree, indent=2))
    text = (place / "one.json").read_text()
    line = text[: text.index('"remarks": "- [x]')].count("\n") + 1
    refused = call("one.json", "out.xml")
    assert refused.exit_code == 1
    assert f" {line}:" in refused.stderr
    assert "OSC035" in refused.stderr
    assert "a task list, which OSCAL's markup in XML does not have" in refused.stderr
    assert not (place / "out.xml").exists()
    done = call("one.json", "out.xml", "--lossy")
    assert done.exit_code == 0
    assert [told.split(": ")[0] for told in done.stderr.splitlines()] == ["lost", "lost"]
    assert "/catalog/metadata/remarks: struck text" in done.stderr
    assert b"[x] done never" in (place / "out.xml").read_bytes()


def test_another_version(place: Path) -> None:
    assert call("one.json", "old.xml", "--oscal-version", "1.1.2").exit_code == 0
    assert b"<oscal-version>1.1.2</oscal-version>" in (place / "old.xml").read_bytes()
    shutil.copyfile(DATA / "mapping-collection.json", place / "map.json")
    refused = call("map.json", "map.xml", "--oscal-version", "1.1.2")
    assert refused.exit_code == 1
    assert "OSC035" in refused.stderr


def test_hrefs_of_a_document_by_itself_stay_and_somebody_is_told(place: Path) -> None:
    shutil.copyfile(DATA / "profile.json", place / "profile.json")
    assert call("profile.json", "profile.xml").stderr == ""
    done = call("profile.json", "other/profile.xml")
    assert "relative href" in done.stderr
    assert (place / "other/profile.xml").read_bytes() == (place / "profile.xml").read_bytes()


@pytest.fixture
def folder(place: Path) -> Path:
    """Documents that name each other, in three forms, with a file that is none."""
    source = place / "docs"
    (source / "sub").mkdir(parents=True)
    profile = read(DATA / "profile.json")
    resource = {
        "uuid": "0f0f2f5e-3a54-4d2b-9d3c-0a6a5c3e7b11",
        "rlinks": [
            {"href": "sub/a%20catalog.json", "media-type": "application/oscal.catalog+json"},
            {"href": "notes.txt"},
            {"href": "../elsewhere.json"},
            {"href": "https://a.example/x.json"},
        ],
    }
    profile["profile"]["imports"][0]["href"] = "sub/a%20catalog.json#all"
    profile["profile"]["back-matter"] = {"resources": [resource]}
    (source / "profile.json").write_text(json.dumps(profile))
    shutil.copyfile(DATA / "catalog.json", source / "sub/a catalog.json")
    shutil.copyfile(DATA / "component-definition.xml", source / "sub/definition.xml")
    (source / "notes.txt").write_text("no document")
    (source / "package.json").write_text('{"name": "x"}')
    return source


def test_a_folder_keeps_its_order_and_what_leads_from_one_to_another(folder: Path) -> None:
    done = call("docs", "out", "--to", "xml")
    assert done.exit_code == 0, done.output
    assert done.stdout.splitlines() == [
        "wrote out/profile.xml",
        "wrote out/sub/a catalog.xml",
        "wrote out/sub/definition.xml",
    ]
    assert done.stderr.splitlines() == [
        "not OSCAL, and not taken along: notes.txt",
        "not OSCAL, and not taken along: package.json",
        "leads out of the folder and stays: profile.json: ../elsewhere.json",
    ]
    written = (folder.parent / "out/profile.xml").read_text()
    assert 'href="sub/a%20catalog.xml#all"' in written
    assert '<rlink href="sub/a%20catalog.xml" media-type="application/oscal.catalog+xml"' in written
    assert '<rlink href="notes.txt"/>' in written
    assert '<rlink href="../elsewhere.json"/>' in written
    assert '<rlink href="https://a.example/x.json"/>' in written
    # the same again changes nothing; a stranger's file in the way does
    assert call("docs", "out", "--to", "xml").stdout == "nothing to change: 3 files\n"
    (folder.parent / "out/profile.xml").write_text("mine")
    assert call("docs", "out", "--to", "xml").exit_code == 2
    assert call("docs", "out", "--to", "xml", "--force").stdout == "wrote out/profile.xml\n"
    back = call("out", "back", "--to", "json")
    assert back.exit_code == 0
    assert read(folder.parent / "back/profile.json") == read(folder / "profile.json")


def test_the_hash_of_a_document_that_is_written_anew_is_a_loss(folder: Path) -> None:
    profile = read(folder / "profile.json")
    link = profile["profile"]["back-matter"]["resources"][0]["rlinks"][0]
    link["hashes"] = [{"algorithm": "SHA-256", "value": "0" * 64}]
    (folder / "profile.json").write_text(json.dumps(profile))
    refused = call("docs", "out", "--to", "yaml")
    assert refused.exit_code == 1
    assert "the hash of sub/a catalog.json, which is written anew" in refused.stderr
    assert not (folder.parent / "out").exists()
    done = call("docs", "out", "--to", "yaml", "--lossy")
    assert done.exit_code == 0
    assert b"hashes" not in (folder.parent / "out/profile.yaml").read_bytes()


def test_of_a_folder_all_is_written_or_nothing(folder: Path) -> None:
    (folder / "broken.xml").write_text(
        '<catalog xmlns="http://csrc.nist.gov/ns/oscal/1.0"><metadata>'
    )
    tree = read(folder / "sub/a catalog.json")
    tree["catalog"]["titel"] = 1
    (folder / "sub/a catalog.json").write_text(json.dumps(tree))
    before = snapshot(folder.parent)
    refused = call("docs", "out", "--to", "xml")
    assert refused.exit_code == 1
    assert "broken.xml" in refused.stderr
    assert 'unknown field "titel"' in refused.stderr
    assert snapshot(folder.parent) == before


def test_folders_that_cannot_be_meant(folder: Path) -> None:
    shutil.copyfile(DATA / "catalog.xml", folder / "profile.xml")
    for words, said in (
        (("docs", "out", "--to", "xml"), "profile.json and profile.xml would both be profile.xml"),
        (("docs", "docs/out", "--to", "xml"), "would be read with it"),
        (("docs", "docs", "--to", "xml"), "would be read with it"),
        (("docs", "out"), "say which form"),
        (("docs", "out", "--to", "xml", "--from", "json"), "--from is for one document"),
        (("docs/profile.json", "-", "--to", "xml", "--check"), "--check compares files"),
        (("docs", "-", "--to", "xml"), "written into a folder"),
        (("docs", "one.json", "--to", "json"), "would both be"),
        (("docs", "out", "--to-trestle", "--to", "xml"), "leave --to out"),
    ):
        refused = call(*words)
        assert refused.exit_code == 2, words
        assert said in refused.stderr, (words, refused.stderr)
    (folder.parent / "empty").mkdir()
    assert "no OSCAL document" in call("empty", "out", "--to", "xml").stderr
    (folder / "profile.xml").unlink()
    refused = call("docs", "one.json", "--to", "xml")
    assert refused.exit_code == 2
    assert "is no folder" in refused.stderr


def test_a_folder_of_any_form_becomes_a_workspace_of_trestle(folder: Path) -> None:
    done = call("docs", "work", "--to-trestle")
    assert done.exit_code == 0, done.output
    work = folder.parent / "work"
    assert snapshot(work).keys() == {
        ".trestle/config.ini",
        "catalogs/a-catalog/catalog.json",
        "component-definitions/definition/component-definition.json",
        "profiles/profile/profile.json",
    }
    profile = read(work / "profiles/profile/profile.json")["profile"]
    assert profile["imports"][0]["href"] == "trestle://catalogs/a-catalog/catalog.json#all"
    hrefs = [link["href"] for link in profile["back-matter"]["resources"][0]["rlinks"]]
    assert hrefs == [
        "trestle://catalogs/a-catalog/catalog.json",
        "../../notes.txt",
        "../elsewhere.json",
        "https://a.example/x.json",
    ]


def test_one_document_in_two_forms_is_one_to_trestle(folder: Path) -> None:
    """The JSON is taken, and what leads to the XML leads to it. The XML may say something else."""
    text = (DATA / "catalog.xml").read_text().replace("The lamp is lit", "The LAMP is lit")
    (folder / "sub/twin.xml").write_text(text)
    profile = read(folder / "profile.json")
    profile["profile"]["imports"][0]["href"] = "sub/twin.xml"
    (folder / "profile.json").write_text(json.dumps(profile))
    done = call("docs", "work", "--to-trestle")
    assert done.exit_code == 0
    assert "not taken along: sub/twin.xml, the same document by its uuid as " in done.stderr
    work = folder.parent / "work"
    [catalog] = work.glob("catalogs/*/catalog.json")
    assert b"LAMP" not in catalog.read_bytes()
    href = read(work / "profiles/profile/profile.json")["profile"]["imports"][0]["href"]
    assert href == f"trestle://{catalog.relative_to(work).as_posix()}"


def test_of_many_other_files_some_are_named(folder: Path) -> None:
    for number in range(30):
        (folder / f"note-{number:02}.txt").write_text("x")
    told = call("docs", "out", "--to", "xml").stderr
    assert told.count("not taken along") == 20
    assert "and 12 more that are not OSCAL" in told


def test_a_workspace_is_its_model_folders(copy: Path, run: Run, tmp_path: Path) -> None:
    """What is converted is judged as the workspace is."""
    done = run(copy, "convert", str(copy), str(tmp_path / "out"), "--to", "xml")
    assert done.exit_code == 0, done.output
    found = folder_conversion.find_documents(tmp_path / "out")
    made = folder_conversion.convert_documents(found, "json", lossy=False)
    assert set(made.outputs) == {
        path.relative_to(copy).as_posix()
        for path in copy.glob("*/*/*.json")
        if path.parts[len(copy.parts)] not in ("tests", "docs", "tools", "ssp")
    }
    assert [item for item in validate(tmp_path / "out") if item.is_error] == []


def pack(folder: Path, package: Path) -> None:
    with zipfile.ZipFile(package, "w") as file:
        for path in sorted(folder.rglob("*")):
            file.write(path, path.relative_to(folder).as_posix())


def test_a_package_is_taken_as_its_folder(folder: Path) -> None:
    pack(folder, folder.parent / "docs.zip")
    for words in (("--to", "xml"), ("--to-trestle",)):
        told = {}
        for source in ("docs", "docs.zip"):
            done = call(source, f"{source}{words[-1]}", *words)
            assert done.exit_code == 0, done.output
            told[source] = done.stderr, snapshot(folder.parent / f"{source}{words[-1]}")
        assert told["docs"] == told["docs.zip"]


def test_a_package_that_is_none_is_refused(place: Path) -> None:
    (place / "broken.zip").write_bytes(b"PK\x03\x04 no more")
    with zipfile.ZipFile(place / "out.zip", "w") as file:
        file.writestr("../catalog.json", (place / "one.json").read_bytes())
    with zipfile.ZipFile(place / "large.zip", "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("catalog.json", b" " * (65 * 1024 * 1024))
    for name, said in (
        ("broken.zip", "cannot be read as a zip file"),
        ("out.zip", "leads out of it"),
        ("large.zip", "larger than 64 MB"),
        ("none.zip", "cannot read none.zip"),
    ):
        refused = call(name, "there", "--to", "xml")
        assert refused.exit_code == 2, name
        assert said in refused.stderr
    assert not (place / "there").exists()
