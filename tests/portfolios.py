"""Many places for a portfolio: sound ones, and every kind that could stop or slow the others."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import subprocess
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from attestle.assess.portfolio_needs import list_needs, sort_lines
from attestle.assess.portfolio_trends import compare_runs
from attestle.formats.portfolio_record import read_report
from attestle.model.portfolio import (
    FOLDER,
    JudgingFailure,
    Portfolio,
    PortfolioFailure,
    PortfolioLine,
    SystemFigures,
)
from attestle.render.json_keys.portfolio_keys import list_portfolio_keys
from conftest import AS_OF, TINY, edit

DAY = "2026-11-24"
SYSTEM = "ssp/demo"
# A file of this size costs nothing where it has no content
HUGE = 2 * 1024**3
NUMBER = 30


def make_workspace(folder: Path, number: int = 0) -> Path:
    """The small workspace, told from the others by the name of its system."""
    shutil.copytree(TINY, folder)
    (folder / ".trestle").mkdir(exist_ok=True)
    path = folder / SYSTEM / "system.md"
    text = path.read_text(encoding="utf-8")
    lines = [
        f"name: Client {number}" if line.startswith("name: ") else line for line in text.split("\n")
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    return folder


def commit(folder: Path, day: str = "2026-10-05T12:00:00+00:00") -> None:
    author = [
        *("-c", "user.name=a", "-c", "user.email=a@b.example", "-c", "commit.gpgsign=false"),
        *("-c", "core.hooksPath=/dev/null"),
    ]
    moment = {"GIT_AUTHOR_DATE": day, "GIT_COMMITTER_DATE": day}
    for args in (["init", "-q"], ["add", "-A", "-f"], ["commit", "-q", "-m", "state"]):
        command = ["git", *author, "-C", str(folder), *args]
        subprocess.run(command, check=True, env={**os.environ, **moment})


def make_bare(folder: Path, source: Path) -> Path:
    """A repository without a checkout, of a workspace that is committed first."""
    commit(source)
    subprocess.run(["git", "clone", "-q", "--bare", str(source), str(folder)], check=True)
    return folder


def break_yaml(folder: Path) -> None:
    path = folder / SYSTEM / "people.yaml"
    path.write_text(f"{path.read_text(encoding='utf-8')}parties: [", encoding="utf-8")


def plant_links(folder: Path) -> None:
    """Links that lead round in circles, of folders below each other."""
    deep = folder / SYSTEM / "evidence"
    deep.mkdir(exist_ok=True)
    for level in range(8):
        for name in ("a", "b", "c"):
            (deep / f"{name}{level}").symlink_to(folder, target_is_directory=True)
    (folder / "catalogs" / "loop").symlink_to("loop")


def plant_huge(folder: Path) -> None:
    with (folder / SYSTEM / "inventory.csv").open("wb") as file:
        file.truncate(HUGE)


def plant_pipe(folder: Path) -> None:
    path = folder / SYSTEM / "evidence.yaml"
    path.unlink()
    os.mkfifo(path)


def plant_slow(folder: Path) -> None:
    """More than can be read in a second, and in little memory."""
    path = folder / SYSTEM / "evidence.yaml"
    row = "- {id: a, title: b, kind: record, owner: c, status: final, places: [{location: d}]}\n"
    path.write_text(row * 400_000, encoding="utf-8")


def plant_bomb(path: Path) -> None:
    """A zip file that is small until it is unpacked."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("manifest.json", b"\0" * (64 * 1024**2))


def make_places(top: Path) -> list[str]:
    """Thirty places, of which ten are sound."""
    top.mkdir()
    return [str(path) for path in _walk_places(top)]


def _walk_places(top: Path) -> Iterator[Path | str]:
    for number in range(6):
        yield make_workspace(top / f"sound-{number}", number)
    at = make_workspace(top / "client@home", 6)
    yield at
    commit(make_workspace(top / "committed", 7))
    yield top / "committed"
    bare = make_bare(top / "bare.git", make_workspace(top / "source", 8))
    yield bare
    yield f"{bare}@HEAD~0"
    yield f"{bare}@no-such-branch"
    yield from _walk_broken(top)
    # the same ones again: by name, by a link, by a way round
    yield at
    (top / "link").symlink_to(top / "sound-0", target_is_directory=True)
    yield top / "link"
    yield top / "sound-1" / ".." / "sound-2"
    yield from (top / f"absent-{number}" for number in range(4))


