"""A drawing that has its places, as elements of SVG; every text goes through the one escape."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from html import escape as escape_markup
from types import MappingProxyType

from ...lazy_dataclasses import dataclass
from ..layout.box_sizes import SHOWN_FACE
from ..layout.placed_drawing import (
    Area,
    Curve,
    PlacedBox,
    PlacedDrawing,
    PlacedFrame,
    PlacedLegend,
    PlacedLine,
    PlacedText,
    Point,
)
from ..prose import clean_text

# What a browser has; the typesetter's own fonts are named by who calls it
PAGE_FONTS = "Arial, Helvetica, 'Liberation Sans', sans-serif"
# name of a colour -> on paper; a page has its own for light and dark
PAPER: Mapping[str, str] = MappingProxyType(
    {
        "ink": "#1b2733",
        "soft": "#4f5f6e",
        "line": "#7b8a97",
        "page": "#ffffff",
        "band": "#f4f6f8",
        "strong": "#0b5394",
        "cui": "#dce9f7",
        "spa": "#dcefe0",
        "crma": "#fff3c4",
        "specialized": "#fce0c8",
        "out": "#eceff1",
    }
)
# The same by the colours that every page has
ON_PAGE: Mapping[str, str] = MappingProxyType(
    {
        "ink": "var(--ink)",
        "soft": "var(--soft)",
        "line": "var(--soft)",
        "page": "var(--page)",
        "band": "var(--band)",
        "strong": "var(--link)",
        "cui": "color-mix(in srgb, var(--link) 22%, var(--page))",
        "spa": "var(--good)",
        "crma": "var(--fair)",
        "specialized": "var(--poor)",
        "out": "var(--none)",
    }
)
NAMESPACE = "http://www.w3.org/2000/svg"
BASELINE = 0.8  # of a line of text, from its top, in its size
ARROW, ARROW_HALF = 5.0, 2.0


@dataclass(frozen=True, slots=True)
class Look:
    """`fits` tells the width of each text, so that any font fills as much and no more."""

    colours: Mapping[str, str] = field(default_factory=lambda: PAPER)
    fonts: str = PAGE_FONTS
    fits: bool = False


def escape(text: str) -> str:
    """Text that can be no markup, in an element or in an attribute."""
    return escape_markup(clean_text(text))


def write_style(look: Look, scope: str = "") -> str:
    """The rules of a drawing, below `scope` where a page has others."""
    rules = (
        (".d-t", "font-family:{fonts};fill:{ink}"),
        (".d-b", "font-weight:bold"),
        (".d-m", "text-anchor:middle"),
        (".d-frame", "fill:{band};stroke:{line};stroke-width:.7"),
        (".d-edge", "fill:none;stroke:{ink};stroke-width:1.3;stroke-dasharray:7 3"),
        (".d-apart", "fill:none;stroke:{soft};stroke-width:.8;stroke-dasharray:2 2"),
        (".d-box", "stroke:{ink};stroke-width:.8;fill:{page}"),
        (".d-cui", "fill:{cui}"),
        (".d-spa", "fill:{spa}"),
        (".d-crma", "fill:{crma}"),
        (".d-specialized", "fill:{specialized}"),
        (".d-out-of-scope", "fill:{out}"),
        (".d-outside", "stroke:{soft};stroke-width:1.2"),
        (".d-line", "fill:none;stroke:{line};stroke-width:.8"),
        (".d-line-cui", "stroke:{strong};stroke-width:1.7"),
        (".d-line-runs", "stroke-dasharray:2.5 2"),
        (".d-tip", "fill:{line}"),
        (".d-tip-cui", "fill:{strong}"),
    )
    values = {**look.colours, "fonts": look.fonts}
    return "".join(f"{scope}{name}{{{rule.format_map(values)}}}" for name, rule in rules)


def write_svg(placed: PlacedDrawing, look: Look) -> str:
    """The drawing alone, on nothing."""
    size = write_number(placed.width), write_number(placed.height)
    start = (
        f'<svg xmlns="{NAMESPACE}" width="{size[0]}" height="{size[1]}"'
        f' viewBox="0 0 {size[0]} {size[1]}">'
    )
    body = "".join(write_elements(placed, look))
    return f"{start}<style>{write_style(look)}</style>{body}</svg>"


def write_elements(placed: PlacedDrawing, look: Look) -> Iterator[str]:
    """From below to above: frames, lines, boxes, words."""
    for frame in placed.frames:
        yield from _write_frame(frame, look)
    for line in placed.lines:
        yield from _write_line(line)
    for box in placed.boxes:
        yield from _write_box(box, look)
    for line in placed.lines:
        if line.label:
            yield draw_text(line.label, look)
    for item in placed.legend:
        yield from _write_legend(item, look)


def draw_text(text: PlacedText, look: Look) -> str:
    area = text.area
    x = area.x + area.width / 2 if text.middle else area.x
    y = area.y + text.size * (BASELINE + 0.15)
    looks = f"d-t{' d-b' if text.bold else ''}{' d-m' if text.middle else ''}"
    size = write_number(text.size)
    place = f'x="{write_number(x)}" y="{write_number(y)}"'
    fit = _fit_text(text) if look.fits else ""
    return f'<text class="{looks}" {place} font-size="{size}"{fit}>{escape(text.text)}</text>'


def _fit_text(text: PlacedText) -> str:
    width = SHOWN_FACE.measure(text.text, text.size, bold=text.bold)
    return f' textLength="{write_number(width)}" lengthAdjust="spacingAndGlyphs"'


def write_number(value: float) -> str:
    """Two digits are more than any printer has."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _write_area(area: Area, looks: str, radius: float) -> str:
    values = ("x", area.x), ("y", area.y), ("width", area.width), ("height", area.height)
    written = " ".join(f'{name}="{write_number(value)}"' for name, value in values)
    return f'<rect class="{looks}" {written} rx="{write_number(radius)}"/>'


