"""The dossier of an affirmation: it shows why a score stood, affirms nothing, and can be replayed."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import random
import subprocess
from pathlib import Path

import pytest

from attestle.api import affirmations
from attestle.errors import PackageError, UsageError, WorkspaceError
from attestle.handover import dossier as dossiers
from attestle.store.rule_set import hash_rules
from conftest import Run, edit, examples, snapshot

FIRST = dt.date(2026, 11, 24)
ANSWER = "ssp/demo/controls/AC/3.1.1.md"


def _git(root: Path, *words: str, day: dt.date = FIRST) -> None:
    at = f"{day.isoformat()}T10:00:00+00:00"
    who = {
        f"GIT_{part}_{key}": value
        for part in ("AUTHOR", "COMMITTER")
        for key, value in (("NAME", "Some Person"), ("EMAIL", "some@person.example"), ("DATE", at))
    }
    subprocess.run(
        ["git", "-C", str(root), "-c", "commit.gpgsign=false", *words],
        check=True,
        capture_output=True,
        env={**os.environ, **who},
    )


def _commit(root: Path, day: dt.date = FIRST) -> None:
    if not (root / ".git").exists():
        _git(root, "init", "-q", "-b", "main")
    _git(root, "add", "-A")
    _git(root, "commit", "-q", "--allow-empty", "-m", "a state", day=day)


@pytest.fixture
def versioned(tiny: Path) -> Path:
    _commit(tiny)
    return tiny


def _make(root: Path, day: dt.date = FIRST) -> affirmations.MadeDossier:
    made = affirmations.make_dossier(root, None, day)
    affirmations.save_dossier(root, made)
    return made


def test_dossier_has_the_derivation_of_every_objective(versioned: Path) -> None:
    made = _make(versioned)
    folder = versioned / made.folder
    score = json.loads((folder / dossiers.SCORE).read_bytes())
    units = [item for row in score["derivation"] for item in row["objectives"]]
    assert len(units) == sum(len(item.objectives) for item in made.status.results)
    index = json.loads((folder / dossiers.INDEX).read_bytes())
    assert set(index["files"]) == {path.name for path in folder.iterdir()} - {dossiers.INDEX}
    assert index["rule_set"] == hash_rules()
    assert index["scores"]["implemented"] == made.status.scores.implemented


def test_nothing_says_that_anybody_affirmed(versioned: Path) -> None:
    made = _make(versioned)
    told = "".join(data.decode() for data in made.contents.values()).lower()
    for words in ("has affirmed", "is affirmed", "was affirmed", "i affirm", "hereby"):
        assert words not in told
    assert "nothing in these files says that it was made" in told


def test_same_state_gives_the_same_bytes_and_is_written_once(versioned: Path) -> None:
    made = _make(versioned)
    again = affirmations.make_dossier(versioned, None, FIRST)
    assert again.contents == made.contents
    assert affirmations.save_dossier(versioned, again) == ()
    before = snapshot(versioned / made.folder)
    (versioned / made.folder / dossiers.SCORE).write_bytes(b"{}\n")
    with pytest.raises(UsageError, match="a dossier is never written anew"):
        affirmations.save_dossier(versioned, again)
    (versioned / made.folder / dossiers.SCORE).write_bytes(before[dossiers.SCORE])


def test_files_that_are_not_committed_are_refused(versioned: Path) -> None:
    edit(versioned, ANSWER, "IT keeps the roster", "IT always keeps the roster")
    with pytest.raises(UsageError, match="files differ from what is committed"):
        affirmations.make_dossier(versioned, None, FIRST)
    assert not (versioned / dossiers.AFFIRMATIONS).exists()


def test_error_is_refused_though_it_is_set_aside(tiny: Path) -> None:
    edit(tiny, ANSWER, "- Evidence: ev-roster", "- Evidence: ev-roster, ev-none")
    (tiny / "attestle.toml").write_text('[validate]\nignore = ["REF003"]\n', encoding="utf-8")
    _commit(tiny)
    with pytest.raises(WorkspaceError, match="none can be set aside") as caught:
        affirmations.make_dossier(tiny, None, FIRST)
    assert "REF003" in {item.code for item in caught.value.findings}


def test_what_is_set_aside_is_in_the_dossier_with_who_and_why(tiny: Path) -> None:
    edit(tiny, ANSWER, "IT keeps the roster of accounts and", "TODO: say how. IT keeps it and")
    (tiny / "attestle.toml").write_text(
        f'[[accepted]]\ncode = "SSP013"\npath = "{ANSWER}"\nreason = "It is being written."\n'
        'by = "The security officer"\ndate = 2026-11-01\n',
        encoding="utf-8",
    )
    _commit(tiny)
    rows = json.loads(_make(tiny).contents[f"{_folder()}/{dossiers.SET_ASIDE}"])["set_aside"]
    assert [row["rule"] for row in rows] == ["SSP013"]
    assert "accepted by The security officer on 2026-11-01" in rows[0]["set_aside"]
    assert "It is being written." in rows[0]["set_aside"]


def _folder(day: dt.date = FIRST) -> str:
    return dossiers.name_folder("demo", day)


def test_replay_gives_the_recorded_bytes(versioned: Path) -> None:
    """Also after the plan went on, and artifacts changed on the disk."""
    made = _make(versioned)
    _commit(versioned)
    edit(versioned, ANSWER, "- State: implemented", "- State: planned\n- Missing: all of it")
    for file in (versioned / "ssp/demo/evidence").iterdir():
        file.unlink()
    _commit(versioned, FIRST + dt.timedelta(days=40))
    done = affirmations.replay_day(versioned, None, FIRST)
    assert done.recorded
    assert not done.differences
    assert done.data == made.contents[f"{made.folder}/{dossiers.SCORE}"]


def _rewrite(root: Path, change: str, to: str, *, rules: str = "") -> None:
    """Another score in the dossier, with an index that agrees."""
    folder = root / _folder()
    data = (folder / dossiers.SCORE).read_bytes().replace(change.encode(), to.encode(), 1)
    (folder / dossiers.SCORE).write_bytes(data)
    index = json.loads((folder / dossiers.INDEX).read_bytes())
    index["files"][dossiers.SCORE] = hashlib.sha256(data).hexdigest()
    index["rule_set"] = rules or index["rule_set"]
    (folder / dossiers.INDEX).write_text(json.dumps(index))


def test_forged_score_is_found_under_the_same_rules(versioned: Path, run: Run) -> None:
    _make(versioned)
    _rewrite(versioned, '"met": false', '"met": true')
    shown = run(versioned, "affirm", "replay", FIRST.isoformat())
    assert shown.exit_code == 5
    assert "the same rules lead to another score" in shown.output
    assert "recorded True, computed False" in shown.output


def test_other_rules_are_told_and_nothing_fails(versioned: Path, run: Run) -> None:
    _make(versioned)
    _rewrite(versioned, '"met": false', '"met": true', rules="0" * 64)
    shown = run(versioned, "affirm", "replay", FIRST.isoformat())
    assert shown.exit_code == 0
    assert "judged by other rules than then" in shown.output


def test_file_of_the_dossier_that_was_changed_or_lost(versioned: Path) -> None:
    made = _make(versioned)
    path = versioned / made.folder / dossiers.EVIDENCE
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b"true", b"false", 1) + b"\n")
    with pytest.raises(PackageError, match="is not the file that"):
        affirmations.replay_day(versioned, None, FIRST)
    path.unlink()
    with pytest.raises(PackageError, match="is missing"):
        affirmations.replay_day(versioned, None, FIRST)
    (versioned / made.folder / dossiers.INDEX).write_text("[]")
    with pytest.raises(PackageError, match="is no index"):
        affirmations.replay_day(versioned, None, FIRST)


def test_checkout_with_other_line_ends_has_the_same_dossier(versioned: Path) -> None:
    made = _make(versioned)
    for path, data in made.contents.items():
        (versioned / path).write_bytes(data.replace(b"\n", b"\r\n"))
    done = affirmations.replay_day(versioned, None, FIRST)
    assert done.recorded
    assert not done.differences


def test_every_past_day_of_a_history_gives_the_same_bytes(tiny: Path) -> None:
    """A random history: edits of states, texts, evidence; a dossier now and then."""
    pick = random.Random(5)
    day, made = FIRST, {}
    for number in range(examples(50, 6)):
        day += dt.timedelta(days=pick.randrange(1, 30))
        _change_something(tiny, pick, number)
        _commit(tiny, day)
        done = affirmations.make_dossier(tiny, None, day)
        affirmations.save_dossier(tiny, done)
        made[day] = done.contents[f"{done.folder}/{dossiers.SCORE}"]
    _commit(tiny, day)
    for then, data in pick.sample(sorted(made.items()), k=len(made)):
        replayed = affirmations.replay_day(tiny, None, then)
        assert replayed.data == data, then
        assert replayed.recorded
        assert not replayed.differences


def _change_something(root: Path, pick: random.Random, number: int) -> None:
    answer, register = root / ANSWER, root / "ssp/demo/evidence.yaml"
    text = answer.read_text(encoding="utf-8")
    kind = pick.randrange(3)
    if kind == 0:
        states = ("- State: implemented\n", "- State: partial\n- Missing: the rest\n")
        old = next((state for state in states if state in text), None)
        if old:
            text = text.replace(old, pick.choice(states), 1)
    elif kind == 1:
        text = text.replace("IT keeps", f"In round {number} IT keeps", 1)
    else:
        lines = register.read_text(encoding="utf-8")
        register.write_text(lines.replace("status: final", "status: draft", 1), encoding="utf-8")
    answer.write_text(text, encoding="utf-8")


def test_day_before_the_first_commit(versioned: Path, run: Run) -> None:
    shown = run(versioned, "affirm", "replay", "2020-01-01")
    assert shown.exit_code == 2
    assert "no commit was made by the end of 2020-01-01" in shown.output
    assert run(versioned, "affirm", "replay", "yesterday").exit_code == 2
    assert run(versioned, "affirm", "replay").exit_code == 2


def test_workspace_without_a_history(tiny: Path, run: Run) -> None:
    shown = run(tiny, "affirm", "--as-of", FIRST.isoformat())
    assert shown.exit_code == 2
    assert "Traceback" not in shown.output


# What changed since


LATER = FIRST + dt.timedelta(days=2)


def _since(root: Path) -> affirmations.SinceAffirmation:
    _commit(root, LATER)
    return affirmations.compare_days(root, None, FIRST, LATER)


def test_objective_that_is_no_longer_met_may_change_compliance(versioned: Path) -> None:
    edit(versioned, ANSWER, "- State: implemented", "- State: planned\n- Missing: all of it")
    since = _since(versioned)
    about = {item.about: item.what for item in since.changes.may_change}
    assert "no longer met" in about["3.1.1[a]"]


def test_text_alone_is_the_rest(versioned: Path) -> None:
    edit(versioned, ANSWER, "IT keeps the roster", "IT always keeps the roster")
    changes = _since(versioned).changes
    assert not changes.may_change
    assert [item.about for item in changes.rest] == ["3.1.1[a]"]


@pytest.mark.parametrize(
    ("path", "old", "new", "about"),
    [
        ("ssp/demo/boundary.md", "\n---\n\n", "\n---\n\nA new wing.\n\n", "boundary"),
        ("ssp/demo/inventory.csv", ",out-of-scope,", ",crma,", "asset"),
    ],
)
def test_scope_may_change_compliance(
    path: str, old: str, new: str, about: str, versioned: Path
) -> None:
    file = versioned / path
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    changes = _since(versioned).changes
    assert any(item.about.startswith(about) for item in changes.may_change), changes


def test_evidence_that_ran_out_is_told_by_itself(versioned: Path) -> None:
    """Nobody changed a word, and the day alone makes the difference."""
    _commit(versioned, FIRST + dt.timedelta(days=2000))
    later = FIRST + dt.timedelta(days=2000)
    since = affirmations.compare_days(versioned, None, FIRST, later)
    assert not since.changes.may_change or all(
        item.about.endswith("score") for item in since.changes.may_change
    )
    assert since.changes.lapsed
    assert all("no longer covers it" in item.what for item in since.changes.lapsed)


def test_it_asks_and_decides_nothing(versioned: Path, run: Run) -> None:
    edit(versioned, ANSWER, "- State: implemented", "- State: planned\n- Missing: all of it")
    _commit(versioned, LATER)
    shown = run(versioned, "affirm", "diff", FIRST.isoformat(), LATER.isoformat())
    assert shown.exit_code == 0
    lines = shown.output.strip().split("\n")
    assert "Is any of this a significant change?" in " ".join(lines[-2:])
    told = json.loads(
        run(versioned, "affirm", "diff", FIRST.isoformat(), "--format", "json").output
    )
    assert list(told) == [
        "system", "before", "after", "may_change_compliance", "lapsed", "rest",
    ]  # fmt: skip


def test_nothing_changed_says_so(versioned: Path, run: Run) -> None:
    shown = run(versioned, "affirm", "diff", FIRST.isoformat(), FIRST.isoformat())
    assert shown.output.strip().endswith("Nothing changed.")


def test_command_writes_and_says_what_is_next(versioned: Path, run: Run) -> None:
    shown = run(versioned, "affirm", "demo", "--as-of", FIRST.isoformat())
    assert shown.exit_code == 0, shown.output
    assert "nothing is affirmed by these files" in shown.output
    assert (versioned / _folder() / dossiers.STATEMENT).is_file()
