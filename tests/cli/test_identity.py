"""Identities across the systems of a workspace: copied, renamed and vanished systems."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from conftest import Run, edit, snapshot

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
DAY = ("--as-of", "2026-11-24")
MODELS = (
    "assessment-plan",
    "assessment-results",
    "plan-of-action-and-milestones",
    "system-security-plan",
)


def findings(root: Path, run: Run, *paths: str) -> list[dict[str, object]]:
    done = run(root, "validate", *paths, *DAY, "--format", "json")
    result: list[dict[str, object]] = json.loads(done.stdout)["findings"]
    return result


def codes(root: Path, run: Run, prefix: str = "REF") -> list[str]:
    found = (str(item["code"]) for item in findings(root, run))
    return [code for code in found if code.startswith(prefix)]


def uuids(folder: Path) -> set[str]:
    texts = (
        path.read_text() for path in folder.rglob("*") if path.suffix in (".md", ".yaml", ".csv")
    )
    return {uuid for text in texts for uuid in UUID.findall(text)}


def test_a_copy_has_identities_of_its_own(tiny: Path, run: Run) -> None:
    before = findings(tiny, run)
    done = run(tiny, "new", "system", "second", "--from", "demo", "--title", "Second Enclave")
    assert done.exit_code == 0, done.output
    old, new = tiny / "ssp/demo", tiny / "ssp/second"
    names = sorted(path.relative_to(old) for path in old.rglob("*"))
    assert sorted(path.relative_to(new) for path in new.rglob("*")) == names
    assert len(uuids(new)) == len(uuids(old))
    assert not uuids(new) & uuids(old)
    assert (new / "evidence/roster.csv").read_bytes() == (old / "evidence/roster.csv").read_bytes()
    text = (new / "system.md").read_text()
    assert 'name: "Second Enclave"' in text
    assert 'ids: [{id: "second"}]' in text
    assert run(tiny, "ssp", "assemble", "second").exit_code == 0
    assert findings(tiny, run) == before == []


def test_references_in_a_copy_stay_consistent(tiny: Path, run: Run) -> None:
    path = tiny / "ssp/demo/components/doorkeeper.md"
    uuid = UUID.findall(path.read_text())[0]
    path.write_text(f"{path.read_text()}\nIts record is {uuid}.\n")
    run(tiny, "new", "system", "second", "--from", "demo")
    text = (tiny / "ssp/second/components/doorkeeper.md").read_text()
    assert uuid not in text
    first, *_, last = UUID.findall(text)
    assert first == last


def test_a_copy_is_refused_whole(tiny: Path, run: Run) -> None:
    before = snapshot(tiny)
    taken = run(tiny, "new", "system", "demo", "--from", "demo")
    assert (taken.exit_code, "ssp/demo exists already" in taken.output) == (2, True)
    unknown = run(tiny, "new", "system", "second", "--from", "dem")
    assert (unknown.exit_code, "demo" in unknown.output) == (2, True)
    more = run(tiny, "new", "system", "second", "--from", "demo", "--organization", "Else")
    assert (more.exit_code, "--organization" in more.output) == (2, True)
    edit(tiny, "ssp/demo/people.yaml", "organization: demo-inc", "organization: nobody")
    assert run(tiny, "new", "system", "second", "--from", "demo").exit_code == 1
    edit(tiny, "ssp/demo/people.yaml", "organization: nobody", "organization: demo-inc")
    assert snapshot(tiny) == before


def test_a_link_is_not_copied_but_told(tiny: Path, run: Run) -> None:
    (tiny / "ssp/demo/evidence/link.csv").symlink_to(tiny / "ssp/demo/inventory.csv")
    done = run(tiny, "new", "system", "second", "--from", "demo")
    assert "not copied: evidence/link.csv (it is a symbolic link)" in done.output
    assert not (tiny / "ssp/second/evidence/link.csv").exists()


def test_a_copied_folder_is_told_once_and_not_at_the_original(tiny: Path, run: Run) -> None:
    shutil.copytree(tiny / "ssp/demo", tiny / "ssp/another")
    [item] = [item for item in findings(tiny, run) if str(item["code"]).startswith("REF")]
    assert (item["code"], item["path"], item["line"]) == ("REF013", "ssp/another/system.md", 2)
    assert "attestle new system another --from demo" in str(item["hint"])
    found = findings(tiny, run, str(tiny / "ssp/another/system.md"))
    # a run over a part judges that part against the others
    assert [item["code"] for item in found] == ["REF013"]


def test_a_person_may_take_part_in_two_systems(tiny: Path, run: Run) -> None:
    run(tiny, "new", "system", "second", "--from", "demo")
    run(tiny, "ssp", "assemble", "second")
    shared = "ea08ff40-79a7-44b4-8fa9-9289a8154b79"
    people = "ssp/second/people.yaml"
    edit(tiny, people, UUID.findall((tiny / people).read_text())[0], shared)
    assert codes(tiny, run) == []
    edit(tiny, people, "Demo Inc.", "Another Inc.")
    assert codes(tiny, run) == ["REF013"]


@pytest.mark.parametrize("assembled", [False, True])
def test_documents_of_a_renamed_system_are_orphans(tiny: Path, run: Run, assembled: bool) -> None:
    (tiny / "ssp/demo").rename(tiny / "ssp/production")
    if assembled:
        assert run(tiny, "ssp", "assemble").exit_code == 0
    orphans = [item for item in findings(tiny, run) if str(item["code"]).startswith("REF")]
    assert {item["code"] for item in orphans} == {"REF014"}
    assert sorted(Path(str(item["path"])).stem for item in orphans) == list(MODELS)
    assert all(item["line"] for item in orphans)
    hints = {str(item["hint"]) for item in orphans}
    word = "has taken its place" if assembled else "git mv"
    assert all(word in hint and "/production" in hint for hint in hints)


def test_a_document_in_capitals_is_known_by_its_uuid(tiny: Path, run: Run) -> None:
    (tiny / "ssp/demo").rename(tiny / "ssp/production")
    for path in tiny.glob("*/demo/*.json"):
        tree = json.loads(path.read_bytes())
        body = next(iter(tree.values()))
        body["uuid"] = body["uuid"].upper()
        path.write_text(json.dumps(tree))
    orphans = [item for item in findings(tiny, run) if item["code"] == "REF014"]
    assert len(orphans) == len(MODELS)
    assert all("/production" in str(item["hint"]) for item in orphans)


def test_documents_of_a_deleted_system_are_orphans_and_those_of_others_are_not(
    tiny: Path, run: Run
) -> None:
    run(tiny, "new", "system", "second", "--from", "demo")
    run(tiny, "ssp", "assemble", "second")
    shutil.rmtree(tiny / "ssp/demo")
    assert codes(tiny, run) == ["REF014"] * 4
    # an unreadable system is not gone
    (tiny / "ssp/demo").mkdir()
    (tiny / "ssp/demo/system.md").write_text("---\nuuid: [\n---\n")
    assert "REF014" not in codes(tiny, run)


def git(root: Path, *args: str) -> None:
    name = ("-c", "user.name=a", "-c", "user.email=a@b.example")
    subprocess.run(["git", *name, *args], cwd=root, check=True, capture_output=True)


def test_diff_follows_a_system_that_was_renamed(tiny: Path, run: Run) -> None:
    git(tiny, "init", "-q")
    git(tiny, "add", "-A")
    git(tiny, "commit", "-q", "-m", "before")
    (tiny / "ssp/demo").rename(tiny / "ssp/production")
    edit(tiny, "ssp/production/system.md", 'version: "1.0"', 'version: "1.1"')
    done = run(tiny, "diff", "HEAD", *DAY)
    head, *rest = done.output.strip().split("\n")
    assert "(production), HEAD .. working tree, renamed from demo" in head
    assert "system changed: version: 1.0 → 1.1" in rest
    [item] = json.loads(run(tiny, "diff", "HEAD", *DAY, "--format", "json").stdout)["systems"]
    assert (item["system"], item["how"]) == ("production", "renamed from demo")
    # a copy with identities of its own is another system
    shutil.rmtree(tiny / "ssp/production")
    git(tiny, "checkout", "-q", "--", "ssp")
    run(tiny, "new", "system", "second", "--from", "demo")
    shutil.rmtree(tiny / "ssp/demo")
    found = json.loads(run(tiny, "diff", "HEAD", *DAY, "--format", "json").stdout)["systems"]
    assert [item["how"] for item in found] == [
        "removed, or unreadable now",
        "added, or unreadable before",
    ]
