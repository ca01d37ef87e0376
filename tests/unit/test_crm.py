"""The responsibility matrices for people: every objective for every provider, whatever its rows."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace
from typing import Any

import openpyxl

from attestle.assess.responsibilities import list_matrices
from attestle.assess.system_status import Status, evaluate_system
from attestle.model.authored_values import StatedNone
from attestle.model.baseline import Baseline, make_baseline
from attestle.model.people import People, Role
from attestle.model.providers import MatrixReference, MatrixRow, Provider
from attestle.model.system import System
from attestle.render.forms import markdown, xlsx
from attestle.render.kinds.crm import build_crm
from attestle.render.kinds.crm_sheets import build_crm_sheets
from building import DAY, answer, shipped, system

LABELS = ("3.1.1", "3.3.4", "3.12.4")
ROWS = (
    MatrixRow("3.1.1[a]", "provider", "Lists the people", "", "ev, a letter", DAY, provider_role="desk"),
    MatrixRow("3.1.1[b]", "shared", "Keeps a list", "Reads it", "", None, organisation_role="owner"),
    MatrixRow("3.3.4[a]", "organisation", "Has no part", "Does all of it", "ev-stale", DAY),
    MatrixRow("3.9.9[z]", "provider", "Something else"),
)  # fmt: skip
HOST = Provider(
    "p", "Host", True, ("hosting",), "owner", slug="host", matrix_rows=ROWS,
    matrix=MatrixReference("Host, who does what", "https://host.example/crm", "7", DAY),
)  # fmt: skip
QUIET = Provider("q", "Quiet & Co: a name that is longer than a sheet's", False, (), "owner", slug="quiet")  # fmt: skip


def few() -> Baseline:
    chosen = tuple(shipped().by_label[key] for key in LABELS)
    return make_baseline("cmmc-level-2", "Some requirements", chosen)


BASELINE = few()
OBJECTIVES = tuple(BASELINE.objective_labels)


def judge(*providers: Provider, **more: Any) -> Status:
    made: System = system(BASELINE, more.pop("overrides", {}), providers=providers, **more)
    people = People("us", (), (Role("owner", "Owner of it", ()),), ())
    return evaluate_system(replace(made, people=people), BASELINE, DAY)


def open_sheets(status: Status) -> Any:
    return openpyxl.load_workbook(io.BytesIO(xlsx.write(build_crm_sheets(status))))


def read_rows(sheet: Any) -> list[dict[str, str]]:
    rows = [["" if cell is None else str(cell) for cell in row] for row in sheet.values]
    start = next(place for place, row in enumerate(rows) if "Objective" in row)
    return [dict(zip(rows[start], row, strict=True)) for row in rows[start + 1 :]]


def test_every_objective_stands_once_for_every_provider() -> None:
    book = open_sheets(judge(HOST, QUIET))
    assert book.sheetnames == [
        "Providers", "All providers", "Host", "Quiet & Co a name that is longe",
        "Not of the profile",
    ]  # fmt: skip
    for name in book.sheetnames[1:4]:
        assert [row["Objective"] for row in read_rows(book[name])] == list(OBJECTIVES)


def test_a_row_says_who_does_what_by_which_role_and_what_shows_it() -> None:
    rows = {row["Objective"]: row for row in read_rows(open_sheets(judge(HOST))["Host"])}
    first, second, third = (rows[label] for label in ("3.1.1[a]", "3.1.1[b]", "3.3.4[a]"))
    assert (first["Responsibility"], first["The provider does"]) == ("Provider", "Lists the people")
    assert first["The organization does"] == "not recorded"
    assert first["Role of the provider"] == "desk"
    assert first["Evidence"] == "Evidence\nev\na letter"
    assert first["Day"] == DAY.isoformat()
    assert second["Role of the organization"] == "Owner of it"
    assert (second["Evidence"], second["Day"]) == ("not recorded", "not recorded")
    assert third["Responsibility"] == "Organization, not the provider's"
    assert rows["3.3.4[b]"]["Responsibility"] == "not recorded"
    assert rows["3.3.4[b]"]["The provider does"] == ""


def test_a_matrix_by_reference_gives_no_row_and_says_so() -> None:
    referred = replace(HOST, matrix_rows=())
    named = answer("inherited", provider="host")
    status = judge(referred, overrides={"3.1.1[a]": named})
    text = markdown.write(build_crm(status)).decode()
    assert "Host, who does what, version 7" in text
    assert "By reference: it gives no row here." in text
    assert "<https://host.example/crm>" in text
    assert "The matrix has no row." in text
    [row] = [
        row for row in read_rows(open_sheets(status)["Host"]) if row["Objective"] == "3.1.1[a]"
    ]
    assert row["Answer in the plan"] == "Inherited\nnames this provider\nno row: does not count"


def test_the_document_names_every_objective_that_has_no_row() -> None:
    text = markdown.write(build_crm(judge(HOST))).decode()
    own = text.partition("### Who does what: Host")[2]
    assert f"**Not recorded: {len(OBJECTIVES) - 3}**" in own
    assert "3.1.1[c][d][e][f]" in own
    assert "**Rows about what the profile does not have:** 3.9.9[z]" in own
    assert "| **Objectives by responsibility** | 1 the provider's, 1 shared, 1 the organization's, " in text  # fmt: skip


def test_no_provider_is_not_recorded_unless_the_author_says_none() -> None:
    silent = judge()
    assert "Not recorded: this plan does not say yet" in markdown.write(build_crm(silent)).decode()
    facts = replace(silent.system.characteristics, external_services="none")
    stated = replace(silent, system=replace(silent.system, characteristics=facts))
    assert "None: the organization states" in markdown.write(build_crm(stated)).decode()
    assert open_sheets(stated).sheetnames == ["Providers"]
    assert StatedNone() == ()


def test_several_rows_for_an_objective_are_all_told() -> None:
    twice = replace(HOST, matrix_rows=(ROWS[0], replace(ROWS[1], objective="3.1.1[a]")))
    [matrix] = list_matrices(judge(twice))
    assert sum(matrix.counts.values()) == len(matrix.shares) == len(OBJECTIVES) + 1
    first = read_rows(open_sheets(judge(twice))["All providers"])[0]
    assert first["Host"] == "Provider\nShared"


def test_the_newest_row_is_the_day_of_a_matrix() -> None:
    later = replace(ROWS[1], date=DAY + dt.timedelta(days=2))
    [matrix] = list_matrices(judge(replace(HOST, matrix_rows=(ROWS[0], later))))
    assert matrix.newest_day == later.date
