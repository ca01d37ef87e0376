"""Control inventories in the shapes that teams, platforms and auditors have: all rows are placed or
told, and no control ends better than its rows say.
"""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Sequence

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attestle.formats import sheet_search
from attestle.model.audit_results import AuditResult, read_result
from attestle.model.soc2 import (
    DESIGNED,
    INHERITED,
    NOT_OPERATING,
    NOT_STATED,
    OPERATING,
    RETIRED,
    Soc2Control,
)
from attestle.model.vocabulary import read_word
from attestle.model.words import CONTROL_VOCABULARY
from attestle.sheet_import import soc2_control_sheet
from attestle.sheet_import.soc2_control_criteria import part_frameworks
from attestle.sheet_import.soc2_control_set import count_alike, match_controls
from attestle.sheet_import.soc2_control_sheet import IMPORTER, SheetControls, read_control_sheet
from conftest import examples
from sheet_shapes import PlainTable, dress
from tables import check_each

KNOWN = (*(f"cc6.{number}" for number in range(1, 9)), "cc7.1", "cc7.2", "cc8.1", "a1.2")
HEAD = ("Control ID", "Control Description", "Criteria", "Status", "Test Result")
Rows = Sequence[Sequence[str]]


def write_csv(rows: Rows, sign: str = ",", encoding: str = "utf-8") -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=sign).writerows(rows)
    return out.getvalue().encode(encoding)


def read(data: bytes) -> tuple[SheetControls, int]:
    """The controls of a file, and the number of its rows."""
    found = sheet_search.find_table(data, IMPORTER.want_columns({}))
    order = tuple(found.columns)
    for required in () if found.records else IMPORTER.also_enough:
        wanted = IMPORTER.want_columns({})
        wanted = type(wanted)(
            wanted.spellings, required, joined=wanted.joined, kinds=wanted.kinds,
            carried=wanted.carried, positions=wanted.positions, joins=wanted.joins,
        )  # fmt: skip
        found = sheet_search.find_table(data, wanted)
        order = tuple(found.columns)
        if found.records:
            break
    assert found.records, found.problems
    return read_control_sheet("acme", "c.csv", found.records, KNOWN, order), len(found.records)


def read_rows(*rows: Sequence[str]) -> tuple[dict[str, Soc2Control], list[str]]:
    """Controls by id, and the messages."""
    sheet, _ = read(write_csv(rows))
    return {item.id: item for item in sheet.controls}, [item.message for item in sheet.problems]


def read_cell(column: str, text: str) -> Soc2Control:
    [control] = read_rows(
        ("Control ID", "Description", "TSC", column), ("AC-1", "Access.", "CC6.1", text)
    )[0].values()
    return control


@check_each(
    ("text", "status", "result"),
    [
        ("Operating - No exceptions noted", OPERATING, AuditResult.CLEAN),
        ("Implemented; 1 exception", OPERATING, AuditResult.DEVIATED),
        ("Exception noted", NOT_STATED, AuditResult.DEVIATED),
        ("No exceptions noted", NOT_STATED, AuditResult.CLEAN),
        ("Active / Failing", NOT_OPERATING, AuditResult.NOT_STATED),
        ("Active, somehow", NOT_OPERATING, AuditResult.NOT_STATED),
        ("Draft", DESIGNED, AuditResult.NOT_STATED),
        ("Rejected", NOT_OPERATING, AuditResult.NOT_STATED),
        ("Outdated", NOT_OPERATING, AuditResult.NOT_STATED),
        ("Superseded", RETIRED, AuditResult.NOT_STATED),
        ("Did not operate", NOT_OPERATING, AuditResult.DEVIATED),
        ("Not operating effectively", NOT_OPERATING, AuditResult.DEVIATED),
        ("Inherited", INHERITED, AuditResult.NOT_STATED),
        ("Implemented (inherited)", INHERITED, AuditResult.NOT_STATED),
        ("Inherited - report of the hoster is read", INHERITED, AuditResult.NOT_STATED),
        ("Inherited; 1 exception noted", INHERITED, AuditResult.DEVIATED),
        ("Verified", NOT_OPERATING, AuditResult.NOT_STATED),
        ("In compliance", OPERATING, AuditResult.NOT_STATED),
        ("Inherited - failing", NOT_OPERATING, AuditResult.NOT_STATED),
        ("Inspected the list", NOT_OPERATING, AuditResult.NOT_STATED),
    ],
)
def test_a_status_and_a_result_may_stand_in_one_cell(
    text: str, status: str, result: AuditResult
) -> None:
    control = read_cell("Status", text)
    assert (control.status, read_result(control.result)) == (status, result)


@pytest.mark.parametrize(
    ("heading", "text", "result"),
    [
        ("Exceptions noted?", "No", AuditResult.CLEAN),
        ("Exceptions noted?", "Yes", AuditResult.DEVIATED),
        ("Number of exceptions", "2", AuditResult.DEVIATED),
        ("Exceptions", "0", AuditResult.CLEAN),
        ("Operating effectively?", "Yes", AuditResult.CLEAN),
        ("Operating effectively?", "No", AuditResult.DEVIATED),
        ("Result", "Yes", AuditResult.UNKNOWN),
        ("Result", "No", AuditResult.UNKNOWN),
    ],
)
def test_what_a_yes_or_a_number_answers_stands_in_its_heading(
    heading: str, text: str, result: AuditResult
) -> None:
    assert read_result(read_cell(heading, text).result) is result


