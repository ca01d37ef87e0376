"""A catalog of another publisher taken in as it is, and answered like any other."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import attestle
from attestle.api.catalog_additions import add_catalog
from attestle.api.catalog_lookup import find_control
from attestle.api.gap_reports import report_gap
from attestle.api.rendering import render
from attestle.errors import UsageError, WorkspaceError
from conftest import AS_OF, Run
from third_revision import NAME, make_catalog, write_catalog


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "SP-800-171_r3_catalog.json"
    path.write_bytes(write_catalog())
    return path


def test_bytes_and_ids_are_kept_and_defects_listed(tiny: Path, file: Path) -> None:
    added = add_catalog(tiny, file)
    assert added.name == NAME
    assert (tiny / f"catalogs/{NAME}/catalog.json").read_bytes() == file.read_bytes()
    assert [item.label for item in added.baseline.requirements] == [
        "03.01.01", "03.01.02", "03.02.01",
    ]  # fmt: skip
    assert added.withdrawn == 2
    assert {item.what: item.number for item in added.defects} == {
        "links of withdrawn controls that are a bare number": 2,
        "links to ids that the catalog does not have": 2,
        "relations spelled with an underscore": 2,
        "groups out of order": 1,
        "numbers of objectives with one digit instead of two": 2,
        "ids that do not say of which revision they are": 7,
    }
    assert (added.shapes, added.unanswerable) == (0, "")
    labels = [item.label for item in added.baseline.requirements[0].objectives]
    assert labels == ["A.03.01.01.a", "A.03.01.01.b[01]", "A.03.01.01.b[2]"]


def test_known_defects_are_no_findings(tiny: Path, file: Path) -> None:
    add_catalog(tiny, file)
    found = [item for item in attestle.validate(tiny, as_of=AS_OF) if NAME in item.path]
    assert [item.code for item in found] == []


def test_another_dead_link_still_is_one(tiny: Path, file: Path) -> None:
    tree = make_catalog()
    objective = tree["catalog"]["groups"][1]["controls"][1]["parts"][2]
    objective["links"][0]["href"] = "#SR-03.01.77"
    file.write_text(json.dumps(tree))
    add_catalog(tiny, file)
    found = [item.code for item in attestle.validate(tiny, as_of=AS_OF) if NAME in item.path]
    assert found == ["REF007"]


def test_it_is_answered_like_any_framework(tiny: Path, file: Path, run: Run) -> None:
    added = run(tiny, "catalog", "add", str(file))
    assert "3 controls, 2 withdrawn, 8 objectives" in added.stdout
    made = run(
        tiny, "new", "system", "yards", "--profile", NAME, "--title", "Yards",
        "--description", "Yards of the keepers.", "--organization", "Keepers",
        "--information-description", "Plans of yards",
    )  # fmt: skip
    assert made.exit_code == 0, made.output
    [answer] = tiny.glob("ssp/yards/controls/*/03.01.02.md")
    text = answer.read_text()
    assert "> Keepers paint all lamps." in text
    answer.write_text(
        text.replace(
            "## [01] <!-- @objective 01 -->\n",
            "## [01] <!-- @objective 01 -->\n- State: implemented\n\nWe paint them in May.\n",
        )
    )
    assert not [item for item in attestle.validate(tiny, as_of=AS_OF) if item.is_error]
    assert run(tiny, "ssp", "assemble", "yards").exit_code == 0
    plan = json.loads((tiny / "system-security-plans/yards/system-security-plan.json").read_bytes())
    [requirement] = plan["system-security-plan"]["control-implementation"][
        "implemented-requirements"
    ]
    assert requirement["control-id"] == "SP_800_171_03.01.02"
    [page] = render(tiny, "ssp", "yards", ("md",), as_of=AS_OF).values()
    assert b"We paint them in May." in page
    assert len(report_gap(tiny, "yards", as_of=AS_OF).requirements) == 3
    assert find_control(tiny, "03.02.01", NAME)[1].title == "Keepers"


def test_a_name_is_given_once(tiny: Path, file: Path) -> None:
    add_catalog(tiny, file)
    with pytest.raises(UsageError, match="exists already"):
        add_catalog(tiny, file)
    assert add_catalog(tiny, file, "again").written[0].startswith("catalogs/again/")


def test_a_catalog_without_identity_is_refused(tiny: Path, file: Path) -> None:
    tree = json.loads(file.read_bytes())
    del tree["catalog"]["uuid"]
    file.write_text(json.dumps(tree))
    with pytest.raises((UsageError, WorkspaceError)):
        add_catalog(tiny, file)
    assert not (tiny / f"catalogs/{NAME}").exists()


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"profile": {}}', "<catalog>", "a,b"])
def test_what_is_no_catalog_is_refused(tiny: Path, file: Path, content: str) -> None:
    file.write_text(content)
    with pytest.raises(UsageError):
        add_catalog(tiny, file)
    assert not (tiny / f"catalogs/{NAME}").exists()


def test_a_catalog_of_another_shape_is_refused(tiny: Path, file: Path) -> None:
    file.write_text('{"catalog": {"uuid": "1", "controls": [{"id": 5}]}}')
    with pytest.raises((UsageError, WorkspaceError)):
        add_catalog(tiny, file)
    assert not (tiny / f"catalogs/{NAME}").exists()
