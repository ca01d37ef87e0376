"""Sets of controls in a workspace: updated in place, replaced, removed; what names a control that
would go stops it.
"""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from attestle.api.control_sets import find_citations, list_control_sets, remove_control_set
from attestle.errors import UsageError, WorkspaceError
from conftest import ROOT, Run, snapshot

HEAD = ("Control ID", "Control Name", "Description", "Criteria", "Status")
ROWS = (
    ("AC-1", "Requests", "Access is granted on request.", "CC6.1", "Active"),
    ("AC-2", "Leavers", "Leavers lose access.", "CC6.2", "Active"),
    ("AC-3", "Reviews", "Access is reviewed.", "CC6.3", "Active"),
)


@pytest.fixture
def library(tmp_path: Path) -> Path:
    root = tmp_path / "workspace"
    shutil.copytree(ROOT / ".trestle", root / ".trestle")
    shutil.copytree(ROOT / "catalogs", root / "catalogs")
    return root


def write(root: Path, *rows: tuple[str, ...]) -> str:
    path = root.parent / "c.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows((HEAD, *rows))
    return str(path)


def read_ids(root: Path, name: str) -> dict[str, str]:
    """The uuids of the controls of a set, by id."""
    return {item.id: item.uuid for item in list_control_sets(root)[name]}


def cite(root: Path) -> None:
    """A system that names two controls: a deviation in its engagement, a draft in an answer."""
    folder = root / "ssp/demo/controls/ac"
    folder.mkdir(parents=True)
    (folder / "3.1.1.md").write_text("# 3.1.1\n\nAs AC-3 says; XAC-3 does not.\n", encoding="utf-8")
    (root / "ssp/demo/engagement.yaml").write_text(
        "soc2:\n  deviations:\n    - control: 'AC-2: leavers'\n      criterion: CC6.2\n",
        encoding="utf-8",
    )


def add_component(root: Path) -> None:
    path = root / "component-definitions/acme/component-definition.json"
    tree: dict[str, Any] = json.loads(path.read_bytes())
    tree["component-definition"]["components"].append(
        {
            "uuid": "11111111-1111-4111-8111-111111111111",
            "type": "software",
            "title": "Directory",
            "description": "Signs people in.",
        }
    )
    path.write_text(json.dumps(tree, indent=2), encoding="utf-8")


def test_a_set_instead_of_itself_loses_what_the_file_has_not(library: Path, run: Run) -> None:
    assert (
        run(library, "import", "controls", write(library, *ROWS), "--name", "acme").exit_code == 0
    )
    before = read_ids(library, "acme")
    file = write(library, ROWS[0], ("X-2", *ROWS[1][1:]))
    command = ("import", "controls", file, "--name", "acme", "--instead-of", "acme")
    result = run(library, *command)
    assert result.exit_code == 0, result.output
    after = read_ids(library, "acme")
    assert after == {"AC-1": before["AC-1"], "X-2": before["AC-2"]}
    assert "1 controls have another id, by title and criteria: AC-2 is now X-2" in result.output
    assert "1 controls of earlier imports were removed: AC-3" in result.output
    again = snapshot(library)
    assert "nothing to change" in run(library, *command).output
    assert snapshot(library) == again, "the new id is known by itself from now on"


def test_a_second_import_under_another_name_is_told_and_can_replace_the_first(
    library: Path, run: Run
) -> None:
    file = write(library, *ROWS)
    assert run(library, "import", "controls", file, "--name", "acme").exit_code == 0
    result = run(library, "import", "controls", file, "--name", "again")
    assert "3 controls look the same as in the set acme" in result.output
    result = run(library, "import", "controls", file, "--name", "again", "--instead-of", "acme")
    assert result.exit_code == 0, result.output
    assert list(list_control_sets(library)) == ["again"]
    assert not (library / "component-definitions/acme").exists()
    assert "look the same" not in result.output


def test_a_set_that_is_not_there_cannot_be_replaced(library: Path, run: Run) -> None:
    file = write(library, *ROWS)
    result = run(library, "import", "controls", file, "--name", "acme", "--instead-of", "acne")
    assert result.exit_code == 2
    assert not (library / "component-definitions/acme").exists()


