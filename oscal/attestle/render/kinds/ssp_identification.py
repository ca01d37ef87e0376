"""Chapter 1 of the plan: what the system is, whose it is, what it is for and what it holds."""

from __future__ import annotations

from ...model.baseline import Baseline
from ...model.engagement import Engagement
from ...model.frameworks import PROTECTED
from ...model.people import Party, UserType
from ...model.system import System
from ...model.system_characteristics import InformationType, SystemCharacteristics
from ..document_parts import (
    AuthoredProse,
    Bullets,
    Chapter,
    DocumentCell,
    DocumentPart,
    FactList,
    Grid,
    GridColumn,
    TextLine,
)
from ..name_lookup import ROLE_TITLES, NameLookup, write_title
from ..table_cells import NOT_RECORDED, text_cell
from .ssp_obligations import build_decisions, build_obligations

LEVELS = ("low", "moderate", "high")
AIMS = {
    "self": "self-assessment",
    "c3pao": "assessment by a C3PAO",
    "dibcac": "assessment by DIBCAC",
}


def build_identification(system: System, baseline: Baseline, names: NameLookup) -> Chapter:
    facts = system.characteristics
    sections = [
        Chapter(2, "1.1 System Name and Categorization", "name", (_identity(system, baseline),)),
        Chapter(
            2, "1.2 Responsible Organization", "organization", tuple(_organization(system, names))
        ),
        Chapter(
            2,
            "1.3 General Description and Purpose",
            "purpose",
            (AuthoredProse(facts.description, facts.source.path),),
            (_numbers(system, names),),
        ),
        Chapter(
            2,
            "1.4 General Description of Information",
            "information",
            tuple(_information(facts.information_types, names)),
        ),
    ]
    sections += (build_obligations(facts, "1.5"), build_decisions(facts.decisions, "1.6"))
    context = tuple(_context(system.engagement))
    if context:
        sections.append(Chapter(2, "1.7 Assessment Context", "context", context))
    return Chapter(1, "1 System Identification", "identification", (), tuple(sections), fresh=True)


def _describe_review(facts: SystemCharacteristics) -> str:
    """The last review and how often there is one; "" while none is recorded."""
    if facts.ssp_reviewed is None:
        return ""
    day = facts.ssp_reviewed.isoformat()
    return f"{day}; reviewed at least every {facts.ssp_review_days} days"


def _identity(system: System, baseline: Baseline) -> FactList:
    facts = system.characteristics
    ids = tuple(
        TextLine(f"{item.id} ({item.scheme})" if item.scheme else item.id) for item in facts.ids
    )
    rows: list[tuple[str, DocumentCell]] = [
        ("System name", text_cell(facts.name)),
        ("Short name", text_cell(facts.short_name or "")),
        (
            "System categorization",
            text_cell(
                write_categorization(facts.information_types, facts.sensitivity), NOT_RECORDED
            ),
        ),
        ("Unique identifiers", ids),
        (
            "Operational status",
            text_cell(_write_status(facts), NOT_RECORDED),
        ),
        (
            "Requirements answered",
            text_cell(
                f"{baseline.title} ({len(baseline.requirements)} requirements,"
                f" {len(baseline.objective_labels)} {baseline.unit_words[1]})"
            ),
        ),
        ("CMMC target", _write_target(facts, baseline)),
        (
            baseline.put_term("CUI scope"),
            text_cell(write_title(facts.cui_scope or ""), NOT_RECORDED),
        ),
        ("Plan version", text_cell(f"{facts.version} of {facts.version_date.isoformat()}")),
        (
            "Last review of the plan",
            text_cell(_describe_review(facts), NOT_RECORDED),
        ),
        ("Marking", text_cell(facts.marking or "")),
    ]
    shown = tuple((name, cell) for name, cell in rows if cell)
    return FactList(shown, caption="Identification of the system")


def _write_target(facts: SystemCharacteristics, baseline: Baseline) -> DocumentCell:
    """Nothing where the requirements are none of CMMC's, such as the criteria of SOC 2."""
    if not baseline.framework.levels:
        return ()
    return text_cell((facts.cmmc_target or "").replace("level-", "Level "), NOT_RECORDED)


