"""The gap analysis in words: the keys of its JSON, lines for a terminal, and a markdown report."""

from __future__ import annotations

import re
import textwrap
from collections import Counter
from collections.abc import Iterator

from ..assess.objectives import RATING_WORDS, RATINGS
from ..model.crosswalk_maps import Reuse
from .gap_analysis import GapReport, ObjectiveGap, RequirementGap
from .projects import Project

EFFORTS = ("small", "medium", "large")
MOST_CONTROLS = 6
WIDTH = 100
CAUTION = (
    "A mapping says where to look; it proves nothing by itself. No figure here is an SPRS result."
)
EFFORT_NOTE = (
    "Effort is a class by how much is new (small, medium, large), not an estimate of days."
)
Line = tuple[str, str | None]
_ENTITY = re.compile(r"&(?=#|\w+;)")
_LETTERS = re.compile(r" (?=\[[a-z]+\] |Each is |This is )")


def as_dict(report: GapReport) -> dict[str, object]:
    """The keys of `gap --format json`."""
    return {
        "system": report.name,
        "as_of": report.as_of.isoformat(),
        "requirements": [_requirement(item) for item in report.requirements],
        "profile": report.baseline.profile,
        "controls": len(report.controls),
        "assumptions": list(report.assumptions),
        "graded_down": [limit.reason for limit in report.limits],
        "net_new": [
            {
                "id": item.id,
                "title": item.title,
                "what": item.what,
                "authority": item.authority,
                "artifact": item.artifact,
            }
            for item in report.net_new
        ],
    }


