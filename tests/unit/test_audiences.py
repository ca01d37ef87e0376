"""Who receives what: the table that ships, what settings change in it, what documents leave out."""

from __future__ import annotations

import datetime as dt
import io
import json
from dataclasses import replace

import openpyxl
import pytest

from attestle.api.sound_systems import load_sound
from attestle.assess.objectives import RATING_WORDS
from attestle.assess.plan_state import PlanState
from attestle.assess.status_clocks import find_expiry
from attestle.assess.system_status import Status, evaluate_system
from attestle.codes import make_finding
from attestle.data import read_data
from attestle.formats.audience_table import (
    build_audiences,
    change_audiences,
    read_audiences,
    read_file_words,
)
from attestle.formats.settings_file import read_settings
from attestle.formats.settings_keys import (
    DOCUMENT_FORMS,
    DOCUMENT_KINDS,
    OSCAL_MODELS,
    PACKAGE_KINDS,
)
from attestle.formats.settings_values import AudienceSettings
from attestle.handover.recipient_words import PackedDocument, ReadmeFacts, write_readme
from attestle.model.audiences import EVERY, PackageContents
from attestle.model.engagement import CmmcAim
from attestle.model.workspace import Work
from attestle.render.kinds.evidence_wording import EvidenceContent
from attestle.render.kinds.objective_sheet import MOST_CHARACTERS, shorten, write_day
from attestle.render.kinds.ssp import PlanContent
from attestle.render.registry import KINDS, render_document
from attestle.store import layout
from conftest import AS_OF, ROOT
from document_text import read_xlsx_text

AUDIENCES = read_audiences()
ALONE = frozenset({"ratings", "answers"})


@pytest.mark.parametrize("name", AUDIENCES)
def test_every_word_of_an_audience_means_something(name: str) -> None:
    audience = AUDIENCES[name]
    offers = [offer.adds for offer in audience.offers.values()]
    for contents in (audience.contents, *offers):
        assert set(contents.kinds) <= {*DOCUMENT_KINDS, *PACKAGE_KINDS, EVERY}
        assert set(contents.forms) <= set(DOCUMENT_FORMS)
        assert set(contents.models) <= set(layout.FOLDER_OF)
        assert set(OSCAL_MODELS) == set(layout.FOLDER_OF)
    for kind in audience.contents.kinds:
        assert kind == EVERY or kind in read_file_words()
        assert kind not in KINDS or set(KINDS[kind]) & set(audience.contents.forms)
    for paragraphs in (audience.purpose, audience.travel, (audience.last_line,)):
        assert all(text.strip() for text in paragraphs)
    assert "signature is no" in audience.last_line + " ".join(audience.travel)


def test_outsiders_receive_neither_source_nor_counts() -> None:
    for name in ("prime", "cpa", "customer", "servicenow"):
        audience = AUDIENCES[name]
        assert not audience.has_source
        everything = audience.choose(tuple(audience.offers))
        assert not {"counts", "paths", "ratings"} & set(everything.discloses)
        assert not {"score", "findings", "settings"} & set(everything.parts)
    assert set(AUDIENCES["c3pao"].without) == {"assessment.yaml", "affirmations"}
    alone = AUDIENCES["c3pao"].contents
    assert "assessment-results" not in alone.models
    assert not {"status", "gap", "ready"} & set(alone.kinds)


def test_a_word_that_means_nothing_stops_the_builder() -> None:
    tree = json.loads(read_data("audiences.json"))
    tree["audiences"]["prime"]["discloses"] = ["secrets"]
    with pytest.raises(ValueError, match="secrets"):
        build_audiences(tree)


def test_settings_change_what_they_name() -> None:
    data = b"""[audiences.c3pao]
title = "Our assessor"
forms = ["docx"]

[audiences.bank]
title = "A bank"
kinds = ["crm"]
forms = ["pdf"]
models = ["catalog"]
parts = ["hash-logs"]
source = false
"""
    settings, problems = read_settings(data)
    assert problems == ()
    changed = change_audiences(AUDIENCES, settings.audiences)
    assert changed["c3pao"].title == "Our assessor"
    assert changed["c3pao"].contents == replace(AUDIENCES["c3pao"].contents, forms=("docx",))
    assert changed["c3pao"].has_source
    assert changed["bank"].contents == PackageContents(
        ("crm",), ("pdf",), ("catalog",), ("hash-logs",)
    )
    assert not changed["bank"].has_source
    assert changed["prime"] is AUDIENCES["prime"]
    without = change_audiences(AUDIENCES, [AudienceSettings("c3pao", "x", source=False)])
    assert not without["c3pao"].has_source


@pytest.fixture(scope="module")
def work() -> Work:
    return load_sound(ROOT)


@pytest.fixture(scope="module")
def status(work: Work) -> Status:
    return evaluate_system(work.system, work.baseline, AS_OF)