def test_controls_that_files_name_do_not_go_unasked(library: Path, run: Run) -> None:
    assert (
        run(library, "import", "controls", write(library, *ROWS), "--name", "acme").exit_code == 0
    )
    cite(library)
    cited = find_citations(library, ["AC-1", "AC-2", "AC-3"])
    assert [(item.control, item.path.rpartition("/")[2], item.line) for item in cited] == [
        ("AC-3", "3.1.1.md", 3),
        ("AC-2", "engagement.yaml", 3),
    ]
    before = snapshot(library)
    file = write(library, ROWS[0])
    command = ("import", "controls", file, "--name", "acme", "--instead-of", "acme")
    result = run(library, *command)
    assert result.exit_code == 1
    assert "controls of acme would go" in result.output
    assert "AC-2" in result.output
    assert snapshot(library) == before
    assert run(library, *command, "--replace").exit_code == 0
    assert list(read_ids(library, "acme")) == ["AC-1"]


def test_a_set_is_removed_without_what_others_wrote(library: Path, run: Run) -> None:
    assert (
        run(library, "import", "controls", write(library, *ROWS), "--name", "acme").exit_code == 0
    )
    cite(library)
    with pytest.raises(WorkspaceError, match="AC-3, AC-2"):
        remove_control_set(library, "acme")
    add_component(library)
    removed = remove_control_set(library, "acme", replace=True)
    assert (removed.removed, removed.kept) == (("AC-1", "AC-2", "AC-3"), 1)
    tree = json.loads((library / removed.written[0]).read_bytes())
    assert [item["title"] for item in tree["component-definition"]["components"]] == ["Directory"]
    with pytest.raises(UsageError, match="holds no SOC 2 controls"):
        remove_control_set(library, "acme")


def test_a_set_of_controls_alone_is_removed_with_its_folder(library: Path, run: Run) -> None:
    assert (
        run(library, "import", "controls", write(library, *ROWS), "--name", "acme").exit_code == 0
    )
    remove_control_set(library, "acme")
    assert not (library / "component-definitions/acme").exists()
    assert list_control_sets(library) == {}


def test_ids_that_any_text_may_have_are_looked_for_where_a_control_is_named(library: Path) -> None:
    cite(library)
    (library / "ssp/demo/engagement.yaml").write_text("soc2:\n  - control: 7\n", encoding="utf-8")
    assert [item.control for item in find_citations(library, ["7", "3.1.1", "says"])] == ["7"]


def test_criteria_come_from_another_file(library: Path, run: Run, tmp_path: Path) -> None:
    bare = tmp_path / "bare.csv"
    bare.write_text("ID,Name,Description\nAC-1,Requests,Access is granted.\n", encoding="utf-8")
    criteria = tmp_path / "criteria.csv"
    criteria.write_text(
        "ref_id,name,compliance_result,applied_controls\nCC6.1,Access,compliant,Requests\n",
        encoding="utf-8",
    )
    command = ("import", "controls", str(bare), "--name", "acme", "--criteria-from", str(criteria))
    result = run(library, *command)
    assert result.exit_code == 0, result.output
    assert [item.criteria for item in list_control_sets(library)["acme"]] == [("cc6.1",)]


def test_what_a_set_said_of_a_control_and_says_no_more_is_told(library: Path, run: Run) -> None:
    """Also where somebody wrote it into the file of the set."""
    assert run(library, "import", "controls", write(library, *ROWS), "--name", "soc").exit_code == 0
    path = library / "component-definitions" / "soc" / "component-definition.json"
    text = path.read_text()
    assert text.count('"operating"') == 3
    path.write_text(text.replace('"operating"', '"not-operating"', 1))
    done = run(library, "import", "controls", write(library, *ROWS), "--name", "soc")
    told = " ".join(done.output.split())
    assert 'row 2: AC-1: status "not-operating" is now "operating"' in told
    assert told.count("replaced:") == 1
    blank = (*ROWS[1][:4], "")
    done = run(library, "import", "controls", write(library, ROWS[0], blank), "--name", "soc")
    assert 'AC-2: status "operating" is now "not stated"' in " ".join(done.output.split())
