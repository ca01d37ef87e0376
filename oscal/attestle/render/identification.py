"""Section 1 of the plan: what the system is, whose it is, what it is for and what it holds."""

from __future__ import annotations

from ..model.baseline import Baseline
from ..model.system import Engagement, InformationType, Party, System, UserType
from .names import Names, title_case
from .parts import Bullets, Cell, Column, Facts, Grid, Part, Prose, Section, Words, words

LEVELS = ("low", "moderate", "high")
KEY_ROLES = (
    ("Information Owner", "information-owner"),
    ("System Owner", "system-owner"),
    ("System Security Officer", "security-officer"),
    ("Affirming Official", "affirming-official"),
)
AIMS = {
    "self": "self-assessment",
    "c3pao": "assessment by a C3PAO",
    "dibcac": "assessment by DIBCAC",
}


def identification(system: System, baseline: Baseline, names: Names) -> Section:
    facts = system.characteristics
    sections = [
        Section(2, "1.1 System Name and Categorization", "name", (_identity(system, baseline),)),
        Section(
            2, "1.2 Responsible Organization", "organization", tuple(_organization(system, names))
        ),
        Section(
            2,
            "1.3 General Description and Purpose",
            "purpose",
            (Prose(facts.description, facts.source.path),),
            (_numbers(system, names),),
        ),
        Section(
            2,
            "1.4 General Description of Information",
            "information",
            tuple(_information(facts.information_types)),
        ),
    ]
    context = tuple(_context(system.engagement))
    if context:
        sections.append(Section(2, "1.5 Assessment Context", "context", context))
    return Section(1, "1 System Identification", "identification", (), tuple(sections), fresh=True)


def _identity(system: System, baseline: Baseline) -> Facts:
    facts = system.characteristics
    ids = tuple(
        Words(f"{item.id} ({item.scheme})" if item.scheme else item.id) for item in facts.ids
    )
    rows: list[tuple[str, Cell]] = [
        ("System name", words(facts.name)),
        ("Short name", words(facts.short_name or "")),
        (
            "System categorization",
            words(categorization(facts.information_types, facts.sensitivity)),
        ),
        ("Unique identifiers", ids),
        (
            "Operational status",
            words(
                title_case(facts.status)
                + (f": {facts.status_remarks}" if facts.status_remarks else "")
            ),
        ),
        (
            "Requirements answered",
            words(
                f"{baseline.title} ({len(baseline.requirements)} requirements,"
                f" {len(baseline.objective_labels)} assessment objectives)"
            ),
        ),
        ("CMMC target", words(facts.cmmc_target.replace("level-", "Level "))),
        ("CUI scope", words(title_case(facts.cui_scope))),
        ("Plan version", words(f"{facts.version} of {facts.version_date.isoformat()}")),
        (
            "Last review of the plan",
            words(
                f"{facts.ssp_reviewed.isoformat()}; reviewed at least every {facts.ssp_review_days}"
                " days"
            ),
        ),
        ("Marking", words(facts.marking or "")),
    ]
    return Facts(tuple((name, cell) for name, cell in rows if cell))


def categorization(types: tuple[InformationType, ...], fallback: str) -> str:
    """The high-water mark of the information types, by FIPS 199."""
    if not types:
        return f"{fallback.title()} impact for confidentiality"
    marks = (
        max((getattr(item, goal) for item in types), key=_rank)
        for goal in ("confidentiality", "integrity", "availability")
    )
    confidentiality, integrity, availability = (mark.title() for mark in marks)
    return (
        f"{confidentiality} impact for confidentiality ({integrity} for integrity, {availability}"
        " for availability)"
    )


def _rank(level: str) -> int:
    return LEVELS.index(level) if level in LEVELS else -1


