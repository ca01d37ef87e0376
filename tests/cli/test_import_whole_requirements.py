"""Sheets of states that speak of whole requirements, of several objectives at once, or in columns."""

from __future__ import annotations

import csv
import random
import re
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

import openpyxl
import pytest

from attestle.formats.state_cells import list_words, read_points, split_letters
from attestle.model.answers import STATE_OF
from attestle.model.row_notes import rests_on_row, strip_row_note, write_row_note
from attestle.model.words import read_state
from building import shipped
from conftest import Run

CONTROLS = "ssp/demo/controls"
SECTION = re.compile(r"^## \[(\w)\].*<!-- @objective \w -->\n((?:[-*] .*\n)*)", re.M)


@pytest.fixture(scope="module")
def _empty(tmp_path_factory: pytest.TempPathFactory, run: Run) -> Path:
    root: Path = tmp_path_factory.mktemp("empty") / "workspace"
    assert run(root.parent, "init", str(root)).exit_code == 0
    answers = {
        "title": "Demo",
        "description": "It does things.",
        "organization": "Demo Organisation",
        "information-type": "CUI",
        "information-description": "Drawings",
        "user": "Engineers",
        "owner-role": "system-owner",
        "owner-title": "Owner",
    }
    options = [word for key, value in answers.items() for word in (f"--{key}", value)]
    assert run(root, "new", "system", "demo", *options).exit_code == 0
    return root


@pytest.fixture
def fresh(_empty: Path, tmp_path: Path) -> Path:
    """A new workspace with a system `demo` that states nothing."""
    return shutil.copytree(_empty, tmp_path / "fresh")


def table(path: Path, rows: Iterable[Sequence[str]]) -> str:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    return str(path)


def read_fields(root: Path, label: str) -> dict[str, dict[str, str]]:
    """Letter -> fields of the file of a requirement."""
    [path] = (root / CONTROLS).glob(f"*/{label}.md")
    found = {}
    for letter, lines in SECTION.findall(path.read_text(encoding="utf-8")):
        pairs = (line[2:].partition(": ") for line in lines.splitlines())
        found[letter] = {key: value for key, _, value in pairs}
    return found


def read_states(root: Path, label: str) -> dict[str, str]:
    return {letter: item.get("State", "") for letter, item in read_fields(root, label).items()}


def test_a_whole_requirement_is_spread_with_a_note_and_confirmed(
    fresh: Path, tmp_path: Path, run: Run
) -> None:
    rows = (
        ("Req #", "Status", "Comments"),
        ("3.1.1", "Met", "done with the directory"),
        ("3.1.2", "Not Met", "no list of functions"),
        ("3.1.3", "N/A", "no CUI moves"),
        ("3.1.20", "Partially Met", ""),
        ("3.1.9", "Not Met", ""),
    )
    file = table(tmp_path / "s.csv", rows)
    result = run(fresh, "import", "states", file)
    assert result.exit_code == 0, result.output
    met = read_fields(fresh, "3.1.1")["c"]
    mark = "taken over from s.csv row 2, not looked at by objective"
    assert met == {"State": "implemented", "Note": f"{mark}; done with the directory"}
    unmet = read_fields(fresh, "3.1.2")["b"]
    assert (unmet["State"], unmet["Missing"]) == ("not-implemented", "no list of functions")
    none = read_fields(fresh, "3.1.3")["a"]
    assert (none["State"], none["Rationale"]) == ("not-applicable", "no CUI moves")
    assert set(read_states(fresh, "3.1.20").values()) == {"partial"}
    assert set(read_states(fresh, "3.1.9").values()) == {"not-implemented"}
    assert run(fresh, "ssp", "generate", "--check").exit_code == 0
    output = run(fresh, "status").output
    assert "1 of the 1 requirements met rest on rows" in " ".join(output.split())
    assert run(fresh, "confirm", "demo", "--all").exit_code == 2
    assert run(fresh, "confirm", "demo", "3.1.1[c]").exit_code == 0
    assert read_fields(fresh, "3.1.1")["c"] == {
        "State": "implemented",
        "Note": "done with the directory",
    }
    assert run(fresh, "import", "states", file).exit_code == 0
    assert read_fields(fresh, "3.1.1")["c"]["Note"] == "done with the directory", "it was looked at"
    assert mark in read_fields(fresh, "3.1.1")["d"]["Note"]
    assert run(fresh, "confirm", "demo", "--all", "--by", "system-owner").exit_code == 0
    assert "nothing is left" in run(fresh, "confirm", "demo").output
    assert "looked at by system-owner on" in read_fields(fresh, "3.1.1")["d"]["Note"]