def test_of_several_columns_of_status_the_worst_counts_and_design_is_not_operation() -> None:
    head = (
        "Control ID",
        "Description",
        "TSC",
        "Status",
        "Design Effectiveness",
        "Operating Status",
    )
    controls, _ = read_rows(
        head,
        ("A-1", "One.", "CC6.1", "Active", "Effective", "Operating"),
        ("A-2", "Two.", "CC6.1", "Active", "Effective", "Failing"),
        ("A-3", "Three.", "CC6.1", "", "Effective", ""),
        ("A-4", "Four.", "CC6.1", "Active", "Ineffective", ""),
    )
    assert [item.status for item in controls.values()] == [
        OPERATING, NOT_OPERATING, DESIGNED, NOT_OPERATING,
    ]  # fmt: skip


def test_an_answer_of_management_makes_no_result_better() -> None:
    head = ("Control ID", "Description", "TSC", "Results of Tests", "Management's Response")
    controls, _ = read_rows(
        head,
        (
            "A-1",
            "One.",
            "CC6.1",
            "1 of 25 selections lacked approval",
            "It operates effectively now.",
        ),
        ("A-2", "Two.", "CC6.1", "No exceptions noted", "N/A"),
        ("A-3", "Three.", "CC6.1", "No exceptions noted", "We have repaired it."),
    )
    results = [read_result(item.result) for item in controls.values()]
    assert results == [AuditResult.DEVIATED, AuditResult.CLEAN, AuditResult.UNKNOWN]


def test_rows_without_an_id_go_on_with_tests_or_are_controls_of_their_own() -> None:
    head = ("Control #", "Control Activity", "Criteria", "Tests Performed", "Results of Tests")
    controls, messages = read_rows(
        head,
        ("AC-1", "Access is granted.", "CC6.1", "Inquired.", "No exceptions noted."),
        ("", "", "", "Inspected a sample.", "Exception noted: 1 of 25."),
        ("", "Leavers lose access.", "CC6.2", "Inspected.", "No exceptions noted."),
    )
    assert next(iter(controls)) == "AC-1"
    assert len(controls) == 2
    assert read_result(controls["AC-1"].result) is AuditResult.DEVIATED
    assert controls["AC-1"].evidence == ("Inquired.", "Inspected a sample.")
    assert any("1 row has no control id" in message for message in messages)
    again, _ = read_rows(head, ("", "Leavers lose access.", "CC6.2", "", ""))
    assert list(again) == list(controls)[1:], "an id that is made is the same each time"


def test_rows_that_contradict_each_other_leave_the_worse() -> None:
    controls, messages = read_rows(
        HEAD,
        ("AC-1", "Access is granted.", "CC6.1", "Operating", ""),
        ("AC-1", "Access is granted.", "CC6.2", "Failing", ""),
        ("AC-2", "Access is reviewed.", "CC6.3", "Operating", "No exceptions noted"),
        ("AC-2", "Something else.", "CC7.1", "Failing", "Exception noted"),
    )
    assert controls["AC-1"].status == NOT_OPERATING
    assert controls["AC-2"].criteria == ("cc6.3",)
    assert controls["AC-2"].status == NOT_OPERATING
    assert read_result(controls["AC-2"].result) is AuditResult.DEVIATED
    assert any("the worse of the two was taken" in message for message in messages)
    assert any("counts if worse" in message for message in messages)


def test_a_text_that_is_cut_off_is_the_same_text() -> None:
    text = "Access to production is requested in a ticket and approved by the manager."
    controls, messages = read_rows(
        HEAD,
        ("AC-1", f"{text[:50]}...", "CC6.1", "Operating", ""),
        ("AC-1", text, "CC6.2", "Operating", ""),
    )
    assert controls["AC-1"].criteria == ("cc6.1", "cc6.2")
    assert controls["AC-1"].description == text
    assert not messages


def test_points_of_focus_are_kept_below_their_criterion() -> None:
    controls, _ = read_rows(HEAD, ("AC-1", "Access.", "CC6.1.2, CC6.1.3, CC6.2", "Operating", ""))
    assert controls["AC-1"].criteria == ("cc6.1", "cc6.2")
    assert controls["AC-1"].points == ("cc6.1.2", "cc6.1.3")


@pytest.mark.parametrize(
    ("cell", "criteria", "names"),
    [
        ("SOC 2: CC6.1, CC6.2; ISO 27001:2022: A.5.15", ("cc6.1", "cc6.2"), ("ISO 27001:2022",)),
        ("ISO 27001 A1.2", (), ("ISO 27001",)),
        ("ISO 27001: A1.2, A1.3; SOC 2: A1.2", ("a1.2",), ("ISO 27001",)),
        ("HIPAA 164.308; CC7.1", ("cc7.1",), ("HIPAA 164",)),
        ("CC6.1 / NIST AC-2", ("cc6.1",), ("NIST",)),
        ("6.1, 6.2", ("cc6.1", "cc6.2"), ()),
    ],
)
def test_ids_of_other_frameworks_are_no_criteria(
    cell: str, criteria: tuple[str, ...], names: tuple[str, ...]
) -> None:
    controls, messages = read_rows(HEAD, ("AC-1", "Access.", cell, "Operating", ""))
    assert controls["AC-1"].criteria == criteria
    assert part_frameworks(cell)[1] == names
    assert all(any(name in message for message in messages) for name in names)