def _write_status(facts: SystemCharacteristics) -> str:
    remarks = f": {facts.status_remarks}" if facts.status_remarks else ""
    return f"{write_title(facts.status or '')}{remarks}"


def write_categorization(types: tuple[InformationType, ...], fallback: str | None) -> str:
    """The high-water mark of the information types, by FIPS 199; "" where none is recorded."""
    marks = {
        goal: max((getattr(item, goal) or "" for item in types), key=_rank, default="").title()
        for goal in ("confidentiality", "integrity", "availability")
    }
    first = marks.pop("confidentiality") or (fallback or "").title()
    if not first:
        return ""
    rest = ", ".join(f"{mark} for {goal}" for goal, mark in marks.items() if mark)
    return f"{first} impact for confidentiality{f' ({rest})' if rest else ''}"


def _rank(level: str) -> int:
    return LEVELS.index(level) if level in LEVELS else -1


def _organization(system: System, names: NameLookup) -> list[DocumentPart]:
    own = names.parties.get(system.people.organization)
    rows: list[tuple[str, DocumentCell]] = [
        ("Organization", text_cell(own.name if own else system.people.organization))
    ]
    rows += _contact(own) if own else []
    rows += _list_registrations(system.characteristics)
    columns = (
        GridColumn("Role", 1.2),
        GridColumn("Held by", 1.7),
        GridColumn("Address", 1.6),
        GridColumn("Telephone", 0.8),
        GridColumn("E-mail", 2.4),
    )
    found = tuple(row for key, title in ROLE_TITLES.items() for row in _holders(title, key, names))
    return [
        FactList(tuple(rows), caption="Organization"),
        Grid("Responsible roles", columns, found),
    ]


def _list_registrations(facts: SystemCharacteristics) -> list[tuple[str, DocumentCell]]:
    """What SPRS asks of the organization."""
    employees = "" if facts.employees is None else str(facts.employees)
    return [
        ("CAGE code", text_cell(", ".join(facts.cage), NOT_RECORDED)),
        ("Unique Entity ID", text_cell(facts.uei or "", NOT_RECORDED)),
        ("Headquarters", text_cell(facts.headquarters or "", NOT_RECORDED)),
        ("Employees", text_cell(employees, NOT_RECORDED)),
    ]


def _contact(party: Party) -> list[tuple[str, DocumentCell]]:
    rows = [
        ("Address", tuple(TextLine(line) for line in party.address)),
        ("Telephone", text_cell(party.phone or "")),
        ("E-mail", text_cell(party.email or "")),
    ]
    return [(name, cell) for name, cell in rows if cell]


def _holders(title: str, key: str, names: NameLookup) -> list[tuple[DocumentCell, ...]]:
    holders = names.list_holders(key)
    if not holders:
        return [(text_cell(title), text_cell("", "not named"), (), (), ())]
    return [
        (
            text_cell(title),
            (TextLine(item.name), *((TextLine(item.title, "quiet"),) if item.title else ())),
            tuple(TextLine(line) for line in item.address) or text_cell("", NOT_RECORDED),
            text_cell(item.phone or "", NOT_RECORDED),
            text_cell(item.email or "", NOT_RECORDED),
        )
        for item in holders
    ]


def _numbers(system: System, names: NameLookup) -> Chapter:
    users = system.people.users
    columns = (
        GridColumn("Users", 1.4),
        GridColumn("Kind", 1.1),
        GridColumn("Number", 0.85),
        GridColumn("Roles", 1.5),
        GridColumn("What they do", 2.75),
    )
    rows = [_user(item, names) for item in users]
    people = [item for item in users if not item.external and not item.automated]
    totals = [("People without privileges", False), ("Administrators (privileged)", True)]
    for title, privileged in totals:
        # whoever is not said to have privileges or none could belong to either total
        counts = [
            None if item.privileged is None else item.count
            for item in users
            if item.privileged in (privileged, None) and item in people
        ]
        rows.append(((TextLine("", lead=title),), (), _write_total(counts), (), ()))
    everybody = _write_total([item.count for item in people])
    rows.append(((TextLine("", lead="All people of the organization"),), (), everybody, (), ()))
    return Chapter(
        3,
        "1.3.1 Number of End Users and Privileged Users",
        "users",
        (
            Grid("Users", columns, tuple(rows)),
            TextLine("The sums count people: no external users, and no accounts of processes."),
        ),
    )


