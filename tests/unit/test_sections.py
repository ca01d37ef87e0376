"""The grammar of a requirement file: reading and writing are exact inverses on prose, and mistakes
are told at their line.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attestle.formats import frontmatter
from attestle.formats.sections import (
    KINDS,
    Field,
    Section,
    Sections,
    escape_prose,
    read_sections,
    unescape_prose,
    write_sections,
)
from conftest import Run, examples
from prose_lines import LINE

PROSE = st.lists(LINE, max_size=12).map("\n".join)
LETTERS = "abcdef"


def sections_of(proses: list[tuple[str, tuple[Field, ...]]]) -> list[Section]:
    return [
        Section("objective", (LETTERS[number],), f"[{LETTERS[number]}] Title", fields, prose)
        for number, (prose, fields) in enumerate(proses)
    ]


STATE = (Field("State", "implemented", 0), Field("Evidence", "ev-a, ev-b", 0))
ENTRY = st.tuples(PROSE, st.sampled_from([STATE]))
BARE = st.tuples(PROSE, st.just(()))


def round_trip(sections: list[Section]) -> Sections:
    text = write_sections('requirement: "3.1.1"\n', "# 3.1.1 Title", sections)
    parts = frontmatter.split_front_matter(text)
    assert not parts.problems
    return read_sections(parts.body, parts.body_line)


@settings(max_examples=examples(), deadline=None)
@given(st.lists(ENTRY, min_size=1, max_size=6))
def test_prose_comes_back_byte_for_byte(entries: list[tuple[str, tuple[Field, ...]]]) -> None:
    back = round_trip(sections_of(entries))
    assert not back.problems, "prose is never refused"
    assert [section.prose for section in back.sections] == [prose for prose, _ in entries]
    assert [section.ids for section in back.sections] == [
        (LETTERS[number],) for number in range(len(entries))
    ]
    assert all(
        [(field.key, field.value) for field in section.fields]
        == [("State", "implemented"), ("Evidence", "ev-a, ev-b")]
        for section in back.sections
    )


@settings(max_examples=examples(), deadline=None)
@given(st.lists(BARE, min_size=1, max_size=6))
def test_prose_without_fields_stays_prose(entries: list[tuple[str, tuple[Field, ...]]]) -> None:
    """Prose that begins like fields must not become fields."""
    back = round_trip(sections_of(entries))
    assert not back.problems
    assert [section.prose for section in back.sections] == [prose for prose, _ in entries]
    assert not any(section.fields for section in back.sections)


@settings(max_examples=examples(), deadline=None)
@given(PROSE)
def test_escaping_is_reversible(prose: str) -> None:
    assert unescape_prose(escape_prose(prose)) == prose


@settings(max_examples=examples(), deadline=None)
@given(st.lists(ENTRY, min_size=1, max_size=4))
def test_writing_what_was_read_changes_nothing(
    entries: list[tuple[str, tuple[Field, ...]]],
) -> None:
    front = 'requirement: "3.1.1"\n'
    once = write_sections(front, "# 3.1.1 Title", sections_of(entries))
    parts = frontmatter.split_front_matter(once)
    again = read_sections(parts.body, parts.body_line)
    assert write_sections(front, again.heading, again.sections) == once


def test_what_the_web_editor_may_leave_out() -> None:
    """No blank line after the fields, none before the next section, no newline at the end: the
    prose is the same.
    """
    body = (
        "# 3.1.1 T\n\n## [a] A <!-- @objective a -->\n- State: implemented\nText of a.\n## [b] B"
        " <!-- @objective b -->\nText of b."
    )
    found = read_sections(body)
    assert not found.problems
    assert [section.prose for section in found.sections] == ["Text of a.", "Text of b."]


def test_text_at_the_end_of_the_file_belongs_to_the_last_section() -> None:
    found = read_sections(
        "# T\n\n## [a] A <!-- @objective a -->\n- State: implemented\n\nText.\n\nAppended.\n"
    )
    assert found.sections[0].prose == "Text.\n\nAppended."


def test_lines_are_those_of_the_file() -> None:
    text = (
        "---\nrequirement: x\n---\n# T\n\n## [a] A <!-- @objective a -->\n- State: implemented\n-"
        " Missing: one\n  two\n\nText.\n"
    )
    parts = frontmatter.split_front_matter(text)
    (section,) = read_sections(parts.body, parts.body_line).sections
    assert (section.line, section.prose_line) == (6, 11)
    assert [(field.key, field.value, field.line) for field in section.fields] == [
        ("State", "implemented", 7),
        ("Missing", "one two", 8),
    ]


def problem(body: str) -> tuple[str, int | None, str]:
    (found,) = read_sections(f"# T\n\n{body}").problems
    return found.code, found.line, found.hint


@pytest.mark.parametrize(
    ("body", "code", "line", "hint"),
    [
        ("stray text\n\n## A <!-- @objective a -->\n", "SSP001", 3, "move it into a section"),
        (" ## A <!-- @objective a -->\n", "SSP001", 3, "column 1"),
        ("## A <!-- @objectiv a -->\n", "SSP002", 3, 'did you mean "objective"?'),
        ("## A <!-- @ -->\n", "SSP002", 3, "one of"),
        ("## A <!-- @objective -->\n", "SSP002", 3, "write @objective LETTER [COMPONENT]"),
        ("## A <!-- @objective a b c -->\n", "SSP002", 3, "write @objective"),
        (
            "## A <!-- @objective a -->\n\nx\n\n## A <!-- @objective a -->\n",
            "SSP003",
            7,
            "join the two texts",
        ),
        ("## A <!-- @objective a -->\n- Stat: implemented\n", "SSP004", 4, 'did you mean "State"?'),
        (
            "## A <!-- @objective a -->\n- State: implemented\n- State: partial\n",
            "SSP004",
            5,
            "keep one",
        ),
        ("## A <!-- @objective a -->\n- State:\n", "SSP005", 4, "give a value"),
        ("## A <!-- @objective a -->\n- State: implemented\n- Objectives: a\n", "SSP004", 5, ""),
    ],
)
def test_mistakes_are_told_at_their_line(body: str, code: str, line: int, hint: str) -> None:
    found = problem(body)
    assert found[:2] == (code, line)
    assert hint in found[2]


def test_every_mistake_of_a_file_is_told_at_once() -> None:
    body = (
        "# T\n\n## A <!-- @objectiv a -->\n\n## B <!-- @objective b -->\n- Stat: x\n- Evidenc:"
        " y\n\n## B <!-- @objective b -->\n"
    )
    assert [item.code for item in read_sections(body).problems] == [
        "SSP002",
        "SSP004",
        "SSP004",
        "SSP003",
    ]


def test_drafts_and_retired_sections_may_repeat() -> None:
    body = (
        "# T\n\n## D <!-- @draft -->\n\nx\n\n## D <!-- @draft -->\n\n## R <!-- @retired objective z"
        " -->\n\n## R <!-- @retired objective z -->\n"
    )
    assert not read_sections(body).problems


@pytest.mark.parametrize("kind", KINDS)
def test_a_marker_of_too_many_words_is_told_in_every_kind(kind: str) -> None:
    words = " ".join(["a"] * 200)
    [found] = read_sections(f"# T\n\n## A <!-- @{kind} {words} -->\n\ntext\n").problems
    assert (found.code, found.line) == ("SSP002", 3)
    assert found.hint.startswith(f"write @{kind}")
    assert len(found.message) < 200


@pytest.mark.parametrize("kind", ["component", "objective", "statement", "retired"])
def test_a_marker_without_its_words_is_told(kind: str) -> None:
    code, line, hint = problem(f"## A <!-- @{kind} -->\n")
    assert (code, line) == ("SSP002", 3)
    assert hint.startswith(f"write @{kind} ")


@pytest.mark.parametrize("kind", KINDS)
def test_fields_of_a_kind_are_known_or_told(kind: str) -> None:
    ids = {"reference": "", "draft": ""}.get(kind, " a")
    lines = ["- State: implemented", "- State:", "- Nonsense: x", "- : y", "text"]
    found = read_sections(f"# T\n\n## A <!-- @{kind}{ids} -->\n" + "\n".join(lines) + "\n")
    assert {item.code for item in found.problems} <= {"SSP004", "SSP005"}
    assert found.sections[0].kind == kind


def test_a_draft_of_many_words_stops_no_command(tiny: Path, run: Run) -> None:
    path = "ssp/demo/controls/AC/3.1.1.md"
    file = tiny / path
    text = file.read_text(encoding="utf-8")
    marker = " ".join(["@draft", *["a"] * 120])
    file.write_text(f"{text}\n## T <!-- {marker} -->\n\ntext\n", encoding="utf-8")
    line = len(text.splitlines()) + 2
    for command in (("validate", "--no-cache"), ("ssp", "generate"), ("ssp", "assemble")):
        result = run(tiny, *command)
        assert result.exit_code == 1, result.output
        assert f" {line}  error    SSP002" in result.output