@pytest.mark.parametrize("head", ["Control #", "Criteria", "Ref", "Control Number"])
@pytest.mark.parametrize("numbers", [("CC6.1.1", "CC6.1.2"), ("CC6.1-01", "CC6.1-02")])
def test_controls_that_are_numbered_below_their_criteria(
    head: str, numbers: tuple[str, str]
) -> None:
    controls, _ = read_rows(
        (head, "Control Activity", "Results of Tests"),
        (numbers[0], "Access is granted on request.", "No exceptions noted"),
        (numbers[1], "Accounts of leavers are disabled.", "No exceptions noted"),
    )
    assert [(item.id, item.criteria, item.points) for item in controls.values()] == [
        (number, ("cc6.1",), ()) for number in numbers
    ]


def test_rows_of_another_framework_are_told_once_and_reach_nothing() -> None:
    head = ("Control Key", "Control Name", "Framework", "Requirement Key")
    controls, messages = read_rows(
        head,
        ("AC-1", "Access is granted", "SOC 2", "CC6.1"),
        ("AC-1", "Access is granted", "ISO 27001", "A1.2"),
        ("AC-2", "Access is reviewed", "ISO 27001", "A1.2"),
    )
    assert controls["AC-1"].criteria == ("cc6.1",)
    assert controls["AC-2"].criteria == ()
    assert len([text for text in messages if "ISO 27001" in text]) == 1


def test_a_sheet_of_criteria_that_list_controls_makes_one_control_of_each() -> None:
    head = (
        "ref_id",
        "name",
        "description",
        "compliance_result",
        "observations",
        "applied_controls",
    )
    controls, messages = read_rows(
        head,
        ("CC6.1", "Criterion", "wording", "compliant", "", "Access requests\nLeavers"),
        ("CC6.2", "Criterion", "wording", "partially_compliant", "", "Leavers"),
        ("CC6.3", "Criterion", "wording", "compliant", "", ""),
    )
    assert {item.title: item.criteria for item in controls.values()} == {
        "Access requests": ("cc6.1",),
        "Leavers": ("cc6.1", "cc6.2"),
    }
    assert [item.status for item in controls.values()] == [NOT_STATED, DESIGNED], (
        "a criterion that is met does not say that each control operates"
    )
    assert any("1 row lists no control" in message for message in messages)


def test_a_sheet_of_criteria_with_observations_makes_one_control_of_each_row() -> None:
    head = ("ref_id", "name", "description", "compliance_result", "observations")
    controls, messages = read_rows(
        head,
        ("CC6.1", "Criterion", "wording", "compliant", "Tickets are approved."),
        ("CC6.2", "Criterion", "wording", "compliant", ""),
    )
    [control] = controls.values()
    assert (control.id, control.description, control.criteria) == (
        "CC6.1", "Tickets are approved.", ("cc6.1",),
    )  # fmt: skip
    assert any("passed over" in message for message in messages), "the wording is not what we do"


def test_controls_without_criteria_are_taken_with_one_warning() -> None:
    controls, messages = read_rows(
        ("ref_id", "name", "description", "status", "owner"),
        ("AC-1", "Access requests", "Access is requested.", "active", "IT"),
        ("AC-2", "Leavers", "Leavers lose access.", "in_progress", "IT"),
    )
    assert [item.status for item in controls.values()] == [OPERATING, DESIGNED]
    [message] = messages
    assert "no control of the file names a criterion" in message


def test_criteria_of_another_sheet_are_found_by_id_and_title() -> None:
    data = write_csv(
        (("Criteria", "Controls"), ("CC6.1", "AC-1, AC-2"), ("CC6.2", "Leavers")),
    )
    wanted = soc2_control_sheet.CRITERIA_IMPORTER.want_columns({})
    wanted = type(wanted)(wanted.spellings, ("criteria", "controls-listed"))
    index = soc2_control_sheet.index_criteria(sheet_search.find_table(data, wanted).records)
    assert index == {"ac-1": "CC6.1", "ac-2": "CC6.1", "leavers": "CC6.2"}
    found = sheet_search.find_table(
        write_csv((("ID", "Name", "Description"), ("AC-2", "Leavers", "They lose access."))),
        type(wanted)(wanted.spellings, ("control", "description")),
    )
    sheet = read_control_sheet("acme", "c.csv", found.records, KNOWN, (), index)
    assert sheet.controls[0].criteria == ("cc6.1", "cc6.2")


def make_control(identity: str, title: str, *criteria: str, text: str = "") -> Soc2Control:
    return Soc2Control(f"uuid-{identity}", identity, title, text or title, criteria)


