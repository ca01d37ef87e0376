"""Fields as people write them: read as they are meant, written as the tool writes them, and no other
byte of a file touched.
"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attestle.authoring.text_repairs import mend_sections, write_canonical_words
from attestle.formats import requirement_answers
from attestle.formats.problems import Problem
from attestle.formats.sections import (
    Field,
    Section,
    read_field_line,
    read_sections,
    write_sections,
)
from attestle.model.system import RequirementAnswer, Source
from building import shipped
from conftest import examples
from prose_lines import LINE

REQUIREMENT = shipped().by_label["3.1.1"]
HEAD = '---\nrequirement: "3.1.1"\n---\n# 3.1.1 T\n\n'
OBJECTIVE = "## [a] A <!-- @objective a -->\n"
# a line, and what it says of the state
STATE_LINES = (
    ("- State: implemented", "implemented"), ("* State: implemented", "implemented"), ("- State: Implemented", "implemented"),
    ("- state: MET", "implemented"), ("- **State:** implemented", "implemented"), ("* **State**: done", "implemented"),
    ("- __State: partial__", "partial"), ("\u2013\u00a0State: implemented", "implemented"), ("\u2014 State: Not Met", "not-implemented"),
    ("- State:\u00a0implemented", "implemented"), ("- State\uff1a In place", "implemented"), ("\u2022 State: planned", "planned"),
    ("- \u200bState: \ufeffN/A", "not-applicable"), ("- Status: Partially implemented", "partial"), ("-State: partial", "partial"),
    ("- State:partial", "partial"), ("+ STATE : Inherited", "inherited"),
)  # fmt: skip
# directly below a heading; below a field they are fields with keys that nobody knows
LIST_LINES = ("- [ ] State: open", "- **Everything** is listed: see there")
# lines directly below a heading that are the author's text all the same
PROSE_LINES = (
    "**Note:** Okta does it", "*Missing: nothing*", "**State:** of the art",
    "- **Important:** accounts are listed", "\u2013 Accounts: in a list", "State of the art: a list", "* Okta does it", "1. State: done", "> - State: done", "---",
)  # fmt: skip


def read(body: str) -> tuple[RequirementAnswer, list[Problem]]:
    found = read_sections(body)
    start = RequirementAnswer(REQUIREMENT.id, "3.1.1", source=Source("x.md"))
    answer, problems = requirement_answers.read_answers(found, REQUIREMENT, start, {})
    return answer, [*found.problems, *problems]


@pytest.mark.parametrize(("line", "state"), STATE_LINES)
def test_a_state_is_read_as_it_is_meant_and_written_as_the_tool_does(line: str, state: str) -> None:
    text = f"{HEAD}{OBJECTIVE}{line}\n- Note: **bold** \u2013 and so on\n\nText.\n"
    answer, problems = read(text.removeprefix(HEAD[: HEAD.index("# 3")]))
    assert answer.objectives["a"].state == state
    assert answer.objectives["a"].prose == "Text."
    assert not problems
    mark = "*" if line.startswith("* State") else "-"
    assert write_canonical_words(text.encode()).decode() == text.replace(
        line, f"{mark} State: {state}"
    )


@pytest.mark.parametrize("line", [*PROSE_LINES, *LIST_LINES])
def test_a_line_of_text_stays_text(line: str) -> None:
    """Right below the heading and right below its fields."""
    for fields in ("", "- State: implemented\n")[: 1 if line in LIST_LINES else 2]:
        text = f"{HEAD}{OBJECTIVE}{fields}{line}\nText.\n"
        [section] = read_sections(text.partition("---\n# ")[2].join(("# ", ""))).sections
        assert section.prose == f"{line}\nText."
        assert write_canonical_words(text.encode()) == text.encode()


def test_other_names_count_inside_a_list_of_fields_only() -> None:
    body = f"# T\n\n{OBJECTIVE}- Status: planned\n- Gaps: the list\n- Justification: late\n"
    [section] = read_sections(body).sections
    assert [item.key for item in section.fields] == ["State", "Missing", "Rationale"]
    [section] = read_sections(f"# T\n\n{OBJECTIVE}- Gaps: the list\n- Status: planned\n").sections
    assert section.fields == ()
    assert read_field_line("component", "- State: partial") == ("Status", "partial")


def test_only_the_lines_of_fields_change_also_with_other_line_ends() -> None:
    text = (
        "\ufeff"
        + HEAD
        + OBJECTIVE
        + "- Status: Met\n- Evidence:\u00a0ev-a\n\n- State: Met  \n\tx\n"
    )
    for ends in ("\n", "\r\n"):
        before = text.replace("\n", ends)
        after = before.replace("- Status: Met", "- State: implemented").replace(":\u00a0ev", ": ev")
        assert write_canonical_words(before.encode()) == after.encode()
        assert write_canonical_words(after.encode()) == after.encode()


def test_words_that_are_none_and_words_of_exceptions_stay_as_they_are() -> None:
    for word in ("nearly there", "Temporary Deficiency", "Risk accepted", "implementd"):
        text = f"{HEAD}{OBJECTIVE}- State: {word}\n\nText.\n".encode()
        assert write_canonical_words(text) == text
    broken = b"---\nrequirement\n# no end\n"
    assert write_canonical_words(broken) == broken


def test_the_word_of_an_exception_is_told_and_counts_for_nothing() -> None:
    answer, [problem] = read(f"# T\n\n{OBJECTIVE}- State: Enduring Exception\n")
    assert (problem.code, problem.line, problem.warning) == ("SSP027", 4, True)
    assert answer.objectives["a"].state == "not-implemented"


def test_a_status_that_nobody_understands_claims_nothing() -> None:
    answer, [problem] = read("# T\n\n## O <!-- @component o -->\n- Status: nearly\n\nText.\n")
    assert problem.code == "SSP005"
    assert answer.components[0].status == "planned"


@pytest.mark.parametrize(
    ("body", "mended"),
    [
        ("State: met\n\nText.\n", "- State: met\n\nText.\n"),
        ("\nState: Not met\nText.\n", "- State: Not met\nText.\n"),
        ("State: the art\n\nText.\n", None),
        ("State: met\n  goes on\n", None),
        ("State: met\n- Okta: does it\n", None),
        ("- Note: x\nState: met\n\nText.\n", "- Note: x\n- State: met\n\nText.\n"),
    ],
)
def test_a_bare_state_gets_its_bullet_where_it_is_plain(body: str, mended: str | None) -> None:
    text = HEAD + OBJECTIVE + body
    after = HEAD + OBJECTIVE + (body if mended is None else mended)
    assert mend_sections(text, REQUIREMENT, {}) == after


@pytest.mark.parametrize(
    ("line", "mended"),
    [
        ("### [b] B <!-- @objective b -->", "## [b] B <!-- @objective b -->"),
        (" ## [b] <!-- @objective b -->", "## [b] <!-- @objective b -->"),
        ("**[b] B** <!-- @objective b -->", "## [b] B <!-- @objective b -->"),
        ("### [a] twice <!-- @objective a -->", None),
        ("See <!-- @objective b --> there", None),
        ("`## [b] B <!-- @objective b -->`", None),
        ("```\n### [b] B <!-- @objective b -->\n```", None),
    ],
)
def test_a_heading_that_lost_its_form_gets_it_back(line: str, mended: str | None) -> None:
    text = f"{HEAD}{OBJECTIVE}- State: met\n\nText.\n\n{{}}\n- State: planned\n\nMore.\n"
    after = mend_sections(text.format(line), REQUIREMENT, {})
    assert after == text.format(line if mended is None else mended)


def test_one_cause_is_told_once() -> None:
    """What is said at the line that was meant is not said at the objective again."""
    for body in ("State: met\n", "\n- State: met\n", "- State: nearly\n"):
        answer, [problem] = read(f"# T\n\n{OBJECTIVE}{body}")
        assert "State" in answer.objectives["a"].lines, problem
    for line in ("## [b] B", "### [b] B <!-- @objective b -->", "**[b]** <!-- @objective b -->"):
        answer, [problem] = read(f"# T\n\n{OBJECTIVE}- State: met\n\nText.\n\n{line}\n\nMore.\n")
        assert (problem.code, problem.line) == ("SSP016", 8)
        assert answer.lines["objective b"] == 8


@given(st.lists(LINE, max_size=6).map("\n".join), st.sampled_from(STATE_LINES))
@settings(max_examples=examples(2000), deadline=None)
def test_prose_comes_back_whatever_the_fields_above_it_look_like(
    prose: str, line: tuple[str, str]
) -> None:
    section = Section("objective", ("a",), "[a] A", (Field("State", "implemented", 0),), prose)
    text = write_sections('requirement: "3.1.1"\n', "# 3.1.1 T", [section])
    loose = text.replace("- State: implemented", line[0], 1)
    [found] = read_sections(loose.partition("---\n# ")[2].join(("# ", ""))).sections
    assert found.prose == prose
    if "\r\n" not in loose and "\0" not in loose:
        mark = "*" if line[0].startswith("* State") else "-"
        expected = text.replace("- State: implemented", f"{mark} State: {line[1]}", 1)
        assert write_canonical_words(loose.encode()).decode() == expected
