"""Fields as people write them: read as they are meant, written as the tool writes them, and no other
byte of a file touched.
"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attestle.authoring.text_repairs import mend_sections, write_canonical_words
from attestle.formats import requirement_answers
from attestle.formats.field_lines import read_field_line
from attestle.formats.problems import Problem
from attestle.formats.sections import (
    Field,
    Section,
    read_sections,
    write_sections,
)
from attestle.model.answers import STATES
from attestle.model.authored_values import Source
from attestle.model.objective_answers import RequirementAnswer
from attestle.model.words import read_state
from building import shipped
from conftest import examples
from prose_lines import LINE
from tables import check_each

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


@check_each(("line", "state"), STATE_LINES)
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
        ("\nState: met\n\nText.\n", "- State: met\n\nText.\n"),
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


# a block directly below a heading, and its fields
BARE_BLOCKS = (
    ("State: met\n\nText.", (("State", "met"),)),
    (
        "**Status:** Not Met\n**Evidence:** ev-a\n\nText.",
        (("State", "Not Met"), ("Evidence", "ev-a")),
    ),
    (
        "state\uff1apartial\nMissing: the farm\n\nText.",
        (("State", "partial"), ("Missing", "the farm")),
    ),
    ("State: met\n- Evidence: ev-a\n\nText.", (("State", "met"), ("Evidence", "ev-a"))),
    ("Missing: the farm\nState:\u00a0planned", (("Missing", "the farm"), ("State", "planned"))),
)
# blocks that may be text: a value that is no state, a line that is no field, a key twice
TEXT_BLOCKS = (
    "State: the art\n\nText.", "State: met\nin every region.", "State: met\n  goes on", "Note: Okta does it",
    "State: met\nState: planned", "Evidence: what Okta keeps\nMissing: nothing", "\nState: met\n\nText.", "State: met\n- Okta: does it",
)  # fmt: skip


@pytest.mark.parametrize(("block", "fields"), BARE_BLOCKS)
def test_fields_without_bullets_are_read_where_they_can_be_no_text(
    block: str, fields: tuple[tuple[str, str], ...]
) -> None:
    text = f"{HEAD}{OBJECTIVE}{block}\n"
    [section] = read_sections(text[text.index("# 3") :]).sections
    assert tuple((item.key, item.value) for item in section.fields) == fields
    assert section.prose == ("Text." if "Text." in block else "")
    after = write_canonical_words(text.encode())
    assert write_canonical_words(after) == after
    [mended] = read_sections(after.decode().partition("---\n# ")[2].join(("# ", ""))).sections
    assert mended.prose == section.prose
    lines = after.decode().splitlines()
    place = lines.index(OBJECTIVE.strip()) + 1
    assert all(line.startswith("- ") for line in lines[place : place + len(fields)])


@pytest.mark.parametrize("block", TEXT_BLOCKS)
def test_what_may_be_text_is_text_and_no_byte_of_it_changes(block: str) -> None:
    text = f"{HEAD}{OBJECTIVE}{block}\n"
    [section] = read_sections(text[text.index("# 3") :]).sections
    assert section.fields == ()
    assert section.prose == block.removeprefix("\n")
    assert write_canonical_words(text.encode()) == text.encode()


def test_a_component_section_takes_letters_or_a_status_without_bullets() -> None:
    head = "# T\n\n## O <!-- @component o -->\n"
    for block, keys in (
        ("Objectives: a, d\n", ["Objectives"]),
        ("Status: planned\nObjectives: [a]\n", ["Status", "Objectives"]),
        ("Objectives: all of them\n", []),
        ("Status: of the art\n", []),
    ):
        [section] = read_sections(head + block).sections
        assert [item.key for item in section.fields] == keys


@pytest.mark.parametrize(
    ("line", "written"),
    [
        ("### [b] B <!-- @objective b -->", "## [b] B <!-- @objective b -->"),
        ("##[b] B <!-- @objective b -->", "## [b] B <!-- @objective b -->"),
        ("**[b] B** <!-- @objective b -->", "## [b] B <!-- @objective b -->"),
        ("[b] B <!-- @objective b -->", "## [b] B <!-- @objective b -->"),
        ("### [a] twice <!-- @objective a -->", None),
        (" ## [b] <!-- @objective b -->", None),
        ("See <!-- @objective b --> there", None),
        ("See **[b]** <!-- @objective b -->", None),
        ("`## [b] B <!-- @objective b -->`", None),
        ("```\n### [b] B <!-- @objective b -->\n```", None),
        ("\\### [b] B <!-- @objective b -->", None),
    ],
)
def test_a_heading_that_lost_its_form_begins_its_section(line: str, written: str | None) -> None:
    text = f"{HEAD}{OBJECTIVE}- State: implemented\n\nText.\n\n{{}}\n- State: planned\n\nMore.\n"
    found = read_sections(text.format(line)[text.index("# 3") :]).sections
    assert len(found) == (1 if written is None else 2)
    after = write_canonical_words(text.format(line).encode()).decode()
    assert after == text.format(line if written is None else written)


def test_a_heading_that_is_no_section_gets_its_form_back_where_it_is_asked_for() -> None:
    text = f"{HEAD}{OBJECTIVE}- State: met\n\nText.\n\n{{}}\n- State: planned\n\nMore.\n"
    for line, mended in (
        (" ## [b] <!-- @objective b -->", "## [b] <!-- @objective b -->"),
        ("Letter [b] <!-- @objective b -->", "## Letter [b] <!-- @objective b -->"),
        ("### [a] twice <!-- @objective a -->", "### [a] twice <!-- @objective a -->"),
    ):
        assert mend_sections(text.format(line), REQUIREMENT, {}) == text.format(mended)


def test_a_lost_heading_in_a_draft_is_text() -> None:
    for kind in ("draft", "retired objective z"):
        text = f"# T\n\n## D <!-- @{kind} -->\n\n### [b] <!-- @objective b -->\n\nx\n"
        assert len(read_sections(text).sections) == 1
    text = "# T\n\n### [b] <!-- @objective b -->\n- State: planned\n\nx\n"
    assert [item.key for item in read_sections(text).sections] == [("objective", "b")]


def test_one_cause_is_told_once() -> None:
    """What is said at the line that was meant is not said at the objective again."""
    for body in ("\nState: met\n", "\n- State: met\n", "- State: nearly\n"):
        answer, [problem] = read(f"# T\n\n{OBJECTIVE}{body}")
        assert "State" in answer.objectives["a"].lines, problem
    for line in ("## [b] B", " ## [b] B <!-- @objective b -->", "See [b] <!-- @objective b -->"):
        answer, [problem] = read(f"# T\n\n{OBJECTIVE}- State: met\n\nText.\n\n{line}\n\nMore.\n")
        assert (problem.code, problem.line) == ("SSP016", 8)
        assert answer.lines["objective b"] == 8


_KEYS = ("State", "state", "STATUS", "Status", "**State**", "__Status__", "*State*", "`State`")
_BULLETS = ("- ", "* ", "+ ", "-", "\u2013 ", "\u2014\u00a0", "\u2022 ", "")
_COLONS = (": ", ":", " : ", ":\u00a0", "\uff1a", ":\u200b ")
_WORDS = (
    *(word for row in STATES for word in row.synonyms),
    "nearly",
    "not quite there",
    "of the art",
    "unimplemented",
    "largely done",
)


@given(
    st.sampled_from(_BULLETS), st.sampled_from(_KEYS), st.sampled_from(_COLONS),
    st.sampled_from(_WORDS), st.sampled_from(("", "\n", "\n- Note: x", "\nNote: x", "\ntext below")),
)  # fmt: skip
@settings(max_examples=examples(2000), deadline=None)
def test_a_state_in_any_dress_is_read_as_its_word_or_told(
    bullet: str, key: str, colon: str, word: str, below: str
) -> None:
    line = f"{bullet}{key}{colon}{word}"
    if "**" in key or "__" in key:
        line = (
            line.replace(key, key[:-2] + colon.strip() + key[-2:], 1).replace(colon, " ", 1)
            if colon == ": "
            else line
        )
    answer, problems = read(f"# T\n\n{OBJECTIVE}{line}{below}\n\nText.\n")
    found = answer.objectives["a"]
    if found.state:
        assert found.state == read_state(word), "never another word, so never a better one"
    else:
        assert any(item.line == 4 for item in problems) or not read_state(word), (line, problems)
    assert "Text." in found.prose


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