def test_a_control_keeps_its_identity_by_id_else_by_title_and_criteria() -> None:
    present = [
        make_control("AC-1", "Requests", "cc6.1"),
        make_control("AC-2", "Leavers", "cc6.2"),
        make_control("AC-3", "Old", "cc6.3"),
    ]
    taken = [
        make_control("ac-1", "Requests, new", "cc6.1"),
        make_control("X-9", "leavers", "cc6.2"),
        make_control("X-8", "Old", "cc7.1"),
    ]
    match = match_controls(taken, present)
    assert [item.uuid for item in match.controls] == ["uuid-AC-1", "uuid-AC-2", "uuid-X-8"]
    assert match.renamed == (("AC-2", "X-9"),)
    assert match.gone == ("AC-3",)
    doubled = [*present, make_control("AC-4", "Leavers", "cc6.2")]
    assert not match_controls(taken, doubled).renamed, "of two that look alike it is neither"


def test_controls_that_look_alike_are_counted() -> None:
    one = [make_control("A", "Requests", "cc6.1"), make_control("B", "Leavers", "cc6.2")]
    other = [make_control("X", "requests", "cc6.1"), make_control("Y", "Y", text="Leavers")]
    assert count_alike(one, other) == 2
    assert count_alike(one, other[:1]) == 0, "one may be chance"
    assert count_alike(one[:1], other) == 1


def write_book(*sheets: tuple[str, Rows]) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for name, rows in sheets:
        page = book.create_sheet(name)
        for row in rows:
            page.append(list(row))
    del book["Sheet"]
    book.save(out)
    return out.getvalue()


REGISTER = (
    ("Control ID", "Control Description", "TSC", "Status"),
    ("S1", "Access is granted on an approved request.", "CC6.1", "Active"),
    ("S2", "Leavers lose access within one day.", "CC6.2", "Active"),
)


def test_results_on_a_sheet_of_their_own_are_joined_by_the_ids() -> None:
    tests = (
        ("Control ID", "Test Performed", "Result"),
        ("S1", "Inspected tickets", "No exceptions noted"),
        ("", "Inspected the list", "1 of 25 selections lacked approval"),
        ("S2", "Inspected leavers", "No exceptions noted"),
    )
    for sheets in (
        (("Controls", REGISTER), ("Tests", tests)),
        (("Tests", tests), ("All", REGISTER)),
    ):
        sheet, _ = read(write_book(("Cover", (("Northlane",),)), *sheets))
        assert [(item.id, read_result(item.result)) for item in sheet.controls] == [
            ("S1", AuditResult.DEVIATED), ("S2", AuditResult.CLEAN),
        ]  # fmt: skip


def test_a_sheet_for_each_category_and_criteria_above_their_controls() -> None:
    other = (REGISTER[0], ("A1", "Databases are backed up every day.", "A1.2", "Active"),
             ("A2", "Restores are tried each and every year.", "A1.2", "Failing"))  # fmt: skip
    sheet, _ = read(write_book(("Security", REGISTER), ("Availability", other)))
    assert [item.id for item in sheet.controls] == ["S1", "S2", "A1", "A2"]
    headed = (
        ("Control", "Owner", "Status"),
        ("CC6.1 Logical access security", "", ""),
        ("Access is granted on an approved request.", "IT", "Active"),
        ("Leavers lose access within one day.", "IT", "Failing"),
        ("CC8.1 Change management", "", ""),
        ("Changes are reviewed by a second engineer.", "Dev", "Active"),
    )
    sheet, _ = read(write_csv(headed))
    assert [(item.criteria, item.status) for item in sheet.controls] == [
        (("cc6.1",), OPERATING), (("cc6.1",), NOT_OPERATING), (("cc8.1",), OPERATING),
    ]  # fmt: skip


# --- variations
TEXTS = (
    "New access to production is requested in a ticket and approved by the manager.",
    "Accounts are disabled within one business day of the last day of work.",
    "Changes are reviewed by a second engineer before they are released.",
    "Databases are backed up daily and restores are tested each year.",
)
CRITERIA = (("cc6.1", "cc6.2"), ("cc6.2", "cc6.3"), ("cc8.1",), ("a1.2",))
IDS = ("AC-1", "AC-2", "CM-1", "BC-1")
HEADINGS = {
    "control": ("Control ID", "Control #", "control_id", "Ref", "Control Key", "Code", "Ctrl #"),
    "text": ("Control Description", "Control Activity", "What we do", "DESCRIPTION", "Control Statement"),
    "criteria": ("TSC Reference", "Criteria", "Mapped Requirements", "SOC2 ref", "SOC 2", "Trust Services Criteria"),
    "status": ("Status", "Control Status", "Implementation Status", "State"),
    "result": ("Results of Tests", "Test Result", "Auditor's Conclusion", "Results"),
    "owner": ("Owner", "Control Owner", "Responsible Party", "Who"),
}  # fmt: skip
SPELLINGS = (
    lambda ids: ", ".join(ids).upper(), lambda ids: "; ".join(f"SOC 2: {item.upper()}" for item in ids),
    lambda ids: "\n".join(ids).upper(), lambda ids: " / ".join(ids),
    lambda ids: ", ".join(ids).upper() + "; ISO 27001:2022: A.5.15", lambda ids: str([item.upper() for item in ids]),
)  # fmt: skip
STATUS_WORDS = (
    "Active",
    "Not implemented",
    "Needs attention",
    "In progress",
    "Retired",
    "Somehow",
    "",
    "Healthy",
    "FAILING",
    "Outdated",
)
RESULT_WORDS = ("No exceptions noted.", "1 of 25 selections lacked approval", "Not tested", "", "See note 4", "Exception noted", "Pass")  # fmt: skip
EXTRA = ("Notes", "Last Updated", "Domain", "Priority")


