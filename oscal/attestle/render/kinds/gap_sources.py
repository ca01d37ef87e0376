"""The sheets of a gap analysis that tell what an objective can rest on: SOC 2 controls through the
crosswalk, the artifacts that its answer cites, and those that it could cite.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ...assess.freshness import explain_not_current, find_due_day
from ...crosswalk.gaps import GapReport, ObjectiveGap, RequirementGap
from ...crosswalk.grades import Reach
from ...model.crosswalk_maps import Reuse
from ...model.evidence import EvidenceItem
from ..document_parts import CellRow, Chapter, DocumentCell, Mark, TextLine
from ..name_lookup import write_title
from ..table_cells import NOT_RECORDED, make_register, text_cell
from .gap_wording import explain_reach, mark_reuse, name_owner

_REACH_TITLES = (
    ("Requirement", 13),
    ("Criterion", 10),
    ("Reuse", 11),
    ("Satisfied objectives", 12),
    ("SOC 2 controls", 46),
    ("Controls", 12),
    ("Graded down because", 28),
    ("Why", 50),
    ("To add", 40),
    ("Cannot carry", 32),
)
_CITATION_TITLES = (
    ("Objective", 12),
    ("Artifact", 46),
    ("Id", 30),
    ("On the day", 32),
    ("Kind", 14),
    ("Location", 52),
    ("Owner", 32),
)
_ARTIFACT_TITLES = (
    ("Artifact", 36),
    ("Id", 26),
    ("Kind", 12),
    ("Location", 36),
    ("Owner", 20),
    ("Collected", 12),
    ("Due again", 12),
    ("On the day", 18),
    ("Cited for", 32),
    ("May serve too for", 42),
)


def find_reach_target(item: RequirementGap) -> str:
    """Where the rows of a requirement begin on the sheet of controls."""
    return f"reach-{item.requirement.label}"


def find_citation_target(entry: ObjectiveGap) -> str:
    """Where the rows of an objective begin on the sheet of evidence."""
    return f"evidence-{entry.objective.label}"


def find_artifact_target(item: EvidenceItem) -> str:
    return f"artifact-{item.id}"


def build_reach_sheet(report: GapReport) -> Chapter:
    """A row for each way on which SOC 2 reaches a requirement, best first."""
    rows = (row for item in report.requirements for row in _list_ways(item))
    return make_register("SOC 2 reach", _REACH_TITLES, rows)


def group_ways(item: RequirementGap) -> list[list[Reach]]:
    """Controls that reach it through the same criterion, and count for as much, together."""
    ways: dict[tuple[str, Reuse, tuple[str, ...]], list[Reach]] = {}
    for reach in item.reaches:
        limits = tuple(limit.reason for limit in reach.limits)
        ways.setdefault((reach.map.criterion, reach.reuse, limits), []).append(reach)
    return list(ways.values())


def _list_ways(item: RequirementGap) -> Iterator[CellRow]:
    label, target = item.requirement.label, find_reach_target(item)
    ways = group_ways(item)
    if not ways:
        name: DocumentCell = (TextLine(label, target=f"r{label}", anchor=target),)
        none = text_cell(explain_reach(item))
        yield (name, (), (mark_reuse(Reuse.NONE),), (), (), (), (), none, (), ())
    for number, way in enumerate(ways):
        anchor = "" if number else target
        yield ((TextLine(label, target=f"r{label}", anchor=anchor),), *_write_way(way))
    for criterion, number in item.others:
        more = text_cell(f"{number} more, about something else")
        name = (TextLine(label, target=f"r{label}"),)
        yield (name, text_cell(criterion.upper()), (), (), more, (), (), (), (), ())


def _write_way(reaches: list[Reach]) -> CellRow:
    """The number of its controls leads to the first of them: a cell has one link."""
    [first, *_] = reaches
    found = first.map
    number = f"{len(reaches)} control{'s' if len(reaches) != 1 else ''}"
    why = (found.rationale, f"Only if: {found.scope}" if found.scope else "")
    return (
        text_cell(found.criterion.upper()),
        (mark_reuse(first.reuse),),
        text_cell("".join(f"[{letter}]" for letter in found.letters), "none"),
        tuple(TextLine(f"{reach.control.id} {reach.control.title}") for reach in reaches),
        (TextLine(number, target=f"control-{first.control.id}"),),
        text_cell("; ".join(limit.reason for limit in first.limits)),
        tuple(TextLine(text) for text in why if text),
        tuple(map(TextLine, found.top_up)),
        tuple(map(TextLine, found.cannot)),
    )


def list_evidence_sheets(report: GapReport) -> Iterator[Chapter]:
    """What the answers cite, a row each, and every artifact once; nothing where there is none."""
    entries = [entry for item in report.requirements for entry in item.objectives]
    if rows := [row for entry in entries for row in _list_citations(report, entry)]:
        yield make_register("Evidence", _CITATION_TITLES, rows)
    if report.system and report.system.evidence:
        uses = _find_uses(entries)
        rows = [_write_artifact(report, item, uses) for item in report.system.evidence]
        yield make_register("By artifact", _ARTIFACT_TITLES, rows)


def _list_citations(report: GapReport, entry: ObjectiveGap) -> Iterator[CellRow]:
    label = entry.objective.label
    for number, item in enumerate(entry.cited):
        anchor = "" if number else find_citation_target(entry)
        yield (
            (TextLine(label, target=f"objective-{label}", anchor=anchor),),
            text_cell(item.title),
            (TextLine(item.id, target=find_artifact_target(item)),),
            _mark_current(report, item),
            text_cell(write_title(item.kind), NOT_RECORDED),
            _list_places(item),
            text_cell(name_owner(report, item.owner or "")),
        )


_Uses = Mapping[tuple[str, bool], list[str]]


def _find_uses(entries: Iterable[ObjectiveGap]) -> _Uses:
    """Labels of objectives by artifact, and whether they cite it."""
    uses: dict[tuple[str, bool], list[str]] = {}
    for entry in entries:
        for is_cited, items in ((True, entry.cited), (False, entry.candidates)):
            for item in items:
                uses.setdefault((item.id, is_cited), []).append(entry.objective.label)
    return uses


def _write_artifact(report: GapReport, item: EvidenceItem, uses: _Uses) -> CellRow:
    due = find_due_day(item)
    return (
        (TextLine(item.title, anchor=find_artifact_target(item)),),
        text_cell(item.id),
        text_cell(write_title(item.kind), NOT_RECORDED),
        _list_places(item),
        text_cell(name_owner(report, item.owner or "")),
        text_cell(item.collected.isoformat() if item.collected else "", NOT_RECORDED),
        text_cell(due.isoformat() if due else "", NOT_RECORDED),
        _mark_current(report, item),
        text_cell(_join_labels(uses.get((item.id, True), ())), "none"),
        text_cell(_join_labels(uses.get((item.id, False), ())), "none"),
    )


def _list_places(item: EvidenceItem) -> DocumentCell:
    places = [entry.location for entry in item.places]
    return tuple(TextLine(place, href=place) for place in places) or text_cell("", NOT_RECORDED)


def _mark_current(report: GapReport, item: EvidenceItem) -> DocumentCell:
    doubt = explain_not_current(item, report.as_of).removeprefix(f"{item.id} ")
    return (Mark(doubt, "poor") if doubt else Mark("current", "good"),)


def _join_labels(labels: Iterable[str]) -> str:
    """`3.1.1[a][b], 3.1.2[a]`."""
    letters: dict[str, str] = {}
    for label in labels:
        requirement, bracket, letter = label.partition("[")
        letters[requirement] = f"{letters.get(requirement, '')}{bracket}{letter}"
    return ", ".join(f"{requirement}{found}" for requirement, found in letters.items())
