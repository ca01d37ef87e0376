"""The System Security Plan as data: everything that its forms show is decided here and in the
modules of its sections.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ..assess.system_status import Status
from ..model.system import System
from ..model.workspace import Work
from .acronyms import occurring
from .appendices import Change as Change
from .appendices import acronym_list, evidence, exceptions, plan_of_action, record
from .environment import environment
from .identification import categorization, identification
from .names import Names, names_of
from .parts import (
    Boxes,
    Bullets,
    Cell,
    Facts,
    Grid,
    ObjectiveTable,
    Part,
    Picture,
    Plan,
    Prose,
    Section,
    Words,
    walk,
    words,
)
from .requirements import requirements


def plan(work: Work, status: Status, changes: Sequence[Change]) -> Plan:
    """The plan of a system as it stands; `changes` newest first."""
    system, baseline = work.system, work.baseline
    names = names_of(system)
    facts = system.characteristics
    sections: tuple[Section, ...] = (
        identification(system, baseline, names),
        environment(system, names),
        requirements(status, names),
        record(changes),
        exceptions(status, names),
        plan_of_action(system, names),
        evidence(system, names),
    )
    notices = _notices(status)
    acronyms = occurring(
        (*notices, *(text for section in walk(sections) for text in _section_texts(section)))
    )
    return Plan(
        title="System Security Plan",
        system=facts.name,
        organization=_organization(system, names),
        version=facts.version,
        version_date=facts.version_date,
        marking=facts.marking or "",
        front=_front(system, names),
        notices=notices,
        sections=(*sections, acronym_list(acronyms)),
    )


def _organization(system: System, names: Names) -> str:
    own = names.parties.get(system.people.organization)
    return own.name if own else system.people.organization


def _front(system: System, names: Names) -> Facts:
    facts = system.characteristics
    rows: tuple[tuple[str, Cell], ...] = (
        ("Version", words(f"{facts.version} of {facts.version_date.isoformat()}")),
        ("Last review", words(facts.ssp_reviewed.isoformat())),
        ("Categorization", words(categorization(facts.information_types, facts.sensitivity))),
        (
            "System owner",
            tuple(Words(item.name) for item in names.holders("system-owner"))
            or words("", "not named"),
        ),
        (
            "Security officer",
            tuple(Words(item.name) for item in names.holders("security-officer"))
            or words("", "not named"),
        ),
    )
    return Facts(rows)


def _notices(status: Status) -> tuple[str, ...]:
    """What a reader must know of every line that follows."""
    summarised = sum(item.summarised for item in status.baseline.requirements)
    total = len(status.baseline.requirements)
    if summarised:
        which = (
            "The requirements and objectives are"
            if summarised == total
            else f"Of the {total} requirements, {summarised} are"
        )
        text = (
            f"{which} shown as summaries in the words of the attestle project, not in the words of"
            " the publication; the publication itself is binding."
        )
    else:
        text = (
            "The requirements and objectives are shown in the words of the catalog that this system"
            " answers."
        )
    if status.basis == "self-assessment":
        basis = (
            "States and answers are the author's; results are those of the organization's"
            " self-assessment. No result of an assessor stands here."
        )
    else:
        basis = (
            "Every state and every answer is the claim of the organization that wrote this plan;"
            " nobody else has assessed them."
        )
    return text, f"{basis} Ratings follow the evidence as of {status.as_of.isoformat()}."


def _section_texts(section: Section) -> Iterator[str]:
    yield section.title
    for part in section.parts:
        yield from _texts(part)


def _texts(part: Part) -> Iterator[str]:
    """Every text of a part, to look for acronyms in."""
    match part:
        case Words():
            yield f"{part.lead} {part.text}"
        case Prose():
            yield part.text
        case Bullets():
            yield from part.items
        case Picture():
            yield f"{part.title} {part.alt}"
        case Boxes():
            return
        case Facts():
            yield from (name for name, _ in part.rows)
            yield from _cells(cell for _, cell in part.rows)
        case Grid():
            yield from (column.title for column in part.columns)
            yield from _cells(cell for row in part.rows for cell in row)
        case ObjectiveTable():
            for row in part.rows:
                yield f"{row.text} {' '.join(row.who)}"
                yield from _cells((row.state, row.how, row.inherited_from, row.evidence))


def _cells(cells: Iterable[Cell]) -> Iterator[str]:
    for cell in cells:
        for part in cell:
            yield from _texts(part)
