"""Maps of many things at a glance as HTML: each cell a link, its colour said in words as well."""

from __future__ import annotations

from collections.abc import Iterator

from ..document_parts import HeatMap, Mark, SignMatrix, SignRow
from .html_links import Escape, PageLinks
from .html_looks import PageLook


def write_heat_map(part: HeatMap, links: PageLinks, escape: Escape) -> Iterator[str]:
    legend = "".join(f'<span class="{mark.key}">{escape(mark.text)}</span>' for mark in part.legend)
    yield f'<p class="legend">{legend}</p>'
    yield '<div class="map">'
    for title, marks in part.rows:
        cells = "".join(_heat_cell(mark, links, escape) for mark in marks)
        yield f'<div class="f">{escape(title)}</div><div class="cells">{cells}</div>'
    yield "</div>"


def _heat_cell(mark: Mark, links: PageLinks, escape: Escape) -> str:
    inner = f"{escape(mark.text)}<small>{escape(mark.note)}</small>"
    if not mark.target:
        return f'<span class="{mark.key}">{inner}</span>'
    place = escape(links.find_href(mark.target))
    return f'<a class="{mark.key}" href="{place}" title="{escape(mark.hover)}">{inner}</a>'


def write_matrix(
    part: SignMatrix, look: PageLook, links: PageLinks, escape: Escape
) -> Iterator[str]:
    keys = "".join(
        f'<span class="{f"key {mark.key}".strip()}">{escape(mark.text)}</span>'
        for mark in part.legend
    )
    yield f"<p>{keys} {escape(part.note)}</p>"
    heads = "".join(f'<th scope="col">{escape(name)}</th>' for name in part.columns)
    yield (
        f'<div class="{look.wrap}" tabindex="0" role="region" aria-label="Matrix">'
        f'<table class="m"><thead><tr><td></td>{heads}</tr></thead><tbody>'
    )
    for row in part.rows:
        signs = "".join(
            _sign(mark, look, links, escape) if mark else "<td></td>" for mark in row.signs
        )
        title = f'{_label(row, links, escape)} <span class="t">{escape(row.title)}</span>'
        yield f'<tr><th class="r" scope="row">{title}</th>{signs}</tr>'
    yield "</tbody></table></div>"


def _label(row: SignRow, links: PageLinks, escape: Escape) -> str:
    label = escape(row.label)
    return f"<a {links.write_attributes(row.target, escape)}>{label}</a>" if row.target else label


def _sign(mark: Mark, look: PageLook, links: PageLinks, escape: Escape) -> str:
    strong = look.strong if mark.strong else ""
    link = f'<a href="{escape(links.find_href(mark.target))}">{escape(mark.text)}</a>'
    return f'<td class="{mark.key}{strong}">{link}</td>'