def _walk_broken(top: Path) -> Iterator[Path]:
    for name, plant in (
        ("broken", break_yaml), ("links", plant_links), ("huge", plant_huge), ("pipe", plant_pipe),
    ):  # fmt: skip
        plant(make_workspace(top / name))
        yield top / name
    plant_bomb(top / "bomb.zip")
    yield top / "bomb.zip"
    (top / "nothing.zip").write_bytes(b"")
    yield top / "nothing.zip"
    (top / "folder").mkdir()
    yield top / "folder"
    (top / "empty" / ".trestle").mkdir(parents=True)
    yield top / "empty"
    os.mkfifo(top / "pipe.zip")
    yield top / "pipe.zip"
    bad = make_workspace(top / "answers", 9)
    answer = next((bad / SYSTEM / "controls").rglob("*.md"))
    answer.write_bytes(answer.read_bytes() + b"\xff\xfe")
    yield bad
    settings = make_workspace(top / "settings", 10)
    (settings / "attestle.toml").write_text("= [", encoding="utf-8")
    yield settings
    only = make_workspace(top / "second", 11)
    edit(only, f"{SYSTEM}/system.md", "profile:", "profile-of:")
    yield only


def make_line(workspace: str, **given: Any) -> PortfolioLine:
    """A system of which everything is said that a table shows, but for what is `given`."""
    figures: dict[str, Any] = {
        "system": "enclave",
        "uuid": f"uuid-of-{workspace}",
        "title": f"Enclave of {workspace}",
        "profile": "cmmc-level-2",
        "basis": "author-claim",
        "organization": "Alder & Sons",
        "owner": "R. <Brook>",
        "marking": "CUI",
        "implemented": 98,
        "assessor_ready": 71,
        "maximum": 110,
        "eligible_implemented": "none",
        "eligible_ready": "none",
        "requirements": 110,
        "met": 104,
        "objectives": 320,
    }
    item = SystemFigures(**{**figures, **given})
    return PortfolioLine(workspace, FOLDER, "", item, list_needs(item, AS_OF))


def make_portfolio(
    lines: Sequence[PortfolioLine], failed: Sequence[str] = (), marking: str = "CUI"
) -> Portfolio:
    failures = tuple(
        PortfolioFailure(name, JudgingFailure("broken", "OSC010 not valid", "", "ssp/a/b.yaml:5"))
        for name in failed
    )
    number = len({line.workspace for line in lines} | {*failed})
    ordered = sort_lines(lines)
    return Portfolio(AS_OF, "0.1.0", "0f" * 32, number, ordered, failures, marking=marking)


def make_shown_portfolio() -> Portfolio:
    """One of everything that a form can show."""
    day = AS_OF
    lines = (
        make_line(
            "clients/alder",
            clock_start=day - dt.timedelta(days=190),
            clock_end=day - dt.timedelta(days=10),
            status="conditional",
            status_ends=day - dt.timedelta(days=10),
            affirmation_due=day - dt.timedelta(days=190),
            poam_open=3,
            poam_overdue=2,
            errors=2,
            warnings=1,
            first_error="ssp/enclave/people.yaml:5: OSC010 it is <b>broken</b>",
            last_change=day,
        ),
        make_line("clients/birch", system="one", evidence=5, lapses_in_30=1, lapses_in_60=2, lapses_in_90=3),
        make_line("clients/birch", system="two", unanswered=12, marking=None, owner="", organization=""),
        make_line(
            "clients/cedar",
            met=110, eligible_ready="final", eligible_implemented="final",
            status="final",
            status_ends=day + dt.timedelta(days=900),
            affirmation_due=day + dt.timedelta(days=200),
        ),
        make_line("clients/low", maximum=None, implemented=None, assessor_ready=None, eligible_ready=""),
    )  # fmt: skip
    made = make_portfolio(lines, ("clients/dogwood",))
    before = make_portfolio((make_line("clients/alder", implemented=90), make_line("clients/elm")))
    keys = json.loads(json.dumps(list_portfolio_keys(before)))
    made = replace(
        made,
        marking_words=("nobody has decided the marking of 1 of the systems",),
        repeated=(("clients/link", "clients/alder"),),
    )
    return compare_runs(made, read_report(keys))
