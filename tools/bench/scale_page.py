"""`docs/performance.md` and its picture, made of what was measured."""

from __future__ import annotations

import math
import os
import platform
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from xml.sax.saxutils import escape

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/performance.md"
PICTURE = ROOT / "docs/pictures/performance.svg"
_WIDTH, _HEIGHT = 760, 420
_LEFT, _RIGHT, _TOP, _BOTTOM = 64, 210, 24, 48
# Each tells its line in both schemes, and to people who do not see all colours by its dashes
_LINES = (
    ("validate", "all cores", "a", ""),
    ("status --all", "all cores", "b", ""),
    ("ssp assemble --all", "all cores", "c", ""),
    ("portfolio", "all cores", "d", ""),
    ("portfolio", "two Dask workers", "d", "2 4"),
    ("portfolio, unchanged", "all cores", "d", "8 4"),
    ("trestle validate -a", "one core", "e", "8 4"),
)
_STYLE = """
text { font: 12px system-ui, sans-serif; fill: #1f2328 }
.axis { stroke: #59636e } .grid { stroke: #d1d9e0 }
.line, circle { fill: none; stroke-width: 2 } .lead { stroke: #818b98; stroke-dasharray: 1 4 }
.a { stroke: #0969da } .b { stroke: #1a7f37 } .c { stroke: #9a6700 } .d { stroke: #8250df }
.e { stroke: #bc4c00 }
@media (prefers-color-scheme: dark) {
  text { fill: #f0f6fc } .axis { stroke: #9198a1 } .grid { stroke: #3d444d }
  .a { stroke: #4493f8 } .b { stroke: #3fb950 } .c { stroke: #d29922 } .d { stroke: #ab7df8 }
  .e { stroke: #f0883e }
}
"""


@dataclass(frozen=True, slots=True)
class Row:
    """What one command cost: seconds by the clock and of all processors, and the most MB that one of
    its processes took. `number` is of how many systems, workspaces or MB it was.
    """

    what: str
    number: int
    mode: str
    seconds: float
    user: float
    memory: float

    @property
    def each(self) -> float:
        """Seconds of the processor for one of them."""
        return self.user / self.number


def write_page(rows: Sequence[Row], left_out: Sequence[str], most_rise: float) -> None:
    if not rows:
        return
    PICTURE.parent.mkdir(exist_ok=True)
    PICTURE.write_text(draw_lines(rows), encoding="utf-8")
    PAGE.write_text("\n".join(_list_page(rows, left_out, most_rise)) + "\n", encoding="utf-8")


def _list_page(rows: Sequence[Row], left_out: Sequence[str], most_rise: float) -> Iterable[str]:
    yield "# Many systems and many workspaces: what they cost"
    yield ""
    yield (
        "Measured by `python tools/bench/scale.py` over systems that are made from the example, each"
        " with an identity of its own. Processor seconds are those of all processes together, the"
        " memory is that of the largest one. *For each* is the processor's time for one system, one"
        " workspace or one MB; *step* is how it stands to the next smaller number, and at most"
        f" {most_rise:.2f} is linear: less than 1 is the start of the program, which is paid once."
    )
    yield ""
    yield "![Seconds of the processor for each, by number](pictures/performance.svg)"
    yield ""
    yield f"The machine: {describe_machine()}."
    for what in dict.fromkeys(row.what for row in rows):
        yield ""
        yield f"## {what}"
        yield ""
        yield "| number | on | seconds | processor | largest process | for each | step |"
        yield "|---:|---|---:|---:|---:|---:|---:|"
        for row in sorted((r for r in rows if r.what == what), key=lambda r: (r.mode, r.number)):
            yield _write_row(row, rows, most_rise)
    yield from _list_left_out(left_out)


def _write_row(row: Row, rows: Sequence[Row], most_rise: float) -> str:
    step = find_step(row, rows)
    mark = "" if step is None else f"{step:.2f}{'' if step <= most_rise else ' **above**'}"
    return (
        f"| {row.number:,} | {row.mode} | {row.seconds:.1f} s | {row.user:.1f} s"
        f" | {row.memory:.0f} MB | {row.each:.3f} s | {mark} |"
    )


def find_step(row: Row, rows: Sequence[Row]) -> float | None:
    """What one costs beside one of the next smaller number in the same mode."""
    smaller = [
        item
        for item in rows
        if (item.what, item.mode) == (row.what, row.mode) and item.number < row.number
    ]
    return row.each / max(smaller, key=lambda item: item.number).each if smaller else None


