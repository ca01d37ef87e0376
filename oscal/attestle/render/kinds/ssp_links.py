"""Where the parts of a plan lead to each other: anchors, and ids of requirements and objectives as
links with their titles.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ...assess.poam_coverage import covers_unit
from ...assess.system_status import Status
from ...model.baseline import Baseline, Objective, Requirement
from ...model.milestones import PoamItem
from ..document_parts import DocumentCell, Span, SpanLine, TextLine
from ..name_lookup import NameLookup
from ..plain_parts import cell_text

_UNFIT = re.compile(r"[^\w.]+")


def anchor_requirement(label: str) -> str:
    return f"requirement-{label}"


def anchor_objective(label: str) -> str:
    """`objective-3.1.1-a`: an address needs no escape for it in any form."""
    return f"objective-{_UNFIT.sub('-', label).strip('-')}"


def anchor_answer(label: str, component: str) -> str:
    """Of what a component says to a whole requirement."""
    return f"answer-{label}-{component}"


def anchor_provider(slug: str | None, names: NameLookup) -> str:
    """ "" for a provider that has no file."""
    return f"provider-{slug}" if slug in names.providers else ""


def link_objective(label: str, baseline: Baseline) -> DocumentCell:
    """A link where the catalog has the objective."""
    target = anchor_objective(label) if label in baseline.objective_labels else ""
    return (TextLine(label, target=target),)


def link_labels(labels: Iterable[str], baseline: Baseline) -> DocumentCell:
    """A line for each requirement with its title and a link to each of its objectives that is
    named, or to all of them where the requirement itself is; in the order of the catalog.
    """
    named = tuple(dict.fromkeys(labels))
    known = (requirement for requirement in baseline.requirements)
    lines = tuple(line for item in known if (line := _link_requirement(item, named)))
    strange = tuple(label for label in named if not _is_known(label, baseline))
    return (*lines, *(TextLine(label) for label in strange))


def link_labels_inline(labels: Iterable[str], baseline: Baseline) -> DocumentCell:
    """The same in one paragraph."""
    spans: list[Span] = []
    for line in link_labels(labels, baseline):
        spans += [Span("; ")] if spans else []
        spans += line.spans if isinstance(line, SpanLine) else [Span(cell_text(line))]
    return (SpanLine(tuple(spans)),) if spans else ()


def link_labels_shortly(labels: Iterable[str], baseline: Baseline) -> DocumentCell:
    """`3.1.1 [a] [b]; 3.1.2 [a]`, without titles, for who can ask what stands behind a link."""
    named = tuple(dict.fromkeys(labels))
    known = (tuple(_link_shortly(item, named)) for item in baseline.requirements)
    strange = ((Span(label),) for label in named if not _is_known(label, baseline))
    spans: list[Span] = []
    for group in filter(None, (*known, *strange)):
        spans += ([Span("; ")] if spans else []) + list(group)
    return (SpanLine(tuple(spans)),) if spans else ()


def _link_shortly(item: Requirement, named: tuple[str, ...]) -> Iterator[Span]:
    """A requirement that is named stands for all of it."""
    whole = item.label in named
    units = tuple(unit for unit in item.units if unit.label in named)
    if whole or units:
        yield Span(item.label, target=anchor_requirement(item.label))
    for unit in () if whole else units:
        yield from _link_unit(unit, item)


def _is_known(label: str, baseline: Baseline) -> bool:
    return label in baseline.by_label or label in baseline.objective_labels


def _link_requirement(item: Requirement, named: tuple[str, ...]) -> SpanLine | None:
    whole = item.label in named
    units = tuple(unit for unit in item.units if whole or unit.label in named)
    if not units and not whole:
        return None
    title = Span(f"{item.label} {item.title}", target=anchor_requirement(item.label))
    return SpanLine((title, *(span for unit in units for span in _link_unit(unit, item))))


def _link_unit(unit: Objective, item: Requirement) -> Iterator[Span]:
    """`[a]` behind the title of its requirement."""
    yield Span(" ")
    short = unit.label.removeprefix(item.label) or unit.label
    yield Span(short, target=anchor_objective(unit.label))


def list_items(status: Status, requirement: Requirement, unit: Objective) -> Iterator[PoamItem]:
    """The items of the plan of action that are about an objective."""
    return (item for item in status.system.poam if covers_unit(item, requirement, unit))


def list_citations(status: Status) -> dict[str, list[str]]:
    """The labels of the objectives whose answers cite an artifact, by its id."""
    found: dict[str, list[str]] = {}
    for result in status.results:
        for entry in result.objectives:
            for key in dict.fromkeys(entry.answer.evidence):
                found.setdefault(key, []).append(entry.objective.label)
    return found
