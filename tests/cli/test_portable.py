"""`ssp assemble --portable`: the documents of a system with all that they name, in one folder."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from attestle.api.validation.reports import validate
from attestle.errors import InternalError, UsageError
from attestle.store import portable_folder
from conftest import Run, snapshot

LIST = portable_folder.LIST
CATALOG = "catalogs/mini/catalog.json"
SSP = "system-security-plans/demo/system-security-plan.json"


def read(path: Path) -> Any:
    return json.loads(path.read_bytes())


def walk_hrefs(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for item in node:
            yield from walk_hrefs(item)
    elif isinstance(node, dict):
        yield from (node[key] for key in ("href", "source") if isinstance(node.get(key), str))
        for value in node.values():
            yield from walk_hrefs(value)


def list_hrefs(folder: Path) -> list[tuple[Path, str]]:
    """Those that are neither addresses nor fragments; sources are hrefs only in definitions."""
    return [
        (path, href)
        for path in folder.rglob("*.json")
        if path.name != LIST and "evidence" not in path.parts
        for href in walk_hrefs(read(path))
        if not href.startswith(("#", "https://", "http://"))
    ]


def hand_over(space: Path, run: Run, folder: Path, *more: str) -> Any:
    return run(space, "ssp", "assemble", "demo", "--portable", str(folder), *more)


def link_from_catalog(space: Path, href: str) -> None:
    tree = read(space / CATALOG)
    tree["catalog"]["metadata"].setdefault("links", []).append({"href": href})
    (space / CATALOG).write_text(json.dumps(tree))


def test_it_holds_what_the_plan_rests_on_by_relative_hrefs(
    tiny: Path, run: Run, tmp_path: Path
) -> None:
    done = hand_over(tiny, run, tmp_path / "out")
    assert done.exit_code == 0, done.output
    out = tmp_path / "out"
    assert (out / SSP).is_file()
    assert (out / CATALOG).is_file()
    hrefs = list_hrefs(out)
    assert len(hrefs) >= 5
    for path, href in hrefs:
        assert ":" not in href, href
        assert not href.startswith("/"), href
        assert Path(os.path.normpath(path.parent / href.split("#")[0])).is_relative_to(out)
    assert read(out / SSP)["system-security-plan"]["import-profile"]["href"] == (
        "../../profiles/mini/profile.json"
    )


def test_what_is_handed_over_is_sound_by_itself(tiny: Path, run: Run, tmp_path: Path) -> None:
    hand_over(tiny, run, tmp_path / "out")
    moved = tmp_path / "elsewhere"
    (tmp_path / "out").rename(moved)
    shutil.rmtree(tiny)
    found = validate(moved)
    assert [item for item in found if item.is_error or item.code == "REF008"] == []


def test_the_crosswalk_of_a_profile_goes_along(tiny: Path, run: Run, tmp_path: Path) -> None:
    path = tiny / "profiles/mini/profile.json"
    tree = read(path)
    tree["profile"]["metadata"]["links"] = [
        {"href": "../../mapping-collections/mini/mapping-collection.json", "rel": "related"},
        {"href": "../../component-definitions/mini/component-definition.json#part"},
    ]
    path.write_text(json.dumps(tree))
    assert hand_over(tiny, run, tmp_path / "out").exit_code == 0
    out = tmp_path / "out"
    mapping = read(out / "mapping-collections/mini/mapping-collection.json")["mapping-collection"]
    assert mapping["mappings"][0]["source-resource"]["href"] == (
        "../../catalogs/criteria/catalog.json"
    )
    assert (out / "catalogs/criteria/catalog.json").is_file()
    definition = out / "component-definitions/mini/component-definition.json"
    assert "../../" in str(list(walk_hrefs(read(definition))))
    links = read(out / "profiles/mini/profile.json")["profile"]["metadata"]["links"]
    assert links[1]["href"].endswith("component-definition.json#part")


def test_the_same_files_give_the_same_bytes_and_no_second_write(
    tiny: Path, run: Run, tmp_path: Path
) -> None:
    hand_over(tiny, run, tmp_path / "one")
    hand_over(tiny, run, tmp_path / "two")
    assert snapshot(tmp_path / "one") == snapshot(tmp_path / "two")
    before = (tmp_path / "one" / SSP).stat().st_ino
    again = hand_over(tiny, run, tmp_path / "one")
    assert "nothing to change in" in again.stdout
    assert (tmp_path / "one" / SSP).stat().st_ino == before


def test_a_document_that_names_nothing_keeps_its_bytes(
    tiny: Path, run: Run, tmp_path: Path
) -> None:
    written = (tiny / CATALOG).read_bytes().replace(b"  ", b" ")
    (tiny / CATALOG).write_bytes(written)
    assert hand_over(tiny, run, tmp_path / "out").exit_code == 0
    assert (tmp_path / "out" / CATALOG).read_bytes() == written


def test_check_writes_nothing(tiny: Path, run: Run, tmp_path: Path) -> None:
    hand_over(tiny, run, tmp_path / "out")
    assert hand_over(tiny, run, tmp_path / "out", "--check").exit_code == 0
    link_from_catalog(tiny, "https://demo.example/")
    before = snapshot(tmp_path / "out")
    assert hand_over(tiny, run, tmp_path / "out", "--check").exit_code == 3
    assert hand_over(tiny, run, tmp_path / "none", "--check").exit_code == 3
    assert snapshot(tmp_path / "out") == before
    assert not (tmp_path / "none").exists()


def test_an_earlier_folder_is_replaced_whole(tiny: Path, run: Run, tmp_path: Path) -> None:
    link_from_catalog(tiny, "../../notes/reading.txt")
    (tiny / "notes").mkdir()
    (tiny / "notes/reading.txt").write_text("how to read it\n")
    hand_over(tiny, run, tmp_path / "out")
    assert (tmp_path / "out/notes/reading.txt").read_text() == "how to read it\n"
    tree = read(tiny / CATALOG)
    del tree["catalog"]["metadata"]["links"]
    (tiny / CATALOG).write_text(json.dumps(tree))
    assert hand_over(tiny, run, tmp_path / "out").exit_code == 0
    assert not (tmp_path / "out/notes").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "workspace"]


def test_a_folder_that_holds_other_things_is_left_alone(
    tiny: Path, run: Run, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    assert hand_over(tiny, run, out).exit_code == 0, "an empty folder is taken"
    for path, text in (("mine.txt", "x"), (CATALOG, "{}")):
        kept = (out / path).read_bytes() if (out / path).exists() else None
        (out / path).write_text(text)
        before = snapshot(out)
        link_from_catalog(tiny, f"https://demo.example/{len(text)}")
        refused = hand_over(tiny, run, out)
        assert refused.exit_code == 2, path
        assert snapshot(out) == before
        if kept is None:
            (out / path).unlink()
        else:
            (out / path).write_bytes(kept)
    (out / "linked").symlink_to(tmp_path)
    assert hand_over(tiny, run, out).exit_code == 2


@pytest.mark.parametrize("place", ["", "ssp/out", "catalogs/out", "catalogs", ".git/out"])
def test_no_part_of_the_workspace_is_a_target(tiny: Path, run: Run, place: str) -> None:
    before = snapshot(tiny)
    assert hand_over(tiny, run, tiny / place).exit_code == 2
    assert snapshot(tiny) == before


def test_a_link_and_a_file_are_no_target(tiny: Path, run: Run, tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "linked").symlink_to(tmp_path / "real")
    (tmp_path / "file").write_text("x")
    assert hand_over(tiny, run, tmp_path / "linked").exit_code == 2
    assert hand_over(tiny, run, tmp_path / "file").exit_code == 2
    assert list((tmp_path / "real").iterdir()) == []


@pytest.mark.parametrize(
    "href",
    ["../../../secret.txt", "file:///etc/hostname", "/etc/hostname", "%2e%2e/%2e%2e/%2e%2e/x"],
)
def test_what_leads_out_of_the_workspace_is_refused(
    tiny: Path, run: Run, tmp_path: Path, href: str
) -> None:
    (tmp_path / "secret.txt").write_text("not yours")
    link_from_catalog(tiny, href)
    done = hand_over(tiny, run, tmp_path / "out")
    assert done.exit_code == 1
    assert href in done.output
    assert not (tmp_path / "out").exists()


def test_no_link_is_handed_over(tiny: Path, run: Run, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("not yours")
    (tiny / "notes").mkdir()
    (tiny / "notes/linked.txt").symlink_to(tmp_path / "secret.txt")
    link_from_catalog(tiny, "../../notes/linked.txt")
    done = hand_over(tiny, run, tmp_path / "out")
    assert done.exit_code == 1
    assert not (tmp_path / "out").exists()


def test_folders_go_whole_and_missing_files_are_named(tiny: Path, run: Run, tmp_path: Path) -> None:
    (tiny / "notes/deep").mkdir(parents=True)
    (tiny / "notes/deep/a b.txt").write_text("a")
    link_from_catalog(tiny, "../../notes")
    link_from_catalog(tiny, "../../none.txt")
    done = hand_over(tiny, run, tmp_path / "out")
    assert done.exit_code == 0, done.output
    assert (tmp_path / "out/notes/deep/a b.txt").read_text() == "a"
    assert "named and not there: none.txt" in done.stderr


def test_a_document_in_the_place_of_an_address_goes_along(
    tiny: Path, run: Run, tmp_path: Path
) -> None:
    (tiny / "sources").mkdir()
    (tiny / CATALOG).rename(tiny / "sources/Mini Source.json")
    (tiny / CATALOG).parent.rmdir()
    for path in tiny.rglob("*.json"):
        text = path.read_text()
        path.write_text(text.replace(f"trestle://{CATALOG}", "https://demo.example/c.json"))
    settings = (tiny / "attestle.toml").read_text()
    (tiny / "attestle.toml").write_text(
        f'{settings}\n[references]\n"https://demo.example/c.json" = "sources/Mini Source.json"\n'
    )
    done = hand_over(tiny, run, tmp_path / "out")
    assert done.exit_code == 0, done.output
    profile = read(tmp_path / "out/profiles/mini/profile.json")["profile"]
    assert profile["imports"][0]["href"] == "../../catalogs/mini-source/catalog.json"
    assert [item for item in validate(tmp_path / "out") if item.code == "REF008"] == []


def test_a_write_that_fails_leaves_what_was_there(tmp_path: Path) -> None:
    folder, root = tmp_path / "out", tmp_path / "root"
    portable_folder.save_folder(folder, {"a.txt": b"1"}, root)
    before = snapshot(folder)
    with pytest.raises(InternalError):
        portable_folder.save_folder(folder, {"b.txt": b"2", "x" * 300: b"3"}, root)
    assert snapshot(folder) == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_what_a_killed_run_left_goes_with_the_next(tmp_path: Path) -> None:
    left = tmp_path / ".attestle-portable-0a1b2c"
    left.mkdir()
    (left / "half.txt").write_text("x")
    portable_folder.save_folder(tmp_path / "out", {"a.txt": b"1"}, tmp_path / "root")
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


class Interrupted(dict[str, bytes]):
    """Outputs during whose writing somebody saves a file of their own in the folder."""

    def __init__(self, outputs: dict[str, bytes], saved: Path) -> None:
        super().__init__(outputs)
        self._saved, self._asked = saved, 0

    def items(self) -> Any:
        self._asked += 1
        if self._asked == 2:  # the first time they are compared, the second they are written
            self._saved.write_text("mine")
        return super().items()


def test_what_somebody_saves_meanwhile_is_not_lost(tmp_path: Path) -> None:
    folder, root = tmp_path / "out", tmp_path / "root"
    portable_folder.save_folder(folder, {"a.txt": b"1"}, root)
    outputs = Interrupted({"a.txt": b"2"}, folder / "mine.txt")
    with pytest.raises(UsageError, match="meanwhile"):
        portable_folder.save_folder(folder, outputs, root)
    assert (folder / "mine.txt").read_text() == "mine"
    assert (folder / "a.txt").read_bytes() == b"1"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def run_trestle(root: Path, *args: str) -> None:
    command = [sys.executable, "-c", "from trestle.cli import run; run()", *args]
    done = subprocess.run(
        command, cwd=root, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]


def test_trestle_takes_the_documents_with_its_own_hrefs(
    copy: Path, run: Run, tmp_path: Path
) -> None:
    """From JSON by relative hrefs, from YAML and from XML, each made of the one before."""
    out, fresh = tmp_path / "out", tmp_path / "from-xml"
    done = run(copy, "ssp", "assemble", "--portable", str(out))
    assert done.exit_code == 0, done.output
    assert [item for item in validate(out) if item.is_error or item.code == "REF008"] == []
    written = {}
    for name in ("out", "yaml", "xml"):
        if name != "out":
            before = "out" if name == "yaml" else "yaml"
            words = ("convert", str(tmp_path / before), str(tmp_path / name), "--to", name)
            done = run(copy, *words)
            assert done.exit_code == 0, done.output
        place = tmp_path / f"from-{name}"
        done = run(copy, "convert", str(tmp_path / name), str(place), "--to-trestle")
        assert done.exit_code == 0, done.output
        written[name] = snapshot(place)
    # the tree of YAML is that of JSON; XML has some texts in other words
    assert written["out"] == written["yaml"]
    assert written["out"].keys() == written["xml"].keys()
    run_trestle(fresh, "validate", "-a")
    run_trestle(fresh, "author", "profile-resolve", "-n", "cmmc-level-2", "-o", "resolved")
    resolved = read(fresh / "catalogs/resolved/catalog.json")["catalog"]
    assert sum(len(group["controls"]) for group in resolved["groups"]) == 110
