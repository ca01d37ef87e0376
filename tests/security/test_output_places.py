"""No output of any command goes through a symbolic link that stands in the workspace.

The options that name a place are found, so that a new one is tried too.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from attestle.cli.root import COMMANDS
from attestle.cli.root import root as command
from attestle.errors import UsageError
from attestle.store import files
from conftest import ROOT, Run, examples, snapshot

# Options that name a file to read
# A report of the writer that the other imports are tried with; its file is a whole plan
SAME_WRITER = {
    ("affirm replay", "--out"),
    ("import leveraged", "--report"),
    ("package diff", "--out"),
    ("sign", "--detached"),
    ("sign", "--timestamp-request"),
}
INPUTS = {
    ("affirm dossier", "--package"),
    ("affirm replay", "--from"),
    ("keygen", "--passphrase-file"),
    ("package make", "--redact"),
    ("package make", "--sprs-print"),
    ("sign", "--key"),
    ("sign", "--passphrase-file"),
    ("sign", "--timestamp"),
    ("verify", "--key"),
    ("verify", "--revoked"),
    ("verify", "--signature"),
    ("verify", "--tsa-cert"),
    ("crosswalk check", "--against"),
    ("import controls", "--criteria-from"),
    ("import ssp", "--poam"),
    ("init", "--lock"),
    ("start", "--answers"),
    ("validate", "--baseline"),
    ("portfolio", "--since"),
}
# Words that let a command with an option that names a place write there, in the small workspace
AUTHOR = ("-c", "user.name=a", "-c", "user.email=a@example.org")
_PROVIDER = ("--provider", "cloudharbor")
RECIPES = {
    ("crosswalk check", "--out"): (
        "--against",
        "mapping-collections/mini/mapping-collection.json",
        "--to",
        "xlsx",
    ),
    ("crosswalk export", "--out"): ("--to", "csv"),
    ("diff", "--out"): ("HEAD", "--to", "md"),
    ("evidence hash", "--log"): (),
    ("gap", "--out"): ("--to", "html"),
    ("import controls", "--report"): ("sheet.csv", "--name", "acme"),
    ("import evidence", "--report"): ("sheet.csv",),
    ("import guess", "--report"): ("sheet.csv", "--name", "acme"),
    ("import inventory", "--report"): ("sheet.csv",),
    ("import matrix", "--report"): ("sheet.csv", *_PROVIDER),
    ("import people", "--report"): ("sheet.csv",),
    ("import poam", "--report"): ("sheet.csv",),
    ("import states", "--report"): ("sheet.csv",),
    ("keygen", "--out"): ("--passphrase-file", "ssp/demo/people.yaml"),
    ("package make", "--out"): ("--for", "customer", "--dirty", "--allow-findings"),
    ("portfolio", "--out"): ("absent", "--to", "md"),
    ("portfolio", "--resume"): ("absent",),
    ("ready", "--out"): ("--to", "md"),
    ("render", "--out"): ("--to", "md"),
    ("ssp assemble", "--portable"): (),
    ("status", "--out"): ("--to", "md"),
    ("validate", "--comment"): ("--no-cache",),
    ("validate", "--summary"): ("--no-cache",),
    ("validate", "--write-baseline"): ("--no-cache",),
}
# The sheet that an import takes; that of controls speaks of criteria
CRITERIA = "catalogs/soc2-tsc-2017"
_CONTROLS = "Control ID,Description,Criteria\nAC-1,Accounts are reviewed,CC6.2\n"
SHEETS = {
    "import controls": _CONTROLS,
    "import evidence": "Title,Location\nRoster,evidence/roster.csv\n",
    "import guess": _CONTROLS,
    "import inventory": "Asset ID,Asset Name,Category\nA-9,Printer,CUI Asset\n",
    "import matrix": "Objective,Responsibility\n3.13.11[a],Shared\n",
    "import people": "Name,Email\nService desk,desk@example.org\n",
    "import poam": "Weakness,Requirement,Scheduled completion\nNo review,3.1.3[a],2027-02-26\n",
    "import states": "Objective,State\n3.1.1[b],Implemented\n",
}


def walk_commands(group: click.Group, words: str = "") -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        found = group.get_command(context, name)
        assert found is not None
        if isinstance(found, click.Group):
            yield from walk_commands(found, f"{words}{name} ")
        else:
            yield f"{words}{name}", found


def list_places() -> list[tuple[str, str]]:
    """Command and option of everything that names a place."""
    return [
        (words, option.opts[0])
        for words, found in walk_commands(command)
        for option in found.params
        if isinstance(option, click.Option) and isinstance(option.type, click.Path)
    ]


PLACES = sorted({*list_places()} - INPUTS - SAME_WRITER)


def test_every_option_that_names_a_place_is_tried() -> None:
    assert {words.split()[0] for words, _ in walk_commands(command)} == set(COMMANDS)
    assert set(list_places()) == {*RECIPES, *INPUTS, *SAME_WRITER}, (
        "say how a new one writes, or that it reads"
    )


def is_folder(words: str, option: str) -> bool:
    for name, found in walk_commands(command):
        for param in found.params:
            if name == words and option in param.opts:
                assert isinstance(param.type, click.Path)
                return not param.type.file_okay
    raise AssertionError(words)


@pytest.mark.parametrize("place", PLACES, ids=" ".join)
def test_an_output_goes_through_no_link(
    tiny: Path, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch, place: tuple[str, str]
) -> None:
    words, option = place
    # what makes a package has no name that anybody types
    typed = words.removesuffix(" make").split()
    outside = tmp_path / "outside"
    (outside / "deep/.trestle").mkdir(parents=True)
    (outside / "victim").write_text("victim")
    monkeypatch.chdir(tiny)
    (tiny / "linked").symlink_to(outside)
    (tiny / "real").mkdir()
    (tiny / "real/linked").symlink_to(outside)
    ending = ".csv" if option == "--report" else ".zip" if words.startswith("package") else ""
    name = "" if is_folder(words, option) else f"/out{ending}"
    if words == "diff":
        for step in (("init", "-q"), ("add", "ssp"), (*AUTHOR, "commit", "-qm", "First")):
            subprocess.run(["git", *step], cwd=tiny, check=True)
    if SHEETS.get(words) == _CONTROLS:
        shutil.copytree(ROOT / CRITERIA, tiny / CRITERIA)
    (tiny / "sheet.csv").write_text(SHEETS.get(words, ""))
    before = snapshot(outside)
    ways = ("linked/new/er", "real/../linked", "linked", "linked/deep", "real/linked")
    for where in ways[: examples(len(ways), 2)]:
        refused = run(tiny, *typed, *RECIPES[place], option, where + name)
        assert refused.exit_code == 2, (where, refused.output)
        assert "linked is a symbolic link; nothing is written through it" in refused.stderr
        assert snapshot(outside) == before
        assert not (outside / "new").exists()
    written = run(tiny, *typed, *RECIPES[place], option, "real/new" + name)
    assert written.exit_code in (0, 1), written.output
    assert [path for path in (tiny / "real/new").rglob("*") if path.is_file()]


@pytest.mark.parametrize("folder", ["", "deep"])
def test_a_file_that_is_a_link_is_not_written_through(tmp_path: Path, folder: str) -> None:
    (tmp_path / "victim").write_text("victim")
    (tmp_path / "out").mkdir()
    (tmp_path / "out/deep").symlink_to(tmp_path)
    name = f"{folder}/victim" if folder else "victim"
    (tmp_path / "out/victim").symlink_to(tmp_path / "victim")
    with pytest.raises((UsageError, files.Unreadable), match="symbolic link"):
        files.save_outside(tmp_path / "out", {name: b"new"})
    assert (tmp_path / "victim").read_text() == "victim"


def test_only_what_an_output_left_is_swept(tmp_path: Path) -> None:
    """A command that writes there under another lock has temporary files of its own."""
    (tmp_path / ".attestle-out-00ff").write_text("half")
    (tmp_path / ".attestle-00ff").write_text("in use")
    files.save_outside(tmp_path, {"x": b"new"})
    assert sorted(path.name for path in tmp_path.iterdir()) == [".attestle-00ff", "x"]


def test_a_link_outside_a_workspace_is_the_users_own(tmp_path: Path) -> None:
    """A folder that was chosen may stand behind a link, and so may the workspace."""
    (tmp_path / "real/workspace/.trestle").mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "real")
    for place in (tmp_path / "link/out", tmp_path / "link/workspace/build"):
        files.save_outside(place, {"x": b"new"})
        assert (place / "x").read_bytes() == b"new"
