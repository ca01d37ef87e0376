"""A crosswalk for people: rows, a matrix of criteria and requirements, and both as CSV, sheets,
markdown and HTML.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from ..formats import csv_tables
from ..formats.workbook import Cell, Column, Page, Toned
from ..model.baseline import Baseline
from ..model.crosswalk_maps import Crosswalk, Map, Reuse, name_grade
from .gap_html import POLICY

HEADER = ("criterion", "criterion-title", "requirement", "requirement-title", "relationship", "matching", "role", "reuse", "letters", "open-letters",
          "coverage", "confidence", "rationale", "scope", "top-up", "cannot")  # fmt: skip
TONES = {Reuse.STRONG: "good", Reuse.PARTIAL: "fair", Reuse.HABIT_ONLY: "poor"}
SIGNS = {Reuse.STRONG: "S", Reuse.PARTIAL: "P", Reuse.HABIT_ONLY: "h"}
_STRANGE = "Not in the catalog"
_WIDTHS = (10, 30, 12, 30, 16, 12, 12, 12, 12, 12, 10, 12, 70, 36, 46, 36)
_STYLE = """
body { font: 14px/1.45 system-ui, "Segoe UI", "Liberation Sans", sans-serif; color: #1b2733; margin: 24px; }
h1 { font-size: 24px; } h2 { font-size: 18px; margin-top: 32px; } h3 { font-size: 15px; margin: 24px 0 6px; } p { max-width: 900px; }
a { color: inherit; text-decoration: none; } a:hover { text-decoration: underline; } li { margin: 6px 0; max-width: 1000px; }
table { border-collapse: collapse; } th, td { border: 1px solid #d5dce3; padding: 4px 8px; text-align: left; vertical-align: top; }
thead th { background: #f4f6f8; } .w { overflow: auto; } .w:has(.m) { max-height: 90vh; }
.m { border-collapse: separate; border-spacing: 0; } .m th, .m td { border-width: 0 1px 1px 0; }
.m td { text-align: center; padding: 0; min-width: 24px; } .m a { display: block; padding: 2px 4px; }
.m thead th { position: sticky; top: 0; z-index: 1; writing-mode: vertical-rl; transform: rotate(180deg); padding: 6px 2px; border-width: 1px 0 0 1px; }
.m th.r { position: sticky; left: 0; background: #f4f6f8; padding: 2px 7px; white-space: nowrap; font-weight: 400; }
.d { width: 100%; max-width: 1300px; margin-bottom: 12px; } .d th { font-weight: 600; } .d th[scope=rowgroup] { width: 190px; } .d tbody tr:target { outline: 2px solid #1f3a5f; }
.d td:nth-of-type(1), .d td:nth-of-type(2), .d td:nth-of-type(3) { white-space: nowrap; width: 1%; }
.n { display: block; color: #465563; font-weight: 400; } .q { margin: 4px 0 0; padding-left: 18px; color: #465563; } .q li { margin: 0; }
.strong { background: #d5ebd8; } .partial { background: #fff3c4; } .habit-only { background: #fce0c8; } .lead { font-weight: 700; }
.key { padding: 1px 8px; margin-right: 6px; }
@media (max-width: 700px) {
  body { margin: 12px; } .m th.r .t, .d thead { display: none; } .d, .d tbody, .d tr, .d th, .d td { display: block; width: auto !important; white-space: normal !important; }
  .d tbody { margin-bottom: 12px; } .d td { border-width: 0 1px; padding: 3px 8px; } .d td:last-child { border-bottom-width: 1px; } .d .n { display: inline; margin-left: 6px; }
}
@media print { .w { overflow: visible; max-height: none !important; } tr { break-inside: avoid; } }
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
            left.label if left else item.criterion,
            left.title if left else "",
            right.label if right else item.requirement,
            right.title if right else "",
            item.relationship,
            item.matching,
            item.role,
            name_grade(item),
            "".join(item.letters),
            open_letters(crosswalk, item.requirement, known),
            f"{len(item.letters)}/{len(known)}" if known else "",
            item.confidence,
            item.rationale,
            item.scope,
            "; ".join(item.top_up),
            "; ".join(item.cannot),
        ]


def csv(crosswalk: Crosswalk, source: Baseline, target: Baseline) -> str:
    """Formulas are text: a cell that a spreadsheet would calculate begins with an apostrophe."""
    return csv_tables.write_table(
        HEADER,
        [
            [f"'{cell}" if cell[:1] in "=+-@\t\r" and cell else cell for cell in row]
            for row in rows(crosswalk, source, target)
        ],
    )


def pages(crosswalk: Crosswalk, source: Baseline, target: Baseline) -> list[Page]:
    """Sheets: maps, matrix, what is unmapped, net-new work."""
    columns = [Column(name, width) for name, width in zip(HEADER, _WIDTHS, strict=True)]
    body: list[list[Cell | Toned]] = [
        [Toned(cell, _tone(row[7])) if index == 7 else cell for index, cell in enumerate(row)]
        for row in rows(crosswalk, source, target)
    ]
    facts = crosswalk.provenance
    notes = [
        " ".join(facts.description.split()),
        f"version {facts.version}, {facts.date}, method {facts.method}, status {facts.status}",
    ]
    unmapped: list[list[Cell | Toned]] = [
        [_label(base, item.control), _title(base, item.control), item.reason]
        for base, items in (
            (source, crosswalk.unmapped_sources),
            (target, crosswalk.unmapped_targets),
        )
        for item in items
    ]
    net_new: list[list[Cell | Toned]] = [
        [item.title, item.what, item.authority, item.artifact] for item in crosswalk.net_new
    ]
    return [
        Page("Maps", columns, body, facts.title, notes),
        _matrix_page(crosswalk, source, target),
        Page(
            "Unmapped",
            [Column("Control", 14), Column("Title", 44), Column("Why nothing helps", 100)],
            unmapped,
        ),
        Page(
            "Net-new",
            [
                Column("Work that no requirement carries", 44),
                Column("What", 80),
                Column("Source", 30),
                Column("What must exist", 60),
            ],
            net_new,
        ),
    ]


def _tone(word: str) -> str:
    return TONES[Reuse(word)] if word else "none"


def _label(base: Baseline, identity: str) -> str:
    return base.by_id[identity].label if identity in base.by_id else identity


def _title(base: Baseline, identity: str) -> str:
    return base.by_id[identity].title if identity in base.by_id else ""


def matrix(
    crosswalk: Crosswalk, source: Baseline, target: Baseline
) -> tuple[list[str], list[tuple[str, str, list[Map | None]]]]:
    """Labels of the mapped criteria, and for each requirement its label, title and the map (or
    none) in each column.
    """
    used = {item.criterion for item in crosswalk.maps}
    columns = [item.id for item in source.requirements if item.id in used]
    by_pair = {(item.requirement, item.criterion): item for item in crosswalk.maps}
    body = [
        (item.label, item.title, [by_pair.get((item.id, column)) for column in columns])
        for item in target.requirements
    ]
    return [_label(source, column) for column in columns], body


def _sign(item: Map) -> str:
    return f"{SIGNS[item.reuse]}{'*' if item.role == 'lead' else ''}" if name_grade(item) else "x"


def _legend(crosswalk: Crosswalk) -> str:
    return "S strong, P partial, h habit-only" + (
        "" if all(name_grade(item) for item in crosswalk.maps) else ", x not graded"
    )


def _matrix_page(crosswalk: Crosswalk, source: Baseline, target: Baseline) -> Page:
    names, body = matrix(crosswalk, source, target)
    cells: list[list[Cell | Toned]] = [
        [
            label,
            title,
            *(Toned(_sign(item), _tone(name_grade(item))) if item else None for item in items),
        ]
        for label, title, items in body
    ]
    return Page(
        "Matrix",
        [Column("Requirement", 12), Column("Title", 36), *(Column(name, 6) for name in names)],
        cells,
        f"{_legend(crosswalk)}; * lead",
    )


def markdown(crosswalk: Crosswalk, source: Baseline, target: Baseline) -> Iterator[str]:
    """Description, one table per family of the target, what is unmapped, net-new work, the matrix."""
    facts = crosswalk.provenance
    yield from (
        f"# {_cell(facts.title)}",
        "",
        _cell(facts.description),
        "",
        (
            f"Version {_cell(facts.version)}, {facts.date}; method {facts.method}, status"
            f" {facts.status}."
        ),
        "",
    )
    family = {item.label: f"{item.family} {item.family_title}" for item in target.requirements}
    body = list(rows(crosswalk, source, target))
    for name in dict.fromkeys(family.get(row[2], _STRANGE) for row in body):
        yield from (
            f"## {name}",
            "",
            "| requirement | criterion | role | reuse | satisfied | open | rationale |",
            "|---|---|---|---|---|---|---|",
        )
        for row in body:
            if family.get(row[2], _STRANGE) == name:
                yield (
                    f"| {row[2]} {_cell(row[3])} | {row[0]} | {row[6]} | {row[7]} | {row[8] or '-'}"
                    f" | {row[9] or '-'} | {_cell(row[12])}{_conditions(row)} |"
                )
        yield ""
    for base, items, name in (
        (source, crosswalk.unmapped_sources, "Criteria"),
        (target, crosswalk.unmapped_targets, "Requirements"),
    ):
        if items:
            yield from (f"## {name} that nothing maps", "")
            yield from (
                f"- **{_label(base, item.control)} {_cell(_title(base, item.control))}**:"
                f" {_cell(item.reason)}"
                for item in items
            )
            yield ""
    if crosswalk.net_new:
        yield from ("## Work that no requirement carries", "")
        yield from (
            f"- **{_cell(item.title)}** ({_cell(item.authority)}): {_cell(item.what)} What must"
            f" exist: {_cell(item.artifact)}"
            for item in crosswalk.net_new
        )
        yield ""
    names, cells_by_row = matrix(crosswalk, source, target)
    yield from (
        "## Matrix",
        "",
        f"{_legend(crosswalk)}; \\* lead.",
        "",
        f"| | {' | '.join(names)} |",
        "|---|" + ":-:|" * len(names),
    )
    for label, _, cells in cells_by_row:
        yield (
            f"| {label} |"
            f" {' | '.join(_sign(item).replace('*', chr(92) + '*') if item else '' for item in cells)} |"
        )
    yield ""


def _conditions(row: list[str]) -> str:
    return "".join(
        f"<br>*{name}*: {_cell(text)}"
        for name, text in zip(("only if", "to add", "cannot carry"), row[13:16], strict=True)
        if text
    )


def _cell(text: str) -> str:
    """On one line, with nothing that a reader of markdown would take for the end of a cell or for
    HTML.
    """
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")


def html(crosswalk: Crosswalk, source: Baseline, target: Baseline) -> str:
    """One page, nothing loaded: the matrix, whose cells lead to the judgements below it, what is
    unmapped, net-new work.
    """
    facts = crosswalk.provenance
    place = {
        (item.requirement, item.criterion): number for number, item in enumerate(crosswalk.maps)
    }
    parts = [
        f"<h1>{escape(facts.title)}</h1><p>{escape(facts.description)}</p>",
        (
            f"<p>Version {escape(facts.version)}, {escape(facts.date)}; method"
            f" {escape(facts.method)}, status {escape(facts.status)}.</p>"
        ),
        *_html_matrix(crosswalk, source, target, place),
        (
            "<h2>Maps</h2><p>Letters are the assessment objectives of the requirement. Open are"
            " those that no criterion satisfies.</p>"
        ),
        *_html_maps(crosswalk, source, target),
    ]
    for base, items, name in (
        (source, crosswalk.unmapped_sources, "Criteria"),
        (target, crosswalk.unmapped_targets, "Requirements"),
    ):
        lines = [
            f"<li><b>{escape(_label(base, item.control))} {escape(_title(base, item.control))}</b>:"
            f" {escape(item.reason)}</li>"
            for item in items
        ]
        parts += [f"<h2>{name} that nothing maps</h2><ul>", *lines, "</ul>"] if lines else []
    if crosswalk.net_new:
        work = [
            f"<li><b>{escape(item.title)}</b> ({escape(item.authority)}): {escape(item.what)} <span"
            f' class="n">What must exist: {escape(item.artifact)}</span></li>'
            for item in crosswalk.net_new
        ]
        parts += ["<h2>Work that no requirement carries</h2><ul>", *work, "</ul>"]
    head = (
        '<meta charset="utf-8"><meta name="viewport" content="width=device-width,'
        ' initial-scale=1"><meta http-equiv="Content-Security-Policy"'
        f' content="{POLICY}"><title>{escape(facts.title)}</title><style>{_STYLE}</style>'
    )
    return (
        f'<!doctype html>\n<html lang="en">\n<head>{head}</head>\n<body>\n'
        + "\n".join(parts)
        + "\n</body>\n</html>\n"
    )


def _html_matrix(
    crosswalk: Crosswalk, source: Baseline, target: Baseline, place: dict[tuple[str, str], int]
) -> Iterator[str]:
    names, body = matrix(crosswalk, source, target)
    keys = "".join(
        f'<span class="key {word.value}">{sign} {word.value}</span>' for word, sign in SIGNS.items()
    )
    keys += (
        ""
        if all(name_grade(item) for item in crosswalk.maps)
        else '<span class="key">x not graded</span>'
    )
    yield f"<h2>Matrix</h2><p>{keys} bold with * is the lead, the first place to look.</p>"
    yield (
        '<div class="w"><table class="m"><thead><tr><td></td>'
        + "".join(f'<th scope="col">{escape(name)}</th>' for name in names)
        + "</tr></thead><tbody>"
    )
    for label, title, cells in body:
        row = "".join(
            _html_sign(item, place[item.requirement, item.criterion]) if item else "<td></td>"
            for item in cells
        )
        yield (
            f'<tr><th class="r" scope="row">{escape(label)} <span'
            f' class="t">{escape(title)}</span></th>{row}</tr>'
        )
    yield "</tbody></table></div>"


def _html_sign(item: Map, number: int) -> str:
    return (
        f'<td class="{name_grade(item)}{" lead" if item.role == "lead" else ""}"><a'
        f' href="#map-{number}">{_sign(item)}</a></td>'
    )


def _html_maps(crosswalk: Crosswalk, source: Baseline, target: Baseline) -> Iterator[str]:
    """A table for each family, and in it the maps of a requirement together."""
    numbered = list(enumerate(zip(crosswalk.maps, rows(crosswalk, source, target), strict=True)))
    family = {item.id: f"{item.family} {item.family_title}" for item in target.requirements}
    head = "".join(
        f"<th>{name}</th>" for name in ("Requirement", "Criterion", "Reuse", "Satisfied", "Why")
    )
    for name in dict.fromkeys(family.get(item.requirement, _STRANGE) for item in crosswalk.maps):
        yield (
            f'<h3>{escape(name)}</h3><div class="w"><table class="d"><thead><tr>{head}</tr></thead>'
        )
        for identity in dict.fromkeys(
            item.requirement
            for item in crosswalk.maps
            if family.get(item.requirement, _STRANGE) == name
        ):
            mine = [
                (number, item, row)
                for number, (item, row) in numbered
                if item.requirement == identity
            ]
            row = mine[0][2]
            title = (
                f'{escape(row[2])} {escape(row[3])}<span class="n">open:'
                f" {', '.join(row[9]) or 'none'}</span>"
            )
            yield "<tbody>"
            for place, (number, item, cells) in enumerate(mine):
                start = (
                    f'<th scope="rowgroup" rowspan="{len(mine)}">{title}</th>' if not place else ""
                )
                yield f'<tr id="map-{number}">{start}{_html_map(item, cells)}</tr>'
            yield "</tbody>"
        yield "</table></div>"


def _html_map(item: Map, cells: list[str]) -> str:
    told = [("only if", (item.scope,)), ("to add", item.top_up), ("cannot carry", item.cannot)]
    notes = "".join(
        f"<li>{name}: {escape(text)}</li>" for name, texts in told for text in texts if text
    )
    role = "".join(
        f'<span class="n">{escape(text)}</span>'
        for text in (item.role, f"confidence {item.confidence}")
        if text
    )
    relation = (
        ""
        if item.relationship == "intersects-with"
        else f'<span class="n">{escape(item.relationship)}</span>'
    )
    return (
        f'<td title="{escape(cells[1])}">{escape(cells[0])}</td><td'
        f' class="{name_grade(item)}{" lead" if item.role == "lead" else ""}">{name_grade(item) or "not graded"}{role}</td>'
        f'<td>{", ".join(item.letters) or "-"}<span class="n">{escape(cells[10])}</span></td>'
        f'<td>{escape(item.rationale)}{relation}{f"""<ul class="q">{notes}</ul>""" if notes else ""}</td>'
    )