@st.composite
def inventories(draw: st.DrawFn) -> tuple[str, Rows, dict[str, tuple[str, str]]]:
    """The shape, the rows, and by id the status and the result that were written."""
    shape = draw(st.sampled_from(("rows", "criterion rows", "matrix", "test rows", "titled")))
    names = {field: draw(st.sampled_from(words)) for field, words in HEADINGS.items()}
    spell = draw(st.sampled_from(SPELLINGS))
    statuses = [draw(st.sampled_from(STATUS_WORDS)) for _ in IDS]
    results = [draw(st.sampled_from(RESULT_WORDS)) for _ in IDS]
    said = {key: (statuses[index], results[index]) for index, key in enumerate(IDS)}
    columns = list(names)
    random.Random(draw(st.integers(0, 99))).shuffle(columns)
    extra = draw(st.sampled_from(EXTRA))
    rows: list[list[str]] = []
    marks = draw(st.sampled_from(("X", "\u2713", "Yes", "P")))
    every = sorted({item for ids in CRITERIA for item in ids})
    for index, key in enumerate(IDS):
        cells = {
            "control": key, "text": TEXTS[index], "criteria": spell(CRITERIA[index]),
            "status": statuses[index], "result": results[index], "owner": "IT Operations",
        }  # fmt: skip
        if shape == "matrix":
            signs = [marks if item in CRITERIA[index] else "" for item in every]
            rows.append([*(cells[field] for field in columns if field != "criteria"), *signs])
        elif shape == "criterion rows":
            rows += [
                [*({**cells, "criteria": one.upper()}[field] for field in columns), "n"]
                for one in CRITERIA[index]
            ]
        else:
            rows.append([*(cells[field] for field in columns), "n"])
        if shape == "test rows":
            rows.append(
                [
                    ("Inspected. No exceptions noted." if field == "result" else "")
                    for field in columns
                ]
            )
    head = [names[field] for field in columns if shape != "matrix" or field != "criteria"]
    head += [item.upper() for item in every] if shape == "matrix" else [extra]
    titles = (
        [["Northlane Inc. - controls"], [], ["Confidential", "FY26"]] if shape == "titled" else []
    )
    return shape, [*titles, head, *rows], said


@given(
    inventories(),
    st.sampled_from((",", ";", "\t")),
    st.sampled_from(("utf-8", "utf-8-sig", "utf-16")),
)
@settings(max_examples=examples(400), deadline=None)
def test_variations_are_placed_at_the_first_try_and_never_better_than_written(
    case: tuple[str, Rows, dict[str, tuple[str, str]]], sign: str, encoding: str
) -> None:
    _, rows, said = case
    sheet, count = read(write_csv(rows, sign, encoding))
    controls = {item.id: item for item in sheet.controls}
    assert sheet.placed + sheet.passed_over == count
    assert list(controls) == list(IDS)
    for index, key in enumerate(IDS):
        check_control(controls[key], index, *said[key])


def check_control(control: Soc2Control, index: int, status: str, result: str) -> None:
    """It says what its row says, and nothing better."""
    ranks = {item.word: item.rank for item in CONTROL_VOCABULARY.meanings}
    assert set(control.criteria) == set(CRITERIA[index])
    assert control.description == TEXTS[index]
    meaning = read_word(CONTROL_VOCABULARY, status)
    if status:
        assert control.status != NOT_STATED
        assert ranks[control.status] <= (meaning.rank if meaning else ranks[NOT_OPERATING])
    else:
        assert control.status == NOT_STATED
    if result:
        assert read_result(control.result) <= read_result(result)


@given(st.integers(0, 10**6))
@settings(max_examples=examples(200), deadline=None)
def test_files_of_many_looks_are_placed_at_the_first_try(seed: int) -> None:
    random_ = random.Random(seed)
    rows = tuple(
        {
            "control": key, "text": TEXTS[index], "criteria": ", ".join(CRITERIA[index]).upper(),
            "status": random_.choice(STATUS_WORDS), "result": random_.choice(RESULT_WORDS),
            "owner": "IT Operations",
        }
        for index, key in enumerate(IDS)
    )  # fmt: skip
    dressed = dress(PlainTable(HEADINGS, rows), random_)
    sheet, count = read(dressed.data)
    assert sheet.placed + sheet.passed_over == count, dressed.how
    assert [item.id for item in sheet.controls] == list(IDS), dressed.how
    for control, row in zip(sheet.controls, rows, strict=True):
        check_control(control, IDS.index(control.id), row["status"], row["result"])


APPROVED = "Access to production is approved by the manager before it is granted"
REVIEWED = "Access rights are reviewed each quarter by the owners of systems"
DEPLOYED = "Changes are reviewed by a peer before they are deployed"


