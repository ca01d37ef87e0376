"""The gap analysis in words: the keys of its JSON, lines for a terminal, and a markdown report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ..assess.objectives import RATINGS
from ..model.crosswalk import Reuse
from .gap import GapReport, ObjectiveGap, RequirementGap
from .projects import Project

RATING_WORDS = {
    "covered-and-evidenced": "covered and evidenced",
    "partially-covered": "partially covered",
    "present-but-undocumented": "present but undocumented",
    "not-addressed": "not addressed",
    "not-applicable": "not applicable",
}
MOST_CONTROLS = 6


def as_dict(report: GapReport) -> dict[str, object]:
    """The keys of `gap --format json`."""
    return {"system": report.name, "as_of": report.as_of.isoformat(), "requirements": [_requirement(item) for item in report.requirements]}


def _requirement(item: RequirementGap) -> dict[str, object]:
    return {
        "requirement": item.requirement.label,
        "rating": item.rating,
        "scope_dependent": bool(item.scope_dependent),
        "soc2": [
            {"control": reach.control.id, "criterion": reach.map.criterion, "reuse": reach.reuse.value, "graded_down": [limit.reason for limit in reach.limits]}
            for reach in item.reaches
        ],
        "objectives": [_objective(entry) for entry in item.objectives],
        "project": _project(item.project),
    }


def _objective(item: ObjectiveGap) -> dict[str, object]:
    return {
        "letter": item.objective.letter,
        "rating": item.rating,
        "reuse": item.reuse.value,
        "open_because": item.open_because,
        "evidence": [entry.id for entry in item.evidence],
        "candidates": [entry.id for entry in item.candidates],
    }


def _project(item: Project | None) -> dict[str, object] | None:
    if item is None:
        return None
    return {
        "title": item.title, "owner": item.owner, "systems": list(item.systems), "artifact": item.artifact, "completion": item.completion,
        "effort": item.effort, "effort_because": item.effort_because, "poam": item.poam or None,
    }  # fmt: skip


def tally(report: GapReport) -> Counter[tuple[str, str]]:
    """Objectives by rating and reuse."""
    return Counter((entry.rating, entry.reuse.value) for item in report.requirements for entry in item.objectives)


def heading(report: GapReport) -> str:
    return f"{report.system.characteristics.name}: from SOC 2 to {report.baseline.title}" if report.system else f"From SOC 2 to {report.baseline.title}"


def basis(report: GapReport) -> Iterator[str]:
    """What the figures rest on."""
    yield (
        f"as of {report.as_of}; {len(report.controls)} SOC 2 controls; ratings follow the system's plan"
        if report.system
        else (f"as of {report.as_of}; {len(report.controls)} SOC 2 controls; no plan yet, so nothing can be covered and evidenced")
    )
    yield from report.assumptions
    yield from (f"graded down throughout: {limit.reason}" for limit in report.limits)


def lines(report: GapReport) -> Iterator[tuple[str, str | None]]:
    """For the terminal: figures, then the requirements with open objectives by what they cost, then what no requirement carries."""
    yield heading(report), "bold"
    yield from ((text, None) for text in basis(report))
    yield "", None
    counts = tally(report)
    reuses = [grade.value for grade in Reuse]
    yield f"{'objectives by rating and reuse':<32}" + "".join(f"{word:>12}" for word in (*reuses, "all")), "bold"
    for rating in RATINGS:
        row = [counts[(rating, reuse)] for reuse in reuses]
        yield f"  {RATING_WORDS[rating]:<30}" + "".join(f"{number:>12}" for number in (*row, sum(row))), None
    yield "", None
    open_ones = [item for item in report.requirements if item.open_objectives]
    yield f"open: {sum(len(item.open_objectives) for item in open_ones)} objectives of {len(open_ones)} requirements", "bold"
    for item in open_ones:
        yield from _open_lines(item)
    yield "", None
    if report.net_new:
        yield "work that no requirement carries", "bold"
        yield from ((f"  {item.title} ({item.authority})", None) for item in report.net_new)


def _open_lines(item: RequirementGap) -> Iterator[tuple[str, str | None]]:
    made = item.project
    plan = f"{made.effort}; {made.owner or 'no owner'}{f'; plan of action: {made.poam}' if made.poam else ''}" if made else ""
    scope = "; depends on the CUI scope" if item.scope_dependent else ""
    yield f"  {item.requirement.label:<8} {item.requirement.title}: {RATING_WORDS[item.rating]} ({plan}{scope})", None
    if item.reaches:
        yield f"           SOC 2: {through(item)}", None
    elif item.unmapped_because:
        yield f"           SOC 2: nothing; {item.unmapped_because}", None
    for entry in item.open_objectives:
        yield f"           [{entry.objective.letter}] {entry.open_because}", None


def through(item: RequirementGap) -> str:
    """The controls that reach a requirement, best first, by criterion."""
    named: dict[str, list[str]] = {}
    for reach in item.reaches:
        named.setdefault(f"{reach.map.criterion.upper()} {reach.reuse}", []).append(reach.control.id)
    parts = [f"{key} ({', '.join(ids[:MOST_CONTROLS])}{', ...' if len(ids) > MOST_CONTROLS else ''})" for key, ids in named.items()]
    return "; ".join(parts)


def markdown(report: GapReport) -> Iterator[str]:
    """The whole report: figures, a table by requirement, the open objectives, projects, net-new work."""
    yield f"# Gap analysis: {heading(report)}"
    yield ""
    yield from (f"- {cell(text)}" for text in basis(report))
    yield "- A mapping says where to look; it proves nothing by itself. No figure here is an SPRS result."
    yield ""
    yield from _figures(report)
    yield from _by_requirement(report)
    yield from _projects(report)
    if report.net_new:
        yield "## Work that no requirement carries"
        yield ""
        for item in report.net_new:
            yield f"- **{item.title}** ({item.authority}). {item.what} *What must exist:* {item.artifact}"
        yield ""


def _figures(report: GapReport) -> Iterator[str]:
    counts = tally(report)
    reuses = [grade.value for grade in Reuse]
    yield "## Objectives by rating and reuse"
    yield ""
    yield f"| rating | {' | '.join(reuses)} | all |"
    yield "|---|" + "---:|" * (len(reuses) + 1)
    for rating in RATINGS:
        row = [counts[(rating, reuse)] for reuse in reuses]
        yield f"| {RATING_WORDS[rating]} | {' | '.join(map(str, row))} | {sum(row)} |"
    yield ""


def _by_requirement(report: GapReport) -> Iterator[str]:
    for code, title in report.baseline.families:
        yield f"## {code} {title}"
        yield ""
        yield "| requirement | rating | SOC 2 controls | open objectives |"
        yield "|---|---|---|---|"
        for item in report.requirements:
            if item.requirement.family == code:
                still = "<br>".join(f"[{entry.objective.letter}] {cell(entry.open_because)}" for entry in item.open_objectives) or "-"
                reach = cell(through(item)) if item.reaches else cell(item.unmapped_because or "none of the company's controls")
                scope = " (depends on the CUI scope)" if item.scope_dependent else ""
                yield f"| {item.requirement.label} {cell(item.requirement.title)}{scope} | {RATING_WORDS[item.rating]} | {reach} | {still} |"
        yield ""


def _projects(report: GapReport) -> Iterator[str]:
    yield "## Projects"
    yield ""
    yield "| requirement | owner | systems | required artifact | completion criteria | effort | plan of action |"
    yield "|---|---|---|---|---|---|---|"
    for item in report.requirements:
        made = item.project
        if made:
            row = (
                item.requirement.label, made.owner or "-", ", ".join(made.systems) or "-", made.artifact, made.completion,
                f"{made.effort}: {made.effort_because}", made.poam or "-",
            )  # fmt: skip
            yield "| " + " | ".join(cell(text) for text in row) + " |"
    yield ""


def cell(text: str) -> str:
    """Text inside a markdown table."""
    return " ".join(text.split()).replace("|", "\\|")
