"""The list of readiness for a terminal: a line for each point, and what is in the way of it."""

from __future__ import annotations

from collections.abc import Iterator

from ...assess.readiness_judgement import ReadinessReport
from ...model.readiness_points import JudgedPoint, Verdict
from ..document_model import DocumentModel
from ..document_parts import Chapter, TextLine, Tone
from ..inserted_parameters import insert_in_document
from .readiness_wording import find_way_out, write_headline, write_message, write_place

_SIGNS = {Verdict.OK: "pass", Verdict.FAIL: "FAIL", Verdict.UNKNOWN: "?   "}
_TONES: dict[Verdict, Tone] = {Verdict.OK: "good", Verdict.FAIL: "bad", Verdict.UNKNOWN: "body"}
# Letters that the sign of a point takes
_INDENT = 8


def build_readiness_lines(report: ReadinessReport, *, full: bool = True) -> DocumentModel:
    """Not `full`, it fits a screen: of each point that does not pass the number of places."""
    status = report.status
    facts = status.system.characteristics
    groups = (
        Chapter(1, group.title, parts=tuple(_list_points(group.points, full=full)))
        for group in report.groups
        if group.points
    )
    if full:
        chapters = tuple(groups)
    else:
        parts = tuple(
            line for group in groups for line in (TextLine(group.title, "label"), *group.parts)
        )
        chapters = (Chapter(1, "", parts=parts),)
    end = Chapter(1, "", parts=tuple(_list_end(report, full=full)))
    document = DocumentModel(
        title=f"{facts.name} ({status.system.name}), {status.baseline.title}",
        notices=(f"as of {status.as_of}; judged from the files of the plan",),
        chapters=(*chapters, end),
    )
    return insert_in_document(document, status.baseline, status.system)


def _list_points(points: tuple[JudgedPoint, ...], *, full: bool) -> Iterator[TextLine]:
    for item in points:
        number = len(item.places)
        more = f" ({number})" if number > 1 and not full else ""
        sign, tone = _SIGNS[item.verdict], _TONES[item.verdict]
        yield TextLine(f"{sign}  {item.point.title}{more}", tone, depth=2, hang=6)
        if full:
            yield from _list_places(item)


def _list_places(item: JudgedPoint) -> Iterator[TextLine]:
    """Each place, and the way out once for those that share it."""
    for number, place in enumerate(item.places):
        where = f"{write_place(place)}  " if place.path else ""
        owner = f"  [{place.owner}]" if place.owner else ""
        unknown = "?  " if place.is_unknown and item.verdict is Verdict.FAIL else ""
        yield TextLine(f"{unknown}{where}{write_message(place)}{owner}", depth=_INDENT, hang=2)
        after = item.places[number + 1] if number + 1 < len(item.places) else None
        way_out = find_way_out(item, place)
        if way_out and (after is None or find_way_out(item, after) != way_out):
            yield TextLine(f"-> {way_out}", "note", depth=_INDENT, hang=3)


def _list_end(report: ReadinessReport, *, full: bool) -> Iterator[TextLine]:
    """What to begin with, and how the list stands."""
    if not full and not report.is_ready:
        yield TextLine("in numbers the places in the way; --full names each, with the way out")
    tone: Tone = "good" if report.is_ready else "bad"
    yield TextLine(write_headline(report), tone)
