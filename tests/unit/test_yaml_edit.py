"""Front matter edited in place: exactly what was meant, and not a byte besides."""

from __future__ import annotations

import difflib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attestle.authoring.line_ends import keep_line_ends
from attestle.authoring.poam_files import make_item_slug
from attestle.errors import InternalError
from attestle.formats import frontmatter, yaml12
from attestle.formats.yaml_edit import EditedFrontMatter
from conftest import examples

BLOCK = """---
kind: poam   # the kind
status: ongoing # is it?
weakness: >-
  folded
  text

# about the objectives
objectives: ["3.1.1[a]"]
scheduled-completion: 2027-01-01   # the date
milestones: # steps
  # first
  - title: >-
      one
      two
    # before the date
    date: 2026-12-01 # why
    # after it
  - title: b
    date: 2026-12-02
    changes:
      - was: 2026-01-02
        why: |
          block text

          more
    # tail of the second

  - {title: "flow: x", date: 2026-12-03}
  - title: é — ünï 😀
    date: 2026-12-04
    completed:
completion-evidence:
- ev-a   # mine
# last
---

body
---
"""
FLOW = """---
{status: ongoing, scheduled-completion: 2027-01-01, milestones: [{title: t, date: 2026-12-01}, {title: t, date: 2026-12-02, changes: []}, {title: t,
  date: 2026-12-03, changes: [{was: 2026-01-01, why: x}, ], # c
  }, {date: 2026-12-04, title: t}]}
---
"""


def value(text: str) -> Any:
    return yaml12.read_yaml(frontmatter.split_front_matter(text).yaml).value


def lost(before: str, after: str) -> list[str]:
    """Lines that are not there any more."""
    return [
        line[2:]
        for line in difflib.ndiff(before.split("\n"), after.split("\n"))
        if line.startswith("- ")
    ]


@pytest.mark.parametrize("text", [BLOCK, FLOW], ids=["block", "flow"])
@pytest.mark.parametrize("index", range(4))
def test_a_list_grows_and_a_key_changes_in_every_layout(text: str, index: int) -> None:
    edit = EditedFrontMatter(text)
    expected = value(text)
    step = expected["milestones"][index]
    for number in range(3):
        edit.append(
            f"/milestones/{index}",
            "changes",
            {"was": f"2026-01-0{number + 1}", "why": 'a: "b" # c\n- d'},
        )
        step["changes"] = [
            *(step.get("changes") or []),
            {"was": f"2026-01-0{number + 1}", "why": 'a: "b" # c\n- d'},
        ]
    edit.put(f"/milestones/{index}", "date", "2027-01-01", after="title")
    edit.put(f"/milestones/{index}", "completed", "2027-01-02", after="date")
    edit.extend("", "completion-evidence", ["ev-a", "ev-b"], after="scheduled-completion")
    edit.put("", "status", "complete", after="kind")
    step |= {"date": "2027-01-01", "completed": "2027-01-02"}
    expected |= {"status": "complete", "completion-evidence": ["ev-a", "ev-b"]}
    assert value(edit.text()) == expected
    assert (
        frontmatter.split_front_matter(edit.text()).body
        == frontmatter.split_front_matter(text).body
    )


def test_comments_and_layout_stay() -> None:
    edit = EditedFrontMatter(BLOCK)
    edit.put("", "status", "complete", after="kind")
    edit.put("", "completed", "2027-01-02", after="scheduled-completion")
    edit.put("/milestones/0", "date", "2027-01-01", after="title")
    edit.append("/milestones/0", "changes", {"was": "2026-12-01", "why": "because"})
    edit.extend("", "completion-evidence", ["ev-b"], after="scheduled-completion")
    after = edit.text()
    assert lost(BLOCK, after) == ["status: ongoing # is it?", "    date: 2026-12-01 # why"]
    for line in (
        "status: complete # is it?\n",
        "    date: 2027-01-01 # why\n",
        "   # the date\ncompleted: 2027-01-02\n",
        "- ev-a   # mine\n- ev-b\n# last\n",
    ):
        assert line in after


def test_blank_lines_that_belong_to_a_text_stay_in_it() -> None:
    edit = EditedFrontMatter("---\nstatus: ongoing\nweakness: |+\n  text\n\n\n---\n")
    edit.put("", "completed", "2027-01-02", after="weakness")
    assert value(edit.text()) == {
        "status": "ongoing",
        "weakness": "text\n\n\n",
        "completed": "2027-01-02",
    }


def test_an_edit_that_would_say_something_else_is_refused() -> None:
    with pytest.raises(InternalError):
        EditedFrontMatter("---\nstatus: ongoing\n---\n").put("", "not: a key", "x", after="status")


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=12)


@settings(max_examples=examples(), deadline=None)
@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=4), st.booleans(), st.data())
def test_any_words_come_back(
    pairs: list[tuple[str, str]], known: bool, data: st.DataObject
) -> None:
    text = (
        "---\nlist:\n  - date:"
        f" 2026-01-01\n{'    changes: []  # none' if known else '    # none'}\nend: 1\n---\nbody\n"
    )
    edit = EditedFrontMatter(text)
    for was, why in pairs:
        edit.append("/list/0", "changes", {"was": was, "why": why})
    assert value(edit.text())["list"][0]["changes"] == [
        {"was": was, "why": why} for was, why in pairs
    ]
    assert edit.text().endswith("end: 1\n---\nbody\n")


@settings(max_examples=examples(), deadline=None)
@given(
    st.lists(st.sampled_from(["a\n", "b\r\n", "\r\n", "c\r\n"]), max_size=8),
    st.sampled_from(["", "tail"]),
    st.integers(0, 8),
    st.booleans(),
)
def test_line_ends_stay(lines: list[str], tail: str, place: int, mark: bool) -> None:
    data = ("\ufeff" if mark else "").encode() + "".join([*lines, tail]).encode()
    plain = "".join(line.replace("\r\n", "\n") for line in lines) + tail
    assert keep_line_ends(data, plain) == data
    at = min(place, len(lines))
    edited = (
        "".join(line.replace("\r\n", "\n") for line in [*lines[:at], "new line\n", *lines[at:]])
        + tail
    )
    assert (
        keep_line_ends(data, edited).decode().removeprefix("\ufeff").replace("\r\n", "\n") == edited
    )


def test_a_name_for_an_item() -> None:
    assert (
        make_item_slug("3.4.8", "Application Execution Policy")
        == "r-3-4-8-application-execution-policy"
    )
    assert make_item_slug("3.1.1", "X", ("r-3-1-1-x", "r-3-1-1-x-2")) == "r-3-1-1-x-3"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "---\nname: a\nshort-name: b # short\nids: # ours\n  - id: x\n    scheme: y\n  - id: z\nstatus: c\n---\nText\n",
            '---\nname: a\nids: [{id: "q"}]\nstatus: c\n---\nText\n',
        ),
        (
            "---\nids: [{id: x}]\nshort-name: >-\n  one\n  two\n\nname: a\n---\n",
            '---\nids: [{id: "q"}]\n\nname: a\n---\n',
        ),
        ("---\n{name: a, short-name: b, ids: [x]}\n---\n", '---\n{name: a, ids: [{id: "q"}]}\n---\n'),
    ],
)  # fmt: skip
def test_a_key_is_removed_and_a_list_of_mappings_set(text: str, expected: str) -> None:
    edit = EditedFrontMatter(text)
    edit.remove("short-name")
    edit.remove("not-there")
    edit.put_items("ids", [{"id": "q"}])
    assert edit.text() == expected
