"""`validate` as a product: what can be checked, what is left out and counted, the cache, and the
call from Python.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result

import attestle
from attestle.api.validation import document_checks, reports, workspace_checks
from attestle.api.validation.targets import Target
from attestle.cli.root import root as command
from attestle.errors import UsageError
from attestle.rules.document_sets import PER_DOCUMENT
from attestle.store import cache, layout
from conftest import AS_OF, ROOT, Run, edit, snapshot

BASE = ROOT / "tests/cases/_base"
DAY = ("--as-of", AS_OF.isoformat())
SYSTEM = "ssp/demo"
PEOPLE = f"{SYSTEM}/people.yaml"
DOCUMENTS = sorted(path for model in layout.MODELS for path in ROOT.glob(f"{model}/*/*.json"))


@pytest.fixture(autouse=True)
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of this test alone, outside the workspace."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache/attestle/findings-1"


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """A tiny workspace without a finding."""
    shutil.copytree(BASE, tmp_path / "work")
    return tmp_path / "work"


@pytest.fixture
def outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "outside"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def call(*args: str, data: bytes | None = None) -> Result:
    return CliRunner().invoke(
        command, ["validate", *DAY, *args], input=data, prog_name="attestle", env=dict(os.environ)
    )


def findings(result: Result) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(result.stdout)["findings"]
    return found


def catalog() -> dict[str, Any]:
    tree: dict[str, Any] = json.loads((BASE / "catalogs/mini/catalog.json").read_bytes())
    return tree


def broken() -> dict[str, Any]:
    tree = catalog()
    tree["catalog"]["groups"][0]["controls"][0]["titel"] = "x"
    return tree


def spoiled(root: Path) -> None:
    """A family's owner is no role of the system."""
    edit(root, PEOPLE, "  AC: it", "  AC: nobody")


# --- documents by themselves


@pytest.mark.parametrize(
    "path", DOCUMENTS, ids=lambda path: path.parent.parent.name + "-" + path.parent.name
)
def test_a_sound_document_is_sound_alone(path: Path, outside: Path) -> None:
    shutil.copyfile(path, outside / "one.json")
    result = call("one.json", "--format", "json")
    assert [item for item in findings(result) if item["severity"] == "error"] == []
    assert "judged alone: one.json; references were followed below ." in result.stderr


def test_a_document_alone_has_places_and_a_mark(outside: Path) -> None:
    (outside / "one.json").write_text(json.dumps(broken(), indent=2), encoding="utf-8")
    result = call("one.json")
    assert result.exit_code == 1
    lines = (outside / "one.json").read_text(encoding="utf-8").split("\n")
    line = next(number for number, text in enumerate(lines, 1) if "titel" in text)
    column = lines[line - 1].index('"titel"') + 1
    told = result.stdout.split("\n")
    assert told[0] == "one.json"
    assert told[1].split()[:3] == [f"{line}:{column}", "error", "OSC002"]
    assert told[2].strip() == '"titel": "x"'
    assert told[2][told[3].index("^") :] == '"titel": "x"'


def test_what_lies_elsewhere_is_unverifiable_alone(outside: Path) -> None:
    tree = json.loads((ROOT / "profiles/cmmc-level-2/profile.json").read_bytes())
    tree["profile"]["imports"][0]["href"] = "trestle://catalogs/elsewhere/catalog.json"
    (outside / "p.json").write_text(json.dumps(tree), encoding="utf-8")
    result = call("p.json", "--format", "json")
    [item] = findings(result)
    assert (item["code"], item["severity"]) == ("REF008", "note")
    assert item["message"].startswith("unverifiable: ")
    assert result.exit_code == 0


@pytest.mark.parametrize("ending", ["yaml", "yml"])
def test_yaml_is_checked_with_lines_and_columns(outside: Path, ending: str) -> None:
    text = yaml.safe_dump(broken(), sort_keys=False, allow_unicode=True)
    (outside / f"one.{ending}").write_text(text, encoding="utf-8")
    [item] = findings(call(f"one.{ending}", "--format", "json"))
    lines = text.split("\n")
    assert item["code"] == "OSC002"
    assert lines[item["line"] - 1][item["column"] - 1 :].startswith("titel:")
    (outside / f"one.{ending}").write_text(
        yaml.safe_dump(catalog(), sort_keys=False, allow_unicode=True), encoding="utf-8"
    )
    assert findings(call(f"one.{ending}", "--format", "json")) == []


