"""What the example's documents say, in every kind and form: a reviewer sees each change of a
document in the difference of its golden text.

`pytest --update-golden tests/test_golden.py` writes them anew.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from types import MappingProxyType
from typing import Any

import pytest

from attestle.api.crosswalk_comparisons import compare_crosswalk
from attestle.api.crosswalks import list_sides, read_crosswalks
from attestle.api.document_frames import FrameQuestion, make_frame
from attestle.api.draft_states import judge_draft
from attestle.api.gap_reports import report_gap
from attestle.api.readiness_reports import judge_ready
from attestle.api.rendering import SUBJECTS
from attestle.api.sites import render_site
from attestle.api.sound_systems import load_sound
from attestle.api.statuses import JudgedSystem, judge_system
from attestle.api.what_if import judge_what_if
from attestle.assess.accountable_roles import choose_role
from attestle.assess.changes import Compared
from attestle.assess.compliance_changes import sort_changes
from attestle.assess.due_days import list_calendar_entries
from attestle.assess.plan_state import PlanState
from attestle.assess.role_duties import RoleWeek, plan_week, select_changes
from attestle.assess.status_comparison import compare_statuses
from attestle.assess.system_status import Status, evaluate_system
from attestle.crosswalk.gap_analysis import combine_maps
from attestle.crosswalk.map_rows import find_open_letters
from attestle.findings import Finding, Severity
from attestle.formats import strict_json
from attestle.formats.entry_table import read_entry_table
from attestle.formats.question_table import read_question_table
from attestle.model.objective_answers import Approval, ObjectiveAnswer
from attestle.model.workspace import Work
from attestle.render.document_model import DocumentModel
from attestle.render.forms.pdf import write_source
from attestle.render.forms.text import WIDTH, write_lines
from attestle.render.frame import APPROVED_AS, DocumentFrame
from attestle.render.kinds.affirmation_statement import StatementContent
from attestle.render.kinds.binder_index import BinderContent, BinderDocument, BinderFile
from attestle.render.kinds.boundary import BoundaryContent
from attestle.render.kinds.compliance_lines import ComplianceContent
from attestle.render.kinds.control_maps import ControlMaps
from attestle.render.kinds.evidence_wording import EvidenceContent
from attestle.render.kinds.interview_wording import InterviewContent
from attestle.render.kinds.package_diff import PackageDifference
from attestle.render.kinds.packet import PacketContent
from attestle.render.kinds.site_content import SiteContent
from attestle.render.kinds.sprs import EntryContent
from attestle.render.kinds.ssp import PlanContent
from attestle.render.kinds.system_lines import write_system_line
from attestle.render.name_lookup import build_lookup
from attestle.render.reason_names import name_status_reasons
from attestle.render.registry import KINDS, build_document, find_builder, render_document
from conftest import ROOT, Golden, Run
from document_text import read_docx_text, read_xlsx_text
from portfolios import make_shown_portfolio

AS_OF = dt.date(2026, 11, 25)
# These move with every commit, every version of the tool and every edit, so they are given
PROVENANCE = (
    ("Revision", "0123456789ab"),
    ("SSP UUID", "feae2cf4-824b-4110-b559-4cdccf1585ce"),
    ("OSCAL SSP SHA-256", "5d" * 32),
    ("Tool", "attestle 0.0.0"),
    ("As of", AS_OF.isoformat()),
)
TOOL = {"name": "resolution-tool", "value": "attestle"}
# A picture of dots is drawn from what is compared as SVG
PAIRS = [(kind, form) for kind, forms in KINDS.items() for form in forms if form != "png"]


@pytest.fixture(scope="module")
def work() -> Work:
    return load_sound(ROOT)


@pytest.fixture(scope="module")
def values(work: Work) -> dict[str, object]:
    """What each kind of document is made from."""
    status = evaluate_system(work.system, work.baseline, AS_OF)
    gap = report_gap(ROOT, as_of=AS_OF)
    return {
        "ssp": PlanContent(work, status, state=judge_draft(ROOT, work, (), status)),
        "poam": status,
        "crm": status,
        "evidence": EvidenceContent(status, combine_maps(read_crosswalks(ROOT))[0]),
        "boundary": BoundaryContent(work),
        "interview": InterviewContent(status, read_question_table()),
        "sprs": EntryContent(status, read_entry_table()),
        "packet": PacketContent(status, frozenset({"score", "poam-count"}), "sprs/print-out.pdf"),
        "criteria": EvidenceContent(status, combine_maps(read_crosswalks(ROOT))[0]),
        "objectives": status,
        "package-diff": PackageDifference(
            "Quillhaven Example Enclave",
            "version 1.3, as of 2026-10-01, from 0123456789ab",
            "version 1.4, as of 2026-11-24, from ba9876543210",
            (
                ("documents/a.docx", "changed", "0f" * 32, "a1" * 32),
                ("evidence/new.csv", "added", "", "b2" * 32),
            ),
            _difference(work, status).changes,
        ),
        "gap": gap,
        "projects": gap,
        "adviser-questions": gap,
        "systems": [write_system_line(status)] * 2,
        "portfolio": make_shown_portfolio(),
        "crosswalk": list_sides(ROOT),
        "crosswalk-comparison": compare_crosswalk(ROOT, None, "theirs.csv", OTHER_TABLE, {}),
        "control-maps": _maps_of(work, "3.1.1"),
        "status": status,
        "what-if": judge_what_if(
            ROOT, status, ["3.4.8=met", "3.5.3=partial", "3.12.4[a]=not-met", "3.1.16=n/a"]
        ),
        "ready": judge_ready(ROOT, None, AS_OF),
        "mine": _plan_week(work, status),
        "affirmation": StatementContent(status, "1f3c9a0b7d42", "0.1.0", "", ("a-window",), 2),
        "compliance-changes": _make_since(work, status),
        "diff": _difference(work, status),
        "diff-brief": _difference(work, status),
        "findings": FINDINGS,
        "all": BINDER,
        "site": _make_site_content(work, status),
    }


def _make_site_content(work: Work, status: Status) -> SiteContent:
    plan = PlanContent(work, status, state=judge_draft(ROOT, work, (), status))
    names = build_lookup(work.system, work.baseline.term)
    return SiteContent(
        plan, name_status_reasons(status), names, None, list_calendar_entries(status)
    )


OTHER_TABLE = b"TSC,800-171,Objectives\nCC6.1,3.1.1,a\nCC6.2,3.1.1,\nA1.1,3.1.1,\nCC99.9,3.1.3,\n"
BINDER = BinderContent(
    "Quillhaven Example Enclave",
    AS_OF,
    (
        BinderDocument(
            "ssp",
            (
                BinderFile("docx", "example-enclave-ssp.docx", 649955, "0f" * 32),
                BinderFile("md", "example-enclave-ssp.md", 400, "a1" * 32, 3),
            ),
            "CUI",
            "DRAFT: 4 objectives unanswered",
            PROVENANCE,
        ),
        BinderDocument(
            "crosswalk",
            (BinderFile("csv", "soc2_800-171.CUI.csv", 132683, "b2" * 32),),
            draft=None,
            provenance=PROVENANCE,
        ),
        BinderDocument("poam", (BinderFile("xlsx", "a&b.xlsx", 27173, "c3" * 32),)),
    ),
    (("gap", "The <workspace> has no crosswalk."),),
)


FINDINGS = (
    Finding("EVD001", Severity.WARNING, "ssp/example-enclave/evidence.yaml", "ev-cmdb is stale"),
    Finding(
        "SSP003",
        Severity.ERROR,
        "ssp/example-enclave/controls/AC/3.1.1.md",
        'control "3.1.x" | <b>is</b> not in the baseline of @acme/all, see #1',
        hint="did you mean 3.1.1[a]? https://docs.example",
        line=4,
        owner="it-operations",
    ),
)


def _maps_of(work: Work, label: str) -> ControlMaps:
    sides = list_sides(ROOT)
    item = work.baseline.by_label[label]
    letters = [objective.letter for objective in item.objectives]
    return ControlMaps(
        sides,
        item,
        sides.crosswalk.of_requirement(item.id),
        (),
        find_open_letters(sides.crosswalk, item.id, letters),
        (),
    )


def _difference(work: Work, before: Status) -> Compared:
    """Three answers changed: one in its words, one in its state, one in both."""
    system, answers = work.system, dict(work.system.answers)
    for label, letter, change in CHANGED:
        key = work.baseline.by_label[label].id
        answer = answers[key]
        objective = replace(answer.objectives[letter], **change)
        answers[key] = replace(answer, objectives={**answer.objectives, letter: objective})
    after = replace(system, answers=MappingProxyType(answers), poam=system.poam[1:])
    changes = compare_statuses(before, evaluate_system(after, work.baseline, AS_OF))
    return Compared(system.name, system.characteristics.name, "v1", "", AS_OF, "changed", changes)


def _make_since(work: Work, before: Status) -> ComplianceContent:
    """What ran out in two years, and an answer that somebody changed."""
    system = work.system
    answers = dict(system.answers)
    key = next(name for name, item in answers.items() if item.label == "3.1.1")
    objective = replace(answers[key].objectives["a"], state="planned", missing="the <roster>")
    answers[key] = replace(answers[key], objectives={**answers[key].objectives, "a": objective})
    later = AS_OF.replace(year=AS_OF.year + 2)
    after = evaluate_system(replace(system, answers=answers), work.baseline, later)
    changes = sort_changes(before, after, compare_statuses(before, after))
    return ComplianceContent(system.name, AS_OF, later, ("1f3c9a0b7d42", "2a4d"), changes)


def _plan_week(work: Work, before: Status) -> RoleWeek:
    """A role that has all of it: days, nothing stated, and texts that changed."""
    role = choose_role(work.system, "it-operations")
    changes = _difference(work, before).changes
    assert changes
    key = work.baseline.by_label["3.1.8"].id
    answer = work.system.answers[key]
    blank = ObjectiveAnswer("a", present=False)
    silent = replace(answer, objectives={**answer.objectives, "a": blank})
    system = replace(work.system, answers=MappingProxyType({**work.system.answers, key: silent}))
    status = evaluate_system(system, work.baseline, AS_OF)
    return plan_week(
        status, role, select_changes(status, role.id, changes, "2026-11-18 (0123456789ab)")
    )


# Kinds whose lines are printed in a width
WRAPPED = (
    "gap", "status", "ready", "mine", "compliance-changes", "projects", "adviser-questions", "systems", "portfolio",
    "crosswalk-comparison", "what-if",
)  # fmt: skip
CHANGED: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("3.1.1", "a", {"prose": "The register of *accounts* | names each person. See @acme/all."}),
    ("3.1.2", "b", {"state": "partial", "missing": "the roles of the <build> farm, #7"}),
    (
        "3.5.3",
        "a",
        {
            "state": "not-applicable",
            "rationale": "nobody signs in from outside",
            "approved": Approval("security-officer", AS_OF),
            "prose": "",
        },
    ),
)


def _write_text(document: DocumentModel, kind: str) -> str:
    width = WIDTH if kind in WRAPPED else 0
    return "".join(f"{line}\n" for line, _ in write_lines(document, width))


def test_a_shipped_profile_resolves_to_the_same_bytes(run: Run, golden: Golden) -> None:
    """All but the prop that names the tool, which older versions did not write."""
    lines = []
    for folder in sorted((ROOT / "profiles").iterdir()):
        tree = json.loads(run(ROOT, "profile", "resolve", folder.name).stdout)
        assert tree["catalog"]["metadata"].pop("props") == [TOOL]
        digest = hashlib.sha256(strict_json.write_json(tree)).hexdigest()
        lines.append(f"{digest}  {folder.name}\n")
    golden("resolved-profiles.txt", "".join(lines).encode())


def _write_code(document: DocumentModel) -> bytes:
    """The code of a PDF without what is the same in all of them, and without its pictures."""
    return write_source(document).partition("#show: look.with(facts)\n")[2].encode()


@cache
def _judge_example() -> JudgedSystem:
    return judge_system(ROOT, None, AS_OF)


@cache
def _judge_draft(approval_of: str) -> PlanState:
    judged = _judge_example()
    return judge_draft(ROOT, judged.work, judged.read, judged.status, approval_of)


# of a kind, whatever form it comes in
_FRAMES: dict[str, DocumentFrame] = {}


def _make_frame(kind: str, value: object) -> DocumentFrame | None:
    """As files are written; what is printed on a terminal stands in no frame."""
    if kind not in SUBJECTS:
        return None
    if kind not in _FRAMES:
        judged = None if kind == "crosswalk" else _judge_example()
        state = value.state if isinstance(value, PlanContent) else None
        if judged and state is None:
            state = _judge_draft(APPROVED_AS.get(kind, "plan"))
        made = make_frame(ROOT, FrameQuestion(kind, AS_OF, judged, state, ""))
        _FRAMES[kind] = replace(made, provenance=PROVENANCE)
    return _FRAMES[kind]


# Pages that show what the others do not; the first page is that of the kind
SITE_PAGES = ("requirements/3.4.8.html", "plan-of-action.html", "calendar.ics")


def test_pages_of_a_site_say_what_they_said(golden: Golden) -> None:
    made = render_site(ROOT, as_of=AS_OF, revision="0123456789ab", has_history=False).files
    for path in SITE_PAGES:
        data = made[path]
        if path.endswith(".html"):
            # the foot has what moves with every commit
            data = data.partition(b"<header")[2].partition(b"<footer")[0]
        golden(f"site-{path.rpartition('/')[2]}", data)


READERS: dict[str, Callable[[bytes], str]] = {"docx": read_docx_text, "xlsx": read_xlsx_text}


@pytest.mark.parametrize(("kind", "form"), PAIRS, ids=lambda word: str(word))
def test_a_document_says_what_it_said(
    kind: str, form: str, values: dict[str, object], golden: Golden
) -> None:
    value = values[kind]
    frame = _make_frame(kind, value)
    if form == "text":
        written = _write_text(find_builder(kind, form)(value), kind).encode()
    elif form == "pdf":
        written = _write_code(build_document(kind, form, value, frame))
    elif form in READERS:
        written = READERS[form](render_document(kind, form, value, frame)).encode()
    else:
        written = render_document(kind, form, value, frame)
    ending = {"docx": "docx.txt", "xlsx": "xlsx.txt", "pdf": "typ", "text": "txt"}.get(form, form)
    golden(f"{kind}.{ending}", written)