def test_rows_of_objectives_go_before_that_of_their_requirement(
    fresh: Path, tmp_path: Path, run: Run
) -> None:
    rows = (
        ("Req #", "AO", "Status", "Gap"),
        ("3.1.2", "", "Met", ""),
        ("3.1.2", "[a]", "Not Met", "no list"),
        ("3.1.3", "", "Not Met", "all open"),
        *(("3.1.3", f"[{letter}]", "Met", "") for letter in "abcde"),
    )
    result = run(fresh, "import", "states", table(tmp_path / "s.csv", rows))
    assert result.exit_code == 0, result.output
    assert read_states(fresh, "3.1.2") == {"a": "not-implemented", "b": "implemented"}
    assert set(read_states(fresh, "3.1.3").values()) == {"not-implemented"}
    assert "the worse one was taken for all" in " ".join(result.output.split())
    better = (("Objective", "Status"), ("3.1.2[b]", "Met"))
    assert run(fresh, "import", "states", table(tmp_path / "t.csv", better)).exit_code == 0
    assert read_fields(fresh, "3.1.2")["b"] == {"State": "implemented"}, "it rests on no row now"
    worse = (("Req #", "Status"), ("3.1.2", "Met"))
    assert run(fresh, "import", "states", table(tmp_path / "u.csv", worse)).exit_code == 0
    assert read_states(fresh, "3.1.2")["a"] == "not-implemented", "a guess betters nothing"


SHAPES = {
    "marks": (
        ("Requirement", "Met", "Not Met", "N/A"),
        ("3.1.2", "", "X", ""),
        ("3.1.20", "X", "X", ""),
    ),
    "points": (("Requirement", "Value", "Score"), ("3.1.2", "5", "-5"), ("3.1.20", "1", "-1")),
    "boxes": (
        ("Requirement", "Status"),
        ("3.1.2", "\u2610 Met \u2612 Not Met"),
        ("3.1.20", "\u2610 Met \u2612 Not Met"),
    ),
    "letters": (
        ("Requirement", "[a]", "[b]", "[c]"),
        ("3.1.2", "No", "Not Met", ""),
        ("3.1.20", "Not Met", "Not Met", "Not Met"),
    ),
    "a list": (("Objective", "Status"), ("3.1.2[a]-[b]; 3.1.20[a, b] and [c]", "Not Met")),
}


@pytest.mark.parametrize("name", SHAPES)
def test_shapes_of_a_sheet(fresh: Path, tmp_path: Path, run: Run, name: str) -> None:
    result = run(fresh, "import", "states", table(tmp_path / "s.csv", SHAPES[name]))
    assert result.exit_code == 0, result.output
    assert set(read_states(fresh, "3.1.2").values()) == {"not-implemented"}
    states = read_states(fresh, "3.1.20")
    assert {states[letter] for letter in "abc"} == {"not-implemented"}


WORDS = ("Met", "Not Met", "Partially Met", "N/A", "In Progress", "Planned", "yes", "no", "\u2713")


@pytest.mark.parametrize("seed", range(4))
def test_no_row_ends_better_than_it_was_written(
    fresh: Path, tmp_path: Path, run: Run, seed: int
) -> None:
    chance = random.Random(seed)
    requirements = chance.sample(shipped().requirements, 25)
    rows: list[tuple[str, str, str]] = []
    ceiling: dict[str, int] = {}
    for requirement in requirements:
        if chance.random() < 0.7:
            word = chance.choice(WORDS)
            rows.append((requirement.label, word, "as it is"))
            if len(requirement.units) == 1:
                _lower(ceiling, requirement.units[0].label, word)
        for unit in requirement.units:
            if chance.random() < 0.6:
                word = chance.choice(WORDS)
                rows.append((unit.label, word, "as it is"))
                _lower(ceiling, unit.label, word)
    chance.shuffle(rows)
    sheet = (("Objective", "Status", "Comments"), *rows)
    result = run(fresh, "import", "states", table(tmp_path / "s.csv", sheet))
    assert result.exit_code == 0, result.output
    assert f"from {len(rows)} rows" in result.output
    whole = {label: word for label, word, _ in rows if "[" not in label}
    named = {requirement.label: requirement for requirement in requirements}
    for label, requirement in named.items():
        states = read_states(fresh, label)
        ranks = {}
        for unit in requirement.units:
            state = states[unit.letter]
            if unit.label in ceiling:
                assert STATE_OF[state].rank <= ceiling[unit.label], unit.label
            if state:
                ranks[unit.letter] = STATE_OF[state].rank
        if label in whole:
            assert len(ranks) == len(requirement.units), "no row is lost"
            assert min(ranks.values()) <= STATE_OF[read_state(whole[label])].rank


def _lower(ceiling: dict[str, int], label: str, word: str) -> None:
    rank = STATE_OF[read_state(word)].rank
    ceiling[label] = min(rank, ceiling.get(label, rank))


def test_cells_of_states() -> None:
    assert split_letters("[a] Met; [b] Not Met") == {"a": "Met", "b": "Not Met"}
    assert split_letters("N/A - no wireless") == {}
    assert list_words("\u2612 Met \u2610 Not Met") == ["Met"]
    assert list_words("[ ] Met [x] Not Met") == ["Not Met"]
    assert list_words("[ ] Met [ ] Not Met") == []
    assert read_points(0, known=False) == "", "a blank calculator claims nothing"
    assert read_points(0, known=True) == "met"
    assert read_points(5, known=True) == "", "what a requirement is worth is no state"