def test_deep_yaml_is_no_error(outside: Path) -> None:
    tree = catalog()
    part: dict[str, Any] = {"name": "item", "prose": "deep"}
    for _ in range(20):
        part = {"name": "item", "parts": [part]}
    tree["catalog"]["groups"][0]["controls"][0]["parts"].append(
        {"name": "statement", "parts": [part]}
    )
    (outside / "one.yaml").write_text(yaml.safe_dump(tree), encoding="utf-8")
    assert findings(call("one.yaml", "--format", "json")) == []


HOSTILE = (
    "", "[]", "null", "a: &a [*a]", "catalog: !!python/object:x {}", "catalog: {a: 1}\n---\nb: 1", "catalog: {uuid: 1, uuid: 2}",
    "catalog: {x: 99999999999999999999999999}", "catalog: {x: 0xffffffffffffffffffffffff}", "catalog: {x: .nan}", "[" * 500, "catalog: " + "{a: " * 150 + "1" + "}" * 150,
    "<<<<<<< a\n=======\n>>>>>>> b\n", "version https://git-lfs.github.com/spec/v1\n", "catalog:\n\tx: 1", "other: {}", 'catalog: {"a\\ud800": 1}', "catalog:",
)  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=[str(number) for number in range(len(HOSTILE))])
@pytest.mark.parametrize("name", ["one.yaml", "one.json", "-"])
def test_no_document_is_too_strange(outside: Path, text: str, name: str) -> None:
    (outside / "one.yaml").write_text(text, encoding="utf-8")
    (outside / "one.json").write_text(text, encoding="utf-8")
    result = call(name, "--format", "json", data=text.encode())
    assert result.exit_code == 1, result.output
    assert any(item["severity"] == "error" for item in findings(result))
    assert "something went wrong" not in result.stderr


@pytest.mark.parametrize("form", ["json", "yaml"])
def test_a_document_may_come_on_standard_input(outside: Path, form: str) -> None:
    text = json.dumps(broken()) if form == "json" else yaml.safe_dump(broken())
    result = call("-", "--format", "json", data=text.encode())
    [item] = findings(result)
    assert (item["code"], item["path"]) == ("OSC002", f"stdin.{form}")
    assert item["line"] is not None
    assert item["column"] is not None
    assert call("-", "x.json", data=b"").exit_code == 2
    [result_] = json.loads(call("-", "--format", "sarif", data=text.encode()).stdout)["runs"][0][
        "results"
    ]
    assert "uriBaseId" not in result_["locations"][0]["physicalLocation"]["artifactLocation"]


def test_a_folder_of_documents(outside: Path) -> None:
    for name, tree in (
        ("a/one.json", catalog()),
        ("b/profiles/catalog.json", broken()),
        ("c/package.json", {"name": "x"}),
        (".hidden/x.json", broken()),
    ):
        (outside / name).parent.mkdir(parents=True, exist_ok=True)
        (outside / name).write_text(json.dumps(tree), encoding="utf-8")
    (outside / "a/cut.json").write_text('{"catalog": {', encoding="utf-8")
    (outside / "a/link.json").symlink_to(outside / "b/profiles/catalog.json")
    result = call(".", "--format", "json")
    assert [(item["code"], item["path"]) for item in findings(result)] == [
        ("OSC001", "a/cut.json"),
        ("OSC002", "b/profiles/catalog.json"),
    ]
    assert "judged alone: 3 documents" in result.stderr
    assert "passed over: 2 files" in result.stderr
    assert call("c").exit_code == 2


def test_a_folder_above_a_workspace_is_no_folder_of_documents(work: Path, outside: Path) -> None:
    assert call("..").exit_code == 2
    assert "is a workspace" in call("..").stderr


