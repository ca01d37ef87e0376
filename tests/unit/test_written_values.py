"""The record of what imports wrote: hashes that tell an import's values from those of people."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from attestle.formats.written_things import list_things
from attestle.formats.written_values import WrittenValues, read_written
from conftest import Run

FOLDER = "ssp/demo"
PATH = f"{FOLDER}/evidence.yaml"
OLD = "evidence:\n  - id: ev-a\n    title: Roster\n    owner: it\n    objectives: [3.1.1]\n"
NEW = OLD.replace("owner: it", "owner: desk").replace("[3.1.1]", "[3.1.1, 3.1.2]")
EMPTY = WrittenValues(FOLDER)


def test_only_what_an_import_changed_is_its_own() -> None:
    written = EMPTY.record(PATH, OLD, NEW, "s.csv")
    assert written.has_value(PATH, "ev-a", "owner", "desk")
    assert not written.has_value(PATH, "ev-a", "owner", "it")
    assert not written.has_value(PATH, "ev-a", "title", "Roster")
    assert written.has_value(PATH, "ev-a", "objectives", "3.1.2")
    assert not written.has_value(PATH, "ev-a", "objectives", "3.1.1")
    assert not written.has_value(PATH, "ev-a", "objectives", "3.1.1, 3.1.2")
    again = written.record(PATH, NEW, NEW.replace("desk", "floor"), "s.csv")
    assert again.has_value(PATH, "ev-a", "objectives", "3.1.2"), "what stands is not forgotten"
    assert not again.has_value(PATH, "ev-a", "owner", "desk")


def test_it_reads_back_what_it_writes_line_by_line() -> None:
    written = EMPTY.record(PATH, "", NEW + OLD.partition("\n")[2].replace("ev-a", "ev-b"), "s.csv")
    text = written.write()
    assert [line.split(",")[1] for line in text.splitlines()] == ["thing", "ev-a", "ev-b"]
    assert read_written(text, FOLDER) == (written, ())
    assert "Roster" not in text


def test_the_lines_of_both_sides_of_a_merge_count() -> None:
    ours = EMPTY.record(PATH, OLD, NEW, "s.csv")
    theirs = EMPTY.record(PATH, OLD, OLD.replace("owner: it", "owner: floor"), "t.csv")
    united, problems = read_written(ours.write() + theirs.write(), FOLDER)
    assert not problems
    for owner, is_own in (("desk", True), ("floor", True), ("it", False)):
        assert united.has_value(PATH, "ev-a", "owner", owner) is is_own


@pytest.mark.parametrize(
    "line", ["evidence.yaml,ev-a,s.csv,owner", "evidence.yaml,ev-a,s.csv,", "evidence.yaml,ev-a,s"]
)
def test_a_line_that_is_not_of_the_form_says_nothing(line: str) -> None:
    good = EMPTY.record(PATH, OLD, NEW, "s.csv").write()
    written, [problem] = read_written(f"{good}{line}\n", FOLDER)
    assert written.write() == good
    assert (problem.line, problem.warning) == (3, True)
    assert "delete the file" in problem.hint


SHAPES = {
    "evidence.yaml": (OLD, "ev-a"),
    "people.yaml": ("parties:\n  - id: acme\n    name: Acme\nroles: []\n", "party acme"),
    "inventory.csv": ("uuid,id,name,category\n,A-1,Store,oos\n", "A-1"),
    "providers/cloud.csv": ("objective,responsibility\n3.1.1[a],shared\n", "3.1.1[a]"),
    "poam/gap.md": ("---\ntitle: Gap\nmilestones:\n  - title: One\n---\nText\n", "milestone One"),
    "controls/AC/3.1.1.md": (
        "---\nrequirement: '3.1.1'\n---\n# A\n\n## [a] <!-- @objective a -->\n- State: planned\n\nX\n",
        "objective a",
    ),
}


@pytest.mark.parametrize("file", SHAPES)
def test_each_kind_of_file_has_its_things(file: str) -> None:
    text, thing = SHAPES[file]
    things = list_things(file, text)
    assert things[thing]
    assert EMPTY.record(f"{FOLDER}/{file}", "", text, "s.csv").has_thing(f"{FOLDER}/{file}", thing)
    assert list_things(file, "") == {}
    assert list_things("system.md", text) == {}


def test_a_word_and_its_short_form_are_one_value() -> None:
    text, _ = SHAPES["inventory.csv"]
    path = f"{FOLDER}/inventory.csv"
    written = EMPTY.record(path, text, text.replace("oos", "out-of-scope"), "s.csv")
    assert not written.has_thing(path, "A-1")


def import_assets(root: Path, run: Run, name: str = "Scanner") -> None:
    sheet = root.parent / "s.csv"
    sheet.write_text(f"Asset ID,Asset Name,Category,Location\nA-8,{name},SPA,Hall\n")
    assert run(root, "import", "inventory", str(sheet)).exit_code == 0


def test_validate_tells_a_conflict_and_a_broken_line(tiny: Path, run: Run) -> None:
    import_assets(tiny, run)
    path = tiny / FOLDER / "imported.csv"
    good = path.read_text()
    assert "imported.csv" not in run(tiny, "validate").output
    path.write_text(f"{good}inventory.csv,A-8,s.csv,name\n")
    assert "is not what an import writes" in " ".join(run(tiny, "validate").output.split())
    path.write_text(f"<<<<<<< HEAD\n{good}=======\n{good}>>>>>>> other\n")
    done = run(tiny, "validate")
    assert done.exit_code == 1
    assert "imported.csv" in done.output
    assert "unresolved merge conflict" in done.output
    path.unlink()
    assert "imported.csv" not in run(tiny, "validate").output


def test_what_is_removed_and_typed_again_is_somebodys(tiny: Path, run: Run) -> None:
    import_assets(tiny, run)
    row = (tiny / FOLDER / "inventory.csv").read_text().splitlines()[-1]
    assert run(tiny, "remove", "asset", "A-8").exit_code == 0
    record = tiny / FOLDER / "imported.csv"
    assert "A-8" not in record.read_text()
    with (tiny / FOLDER / "inventory.csv").open("a") as file:
        file.write(f"{row}\n")
    import_assets(tiny, run, "Printer")
    assert "Scanner" in (tiny / FOLDER / "inventory.csv").read_text()


def test_a_provider_takes_its_lines_along_under_another_name(tiny: Path, run: Run) -> None:
    sheet = tiny.parent / "s.csv"
    sheet.write_text("Objective,Responsibility,Provider does\n3.1.1[a],shared,this\n")
    into = ("import", "matrix", str(sheet), "--provider")
    assert run(tiny, *into, "cloudharbor").exit_code == 0
    done = run(tiny, "rename", "provider", "cloudharbor", "harbor")
    assert done.exit_code == 0
    assert "named in a text" not in done.output
    record = (tiny / FOLDER / "imported.csv").read_text()
    assert "providers/harbor.csv,3.1.1[a]" in record
    assert "cloudharbor" not in record
    sheet.write_text("Objective,Responsibility,Provider does\n3.1.1[a],shared,that\n")
    assert 'provider-does "this" is now "that"' in run(tiny, *into, "harbor").output


def test_what_somebody_took_out_of_a_register_does_not_come_back_in_silence(
    tiny: Path, run: Run
) -> None:
    """A row stands there again and is told; an objective of an artifact stays out."""
    import_assets(tiny, run)
    inventory = tiny / FOLDER / "inventory.csv"
    kept = [line for line in inventory.read_text().splitlines() if "A-8" not in line]
    inventory.write_text("\n".join(kept) + "\n")
    sheet = tiny.parent / "s.csv"
    done = " ".join(run(tiny, "import", "inventory", str(sheet)).output.split())
    assert "taken out since an import wrote it, and there again as the sheet has it: A-8" in done
    assert "there again" not in run(tiny, "import", "inventory", str(sheet)).output
    sheet.write_text(
        "Evidence ID,Title,Location,Status,Objectives\n"
        'ev-x,Roster,https://x.example/r,Final,"3.1.1[a], 3.1.1[b]"\n'
    )
    assert run(tiny, "import", "evidence", str(sheet)).exit_code == 0
    register = tiny / FOLDER / "evidence.yaml"
    text = register.read_text()
    assert '["3.1.1[a]", "3.1.1[b]"]' in text
    register.write_text(text.replace('["3.1.1[a]", "3.1.1[b]"]', '["3.1.1[a]"]'))
    for _ in range(2):
        done = " ".join(run(tiny, "import", "evidence", str(sheet)).output.split())
        assert (
            'objectives was taken out since an import wrote it; the sheet says "3.1.1[b]"' in done
        )
        assert "3.1.1[b]" not in register.read_text()
    assert run(tiny, "import", "evidence", str(sheet), "--replace").exit_code == 0
    assert "3.1.1[b]" in register.read_text()


@pytest.mark.parametrize("damage", ["semicolons", "no heading", "cut", "other"])
def test_an_import_tells_of_a_damaged_record(tiny: Path, run: Run, damage: str) -> None:
    import_assets(tiny, run)
    path = tiny / FOLDER / "imported.csv"
    good = path.read_text()
    path.write_text({
        "semicolons": good.replace(",", ";"),
        "no heading": good.partition("\n")[2],
        "cut": good[:-3],
        "other": "{}\n",
    }[damage])  # fmt: skip
    sheet = tiny.parent / "s.csv"
    done = " ".join(run(tiny, "import", "inventory", str(sheet)).output.split())
    assert f"{FOLDER}/imported.csv: not what an import writes (line" in done
    path.write_text(good)
    assert "not what an import writes" not in run(tiny, "import", "inventory", str(sheet)).output


def test_what_somebody_chose_between_two_branches_stays(tiny: Path, run: Run) -> None:
    import_assets(tiny, run)
    record = tiny / FOLDER / "imported.csv"
    first = record.read_text()
    import_assets(tiny, run, "Printer")
    record.write_text(record.read_text() + first)
    import_assets(tiny, run, "Scanner")
    assert "Printer" in (tiny / FOLDER / "inventory.csv").read_text()


@pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
def test_two_branches_that_import_keep_the_lines_of_both(tmp_path: Path, run: Run) -> None:
    root = tmp_path / "workspace"
    assert run(tmp_path, "init", str(root)).exit_code == 0
    record = root / FOLDER / "imported.csv"
    record.parent.mkdir(parents=True)

    def git(*words: str) -> None:
        subprocess.run(["git", "-C", str(root), *words], check=True, capture_output=True)

    def commit(written: WrittenValues) -> None:
        record.write_text(written.write(), encoding="utf-8")
        git("add", "-A")
        git("-c", "user.name=x", "-c", "user.email=x@x.example", "commit", "-qm", "x")

    git("init", "-q", "-b", "one")
    commit(EMPTY)
    git("checkout", "-qb", "two")
    commit(EMPTY.record(PATH, OLD, NEW, "s.csv"))
    git("checkout", "-q", "one")
    commit(EMPTY.record(PATH, OLD, OLD.replace("owner: it", "owner: floor"), "t.csv"))
    git("-c", "user.name=x", "-c", "user.email=x@x.example", "merge", "-q", "two")
    united, problems = read_written(record.read_text(encoding="utf-8"), FOLDER)
    assert not problems
    assert united.has_value(PATH, "ev-a", "owner", "desk")
    assert united.has_value(PATH, "ev-a", "owner", "floor")
