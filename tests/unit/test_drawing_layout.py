"""Where the parts of a drawing stand: nothing overlaps, frames hold their own, labels stand free, and
the same drawing is laid out the same.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from itertools import combinations

import pytest

from attestle.render.document_parts import Drawing
from attestle.render.drawings import DrawnBox, DrawnFrame, DrawnLine, LegendItem, Side
from attestle.render.layout.box_ranks import break_cycles, rank_things, split_by_height
from attestle.render.layout.box_sizes import (
    MOST_LINES,
    PRINTED_FACE,
    SHOWN_FACE,
    SMALL_SIZE,
    Face,
    wrap_text,
)
from attestle.render.layout.drawing_layout import can_be_legible, find_scale, place_drawing
from attestle.render.layout.placed_drawing import Area, Curve, PlacedDrawing, PlacedLine, Point
from attestle.render.layout.slot_places import Room, spread

SIDES: tuple[Side, ...] = ("within", "within", "within", "left", "apart")
# Steps of a curve that are looked at, and points that a line may touch at the edge of an area
STEPS, TOUCH = 24, 0.6
FACES = {"printed": PRINTED_FACE, "shown": SHOWN_FACE}


def make_drawing(
    boxes: int, lines: int, seed: int, *, frames: int = 5, labelled: bool = True
) -> Drawing:
    """A system that nobody would draw by hand: every line between any two boxes, with cycles."""
    rng = random.Random(seed)
    places = [
        DrawnFrame(f"z{at}", f"Zone {at} " * (1 + at % 3), SIDES[at % 5]) for at in range(frames)
    ]
    made = []
    for at in range(boxes):
        frame = f"z{rng.randrange(frames)}" if frames and at % 7 else ""
        side: Side = "right" if at % 2 else "left"
        title = rng.choice(["Gateway", "A title of more words than one line", "x" * 40, "名前"])
        made.append(DrawnBox(f"b{at}", f"{title} {at}", ("CUI · software",), frame, side, "cui"))
    drawn = [
        DrawnLine(
            f"b{rng.randrange(boxes)}",
            f"b{rng.randrange(boxes)}",
            f"{at} · 443" if labelled else "",
            rng.choice(["cui", "plain"]),
            both=at % 5 == 0,
        )
        for at in range(lines)
    ]
    legend = (LegendItem("carries CUI", line="cui"), LegendItem("words of some length"))
    return Drawing("d", "T", "", 1, "Boundary", tuple(places), tuple(made), tuple(drawn), legend)


DRAWINGS = [
    (make_drawing(3, 2, 1), "few"),
    (make_drawing(24, 30, 2), "usual"),
    (make_drawing(32, 60, 3, frames=7), "dense"),
    (make_drawing(18, 12, 4, frames=0), "without frames"),
    (make_drawing(30, 40, 5, labelled=False), "without labels"),
]


@pytest.fixture(params=DRAWINGS, ids=[name for _, name in DRAWINGS])
def drawing(request: pytest.FixtureRequest) -> Drawing:
    found: Drawing = request.param[0]
    return found


@pytest.fixture(params=list(FACES.values()), ids=list(FACES))
def placed(request: pytest.FixtureRequest, drawing: Drawing) -> PlacedDrawing:
    return place_drawing(drawing, request.param)


def walk_points(line: PlacedLine) -> Iterator[tuple[Point, Point]]:
    """The stretches that a line runs through, curves in small steps."""
    at = line.start
    for piece in line.pieces:
        ends = [piece] if not isinstance(piece, Curve) else list(walk_curve(at, piece))
        for end in ends:
            yield at, end
            at = end


def walk_curve(start: Point, curve: Curve) -> Iterator[Point]:
    for step in range(1, STEPS + 1):
        t = step / STEPS
        parts = ((1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t * t, t**3)
        points = (start, curve.first, curve.second, curve.end)
        yield (
            sum(part * point[0] for part, point in zip(parts, points, strict=True)),
            sum(part * point[1] for part, point in zip(parts, points, strict=True)),
        )


def runs_through(line: PlacedLine, area: Area) -> bool:
    """Whether any of it lies within the area, its edge left out."""
    for one, other in walk_points(line):
        for step in range(5):
            x = one[0] + (other[0] - one[0]) * step / 4
            y = one[1] + (other[1] - one[1]) * step / 4
            inner_x = area.x + TOUCH < x < area.right - TOUCH
            if inner_x and area.y + TOUCH < y < area.bottom - TOUCH:
                return True
    return False


def test_no_box_overlaps_another(placed: PlacedDrawing) -> None:
    for one, other in combinations(placed.boxes, 2):
        assert not one.area.overlaps(other.area), (one.key, other.key)


def test_every_box_is_there_once(drawing: Drawing, placed: PlacedDrawing) -> None:
    assert sorted(box.key for box in placed.boxes) == sorted(box.key for box in drawing.boxes)
    ends = [(line.start, line.end) for line in drawing.lines if line.start != line.end]
    assert [(line.from_key, line.to_key) for line in placed.lines] == ends


def test_a_frame_holds_its_own_and_nothing_else(drawing: Drawing, placed: PlacedDrawing) -> None:
    frame_of = {box.key: box.frame for box in drawing.boxes}
    for frame in placed.frames:
        for box in placed.boxes if frame.key else ():
            if frame_of[box.key] == frame.key:
                assert frame.area.holds(box.area), (frame.key, box.key)
            else:
                assert not frame.area.overlaps(box.area), (frame.key, box.key)
    inner = [frame for frame in placed.frames if frame.key]
    for one, other in combinations(inner, 2):
        assert not one.area.overlaps(other.area), (one.key, other.key)


def test_the_boundary_holds_what_is_within(drawing: Drawing, placed: PlacedDrawing) -> None:
    boundary = [frame for frame in placed.frames if not frame.key]
    assert len(boundary) == any(frame.side == "within" for frame in drawing.frames)
    for around in boundary:
        for frame in (item for item in placed.frames if item.key):
            is_within = frame.side == "within"
            assert around.area.holds(frame.area) is is_within
            assert around.area.overlaps(frame.area) is is_within
        for box in placed.boxes:
            key = next(item.frame for item in drawing.boxes if item.key == box.key)
            if not key:
                assert not around.area.overlaps(box.area)


def test_a_label_stands_free(placed: PlacedDrawing) -> None:
    """It touches no other label, no box, no title, and no line but its own."""
    labels = [(line, line.label.area) for line in placed.lines if line.label]
    titles = [text.area for frame in placed.frames for text in frame.title]
    for (_, first), (_, second) in combinations(labels, 2):
        assert not first.overlaps(second)
    for line, area in labels:
        assert not any(box.area.overlaps(area) for box in placed.boxes)
        assert not any(title.overlaps(area) for title in titles)
        for other in placed.lines:
            assert other is line or not runs_through(other, area), (line, other)


def test_no_line_runs_through_a_box(placed: PlacedDrawing) -> None:
    for line in placed.lines:
        for box in placed.boxes:
            assert not runs_through(line, box.area), (line.from_key, line.to_key, box.key)


def test_a_line_begins_and_ends_at_its_boxes(placed: PlacedDrawing) -> None:
    areas = {box.key: box.area for box in placed.boxes}
    for line in placed.lines:
        last = line.pieces[-1]
        assert not isinstance(last, Curve)
        for (x, y), area in ((line.start, areas[line.from_key]), (last, areas[line.to_key])):
            assert min(abs(x - area.x), abs(x - area.right)) < 0.01
            assert area.y <= y <= area.bottom


def test_the_words_of_a_box_have_room_in_it(placed: PlacedDrawing) -> None:
    for box in placed.boxes:
        for text in box.texts:
            assert box.area.holds(text.area)
            assert text.size >= SMALL_SIZE


def test_everything_stands_on_the_sheet(placed: PlacedDrawing) -> None:
    sheet = Area(-0.01, -0.01, placed.width + 0.02, placed.height + 0.02)
    for area in (
        *(box.area for box in placed.boxes),
        *(frame.area for frame in placed.frames),
        *(item.text.area for item in placed.legend),
        *(line.label.area for line in placed.lines if line.label),
    ):
        assert sheet.holds(area)
    for line in placed.lines:
        for _, (x, y) in walk_points(line):
            assert 0 <= x <= placed.width
            assert 0 <= y <= placed.height


def test_the_same_drawing_is_laid_out_the_same() -> None:
    one, other = make_drawing(24, 30, 2), make_drawing(24, 30, 2)
    assert one is not other
    assert place_drawing(one) == place_drawing(other)


def test_three_hundred_boxes_with_cycles_take_less_than_three_seconds() -> None:
    drawing = make_drawing(300, 450, 9, frames=8)
    start = time.process_time()
    placed = place_drawing(drawing)
    assert time.process_time() - start < 3
    assert len(placed.boxes) == 300


def test_what_fits_is_legible_and_what_cannot_fit_is_not() -> None:
    assert can_be_legible(make_drawing(6, 4, 1, frames=2))
    assert find_scale(place_drawing(make_drawing(6, 4, 1, frames=2))) >= 1
    assert not can_be_legible(make_drawing(120, 100, 1))


def test_cycles_are_broken_where_least_leads_back() -> None:
    ways = {("a", "b"): 5, ("b", "c"): 5, ("c", "a"): 1}
    assert break_cycles(("c", "a", "b"), ways) == ["a", "b", "c"]
    assert rank_things(("x", "b", "a"), {("a", "b"): 1}) == ["x", "a", "b"]
    assert rank_things(("a",), {}) == ["a"]


def test_runs_are_of_much_the_same_height() -> None:
    heights = {"a": 10.0, "b": 10.0, "c": 20.0}
    assert split_by_height(("a", "b", "c"), heights, 2) == [["a", "b"], ["c"]]
    assert split_by_height(("c",), heights, 3) == [["c"]]
    assert split_by_height((), heights, 1) == []


def test_places_are_as_wanted_as_far_as_there_is_room() -> None:
    assert spread((10, 50), (5, 5), (2,), Room(0, 100)) == [10, 50]
    assert spread((10, 10), (5, 5), (2,), Room(0, 100)) == [6.5, 13.5]
    assert spread((-50, 500), (5, 5), (2,), Room(0, 100)) == [0, 95]
    assert spread((), (), (), Room(0, 1)) == []


@pytest.mark.parametrize("text", ["one two three four", "w" * 60, "名前" * 30, "שלום עולם " * 9])
@pytest.mark.parametrize("face", FACES.values(), ids=FACES)
def test_a_text_wraps_within_its_width(face: Face, text: str) -> None:
    lines = wrap_text(face, text, 60)
    assert len(lines) <= MOST_LINES
    assert all(face.measure(line) <= 60 for line in lines)
    shown = "".join(lines).rstrip("\u2026")
    assert "".join(text.split()).startswith("".join(shown.split()))
    assert wrap_text(face, "  ", 60) == ()


def test_a_word_that_is_too_wide_breaks_at_its_hyphen() -> None:
    lines = wrap_text(PRINTED_FACE, "Telemetry-Gatewayserver für alle", 60)
    assert lines[0] == "Telemetry-"


def test_marks_and_joiners_take_no_room_and_stay_with_their_letter() -> None:
    for face in (PRINTED_FACE, SHOWN_FACE):
        assert face.measure("Za\u0338\u0322lgo") == face.measure("Zalgo")
        assert face.measure("a\u200db") == face.measure("ab")
        lines = wrap_text(face, "a\u0336" * 60, 40)
        assert all(line.count("a") == line.count("\u0336") for line in lines[:-1])
