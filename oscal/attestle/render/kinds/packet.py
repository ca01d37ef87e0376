"""What a prime contractor receives: the facts of a CMMC status, and nothing of how it is reached.

Every row is named here one by one: a fact that no row asks for cannot get into the document.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...assess.status_clocks import find_expiry
from ...assess.system_status import Status
from ...lazy_dataclasses import dataclass
from ...model.engagement import CmmcAim
from ...model.system import System
from ..document_model import DocumentModel
from ..document_parts import Chapter, DocumentCell, DocumentPart, FactList, TextLine
from ..name_lookup import build_lookup, name_organization
from ..table_cells import NOT_RECORDED, text_cell

NAME = "CMMC Status for a Prime Contractor"
_ASSESSMENTS = {
    "self": "self-assessment",
    "c3pao": "certification assessment by a C3PAO",
    "dibcac": "certification assessment by DCMA DIBCAC",
}
_STATUSES = {
    "none": "none held",
    "conditional": "Conditional",
    "final": "Final",
    "lapsed": "lapsed",
}


@dataclass(frozen=True, slots=True)
class PacketContent:
    """A judged system; `discloses` may hold `score` and `poam-count`, `print_out` is the path of
    the print-out from SPRS in the package, "" where there is none.
    """

    status: Status
    discloses: frozenset[str] = frozenset()
    print_out: str = ""


def build_packet(content: PacketContent) -> DocumentModel:
    system = content.status.system
    facts, names = system.characteristics, build_lookup(system)
    asked = tuple(_list_asked(content))
    chapters = (
        Chapter(1, "Status", "status", (FactList(tuple(_list_status(system, content.status))),)),
        Chapter(1, "Affirmation", "affirmation", (FactList(tuple(_list_affirmation(system))),)),
        Chapter(1, "System Security Plan", "plan", (FactList(tuple(_list_plan(system))),)),
        *((Chapter(1, "As asked for", "asked", (FactList(asked),)),) if asked else ()),
        Chapter(1, "Print-out from SPRS", "sprs", tuple(_list_print_out(content))),
    )
    return DocumentModel(
        title=NAME,
        chapters=chapters,
        subject=facts.name,
        organization=name_organization(system, names),
        version=facts.version,
        date=facts.version_date,
        notices=(
            "The organization states these facts from its own records. The authority is SPRS;"
            " compare them with the print-out.",
        ),
    )


def _list_status(system: System, status: Status) -> Iterator[tuple[str, DocumentCell]]:
    facts, aim = system.characteristics, system.engagement.cmmc
    yield "CAGE codes", text_cell(", ".join(facts.cage), NOT_RECORDED)
    yield "CMMC level", text_cell(f"Level {aim.target_level}" if aim else "", NOT_RECORDED)
    kind = _ASSESSMENTS.get(aim.assessment_type, aim.assessment_type) if aim else ""
    yield "Type of assessment", text_cell(kind, NOT_RECORDED)
    held = _STATUSES.get(aim.status or "", "") if aim else ""
    yield "CMMC status", text_cell(held, NOT_RECORDED)
    yield "Status date", _write_status_date(aim)
    expiry = find_expiry(aim) if aim else None
    yield "Expires on", text_cell(expiry.isoformat() if expiry else "", NOT_RECORDED)
    scope = (facts.scope_type or "").title()
    yield "Scope as stated in SPRS", text_cell(scope, NOT_RECORDED)
    yield "CMMC unique identifier", text_cell((aim.uid if aim else "") or "", NOT_RECORDED)
    yield "As of", text_cell(status.as_of.isoformat())


def _write_status_date(aim: CmmcAim | None) -> DocumentCell:
    day = (aim.status_date or aim.conditional_status_date) if aim else None
    return text_cell(day.isoformat() if day else "", NOT_RECORDED)


def _list_affirmation(system: System) -> Iterator[tuple[str, DocumentCell]]:
    aim = system.engagement.cmmc
    last = max(aim.affirmed, key=lambda item: item.date, default=None) if aim else None
    yield "Last affirmation", text_cell(last.date.isoformat() if last else "", NOT_RECORDED)
    who = f"{last.name}, {last.title}" if last else ""
    yield "Affirming official", text_cell(who, NOT_RECORDED)


def _list_plan(system: System) -> Iterator[tuple[str, DocumentCell]]:
    facts = system.characteristics
    yield "Name", text_cell(facts.name)
    yield "Version", text_cell(facts.version)
    yield "Date", text_cell(facts.version_date.isoformat())


def _list_asked(content: PacketContent) -> Iterator[tuple[str, DocumentCell]]:
    """What only goes along where the sender asked for it."""
    status = content.status
    if "score" in content.discloses:
        score, most = status.scores.implemented, status.scores.maximum
        words = f"{score} of {most}, as the organization states it" if score is not None else ""
        yield "Score", text_cell(words, "no score")
    if "poam-count" in content.discloses:
        number = sum(item.status != "complete" for item in status.system.poam)
        yield "Open items of the plan of action", text_cell(str(number))


def _list_print_out(content: PacketContent) -> Iterator[DocumentPart]:
    if content.print_out:
        yield TextLine(f"It stands in the package: {content.print_out}.")
    else:
        yield TextLine(
            "It is not in this package. Ask the organization for the print-out of the record in"
            " SPRS, and keep it with this page."
        )
