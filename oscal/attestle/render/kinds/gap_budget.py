"""The budget and the timeline of a gap analysis: cells to fill in, and formulas that add them up.

No hour and no price stands in them: the team knows its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...crosswalk.gap_figures import EFFORTS
from ...crosswalk.gaps import GapReport
from ...crosswalk.project_bundles import BundledProject
from ...model.project_rules import BUDGETS
from ..document_parts import (
    Amount,
    CellPart,
    CellRow,
    Chapter,
    DocumentCell,
    Grid,
    GridColumn,
    Mark,
    SheetFormula,
    TextLine,
)
from ..table_cells import text_cell
from .gap_wording import name_owner

RESERVE = "remediation reserve"
_NOTES = (
    "Fill in the yellow cells: everything else is computed from them. No hour and no price is given"
    " here, because a class of effort says how much is new and not how long it takes.",
    "What also serves SOC 2 is the share of a project's open objectives that SOC 2 evidence"
    " reaches; the rest is work for CMMC only.",
)
_TIMELINE_NOTES = (
    "A project begins when those that it waits for have ended; how many run at once is the team's"
    " to decide. Weeks follow from the hours and from the hours a week on the sheet Budget.",
)


def _fill(anchor: str, unit: str = "") -> DocumentCell:
    return (SheetFormula(None, anchor=anchor, unit=unit),)


def _compute(formula: str, anchor: str = "", unit: str = "") -> DocumentCell:
    return (SheetFormula(0, formula, anchor, unit),)


def _name_key(text: str) -> str:
    return text.replace(" ", "-")


def build_budget(report: GapReport, projects: Sequence[BundledProject]) -> Chapter:
    lines = tuple(TextLine(text, "note") for text in _NOTES)
    return Chapter(
        1,
        "Budget",
        parts=(TextLine("Budget of the work that is open", "label"), *lines),
        chapters=(
            Chapter(2, "What the team knows", parts=(_build_inputs(),)),
            Chapter(2, "By category", parts=(_build_categories(projects),)),
            Chapter(2, "By project", parts=(_build_costs(report, projects),)),
        ),
    )


def _build_inputs() -> Grid:
    rows: list[CellRow] = [
        (text_cell(f"Hours of a {name} project"), _fill(f"hours-{name}")) for name in EFFORTS
    ]
    rows += [
        (text_cell(f"Rate of an hour: {name}"), _fill(f"rate-{_name_key(name)}"))
        for name in BUDGETS
    ]
    rows.append((text_cell("Reserve as a share of all else"), _fill("reserve-share", "%")))
    rows.append((text_cell("Hours a week that people have for this"), _fill("hours-week")))
    columns = (GridColumn("What", width=44), GridColumn("Yours", width=14, align="right"))
    return Grid("What the team knows", columns, tuple(rows))


_CATEGORY_TITLES = (
    "Projects",
    "Open objectives",
    "Small",
    "Medium",
    "Large",
    "Hours",
    "Labour",
    "Purchases and fees",
    "Cost",
    "Also serves SOC 2",
    "Only CMMC",
)


def _build_categories(projects: Sequence[BundledProject]) -> Grid:
    rows = [
        _write_category(name, [one for one in projects if one.budget == name]) for name in BUDGETS
    ]
    rows.append(_sum_categories(projects))
    columns = (
        GridColumn("Category", width=44),
        *(GridColumn(title, width=14, align="right") for title in _CATEGORY_TITLES),
    )
    return Grid("By category", columns, tuple(rows))


def _write_category(name: str, mine: Sequence[BundledProject]) -> CellRow:
    key = _name_key(name)
    counts = [sum(one.effort == effort for one in mine) for effort in EFFORTS]
    hours = "+".join(
        f"{number}*{{hours-{effort}}}" for number, effort in zip(counts, EFFORTS, strict=True)
    )
    cost = f"{{labour-{key}}}+{{fees-{key}}}"
    if name == RESERVE:
        others = "+".join(f"{{cost-{_name_key(one)}}}" for one in BUDGETS if one != RESERVE)
        cost = f"{cost}+{{reserve-share}}*({others})"
    total = sum(len(one.objectives) for one in mine)
    both = sum(one.serving_both for one in mine)
    share = f"{{cost-{key}}}*{both}/{total}" if total else "0"
    return (
        text_cell(name.capitalize()),
        (Amount(len(mine)),),
        (Amount(total),),
        *((Amount(number),) for number in counts),
        _compute(hours, f"sum-hours-{key}"),
        _compute(f"{{sum-hours-{key}}}*{{rate-{key}}}", f"labour-{key}"),
        _fill(f"fees-{key}"),
        _compute(cost, f"cost-{key}"),
        _compute(share, f"both-{key}"),
        _compute(f"{{cost-{key}}}-{{both-{key}}}", f"only-{key}"),
    )


def _sum_categories(projects: Sequence[BundledProject]) -> CellRow:
    def add(name: str) -> DocumentCell:
        return _compute("+".join(f"{{{name}-{_name_key(one)}}}" for one in BUDGETS))

    numbers: tuple[CellPart, ...] = (
        Amount(len(projects)),
        Amount(sum(len(one.objectives) for one in projects)),
        *(Amount(sum(one.effort == effort for one in projects)) for effort in EFFORTS),
    )
    names = ("sum-hours", "labour", "fees", "cost", "both", "only")
    return (
        (TextLine("All", "label"),),
        *((number,) for number in numbers),
        *map(add, names),
    )


def _build_costs(report: GapReport, projects: Sequence[BundledProject]) -> Grid:
    titles = ("Points", "Open objectives", "Serve SOC 2 too", "Only CMMC", "Hours", "Labour")
    columns = (
        GridColumn("Project", width=44),
        *(GridColumn(title, width=14, align="right") for title in titles),
        GridColumn("Category", width=14),
        GridColumn("Effort", width=14),
        GridColumn("Owner", width=14),
    )
    return Grid("By project", columns, tuple(_write_cost(report, item) for item in projects))


def _write_cost(report: GapReport, item: BundledProject) -> CellRow:
    hours = f"project-hours-{item.id}"
    number = len(item.objectives)
    return (
        text_cell(f"{item.order}. {item.title}"),
        (Amount(item.points),),
        (Amount(number),),
        (Amount(item.serving_both),),
        (Amount(number - item.serving_both),),
        _compute(f"{{hours-{item.effort}}}", hours),
        _compute(f"{{{hours}}}*{{rate-{_name_key(item.budget)}}}"),
        text_cell(item.budget),
        text_cell(item.effort),
        text_cell(name_owner(report, item.owner)),
    )


def build_timeline(report: GapReport, projects: Sequence[BundledProject]) -> Chapter:
    """By order and dependency; a shaded cell in the step of each project."""
    steps = find_steps(projects)
    last = max(steps.values(), default=0)
    titles = {item.id: item.title for item in projects}
    columns = (
        GridColumn("Order", width=7, align="right"),
        GridColumn("Project", width=40),
        GridColumn("Waits for", width=34),
        GridColumn("Owner", width=24),
        GridColumn("Effort", width=9),
        GridColumn("Points", width=8, align="right"),
        GridColumn("Points so far", width=9, align="right"),
        GridColumn("Begins after hours", width=10, align="right"),
        GridColumn("Ends after hours", width=10, align="right"),
        GridColumn("Ends in week", width=9, align="right"),
        *(GridColumn(f"Step {number}", width=8) for number in range(1, last + 1)),
    )
    rows = []
    so_far = 0
    for item in projects:
        so_far += item.points
        bars = tuple(
            (Mark("x", "good"),) if number == steps[item.id] else ()
            for number in range(1, last + 1)
        )
        rows.append(
            (
                (Amount(item.order),),
                text_cell(item.title),
                text_cell(", ".join(titles[name] for name in item.after), "nothing"),
                text_cell(name_owner(report, item.owner)),
                text_cell(item.effort),
                (Amount(item.points),),
                (Amount(so_far),),
                *_write_hours(item),
                *bars,
            )
        )
    notes = tuple(TextLine(text, "note") for text in _TIMELINE_NOTES)
    return Chapter(1, "Timeline", parts=(*notes, Grid("Timeline", columns, tuple(rows))))


def _write_hours(item: BundledProject) -> Iterator[DocumentCell]:
    ends = ",".join(f"{{ends-{name}}}" for name in item.after)
    yield _compute(f"MAX({ends})" if ends else "0", f"begins-{item.id}")
    yield _compute(f"{{begins-{item.id}}}+{{hours-{item.effort}}}", f"ends-{item.id}")
    yield _compute(f"IF({{hours-week}}>0,ROUNDUP({{ends-{item.id}}}/{{hours-week}},0),0)")


def find_steps(projects: Sequence[BundledProject]) -> dict[str, int]:
    """1 for what waits for nothing, else one more than what it waits for; in their order each
    stands behind what it waits for.
    """
    steps: dict[str, int] = {}
    for item in projects:
        steps[item.id] = 1 + max((steps[name] for name in item.after), default=0)
    return steps