def _list_left_out(left_out: Sequence[str]) -> Iterable[str]:
    if left_out:
        yield ""
        yield "## Left out"
        yield ""
        yield "These did not fit into the time of the run:"
        yield ""
        yield from (f"- {what}" for what in left_out)


def describe_machine() -> str:
    cpu = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [
            line.partition(":")[2].strip()
            for line in info.read_text(encoding="utf-8").splitlines()
            if line.startswith("model name")
        ]
        cpu = names[0] if names else cpu
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    parts = (
        f"{os.cpu_count()} cores of {cpu}",
        f"{memory:.0f} GB",
        f"{platform.system()} {platform.release()}",
        f"Python {platform.python_version()}",
        f"attestle {version('attestle')}",
        f"trestle {version('compliance-trestle')}",
    )
    return ", ".join(parts)


def draw_lines(rows: Sequence[Row]) -> str:
    """Seconds for each by number, both in steps of ten."""
    drawn = [
        (what, mode, style, dash, _choose_rows(rows, what, mode))
        for what, mode, style, dash in _LINES
    ]
    values = [row.each for *_, line in drawn for row in line] or [1.0]
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    scale = _Scale(low, max(high, low + 1))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img">',
        "<title>Seconds of the processor for each system or workspace, by number</title>",
        f"<style>{_STYLE}</style>",
        *scale.draw_grid(),
    ]
    places: list[float] = []
    # from above to below, as the names stand beside them
    for what, mode, style, dash, line in sorted(drawn, key=lambda item: -_find_last(item[-1])):
        if line:
            parts += _draw_line(scale, line, style, dash, f"{what}, {mode}", places)
    return "\n".join((*parts, "</svg>", ""))


def _choose_rows(rows: Sequence[Row], what: str, mode: str) -> list[Row]:
    found = [row for row in rows if (row.what, row.mode) == (what, mode)]
    return sorted(found, key=lambda row: row.number)


def _find_last(line: Sequence[Row]) -> float:
    return line[-1].each if line else 0.0


@dataclass(frozen=True, slots=True)
class _Scale:
    """Powers of ten from bottom to top; from left to right they are 1 to 1,000."""

    low: int
    high: int

    def find_x(self, number: float) -> float:
        return _LEFT + (_WIDTH - _LEFT - _RIGHT) * math.log10(number) / 3

    def find_y(self, seconds: float) -> float:
        share = (math.log10(seconds) - self.low) / (self.high - self.low)
        return _HEIGHT - _BOTTOM - (_HEIGHT - _TOP - _BOTTOM) * share

    def draw_grid(self) -> Iterable[str]:
        right, bottom = _WIDTH - _RIGHT, _HEIGHT - _BOTTOM
        for power in range(self.low, self.high + 1):
            y = self.find_y(10.0**power)
            yield f'<line class="grid" x1="{_LEFT}" x2="{right}" y1="{y:.1f}" y2="{y:.1f}"/>'
            yield f'<text x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{10.0**power:g} s</text>'
        for number in (1, 10, 100, 1000):
            x = self.find_x(number)
            yield f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="{_TOP}" y2="{bottom}"/>'
            yield f'<text x="{x:.1f}" y="{bottom + 20}" text-anchor="middle">{number:,}</text>'
        yield f'<line class="axis" x1="{_LEFT}" x2="{right}" y1="{bottom}" y2="{bottom}"/>'
        middle = (_LEFT + right) / 2
        yield f'<text x="{middle}" y="{bottom + 40}" text-anchor="middle">systems or workspaces</text>'


def _draw_line(
    scale: _Scale, line: Sequence[Row], style: str, dash: str, title: str, places: list[float]
) -> Iterable[str]:
    points = [(scale.find_x(row.number), scale.find_y(row.each)) for row in line]
    text = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    yield f'<polyline class="line {style}"{dashes} points="{text}"/>'
    x, y = points[-1]
    wanted = y
    # below what is written there already
    while any(abs(wanted - other) < 15 for other in places):
        wanted += 1
    places.append(wanted)
    label = _WIDTH - _RIGHT + 12
    # where the line ends before the edge its name is led to, in no colour of a line
    yield (f'<line class="lead" x1="{x + 3:.1f}" x2="{label - 4}" y1="{y:.1f}" y2="{wanted:.1f}"/>')
    yield f'<circle class="{style}" cx="{x:.1f}" cy="{y:.1f}" r="2.5"/>'
    yield f'<text x="{label}" y="{wanted + 4:.1f}">{escape(title)}</text>'
