"""What goes into each field of SPRS, as the files of the plan have it: what nobody recorded is not
recorded, and no figure is made up for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from ...assess.poam_entries import POAM, find_clock, list_items_of, list_standings
from ...assess.status_clocks import find_affirmation_day
from ...assess.system_status import Status
from ...model.authored_values import is_stated_none
from ...model.engagement import CmmcAim
from ..document_parts import DocumentCell, TextLine
from ..name_lookup import ROLE_TITLES, build_lookup
from ..table_cells import NOT_RECORDED, text_cell
from .status_wording import explain_no_score, write_yes

OFFICIAL = "affirming-official"
STANDARD = "NIST SP 800-171, Revision 2, assessed by NIST SP 800-171A"
# As SPRS and 32 CFR 170 write who assessed
_BY = MappingProxyType({"self": "Self", "c3pao": "C3PAO", "dibcac": "DIBCAC"})


def find_level(status: Status) -> int | None:
    """The CMMC level whose requirements the profile has, None where it has those of none."""
    return status.baseline.framework.levels.get(status.baseline.profile)


def _find_aim(status: Status) -> CmmcAim | None:
    return status.system.engagement.cmmc


def _write_level(status: Status) -> DocumentCell:
    """By the profile; what is recorded as the aim stands beside it where it is another."""
    level, aim = find_level(status), _find_aim(status)
    told = (TextLine(f"Level {level} (Self)"),)
    if aim and (aim.target_level != level or aim.assessment_type != "self"):
        aimed = f"Level {aim.target_level} ({_BY.get(aim.assessment_type, aim.assessment_type)})"
        return (*told, TextLine(f"the aim recorded in engagement.yaml is {aimed}", "quiet"))
    return told


def _write_status_date(status: Status) -> DocumentCell:
    aim = _find_aim(status)
    if aim is None or aim.status in (None, "none"):
        return (TextLine(NOT_RECORDED, "quiet"), TextLine("SPRS sets it on entry", "quiet"))
    day = aim.status_date or aim.conditional_status_date
    return text_cell(day.isoformat() if day else "", NOT_RECORDED)


def _write_scope(status: Status) -> DocumentCell:
    facts = status.system.characteristics
    kind = (facts.scope_type or "").capitalize()
    return (*text_cell(kind, NOT_RECORDED), TextLine(facts.name, "quiet"))


def _write_cages(status: Status) -> DocumentCell:
    codes = status.system.characteristics.cage
    if is_stated_none(codes):
        return text_cell("none, as the plan states")
    return tuple(map(TextLine, codes)) or text_cell("", NOT_RECORDED)


def _write_employees(status: Status) -> DocumentCell:
    number = status.system.characteristics.employees
    return text_cell("" if number is None else str(number), NOT_RECORDED)


def _write_assessment_date(status: Status) -> DocumentCell:
    """The last day on which anything was assessed, where all of it was."""
    assessment = status.system.assessment
    if status.basis != "self-assessment" or assessment is None:
        return (TextLine(NOT_RECORDED, "quiet"), TextLine("there is no whole self-assessment"))
    return text_cell(max(row.date for row in assessment.results).isoformat())


def _write_score(status: Status) -> DocumentCell:
    score = status.scores.implemented
    if score is None:
        return (TextLine("no score"), TextLine(explain_no_score(status).removeprefix("none: ")))
    return text_cell(f"{score} of {status.scores.maximum}")


def _write_eligibility(status: Status) -> DocumentCell:
    if status.scores.implemented is None:
        return text_cell("none: there is no score")
    if status.final[0]:
        return text_cell("Final Level 2 (Self)")
    if status.conditional[0]:
        return text_cell("Conditional Level 2 (Self)")
    return text_cell("none")


def _write_compliance(status: Status) -> DocumentCell:
    if status.final[0]:
        return text_cell("MET")
    total, unmet = len(status.results), len(status.unmet)
    return text_cell(f"NOT MET: {unmet} of {total} requirements are not met")


def _write_usage(status: Status) -> DocumentCell:
    """Items of the kind that a conditional status allows; others are told, and are none."""
    items = [item for item in status.system.poam if item.status != "complete"]
    used = sum(item.kind == POAM for item in items)
    others = len(items) - used
    told = TextLine(f"{write_yes(bool(used))}: {used} open" if used else write_yes(False))
    if not others:
        return (told,)
    noun = "item" if others == 1 else "items"
    return (
        told,
        TextLine(f"{others} open {noun} of another kind, which SPRS does not count", "quiet"),
    )


def _write_poam_compliance(status: Status) -> DocumentCell:
    """Each requirement that is not met may stay open, and has an open item."""
    if not status.unmet:
        return text_cell("nothing is open")
    if status.scores.implemented is None:
        return text_cell("no: there is no score")
    lines = []
    for standing in list_standings(status):
        label = standing.result.requirement.label
        if not standing.is_allowed:
            lines.append(f"{label} may not stay open: {standing.why}")
        elif not any(item.kind == POAM for item in list_items_of(status, standing.result)):
            lines.append(f"{label} has no open item")
    if not lines and not status.conditional[0]:
        lines.append("the score is below what a conditional status needs")
    return tuple(map(TextLine, ("no", *lines) if lines else ("yes",)))


def _write_poam_end(status: Status) -> DocumentCell:
    """The last day of an open item; what has none, or is overdue, is told."""
    days = [item.scheduled_completion for item in status.system.poam if item.status != "complete"]
    last = max(days).isoformat() if days else ""
    if "ratings" in status.withheld:  # nor which requirements are not met
        return text_cell(last, "nothing is open")
    bare = [
        item.requirement.label
        for item in status.results
        if not item.met and not list_items_of(status, item)
    ]
    doubts = [f"no open item for {', '.join(bare)}"] if bare else []
    if late := sum(day < status.as_of for day in days):
        doubts.append(f"{late} open {'item is' if late == 1 else 'items are'} overdue")
    told = text_cell(last, NOT_RECORDED if bare else "nothing is open")
    return (*told, *(TextLine(doubt, "quiet") for doubt in doubts))


def _write_close_out(status: Status) -> DocumentCell:
    clock = find_clock(status)
    if clock is None or clock.end is None:
        days = f"{clock.days} days after the Conditional CMMC Status Date" if clock else ""
        return (TextLine(NOT_RECORDED, "quiet"), *((TextLine(days, "quiet"),) if days else ()))
    return text_cell(clock.end.isoformat())


def _write_official(status: Status) -> DocumentCell:
    """Whoever holds the role; a role without a holder names nobody."""
    held = build_lookup(status.system).list_holders(OFFICIAL)
    lines = []
    for party in held:
        known = (party.name, party.title, party.email, party.phone)
        lines.append(TextLine(", ".join(filter(None, known))))
    return tuple(lines) or text_cell("", f"{NOT_RECORDED}: nobody holds {ROLE_TITLES[OFFICIAL]}")


def _write_affirmation_due(status: Status) -> DocumentCell:
    aim = _find_aim(status)
    if aim is None or aim.status in (None, "none"):
        return text_cell("on the status date, and every year after it")
    day = find_affirmation_day(aim, status.as_of)
    return text_cell(day.isoformat() if day else "", NOT_RECORDED)


def _write_uid(status: Status) -> DocumentCell:
    aim = _find_aim(status)
    return text_cell((aim.uid if aim else None) or "", NOT_RECORDED)


def _write_plain(name: str) -> Callable[[Status], DocumentCell]:
    """A fact of system.md as it stands."""

    def write(status: Status) -> DocumentCell:
        value = getattr(status.system.characteristics, name)
        return text_cell("" if value is None else str(value), NOT_RECORDED)

    return write


FACTS: Mapping[str, Callable[[Status], DocumentCell]] = MappingProxyType(
    {
        "level": _write_level,
        "status-date": _write_status_date,
        "scope": _write_scope,
        "cages": _write_cages,
        "employees": _write_employees,
        "uei": _write_plain("uei"),
        "headquarters": _write_plain("headquarters"),
        "plan-name": _write_plain("name"),
        "plan-version": _write_plain("version"),
        "plan-date": _write_plain("version_date"),
        "standard": lambda status: text_cell(STANDARD),
        "assessment-date": _write_assessment_date,
        "score": _write_score,
        "eligibility": _write_eligibility,
        "compliance": _write_compliance,
        "poam-usage": _write_usage,
        "poam-compliance": _write_poam_compliance,
        "poam-end": _write_poam_end,
        "close-out": _write_close_out,
        "official": _write_official,
        "affirmation-due": _write_affirmation_due,
        "uid": _write_uid,
    }
)
# Facts that tell how the system was judged
JUDGED = frozenset({"assessment-date", "score", "eligibility", "compliance", "poam-compliance"})