def test_notes_of_rows() -> None:
    note = write_row_note("a sheet, row one.csv", 7, "done")
    assert rests_on_row(note)
    assert strip_row_note(note) == "done"
    assert strip_row_note(write_row_note("s.csv", 7)) == ""
    assert not rests_on_row("looked at; taken over from s.csv row 7, not looked at by objective")


def test_what_is_met_and_lacks_something_is_met_in_part(
    fresh: Path, tmp_path: Path, run: Run
) -> None:
    rows = (
        ("Objective", "State", "Deficiency"),
        ("3.1.1[a]", "Met", "contractors have no second factor"),
        ("3.1.1[b]", "Met", "No deficiencies noted."),
        ("3.1.1[c]", "Met", "none"),
        ("3.1.1[d]", "Inherited", "no review in two years"),
    )
    result = run(fresh, "import", "states", table(tmp_path / "s.csv", rows))
    assert result.exit_code == 0, result.output
    fields = read_fields(fresh, "3.1.1")
    assert fields["a"] == {"State": "partial", "Missing": "contractors have no second factor"}
    assert fields["b"] == fields["c"] == {"State": "implemented"}
    assert fields["d"]["State"] == "partial"
    assert "was read as partial (rows 2, 5)" in result.output


def test_letters_below_a_row_of_their_requirement(fresh: Path, tmp_path: Path, run: Run) -> None:
    rows = (
        ("AO", "Result", "Notes"),
        ("3.1.1 Authorized access", "", ""),
        ("a", "Met", ""),
        ("b", "Not Met", "the build farm"),
        ("3.1.2 Transactions", "", ""),
        ("a", "Met", ""),
    )
    result = run(fresh, "import", "states", table(tmp_path / "s.csv", rows))
    assert result.exit_code == 0, result.output
    assert read_states(fresh, "3.1.1") | {} == {
        **read_states(fresh, "3.1.1"),
        "a": "implemented",
        "b": "not-implemented",
    }
    assert read_states(fresh, "3.1.2")["a"] == "implemented"


def test_boxes_of_a_form_are_states_and_an_empty_form_is_none(
    fresh: Path, tmp_path: Path, run: Run
) -> None:
    rows = (
        ("Objective", "Finding"),
        ("3.1.1[a]", "\u2612 MET \u2610 NOT MET \u2610 N/A"),
        ("3.1.1[b]", "\u2610 MET \u2612 NOT MET \u2610 N/A"),
        ("3.1.1[c]", "\u2610 MET \u2610 NOT MET \u2610 N/A"),
        ("3.1.1[d]", "[x] Met [ ] Not Met"),
    )
    result = run(fresh, "import", "states", table(tmp_path / "s.csv", rows))
    assert result.exit_code == 0, result.output
    states = read_states(fresh, "3.1.1")
    assert [states.get(letter, "") for letter in "abcd"] == [
        "implemented",
        "not-implemented",
        "",
        "implemented",
    ]
    assert "no state and nothing else to place; passed over (row 4)" in result.output


@pytest.mark.parametrize(
    "word", ["not_assessed", "Not Assessed", "TBD", "To be determined", "Unknown"]
)
def test_words_of_nobody_having_judged_are_no_state(
    fresh: Path, tmp_path: Path, run: Run, word: str
) -> None:
    rows = (("ref_id", "Status"), ("3.1.1[a]", word), ("3.1.1[b]", "Met"), ("3.1.1[c]", "Met"))
    result = run(fresh, "import", "states", table(tmp_path / "s.csv", rows))
    assert result.exit_code == 0, result.output
    assert read_states(fresh, "3.1.1").get("a", "") == ""


def test_notes_and_reports_name_the_sheet_of_a_row(fresh: Path, tmp_path: Path, run: Run) -> None:
    book = openpyxl.Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for name, lines in {
        "AC": (("Objective", "Status"), ("3.1.1[a]", "Met"), ("3.1.2", "Met")),
        "IA": (("Status", "AO ID", "Comment"), ("Met", "3.5.1[a]", ""), ("Bogus", "3.5.2", "x")),
    }.items():
        page = book.create_sheet(name)
        for line in lines:
            page.append(line)
    book.save(tmp_path / "s.xlsx")
    report = tmp_path / "r.csv"
    result = run(fresh, "import", "states", str(tmp_path / "s.xlsx"), "--report", str(report))
    assert "1 rows were not taken: 3" in result.output, result.output
    assert "carried" not in result.output, "no row of headings stands in these sheets"
    note = read_fields(fresh, "3.1.2")["a"]["Note"]
    assert note == 'taken over from s.xlsx sheet "AC" row 3, not looked at by objective'
    assert rests_on_row(note)
    with report.open(encoding="utf-8-sig", newline="") as file:
        fates = {
            (row["sheet"], row["row"]): (row["fate"], row["became"]) for row in csv.DictReader(file)
        }
    assert fates[("AC", "2")] == ("taken", "3.1.1[a] implemented")
    assert fates[("IA", "2")] == ("taken", "3.5.1[a] implemented")
    assert fates[("IA", "3")] == ("refused", "")