def test_a_link_is_not_followed(outside: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.json").write_text(json.dumps(catalog()), encoding="utf-8")
    (outside / "one.json").symlink_to(tmp_path / "secret.json")
    [item] = findings(call("one.json", "--format", "json"))
    assert "symbolic link" in item["message"]


def test_a_document_beside_the_model_folders_is_judged_alone(
    work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(work)
    (work / "drafts").mkdir()
    (work / "drafts/c.json").write_text(json.dumps(broken()), encoding="utf-8")
    spoiled(work)
    result = call("drafts/c.json", "--format", "json")
    assert [item["path"] for item in findings(result)] == ["drafts/c.json"]
    assert findings(call("drafts", "--format", "json")) == findings(result)
    (work / "notes").mkdir()
    assert "notes is not checked" in call("notes").stderr
    both = call("drafts/c.json", SYSTEM, "--format", "json")
    assert {item["path"] for item in findings(both)} >= {"drafts/c.json", PEOPLE}


def test_a_workspace_may_hold_yaml_documents(work: Path, run: Run) -> None:
    profile = work / "profiles/mini/profile.json"
    extra = work / "profiles/extra/profile.yaml"
    extra.parent.mkdir()
    tree = json.loads(profile.read_bytes())
    tree["profile"]["uuid"] = "3f0c1c0c-6b3c-4c5e-9a39-2f3f7f1f6a11"
    extra.write_text(yaml.safe_dump(tree), encoding="utf-8")
    assert findings(run(work, "validate", *DAY, "--format", "json")) == []
    tree["profile"]["imports"][0]["include-controls"] = [{"with-ids": ["nothing"]}]
    extra.write_text(yaml.safe_dump(tree), encoding="utf-8")
    found = findings(run(work, "validate", *DAY, "--format", "json"))
    assert [(item["code"], item["path"]) for item in found] == [
        ("PRO001", "profiles/extra/profile.yaml")
    ]
    assert (
        "nothing" in extra.read_text(encoding="utf-8").split("\n")[found[0]["line"] - 1]
        or found[0]["line"] > 1
    )


# --- what is left out

# settings that are silent on it get a note, which is not what these tests are about
RECORDED = '[repository]\nhost = "git.acme.example"\n'


def test_settings_leave_out_and_count(work: Path, run: Run) -> None:
    spoiled(work)
    before = json.loads(run(work, "validate", *DAY, "--format", "json").stdout)
    code = before["findings"][0]["code"]
    (work / "attestle.toml").write_text(
        f'[[validate.paths]]\npath = "ssp/*/people.yaml"\nignore = ["{code}"]\n{RECORDED}',
        encoding="utf-8",
    )
    after = run(work, "validate", *DAY, "--format", "json")
    assert (
        json.loads(after.stdout)["suppressed"] == len(before["findings"]) - len(findings(after)) > 0
    )
    told = run(work, "validate", *DAY).stdout
    assert f"{len(before['findings'])} suppressed" in told or " suppressed" in told
    (work / "attestle.toml").write_text(
        '[[validate.paths]]\npath = "ssp/other"\nignore = ["REF"]\n' + RECORDED, encoding="utf-8"
    )
    assert json.loads(run(work, "validate", *DAY, "--format", "json").stdout) == before


@pytest.mark.parametrize("form", ["text", "json", "github", "sarif", "gitlab", "junit"])
def test_every_form_counts_what_is_suppressed(work: Path, run: Run, form: str) -> None:
    spoiled(work)
    number = len(findings(run(work, "validate", *DAY, "--format", "json")))
    result = run(
        work,
        "validate",
        *DAY,
        "--format",
        form,
        "--ignore",
        "OSC,REF,CAT,PRO,SSP,EVD,BND,POA,SCO,SYN,CMP,MAP",
    )
    assert result.exit_code == 0
    assert str(number) in result.stdout
    assert "uppressed" in result.stdout


def test_bad_settings_are_told_once_with_a_line_and_silence_nothing(work: Path, run: Run) -> None:
    spoiled(work)
    (work / "attestle.toml").write_text(
        '[validate]\nignore = ["REF", "OSC"]\nfail-on = "nothing"\n', encoding="utf-8"
    )
    found = findings(run(work, "validate", *DAY, "--format", "json", "--ignore", "OSC011"))
    assert [(item["path"], item["line"]) for item in found if item["path"] == "attestle.toml"] == [
        ("attestle.toml", 3)
    ]
    assert any(item["path"] == PEOPLE for item in found)
    assert any(item.path == "attestle.toml" for item in attestle.validate(work, as_of=AS_OF))


def test_settings_cannot_hide_their_own_errors(work: Path, run: Run) -> None:
    (work / "attestle.toml").write_text(
        '[validate]\nignore = ["OSC"]\nbaseline = "none.json"\n', encoding="utf-8"
    )
    [item] = findings(run(work, "validate", *DAY, "--format", "json"))
    assert (item["code"], item["path"]) == ("REF008", "attestle.toml")


def test_fail_on_of_the_settings_and_of_the_command(work: Path, run: Run) -> None:
    tree = json.loads((work / "profiles/mini/profile.json").read_bytes())
    tree["profile"]["metadata"]["oscal-version"] = "1.1"
    (work / "profiles/mini/profile.json").write_text(json.dumps(tree, indent=2), encoding="utf-8")
    chosen = ("validate", *DAY, "--select", "OSC007")
    assert run(work, *chosen).exit_code == 0
    (work / "attestle.toml").write_text('[validate]\nfail-on = "warning"\n', encoding="utf-8")
    assert run(work, *chosen).exit_code == 1
    assert run(work, *chosen, "--fail-on", "error").exit_code == 0


def test_statistics_count_by_code(work: Path, run: Run) -> None:
    spoiled(work)
    found = json.loads(run(work, "validate", *DAY, "--format", "json", "--statistics").stdout)
    assert sum(found["statistics"].values()) == len(found["findings"])
    code = next(iter(found["statistics"]))
    assert any(
        line.split()[:1] == [str(found["statistics"][code])] and code in line
        for line in run(work, "validate", *DAY, "--statistics").stdout.split("\n")
    )


# --- baseline


def test_a_baseline_knows_what_moved_and_tells_what_is_gone(work: Path, run: Run) -> None:
    spoiled(work)
    known = work / "known.json"
    assert "written to" in run(work, "validate", *DAY, "--write-baseline", str(known)).stdout
    number = len(findings(run(work, "validate", *DAY, "--format", "json")))
    text = (work / PEOPLE).read_text(encoding="utf-8")
    (work / PEOPLE).write_text(f"# a line more\n{text}", encoding="utf-8")
    result = run(work, "validate", *DAY, "--format", "json", "--baseline", str(known))
    assert (findings(result), json.loads(result.stdout)["suppressed"], result.exit_code) == (
        [],
        number,
        0,
    )
    (work / PEOPLE).write_text(text.replace("nobody", "no-one"), encoding="utf-8")
    again = run(work, "validate", *DAY, "--format", "json", "--baseline", str(known))
    assert again.exit_code == 1
    assert findings(again)
    assert json.loads(again.stdout)["stale"]
    assert "no longer fit" in again.stderr
    assert "no longer fit" in run(work, "validate", *DAY, "--baseline", str(known)).stdout
    elsewhere = run(work, "validate", *DAY, "--baseline", str(known), str(work / "catalogs"))
    assert "no longer fit" not in elsewhere.output, "what was not judged may still be there"


def test_a_baseline_in_the_settings(work: Path, run: Run) -> None:
    spoiled(work)
    run(work, "validate", *DAY, "--write-baseline", str(work / "known.json"))
    (work / "attestle.toml").write_text('[validate]\nbaseline = "known.json"\n', encoding="utf-8")
    assert run(work, "validate", *DAY).exit_code == 0
    (work / "known.json").write_text(
        '{"version": 1, "findings": [\n{"fingerprint": "*"}\n]}', encoding="utf-8"
    )
    found = findings(run(work, "validate", *DAY, "--format", "json"))
    assert [(item["code"], item["line"]) for item in found if item["path"] == "known.json"] == [
        ("OSC011", 2)
    ]
    assert any(item["path"] == PEOPLE for item in found), "a bad baseline hides nothing"
    (work / "known.json").unlink()
    (work / "known.json").symlink_to("/etc/passwd")
    assert any(
        item["path"] == "known.json" and "symbolic link" in item["message"]
        for item in findings(run(work, "validate", *DAY, "--format", "json"))
    )


def test_writing_a_baseline_keeps_what_is_known(work: Path, run: Run) -> None:
    spoiled(work)
    known = work / "known.json"
    (work / "attestle.toml").write_text('[validate]\nbaseline = "known.json"\n', encoding="utf-8")
    run(work, "validate", *DAY, "--write-baseline", str(known))
    first = known.read_bytes()
    run(work, "validate", *DAY, "--write-baseline", str(known))
    assert known.read_bytes() == first
    assert json.loads(first)["findings"]


def test_a_baseline_that_is_not_there_is_wrong_usage(work: Path, run: Run) -> None:
    assert run(work, "validate", *DAY, "--baseline", str(work / "none.json")).exit_code == 2
    assert run(work, "validate", *DAY, "--baseline", "/nowhere/none.json").exit_code == 2


# --- settings of a revision


def git(root: Path, *args: str) -> None:
    subprocess.run(
        ["git", "-c", "user.name=t", "-c", "user.email=t@example.org", "-C", str(root), *args],
        check=True,
        capture_output=True,
    )


@pytest.mark.parametrize("folder", ["", "deep/er"])
def test_settings_and_baseline_of_a_revision(
    work: Path, run: Run, tmp_path: Path, folder: str
) -> None:
    top = tmp_path / "repository"
    top.mkdir()
    root = top / folder if folder else top
    shutil.copytree(work, root, dirs_exist_ok=True)
    spoiled(root)
    run(root, "validate", *DAY, "--write-baseline", str(root / "known.json"))
    git(top, "init", "-q")
    git(top, "add", "-A")
    git(top, "commit", "-qm", "nothing is left out")
    (root / "attestle.toml").write_text(
        '[validate]\nbaseline = "known.json"\nignore = ["OSC"]\n', encoding="utf-8"
    )
    assert run(root, "validate", *DAY).exit_code == 0, "as it stands, all is known"
    assert run(root, "validate", *DAY, "--settings-from", "HEAD").exit_code == 1, (
        "the revision leaves nothing out"
    )
    git(top, "add", "-A")
    git(top, "commit", "-qm", "settings")
    (root / "attestle.toml").unlink()
    (root / "known.json").unlink()
    assert run(root, "validate", *DAY, "--settings-from", "HEAD").exit_code == 0
    assert (
        run(
            root,
            "validate",
            *DAY,
            "--settings-from",
            "HEAD~1",
            "--baseline",
            str(root / "known.json"),
        ).exit_code
        == 0
    )
    assert run(root, "validate", *DAY, "--settings-from", "nothing").exit_code == 2
    assert run(root, "validate", *DAY, "--settings-from", "--output=x").exit_code == 2


def test_a_link_in_git_is_no_settings(work: Path, run: Run) -> None:
    (work / "attestle.toml").unlink(missing_ok=True)
    (work / "attestle.toml").symlink_to("/etc/passwd")
    git(work, "init", "-q")
    git(work, "add", "-A")
    git(work, "commit", "-qm", "x")
    found = findings(run(work, "validate", *DAY, "--format", "json", "--settings-from", "HEAD"))
    assert any(
        item["path"] == "attestle.toml" and "no regular file in git" in item["message"]
        for item in found
    )


# --- cache


def uncached(root: Path) -> Any:
    return json.loads(
        CliRunner()
        .invoke(
            command,
            ["--root", str(root), "validate", *DAY, "--no-cache", "--format", "json"],
            env=dict(os.environ),
        )
        .stdout
    )


def test_nothing_changed_is_answered_from_before(
    work: Path, run: Run, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoiled(work)
    first = run(work, "validate", *DAY).stdout
    assert any(kept.iterdir())

    def never(*_: Any, **__: Any) -> None:
        raise AssertionError("checked again")

    monkeypatch.setattr(workspace_checks, "check_workspace", never)
    assert run(work, "validate", *DAY).stdout == first
    assert run(work, "validate", *DAY, "--no-cache").exit_code == 4
    assert run(work, "validate", "--as-of", "2026-11-25").exit_code == 4, (
        "another day is another question"
    )


CHANGES = (
    lambda root: edit(root, PEOPLE, "  AC: it", "  AC: nobody"),
    lambda root: (root / "catalogs/x.txt").write_text("x", encoding="utf-8"),
    lambda root: (root / "profiles/mini/profile.json").write_text("{", encoding="utf-8"),
    lambda root: (root / PEOPLE).unlink(),
    lambda root: (root / SYSTEM / "controls").rename(root / SYSTEM / "kontrols"),
    lambda root: (root / "attestle.toml").write_text(
        'known-tools = ["Company"]\n', encoding="utf-8"
    ),
    lambda root: (
        (root / PEOPLE).rename(root / "p.yaml"),
        (root / PEOPLE).symlink_to(root / "p.yaml"),
    ),
    lambda root: shutil.rmtree(root / "profiles"),
    lambda root: (
        (root / "imports").mkdir(),
        (root / "imports/x.yaml").write_text("kind: x\n", encoding="utf-8"),
    ),
)


@pytest.mark.parametrize("number", range(len(CHANGES)))
def test_a_change_of_any_kind_is_seen(work: Path, run: Run, number: int) -> None:
    run(work, "validate", *DAY)
    stamps = {path: path.stat().st_mtime_ns for path in work.rglob("*") if path.is_file()}
    CHANGES[number](work)
    for path, stamp in stamps.items():
        if path.exists():
            os.utime(path, ns=(stamp, stamp))  # times tell nothing
    assert json.loads(run(work, "validate", *DAY, "--format", "json").stdout) == uncached(work)


def test_documents_that_did_not_change_are_not_judged_again(
    copy: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(copy, "validate", *DAY)
    judged: list[str] = []

    def seen(facts: Any) -> Iterator[Any]:
        judged.extend(item.path for item in facts.workspace.documents)
        yield from ()

    monkeypatch.setattr(document_checks, "PER_DOCUMENT", (*PER_DOCUMENT, seen))
    path = "system-security-plans/example-enclave/system-security-plan.json"
    text = (copy / path).read_text(encoding="utf-8")
    (copy / path).write_text(text.replace('"title": "', '"title": "Another ', 1), encoding="utf-8")
    found = json.loads(run(copy, "validate", *DAY, "--format", "json").stdout)
    assert path in judged
    assert "catalogs/nist-sp-800-171-r2/catalog.json" not in judged
    assert any(name.startswith("assessment-plans/") for name in judged), (
        "what asked for the changed document is judged again"
    )
    monkeypatch.undo()
    assert found == uncached(copy)


def pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def breakings() -> Iterator[Any]:
    yield lambda path: path.write_bytes(b"")
    yield lambda path: path.write_bytes(b"\xff" * 100)
    yield lambda path: path.write_bytes(path.read_bytes()[:-20])
    yield lambda path: path.write_bytes(path.read_bytes().replace(b"findings", b"nothings"))
    yield lambda path: (path.unlink(), path.mkdir())
    yield lambda path: (path.unlink(), path.symlink_to("/etc/passwd"))
    yield pipe


@pytest.mark.parametrize("breaking", [*breakings()])
def test_a_broken_cache_is_silently_nothing(
    work: Path, run: Run, kept: Path, breaking: Any
) -> None:
    spoiled(work)
    first = run(work, "validate", *DAY)
    for path in list(kept.iterdir()):
        breaking(path)
    again = run(work, "validate", *DAY)
    assert (again.stdout, again.stderr) == (first.stdout, first.stderr)


def test_a_cache_in_the_checkout_is_not_used(
    work: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(work / ".cache"))
    before = snapshot(work)
    run(work, "validate", *DAY)
    (tmp_path / ".git").mkdir()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "beside"))
    run(work, "validate", *DAY)
    (tmp_path / ".git").rmdir()
    (tmp_path / "link").symlink_to(work)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "link"))
    run(work, "validate", *DAY)
    assert snapshot(work) == before
    assert not (tmp_path / "beside").exists()