def _write_frame(frame: PlacedFrame, look: Look) -> Iterator[str]:
    looks = "d-edge" if not frame.key else "d-apart" if frame.side == "apart" else "d-frame"
    yield _write_area(frame.area, looks, 5)
    yield from (draw_text(text, look) for text in frame.title)


def _write_box(box: PlacedBox, look: Look) -> Iterator[str]:
    yield _write_area(box.area, f"d-box d-{box.look}", 9 if box.look == "outside" else 2.5)
    yield from (draw_text(text, look) for text in box.texts)


def _write_point(point: Point) -> str:
    return f"{write_number(point[0])} {write_number(point[1])}"


def _write_line(line: PlacedLine) -> Iterator[str]:
    """A shaft ends where its tip begins, so that a thick one does not stand out."""
    points = [line.start, *map(_find_end, line.pieces)]
    has_tip = line.look != "runs"
    start = _step_back(points[1], points[0]) if line.both and has_tip else points[0]
    end = _step_back(points[-2], points[-1]) if has_tip else points[-1]
    way = "".join(map(_write_piece, line.pieces[:-1]))
    shaft = f"M{_write_point(start)}{way}L{_write_point(end)}"
    yield f'<path class="d-line d-line-{line.look}" d="{shaft}"/>'
    if has_tip:
        yield _write_tip(points[-2], points[-1], line.look)
        if line.both:
            yield _write_tip(points[1], points[0], line.look)


def _step_back(before: Point, end: Point) -> Point:
    """Where the shaft of an arrow ends that comes to its end from the side of `before`."""
    return end[0] + (-ARROW if before[0] <= end[0] else ARROW) * 0.8, end[1]


def _write_tip(before: Point, end: Point, look: str) -> str:
    back = -ARROW if before[0] <= end[0] else ARROW
    wings = [(end[0] + back, end[1] + half) for half in (-ARROW_HALF, ARROW_HALF)]
    tip = "L".join(map(_write_point, (wings[0], end, wings[1])))
    return f'<path class="d-tip d-tip-{look}" d="M{tip}Z"/>'


def _find_end(piece: Point | Curve) -> Point:
    return piece.end if isinstance(piece, Curve) else piece


def _write_piece(piece: Point | Curve) -> str:
    if isinstance(piece, Curve):
        return "C" + " ".join(map(_write_point, (piece.first, piece.second, piece.end)))
    return f"L{_write_point(piece)}"


def _write_legend(item: PlacedLegend, look: Look) -> Iterator[str]:
    sign, entry = item.sign, item.item
    if entry.line:
        y = sign.y + sign.height / 2
        yield from _write_line(PlacedLine("", "", (sign.x, y), ((sign.right, y),), entry.line))
    elif entry.box:
        inner = Area(sign.x, sign.y + 1, sign.width, sign.height - 2)
        yield _write_area(inner, f"d-box d-{entry.box}", 2)
    yield draw_text(item.text, look)
