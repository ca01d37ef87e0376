"""What a person wrote of an objective stays, better or worse, and what an import wrote gives way to
the next sheet: every way in which an answer came about against every row.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache

import pytest

from attestle.formats import sheet_search
from attestle.formats.reference_section import write_new_file
from attestle.formats.sections import read_sections
from attestle.formats.written_values import WrittenValues, read_written
from attestle.model.answers import STATE_OF
from attestle.sheet_import.importer import Placement, SheetRows, SystemTarget
from attestle.sheet_import.states_sheet import IMPORTER
from building import shipped
from register_sheets import Rows, build_target, write_csv
from tables import check_each

[REQUIREMENT] = [item for item in shipped().requirements if item.label == "3.1.2"]
PATH = "ssp/demo/controls/AC/3.1.2.md"
WORD_OF = {"implemented": "Met", "partial": "Partially Met", "not-implemented": "Not Met"}
HEADING = "<!-- @objective a -->\n"


@cache
def make_target(may_replace: bool) -> SystemTarget:
    target = build_target("states", {}, may_replace=may_replace)
    assert isinstance(target, SystemTarget)
    return target


@cache
def read_rows(rows: Rows) -> SheetRows:
    read = sheet_search.find_table(write_csv(rows), IMPORTER.want_columns({}))
    return SheetRows("s.csv", read.records, tuple(read.columns))


@dataclass(frozen=True)
class Workspace:
    """The file of one requirement, what imports wrote, and what the last one said."""

    text: str
    written: WrittenValues
    placement: Placement | None = None

    @property
    def told(self) -> str:
        assert self.placement is not None
        return "\n".join(
            (*(item.message for item in self.placement.problems), *self.placement.replaced)
        )

    def read_fields(self, letter: str = "a") -> Mapping[str, str]:
        body = self.text.split("---\n", 2)[2]
        sections = {item.key: item for item in read_sections(body).sections}
        section = sections["objective", letter]
        return {item.key: item.value for item in section.fields}

    def edit(self, old: str, new: str) -> Workspace:
        assert self.text.count(old) == 1
        return replace(self, text=self.text.replace(old, new))

    def bring(self, rows: Rows, *, may_replace: bool = False) -> Workspace:
        target = replace(
            make_target(may_replace),
            find_text={PATH: self.text, "ssp/demo/people.yaml": ""}.get,
            requirement_path=lambda requirement: PATH,
            written=self.written,
        )
        done = IMPORTER.place_rows(target, read_rows(tuple(rows)))
        text = done.texts.get(PATH, self.text)
        return Workspace(text, self.written.record(PATH, self.text, text, "s.csv"), done)


EMPTY = Workspace(write_new_file(REQUIREMENT, "it"), WrittenValues("ssp/demo"))


def list_rows(subject: str, state: str) -> Rows:
    missing = "" if state == "implemented" else f"open: {state}"
    return (("Requirement", "Status", "Gap"), (subject, WORD_OF[state], missing))


WHOLE, PART = "3.1.2", "3.1.2[a]"
# how an answer came about
WRITERS = ("person", "row of the objective", "row of the requirement", "replaced", "before records")
# what a person did to it since; whether that is a look at the state
TOUCHES = {
    "nothing": False,
    "evidence": False,
    "text": True,
    "field": True,
    "state": True,
    "note": True,
}


def write_answer(writer: str, state: str) -> Workspace:
    if writer in ("person", "replaced"):
        typed = "" if state == "implemented" else "- Missing: typed\n"
        written = EMPTY.edit(HEADING, f"{HEADING}- State: {state}\n{typed}")
        if writer == "person":
            return written
        other = "partial" if state != "partial" else "implemented"
        first = written.bring(list_rows(PART, other), may_replace=True)
        return first.bring(list_rows(PART, state), may_replace=True)
    done = EMPTY.bring(list_rows(PART if writer.endswith("objective") else WHOLE, state))
    return replace(done, written=EMPTY.written) if writer == "before records" else done


def touch_answer(workspace: Workspace, touch: str, state: str) -> Workspace:
    line = f"{HEADING}- State: {state}\n"
    if touch == "evidence":
        return workspace.edit(line, f"{line}- Evidence: ev-a\n")
    if touch == "field":
        return workspace.edit(line, f"{line}- Provides: a list\n")
    if touch == "state":
        # put another word there and back: nothing is left of it but the person's will
        return replace(workspace.edit(line, f"{line}"), written=EMPTY.written)
    if touch == "text":
        start = workspace.text.index(HEADING)
        end = workspace.text.index("\n\n", start)
        return replace(
            workspace, text=f"{workspace.text[:end]}\n\nLooked at.{workspace.text[end:]}"
        )
    if touch == "note":
        note = workspace.read_fields().get("Note", "")
        start = workspace.text.index(HEADING)
        rest = workspace.text[start:].replace(f"- Note: {note}\n", "", 1)
        return replace(workspace, text=workspace.text[:start] + rest)
    return workspace


def list_histories() -> list[tuple[str, str]]:
    return [
        (writer, touch)
        for writer, touch in itertools.product(WRITERS, TOUCHES)
        # a note stands where a row was spread
        if touch != "note" or writer in ("row of the requirement", "before records")
        if touch != "state" or writer not in ("person", "before records")
    ]


def is_somebodys(writer: str, touch: str) -> bool:
    if writer == "row of the requirement" and touch == "state":
        return False  # the note still says where it came from
    if writer == "before records":
        return touch in ("text", "note")
    return writer == "person" or TOUCHES[touch]


PAIRS = (
    ("implemented", "not-implemented"),
    ("not-implemented", "implemented"),
    ("partial", "implemented"),
    ("partial", "not-implemented"),
)


@check_each("may_replace", [False, True])
@check_each("subject", [WHOLE, PART])
@check_each(("old", "new"), PAIRS)
@check_each(("writer", "touch"), list_histories())
def test_every_answer_against_every_row(
    writer: str, touch: str, old: str, new: str, subject: str, may_replace: bool
) -> None:
    before = touch_answer(write_answer(writer, old), touch, old)
    is_better = STATE_OF[new].rank > STATE_OF[old].rank
    is_noted = "taken over" in before.read_fields().get("Note", "")
    # where nothing is known of what imports wrote, a note alone lets nothing be bettered
    is_unknown = writer == "before records" or touch == "state"
    is_guess = is_better and (is_unknown or (subject == WHOLE and not is_noted))
    stays = not may_replace and (is_somebodys(writer, touch) or is_guess)
    after = before.bring(list_rows(subject, new), may_replace=may_replace)
    assert after.read_fields()["State"] == (old if stays else new)
    if stays:
        assert after.read_fields() == before.read_fields()
        word = "kept" if is_better else "contradiction"
        assert f"{word}: {PATH}: 3.1.2[a]: " in after.told
        assert f'State "{old}"; the sheet says "{new}"' in after.told
    else:
        assert f'3.1.2[a]: State "{old}" is now "{new}"' in after.told
        assert "contradiction" not in after.told
    again = after.bring(list_rows(subject, new), may_replace=may_replace)
    assert again.text == after.text
    assert again.written == after.written
    third = again.bring(list_rows(subject, "partial"))
    if not stays and not may_replace and touch == "nothing":
        guess = is_guess_of(again, subject, new)
        assert third.read_fields()["State"] == (new if guess else "partial")


def is_guess_of(workspace: Workspace, subject: str, state: str) -> bool:
    is_noted = "taken over" in workspace.read_fields().get("Note", "")
    is_better = STATE_OF["partial"].rank > STATE_OF[state].rank
    return subject == WHOLE and is_better and not is_noted


def test_a_worse_row_is_told_before_every_other_message() -> None:
    before = EMPTY.edit(HEADING, f"{HEADING}- State: implemented\n- Note: mine\n")
    rows = (
        ("Objective", "Status", "Comments", "Gap"),
        ("3.1.2[b]", "Met", "", ""),
        ("3.1.2[b]", "Not Met", "", "x"),
        (PART, "Not Met", "its note", "no list"),
    )
    after = before.bring(rows)
    assert after.placement is not None
    first = after.placement.problems[0]
    assert first.message.startswith("contradiction: ")
    assert (first.warning, first.line) == (True, 4)
    assert "--replace" in first.hint
    assert after.read_fields()["State"] == "implemented"


def test_fields_that_somebody_typed_stay_in_an_answer_of_an_import() -> None:
    typed = EMPTY.edit(HEADING, f"{HEADING}- Missing: typed by hand\n")
    first = typed.bring(list_rows(PART, "not-implemented"))
    assert first.read_fields() == {"State": "not-implemented", "Missing": "typed by hand"}
    second = first.bring(list_rows(PART, "partial"))
    assert second.read_fields() == {"State": "partial", "Missing": "typed by hand"}
    assert 'Missing "typed by hand"; the sheet says "open: partial"' in second.told


def test_evidence_that_an_import_cited_follows_the_sheet() -> None:
    head = ("Objective", "Status", "Provides", "Evidence")
    first = EMPTY.bring((head, (PART, "Met", "", "Roster of accounts, Review")))
    second = first.bring((head, (PART, "Met", "", "Review")))
    assert second.read_fields()["Evidence"].count("ev-") == 1
    typed = first.edit("- Evidence: ", "- Evidence: ev-typed, ")
    third = typed.bring((head, (PART, "Met", "", "Review")))
    assert third.read_fields()["Evidence"] == "ev-typed, ev-review"
    assert "ev-roster-of-accounts not in the sheet and no longer cited" in third.told
    without = third.bring((("Objective", "Status"), (PART, "Met")))
    assert without.text == third.text, "a sheet without evidence says nothing of it"


ROSTER = (("Objective", "Status", "Provides", "Evidence"), (PART, "Met", "", "Roster of accounts"))


@pytest.mark.parametrize(
    "instead", ["", "  - State: hm\n", "\nState: unclear for now\n", "| a | b |\n"]
)
def test_a_state_that_somebody_took_out_stays_out(instead: str) -> None:
    """Also by the third sheet, and where the section went with it; `--replace` brings it back."""
    first = EMPTY.bring(ROSTER)
    taken_out = first.edit("- State: implemented\n", instead)
    second = taken_out.bring(ROSTER)
    assert second.text == taken_out.text
    assert f"kept: {PATH}: 3.1.2[a]: State was taken out since an import wrote it" in second.told
    # another import that writes beside it does not forget it
    other = (("Objective", "Status"), ("3.1.2[b]", "Met"), (PART, "Met"))
    third = second.bring(other).bring(ROSTER)
    assert third.read_fields().get("State") is None
    assert third.bring(ROSTER, may_replace=True).read_fields()["State"] == "implemented"
    worse = third.bring((("Objective", "Status"), (PART, "Not met")))
    assert worse.read_fields()["State"] == "not-implemented", "bad news is written"


def test_a_section_that_somebody_took_out_does_not_come_back_with_a_claim() -> None:
    first = EMPTY.bring(ROSTER)
    start = first.text.index(HEADING)
    end = first.text.index("## [b]")
    taken_out = replace(first, text=first.text[:start] + first.text[end:])
    other = (("Objective", "Status"), ("3.1.2[b]", "Met"), (PART, "Met"))
    again = taken_out.bring(other).bring(ROSTER)
    assert HEADING not in again.text
    assert "3.1.2[a]: State was taken out" in again.told


def test_evidence_that_somebody_took_out_of_an_answer_stays_out() -> None:
    first = EMPTY.bring(ROSTER)
    taken_out = first.edit("- Evidence: ev-roster-of-accounts\n", "")
    more = (ROSTER[0], (PART, "Met", "a list", "Roster of accounts, Review"))
    second = taken_out.bring(more)
    assert second.read_fields()["Evidence"] == "ev-review"
    assert 'Evidence was taken out since an import wrote it; the sheet says "ev-ros' in second.told
    third = second.bring(more)
    assert third.text == second.text
    assert third.bring(more, may_replace=True).read_fields()["Evidence"].count("ev-") == 2
    # who cites it again has typed it: a sheet without it does not take it away
    typed = third.edit("- Evidence: ev-review", "- Evidence: ev-roster-of-accounts, ev-review")
    less = (ROSTER[0], (PART, "Met", "a longer list", "Review"))
    assert "ev-roster-of-accounts" in typed.bring(more).bring(less).read_fields()["Evidence"]


def test_what_lacks_by_somebodys_word_stays_beside_a_state_that_the_sheet_repeats() -> None:
    doubted = EMPTY.bring(ROSTER).edit(
        "- State: implemented\n", "- State: implemented\n- Missing: leavers of May\n"
    )
    again = doubted.bring(ROSTER)
    assert again.read_fields()["Missing"] == "leavers of May"
    assert 'Missing "leavers of May"; the sheet says nothing' in again.told
    assert "Missing" not in doubted.bring(ROSTER, may_replace=True).read_fields()


@pytest.mark.parametrize(
    "line",
    ["  - State: not-implemented", "State: not met", "> Status: planned", "| State | No |",
     "<li>State: not-implemented</li>"],
)  # fmt: skip
def test_a_state_that_the_text_says_is_not_bettered(line: str) -> None:
    before = EMPTY.edit(HEADING, f"{HEADING}\nOf last week.\n\n{line}\n")
    after = before.bring(ROSTER)
    assert after.text == before.text
    assert f"kept: {PATH}: 3.1.2[a]: the text" in after.told
    worse = before.bring((("Objective", "Status"), (PART, "Not met")))
    assert worse.read_fields()["State"] == "not-implemented"


def test_a_choice_between_two_branches_is_not_bettered() -> None:
    """The lines of both sides of a merge are kept; the state of one side stands in the file."""
    base = EMPTY.bring(list_rows(PART, "partial"))
    better = base.bring(list_rows(PART, "implemented"))
    worse = base.bring(list_rows(PART, "not-implemented"))
    both = worse.written.write() + better.written.write()
    chosen = replace(worse, written=read_written(both, "ssp/demo")[0])
    again = chosen.bring(list_rows(PART, "implemented"))
    assert again.read_fields()["State"] == "not-implemented"
    assert 'State "not-implemented"; the sheet says "implemented"' in again.told
    other = replace(better, written=chosen.written).bring(list_rows(PART, "not-implemented"))
    assert other.read_fields()["State"] == "not-implemented", "bad news is taken"


def test_a_comment_that_something_is_open_makes_a_met_row_partial() -> None:
    head = ("Objective", "Status", "Comments")
    done = EMPTY.bring((head, (PART, "Met", "MFA for VPN missing"), ("3.1.2[b]", "Met", "fine")))
    assert done.read_fields() == {"State": "partial", "Missing": "MFA for VPN missing"}
    assert done.read_fields("b") == {"State": "implemented", "Note": "fine"}
    assert "what is met lacks something by its own row" in done.told


@pytest.mark.parametrize(
    ("earlier", "later"),
    [("Status 2025", "Status 2026"), ("Q1 2026 Status", "Q3 2026 Status"), ("FY25 Status", "FY26 Status")],
)  # fmt: skip
def test_a_state_of_an_earlier_year_is_none_of_now(earlier: str, later: str) -> None:
    rows = ((PART, "Met", ""), ("3.1.2[b]", "Not Met", "Met"))
    done = EMPTY.bring((("Objective", earlier, later), *rows))
    assert "State" not in done.read_fields()
    assert done.read_fields("b")["State"] == "implemented"


def test_a_row_of_a_family_gives_no_state_to_the_requirement_above_it() -> None:
    rows = (("", "3.1.1", "Met"), ("", "3.1.2", ""), ("AT", "", "Met"), ("", "3.2.1", "Met"))
    done = EMPTY.bring((("Family", "Requirement", "Status"), *rows))
    assert done.placement is not None
    assert {place[1] for place in done.placement.became} == {2, 5}
    assert "no objective; the row was not taken" in done.told
    # a heading above rows of its letters gives them the requirement
    rows = (("3.1.1", "", "Met"), ("3.1.2", "", ""), ("", "a", "Met"), ("", "b", "Not Met"))
    done = EMPTY.bring((("Requirement", "AO", "Status"), *rows))
    assert done.read_fields()["State"] == "implemented"
    assert done.read_fields("b")["State"] == "not-implemented"
