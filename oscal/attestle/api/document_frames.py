"""The frame of a document: what system, settings and version control say of it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from ..assess.changes import Compared
from ..assess.plan_state import APPROVERS, PlanState
from ..formats.settings_forms import ANY_AUDIENCE
from ..formats.settings_values import Settings
from ..lazy_dataclasses import dataclass
from ..lazy_patterns import make_pattern
from ..model.audiences import ANYONE, Recipient
from ..model.system import System
from ..model.system_characteristics import Designation, PlanApproval
from ..render.document_model import DesignationBlock
from ..render.draft_reasons import write_draft
from ..render.frame import APPROVED_AS, DocumentFrame, SignatureLine, TitleBlock
from ..render.kinds.diff_wording import name_revisions
from ..render.name_lookup import NameLookup, build_lookup
from ..store.workspace_settings import read_workspace_settings
from .document_origins import Facts, list_provenance
from .statuses import JudgedSystem

# The kind whose number and version are those of system.md
PLAN = "ssp"
# In settings and in system.md: this document bears no marking
UNMARKED = "none"
# What these tell of a system is said in SPRS too: the marking of the plan is not theirs
_WITHOUT_CONTENT = ("packet",)
DRAFT_ALONE = "DRAFT: the plan is not final"
# Forms that programs read: a line of words would be a row of data
DATA_FORMS = ("csv",)
_NOT_IN_FILE_NAMES = make_pattern(r"[^A-Za-z0-9]+")
# The designation indicator belongs to CUI; a company's own marking goes without
_SPEAKS_OF_CUI = make_pattern(r"\b(?:CUI|CONTROLLED)\b", re.I)


@dataclass(frozen=True, slots=True)
class FrameQuestion:
    """Which kind of document, of which system (None: of none) in what state, judged on which day;
    the `revision` is read from version control where it is None. `plan_facts` are those of the
    provenance, where several documents of one system share them; `recipient` is for whom it is.
    """

    kind: str
    as_of: dt.date
    judged: JudgedSystem | None = None
    state: PlanState | None = None
    revision: str | None = None
    plan_facts: Facts | None = None
    recipient: Recipient = ANYONE


def make_frame(root: Path, question: FrameQuestion) -> DocumentFrame:
    """The frame of one document."""
    settings = read_workspace_settings(root).settings
    kind, judged = question.kind, question.judged
    system = judged.work.system if judged else None
    stated = system.characteristics.marking if system and kind not in _WITHOUT_CONTENT else None
    marking = _choose_marking(settings, kind, stated, question.recipient.audience)
    provenance = list_provenance(
        root, kind, question.as_of, judged, question.revision, question.plan_facts
    )
    if system is None:
        return DocumentFrame(marking, provenance=provenance)
    facts, names = system.characteristics, build_lookup(system)
    if kind in _WITHOUT_CONTENT:
        return _make_bare_frame(system, names, marking, question)
    is_signed = kind in APPROVED_AS
    return DocumentFrame(
        marking,
        _make_designation(facts.designation, marking),
        _make_title(system, names, is_plan=kind == PLAN),
        _write_draft(question, names),
        tuple(_list_signatures(settings, question, system, names)) if is_signed else None,
        facts.changes if is_signed and "answers" not in question.recipient.withheld else None,
        provenance,
        is_signed_itself=kind == PLAN or APPROVED_AS.get(kind) != "plan",
    )


def _make_bare_frame(
    system: System, names: NameLookup, marking: str, question: FrameQuestion
) -> DocumentFrame:
    """What the document says is a list of facts and no more: whose it is, and as of which day."""
    title = _make_title(system, names, is_plan=False)
    bare = TitleBlock(title.organization, title.system, title.short_name, version=title.version)
    provenance = (
        ("Tool", f"attestle {version('attestle')}"),
        ("As of", question.as_of.isoformat()),
    )
    return DocumentFrame(marking, None, bare, _write_draft(question, names), provenance=provenance)


def _write_draft(question: FrameQuestion, names: NameLookup) -> str:
    """Who judges by themselves, or is no party to it, learns that it is a draft and no figures."""
    text = write_draft(question.state, names) if question.state else ""
    return DRAFT_ALONE if text and "ratings" in question.recipient.withheld else text


def make_diff_frame(root: Path, item: Compared) -> DocumentFrame:
    """The frame of what changed between two revisions, which it is made from."""
    settings = read_workspace_settings(root).settings
    return DocumentFrame(
        _choose_marking(settings, "diff", item.marking),
        provenance=list_provenance(root, "diff", item.as_of, None, name_revisions(item)),
    )


def mark_printed(root: Path, kind: str, stated: str | None) -> DocumentFrame:
    """The frame of what is printed as markdown: a file has all of it, a terminal the marking."""
    settings = read_workspace_settings(root).settings
    return DocumentFrame(_choose_marking(settings, kind, stated))


def _choose_marking(
    settings: Settings, kind: str, stated: str | None, audience: str = ANY_AUDIENCE
) -> str:
    """What the settings say of the kind for the audience, else for any, else what the system says
    of itself; "" for no marking.
    """
    own = {item.audience: item.text for item in settings.markings if item.kind == kind}
    text = own.get(audience, own.get(ANY_AUDIENCE, stated))
    return "" if text is None or text == UNMARKED else text


def name_file(stem: str, form: str, marking: str) -> str:
    """`system-ssp.docx`; a form that holds data and nothing else bears the marking in its name:
    `maps.CUI.csv`.
    """
    word = _NOT_IN_FILE_NAMES.sub("-", marking).strip("-") if form in DATA_FORMS else ""
    return f"{stem}.{word}.{form}" if word else f"{stem}.{form}"


def _make_designation(given: Designation | None, marking: str) -> DesignationBlock | None:
    if given is None or not _SPEAKS_OF_CUI.search(marking):
        return None
    lines = [("Controlled by", text) for text in given.controlled_by]
    lines.append(("CUI category", ", ".join(given.categories)))
    if given.distribution:
        lines.append(("Distribution statement", given.distribution.letter))
    if given.dissemination:
        lines.append(("Limited dissemination control", given.dissemination))
    lines.append(("POC", given.poc))
    statement = given.distribution.statement if given.distribution else ""
    return DesignationBlock(tuple(lines), statement)


def _make_title(system: System, names: NameLookup, *, is_plan: bool) -> TitleBlock:
    facts = system.characteristics
    own = names.parties.get(system.people.organization)
    return TitleBlock(
        organization=own.name if own else system.people.organization,
        system=facts.name,
        short_name=facts.short_name or "",
        document_number=facts.document_number or "",
        version=facts.version,
        date=facts.version_date,
        cage=facts.cage,
        uei=facts.uei or "",
        scope_type=facts.scope_type or "",
        is_plan=is_plan,
    )


def _list_signatures(
    settings: Settings, question: FrameQuestion, system: System, names: NameLookup
) -> Iterator[SignatureLine]:
    """Those who have to approve, in their order, then whoever else has approved this version."""
    of = APPROVED_AS[question.kind]
    version = system.characteristics.version
    given = [
        item
        for item in system.characteristics.approvals
        if item.of == of and item.version == version and item.date <= question.as_of
    ]
    roles = settings.approvals.get(of, APPROVERS)
    for role in roles:
        approved = [item for item in given if item.role == role]
        if approved:
            yield from (_sign(item, names) for item in approved)
        else:
            yield from _leave_open(role, names)
    yield from (_sign(item, names) for item in given if item.role not in roles)


def _sign(item: PlanApproval, names: NameLookup) -> SignatureLine:
    return SignatureLine(names.find_role(item.role), item.name, item.title or "", item.date)


def _leave_open(role: str, names: NameLookup) -> Iterator[SignatureLine]:
    holders = names.list_holders(role)
    title = names.find_role(role)
    if not holders:
        yield SignatureLine(title)
    yield from (SignatureLine(title, item.name, item.title or "") for item in holders)