def _write_total(counts: list[int | None]) -> DocumentCell:
    """A sum of what was counted; where nothing or not everything was, that is said."""
    known = [count for count in counts if count is not None]
    if not known:
        return text_cell("", NOT_RECORDED)
    total = (TextLine("", lead=str(sum(known))),)
    missing = (TextLine("not all recorded", "quiet"),) if len(known) < len(counts) else ()
    return (*total, *missing)


def _user(item: UserType, names: NameLookup) -> tuple[DocumentCell, ...]:
    rights = {True: "privileged", False: "not privileged", None: ""}[item.privileged]
    kind = ", ".join(
        filter(
            None,
            (
                "external" if item.external else "",
                "automated" if item.automated else "",
                rights,
            ),
        )
    )
    description = (TextLine(item.description),) if item.description else ()
    functions = (Bullets(item.functions),) if item.functions else ()
    roles = tuple(TextLine(names.shorten_role(key)) for key in item.roles)
    return (
        text_cell(item.title),
        text_cell(kind[:1].upper() + kind[1:], NOT_RECORDED),
        text_cell("" if item.count is None else str(item.count), NOT_RECORDED),
        roles,
        (*description, *functions),
    )


def _information(types: tuple[InformationType, ...], names: NameLookup) -> list[DocumentPart]:
    columns = (
        GridColumn("Information type", 1.6),
        # categories are the CUI Registry's; other information has none of them
        GridColumn("CUI category" if names.term == PROTECTED else "Category", 0.9),
        GridColumn("Description", 3.2),
        GridColumn("Confidentiality", 1.05),
        GridColumn("Integrity", 0.9),
        GridColumn("Availability", 0.9),
    )
    rows = tuple(
        (
            text_cell(item.title),
            text_cell(item.category or "", NOT_RECORDED),
            text_cell(item.description),
            text_cell((item.confidentiality or "").title(), NOT_RECORDED),
            text_cell((item.integrity or "").title(), NOT_RECORDED),
            text_cell((item.availability or "").title(), NOT_RECORDED),
        )
        for item in types
    )
    if not rows:
        return [TextLine("Not recorded.", "quiet")]
    return [Grid(names.put_term("Information and CUI types"), columns, rows)]


def _context(engagement: Engagement) -> list[DocumentPart]:
    """What is sought, and what other reports exist."""
    rows: list[tuple[str, DocumentCell]] = []
    if engagement.cmmc:
        aim = engagement.cmmc
        rows.append(
            (
                "CMMC status sought",
                text_cell(
                    f"Level {aim.target_level} by"
                    f" {AIMS.get(aim.assessment_type, aim.assessment_type)}"
                ),
            )
        )
        if aim.conditional_status_date:
            rows.append(
                ("Conditional status since", text_cell(aim.conditional_status_date.isoformat()))
            )
    if engagement.soc2:
        report = engagement.soc2
        when = (
            f"{report.period.start.isoformat()} to {report.period.end.isoformat()}"
            if report.period
            else str(report.as_of or "")
        )
        covers = (
            f"the system is {'' if report.system_in_description else 'not '}part of its description"
        )
        kind = report.report_type.replace("type-", "Type ")
        rows.append(
            (
                "SOC 2 report",
                text_cell(
                    f"{kind}, {when}, {', '.join(report.criteria)}; {report.opinion} opinion of"
                    f" {report.auditor}; {covers}"
                ),
            )
        )
    for item in engagement.acceptances:
        until = f", until {item.until.isoformat()}" if item.until else ""
        rows.append(
            (
                "Acceptance by a customer",
                (
                    TextLine(f"{item.customer}, {item.date.isoformat()}{until}"),
                    TextLine(item.accepts),
                ),
            )
        )
    return [FactList(tuple(rows), caption="Assessment context")] if rows else []