def write_pages(**sheets: Rows) -> bytes:
    return write_book(*sheets.items())


def test_a_title_above_the_headings_gives_its_criterion_to_the_rows() -> None:
    head = ("Control ID", "Control", "Test", "Result")
    sheet, _ = read(
        write_pages(
            Access=[
                ("CC6.1 The entity implements logical access security software",),
                head,
                ("S-1", APPROVED, "Inspected", "No exceptions noted"),
                ("S-2", REVIEWED, "Inspected", "1 of 25 selections lacked approval"),
            ],
            Change=[
                ("CC8.1 The entity authorizes changes",),
                head,
                ("S-3", DEPLOYED, "Inspected", "No exceptions noted"),
            ],
        )
    )
    assert {item.id: item.criteria for item in sheet.controls} == {
        "S-1": ("cc6.1",),
        "S-2": ("cc6.1",),
        "S-3": ("cc8.1",),
    }
    assert read_result(sheet.controls[1].result) is AuditResult.DEVIATED


def test_numbers_below_rows_of_criteria_are_ids_and_no_criteria() -> None:
    controls, _ = read_rows(
        ("Ref", "Control", "Result"),
        ("CC6.1 - Logical access", "", ""),
        ("1.1", APPROVED, "No exceptions noted"),
        ("1.2", REVIEWED, "No exceptions noted"),
        ("CC8.1 - Change", "", ""),
        ("2.1", DEPLOYED, "Exception noted"),
    )
    assert {item.id: item.criteria for item in controls.values()} == {
        "1.1": ("cc6.1",),
        "1.2": ("cc6.1",),
        "2.1": ("cc8.1",),
    }


def test_a_list_of_ids_is_joined_with_the_sheets_of_its_controls_and_tests() -> None:
    sheet, _ = read(
        write_pages(
            Controls=[("Control ID", "Description"), ("S-1", APPROVED), ("S-2", REVIEWED)],
            Mapping=[("Control", "TSC"), ("S-1", "CC6.1"), ("S-1", "CC6.2"), ("S-2", "CC6.3")],
            Tests=[("Control ID", "Result"), ("S-1", "Exception noted"), ("S-2", "No exceptions")],
        )
    )
    assert [(item.id, item.description, item.criteria, item.result) for item in sheet.controls] == [
        ("S-1", APPROVED, ("cc6.1", "cc6.2"), "Exception noted"),
        ("S-2", REVIEWED, ("cc6.3",), "No exceptions"),
    ]


def test_sheets_of_other_controls_are_read_however_they_are_headed() -> None:
    sheet, _ = read(
        write_pages(
            Security=[("Control ID", "Control", "Criteria"), ("S-1", APPROVED, "CC6.1")],
            Availability=[
                ("Ref", "Description", "TSC", "Status"),
                ("A-1", DEPLOYED, "A1.2", "Failing"),
            ],
        )
    )
    assert {item.id: item.status for item in sheet.controls} == {
        "S-1": NOT_STATED,
        "A-1": NOT_OPERATING,
    }


def test_a_number_before_a_description_is_no_title() -> None:
    controls, _ = read_rows(("TSC", "Controls in place"), ("CC6.1", f"1. {APPROVED}"))
    [control] = controls.values()
    assert control.title == APPROVED


def test_a_foot_below_the_statuses_is_none_of_them() -> None:
    controls, told = read_rows(
        ("Status", "Control ID", "Description", "TSC"),
        ("Operating", "AC-1", APPROVED, "CC6.1"),
        ("Operating", "AC-2", REVIEWED, "CC6.2"),
        ("Internal use only", "", "", ""),
    )
    assert {item.status for item in controls.values()} == {OPERATING}
    assert any("Internal use only" in message for message in told)


TESTS = ("Control ID", "Description", "TSC", "Status", "Test of Controls")
TEST_HEADINGS = {
    "control": ("Control ID", "Ref", "Control #"),
    "text": ("Description", "Control Activity", "What we do"),
    "criteria": ("TSC", "Criteria", "SOC 2"),
    "tests": ("Test of Controls", "Testing", "Audit Procedures", "Work of the firm", "Evidence"),
}
DONE = (
    "For a sample of 25 joiners, inspected the form.",
    "Inquired of the owner; inspected one review.",
)
# What came of it, and how it may be read at best
OUTCOMES = (
    ("", AuditResult.NOT_STATED),
    ("No exceptions noted.", AuditResult.CLEAN),
    ("1 exception noted.", AuditResult.DEVIATED),
    ("Two exceptions.", AuditResult.DEVIATED),
    ("3 of 25 forms were not signed.", AuditResult.DEVIATED),
    ("Three forms came after the first day.", AuditResult.UNKNOWN),
    ("The control did not operate in Q3.", AuditResult.DEVIATED),
)


