"""`validate` of many systems: a few at a time says what all of them together say."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from attestle.api.validation.system_identities import IdentityLedger, SystemIdentities
from conftest import Run, edit
from many_systems import add_system

DAY = ("--as-of", "2026-11-24")
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


@pytest.mark.parametrize(
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
    ],
    ids=lambda change: change.__name__.strip("_"),
)
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
