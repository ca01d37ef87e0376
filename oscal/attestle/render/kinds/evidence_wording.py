"""What the evidence map says in each of its forms: places as links, names of files, what is
enough, and for which day or period.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from ...assess.evidence_uses import (
    CitedObjective,
    EvidenceUse,
    list_cited_objectives,
    list_evidence_uses,
)
from ...assess.freshness import DEFAULT_CADENCE_DAYS, explain_not_current, find_due_day
from ...assess.objectives import OPERATE, RATING_WORDS
from ...assess.system_status import Status
from ...crosswalk.evidence_requests import EvidenceRequest, group_by_owner, list_requests
from ...formats.file_names import choose_stem
from ...lazy_dataclasses import dataclass
from ...model.crosswalk_maps import Map
from ...model.evidence import EvidenceItem
from ...model.system import System
from ..document_parts import DocumentCell, Mark, TextLine
from ..name_lookup import STATES, NameLookup, build_lookup, write_keys
from ..table_cells import NOT_RECORDED, text_cell

NAME = "Evidence Map"
# What an assessor usually takes, by the word of the catalog
ENOUGH: Mapping[str, str] = MappingProxyType({
    "document": "a final, approved document that says it",
    "artifact": "a record, export or ticket that shows it",
    "screen-share": "the setting or function shown on the screen, with a capture of it",
    "artifact-and-screen-share": "a record or export, and the function shown on the screen",
    "physical-review": "the place or thing itself, with the record of it",
})  # fmt: skip
_OPERATES = "a trace of its happening"
_LAYS_DOWN = "a final, approved text"
# Endings by kind, where the register does not show one
_ENDINGS: Mapping[str, str] = MappingProxyType(
    {"screenshot": ".png", "policy": ".pdf", "procedure": ".pdf", "contract": ".pdf"}
)
_ENDING = re.compile(r"\.[a-z0-9]{1,5}\Z")
NAMES_NOTE = (
    "File names have no brackets, blanks or letters beyond ASCII: the hashing script of DoD reads"
    " brackets as wildcards and writes other letters as question marks. YYYY-MM-DD is the day of"
    " collecting; where no ending is given, the one of the export stays."
)
FINAL_NOTE = "Only what is final counts: no drafts, no working papers, no unapproved policies."


@dataclass(frozen=True, slots=True)
class EvidenceContent:
    """A system judged on a day, and the maps of the workspace's crosswalks to its requirements."""

    status: Status
    maps: tuple[Map, ...] = ()


@dataclass(frozen=True, slots=True)
class EvidencePlan:
    """All that the documents say, read off a judged system once."""

    status: Status
    names: NameLookup
    cited: tuple[CitedObjective, ...]
    uses: tuple[EvidenceUse, ...]
    requests: Mapping[str, tuple[EvidenceRequest, ...]]

    @property
    def system(self) -> System:
        return self.status.system


def read_evidence_plan(content: EvidenceContent) -> EvidencePlan:
    status = content.status
    cited = list_cited_objectives(status)
    uses = list_evidence_uses(status.system, cited)
    requests = list_requests(status.system, cited, uses, content.maps, status.as_of)
    names = build_lookup(status.system, status.baseline.term)
    return EvidencePlan(status, names, cited, uses, group_by_owner(requests))


def number_lines(lines: Sequence[str]) -> DocumentCell:
    """One line for each artifact, numbered where there are several, so that columns agree."""
    if len(lines) == 1:
        return text_cell(lines[0])
    return tuple(TextLine(f"{_mark_line(number)}{line}") for number, line in enumerate(lines, 1))


def _mark_line(number: int) -> str:
    """The blank after the number does not break, also before a long address."""
    return f"{number})\N{NO-BREAK SPACE}"


def list_places(items: Iterable[EvidenceItem]) -> list[TextLine]:
    """The places of artifacts, numbered as the artifacts are."""
    items = tuple(items)
    lines = []
    for number, item in enumerate(items, 1):
        mark = _mark_line(number) if len(items) > 1 else ""
        places = [place.location for place in item.places] or [NOT_RECORDED]
        lines += [TextLine(f"{mark}{place}", href=place) for place in places]
    return lines


def write_places(items: Iterable[EvidenceItem]) -> DocumentCell:
    return tuple(list_places(items))


def write_hashes(item: EvidenceItem) -> str:
    hashes = [place.sha256 for place in item.places if place.sha256]
    return "\n".join(hashes) or NOT_RECORDED


def write_day(item: EvidenceItem) -> str:
    return item.collected.isoformat() if item.collected else NOT_RECORDED


def write_due(item: EvidenceItem) -> str:
    due = find_due_day(item)
    return due.isoformat() if due else NOT_RECORDED


def write_current(item: EvidenceItem, plan: EvidencePlan) -> str:
    """`current`, or the first thing that keeps it from being so."""
    doubt = explain_not_current(item, plan.status.as_of)
    return doubt.removeprefix(f"{item.id} ") or "current"


def mark_current(item: EvidenceItem, plan: EvidencePlan) -> DocumentCell:
    text = write_current(item, plan)
    return (Mark(text, "good" if text == "current" else "poor"),)


def write_kind(item: EvidenceItem) -> str:
    return item.kind or NOT_RECORDED


def write_owner(plan: EvidencePlan, key: str | None) -> str:
    return plan.names.shorten_role(key) or NOT_RECORDED


