"""What is kept between runs changes how long a run takes, and nothing else."""

from __future__ import annotations

import os
import random
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

import random_edits
from attestle.api.kept_readings import read_kept_system
from attestle.api.sound_systems import ReadSystem, load_work
from attestle.cli.root import root as command
from attestle.errors import UsageError, WorkspaceError
from conftest import AS_OF, edit, examples

# After so many edits all is as it was: broken files hide what rules say of sound ones
_MOST_EDITS = 3


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What another test kept of the same files would answer first."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def validate(root: Path, *options: str) -> tuple[int, str, str]:
    """Exit code and all that is printed."""
    done = CliRunner().invoke(
        command,
        ["--root", str(root), "validate", "--format", "json", *options],
        prog_name="attestle",
        env=dict(os.environ),
    )
    return done.exit_code, done.stdout, done.stderr


def read(root: Path, name: str, read_system: ReadSystem | None) -> object:
    """A system with what was found in its files, or why it cannot be read."""
    try:
        return load_work(root, name, read_system)
    except WorkspaceError as error:
        return str(error), error.findings
    except UsageError as error:
        return str(error)


def look_at_assembly(root: Path, name: str, cache: str) -> tuple[int, str, str]:
    """What would be assembled, with what is kept in a folder."""
    done = CliRunner().invoke(
        command,
        ["--root", str(root), "-v", "ssp", "assemble", name, "--check"],
        prog_name="attestle",
        env=dict(os.environ) | {"XDG_CACHE_HOME": cache},
    )
    return done.exit_code, done.stdout, done.stderr


def try_edits(work: Path, seed: int, number: int) -> list[str]:
    """Edit, validate with what is kept and without; what differed, with the edits that led there."""
    chance = random.Random(seed)
    template, root = work / "template", work / "workspace"
    random_edits.make_workspace(template)
    shutil.copytree(template, root)
    told: list[str] = []
    wrong: list[str] = []
    for _ in range(number):
        if len(told) >= chance.randint(1, _MOST_EDITS):
            random_edits.restore_workspace(template, root)
            told = []
        told.append(chance.choice(random_edits.list_edits())(chance, root))
        options = tuple(random_edits.choose_options(chance, root))
        fresh = validate(root, "--no-cache", *options)
        name = chance.choice((random_edits.SYSTEM, random_edits.OTHER))
        if read(root, name, read_kept_system) != read(root, name, None):
            wrong.append(f"seed {seed}, reading {name}: {'; '.join(told)}")
        caches = (os.environ["XDG_CACHE_HOME"], str(work / f"cache-{len(told)}-{chance.random()}"))
        if len({look_at_assembly(root, name, cache) for cache in caches}) > 1:
            wrong.append(f"seed {seed}, assembling {name}: {'; '.join(told)}")
        kept = [validate(root, *options) for _ in range(chance.randint(1, 2))]
        if any(found != fresh for found in kept):
            wrong.append(f"seed {seed}: {'; '.join(told)} ({' '.join(options)})")
    return wrong


@pytest.mark.parametrize("seed", range(2))
def test_a_run_with_what_is_kept_says_what_a_run_without_says(seed: int, tmp_path: Path) -> None:
    assert try_edits(tmp_path, seed, examples(1000) // 2) == []


def test_a_link_from_one_answer_to_another_that_goes(tiny: Path) -> None:
    """The answer with the link did not change, and what it names is no file of another kind."""
    day = ("--as-of", AS_OF.isoformat())
    folder = tiny / "ssp/demo/controls/AC"
    text = (folder / "3.1.1.md").read_text(encoding="utf-8")
    (folder / "3.1.1.md").write_text(f"{text}\nSee [there](3.1.3.md).\n", encoding="utf-8")
    before = validate(tiny, *day)
    assert "SSP033" not in before[1]
    (folder / "3.1.3.md").unlink()
    after = validate(tiny, *day)
    assert "SSP033" in after[1]
    assert after == validate(tiny, "--no-cache", *day)


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("ssp/demo/controls/AC/3.1.3.md", "one folder only", "a single folder"),
        (
            "system-security-plans/demo/system-security-plan.json",
            "one folder only",
            "a single folder",
        ),
    ],
)
def test_a_document_is_stale_by_either_side(tiny: Path, path: str, old: str, new: str) -> None:
    day = ("--as-of", AS_OF.isoformat())
    sound = validate(tiny, *day)
    assert "SYN001" not in sound[1]
    edit(tiny, path, old, new)
    stale = validate(tiny, *day)
    assert "SYN001" in stale[1]
    assert stale == validate(tiny, "--no-cache", *day)
    edit(tiny, path, new, old)
    assert validate(tiny, *day) == sound


