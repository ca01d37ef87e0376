"""The folder of a site: whose files are written over, and whose never are."""

from __future__ import annotations

import hashlib
import subprocess
from pathlib import Path

import pytest

from attestle.api.published_folders import is_published_name, refuse_published
from attestle.errors import UsageError
from attestle.store.site_folder import MARKER, save_site

FIRST = {"index.html": b"one", "pages/a.html": b"a", "pages/b.html": b"b"}


def list_files(folder: Path) -> list[str]:
    found = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return sorted(path for path in found if path != MARKER)


def test_a_new_or_empty_folder_is_taken(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for name in ("new", "empty"):
        assert save_site(tmp_path / name, FIRST) == ()
        assert list_files(tmp_path / name) == sorted(FIRST)


def test_a_folder_with_something_of_somebodys_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(UsageError, match="not empty"):
        save_site(tmp_path, FIRST)
    assert list_files(tmp_path) == ["mine.txt"]
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="no folder"):
        save_site(tmp_path / "file", FIRST)


def test_what_a_site_has_no_more_is_removed_and_nothing_else(tmp_path: Path) -> None:
    save_site(tmp_path, FIRST)
    (tmp_path / "pages/mine.html").write_text("mine")
    (tmp_path / "pages/b.html").write_text("changed by somebody")
    kept = save_site(tmp_path, {"index.html": b"two"})
    assert kept == ("pages/b.html",)
    assert list_files(tmp_path) == ["index.html", "pages/b.html", "pages/mine.html"]
    assert (tmp_path / "index.html").read_bytes() == b"two"
    # what stayed is somebody's from now on
    with pytest.raises(UsageError, match=r"b\.html was not written by attestle"):
        save_site(tmp_path, FIRST)


def test_a_folder_that_is_empty_afterwards_goes_too(tmp_path: Path) -> None:
    save_site(tmp_path, FIRST)
    save_site(tmp_path, {"index.html": b"two"})
    assert not (tmp_path / "pages").exists()