@given(st.integers(0, 10**6))
@settings(max_examples=examples(200), deadline=None)
def test_tests_in_prose_are_never_read_better_than_they_say(seed: int) -> None:
    random_ = random.Random(seed)
    outcomes = [random_.choice(OUTCOMES) for _ in IDS]
    rows = tuple(
        {
            "control": key, "text": TEXTS[index], "criteria": ", ".join(CRITERIA[index]).upper(),
            "tests": f"{random_.choice(DONE)} {outcomes[index][0]}".strip(),
        }
        for index, key in enumerate(IDS)
    )  # fmt: skip
    dressed = dress(PlainTable(TEST_HEADINGS, rows), random_)
    sheet, _ = read(dressed.data)
    assert [item.id for item in sheet.controls] == list(IDS), dressed.how
    results = [read_result(item.result) for item in sheet.controls]
    assert results == [best for _, best in outcomes], (dressed.how, dressed.headings)


def test_a_result_counts_in_a_column_of_tests_and_a_test_alone_costs_nothing() -> None:
    controls, messages = read_rows(
        TESTS,
        ("A-1", "One.", "CC6.1", "Implemented", "For 18 leavers, compared the days. 1 exception noted."),
        ("A-2", "Two.", "CC6.1", "Implemented", "Inspected the list; 4 of 312 laptops not compliant."),
        ("A-3", "Three.", "CC6.1", "Implemented", "For a sample of 9 joiners, inspected the form."),
        ("A-4", "Four.", "CC6.1", "Implemented", "Inspected the rules; two let everybody in."),
        ("A-5", "Five.", "CC6.1", "Implemented", "Inspected the exception register."),
        ("A-6", "Six.", "CC6.1", "Implemented", "Sign-on policy, Fail-over of the directory"),
    )  # fmt: skip
    assert [read_result(item.result) for item in controls.values()] == [
        AuditResult.DEVIATED, AuditResult.DEVIATED, AuditResult.NOT_STATED, AuditResult.UNKNOWN,
        AuditResult.NOT_STATED, AuditResult.NOT_STATED,
    ]  # fmt: skip
    assert {item.status for item in controls.values()} == {OPERATING}
    assert controls["A-1"].evidence == ("For 18 leavers, compared the days. 1 exception noted.",), (
        "a sentence is not cut at its commas"
    )
    [note] = [message for message in messages if "not with what result" in message]
    assert note.startswith("2 rows say what was tested")


def test_a_test_beside_its_result_does_not_contradict_it() -> None:
    controls, _ = read_rows(
        ("Control ID", "Description", "TSC", "Tests Performed", "Results of Tests"),
        ("A-1", "One.", "CC6.1", "Read the list of people who did not finish.", "No exceptions noted"),
        ("A-2", "Two.", "CC6.1", "Read the list. 1 exception noted.", "No exceptions noted"),
    )  # fmt: skip
    assert [read_result(item.result) for item in controls.values()] == [
        AuditResult.CLEAN, AuditResult.DEVIATED,
    ]  # fmt: skip


@pytest.mark.parametrize("heading", ["Remarks", "Comments of the firm", "Notes", "F"])
def test_a_bad_result_counts_wherever_it_stands(heading: str) -> None:
    controls, messages = read_rows(
        ("Control ID", "Description", "TSC", "Status", heading),
        ("A-1", "Access is granted on request.", "CC6.1", "Implemented", "1 exception noted"),
        ("A-2", "Access is reviewed by owners.", "CC6.2", "Implemented", "call Jo; not clear"),
        ("A-3", "Keys are changed. The control did not operate in Q3.", "CC6.3", "Implemented", ""),
    )
    assert [read_result(item.result) for item in controls.values()] == [
        AuditResult.DEVIATED, AuditResult.NOT_STATED, AuditResult.DEVIATED,
    ]  # fmt: skip
    assert not messages


@pytest.mark.parametrize("text", ["Passed", "No issues found", "Effective", "Yes", "OK"])
def test_a_good_word_about_anything_is_no_result(text: str) -> None:
    controls, _ = read_rows(
        ("Control ID", "Description", "TSC", "Peer check"),
        ("A-1", "Access is granted on request.", "CC6.1", text),
        ("A-2", "Access is reviewed by owners.", "CC6.2", "1 exception noted"),
    )
    assert [read_result(item.result) for item in controls.values()] == [
        AuditResult.NOT_STATED, AuditResult.DEVIATED,
    ]  # fmt: skip


def test_results_of_another_year_are_not_taken() -> None:
    controls, _ = read_rows(
        ("Control ID", "Description", "TSC", "Prior year notes"),
        ("A-1", "Access is granted on request.", "CC6.1", "No exceptions noted"),
    )
    assert controls["A-1"].result == ""


