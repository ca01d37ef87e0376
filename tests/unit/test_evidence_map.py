"""The evidence map: what the answers cite, each artifact once, and what each owner is asked for."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace
from typing import Any

import openpyxl
import pytest

from attestle.assess.system_status import Status, evaluate_system
from attestle.crosswalk.evidence_requests import EvidenceRequest
from attestle.model.authored_values import Period
from attestle.model.baseline import Baseline, make_baseline
from attestle.model.crosswalk_maps import Map, Reuse
from attestle.model.engagement import Engagement, Soc2Report
from attestle.model.evidence import EvidenceItem, EvidencePlace
from attestle.model.milestones import PoamItem
from attestle.model.people import People, Role
from attestle.model.providers import MatrixRow, Provider
from attestle.model.system import System
from attestle.render.forms import markdown, xlsx
from attestle.render.kinds.evidence_map import build_evidence_map
from attestle.render.kinds.evidence_sheets import build_evidence_sheets
from attestle.render.kinds.evidence_wording import (
    EvidenceContent,
    read_evidence_plan,
    suggest_file_name,
)
from building import CURRENT, DAY, STALE, answer, shipped, system

LABELS = ("3.1.1", "3.12.4")
EXPORT = EvidenceItem(
    "e9", "ev-export", "Export of accounts", "https://store.example/a/accounts.csv", "desk", "ab" * 32, DAY,
    kind="configuration", cadence=30, period=Period(DAY - dt.timedelta(days=60), DAY),
    criteria=("cc6.2",), objectives=("3.12.4[a]",),
)  # fmt: skip
REPORT = Soc2Report(
    "s", "type-2", ("security",), "unqualified", "Somebody", True,
    Period(DAY - dt.timedelta(days=365), DAY),
)  # fmt: skip


def few() -> Baseline:
    chosen = tuple(shipped().by_label[key] for key in LABELS)
    return make_baseline("cmmc-level-2", "Some requirements", chosen)


BASELINE = few()
OBJECTIVES = tuple(BASELINE.objective_labels)
SECOND = {"3.1.1[a]": answer(evidence=("ev-export", "ev", "ev-lost"))}


def judge(overrides: dict[str, Any] | None = None, **more: Any) -> Status:
    register = more.pop("evidence", (CURRENT, STALE, EXPORT))
    made: System = system(BASELINE, SECOND | (overrides or {}), evidence=register, **more)
    people = People("us", (), (Role("desk", "Service desk (first line)", ()), Role("owner", "Owner", ())), ())  # fmt: skip
    made = replace(made, people=people, engagement=Engagement(soc2=REPORT))
    return evaluate_system(made, BASELINE, DAY)


def open_sheets(status: Status, *maps: Map) -> Any:
    made = build_evidence_sheets(EvidenceContent(status, maps))
    return openpyxl.load_workbook(io.BytesIO(xlsx.write(made)))


def read_rows(sheet: Any, first: str) -> list[dict[str, str]]:
    rows = [["" if cell is None else str(cell) for cell in row] for row in sheet.values]
    start = next(place for place, row in enumerate(rows) if row[0] == first)
    return [dict(zip(rows[start], row, strict=True)) for row in rows[start + 1 :]]


def map_to(letter: str, criterion: str, reuse: Reuse = Reuse.STRONG) -> Map:
    key = BASELINE.by_label["3.1.1"].id
    return Map(criterion, key, "lead", reuse, (letter,), "why")


def test_each_objective_has_one_row_with_columns_for_the_assessor() -> None:
    rows = read_rows(open_sheets(judge())["By objective"], "Requirement")
    assert [row["Objective"] for row in rows] == list(OBJECTIVES)
    first = rows[0]
    assert first["Artifacts"].replace("\xa0", " ").splitlines() == [
        "1) Export of accounts (ev-export)", "2) Evidence (ev)", "3) ev-lost (not in the register)",
    ]  # fmt: skip
    assert first["Kind"].replace("\xa0", " ") == "1) configuration\n2) record"
    assert first["Location"].replace("\xa0", " ").startswith("1) https://store.example/a/")
    assert {row[name] for row in rows for name in ("Examine", "Interview", "Test")} == {""}


def test_what_cites_an_artifact_comes_from_the_answers() -> None:
    item = PoamItem(
        "i", "Done long ago", "poam", "w", ("3.1.1[a]",), "owner", (), "", "", DAY, "", "", DAY,
        status="complete", completion_evidence=("ev-stale",), slug="done",
    )  # fmt: skip
    host = Provider(
        "p", "Host", True, (), "owner", slug="host",
        matrix_rows=(MatrixRow("3.1.1[a]", "shared", evidence="ev-stale, a letter"),),
    )  # fmt: skip
    status = judge(poam=(item,), providers=(host,))
    rows = {
        row["Id"]: row for row in read_rows(open_sheets(status)["By artifact"], "Id")
    }  # fmt: skip
    assert rows["ev-export"]["Cited by the answers of"] == "3.1.1[a]", "not what the register lists"
    assert rows["ev"]["Cited by the answers of"].startswith("3.1.1[a][b][c]")
    assert rows["ev-stale"]["Cited by the answers of"] == "nothing"
    assert rows["ev-stale"]["Cited elsewhere"] == "plan of action: Done long ago\nprovider: Host"
    assert rows["ev-stale"]["Current on the day"].startswith("was due again on")
    assert rows["ev-export"]["SHA-256"] == "ab" * 32
    assert rows["ev"]["SHA-256"] == "not recorded"


def test_from_an_objective_to_the_place_of_its_evidence_are_two_links() -> None:
    book = open_sheets(judge())
    objectives, citations = book["By objective"], book["Citations"]
    place = objectives["B2"].hyperlink.location
    assert place == "'Citations'!A2"
    row = [cell for cell in citations[2] if cell.hyperlink]
    assert [cell.value for cell in row] == ["3.1.1[a]", "ev-export", EXPORT.location]
    assert row[2].hyperlink.target == EXPORT.location
    assert row[0].hyperlink.location == "'By objective'!B2"
    [artifact] = [
        cell for cell in book["By artifact"]["A"] if cell.value == "ev-export"
    ]  # fmt: skip
    assert row[1].hyperlink.location == f"'By artifact'!{artifact.coordinate}"


def test_every_owner_has_a_list_that_serves_both_audits() -> None:
    maps = (
        map_to("a", "cc6.1"), map_to("a", "cc6.2"), map_to("a", "a1.2"),
        map_to("a", "cc5.1", Reuse.HABIT_ONLY),
    )  # fmt: skip
    book = open_sheets(judge(), *maps)
    assert book.sheetnames[4:] == ["Ask Service desk", "Ask Owner"]
    [row] = read_rows(book["Ask Service desk"], "Artifact")
    assert row["Artifact"] == "Export of accounts\nev-export"
    assert row["C3PAO: objectives"] == "3.1.1[a]"
    # what the report does not cover, and what gives no evidence, is left out
    assert row["CPA: SOC 2 criteria"] == "CC6.2\nby the crosswalk: CC6.1"
    assert row["Needed"] == f"by {DAY + dt.timedelta(days=30)}\ncurrent until then"
    assert row["Period"].splitlines()[:2] == [
        "C3PAO: at most 30 days old", f"CPA: {DAY - dt.timedelta(days=365)} to {DAY}",
    ]  # fmt: skip
    assert row["Where to put it"] == "https://store.example/a/"
    assert row["File name"] == "ev-export_YYYY-MM-DD.csv"
    assert row["Brought on"] == ""


def test_what_nobody_names_is_asked_of_who_answers_for_it() -> None:
    bare = {"3.1.1[b]": answer(evidence=()), "3.1.1[d]": answer("planned", evidence=())}
    apart = {"3.1.1[c]": answer("not-applicable", evidence=())}
    status = judge(bare | apart)
    rows = read_rows(open_sheets(status)["Ask Owner"], "Artifact")
    asked = {row["Artifact"]: row for row in rows}
    row = asked["Not named yet: evidence for\n3.1.1 Authorized Access Control"]
    assert row["C3PAO: objectives"] == "3.1.1[b][d]"
    assert row["Needed"] == "now\nno artifact is named yet"
    assert row["File name"] == "AC.L2-3.1.1_bd_YYYY-MM-DD"
    places = [row["Needed"].splitlines()[0] for row in rows]
    assert places == sorted(places, key=lambda word: word != "now"), "what is needed now is first"


@pytest.mark.parametrize(
    ("key", "location", "kind", "name"),
    [
        ("ev-a", "evidence/3.1.1[a] list.CSV", "record", "ev-a_YYYY-MM-DD.csv"),
        ("ev-a", "https://s.example/plan-1.4", "policy", "ev-a_YYYY-MM-DD.pdf"),
        ("ev-a", "", "screenshot", "ev-a_YYYY-MM-DD.png"),
        ("ev-a", "a place", "log", "ev-a_YYYY-MM-DD"),
    ],
)
def test_a_proposed_name_is_taken_by_every_machine(
    key: str, location: str, kind: str, name: str
) -> None:
    item = EvidenceItem("u", key, "T", location, kind=kind)
    assert suggest_file_name(EvidenceRequest("", item, (), (), (), "")) == name


def test_an_id_with_brackets_or_accents_gives_a_name_without() -> None:
    item = EvidenceItem("u", "preuve-\u00e9t\u00e9 [a]", "T")
    name = suggest_file_name(EvidenceRequest("", item, (), (), (), ""))
    assert name.isascii()
    assert not set(name) & set("[] ")


def test_nobody_said_is_not_recorded() -> None:
    bare = EvidenceItem("u", "ev-bare", "Bare")
    status = judge({"3.1.1[a]": answer(evidence=("ev-bare",))}, evidence=(bare,))
    row = read_rows(open_sheets(status)["By objective"], "Requirement")[0]
    for name in ("Kind", "Location", "Owner", "Collected", "Due again", "SHA-256"):
        assert row[name] == "not recorded", name
    assert "Owner not recorded" in open_sheets(status).sheetnames
    text = markdown.write(build_evidence_map(EvidenceContent(status))).decode()
    assert "### Owner not recorded" in text


def test_several_places_of_an_artifact_are_all_told() -> None:
    parts = (EvidencePlace("https://a.example/1"), EvidencePlace("https://a.example/2", "cd" * 32))
    item = EvidenceItem("u", "ev-two", "Two", locations=parts, owner="owner", collected=DAY)
    status = judge({"3.1.1[a]": answer(evidence=("ev-two",))}, evidence=(item,))
    text = markdown.write(build_evidence_map(EvidenceContent(status))).decode()
    assert "<https://a.example/1><br><https://a.example/2>" in text
    [row] = read_rows(open_sheets(status)["By artifact"], "Id")
    assert row["Location"] == "https://a.example/1\nhttps://a.example/2"
    assert row["SHA-256"] == "cd" * 32


def test_the_summary_counts_what_the_sheets_show() -> None:
    status = judge({"3.1.1[b]": answer(evidence=())})
    plan = read_evidence_plan(EvidenceContent(status))
    lines = [str(row[0]) for row in open_sheets(status)["Summary"].values if row[0]]
    assert "Artifacts: 3" in lines
    assert "Current: 2" in lines
    assert "Cited by nothing: 1" in lines
    assert f"Objectives: {len(OBJECTIVES)}" in lines
    assert "Objectives without one: 1" in lines
    assert sum(map(len, plan.requests.values())) == 4
