"""The gap analysis as one HTML page: figures, a heat map of all requirements, and under it each
requirement in full.

Self-contained: no script, no picture, nothing loaded. Every text is escaped; colour repeats what
the words say.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from ..assess.objectives import RATING_WORDS, RATINGS
from ..model.crosswalk_maps import Reuse
from .gap_analysis import GapReport, ObjectiveGap, RequirementGap
from .gap_words import (
    CAUTION,
    EFFORT_NOTE,
    EFFORTS,
    basis,
    by_family,
    by_letter,
    heading,
    lowered,
    reach_words,
    tally,
)

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_STYLE = """
:root { --ink: #1b2733; --soft: #5b6b7a; --line: #d5dce3; --page: #fff; --band: #f4f6f8; }
* { box-sizing: border-box; }
body { font: 15px/1.5 system-ui, "Segoe UI", "Liberation Sans", sans-serif; color: var(--ink); background: var(--page);
  margin: 0 auto; max-width: 1180px; padding: 28px 20px 60px; }
h1 { font-size: 26px; line-height: 1.25; margin: 0 0 4px; } h2 { font-size: 19px; margin: 34px 0 10px; } h3 { font-size: 16px; margin: 0; }
.note { color: var(--soft); margin: 2px 0; } .mark { font-weight: 600; letter-spacing: .04em; }
table { border-collapse: collapse; width: 100%; } th, td { border: 1px solid var(--line); padding: 5px 8px; text-align: left; vertical-align: top; }
th { background: var(--band); font-weight: 600; } td.n, th.n { text-align: right; white-space: nowrap; } td.k { white-space: nowrap; width: 1%; }
.covered-and-evidenced { background: #d5ebd8; color: #14532d; } .partially-covered { background: #fff3c4; color: #713f12; }
.present-but-undocumented { background: #fce0c8; color: #7c2d12; } .not-addressed { background: #f8d0d0; color: #7f1d1d; } .not-applicable { background: #eceff1; color: #37474f; }
.map { display: grid; grid-template-columns: 190px 1fr; gap: 4px 10px; align-items: start; } .map .f { padding-top: 5px; font-weight: 600; }
.cells { display: flex; flex-wrap: wrap; gap: 4px; }
.cells a { display: block; min-width: 74px; padding: 4px 6px; border-radius: 4px; text-decoration: none; font-size: 13px; line-height: 1.3; border: 1px solid rgba(0,0,0,.12); }
.cells small { display: block; font-size: 11px; color: inherit; } .legend span { display: inline-block; padding: 2px 8px; margin: 0 6px 6px 0; border-radius: 4px; }
article { border: 1px solid var(--line); border-radius: 6px; margin: 14px 0; overflow: hidden; break-inside: avoid; }
article header { display: flex; flex-wrap: wrap; gap: 6px 12px; align-items: baseline; padding: 8px 12px; background: var(--band); }
article .b { padding: 8px 12px 12px; } .tag { padding: 1px 8px; border-radius: 10px; font-size: 13px; white-space: nowrap; }
dl { display: grid; grid-template-columns: 150px 1fr; gap: 3px 12px; margin: 10px 0 0; } dt { color: var(--soft); } dd { margin: 0; }
td.n i { color: var(--soft); font-style: normal; } td small { color: var(--soft); } .two { display: grid; grid-template-columns: 1fr 1fr; gap: 0 28px; align-items: start; }
.o { table-layout: fixed; margin-top: 8px; } .o th:nth-child(1) { width: 92px; } .o th:nth-child(2) { width: 33%; }
.o th:nth-child(3) { width: 132px; } .o th:nth-child(4) { width: 13%; }
.o td { overflow-wrap: anywhere; }
@media (max-width: 900px) { .two { grid-template-columns: 1fr; } .wide { overflow-x: auto; } }
@media (max-width: 640px) { .map, dl { grid-template-columns: 1fr; } table { font-size: 14px; } dd { margin-bottom: 6px; } body { padding: 16px 12px 40px; }
  .cells { display: grid; grid-template-columns: repeat(auto-fill, minmax(74px, 1fr)); } .wide th, .wide td { padding: 4px 5px; }
  .stack tr:first-child { display: none; } .stack, .stack tbody, .stack tr, .stack td { display: block; width: auto; }
  .stack td { border: 0; border-bottom: 1px solid var(--line); } .stack tr { border: 1px solid var(--line); margin-top: 8px; }
  .stack td::before { content: attr(data-h); display: block; color: var(--soft); font-size: 12px; } .stack td[class]::before { color: inherit; } }
@media print { body { max-width: none; padding: 0; font-size: 11px; } .cells a { color: inherit; } }
"""


def page(report: GapReport) -> str:
    """The whole document."""
    title = escape(f"Gap analysis: {heading(report)}")
    head = (
        f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{POLICY}"><meta'
        ' name="viewport" content="width=device-width,'
        f' initial-scale=1"><title>{title}</title><style>{_STYLE}</style>'
    )
    body = "\n".join(_body(report, title))
    return (
        "<!doctype html>\n<html"
        f' lang="en">\n<head>{head}</head>\n<body>\n{body}\n</body>\n</html>\n'
    )


def _body(report: GapReport, title: str) -> Iterator[str]:
    marking = report.system.characteristics.marking if report.system else None
    if marking:
        yield f'<p class="mark">{escape(marking)}</p>'
    yield f"<h1>{title}</h1>"
    yield from (f'<p class="note">{escape(text)}</p>' for text in basis(report))
    yield f'<p class="note">{escape(CAUTION)}</p>'
    yield from _figures(report)
    yield from _heat_map(report)
    yield "<h2>Requirement by requirement</h2>"
    for item in report.requirements:
        yield from _requirement(report, item)
    if report.net_new:
        yield "<h2>Work that no requirement carries</h2>"
        heads = ("Work", "What", "Source", "What must exist")
        yield '<table class="stack"><tr>' + "".join(f"<th>{head}</th>" for head in heads) + "</tr>"
        for entry in report.net_new:
            texts = (entry.title, entry.what, entry.authority, entry.artifact)
            yield (
                "<tr>"
                + "".join(
                    f'<td data-h="{head}">{escape(text)}</td>'
                    for head, text in zip(heads, texts, strict=True)
                )
                + "</tr>"
            )
        yield "</table>"
    if marking:
        yield f'<p class="mark">{escape(marking)}</p>'


def _figures(report: GapReport) -> Iterator[str]:
    counts = tally(report)
    yield '<div class="two"><section><h2>Objectives by rating and reuse</h2>'
    rows = [[counts[(rating, grade.value)] for grade in Reuse] for rating in RATINGS]
    names = [f'<td class="{rating}">{RATING_WORDS[rating]}</td>' for rating in RATINGS]
    yield from _numbers(
        ["Rating", *(grade.value for grade in Reuse), "all"],
        names,
        [[*row, sum(row)] for row in rows],
    )
    yield "</section><section><h2>Objectives and projects by family</h2>"
    families = list(by_family(report))
    yield from _numbers(
        ["Family", "all", "open", *EFFORTS],
        [f"<td>{escape(name)}</td>" for name, *_ in families],
        [[number, still, *efforts] for _, number, still, efforts in families],
    )
    yield f'<p class="note">{escape(EFFORT_NOTE)}</p></section></div>'


def _numbers(
    heads: Sequence[str], names: Sequence[str], rows: Sequence[Sequence[int]]
) -> Iterator[str]:
    """A table of counts; a zero is quiet, so that the eye finds what there is."""
    yield (
        f'<div class="wide"><table><tr><th>{heads[0]}</th>'
        + "".join(f'<th class="n">{head}</th>' for head in heads[1:])
        + "</tr>"
    )
    for name, row in zip(names, rows, strict=True):
        yield (
            f"<tr>{name}"
            + "".join(f'<td class="n">{number or "<i>0</i>"}</td>' for number in row)
            + "</tr>"
        )
    yield "</table></div>"


def _heat_map(report: GapReport) -> Iterator[str]:
    yield "<h2>Heat map</h2>"
    yield (
        '<p class="legend">'
        + "".join(f'<span class="{rating}">{RATING_WORDS[rating]}</span>' for rating in RATINGS)
        + "</p>"
    )
    yield '<div class="map">'
    for code, title in report.baseline.families:
        cells = "".join(
            _cell(item) for item in report.requirements if item.requirement.family == code
        )
        yield f'<div class="f">{escape(code)} {escape(title)}</div><div class="cells">{cells}</div>'
    yield "</div>"


def _cell(item: RequirementGap) -> str:
    label = item.requirement.label
    number = len(item.open_objectives)
    words = f"{item.requirement.title}: {RATING_WORDS[item.rating]}"
    return (
        f'<a class="{item.rating}" href="#r{escape(label)}"'
        f' title="{escape(words)}">{escape(label)}<small>{f"{number} open" if number else "none open"}</small></a>'
    )


def _requirement(report: GapReport, item: RequirementGap) -> Iterator[str]:
    facts = item.requirement
    points = (
        f'<span class="note">{facts.points} point{"s" if facts.points != 1 else ""}</span>'
        if facts.points is not None
        else ""
    )
    scope = (
        '<span class="tag not-applicable">depends on the CUI scope</span>'
        if item.scope_dependent
        else ""
    )
    yield (
        f'<article id="r{escape(facts.label)}"><header><h3>{escape(facts.label)}'
        f" {escape(facts.title)}</h3>"
    )
    yield (
        '<span class="tag'
        f' {item.rating}">{RATING_WORDS[item.rating]}</span>{points}{scope}</header><div class="b">'
    )
    yield f'<p class="note">SOC 2: {escape(reach_words(item))}</p>'
    if item.scope_dependent:
        yield f'<p class="note">Depends on the CUI scope: {escape(item.scope_dependent)}</p>'
    if reasons := lowered(report, item):
        yield f'<p class="note">Graded down: {escape(reasons)}</p>'
    yield (
        '<table class="o stack"><tr><th>Objective</th><th>What must be'
        " true</th><th>Rating</th><th>Reuse</th><th>What is open</th></tr>"
    )
    yield from (_objective(entry) for entry in item.objectives)
    yield "</table>"
    yield from _project(item)
    yield "</div></article>"


def _objective(entry: ObjectiveGap) -> str:
    reasons = (
        f"<br><small>{escape('; '.join(entry.graded_down))}</small>" if entry.graded_down else ""
    )
    cells = (
        ("Objective", "", f"<b>{escape(entry.objective.label)}</b>"),
        ("What must be true", "", escape(entry.objective.text)),
        ("Rating", entry.rating, RATING_WORDS[entry.rating]),
        ("Reuse", "", f"{entry.reuse}{reasons}"),
        ("What is open", "", escape(entry.open_because) or "nothing"),
    )
    tds = (
        (
            f'<td data-h="{head}" class="{tone}">{text}</td>'
            if tone
            else f'<td data-h="{head}">{text}</td>'
        )
        for head, tone, text in cells
    )
    return f"<tr>{''.join(tds)}</tr>"


def _project(item: RequirementGap) -> Iterator[str]:
    made = item.project
    if made is None:
        return
    rows = (
        ("Owner", made.owner or "nobody yet"),
        ("Systems affected", ", ".join(made.systems) or "not known"),
        ("Required artifact", made.artifact),
        ("Completion criteria", "\n".join(by_letter(made.completion))),
        ("Effort", f"{made.effort}: {made.effort_because}"),
        ("Plan of action", made.poam or "no item yet"),
    )
    yield (
        "<dl>"
        + "".join(
            f"<dt>{name}</dt><dd>{escape(text).replace(chr(10), '<br>')}</dd>"
            for name, text in rows
        )
        + "</dl>"
    )
