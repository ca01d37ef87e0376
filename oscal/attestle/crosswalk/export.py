"""A crosswalk for people: rows, a matrix of criteria and requirements, and both as CSV, sheets, markdown and HTML."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from ..formats import tables
from ..formats.workbook import Cell, Column, Page, Toned
from ..model.catalog import Baseline
from ..model.crosswalk import Crosswalk, Map, Reuse

HEADER = ("criterion", "criterion-title", "requirement", "requirement-title", "relationship", "matching", "role", "reuse", "letters", "open-letters",
          "coverage", "confidence", "rationale", "scope", "top-up", "cannot")  # fmt: skip
TONES = {Reuse.STRONG: "good", Reuse.PARTIAL: "fair", Reuse.HABIT_ONLY: "poor"}
SIGNS = {Reuse.STRONG: "S", Reuse.PARTIAL: "P", Reuse.HABIT_ONLY: "h"}
_WIDTHS = (10, 30, 12, 30, 16, 12, 12, 12, 12, 12, 10, 12, 70, 36, 46, 36)
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_STYLE = """
body { font: 14px/1.45 system-ui, "Segoe UI", "Liberation Sans", sans-serif; color: #1b2733; margin: 24px; }
h1 { font-size: 24px; } h2 { font-size: 18px; margin-top: 32px; } p { max-width: 900px; }
table { border-collapse: collapse; } th, td { border: 1px solid #d5dce3; padding: 3px 7px; text-align: left; vertical-align: top; }
th { background: #f4f6f8; position: sticky; top: 0; } .m td { text-align: center; padding: 2px 4px; }
.m th.c { writing-mode: vertical-rl; transform: rotate(180deg); padding: 6px 2px; }
.m th.r { text-align: left; white-space: nowrap; position: sticky; left: 0; }
.strong { background: #d5ebd8; } .partial { background: #fff3c4; } .habit-only { background: #fce0c8; } .lead { font-weight: 700; }
"""


def open_letters(crosswalk: Crosswalk, requirement: str, known: list[str]) -> str:
    """The letters of a requirement that are in no map."""
    reached = {letter for item in crosswalk.of_requirement(requirement) for letter in item.letters}
    return "".join(letter for letter in known if letter not in reached)


def rows(crosswalk: Crosswalk, source: Baseline, target: Baseline) -> Iterator[list[str]]:
    """One row per map, in the order of the requirements, with the columns of HEADER."""
    for item in crosswalk.maps:
        left, right = source.by_id.get(item.criterion), target.by_id.get(item.requirement)
        known = [objective.letter for objective in right.objectives] if right else []
        yield [
            left.label if left else item.criterion, left.title if left else "", right.label if right else item.requirement, right.title if right else "",
            item.relationship, item.matching, item.role, item.reuse.value, "".join(item.letters), open_letters(crosswalk, item.requirement, known),
            f"{len(item.letters)}/{len(known)}" if known else "", item.confidence, item.rationale, item.scope, "; ".join(item.top_up), "; ".join(item.cannot),
        ]  # fmt: skip


def csv(crosswalk: Crosswalk, source: Baseline, target: Baseline) -> str:
    """Formulas are text: a cell that a spreadsheet would calculate begins with an apostrophe."""
    return tables.write(HEADER, [[f"'{cell}" if cell[:1] in "=+-@\t\r" and cell else cell for cell in row] for row in rows(crosswalk, source, target)])


def pages(crosswalk: Crosswalk, source: Baseline, target: Baseline) -> list[Page]:
    """Sheets: maps, matrix, what is unmapped, net-new work."""
    columns = [Column(name, width) for name, width in zip(HEADER, _WIDTHS, strict=True)]
    body: list[list[Cell | Toned]] = [
        [Toned(cell, TONES[Reuse(row[7])]) if index == 7 else cell for index, cell in enumerate(row)] for row in rows(crosswalk, source, target)
    ]
    facts = crosswalk.provenance
    notes = [" ".join(facts.description.split()), f"version {facts.version}, {facts.date}, method {facts.method}, status {facts.status}"]
    unmapped: list[list[Cell | Toned]] = [
        [_label(base, item.control), _title(base, item.control), item.reason]
        for base, items in ((source, crosswalk.unmapped_sources), (target, crosswalk.unmapped_targets)) for item in items
    ]  # fmt: skip
    net_new: list[list[Cell | Toned]] = [[item.title, item.what, item.authority, item.artifact] for item in crosswalk.net_new]
    return [
        Page("Maps", columns, body, facts.title, notes),
        _matrix_page(crosswalk, source, target),
        Page("Unmapped", [Column("Control", 14), Column("Title", 44), Column("Why nothing helps", 100)], unmapped),
        Page("Net-new", [Column("Work that no requirement carries", 44), Column("What", 80), Column("Source", 30), Column("What must exist", 60)], net_new),
    ]


def _label(base: Baseline, identity: str) -> str:
    return base.by_id[identity].label if identity in base.by_id else identity


def _title(base: Baseline, identity: str) -> str:
    return base.by_id[identity].title if identity in base.by_id else ""


def matrix(crosswalk: Crosswalk, source: Baseline, target: Baseline) -> tuple[list[str], list[tuple[str, str, list[Map | None]]]]:
    """Labels of the mapped criteria, and for each requirement its label, title and the map (or none) in each column."""
    used = {item.criterion for item in crosswalk.maps}
    columns = [item.id for item in source.requirements if item.id in used]
    by_pair = {(item.requirement, item.criterion): item for item in crosswalk.maps}
    body = [(item.label, item.title, [by_pair.get((item.id, column)) for column in columns]) for item in target.requirements]
    return [_label(source, column) for column in columns], body


def _sign(item: Map) -> str:
    return f"{SIGNS[item.reuse]}{'*' if item.role == 'lead' else ''}"


def _matrix_page(crosswalk: Crosswalk, source: Baseline, target: Baseline) -> Page:
    names, body = matrix(crosswalk, source, target)
    cells: list[list[Cell | Toned]] = [
        [label, title, *(Toned(_sign(item), TONES[item.reuse]) if item else None for item in items)] for label, title, items in body
    ]
    return Page(
        "Matrix", [Column("Requirement", 12), Column("Title", 36), *(Column(name, 6) for name in names)], cells, "S strong, P partial, h habit-only; * lead"
    )


def markdown(crosswalk: Crosswalk, source: Baseline, target: Baseline) -> Iterator[str]:
    """Description, one table per family of the target, what is unmapped, net-new work, the matrix."""
    facts = crosswalk.provenance
    yield from (
        f"# {facts.title}",
        "",
        " ".join(facts.description.split()),
        "",
        f"Version {facts.version}, {facts.date}; method {facts.method}, status {facts.status}.",
        "",
    )
    for code, title in target.families:
        yield from (f"## {code} {title}", "", "| requirement | criterion | role | reuse | satisfied | open | rationale |", "|---|---|---|---|---|---|---|")
        labels = {item.label for item in target.requirements if item.family == code}
        for row in rows(crosswalk, source, target):
            if row[2] in labels:
                yield f"| {row[2]} {_cell(row[3])} | {row[0]} | {row[6]} | {row[7]} | {row[8] or '-'} | {row[9] or '-'} | {_cell(row[12])} |"
        yield ""
    for base, items, name in ((source, crosswalk.unmapped_sources, "Criteria"), (target, crosswalk.unmapped_targets, "Requirements")):
        if items:
            yield from (f"## {name} that nothing maps", "")
            yield from (f"- **{_label(base, item.control)} {_cell(_title(base, item.control))}**: {_cell(item.reason)}" for item in items)
            yield ""
    if crosswalk.net_new:
        yield from ("## Work that no requirement carries", "")
        yield from (f"- **{item.title}** ({item.authority}): {_cell(item.what)}" for item in crosswalk.net_new)
        yield ""
    names, body = matrix(crosswalk, source, target)
    yield from ("## Matrix", "", "S strong, P partial, h habit-only; \\* lead.", "", f"| | {' | '.join(names)} |", "|---|" + ":-:|" * len(names))
    for label, _, cells in body:
        yield f"| {label} | {' | '.join(_sign(item).replace('*', chr(92) + '*') if item else '' for item in cells)} |"
    yield ""


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def html(crosswalk: Crosswalk, source: Baseline, target: Baseline) -> str:
    """One page, nothing loaded."""
    facts = crosswalk.provenance
    parts = [f"<h1>{escape(facts.title)}</h1><p>{escape(facts.description)}</p>"]
    parts.append(f"<p>Version {escape(facts.version)}, {escape(facts.date)}; method {escape(facts.method)}, status {escape(facts.status)}.</p>")
    names, body = matrix(crosswalk, source, target)
    parts.append("<h2>Matrix</h2><p>S strong, P partial, h habit-only; bold and * lead.</p>")
    parts.append('<table class="m"><tr><th></th>' + "".join(f'<th class="c">{escape(name)}</th>' for name in names) + "</tr>")
    for label, title, cells in body:
        row = "".join(f'<td class="{item.reuse}{" lead" if item.role == "lead" else ""}">{_sign(item)}</td>' if item else "<td></td>" for item in cells)
        parts.append(f'<tr><th class="r">{escape(label)} {escape(title)}</th>{row}</tr>')
    parts.append("</table><h2>Maps</h2><table><tr>" + "".join(f"<th>{name}</th>" for name in HEADER) + "</tr>")
    parts += [f'<tr class="{escape(row[7])}">' + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows(crosswalk, source, target)]
    parts.append("</table>")
    for base, items, name in ((source, crosswalk.unmapped_sources, "Criteria"), (target, crosswalk.unmapped_targets, "Requirements")):
        if items:
            lines = "".join(
                f"<li><b>{escape(_label(base, item.control))} {escape(_title(base, item.control))}</b>: {escape(item.reason)}</li>" for item in items
            )
            parts.append(f"<h2>{name} that nothing maps</h2><ul>{lines}</ul>")
    head = f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{_POLICY}"><title>{escape(facts.title)}</title><style>{_STYLE}</style>'
    return f'<!doctype html>\n<html lang="en">\n<head>{head}</head>\n<body>\n' + "\n".join(parts) + "\n</body>\n</html>\n"
