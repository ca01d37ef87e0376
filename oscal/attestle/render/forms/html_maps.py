"""Maps of many things at a glance as HTML: each cell a link, its colour said in words as well."""

from __future__ import annotations

from collections.abc import Iterator

from ..document_model import HeatMap, Mark, SignMatrix
from .html_looks import PageLook
from .html_prose import Escape


def write_heat_map(part: HeatMap, escape: Escape) -> Iterator[str]:
    legend = "".join(f'<span class="{mark.key}">{escape(mark.text)}</span>' for mark in part.legend)
    yield f'<p class="legend">{legend}</p>'
    yield '<div class="map">'
    for title, marks in part.rows:
        cells = "".join(_heat_cell(mark, escape) for mark in marks)
        yield f'<div class="f">{escape(title)}</div><div class="cells">{cells}</div>'
    yield "</div>"


def _heat_cell(mark: Mark, escape: Escape) -> str:
    return (
        f'<a class="{mark.key}" href="#{escape(mark.target)}" title="{escape(mark.hover)}">'
        f"{escape(mark.text)}<small>{escape(mark.note)}</small></a>"
    )


def write_matrix(part: SignMatrix, look: PageLook, escape: Escape) -> Iterator[str]:
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
        signs = "".join(_sign(mark, look, escape) if mark else "<td></td>" for mark in row.signs)
        title = f'{escape(row.label)} <span class="t">{escape(row.title)}</span>'
        yield f'<tr><th class="r" scope="row">{title}</th>{signs}</tr>'
    yield "</tbody></table></div>"


def _sign(mark: Mark, look: PageLook, escape: Escape) -> str:
    strong = look.strong if mark.strong else ""
    link = f'<a href="#{escape(mark.target)}">{escape(mark.text)}</a>'
    return f'<td class="{mark.key}{strong}">{link}</td>'
