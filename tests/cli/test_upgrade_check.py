"""`attestle validate --upgrade-check`: what another OSCAL release would object to."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import attestle
from conftest import ROOT

CASE = ROOT / "tests/cases/OSC033/bad/component-definitions/extra/component-definition.json"


def judge(*options: str) -> Result:
    """The document of the case by itself, outside of any workspace."""
    from attestle.cli.root import root as command

    return CliRunner().invoke(command, ["validate", *options, str(CASE)], prog_name="attestle")


@pytest.mark.parametrize(
    ("options", "release"),
    [(("--upgrade-check",), "1.2.1"), (("--upgrade-check=1.1.2",), "1.1.2"),
     (("--upgrade-check=v1.2",), "1.2.2")],
)  # fmt: skip
def test_each_kind_is_one_note_with_its_places(options: tuple[str, ...], release: str) -> None:
    done = judge(*options, "--format", "json")
    assert done.exit_code == 0
    [found] = json.loads(done.stdout)["findings"]
    assert (found["code"], found["severity"], found["line"]) == ("OSC033", "note", 18)
    assert found["message"].startswith(f"OSCAL {release} would refuse 2 places: ")
    assert found["hint"] == "also at /component-definition/components/0/props/1/name"


@pytest.mark.parametrize("form", ["text", "json", "md", "github", "sarif", "gitlab", "junit"])
def test_whoever_asks_reads_the_answer_in_every_form(form: str) -> None:
    done = judge("--upgrade-check", "--format", form)
    assert done.exit_code == 0
    assert "would refuse 2 places" in done.stdout.replace("\n", " ")


def test_nothing_is_said_unasked() -> None:
    done = judge("--format", "json")
    assert json.loads(done.stdout)["findings"] == []


def test_a_release_that_there_is_not_is_wrong_usage() -> None:
    done = judge("--upgrade-check=1.7.0")
    assert done.exit_code == 2
    assert 'there is no OSCAL release "1.7.0"' in done.output


def test_a_workspace_is_asked_as_a_whole_or_in_parts(tiny: Path) -> None:
    path = tiny / "profiles/mini/profile.json"
    tree = json.loads(path.read_bytes())
    tree["profile"]["metadata"]["oscal-version"] = "1.0.0"
    tree["profile"]["merge"] = {"combine": {"method": "merge"}, "as-is": True}
    path.write_text(json.dumps(tree, indent=2), encoding="utf-8")
    for paths in ((), ("profiles",)):
        found = attestle.validate(tiny, paths, upgrade_check="1.2.1")
        notes = [item for item in found if item.code == "OSC033"]
        assert {item.path for item in notes} == {"profiles/mini/profile.json"}
        assert any('"merge"' in item.message for item in notes)
        assert all(item.line for item in notes)
    found = attestle.validate(tiny, ("catalogs",), upgrade_check="1.2.1")
    assert [item for item in found if item.code == "OSC033"] == []


def test_a_model_that_came_later_is_refused_by_the_earlier_release() -> None:
    crosswalk = next(ROOT.glob("mapping-collections/*/mapping-collection.json")).read_bytes()
    found = attestle.validate(crosswalk, upgrade_check="1.1.3")
    [note] = [item for item in found if item.code == "OSC033"]
    assert "it has no mapping-collection, which came with 1.2.0" in note.message
