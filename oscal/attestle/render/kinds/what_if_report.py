"""How a system would stand: what is presumed for it, both scores now and then, and what remains."""

from __future__ import annotations

from collections.abc import Iterator

from ...assess.objectives import RATING_WORDS
from ...assess.presumed_status import PARTLY, PresumedObjective, Presumption, find_credit
from ...assess.system_status import Status
from ...crosswalk.remaining_work import RemainingRequirement, WhatIf
from ..document_model import DocumentModel
from ..document_parts import DocumentPart, Grid, GridColumn, TextLine
from ..inserted_parameters import insert_in_document
from ..table_cells import text_cell
from .status_wording import explain_no_score, write_score, write_yes


def build_what_if(content: WhatIf) -> DocumentModel:
    status = content.after
    asked = ", ".join(f"{item.label} {item.word}" for item in content.asked)
    document = DocumentModel(
        title=f"{status.system.characteristics.name}: What if",
        parts=(
            TextLine(
                f"{status.baseline.title}, as of {status.as_of}, if {asked}. Nothing of this is"
                " recorded, and none of it is an SPRS result."
            ),
            _build_scores(content),
            *_list_reason(status),
            *_list_presumed(content),
            *_list_remaining(content),
            *_list_closings(status),
        ),
        date=status.as_of,
        depth=2,
        dense=True,
    )
    return insert_in_document(document, status.baseline, status.system)


def _build_scores(content: WhatIf) -> Grid:
    """Now and then by the implemented test, then by the assessor-ready one."""
    both = (content.before, content.after)
    total = len(content.after.results)
    rows = [(f"Requirements met (of {total})", *map(str, _count_met(both)))]
    if content.after.scored:
        scores = [status.scores for status in both]
        implemented = (write_score(item.implemented) for item in scores)
        ready = (write_score(item.assessor_ready) for item in scores)
        rows.insert(0, (f"Score (of {scores[1].maximum})", *implemented, *ready))
        rows.append(("Conditional possible", *_list_both([item.conditional for item in both])))
        rows.append(("Final possible", *_list_both([item.final for item in both])))
    columns = (
        GridColumn("", 2.0, 27),
        GridColumn("Implemented now", 1.0, 17, "right"),
        GridColumn("then", 1.0, 6, "right"),
        GridColumn("Assessor-ready now", 1.0, 20, "right"),
        GridColumn("then", 1.0, 6, "right"),
    )
    return Grid("Scores", columns, tuple(tuple(map(text_cell, row)) for row in rows), "figures")


def _count_met(both: tuple[Status, Status]) -> Iterator[int]:
    yield from (sum(item.met for item in status.results) for status in both)
    yield from (sum(item.ready for item in status.results) for status in both)


def _list_both(pairs: list[tuple[bool, bool]]) -> Iterator[str]:
    yield from (write_yes(implemented) for implemented, _ in pairs)
    yield from (write_yes(ready) for _, ready in pairs)


def _list_reason(status: Status) -> Iterator[TextLine]:
    if why := explain_no_score(status):
        yield TextLine(f"Score then {why}.", "note")


def _list_presumed(content: WhatIf) -> Iterator[DocumentPart]:
    """Objectives of which the same is said together."""
    if content.presumed:
        yield TextLine("What this presumes:", "label")
    else:
        yield TextLine("All of it is recorded already: nothing is presumed.", "label")
    together: dict[tuple[str, ...], list[str]] = {}
    for item in content.presumed:
        together.setdefault(_list_words(item), []).append(item.label)
    for words, labels in together.items():
        yield TextLine(f"{', '.join(labels)}: {_write_presumed(*words)}", depth=2, hang=2)
    for asked in content.asked:
        if asked.word == PARTLY and asked.unit is None:
            said = _explain_partial(content.after, asked)
            yield TextLine(f"{asked.label}: {said}", depth=2, hang=2)


def _list_words(item: PresumedObjective) -> tuple[str, ...]:
    return (item.word, item.state, item.rating, item.implemented, item.assessor_ready)


def _write_presumed(word: str, state: str, rating: str, implemented: str, ready: str) -> str:
    head = f"{word} in place of {state}, {RATING_WORDS[rating]}; for the implemented score"
    if ready == "the same":
        return f"{head} and the assessor-ready score, {implemented}."
    return f"{head}, {implemented}; for the assessor-ready score, {ready}."


def _explain_partial(status: Status, asked: Presumption) -> str:
    """Whether partial credit makes it cost less: 32 CFR 170.24 gives it to few requirements."""
    requirement = asked.requirement
    result = next(item for item in status.results if item.requirement.id == requirement.id)
    if result.met:
        return "all of it is met, so that nothing of it is partial."
    credit = find_credit(requirement)
    if not credit:
        return "partial is not met here, and all of its points come off."
    if not result.partial:
        return "partial credit does not hold: something of it that is not met is not partial."
    claimed = result.answer is not None and result.answer.partial_credit == credit
    claim = "as its file claims" if claimed else f"if its file claims it (partial-credit: {credit})"
    return f"partial credit holds {claim}: {requirement.points_partial} points come off."


def _list_remaining(content: WhatIf) -> Iterator[DocumentPart]:
    if not content.remaining:
        yield TextLine("Nothing remains open by the implemented answers.", "label")
        return
    columns = (
        GridColumn("What remains", 3.0, 38),
        GridColumn("Points", 0.8, 8, "right"),
        GridColumn("Effort", 1.0, 9),
        GridColumn("Points/effort", 1.0, 14, "right"),
        GridColumn("May stay open", 1.2, 15),
        GridColumn("For conditional", 1.2, 15),
    )
    rows = tuple(tuple(map(text_cell, _list_cells(item))) for item in content.remaining)
    yield Grid("What remains", columns, rows)
    if content.unknown:
        yield TextLine(f"No effort is known: {content.unknown}.", "note")


def _list_cells(item: RemainingRequirement) -> tuple[str, ...]:
    requirement = item.result.requirement
    points = "score" if item.opens_score else "" if item.points is None else str(item.points)
    return (
        f"{requirement.label} {requirement.title}",
        points,
        item.effort or "unknown",
        "" if item.ratio is None else f"{item.ratio:g}",
        write_yes(item.may_stay_open),
        "needed" if item.is_needed else "",
    )


def _list_closings(status: Status) -> Iterator[TextLine]:
    if status.to_conditional:
        yield TextLine(f"Then, for a conditional status: {', '.join(status.to_conditional)}.")
    if status.to_final:
        yield TextLine(f"Then, for a final status: {', '.join(status.to_final)}.")
