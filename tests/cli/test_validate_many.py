"""`validate` of many systems: a few at a time says what all of them together say."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from attestle.api.validation.chosen_systems import is_own_file, list_chosen
from attestle.api.validation.file_repairs import _list_reached, repair_files
from attestle.api.validation.system_identities import IdentityLedger, SystemIdentities
from attestle.api.validation.workspace_checks import check_workspace
from attestle.model.repository_place import RepositoryPlace
from attestle.rules.repository_rules import report_unrecorded
from attestle.store.written_uuids import list_written
from conftest import Run, edit
from many_systems import add_system

AS_OF = dt.date(2026, 11, 24)
DAY = ("--as-of", AS_OF.isoformat())
# More than are judged together, in two parts
NAMES = tuple(f"plant-{number:02}" for number in range(11))


@pytest.fixture
def many(tiny: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")
    for name in NAMES:
        add_system(tiny, name)
    done = run(tiny, "ssp", "assemble", "--all", "--jobs", "1")
    assert done.exit_code == 0, done.output
    return tiny


def _leave_alone(_root: Path) -> None:
    """Sound systems."""


def _break_a_file(root: Path) -> None:
    (root / "ssp/plant-03/people.yaml").write_text("parties: [\n", encoding="utf-8")


def _age_a_document(root: Path) -> None:
    path = root / "ssp/plant-09/boundary.md"
    path.write_text(f"{path.read_text(encoding='utf-8')}\nMore.\n", encoding="utf-8")


def _share_a_uuid(root: Path) -> None:
    """In the first part and in the second."""
    register = "ssp/{}/evidence.yaml"
    first, second = (root / register.format(name) for name in ("plant-00", "plant-10"))
    second.write_bytes(first.read_bytes())


def _copy_a_system(root: Path) -> None:
    shutil.copytree(root / "ssp/plant-00", root / "ssp/zebra")


def _share_an_id(root: Path) -> None:
    edit(root, "ssp/plant-10/system.md", "PLANT-10-", "PLANT-00-")


def _lose_a_system(root: Path) -> None:
    shutil.rmtree(root / "ssp/plant-05")


def _lead_nowhere(root: Path) -> None:
    path = root / "system-security-plans/plant-02/system-security-plan.json"
    plan = json.loads(path.read_bytes())
    href = "trestle://profiles/absent/profile.json"
    plan["system-security-plan"]["import-profile"]["href"] = href
    path.write_text(json.dumps(plan), encoding="utf-8")


def _take_the_uuid_of_a_document(root: Path) -> None:
    place = "assessment-results/{}/assessment-results.json"
    first, second = (root / place.format(name) for name in ("plant-00", "plant-10"))
    uuid = json.loads(first.read_bytes())["assessment-results"]["uuid"]
    tree = json.loads(second.read_bytes())
    tree["assessment-results"]["uuid"] = uuid
    second.write_text(json.dumps(tree), encoding="utf-8")


def _leave_a_stray(root: Path) -> None:
    (root / "system-security-plans/plant-01/notes.txt").write_text("x", encoding="utf-8")
    (root / "catalogs/notes").mkdir()


def _write_a_plan_as_yaml(root: Path) -> None:
    path = root / "system-security-plans/plant-04/system-security-plan.json"
    path.rename(path.with_suffix(".yaml"))


def _share_a_person(root: Path) -> None:
    """One subject takes part in two systems, which is no mistake."""
    people = "ssp/{}/people.yaml"
    first, second = (root / people.format(name) for name in ("plant-00", "plant-10"))
    second.write_bytes(first.read_bytes())


def _break_a_file_beside_an_old_document(root: Path) -> None:
    _break_a_file(root)
    _age_a_document(root)


CHANGES = pytest.mark.parametrize(
    "change",
    [
        _leave_alone,
        _break_a_file,
        _age_a_document,
        _share_a_uuid,
        _copy_a_system,
        _share_an_id,
        _lose_a_system,
        _lead_nowhere,
        _take_the_uuid_of_a_document,
        _leave_a_stray,
        _write_a_plan_as_yaml,
        _share_a_person,
        _break_a_file_beside_an_old_document,
    ],
    ids=lambda change: change.__name__.strip("_"),
)


@CHANGES
def test_parts_say_what_the_whole_says(
    many: Path, run: Run, change: Callable[[Path], None]
) -> None:
    change(many)
    # with a cache so many are judged together
    whole = run(many, "validate", "--format", "json", *DAY)
    parts = run(many, "validate", "--format", "json", "--no-cache", "--jobs", "1", *DAY)
    assert json.loads(parts.stdout) == json.loads(whole.stdout)
    assert parts.stdout == whole.stdout
    found = json.loads(whole.stdout)["findings"]
    assert change is _leave_alone or any(item["severity"] != "note" for item in found)


@CHANGES
def test_systems_by_themselves_are_said_of_as_among_all(
    many: Path, run: Run, change: Callable[[Path], None]
) -> None:
    change(many)
    # of both parts, with what stands in the way of a judgement by itself
    chosen = ("plant-03", "plant-09", "plant-10")
    paths = [path for name in chosen for path in _list_folders(many, name)]
    once = ("validate", "--format", "json", "--no-cache", "--jobs", "1", *DAY)
    whole = json.loads(run(many, *once).stdout)["findings"]
    of_them = json.loads(run(many, *once, *paths).stdout)["findings"]
    assert of_them == [item for item in whole if is_own_file(item["path"], chosen)]


def _list_folders(root: Path, name: str) -> list[str]:
    return [str(path) for path in root.glob(f"*/{name}") if path.is_dir()]


def test_an_error_in_one_system_hides_no_old_document_of_another(many: Path, run: Run) -> None:
    _break_a_file_beside_an_old_document(many)
    done = run(many, "validate", "--format", "json", "--no-cache", "--jobs", "1", *DAY)
    old = [item for item in json.loads(done.stdout)["findings"] if item["code"] == "SYN001"]
    assert {item["path"].split("/")[1] for item in old} == {"plant-09"}


def test_of_a_chosen_system_no_other_is_judged(many: Path) -> None:
    _break_a_file(many)
    found = [check_workspace(many, AS_OF, chosen=names) for names in (None, ("plant-09",))]
    errors = [{item.path for item in part if item.is_error} for part in found]
    assert errors[0]
    assert not errors[1]


def test_what_is_kept_of_a_run_for_one_system_is_not_taken_for_all(
    many: Path, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    _break_a_file(many)
    settled = time.time() - 60
    for path in many.rglob("*"):
        os.utime(path, (settled, settled))
    of_one = run(many, "validate", "--jobs", "2", *DAY, str(many / "ssp/plant-09"))
    assert of_one.exit_code == 0, of_one.output
    whole = run(many, "validate", *DAY)
    assert whole.exit_code == 1
    assert "ssp/plant-03/people.yaml" in whole.stdout


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the machine has no pipes among its files")
def test_a_pipe_among_the_files_of_another_system_is_not_waited_for(many: Path) -> None:
    os.mkfifo(many / "ssp/plant-03/pipe.yaml")
    os.symlink("/dev/zero", many / "ssp/plant-03/endless.yaml")
    uuids, description = list_written(many, "plant-03")
    assert uuids
    assert description == (many / "ssp/plant-03/system.md").read_bytes()


def test_ready_of_many_looks_at_the_others_once(
    many: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[str] = []

    def note_look(root: Path, system: str) -> tuple[frozenset[str], bytes]:
        looked.append(system)
        return list_written(root, system)

    monkeypatch.setattr("attestle.api.validation.chosen_systems.list_written", note_look)
    monkeypatch.setattr("attestle.store.cache.MOST_SYSTEMS", 3)
    every = run(many, "ready", "--all", "--jobs", "1", "--format", "json", *DAY)
    assert sorted(looked) == sorted((*NAMES, "demo"))
    alone = json.loads(run(many, "ready", "plant-09", "--format", "json", *DAY).stdout)
    assert alone in json.loads(every.stdout)["systems"]


def test_paths_choose_systems_where_they_are_of_nothing_else() -> None:
    plan = "system-security-plans/plant-02/system-security-plan.json"
    rows: dict[tuple[str, ...], tuple[str, ...] | None] = {
        (): None,
        ("ssp/plant-01",): ("plant-01",),
        (plan, "ssp/plant-01/system.md", "ssp/plant-01"): ("plant-01", "plant-02"),
        ("catalogs/nist", plan): ("plant-02",),
        ("profiles",): (),
        ("ssp",): None,
        ("ssp/absent",): None,
        ("system-security-plans/absent", plan): None,
        ("attestle.toml",): None,
        (".",): None,
    }
    assert {paths: list_chosen(paths, NAMES) for paths in rows} == rows


def test_a_repair_reads_no_other_system(tiny: Path) -> None:
    add_system(tiny, "plant-00")
    for name in ("demo", "plant-00"):
        path = tiny / f"ssp/{name}/system.md"
        text = path.read_text(encoding="utf-8")
        path.write_text(re.sub(r"(?m)^uuid: .*\n", "", text, count=1), encoding="utf-8")
    asked = ("ssp/demo/system.md", "catalogs")
    assert repair_files(tiny, paths=asked) == ("ssp/demo/system.md",)
    assert repair_files(tiny, paths=("ssp",)) == ("ssp/plant-00/system.md",)
    assert _list_reached(tiny, asked) == ("demo",)


def test_two_processes_say_what_one_says(many: Path, run: Run) -> None:
    _break_a_file(many)
    outputs = {
        run(many, "validate", "--no-cache", "--full", "--jobs", jobs, *DAY).stdout
        for jobs in ("1", "2")
    }
    assert len(outputs) == 1


def test_a_ledger_knows_what_two_systems_share() -> None:
    ledger = IdentityLedger()
    for start in range(0, 500, 5):
        assert ledger.take(SystemIdentities(tuple(range(start, start + 5)), ((10_000, 7),)))
    assert not ledger.take(SystemIdentities((499, 9_000), ()))
    assert not ledger.take(SystemIdentities((), ((10_000, 8),)))
    assert not ledger.take(SystemIdentities((10_000,), ()))
    assert not ledger.take(SystemIdentities((), ((3, 7),)))


def test_a_message_names_some_of_many_systems() -> None:
    place = RepositoryPlace(is_recorded=False)
    [finding] = report_unrecorded(place, [f"plant-{number:03}" for number in range(1000)])
    assert finding.message.endswith("plant-018, plant-019 and 980 more")
