"""The first page of a site: both scores, ratings, what blocks a status, what to do next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...assess.objectives import JudgedObjective
from ...assess.scores import Unmet
from ...assess.system_status import RequirementResult, Status, find_owner
from ...iso_days import add_days
from ...model.calendar_entries import CalendarEntry
from ...model.counted_names import count_things
from ..document_model import DocumentModel
from ..document_parts import (
    Amount,
    CellRow,
    Chapter,
    DocumentCell,
    DocumentPart,
    FactList,
    Grid,
    GridColumn,
    Span,
    SpanLine,
    TextLine,
)
from ..name_lookup import write_keys
from ..rating_shades import mark_shade
from ..table_cells import text_cell
from .site_content import SiteContent, make_page, name_family
from .site_evidence import link_entry
from .site_history import build_history
from .site_requirements import count_ratings, group_families
from .ssp_draft import build_open_points
from .ssp_links import anchor_objective, anchor_requirement
from .status_wording import (
    explain_acceptances,
    explain_no_score,
    explain_policy_only,
    explain_taken_over,
    explain_unread,
    sum_cost,
    write_score,
    write_yes,
)

# What is due later than this is no next step
_SOON_DAYS = 45
_MOST_DAYS_SHOWN = 8
_CAUTION = "No figure here is an SPRS result."


def build_overview(content: SiteContent) -> DocumentModel:
    status = content.status
    draft = build_open_points(content.plan.state)
    chapters = (
        _build_next(content),
        *((build_history(content.history, status),) if content.history else ()),
        *_build_unready(content),
        _build_families(content),
        *((draft,) if draft else ()),
    )
    return make_page(
        status.system.characteristics.name, *chapters, parts=tuple(_list_standing(content))
    )


def _list_standing(content: SiteContent) -> Iterator[DocumentPart]:
    status = content.status
    said = "by the self-assessment" if status.basis == "self-assessment" else "as the author claims"
    yield TextLine(
        f"{status.baseline.title}, as of {status.as_of.isoformat()}, {said}. {_CAUTION}", "note"
    )
    yield FactList(tuple(_list_tiles(status)), brief=True, look="tiles")
    if why := explain_no_score(status):
        yield TextLine(f"Score {why}.", "note")
    yield count_ratings(status.results)
    for text in _list_cautions(status):
        yield TextLine(f"{text[0].upper()}{text[1:]}.", "note")


def _list_cautions(status: Status) -> Iterator[str]:
    """What the figures do not say by themselves."""
    yield from filter(
        None,
        (
            explain_unread(status),
            _explain_unanswered(status),
            explain_taken_over(status),
            explain_policy_only(status.policy_only),
        ),
    )
    yield from explain_acceptances(status.system, status.as_of)


def _explain_unanswered(status: Status) -> str:
    number = status.objectives_unstated
    said = count_things(number, *status.baseline.short_unit_words)
    return f"{said} {'is' if number == 1 else 'are'} not answered" if number else ""


def _list_tiles(status: Status) -> Iterator[tuple[str, DocumentCell]]:
    total = len(status.results)
    met = sum(item.met for item in status.results)
    ready = sum(item.ready for item in status.results)
    if status.scored:
        scores = status.scores
        yield "Score, implemented", _write_tile(scores.implemented, scores.maximum)
        yield "Score, assessor-ready", _write_tile(scores.assessor_ready, scores.maximum)
    yield "Requirements met", (TextLine(str(met)), TextLine(f"of {total}", "quiet"))
    yield "Met, assessor-ready", (TextLine(str(ready)), TextLine(f"of {total}", "quiet"))
    if status.scored:
        for name, pair in (
            ("Conditional status possible", status.conditional),
            ("Final status possible", status.final),
        ):
            implemented, is_ready = map(write_yes, pair)
            yield (
                name,
                (
                    TextLine(implemented),
                    TextLine(f"assessor-ready: {is_ready}", "quiet"),
                ),
            )


def _write_tile(score: int | None, maximum: int | None) -> DocumentCell:
    """What is none is not so many of anything."""
    said = TextLine(write_score(score))
    return (said,) if score is None else (said, TextLine(f"of {maximum}", "quiet"))


def _build_next(content: SiteContent) -> Chapter:
    """What is in the way of a status, in the order of points; then what is due next."""
    status = content.status
    unmet = [item for item in status.results if not item.met]
    parts: list[DocumentPart] = []
    if status.to_conditional:
        parts.append(_list_labels("Close first, for a conditional status:", status.to_conditional))
    if status.to_final:
        parts.append(_list_labels("For a final status:", status.to_final))
    if unmet:
        parts.append(_build_blockers(content, unmet))
    else:
        parts.append(TextLine("Every requirement counts as met."))
    due = _list_due(content)
    days = (Chapter(2, f"Due in the next {_SOON_DAYS} days", "soon", tuple(due)),)
    return Chapter(1, "What to do next", "next", tuple(parts), days)


def _list_labels(lead: str, labels: tuple[str, ...]) -> SpanLine:
    spans = [Span(f"{lead} ", "strong")]
    for place, label in enumerate(labels):
        spans += [Span(", ")] if place else []
        spans.append(Span(label, target=anchor_requirement(label)))
    return SpanLine(tuple(spans))


def _build_blockers(content: SiteContent, unmet: list[RequirementResult]) -> Grid:
    scored = content.status.scored
    columns = (
        *((GridColumn("Points", align="right"),) if scored else ()),
        GridColumn("Not met"),
        *((GridColumn("May stay open"),) if scored else ()),
        GridColumn("Answers for it"),
        GridColumn("Why"),
    )
    rows = tuple(_build_blocker(content, item) for item in sorted(unmet, key=_rank_blocker))
    return Grid("Requirements that are not met", columns, rows)


def _rank_blocker(item: RequirementResult) -> tuple[bool, int]:
    """Without points first, since there is no score without it; then by points."""
    points = Unmet(item.requirement, item.partial).points
    return points is not None, -(points or 0)


def _build_blocker(content: SiteContent, item: RequirementResult) -> CellRow:
    unmet, requirement = Unmet(item.requirement, item.partial), item.requirement
    owner = content.names.shorten_role(find_owner(content.status, item))
    title = TextLine(
        f"{requirement.label} {requirement.title}", target=anchor_requirement(requirement.label)
    )
    points: DocumentCell = (
        (Amount(unmet.points),) if unmet.points is not None else (TextLine("no score"),)
    )
    stay = mark_shade("may stay open", "fair")
    close = mark_shade("must close", "bad")
    return (
        *((points,) if content.status.scored else ()),
        (title,),
        *(((stay if unmet.poam_allowed else close,),) if content.status.scored else ()),
        text_cell(owner, "not named"),
        tuple(_list_reasons(item.open_objectives)),
    )


def _list_reasons(entries: Iterable[JudgedObjective]) -> Iterator[SpanLine]:
    """Each reason once, behind the objectives that it keeps back."""
    reasons: dict[str, list[Span]] = {}
    for entry in entries:
        reasons.setdefault(entry.reason or entry.state, []).append(_link_letter(entry))
    for why, links in reasons.items():
        yield SpanLine((*links, Span(f" {why}")))


def _link_letter(entry: JudgedObjective) -> Span:
    """`[a]`; what is judged as a whole has no letter."""
    unit = entry.objective
    name = write_keys((unit.letter,)) or unit.label
    return Span(name, target=anchor_objective(unit.label))


def _list_due(content: SiteContent) -> Iterator[DocumentPart]:
    last = add_days(content.as_of, _SOON_DAYS)
    found = [item for item in content.entries if item.day <= last]
    late = sum(item.day < content.as_of for item in found)
    soon = [item for item in found if item.day >= content.as_of]
    if late:
        things = "thing is" if late == 1 else "things are"
        yield TextLine(f"{late} {things} past the day", lead="Late:", target="late")
    if not soon:
        yield TextLine("Nothing is due in these days.", "quiet")
        return
    columns = (GridColumn("Day"), GridColumn("What"), GridColumn("Answers for it"))
    rows = tuple(_build_due(content, item) for item in soon[:_MOST_DAYS_SHOWN])
    yield Grid("Due next", columns, rows)
    if len(soon) > _MOST_DAYS_SHOWN:
        yield TextLine(f"{len(soon) - _MOST_DAYS_SHOWN} more in the calendar", target="calendar")


def _build_due(content: SiteContent, item: CalendarEntry) -> CellRow:
    return (
        text_cell(item.day.isoformat()),
        (link_entry(content, item),),
        text_cell(content.names.shorten_role(item.roles[0]) if item.roles else ""),
    )


def _build_unready(content: SiteContent) -> Iterator[Chapter]:
    status = content.status
    found = [item for item in status.results if item.met and not item.ready]
    if not found:
        return
    points = sum(item.requirement.points or 0 for item in found)
    cost = f" They take {points} points off the assessor-ready score." if status.scored else ""
    columns = (
        *((GridColumn("Points", align="right"),) if status.scored else ()),
        GridColumn("Requirement"),
        GridColumn("Answers for it"),
        GridColumn("Why an assessor could not see it"),
    )
    rows = tuple(_build_unready_row(content, item) for item in sorted(found, key=_rank_blocker))
    note = TextLine(f"These count as met, and an assessor could not see it yet.{cost}", "note")
    grid = Grid("Met, not assessor-ready", columns, rows)
    yield Chapter(1, "Met, not assessor-ready", "unready", (note, grid))


def _build_unready_row(content: SiteContent, item: RequirementResult) -> CellRow:
    requirement = item.requirement
    why = _list_reasons(entry for entry in item.objectives if not entry.ready)
    title = f"{requirement.label} {requirement.title}"
    return (
        *(((Amount(requirement.points),),) if content.status.scored else ()),
        (TextLine(title, target=anchor_requirement(requirement.label)),),
        text_cell(content.names.shorten_role(find_owner(content.status, item)), "not named"),
        tuple(why),
    )


def _build_families(content: SiteContent) -> Chapter:
    status = content.status
    columns = (
        GridColumn("Family"),
        GridColumn("Requirements", align="right"),
        GridColumn("Met", align="right"),
        GridColumn("Assessor-ready", align="right"),
        *((GridColumn("Off the score", align="right"),) if status.scored else ()),
        GridColumn("Answers for it"),
    )
    rows = tuple(_build_family(content, group) for group in group_families(status).values())
    grid = Grid("Families", columns, rows)
    return Chapter(1, "Families", "families", (grid,))


def _build_family(content: SiteContent, group: list[RequirementResult]) -> CellRow:
    status, first = content.status, group[0].requirement
    unmet = [item for item in group if not item.met]
    owner = content.names.shorten_role(status.system.family_owner(first.family))
    name = name_family(first.family, first.family_title)
    return (
        (TextLine(name, target=f"family-{first.family}"),),
        (Amount(len(group)),),
        (Amount(len(group) - len(unmet)),),
        (Amount(sum(item.ready for item in group)),),
        *((text_cell(sum_cost(status, unmet)),) if status.scored else ()),
        text_cell(owner, "not named"),
    )