def _requirement(item: RequirementGap) -> dict[str, object]:
    return {
        "requirement": item.requirement.label,
        "rating": item.rating,
        "scope_dependent": bool(item.scope_dependent),
        "scope_because": item.scope_dependent,
        "soc2": [
            {
                "control": reach.control.id,
                "criterion": reach.map.criterion,
                "reuse": reach.reuse.value,
                "graded_down": [limit.reason for limit in reach.limits],
            }
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
        "graded_down": list(item.graded_down),
        "evidence": [entry.id for entry in item.evidence],
        "candidates": [entry.id for entry in item.candidates],
    }


def _project(item: Project | None) -> dict[str, object] | None:
    if item is None:
        return None
    return {
        "title": item.title,
        "owner": item.owner,
        "systems": list(item.systems),
        "artifact": item.artifact,
        "completion": item.completion,
        "effort": item.effort,
        "effort_because": item.effort_because,
        "poam": item.poam or None,
    }


def tally(report: GapReport) -> Counter[tuple[str, str]]:
    """Objectives by rating and reuse."""
    return Counter(
        (entry.rating, entry.reuse.value)
        for item in report.requirements
        for entry in item.objectives
    )


def heading(report: GapReport) -> str:
    return (
        f"{report.system.characteristics.name}: from SOC 2 to {report.baseline.title}"
        if report.system
        else f"From SOC 2 to {report.baseline.title}"
    )


def by_family(report: GapReport) -> Iterator[tuple[str, int, int, tuple[int, ...]]]:
    """Family, its objectives, those that are open, and its projects by effort."""
    for code, title in report.baseline.families:
        mine = [item for item in report.requirements if item.requirement.family == code]
        efforts = Counter(item.project.effort for item in mine if item.project)
        number = sum(len(item.objectives) for item in mine)
        yield (
            f"{code} {title}",
            number,
            sum(len(item.open_objectives) for item in mine),
            tuple(efforts[name] for name in EFFORTS),
        )


def basis(report: GapReport) -> Iterator[str]:
    """What the figures rest on."""
    number = f"{len(report.controls)} SOC 2 control{'s' if len(report.controls) != 1 else ''}"
    plan = (
        "ratings follow the system's plan"
        if report.system
        else "without a system's plan, so nothing can be covered and evidenced"
    )
    yield f"as of {report.as_of}; {number}; {plan}"
    yield from report.assumptions
    yield from (f"graded down throughout: {limit.reason}" for limit in report.limits)


def lowered(report: GapReport, item: RequirementGap) -> str:
    """Why controls count for less at this requirement, besides what holds throughout."""
    general = {limit.reason for limit in report.limits}
    return "; ".join(reason for reason in item.graded_down if reason not in general)


def still_open(item: RequirementGap) -> Iterator[tuple[str, str]]:
    """Open letters and why, those with the same reason together: `[a][c]`."""
    letters: dict[str, str] = {}
    for entry in item.open_objectives:
        letters[entry.open_because] = (
            f"{letters.get(entry.open_because, '')}[{entry.objective.letter}]"
        )
    yield from ((named, why) for why, named in letters.items())


def lines(report: GapReport, width: int = WIDTH) -> Iterator[Line]:
    """For the terminal: figures, then the requirements with open objectives, then what no
    requirement carries.
    """
    yield heading(report), "bold"
    for text in (*basis(report), CAUTION):
        yield from _wrapped(text, "", "  ", width)
    yield "", None
    counts = tally(report)
    reuses = [grade.value for grade in Reuse]
    yield (
        f"{'objectives by rating and reuse':<32}"
        + "".join(f"{word:>12}" for word in (*reuses, "all")),
        "bold",
    )
    for rating in RATINGS:
        row = [counts[(rating, reuse)] for reuse in reuses]
        yield (
            f"  {RATING_WORDS[rating]:<30}"
            + "".join(f"{number:>12}" for number in (*row, sum(row))),
            None,
        )
    yield "", None
    yield (
        f"{'objectives and projects by family':<44}"
        + "".join(f"{word:>9}" for word in ("all", "open", *EFFORTS)),
        "bold",
    )
    for name, number, still, efforts in by_family(report):
        yield f"  {name:<42}" + "".join(f"{count:>9}" for count in (number, still, *efforts)), None
    yield from _wrapped(EFFORT_NOTE, "  ", "  ", width)
    yield "", None
    open_ones = [item for item in report.requirements if item.open_objectives]
    yield (
        (
            f"open: {sum(len(item.open_objectives) for item in open_ones)} objectives of"
            f" {len(open_ones)} requirements"
        ),
        "bold",
    )
    for item in open_ones:
        yield from _open_lines(report, item, width)
    if report.net_new:
        yield "", None
        yield "work that no requirement carries", "bold"
        for entry in report.net_new:
            yield from _wrapped(f"{entry.title} ({entry.authority})", "  ", "    ", width)


def _wrapped(
    text: str, first: str, rest: str, width: int, style: str | None = None
) -> Iterator[Line]:
    """Lines of at most `width`; ids and links are not broken."""
    for line in textwrap.wrap(
        text,
        width,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    ):
        yield line, style


def _open_lines(report: GapReport, item: RequirementGap, width: int) -> Iterator[Line]:
    made, pad = item.project, " " * 11
    yield from _wrapped(
        f"{item.requirement.label:<8} {item.requirement.title}: {RATING_WORDS[item.rating]}",
        "  ",
        pad,
        width,
        "bold",
    )
    if made:
        facts = [f"{made.effort} ({made.effort_because})", made.owner or "no owner"]
        facts += [f"plan of action: {made.poam}"] if made.poam else []
        yield from _wrapped(f"project: {'; '.join(facts)}", pad, f"{pad}  ", width)
    if item.scope_dependent:
        yield from _wrapped(
            f"depends on the CUI scope: {item.scope_dependent}", pad, f"{pad}  ", width
        )
    yield from _wrapped(f"SOC 2: {reach_words(item)}", pad, f"{pad}  ", width)
    if reasons := lowered(report, item):
        yield from _wrapped(f"graded down: {reasons}", pad, f"{pad}  ", width)
    for letters, why in still_open(item):
        yield from _wrapped(f"{letters} {why}", pad, f"{pad}    ", width)


def reach_words(item: RequirementGap, most: int = MOST_CONTROLS) -> str:
    """The controls that reach a requirement, or why none does."""
    if item.reaches:
        return through(item, most)
    if item.unmapped_because:
        return f"nothing; {item.unmapped_because}"
    return (
        "none of the company's controls; the crosswalk leads through"
        f" {', '.join(one.criterion.upper() for one in item.maps)}"
    )


def through(item: RequirementGap, most: int = MOST_CONTROLS) -> str:
    """The controls that reach a requirement, best first, by criterion."""
    named: dict[str, list[str]] = {}
    for reach in item.reaches:
        named.setdefault(f"{reach.map.criterion.upper()} {reach.reuse}", []).append(
            reach.control.id
        )
    return "; ".join(f"{key} ({_some(ids, most)})" for key, ids in named.items())


def _some(ids: list[str], most: int) -> str:
    more = len(ids) - most
    return ", ".join(ids[:most]) + (f" and {more} more" if more > 0 else "")


def markdown(report: GapReport) -> Iterator[str]:
    """The whole report: figures, a table by requirement, the open objectives, projects, net-new
    work.
    """
    yield f"# Gap analysis: {heading(report)}"
    yield ""
    yield from (f"- {cell(text)}" for text in basis(report))
    yield f"- {CAUTION}"
    yield ""
    yield from _figures(report)
    yield from _by_family(report)
    yield from _by_requirement(report)
    yield from _projects(report)
    if report.net_new:
        yield "## Work that no requirement carries"
        yield ""
        for item in report.net_new:
            yield (
                f"- **{cell(item.title)}** ({cell(item.authority)}). {cell(item.what)} *What must"
                f" exist:* {cell(item.artifact)}"
            )
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


def _by_family(report: GapReport) -> Iterator[str]:
    yield "## Objectives and projects by family"
    yield ""
    yield f"| family | all | open | {' | '.join(f'{name} projects' for name in EFFORTS)} |"
    yield "|---|" + "---:|" * (len(EFFORTS) + 2)
    for name, number, still, efforts in by_family(report):
        yield f"| {cell(name)} | {number} | {still} | {' | '.join(map(str, efforts))} |"
    yield ""
    yield EFFORT_NOTE
    yield ""


def _by_requirement(report: GapReport) -> Iterator[str]:
    for code, title in report.baseline.families:
        yield f"## {code} {title}"
        yield ""
        yield "| requirement | rating | SOC 2 controls | open objectives |"
        yield "|---|---|---|---|"
        for item in report.requirements:
            if item.requirement.family == code:
                yield _row(report, item)
        yield ""


def _row(report: GapReport, item: RequirementGap) -> str:
    still = "<br>".join(f"{letters} {cell(why)}" for letters, why in still_open(item)) or "none"
    reach = "<br>".join(cell(text) for text in reach_words(item).split("; "))
    reasons = lowered(report, item)
    down = f"<br>*graded down: {cell(reasons)}*" if reasons else ""
    scope = "<br>*depends on the CUI scope*" if item.scope_dependent else ""
    return (
        f"| **{item.requirement.label}** {cell(item.requirement.title)}{scope} |"
        f" {RATING_WORDS[item.rating]} | {reach}{down} | {still} |"
    )


def _projects(report: GapReport) -> Iterator[str]:
    """One list per project: seven columns of sentences would be too narrow to read."""
    yield "## Projects"
    yield ""
    for item in report.requirements:
        made = item.project
        if made is None:
            continue
        yield f"### {item.requirement.label} {cell(item.requirement.title)}"
        yield ""
        yield f"- Owner: {cell(made.owner) or 'nobody yet'}"
        yield f"- Systems affected: {cell(', '.join(made.systems)) or 'not known'}"
        yield f"- Effort: {made.effort} ({cell(made.effort_because)})"
        yield f"- Required artifact: {cell(made.artifact)}"
        yield "- Completion criteria:"
        yield from (f"    - {cell(text)}" for text in by_letter(made.completion))
        yield (
            "- Plan of action:"
            f" {f'{cell(made.title)} (`{made.poam}`)' if made.poam else 'no item yet'}"
        )
        yield ""


def by_letter(text: str) -> list[str]:
    """Completion criteria with a line for each objective, and one for what holds of all: sentences
    in a row are a wall.
    """
    return _LETTERS.split(text)


def cell(text: str) -> str:
    """Text on one line of markdown, inside a table or a list: no row ends early, and nothing
    becomes HTML.
    """
    return _ENTITY.sub("&amp;", " ".join(text.split())).replace("<", "&lt;").replace("|", "\\|")