def _organization(system: System, names: Names) -> list[Part]:
    own = names.parties.get(system.people.organization)
    rows: list[tuple[str, Cell]] = [
        ("Organization", words(own.name if own else system.people.organization))
    ]
    rows += _contact(own) if own else []
    columns = (
        Column("Role", 1.3),
        Column("Held by", 1.6),
        Column("Title", 1.3),
        Column("Address", 1.5),
        Column("Telephone and e-mail", 1.8),
    )
    found = tuple(row for title, key in KEY_ROLES for row in _holders(title, key, names))
    return [Facts(tuple(rows)), Grid("Responsible roles", columns, found)]


def _contact(party: Party) -> list[tuple[str, Cell]]:
    rows = [
        ("Address", tuple(Words(line) for line in party.address)),
        ("Telephone", words(party.phone or "")),
        ("E-mail", words(party.email or "")),
    ]
    return [(name, cell) for name, cell in rows if cell]


def _holders(title: str, key: str, names: Names) -> list[tuple[Cell, ...]]:
    holders = names.holders(key)
    if not holders:
        return [(words(title), words("", "not named"), (), (), ())]
    return [
        (
            words(title),
            words(item.name),
            words(item.title or ""),
            tuple(Words(line) for line in item.address),
            tuple(Words(line) for line in (item.phone, item.email) if line),
        )
        for item in holders
    ]


def _numbers(system: System, names: Names) -> Section:
    users = system.people.users
    columns = (
        Column("Users", 1.4),
        Column("Kind", 1.1),
        Column("Number", 0.6),
        Column("Roles", 1.5),
        Column("What they do", 3.0),
    )
    rows = [_user(item, names) for item in users]
    totals = [("Total without privileges", False), ("Total of administrators (privileged)", True)]
    for title, privileged in totals:
        number = sum(
            item.count or 0 for item in users if item.privileged == privileged and not item.external
        )
        rows.append(((Words("", lead=title),), (), (Words("", lead=str(number)),), (), ()))
    return Section(
        3,
        "1.3.1 Number of End Users and Privileged Users",
        "users",
        (Grid("Users", columns, tuple(rows)),),
    )


def _user(item: UserType, names: Names) -> tuple[Cell, ...]:
    kind = ("External, " if item.external else "") + (
        "privileged" if item.privileged else "not privileged"
    )
    description = (Words(item.description),) if item.description else ()
    functions = (Bullets(item.functions),) if item.functions else ()
    roles = tuple(Words(names.short_role(key)) for key in item.roles)
    return (
        words(item.title),
        words(kind[0].upper() + kind[1:]),
        words("" if item.count is None else str(item.count), "not counted"),
        roles,
        (*description, *functions),
    )


def _information(types: tuple[InformationType, ...]) -> list[Part]:
    columns = (
        Column("Information type", 1.6),
        Column("CUI category", 0.9),
        Column("Description", 3.2),
        Column("Confidentiality", 1.05),
        Column("Integrity", 0.9),
        Column("Availability", 0.9),
    )
    rows = tuple(
        (
            words(item.title),
            words(item.category or "", "none"),
            words(item.description),
            words(item.confidentiality.title()),
            words(item.integrity.title()),
            words(item.availability.title()),
        )
        for item in types
    )
    return [Grid("Information and CUI types", columns, rows)]


def _context(engagement: Engagement) -> list[Part]:
    """What is sought, and what other reports exist."""
    rows: list[tuple[str, Cell]] = []
    if engagement.cmmc:
        aim = engagement.cmmc
        rows.append(
            (
                "CMMC status sought",
                words(
                    f"Level {aim.target_level} by"
                    f" {AIMS.get(aim.assessment_type, aim.assessment_type)}"
                ),
            )
        )
        if aim.conditional_status_date:
            rows.append(
                ("Conditional status since", words(aim.conditional_status_date.isoformat()))
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
                words(
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
                (Words(f"{item.customer}, {item.date.isoformat()}{until}"), Words(item.accepts)),
            )
        )
    return [Facts(tuple(rows))] if rows else []