def test_a_document_is_stale_by_the_version_that_settings_ask_for(tiny: Path) -> None:
    """Neither what is built nor what stands on disk is another then."""
    day = ("--as-of", AS_OF.isoformat())
    sound = validate(tiny, *day)
    settings = tiny / "attestle.toml"
    for version in ("1.1.2", "1.1.3"):
        settings.write_text(f'oscal-version = "{version}"\n', encoding="utf-8")
        stale = validate(tiny, *day)
        assert stale[1].count('"SYN001"') == 4
        assert stale == validate(tiny, "--no-cache", *day)
    settings.unlink()
    assert validate(tiny, *day) == sound


PLAN = "system-security-plans/demo/system-security-plan.json"
ONE, TWO = "ssp/demo/controls/AC/3.1.1.md", "ssp/demo/controls/AC/3.1.3.md"


@pytest.mark.parametrize("begins_stale", [False, True])
def test_a_plan_is_compared_by_its_parts(tiny: Path, begins_stale: bool) -> None:
    """Whatever part changes, and comes back, on either side."""
    day = ("--as-of", AS_OF.isoformat())
    changes = (
        (TWO, "one folder only", "a single folder"),
        (ONE, "State: implemented", "State: partial\n- Missing: the half of it"),
        (PLAN, "one folder only", "a single folder"),
        (PLAN, '"version": "1.2.0"', '"version": "1.2.1"'),
        (PLAN, '"control-id": "SP_800_171_03.01.01"', '"control-id": "SP_800_171_03.01.01-x"'),
        (PLAN, '"description": "', '"description": " '),
        ("ssp/demo/people.yaml", "title:", "title: The"),
    )
    if not begins_stale:
        assert "SYN001" not in validate(tiny, *day)[1]
    before = {path: (tiny / path).read_text(encoding="utf-8") for path, _, _ in changes}
    told = []
    for number, (path, old, new) in enumerate(changes):
        if old not in before[path]:
            continue
        told.append(number)
        text = (tiny / path).read_text(encoding="utf-8")
        (tiny / path).write_text(text.replace(old, new, 1), encoding="utf-8")
        assert validate(tiny, *day) == validate(tiny, "--no-cache", *day)
        assert "SYN001" in validate(tiny, *day)[1] or "error" in validate(tiny, *day)[1]
        other = before[ONE] + f"\nOne more sentence, {number}.\n"
        (tiny / ONE).write_text(other, encoding="utf-8")
        assert validate(tiny, *day) == validate(tiny, "--no-cache", *day)
        for name, content in before.items():
            (tiny / name).write_text(content, encoding="utf-8")
            assert validate(tiny, *day) == validate(tiny, "--no-cache", *day)
        assert "SYN001" not in validate(tiny, *day)[1]
    assert len(told) >= 4


def test_an_absolute_href_leads_out_of_a_copy(tiny: Path, tmp_path: Path) -> None:
    """Both workspaces have the same bytes."""
    day = ("--as-of", AS_OF.isoformat())
    catalog = tiny / "catalogs/mini/catalog.json"
    href = "trestle://catalogs/mini/catalog.json"
    edit(tiny, "profiles/mini/profile.json", href, catalog.as_posix())
    assert "REF008" not in validate(tiny, *day)[1]
    copy = shutil.copytree(tiny, tmp_path / "copy")
    assert "leads out of the folder" in validate(copy, *day)[1]
    assert validate(copy, *day) == validate(copy, "--no-cache", *day)


@pytest.mark.skipif(os.name != "posix", reason="links need rights there")
def test_a_link_in_the_place_of_a_system_that_leads_to_a_folder_now(
    tiny: Path, tmp_path: Path
) -> None:
    day = ("--as-of", AS_OF.isoformat())
    target = tmp_path / "elsewhere"
    (tiny / "ssp/linked").symlink_to(target)
    assert "OSC006" not in validate(tiny, *day)[1]
    target.mkdir()
    assert "which is not followed" in validate(tiny, *day)[1]
    target.rmdir()
    assert "OSC006" not in validate(tiny, *day)[1]