def name_owner(plan: EvidencePlan, key: str) -> str:
    """As a heading: whom a list of requests is for."""
    return plan.names.shorten_role(key) or f"Owner {NOT_RECORDED}"


def name_state_column(plan: EvidencePlan) -> str:
    return "State" if "ratings" in plan.status.withheld else "State and rating"


def write_state(plan: EvidencePlan, entry: CitedObjective) -> DocumentCell:
    state = TextLine(STATES.get(entry.judged.state, entry.judged.state))
    if "ratings" in plan.status.withheld:
        return (state,)
    return state, TextLine(RATING_WORDS[entry.judged.rating], "quiet")


def write_artifacts(entry: CitedObjective) -> DocumentCell:
    """Title and id of each, and what the register does not know."""
    known = [f"{item.title} ({item.id})" for item in entry.items]
    unknown = [f"{key} (not in the register)" for key in entry.unknown]
    return number_lines([*known, *unknown]) or text_cell("", "none cited")


def list_citers(use: EvidenceUse) -> Iterator[str]:
    """What else rests on an artifact besides the answers."""
    yield from (f"plan of action: {item.title}" for item in use.poam)
    yield from (f"provider: {provider.title}" for provider in use.providers)


def group_labels(entries: Iterable[CitedObjective]) -> str:
    """`3.1.1[a][b], 3.1.2[a]`."""
    letters: dict[str, list[str]] = {}
    for entry in entries:
        label = entry.result.requirement.label
        letters.setdefault(label, []).append(entry.judged.objective.letter)
    return ", ".join(f"{label}{write_keys(found)}" for label, found in letters.items())


def write_criteria(request: EvidenceRequest) -> DocumentCell:
    """What the CPA asks for with the same artifact: as registered, then by the crosswalk."""
    lines = (
        ("", request.criteria),
        ("by the crosswalk:", request.reached),
    )
    return tuple(
        TextLine(", ".join(word.upper() for word in words), lead=lead)
        for lead, words in lines
        if words
    ) or text_cell("", NOT_RECORDED)


def write_enough(request: EvidenceRequest) -> DocumentCell:
    """What an assessor takes, the objectives with the same words together."""
    by_words: dict[str, list[CitedObjective]] = {}
    for entry in request.objectives:
        objective = entry.judged.objective
        plain = _OPERATES if objective.demand == OPERATE else _LAYS_DOWN
        words = ENOUGH.get(objective.evidence_standard, plain)
        by_words.setdefault(words, []).append(entry)
    if len(by_words) == 1:
        return tuple(map(TextLine, by_words))
    return tuple(
        TextLine(words, lead=f"{group_labels(entries)}:") for words, entries in by_words.items()
    ) or text_cell("", NOT_RECORDED)


def write_period(plan: EvidencePlan, request: EvidenceRequest) -> DocumentCell:
    """For the C3PAO it is current on the day, for the CPA it covers the period of the report."""
    item, report = request.item, plan.system.engagement.soc2
    days = (item.cadence if item else None) or DEFAULT_CADENCE_DAYS
    lines = [TextLine(f"at most {days} days old", lead="C3PAO:")]
    if (request.criteria or request.reached) and report and report.period:
        period = f"{report.period.start} to {report.period.end}"
        lines.append(TextLine(period, lead="CPA:"))
    if item and item.period:
        lines.append(TextLine(f"last: {item.period.start} to {item.period.end}", "quiet"))
    return tuple(lines)


def write_need(request: EvidenceRequest) -> DocumentCell:
    """When it is needed, and why."""
    if request.doubt:
        own = f"{request.item.id} " if request.item else ""
        return Mark("now", "bad"), TextLine(request.doubt.removeprefix(own))
    due = request.due.isoformat() if request.due else NOT_RECORDED
    return Mark(f"by {due}", "good"), TextLine("current until then")


def write_folder(plan: EvidencePlan, request: EvidenceRequest) -> DocumentCell:
    """Where the last one is kept."""
    places = request.item.places if request.item else ()
    folders = dict.fromkeys(posixpath.dirname(place.location) for place in places)
    return tuple(
        TextLine(f"{folder}/", href=f"{folder}/") for folder in folders if folder
    ) or text_cell("", NOT_RECORDED)


def suggest_file_name(request: EvidenceRequest) -> str:
    """A name that every machine and DoD's hashing script take."""
    requirement = request.requirement
    if request.item is None and requirement is not None:
        letters = "".join(entry.judged.objective.letter for entry in request.objectives)
        stem = choose_stem(f"{requirement.cmmc_label or requirement.label}_{letters}")
        return f"{stem}_YYYY-MM-DD"
    if request.item is None:
        return NOT_RECORDED
    return f"{choose_stem(request.item.id)}_YYYY-MM-DD{_find_ending(request.item)}"


def _find_ending(item: EvidenceItem) -> str:
    for place in item.places:
        found = _ENDING.search(posixpath.basename(place.location).lower())
        if found and not found[0][1:].isdigit():
            return found[0]
    return _ENDINGS.get(item.kind, "")


def name_request(request: EvidenceRequest) -> DocumentCell:
    if request.item:
        return TextLine(request.item.title), TextLine(request.item.id, "quiet")
    requirement = request.requirement
    label = f"{requirement.label} {requirement.title}" if requirement else ""
    return TextLine("Not named yet: evidence for"), TextLine(label)
