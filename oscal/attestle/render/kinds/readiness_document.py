"""The list of readiness as a document: how it stands on one page, then every place in the way."""

from __future__ import annotations

from collections.abc import Iterator

from ...assess.readiness_judgement import ReadinessReport
from ...model.readiness_points import JudgedGroup, JudgedPoint, Verdict, count_verdicts
from ..document_model import DocumentModel
from ..document_parts import (
    CellRow,
    Chapter,
    DocumentPart,
    Grid,
    GridColumn,
    Span,
    SpanLine,
    TextLine,
)
from ..name_lookup import NameLookup, build_lookup
from ..table_cells import text_cell
from .readiness_wording import (
    NAME,
    NOTICE,
    find_way_out,
    list_owners,
    mark_verdict,
    write_headline,
    write_message,
    write_place,
)
from .system_document import make_system_document


def build_readiness(report: ReadinessReport) -> DocumentModel:
    system = report.status.system
    names = build_lookup(system)
    return make_system_document(
        NAME, system, names, (_build_summary(report, names), *_list_details(report, names))
    )


def _build_summary(report: ReadinessReport, names: NameLookup) -> Chapter:
    """Every point on a line, each a link to its places."""
    headline = write_headline(report)
    told = TextLine(f"{headline[0].upper()}{headline[1:]}, as of {report.status.as_of}.", "label")
    columns = (
        GridColumn("What is checked", 4.4),
        GridColumn("Stands", 1.2),
        GridColumn("Places", 0.6, align="right"),
        GridColumn("Owners", 2.0),
    )
    grids = (
        Grid(group.title, columns, tuple(_summarize(item, names) for item in group.points))
        for group in report.groups
        if group.points
    )
    parts: list[DocumentPart] = [TextLine(NOTICE, "note"), told]
    for grid in grids:
        parts += [TextLine(grid.caption, "label"), grid]
    return Chapter(1, "How It Stands", "summary", tuple(parts))


def _summarize(item: JudgedPoint, names: NameLookup) -> CellRow:
    target = _name_anchor(item) if item.places else ""
    return (
        (TextLine(item.point.title, target=target),),
        (mark_verdict(item.verdict),),
        text_cell(str(len(item.places)) if item.places else ""),
        text_cell(", ".join(list_owners(names, item))),
    )


def _name_anchor(item: JudgedPoint) -> str:
    return f"point-{item.point.id}"


def _list_details(report: ReadinessReport, names: NameLookup) -> Iterator[Chapter]:
    """A chapter for each group in which something is in the way."""
    for group in report.groups:
        if any(item.places for item in group.points):
            yield _build_group(group, names)
    if not any(
        count_verdicts(report.groups)[verdict] for verdict in (Verdict.FAIL, Verdict.UNKNOWN)
    ):
        yield Chapter(1, "What Is in the Way", parts=(TextLine("Nothing was found."),))


def _build_group(group: JudgedGroup, names: NameLookup) -> Chapter:
    points = tuple(_build_point(item, names) for item in group.points if item.places)
    return Chapter(1, group.title, chapters=points)


def _build_point(item: JudgedPoint, names: NameLookup) -> Chapter:
    point = item.point
    asked = SpanLine((Span(f"{point.asks} "), Span(f"({point.source})", "quiet")))
    columns = (
        GridColumn("What is in the way", 3.6),
        GridColumn("Where", 2.4),
        GridColumn("Owner", 1.2),
        GridColumn("Way out", 2.6),
    )
    rows = tuple(
        (
            text_cell(f"{'Cannot be judged: ' if place.is_unknown else ''}{write_message(place)}"),
            (TextLine(write_place(place), "code"),) if place.path else (),
            text_cell(names.shorten_role(place.owner)),
            text_cell(find_way_out(item, place)),
        )
        for place in item.places
    )
    stands = (mark_verdict(item.verdict),)
    return Chapter(
        2,
        point.title,
        _name_anchor(item),
        (*stands, asked, Grid(point.title, columns, rows)),
    )
