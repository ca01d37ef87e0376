"""What a report tells: what is accepted, what is new, and how much of the authors' words."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

import attestle
from attestle.api import workspace_setup
from attestle.codes import CODES
from conftest import AS_OF, ROOT, Run, edit

DAY = ("--as-of", "2026-11-24")
ANSWERS = "ssp/demo/controls/AC"
SETTINGS = "attestle.toml"
SECRET = "orchid"  # a word of an author, which no short report has
needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
ACCEPTED = """
[[accepted]]
code = "{code}"
path = "ssp/demo/controls"
reason = "The answer is written after the move."
by = "Security officer"
date = {date}
"""


def git(root: Path, *args: str) -> None:
    command = ["git", "-c", "user.name=t", "-c", "user.email=t@example.org", "-C", str(root)]
    subprocess.run([*command, *args], check=True, capture_output=True)


def commit(root: Path, message: str = "change") -> None:
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", message)


def add_placeholder(root: Path, file: str = f"{ANSWERS}/3.1.3.md") -> None:
    """A warning that quotes an author."""
    path = root / file
    text = path.read_text(encoding="utf-8")
    path.write_text(f"{text}\nThe [{SECRET}] TBD.\n", encoding="utf-8")


def decide_scope(root: Path) -> None:
    """From then on where the plan lives matters."""
    edit(root, "ssp/demo/system.md", "profile: mini\n", "profile: mini\ncui-scope: decided\n")


def accept(root: Path, code: str = "SSP013", date: str = "2026-10-01", more: str = "") -> None:
    path = root / SETTINGS
    entry = ACCEPTED.format(code=code, date=date) + more
    path.write_text(path.read_text(encoding="utf-8") + entry, encoding="utf-8")


def judge(run: Run, root: Path, *args: str) -> dict[str, Any]:
    result = run(root, "validate", *DAY, "--format", "json", *args)
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def list_codes(found: dict[str, Any]) -> list[str]:
    return [item["code"] for item in found["findings"]]


# --- accepted


def test_an_accepted_warning_fails_no_run_and_is_counted_apart(tiny: Path, run: Run) -> None:
    add_placeholder(tiny)
    strict = ("validate", *DAY, "--fail-on", "warning", "--ignore", "SYN")
    assert run(tiny, *strict).exit_code == 1
    accept(tiny)
    assert run(tiny, *strict).exit_code == 0
    found = judge(run, tiny, "--ignore", "SYN")
    assert (found["findings"], found["counts"]["accepted"]) == ([], 1)
    (item,) = found["accepted"]
    assert (item["code"], item["by"], item["date"], item["until"]) == (
        "SSP013", "Security officer", "2026-10-01", None,
    )  # fmt: skip
    # the call from Python leaves nothing out by settings
    assert "SSP013" in [item.code for item in attestle.validate(tiny, as_of=AS_OF)]


@pytest.mark.parametrize("form", ["text", "json", "github", "sarif", "gitlab", "junit"])
def test_every_form_counts_what_is_accepted(tiny: Path, run: Run, form: str) -> None:
    add_placeholder(tiny)
    accept(tiny)
    result = run(tiny, "validate", *DAY, "--format", form, "--select", "SSP")
    assert result.exit_code == 0
    assert "accepted" in result.stdout
    # json lists them, and SARIF carries the page of every rule
    if form not in ("json", "sarif"):
        assert "Security officer" not in result.stdout, "who and why is asked for"


def test_the_whole_text_says_who_accepted_what_and_why(tiny: Path, run: Run) -> None:
    add_placeholder(tiny)
    accept(tiny, more="until = 2027-01-31\n")
    told = run(tiny, "validate", *DAY, "--full").stdout
    assert "accepted by Security officer, 2026-10-01 until 2027-01-31: The answer is" in told
    assert "placeholder" in told
    assert f"{ANSWERS}/3.1.3.md" in told
    page = tiny / "page.md"
    run(tiny, "validate", *DAY, "--summary", str(page))
    assert "Accepted in attestle.toml: 1." in page.read_text(encoding="utf-8")


def test_an_acceptance_that_ended_sets_nothing_aside(tiny: Path, run: Run) -> None:
    add_placeholder(tiny)
    accept(tiny, more="until = 2026-11-23\n")
    assert {"SSP013", "OSC028"} <= set(list_codes(judge(run, tiny)))
    last_day = run(tiny, "validate", "--as-of", "2026-11-23", "--format", "json").stdout
    assert not {"SSP013", "OSC028"} & set(list_codes(json.loads(last_day)))


def test_an_acceptance_of_a_day_to_come_is_an_error_and_sets_nothing_aside(
    tiny: Path, run: Run
) -> None:
    add_placeholder(tiny)
    accept(tiny, date="2999-01-01")
    found = judge(run, tiny)
    assert {"SSP013", "OSC022"} <= set(list_codes(found))
    (item,) = [item for item in found["findings"] if item["code"] == "OSC022"]
    assert (item["path"], item["line"], found["counts"]["accepted"]) == (SETTINGS, 13, 0)
    assert "OSC022" in [item.code for item in attestle.validate(tiny, as_of=AS_OF)]


def test_no_error_is_accepted_unless_its_code_says_so(tiny: Path, run: Run) -> None:
    edit(tiny, f"{ANSWERS}/3.1.1.md", "- State: implemented", "- State: implmented")
    accept(tiny, code="SSP005")
    found = judge(run, tiny)
    assert "SSP005" in list_codes(found)
    assert found["counts"]["accepted"] == 0
    (doubt,) = [item for item in found["findings"] if item["code"] == "OSC028"]
    assert "cannot be accepted" in doubt["message"]
    assert {code for code, item in CODES.items() if item.acceptable} == {"BND024"}


def test_of_a_part_nobody_says_that_an_acceptance_fits_nothing(tiny: Path, run: Run) -> None:
    accept(tiny)
    assert list_codes(judge(run, tiny)) == ["OSC028"]
    parts = run(tiny, "validate", *DAY, "--format", "json", str(tiny / "ssp/demo/people.yaml"))
    assert json.loads(parts.stdout)["findings"] == []


@needs_git
def test_a_pull_request_cannot_accept_what_it_breaks(tiny: Path, run: Run) -> None:
    commit(tiny)
    add_placeholder(tiny)
    accept(tiny)
    assert judge(run, tiny)["counts"]["accepted"] == 1
    base = judge(run, tiny, "--settings-from", "HEAD")
    assert base["counts"]["accepted"] == 0
    assert "SSP013" in list_codes(base)


# --- new since


@pytest.fixture
def repository(tiny: Path) -> Path:
    """An old warning in one file, and a change in another that brings a new one."""
    add_placeholder(tiny)
    commit(tiny)
    add_placeholder(tiny, f"{ANSWERS}/3.1.1.md")
    return tiny


@needs_git
def test_what_is_new_is_told_and_the_rest_is_a_number(repository: Path, run: Run) -> None:
    found = judge(run, repository, "--new-since", "HEAD", "--select", "SSP")
    assert [(item["path"], item["new"]) for item in found["findings"]] == [
        (f"{ANSWERS}/3.1.1.md", True)
    ]
    assert found["elsewhere"] == {"error": 0, "warning": 1, "note": 0}
    told = run(repository, "validate", *DAY, "--new-since", "HEAD", "--select", "SSP").stdout
    assert "3.1.3.md" not in told
    assert "as before, in files that did not change: 0 errors, 1 warning" in told
    assert "new" not in judge(run, repository)["findings"][0]


@needs_git
def test_a_map_of_imports_that_was_wrong_before_is_not_new(tiny: Path, run: Run) -> None:
    (tiny / "imports").mkdir()
    (tiny / "imports/old.yaml").write_text("kind: states\ncolumns: {sate: X}\n")
    commit(tiny)
    (tiny / "imports/new.yaml").write_text("kind: states\ncolumns: {sate: X}\n")
    found = judge(run, tiny, "--new-since", "HEAD", "--select", "OSC011")["findings"]
    assert {item["path"]: item["new"] for item in found} == {
        "imports/old.yaml": False,
        "imports/new.yaml": True,
    }


@needs_git
def test_what_is_left_of_a_count_is_not_new(tiny: Path, run: Run) -> None:
    register = tiny / "ssp/demo/evidence.yaml"
    whole = register.read_text(encoding="utf-8")
    bare = re.sub(r"\n +kind: .*", "", whole)
    assert bare != whole
    register.write_text(bare, encoding="utf-8")
    commit(tiny)
    asked = ("--new-since", "HEAD", "--select", "EVD007")
    [before] = judge(run, tiny, *asked, "--fail-on", "warning")["findings"]
    assert not before["new"]
    first = before["message"].rpartition(" ")[2]
    fewer = bare.replace(f"id: {first}\n", f"id: {first}\n    kind: record\n")
    register.write_text(fewer, encoding="utf-8")
    [left] = judge(run, tiny, *asked)["findings"]
    assert left["message"] != before["message"]
    assert not left["new"]
    commit(tiny)
    register.write_text(bare, encoding="utf-8")
    [more] = judge(run, tiny, *asked)["findings"]
    assert more["new"]


@needs_git
def test_what_was_there_before_is_told_where_its_file_changed(repository: Path, run: Run) -> None:
    add = repository / f"{ANSWERS}/3.1.3.md"
    text = add.read_text(encoding="utf-8")
    add.write_text(f"{text}\nMore words.\n", encoding="utf-8")
    found = judge(run, repository, "--new-since", "HEAD", "--select", "SSP")
    assert [(item["path"][-8:], item["new"]) for item in found["findings"]] == [
        ("3.1.1.md", True),
        ("3.1.3.md", False),
    ]
    page = repository / "page.md"
    run(repository, "validate", *DAY, "--new-since", "HEAD", "--summary", str(page))
    written = page.read_text(encoding="utf-8")
    assert 0 < written.index("### New") < written.index("3.1.1.md") < written.index("### As before")
    assert written.index("### As before") < written.index("3.1.3.md")


@needs_git
def test_whatever_fails_the_run_is_told(tiny: Path, run: Run) -> None:
    edit(tiny, f"{ANSWERS}/3.1.1.md", "- State: implemented", "- State: implmented")
    add_placeholder(tiny)
    commit(tiny)
    result = run(tiny, "validate", *DAY, "--new-since", "HEAD", "--format", "json")
    assert result.exit_code == 1
    found = json.loads(result.stdout)
    assert [(item["code"], item["new"]) for item in found["findings"]] == [("SSP005", False)]
    assert found["elsewhere"]["warning"] > 0
    strict = ("--fail-on", "warning", "--format", "json", "--new-since", "HEAD")
    every = json.loads(run(tiny, "validate", *DAY, *strict).stdout)
    assert every["elsewhere"]["warning"] == 0


@needs_git
def test_annotations_begin_with_what_is_new(repository: Path, run: Run) -> None:
    add_placeholder(repository, f"{ANSWERS}/3.1.3.md")
    result = run(repository, "validate", *DAY, "--new-since", "HEAD", "--format", "github")
    lines = [line for line in result.stdout.split("\n") if "title=SSP013" in line]
    assert "3.1.1.md" in lines[0]


@needs_git
def test_a_revision_is_asked_of_a_workspace(repository: Path, run: Run, tmp_path: Path) -> None:
    assert run(repository, "validate", "--new-since", "nowhere").exit_code == 2
    alone = shutil.copy(repository / "catalogs/mini/catalog.json", tmp_path / "alone.json")
    result = run(repository, "validate", "--new-since", "HEAD", str(alone))
    assert result.exit_code == 2


# --- words


@pytest.fixture
def changed(tiny: Path) -> Path:
    """An answer with other words, another state and what is missing, since the only commit."""
    decide_scope(tiny)
    commit(tiny)
    file = tiny / f"{ANSWERS}/3.1.1.md"
    text = file.read_text(encoding="utf-8").replace(
        "- State: implemented\n", f"- State: partial\n- Missing: the {SECRET} gate\n", 1
    )
    file.write_text(
        text.replace("keeps the roster", f"keeps the {SECRET} roster"), encoding="utf-8"
    )
    add_placeholder(tiny)
    return tiny


def write_reports(run: Run, root: Path, purpose: str) -> str:
    """All that a report for this purpose is made of, by the settings of the base."""
    base = ("--settings-from", "HEAD")
    made = [run(root, "diff", "HEAD", "--format", "md", "--for", purpose, *base, *DAY).stdout]
    page = root / "page.txt"
    option = "--summary" if purpose == "summary" else "--comment"
    run(root, "validate", *DAY, *base, "--new-since", "HEAD", option, str(page))
    made.append(page.read_text(encoding="utf-8"))
    page.unlink()
    if purpose == "summary":
        made.append(run(root, "status", "--format", "md", "--for", purpose, *base, *DAY).stdout)
    return "\n".join(made)


@pytest.mark.parametrize(
    ("line", "purpose", "has_words"),
    [
        ("", "summary", True),
        ("", "comment", False),
        ('summaries = "short"', "summary", False),
        ('summaries = "short"', "comment", False),
        ('summaries = "full"', "summary", True),
        ('summaries = "full"', "comment", True),
    ],
)
@needs_git
def test_settings_of_the_base_decide_on_words(
    changed: Path, run: Run, line: str, purpose: str, has_words: bool
) -> None:
    settings = (changed / SETTINGS).read_text(encoding="utf-8")
    (changed / SETTINGS).write_text(f"{line}\n{settings}", encoding="utf-8")
    git(changed, "add", SETTINGS)
    git(changed, "commit", "-q", "-m", "settings")
    # what the pull request itself asks for does not count
    other = 'summaries = "short"' if has_words else 'summaries = "full"'
    (changed / SETTINGS).write_text(f"{other}\n{settings}", encoding="utf-8")
    told = write_reports(run, changed, purpose)
    assert (SECRET in told) is has_words
    assert "3.1.1[a]" in told
    assert "| requirements met |" in told


@pytest.mark.parametrize("host", ["settings", "github", "gitlab"])
@needs_git
def test_in_a_public_repository_no_report_has_a_word_of_an_author(
    changed: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    full = (changed / SETTINGS).read_text(encoding="utf-8").replace("false", "true")
    if host == "settings":
        (changed / SETTINGS).write_text(f'summaries = "full"\n{full}', encoding="utf-8")
        git(changed, "add", SETTINGS)
        git(changed, "commit", "-q", "-m", "settings")
    elif host == "github":
        event = tmp_path / "event.json"
        event.write_text('{"repository": {"private": false}}', encoding="utf-8")
        monkeypatch.setenv("GITHUB_EVENT_PATH", str(event))
    else:
        monkeypatch.setenv("CI_PROJECT_VISIBILITY", "public")
    for purpose in ("summary", "comment"):
        told = write_reports(run, changed, purpose)
        assert SECRET not in told
        assert "3.1.1[a]" in told
    result = run(changed, "validate", *DAY, "--format", "github")
    assert SECRET not in result.stdout
    assert "title=SSP013::An answer holds a placeholder%0Asee: attestle explain SSP013" in (
        result.stdout
    )
    assert result.exit_code == 1
    assert "title=BND024::" in result.stdout


@needs_git
def test_a_short_difference_is_asked_for_by_itself(changed: Path, run: Run) -> None:
    whole = run(changed, "diff", "HEAD", *DAY).stdout
    short = run(changed, "diff", "HEAD", *DAY, "--short").stdout
    assert SECRET in whole
    assert SECRET not in short
    assert "Demo Enclave" not in short
    assert run(changed, "diff", "HEAD", "--short", "--format", "json").exit_code == 2
    assert run(changed, "status", "--for", "comment").exit_code == 2


# --- where the repository lives


def test_the_example_may_be_public_and_nothing_else(run: Run, tmp_path: Path) -> None:
    root = tmp_path / "new"
    attestle_toml = root / SETTINGS
    workspace_setup.init(root, example=True)
    assert attestle_toml.read_bytes() == (ROOT / SETTINGS).read_bytes()
    private = judge(run, root, "--select", "BND023,BND024,OSC028")
    assert list_codes(private) == ["BND023"]
    text = attestle_toml.read_text(encoding="utf-8")
    attestle_toml.write_text(f"{text}\n[repository]\npublic = true\n", encoding="utf-8")
    public = judge(run, root, "--select", "BND023,BND024,OSC028")
    assert (public["findings"], public["counts"]["accepted"]) == ([], 1)
    workspace_setup.init(tmp_path / "empty")
    assert "accepted" not in (tmp_path / "empty" / SETTINGS).read_text(encoding="utf-8")


def test_an_answer_of_before_is_not_taken_for_another_place(
    tiny: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    decide_scope(tiny)

    def list_places() -> list[str]:
        codes = list_codes(judge(run, tiny, "--select", "BND023,BND024"))
        return sorted(set(codes))

    assert list_places() == []
    monkeypatch.setenv("CI_PROJECT_VISIBILITY", "public")
    assert list_places() == ["BND024"]
    monkeypatch.delenv("CI_PROJECT_VISIBILITY")
    assert list_places() == []


def test_a_plan_for_fci_counts_as_one_for_cui(tiny: Path, run: Run) -> None:
    edit(tiny, "ssp/demo/system.md", "profile: mini", "profile: cmmc-level-1\ncui-scope: undecided")
    tree = json.loads((tiny / "profiles/mini/profile.json").read_bytes())
    (tiny / "profiles/cmmc-level-1").mkdir()
    (tiny / "profiles/cmmc-level-1/profile.json").write_text(json.dumps(tree), encoding="utf-8")
    edit(tiny, SETTINGS, "public = false", "public = true")
    (item,) = [item for item in judge(run, tiny)["findings"] if item["code"] == "BND024"]
    assert "a plan for FCI" in item["message"]


def test_what_is_old_in_the_documents_is_told_in_public_too(tiny: Path, run: Run) -> None:
    decide_scope(tiny)
    edit(tiny, SETTINGS, "public = false", "public = true")
    add_placeholder(tiny)
    assert {"BND024", "SYN001"} <= set(list_codes(judge(run, tiny)))