def test_a_cache_that_others_can_write_is_not_used(work: Path, run: Run, kept: Path) -> None:
    kept.mkdir(parents=True)
    kept.chmod(0o777)
    run(work, "validate", *DAY)
    assert list(kept.iterdir()) == []


def test_a_cache_that_cannot_be_written_is_no_error(
    work: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert run(work, "validate", *DAY).exit_code == 0


def test_the_cache_is_bounded(kept: Path, tmp_path: Path) -> None:
    assert cache.open_cache(tmp_path / "elsewhere").usable
    store = cache.Cache(kept, cache.Bounds(entries=8))
    for number in range(30):
        store.put({cache.make_key(str(number)): cache.pack_findings(())})
        assert len(list(kept.iterdir())) <= 8
    assert cache.unpack_findings(store.get(cache.make_key("29"))) == ()
    assert store.get(cache.make_key("0")) is None
    store = cache.Cache(kept, cache.Bounds(size=1000))
    store.put({cache.make_key("big"): {"findings": [], "rests-on": {}, "x": "y" * 5000}})
    assert sum(path.stat().st_size for path in kept.iterdir()) <= 1000


def test_runs_at_once_agree(work: Path, kept: Path) -> None:
    spoiled(work)
    target = Target(work)
    wanted = reports.make_report(target, reports.ValidationOptions(as_of=AS_OF)).findings
    found: list[Any] = []
    threads = [
        threading.Thread(
            target=lambda: found.append(
                reports.make_report(
                    target, reports.ValidationOptions(as_of=AS_OF, cached=True)
                ).findings
            )
        )
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [wanted] * 8
    assert not [path for path in kept.iterdir() if path.name.startswith(".new-")]


def test_a_cold_and_a_warm_run_write_nothing_into_the_workspace(work: Path, run: Run) -> None:
    before = snapshot(work)
    run(work, "validate", *DAY)
    run(work, "validate", *DAY)
    assert snapshot(work) == before


# --- from Python


def test_the_call_for_a_workspace_and_parts_of_it(work: Path) -> None:
    spoiled(work)
    everything = attestle.validate(work, as_of=AS_OF)
    assert any(item.path == PEOPLE for item in everything)
    assert attestle.validate(str(work), as_of=AS_OF) == everything
    part = attestle.validate(work / PEOPLE, as_of=AS_OF)
    assert part == tuple(item for item in everything if item.path == PEOPLE)
    assert attestle.validate(work, (PEOPLE,), as_of=AS_OF) == part
    assert attestle.validate(work / "catalogs", as_of=AS_OF) == ()


def test_the_call_for_documents(outside: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = json.dumps(broken()).encode()
    (outside / "one.json").write_bytes(data)
    [from_file] = attestle.validate(outside / "one.json")
    [from_bytes] = attestle.validate(data)
    assert (from_file.code, from_file.pointer, from_file.line) == (
        from_bytes.code,
        from_bytes.pointer,
        from_bytes.line,
    )
    assert from_bytes.path == "stdin.json"
    assert attestle.validate(yaml.safe_dump(catalog()).encode()) == ()
    with pytest.raises(UsageError):
        attestle.validate(outside / "nothing.json")
    assert capsys.readouterr() == ("", "")


def test_the_call_leaves_nothing_out_and_keeps_nothing(work: Path, kept: Path) -> None:
    spoiled(work)
    before = attestle.validate(work, as_of=AS_OF)
    (work / "attestle.toml").write_text(
        '[validate]\nignore = ["OSC", "REF"]\n' + RECORDED, encoding="utf-8"
    )
    assert attestle.validate(work, as_of=AS_OF) == before
    assert not kept.exists()


def test_the_day_may_be_left_out(work: Path) -> None:
    assert isinstance(attestle.validate(work), tuple)
    assert attestle.validate(work, as_of=dt.date.today()) == attestle.validate(work)


def test_order_and_output_are_the_same_on_every_run(copy: Path, run: Run) -> None:
    told = {
        run(copy, "validate", *DAY, "--no-cache", "--format", form).stdout
        for form in ("sarif",)
        for _ in range(2)
    }
    assert len(told) == 1
