"""BND027-BND029: the pictures that people draw, and the zones that pictures are drawn from, agree
with the rest of the model.

Structured places only: assets, zones, days, and the nodes of diagrams that are written as Mermaid.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ..assess.system_pictures import draw_system, is_paper
from ..codes import make_finding
from ..findings import Finding, Severity
from ..formats.mermaid_nodes import TextDiagram, read_diagrams
from ..lazy_dataclasses import dataclass
from ..model.counted_names import name_some
from ..model.system import Diagram, Narrative, System
from ..model.system_characteristics import PlanChange
from ..model.workspace import Work
from ..nearest import suggest_words
from .rule_input import Rule, RuleInput, grade_scope, locate_file

# Words of a title that follow its name: "Okta (workforce)"
_ASIDE = re.compile(r"\s*\([^()]*\)\s*\Z")
# A shorter title is a word of any sentence
_SHORTEST_TITLE = 4
# Components of a picture that are named in one finding
_MOST_NAMED = 5


def homeless_component(facts: RuleInput) -> Iterator[Finding]:
    """BND027: where zones are recorded, what has CUI assets stands in one of them, or with the
    provider that runs it.
    """
    for work in facts.workspace.works:
        if not work.system.characteristics.zones or facts.is_unread(work, "inventory.csv"):
            continue
        holding = {item.component for item in work.system.assets if item.category == "cui"}
        for component in work.system.components:
            if component.slug in holding and not (component.zone or component.provider):
                yield make_finding(
                    "BND027",
                    component.source.path,
                    work.baseline.put_term(
                        f"{component.title} has CUI assets and stands in no zone, though zones are"
                        " recorded"
                    ),
                    owner=component.owner,
                    severity=grade_scope(work),
                    hint="add zone: with the id of one under zones in system.md",
                )


@dataclass(frozen=True, slots=True)
class _NarrativeFile:
    name: str
    narrative: Narrative
    shown: tuple[str, ...]


def _list_narratives(system: System) -> Iterator[_NarrativeFile]:
    """The files with the keys of the components that a picture of each shows."""
    pictures = draw_system(system)
    for name, narrative, picture in (
        ("boundary.md", system.boundary, pictures[0]),
        ("network.md", system.network, pictures[1]),
        ("data-flow.md", system.data_flow, pictures[2]),
    ):
        ends = {key for flow in picture.flows for key in (flow.start, flow.end)}
        shown = tuple(
            box.key.partition(":")[2]
            for box in picture.boxes
            if box.kind == "component" and (picture.view == "boundary" or box.key in ends)
        )
        if narrative:
            yield _NarrativeFile(name, narrative, shown)


def outdated_picture(facts: RuleInput) -> Iterator[Finding]:
    """BND028: no picture is older than a recorded change that names what the picture shows."""
    for work in facts.workspace.works:
        for item in _list_narratives(work.system):
            titles = [_name_shortly(title) for title in _list_titles(work.system, item)]
            for picture in item.narrative.diagrams:
                found = _find_change(work.system.characteristics.changes, picture, titles)
                if found:
                    yield _report_outdated(work, item.name, picture, *found)


def _list_titles(system: System, item: _NarrativeFile) -> Iterator[str]:
    shown = set(item.shown)
    yield from (part.title for part in system.components if part.slug in shown)
    zones = {part.zone for part in system.components if part.slug in shown}
    yield from (zone.title for zone in system.characteristics.zones if zone.id in zones)


def _name_shortly(title: str) -> str:
    return _ASIDE.sub("", title).casefold()


def _find_change(
    changes: Iterable[PlanChange], picture: Diagram, titles: Iterable[str]
) -> tuple[PlanChange, str] | None:
    """The newest change after the day of the picture that names something that it shows."""
    names = [title for title in titles if len(title) >= _SHORTEST_TITLE]
    later = sorted((item for item in changes if item.date > picture.date), key=lambda one: one.date)
    for change in reversed(later):
        said = change.what.casefold()
        for name in names:
            if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", said):
                return change, name
    return None


def _report_outdated(
    work: Work, name: str, picture: Diagram, change: PlanChange, what: str
) -> Finding:
    return make_finding(
        "BND028",
        locate_file(work, name),
        f'the picture "{picture.title}" is of {picture.date.isoformat()}, and the change of'
        f" {change.date.isoformat()} names {what}, which it shows",
        line=picture.source.line,
        pointer=picture.source.pointer,
        hint="draw it anew, or correct its date if it shows the change",
    )


def differing_diagram(facts: RuleInput) -> Iterator[Finding]:
    """BND029: a diagram that is written as text shows the components that there are, and all that
    its part of the plan is about.
    """
    for work in facts.workspace.works:
        folders = ("components", "providers")
        if any(facts.is_unread(work, name) or facts.list_unread(work, name) for name in folders):
            continue
        for item in _list_narratives(work.system):
            diagrams = tuple(read_diagrams(item.narrative.text))
            known = _list_known(work.system)
            parts = _list_parts(work.system)
            nodes = {fold for diagram in diagrams for fold in map(_fold, diagram.names)}
            # a diagram of something else, such as of the steps of a process, is none of the system
            if any(_is_of(diagram, parts) for diagram in diagrams):
                yield from _report_strange(work, item, diagrams, known)
                yield from _report_absent(work, item, diagrams, nodes)


def _is_of(diagram: TextDiagram, parts: frozenset[str]) -> bool:
    return any(_fold(name) in parts for name in diagram.names)


def _fold(name: str) -> str:
    return " ".join(_ASIDE.sub("", name).casefold().replace("-", " ").split())


def _list_parts(system: System) -> frozenset[str]:
    return frozenset(_fold(name) for item in system.components for name in (item.title, item.slug))


def _list_known(system: System) -> dict[str, str]:
    """Everything in the model that a node may name: as it is compared, and as it is written."""
    facts = system.characteristics
    pairs = [
        *((item.title, item.slug) for item in system.components),
        *((item.title, item.slug) for item in system.providers),
        *((item.name, item.id) for item in system.assets),
        *((item.title, item.title) for item in facts.interconnections),
        *_list_titled(system),
        (facts.name, facts.short_name or facts.name),
    ]
    return {_fold(name): pair[0] for pair in pairs for name in pair}


def _list_titled(system: System) -> Iterator[tuple[str, str]]:
    """Zones, roles and kinds of users."""
    yield from ((item.title, item.id) for item in system.characteristics.zones)
    yield from ((item.title, item.id) for item in system.people.roles)
    yield from ((item.title, item.id) for item in system.people.users)


def _report_strange(
    work: Work, item: _NarrativeFile, diagrams: Iterable[TextDiagram], known: dict[str, str]
) -> Iterator[Finding]:
    """Nodes of nobody: a note, because a picture may show the world outside, too."""
    for diagram in diagrams:
        for name in diagram.names:
            if _fold(name) not in known:
                yield make_finding(
                    "BND029",
                    locate_file(work, item.name),
                    f'the diagram shows "{name}", which is no component, provider, zone or'
                    " connected"
                    " system of the plan",
                    line=_find_line(item.narrative, diagram),
                    severity=Severity.NOTE,
                    hint=suggest_words(name, known.values()) or "record it, or take it out",
                )


def _report_absent(
    work: Work,
    item: _NarrativeFile,
    diagrams: tuple[TextDiagram, ...],
    nodes: set[str],
) -> Iterator[Finding]:
    missing = [
        part.title
        for part in work.system.components
        if part.slug in item.shown
        and not is_paper(part)
        and not {_fold(part.title), _fold(part.slug)} & nodes
    ]
    if missing:
        yield make_finding(
            "BND029",
            locate_file(work, item.name),
            f"the diagram does not show {name_some(missing, _MOST_NAMED)}",
            line=_find_line(item.narrative, diagrams[0]),
            severity=grade_scope(work),
            hint="add it, or see: attestle render boundary --to md",
        )


def _find_line(narrative: Narrative, diagram: TextDiagram) -> int | None:
    start = narrative.source.prose_line
    return start + diagram.line if start else None


RULES: tuple[Rule, ...] = (homeless_component, outdated_picture, differing_diagram)