def test_a_marker_names_no_file_outside_its_folder(tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text("one")
    folder = tmp_path / "site"
    save_site(folder, FIRST)
    marker = folder / MARKER
    digest = next(line for line in marker.read_text().splitlines() if line.endswith("index.html"))
    marker.write_text(marker.read_text() + digest.replace("index.html", "../outside.txt") + "\n")
    save_site(folder, FIRST)
    assert outside.read_text() == "one"


def test_a_marker_of_somebody_else_takes_no_file_away_that_is_no_page(tmp_path: Path) -> None:
    plan = tmp_path / "system.md"
    plan.write_bytes(b"one")
    digest = hashlib.sha256(b"one").hexdigest()
    (tmp_path / MARKER).write_text(f"{digest}  system.md\n")
    save_site(tmp_path, FIRST)
    assert plan.read_bytes() == b"one"


def test_nothing_is_written_or_removed_through_a_link(tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.mkdir()
    (target / "a.html").write_bytes(b"a")
    folder = tmp_path / "site"
    save_site(folder, FIRST)
    for path in (folder / "pages").iterdir():
        path.unlink()
    (folder / "pages").rmdir()
    (folder / "pages").symlink_to(target)
    save_site(folder, {"index.html": b"two"})
    assert (target / "a.html").read_bytes() == b"a"
    (folder / MARKER).unlink()
    (folder / MARKER).symlink_to(target / "a.html")
    with pytest.raises(UsageError, match="symbolic link"):
        save_site(folder, FIRST)


def test_the_same_site_again_changes_no_file(tmp_path: Path) -> None:
    save_site(tmp_path, FIRST)
    before = (tmp_path / MARKER).read_bytes()
    save_site(tmp_path, FIRST)
    assert (tmp_path / MARKER).read_bytes() == before


@pytest.mark.parametrize(
    "name", ["docs", "public", "site", "_site", "gh-pages", "www", "HtDocs", "docs. "]
)
def test_folders_that_hosts_publish_are_known_by_their_names(name: str) -> None:
    assert is_published_name(name)
    assert not is_published_name(f"my-{name}")


@pytest.mark.parametrize("place", ["docs", "a/public/b", "PUBLIC/x", "gh-pages"])
def test_such_a_folder_of_a_repository_is_refused_wherever_it_stands(
    tiny: Path, place: str
) -> None:
    with pytest.raises(UsageError, match="--here"):
        refuse_published(tiny, tiny / place, {})
    refuse_published(tiny, tiny / "pages", {})


def test_a_name_above_the_repository_says_nothing(tiny: Path, tmp_path: Path) -> None:
    refuse_published(tiny, tmp_path / "docs/elsewhere", {})


@pytest.mark.parametrize("name", ["www", "public_html", "WwwRoot"])
def test_a_folder_of_a_web_server_is_refused_outside_of_repositories_too(
    tiny: Path, tmp_path: Path, name: str
) -> None:
    with pytest.raises(UsageError, match="web servers"):
        refuse_published(tiny, tmp_path / name / "x", {})


def test_a_repository_in_a_published_folder_of_another_is_refused(
    tiny: Path, tmp_path: Path
) -> None:
    (tmp_path / "outer/.git").mkdir(parents=True)
    (tmp_path / "outer/docs/inner/.git").mkdir(parents=True)
    with pytest.raises(UsageError, match='"docs"'):
        refuse_published(tiny, tmp_path / "outer/docs/inner/pages", {})
    refuse_published(tiny, tmp_path / "outer/other", {})


@pytest.mark.parametrize("branch", ["gh-pages", "pages"])
def test_a_branch_that_hosts_publish_is_refused_wherever_it_is_checked_out(
    tiny: Path, tmp_path: Path, branch: str
) -> None:
    top = tmp_path / "checkout"
    subprocess.run(["git", "init", "-q", "-b", branch, top], check=True)
    with pytest.raises(UsageError, match=f'the branch "{branch}"'):
        refuse_published(tiny, top / "x", {})


def test_a_repository_that_is_published_whole_is_refused(tiny: Path, tmp_path: Path) -> None:
    (tmp_path / "someone.github.io/.git").mkdir(parents=True)
    with pytest.raises(UsageError, match="someone"):
        refuse_published(tiny, tmp_path / "someone.github.io/x", {})


@pytest.mark.parametrize("text", ["[[[", 'public = "yes"', "Public = true"])
def test_settings_that_may_say_that_it_is_public_are_not_taken_for_silence(
    tiny: Path, text: str
) -> None:
    (tiny / "attestle.toml").write_text(f"[repository]\n{text}\n")
    with pytest.raises(UsageError, match=r"may be able to read .*has an error"):
        refuse_published(tiny, tiny / "pages", {})


def test_a_baseline_that_is_not_there_says_nothing_of_that(tiny: Path) -> None:
    (tiny / "attestle.toml").write_text('[validate]\nbaseline = "known.json"\n')
    refuse_published(tiny, tiny / "pages", {})


def test_a_link_to_such_a_folder_is_one(tiny: Path) -> None:
    (tiny / "docs").mkdir()
    (tiny / "pages").symlink_to(tiny / "docs")
    with pytest.raises(UsageError, match='"docs"'):
        refuse_published(tiny, tiny / "pages/x", {})


def test_a_public_repository_is_refused_whatever_the_folder_is_called(
    tiny: Path, tmp_path: Path
) -> None:
    (tiny / "attestle.toml").write_text("[repository]\npublic = true\n")
    (tiny / ".git").mkdir()
    with pytest.raises(UsageError, match=r"anybody can read \(attestle.toml: public\)"):
        refuse_published(tiny, tiny / "pages", {})
    refuse_published(tiny, tmp_path / "outside", {})


def test_a_run_that_knows_its_repository_to_be_public_is_believed(tiny: Path) -> None:
    (tiny / ".git").mkdir()
    with pytest.raises(UsageError, match="CI_PROJECT_VISIBILITY"):
        refuse_published(tiny, tiny / "pages", {"CI_PROJECT_VISIBILITY": "public"})
