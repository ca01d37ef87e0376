"""Charts as drawings in the page: no script, no attribute of style, and the figures as a table for
those who cannot see them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..document_parts import ChartLine, LineChart, ShareBar
from ..plain_parts import cell_text, make_chart_table
from .html_links import Escape

# In units of the drawing, which is as wide as the page lets it be
_WIDTH, _HEIGHT = 720, 230
_LEFT, _RIGHT, _TOP, _BOTTOM = 40, 96, 12, 28
_BAR_WIDTH, _BAR_HEIGHT = 1000, 14
# So many days can be named below a chart without touching each other
_MOST_DAYS = 6
# Lines of figures between the lowest and the highest
_STEPS = 4


def write_share_bar(part: ShareBar, escape: Escape) -> Iterator[str]:
    """The words stand below the bar, each behind its colour."""
    total = sum(number for _, number in part.shares)
    shares = [(mark, number) for mark, number in part.shares if number]
    yield f'<figure class="shares" role="group" aria-label="{escape(part.caption)}">'
    yield (
        f'<svg viewBox="0 0 {_BAR_WIDTH} {_BAR_HEIGHT}" preserveAspectRatio="none"'
        ' aria-hidden="true">'
    )
    before = 0
    for mark, number in shares:
        start, end = (_BAR_WIDTH * place / total for place in (before, before + number))
        # a gap tells two shares apart that have colours some people take for one
        width = max(end - start - (2 if end < _BAR_WIDTH else 0), 1)
        yield (
            f'<rect class="fill {mark.key}" x="{start:.1f}" width="{width:.1f}"'
            f' height="{_BAR_HEIGHT}"/>'
        )
        before += number
    items = "".join(
        f'<li><span class="dot {mark.key}"></span><b>{number}</b> {escape(mark.text)}</li>'
        for mark, number in part.shares
    )
    yield f"</svg><ul>{items}</ul></figure>"


def write_line_chart(part: LineChart, escape: Escape) -> Iterator[str]:
    yield '<figure class="chart">'
    yield from _draw(part, escape)
    keys = "".join(
        f'<span class="key {line.key}">{escape(line.name)}</span>' for line in part.lines
    )
    yield f"<figcaption>{escape(part.caption)} {keys}</figcaption>"
    yield "</figure>"
    yield f"<details><summary>{escape(part.caption)} as a table</summary>"
    yield from _write_table(part, escape)
    yield "</details>"


def _write_table(part: LineChart, escape: Escape) -> Iterator[str]:
    grid = make_chart_table(part)
    heads = "".join(f'<th scope="col">{escape(column.title)}</th>' for column in grid.columns)
    label = escape(f"{part.caption}: figures")
    yield f'<table class="stack" aria-label="{label}"><thead><tr>{heads}</tr></thead><tbody>'
    for row in grid.rows:
        cells = "".join(
            f'<td data-h="{escape(column.title)}">{escape("".join(map(cell_text, cell)))}</td>'
            for column, cell in zip(grid.columns, row, strict=True)
        )
        yield f"<tr>{cells}</tr>"
    yield "</tbody></table>"


class _Scale:
    """From days and figures to places of the drawing."""

    def __init__(self, part: LineChart) -> None:
        known = [value for line in part.lines for value in line.values if value is not None]
        known += [level for _, level in part.levels]
        low, high = min(known, default=0), max(known, default=1)
        step = _choose_step(high - low)
        self.low = low // step * step
        self.high = max(-(-high // step) * step, self.low + step)
        self.step = step
        self.first = part.days[0].toordinal()
        self.span = max(part.days[-1].toordinal() - self.first, 1)

    def find_x(self, ordinal: int) -> float:
        return _LEFT + (_WIDTH - _LEFT - _RIGHT) * (ordinal - self.first) / self.span

    def find_y(self, value: int) -> float:
        share = (value - self.low) / (self.high - self.low)
        return _HEIGHT - _BOTTOM - (_HEIGHT - _TOP - _BOTTOM) * share


def _choose_step(span: int) -> int:
    """The distance of the lines of figures: 1, 2 or 5 times a power of ten."""
    wanted = max(span // _STEPS, 1)
    power = int("1".ljust(len(str(wanted)), "0"))
    return next(power * size for size in (1, 2, 5, 10) if power * size >= wanted)


def _draw(part: LineChart, escape: Escape) -> Iterator[str]:
    if not part.days:
        return
    scale = _Scale(part)
    label = escape(f"{part.caption}; the figures stand in the table below")
    yield f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{label}">'
    yield from _draw_figures(scale)
    yield from _draw_days(part, scale)
    for name, level in part.levels:
        y = scale.find_y(level)
        yield f'<path class="level" d="M{_LEFT} {y:.1f}H{_WIDTH - _RIGHT}"/>'
        yield f'<text x="{_WIDTH - _RIGHT + 6}" y="{y + 4:.1f}">{escape(name)}</text>'
    for line in part.lines:
        yield from _draw_line(part, line, scale, escape)
    yield "</svg>"


def _draw_figures(scale: _Scale) -> Iterator[str]:
    for value in range(scale.low, scale.high + 1, scale.step):
        y = scale.find_y(value)
        yield f'<path class="rule" d="M{_LEFT} {y:.1f}H{_WIDTH - _RIGHT}"/>'
        yield f'<text class="end" x="{_LEFT - 6}" y="{y + 4:.1f}">{value}</text>'


def _draw_days(part: LineChart, scale: _Scale) -> Iterator[str]:
    days = _choose_days([day.toordinal() for day in part.days])
    names = {day.toordinal(): day.isoformat() for day in part.days}
    for ordinal in days:
        x = scale.find_x(ordinal)
        yield f'<text class="mid" x="{x:.1f}" y="{_HEIGHT - 8}">{names[ordinal]}</text>'


def _choose_days(ordinals: Sequence[int]) -> list[int]:
    """The first, the last, and as many between them as have room."""
    if len(ordinals) == 1:
        return list(ordinals)
    room = (ordinals[-1] - ordinals[0]) / (_MOST_DAYS - 1)
    chosen = [ordinals[0]]
    for ordinal in ordinals[1:-1]:
        if ordinal - chosen[-1] >= room and ordinals[-1] - ordinal >= room:
            chosen.append(ordinal)
    return [*chosen, ordinals[-1]]


def _draw_line(part: LineChart, line: ChartLine, scale: _Scale, escape: Escape) -> Iterator[str]:
    """A day without a figure breaks the line: nothing is drawn across what nobody knows."""
    places: list[str] = []
    move = "M"
    for day, value in zip(part.days, line.values, strict=True):
        if value is None:
            move = "M"
            continue
        x, y = scale.find_x(day.toordinal()), scale.find_y(value)
        places.append(f"{move}{x:.1f} {y:.1f}")
        move = "L"
        title = escape(f"{day.isoformat()}: {line.name} {value}")
        place = f'cx="{x:.1f}" cy="{y:.1f}" r="3"'
        yield f'<circle class="{line.key}" {place}><title>{title}</title></circle>'
    if places:
        yield f'<path class="line {line.key}" d="{"".join(places)}"/>'