def test_documents_leave_out_what_is_withheld(work: Work, status: Status) -> None:
    told, alone = status, replace(status, withheld=ALONE)
    state = PlanState(errors=(make_finding("SSP009", "ssp/x/a.md", "needle-finding"),))
    for item in (told, alone):
        texts = {
            "ssp": render_document("ssp", "md", PlanContent(work, item, state=state)).decode(),
            "poam": render_document("poam", "md", item).decode(),
            "evidence": render_document("evidence", "md", EvidenceContent(item)).decode(),
            "sheets": read_xlsx_text(render_document("evidence", "xlsx", EvidenceContent(item))),
            "crm": render_document("crm", "md", item).decode(),
            "crm sheets": read_xlsx_text(render_document("crm", "xlsx", item)),
        }
        is_told = item is told
        assert ("Rating" in texts["ssp"]) is is_told
        assert ("needle-finding" in texts["ssp"]) is is_told
        assert ("as evidence shows, of 110" in texts["poam"]) is is_told
        assert ("stands in the way of a conditional status" in texts["poam"]) is is_told
        for kind in ("evidence", "sheets"):
            assert ("State and rating" in texts[kind]) is is_told
            assert (RATING_WORDS["covered-and-evidenced"] in texts[kind]) is is_told
        for kind in ("crm", "crm sheets"):
            assert ("Answer in the plan" in texts[kind]) is is_told


def test_the_sheet_of_objectives_is_for_the_assessor_alone(status: Status) -> None:
    data = render_document("objectives", "xlsx", replace(status, withheld=ALONE))
    sheet = openpyxl.load_workbook(io.BytesIO(data))["Requirement Objectives"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    head = next(number for number, row in enumerate(rows) if row[0] == "Requirement")
    labels = [row[1] for row in rows[head + 1 :] if row[1]]
    assert len(labels) == len(set(labels)) == 320
    assert labels[0] == "AC.L2-3.1.1[a]"
    empty = [
        rows[head].index(name)
        for name in ("Result", "Overall Comments", "Examine", "Interview", "Test", "Findings")
    ]
    for row in rows[head + 1 :]:
        if row[1]:
            assert [row[place] for place in empty] == [None] * len(empty)
            assert all(len(str(value or "")) <= MOST_CHARACTERS for value in row)


def test_days_and_cells_have_the_form_of_the_template() -> None:
    assert write_day(dt.date(2026, 1, 5)) == "05-JAN-2026"
    assert write_day(dt.date(2026, 12, 31)) == "31-DEC-2026"
    assert shorten("short", "3.1.1[a]") == "short"
    cut = shorten("x" * 5000, "3.1.1[a]")
    assert len(cut) == MOST_CHARACTERS
    assert cut.endswith("(all of it: plan, 3.1.1[a])")


@pytest.mark.parametrize(
    ("level", "status", "conditional", "day", "expiry"),
    [
        (2, "final", None, "2026-03-01", "2029-03-01"),
        (2, "final", "2025-12-01", "2026-03-01", "2028-12-01"),
        (2, "conditional", "2026-01-01", None, "2026-06-30"),
        (1, "final", None, "2026-03-01", "2027-03-01"),
        (2, "final", None, "2028-02-29", "2031-02-28"),
        (2, "none", None, "2026-03-01", None),
        (2, "lapsed", None, "2026-03-01", None),
        (2, "final", None, None, None),
    ],
)
def test_a_status_ends_on_its_day(
    level: int, status: str, conditional: str | None, day: str | None, expiry: str | None
) -> None:
    def read(text: str | None) -> dt.date | None:
        return dt.date.fromisoformat(text) if text else None

    aim = CmmcAim("u", level, "c3pao", read(conditional), status, read(day))
    assert find_expiry(aim) == read(expiry)


@pytest.mark.parametrize("name", AUDIENCES)
def test_a_readme_says_what_its_recipient_needs(name: str) -> None:
    head = {
        "system": {"title": "Acme Enclave", "version": "1.0", "version_date": "2026-11-01"},
        "as_of": "2026-11-24",
        "source": {"revision": "0123456789ab", "state": "committed"},
        "tool": {"version": "0.1.0"},
        "oscal_version": "1.2.1",
        "notes": ["DRAFT: the plan is not final."],
    }
    documents = (PackedDocument("ssp", "documents/acme-ssp", ("docx", "pdf")),)
    facts = ReadmeFacts(AUDIENCES[name], head, "CUI", documents, ("oscal/",), read_file_words())
    text = write_readme(facts).decode()
    assert text.startswith("CUI\n")
    assert text.endswith("CUI\n")
    first, _, rest = text.partition("WHAT THIS IS")
    assert "! DRAFT: the plan is not final." in first
    for section in ("WHAT IS INSIDE", "HOW IT MAY TRAVEL", "IS IT WHAT WAS SENT?"):
        assert section in rest
    assert "documents/acme-ssp (docx, pdf)" in rest
    assert "python -m zipfile" in rest
    assert text.isascii()
    assert all(len(line) <= 78 for line in text.splitlines() if "python -c" not in line)