@pytest.mark.parametrize(
    ("cell", "criteria", "points"),
    [
        ("CC6.1.2", ("cc6.1",), ("cc6.1.2",)),
        ("CC6.2 PoF 1-3, CC6.3", ("cc6.2", "cc6.3"), ("cc6.2.1", "cc6.2.2", "cc6.2.3")),
        ("CC6.1 PoF 8", ("cc6.1",), ("cc6.1.8",)),
        ("CC6.3 - PoF 1 and 6", ("cc6.3",), ("cc6.3.1", "cc6.3.6")),
        ("CC6.8 PoF 1, CC6.8 PoF 2", ("cc6.8",), ("cc6.8.1", "cc6.8.2")),
        ("CC6.8 (POF 1, 2 & 5); CC7.1", ("cc6.8", "cc7.1"), ("cc6.8.1", "cc6.8.2", "cc6.8.5")),
        ("CC6.1 points of focus 3 to 5", ("cc6.1",), ("cc6.1.3", "cc6.1.4", "cc6.1.5")),
        ("CC6.1: Point of Focus #4", ("cc6.1",), ("cc6.1.4",)),
        ("CC6.1-POF12", ("cc6.1",), ("cc6.1.12",)),
        ("CC6.1, PoF 1, PoF 2", ("cc6.1",), ("cc6.1.1", "cc6.1.2")),
        ("A1.2 PoF 1", ("a1.2",), ("a1.2.1",)),
    ],
)
def test_points_of_focus_are_kept_in_every_spelling_and_told_once(
    cell: str, criteria: tuple[str, ...], points: tuple[str, ...]
) -> None:
    controls, messages = read_rows(HEAD, ("AC-1", "Access.", cell, "Operating", ""))
    assert (controls["AC-1"].criteria, controls["AC-1"].points) == (criteria, points)
    assert messages == ["1 row names points of focus: read as their criterion, and kept (row 2)"]


@pytest.mark.parametrize(
    ("cell", "texts"),
    [
        ("Access list, approval tickets", ("Access list", "approval tickets")),
        ("a.csv, b.csv; minutes", ("a.csv", "b.csv", "minutes")),
        ("ITSM tool, JML queue", ("ITSM tool", "JML queue")),
        ("Tickets, exports, and their log", ("Tickets, exports, and their log",)),
        ("Inspected tickets, scans", ("Inspected tickets, scans",)),
        ("The list is read, and filed.\nMinutes", ("The list is read, and filed.", "Minutes")),
        (
            "screenshots of the settings as they stood, export",
            ("screenshots of the settings as they stood, export",),
        ),
    ],
)
def test_texts_of_evidence_stay_whole(cell: str, texts: tuple[str, ...]) -> None:
    assert read_cell("Evidence", cell).evidence == texts


def test_a_cell_of_status_is_never_told_as_none() -> None:
    controls, messages = read_rows(
        ("Control ID", "Description", "TSC", "Status"),
        ("A-1", "One.", "CC6.1", "Did not operate"),
        ("A-2", "Two.", "CC6.1", "Exception noted"),
        ("A-3", "Three.", "CC6.1", "Performed by the subservice organization"),
        ("A-4", "Four.", "CC6.1", ""),
        ("A-5", "Five.", "CC6.1", "Not operating"),
    )
    assert [item.status for item in controls.values()] == [
        NOT_OPERATING, NOT_STATED, INHERITED, NOT_STATED, NOT_OPERATING,
    ]  # fmt: skip
    result = "the result of a test where the status stands"
    assert messages == [
        f'1 row says "Did not operate", {result}: read as not operating, and as a result (row 2)',
        f'1 row says "Exception noted", {result}: read as that, and as no status (row 3)',
        '1 row says "Performed by the subservice organization", that somebody else performs the'
        " control: kept as inherited, which is not operating here (row 4)",
        "1 control has no status, so nothing says that it operates (row 5)",
    ]


def test_bad_news_in_a_column_of_tests_counts_beside_a_good_result() -> None:
    heads = ("Control ID", "Description", "TSC", "Status", "Auditor Notes", "Test Result")
    good = "No exceptions noted."
    controls, messages = read_rows(
        heads,
        ("A-1", "One.", "CC6.1", "OK", "2 leavers late", ""),
        ("A-2", "Two.", "CC6.1", "OK", "Inquired; no incidents occurred.", good),
        ("A-3", "Three.", "CC6.1", "OK", "Carved out: performed by the data centre", good),
        ("A-4", "Four.", "CC6.1", "OK", "Inspected the log of failed sign-ins.", good),
        ("A-5", "Five.", "CC6.1", "OK", "Inspected the register.", "Effective (inherited)"),
        ("A-6", "Six.", "CC6.1", "OK", "Inspected the register.", "Effective? No"),
    )
    results = {key: read_result(item.result) for key, item in controls.items()}
    assert results["A-1"] is AuditResult.DEVIATED
    assert results["A-2"] is AuditResult.UNTESTED
    assert results["A-4"] is AuditResult.CLEAN
    assert results["A-6"] is AuditResult.DEVIATED
    statuses = {key for key, item in controls.items() if item.status == INHERITED}
    assert statuses == {"A-3", "A-5"}
    assert any("somebody else performs the control" in message for message in messages)


@pytest.mark.parametrize(
    ("heading", "cell", "result"),
    [
        ("Tests passing", "9/12", AuditResult.DEVIATED),
        ("Tests passing", "12/12", AuditResult.NOT_STATED),
        ("Pass rate", "83 %", AuditResult.DEVIATED),
        ("Pass rate", "100%", AuditResult.NOT_STATED),
        ("Passing tests", "0 of 3", AuditResult.DEVIATED),
        ("Failing tests", "2", AuditResult.DEVIATED),
        ("Failed tests", "0", AuditResult.NOT_STATED),
    ],
)
def test_what_a_tool_counts_of_its_tests_tells_what_fails(
    heading: str, cell: str, result: AuditResult
) -> None:
    assert read_result(read_cell(heading, cell).result) is result
